// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// Logarithms of the two kinds of numbers.
//
// Single: x = 2^k m with m in [sqrt(1/2), sqrt(2)), s = (m - 1) / (m + 1),
//   log(x) = k ln 2 + 2 s + s^3 R(s^2)
// with a minimax polynomial R by tools/log_coefficients.sollya; some 2^-51 of
// the result off.
// Pair: one step of Newton's method on the exponential of exp-inl.h, from the
// Single: its error squared, and that of the exponential, some 2^-75.
//
// The errors that count, those of whole functions, are stated and proven there.

#include "math/exponential-inl.h"
#include "math/numbers-inl.h"

#if defined(OGIVE_SRC_MATH_LOG_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef OGIVE_SRC_MATH_LOG_INL_H_
#undef OGIVE_SRC_MATH_LOG_INL_H_
#else
#define OGIVE_SRC_MATH_LOG_INL_H_
#endif

OGIVE_BEFORE_NAMESPACE();
namespace ogive::internal::OGIVE_OPS {

// 2 atanh(s) for |s| <= 0.1716
template <Fusing kFusing, class V>
OGIVE_INLINE V LogSeries(V s) {
  const D64 d;
  const V z = Mul(s, s);
  auto r = Spread<V>(Set(d, 0x1.2b58acc866813p-3));
  r = TimesPlus<kFusing>(r, z, Set(d, 0x1.39fe5b3e12402p-3));
  r = TimesPlus<kFusing>(r, z, Set(d, 0x1.7462b4ac0250ap-3));
  r = TimesPlus<kFusing>(r, z, Set(d, 0x1.c71c62e683353p-3));
  r = TimesPlus<kFusing>(r, z, Set(d, 0x1.2492492deec42p-2));
  r = TimesPlus<kFusing>(r, z, Set(d, 0x1.9999999995323p-2));
  r = TimesPlus<kFusing>(r, z, Set(d, 0x1.5555555555558p-1));
  return TimesPlus<kFusing>(Mul(s, z), r, Add(s, s));
}

// log(1 + u) for u in [0, 1], precise relative to itself.
template <Fusing kFusing = Fusing::allowed, class V>
OGIVE_INLINE SingleOf<V> Log1p(SingleOf<V> u) {
  const D64 d;
  // 1 + u = m or 2 m; either way m - 1 and m + 1 lose nothing to 1 + u.
  const auto upper = Lt(Set(d, 0x1.a827999fcef32p-2), u.high);  // sqrt(2) - 1
  const V numerator = IfThenElse(upper, Sub(u.high, Set(d, 1.0)), u.high);
  const V denominator =
      Add(u.high, IfThenElse(upper, Set(d, 3.0), Set(d, 2.0)));
  const V series = LogSeries<kFusing>(Div(numerator, denominator));
  const V64 ln2 = Set(d, 0x1.62e42fefa39efp-1);
  return {Add(IfThenElseZero(upper, ln2), series)};
}
OGIVE_INLINE Pair Log1p(Pair u) {
  const Pair y = Exactly<Pair>(Log1p<Fusing::none>(Single{u.high}).high);
  const Pair e = Expm1(y);
  const Pair rest = u - e;
  const V64 slope = Add(Broadcast(1.0), e.high);
  const Pair sum = TwoSum(y.high, Div(rest.high, slope));
  // Far below 1 it is u itself; next to the subnormal numbers the step is none.
  return Select(Lt(u.high, Broadcast(0x1p-110)), u, sum);
}

// log(a / b) for a, b > 0 whose quotient is a normal number.
template <Fusing kFusing = Fusing::allowed, class V>
OGIVE_INLINE SingleOf<V> LogOfQuotient(SingleOf<V> a, SingleOf<V> b) {
  const D64 d;
  V ma = a.high, mb = b.high;
  const V k = Sub(SplitExponent(d, a.high, ma), SplitExponent(d, b.high, mb));
  // a / b = 2^k ma / mb, with ma / mb in (1/2, 2).
  const auto low = Lt(Mul(ma, Set(d, 0x1.6a09e667f3bcdp0)), mb);
  const auto high = Lt(Mul(mb, Set(d, 0x1.6a09e667f3bcdp0)), ma);
  const auto one = Set(d, 1.0);
  ma = IfThenElse(low, Add(ma, ma), ma);
  mb = IfThenElse(high, Add(mb, mb), mb);
  const V whole =
      Add(k, Sub(IfThenElseZero(high, one), IfThenElseZero(low, one)));
  const V series = LogSeries<kFusing>(Div(Sub(ma, mb), Add(ma, mb)));
  const V rest =
      TimesPlus<kFusing>(whole, Set(d, 0x1.abc9e3b39803fp-56), series);
  return {TimesPlus<kFusing>(whole, Set(d, 0x1.62e42fefa39efp-1), rest)};
}
// The exponents apart, exactly; then Newton's step on what is left of a / b, in
// (1/2, 2): a - b e^y as (a - b) - b (e^y - 1), which keeps the relative
// precision of a result near 0.
OGIVE_INLINE Pair LogOfQuotient(Pair a, Pair b) {
  const D64 d;
  V64 ma, mb;
  const V64 ka = SplitExponent(d, a.high, ma);
  const V64 kb = SplitExponent(d, b.high, mb);
  const V64 magic = Broadcast(0x1.8p52);
  a = {ma, Mul(a.low, PowerOfTwo(d, Sub(magic, ka)))};
  b = {mb, Mul(b.low, PowerOfTwo(d, Sub(magic, kb)))};
  const Pair y =
      Exactly<Pair>(LogOfQuotient<Fusing::none>(Single{ma}, Single{mb}).high);
  const Pair e = Expm1(y);
  const V64 rest = ((a - b) / b - e).high;
  const V64 slope = Add(Broadcast(1.0), e.high);
  // k ln 2 in the parts of exp-inl.h, the first two of which are exact.
  const V64 k = Sub(ka, kb);
  const Pair whole = TwoSum(Mul(k, Broadcast(0x1.62e42fefa4p-1)),
                            Mul(k, Broadcast(-0x1.8432a1b0e2p-43)));
  const Pair small = TwoSum(
      y.high, Add(Div(rest, slope), Mul(k, Broadcast(-0x1.8cff81a12a17ep-85))));
  return whole + small;
}

}  // namespace ogive::internal::OGIVE_OPS
OGIVE_AFTER_NAMESPACE();

#endif  // OGIVE_SRC_MATH_LOG_INL_H_
