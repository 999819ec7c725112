// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// The randomised leaky ReLU as it is evaluated: the slope of its negative side
// is the mean of the two bounds (B. Xu et al., Empirical Evaluation of
// Rectified Activations in Convolutional Network, 2015). The product of x, a
// float, with the mean of the default bounds is exact in double. Proven by
// `ogive verify rrelu`: docs/functions.md has its worst errors.

#include "math/exponential-inl.h"
#include "math/numbers-inl.h"

#if defined(OGIVE_SRC_MATH_RRELU_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef OGIVE_SRC_MATH_RRELU_INL_H_
#undef OGIVE_SRC_MATH_RRELU_INL_H_
#else
#define OGIVE_SRC_MATH_RRELU_INL_H_
#endif

OGIVE_BEFORE_NAMESPACE();
namespace ogive::internal::OGIVE_OPS {

struct rrelu : Activation {
  // Exact, or rounded once.
  static constexpr double kForwardError = 0.0;
  static constexpr double kDerivativeError = 0.0;
  static constexpr double kBackwardError = 0.0;

  template <class N>
  static OGIVE_INLINE N Slope(Params p) {
    return Scale(Number<N>(p.value[0]) + p.value[1], 0.5);
  }

  template <class N>
  static OGIVE_INLINE N Forward(N x, Params p) {
    // 0 times -inf would be NaN.
    if (p.value[1] == 0) return Select(Above(x, 0.0), x, Number<N>(0.0));
    const N slope = Slope<N>(p);
    N product = Select(Above(x, -0x1p-900), TinyProduct(slope, x), x * slope);
    product = Select(Finite(x), product, x);
    return Select(Above(x, 0.0), x, product);
  }
  template <class N>
  static OGIVE_INLINE N Derivative(N x, Params p) {
    return Select(Above(x, 0.0), Number<N>(1.0), Slope<N>(p));
  }
  template <class N>
  static OGIVE_INLINE N Backward(N y, Params p) {
    return Select(Above(y, 0.0), Number<N>(1.0), Slope<N>(p));
  }
};

}  // namespace ogive::internal::OGIVE_OPS
OGIVE_AFTER_NAMESPACE();

#endif  // OGIVE_SRC_MATH_RRELU_INL_H_
