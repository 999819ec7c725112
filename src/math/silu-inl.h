// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// x s(z) with the sigmoid s and z = beta x, also called swish (P. Ramachandran
// et al., Searching for Activation Functions, 2017). With e = exp(-|z|)
//   y  = x / (1 + e)                  dy/dx = (1 + e (1 + z)) / (1 + e)^2
// for z >= 0, and for z < 0
//   y  = x e / (1 + e)                dy/dx = e (1 + e + z) / (1 + e)^2
// The derivative is 0 at z = -1.278.
// Proven by `ogive verify silu`: docs/functions.md has its worst errors.

#include "math/exponential-inl.h"
#include "math/numbers-inl.h"
#include "math/sigmoid-inl.h"

#if defined(OGIVE_SRC_MATH_SILU_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef OGIVE_SRC_MATH_SILU_INL_H_
#undef OGIVE_SRC_MATH_SILU_INL_H_
#else
#define OGIVE_SRC_MATH_SILU_INL_H_
#endif

OGIVE_BEFORE_NAMESPACE();
namespace ogive::internal::OGIVE_OPS {

struct silu : Activation {
  template <class N>
  static OGIVE_INLINE N Forward(N x, Params p) {
    const N z = Product<N>(x, p.value[0]);
    const auto far = Below(z, -600.0);
    const N e = ExpLifted(-Magnitude(z), far);
    const N y = Lower(Select(Below(z, 0.0), x * e, x) / (1.0 + e), far);
    return Select(Above(z, 100.0), x,
                  Select(Below(z, -1000.0), Number<N>(-0.0), y));
  }
  template <class N>
  static OGIVE_INLINE N Derivative(N x, Params p, N& size) {
    const N z = Hold(Product<N>(x, p.value[0]), -1000.0, 1000.0);
    const auto far = Below(z, -600.0);
    const N e = ExpLifted(-Magnitude(z), far);
    const N sum = 1.0 + e;
    size = e * (2.0 + Magnitude(z));
    const N numerator =
        Select(Below(z, 0.0), e * (sum + z), 1.0 + e * (1.0 + z));
    return Lower(numerator / Square(sum), far);
  }

#if OGIVE_TABLE_BITS
  // Floats by float-float arithmetic, with the steps of the sigmoid's own.
  struct SigmoidSteps {
    static constexpr std::size_t kUnroll = kFloatUnroll;
    static bool applies(Params p) { return p.value[0] == 1; }

    template <Op op>
    static constexpr float kReach = sigmoid::kNearLimit;
    template <Op op, bool kNear, class V>
    static OGIVE_INLINE ExpFactors<V> Begin(D32 d, V x) {
      return sigmoid::Exact::Begin<Op::forward, kNear>(d, x);
    }
    template <Op op, bool kNear, class V>
    static OGIVE_INLINE sigmoid::Factors<V> Middle(D32 d,
                                                   const ExpFactors<V>& e) {
      return sigmoid::Exact::Middle<Op::forward, kNear>(d, e);
    }
  };
  struct Exact : SigmoidSteps {
    template <class V, class M>
    static OGIVE_INLINE V Forward(D32 d, V x, const sigmoid::Factors<V>& f,
                                  M& sure) {
      const V rest = Mul(Mul(x, f.estimate), f.correction);
      const V y = MulAdd(x, f.estimate, rest);
      const V beyond = Add(MulSub(x, f.estimate, y), rest);
      // A tiny x may be a tie.
      sure = And(SurelyRounded(d, y, beyond, kFloatDoubt),
                 Le(Set(d, 0x1p-100f), Abs(y)));
      return y;
    }
    template <Op op, class V, class M>
    static OGIVE_INLINE void Zeros(D32 d, V x, V, V& y, M& sure) {
      const auto zero = Eq(x, Set(d, 0.0f));
      y = IfThenElse(zero, x, y);
      sure = Or(sure, zero);
    }
  };

