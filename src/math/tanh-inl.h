// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// tanh(x) = -E / (2 + E) with E = expm1(-2 |x|), and the sign of x; with
// e = exp(-2 |x|) the derivative is 4 e / (1 + e)^2, and the tail cache
// copysign(1 - |tanh(x)|, x) = copysign(2 e / (1 + e), x), from which the
// derivative is |t| (2 - |t|).
// Proven by `ogive verify tanh`: docs/functions.md has its worst errors.

#include "math/exponential-inl.h"
#include "math/numbers-inl.h"
#include "math/several-inl.h"

#if defined(OGIVE_SRC_MATH_TANH_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef OGIVE_SRC_MATH_TANH_INL_H_
#undef OGIVE_SRC_MATH_TANH_INL_H_
#else
#define OGIVE_SRC_MATH_TANH_INL_H_
#endif

OGIVE_BEFORE_NAMESPACE();
namespace ogive::internal::OGIVE_OPS {

struct tanh : Activation {
  template <class N>
  static OGIVE_INLINE N Argument(N x) {
    return Scale(Limit(Magnitude(x), 0.0, 400.0), -2.0);
  }

  template <class N>
  static OGIVE_INLINE N Forward(N x, Params) {
    const N e = -Expm1(Argument(x));
    // So small a number is its own result.
    const N size = Magnitude(x);
    const N y = Select(Below(size, 0x1p-500), size, e / (2.0 - e));
    return WithSignOf(y, x);
  }
  template <class N>
  static OGIVE_INLINE N Derivative(N x, Params) {
    const N a = Argument(x);
    const auto far = Below(a, -600.0);
    const N e = ExpLifted(a, far);
    return Lower(Scale(e, 4.0) / Square(1.0 + e), far);
  }
  template <class N>
  static OGIVE_INLINE N Backward(N y, Params) {
    return (1.0 - y) * (1.0 + y);
  }
  template <class N>
  static OGIVE_INLINE N Tail(N x, Params) {
    const N a = Argument(x);
    const auto far = Below(a, -600.0);
    const N e = ExpLifted(a, far);
    return WithSignOf(Lower(Scale(e, 2.0) / (1.0 + e), far), x);
  }
  template <class N>
  static OGIVE_INLINE N BackwardTail(N t, Params) {
    const N a = Magnitude(t);
    return a * (2.0 - a);
  }

#if OGIVE_NATIVE_FMA
  // dy |t| (2 - |t|) in floats.
  struct ExactBackward {
    static constexpr std::size_t kUnroll = 4;

    template <class V, class M>
    static OGIVE_INLINE V BackwardTail(D32 d, V dy, V t, M& sure) {
      return ProductWithRest<2>(d, dy, Abs(t), sure);
    }
  };
  // Three roundings; it serves the 16-bit types.
  struct FastBackward {
    static constexpr std::size_t kUnroll = 4;

    template <class V, class M>
    static OGIVE_INLINE V BackwardTail(D32 d, V dy, V t, M& sure) {
      const V a = Abs(t);
      const V part = Mul(dy, a);
      const V dx = Mul(part, Sub(Set(d, 2.0f), a));
      sure = And(Eq(dx, dx), Le(a, Set(d, 1.0f)));
      return CopySign(dx, part);
    }
  };
#endif
};

}  // namespace ogive::internal::OGIVE_OPS
OGIVE_AFTER_NAMESPACE();

#endif  // OGIVE_SRC_MATH_TANH_INL_H_
