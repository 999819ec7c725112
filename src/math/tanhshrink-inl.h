// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// x - tanh(x), near 0 by its series x^3/3 - 2 x^5/15 + 17 x^7/315 - ..., whose
// coefficients are 2^2n (2^2n - 1) B(2n) / (2n)!; and its derivative tanh(x)^2.
// Proven by `ogive verify tanhshrink`: docs/functions.md has its worst errors.

#include "math/numbers-inl.h"
#include "math/tanh-inl.h"

#if defined(OGIVE_SRC_MATH_TANHSHRINK_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef OGIVE_SRC_MATH_TANHSHRINK_INL_H_
#undef OGIVE_SRC_MATH_TANHSHRINK_INL_H_
#else
#define OGIVE_SRC_MATH_TANHSHRINK_INL_H_
#endif

OGIVE_BEFORE_NAMESPACE();
namespace ogive::internal::OGIVE_OPS {

struct tanhshrink : Activation {
  // Where the series takes over: there a Pair is 2^-66 off by either way, a
  // Single 2^-48.
  template <class N>
  static constexpr double kSmall = kIsPair<N> ? 0.0625 : 0.375;

  template <class N>
  static OGIVE_INLINE N Series(N x) {
    const D64 d;
    const N square = Square(x);
    auto rest = Spread<VectorOf<N>>(Set(d, -0x1.0b132d39a6050p-16));
    for (const double next :
         {0x1.497d8eea25259p-15, -0x1.967e18afcafadp-14, 0x1.f57d7734d1664p-13,
          -0x1.3558248036744p-11, 0x1.7da36452b75e3p-10, -0x1.d6d3d0e157de0p-9,
          0x1.226e355e6c23dp-7, -0x1.664f4882c10fap-6}) {
      rest = Add(Mul(rest, square.high), Set(d, next));
    }
    N sum = Number<N>(0x1.ba1ba1ba1ba1cp-5, -0x1.7917917917918p-59) +
            square * Exactly<N>(rest);
    sum =
        Number<N>(-0x1.1111111111111p-3, -0x1.1111111111111p-59) + square * sum;
    sum = Number<N>(0x1.5555555555555p-2, 0x1.5555555555555p-56) + square * sum;
    // + 0.0: the difference at -0 is 0.
    return x * square * sum + 0.0;
  }
  // Where a Pair would lose low bits to underflow: x^3/3 and x^2 by way of
  // 2^512 times that. + 0.0, as above.
  static constexpr double kTiny = 0x1p-300;
  template <class V>
  static OGIVE_INLINE SingleOf<V> TinyCube(SingleOf<V> x) {
    return x * x * x * Number<SingleOf<V>>(0x1.5555555555555p-2) + 0.0;
  }
  static OGIVE_INLINE Pair TinyCube(Pair x) {
    const Pair third =
        Number<Pair>(0x1.5555555555555p-2, 0x1.5555555555555p-56);
    return TinyProduct(third * Square(Scale(x, 0x1p170)), Scale(x, 0x1p-340));
  }
  template <class V>
  static OGIVE_INLINE SingleOf<V> TinySquare(SingleOf<V> x) {
    return x * x;
  }
  static OGIVE_INLINE Pair TinySquare(Pair x) { return TinyProduct(x, x); }

  template <class N>
  static OGIVE_INLINE N Forward(N x, Params p) {
    const N small = Series(Limit(x, -1.0, 1.0));
    const N large = Limit(x, -0x1p100, 0x1p100) - tanh::Forward(x, p);
    const N size = Magnitude(x);
    const N y = Select(Below(size, kSmall<N>), small, large);
    return Select(Above(size, 0x1p80), x,
                  Select(Below(size, kTiny), TinyCube(x), y));
  }
  template <class N>
  static OGIVE_INLINE N Derivative(N x, Params p) {
    return Select(Below(Magnitude(x), kTiny), TinySquare(x),
                  Square(tanh::Forward(x, p)));
  }
};

}  // namespace ogive::internal::OGIVE_OPS
OGIVE_AFTER_NAMESPACE();

#endif  // OGIVE_SRC_MATH_TANHSHRINK_INL_H_
