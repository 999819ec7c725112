// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// log(1 + exp(beta x)) / beta = (max(z, 0) + log1p(exp(-|z|))) / beta with
// z = beta x, and x itself where z is above the threshold; its derivative
// 1 / (1 + exp(-z)) = -expm1(-beta y).
// Proven by `ogive verify softplus`: docs/functions.md has its worst errors.

#include "math/log-inl.h"
#include "math/numbers-inl.h"

#if defined(OGIVE_SRC_MATH_SOFTPLUS_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef OGIVE_SRC_MATH_SOFTPLUS_INL_H_
#undef OGIVE_SRC_MATH_SOFTPLUS_INL_H_
#else
#define OGIVE_SRC_MATH_SOFTPLUS_INL_H_
#endif

OGIVE_BEFORE_NAMESPACE();
namespace ogive::internal::OGIVE_OPS {

struct softplus : Activation {
  // From z = 100 on y is x but for less than 2^-144 of it.
  template <class N>
  static OGIVE_INLINE N Forward(N x, Params p) {
    const N z = Product<N>(x, p.value[0]);
    const auto far = Below(z, -600.0);
    const N soft = Log1p(ExpLifted(-Magnitude(z), far));
    const N sum = Select(Above(z, 0.0), z + soft, soft);
    const N y = Lower(Over(sum, p.value[0]), far);
    const double linear = p.value[1] < 100.0 ? p.value[1] : 100.0;
    return Select(Above(z, linear), x, y);
  }
  template <class N>
  static OGIVE_INLINE N Derivative(N x, Params p) {
    const N z = Product<N>(x, p.value[0]);
    const auto far = Below(z, -600.0);
    const N e = ExpLifted(-Magnitude(z), far);
    const N d = Select(Below(z, 0.0), e, Number<N>(1.0)) / (1.0 + e);
    return Select(Above(z, p.value[1]), Number<N>(1.0), Lower(d, far));
  }
  template <class N>
  static OGIVE_INLINE N Backward(N y, Params p) {
    const N z = Product<N>(y, p.value[0]);
    return Select(Above(z, p.value[1]), Number<N>(1.0), -Expm1(-z));
  }

#if OGIVE_NATIVE_FMA
  // Above a threshold of 20 or more y is x for a float, and the slope
  // 1 - exp(-y) is 1.
  struct AsUsual {
    static bool applies(Params p) {
      return p.value[0] == 1 && p.value[1] >= 20;
    }
  };
  struct FastBackward : AsUsual {
    static constexpr std::size_t kUnroll = 4;
    static constexpr bool kFloatsOnly = true;

    template <class V, class M>
    static OGIVE_INLINE V Backward(D32 d, V dy, V y, M& sure) {
      return QuickTimesOneMinusExp(d, dy, y, sure);
    }
  };
#endif

#if OGIVE_TABLE_BITS
  // In floats by float-float arithmetic.
#if OGIVE_TABLE_BITS == 5
  struct Exact : AsUsual {
    static constexpr std::size_t kUnroll = kFloatUnroll;
    static constexpr bool kOftenDoubtful = true;

    template <class V, class M>
    static OGIVE_INLINE V Forward(D32 d, V x, M& sure) {
      return SoftplusFloats(d, x, sure);
    }
  };
#endif
  // From y.
  struct ExactBackward : AsUsual {
    static constexpr std::size_t kUnroll = kFloatUnroll;

    template <class V, class M>
    static OGIVE_INLINE V Backward(D32 d, V dy, V y, M& sure) {
      return TimesOneMinusExp(d, dy, y, sure);
    }
    template <Op op, class V, class M>
    static OGIVE_INLINE void Zeros(D32 d, V dy, V y, V& dx, M& sure) {
      ZeroTimesOneMinusExp(d, dy, y, dx, sure);
    }
  };
#endif
};

}  // namespace ogive::internal::OGIVE_OPS
OGIVE_AFTER_NAMESPACE();

#endif  // OGIVE_SRC_MATH_SOFTPLUS_INL_H_
