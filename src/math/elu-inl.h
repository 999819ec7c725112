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
};

}  // namespace ogive::internal::OGIVE_OPS
OGIVE_AFTER_NAMESPACE();

#endif  // OGIVE_SRC_MATH_ELU_INL_H_
