// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// True values, by MPFR: what a result should be, and how far off one is. Shares
// no code with the kernels, nor with the conversions of ogive/types.h. The
// functions are those of functions.def: none is named here.

#ifndef OGIVE_SRC_VERIFY_REFERENCE_H_
#define OGIVE_SRC_VERIFY_REFERENCE_H_

#include <cstdint>
#include <memory>
#include <optional>

#include "kernels/dispatch.h"
#include "verify/expression.h"

namespace ogive::internal {

class IntervalEvaluator;

// What a result is compared with: the texts of functions.def. `a` and `b` are
// the arguments of the functions below; quantities of one argument ignore b.
enum class Quantity : std::uint8_t {
  forward,            // `formula` of a
  derivative,         // `derivative` of a
  tail,               // `tail` of a
  scaled_derivative,  // b * `derivative` of a
  backward,           // b * `backward` of a, a cached output; for Cache::input
                      // the same as scaled_derivative
  backward_tail,      // b * `backward_tail` of a, a cached tail
};
inline constexpr int kQuantities = 6;

// The formula of the quantity; dy is b. Throws std::invalid_argument if the
// function has none.
Expression expression_of(const FunctionInfo& info, Quantity quantity);

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
  // With the default parameters, or others.
  explicit Reference(Function function);
  Reference(Function function, const Params& params);
  ~Reference();
  Reference(const Reference&) = delete;
  Reference& operator=(const Reference&) = delete;

  // The quantity rounded once to the format, to nearest, ties to even,
  // subnormal numbers and infinity included; NaN where it is undefined. The
  // arguments are numbers, or infinities for the limit; an infinite b is not
  // allowed. Beside an infinite parameter an infinite a is itself, no limit. A
  // value that is exactly 0 has the sign that the formula gives in plain
  // double; where that is not 0, for its roundings, +0, but at a = +-0 that
  // sign too. One that is too small for MPFR, sign and all, has the sign that
  // it has at a = +-65536.
  double rounded(Quantity quantity, Dtype dtype, double a, double b = 1);

  // The one number that the quantity, of one argument, rounds to for every a
  // from `low` to `high`, neither NaN and both of one sign; none where interval
  // arithmetic does not show that there is one.
  std::optional<double> rounded_all(Quantity quantity, Dtype dtype, double low,
                                    double high);

  // What rounded() gives where the quantity is known to be exactly 0.
  double exact_zero(Quantity quantity, double a, double b = 1);

  // |result - quantity| in ULP of the format: the distance of the format's
  // neighbours in the true value's binade, and of its subnormal numbers below
  // 2^emin. Right to 1e-12 ULP. A result that is infinite or NaN has the error
  // 0 where rounded() is the same, infinity elsewhere.
  double ulp_error(Quantity quantity, Dtype dtype, double result, double a,
                   double b = 1);

  // Whether the quantity is exactly a number of the format.
  bool is_exact(Quantity quantity, Dtype dtype, double a, double b = 1);

 private:
  struct Scratch;
  IntervalEvaluator& evaluator(Quantity quantity);

  Function function_;
  Params params_;
  std::unique_ptr<Scratch> scratch_;
};

}  // namespace ogive::internal

#endif  // OGIVE_SRC_VERIFY_REFERENCE_H_
