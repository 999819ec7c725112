// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// The definitions of reference.h.

#include "verify/reference.h"

#include <mpfr.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>

namespace ogive::internal {

namespace {

class Number {
 public:
  Number() { mpfr_init2(value_, 64); }
  ~Number() { mpfr_clear(value_); }
  Number(const Number&) = delete;
  Number& operator=(const Number&) = delete;
  operator mpfr_ptr() { return value_; }

 private:
  mpfr_t value_;
};

// Frees the constants that MPFR keeps for the thread when that ends.
struct FreeCache {
  ~FreeCache() { mpfr_free_cache(); }
};

// Products of two 53-bit numbers and of 1 - a, |a| >= 2^-1074, are exact.
constexpr mpfr_prec_t kExact = 1300;

// Rounds `v` once to the format; `kept` is overwritten.
double round_to(const Format& f, mpfr_srcptr v, mpfr_ptr kept) {
  if (mpfr_zero_p(v)) return mpfr_signbit(v) ? -0.0 : 0.0;
  // |v| is in [2^(exponent-1), 2^exponent); the last bit kept is worth
  // 2^(exponent - bits), at least the smallest subnormal number.
  const long exponent = mpfr_get_exp(v);
  const long smallest = f.emin - f.precision + 1;
  const long bits = std::min<long>(f.precision, exponent - smallest);
  if (bits <= 0) {
    // Below the smallest subnormal number; its half, a tie, goes to 0.
    const bool up = bits == 0 && mpfr_min_prec(v) > 1;
    return std::copysign(up ? std::ldexp(1.0, static_cast<int>(smallest)) : 0.0,
                         mpfr_signbit(v) ? -1.0 : 1.0);
  }
  mpfr_set_prec(kept, bits);
  mpfr_set(kept, v, MPFR_RNDN);
  return mpfr_get_d(kept, MPFR_RNDN);
}

}  // namespace

double decode(Dtype dtype, std::uint64_t bits) {
  const Format f = format_of(dtype);
  const std::uint64_t magnitude = bits & (sign_bit(dtype) - 1);
  const double sign = bits & sign_bit(dtype) ? -1 : 1;
  if (magnitude > infinity_bits(dtype)) {
    return std::numeric_limits<double>::quiet_NaN();
  }
  if (magnitude == infinity_bits(dtype)) {
    return sign * std::numeric_limits<double>::infinity();
  }
  const std::uint64_t hidden = std::uint64_t{1} << (f.precision - 1);
  const std::uint64_t exponent = magnitude >> (f.precision - 1);
  const std::uint64_t fraction = magnitude & (hidden - 1);
  const std::uint64_t significand = exponent ? fraction | hidden : fraction;
  const int scale =
      static_cast<int>(exponent ? exponent - 1 : 0) + f.emin - f.precision + 1;
  return sign * std::ldexp(static_cast<double>(significand), scale);
}

std::uint64_t encode(Dtype dtype, double value) {
  const Format f = format_of(dtype);
  const std::uint64_t sign = std::signbit(value) ? sign_bit(dtype) : 0;
  value = std::fabs(value);
  if (value == 0) return sign;
  if (std::isinf(value)) return sign | infinity_bits(dtype);
  const int exponent = std::max(std::ilogb(value), f.emin);
  const auto significand =
      static_cast<std::uint64_t>(std::ldexp(value, f.precision - 1 - exponent));
  // The hidden bit of a normal number adds the 1 that its exponent field has
  // over that of the subnormal ones.
  return sign |
         ((static_cast<std::uint64_t>(exponent - f.emin) << (f.precision - 1)) +
          significand);
}

struct Reference::Scratch {
  Number value, e, d, low, high, error, kept;
};

Reference::Reference(Function function)
    : function_(function), scratch_(std::make_unique<Scratch>()) {}

Reference::~Reference() = default;

// Sets scratch_->value to the quantity; its relative error is below
// 2^(4 - precision), and 0 for those made of products alone.
void Reference::evaluate(Quantity quantity, double a, double b,
                         long precision) {
  if (function_ != Function::sigmoid) {
    throw std::invalid_argument("no reference for this function");
  }
  thread_local const FreeCache free_cache;
  Number& value = scratch_->value;
  if (quantity == Quantity::backward || quantity == Quantity::backward_tail) {
    Number& d = scratch_->d;
    mpfr_set_prec(value, kExact);
    mpfr_set_prec(d, kExact);
    if (quantity == Quantity::backward_tail) a = std::fabs(a);
    mpfr_set_d(d, a, MPFR_RNDN);
    mpfr_ui_sub(d, 1, d, MPFR_RNDN);
    mpfr_set_d(value, a, MPFR_RNDN);
    mpfr_mul(value, value, d, MPFR_RNDN);
    mpfr_mul_d(value, value, b, MPFR_RNDN);
    return;
  }
  // Beyond 2000 nothing changes in any format, and MPFR's own exponent range
  // stays far.
  const double magnitude = std::min(std::fabs(a), 2000.0);
  Number& e = scratch_->e;
  Number& d = scratch_->d;
  mpfr_set_prec(value, precision);
  mpfr_set_prec(e, precision);
  mpfr_set_prec(d, precision);
  mpfr_set_d(e, -magnitude, MPFR_RNDN);
  mpfr_exp(e, e, MPFR_RNDN);
  mpfr_add_ui(d, e, 1, MPFR_RNDN);
  if (quantity == Quantity::forward && !std::signbit(a)) {
    mpfr_ui_div(value, 1, d, MPFR_RNDN);
    return;
  }
  mpfr_div(value, e, d, MPFR_RNDN);
  if (quantity == Quantity::forward) return;
  if (quantity == Quantity::tail) {
    if (std::signbit(a)) mpfr_neg(value, value, MPFR_RNDN);
    return;
  }
  mpfr_div(value, value, d, MPFR_RNDN);
  if (quantity == Quantity::scaled_derivative) {
    mpfr_mul_d(value, value, b, MPFR_RNDN);
  }
}

double Reference::rounded(Quantity quantity, Dtype dtype, double a, double b) {
  const Format f = format_of(dtype);
  Scratch& s = *scratch_;
  // For a number a != 0 the exponential is irrational, so the value is never a
  // tie and the loop ends; a = 0 gives 0.5 and 0.25, which MPFR gives exactly,
  // but a tie after scaling by b.
  const bool exact = quantity == Quantity::backward ||
                     quantity == Quantity::backward_tail || a == 0;
  for (long precision = 128;; precision *= 2) {
    evaluate(quantity, a, b, precision);
    if (exact || mpfr_zero_p(s.value)) return round_to(f, s.value, s.kept);
    mpfr_set_prec(s.low, precision);
    mpfr_set_prec(s.high, precision);
    mpfr_set_ui_2exp(s.error, 1, mpfr_get_exp(s.value) + 5 - precision,
                     MPFR_RNDN);
    mpfr_sub(s.low, s.value, s.error, MPFR_RNDD);
    mpfr_add(s.high, s.value, s.error, MPFR_RNDU);
    const double low = round_to(f, s.low, s.kept);
    const double high = round_to(f, s.high, s.kept);
    if (low == high) return low;
  }
}

double Reference::ulp_error(Quantity quantity, Dtype dtype, double result,
                            double a, double b) {
  if (!std::isfinite(result)) return std::numeric_limits<double>::infinity();
  const Format f = format_of(dtype);
  Scratch& s = *scratch_;
  evaluate(quantity, a, b, 192);
  long exponent = f.emin;
  if (!mpfr_zero_p(s.value)) {
    exponent = std::max<long>(exponent, mpfr_get_exp(s.value) - 1);
  }
  mpfr_set_prec(s.error, 192);
  mpfr_sub_d(s.error, s.value, result, MPFR_RNDN);
  mpfr_mul_2si(s.error, s.error, f.precision - 1 - exponent, MPFR_RNDN);
  return std::fabs(mpfr_get_d(s.error, MPFR_RNDN));
}

}  // namespace ogive::internal
