// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// The element types as verification sees them: bits, their values and the
// rounding to them, in a format wider than theirs.

#ifndef OGIVE_SRC_VERIFY_ELEMENT_H_
#define OGIVE_SRC_VERIFY_ELEMENT_H_

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>

#include "verify/reference.h"

namespace ogive::internal {

// Element types: Bits holds one, Work is the format of Quick for it.
struct F32 {
  using Bits = std::uint32_t;
  using Work = double;
  static constexpr Dtype kDtype = Dtype::f32;
  static Work value(Bits b) { return std::bit_cast<float>(b); }
  static Bits round(Work v) {
    return std::bit_cast<Bits>(static_cast<float>(v));
  }
};

struct F64 {
  using Bits = std::uint64_t;
  using Work = long double;
  static constexpr Dtype kDtype = Dtype::f64;
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
  static Work value(Bits b) { return decode(kType, b); }
  static Bits round(Work v) {
    constexpr Format f = format_of(kType);
    if (std::isnan(v)) return static_cast<Bits>(~Bits{0});
    if (v == 0) return static_cast<Bits>(encode(kType, v));
    if (std::isinf(v)) return static_cast<Bits>(encode(kType, v));
    const int scale = f.precision - 1 - std::max(std::ilogb(v), f.emin);
    const Work rounded =
        std::ldexp(std::nearbyint(std::ldexp(v, scale)), -scale);
    const bool large = std::fabs(rounded) >= std::ldexp(1.0, 2 - f.emin);
    return static_cast<Bits>(
        encode(kType, large ? std::copysign(HUGE_VAL, v) : rounded));
  }
};

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

#endif  // OGIVE_SRC_VERIFY_ELEMENT_H_
