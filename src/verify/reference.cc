// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// The definitions of reference.h.

#include "verify/reference.h"

#include <mpfr.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <string>
#include <utility>

#include "verify/interval.h"

namespace ogive::internal {

namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

// What decides a double's own hardest cases is far below this; it is reached
// only by a formula that cancels without end.
constexpr long kMaxPrecision = 1L << 17;

// Rounds `v` once to the format; `kept` is overwritten.
double round_to(const Format& f, mpfr_srcptr v, mpfr_ptr kept) {
  if (mpfr_zero_p(v)) return mpfr_signbit(v) ? -0.0 : 0.0;
  const double sign = mpfr_signbit(v) ? -1 : 1;
  if (mpfr_inf_p(v)) return sign * kInfinity;
  // |v| is in [2^(exponent-1), 2^exponent); the last bit kept is worth
  // 2^(exponent - bits), at least the smallest subnormal number.
  const long exponent = mpfr_get_exp(v);
  const long smallest = f.emin - f.precision + 1;
  const long largest = 1 - f.emin;  // exponent of the largest number
  if (exponent > largest + 1) return sign * kInfinity;
  const long bits = std::min<long>(f.precision, exponent - smallest);
  if (bits <= 0) {
    // Below the smallest subnormal number; its half, a tie, goes to 0.
    const bool up = bits == 0 && mpfr_min_prec(v) > 1;
    return sign * (up ? std::ldexp(1.0, static_cast<int>(smallest)) : 0.0);
  }
  mpfr_set_prec(kept, bits);
  mpfr_set(kept, v, MPFR_RNDN);
  if (mpfr_get_exp(kept) > largest + 1) return sign * kInfinity;
  return mpfr_get_d(kept, MPFR_RNDN);
}

// The number that the whole interval rounds to, if that is one.
std::optional<double> round_interval(const Format& f, const Interval& v,
                                     mpfr_ptr kept) {
  if (v.state == Interval::nan) return kNan;
  if (v.state == Interval::unknown) return std::nullopt;
  double low = round_to(f, v.low, kept);
  double high = round_to(f, v.high, kept);
  // Off a tie, or any other number, what counts is the value beside it.
  if (low != high) {
    Number beside;
    mpfr_set_prec(beside, mpfr_get_prec(v.low) + 2);
    if (v.above_low) {
      mpfr_set(beside, v.low, MPFR_RNDN);
      mpfr_nextabove(beside);
      low = round_to(f, beside, kept);
    }
    if (v.below_high) {
      mpfr_set(beside, v.high, MPFR_RNDN);
      mpfr_nextbelow(beside);
      high = round_to(f, beside, kept);
    }
  }
  if (low != high) return std::nullopt;
  if (low != 0) return low;
  // The sign of what is not 0 but rounds to it.
  if (v.low.sign() >= 0) return 0.0;
  if (v.high.sign() <= 0) return -0.0;
  return std::nullopt;
}

// What is within 2^-kExactBits of a number of kFewBits bits is that number:
// such as dy / 6, which intervals cannot show to be exact where 6 divides dy. A
// value that is irrational does not come so near.
constexpr long kExactBits = 4096, kFewBits = 256;

std::optional<double> round_exact(const Format& f, const Interval& v,
                                  mpfr_ptr kept) {
  if (v.state != Interval::number || !mpfr_regular_p(v.low) ||
      !mpfr_regular_p(v.high)) {
    return std::nullopt;
  }
  Number low, high;
  mpfr_set_prec(low, kFewBits);
  mpfr_set_prec(high, kFewBits);
  mpfr_set(low, v.low, MPFR_RNDN);
  mpfr_set(high, v.high, MPFR_RNDN);
  if (mpfr_cmp(low, high) != 0) return std::nullopt;
  return round_to(f, low, kept);
}

// Beyond this MPFR's own exponents may not suffice: exp(-x) is 0 or more.
constexpr double kFar = 65536;

// A true value that is exactly 0 has the sign that IEEE 754 gives the formula:
// -0 for 0 * -1; +0 where roundings leave no 0, but for an argument +-0.
double zero_of(const Expression& expression, const Arguments& point,
               const Params& params) {
  const double v = expression.evaluate(point, params);
  return v == 0 || point[0] == 0 ? std::copysign(0.0, v) : 0.0;
}

// Whether even the sign is lost below MPFR's smallest numbers.
bool is_lost(const Interval& v) {
  const auto tiny = [](mpfr_srcptr end) {
    return mpfr_zero_p(end) ||
           (mpfr_regular_p(end) && mpfr_get_exp(end) < -(1L << 40));
  };
  return v.state == Interval::number && v.low.sign() <= 0 &&
         v.high.sign() >= 0 && !v.exact() && tiny(v.low) && tiny(v.high);
}

}  // namespace

