// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// The logistic sigmoid s(x) = 1 / (1 + e^-x), its derivative, its tail cache
// and the backward passes from the caches.
//
// With e = e^-|x| in (0, 1] there is no overflow and no cancellation:
//   s(x)  = 1 / (1 + e) for x >= 0,  e / (1 + e) for x < 0
//   s'(x) = e / (1 + e)^2
//   t(x)  = copysign(e / (1 + e), x)
//
// Coefficients: exponential-inl.h, by tools/exp_coefficients.sollya. Worst
// errors:
//   float, float16, bfloat16  correctly rounded; proven on all inputs by
//       targets_test and sigmoid_exhaustive16_test (forward, and a part of the
//       rest), by `make verify` (derivative) and sigmoid_f32_test's slow part
//       (all)
//   double  0.5272 ULP at x = -0x1.1a842ea5dd7ccp+4 (forward), 0.5282 ULP at
//       -0x1.2abe8f41e7d05p+3 (derivative), of 10^8 inputs: sigmoid_f64_test
//   fast    1.7694 ULP at x = -0x1.1b1356p+0 (forward), no step down:
//       sigmoid_f32_test
// docs/accuracy.md has the caches' and the backward passes'.

#include <cmath>

#include "math/exponential-inl.h"
#include "math/numbers-inl.h"
#include "math/ops-inl.h"

#if defined(OGIVE_SRC_MATH_SIGMOID_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef OGIVE_SRC_MATH_SIGMOID_INL_H_
#undef OGIVE_SRC_MATH_SIGMOID_INL_H_
#else
#define OGIVE_SRC_MATH_SIGMOID_INL_H_
#endif

OGIVE_BEFORE_NAMESPACE();
namespace ogive::internal::OGIVE_OPS {

struct sigmoid : Activation {
  // A Single is always rounded right: all inputs were tried.
  static constexpr double kForwardError = 0.0;
  static constexpr double kDerivativeError = 0.0;
  static constexpr double kTailError = 0.0;
  static constexpr bool kSlopesTabled = false;

  // ---- Results that will be rounded to float or less, in doubles. x is a
  // float's value. The relative error is by its steps some 2^-51; that every
  // one of the 2^32 (2^16) results is then rounded correctly is proven by
  // trying them all.

  // -|x|, held where e^n neither underflows nor matters: s(-120) < 2^-150.
  template <class D, class V>
  static OGIVE_INLINE V NegAbs(D d, V x) {
    return Max(Neg(Abs(x)), Set(d, -120.0));
  }

  // Near 0, s(x) = 1/2 + x/4 - x^3/48, and x/4 can put the sum on a tie of two
  // floats, which the cubic term must break though a double cannot hold it.
  // A slope a little below 1/4 breaks it likewise.
  static constexpr double kTiny = 0x1p-11;
  static constexpr double kTinySlope = 0x1.fffffep-3;

  template <class D, class V>
  static OGIVE_INLINE V ForwardSingle(D d, V x) {
    const V e = ExpSingle(d, NegAbs(d, x));
    const auto one = Set(d, 1.0);
    const V y = Div(IfSignSet(x, e, one), Add(one, e));
    const V tiny = MulAdd(x, Set(d, kTinySlope), Set(d, 0.5));
    return IfThenElse(Lt(Abs(x), Set(d, kTiny)), tiny, y);
  }

  template <class D, class V>
  static OGIVE_INLINE V DerivativeSingle(D d, V x) {
    const V e = ExpSingle(d, NegAbs(d, x));
    const V sum = Add(Set(d, 1.0), e);
    return Div(e, Mul(sum, sum));
  }

  template <class D, class V>
  static OGIVE_INLINE V TailSingle(D d, V x) {
    return CopySign(ForwardSingle(d, Neg(Abs(x))), x);
  }

  template <class D, class V>
  static OGIVE_INLINE void WithTailSingle(D d, V x, V& y, V& t) {
    const V e = ExpSingle(d, NegAbs(d, x));
    const auto one = Set(d, 1.0);
    const V sum = Add(one, e);
    const auto slope = Set(d, kTinySlope);
    const auto half = Set(d, 0.5);
    const auto is_tiny = Lt(Abs(x), Set(d, kTiny));
    const V tail =
        IfThenElse(is_tiny, NegMulAdd(Abs(x), slope, half), Div(e, sum));
    const V upper = IfThenElse(is_tiny, MulAdd(x, slope, half), Div(one, sum));
    y = IfSignSet(x, tail, upper);
    t = CopySign(tail, x);
  }

