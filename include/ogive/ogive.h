/* Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
 *
 * The C API, usable from C99. C++ programs include "ogive/sigmoid.h" instead,
 * whose comments say what each function computes, its range and its error
 * bound; the results are the same bits.
 *
 * Every function returns a status and throws nothing; when the status is not
 * OGIVE_OK, no output element was written (but after OGIVE_ERROR_MEMORY or
 * OGIVE_ERROR_INTERNAL, when some may have been). All may be called from many
 * threads at once, except ogive_set_target. The environment variables
 * OGIVE_TARGET (a name as ogive_target() gives it) and OGIVE_NUM_THREADS (a
 * whole number, 0 for every core: the threads used where the options argument
 * is NULL) are read once, at the first call.
 */
#ifndef OGIVE_OGIVE_H_
#define OGIVE_OGIVE_H_

#include <stddef.h>
#include <stdint.h>

#if defined(_WIN32)
#define OGIVE_API
#else
#define OGIVE_API __attribute__((visibility("default")))
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* Grows by one when a function or struct changes incompatibly. */
#define OGIVE_ABI_VERSION 1

typedef enum ogive_status {
  OGIVE_OK = 0,
  OGIVE_ERROR_NULL = 1,     /* a NULL array with n > 0 */
  OGIVE_ERROR_OVERLAP = 2,  /* arrays overlap other than exactly in place */
  OGIVE_ERROR_DTYPE = 3,    /* not a value of ogive_dtype */
  OGIVE_ERROR_OPTIONS = 4,  /* options: size, accuracy or threads invalid */
  OGIVE_ERROR_TARGET = 5,   /* unknown target, or this machine lacks it */
  OGIVE_ERROR_MEMORY = 6,   /* out of memory (more than one thread only) */
  OGIVE_ERROR_INTERNAL = 7, /* a bug of the library */
  OGIVE_ERROR_STRIDE = 8,   /* an output stride of 0, or n * stride too large */
  OGIVE_ERROR_ENVIRONMENT = 9, /* OGIVE_TARGET or OGIVE_NUM_THREADS invalid */
  OGIVE_STATUS_IS_32_BITS = 0x7fffffff /* not a status */
} ogive_status;

/* Element types. Arrays of OGIVE_F16 and OGIVE_BF16 are arrays of uint16_t that
 * hold the bits of IEEE 754 binary16 and of bfloat16. */
typedef enum ogive_dtype {
  OGIVE_F32 = 0,
  OGIVE_F64 = 1,
  OGIVE_F16 = 2,
  OGIVE_BF16 = 3,
  OGIVE_DTYPE_IS_32_BITS = 0x7fffffff /* not a type */
} ogive_dtype;

typedef enum ogive_accuracy {
  OGIVE_EXACT = 0, /* correctly rounded (f64: 0.55 ULP), same bits everywhere */
  OGIVE_FAST = 1   /* f32 forward within 3 ULP; all else as OGIVE_EXACT */
} ogive_accuracy;

/* `size` is sizeof(ogive_options): it lets the struct grow. A NULL pointer in
 * place of the options means OGIVE_EXACT and OGIVE_NUM_THREADS (default 1). */
typedef struct ogive_options {
  size_t size;
  int32_t accuracy; /* a value of ogive_accuracy */
  int32_t threads;  /* 1: the calling thread; 0: every core */
} ogive_options;

#define OGIVE_OPTIONS_INIT {sizeof(ogive_options), OGIVE_EXACT, 1}

/* Arrays of n elements of the type `dtype`. An output may be exactly an input;
 * any other overlap is OGIVE_ERROR_OVERLAP. n may be 0. */

/* y = s(x) = 1 / (1 + exp(-x)) */
OGIVE_API ogive_status ogive_sigmoid(ogive_dtype dtype, size_t n, const void* x,
                                     void* y, const ogive_options* options);
/* d = s'(x), straight from x */
OGIVE_API ogive_status ogive_sigmoid_derivative(ogive_dtype dtype, size_t n,
                                                const void* x, void* d,
                                                const ogive_options* options);
/* dx = dy * y * (1 - y), from the cached output y; 0 where y rounded to 1 */
OGIVE_API ogive_status ogive_sigmoid_backward(ogive_dtype dtype, size_t n,
                                              const void* dy, const void* y,
                                              void* dx,
                                              const ogive_options* options);
