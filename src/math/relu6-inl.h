// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// min(max(x, 0), 6); the derivative at 0 and at 6 is 0.
// Proven by `ogive verify relu6`: docs/functions.md has its worst errors.

#include "math/numbers-inl.h"

#if defined(OGIVE_SRC_MATH_RELU6_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef OGIVE_SRC_MATH_RELU6_INL_H_
#undef OGIVE_SRC_MATH_RELU6_INL_H_
#else
#define OGIVE_SRC_MATH_RELU6_INL_H_
#endif

OGIVE_BEFORE_NAMESPACE();
namespace ogive::internal::OGIVE_OPS {

struct relu6 : Activation {
  // Exact, or rounded once.
  static constexpr double kForwardError = 0.0;
  static constexpr double kDerivativeError = 0.0;
  static constexpr double kBackwardError = 0.0;

  template <class N>
  static OGIVE_INLINE N Forward(N x, Params) {
    const N upper = Select(Above(x, 6.0), Number<N>(6.0), x);
    return Select(Above(x, 0.0), upper, Number<N>(0.0));
  }
  template <class N>
  static OGIVE_INLINE N Derivative(N x, Params) {
    return Select(And(Above(x, 0.0), Below(x, 6.0)), Number<N>(1.0),
                  Number<N>(0.0));
  }
  template <class N>
  static OGIVE_INLINE N Backward(N y, Params p) {
    return Derivative(y, p);
  }
};

}  // namespace ogive::internal::OGIVE_OPS
OGIVE_AFTER_NAMESPACE();

#endif  // OGIVE_SRC_MATH_RELU6_INL_H_