Expression expression_of(const FunctionInfo& info, Quantity quantity) {
  const char* text = nullptr;
  const char* variable = "x";
  bool scaled = false;
  switch (quantity) {
    case Quantity::forward:
      text = info.formula;
      break;
    case Quantity::derivative:
      text = info.derivative;
      break;
    case Quantity::tail:
      text = info.tail;
      break;
    case Quantity::scaled_derivative:
      text = info.derivative;
      scaled = true;
      break;
    case Quantity::backward:
      scaled = true;
      if (info.cache == Cache::input) {
        text = info.derivative;
      } else {
        text = info.backward;
        variable = "y";
      }
      break;
    case Quantity::backward_tail:
      text = info.backward_tail;
      variable = "t";
      scaled = true;
      break;
  }
  if (text == nullptr) {
    throw std::invalid_argument(std::string("no such formula of ") + info.name);
  }
  Expression e(text, variable, info);
  if (scaled) e.multiply_by_dy();
  return e;
}

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
  std::unique_ptr<IntervalEvaluator> evaluators[kQuantities];
  // Where the last hard case needed many bits, the next is likely to as well.
  long precision = 128;
  unsigned calls = 0;
  Number kept, error, more;
};

Reference::Reference(Function function)
    : Reference(function, default_params(function)) {}

Reference::Reference(Function function, const Params& params)
    : function_(function),
      params_(params),
      scratch_(std::make_unique<Scratch>()) {}

Reference::~Reference() = default;

IntervalEvaluator& Reference::evaluator(Quantity quantity) {
  auto& e = scratch_->evaluators[static_cast<int>(quantity)];
  if (!e) {
    e = std::make_unique<IntervalEvaluator>(
        expression_of(function_info(function_), quantity), params_);
  }
  return *e;
}

double Reference::rounded(Quantity quantity, Dtype dtype, double a, double b) {
  const Format f = format_of(dtype);
  Scratch& s = *scratch_;
  IntervalEvaluator& e = evaluator(quantity);
  if (++s.calls % 64 == 0) s.precision = 128;
  for (long precision = s.precision; precision <= kMaxPrecision;
       precision *= 2) {
    const Interval& v = e.evaluate({a, b}, precision);
    if (v.exact() && mpfr_zero_p(v.low)) {
      return zero_of(e.expression(), {a, b}, params_);
    }
    if (const auto r = round_interval(f, v, s.kept)) {
      s.precision = std::min(precision, 1024L);
      return *r;
    }
    if (precision > kExactBits) {
      if (const auto r = round_exact(f, v, s.kept)) return *r;
    }
    if (std::fabs(a) > kFar && is_lost(v)) {
      return rounded(quantity, dtype, std::copysign(kFar, a), b);
    }
  }
  throw std::runtime_error(
      std::string(function_info(function_).name) + " at " + std::to_string(a) +
      ": 2^17 bits do not decide how the true value rounds");
}

