// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// The quick filter: a quantity in a format wider than the result's, with a
// bound of its error, and what follows for the correctly rounded result.

#ifndef OGIVE_SRC_VERIFY_APPROXIMATE_H_
#define OGIVE_SRC_VERIFY_APPROXIMATE_H_

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>

#include "verify/reference.h"

namespace ogive::internal {

// Element types. Work is the wider format; kError bounds the relative error of
// approximate<Work>().
//
// Let u be half the distance from 1 to the next number of Work (2^-53, 2^-64).
// The library's exp is within 1 ULP (glibc states less, exp 0.511 and expl
// below 1), 2u relative. Then 1 + e is within 2u (u of its own, and at most
// half of e's), e / (1 + e) within 2 + 2 + 1 = 5u, 1 / (1 + e) within 3u,
// e / (1 + e)^2 within 5 + 2 + 1 = 8u and, times dy, 9u. Products b a (1 - a)
// are within 3u. 16u bounds them all, second-order terms and the rounding of
// the interval's ends included.
struct F32 {
  using Bits = std::uint32_t;
  using Work = double;
  static constexpr Dtype kDtype = Dtype::f32;
  static constexpr Work kError = 0x1p-49;
  static Work value(Bits b) { return std::bit_cast<float>(b); }
  static Bits round(Work v) {
    return std::bit_cast<Bits>(static_cast<float>(v));
  }
};

struct F64 {
  using Bits = std::uint64_t;
  using Work = long double;
  static constexpr Dtype kDtype = Dtype::f64;
  static constexpr Work kError = 0x1p-60L;
  static Work value(Bits b) { return std::bit_cast<double>(b); }
  static Bits round(Work v) {
    return std::bit_cast<Bits>(static_cast<double>(v));
  }
};

template <Dtype kType>
struct Small {
  using Bits = std::uint16_t;
  using Work = double;
  static constexpr Dtype kDtype = kType;
  static constexpr Work kError = 0x1p-49;
  static Work value(Bits b) { return decode(kType, b); }
  static Bits round(Work v) {
    constexpr Format f = format_of(kType);
    if (std::isnan(v)) return static_cast<Bits>(~Bits{0});
    if (v == 0) return static_cast<Bits>(encode(kType, v));
    const int scale = f.precision - 1 - std::max(std::ilogb(v), f.emin);
    return static_cast<Bits>(encode(
        kType, std::ldexp(std::nearbyint(std::ldexp(v, scale)), -scale)));
  }
};

// The quantity, within Element::kError; NaN if an argument is. b is finite.
// Any |a| above 200 (long double: 2000) counts as that, where s'(a) is far
// below every format's smallest number: the results' rounding is the same.
template <class Element>
typename Element::Work approximate(Quantity quantity, typename Element::Work a,
                                   typename Element::Work b) {
  using Work = typename Element::Work;
  if (quantity == Quantity::backward) return a * (1 - a) * b;
  if (quantity == Quantity::backward_tail) {
    return std::fabs(a) * (1 - std::fabs(a)) * b;
  }
  constexpr Work kFar = sizeof(Work) == 8 ? 200 : 2000;
  const Work magnitude = std::fabs(a) > kFar ? kFar : std::fabs(a);
  const Work e = std::exp(-magnitude);
  const Work d = 1 + e;
  switch (quantity) {
    case Quantity::forward:
      return (a < 0 ? e : 1) / d;
    case Quantity::tail:
      return std::copysign(e / d, a);
    case Quantity::derivative:
      return e / d / d;
    default:
      return e / d / d * b;
  }
}

// 1 / (the format's ULP in the binade of v), a power of two.
template <class Element>
typename Element::Work inverse_ulp(typename Element::Work v) {
  constexpr Format f = format_of(Element::kDtype);
  if constexpr (sizeof(typename Element::Work) == 8) {
    const auto field = std::bit_cast<std::uint64_t>(v) >> 52 & 0x7FF;
    const std::uint64_t e = std::max<std::uint64_t>(
        field, static_cast<std::uint64_t>(f.emin + 1023));
    return std::bit_cast<double>((2046 + f.precision - 1 - e) << 52);
  } else {
    const int e = v == 0 ? f.emin : std::max(std::ilogb(v), f.emin);
    return std::ldexp(typename Element::Work{1}, f.precision - 1 - e);
  }
}

}  // namespace ogive::internal

#endif  // OGIVE_SRC_VERIFY_APPROXIMATE_H_
