// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// e^n, which the sigmoid and its family share, in several precisions.
//
//   n = k ln 2 + r with integer k and |r| <= ln(2)/2;   e^n = 2^k e^r
//
// k comes from adding 1.5 * 2^52, which rounds to an integer and leaves it in
// the low bits of the sum m; 2^k is then integer arithmetic on those bits.
// ln 2 is split so that k times its high part, and what that leaves of n, are
// exact with or without a fused operation (W. J. Cody, W. Waite, Software
// Manual for the Elementary Functions, 1980). e^r is its series' first terms
// and a minimax polynomial: tools/exp_coefficients.sollya makes them all.
//
// The errors that count, those of whole functions, are stated and proven there.

#include <bit>
#include <cstddef>
#include <cstdint>

#include "math/numbers-inl.h"
#include "math/ops-inl.h"
#include "math/several-inl.h"

#if defined(OGIVE_SRC_MATH_EXPONENTIAL_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef OGIVE_SRC_MATH_EXPONENTIAL_INL_H_
#undef OGIVE_SRC_MATH_EXPONENTIAL_INL_H_
#else
#define OGIVE_SRC_MATH_EXPONENTIAL_INL_H_
#endif

OGIVE_BEFORE_NAMESPACE();
namespace ogive::internal::OGIVE_OPS {

// e^n = 2^k (1 + q) for |n| <= 700, k = m - 1.5 * 2^52; the error of 1 + q is
// by its steps some 2^-52, that of q for k = 0 too, relative to q.
template <class V>
struct ExpSingleParts {
  V q, m;
};
template <Fusing kFusing = Fusing::allowed, class D, class V>
OGIVE_INLINE ExpSingleParts<V> ExpReduced(D d, V n) {
  const auto magic = Set(d, 0x1.8p52);
  const V m =
      TimesPlus<kFusing>(n, Set(d, 0x1.71547652b82fep0), magic);  // log2(e)
  const V k = Sub(m, magic);
  V r = TimesPlus<kFusing>(k, Set(d, -0x1.62e42fefa4p-1), n);
  r = TimesPlus<kFusing>(k, Set(d, 0x1.8432a1b0e2634p-43), r);

  // w(r) of e^r = 1 + r + r^2 w(r), by Estrin's scheme.
  const V r2 = Mul(r, r);
  const V r4 = Mul(r2, r2);
  const V w01 =
      TimesPlus<kFusing>(r, Set(d, 0x1.5555555555558p-3), Set(d, 0.5));
  const V w23 = TimesPlus<kFusing>(r, Set(d, 0x1.111111110f8dbp-7),
                                   Set(d, 0x1.5555555553cd9p-5));
  const V w45 = TimesPlus<kFusing>(r, Set(d, 0x1.a01a01afb7255p-13),
                                   Set(d, 0x1.6c16c178ab663p-10));
  const V w67 = TimesPlus<kFusing>(r, Set(d, 0x1.71ddf78756794p-19),
                                   Set(d, 0x1.a019b8b7a32fdp-16));
  const V w89 = TimesPlus<kFusing>(r, Set(d, 0x1.af61c0942be98p-26),
                                   Set(d, 0x1.2891d29bc612ep-22));
  const V w0123 = TimesPlus<kFusing>(w23, r2, w01);
  const V w4567 = TimesPlus<kFusing>(w67, r2, w45);
  const V w = TimesPlus<kFusing>(TimesPlus<kFusing>(w89, r4, w4567), r4, w0123);
  return {TimesPlus<kFusing>(r2, w, r), m};
}

// e^n for |n| <= 700: for results that are then rounded to 24 bits or fewer.
template <Fusing kFusing = Fusing::allowed, class D, class V>
OGIVE_INLINE V ExpSingle(D d, V n) {
  const auto e = ExpReduced<kFusing>(d, n);
  return AddExponent(d, Add(Set(d, 1.0), e.q), e.m);
}

// e^n = 2^k (high + low) for -750 <= n <= 0, relative error by its steps some
// 2^-58; high in [0.7, 1.42], |low| <= 2^-53, k = m - 1.5 * 2^52. Only
// operations that are one rounding on every target, so that the bits are the
// same.
template <class V>
struct ExpParts {
  V high, low, m;
};
template <class D, class V>
OGIVE_INLINE ExpParts<V> ExpDouble(D d, V n) {
  const V magic = Set(d, 0x1.8p52);
  const V m = Fma(d, n, Set(d, 0x1.71547652b82fep0), magic);
  const V k = Sub(m, magic);
  const V reduced = NegFma(d, k, Set(d, 0x1.62e42fefa4p-1), n);  // exact
  // r = rh + rl: the two-sum of `reduced` and the rest of k ln 2.
  const V rest = Mul(k, Set(d, 0x1.8432a1b0e2634p-43));
  const V rh = Add(reduced, rest);
  const V part = Sub(rh, reduced);
  const V rl = Add(Sub(reduced, Sub(rh, part)), Sub(rest, part));

  // q(r) of e^r = 1 + r + r^2/2 + r^3 q(r).
  const V r2 = Mul(rh, rh);
  const V r4 = Mul(r2, r2);
  const V q01 =
      Fma(d, rh, Set(d, 0x1.5555555555556p-5), Set(d, 0x1.5555555555556p-3));
  const V q23 =
      Fma(d, rh, Set(d, 0x1.6c16c16c15f3fp-10), Set(d, 0x1.111111111070bp-7));
  const V q45 =
      Fma(d, rh, Set(d, 0x1.a01a01a89ffap-16), Set(d, 0x1.a01a01a902364p-13));
  const V q67 =
      Fma(d, rh, Set(d, 0x1.27e4d64ca6df4p-22), Set(d, 0x1.71de0a3cd9d3bp-19));
  const V q89 =
      Fma(d, rh, Set(d, 0x1.1f7c9e0abdf83p-29), Set(d, 0x1.af3f065206fc9p-26));
  const V q0123 = Fma(d, q23, r2, q01);
  const V q4567 = Fma(d, q67, r2, q45);
  const V q = Fma(d, Fma(d, q89, r4, q4567), r4, q0123);
  const V cubic = Mul(Mul(r2, rh), q);

  // 1 + rh + r2/2 + cubic with what each addition loses, and the small terms:
  // rl (1 + rh) and the rounding error of r2/2.
  const V half = Set(d, 0.5);
  const V square = Mul(r2, half);
  const V square_low = Mul(Fma(d, rh, rh, Neg(r2)), half);
  const V one = Set(d, 1.0);
  const V s1 = Add(one, rh);
  const V l1 = Add(Sub(one, s1), rh);
  const V s2 = Add(s1, square);
  const V l2 = Add(Sub(s1, s2), square);
  const V s3 = Add(s2, cubic);
  const V l3 = Add(Sub(s2, s3), cubic);
  const V small = Add(Fma(d, rl, rh, rl), square_low);
  const V low = Add(Add(l1, l2), Add(l3, small));
  return {s3, low, m};
}

// ---- The exponential of numbers.

// e^a, for a in [-700, 700]; what is beyond counts as the end.
template <class V>
OGIVE_INLINE SingleOf<V> Exp(SingleOf<V> a) {
  const D64 d;
  return {ExpSingle(d, Max(Min(a.high, Set(d, 700.0)), Set(d, -700.0)))};
}

// e^a - 1, precise relative to itself near 0 too; the same limits.
template <class V>
OGIVE_INLINE SingleOf<V> Expm1(SingleOf<V> a) {
  const D64 d;
  const auto e = ExpReduced(d, Max(Min(a.high, Set(d, 700.0)), Set(d, -700.0)));
  const V power = PowerOfTwo(d, e.m);
  const V y = MulAdd(e.q, power, Sub(power, Set(d, 1.0)));
  return {CopySign(y, a.high)};  // that of a zero too
}

// e^a = 2^k (1 + q), k = m - 1.5 * 2^52, q within some 2^-75 of itself. ln 2 in
// three parts, the products of k with the first two exact; then r/8, for which
// the series behind its cube is short enough for a double; then (1 + q)^2 three
// times, by q (q + 2).
struct ExpPairParts {
  Pair q;
  V64 m;
};
OGIVE_INLINE ExpPairParts ExpReduced(Pair a) {
  const D64 d;
  const V64 magic = Set(d, 0x1.8p52);
  const V64 m = Add(Mul(a.high, Set(d, 0x1.71547652b82fep0)), magic);
  const V64 k = Sub(m, magic);
  const V64 first = Sub(a.high, Mul(k, Set(d, 0x1.62e42fefa4p-1)));  // exact
  const Pair second = TwoSum(first, Mul(k, Set(d, 0x1.8432a1b0e2p-43)));
  const V64 third = Sub(a.low, Mul(k, Set(d, -0x1.8cff81a12a17ep-85)));
  const Pair r = QuickTwoSum(second.high, Add(second.low, third));

  const Pair s = Scale(r, 0.125);
  const Pair s2 = Square(s);
  const Pair s3 = s2 * s;
  V64 c = Set(d, 0x1.ae64567f544e4p-26);  // 1/11!
  for (const double next :
       {0x1.27e4fb7789f5cp-22, 0x1.71de3a556c734p-19, 0x1.a01a01a01a01ap-16,
        0x1.a01a01a01a01ap-13, 0x1.6c16c16c16c17p-10, 0x1.1111111111111p-7,
        0x1.5555555555555p-5}) {  // ... 1/4!
    c = Add(Mul(c, s.high), Set(d, next));
  }
  const V64 rest = Mul(Mul(s2.high, s2.high), c);
  const Pair cubic =
      s3 * Number<Pair>(0x1.5555555555555p-3, 0x1.5555555555555p-57);
  Pair q = s + (Scale(s2, 0.5) + QuickTwoSum(cubic.high, Add(cubic.low, rest)));
  for (int i = 0; i < 3; ++i) q = Scale(q, 2.0) + Square(q);
  return {q, m};
}

// a 2^k, exactly where the result is normal, k = m - 1.5 * 2^52 in [-1100,
// 1100].
OGIVE_INLINE Pair ScaleByPower(Pair a, V64 m) {
  const D64 d;
  const V64 magic = Set(d, 0x1.8p52);
  const V64 m1 = Min(Max(m, Set(d, 0x1.8p52 - 1000)), Set(d, 0x1.8p52 + 1000));
  const V64 m2 = Add(magic, Sub(m, m1));
  const V64 p1 = PowerOfTwo(d, m1), p2 = PowerOfTwo(d, m2);
  return {Mul(Mul(a.high, p1), p2), Mul(Mul(a.low, p1), p2)};
}

// An exponent beyond these limits counts as the limit: e^-760 is less than half
// the smallest double, e^709.79 more than the largest.
OGIVE_INLINE Pair ExponentLimits(Pair a) { return Hold(a, -760.0, 709.79); }

OGIVE_INLINE Pair Exp(Pair a) {
  const auto e = ExpReduced(ExponentLimits(a));
  const Pair sum = QuickTwoSum(Broadcast(1.0), e.q.high);
  return ScaleByPower(QuickTwoSum(sum.high, Add(sum.low, e.q.low)), e.m);
}

// e^a times 2^512 in the lanes of `far`, where a result that is a small
// multiple of e^a would be computed from numbers that have lost their low bits
// to underflow; Lower takes the power out of the result again. A Single, whose
// results are floats, needs neither.
template <class V, class M>
OGIVE_INLINE SingleOf<V> ExpLifted(SingleOf<V> a, M) {
  return Exp(a);
}
OGIVE_INLINE Pair ExpLifted(Pair a, M64 far) {
  const auto e = ExpReduced(ExponentLimits(a));
  const Pair sum = QuickTwoSum(Broadcast(1.0), e.q.high);
  const V64 m = Add(e.m, IfThenElseZero(far, Broadcast(512.0)));
  return ScaleByPower(QuickTwoSum(sum.high, Add(sum.low, e.q.low)), m);
}
// Normal results are the high part as it stands; others are rounded once.
template <class V, class M>
OGIVE_INLINE SingleOf<V> Lower(SingleOf<V> y, M) {
  return y;
}
OGIVE_INLINE Pair Lower(Pair y, M64 far) {
  const V64 odd = RoundToOdd(D64(), y.high, y.low);
  const auto normal = Le(Broadcast(0x1p-510), Abs(y.high));
  const V64 rounded = IfThenElse(normal, y.high, odd);
  return Select(far, Exactly<Pair>(Mul(rounded, Broadcast(0x1p-512))), y);
}

// c x for an input x so small that a Pair's product would lose its low bits.
template <class V>
OGIVE_INLINE SingleOf<V> TinyProduct(SingleOf<V> c, SingleOf<V> x) {
  return c * x;
}
OGIVE_INLINE Pair TinyProduct(Pair c, Pair x) {
  return Lower(c * Scale(x, 0x1p512), Le(x.high, x.high));
}

OGIVE_INLINE Pair Expm1(Pair a) {
  const D64 d;
  const auto e = ExpReduced(ExponentLimits(a));
  // 2^k q + (2^k - 1), with 2^-200 for all smaller powers.
  const V64 m = Max(e.m, Set(d, 0x1.8p52 - 200));
  const Pair power = ScaleByPower(Number<Pair>(1.0), m);
  Pair y = ScaleByPower(e.q, m) + TwoSum(power.high, Set(d, -1.0));
  // So small a number is its own result.
  y = Select(Lt(Abs(a.high), Set(d, 0x1p-500)), a, y);
  return {CopySign(y.high, a.high), y.low};  // the sign of a zero too
}

#if OGIVE_NATIVE_FMA
// ---- The fast tier's: plain floats.

// e^-n = power (1 + rest) for |n| <= 87, n being x, or x + more with `more`
// small beside x: power = 2^k, and rest within an ULP or so. The polynomial is
// w of tools/exp_coefficients.sollya in r = -n - k ln 2, of which -r is had.
template <class V>
struct QuickExp {
  V power, rest;
};
template <class V, class... More>
OGIVE_INLINE QuickExp<V> QuickExpOfMinus(D32 d, V x, More... more) {
  // The low bits of m are k and the bias of a float's exponent.
  const auto magic = Set(d, 0x1.8p23f + 127);
  const V m = MulAdd(x, Set(d, -0x1.715476p0f), magic);
  const V k = Sub(m, magic);
  // The low part of ln 2 is so near 2^-29 that its product with k is had by
  // integers and sums, of which the processor has more to spare.
  V high = MulAdd(k, Set(d, 0x1.62e43p-1f), x);  // exact
  ((high = Add(high, more)), ...);
  const V low = Sub(TimesPower<-29>(d, m), Set(d, 0x1.8p-6f + 0x7Fp-29f));
  const V minus_r = Sub(high, low);
  V w = MulAdd(minus_r, Set(d, 0x1.6d4bfcp-10f), Set(d, -0x1.120c04p-7f));
  w = MulAdd(w, minus_r, Set(d, 0x1.5554eap-5f));
  w = MulAdd(w, minus_r, Set(d, -0x1.5554dcp-3f));
  w = MulAdd(w, minus_r, Set(d, 0.5f));
  return {FromExponentBits(d, m), MulSub(Mul(minus_r, minus_r), w, minus_r)};
}
// dy (1 - e^-n), n >= 0; sets those lanes of `sure` that are so.
template <class V, class M>
OGIVE_INLINE V QuickTimesOneMinusExp(D32 d, V dy, V n, M& sure) {
  const auto e = QuickExpOfMinus(d, Min(n, Set(d, 87.0f)));
  const V less = NegMulAdd(e.power, e.rest, Sub(Set(d, 1.0f), e.power));
  const V dx = Mul(dy, less);
  sure = And(Eq(dx, dx), Le(Set(d, 0x1p-100f), n));
  return dx;
}
#endif

#if OGIVE_TABLE_BITS
// ---- Float-float: two floats for every number, where an f64 vector would have
// half the lanes. n = (k + j/2^b) ln 2 + r with a table of 2^b entries.

// The table's powers, each less the index in its exponent's lowest bits:
// AddIndexedExponent adds the index together with the exponent.
struct alignas(64) PowerTable {
  float entry[1 << OGIVE_TABLE_BITS];
};
constexpr PowerTable MakePowerTable(const PowerTable& powers) {
  PowerTable table{};
  for (std::uint32_t j = 0; j < 1 << OGIVE_TABLE_BITS; ++j) {
    table.entry[j] =
        std::bit_cast<float>(std::bit_cast<std::uint32_t>(powers.entry[j]) -
                             (j << (23 - OGIVE_TABLE_BITS)));
  }
  return table;
}
// Floats T next to 2^(j/2^b), and ln(T / 2^(j/2^b)).
#if OGIVE_TABLE_BITS == 5
inline constexpr PowerTable kPowers = MakePowerTable(
    {{0x1p0f,        0x1.059b0ep0f, 0x1.0b5586p0f, 0x1.11301ep0f, 0x1.172b84p0f,
      0x1.1d4874p0f, 0x1.2387a6p0f, 0x1.29e9ep0f,  0x1.306fep0f,  0x1.371a74p0f,
      0x1.3dea64p0f, 0x1.44e086p0f, 0x1.4bfdaep0f, 0x1.5342b6p0f, 0x1.5ab07ep0f,
      0x1.6247ecp0f, 0x1.6a09e6p0f, 0x1.71f75ep0f, 0x1.7a1148p0f, 0x1.82589ap0f,
      0x1.8ace54p0f, 0x1.93737cp0f, 0x1.9c4918p0f, 0x1.a5503cp0f, 0x1.ae89fap0f,
      0x1.b7f77p0f,  0x1.c199bep0f, 0x1.cb720ep0f, 0x1.d5818ep0f, 0x1.dfc974p0f,
      0x1.ea4afap0f, 0x1.f50766p0f}});
inline constexpr PowerTable kLogs = {{0.0f,
                                      0x1.947416p-25f,
                                      -0x1.8d96d4p-25f,
                                      0x1.dda2fep-25f,
                                      0x1.9c0c22p-27f,
                                      0x1.a2fbb4p-25f,
                                      -0x1.964902p-25f,
                                      0x1.2b0dbcp-25f,
                                      -0x1.125002p-25f,
                                      0x1.cde8cep-26f,
                                      -0x1.370be4p-25f,
                                      -0x1.336de2p-30f,
                                      0x1.0a3552p-25f,
                                      0x1.c541b6p-26f,
                                      0x1.00d8acp-27f,
                                      0x1.6cb284p-25f,
                                      -0x1.26055cp-26f,
                                      -0x1.8b2bb8p-26f,
                                      0x1.05cb44p-25f,
                                      0x1.1c2142p-26f,
                                      -0x1.67a1cap-28f,
                                      0x1.348e56p-25f,
                                      -0x1.a3b5e4p-28f,
                                      0x1.0b7ec8p-25f,
                                      0x1.f9c306p-27f,
                                      0x1.e4c886p-26f,
                                      0x1.6961b4p-28f,
                                      0x1.b5151ep-28f,
                                      0x1.a5217cp-28f,
                                      0x1.ab7132p-26f,
                                      -0x1.61428ep-28f,
                                      0x1.2ad5f8p-27f}};
#else
inline constexpr PowerTable kPowers = MakePowerTable(
    {{0x1p0f, 0x1.172b84p0f, 0x1.306fep0f, 0x1.4bfdaep0f, 0x1.6a09e6p0f,
      0x1.8ace54p0f, 0x1.ae89fap0f, 0x1.d5818ep0f}});
inline constexpr PowerTable kLogs = {
    {0.0f, 0x1.9c0c22p-27f, -0x1.125002p-25f, 0x1.0a3552p-25f, -0x1.26055cp-26f,
     -0x1.67a1cap-28f, 0x1.f9c306p-27f, 0x1.a5217cp-28f}};
#endif

// The share of half an ULP around a rounding boundary that counts as doubtful,
// 2^-34 of a result; errors of 2^-9.4 of it were seen. That no such margin is
// too small was tried on all floats, by `ogive verify` and, for AVX-512 with
// estimates of reciprocals off by 2^-14, by tools/float_kernels.cc.
inline constexpr float kFloatDoubt = 0x1p-9f;

// How many vectors side by side are fastest, as measured.
inline constexpr std::size_t kFloatUnroll = 4;

// e^-x = power (1 - (part + part_low)) for -78 <= x <= 87: power a float near
// it. The relative error is by its steps some 2^-36 with 32 entries and 2^-34
// with 8.
template <class V>
struct ExpFactors {
  V power, part, part_low;
};
template <class V>
OGIVE_INLINE ExpFactors<V> ExpFactorsOfMinus(D32 d, V x) {
  const float* powers = kPowers.entry;
  const float* logs = kLogs.entry;
  // k + j/2^b from the low bits of a sum, as above.
  const auto magic = Set(d, 0x1.8p23f / (1 << OGIVE_TABLE_BITS));
  const V m = NegMulAdd(x, Set(d, 0x1.715476p0f), magic);
  const V k = Sub(m, magic);
  const V power = AddIndexedExponent(d, Lookup(powers, m), m);
  // -r = high + rest; the high part is exact.
  const V high = MulAdd(k, Set(d, 0x1.62e43p-1f), x);
  const V rest = MulAdd(k, Set(d, -0x1.05c61p-29f), Lookup(logs, m));

#if OGIVE_TABLE_BITS == 5
  // 1 - e^r = high + [rest + high (high w - rest)], w with the series' sign
  // changed
  V w = MulAdd(high, Set(d, -0x1.5555a6p-5f), Set(d, 0x1.5555b8p-3f));
  w = MulAdd(high, w, Set(d, -0.5f));
  return {power, high, MulAdd(high, MulSub(high, w, rest), rest)};
#else
  // 1 - e^r = part + rest (1 - part), part = high (1 + u(high)): with a longer
  // step part is more than a float holds.
  V u = MulAdd(high, Set(d, -0x1.10f94ep-7f), Set(d, 0x1.5559e6p-5f));
  u = NegMulAdd(high, u, Set(d, 0x1.555556p-3f));
  u = MulAdd(Mul(high, high), u, Mul(high, Set(d, -0.5f)));
  const V part = MulAdd(high, u, high);
  const V part_low = MulAdd(high, u, Sub(high, part));
  return {power, part, NegMulAdd(rest, part, Add(part_low, rest))};
#endif
}

// The same as high + low. power - high is exact, part being small.
template <class V>
struct ExpFloats {
  V high, low;
};
template <class V>
OGIVE_INLINE ExpFloats<V> ExpFloatsOfMinus(D32 d, V x) {
  const auto [power, part, part_low] = ExpFactorsOfMinus(d, x);
  const V high = NegMulAdd(power, part, power);
  const V lost = NegMulAdd(power, part, Sub(power, high));
  return {high, NegMulAdd(power, part_low, lost)};
}

// dy (1 - e^-n) rounded once, for n >= 0; sets those lanes of `sure` that are
// right.
template <class V, class M>
OGIVE_INLINE V TimesOneMinusExp(D32 d, V dy, V n, M& sure) {
  const auto one = Set(d, 1.0f);
  const auto [power, part, part_low] =
      ExpFactorsOfMinus(d, Min(Set(d, 87.0f), n));
  // (1 - power) + power (part + part_low): sums that keep what they lose. The
  // first term is 0, or larger than the second.
  const V first = Sub(one, power);
  const V lost = Sub(Sub(one, first), power);
  const V product = Mul(power, part);
  const V slope = Add(first, product);
  const V more = Add(Sub(first, slope), product);
  const V rest = MulAdd(power, part_low, MulSub(power, part, product));
  const V slope_low = Add(Add(lost, more), rest);

  // The slope is off by some 2^-34 (2^-36 with 32 entries), and where it is
  // small by 2^-30 of itself. Where n is tiny that is no float.
  const auto small = Set(d, OGIVE_TABLE_BITS == 5 ? 0x1p-6f : 0x1p-4f);
  const V off =
      MulAdd(slope, Set(d, 0x1p-34f), Mul(Min(slope, small), Set(d, 0x1p-30f)));
  const V y = ScaledSurely(d, dy, slope, slope_low, off, sure);
  sure = And(sure, Le(Set(d, 0x1p-100f), n));
  return y;
}
// The zeros among its results y that are exact, dy being 0.
template <class V, class M>
OGIVE_INLINE void ZeroTimesOneMinusExp(D32 d, V dy, V n, V& y, M& sure) {
  const auto zero = Set(d, 0.0f);
  const auto exact = And(Eq(dy, zero), Lt(zero, n));
  y = IfThenElse(exact, dy, y);
  sure = Or(sure, exact);
}
#endif  // OGIVE_TABLE_BITS

}  // namespace ogive::internal::OGIVE_OPS
OGIVE_AFTER_NAMESPACE();

#endif  // OGIVE_SRC_MATH_EXPONENTIAL_INL_H_
