// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// The operations that src/math is written in, for one plain double: IEEE 754
// arithmetic and integers, nothing of any processor. With them the mathematics
// becomes the scalar overloads and the "scalar" target; simd-ops-inl.h gives
// the same names to Highway's vectors.

#ifndef OGIVE_SRC_MATH_PLAIN_OPS_H_
#define OGIVE_SRC_MATH_PLAIN_OPS_H_

#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>

#include "ogive/types.h"

#define OGIVE_OPS plain
#define OGIVE_INLINE inline __attribute__((always_inline))
#define OGIVE_NOINLINE __attribute__((noinline))
#define OGIVE_UNLIKELY(condition) __builtin_expect(!!(condition), 0)
#define OGIVE_LIKELY(condition) __builtin_expect(!!(condition), 1)
#define OGIVE_LAMBDA_ATTRIBUTES
#define OGIVE_INLINE_LAMBDA __attribute__((always_inline))
#define OGIVE_BEFORE_NAMESPACE() static_assert(true)
#define OGIVE_AFTER_NAMESPACE() static_assert(true)
// Whether MulAdd is one rounding.
#define OGIVE_NATIVE_FMA 0
// Whether there are vectors of floats with tables in registers.
#define OGIVE_TABLE_BITS 0

namespace ogive::internal::plain {

struct DoubleTag {};
using D64 = DoubleTag;
using V64 = double;
using M64 = bool;
inline constexpr std::size_t kMaxLanes = 1;
constexpr std::size_t lanes(DoubleTag) { return 1; }

OGIVE_INLINE double Set(DoubleTag, double v) { return v; }
OGIVE_INLINE double Add(double a, double b) { return a + b; }
OGIVE_INLINE double Sub(double a, double b) { return a - b; }
OGIVE_INLINE double Mul(double a, double b) { return a * b; }
OGIVE_INLINE double Div(double a, double b) { return a / b; }
OGIVE_INLINE double Neg(double a) { return -a; }
OGIVE_INLINE double Abs(double a) { return std::fabs(a); }
OGIVE_INLINE double Sqrt(double a) { return std::sqrt(a); }
OGIVE_INLINE double Min(double a, double b) { return a < b ? a : b; }
OGIVE_INLINE double Max(double a, double b) { return a > b ? a : b; }
OGIVE_INLINE double CopySign(double magnitude, double sign) {
  return std::copysign(magnitude, sign);
}
OGIVE_INLINE bool Lt(double a, double b) { return a < b; }
OGIVE_INLINE bool Le(double a, double b) { return a <= b; }
OGIVE_INLINE bool And(bool a, bool b) { return a && b; }
OGIVE_INLINE bool Or(bool a, bool b) { return a || b; }
OGIVE_INLINE bool AllLanes(DoubleTag, bool m) { return m; }
OGIVE_INLINE double IfThenElse(bool m, double a, double b) { return m ? a : b; }
OGIVE_INLINE double IfThenElseZero(bool m, double a) { return m ? a : 0.0; }
// b where the sign bit of a is set, else c.
OGIVE_INLINE double IfSignSet(double a, double b, double c) {
  return std::signbit(a) ? b : c;
}

// a * b + c, in one rounding or in two, whichever is quick.
OGIVE_INLINE double MulAdd(double a, double b, double c) { return a * b + c; }
OGIVE_INLINE double NegMulAdd(double a, double b, double c) {
  return c - a * b;
}
// a * b + c and c - a * b in one rounding, always.
OGIVE_INLINE double Fma(DoubleTag, double a, double b, double c) {
  return std::fma(a, b, c);
}
OGIVE_INLINE double NegFma(DoubleTag, double a, double b, double c) {
  return std::fma(-a, b, c);
}

// a * b - product, exactly, for product = a * b rounded. By halves of 26 bits
// (T. J. Dekker, 1971), but where those could overflow, underflow or be no
// numbers.
OGIVE_INLINE double ProductError(DoubleTag, double a, double b,
                                 double product) {
  const double size = std::fabs(product);
  if (!(size > 0x1p-900 && size < 0x1p990 && std::fabs(a) < 0x1p990 &&
        std::fabs(b) < 0x1p990)) {
    return std::fma(a, b, -product);
  }
  const double split = 0x1p27 + 1;
  const double a_part = split * a, b_part = split * b;
  const double a_high = a_part - (a_part - a), a_low = a - a_high;
  const double b_high = b_part - (b_part - b), b_low = b - b_high;
  return ((a_high * b_high - product) + a_high * b_low + a_low * b_high) +
         a_low * b_low;
}

// high + low, |low| at most half an ULP of high, cut to 53 bits in such a way
// that rounding the result to 51 bits or fewer is rounding the sum once: the
// last bit is 1 unless the sum is exact ("round to odd"; S. Boldo and
// G. Melquiond, Emulation of FMA and Correctly Rounded Sums, 2008).
OGIVE_INLINE double RoundToOdd(DoubleTag, double high, double low) {
  const auto bits = std::bit_cast<std::uint64_t>(high);
  if (!(std::fabs(low) > 0) || !(std::fabs(high) < HUGE_VAL) || (bits & 1)) {
    return high;
  }
  return std::bit_cast<double>(
      std::signbit(high) == std::signbit(low) ? bits + 1 : bits - 1);
}

// Whether rounding to T, shorter than double, tells y - error from y + error,
// in any lane; and a where it does, else y. NaN is unlike everything.
template <class T>
OGIVE_INLINE bool SomeDoubtful(DoubleTag, double y, double error) {
  if (sizeof(T) == 2 && !(std::fabs(y) < HUGE_VAL)) return false;
  return static_cast<double>(static_cast<T>(y - error)) !=
         static_cast<double>(static_cast<T>(y + error));
}
template <class T>
OGIVE_INLINE double IfDoubtful(DoubleTag d, double y, double error, double a) {
  return SomeDoubtful<T>(d, y, error) ? a : y;
}

template <class T, int kBits>
OGIVE_INLINE bool MayBeDoubtful(DoubleTag, double, double) {
  return true;
}
OGIVE_INLINE bool SomeNan(DoubleTag, double a, double b) {
  return a != a || b != b;
}

// x = m 2^k with m in [sqrt(1/2), sqrt(2)): returns k, for x > 0 and normal.
OGIVE_INLINE double SplitExponent(DoubleTag, double x, double& m) {
  const auto bits = std::bit_cast<std::uint64_t>(x);
  const std::uint64_t biased = (bits + 0x00095F619980C433u) >> 52;
  m = std::bit_cast<double>(bits - ((biased - 1023) << 52));
  return static_cast<double>(static_cast<int>(biased) - 1023);
}

// For m = k + 1.5 * 2^52 with integer |k| < 2^11: p * 2^k for a normal p whose
// result is normal; and 2^(k) and 2^(-1022 - k).
OGIVE_INLINE double AddExponent(DoubleTag, double p, double m) {
  return std::bit_cast<double>(std::bit_cast<std::uint64_t>(p) +
                               (std::bit_cast<std::uint64_t>(m) << 52));
}
OGIVE_INLINE double PowerOfTwo(DoubleTag, double m) {
  return std::bit_cast<double>((std::bit_cast<std::uint64_t>(m) + 1023) << 52);
}
OGIVE_INLINE double SubnormalPower(DoubleTag, double m) {
  return std::bit_cast<double>((1 - std::bit_cast<std::uint64_t>(m)) << 52);
}

// Elements in memory <-> doubles. A store rounds once, to nearest.
template <class T>
using Raw = T;
template <class T>
OGIVE_INLINE T LoadRaw(DoubleTag, const T* p) {
  return *p;
}
template <class T>
OGIVE_INLINE double ToDouble(DoubleTag, T raw) {
  return static_cast<double>(raw);
}
namespace detail {
inline bool IsNan(float v) { return v != v; }
inline bool IsNan(double v) { return v != v; }
inline bool IsNan(float16 v) { return (v.bits & 0x7FFF) > 0x7C00; }
inline bool IsNan(bfloat16 v) { return (v.bits & 0x7FFF) > 0x7F80; }
inline float Quiet(float v) {
  return std::bit_cast<float>(std::bit_cast<std::uint32_t>(v) | 0x00400000u);
}
inline double Quiet(double v) {
  return std::bit_cast<double>(std::bit_cast<std::uint64_t>(v) |
                               0x0008000000000000u);
}
inline float16 Quiet(float16 v) {
  return float16::from_bits(static_cast<std::uint16_t>(v.bits | 0x0200));
}
inline bfloat16 Quiet(bfloat16 v) {
  return bfloat16::from_bits(static_cast<std::uint16_t>(v.bits | 0x0040));
}
}  // namespace detail
// Stores y, which is no NaN.
template <class T>
OGIVE_INLINE void StoreSure(DoubleTag, double y, T* p) {
  *p = static_cast<T>(y);
}
// y, or where the input `raw` is NaN, that NaN made quiet. A NaN of y itself is
// stored as the positive quiet one without payload.
template <class T>
OGIVE_INLINE void StoreKeepNan(DoubleTag, double y, T raw, T* p) {
  const double nan = std::bit_cast<double>(std::uint64_t{0x7FF8} << 48);
  *p = detail::IsNan(raw) ? detail::Quiet(raw)
                          : static_cast<T>(y == y ? y : nan);
}
// y, or where that or c is NaN, the positive quiet NaN without payload.
template <class T>
OGIVE_INLINE void StoreOneNan(DoubleTag, double y, double c, T* p) {
  // 0x7FF8...: the quiet NaN, which narrows to the other types' likewise.
  *p = static_cast<T>(y == y && c == c
                          ? y
                          : std::bit_cast<double>(std::uint64_t{0x7FF8} << 48));
}

}  // namespace ogive::internal::plain

#endif  // OGIVE_SRC_MATH_PLAIN_OPS_H_
