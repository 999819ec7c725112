// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// x Phi(x) with the normal distribution's Phi (D. Hendrycks, K. Gimpel,
// Gaussian Error Linear Units, 2016), and its derivative Phi(x) + x phi(x),
// which is 0 at x = -0.7518. Proven by `ogive verify gelu`: docs/functions.md
// has its worst errors.

#include "math/normal-inl.h"
#include "math/normal_floats-inl.h"
#include "math/numbers-inl.h"
#include "math/several-inl.h"

#if defined(OGIVE_SRC_MATH_GELU_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef OGIVE_SRC_MATH_GELU_INL_H_
#undef OGIVE_SRC_MATH_GELU_INL_H_
#else
#define OGIVE_SRC_MATH_GELU_INL_H_
#endif

OGIVE_BEFORE_NAMESPACE();
namespace ogive::internal::OGIVE_OPS {

struct gelu : Activation {
  // At -40 and below the result is less than half the smallest double.
  template <class N>
  static OGIVE_INLINE N Forward(N x, Params) {
    const N held = Limit(x, -40.0, 40.0);
    const auto far = Below(x, -34.0);
    const N tail = Normal(Magnitude(held), far).tail;
    const N y = Lower(held * Select(Below(x, 0.0), tail, 1.0 - tail), far);
    return Select(Above(x, 40.0), x, y);
  }
  template <class N>
  static OGIVE_INLINE N Derivative(N x, Params, N& size) {
    const N held = Limit(x, -40.0, 40.0);
    const auto far = Below(x, -34.0);
    const auto normal = Normal(Magnitude(held), far);
    const N whole = Select(Below(x, 0.0), normal.tail, 1.0 - normal.tail);
    size = normal.tail + Magnitude(held) * normal.density;
    return Lower(whole + held * normal.density, far);
  }

#if OGIVE_TABLE_BITS == 5
  // high + low where x < 0, elsewhere 1 less that.
  template <class V>
  static OGIVE_INLINE NormalFloats<V> OrRest(D32 d, V x,
                                             const NormalFloats<V>& left) {
    const auto one = Set(d, 1.0f);
    const V high = SubUnlessNegative(d, x, one, left.high, left.high);
    const V low = SubUnlessNegative(d, x, Sub(Sub(one, high), left.high),
                                    left.low, left.low);
    return {high, low, left.power};
  }

  // Correctly rounded floats by float-float arithmetic, but for the lanes left
  // over: x < -7.8, NaN, tiny results, and those too near a rounding boundary.
  struct Exact {
    static constexpr std::size_t kUnroll = 4;
    static constexpr bool kOftenDoubtful = true;
    // The share of half an ULP that counts as doubtful; errors of 2^-32.63 of
    // the result were seen, 2^-7.63 of half an ULP at most.
    static constexpr float kDoubt = 0x1.5p-8f;

    template <class V, class M>
    static OGIVE_INLINE V Forward(D32 d, V x, M& sure) {
      const auto far = Set(d, 7.8f);
      // Phi(x) = 1 - Phi(-x)
      const auto [high, low, power] =
          OrRest(d, x, TimesNormal<kNormalTail>(d, Min(far, Abs(x))));
      const V part = Mul(x, low);
      const V y = MulAdd(x, high, part);
      const V beyond = Add(MulSub(x, high, y), part);
      const auto plain = Or(Le(Set(d, 0x1p-100f), Abs(y)), Eq(x, Set(d, 0.0f)));
      sure =
          And(And(SurelyRounded(d, y, beyond, kDoubt), Le(Neg(far), x)), plain);
      return CopySign(y, x);  // of a zero too
    }
  };
  // dy times the derivative in the same way.
  struct ExactBackward {
    static constexpr std::size_t kUnroll = 4;
    static constexpr bool kOftenDoubtful = true;

    template <class V, class M>
    static OGIVE_INLINE V Backward(D32 d, V dy, V x, M& sure) {
      const auto far = Set(d, 7.8f);
      // The slope at -|x|; at |x| it is 1 less that.
      const auto [slope, slope_low, power] =
          OrRest(d, x, TimesNormal<kNormalSlope>(d, Min(far, Abs(x))));
      const V off =
          MulAdd(Abs(slope), Set(d, kSlopeOff), Mul(power, Set(d, kPowerOff)));
      const V y = ScaledSurely(d, dy, slope, slope_low, off, sure);
      sure = And(sure, Le(Neg(far), x));
      return y;
    }
    template <Op op, class V, class M>
    static OGIVE_INLINE void Zeros(D32 d, V dy, V x, V& y, M& sure) {
      ZeroTimesSlope(d, dy, x, -0x1.80ead2p-1f, y, sure);
    }

