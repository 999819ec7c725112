// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// (x + 3) / 6 held in [0, 1]; the derivative at both ends is 0.
// Proven by `ogive verify hardsigmoid`: docs/functions.md has its worst errors.

#include "math/numbers-inl.h"

#if defined(OGIVE_SRC_MATH_HARDSIGMOID_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef OGIVE_SRC_MATH_HARDSIGMOID_INL_H_
#undef OGIVE_SRC_MATH_HARDSIGMOID_INL_H_
#else
#define OGIVE_SRC_MATH_HARDSIGMOID_INL_H_
#endif

OGIVE_BEFORE_NAMESPACE();
namespace ogive::internal::OGIVE_OPS {

struct hardsigmoid : Activation {
  template <class N>
  static OGIVE_INLINE N Forward(N x, Params) {
    const N inner = Limit(x, -3.0, 3.0);
    return (inner + 3.0) / 6.0;
  }
  template <class N>
  static OGIVE_INLINE N Derivative(N x, Params) {
    return Select(And(Above(x, -3.0), Below(x, 3.0)),
                  Number<N>(0x1.5555555555555p-3, 0x1.5555555555555p-57),
                  Number<N>(0.0));
  }
};

}  // namespace ogive::internal::OGIVE_OPS
OGIVE_AFTER_NAMESPACE();

#endif  // OGIVE_SRC_MATH_HARDSIGMOID_INL_H_