  // dy times the derivative, s (1 + x (1 - s)), in the same way.
  struct ExactBackward : SigmoidSteps {
    template <class V, class M>
    static OGIVE_INLINE V Backward(D32 d, V dy, V x,
                                   const sigmoid::Factors<V>& f, M& sure) {
      const auto one = Set(d, 1.0f);
      // 1 - s = rest + rest_low
      const V rest = Sub(one, f.estimate);
      const V rest_low =
          NegMulAdd(f.estimate, f.correction, Sub(Sub(one, rest), f.estimate));
      // 1 + x (1 - s) = v + v_low; from 87 on x (1 - s) is nothing. 1 - v is
      // exact, as v is a sum of floats below 2^24 of which 1 is a multiple of
      // the other one's last bit.
      const V held = Min(Set(d, 87.0f), x);
      const V v = Add(one, Mul(held, rest));
      const V v_low = MulAdd(held, rest_low, MulAdd(held, rest, Sub(one, v)));
      // dy s = a + a_low
      const V a = Mul(dy, f.estimate);
      const V a_low = MulAdd(a, f.correction, MulSub(dy, f.estimate, a));
      const V low = MulAdd(a, v_low, Mul(a_low, Add(v, v_low)));
      // Rounded from a little more and from a little less. s is off by 2^-34.4
      // of it at most, and v by 2^-36.5; with 32 entries, where 1 - s is not
      // more exact than s, v by |x| 2^-37.
      V off = MulAdd(Abs(v), Set(d, 0x1p-34f), Set(d, 0x1p-36f));
#if OGIVE_TABLE_BITS == 5
      off = MulAdd(Abs(held), Set(d, 0x1p-36f), off);
#endif
      const V error = Mul(a, off);
      const V y = MulAdd(a, v, Add(low, error));
      sure = And(Eq(MulAdd(a, v, Sub(low, error)), y),
                 Le(Set(d, 0x1p-100f), Abs(y)));
      return y;
    }
    template <Op op, class V, class M>
    static OGIVE_INLINE void Zeros(D32 d, V dy, V x, V& y, M& sure) {
      ZeroTimesSlope(d, dy, x, -0x1.474974p0f, y, sure);
    }
  };
#endif

#if OGIVE_NATIVE_FMA
  // The fast tier, with the steps of the sigmoid's.
  struct Fast {
    static constexpr std::size_t kUnroll = 4;
    static bool applies(Params p) { return p.value[0] == 1; }

    template <class V, class M>
    static OGIVE_INLINE V Forward(D32 d, V x, M& sure) {
      sure = Lt(Abs(x), Set(d, 87.0f));
      return Div(x, sigmoid::OnePlus(d, QuickExpOfMinus(d, x)));
    }
  };
  struct FastBackward {
    static constexpr std::size_t kUnroll = 4;
    static constexpr bool kFloatsOnly = true;
    static bool applies(Params p) { return p.value[0] == 1; }

    template <class V, class M>
    static OGIVE_INLINE V Backward(D32 d, V dy, V x, M& sure) {
      const auto one = Set(d, 1.0f);
      const V a = Min(Abs(x), Set(d, 87.0f));
      const auto e = QuickExpOfMinus(d, a);
      // The slope at -a is e (1 + e - a) / (1 + e)^2, at a it is 1 less that.
      const V whole = MulAdd(e.power, e.rest, e.power);
      const V square = MulAdd(whole, Add(Set(d, 2.0f), whole), one);
      const V factor = MulAdd(e.power, e.rest, Add(Sub(one, a), e.power));
      V slope = Div(Mul(whole, factor), square);
      // Near its zero the factor has lost its last bits: there the slope is a
      // polynomial in the distance to it, by tools/fast_coefficients.py.
      const V away =
          Add(Sub(Set(d, 0x1.474974p0f), a), Set(d, -0x1.bdf6fap-27f));
      V near = MulAdd(away, Set(d, -0x1.f2a9b4p-7f), Set(d, 0x1.3535dcp-6f));
      near = MulAdd(away, near, Set(d, 0x1.2c5634p-3f));
      near = MulAdd(away, near, Set(d, 0x1.be141p-3f));
      slope =
          IfThenElse(Le(Abs(away), Set(d, 0x1p-5f)), Mul(away, near), slope);
      const V dx = Mul(dy, IfSignSet(x, slope, Sub(one, slope)));
      sure = And(Eq(dx, dx), Lt(Set(d, -87.0f), x));
      return dx;
    }
  };
#endif
};

}  // namespace ogive::internal::OGIVE_OPS
OGIVE_AFTER_NAMESPACE();

#endif  // OGIVE_SRC_MATH_SILU_INL_H_
