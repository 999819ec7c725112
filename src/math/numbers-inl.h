// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// The two kinds of numbers that functions are written in, one vector of each:
//
//   Single  a double: quick; a few units of 2^-52 off after a few operations;
//           SingleOf<Several<V64, U>> is U vectors of them, side by side
//   Pair    an unevaluated sum high + low of two doubles, |low| at most half an
//           ULP of high: slow; some 2^-100 off (T. J. Dekker, A Floating-Point
//           Technique for Extending the Available Precision, 1971)
//
// A function is one template over them. For float its Single gives the result,
// and its error bound tells when that might be rounded wrongly; the rare ones
// in doubt are taken again as Pair. For double the Pair is rounded.
//
// All operations here are one and the same sequence of IEEE operations on every
// target; products are split exactly, by a fused operation where there is one.

#include <cmath>
#include <type_traits>

#include "kernels/dispatch.h"
#include "math/ops-inl.h"
#include "math/several-inl.h"

#if defined(OGIVE_SRC_MATH_NUMBERS_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef OGIVE_SRC_MATH_NUMBERS_INL_H_
#undef OGIVE_SRC_MATH_NUMBERS_INL_H_
#else
#define OGIVE_SRC_MATH_NUMBERS_INL_H_
#endif

OGIVE_BEFORE_NAMESPACE();
namespace ogive::internal::OGIVE_OPS {

template <class V>
struct SingleOf {
  V high;
};
using Single = SingleOf<V64>;
struct Pair {
  V64 high, low;
};

template <class N>
inline constexpr bool kIsPair = std::is_same_v<N, Pair>;
template <class N>
using VectorOf = decltype(N::high);

OGIVE_INLINE V64 Broadcast(double c) { return Set(D64(), c); }

template <class V>
OGIVE_INLINE auto Finite(V a) {
  return Lt(Abs(a), Broadcast(HUGE_VAL));
}

// The number high + low; low counts in a Pair alone.
template <class N>
OGIVE_INLINE N Number(double high, double low = 0.0) {
  if constexpr (kIsPair<N>) {
    return {Broadcast(high), Broadcast(low)};
  } else {
    (void)low;
    return {Spread<VectorOf<N>>(Broadcast(high))};
  }
}
// The value of a double, exactly.
template <class N>
OGIVE_INLINE N Exactly(VectorOf<N> v) {
  if constexpr (kIsPair<N>) {
    return {v, Broadcast(0.0)};
  } else {
    return {v};
  }
}

// ---- Exact sums and products.

// a + b, for any a and b (D. E. Knuth, TAOCP 2, 4.2.2).
OGIVE_INLINE Pair TwoSum(V64 a, V64 b) {
  const V64 sum = Add(a, b);
  const V64 part = Sub(sum, a);
  return {sum, Add(Sub(a, Sub(sum, part)), Sub(b, part))};
}
// a + b for |a| >= |b|.
OGIVE_INLINE Pair QuickTwoSum(V64 a, V64 b) {
  const V64 sum = Add(a, b);
  return {sum, Sub(b, Sub(sum, a))};
}
OGIVE_INLINE Pair TwoProduct(V64 a, V64 b) {
  const V64 product = Mul(a, b);
  return {product, ProductError(D64(), a, b, product)};
}

// a b + c: where the bits must be those of every target, nothing is fused.
enum class Fusing { allowed, none };
template <Fusing kFusing, class A, class B, class C>
OGIVE_INLINE auto TimesPlus(A a, B b, C c) {
  if constexpr (kFusing == Fusing::none) {
    return Add(Mul(a, b), c);
  } else {
    return MulAdd(a, b, c);
  }
}

// ---- Arithmetic.

template <class V>
OGIVE_INLINE SingleOf<V> operator+(SingleOf<V> a, SingleOf<V> b) {
  return {Add(a.high, b.high)};
}
template <class V>
OGIVE_INLINE SingleOf<V> operator-(SingleOf<V> a, SingleOf<V> b) {
  return {Sub(a.high, b.high)};
}
template <class V>
OGIVE_INLINE SingleOf<V> operator*(SingleOf<V> a, SingleOf<V> b) {
  return {Mul(a.high, b.high)};
}
template <class V>
OGIVE_INLINE SingleOf<V> operator/(SingleOf<V> a, SingleOf<V> b) {
  return {Div(a.high, b.high)};
}
template <class V>
OGIVE_INLINE SingleOf<V> operator-(SingleOf<V> a) {
  return {Neg(a.high)};
}

OGIVE_INLINE Pair operator-(Pair a) { return {Neg(a.high), Neg(a.low)}; }
OGIVE_INLINE Pair operator+(Pair a, Pair b) {
  const Pair s = TwoSum(a.high, b.high);
  const Pair t = TwoSum(a.low, b.low);
  const Pair u = QuickTwoSum(s.high, Add(s.low, t.high));
  return QuickTwoSum(u.high, Add(u.low, t.low));
}
OGIVE_INLINE Pair operator-(Pair a, Pair b) { return a + -b; }
OGIVE_INLINE Pair operator*(Pair a, Pair b) {
  const Pair p = TwoProduct(a.high, b.high);
  const V64 cross = Add(Mul(a.high, b.low), Mul(a.low, b.high));
  return QuickTwoSum(p.high, Add(p.low, cross));
}
OGIVE_INLINE Pair operator/(Pair a, Pair b) {
  const V64 q = Div(a.high, b.high);
  const Pair p = TwoProduct(q, b.high);
  const V64 rest =
      Add(Sub(Sub(a.high, p.high), p.low), Sub(a.low, Mul(q, b.low)));
  return QuickTwoSum(q, Div(rest, b.high));
}

// With a number that a double holds.
template <class N>
inline constexpr bool kIsSingle = false;
template <class V>
inline constexpr bool kIsSingle<SingleOf<V>> = true;
template <class N>
concept IsNumber = kIsSingle<N> || kIsPair<N>;
template <IsNumber N>
OGIVE_INLINE N operator+(N a, double b) {
  return a + Number<N>(b);
}
template <IsNumber N>
OGIVE_INLINE N operator+(double a, N b) {
  return Number<N>(a) + b;
}
template <IsNumber N>
OGIVE_INLINE N operator-(N a, double b) {
  return a - Number<N>(b);
}
template <IsNumber N>
OGIVE_INLINE N operator-(double a, N b) {
  return Number<N>(a) - b;
}
template <IsNumber N>
OGIVE_INLINE N operator*(double a, N b) {
  return Number<N>(a) * b;
}
template <IsNumber N>
OGIVE_INLINE N operator/(double a, N b) {
  return Number<N>(a) / b;
}
template <IsNumber N>
OGIVE_INLINE N operator/(N a, double b) {
  return a / Number<N>(b);
}

// c a for a power of two c: exact.
template <class V>
OGIVE_INLINE SingleOf<V> Scale(SingleOf<V> a, double c) {
  return {Mul(a.high, Broadcast(c))};
}
OGIVE_INLINE Pair Scale(Pair a, double c) {
  return {Mul(a.high, Broadcast(c)), Mul(a.low, Broadcast(c))};
}

template <class V>
OGIVE_INLINE SingleOf<V> Square(SingleOf<V> a) {
  return a * a;
}
OGIVE_INLINE Pair Square(Pair a) {
  const Pair p = TwoProduct(a.high, a.high);
  const V64 cross = Mul(a.high, a.low);
  return QuickTwoSum(p.high, Add(p.low, Add(cross, cross)));
}

// Of an input (its low part is 0, an infinity is allowed) and a parameter:
// exact for a Pair; for a Single, of floats, the product is exact.
template <class N>
OGIVE_INLINE N Product(N a, double b) {
  const auto product = Mul(a.high, Broadcast(b));
  if constexpr (kIsPair<N>) {
    const V64 low = ProductError(D64(), a.high, Broadcast(b), product);
    // Next to the subnormal numbers the low part is not exact, and too much.
    const auto exact = Lt(Broadcast(0x1p-960), Abs(product));
    return {product, IfThenElseZero(And(exact, Finite(product)), low)};
  } else {
    return {product};
  }
}
template <class N>
OGIVE_INLINE N Sum(N a, double b) {
  const auto sum = Add(a.high, Broadcast(b));
  if constexpr (kIsPair<N>) {
    return {sum, IfThenElseZero(Finite(sum), TwoSum(a.high, Broadcast(b)).low)};
  } else {
    return {sum};
  }
}
// a / b for a number b that is the same for all: for a Single by its inverse.
template <class V>
OGIVE_INLINE SingleOf<V> Over(SingleOf<V> a, double b) {
  return {Mul(a.high, Broadcast(1.0 / b))};
}
OGIVE_INLINE Pair Over(Pair a, double b) { return a / Number<Pair>(b); }

// The square root; of 0 it is 0.
template <class V>
OGIVE_INLINE SingleOf<V> SquareRoot(SingleOf<V> a) {
  return {Sqrt(a.high)};
}
OGIVE_INLINE Pair SquareRoot(Pair a) {
  const V64 root = Sqrt(a.high);
  const Pair p = TwoProduct(root, root);
  const V64 rest = Add(Sub(Sub(a.high, p.high), p.low), a.low);
  const V64 correction = Div(rest, Add(root, root));
  return QuickTwoSum(root,
                     IfThenElseZero(Lt(Broadcast(0.0), root), correction));
}

// ---- Choices, by the sign or the high part: what is compared is an input, or
// differs by more than a low part.

template <class M, class V>
OGIVE_INLINE SingleOf<V> Select(M mask, SingleOf<V> a, SingleOf<V> b) {
  return {IfThenElse(mask, a.high, b.high)};
}
template <class M>
OGIVE_INLINE Pair Select(M mask, Pair a, Pair b) {
  return {IfThenElse(mask, a.high, b.high), IfThenElse(mask, a.low, b.low)};
}
template <IsNumber N>
OGIVE_INLINE auto Below(N a, double b) {
  return Lt(a.high, Broadcast(b));
}
template <IsNumber N>
OGIVE_INLINE auto Above(N a, double b) {
  return Lt(Broadcast(b), a.high);
}
template <IsNumber N>
OGIVE_INLINE auto Below(N a, N b) {
  return Lt(a.high, b.high);
}
template <IsNumber N>
OGIVE_INLINE auto Finite(N a) {
  return Finite(a.high);
}
// a, not beyond the limits.
template <IsNumber N>
OGIVE_INLINE N Hold(N a, double lowest, double highest) {
  return Select(Below(a, lowest), Number<N>(lowest),
                Select(Above(a, highest), Number<N>(highest), a));
}
// The same for an input, whose low part is 0.
template <IsNumber N>
OGIVE_INLINE N Limit(N a, double lowest, double highest) {
  const auto v = Min(Max(a.high, Broadcast(lowest)), Broadcast(highest));
  return Exactly<N>(v);
}
template <class V>
OGIVE_INLINE SingleOf<V> Magnitude(SingleOf<V> a) {
  return {Abs(a.high)};
}
OGIVE_INLINE Pair Magnitude(Pair a) {
  const V64 low = IfThenElse(Lt(a.high, Broadcast(0.0)), Neg(a.low), a.low);
  return {Abs(a.high), low};
}
// a >= 0 with the sign of the input x, that of a zero too.
template <class V>
OGIVE_INLINE SingleOf<V> WithSignOf(SingleOf<V> a, SingleOf<V> x) {
  return {CopySign(a.high, x.high)};
}
OGIVE_INLINE Pair WithSignOf(Pair a, Pair x) {
  const V64 high = CopySign(a.high, x.high);
  const V64 one = CopySign(Broadcast(1.0), x.high);
  return {high, IfThenElse(Lt(one, Broadcast(0.0)), Neg(a.low), a.low)};
}

// How far a Single may be off: `relative` counts against it, `absolute`, in
// units of `relative`, against the size of terms that cancel.
struct Error {
  double relative, absolute;
};

// ---- What every function's struct starts from: how far a Single result may be
// off, relative to it. 0: a Single is always rounded correctly to float,
// because it is exact or because all inputs were tried. A derivative that
// cancels is Derivative(x, p, size) and sets the size of its largest term, to
// which the bound is relative then.
struct Activation {
  static constexpr double kForwardError = 0x1p-42;
  static constexpr double kDerivativeError = 0x1p-42;
  static constexpr double kBackwardError = 0x1p-42;
  static constexpr double kTailError = 0x1p-42;
  // Whether the 16-bit types have tables of all results, or of all slopes
  // (src/kernels/half_tables.h).
  static constexpr bool kTabled = true;
  static constexpr bool kSlopesTabled = true;
};
// The same for functions whose tail cache is the derivative itself.
template <class F>
struct DerivativeAsTail : Activation {
  template <class N>
  static OGIVE_INLINE N Tail(N x, Params p) {
    return F::Derivative(x, p);
  }
  template <class N>
  static OGIVE_INLINE N BackwardTail(N t, Params) {
    return t;
  }

#if OGIVE_NATIVE_FMA
  // One product, which a float rounds right.
  struct ExactBackward {
    static constexpr std::size_t kUnroll = 4;

    template <class V, class M>
    static OGIVE_INLINE V BackwardTail(D32, V dy, V t, M& sure) {
      const V dx = Mul(dy, t);
      sure = Eq(dx, dx);  // NaN is left over
      return dx;
    }
  };
#endif
};

}  // namespace ogive::internal::OGIVE_OPS
OGIVE_AFTER_NAMESPACE();

#endif  // OGIVE_SRC_MATH_NUMBERS_INL_H_
