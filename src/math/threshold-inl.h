// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// x, or value where x <= threshold; the derivative at the threshold is 0.
// Proven by `ogive verify threshold`: docs/functions.md has its worst errors.

#include "math/numbers-inl.h"

#if defined(OGIVE_SRC_MATH_THRESHOLD_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef OGIVE_SRC_MATH_THRESHOLD_INL_H_
#undef OGIVE_SRC_MATH_THRESHOLD_INL_H_
#else
#define OGIVE_SRC_MATH_THRESHOLD_INL_H_
#endif

OGIVE_BEFORE_NAMESPACE();
namespace ogive::internal::OGIVE_OPS {

struct threshold : Activation {
  // Exact, or rounded once.
  static constexpr double kForwardError = 0.0;
  static constexpr double kDerivativeError = 0.0;
  static constexpr double kBackwardError = 0.0;

  template <class N>
  static OGIVE_INLINE N Forward(N x, Params p) {
    return Select(Above(x, p.value[0]), x, Number<N>(p.value[1]));
  }
  template <class N>
  static OGIVE_INLINE N Derivative(N x, Params p) {
    return Select(Above(x, p.value[0]), Number<N>(1.0), Number<N>(0.0));
  }
};

}  // namespace ogive::internal::OGIVE_OPS
OGIVE_AFTER_NAMESPACE();

#endif  // OGIVE_SRC_MATH_THRESHOLD_INL_H_
