// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// The C API: checks and status codes around the same kernels as the C++ API.

#include <charconv>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <new>
#include <optional>
#include <span>
#include <stdexcept>
#include <string_view>

#include "api/c_status.h"
#include "grad/few_bit.h"
#include "kernels/dispatch.h"
#include "kernels/targets.h"
#include "ogive/few_bit.h"
#include "ogive/ogive.h"
#include "ogive/options.h"

namespace ogive::internal {
namespace {

// OGIVE_NUM_THREADS, read once: its value, 1 if unset, nothing if invalid.
std::optional<int> environment_threads() {
  static const std::optional<int> threads = []() -> std::optional<int> {
    const char* text = std::getenv("OGIVE_NUM_THREADS");
    if (text == nullptr || *text == '\0') return 1;
    int value = 0;
    const char* end = text + std::strlen(text);
    const auto [stop, error] = std::from_chars(text, end, value);
    if (error != std::errc() || stop != end || value < 0) return std::nullopt;
    return value;
  }();
  return threads;
}

}  // namespace

ogive::options read_options(const ogive_options* o) {
  ogive::options result;
  if (o == nullptr) {
    const auto threads = environment_threads();
    if (!threads) throw Failure{OGIVE_ERROR_ENVIRONMENT};
    result.threads = *threads;
    return result;
  }
  // A caller built against a later version may pass a larger struct; what this
  // version does not know of it must be zero.
  if (o->size < sizeof(ogive_options)) throw Failure{OGIVE_ERROR_OPTIONS};
  const auto* bytes = reinterpret_cast<const unsigned char*>(o);
  for (std::size_t i = sizeof(ogive_options); i < o->size; ++i) {
    if (i >= 4096 || bytes[i] != 0) throw Failure{OGIVE_ERROR_OPTIONS};
  }
  if (o->accuracy != OGIVE_EXACT && o->accuracy != OGIVE_FAST) {
    throw Failure{OGIVE_ERROR_OPTIONS};
  }
  if (o->threads < 0) throw Failure{OGIVE_ERROR_OPTIONS};
  result.accuracy = o->accuracy == OGIVE_FAST ? ogive::accuracy::fast
                                              : ogive::accuracy::exact;
  result.threads = o->threads;
  return result;
}

Dtype read_dtype(ogive_dtype dtype) {
  switch (dtype) {
    case OGIVE_F32:
      return Dtype::f32;
    case OGIVE_F64:
      return Dtype::f64;
    case OGIVE_F16:
      return Dtype::f16;
    case OGIVE_BF16:
      return Dtype::bf16;
    default:
      break;
  }
  throw Failure{OGIVE_ERROR_DTYPE};
}

void check_target() {
  try {
    current_target();
  } catch (const std::invalid_argument&) {
    throw Failure{OGIVE_ERROR_ENVIRONMENT};
  }
}

}  // namespace ogive::internal

