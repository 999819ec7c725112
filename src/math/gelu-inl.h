// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// x Phi(x) with the normal distribution's Phi (D. Hendrycks, K. Gimpel,
// Gaussian Error Linear Units, 2016), and its derivative Phi(x) + x phi(x),
// which is 0 at x = -0.7518. Proven by `ogive verify gelu`: docs/functions.md
// has its worst errors.

#include "math/normal-inl.h"
#include "math/numbers-inl.h"

#if defined(OGIVE_SRC_MATH_GELU_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef OGIVE_SRC_MATH_GELU_INL_H_
#undef OGIVE_SRC_MATH_GELU_INL_H_
#else
#define OGIVE_SRC_MATH_GELU_INL_H_
#endif

OGIVE_BEFORE_NAMESPACE();
namespace ogive::internal::OGIVE_OPS {

struct gelu : Activation {
  // At -40 and below the result is less than half the smallest double.
  template <class N>
  static OGIVE_INLINE N Forward(N x, Params) {
    const N held = Limit(x, -40.0, 40.0);
    const auto far = Below(x, -34.0);
    const N tail = Normal(Magnitude(held), far).tail;
    const N y = Lower(held * Select(Below(x, 0.0), tail, 1.0 - tail), far);
    return Select(Above(x, 40.0), x, y);
  }
  template <class N>
  static OGIVE_INLINE N Derivative(N x, Params, N& size) {
    const N held = Limit(x, -40.0, 40.0);
    const auto far = Below(x, -34.0);
    const auto normal = Normal(Magnitude(held), far);
    const N whole = Select(Below(x, 0.0), normal.tail, 1.0 - normal.tail);
    size = normal.tail + Magnitude(held) * normal.density;
    return Lower(whole + held * normal.density, far);
  }
};

}  // namespace ogive::internal::OGIVE_OPS
OGIVE_AFTER_NAMESPACE();

#endif  // OGIVE_SRC_MATH_GELU_INL_H_
