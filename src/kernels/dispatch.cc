// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0

#include "kernels/dispatch.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <stdexcept>
#include <string>

#include "kernels/fp_state.h"
#include "kernels/half_tables.h"
#include "kernels/kernel_table.h"
#include "kernels/overlap.h"
#include "kernels/streaming.h"
#include "kernels/targets.h"
#include "kernels/threads.h"
#include "ogive/types.h"

namespace ogive::internal {

// Defined in the files made from function.cc.in.
#define OGIVE_FUNCTION(name, ...) const KernelTable& kernels_##name(Target);
#include "ogive/functions.def"
#undef OGIVE_FUNCTION

namespace {

#define OGIVE_PARAMETERS_NONE .parameter_count = 0, .parameters = {}
#define OGIVE_PARAMETERS_ONE(name, value, domain) \
  .parameter_count = 1, .parameters = {{#name, value, Domain::domain}, {}}
#define OGIVE_PARAMETERS_TWO(name1, value1, domain1, name2, value2, domain2) \
  .parameter_count = 2, .parameters = {{#name1, value1, Domain::domain1},    \
                                       {#name2, value2, Domain::domain2}}
#define OGIVE_CACHE_INPUT Cache::input
#define OGIVE_CACHE_OUTPUT Cache::output
#define OGIVE_CACHE_TAIL Cache::tail
#define OGIVE_CACHE_TAIL_VALUE Cache::tail_value

constexpr FunctionInfo kFunctions[] = {
#define OGIVE_FUNCTION(fname, params, fcache, ...) \
  {.function = Function::fname,                    \
   .name = #fname,                                 \
   OGIVE_PARAMETERS_##params,                      \
   .cache = OGIVE_CACHE_##fcache,                  \
   __VA_ARGS__},
#include "ogive/functions.def"
#undef OGIVE_FUNCTION
};

const KernelTable& kernels(Function function, Target target) {
  switch (function) {
#define OGIVE_FUNCTION(name, ...) \
  case Function::name:            \
    return kernels_##name(target);
#include "ogive/functions.def"
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

// The value of the element type next to v, as a double.
double round_to(Dtype dtype, double v) {
  switch (dtype) {
    case Dtype::f32:
      return static_cast<float>(v);
    case Dtype::f16:
      return static_cast<double>(static_cast<float16>(v));
    case Dtype::bf16:
      return static_cast<double>(static_cast<bfloat16>(v));
    case Dtype::f64:
      break;
  }
  return v;
}

std::string text_of(double v) {
  char text[32];
  std::snprintf(text, sizeof(text), "%.17g", v);
  for (int digits = 1; digits < 17; ++digits) {
    char shorter[32];
    std::snprintf(shorter, sizeof(shorter), "%.*g", digits, v);
    if (std::strtod(shorter, nullptr) == v) return shorter;
  }
  return text;
}

// Refuses a backward pass from y where y does not tell the slope.
void check_backward(const FunctionInfo& info, const Params& params) {
  const int last = info.parameter_count - 1;
  const double value = params.value[last];
  if (value >= info.backward_from) return;
  throw std::invalid_argument(
      std::string("ogive: ") + info.name +
      "_backward: " + info.parameters[last].name + " is " + text_of(value) +
      "; below " + text_of(info.backward_from) +
      " the output does not tell the slope: multiply dy by " + info.name +
      "_derivative of the input");
}

// Whether each output is clear of all other arrays, or an input itself.
bool apart(Op op, const Arrays& arrays, std::size_t bytes) {
  for (int o = 0; o < op_outputs(op); ++o) {
    const void* out = arrays.out[o];
    for (int i = 0; i < op_inputs(op); ++i) {
      const void* in = arrays.in[i];
      if (in != out && overlap(in, bytes, out, bytes)) return false;
    }
    if (o > 0 && overlap(arrays.out[0], bytes, out, bytes)) return false;
  }
  return true;
}

struct Call {
  Kernel kernel;
  const HalfTable* table;  // instead of the kernel, unless null
  const Arrays* arrays;
  std::size_t element_size;
  Params params;
  int outputs;
  bool streams;  // past the caches
};

Arrays advanced(const Arrays& arrays, std::size_t bytes) {
  Arrays result;
  for (int i = 0; i < 2; ++i) {
    if (arrays.in[i] != nullptr) {
      result.in[i] = static_cast<const char*>(arrays.in[i]) + bytes;
    }
    if (arrays.out[i] != nullptr) {
      result.out[i] = static_cast<char*>(arrays.out[i]) + bytes;
    }
  }
  return result;
}

void compute(const Call& call, const Arrays& arrays, std::size_t n) {
  if (call.table != nullptr) {
    run_half_table(*call.table, arrays, n, call.params);
  } else {
    call.kernel(arrays, n, call.params);
  }
}

// In tiles, by way of a buffer that stays in the first-level cache.
void run_streaming(const Call& call, const Arrays& arrays, std::size_t n) {
  constexpr std::size_t kTileBytes = std::size_t{1} << 13;
  alignas(64) char buffer[2][kTileBytes];
  const std::size_t tile = kTileBytes / call.element_size;
  for (std::size_t i = 0; i < n; i += tile) {
    const std::size_t count = std::min(tile, n - i);
    const Arrays whole = advanced(arrays, i * call.element_size);
    Arrays part = whole;
    for (int o = 0; o < call.outputs; ++o) part.out[o] = buffer[o];
    compute(call, part, count);
    for (int o = 0; o < call.outputs; ++o) {
      streaming_copy(whole.out[o], buffer[o], count * call.element_size);
    }
  }
  streaming_fence();
}

void run_chunk(void* context, std::size_t begin, std::size_t end) {
  const Call& call = *static_cast<const Call*>(context);
  const Arrays chunk = begin == 0
                           ? *call.arrays
                           : advanced(*call.arrays, begin * call.element_size);
  const FpState state;
  if (call.streams) {
    run_streaming(call, chunk, end - begin);
  } else {
    compute(call, chunk, end - begin);
  }
}

// Whether the arrays are more than the caches hold. In place the lines to be
// overwritten have just been read.
bool worth_streaming(Op op, const Arrays& arrays, std::size_t bytes) {
  const std::size_t count =
      static_cast<std::size_t>(op_inputs(op) + op_outputs(op));
  if (bytes * count < last_level_cache()) return false;
  for (int i = 0; i < op_inputs(op); ++i) {
    for (int o = 0; o < op_outputs(op); ++o) {
      if (arrays.in[i] == arrays.out[o]) return false;
    }
  }
  return true;
}

}  // namespace

std::span<const FunctionInfo> functions() { return kFunctions; }

const FunctionInfo& function_info(Function function) {
  return kFunctions[static_cast<std::size_t>(function)];
}

Params default_params(Function function) {
  const FunctionInfo& info = function_info(function);
  Params params;
  for (int i = 0; i < info.parameter_count; ++i) {
    params.value[i] = info.parameters[i].value;
  }
  return params;
}

Params checked_params(Function function, Dtype dtype, const Params& params) {
  const FunctionInfo& info = function_info(function);
  const FpState state;  // for the conversions
  Params result;
  for (int i = 0; i < info.parameter_count; ++i) {
    const Parameter& parameter = info.parameters[i];
    const double given = params.value[i];
    const double value = round_to(dtype, given);
    const auto refuse = [&](const std::string& why) {
      throw std::invalid_argument(std::string("ogive: ") + info.name + ": " +
                                  parameter.name + " is " + text_of(given) +
                                  "; " + why);
    };
    if (value != value) refuse("it must be a number");
    const bool lost =
        std::isinf(value) != std::isinf(given) || (value == 0) != (given == 0);
    if (lost) {
      refuse("as " + std::string(dtype_name(dtype)) + " that is " +
             text_of(value) + ": choose a value within that type's range");
    }
    switch (parameter.domain) {
      case Domain::number:
        break;
      case Domain::positive:
        if (!(value > 0) || std::isinf(value)) {
          refuse("it must be above 0 and finite");
        }
        break;
      case Domain::not_negative:
        if (!(value >= 0) || std::isinf(value)) {
          refuse("it must be 0 or above, and finite");
        }
        break;
      case Domain::finite_not_below_first:
        if (std::isinf(value)) refuse("it must be finite");
        [[fallthrough]];
      case Domain::not_below_first:
        if (value < result.value[0]) {
          refuse(std::string("it must not be below ") +
                 info.parameters[0].name + ", which is " +
                 text_of(params.value[0]));
        }
        break;
      case Domain::half:
        if (!(value >= 0 && value <= 0.5)) refuse("it must be in [0, 0.5]");
        break;
    }
    result.value[i] = value;
  }
  return result;
}

void check_overlap(Function function, Op op, Dtype dtype, const Arrays& arrays,
                   std::size_t n) {
  const std::size_t bytes = n * dtype_size(dtype);
  if (apart(op, arrays, bytes)) return;
  Names names = kNames[static_cast<int>(op)];
  if (op == Op::backward && function_info(function).cache == Cache::input) {
    names.in[1] = "x";
  }
  // What the operation has no use for is no array.
  const auto in = [&](int i) -> NamedArray {
    return {names.in[i], i < op_inputs(op) ? arrays.in[i] : nullptr, bytes};
  };
  const auto out = [&](int o) -> NamedArray {
    return {names.out[o], o < op_outputs(op) ? arrays.out[o] : nullptr, bytes};
  };
  check_arrays({in(0), in(1)}, {out(0), out(1)});
}

void run(Function function, Op op, Dtype dtype, const Arrays& arrays,
         std::size_t n, const options& options) {
  run(function, op, dtype, arrays, n, default_params(function), options);
}

void run(Function function, Op op, Dtype dtype, const Arrays& arrays,
         std::size_t n, const Params& params, const options& options) {
  run_on_target(current_target(), function, op, dtype, arrays, n, params,
                options);
}

void check_options(const options& options) {
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
}

void run_on_target(Target target, Function function, Op op, Dtype dtype,
                   const Arrays& arrays, std::size_t n, const Params& params,
                   const options& options) {
  check_options(options);
  const FunctionInfo& info = function_info(function);
  if (!has_op(info.cache, op)) {
    throw std::invalid_argument(std::string("ogive: ") + info.name +
                                (op == Op::from_tail
                                     ? " cannot be had from its tail cache"
                                     : " has no tail cache"));
  }
  const KernelTable& table = kernels(function, target);
  Call call{nullptr, nullptr,        &arrays, dtype_size(dtype),
            {},      op_outputs(op), false};
  if (info.parameter_count > 0) {
    call.params = checked_params(function, dtype, params);
    if (op == Op::backward) check_backward(info, call.params);
  }
  if (n == 0) return;
  check_overlap(function, op, dtype, arrays, n);
  const int o = static_cast<int>(op), t = static_cast<int>(dtype);
  if (options.accuracy == accuracy::fast) call.kernel = table.fast[o][t];
  if (call.kernel == nullptr) call.kernel = table.exact[o][t];
  if (dtype_size(dtype) == 2) {
    call.table = half_table(target, function, op, dtype, table, call.params, n);
  }
  call.streams = worth_streaming(op, arrays, n * call.element_size);
  if (options.threads == 1) {
    run_chunk(&call, 0, n);
  } else {
    for_each_chunk(n, options.threads, &call, &run_chunk);
  }
}

void run_one(Function function, Op op, Dtype dtype, const void* x, void* y,
             const Params& params) {
  Params values;
  if (function_info(function).parameter_count > 0) {
    values = checked_params(function, dtype, params);
  }
  const KernelTable& table = kernels(function, Target::scalar);
  Arrays arrays;
  arrays.in[0] = x;
  arrays.out[0] = y;
  const FpState state;
  table.exact[static_cast<int>(op)][static_cast<int>(dtype)](arrays, 1, values);
}

bool has_fast(Target target, Function function, Op op, Dtype dtype) {
  const KernelTable& table = kernels(function, target);
  return table.fast[static_cast<int>(op)][static_cast<int>(dtype)] != nullptr;
}

}  // namespace ogive::internal