namespace {

using ogive::internal::Arrays;
using ogive::internal::check_target;
using ogive::internal::Dtype;
using ogive::internal::Failure;
using ogive::internal::Function;
using ogive::internal::Op;
using ogive::internal::Params;
using ogive::internal::read_dtype;
using ogive::internal::read_options;

// Throws if a parameter is out of its domain.
void check_params(Function function, Dtype dtype, const Params& params) {
  if (function_info(function).parameter_count == 0) return;
  try {
    ogive::internal::checked_params(function, dtype, params);
  } catch (const std::invalid_argument&) {
    throw Failure{OGIVE_ERROR_PARAMETER};
  }
}

// One array of a call: elements `stride` apart.
struct Strided {
  const void* data;
  std::ptrdiff_t stride;
};

std::uintptr_t magnitude(std::ptrdiff_t stride) {
  const auto bits = static_cast<std::uintptr_t>(stride);
  return stride < 0 ? 0 - bits : bits;
}

// The bytes that n elements of a strided array reach: [low, high).
struct Extent {
  std::uintptr_t low, high;
};
Extent extent(const Strided& a, std::size_t n, std::size_t size) {
  // n - 1 strides either way, without overflow of a pointer.
  std::uintptr_t reach = 0;
  if (__builtin_mul_overflow(magnitude(a.stride), n - 1, &reach) ||
      __builtin_mul_overflow(reach, size, &reach)) {
    throw Failure{OGIVE_ERROR_STRIDE};
  }
  const auto first = reinterpret_cast<std::uintptr_t>(a.data);
  std::uintptr_t low = first, high = first;
  if (a.stride < 0 ? __builtin_sub_overflow(first, reach, &low)
                   : __builtin_add_overflow(first, reach, &high)) {
    throw Failure{OGIVE_ERROR_STRIDE};
  }
  if (__builtin_add_overflow(high, size, &high)) {
    throw Failure{OGIVE_ERROR_STRIDE};
  }
  return {low, high};
}

struct StridedCall {
  Strided in[2];
  Strided out[2];
};

void check_strides(Op op, const StridedCall& call, std::size_t n,
                   std::size_t size) {
  const int inputs = op_inputs(op), outputs = op_outputs(op);
  for (int o = 0; o < outputs; ++o) {
    const Extent out = extent(call.out[o], n, size);
    const auto overlaps = [&](const Strided& other) {
      const Extent e = extent(other, n, size);
      if (e.low >= out.high || out.low >= e.high) return false;
      // Equal strides may interleave, as the fields of structs do. (extent has
      // seen to it that their product with the size does not wrap.)
      const std::uintptr_t step = magnitude(call.out[o].stride) * size;
      if (magnitude(other.stride) * size != step) return true;
      const std::uintptr_t offset =
          (e.low > out.low ? e.low - out.low : out.low - e.low) % step;
      return offset < size || offset > step - size;
    };
    for (int i = 0; i < inputs; ++i) {
      const bool in_place = call.in[i].data == call.out[o].data &&
                            call.in[i].stride == call.out[o].stride;
      if (!in_place && overlaps(call.in[i])) throw Failure{OGIVE_ERROR_OVERLAP};
    }
    if (o == 1 && overlaps(call.out[0])) throw Failure{OGIVE_ERROR_OVERLAP};
  }
}

// Gathers, computes and scatters through buffers on the stack. The callers'
// elements are copied as bytes, whatever their type.
template <std::size_t kSize>
void run_strided(Function function, Op op, Dtype dtype, const StridedCall& call,
                 std::size_t n, const Params& params,
                 const ogive::options& options) {
  constexpr std::size_t kBlock = 512;
  alignas(64) unsigned char in[2][kBlock * kSize];
  alignas(64) unsigned char out[2][kBlock * kSize];
  for (std::size_t begin = 0; begin < n; begin += kBlock) {
    const std::size_t count = n - begin < kBlock ? n - begin : kBlock;
    Arrays arrays;
    const auto at = [&](const Strided& a, std::size_t i) {
      return static_cast<unsigned char*>(const_cast<void*>(a.data)) +
             static_cast<std::ptrdiff_t>(begin + i) * a.stride *
                 static_cast<std::ptrdiff_t>(kSize);
    };
    for (int a = 0; a < op_inputs(op); ++a) {
      for (std::size_t i = 0; i < count; ++i) {
        std::memcpy(in[a] + i * kSize, at(call.in[a], i), kSize);
      }
      arrays.in[a] = in[a];
    }
    for (int a = 0; a < op_outputs(op); ++a) arrays.out[a] = out[a];
    run(function, op, dtype, arrays, count, params, options);
    for (int a = 0; a < op_outputs(op); ++a) {
      for (std::size_t i = 0; i < count; ++i) {
        std::memcpy(at(call.out[a], i), out[a] + i * kSize, kSize);
      }
    }
  }
}

// The whole of every array function of the C API. All checks come before the
// first store.
ogive_status call_array(Function function, Op op, ogive_dtype c_dtype,
                        std::size_t n, StridedCall call, const Params& params,
                        const ogive_options* c_options) noexcept try {
  const Dtype dtype = read_dtype(c_dtype);
  check_params(function, dtype, params);
  ogive::options options = read_options(c_options);
  check_target();
  if (n == 0) return OGIVE_OK;
  for (int o = 0; o < op_outputs(op); ++o) {
    if (call.out[o].stride == 0) return OGIVE_ERROR_STRIDE;
  }
  if (n == 1) {
    // The stride of one element is never taken.
    for (Strided& a : call.in) a.stride = 1;
    for (Strided& a : call.out) a.stride = 1;
  }
  bool contiguous = true;
  for (int i = 0; i < op_inputs(op); ++i) {
    if (call.in[i].data == nullptr) return OGIVE_ERROR_NULL;
    contiguous = contiguous && call.in[i].stride == 1;
  }
  for (int o = 0; o < op_outputs(op); ++o) {
    if (call.out[o].data == nullptr) return OGIVE_ERROR_NULL;
    contiguous = contiguous && call.out[o].stride == 1;
  }
  check_strides(op, call, n, dtype_size(dtype));
  if (contiguous) {
    Arrays arrays;
    for (int i = 0; i < 2; ++i) {
      arrays.in[i] = call.in[i].data;
      arrays.out[i] = const_cast<void*>(call.out[i].data);
    }
    run(function, op, dtype, arrays, n, params, options);
    return OGIVE_OK;
  }
  options.threads = 1;
  switch (dtype_size(dtype)) {
    case 2:
      run_strided<2>(function, op, dtype, call, n, params, options);
      break;
    case 4:
      run_strided<4>(function, op, dtype, call, n, params, options);
      break;
    default:
      run_strided<8>(function, op, dtype, call, n, params, options);
      break;
  }
  return OGIVE_OK;
} catch (const Failure& failure) {
  return failure.status;
} catch (const std::bad_alloc&) {
  return OGIVE_ERROR_MEMORY;
} catch (...) {
  return OGIVE_ERROR_INTERNAL;
}

// A value of parameters read from a C array; missing ones have their defaults.
Params read_params(Function function, const double* values) {
  Params params = ogive::internal::default_params(function);
  const int count = function_info(function).parameter_count;
  for (int i = 0; values != nullptr && i < count; ++i) {
    params.value[i] = values[i];
  }
  return params;
}

// One value; with parameters out of their domain the quiet NaN.
template <class T>
void one(Function function, Dtype dtype, T x, T nan, T* y,
         const Params& params) noexcept {
  try {
    run_one(function, Op::forward, dtype, &x, y, params);
  } catch (...) {
    *y = nan;
  }
}

}  // namespace

