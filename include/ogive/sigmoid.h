// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// The logistic sigmoid s(x) = 1 / (1 + exp(-x)), its derivative, its caches and
// its backward passes, over scalars and arrays.
//
// What all functions here share:
//   shapes   all spans of a call have the same length, 0 included.
//   overlap  an output may be exactly an input (in place). Two spans that
//            overlap in any other way, and two outputs that overlap at all,
//            throw std::invalid_argument, as do lengths that differ.
//   NaN      a NaN input gives a quiet NaN: forward, derivative and tail keep
//            its sign and payload; the backward passes give the positive quiet
//            NaN without payload.
//   state    the caller's rounding mode, FTZ/DAZ, traps and sticky flags
//            neither change a result nor are changed by a call.
//   tiers    see options.h: the fast tier is sigmoid's on float alone.
//   threads  every function may be called from many threads at once. With
//            options::threads == 1 nothing is allocated and no lock is taken.
//   bits     in the exact tier the results depend on the inputs alone.
// Bounds are in ULP of the returned format, against the true value.

#ifndef OGIVE_SIGMOID_H_
#define OGIVE_SIGMOID_H_

#include <span>

#include "ogive/options.h"
#include "ogive/types.h"

#pragma GCC visibility push(default)
namespace ogive {

// s(x), in [0, 1].
// Exact: float, float16, bfloat16 correctly rounded for every input (0.5 ULP),
// subnormal results included; double within 0.55 ULP. s(-0) = s(0) = 0.5,
// s(-inf) = 0, s(inf) = 1. Correctly rounded it is 1 from x = 17.33 in float,
// 37.43 in double, 8.32 in float16 and 6.24 in bfloat16.
// Fast (float alone): within 3 ULP where the result is normal, monotonic,
// exactly 0.5 at 0, in [0, 1]; a subnormal result may be 0.
void sigmoid(std::span<const float> x, std::span<float> y,
             const options& o = {});
void sigmoid(std::span<const double> x, std::span<double> y,
             const options& o = {});
void sigmoid(std::span<const float16> x, std::span<float16> y,
             const options& o = {});
void sigmoid(std::span<const bfloat16> x, std::span<bfloat16> y,
             const options& o = {});

// The same bits as the exact array function.
float sigmoid(float x);
double sigmoid(double x);
float16 sigmoid(float16 x);
bfloat16 sigmoid(bfloat16 x);

// s'(x) = s(x) (1 - s(x)), straight from x; in [0, 0.25].
// float, float16, bfloat16 correctly rounded for every input; double within
// 0.55 ULP.
void sigmoid_derivative(std::span<const float> x, std::span<float> d,
                        const options& o = {});
void sigmoid_derivative(std::span<const double> x, std::span<double> d,
                        const options& o = {});
void sigmoid_derivative(std::span<const float16> x, std::span<float16> d,
                        const options& o = {});
void sigmoid_derivative(std::span<const bfloat16> x, std::span<bfloat16> d,
                        const options& o = {});

// The same bits as the array function.
float sigmoid_derivative(float x);
double sigmoid_derivative(double x);
float16 sigmoid_derivative(float16 x);
bfloat16 sigmoid_derivative(bfloat16 x);

// dx = dy * y (1 - y): the backward pass from the cached output y = s(x), which
// is in [0, 1]; what other values of y give is not specified.
// Within 0.51 ULP of dy * y (1 - y) for the y it is given (double: 1.01, which
// only results near the subnormal range come near).
// That is not s'(x): where s(x) is near 1 the rounded y has lost it. The result
// is exactly 0 from x = 17.33 in float, 37.43 in double, 8.32 in float16 and
// 6.24 in bfloat16, and off by more than 1 % from x = 12.75 in float and 2.0 in
// bfloat16. The tail cache below has no such loss and needs no more memory.
void sigmoid_backward(std::span<const float> dy, std::span<const float> y,
                      std::span<float> dx, const options& o = {});
void sigmoid_backward(std::span<const double> dy, std::span<const double> y,
                      std::span<double> dx, const options& o = {});
void sigmoid_backward(std::span<const float16> dy, std::span<const float16> y,
                      std::span<float16> dx, const options& o = {});
void sigmoid_backward(std::span<const bfloat16> dy, std::span<const bfloat16> y,
                      std::span<bfloat16> dx, const options& o = {});

// The tail cache t = copysign(s(-|x|), x): |t| in [0, 0.5], the distance of
// s(x) from the nearer end of its range, with the sign of x.
// float, float16, bfloat16 correctly rounded, double within 0.55 ULP.
void sigmoid_tail(std::span<const float> x, std::span<float> t,
                  const options& o = {});
void sigmoid_tail(std::span<const double> x, std::span<double> t,
                  const options& o = {});
void sigmoid_tail(std::span<const float16> x, std::span<float16> t,
                  const options& o = {});
void sigmoid_tail(std::span<const bfloat16> x, std::span<bfloat16> t,
                  const options& o = {});

// y = s(x) and the tail cache t from one exponential: the same bits as sigmoid
// and sigmoid_tail in the exact tier.
void sigmoid_with_tail(std::span<const float> x, std::span<float> y,
                       std::span<float> t, const options& o = {});
void sigmoid_with_tail(std::span<const double> x, std::span<double> y,
                       std::span<double> t, const options& o = {});
void sigmoid_with_tail(std::span<const float16> x, std::span<float16> y,
                       std::span<float16> t, const options& o = {});
void sigmoid_with_tail(std::span<const bfloat16> x, std::span<bfloat16> y,
                       std::span<bfloat16> t, const options& o = {});

// y = s(x) from the tail cache: |t| where t is negative, else 1 - t.
// The same bits as sigmoid for x < 0, within 0.75 ULP of s(x) (double: 0.78)
// for x > 0.
void sigmoid_from_tail(std::span<const float> t, std::span<float> y,
                       const options& o = {});
void sigmoid_from_tail(std::span<const double> t, std::span<double> y,
                       const options& o = {});
void sigmoid_from_tail(std::span<const float16> t, std::span<float16> y,
                       const options& o = {});
void sigmoid_from_tail(std::span<const bfloat16> t, std::span<bfloat16> y,
                       const options& o = {});

// dx = dy * (|t| - t*t): the backward pass from the tail cache, s'(x) to full
// relative precision for every x.
// Within 0.51 ULP of dy * (|t| - t*t) for the t it is given (double: 1.01,
// which only results near the subnormal range come near). With t from
// sigmoid_tail and dy = 1 within 1.5 ULP of s'(x) wherever that is normal
// (double: 1.65), and never 0 where the rounded s'(x) is not. The
// multiplication by dy comes before the one rounding, so a tiny derivative
// times a large dy keeps its bits: with any dy within 1.51 ULP (double: 2.15,
// which only results near the subnormal range come near) of dy * s'(x) where t
// and the result are normal. Where t is subnormal its own rounding error, at
// most half the smallest subnormal, is what dy multiplies.
void sigmoid_backward_tail(std::span<const float> dy, std::span<const float> t,
                           std::span<float> dx, const options& o = {});
void sigmoid_backward_tail(std::span<const double> dy,
                           std::span<const double> t, std::span<double> dx,
                           const options& o = {});
void sigmoid_backward_tail(std::span<const float16> dy,
                           std::span<const float16> t, std::span<float16> dx,
                           const options& o = {});
void sigmoid_backward_tail(std::span<const bfloat16> dy,
                           std::span<const bfloat16> t, std::span<bfloat16> dx,
                           const options& o = {});

}  // namespace ogive
#pragma GCC visibility pop

#endif  // OGIVE_SIGMOID_H_
