// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0

#include "kernels/dispatch.h"

#include <cstdint>
#include <stdexcept>
#include <string>

#include "kernels/fp_state.h"
#include "kernels/kernel_table.h"
#include "kernels/targets.h"
#include "kernels/threads.h"

namespace ogive::internal {

// Defined in the files made from function.cc.in.
#define OGIVE_FUNCTION(name, ...) const KernelTable& kernels_##name(Target);
#include "functions.def"
#undef OGIVE_FUNCTION

namespace {

constexpr FunctionInfo kFunctions[] = {
#define OGIVE_FUNCTION(name, formula, lowest, highest, monotonic) \
  {Function::name, #name, formula, lowest, highest, monotonic},
#include "functions.def"
#undef OGIVE_FUNCTION
};

const KernelTable& kernels(Function function, Target target) {
  switch (function) {
#define OGIVE_FUNCTION(name, ...) \
  case Function::name:            \
    return kernels_##name(target);
#include "functions.def"
#undef OGIVE_FUNCTION
  }
  throw std::invalid_argument("ogive: no such function");
}

// What the arrays of an operation are called in messages.
struct Names {
  const char* in[2];
  const char* out[2];
};
constexpr Names kNames[kOps] = {
    {{"x", nullptr}, {"y", nullptr}}, {{"x", nullptr}, {"d", nullptr}},
    {{"dy", "y"}, {"dx", nullptr}},   {{"x", nullptr}, {"t", nullptr}},
    {{"x", nullptr}, {"y", "t"}},     {{"t", nullptr}, {"y", nullptr}},
    {{"dy", "t"}, {"dx", nullptr}},
};

[[noreturn]] void throw_overlap(const char* a_name, std::uintptr_t a,
                                const char* b_name, std::uintptr_t b,
                                std::size_t bytes, bool both_outputs) {
  const std::string first = a_name, second = b_name;
  if (a == b) {
    throw std::invalid_argument("ogive: the outputs " + first + " and " +
                                second +
                                " are the same array; give each its own");
  }
  const std::size_t distance = a < b ? b - a : a - b;
  throw std::invalid_argument(
      "ogive: " + (a < b ? second : first) + " starts " +
      std::to_string(distance) + " bytes after " + (a < b ? first : second) +
      " and both are " + std::to_string(bytes) +
      " bytes long, so they overlap in part; " +
      (both_outputs ? "give each output an array of its own"
                    : "use the same array (in place) or two separate ones"));
}

bool overlap(std::uintptr_t a, std::uintptr_t b, std::size_t bytes) {
  return a < b ? b - a < bytes : a - b < bytes;
}

struct Call {
  Kernel kernel;
  const Arrays* arrays;
  std::size_t element_size;
};

void run_chunk(void* context, std::size_t begin, std::size_t end) {
  const Call& call = *static_cast<const Call*>(context);
  const auto at = [&](const void* p) {
    return p == nullptr
               ? nullptr
               : static_cast<const char*>(p) + begin * call.element_size;
  };
  Arrays chunk;
  for (int i = 0; i < 2; ++i) {
    chunk.in[i] = at(call.arrays->in[i]);
    chunk.out[i] = const_cast<char*>(at(call.arrays->out[i]));
  }
  const FpState state;
  call.kernel(chunk, end - begin);
}

}  // namespace

std::span<const FunctionInfo> functions() { return kFunctions; }

void check_overlap(Op op, Dtype dtype, const Arrays& arrays, std::size_t n) {
  const std::size_t bytes = n * dtype_size(dtype);
  const Names& names = kNames[static_cast<int>(op)];
  const auto address = [](const void* p) {
    return reinterpret_cast<std::uintptr_t>(p);
  };
  for (int o = 0; o < op_outputs(op); ++o) {
    const std::uintptr_t out = address(arrays.out[o]);
    for (int i = 0; i < op_inputs(op); ++i) {
      const std::uintptr_t in = address(arrays.in[i]);
      if (in != out && overlap(in, out, bytes)) {
        throw_overlap(names.in[i], in, names.out[o], out, bytes, false);
      }
    }
  }
  if (op_outputs(op) == 2) {
    const std::uintptr_t a = address(arrays.out[0]), b = address(arrays.out[1]);
    if (overlap(a, b, bytes)) {
      throw_overlap(names.out[0], a, names.out[1], b, bytes, true);
    }
  }
}

void run(Function function, Op op, Dtype dtype, const Arrays& arrays,
         std::size_t n, const options& options) {
  if (options.threads < 0) {
    throw std::invalid_argument(
        "ogive: options::threads is " + std::to_string(options.threads) +
        "; use 1 for the calling thread, 0 for every core, or a number of "
        "threads");
  }
  if (options.accuracy != accuracy::exact &&
      options.accuracy != accuracy::fast) {
    throw std::invalid_argument(
        "ogive: options::accuracy is neither exact nor fast");
  }
  const KernelTable& table = kernels(function, current_target());
  if (n == 0) return;
  check_overlap(op, dtype, arrays, n);
  Call call{table.exact[static_cast<int>(op)][static_cast<int>(dtype)], &arrays,
            dtype_size(dtype)};
  if (options.accuracy == accuracy::fast && op == Op::forward &&
      dtype == Dtype::f32 && table.fast_forward_f32 != nullptr) {
    call.kernel = table.fast_forward_f32;
  }
  if (options.threads == 1) {
    run_chunk(&call, 0, n);
  } else {
    for_each_chunk(n, options.threads, &call, &run_chunk);
  }
}

}  // namespace ogive::internal