extern "C" {

ogive_status ogive_apply_strided(ogive_function c_function, ogive_op c_op,
                                 ogive_dtype dtype, size_t n, const void* in0,
                                 ptrdiff_t in0_stride, const void* in1,
                                 ptrdiff_t in1_stride, void* out0,
                                 ptrdiff_t out0_stride, void* out1,
                                 ptrdiff_t out1_stride,
                                 const double* parameters,
                                 const ogive_options* options) {
  const auto count = ogive::internal::functions().size();
  if (c_function < 0 || static_cast<std::size_t>(c_function) >= count ||
      c_op < 0 || c_op >= ogive::internal::kOps) {
    return OGIVE_ERROR_FUNCTION;
  }
  const auto function = static_cast<Function>(c_function);
  const auto op = static_cast<Op>(c_op);
  if (!has_op(function_info(function).cache, op)) return OGIVE_ERROR_FUNCTION;
  return call_array(function, op, dtype, n,
                    {{{in0, in0_stride}, {in1, in1_stride}},
                     {{out0, out0_stride}, {out1, out1_stride}}},
                    read_params(function, parameters), options);
}
ogive_status ogive_apply(ogive_function function, ogive_op op,
                         ogive_dtype dtype, size_t n, const void* in0,
                         const void* in1, void* out0, void* out1,
                         const double* parameters,
                         const ogive_options* options) {
  return ogive_apply_strided(function, op, dtype, n, in0, 1, in1, 1, out0, 1,
                             out1, 1, parameters, options);
}

#define OGIVE_GIVEN_NONE
#define OGIVE_GIVEN_ONE(a, ...) double a,
#define OGIVE_GIVEN_TWO(a, a_value, a_domain, b, ...) double a, double b,
#define OGIVE_SCALAR_NONE
#define OGIVE_SCALAR_ONE(a, ...) , double a
#define OGIVE_SCALAR_TWO(a, a_value, a_domain, b, ...) , double a, double b
#define OGIVE_VALUES_NONE (Params())
#define OGIVE_VALUES_ONE(a, ...) (Params{{a}})
#define OGIVE_VALUES_TWO(a, a_value, a_domain, b, ...) (Params{{a, b}})

#define OGIVE_UNARY(fname, suffix, op, params)                                \
  ogive_status ogive_##fname##suffix##_strided(                               \
      ogive_dtype dtype, size_t n, const void* in, ptrdiff_t in_stride,       \
      void* out, ptrdiff_t out_stride,                                        \
      OGIVE_GIVEN_##params const ogive_options* options) {                    \
    return call_array(Function::fname, op, dtype, n,                          \
                      {{{in, in_stride}, {}}, {{out, out_stride}, {}}},       \
                      OGIVE_VALUES_##params, options);                        \
  }                                                                           \
  ogive_status ogive_##fname##suffix(                                         \
      ogive_dtype dtype, size_t n, const void* in, void* out,                 \
      OGIVE_GIVEN_##params const ogive_options* options) {                    \
    return call_array(Function::fname, op, dtype, n,                          \
                      {{{in, 1}, {}}, {{out, 1}, {}}}, OGIVE_VALUES_##params, \
                      options);                                               \
  }
