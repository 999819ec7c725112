/* Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
 *
 * The C API, usable from C99. C++ programs include "ogive/activations.h"
 * instead, whose comments say what each function computes, its range and its
 * error bound; the results are the same bits.
 *
 * Every function returns a status and throws nothing; when the status is not
 * OGIVE_OK, no output element was written (but after OGIVE_ERROR_MEMORY or
 * OGIVE_ERROR_INTERNAL, when some may have been). All may be called from many
 * threads at once, except ogive_set_target. The environment variables
 * OGIVE_TARGET (a name as ogive_target() gives it) and OGIVE_NUM_THREADS (a
 * whole number, 0 for every core: the threads used where the options argument
 * is NULL) are read once, at the first call. What is allocated on one thread
 * activations.h says under "threads".
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
  OGIVE_ERROR_PARAMETER = 10,  /* a parameter out of its domain */
  OGIVE_ERROR_FUNCTION = 11,   /* no such function, or it lacks the operation */
  OGIVE_ERROR_FEW_BIT = 12,    /* no few-bit cache of that function and bits */
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
  OGIVE_EXACT = 0, /* correctly rounded (f64: 0.55 ULP), same everywhere */
  OGIVE_FAST = 1   /* f32 within 3 ULP (gradients 5); else as OGIVE_EXACT */
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

/* For each function NAME of functions.def (its list, with formulas, parameters
 * and defaults; docs/functions.md shows them), PARAMETERS being its parameters
 * as doubles, or nothing:
 *
 *   ogive_NAME(dtype, n, x, y, PARAMETERS, options)
 *       y = f(x)
 *   ogive_NAME_derivative(dtype, n, x, d, PARAMETERS, options)
 *       d = f'(x), straight from x
 *   ogive_NAME_backward(dtype, n, dy, cache, dx, PARAMETERS, options)
 *       dx = dy f'(x), from the cached output y, or for rows marked INPUT from
 *       the input x
 *   ogive_NAME_f32(x, PARAMETERS), _f64, _f16, _bf16
 *       one value, the same bits as the array function; NaN for a parameter
 *       out of its domain
 * and for rows marked TAIL or TAIL_VALUE:
 *   ogive_NAME_tail(dtype, n, x, t, PARAMETERS, options)
 *       the tail cache
 *   ogive_NAME_with_tail(dtype, n, x, y, t, PARAMETERS, options)
 *       both from one exponential
 *   ogive_NAME_backward_tail(dtype, n, dy, t, dx, PARAMETERS, options)
 *       dx = dy f'(x) from the tail cache, to full relative precision
 *   ogive_NAME_from_tail(dtype, n, t, y, PARAMETERS, options)
 *       for rows marked TAIL_VALUE: y from the tail cache
 *
 * Each array function has a twin ogive_..._strided, with a stride after each
 * array, over elements that lie that many elements apart (not bytes; negative
 * strides walk backwards from the pointer given). An input stride of 0 repeats
 * one element; an output stride must not be 0. In place means the same pointer
 * and the same stride; arrays of equal strides may interleave, as the fields of
 * structs do; arrays of unequal strides whose extents meet count as
 * overlapping. They run on the calling thread, unless every stride is 1. */

/* NOLINTBEGIN(bugprone-macro-parentheses): names, not values */
#define OGIVE_GIVEN_NONE
#define OGIVE_GIVEN_ONE(a, a_value, a_domain) double a,
#define OGIVE_GIVEN_TWO(a, a_value, a_domain, b, b_value, b_domain) \
  double a, double b,
#define OGIVE_SCALAR_NONE
#define OGIVE_SCALAR_ONE(a, a_value, a_domain) , double a
#define OGIVE_SCALAR_TWO(a, a_value, a_domain, b, b_value, b_domain) \
  , double a, double b