  // ---- Results as doubles, within 0.55 ULP: a quotient of unevaluated sums
  // (high + low), rounded once, also where that is a subnormal.

  // 2^k (nh + nl) / (dh + dl), the quotient without 2^k in [2^-3, 2).
  template <class D, class V>
  static OGIVE_INLINE V Quotient(D d, V nh, V nl, V dh, V dl, V m) {
    const V magic = Set(d, 0x1.8p52);
    const V inverse = Div(Set(d, 1.0), dh);
    const V q = Mul(nh, inverse);
    const V rest = NegFma(d, q, dl, Add(NegFma(d, q, dh, nh), nl));
    const V correction = Mul(rest, inverse);
    // Where the result is subnormal, rounding happens at 2^-1074 by way of a
    // sum with 2^52 times that (over 2^k); elsewhere with nothing.
    const V bound = SubnormalPower(d, m);
    const V shift = IfThenElseZero(Lt(q, bound), bound);
    const V high = Add(shift, q);
    const V low = Add(Sub(shift, high), q);
    const V y = Sub(Add(high, Add(low, correction)), shift);
    // 2^k in two steps, each exact: 2^-1000 is the largest in one.
    const V m1 = Max(m, Add(magic, Set(d, -1000.0)));
    const V m2 = Add(magic, Sub(m, m1));
    return Mul(Mul(y, PowerOfTwo(d, m1)), PowerOfTwo(d, m2));
  }

  // e^-|x| and 1 + e^-|x|, each as high + low.
  template <class V>
  struct Parts {
    ExpParts<V> e;
    V sum_high, sum_low;
  };
  template <class D, class V>
  static OGIVE_INLINE Parts<V> SumDouble(D d, V x) {
    // s(-750) is below half the smallest subnormal.
    const auto e = ExpDouble(d, Max(Neg(Abs(x)), Set(d, -750.0)));
    // In the sum 2^-200 is as good as anything smaller, and is normal.
    const V scale =
        PowerOfTwo(d, Max(e.m, Add(Set(d, 0x1.8p52), Set(d, -200.0))));
    const V one = Set(d, 1.0);
    const V high = Mul(e.high, scale);
    const V sum = Add(one, high);
    const V lost = Add(Sub(one, sum), high);
    return {e, sum, Fma(d, e.low, scale, lost)};
  }

  template <class D, class V>
  static OGIVE_INLINE V ForwardDouble(D d, V x) {
    const auto p = SumDouble(d, x);
    const V one = Set(d, 1.0);
    const V zero = Set(d, 0.0);
    return Quotient(d, IfSignSet(x, p.e.high, one), IfSignSet(x, p.e.low, zero),
                    p.sum_high, p.sum_low,
                    IfSignSet(x, p.e.m, Set(d, 0x1.8p52)));
  }

  template <class D, class V>
  static OGIVE_INLINE V DerivativeDouble(D d, V x) {
    const auto p = SumDouble(d, x);
    const V square = Mul(p.sum_high, p.sum_high);
    const V lost = Fma(d, p.sum_high, p.sum_high, Neg(square));
    const V low = Fma(d, Add(p.sum_high, p.sum_high), p.sum_low, lost);
    return Quotient(d, p.e.high, p.e.low, square, low, p.e.m);
  }

  template <class D, class V>
  static OGIVE_INLINE V TailDouble(D d, V x) {
    return CopySign(ForwardDouble(d, Neg(Abs(x))), x);
  }

  template <class D, class V>
  static OGIVE_INLINE void WithTailDouble(D d, V x, V& y, V& t) {
    const auto p = SumDouble(d, x);
    const V tail = Quotient(d, p.e.high, p.e.low, p.sum_high, p.sum_low, p.e.m);
    const V upper = Quotient(d, Set(d, 1.0), Set(d, 0.0), p.sum_high, p.sum_low,
                             Set(d, 0x1.8p52));
    y = IfSignSet(x, tail, upper);
    t = CopySign(tail, x);
  }

  // ---- The operations by name, for both kinds of numbers.