#define OGIVE_BINARY(fname, suffix, op, params)                            \
  ogive_status ogive_##fname##suffix##_strided(                            \
      ogive_dtype dtype, size_t n, const void* dy, ptrdiff_t dy_stride,    \
      const void* cache, ptrdiff_t cache_stride, void* dx,                 \
      ptrdiff_t dx_stride,                                                 \
      OGIVE_GIVEN_##params const ogive_options* options) {                 \
    return call_array(                                                     \
        Function::fname, op, dtype, n,                                     \
        {{{dy, dy_stride}, {cache, cache_stride}}, {{dx, dx_stride}, {}}}, \
        OGIVE_VALUES_##params, options);                                   \
  }                                                                        \
  ogive_status ogive_##fname##suffix(                                      \
      ogive_dtype dtype, size_t n, const void* dy, const void* cache,      \
      void* dx, OGIVE_GIVEN_##params const ogive_options* options) {       \
    return call_array(Function::fname, op, dtype, n,                       \
                      {{{dy, 1}, {cache, 1}}, {{dx, 1}, {}}},              \
                      OGIVE_VALUES_##params, options);                     \
  }
#define OGIVE_SCALARS(fname, params)                                \
  float ogive_##fname##_f32(float x OGIVE_SCALAR_##params) {        \
    float y;                                                        \
    one(Function::fname, Dtype::f32, x, __builtin_nanf(""), &y,     \
        OGIVE_VALUES_##params);                                     \
    return y;                                                       \
  }                                                                 \
  double ogive_##fname##_f64(double x OGIVE_SCALAR_##params) {      \
    double y;                                                       \
    one(Function::fname, Dtype::f64, x, __builtin_nan(""), &y,      \
        OGIVE_VALUES_##params);                                     \
    return y;                                                       \
  }                                                                 \
  uint16_t ogive_##fname##_f16(uint16_t x OGIVE_SCALAR_##params) {  \
    uint16_t y;                                                     \
    one<uint16_t>(Function::fname, Dtype::f16, x, 0x7E00, &y,       \
                  OGIVE_VALUES_##params);                           \
    return y;                                                       \
  }                                                                 \
  uint16_t ogive_##fname##_bf16(uint16_t x OGIVE_SCALAR_##params) { \
    uint16_t y;                                                     \
    one<uint16_t>(Function::fname, Dtype::bf16, x, 0x7FC0, &y,      \
                  OGIVE_VALUES_##params);                           \
    return y;                                                       \
  }
