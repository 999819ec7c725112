// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// The C API of the functions of rows, of two inputs, of targets and of weights.

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <new>
#include <stdexcept>

#include "api/c_status.h"
#include "kernels/family.h"
#include "ogive/ogive.h"

namespace {

using ogive::internal::check_target;
using ogive::internal::Dtype;
using ogive::internal::Failure;
using ogive::internal::Gate;
using ogive::internal::read_dtype;
using ogive::internal::read_options;
using ogive::internal::RowFunction;

// The whole of every function here: work(dtype, options) after the checks, for
// n elements, if there are any. What the drivers refuse then are overlaps.
template <class Work>
ogive_status call(ogive_dtype c_dtype, std::size_t n,
                  std::initializer_list<const void*> arrays,
                  const ogive_options* c_options, const Work& work) noexcept
    try {
  const Dtype dtype = read_dtype(c_dtype);
  const ogive::options options = read_options(c_options);
  check_target();
  if (n == 0) return OGIVE_OK;
  for (const void* array : arrays) {
    if (array == nullptr) return OGIVE_ERROR_NULL;
  }
  if (n > PTRDIFF_MAX / dtype_size(dtype)) return OGIVE_ERROR_STRIDE;
  work(dtype, options);
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

// The product, or more than any array can have.
std::size_t product(std::size_t a, std::size_t b) {
  std::size_t result = 0;
  return __builtin_mul_overflow(a, b, &result) ? SIZE_MAX : result;
}

}  // namespace

extern "C" {

#define OGIVE_ROWS(fname)                                                    \
  ogive_status ogive_##fname(ogive_dtype dtype, size_t rows, size_t columns, \
                             const void* x, void* y,                         \
                             const ogive_options* options) {                 \
    return call(dtype, product(rows, columns), {x, y}, options,              \
                [&](Dtype type, const ogive::options& o) {                   \
                  run_rows(RowFunction::fname, type, x, {rows, columns}, y,  \
                           o);                                               \
                });                                                          \
  }                                                                          \
  ogive_status ogive_##fname##_backward(                                     \
      ogive_dtype dtype, size_t rows, size_t columns, const void* dy,        \
      const void* y, void* dx, const ogive_options* options) {               \
    return call(dtype, product(rows, columns), {dy, y, dx}, options,         \
                [&](Dtype type, const ogive::options& o) {                   \
                  run_rows_backward(RowFunction::fname, type, dy, y,         \
                                    {rows, columns}, dx, o);                 \
                });                                                          \
  }
OGIVE_ROWS(softmax)
OGIVE_ROWS(log_softmax)
OGIVE_ROWS(softmin)

#define OGIVE_GATED(fname)                                                   \
  ogive_status ogive_##fname(ogive_dtype dtype, size_t n, const void* a,     \
                             const void* b, void* y,                         \
                             const ogive_options* options) {                 \
    return call(dtype, n, {a, b, y}, options,                                \
                [&](Dtype type, const ogive::options& o) {                   \
                  run_gated(Gate::fname, type, a, b, n, y, o);               \
                });                                                          \
  }                                                                          \
  ogive_status ogive_##fname##_backward(                                     \
      ogive_dtype dtype, size_t n, const void* dy, const void* a,            \
      const void* b, void* da, void* db, const ogive_options* options) {     \
    return call(dtype, n, {dy, a, b, da, db}, options,                       \
                [&](Dtype type, const ogive::options& o) {                   \
                  run_gated_backward(Gate::fname, type, dy, a, b, n, da, db, \
                                     o);                                     \
                });                                                          \
  }
OGIVE_GATED(glu)
OGIVE_GATED(swiglu)
OGIVE_GATED(geglu)
OGIVE_GATED(reglu)

ogive_status ogive_bce_with_logits(ogive_dtype dtype, size_t n, const void* x,
                                   const void* z, void* loss, void* dx,
                                   const ogive_options* options) {
  const void* one = loss != nullptr ? loss : dx;
  return call(dtype, n, {x, z, one}, options,
              [&](Dtype type, const ogive::options& o) {
                run_bce(type, x, z, n, loss, dx, o);
              });
}

ogive_status ogive_bce_with_logits_mean(ogive_dtype dtype, size_t n,
                                        const void* x, const void* z,
                                        double* mean,
                                        const ogive_options* options) {
  if (mean == nullptr) return OGIVE_ERROR_NULL;
  double result = std::nan("");
  const ogive_status status =
      call(dtype, n, {x, z}, options, [&](Dtype type, const ogive::options& o) {
        result = run_bce_mean(type, x, z, n, o);
      });
  if (status == OGIVE_OK) *mean = result;
  return status;
}

ogive_status ogive_prelu(ogive_dtype dtype, size_t outer, size_t channels,
                         size_t inner, const void* x, const void* weight,
                         void* y, const ogive_options* options) {
  return call(dtype, product(product(outer, channels), inner), {x, weight, y},
              options, [&](Dtype type, const ogive::options& o) {
                run_prelu(type, x, weight, {outer, channels, inner}, y, o);
              });
}

ogive_status ogive_prelu_backward(ogive_dtype dtype, size_t outer,
                                  size_t channels, size_t inner, const void* dy,
                                  const void* x, const void* weight, void* dx,
                                  void* dweight, const ogive_options* options) {
  // Without elements the weights' gradients are still there, and 0.
  const bool empty = outer == 0 || inner == 0;
  if (empty) outer = inner = 1;
  const size_t n = product(product(outer, channels), inner);
  const auto work = [&](Dtype type, const ogive::options& o) {
    run_prelu_backward(type, dy, x, weight,
                       {empty ? 0 : outer, channels, inner}, dx, dweight, o);
  };
  return empty ? call(dtype, n, {weight, dweight}, options, work)
               : call(dtype, n, {dy, x, weight, dx, dweight}, options, work);
}

}  // extern "C"
