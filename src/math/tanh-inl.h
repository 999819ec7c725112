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
#include "math/sigmoid-inl.h"

#if defined(OGIVE_SRC_MATH_TANH_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef OGIVE_SRC_MATH_TANH_INL_H_
#undef OGIVE_SRC_MATH_TANH_INL_H_
#else
#define OGIVE_SRC_MATH_TANH_INL_H_
#endif

OGIVE_BEFORE_NAMESPACE();
namespace ogive::internal::OGIVE_OPS {

struct tanh : Activation {
  static constexpr bool kSlopesTabled = false;

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

#if OGIVE_TABLE_BITS
  // Correctly rounded floats by float-float arithmetic, as the sigmoid's own,
  // but for the lanes left over. With n = 2 |x| and e = e^-n the relative error
  // is by its steps some 2^-30 where x is small: there 1 - e is made of the
  // parts of e behind the first, floats themselves; from 1/8 on it is 2^-33.
  template <class V>
  struct Floats {
    V product, low;  // e = power - (product + low)
    V power;
    V estimate, correction;  // 1 / (1 + e) = estimate (1 + correction)
  };
  template <class V>
  static OGIVE_INLINE Floats<V> Parts(D32 d, V size) {
    const auto one = Set(d, 1.0f);
    const V n = Min(Set(d, 87.0f), Add(size, size));
    const auto e = ExpFloatsOfMinus(d, n);
    // 1 + e = high + low: sums that keep what they lose.
    const V first = Add(one, e.power);
    const V lost1 = Sub(e.power, Sub(first, one));
    const V high = Sub(first, e.product);
    const V lost2 = Sub(Sub(first, high), e.product);
    const V low = Sub(Add(lost1, lost2), e.low);
    const auto [estimate, correction] = sigmoid::Inverse(d, high, low);
    return {e.product, e.low, e.power, estimate, correction};
  }
  // (high + low) / (1 + e), rounded once, and what that left out.
  template <class V>
  struct Rounded {
    V y, beyond;
  };
  template <class V>
  static OGIVE_INLINE Rounded<V> Quotient(V high, V low, const Floats<V>& e) {
    const V product = Mul(high, e.estimate);
    const V more = MulAdd(low, e.estimate, MulSub(high, e.estimate, product));
    const V rest = MulAdd(Add(product, more), e.correction, more);
    const V y = Add(product, rest);
    return {y, Add(Sub(product, y), rest)};
  }
  // The shares of half an ULP that count as doubtful for |x| < 1/8 and beyond.
  // The largest errors seen are 2^-5.3 and 2^-9.3 of it with 32 entries, 2^-5.4
  // and 2^-8.4 with 8.
  static constexpr float kNearDoubt = 0x1p-5f;
  static constexpr float kDoubt = OGIVE_TABLE_BITS == 5 ? 0x1p-9f : 0x1p-8f;
  // |tanh(x)| for size = |x|.
  template <class V, class M>
  static OGIVE_INLINE V Size(D32 d, V size, const Floats<V>& e, M& sure) {
    const auto one = Set(d, 1.0f);
    const V first = Sub(one, e.power);
    const V lost1 = Sub(Sub(one, first), e.power);
    const V high = Add(first, e.product);
    const V lost2 = Sub(e.product, Sub(high, first));
    const V low = Add(Add(lost1, lost2), e.low);
    const auto [y, beyond] = Quotient(high, low, e);
    const auto small = Lt(size, Set(d, 0.125f));
    const auto share =
        IfThenElse(small, Set(d, 1.0f + kNearDoubt), Set(d, 1.0f + kDoubt));
    sure = And(Eq(MulAdd(beyond, share, y), y),
               Or(Le(Set(d, 0x1p-100f), y), Eq(size, Set(d, 0.0f))));
    return y;
  }
  // 2 e / (1 + e).
  template <class V, class M>
  static OGIVE_INLINE V TailSize(D32 d, const Floats<V>& e, M& sure) {
    const V high = Sub(e.power, e.product);
    const V low = Sub(Sub(Sub(e.power, high), e.product), e.low);
    const auto [half, beyond] = Quotient(high, low, e);
    sure = And(SurelyRounded(d, half, beyond, kFloatDoubt),
               Le(Set(d, 0x1p-112f), half));
    return Add(half, half);
  }

  struct Exact {
    static constexpr std::size_t kUnroll = kFloatUnroll;

    template <class V, class M>
    static OGIVE_INLINE V Forward(D32 d, V x, M& sure) {
      const V size = Abs(x);
      return CopySign(Size(d, size, Parts(d, size), sure), x);
    }
    template <class V, class M>
    static OGIVE_INLINE V Tail(D32 d, V x, M& sure) {
      return CopySign(TailSize(d, Parts(d, Abs(x)), sure), x);
    }
    template <class V, class M>
    static OGIVE_INLINE void WithTail(D32 d, V x, V& y, V& t, M& sure) {
      const V size = Abs(x);
      const auto e = Parts(d, size);
      y = CopySign(Size(d, size, e, sure), x);
      M tail_sure = sure;
      t = CopySign(TailSize(d, e, tail_sure), x);
      sure = And(sure, tail_sure);
    }
  };
#endif

#if OGIVE_NATIVE_FMA
  // dy |t| (2 - |t|) in floats.
  struct ExactBackward {
    static constexpr std::size_t kUnroll = 4;

    template <class V, class M>
    static OGIVE_INLINE V BackwardTail(D32 d, V dy, V t, M& sure) {
      return ProductWithRest<2>(d, dy, Abs(t), sure);
    }
    template <Op op, class V, class M>
    static OGIVE_INLINE void Zeros(D32 d, V dy, V t, V& y, M& sure) {
      ZeroProducts<2>(d, dy, Abs(t), y, sure);
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