#define OGIVE_CACHES_INPUT(fname, params)
#define OGIVE_CACHES_OUTPUT(fname, params)
#define OGIVE_CACHES_TAIL(fname, params)                                       \
  OGIVE_UNARY(fname, _tail, Op::tail, params)                                  \
  OGIVE_BINARY(fname, _backward_tail, Op::backward_tail, params)               \
  ogive_status ogive_##fname##_with_tail_strided(                              \
      ogive_dtype dtype, size_t n, const void* x, ptrdiff_t x_stride, void* y, \
      ptrdiff_t y_stride, void* t, ptrdiff_t t_stride,                         \
      OGIVE_GIVEN_##params const ogive_options* options) {                     \
    return call_array(Function::fname, Op::with_tail, dtype, n,                \
                      {{{x, x_stride}, {}}, {{y, y_stride}, {t, t_stride}}},   \
                      OGIVE_VALUES_##params, options);                         \
  }                                                                            \
  ogive_status ogive_##fname##_with_tail(                                      \
      ogive_dtype dtype, size_t n, const void* x, void* y, void* t,            \
      OGIVE_GIVEN_##params const ogive_options* options) {                     \
    return call_array(Function::fname, Op::with_tail, dtype, n,                \
                      {{{x, 1}, {}}, {{y, 1}, {t, 1}}}, OGIVE_VALUES_##params, \
                      options);                                                \
  }
#define OGIVE_CACHES_TAIL_VALUE(fname, params) \
  OGIVE_CACHES_TAIL(fname, params)             \
  OGIVE_UNARY(fname, _from_tail, Op::from_tail, params)
#define OGIVE_FUNCTION(fname, params, cache, ...)         \
  OGIVE_UNARY(fname, , Op::forward, params)               \
  OGIVE_UNARY(fname, _derivative, Op::derivative, params) \
  OGIVE_BINARY(fname, _backward, Op::backward, params)    \
  OGIVE_SCALARS(fname, params)                            \
  OGIVE_CACHES_##cache(fname, params)
#include "ogive/functions.def"
#undef OGIVE_FUNCTION

const char* ogive_function_name(ogive_function function) {
  const auto all = ogive::internal::functions();
  const auto i = static_cast<std::size_t>(function);
  return function >= 0 && i < all.size() ? all[i].name : nullptr;
}
int ogive_function_by_name(const char* name) {
  if (name == nullptr) return -1;
  for (const auto& info : ogive::internal::functions()) {
    if (std::strcmp(name, info.name) == 0) {
      return static_cast<int>(info.function);
    }
  }
  return -1;
}

const char* ogive_strerror(ogive_status status) {
  switch (status) {
    case OGIVE_OK:
      return "success";
    case OGIVE_ERROR_NULL:
      return "an array is NULL and its length is not 0";
    case OGIVE_ERROR_OVERLAP:
      return "two arrays overlap in part; use the same array (in place) or "
             "separate ones, and give each output one of its own";
    case OGIVE_ERROR_DTYPE:
      return "not an element type; use OGIVE_F32, OGIVE_F64, OGIVE_F16 or "
             "OGIVE_BF16";
    case OGIVE_ERROR_OPTIONS:
      return "invalid options: size must be sizeof(ogive_options), accuracy "
             "OGIVE_EXACT or OGIVE_FAST, threads at least 0";
    case OGIVE_ERROR_TARGET:
      return "no such target, or this machine cannot run it; \"best\" leaves "
             "the choice to the library";
    case OGIVE_ERROR_MEMORY:
      return "out of memory";
    case OGIVE_ERROR_INTERNAL:
      return "internal error: please report it";
    case OGIVE_ERROR_STRIDE:
      return "an output stride is 0, or a stride reaches beyond the address "
             "space";
    case OGIVE_ERROR_ENVIRONMENT:
      return "OGIVE_TARGET names no target of this machine, or "
             "OGIVE_NUM_THREADS is not a whole number of at least 0";
    case OGIVE_ERROR_PARAMETER:
      return "a parameter of the function is NaN, out of its domain (a beta of "
             "0 "
             "or below), or beyond the element type's range";
    case OGIVE_ERROR_FUNCTION:
      return "no such function or operation, or the function lacks the "
             "operation (only some have a tail cache)";
    case OGIVE_ERROR_FEW_BIT:
      return "no few-bit cache of that function and number of bits; use 2, 4 "
             "or 8 bits, for OGIVE_FEW_BIT_RELU 1";
    default:
      break;
  }
  return "unknown status";
}

