// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// Arrays from one element type to another, each number rounded once (to
// nearest, ties to even).

#ifndef OGIVE_SRC_NN_CONVERT_H_
#define OGIVE_SRC_NN_CONVERT_H_

#include <bit>
#include <cstddef>
#include <cstdint>
#include <type_traits>

#include "ogive/types.h"

namespace ogive::internal {

// As bfloat16's constructor, in steps that compilers turn into vectors.
inline bfloat16 to_bfloat16(float value) {
  const auto bits = std::bit_cast<std::uint32_t>(value);
  const bool nan = (bits & 0x7FFFFFFFu) > 0x7F800000u;
  const std::uint32_t rounded = (bits + 0x7FFFu + (bits >> 16 & 1)) >> 16;
  return bfloat16::from_bits(
      static_cast<std::uint16_t>(nan ? bits >> 16 | 0x40u : rounded));
}

inline float from_bfloat16(bfloat16 value) {
  return std::bit_cast<float>(std::uint32_t{value.bits} << 16);
}

template <class From, class To>
void convert(const From* from, To* to, std::size_t n) {
  for (std::size_t i = 0; i < n; ++i) {
    if constexpr (std::is_same_v<From, float> && std::is_same_v<To, bfloat16>) {
      to[i] = to_bfloat16(from[i]);
    } else if constexpr (std::is_same_v<From, bfloat16>) {
      to[i] = from_bfloat16(from[i]);
    } else {
      to[i] = static_cast<To>(from[i]);
    }
  }
}

}  // namespace ogive::internal

#endif  // OGIVE_SRC_NN_CONVERT_H_
