// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// x, and for x <= 0 alpha (exp(x) - 1) (D.-A. Clevert et al., Fast and Accurate
// Deep Network Learning by Exponential Linear Units, 2015); the derivative is 1
// and alpha exp(x), at 0 it is alpha. y + alpha is that too, but 0 from about
// x = -17 in float: the tail cache is the derivative itself.
// Proven by `ogive verify elu`: docs/functions.md has its worst errors.

#include "math/exponential-inl.h"
#include "math/numbers-inl.h"

#if defined(OGIVE_SRC_MATH_ELU_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef OGIVE_SRC_MATH_ELU_INL_H_
#undef OGIVE_SRC_MATH_ELU_INL_H_
#else
#define OGIVE_SRC_MATH_ELU_INL_H_
#endif

OGIVE_BEFORE_NAMESPACE();
namespace ogive::internal::OGIVE_OPS {

struct elu : DerivativeAsTail<elu> {
  template <class N>
  static OGIVE_INLINE N Forward(N x, Params p) {
    const N y = Number<N>(p.value[0]) * Expm1(Limit(x, -1000.0, 0.0));
    const N tiny = Product(x, p.value[0]);
    return Select(Above(x, 0.0), x, Select(Above(x, -0x1p-500), tiny, y));
  }
  template <class N>
  static OGIVE_INLINE N Derivative(N x, Params p) {
    const auto far = Below(x, -600.0);
    const N e = ExpLifted(Limit(x, -1000.0, 0.0), far);
    const N d = Lower(Number<N>(p.value[0]) * e, far);
    return Select(Above(x, 0.0), Number<N>(1.0), d);
  }
  template <class N>
  static OGIVE_INLINE N Backward(N y, Params p) {
    const N d = Sum<N>(Limit(y, -HUGE_VAL, 0.0), p.value[0]);
    return Select(Above(y, 0.0), Number<N>(1.0), d);
  }

#if OGIVE_NATIVE_FMA
  // The fast tier, where alpha is 1, as it mostly is.
  struct Fast {
    static constexpr std::size_t kUnroll = 4;
    static bool applies(Params p) { return p.value[0] == 1; }

    // The outputs of WithTail are those of the others, bit for bit.
    template <class V, class M>
    static OGIVE_INLINE void WithTail(D32 d, V x, V& y, V& t, M& sure) {
      const auto one = Set(d, 1.0f);
      const auto zero = Set(d, 0.0f);
      const auto positive = Lt(zero, x);
      const V n = Min(Max(Neg(x), zero), Set(d, 87.0f));
      const auto e = QuickExpOfMinus(d, n);
      const V less = MulAdd(e.power, e.rest, Sub(e.power, one));
      y = CopySign(IfThenElse(positive, x, less), x);
      t = IfThenElse(positive, one, MulAdd(e.power, e.rest, e.power));
      sure = Lt(Set(d, -87.0f), x);
    }
    template <class V, class M>
    static OGIVE_INLINE V Forward(D32 d, V x, M& sure) {
      V y = x, t = x;
      WithTail(d, x, y, t, sure);
      return y;
    }
    template <class V, class M>
    static OGIVE_INLINE V Tail(D32 d, V x, M& sure) {
      V y = x, t = x;
      WithTail(d, x, y, t, sure);
      return t;
    }
  };
#endif
};

}  // namespace ogive::internal::OGIVE_OPS
OGIVE_AFTER_NAMESPACE();

#endif  // OGIVE_SRC_MATH_ELU_INL_H_
