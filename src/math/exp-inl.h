// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// e^x, its own derivative.
// Proven by `ogive verify exp`: docs/functions.md has its worst errors.

#include "math/exponential-inl.h"
#include "math/numbers-inl.h"

#if defined(OGIVE_SRC_MATH_EXP_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef OGIVE_SRC_MATH_EXP_INL_H_
#undef OGIVE_SRC_MATH_EXP_INL_H_
#else
#define OGIVE_SRC_MATH_EXP_INL_H_
#endif

OGIVE_BEFORE_NAMESPACE();
namespace ogive::internal::OGIVE_OPS {

struct exp : Activation {
  template <class N>
  static OGIVE_INLINE N Forward(N x, Params) {
    const auto far = Below(x, -600.0);
    return Lower(ExpLifted(x, far), far);
  }
  template <class N>
  static OGIVE_INLINE N Derivative(N x, Params p) {
    return Forward(x, p);
  }
  template <class N>
  static OGIVE_INLINE N Backward(N y, Params) {
    return y;
  }

#if OGIVE_TABLE_BITS
  // Floats by float-float arithmetic.
  struct Exact {
    static constexpr std::size_t kUnroll = kFloatUnroll;

    template <class V, class M>
    static OGIVE_INLINE V Forward(D32 d, V x, M& sure) {
      const V n = Max(Min(x, Set(d, 72.0f)), Set(d, -72.0f));
      const auto [high, low] = ExpFloatsOfMinus(d, Neg(n));
      const V y = Add(high, low);
      const V beyond = Add(Sub(high, y), low);
      sure = And(SurelyRounded(d, y, beyond, kFloatDoubt), Eq(n, x));
      return y;
    }
  };
#endif
};

}  // namespace ogive::internal::OGIVE_OPS
OGIVE_AFTER_NAMESPACE();

#endif  // OGIVE_SRC_MATH_EXP_INL_H_
