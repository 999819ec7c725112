// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// e^x - 1, precise near 0, and its derivative e^x.
// Proven by `ogive verify expm1`: docs/functions.md has its worst errors.

#include "math/exponential-inl.h"
#include "math/numbers-inl.h"

#if defined(OGIVE_SRC_MATH_EXPM1_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef OGIVE_SRC_MATH_EXPM1_INL_H_
#undef OGIVE_SRC_MATH_EXPM1_INL_H_
#else
#define OGIVE_SRC_MATH_EXPM1_INL_H_
#endif

OGIVE_BEFORE_NAMESPACE();
namespace ogive::internal::OGIVE_OPS {

struct expm1 : Activation {
  template <class N>
  static OGIVE_INLINE N Forward(N x, Params) {
    return Select(Above(x, 80.0), Exp(x), Expm1(Limit(x, -1000.0, 80.0)));
  }
  template <class N>
  static OGIVE_INLINE N Derivative(N x, Params) {
    const auto far = Below(x, -600.0);
    return Lower(ExpLifted(x, far), far);
  }
};

}  // namespace ogive::internal::OGIVE_OPS
OGIVE_AFTER_NAMESPACE();

#endif  // OGIVE_SRC_MATH_EXPM1_INL_H_
