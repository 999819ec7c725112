// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// The C API: checks and status codes around the same kernels as the C++ API.

#include <charconv>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <new>
#include <optional>
#include <stdexcept>
#include <string_view>

#include "kernels/dispatch.h"
#include "kernels/targets.h"
#include "ogive/ogive.h"
#include "ogive/options.h"
#include "ogive/sigmoid.h"

namespace {

using ogive::internal::Arrays;
using ogive::internal::Dtype;
using ogive::internal::Function;
using ogive::internal::Op;

// A status on its way out of the checks below.
struct Failure {
  ogive_status status;
};

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

// Throws if OGIVE_TARGET names no target of this machine.
void check_target() {
  try {
    ogive::internal::current_target();
  } catch (const std::invalid_argument&) {
    throw Failure{OGIVE_ERROR_ENVIRONMENT};
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
void run_strided(Op op, Dtype dtype, const StridedCall& call, std::size_t n,
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
    run(Function::sigmoid, op, dtype, arrays, count, options);
    for (int a = 0; a < op_outputs(op); ++a) {
      for (std::size_t i = 0; i < count; ++i) {
        std::memcpy(at(call.out[a], i), out[a] + i * kSize, kSize);
      }
    }
  }
}

// The whole of every array function of the C API. All checks come before the
// first store.
ogive_status call_array(Op op, ogive_dtype c_dtype, std::size_t n,
                        StridedCall call,
                        const ogive_options* c_options) noexcept try {
  const Dtype dtype = read_dtype(c_dtype);
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
    run(Function::sigmoid, op, dtype, arrays, n, options);
    return OGIVE_OK;
  }
  options.threads = 1;
  switch (dtype_size(dtype)) {
    case 2:
      run_strided<2>(op, dtype, call, n, options);
      break;
    case 4:
      run_strided<4>(op, dtype, call, n, options);
      break;
    default:
      run_strided<8>(op, dtype, call, n, options);
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

ogive_status unary(Op op, ogive_dtype dtype, std::size_t n, const void* in,
                   std::ptrdiff_t in_stride, void* out,
                   std::ptrdiff_t out_stride, const ogive_options* options) {
  return call_array(op, dtype, n,
                    {{{in, in_stride}, {}}, {{out, out_stride}, {}}}, options);
}

ogive_status binary(Op op, ogive_dtype dtype, std::size_t n, const void* dy,
                    std::ptrdiff_t dy_stride, const void* cache,
                    std::ptrdiff_t cache_stride, void* dx,
                    std::ptrdiff_t dx_stride, const ogive_options* options) {
  return call_array(
      op, dtype, n,
      {{{dy, dy_stride}, {cache, cache_stride}}, {{dx, dx_stride}, {}}},
      options);
}

}  // namespace

extern "C" {

#define OGIVE_UNARY(name, op)                                            \
  ogive_status ogive_sigmoid##name(ogive_dtype dtype, size_t n,          \
                                   const void* in, void* out,            \
                                   const ogive_options* options) {       \
    return unary(op, dtype, n, in, 1, out, 1, options);                  \
  }                                                                      \
  ogive_status ogive_sigmoid##name##_strided(                            \
      ogive_dtype dtype, size_t n, const void* in, ptrdiff_t in_stride,  \
      void* out, ptrdiff_t out_stride, const ogive_options* options) {   \
    return unary(op, dtype, n, in, in_stride, out, out_stride, options); \
  }
OGIVE_UNARY(, Op::forward)
OGIVE_UNARY(_derivative, Op::derivative)
OGIVE_UNARY(_tail, Op::tail)
OGIVE_UNARY(_from_tail, Op::from_tail)
#undef OGIVE_UNARY

#define OGIVE_BINARY(name, op)                                               \
  ogive_status ogive_sigmoid##name(ogive_dtype dtype, size_t n,              \
                                   const void* dy, const void* cache,        \
                                   void* dx, const ogive_options* options) { \
    return binary(op, dtype, n, dy, 1, cache, 1, dx, 1, options);            \
  }                                                                          \
  ogive_status ogive_sigmoid##name##_strided(                                \
      ogive_dtype dtype, size_t n, const void* dy, ptrdiff_t dy_stride,      \
      const void* cache, ptrdiff_t cache_stride, void* dx,                   \
      ptrdiff_t dx_stride, const ogive_options* options) {                   \
    return binary(op, dtype, n, dy, dy_stride, cache, cache_stride, dx,      \
                  dx_stride, options);                                       \
  }
OGIVE_BINARY(_backward, Op::backward)
OGIVE_BINARY(_backward_tail, Op::backward_tail)
#undef OGIVE_BINARY

ogive_status ogive_sigmoid_with_tail(ogive_dtype dtype, size_t n, const void* x,
                                     void* y, void* t,
                                     const ogive_options* options) {
  return ogive_sigmoid_with_tail_strided(dtype, n, x, 1, y, 1, t, 1, options);
}
ogive_status ogive_sigmoid_with_tail_strided(ogive_dtype dtype, size_t n,
                                             const void* x, ptrdiff_t x_stride,
                                             void* y, ptrdiff_t y_stride,
                                             void* t, ptrdiff_t t_stride,
                                             const ogive_options* options) {
  return call_array(Op::with_tail, dtype, n,
                    {{{x, x_stride}, {}}, {{y, y_stride}, {t, t_stride}}},
                    options);
}

float ogive_sigmoid_f32(float x) { return ogive::sigmoid(x); }
double ogive_sigmoid_f64(double x) { return ogive::sigmoid(x); }
uint16_t ogive_sigmoid_f16(uint16_t x) {
  return ogive::sigmoid(ogive::float16::from_bits(x)).bits;
}
uint16_t ogive_sigmoid_bf16(uint16_t x) {
  return ogive::sigmoid(ogive::bfloat16::from_bits(x)).bits;
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
