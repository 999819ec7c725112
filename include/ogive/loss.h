// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// Binary cross-entropy from logits, with its gradient. T is float, double,
// float16 or bfloat16; x are the logits, z the targets:
//
//   bce_with_logits(x, z, loss, dx)   loss = max(x, 0) - x z + log1p(exp(-|x|))
//                                     dx   = s(x) - z, both from one
//                                     exponential
//   bce_with_logits(x, z, loss), bce_with_logits_gradient(x, z, dx)
//                                     one of them, the same bits
//   bce_with_logits_mean(x, z)        the mean of the losses, as a double; of
//                                     none NaN, as PyTorch's
//
// shapes   all spans of a call have the same length, 0 included.
// targets  are meant to be in [0, 1]. Others, as in PyTorch, are no error: the
//          same formula is computed; a NaN gives NaN.
// errors   std::invalid_argument for lengths that differ, for an output that
//          overlaps another span other than by being exactly an input, and for
//          invalid options.
// range    for targets in [0, 1] the loss is at least 0, dx in [-1, 1].
// bounds   for targets in [0, 1], loss and dx: float, float16, bfloat16
//          correctly rounded, double within 1 ULP. Nothing cancels: for z = 1
//          and large x they are log1p(exp(-x)) and -s(-x) to full relative
//          precision. Elsewhere float and less likewise, double within 1 ULP
//          plus 2^-70 of the largest term. The mean adds the losses unrounded
//          (double: rounded): within 2^-48 of it.
// bits     the same on every target and machine and for any number of threads:
//          the sum is taken in a fixed order.
// infinity the result is the limit; for x = inf and z = 1, and x = -inf and z =
//          0, the loss is 0, where PyTorch gives NaN.
// NaN      an input of an element that is NaN gives the positive quiet NaN.
// state    the caller's rounding mode, FTZ/DAZ, traps and sticky flags neither
//          change a result nor are changed by a call. With options::threads ==
//          1 nothing is allocated and no lock is taken.

#ifndef OGIVE_LOSS_H_
#define OGIVE_LOSS_H_

#include <span>

#include "ogive/options.h"
#include "ogive/types.h"

#pragma GCC visibility push(default)
namespace ogive {

#define OGIVE_TYPE(T)                                                       \
  void bce_with_logits(std::span<const T> x, std::span<const T> z,          \
                       std::span<T> loss, std::span<T> dx,                  \
                       const options& o = {});                              \
  void bce_with_logits(std::span<const T> x, std::span<const T> z,          \
                       std::span<T> loss, const options& o = {});           \
  void bce_with_logits_gradient(std::span<const T> x, std::span<const T> z, \
                                std::span<T> dx, const options& o = {});    \
  double bce_with_logits_mean(std::span<const T> x, std::span<const T> z,   \
                              const options& o = {});
OGIVE_TYPE(float)
OGIVE_TYPE(double)
OGIVE_TYPE(float16)
OGIVE_TYPE(bfloat16)
#undef OGIVE_TYPE

}  // namespace ogive
#pragma GCC visibility pop

#endif  // OGIVE_LOSS_H_
