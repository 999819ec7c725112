// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// max(x, 0); the derivative at 0 is 0.
// Proven by `ogive verify relu`: docs/functions.md has its worst errors.

#include "math/numbers-inl.h"
#include "math/several-inl.h"

#if defined(OGIVE_SRC_MATH_RELU_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef OGIVE_SRC_MATH_RELU_INL_H_
#undef OGIVE_SRC_MATH_RELU_INL_H_
#else
#define OGIVE_SRC_MATH_RELU_INL_H_
#endif

OGIVE_BEFORE_NAMESPACE();
namespace ogive::internal::OGIVE_OPS {

struct relu : Activation {
  // Exact, or rounded once.
  static constexpr double kForwardError = 0.0;
  static constexpr double kDerivativeError = 0.0;
  static constexpr double kBackwardError = 0.0;
  static constexpr bool kTabled = false;
  static constexpr bool kSlopesTabled = false;

  template <class N>
  static OGIVE_INLINE N Forward(N x, Params) {
    return Select(Above(x, 0.0), x, Number<N>(0.0));
  }
  template <class N>
  static OGIVE_INLINE N Derivative(N x, Params) {
    return Select(Above(x, 0.0), Number<N>(1.0), Number<N>(0.0));
  }
  template <class N>
  static OGIVE_INLINE N Backward(N y, Params) {
    return Select(Above(y, 0.0), Number<N>(1.0), Number<N>(0.0));
  }

#if OGIVE_NATIVE_FMA
  // In floats, which hold every result of the smaller types. NaN is left over.
  struct Exact {
    static constexpr std::size_t kUnroll = 4;

    template <class V, class M>
    static OGIVE_INLINE V Forward(D32 d, V x, M& sure) {
      sure = Eq(x, x);
      return Max(x, Set(d, 0.0f));  // of two zeros x86 takes the second one
    }
    template <class V, class M>
    static OGIVE_INLINE V Backward(D32 d, V dy, V y, M& sure) {
      const auto lift = Set(d, 0x1p100f);  // twice, of the smallest: above 1
      const V lifted = Mul(Mul(Max(y, Set(d, 0.0f)), lift), lift);
      const V dx = Mul(dy, Min(lifted, Set(d, 1.0f)));
      sure = And(Eq(dx, dx), Eq(y, y));
      return dx;
    }
  };
#endif
};

}  // namespace ogive::internal::OGIVE_OPS
OGIVE_AFTER_NAMESPACE();

#endif  // OGIVE_SRC_MATH_RELU_INL_H_
