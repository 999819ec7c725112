// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// From (function, operation, element type, accuracy) to the array kernel of the
// target in force, with the checks, the floating-point state and the threads
// around it. The public API and the command stand on `run`; nothing here knows
// any mathematics.

#ifndef OGIVE_SRC_KERNELS_DISPATCH_H_
#define OGIVE_SRC_KERNELS_DISPATCH_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "kernels/targets.h"
#include "ogive/options.h"

namespace ogive::internal {

enum class Function : std::uint8_t {
#define OGIVE_FUNCTION(name, ...) name,
#include "ogive/functions.def"
#undef OGIVE_FUNCTION
};

// Which values a parameter may have; NaN never.
enum class Domain : std::uint8_t {
  number,                  // any, infinities too
  positive,                // finite, above 0
  not_negative,            // finite, 0 or above
  not_below_first,         // any number not below the first parameter
  finite_not_below_first,  // the same, and finite
  half,                    // 0 to 0.5
};

struct Parameter {
  const char* name = nullptr;
  double value = 0;  // the default
  Domain domain = Domain::number;
};

// What the backward pass takes; see functions.def.
enum class Cache : std::uint8_t { input, output, tail, tail_value };

// A row of functions.def. Texts that the function has no use for are null.
struct FunctionInfo {
  Function function;
  const char* name;
  int parameter_count;
  Parameter parameters[2];
  Cache cache;

  const char* formula;                  // y, of x
  const char* derivative;               // dy/dx, of x
  const char* backward = nullptr;       // dy/dx, of y
  const char* tail = nullptr;           // t, of x
  const char* from_tail = nullptr;      // y, of t
  const char* backward_tail = nullptr;  // dy/dx, of t
  double lowest, highest;  // range of the exact result, with default parameters
  bool monotonic = false;  // whether the function never steps down
  double domain_from = -OGIVE_INF, domain_to = OGIVE_INF;  // NaN outside
  // Where the derivative crosses 0 in a slope, with default parameters.
  double crossing = OGIVE_INF;
  // Least last parameter for which y tells the slope.
  double backward_from = -OGIVE_INF;
  // Largest error of a double's subnormal results, in ULP.
  double subnormal_ulp = 1;
};

// Every row of functions.def, in order.
std::span<const FunctionInfo> functions();
const FunctionInfo& function_info(Function function);

// What can be asked of a function. Inputs -> outputs:
enum class Op : std::uint8_t {
  forward,        // x -> y
  derivative,     // x -> d
  backward,       // dy, x or y -> dx, as FunctionInfo::cache says
  tail,           // x -> t
  with_tail,      // x -> y, t
  from_tail,      // t -> y
  backward_tail,  // dy, t -> dx
};
inline constexpr int kOps = 7;

constexpr int op_inputs(Op op) {
  return op == Op::backward || op == Op::backward_tail ? 2 : 1;
}
constexpr int op_outputs(Op op) { return op == Op::with_tail ? 2 : 1; }

// Whether functions of this cache have the operation.
constexpr bool has_op(Cache cache, Op op) {
  switch (op) {
    case Op::forward:
    case Op::derivative:
    case Op::backward:
      return true;
    case Op::from_tail:
      return cache == Cache::tail_value;
    default:
      return cache == Cache::tail || cache == Cache::tail_value;
  }
}

enum class Dtype : std::uint8_t { f32, f64, f16, bf16 };
inline constexpr int kDtypes = 4;

constexpr std::size_t dtype_size(Dtype t) {
  return t == Dtype::f64 ? 8 : t == Dtype::f32 ? 4 : 2;
}
constexpr std::string_view dtype_name(Dtype t) {
  constexpr std::string_view kNames[] = {"f32", "f64", "f16", "bf16"};
  return kNames[static_cast<int>(t)];
}

// The arrays of one call: n elements each, contiguous; unused ones are null.
struct Arrays {
  const void* in[2] = {nullptr, nullptr};
  void* out[2] = {nullptr, nullptr};
};

// The values of a function's parameters, in the order of its row.
struct Params {
  double value[2] = {0, 0};
};
Params default_params(Function function);

// The parameters as values of the element type, which is what they count as.
// Throws std::invalid_argument that names the first one out of its domain.
Params checked_params(Function function, Dtype dtype, const Params& params);

// Runs the operation over n elements. Checks overlap, parameters and options
// and throws std::invalid_argument in words.
void run(Function function, Op op, Dtype dtype, const Arrays& arrays,
         std::size_t n, const Params& params, const options& options);

// The same on a target that this machine can run, whatever is in force.
void run_on_target(Target target, Function function, Op op, Dtype dtype,
                   const Arrays& arrays, std::size_t n, const Params& params,
                   const options& options);

// The same on the target in force with the default parameters.
void run(Function function, Op op, Dtype dtype, const Arrays& arrays,
         std::size_t n, const options& options);

// An operation of one input and one output on one value, exact, by the plain
// mathematics: the bits of every target.
void run_one(Function function, Op op, Dtype dtype, const void* x, void* y,
             const Params& params);

// Whether the fast tier has a kernel of its own for this; elsewhere it is the
// exact one.
bool has_fast(Target target, Function function, Op op, Dtype dtype);

// Throws std::invalid_argument where the options are none.
void check_options(const options& options);

// Throws std::invalid_argument naming the pair where an output overlaps another
// array other than by being exactly an input.
void check_overlap(Function function, Op op, Dtype dtype, const Arrays& arrays,
                   std::size_t n);

}  // namespace ogive::internal

#endif  // OGIVE_SRC_KERNELS_DISPATCH_H_
