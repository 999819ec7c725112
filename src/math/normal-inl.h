// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// The normal distribution: its density phi(a) = exp(-a^2/2) / sqrt(2 pi) and
// its tail Phi(-a) = erfc(a / sqrt(2)) / 2, for a >= 0.
//
// Single: Phi(-a) = phi(a) t P(t), t = 1 / (1 + 0.35 a), by
//   tools/normal_coefficients.sollya; some 2^-45 of the result off for a <= 15.
//   Beyond, the result is below 2^-165.
// Pair, for a < 3 and from there on (M. Abramowitz, I. Stegun, Handbook of
// Mathematical Functions, 26.2.11 and 26.2.14):
//   1/2 - phi(a) (a + a^3/3 + a^5/(3 5) + ...), 48 terms
//   phi(a) / (a + 1/(a + 2/(a + 3/(a + ...)))), 100 levels
// both some 2^-65 of the result off.
//
// The errors that count, those of whole functions, are stated and proven there.

#include "math/exponential-inl.h"
#include "math/numbers-inl.h"

#if defined(OGIVE_SRC_MATH_NORMAL_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef OGIVE_SRC_MATH_NORMAL_INL_H_
#undef OGIVE_SRC_MATH_NORMAL_INL_H_
#else
#define OGIVE_SRC_MATH_NORMAL_INL_H_
#endif

OGIVE_BEFORE_NAMESPACE();
namespace ogive::internal::OGIVE_OPS {

// Of one a.
template <class N>
struct NormalParts {
  N tail, density;
};

template <class V, class M>
OGIVE_INLINE NormalParts<SingleOf<V>> Normal(SingleOf<V> a, M) {
  using N = SingleOf<V>;
  const D64 d;
  const N density = Exp(Scale(a * a, -0.5)) * Number<N>(0x1.9884533d43651p-2);
  const N t = 1.0 / (1.0 + 0.35 * a);
  // Two halves, by even and odd powers, for the sake of latency.
  const V u = Mul(t.high, t.high);
  V even = Spread<V>(Set(d, -0x1.78938ac9c76a2p-6));
  V odd = Spread<V>(Set(d, 0x1.d65e7cd3e526ap-3));
  for (const double next :
       {-0x1.087e52b97204fp0, -0x1.25ae7e29479e2p2, -0x1.65a2ac7d92e7ap1,
        0x1.7964512059c6bp0, 0x1.751e8b4fd5ed1p-1, 0x1.19357263e6236p-6,
        0x1.c81bcb2157d15p-4, 0x1.3a8586d2295bp-2, 0x1.66666816c321ep-2}) {
    even = MulAdd(even, u, Set(d, next));
  }
  for (const double next :
       {0x1.5d46f98849d99p1, 0x1.38317971efe41p2, -0x1.04a7460bfa4e1p-4,
        -0x1.44293a21b13adp0, -0x1.6c84541248b92p-2, -0x1.25ce9ee596276p-6,
        0x1.c4b6791e1c95fp-3, 0x1.666617c883416p-2}) {
    odd = MulAdd(odd, u, Set(d, next));
  }
  const N ratio = t * N{MulAdd(odd, t.high, even)};
  return {density * ratio, density};
}

// Both times 2^512 in the lanes of `far`, as ExpLifted.
OGIVE_INLINE NormalParts<Pair> Normal(Pair a, M64 far) {
  constexpr int kPairs = 16;
  const D64 d;
  const Pair square = Square(a);
  const Pair density =
      ExpLifted(Scale(square, -0.5), far) *
      Number<Pair>(0x1.9884533d43651p-2, -0x1.cbc0d30ebfd15p-56);
  const auto is_small = Below(a, 3.0);
  Pair tail = Number<Pair>(0.0);
  if (!AllLanes(d, Le(Set(d, 3.0), a.high))) {
    // a (1 + a^2/3 (1 + a^2/5 (...))): what lies deep inside counts so little
    // that doubles are enough.
    V64 inner = Set(d, 1.0);
    for (int i = 48; i > kPairs; --i) {
      inner = Add(Set(d, 1.0),
                  Mul(inner, Mul(square.high, Set(d, 1.0 / (2 * i + 1)))));
    }
    Pair sum = Exactly<Pair>(inner);
    for (int i = kPairs; i > 0; --i) {
      sum = 1.0 + sum * (square / Number<Pair>(2 * i + 1));
    }
    tail = 0.5 - density * (a * sum);
  }
  if (!AllLanes(d, is_small)) {
    V64 inner = a.high;
    for (int i = 100; i > kPairs; --i) {
      inner = Add(a.high, Div(Set(d, i), inner));
    }
    Pair sum = Exactly<Pair>(inner);
    for (int i = kPairs; i > 0; --i) sum = a + Number<Pair>(i) / sum;
    tail = Select(is_small, tail, density / sum);
  }
  return {tail, density};
}

}  // namespace ogive::internal::OGIVE_OPS
OGIVE_AFTER_NAMESPACE();

#endif  // OGIVE_SRC_MATH_NORMAL_INL_H_
