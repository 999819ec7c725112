// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// The two 16-bit element types, as plain storage with conversions.

#ifndef OGIVE_TYPES_H_
#define OGIVE_TYPES_H_

#include <bit>
#include <cmath>
#include <cstdint>

namespace ogive {

namespace internal {

// magnitude / 2^drop, rounded to nearest, ties to even. Integers only, here and
// below, so that the caller's floating-point state plays no part.
// Source: IEEE 754-2019, section 4.3.1 (roundTiesToEven).
constexpr std::uint64_t round_magnitude(std::uint64_t magnitude, int drop) {
  if (drop <= 0) return magnitude << -drop;
  if (drop > 63) return 0;
  const std::uint64_t kept = magnitude >> drop;
  const std::uint64_t rest = magnitude & ((std::uint64_t{1} << drop) - 1);
  const std::uint64_t half = std::uint64_t{1} << (drop - 1);
  return kept + (rest > half || (rest == half && (kept & 1)) ? 1 : 0);
}

// double -> 16-bit format with `M` mantissa bits and exponent bias `Bias`, in
// one rounding.
template <int M, int Bias>
constexpr std::uint16_t narrow(double value) {
  const auto bits = std::bit_cast<std::uint64_t>(value);
  const auto sign = static_cast<std::uint16_t>(bits >> 63 << 15);
  const int exponent = static_cast<int>(bits >> 52 & 0x7FF);
  const std::uint64_t fraction = bits & ((std::uint64_t{1} << 52) - 1);
  constexpr int kMaxExponent = 2 * Bias + 1;
  constexpr std::uint16_t kInf = static_cast<std::uint16_t>(kMaxExponent << M);
  if (exponent == 0x7FF) {
    if (fraction == 0) return sign | kInf;
    return static_cast<std::uint16_t>(sign | kInf | 1 << (M - 1) |
                                      (fraction >> (52 - M)));
  }
  if (exponent == 0) return sign;  // far below half the smallest subnormal
  const std::uint64_t mantissa = fraction | std::uint64_t{1} << 52;
  const int e = exponent - 1023 + Bias;  // exponent field if it is normal
  if (e >= kMaxExponent) return sign | kInf;
  if (e <= 0) {
    return static_cast<std::uint16_t>(
        sign | round_magnitude(mantissa, 52 - M + 1 - e));
  }
  // A carry out of the mantissa moves into the exponent, up to infinity.
  const std::uint64_t rounded = round_magnitude(mantissa, 52 - M);
  return static_cast<std::uint16_t>(
      sign | ((static_cast<std::uint64_t>(e - 1) << M) + rounded));
}

// 16-bit format -> float, exact.
template <int M, int Bias>
constexpr float widen(std::uint16_t bits) {
  const std::uint32_t sign = std::uint32_t{bits} >> 15 << 31;
  const std::uint32_t magnitude = bits & 0x7FFFu;
  constexpr std::uint32_t kMaxExponent = 2 * Bias + 1;
  const std::uint32_t exponent = magnitude >> M;
  std::uint32_t fraction = magnitude & ((1u << M) - 1);
  if (exponent == kMaxExponent) {
    return std::bit_cast<float>(sign | 0x7F800000u | fraction << (23 - M));
  }
  if constexpr (Bias == 127) {
    return std::bit_cast<float>(sign | magnitude << (23 - M));
  } else {
    if (exponent != 0) {
      return std::bit_cast<float>(sign | (exponent + 127 - Bias) << 23 |
                                  fraction << (23 - M));
    }
    if (fraction == 0) return std::bit_cast<float>(sign);
    std::uint32_t e = 127 - Bias + 1;
    while (!(fraction >> M)) {
      fraction <<= 1;
      --e;
    }
    return std::bit_cast<float>(sign | e << 23 |
                                (fraction & ((1u << M) - 1)) << (23 - M));
  }
}

// float -> double, exact: as the processor's conversion, but for a subnormal
// where the caller has told it to take those for 0.
constexpr double exact_double(float value) {
  const auto bits = std::bit_cast<std::uint32_t>(value);
  const std::uint64_t sign = std::uint64_t{bits >> 31} << 63;
  std::uint64_t exponent = bits >> 23 & 0xFF;
  std::uint64_t fraction = bits & 0x7FFFFF;
  if (exponent == 0xFF) {
    exponent = 0x7FF;
  } else if (exponent != 0) {
    exponent += 1023 - 127;
  } else if (fraction != 0) {
    exponent = 1023 - 127 + 1;
    while (!(fraction >> 23)) {
      fraction <<= 1;
      --exponent;
    }
    fraction &= 0x7FFFFF;
  }
  return std::bit_cast<double>(sign | exponent << 52 | fraction << 29);
}

}  // namespace internal

// IEEE 754 binary16: 1 sign, 5 exponent, 10 mantissa bits; largest 65504,
// smallest normal 2^-14, smallest subnormal 2^-24.
struct float16 {
  std::uint16_t bits;

  float16() = default;
  // Rounds to nearest, ties to even; beyond the range gives infinity; NaN gives
  // a quiet NaN.
  explicit constexpr float16(float value)
      : bits(internal::narrow<10, 15>(internal::exact_double(value))) {}
  explicit constexpr float16(double value)
      : bits(internal::narrow<10, 15>(value)) {}
  static constexpr float16 from_bits(std::uint16_t b) {
    float16 r;
    r.bits = b;
    return r;
  }
  explicit constexpr operator float() const {
    return internal::widen<10, 15>(bits);
  }
  explicit constexpr operator double() const {
    return internal::exact_double(float(*this));
  }
};

// bfloat16: the upper half of a float; 1 sign, 8 exponent, 7 mantissa bits.
struct bfloat16 {
  std::uint16_t bits;

  bfloat16() = default;
  // Rounds to nearest, ties to even; NaN gives a quiet NaN.
  explicit constexpr bfloat16(float value)
      : bits(internal::narrow<7, 127>(internal::exact_double(value))) {}
  explicit constexpr bfloat16(double value)
      : bits(internal::narrow<7, 127>(value)) {}
  static constexpr bfloat16 from_bits(std::uint16_t b) {
    bfloat16 r;
    r.bits = b;
    return r;
  }
  explicit constexpr operator float() const {
    return internal::widen<7, 127>(bits);
  }
  explicit constexpr operator double() const {
    return internal::exact_double(float(*this));
  }
};

static_assert(sizeof(float16) == 2 && sizeof(bfloat16) == 2);

}  // namespace ogive

#endif  // OGIVE_TYPES_H_