std::optional<double> Reference::rounded_all(Quantity quantity, Dtype dtype,
                                             double low, double high) {
  IntervalEvaluator& e = evaluator(quantity);
  if (high < low) std::swap(low, high);
  const Interval& v =
      e.evaluate(e.expression().root(), {low, 1}, {high, 1}, 128);
  // An exact zero at a = +-0 has a sign of its own.
  if (v.state == Interval::number && (low == 0 || high == 0) &&
      v.low.sign() <= 0 && v.high.sign() >= 0) {
    return std::nullopt;
  }
  if (v.exact() && mpfr_zero_p(v.low)) {
    const double at_low = zero_of(e.expression(), {low, 1}, params_);
    const double at_high = zero_of(e.expression(), {high, 1}, params_);
    if (std::signbit(at_low) != std::signbit(at_high)) return std::nullopt;
    return at_low;
  }
  if (std::min(std::fabs(low), std::fabs(high)) > kFar && is_lost(v)) {
    return rounded(quantity, dtype, std::copysign(kFar, low));
  }
  const auto r = round_interval(format_of(dtype), v, scratch_->kept);
  // -0 only if no value is exactly 0.
  if (r && *r == 0 && std::signbit(*r) && mpfr_zero_p(v.high) &&
      !v.below_high) {
    return std::nullopt;
  }
  return r;
}

double Reference::exact_zero(Quantity quantity, double a, double b) {
  return zero_of(evaluator(quantity).expression(), {a, b}, params_);
}

bool Reference::is_exact(Quantity quantity, Dtype dtype, double a, double b) {
  const double r = rounded(quantity, dtype, a, b);
  if (std::isnan(r)) return true;
  for (const long precision : {192L, 4096L}) {
    const Interval& v = evaluator(quantity).evaluate({a, b}, precision);
    if (v.exact()) {
      return mpfr_inf_p(v.low) ? std::isinf(r) : mpfr_cmp_d(v.low, r) == 0;
    }
  }
  return false;
}

double Reference::ulp_error(Quantity quantity, Dtype dtype, double result,
                            double a, double b) {
  if (!std::isfinite(result)) {
    const double r = rounded(quantity, dtype, a, b);
    const bool right = std::isnan(result) ? std::isnan(r) : r == result;
    return right ? 0 : kInfinity;
  }
  const Format f = format_of(dtype);
  Scratch& s = *scratch_;
  IntervalEvaluator& e = evaluator(quantity);
  for (long precision = 192; precision <= kMaxPrecision; precision *= 2) {
    const Interval& v = e.evaluate({a, b}, precision);
    if (v.state == Interval::nan) return kInfinity;
    if (v.state == Interval::unknown) continue;
    if (mpfr_inf_p(v.low) || mpfr_inf_p(v.high)) {
      if (v.exact()) return kInfinity;
      // Larger than any result, or not known yet.
      if (mpfr_cmp_d(v.low, 0x1p1023) > 0) return kInfinity;
      if (mpfr_cmp_d(v.high, -0x1p1023) < 0) return kInfinity;
      continue;
    }
    long exponent = f.emin;
    if (!mpfr_zero_p(v.low)) {
      exponent = std::max<long>(exponent, mpfr_get_exp(v.low) - 1);
    }
    const long scale = f.precision - 1 - exponent;
    mpfr_set_prec(s.error, 64);
    mpfr_sub(s.error, v.high, v.low, MPFR_RNDU);
    mpfr_mul_2si(s.error, s.error, scale, MPFR_RNDU);
    if (mpfr_cmp_d(s.error, 1e-13) > 0) continue;
    mpfr_set_prec(s.more, precision);
    mpfr_sub_d(s.more, v.low, result, MPFR_RNDN);
    mpfr_mul_2si(s.more, s.more, scale, MPFR_RNDN);
    return std::fabs(mpfr_get_d(s.more, MPFR_RNDN));
  }
  throw std::runtime_error(std::string(function_info(function_).name) + " at " +
                           std::to_string(a) +
                           ": 2^17 bits do not decide the error");
}

}  // namespace ogive::internal
