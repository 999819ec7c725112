// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// Binary cross-entropy of the logit x and the target z, and its gradient, from
// one exponential. With e = exp(-|x|), t = e / (1 + e) = s(-|x|) and w = z for
// x < 0, 1 - z for x >= 0:
//
//   loss = max(x, 0) - x z + log1p(e) = |x| w + log1p(e)
//   dx   = s(x) - z                   = w - t for x >= 0,  t - w for x < 0
//
// For z in [0, 1] no term of the loss is negative, and at w = 0 nothing is left
// but log1p(e) and t, to full relative precision.
// Proven by loss_test; docs/accuracy.md has the worst errors.

#include <cmath>

#include "math/exponential-inl.h"
#include "math/log-inl.h"
#include "math/numbers-inl.h"

#if defined(OGIVE_SRC_MATH_LOSS_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef OGIVE_SRC_MATH_LOSS_INL_H_
#undef OGIVE_SRC_MATH_LOSS_INL_H_
#else
#define OGIVE_SRC_MATH_LOSS_INL_H_
#endif

OGIVE_BEFORE_NAMESPACE();
namespace ogive::internal::OGIVE_OPS {

// 1 - z of an input, exactly: as a Pair.
OGIVE_INLINE Single OneMinus(Single z) { return 1.0 - z; }
OGIVE_INLINE Pair OneMinus(Pair z) {
  return TwoSum(Broadcast(1.0), Neg(z.high));
}

// What loss and dx are made of.
template <class N>
struct LossParts {
  N line, soft;  // |x| w, log1p(e)
  N w, t;
  M64 below;  // whether x < 0

  OGIVE_INLINE N Loss() const { return line + soft; }
  OGIVE_INLINE N Slope() const { return Select(below, t - w, w - t); }
};

// s(x) - 1/2 = x/4 - x^3/48 of the tiniest x: a little less than x/4, which may
// be a tie of two subnormal floats.
OGIVE_INLINE Pair SlopeNearHalf(Pair slope, Pair x, Pair z) {
  const V64 half = Broadcast(0.5);
  const auto tiny = And(Lt(Abs(x.high), Broadcast(0x1p-60)),
                        And(Le(half, z.high), Le(z.high, half)));
  return Select(
      tiny,
      Pair{Mul(x.high, Broadcast(0.25)), Mul(x.high, Broadcast(-0x1p-100))},
      slope);
}

// Of finite x and z. The exponent is held at `least`: for float where e is
// still not 0, to break ties.
template <class N>
OGIVE_INLINE LossParts<N> LossAt(N x, N z, double least) {
  const auto below = Below(x, 0.0);
  const N size = Magnitude(x);
  const N e = Exp(Hold(-size, least, 0.0));
  const N w = Select(below, z, OneMinus(z));
  return {size * w, Log1p(e), w, e / (1.0 + e), below};
}

// |x| w; an infinite x times a w of 0 counts as its limit, 0.
OGIVE_INLINE V64 PlainLine(V64 size, V64 w) {
  const V64 zero = Broadcast(0.0);
  const auto lost = And(Le(Broadcast(HUGE_VAL), size), Le(Abs(w), zero));
  return IfThenElse(lost, zero, Mul(size, w));
}

// The loss in doubles, the same bits on every target.
OGIVE_INLINE V64 PlainLoss(V64 x, V64 z) {
  const D64 d;
  const V64 size = Abs(x);
  const V64 e = ExpSingle<Fusing::none>(d, Max(Neg(size), Set(d, -700.0)));
  const V64 w = IfThenElse(Lt(x, Set(d, 0.0)), z, Sub(Set(d, 1.0), z));
  return Add(PlainLine(size, w), Log1p<Fusing::none>(Single{e}).high);
}

}  // namespace ogive::internal::OGIVE_OPS
OGIVE_AFTER_NAMESPACE();

#endif  // OGIVE_SRC_MATH_LOSS_INL_H_
