// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// x tanh(softplus(x)) (D. Misra, Mish: A Self Regularized Non-Monotonic
// Activation Function, 2019). With e = exp(-|x|), tanh(softplus(x)) = n / m for
//   x >= 0:  n = 1 + 2 e,    m = 1 + 2 e + 2 e^2
//   x <  0:  n = e (2 + e),  m = 2 + 2 e + e^2
// and the derivative is (n m + 4 x w (1 + e)) / m^2 with w = e^2 or e. It is 0
// at x = -1.192. Proven by `ogive verify mish`: docs/functions.md has its worst
// errors.

#include "math/exponential-inl.h"
#include "math/numbers-inl.h"

#if defined(OGIVE_SRC_MATH_MISH_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef OGIVE_SRC_MATH_MISH_INL_H_
#undef OGIVE_SRC_MATH_MISH_INL_H_
#else
#define OGIVE_SRC_MATH_MISH_INL_H_
#endif

OGIVE_BEFORE_NAMESPACE();
namespace ogive::internal::OGIVE_OPS {

struct mish : Activation {
  template <class N>
  struct Quotient {
    N e, n, m;
  };
  template <class N, class M>
  static OGIVE_INLINE Quotient<N> Parts(N x, M far) {
    const N e = ExpLifted(-Magnitude(x), far);
    const N square = Square(e), twice = Scale(e, 2.0);
    const auto negative = Below(x, 0.0);
    const N n = Select(negative, twice + square, 1.0 + twice);
    const N m = Select(negative, 2.0 + (twice + square),
                       1.0 + (twice + Scale(square, 2.0)));
    return {e, n, m};
  }
  template <class N>
  static OGIVE_INLINE N Forward(N x, Params) {
    const auto far = Below(x, -600.0);
    const auto q = Parts(x, far);
    N y = Lower(x * q.n / q.m, far);
    // So small an x has tanh(softplus(0)) = 3/5 of itself.
    const N tiny =
        TinyProduct(Number<N>(0x1.3333333333333p-1, 0x1.999999999999ap-56), x);
    y = Select(Below(Magnitude(x), 0x1p-900), tiny, y);
    return Select(Above(x, 100.0), x,
                  Select(Below(x, -1000.0), Number<N>(-0.0), y));
  }
  template <class N>
  static OGIVE_INLINE N Derivative(N x, Params, N& size) {
    const N held = Limit(x, -1000.0, 1000.0);
    const auto far = Below(x, -600.0);
    const auto q = Parts(held, far);
    size = q.e * (4.0 + Scale(Magnitude(held), 4.0));
    const N w = Select(Below(x, 0.0), q.e, Square(q.e));
    const N slope = Scale(held * w * (1.0 + q.e), 4.0);
    return Lower((q.n * q.m + slope) / Square(q.m), far);
  }
};

}  // namespace ogive::internal::OGIVE_OPS
OGIVE_AFTER_NAMESPACE();

#endif  // OGIVE_SRC_MATH_MISH_INL_H_
