// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// s x, and for x <= 0 s a (exp(x) - 1), with the constants of G. Klambauer et
// al., Self-Normalizing Neural Networks, 2017; the derivative is s and s a
// exp(x). y + s a is that too, but 0 from about x = -17 in float: the tail
// cache is the derivative itself. Proven by `ogive verify selu`:
// docs/functions.md has its worst errors.

#include "math/exponential-inl.h"
#include "math/numbers-inl.h"

#if defined(OGIVE_SRC_MATH_SELU_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef OGIVE_SRC_MATH_SELU_INL_H_
#undef OGIVE_SRC_MATH_SELU_INL_H_
#else
#define OGIVE_SRC_MATH_SELU_INL_H_
#endif

OGIVE_BEFORE_NAMESPACE();
namespace ogive::internal::OGIVE_OPS {

struct selu : DerivativeAsTail<selu> {
  // 1.0507009873554804934193349852946
  static constexpr double kS = 0x1.0cfabd6a91132p+0;
  template <class N>
  static OGIVE_INLINE N S() {
    return Number<N>(kS, 0x1.6fc7d272f2695p-55);
  }
  // S times 1.6732632423543772848170429916717
  static constexpr double kHigh = 0x1.c212cc640f031p+0;
  static constexpr double kLow = 0x1.05161b045a1fep-56;
  template <class N>
  static OGIVE_INLINE N SA() {
    return Number<N>(kHigh, kLow);
  }

  template <class N>
  static OGIVE_INLINE N Forward(N x, Params) {
    N y = SA<N>() * Expm1(Limit(x, -1000.0, 0.0));
    y = Select(Above(x, -0x1p-960), TinyProduct(SA<N>(), x), y);
    // Beyond 2^900 in steps that overflow at the end alone.
    const N x_held = Limit(x, -0x1p900, 0x1p900);
    const N x_far = Scale(Limit(x, 0.0, 0x1.fffffffffffffp1023), 0x1p-100);
    const N far = Scale(S<N>() * x_far, 0x1p100);
    N positive = Select(Above(x, 0x1p900), far, S<N>() * x_held);
    positive = Select(Below(x, 0x1p-960), TinyProduct(S<N>(), x), positive);
    return Select(Above(x, 0.0), positive, y);
  }
  template <class N>
  static OGIVE_INLINE N Derivative(N x, Params) {
    const auto far = Below(x, -600.0);
    const N e = ExpLifted(Limit(x, -1000.0, 0.0), far);
    return Select(Above(x, 0.0), S<N>(), Lower(SA<N>() * e, far));
  }
  template <class N>
  static OGIVE_INLINE N Backward(N y, Params) {
    // Where the sum is small, its first step is exact.
    const N slope = Limit(y, -2.0, 0.0) + kHigh + kLow;
    return Select(Above(y, 0.0), S<N>(), slope);
  }
};

}  // namespace ogive::internal::OGIVE_OPS
OGIVE_AFTER_NAMESPACE();

#endif  // OGIVE_SRC_MATH_SELU_INL_H_
