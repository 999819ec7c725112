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
// Floats (AVX-512): ln(1 + e^-n) by a table of 1 / (1 + e^-n) and a series, in
// two floats; tables and series by the same script, proven with softplus and
// log_sigmoid.
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

#if OGIVE_TABLE_BITS == 5
// ---- Float-float: see exponential-inl.h.

// Floats c next to 1 / (1 + j / 31.4), and -ln(c): c such that this is a float
// but for 2^-36 of it. With 32 steps 1 would be one of them.
inline constexpr float kInverseSteps = 31.4f;
inline constexpr PowerTable kInverses = {
    {0x1p0f,         0x1.f0425p-1f,  0x1.e12e86p-1f, 0x1.d331bp-1f,
     0x1.c63a92p-1f, 0x1.b9d6acp-1f, 0x1.adefc6p-1f, 0x1.a2bc88p-1f,
     0x1.97fbdep-1f, 0x1.8dff1cp-1f, 0x1.844e1cp-1f, 0x1.7b1508p-1f,
     0x1.725fc2p-1f, 0x1.6a4346p-1f, 0x1.62302ep-1f, 0x1.5a73b6p-1f,
     0x1.530e2ap-1f, 0x1.4c351ep-1f, 0x1.457bacp-1f, 0x1.3efdd4p-1f,
     0x1.38ebdp-1f,  0x1.32ce3cp-1f, 0x1.2cfef4p-1f, 0x1.27a9cep-1f,
     0x1.225e72p-1f, 0x1.1d3738p-1f, 0x1.180974p-1f, 0x1.1371d4p-1f,
     0x1.0ec5fcp-1f, 0x1.0a475ap-1f, 0x1.05e6dcp-1f, 0x1.019a0cp-1f}};
inline constexpr PowerTable kInverseLogs = {
    {0x0p0f,         0x1.ff9ddp-6f,  0x1.fc8e5ep-5f, 0x1.771c6cp-4f,
     0x1.ea634ep-4f, 0x1.2dd598p-3f, 0x1.65c236p-3f, 0x1.9bd15ap-3f,
     0x1.d1183ep-3f, 0x1.01ed3p-2f,  0x1.1b2b86p-2f, 0x1.33c91p-2f,
     0x1.4b9528p-2f, 0x1.6241f6p-2f, 0x1.795712p-2f, 0x1.8ff44cp-2f,
     0x1.a60d9ep-2f, 0x1.baf24ap-2f, 0x1.cfe2eep-2f, 0x1.e48416p-2f,
     0x1.f830bcp-2f, 0x1.063352p-1f, 0x1.0ffd1cp-1f, 0x1.192412p-1f,
     0x1.22646ap-1f, 0x1.2b8f76p-1f, 0x1.34f142p-1f, 0x1.3d6882p-1f,
     0x1.462a6cp-1f, 0x1.4ebc64p-1f, 0x1.5738c6p-1f, 0x1.5fb2a6p-1f}};

// ln(1 + e^-n) for 0 <= n <= 70, within some 2^-35 of itself. With u = e^-n and
// c from the table, 1 + u = (1 + z) / c, z = (c - 1) + c u, |z| < 0.016, and
//   ln(1 + u) = -ln(c) + z - z^2/2 + z^3 q(z)
template <class V>
OGIVE_INLINE ExpFloats<V> Log1pExpOfMinus(D32 d, V n) {
  const float* inverses = kInverses.entry;
  const float* inverse_logs = kInverseLogs.entry;
  const auto e = ExpFloatsOfMinus(d, n);
  const V u = Add(e.high, e.low);
  const V u_low = Add(Sub(e.high, u), e.low);
  // j from the low bits of a sum.
  const V m = MulAdd(u, Set(d, kInverseSteps), Set(d, 0x1.8p23f));
  const V c = Lookup(inverses, m);
  const V log_c = Lookup(inverse_logs, m);
  const V product = Mul(c, u);
  const V product_low = MulSub(c, u, product);
  // Exact: where c is not 1, both terms are within a factor of 2.
  const V z = Add(product, Sub(c, Set(d, 1.0f)));
  const V z_low = MulAdd(c, u_low, product_low);

  const V minus_half = Mul(z, Set(d, -0.5f));
  const V series = MulAdd(minus_half, z, z);
  const V series_low = MulAdd(minus_half, z, Sub(z, series));
  V q = MulAdd(z, Set(d, -0x1.5565a6p-3f), Set(d, 0x1.99900cp-3f));
  q = MulAdd(z, q, Set(d, -0.25f));
  q = MulAdd(z, q, Set(d, 0x1.555556p-2f));
  const V rest =
      Add(MulAdd(Mul(z, z), Mul(z, q), series_low), NegMulAdd(z, z_low, z_low));
  // -ln(c) is 0 or the larger.
  const V high = Add(log_c, series);
  return {high, Add(Add(Sub(log_c, high), series), rest)};
}

// ln(1 + e^x) rounded once; sets those lanes of `sure` that are right.
template <class V, class M>
OGIVE_INLINE V SoftplusFloats(D32 d, V x, M& sure) {
  const auto most = Set(d, 70.0f);
  const auto [log, log_low] = Log1pExpOfMinus(d, Min(most, Abs(x)));
  const V positive = Max(x, Set(d, 0.0f));
  const V sum = Add(positive, log);
  const V lost = Add(Sub(Max(positive, log), sum), Min(positive, log));
  const V low = Add(lost, log_low);
  const V y = Add(sum, low);
  sure = And(SurelyRounded(d, y, Add(Sub(sum, y), low), kFloatDoubt),
             Le(Neg(most), x));
  return y;
}
#endif

}  // namespace ogive::internal::OGIVE_OPS
OGIVE_AFTER_NAMESPACE();

#endif  // OGIVE_SRC_MATH_LOG_INL_H_
