// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// The activation functions, their derivatives, caches and backward passes, over
// scalars and arrays. functions.def, beside this file, is their list, with each
// formula, its parameters and their defaults; docs/functions.md shows them. For
// each NAME of it, T being float, double, float16 or bfloat16:
//
//   NAME(x, y)                y = f(x)
//   NAME_derivative(x, d)     d = f'(x)
//   NAME_backward(dy, c, dx)  dx = dy f'(x), from the cache c: the output y, or
//                             for rows marked INPUT the input x
//   T NAME(T x), T NAME_derivative(T x)   one value, the same bits
// and for rows marked TAIL, whose gradient from y is lost where y has rounded
// to the end of its range:
//   NAME_tail(x, t)           the tail cache, which takes the memory of y
//   NAME_with_tail(x, y, t)   both from one exponential, the same bits
//   NAME_backward_tail(dy, t, dx)   dx = dy f'(x) to full relative precision
//   NAME_from_tail(t, y)      for rows marked TAIL_VALUE (sigmoid): y from t
//
// Functions with parameters take them as a NAME_parameters after the arrays:
//   ogive::elu(x, y, {.alpha = 0.5});
// All take ogive::options last.
//
// What all functions here share:
//   shapes   all spans of a call have the same length, 0 included.
//   overlap  an output may be exactly an input (in place). Two spans that
//            overlap in any other way, and two outputs that overlap at all,
//            throw std::invalid_argument, as do lengths that differ.
//   parameters  count as values of the element type: a slope of 0.01 is
//            float(0.01) for floats. NaN, and what the function has no use for
//            (beta <= 0), throw std::invalid_argument that names it; so does
//            softplus_backward for a threshold below 20.
//   NaN      a NaN input gives a quiet NaN: forward, derivative and tail keep
//            its sign and payload; the backward passes give the positive quiet
//            NaN without payload, as logit does outside [0, 1].
//   infinity the result is the limit; an infinite dy times a derivative of 0 is
//            NaN.
//   kinks    the derivative there is that of PyTorch 2.15: relu'(0) = 0,
//            leaky_relu'(0) = negative_slope, hardtanh' = 0 at both ends,
//            hardswish'(-3) = 0 and hardswish'(3) = 1.
//   state    the caller's rounding mode, FTZ/DAZ, traps and sticky flags
//            neither change a result nor are changed by a call.
//   threads  every function may be called from many threads at once. With
//            options::threads == 1 nothing is allocated and no lock is taken,
//            but that once for each operation of a function on float16 or
//            bfloat16, when 2^17 elements of it were asked for in calls of 1024
//            or more, a table of 128 or 256 KiB is made, and kept.
//   bits     in the exact tier the results depend on the inputs alone.
// Bounds (docs/accuracy.md has them all, docs/functions.md what was measured),
// in ULP of the returned format against the true value, in the exact tier:
//   NAME, _derivative, _tail   float, float16, bfloat16: correctly rounded with
//            the default parameters, subnormal results included, 0.55 with
//            others; double: 0.55, below 2^-1020 in size 1; derivatives that
//            cross 0 (those of silu, mish, gelu, gelu_tanh and hardswish) may
//            be off by another 2^-72 in double, times |dy| in _backward
//   _backward, _backward_tail   against dy times the derivative as a function
//            of the cache that is given: float 0.5, float16 and bfloat16 0.51;
//            double 1.01, from a cached input 1.51, both where f'(x) and the
//            result are normal; with parameters other than the defaults 0.55,
//            double 1.51
//   sigmoid_from_tail   the bits of sigmoid for x < 0; within 0.75 ULP of s(x)
//            (double: 0.78) for x > 0
// The gradient from y against the true one: sigmoid's is exactly 0 from x =
// 17.33 in float, 37.43 in double, 8.32 in float16 and 6.24 in bfloat16, and
// off by more than 1 % from x = 12.75 in float and 2.0 in bfloat16; tanh's is 0
// from half of those, elu's, celu's and selu's from about x = -17 in float.
// From the tail cache it is, for dy = 1, within 1.5 ULP of the true one
// (double: 1.65) wherever that is normal, and, sigmoid's, never 0 where the
// rounded true one is not; with any dy within 1.51 ULP (double: 2.15) of dy
// f'(x) where t and the result are normal.

#ifndef OGIVE_ACTIVATIONS_H_
#define OGIVE_ACTIVATIONS_H_

#include <span>

#include "ogive/options.h"
#include "ogive/types.h"

#pragma GCC visibility push(default)
namespace ogive {

// The macros below read functions.def; none of them outlives this header.
#define OGIVE_CAT(a, b) OGIVE_CAT_EXPANDED(a, b)
#define OGIVE_CAT_EXPANDED(a, b) a##b

// 1 for functions with parameters, else 0.
#define OGIVE_HAS_NONE 0
#define OGIVE_HAS_ONE(...) 1
#define OGIVE_HAS_TWO(...) 1

// struct NAME_parameters { double alpha = 1; };
#define OGIVE_MEMBERS_NONE
#define OGIVE_MEMBERS_ONE(a, a_value, a_domain) double a = (a_value);
#define OGIVE_MEMBERS_TWO(a, a_value, a_domain, b, b_value, b_domain) \
  OGIVE_MEMBERS_ONE(a, a_value, a_domain)                             \
  OGIVE_MEMBERS_ONE(b, b_value, b_domain)
#define OGIVE_STRUCT_0(fname, members)
#define OGIVE_STRUCT_1(fname, members) \
  struct fname##_parameters {          \
    members                            \
  };
