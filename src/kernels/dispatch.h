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

#include "ogive/options.h"

namespace ogive::internal {

enum class Function : std::uint8_t {
#define OGIVE_FUNCTION(name, ...) name,
#include "functions.def"
#undef OGIVE_FUNCTION
};

struct FunctionInfo {
  Function function;
  const char* name;
  const char* formula;
  double lowest, highest;
  bool monotonic;
};

// Every row of functions.def, in order.
std::span<const FunctionInfo> functions();

// What can be asked of a function. Inputs -> outputs:
enum class Op : std::uint8_t {
  forward,        // x -> y
  derivative,     // x -> d
  backward,       // dy, y -> dx
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

// Runs the operation over n elements. Checks overlap and options and throws
// std::invalid_argument in words.
void run(Function function, Op op, Dtype dtype, const Arrays& arrays,
         std::size_t n, const options& options);

// Throws std::invalid_argument naming the pair where an output overlaps another
// array other than by being exactly an input.
void check_overlap(Op op, Dtype dtype, const Arrays& arrays, std::size_t n);

}  // namespace ogive::internal

#endif  // OGIVE_SRC_KERNELS_DISPATCH_H_
