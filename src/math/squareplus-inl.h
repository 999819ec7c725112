// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// (x + r) / 2 with r = sqrt(x^2 + b), and b / (2 (r - x)) for x < 0, where the
// sum cancels (J. T. Barron, Squareplus: A Softplus-Like Algebraic Rectifier,
// 2021); its derivative is (1 + x / r) / 2 and b / (2 r (r - x)). Proven by
// `ogive verify squareplus`: docs/functions.md has its worst errors.

#include "math/exponential-inl.h"
#include "math/numbers-inl.h"

#if defined(OGIVE_SRC_MATH_SQUAREPLUS_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef OGIVE_SRC_MATH_SQUAREPLUS_INL_H_
#undef OGIVE_SRC_MATH_SQUAREPLUS_INL_H_
#else
#define OGIVE_SRC_MATH_SQUAREPLUS_INL_H_
#endif

OGIVE_BEFORE_NAMESPACE();
namespace ogive::internal::OGIVE_OPS {

struct squareplus : Activation {
  // From |x| = 2^500 on r is |x|, where its square would soon overflow.
  static constexpr double kFar = 0x1p500;
  template <class N>
  static OGIVE_INLINE N Root(N size, Params p) {
    return SquareRoot(Square(size) + p.value[0]);
  }

  template <class N>
  static OGIVE_INLINE N Forward(N x, Params p) {
    const N size = Limit(Magnitude(x), 0.0, kFar);
    const N sum = Root(size, p) + size;
    const N y = Scale(Select(Above(x, 0.0), sum, p.value[0] / sum), 0.5);
    // b / (4 |x|), times 2^512 on its way
    const N held = Limit(Magnitude(x), kFar, 0x1.fffffffffffffp1023);
    const N tail = (0.25 * p.value[0]) / Scale(held, 0x1p-512);
    const auto far = Below(x, -kFar);
    return Select(far, Lower(Select(Finite(x), tail, Number<N>(0.0)), far),
                  Select(Above(x, kFar), x, y));
  }
  template <class N>
  static OGIVE_INLINE N Derivative(N x, Params p) {
    const N size = Limit(Magnitude(x), 0.0, kFar);
    const N root = Root(size, p);
    const N positive = 1.0 + size / root;
    const N negative = p.value[0] / (root * (root + size));
    const N d = Scale(Select(Above(x, 0.0), positive, negative), 0.5);
    // b / (4 x^2), likewise
    const N half = Scale(Limit(Magnitude(x), kFar, 0x1p800), 0x1p-256);
    const N tail = (0.25 * p.value[0]) / half / half;
    const auto far = Below(x, -kFar);
    return Select(far, Lower(tail, far), d);
  }
};

}  // namespace ogive::internal::OGIVE_OPS
OGIVE_AFTER_NAMESPACE();

#endif  // OGIVE_SRC_MATH_SQUAREPLUS_INL_H_
