// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// x (x + 3) / 6 between -3 and 3, 0 below, x above (A. Howard et al., Searching
// for MobileNetV3, 2019); the derivative at -3 is 0, at 3 it is 1.
// Proven by `ogive verify hardswish`: docs/functions.md has its worst errors.

#include "math/numbers-inl.h"

#if defined(OGIVE_SRC_MATH_HARDSWISH_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef OGIVE_SRC_MATH_HARDSWISH_INL_H_
#undef OGIVE_SRC_MATH_HARDSWISH_INL_H_
#else
#define OGIVE_SRC_MATH_HARDSWISH_INL_H_
#endif

OGIVE_BEFORE_NAMESPACE();
namespace ogive::internal::OGIVE_OPS {

struct hardswish : Activation {
  template <class N>
  static OGIVE_INLINE N Forward(N x, Params) {
    const N inner = Limit(x, -3.0, 3.0);
    const N middle = inner * (inner + 3.0) / 6.0;
    return Select(Below(x, 3.0), Select(Above(x, -3.0), middle, Number<N>(0.0)),
                  x);
  }
  template <class N>
  static OGIVE_INLINE N Derivative(N x, Params, N& size) {
    size = Select(Below(Magnitude(x), 3.0), Number<N>(0.5), Number<N>(0.0));
    const N inner = Limit(x, -3.0, 3.0);
    const N middle = inner / 3.0 + 0.5;
    return Select(Above(x, -3.0), Select(Below(x, 3.0), middle, Number<N>(1.0)),
                  Number<N>(0.0));
  }
};

}  // namespace ogive::internal::OGIVE_OPS
OGIVE_AFTER_NAMESPACE();

#endif  // OGIVE_SRC_MATH_HARDSWISH_INL_H_