#define OGIVE_FUNCTION(fname, params, ...) \
  OGIVE_CAT(OGIVE_STRUCT_, OGIVE_HAS_##params)(fname, OGIVE_MEMBERS_##params)
#include "ogive/functions.def"
#undef OGIVE_FUNCTION

// What stands between the arrays and the options.
#define OGIVE_GIVEN_0(fname)
#define OGIVE_GIVEN_1(fname) const fname##_parameters &p = {},
#define OGIVE_SCALAR_0(fname)
#define OGIVE_SCALAR_1(fname) , const fname##_parameters& p = {}

#define OGIVE_ARRAYS(fname, has, T)                                      \
  void fname(std::span<const T> x, std::span<T> y,                       \
             OGIVE_CAT(OGIVE_GIVEN_, has)(fname) const options& o = {}); \
  void fname##_derivative(                                               \
      std::span<const T> x, std::span<T> d,                              \
      OGIVE_CAT(OGIVE_GIVEN_, has)(fname) const options& o = {});        \
  void fname##_backward(                                                 \
      std::span<const T> dy, std::span<const T> cache, std::span<T> dx,  \
      OGIVE_CAT(OGIVE_GIVEN_, has)(fname) const options& o = {});
#define OGIVE_SCALARS(fname, has, T)                 \
  T fname(T x OGIVE_CAT(OGIVE_SCALAR_, has)(fname)); \
  T fname##_derivative(T x OGIVE_CAT(OGIVE_SCALAR_, has)(fname));
#define OGIVE_CACHES_INPUT(fname, has, T)
#define OGIVE_CACHES_OUTPUT(fname, has, T)
#define OGIVE_CACHES_TAIL(fname, has, T)                            \
  void fname##_tail(                                                \
      std::span<const T> x, std::span<T> t,                         \
      OGIVE_CAT(OGIVE_GIVEN_, has)(fname) const options& o = {});   \
  void fname##_with_tail(                                           \
      std::span<const T> x, std::span<T> y, std::span<T> t,         \
      OGIVE_CAT(OGIVE_GIVEN_, has)(fname) const options& o = {});   \
  void fname##_backward_tail(                                       \
      std::span<const T> dy, std::span<const T> t, std::span<T> dx, \
      OGIVE_CAT(OGIVE_GIVEN_, has)(fname) const options& o = {});
#define OGIVE_CACHES_TAIL_VALUE(fname, has, T) \
  OGIVE_CACHES_TAIL(fname, has, T)             \
  void fname##_from_tail(                      \
      std::span<const T> t, std::span<T> y,    \
      OGIVE_CAT(OGIVE_GIVEN_, has)(fname) const options& o = {});
#define OGIVE_TYPE(fname, has, caches, T) \
  OGIVE_ARRAYS(fname, has, T)             \
  OGIVE_SCALARS(fname, has, T)            \
  caches(fname, has, T)
#define OGIVE_TYPES(fname, has, caches)   \
  OGIVE_TYPE(fname, has, caches, float)   \
  OGIVE_TYPE(fname, has, caches, double)  \
  OGIVE_TYPE(fname, has, caches, float16) \
  OGIVE_TYPE(fname, has, caches, bfloat16)
#define OGIVE_FUNCTION(fname, params, cache, ...) \
  OGIVE_TYPES(fname, OGIVE_HAS_##params, OGIVE_CACHES_##cache)
#include "ogive/functions.def"

#undef OGIVE_FUNCTION
#undef OGIVE_TYPES
#undef OGIVE_TYPE
#undef OGIVE_CACHES_TAIL_VALUE
#undef OGIVE_CACHES_TAIL
#undef OGIVE_CACHES_OUTPUT
#undef OGIVE_CACHES_INPUT
#undef OGIVE_SCALARS
#undef OGIVE_ARRAYS
#undef OGIVE_SCALAR_1
#undef OGIVE_SCALAR_0
#undef OGIVE_GIVEN_1
#undef OGIVE_GIVEN_0
#undef OGIVE_STRUCT_1
#undef OGIVE_STRUCT_0
#undef OGIVE_MEMBERS_TWO
#undef OGIVE_MEMBERS_ONE
#undef OGIVE_MEMBERS_NONE
#undef OGIVE_HAS_TWO
#undef OGIVE_HAS_ONE
#undef OGIVE_HAS_NONE
#undef OGIVE_CAT_EXPANDED
#undef OGIVE_CAT

}  // namespace ogive
#pragma GCC visibility pop

#endif  // OGIVE_ACTIVATIONS_H_
