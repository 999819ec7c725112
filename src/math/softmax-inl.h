// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// What softmax and its kin compute of one row, with m its maximum:
//
//   softmax      e^(x - m) / (c + R)        R = the sum of e^(x - m) of x < m,
//   log_softmax  (x - m) - log(c + R)       c = how many entries equal m
//
// The maximal entries are counted, not summed: log1p(R) keeps what one entry
// far above all others leaves, and an infinite m needs no case of its own. Both
// terms of log_softmax have one sign, so nothing cancels.
//
// Float and less are computed in doubles, double as Pair; both in operations
// that are one rounding on every target, so that the bits are the same.
// Worst errors: docs/accuracy.md, by softmax_test.

#include <cmath>

#include "math/exponential-inl.h"
#include "math/log-inl.h"
#include "math/numbers-inl.h"

#if defined(OGIVE_SRC_MATH_SOFTMAX_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef OGIVE_SRC_MATH_SOFTMAX_INL_H_
#undef OGIVE_SRC_MATH_SOFTMAX_INL_H_
#else
#define OGIVE_SRC_MATH_SOFTMAX_INL_H_
#endif

OGIVE_BEFORE_NAMESPACE();
namespace ogive::internal::OGIVE_OPS {

// a - b of inputs, infinities allowed.
template <class N>
OGIVE_INLINE N Difference(V64 a, V64 b) {
  if constexpr (kIsPair<N>) {
    const Pair s = TwoSum(a, Neg(b));
    const auto finite = Lt(Abs(s.high), Broadcast(HUGE_VAL));
    return {s.high, IfThenElseZero(finite, s.low)};
  } else {
    return {Sub(a, b)};
  }
}

// e^a = 2^k (high + low), k = m - 1.5 * 2^52, for a <= 0.
OGIVE_INLINE ExpParts<V64> ExpOfDifference(Pair a) {
  const D64 d;
  // Rows of 2^64 of what is beyond do not sum up to half the smallest double.
  const V64 least = Set(d, -800.0);
  const V64 rest = IfThenElseZero(Lt(least, a.high), a.low);
  auto e = ExpDouble(d, Max(a.high, least));
  e.low = Add(e.low, Mul(e.high, rest));  // e^rest = 1 + rest
  return e;
}
template <class V>
OGIVE_INLINE V ExpOfDifference(SingleOf<V> a) {
  const D64 d;
  return ExpSingle<Fusing::none>(d, Max(a.high, Set(d, -700.0)));
}

// R is summed as 2^kSumScale R, for doubles away from the subnormal ones.
template <class N>
inline constexpr int kSumScale = kIsPair<N> ? 200 : 0;

// log(c + R), from R scaled and c.
template <class N>
OGIVE_INLINE N LogOfSum(N scaled, double count) {
  constexpr double kScale = kIsPair<N> ? 0x1p-200 : 1.0;
  const D64 d;
  const N tiny = Exactly<N>(Broadcast(0x1p-60));
  if (count == 1.0 &&
      AllLanes(d, Lt(Mul(scaled.high, Broadcast(kScale)), tiny.high))) {
    // log1p(R) = R; rounded before the scaling, which may round again.
    if constexpr (kIsPair<N>) {
      const V64 sum = Add(scaled.high, scaled.low);
      return Exactly<N>(Mul(sum, Broadcast(kScale)));
    } else {
      // What is held at e^-700 is 0 to a float.
      return Single{
          IfThenElseZero(Lt(Broadcast(0x1p-200), scaled.high), scaled.high)};
    }
  }
  const N rest = Scale(scaled, kScale) + (count - 1.0);
  return AllLanes(d, Le(rest.high, Broadcast(1.0)))
             ? Log1p(rest)
             : LogOfQuotient(rest + 1.0, Number<N>(1.0));
}

}  // namespace ogive::internal::OGIVE_OPS
OGIVE_AFTER_NAMESPACE();

#endif  // OGIVE_SRC_MATH_SOFTMAX_INL_H_