/* t = copysign(s(-|x|), x), the tail cache */
OGIVE_API ogive_status ogive_sigmoid_tail(ogive_dtype dtype, size_t n,
                                          const void* x, void* t,
                                          const ogive_options* options);
/* y = s(x) and its tail cache t, from one exponential */
OGIVE_API ogive_status ogive_sigmoid_with_tail(ogive_dtype dtype, size_t n,
                                               const void* x, void* y, void* t,
                                               const ogive_options* options);
/* y = s(x) from the tail cache, within 0.75 ULP (f64: 0.78) */
OGIVE_API ogive_status ogive_sigmoid_from_tail(ogive_dtype dtype, size_t n,
                                               const void* t, void* y,
                                               const ogive_options* options);
/* dx = dy * s'(x) from the tail cache, to full relative precision for every x
 */
OGIVE_API ogive_status ogive_sigmoid_backward_tail(
    ogive_dtype dtype, size_t n, const void* dy, const void* t, void* dx,
    const ogive_options* options);

/* The same over elements that lie `stride` elements apart (not bytes; negative
 * strides walk backwards from the pointer given). An input stride of 0 repeats
 * one element; an output stride must not be 0. In place means the same pointer
 * and the same stride; arrays of equal strides may interleave, as the fields of
 * structs do; arrays of unequal strides whose extents meet count as
 * overlapping. They run on the calling thread, unless every stride is 1. */
OGIVE_API ogive_status ogive_sigmoid_strided(ogive_dtype dtype, size_t n,
                                             const void* x, ptrdiff_t x_stride,
                                             void* y, ptrdiff_t y_stride,
                                             const ogive_options* options);
OGIVE_API ogive_status ogive_sigmoid_derivative_strided(
    ogive_dtype dtype, size_t n, const void* x, ptrdiff_t x_stride, void* d,
    ptrdiff_t d_stride, const ogive_options* options);
OGIVE_API ogive_status ogive_sigmoid_backward_strided(
    ogive_dtype dtype, size_t n, const void* dy, ptrdiff_t dy_stride,
    const void* y, ptrdiff_t y_stride, void* dx, ptrdiff_t dx_stride,
    const ogive_options* options);
OGIVE_API ogive_status ogive_sigmoid_tail_strided(ogive_dtype dtype, size_t n,
                                                  const void* x,
                                                  ptrdiff_t x_stride, void* t,
                                                  ptrdiff_t t_stride,
                                                  const ogive_options* options);
OGIVE_API ogive_status ogive_sigmoid_with_tail_strided(
    ogive_dtype dtype, size_t n, const void* x, ptrdiff_t x_stride, void* y,
    ptrdiff_t y_stride, void* t, ptrdiff_t t_stride,
    const ogive_options* options);
OGIVE_API ogive_status ogive_sigmoid_from_tail_strided(
    ogive_dtype dtype, size_t n, const void* t, ptrdiff_t t_stride, void* y,
    ptrdiff_t y_stride, const ogive_options* options);
OGIVE_API ogive_status ogive_sigmoid_backward_tail_strided(
    ogive_dtype dtype, size_t n, const void* dy, ptrdiff_t dy_stride,
    const void* t, ptrdiff_t t_stride, void* dx, ptrdiff_t dx_stride,
    const ogive_options* options);

/* One value; the same bits as the array function. They cannot fail. */
OGIVE_API float ogive_sigmoid_f32(float x);
OGIVE_API double ogive_sigmoid_f64(double x);
OGIVE_API uint16_t ogive_sigmoid_f16(uint16_t x);
OGIVE_API uint16_t ogive_sigmoid_bf16(uint16_t x);

/* One sentence in English for a status; never NULL. */
OGIVE_API const char* ogive_strerror(ogive_status status);

/* "major.minor.patch", and the OGIVE_ABI_VERSION the library was built with. */
OGIVE_API const char* ogive_version(void);
OGIVE_API int ogive_abi_version(void);

/* The target in force ("avx512", "avx2", "sse4", "ssse3", "neon", "scalar";
 * "none" where OGIVE_TARGET names no target of this machine), and a new choice
 * for the whole process; "best" leaves it to the library. */
OGIVE_API const char* ogive_target(void);
OGIVE_API ogive_status ogive_set_target(const char* name);

#ifdef __cplusplus
}
#endif

#endif /* OGIVE_OGIVE_H_ */