  template <class V>
  static OGIVE_INLINE SingleOf<V> Forward(SingleOf<V> x, Params) {
    return {ForwardSingle(D64(), x.high)};
  }
  static OGIVE_INLINE Pair Forward(Pair x, Params) {
    return Exactly<Pair>(ForwardDouble(D64(), x.high));
  }
  template <class V>
  static OGIVE_INLINE SingleOf<V> Derivative(SingleOf<V> x, Params) {
    return {DerivativeSingle(D64(), x.high)};
  }
  static OGIVE_INLINE Pair Derivative(Pair x, Params) {
    return Exactly<Pair>(DerivativeDouble(D64(), x.high));
  }
  template <class V>
  static OGIVE_INLINE SingleOf<V> Tail(SingleOf<V> x, Params) {
    return {TailSingle(D64(), x.high)};
  }
  static OGIVE_INLINE Pair Tail(Pair x, Params) {
    return Exactly<Pair>(TailDouble(D64(), x.high));
  }
  template <class V>
  static OGIVE_INLINE void WithTail(SingleOf<V> x, Params, SingleOf<V>& y,
                                    SingleOf<V>& t) {
    WithTailSingle(D64(), x.high, y.high, t.high);
  }
  static OGIVE_INLINE void WithTail(Pair x, Params, Pair& y, Pair& t) {
    y.low = t.low = Broadcast(0.0);
    WithTailDouble(D64(), x.high, y.high, t.high);
  }

  template <class N>
  static OGIVE_INLINE N FromTail(N t, Params) {
    const D64 d;
    return Exactly<N>(IfSignSet(t.high, Abs(t.high), Sub(Set(d, 1.0), t.high)));
  }
  template <class N>
  static OGIVE_INLINE N Backward(N y, Params) {
    return y * (1.0 - y);
  }
  template <class N>
  static OGIVE_INLINE N BackwardTail(N t, Params p) {
    return Backward(Magnitude(t), p);
  }

#if OGIVE_TABLE_BITS
  // ---- Correctly rounded floats by float-float arithmetic, but for the lanes
  // left over: their unrounded result lies so near a rounding boundary that the
  // error could reach over it (ties among tiny x included), or is too small for
  // its remainder to be a float, or x is NaN. Those are for Forward.

  // s(x) = estimate (1 + correction) where that is 2^-112 or more, within some
  // 2^-35 (32 entries) or 2^-34 (8). With 8 entries the steps are IEEE
  // operations alone, so that trying all inputs (sigmoid_f32_test, `ogive
  // verify`) proves it for every processor. With 32 the estimate is the
  // processor's own, good to 2^-14: its error counts to the third order, 2^-42.
  template <class V>
  struct Factors {
    V estimate, correction;
  };
  // 1 / (high + low), from an estimate and its residual, to second order.
  template <class V>
  static OGIVE_INLINE Factors<V> Inverse(D32 d, V high, V low) {
    const auto one = Set(d, 1.0f);
#if OGIVE_TABLE_BITS == 5
    const V estimate = ReciprocalEstimate(high);
    const V residual = NegMulAdd(estimate, low, NegMulAdd(estimate, high, one));
    return {estimate, MulAdd(residual, residual, residual)};
#else
    const V estimate = Div(one, high);
    return {estimate, NegMulAdd(estimate, low, NegMulAdd(estimate, high, one))};
#endif
  }
  // s(n) from the factors of e^-n. kNegative: n is not above 0, and the power 1
  // or more. kNear: |n| is at most this, and the power below 2^30 with 32
  // entries, below 2^28 with 8.
  static constexpr float kNearLimit = OGIVE_TABLE_BITS == 5 ? 20.5f : 19.0f;
  template <bool kNegative, bool kNear, class V>
  static OGIVE_INLINE Factors<V> OfExp(D32 d, const ExpFactors<V>& e) {
    // 1 + e^-n = high + low: sums that keep what they lose.
    const auto one = Set(d, 1.0f);
    const V first = Add(one, e.power);
    const V high = NegMulAdd(e.power, e.part, first);
    // 1 + power - sum, exactly. Both differences are multiples of the last bit
    // of a float that is not much larger than they are. Of first, what is lost
    // is of the smaller term. Of high it is some power ln(2)/2^(b+1), which
    // must be below 2^24 where 1 is the last bit: with kNear it is.
    const auto lost_by = [&](V sum) OGIVE_INLINE_LAMBDA {
      if constexpr (kNegative) return Add(Sub(e.power, sum), one);
      return Add(Sub(Max(one, e.power), sum), Min(one, e.power));
    };
    V low = high;
    if constexpr (kNear) {
      low = NegMulAdd(e.power, e.part, lost_by(high));
    } else {
      low = Add(NegMulAdd(e.power, e.part, Sub(first, high)), lost_by(first));
    }
    return Inverse(d, high, NegMulAdd(e.power, e.part_low, low));
  }

