// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// e^n for n <= 0, which the sigmoid and its family share, in three precisions.
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

#include "math/ops-inl.h"

#if defined(OGIVE_SRC_MATH_EXP_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef OGIVE_SRC_MATH_EXP_INL_H_
#undef OGIVE_SRC_MATH_EXP_INL_H_
#else
#define OGIVE_SRC_MATH_EXP_INL_H_
#endif

OGIVE_BEFORE_NAMESPACE();
namespace ogive::internal::OGIVE_OPS {

// e^n for -700 <= n <= 0, relative error below 2^-51.9: for results that are
// then rounded to 24 bits or fewer.
template <class D, class V>
OGIVE_INLINE V ExpSingle(D d, V n) {
  const V magic = Set(d, 0x1.8p52);
  const V m = MulAdd(n, Set(d, 0x1.71547652b82fep0), magic);  // log2(e)
  const V k = Sub(m, magic);
  V r = NegMulAdd(k, Set(d, 0x1.62e42fefa4p-1), n);
  r = NegMulAdd(k, Set(d, -0x1.8432a1b0e2634p-43), r);

  // w(r) of e^r = 1 + r + r^2 w(r), by Estrin's scheme.
  const V r2 = Mul(r, r);
  const V r4 = Mul(r2, r2);
  const V w01 = MulAdd(r, Set(d, 0x1.5555555555558p-3), Set(d, 0.5));
  const V w23 =
      MulAdd(r, Set(d, 0x1.111111110f8dbp-7), Set(d, 0x1.5555555553cd9p-5));
  const V w45 =
      MulAdd(r, Set(d, 0x1.a01a01afb7255p-13), Set(d, 0x1.6c16c178ab663p-10));
  const V w67 =
      MulAdd(r, Set(d, 0x1.71ddf78756794p-19), Set(d, 0x1.a019b8b7a32fdp-16));
  const V w89 =
      MulAdd(r, Set(d, 0x1.af61c0942be98p-26), Set(d, 0x1.2891d29bc612ep-22));
  const V w0123 = MulAdd(w23, r2, w01);
  const V w4567 = MulAdd(w67, r2, w45);
  const V w = MulAdd(MulAdd(w89, r4, w4567), r4, w0123);
  const V p = Add(Set(d, 1.0), MulAdd(r2, w, r));
  return AddExponent(d, p, m);
}

// e^n = 2^k (high + low) for -750 <= n <= 0, relative error below 2^-58.5;
// high in [0.7, 1.42], |low| <= 2^-53, k = m - 1.5 * 2^52. Only operations that
// are one rounding on every target, so that the bits are the same.
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

}  // namespace ogive::internal::OGIVE_OPS
OGIVE_AFTER_NAMESPACE();

#endif  // OGIVE_SRC_MATH_EXP_INL_H_
