// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// The leaky ReLU with a learned slope for each channel (K. He et al., Delving
// Deep into Rectifiers, 2015). T is float, double, float16 or bfloat16; x has
// the shape [outer, channels, inner], and the weight w of a channel c is w_c:
//
//   prelu(x, weight, inner, y)    y = x > 0 ? x : w_c x
//   prelu_backward(dy, x, weight, inner, dx, dweight)
//                                 dx = x > 0 ? dy : w_c dy
//                                 dweight_c = the sum of dy x where x <= 0
//
// shapes   channels = weight.size(), outer = x.size() / (channels inner). A
//          weight of one element is the form with a single parameter (inner =
//          x.size(), or any divisor of it). dweight has the length of weight,
//          all others that of x, 0 included.
// errors   std::invalid_argument for lengths that do not fit, for an empty
//          weight or inner == 0 where there are elements, for invalid options,
//          and for an output that overlaps another span: y may be exactly x,
//          and dx exactly dy or x.
// bounds   y and dx: correctly rounded. dweight: the sum of the exact products
//          keeps twice the bits of a double and is rounded once: within 0.51
//          ULP of the true sum, plus 2^-80 of the sum of the magnitudes, for
//          2^20 terms (where those are normal numbers).
// bits     the same on every target and machine and for any number of threads:
//          the sum is taken in a fixed order.
// NaN      in forward, a NaN x is kept, made quiet; any other NaN, and all of
//          backward's, is the positive quiet one without payload.
// kinks    the slope at 0 is w_c, as PyTorch's.
// threads  share the elements, and for dweight the channels: the sum of one
//          channel runs on one thread.
// state    the caller's rounding mode, FTZ/DAZ, traps and sticky flags neither
//          change a result nor are changed by a call. With options::threads ==
//          1 nothing is allocated and no lock is taken.

#ifndef OGIVE_PRELU_H_
#define OGIVE_PRELU_H_

#include <cstddef>
#include <span>

#include "ogive/options.h"
#include "ogive/types.h"

#pragma GCC visibility push(default)
namespace ogive {

#define OGIVE_TYPE(T)                                                   \
  void prelu(std::span<const T> x, std::span<const T> weight,           \
             std::size_t inner, std::span<T> y, const options& o = {}); \
  void prelu_backward(std::span<const T> dy, std::span<const T> x,      \
                      std::span<const T> weight, std::size_t inner,     \
                      std::span<T> dx, std::span<T> dweight,            \
                      const options& o = {});
OGIVE_TYPE(float)
OGIVE_TYPE(double)
OGIVE_TYPE(float16)
OGIVE_TYPE(bfloat16)
#undef OGIVE_TYPE

}  // namespace ogive
#pragma GCC visibility pop

#endif  // OGIVE_PRELU_H_