  struct Exact {
    static constexpr std::size_t kUnroll = kFloatUnroll;
    // The share of half an ULP that counts as doubtful: 2^-34 of the result
    // with 8 entries, 2^-34.68 with 32. The largest errors seen are 2^-34.41 of
    // it, and 2^-34.95 with estimates of the inverse that are off by 2^-14
    // (2^-35.34 with kNear).
    static constexpr float kDoubt =
        OGIVE_TABLE_BITS == 5 ? 0x1.4p-10f : 0x1p-9f;

    // Three steps, which the array driver may take as loops of their own. With
    // kNear they take fewer operations, and need |x| <= kReach. Without, where
    // the result is too small all is NaN, and so never sure. V is Several
    // vectors.
    template <Op op>
    static constexpr float kReach = kNearLimit;
    template <Op op, bool kNear, class V>
    static OGIVE_INLINE ExpFactors<V> Begin(D32 d, V x) {
      V n = x;
      if constexpr (op != Op::forward) {
        n = Neg(Abs(x));
      } else if constexpr (!kNear) {
        n = Min(Set(d, 87.0f), x);
      }
      auto e = ExpFactorsOfMinus(d, n);
      if constexpr (!kNear) {
        e.power = NanUnless(d, Le(Set(d, -77.5f), n), e.power);
      }
      return e;
    }
    template <Op op, bool kNear, class V>
    static OGIVE_INLINE Factors<V> Middle(D32 d, const ExpFactors<V>& e) {
      constexpr bool kNegative = op != Op::forward;
      return OfExp<kNegative, kNear>(d, e);
    }
    // Sets in `sure` the lanes that are right.
    template <class V, class M>
    static OGIVE_INLINE V Forward(D32 d, V, const Factors<V>& f, M& sure) {
      const V y = MulAdd(f.estimate, f.correction, f.estimate);
      // What that one rounding left out.
      const V beyond = MulAdd(f.estimate, f.correction, Sub(f.estimate, y));
      sure = SurelyRounded(d, y, beyond, kDoubt);
      return y;
    }
    template <class V, class M>
    static OGIVE_INLINE V Tail(D32 d, V x, const Factors<V>& f, M& sure) {
      return CopySignToPositive(Forward(d, x, f, sure), x);
    }
    template <class V, class M>
    static OGIVE_INLINE void WithTail(D32 d, V x, const Factors<V>& f, V& y,
                                      V& t, M& sure) {
      const V estimate = CopySignToPositive(f.estimate, x);
      t = MulAdd(estimate, f.correction, estimate);
      const V beyond = MulAdd(estimate, f.correction, Sub(estimate, t));
      sure = SurelyRounded(d, t, beyond, kDoubt);
      // s(x) is -t where x < 0, else 1 - t: high + low.
      const V whole = OneUnlessNegative(d, x);
      const V high = Sub(whole, t);
      const V low = Sub(Sub(Sub(whole, high), t), beyond);
      // Rounded from a little more than low and from a little less.
      y = MulAdd(low, Set(d, 1.0f + kDoubt), high);
      sure = And(sure, Eq(MulAdd(low, Set(d, 1.0f - kDoubt), high), y));
    }
  };
#endif

  // ---- The fast tier: floats inside, one polynomial, one division. Within
  // 2 ULP where the result is normal, the tail within 3; that it never steps
  // down was tried on all floats.

#if OGIVE_NATIVE_FMA
  // 1 + e^-x, |x| <= 87: (1 + 2^k) + 2^k q, with what the first sum loses from
  // k = 24 on.
  template <class V>
  static OGIVE_INLINE V OnePlus(D32 d, const QuickExp<V>& e) {
    const auto one = Set(d, 1.0f);
    const V sum = Add(one, e.power);
    const V lost = Sub(one, Sub(sum, e.power));
    return Add(sum, MulAdd(e.power, e.rest, lost));
  }
  struct Fast {
    static constexpr std::size_t kUnroll = 4;

