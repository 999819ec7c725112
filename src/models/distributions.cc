// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// Incomplete gamma and beta functions by series and continued fractions
// (Abramowitz and Stegun, Handbook of Mathematical Functions, 6.5.29, 6.5.31
// and 26.5.8), the fractions evaluated from the front by Lentz's method.

#include "models/distributions.h"

#include <cmath>
#include <limits>
#include <utility>

namespace ogive::internal {
namespace {

constexpr double kSmall = 1e-16;  // terms below this share change nothing
constexpr double kTiny = 1e-300;  // stands in for a denominator of 0
constexpr int kMostTerms = 100000;

// ln Gamma(a). lgamma writes a global, which threads would share.
double log_gamma(double a) {
  int sign = 0;
  return lgamma_r(a, &sign);
}

// x^a e^-x / Gamma(a).
double gamma_factor(double a, double x) {
  return std::exp(a * std::log(x) - x - log_gamma(a));
}

double lower_gamma_series(double a, double x) {
  double term = 1 / a;
  double sum = term;
  for (int n = 1; n < kMostTerms && term > kSmall * sum; ++n) {
    term *= x / (a + n);
    sum += term;
  }
  return sum * gamma_factor(a, x);
}

// b0 + a1/(b1 + a2/(b2 + ...)), one pair of coefficients at a time.
class Lentz {
 public:
  explicit Lentz(double b0) : value_(b0 == 0 ? kTiny : b0), c_(value_) {}

  // Whether the value still changed.
  bool step(double a, double b) {
    d_ = b + a * d_;
    if (d_ == 0) d_ = kTiny;
    c_ = b + a / c_;
    if (c_ == 0) c_ = kTiny;
    d_ = 1 / d_;
    const double change = c_ * d_;
    value_ *= change;
    return std::fabs(change - 1) > kSmall;
  }
  double value() const { return value_; }

 private:
  double value_, c_, d_ = 0;
};

double upper_gamma_fraction(double a, double x) {
  Lentz fraction(x + 1 - a);
  for (int n = 1; n < kMostTerms; ++n) {
    if (!fraction.step(-n * (n - a), x + 2 * n + 1 - a)) break;
  }
  return gamma_factor(a, x) / fraction.value();
}

// The regularised incomplete beta function I_x(a, b) where x is below the mean.
double beta_fraction(double a, double b, double x) {
  Lentz fraction(1);
  for (int m = 0; m < kMostTerms; ++m) {
    const double odd =
        -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
    fraction.step(odd, 1);
    const int k = m + 1;
    const double even = k * (b - k) * x / ((a + 2 * k - 1) * (a + 2 * k));
    if (!fraction.step(even, 1)) break;
  }
  const double front =
      std::exp(a * std::log(x) + b * std::log1p(-x) + log_gamma(a + b) -
               log_gamma(a) - log_gamma(b)) /
      a;
  return front / fraction.value();
}

}  // namespace

double chi_squared_upper(double x, double df) {
  const double a = df / 2;
  const double half = x / 2;
  if (!(half > 0)) return 1;
  if (std::isinf(half)) return 0;
  return half < a + 1 ? 1 - lower_gamma_series(a, half)
                      : upper_gamma_fraction(a, half);
}

double student_t_lower(double t, double df) {
  if (t == 0) return 0.5;
  // P(|T| > |t|) = I_x(df/2, 1/2) with x = df / (df + t^2).
  const double x = df / (df + t * t);
  const double both =
      x < (df / 2 + 1) / (df / 2 + 2.5)
          ? beta_fraction(df / 2, 0.5, x)
          : 1 - beta_fraction(0.5, df / 2, t * t / (df + t * t));
  return t < 0 ? both / 2 : 1 - both / 2;
}

double student_t_quantile(double p, double df) {
  if (p == 0.5) return 0;
  if (p > 0.5) return -student_t_quantile(1 - p, df);
  // Bisection to the last bit: the bracket first, by doubling.
  double low = -1;
  while (student_t_lower(low, df) > p) low *= 2;
  double high = 0;
  for (double middle = (low + high) / 2; low < middle && middle < high;
       middle = (low + high) / 2) {
    (student_t_lower(middle, df) < p ? low : high) = middle;
  }
  return high;
}

}  // namespace ogive::internal
