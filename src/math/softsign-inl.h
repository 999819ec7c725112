// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// x / (1 + |x|), and its derivative 1 / (1 + |x|)^2.
// Proven by `ogive verify softsign`: docs/functions.md has its worst errors.

#include "math/exponential-inl.h"
#include "math/numbers-inl.h"

#if defined(OGIVE_SRC_MATH_SOFTSIGN_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef OGIVE_SRC_MATH_SOFTSIGN_INL_H_
#undef OGIVE_SRC_MATH_SOFTSIGN_INL_H_
#else
#define OGIVE_SRC_MATH_SOFTSIGN_INL_H_
#endif

OGIVE_BEFORE_NAMESPACE();
namespace ogive::internal::OGIVE_OPS {

struct softsign : Activation {
  template <class N>
  static OGIVE_INLINE N Forward(N x, Params) {
    // From 2^70 on it is 1 but for less than 2^-70.
    const N a = Limit(Magnitude(x), 0.0, 0x1p70);
    return WithSignOf(a / (1.0 + a), x);
  }
  template <class N>
  static OGIVE_INLINE N Derivative(N x, Params) {
    // At 2^540 it is below the smallest double.
    const N a = Limit(Magnitude(x), 0.0, 0x1p540);
    const auto far = Above(a, 0x1p400);
    const N r = 1.0 / (1.0 + a);
    return Lower(Square(Select(far, Scale(r, 0x1p256), r)), far);
  }
};

}  // namespace ogive::internal::OGIVE_OPS
OGIVE_AFTER_NAMESPACE();

#endif  // OGIVE_SRC_MATH_SOFTSIGN_INL_H_
