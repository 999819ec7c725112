// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// x moved towards 0 by lambda, and 0 within lambda of it; the derivative there
// and at the ends is 0. A difference that double cannot hold lies so near x
// that float rounds it to x. Proven by `ogive verify softshrink`:
// docs/functions.md has its worst errors.

#include "math/numbers-inl.h"

#if defined(OGIVE_SRC_MATH_SOFTSHRINK_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef OGIVE_SRC_MATH_SOFTSHRINK_INL_H_
#undef OGIVE_SRC_MATH_SOFTSHRINK_INL_H_
#else
#define OGIVE_SRC_MATH_SOFTSHRINK_INL_H_
#endif

OGIVE_BEFORE_NAMESPACE();
namespace ogive::internal::OGIVE_OPS {

struct softshrink : Activation {
  // Exact, or rounded once.
  static constexpr double kForwardError = 0.0;
  static constexpr double kDerivativeError = 0.0;
  static constexpr double kBackwardError = 0.0;

  template <class N>
  static OGIVE_INLINE N Forward(N x, Params p) {
    const N upper = Sum<N>(x, -p.value[0]);
    const N lower = Sum<N>(x, p.value[0]);
    return Select(Above(x, p.value[0]), upper,
                  Select(Below(x, -p.value[0]), lower, Number<N>(0.0)));
  }
  template <class N>
  static OGIVE_INLINE N Derivative(N x, Params p) {
    return Select(Above(Magnitude(x), p.value[0]), Number<N>(1.0),
                  Number<N>(0.0));
  }
  template <class N>
  static OGIVE_INLINE N Backward(N y, Params) {
    return Select(Above(Magnitude(y), 0.0), Number<N>(1.0), Number<N>(0.0));
  }
};

}  // namespace ogive::internal::OGIVE_OPS
OGIVE_AFTER_NAMESPACE();

#endif  // OGIVE_SRC_MATH_SOFTSHRINK_INL_H_
