// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// x, and for x <= 0 alpha (exp(x / alpha) - 1) (J. T. Barron, Continuously
// Differentiable Exponential Linear Units, 2017); the derivative is 1 and
// exp(x / alpha). 1 + y / alpha is that too, but 0 from about x = -17 alpha in
// float: the tail cache is the derivative itself.
// Proven by `ogive verify celu`: docs/functions.md has its worst errors.

#include "math/exponential-inl.h"
#include "math/numbers-inl.h"

#if defined(OGIVE_SRC_MATH_CELU_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef OGIVE_SRC_MATH_CELU_INL_H_
#undef OGIVE_SRC_MATH_CELU_INL_H_
#else
#define OGIVE_SRC_MATH_CELU_INL_H_
#endif

OGIVE_BEFORE_NAMESPACE();
namespace ogive::internal::OGIVE_OPS {

struct celu : DerivativeAsTail<celu> {
  template <class N>
  static OGIVE_INLINE N Argument(N x, Params p) {
    return Limit(x, -1000.0 * p.value[0], 0.0) / p.value[0];
  }

  template <class N>
  static OGIVE_INLINE N Forward(N x, Params p) {
    const N y = Number<N>(p.value[0]) * Expm1(Argument(x, p));
    // Where x / alpha is tiny, y is x.
    return Select(Above(x, -0x1p-500 * p.value[0]), x, y);
  }
  template <class N>
  static OGIVE_INLINE N Derivative(N x, Params p) {
    const N a = Argument(x, p);
    const auto far = Below(a, -600.0);
    const N d = Lower(ExpLifted(a, far), far);
    return Select(Above(x, 0.0), Number<N>(1.0), d);
  }
  template <class N>
  static OGIVE_INLINE N Backward(N y, Params p) {
    const N negative = Limit(y, -p.value[0], 0.0);
    // (alpha + y) / alpha cancels exactly.
    const N d = Sum<N>(negative, p.value[0]) / p.value[0];
    return Select(Above(y, 0.0), Number<N>(1.0), d);
  }
};

}  // namespace ogive::internal::OGIVE_OPS
OGIVE_AFTER_NAMESPACE();

#endif  // OGIVE_SRC_MATH_CELU_INL_H_
