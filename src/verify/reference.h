// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// True values, by MPFR: what a result should be, and how far off one is. Shares
// no code with the kernels, nor with the conversions of ogive/types.h.

#ifndef OGIVE_SRC_VERIFY_REFERENCE_H_
#define OGIVE_SRC_VERIFY_REFERENCE_H_

#include <cstdint>
#include <memory>

#include "kernels/dispatch.h"

namespace ogive::internal {

// What a result is compared with. `a` and `b` are the arguments of the
// functions below; quantities of one argument ignore b.
enum class Quantity : std::uint8_t {
  forward,            // s(a)
  derivative,         // s'(a)
  tail,               // copysign(s(-|a|), a)
  scaled_derivative,  // b * s'(a)
  backward,           // b * a * (1 - a): a is a cached output
  backward_tail,      // b * (|a| - a * a): a is a cached tail
};

// A binary floating-point format: `width` bits in all, `precision` bits of
// significand (the hidden one included), smallest normal number 2^emin.
struct Format {
  int width, precision, emin;
};

constexpr Format format_of(Dtype dtype) {
  constexpr Format kFormats[] = {
      {32, 24, -126}, {64, 53, -1022}, {16, 11, -14}, {16, 8, -126}};
  return kFormats[static_cast<int>(dtype)];
}

// The bit pattern of infinity; a pattern without its sign bit is a NaN if it is
// greater.
constexpr std::uint64_t infinity_bits(Dtype dtype) {
  const Format f = format_of(dtype);
  const std::uint64_t ones = (std::uint64_t{1} << (f.width - f.precision)) - 1;
  return ones << (f.precision - 1);
}

constexpr std::uint64_t sign_bit(Dtype dtype) {
  return std::uint64_t{1} << (format_of(dtype).width - 1);
}

// The bit that makes a NaN a quiet one.
constexpr std::uint64_t quiet_bit(Dtype dtype) {
  return std::uint64_t{1} << (format_of(dtype).precision - 2);
}

constexpr bool is_nan_bits(Dtype dtype, std::uint64_t bits) {
  return (bits & (sign_bit(dtype) - 1)) > infinity_bits(dtype);
}

// The number that `bits` stand for; exact. Every NaN gives the default one.
double decode(Dtype dtype, std::uint64_t bits);

// The bits of `value`, which must be a number of the format or an infinity.
std::uint64_t encode(Dtype dtype, double value);

// Keeps MPFR's scratch numbers: use one for each thread.
class Reference {
 public:
  explicit Reference(Function function);
  ~Reference();
  Reference(const Reference&) = delete;
  Reference& operator=(const Reference&) = delete;

  // The quantity rounded once to the format, to nearest, ties to even,
  // subnormal numbers included. The arguments are numbers or infinities; an
  // infinite b is not allowed.
  double rounded(Quantity quantity, Dtype dtype, double a, double b = 1);

  // |result - quantity| in ULP of the format: the distance of the format's
  // neighbours in the true value's binade, and of its subnormal numbers below
  // 2^emin. Right to 1e-12 ULP. Infinite for an infinite or NaN result.
  double ulp_error(Quantity quantity, Dtype dtype, double result, double a,
                   double b = 1);

 private:
  struct Scratch;
  void evaluate(Quantity quantity, double a, double b, long precision);

  Function function_;
  std::unique_ptr<Scratch> scratch_;
};

}  // namespace ogive::internal

#endif  // OGIVE_SRC_VERIFY_REFERENCE_H_
