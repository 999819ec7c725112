// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// x, or negative_slope x where x <= 0; the derivative at 0 is negative_slope.
// The product of two floats is exact in double.
// Proven by `ogive verify leaky_relu`: docs/functions.md has its worst errors.

#include "math/numbers-inl.h"

#if defined(OGIVE_SRC_MATH_LEAKY_RELU_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef OGIVE_SRC_MATH_LEAKY_RELU_INL_H_
#undef OGIVE_SRC_MATH_LEAKY_RELU_INL_H_
#else
#define OGIVE_SRC_MATH_LEAKY_RELU_INL_H_
#endif

OGIVE_BEFORE_NAMESPACE();
namespace ogive::internal::OGIVE_OPS {

struct leaky_relu : Activation {
  // Exact, or rounded once.
  static constexpr double kForwardError = 0.0;
  static constexpr double kDerivativeError = 0.0;
  static constexpr double kBackwardError = 0.0;

  template <class N>
  static OGIVE_INLINE N Forward(N x, Params p) {
    // 0 times -inf would be NaN.
    if (p.value[0] == 0) return Select(Above(x, 0.0), x, Number<N>(0.0));
    return Select(Above(x, 0.0), x, Product<N>(x, p.value[0]));
  }
  template <class N>
  static OGIVE_INLINE N Derivative(N x, Params p) {
    return Select(Above(x, 0.0), Number<N>(1.0), Number<N>(p.value[0]));
  }
  template <class N>
  static OGIVE_INLINE N Backward(N y, Params p) {
    return Select(Above(y, 0.0), Number<N>(1.0), Number<N>(p.value[0]));
  }
};

}  // namespace ogive::internal::OGIVE_OPS
OGIVE_AFTER_NAMESPACE();

#endif  // OGIVE_SRC_MATH_LEAKY_RELU_INL_H_
