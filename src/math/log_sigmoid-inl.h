// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// log(1 / (1 + exp(-x))) = min(x, 0) - log1p(exp(-|x|)), and its derivative
// 1 / (1 + exp(x)) = -expm1(y).
// Proven by `ogive verify log_sigmoid`: docs/functions.md has its worst errors.

#include "math/log-inl.h"
#include "math/numbers-inl.h"

#if defined(OGIVE_SRC_MATH_LOG_SIGMOID_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef OGIVE_SRC_MATH_LOG_SIGMOID_INL_H_
#undef OGIVE_SRC_MATH_LOG_SIGMOID_INL_H_
#else
#define OGIVE_SRC_MATH_LOG_SIGMOID_INL_H_
#endif

OGIVE_BEFORE_NAMESPACE();
namespace ogive::internal::OGIVE_OPS {

struct log_sigmoid : Activation {
  template <class N>
  static OGIVE_INLINE N Forward(N x, Params) {
    const auto far = Above(x, 600.0);
    const N soft = Log1p(ExpLifted(-Magnitude(x), far));
    const N negative = Limit(x, -100.0, 0.0);
    return Select(Below(x, -100.0), x, Lower(negative - soft, far));
  }
  template <class N>
  static OGIVE_INLINE N Derivative(N x, Params) {
    const auto far = Above(x, 600.0);
    const N e = ExpLifted(-Magnitude(x), far);
    return Lower(Select(Above(x, 0.0), e, Number<N>(1.0)) / (1.0 + e), far);
  }
  template <class N>
  static OGIVE_INLINE N Backward(N y, Params) {
    return -Expm1(y);
  }

#if OGIVE_NATIVE_FMA
  struct FastBackward {
    static constexpr std::size_t kUnroll = 4;
    static constexpr bool kFloatsOnly = true;

    template <class V, class M>
    static OGIVE_INLINE V Backward(D32 d, V dy, V y, M& sure) {
      return QuickTimesOneMinusExp(d, dy, Neg(y), sure);
    }
  };
#endif

  // In floats by float-float arithmetic.
#if OGIVE_TABLE_BITS == 5
  struct Exact {
    static constexpr std::size_t kUnroll = kFloatUnroll;
    static constexpr bool kOftenDoubtful = true;

    template <class V, class M>
    static OGIVE_INLINE V Forward(D32 d, V x, M& sure) {
      return Neg(SoftplusFloats(d, Neg(x), sure));
    }
  };
#endif
#if OGIVE_TABLE_BITS
  struct ExactBackward {
    static constexpr std::size_t kUnroll = kFloatUnroll;

    template <class V, class M>
    static OGIVE_INLINE V Backward(D32 d, V dy, V y, M& sure) {
      return TimesOneMinusExp(d, dy, Neg(y), sure);
    }
    template <Op op, class V, class M>
    static OGIVE_INLINE void Zeros(D32 d, V dy, V y, V& dx, M& sure) {
      ZeroTimesOneMinusExp(d, dy, Neg(y), dx, sure);
    }
  };
#endif
};

}  // namespace ogive::internal::OGIVE_OPS
OGIVE_AFTER_NAMESPACE();

#endif  // OGIVE_SRC_MATH_LOG_SIGMOID_INL_H_