   private:
    // What the slope may be off by, relative to it and to exp(-x^2/2). Errors
    // of 0.57 of their sum were seen.
    static constexpr float kSlopeOff = 0x1p-32f, kPowerOff = 0x1p-35f;
  };
#endif

#if OGIVE_NATIVE_FMA
  // The fast tier: with a = |x| up to 8, e = exp(-a^2/2) and z = a / (a + 2)
  //   a Phi(-a) = e z M(z),   Phi(-a) - a phi(-a) = e (a0 - a) H(z),
  // polynomials and a0 by tools/fast_coefficients.py. What the square loses in
  // rounding goes into the exponent.
  template <class V>
  static OGIVE_INLINE QuickExp<V> ExpOfHalfSquare(D32 d, V a) {
    const V half = Mul(a, Set(d, 0.5f));
    const V square = Mul(a, half);
    return QuickExpOfMinus(d, square, MulSub(a, half, square));
  }
  struct Fast {
    static constexpr std::size_t kUnroll = 4;
    // Beyond, M's own rounding makes more than 3 ULP.
    static constexpr float kFar = 7.5f;

    template <class V, class M>
    static OGIVE_INLINE V Forward(D32 d, V x, M& sure) {
      const V a = Min(Abs(x), Set(d, kFar));
      const auto e = ExpOfHalfSquare(d, a);
      const auto two = Set(d, 2.0f);
      const V sum = Add(a, two);
      const V z = Div(a, sum);
      V m = MulAdd(z, Set(d, 0x1.57d704p-4f), Set(d, -0x1.9494c8p-3f));
      m = MulAdd(z, m, Set(d, 0x1.0e47dp-3f));
      m = MulAdd(z, m, Set(d, -0x1.52a08ap-4f));
      m = MulAdd(z, m, Set(d, 0x1.fd50fep-5f));
      m = MulAdd(z, m, Set(d, 0x1.a74a86p-4f));
      m = MulAdd(z, m, Set(d, 0x1.5cbc08p-4f));
      m = MulAdd(z, m, Set(d, -0x1.88421p-3f));
      m = MulAdd(z, m, Set(d, -0x1.3108b8p-1f));
      // z M, M being 1 at 0
      const V part = Mul(MulAdd(z, Mul(z, m), z), e.power);
      // What the sum has lost changes z M by lost / sum times the slope of
      // log(z M) by log(z). Together they are near (1 - z)^2 / 2.
      const V lost = Add(Sub(two, sum), a);
      const V share =
          MulAdd(z, MulAdd(z, Set(d, 0.5f), Set(d, -1.0f)), Set(d, 0.5f));
      const V less = MulAdd(part, NegMulAdd(lost, share, e.rest), part);
      sure = Lt(Set(d, -kFar), x);
      // Not below the minimum.
      const V y = Max(Sub(Max(x, Set(d, 0.0f)), less), Set(d, -0x1.5c19dep-3f));
      return CopySign(y, x);  // of a zero too
    }
  };
  struct FastBackward {
    static constexpr std::size_t kUnroll = 4;
    static constexpr bool kFloatsOnly = true;
    static constexpr float kFar = 8.0f;

    template <class V, class M>
    static OGIVE_INLINE V Backward(D32 d, V dy, V x, M& sure) {
      const V a = Min(Abs(x), Set(d, kFar));
      const auto e = ExpOfHalfSquare(d, a);
      const V z = Div(a, Add(a, Set(d, 2.0f)));
      V h = MulAdd(z, Set(d, 0x1.8e461ap-7f), Set(d, -0x1.923486p-6f));
      h = MulAdd(z, h, Set(d, 0x1.b786f4p-8f));
      h = MulAdd(z, h, Set(d, -0x1.309acep-7f));
      h = MulAdd(z, h, Set(d, 0x1.e8db2ep-7f));
      h = MulAdd(z, h, Set(d, 0x1.9c35f8p-5f));
      h = MulAdd(z, h, Set(d, 0x1.2e828ep-5f));
      h = MulAdd(z, h, Set(d, -0x1.69c902p-2f));
      h = MulAdd(z, h, Set(d, 0x1.54851ap-1f));
      const V away =
          Add(Sub(Set(d, 0x1.80ead2p-1f), a), Set(d, -0x1.a03fd4p-27f));
      const V part = Mul(Mul(away, h), e.power);
      const V slope = MulAdd(part, e.rest, part);  // at -a; at a, 1 less that
      const V dx = Mul(dy, IfSignSet(x, slope, Sub(Set(d, 1.0f), slope)));
      sure = And(Eq(dx, dx), Lt(Set(d, -kFar), x));
      return dx;
    }
  };
#endif
};

}  // namespace ogive::internal::OGIVE_OPS
OGIVE_AFTER_NAMESPACE();

#endif  // OGIVE_SRC_MATH_GELU_INL_H_
