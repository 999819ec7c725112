// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// The approximation of gelu by tanh: x (1 + tanh(w / 2)) / 2 = x s(w) with the
// sigmoid s and w = 2 sqrt(2 / pi) (x + 0.044715 x^3) (D. Hendrycks, K. Gimpel,
// Gaussian Error Linear Units, 2016). As silu otherwise, with z = w and its
// slope v:
//   w >= 0:  dy/dx = (1 + e (1 + x v)) / (1 + e)^2
//   w <  0:  dy/dx = e (1 + e + x v) / (1 + e)^2
// Proven by `ogive verify gelu_tanh`: docs/functions.md has its worst errors.

#include "math/exponential-inl.h"
#include "math/numbers-inl.h"

#if defined(OGIVE_SRC_MATH_GELU_TANH_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef OGIVE_SRC_MATH_GELU_TANH_INL_H_
#undef OGIVE_SRC_MATH_GELU_TANH_INL_H_
#else
#define OGIVE_SRC_MATH_GELU_TANH_INL_H_
#endif

OGIVE_BEFORE_NAMESPACE();
namespace ogive::internal::OGIVE_OPS {

struct gelu_tanh : Activation {
  // c = 2 sqrt(2 / pi); 0.044715; three times that
  template <class N>
  static OGIVE_INLINE N C() {
    return Number<N>(0x1.9884533d43651p+0, -0x1.cbc0d30ebfd15p-54);
  }
  template <class N>
  static OGIVE_INLINE N Cubic() {
    return Number<N>(0x1.6e4e26d4801f7p-5, 0x1.441355475a31ap-59);
  }
  template <class N>
  static OGIVE_INLINE N CubicSlope() {
    return Number<N>(0x1.12ba9d1f60179p-3, 0x1.f30e7ff583a54p-57);
  }

  template <class N>
  static OGIVE_INLINE N Forward(N x, Params) {
    const N held = Limit(x, -40.0, 40.0);
    const N w = C<N>() * held * (1.0 + Cubic<N>() * Square(held));
    const auto far = Below(w, -600.0);
    const N e = ExpLifted(-Magnitude(w), far);
    const N y = Lower(Select(Below(x, 0.0), held * e, held) / (1.0 + e), far);
    return Select(Above(x, 40.0), x, y);
  }
  template <class N>
  static OGIVE_INLINE N Derivative(N x, Params, N& size) {
    const N held = Limit(x, -40.0, 40.0);
    const N square = Square(held);
    const N line = C<N>() * held;
    const N w = line * (1.0 + Cubic<N>() * square);
    const N xv = line * (1.0 + CubicSlope<N>() * square);
    const auto far = Below(w, -600.0);
    const N e = ExpLifted(-Magnitude(w), far);
    const N sum = 1.0 + e;
    size = e * (2.0 + Magnitude(xv));
    const N numerator =
        Select(Below(x, 0.0), e * (sum + xv), 1.0 + e * (1.0 + xv));
    return Lower(numerator / Square(sum), far);
  }
};

}  // namespace ogive::internal::OGIVE_OPS
OGIVE_AFTER_NAMESPACE();

#endif  // OGIVE_SRC_MATH_GELU_TANH_INL_H_
