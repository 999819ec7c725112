// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// x held in [min_val, max_val]; the derivative at both ends is 0.
// Proven by `ogive verify hardtanh`: docs/functions.md has its worst errors.

#include "math/numbers-inl.h"

#if defined(OGIVE_SRC_MATH_HARDTANH_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef OGIVE_SRC_MATH_HARDTANH_INL_H_
#undef OGIVE_SRC_MATH_HARDTANH_INL_H_
#else
#define OGIVE_SRC_MATH_HARDTANH_INL_H_
#endif

OGIVE_BEFORE_NAMESPACE();
namespace ogive::internal::OGIVE_OPS {

struct hardtanh : Activation {
  // Exact, or rounded once.
  static constexpr double kForwardError = 0.0;
  static constexpr double kDerivativeError = 0.0;
  static constexpr double kBackwardError = 0.0;

  template <class N>
  static OGIVE_INLINE N Forward(N x, Params p) {
    const N upper = Select(Above(x, p.value[1]), Number<N>(p.value[1]), x);
    return Select(Below(x, p.value[0]), Number<N>(p.value[0]), upper);
  }
  template <class N>
  static OGIVE_INLINE N Derivative(N x, Params p) {
    return Select(And(Above(x, p.value[0]), Below(x, p.value[1])),
                  Number<N>(1.0), Number<N>(0.0));
  }
  template <class N>
  static OGIVE_INLINE N Backward(N y, Params p) {
    return Derivative(y, p);
  }
};

}  // namespace ogive::internal::OGIVE_OPS
OGIVE_AFTER_NAMESPACE();

#endif  // OGIVE_SRC_MATH_HARDTANH_INL_H_