const char* ogive_version(void) { return OGIVE_VERSION; }
int ogive_abi_version(void) { return OGIVE_ABI_VERSION; }

const char* ogive_target(void) {
  try {
    return target_name(ogive::internal::current_target());
  } catch (const std::invalid_argument&) {
    return "none";
  }
}

ogive_status ogive_set_target(const char* name) {
  if (name == nullptr) return OGIVE_ERROR_NULL;
  try {
    ogive::set_target(name);
  } catch (const std::invalid_argument&) {
    return OGIVE_ERROR_TARGET;
  } catch (...) {
    return OGIVE_ERROR_MEMORY;
  }
  return OGIVE_OK;
}

}  // extern "C"

// ---- The few-bit caches.

namespace {

// The whole of both functions: checks, then call(function, options, T) with an
// element of the type. What the C++ functions still throw then is an overlap.
template <class F>
ogive_status call_few_bit(ogive_few_bit_function c_function, int bits,
                          ogive_dtype c_dtype, bool null,
                          const ogive_options* c_options,
                          const F& call) noexcept try {
  const auto function = static_cast<ogive::few_bit_function>(c_function);
  if (c_function < 0 || c_function > OGIVE_FEW_BIT_RELU ||
      !ogive::internal::few_bit_exists(function, bits)) {
    return OGIVE_ERROR_FEW_BIT;
  }
  const Dtype dtype = read_dtype(c_dtype);
  const ogive::options options = read_options(c_options);
  if (null) return OGIVE_ERROR_NULL;
  switch (dtype) {
    case Dtype::f32:
      call(function, options, float{});
      break;
    case Dtype::f64:
      call(function, options, double{});
      break;
    case Dtype::f16:
      call(function, options, ogive::float16{});
      break;
    case Dtype::bf16:
      call(function, options, ogive::bfloat16{});
      break;
  }
  return OGIVE_OK;
} catch (const Failure& failure) {
  return failure.status;
} catch (const std::invalid_argument&) {
  return OGIVE_ERROR_OVERLAP;
} catch (const std::bad_alloc&) {
  return OGIVE_ERROR_MEMORY;
} catch (...) {
  return OGIVE_ERROR_INTERNAL;
}

}  // namespace

extern "C" {

size_t ogive_few_bit_bytes(int bits, size_t n) {
  if (bits != 1 && bits != 2 && bits != 4 && bits != 8) return 0;
  return ogive::few_bit_bytes(bits, n);
}

ogive_status ogive_few_bit_pack(ogive_few_bit_function c_function, int bits,
                                ogive_dtype dtype, size_t n, const void* x,
                                uint8_t* packed,
                                const ogive_options* c_options) {
  const bool null = n > 0 && (x == nullptr || packed == nullptr);
  return call_few_bit(
      c_function, bits, dtype, null, c_options,
      [&]<class T>(ogive::few_bit_function function,
                   const ogive::options& options, T) {
        ogive::few_bit_pack(
            function, bits, std::span(static_cast<const T*>(x), n),
            std::span(packed, ogive::few_bit_bytes(bits, n)), options);
      });
}

ogive_status ogive_few_bit_backward(ogive_few_bit_function c_function, int bits,
                                    ogive_dtype dtype, size_t n, const void* dy,
                                    const uint8_t* packed, void* dx,
                                    const ogive_options* c_options) {
  const bool null =
      n > 0 && (dy == nullptr || packed == nullptr || dx == nullptr);
  return call_few_bit(c_function, bits, dtype, null, c_options,
                      [&]<class T>(ogive::few_bit_function function,
                                   const ogive::options& options, T) {
                        ogive::few_bit_backward(
                            function, bits,
                            std::span(static_cast<const T*>(dy), n),
                            std::span(packed, ogive::few_bit_bytes(bits, n)),
                            std::span(static_cast<T*>(dx), n), options);
                      });
}

}  // extern "C"