/* NOLINTEND(bugprone-macro-parentheses) */
#define OGIVE_UNARY(fname, params)                                      \
  OGIVE_API ogive_status fname(                                         \
      ogive_dtype dtype, size_t n, const void* in, void* out,           \
      OGIVE_GIVEN_##params const ogive_options* options);               \
  OGIVE_API ogive_status fname##_strided(                               \
      ogive_dtype dtype, size_t n, const void* in, ptrdiff_t in_stride, \
      void* out, ptrdiff_t out_stride,                                  \
      OGIVE_GIVEN_##params const ogive_options* options);
#define OGIVE_BINARY(fname, params)                                     \
  OGIVE_API ogive_status fname(                                         \
      ogive_dtype dtype, size_t n, const void* dy, const void* cache,   \
      void* dx, OGIVE_GIVEN_##params const ogive_options* options);     \
  OGIVE_API ogive_status fname##_strided(                               \
      ogive_dtype dtype, size_t n, const void* dy, ptrdiff_t dy_stride, \
      const void* cache, ptrdiff_t cache_stride, void* dx,              \
      ptrdiff_t dx_stride, OGIVE_GIVEN_##params const ogive_options* options);
#define OGIVE_CACHES_INPUT(fname, params)
#define OGIVE_CACHES_OUTPUT(fname, params)
#define OGIVE_CACHES_TAIL(fname, params)                                       \
  OGIVE_UNARY(ogive_##fname##_tail, params)                                    \
  OGIVE_BINARY(ogive_##fname##_backward_tail, params)                          \
  OGIVE_API ogive_status ogive_##fname##_with_tail(                            \
      ogive_dtype dtype, size_t n, const void* x, void* y, void* t,            \
      OGIVE_GIVEN_##params const ogive_options* options);                      \
  OGIVE_API ogive_status ogive_##fname##_with_tail_strided(                    \
      ogive_dtype dtype, size_t n, const void* x, ptrdiff_t x_stride, void* y, \
      ptrdiff_t y_stride, void* t, ptrdiff_t t_stride,                         \
      OGIVE_GIVEN_##params const ogive_options* options);
#define OGIVE_CACHES_TAIL_VALUE(fname, params) \
  OGIVE_CACHES_TAIL(fname, params)             \
  OGIVE_UNARY(ogive_##fname##_from_tail, params)
#define OGIVE_FUNCTION(fname, params, cache, ...)                           \
  OGIVE_UNARY(ogive_##fname, params)                                        \
  OGIVE_UNARY(ogive_##fname##_derivative, params)                           \
  OGIVE_BINARY(ogive_##fname##_backward, params)                            \
  OGIVE_CACHES_##cache(fname, params)                                       \
      OGIVE_API float ogive_##fname##_f32(float x OGIVE_SCALAR_##params);   \
  OGIVE_API double ogive_##fname##_f64(double x OGIVE_SCALAR_##params);     \
  OGIVE_API uint16_t ogive_##fname##_f16(uint16_t x OGIVE_SCALAR_##params); \
  OGIVE_API uint16_t ogive_##fname##_bf16(uint16_t x OGIVE_SCALAR_##params);
#include "ogive/functions.def"
#undef OGIVE_FUNCTION
#undef OGIVE_CACHES_TAIL_VALUE
#undef OGIVE_CACHES_TAIL
#undef OGIVE_CACHES_OUTPUT
#undef OGIVE_CACHES_INPUT
#undef OGIVE_BINARY
#undef OGIVE_UNARY
#undef OGIVE_SCALAR_TWO
#undef OGIVE_SCALAR_ONE
#undef OGIVE_SCALAR_NONE
#undef OGIVE_GIVEN_TWO
#undef OGIVE_GIVEN_ONE
#undef OGIVE_GIVEN_NONE

/* The functions by number, OGIVE_FUNCTION_NAME for each row, for programs that
 * choose one at run time. */
typedef enum ogive_function {
#define OGIVE_FUNCTION(fname, params, cache, ...) OGIVE_FUNCTION_##fname,
#include "ogive/functions.def"
#undef OGIVE_FUNCTION
  OGIVE_FUNCTION_COUNT,
  OGIVE_FUNCTION_IS_32_BITS = 0x7fffffff /* not a function */
} ogive_function;

/* The name of a function, NULL if there is no such one; and the number of a
 * name, -1 if there is none. */
OGIVE_API const char* ogive_function_name(ogive_function function);
OGIVE_API int ogive_function_by_name(const char* name);

/* What can be asked of a function, as above. Inputs -> outputs: */
typedef enum ogive_op {
  OGIVE_FORWARD = 0,               /* x -> y */
  OGIVE_DERIVATIVE = 1,            /* x -> d */
  OGIVE_BACKWARD = 2,              /* dy, y or x -> dx */
  OGIVE_TAIL = 3,                  /* x -> t */
  OGIVE_WITH_TAIL = 4,             /* x -> y, t */
  OGIVE_FROM_TAIL = 5,             /* t -> y */
  OGIVE_BACKWARD_TAIL = 6,         /* dy, t -> dx */
  OGIVE_OP_IS_32_BITS = 0x7fffffff /* not an operation */
} ogive_op;

/* Any operation of any function. Arrays that the operation has no use for are
 * NULL; `parameters` points to the function's parameters in the order of its
 * row, or is NULL for the defaults. */
OGIVE_API ogive_status ogive_apply(ogive_function function, ogive_op op,
                                   ogive_dtype dtype, size_t n, const void* in0,
                                   const void* in1, void* out0, void* out1,
                                   const double* parameters,
                                   const ogive_options* options);
OGIVE_API ogive_status
ogive_apply_strided(ogive_function function, ogive_op op, ogive_dtype dtype,
                    size_t n, const void* in0, ptrdiff_t in0_stride,
                    const void* in1, ptrdiff_t in1_stride, void* out0,
                    ptrdiff_t out0_stride, void* out1, ptrdiff_t out1_stride,
                    const double* parameters, const ogive_options* options);

/* Caches of few bits an element for the backward pass; "ogive/few_bit.h" says
 * what they hold. bits is 2, 4 or 8, for OGIVE_FEW_BIT_RELU 1. */
typedef enum ogive_few_bit_function {
  OGIVE_FEW_BIT_SIGMOID = 0,
  OGIVE_FEW_BIT_TANH = 1,
  OGIVE_FEW_BIT_SILU = 2,
  OGIVE_FEW_BIT_GELU = 3,
  OGIVE_FEW_BIT_GELU_TANH = 4,
  OGIVE_FEW_BIT_RELU = 5,
  OGIVE_FEW_BIT_IS_32_BITS = 0x7fffffff /* not a function */
} ogive_few_bit_function;
/* Bytes of the cache of n elements: bits * n / 8, rounded up. 0 where bits is
 * none of 1, 2, 4 and 8. */
OGIVE_API size_t ogive_few_bit_bytes(int bits, size_t n);
/* packed: the index of each x's step, in ogive_few_bit_bytes(bits, n) bytes,
 * none of them shared with x */
OGIVE_API ogive_status ogive_few_bit_pack(ogive_few_bit_function function,
                                          int bits, ogive_dtype dtype, size_t n,
                                          const void* x, uint8_t* packed,
                                          const ogive_options* options);
/* dx = dy times the level of each x's step; dx may be exactly dy */
OGIVE_API ogive_status ogive_few_bit_backward(ogive_few_bit_function function,
                                              int bits, ogive_dtype dtype,
                                              size_t n, const void* dy,
                                              const uint8_t* packed, void* dx,
                                              const ogive_options* options);

/* ---- Functions of rows, of two inputs, of targets and of weights. The
 * comments of ogive/softmax.h, gated.h, loss.h and prelu.h say what they
 * compute, their ranges and bounds. Arrays are contiguous; options as above
 * (their accuracy makes no difference). OGIVE_ERROR_STRIDE where a shape has
 * more bytes than the address space. */

/* Each of `rows` rows of `columns` elements, one after the other; backward
 * takes the output y. An output may be exactly an input. */
#define OGIVE_ROWS(fname)                                                      \
  OGIVE_API ogive_status ogive_##fname(ogive_dtype dtype, size_t rows,         \
                                       size_t columns, const void* x, void* y, \
                                       const ogive_options* options);          \
  OGIVE_API ogive_status ogive_##fname##_backward(                             \
      ogive_dtype dtype, size_t rows, size_t columns, const void* dy,          \
      const void* y, void* dx, const ogive_options* options);
OGIVE_ROWS(softmax)
OGIVE_ROWS(log_softmax)
OGIVE_ROWS(softmin)
#undef OGIVE_ROWS

/* y = a s(b) for glu; silu(a) b, gelu(a) b, relu(a) b for the others. An output
 * may be exactly an input. */
#define OGIVE_GATED(fname)                                                    \
  OGIVE_API ogive_status ogive_##fname(ogive_dtype dtype, size_t n,           \
                                       const void* a, const void* b, void* y, \
                                       const ogive_options* options);         \
  OGIVE_API ogive_status ogive_##fname##_backward(                            \
      ogive_dtype dtype, size_t n, const void* dy, const void* a,             \
      const void* b, void* da, void* db, const ogive_options* options);
OGIVE_GATED(glu)
OGIVE_GATED(swiglu)
OGIVE_GATED(geglu)
OGIVE_GATED(reglu)
#undef OGIVE_GATED

/* Binary cross-entropy of the logits x and the targets z, and its gradient by
 * x. One of loss and dx may be NULL. The mean of no losses is NaN. */
OGIVE_API ogive_status ogive_bce_with_logits(ogive_dtype dtype, size_t n,
                                             const void* x, const void* z,
                                             void* loss, void* dx,
                                             const ogive_options* options);
OGIVE_API ogive_status ogive_bce_with_logits_mean(ogive_dtype dtype, size_t n,
                                                  const void* x, const void* z,
                                                  double* mean,
                                                  const ogive_options* options);

/* x is [outer, channels, inner], weight and dweight [channels]. y may be
 * exactly x, dx exactly dy or x. */
OGIVE_API ogive_status ogive_prelu(ogive_dtype dtype, size_t outer,
                                   size_t channels, size_t inner, const void* x,
                                   const void* weight, void* y,
                                   const ogive_options* options);
OGIVE_API ogive_status ogive_prelu_backward(ogive_dtype dtype, size_t outer,
                                            size_t channels, size_t inner,
                                            const void* dy, const void* x,
                                            const void* weight, void* dx,
                                            void* dweight,
                                            const ogive_options* options);

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
