// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// tanh(x) = -E / (2 + E) with E = expm1(-2 |x|), and the sign of x; with
// e = exp(-2 |x|) the derivative is 4 e / (1 + e)^2, and the tail cache
// copysign(1 - |tanh(x)|, x) = copysign(2 e / (1 + e), x), from which the
// derivative is |t| (2 - |t|).
// Proven by `ogive verify tanh`: docs/functions.md has its worst errors.

#include <cmath>

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
  // Correctly rounded floats by float-float arithmetic, with the steps of the
  // sigmoid's own, but for the lanes left over. With h = s(-2 |x|), which is
  // known as well as those know it,
  //   t = 2 h                    |tanh(x)| = 1 - 2 h
  // and where |x| < 1/8, so that 1 - 2 h cancels, |tanh(x)| = |x| + |x| q(x^2),
  // with coefficients by tools/exp_coefficients.sollya.
  struct Exact {
    static constexpr std::size_t kUnroll = kFloatUnroll;
    template <Op op>
    static constexpr float kReach =
        op == Op::forward ? HUGE_VALF : sigmoid::kNearLimit / 2;

    template <Op op, bool kNear, class V>
    static OGIVE_INLINE ExpFactors<V> Begin(D32 d, V x) {
      V n = Add(x, x);
      if constexpr (op == Op::forward) {
        // tanh(x) is +-1 from |x| = 9.02 on: what is beyond may be taken for
        // nearer.
        n = Max(Set(d, -sigmoid::kNearLimit), Neg(Abs(n)));
        return ExpFactorsOfMinus(d, n);
      }
      return sigmoid::Exact::Begin<Op::tail, kNear>(d, n);
    }
    template <Op op, bool kNear, class V>
    static OGIVE_INLINE sigmoid::Factors<V> Middle(D32 d,
                                                   const ExpFactors<V>& e) {
      constexpr bool kAllNear = kNear || op == Op::forward;
      return sigmoid::Exact::Middle<Op::tail, kAllNear>(d, e);
    }

    // Sets in `sure` the lanes that are right.
    template <class V, class M>
    static OGIVE_INLINE V Forward(D32 d, V x, const sigmoid::Factors<V>& f,
                                  M& sure) {
      const V h = MulAdd(f.estimate, f.correction, f.estimate);
      const V beyond = MulAdd(f.estimate, f.correction, Sub(f.estimate, h));
      const auto one = Set(d, 1.0f);
      const V t = Add(h, h);
      const V rest = Sub(one, t);
      const V rest_low =
          NegMulAdd(Set(d, 2.0f), beyond, Sub(Sub(one, rest), t));

      const V size = Abs(x);
      const V square = Mul(x, x);
      V q = MulAdd(square, Set(d, -0x1.b748aep-5f), Set(d, 0x1.11113p-3f));
      q = Mul(square, MulAdd(square, q, Set(d, -0x1.555556p-2f)));

      // high + low, known to `off`.
      const auto small = Lt(size, Set(d, 0.125f));
      const V cubic = Mul(size, q);
      const V high = IfThenElse(small, size, rest);
      const V low = IfThenElse(small, cubic, rest_low);
      const V off = IfThenElse(small, Mul(cubic, Set(d, kSmallOff)),
                               MulAdd(t, Set(d, kOff), Set(d, kRoundingOff)));
      // Rounded from a little more and from a little less.
      const V y = Add(high, Add(low, off));
      sure = Eq(Add(high, Sub(low, off)), y);
      return CopySignToPositive(y, x);
    }
    template <class V, class M>
    static OGIVE_INLINE V Tail(D32 d, V x, const sigmoid::Factors<V>& f,
                               M& sure) {
      const V h = sigmoid::Exact::Tail(d, x, f, sure);
      return Add(h, h);
    }
    template <class V, class M>
    static OGIVE_INLINE void WithTail(D32 d, V x, const sigmoid::Factors<V>& f,
                                      V& y, V& t, M& sure) {
      M tail_sure = sure;
      t = Tail(d, x, f, tail_sure);
      y = Forward(d, x, f, sure);
      sure = And(sure, tail_sure);
    }

   private:
    // What t may be off by, relative to it; what low and its sums are rounded
    // by, which counts where t is tiny; and what x q(x^2) may be off by, of
    // which errors of 2^-22.09 were seen.
    static constexpr float kOff = sigmoid::Exact::kDoubt * 0x1p-25f;
    static constexpr float kRoundingOff = 0x1p-48f;
    static constexpr float kSmallOff = 0x1.4p-22f;
  };
#endif

#if OGIVE_NATIVE_FMA
  // The fast tier: with e = exp(-2 |x|), |y| = (1 - e) / (1 + e) and
  // |t| = 2 e / (1 + e).
  struct Fast {
    static constexpr std::size_t kUnroll = 4;

    // e, 1 - e and 1 + e of |x| = a.
    template <class V>
    struct Parts {
      V e, less, sum;
    };
    template <class V>
    static OGIVE_INLINE Parts<V> Steps(D32 d, V a) {
      const auto one = Set(d, 1.0f);
      const auto [power, rest] = QuickExpOfMinus(d, Add(a, a));
      return {MulAdd(power, rest, power),
              NegMulAdd(power, rest, Sub(one, power)),
              MulAdd(power, rest, Add(one, power))};
    }
    template <class V, class M>
    static OGIVE_INLINE V Forward(D32 d, V x, M& sure) {
      // From 10 on y is 1.
      const auto parts = Steps(d, Min(Abs(x), Set(d, 10.0f)));
      sure = Eq(x, x);
      return CopySign(Div(parts.less, parts.sum), x);
    }
    // The outputs are those of Forward and of Tail, bit for bit.
    template <class V, class M>
    static OGIVE_INLINE void WithTail(D32 d, V x, V& y, V& t, M& sure) {
      const V a = Abs(x);
      const auto parts = Steps(d, a);
      sure = Lt(a, Set(d, 43.0f));
      y = CopySign(Div(parts.less, parts.sum), x);
      t = CopySign(Div(Add(parts.e, parts.e), parts.sum), x);
    }
    template <class V, class M>
    static OGIVE_INLINE V Tail(D32 d, V x, M& sure) {
      V y = x, t = x;
      WithTail(d, x, y, t, sure);
      return t;
    }
  };
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