    template <class V, class M>
    static OGIVE_INLINE V Forward(D32 d, V x, M& sure) {
      sure = Lt(Abs(x), Set(d, 87.0f));
      return Div(Set(d, 1.0f), OnePlus(d, QuickExpOfMinus(d, x)));
    }
    // The outputs are those of Forward and of Tail, bit for bit.
    template <class V, class M>
    static OGIVE_INLINE void WithTail(D32 d, V x, V& y, V& t, M& sure) {
      sure = Lt(Abs(x), Set(d, 87.0f));
      const auto e = QuickExpOfMinus(d, x);
      y = Div(Set(d, 1.0f), OnePlus(d, e));
      const V left = Mul(y, MulAdd(e.power, e.rest, e.power));  // s(-x)
      t = CopySignToPositive(IfSignSet(x, y, left), x);
    }
    template <class V, class M>
    static OGIVE_INLINE V Tail(D32 d, V x, M& sure) {
      V y = x, t = x;
      WithTail(d, x, y, t, sure);
      return t;
    }
  };

  // ---- bfloat16 in floats, with no test of what they round to: all inputs
  // were tried (sigmoid_exhaustive16_test), and the coefficients chosen for all
  // to be right (tools/sigmoid_bfloat16.cc). A result is rounded by half an ULP
  // added to its bits and the lower half of them left out; the nearest of them
  // is a float from where that would be wrong.

  struct Bfloat16 {
    // The largest |x|, beyond which results are subnormal.
    static constexpr float kReach = 87.0f;

    // 1 / (1 + e^-x)
    template <class V>
    static OGIVE_INLINE V Forward(D32 d, V x) {
      // The low bits of m are k and the bias of a float's exponent. e^-x is
      // 2^(k + f); the first product is exact, by a factor of 16 bits.
      const auto magic = Set(d, 0x1.8p23f + 127);
      const V m = MulAdd(x, Set(d, -0x1.7154p0f), magic);
      const V k = Sub(m, magic);
      V f = MulSub(x, Set(d, -0x1.7154p0f), k);
      f = MulAdd(x, Set(d, -0x1.d94aep-18f), f);
      V p = MulAdd(f, Set(d, 0x1.3b4eeep-7f), Set(d, 0x1.ca255ep-5f));
      p = MulAdd(p, f, Set(d, 0x1.ec0146p-3f));
      p = MulAdd(p, f, Set(d, 0x1.62dfb8p-1f));
      const auto one = Set(d, 1.0f);
      p = MulAdd(p, f, one);
      return Div(one, MulAdd(FromExponentBits(d, m), p, one));
    }
    template <class V>
    static OGIVE_INLINE V Tail(D32 d, V x) {
      return CopySignToPositive(Forward(d, Neg(Abs(x))), x);
    }
    template <class V>
    static OGIVE_INLINE void WithTail(D32 d, V x, V& y, V& t) {
      t = Tail(d, x);
      y = Sub(OneUnlessNegative(d, x), t);
    }
  };

  // ---- The backward passes, dy c (1 - c) from a cache |c| <= 1, in floats.

  struct ExactBackward {
    static constexpr std::size_t kUnroll = 2;

    template <class V, class M>
    static OGIVE_INLINE V Backward(D32 d, V dy, V c, M& sure) {
      return ProductWithRest<1>(d, dy, c, sure);
    }
    template <class V, class M>
    static OGIVE_INLINE V BackwardTail(D32 d, V dy, V t, M& sure) {
      return Backward(d, dy, Abs(t), sure);
    }
    template <Op op, class V, class M>
    static OGIVE_INLINE void Zeros(D32 d, V dy, V c, V& y, M& sure) {
      if constexpr (op == Op::backward_tail) c = Abs(c);
      ZeroProducts<1>(d, dy, c, y, sure);
    }
  };

  // p - p c with p = dy c: two roundings, within 1.5 ULP where that is normal.
  struct FastBackward {
    static constexpr std::size_t kUnroll = 4;

    template <class V, class M>
    static OGIVE_INLINE V Backward(D32 d, V dy, V c, M& sure) {
      const V part = Mul(dy, c);
      const V dx = NegMulAdd(part, c, part);
      sure = And(Eq(dx, dx), Le(Abs(c), Set(d, 1.0f)));
      return CopySign(dx, part);
    }
    template <class V, class M>
    static OGIVE_INLINE V BackwardTail(D32 d, V dy, V t, M& sure) {
      return Backward(d, dy, Abs(t), sure);
    }
  };
#endif
};

}  // namespace ogive::internal::OGIVE_OPS
OGIVE_AFTER_NAMESPACE();

#endif  // OGIVE_SRC_MATH_SIGMOID_INL_H_
