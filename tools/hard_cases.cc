// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// Finds the inputs whose true sigmoid or derivative lies nearest to a tie, the
// point half-way between two numbers where rounding changes direction: there a
// kernel's smallest error shows. Prints a file of tests/data/ to stdout:
//
//   hard_cases f32 >tests/data/hard_cases_f32.txt    about a minute
//   hard_cases f64 >tests/data/hard_cases_f64.txt    about a minute
//
// f32: all inputs, in double, the nearest ones settled by MPFR. Left out
// are inputs so near 0 that the value is that of the first terms of its series
// and ties come by the thousand: |x| < 2^-11, and 2^-13 for the derivative.
//
// f64: in each binade, many intervals so short that the function is a straight
// line but for a small part of an ULP. On a line value + j slope, the places j
// with a fractional part near 1/2 are found without trying each (first_hit),
// so that some 10^12 inputs are searched in a minute; MPFR measures the hits.

#include <mpfr.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <vector>

#include "verify/element.h"
#include "verify/quick.h"
#include "verify/reference.h"
#include "verify/sweep.h"

namespace ogive::internal {
namespace {

struct Case {
  double x;
  double distance;  // from the tie, in ULP
};

const char* name_of(Quantity q) {
  return q == Quantity::forward ? "forward" : "derivative";
}

// Prints the `keep` nearest.
void print(std::vector<Case>& cases, Quantity q, std::size_t keep) {
  std::sort(cases.begin(), cases.end(), [](const Case& a, const Case& b) {
    return a.distance != b.distance ? a.distance < b.distance : a.x < b.x;
  });
  if (cases.size() > keep) cases.resize(keep);
  for (const Case& c : cases) {
    std::printf("%a %s %.2f\n", c.x, name_of(q), std::log2(c.distance));
  }
}

// Distance from a tie by MPFR: the error of the rounded value is 1/2 less that.
double exact_distance(Reference& reference, Quantity q, Dtype dtype, double x) {
  const double y = reference.rounded(q, dtype, x);
  return 0.5 - reference.ulp_error(q, dtype, y, x);
}

// ---- f32

// Adds the inputs of the bit patterns [first, last] within 2^-20 ULP of a tie.
void scan_f32(Quantity q, float first, float last, std::vector<Case>& found) {
  constexpr std::uint32_t kChunk = 1 << 20;
  const auto begin = std::bit_cast<std::uint32_t>(first);
  const auto end = std::bit_cast<std::uint32_t>(last);
  const std::uint64_t chunks = (end - begin) / kChunk + 1;
  const FunctionInfo& info = function_info(Function::sigmoid);
  std::vector<std::vector<Case>> parts(chunks);
  sweep_chunks(chunks, 0, [&](std::uint64_t c, int) {
    Reference reference(Function::sigmoid);
    Quick<double> quick(expression_of(info, q),
                        default_params(Function::sigmoid));
    const std::uint32_t from = begin + static_cast<std::uint32_t>(c) * kChunk;
    const std::uint32_t size = std::min(kChunk, end - from + 1);
    std::vector<double> x, value(kQuickBlock), error(kQuickBlock);
    for (std::uint32_t start = 0; start < size; start += kQuickBlock) {
      const auto n = std::min<std::size_t>(kQuickBlock, size - start);
      x.clear();
      for (std::uint32_t i = 0; i < n; ++i) {
        x.push_back(std::bit_cast<float>(from + start + i));
      }
      quick.evaluate(x.data(), nullptr, n, value.data(), error.data());
      for (std::size_t i = 0; i < n; ++i) {
        const double ulps = inverse_ulp<F32>(std::fabs(value[i]));
        const double scaled = std::fabs(value[i]) * ulps;
        const double away = std::fabs(scaled - std::floor(scaled) - 0.5);
        // Not so where the error is NaN, that is not known.
        if (away > 0x1p-20 + error[i] * ulps) continue;
        const double d = exact_distance(reference, q, Dtype::f32, x[i]);
        if (d < 0x1p-20) parts[c].push_back({x[i], d});
      }
    }
  });
  for (const auto& part : parts) {
    found.insert(found.end(), part.begin(), part.end());
  }
}

void f32() {
  std::puts(
      "# Inputs of float sigmoid and derivative whose true values lie nearest "
      "to a tie.\n"
      "# Made by tools/hard_cases.cc (hard_cases f32), which says how.\n"
      "# Each line: the input, the function, log2 of the distance in ULP; all "
      "inputs\n"
      "# below 2^-20 are here. The derivative is even: negative inputs are as "
      "hard.");
  std::vector<Case> cases;
  scan_f32(Quantity::forward, 0x1p-11f, 17.5f, cases);
  scan_f32(Quantity::forward, -0x1p-11f, -104.5f, cases);
  print(cases, Quantity::forward, cases.size());
  cases.clear();
  scan_f32(Quantity::derivative, 0x1p-13f, 104.5f, cases);
  print(cases, Quantity::derivative, cases.size());
}

// ---- f64

using Fixed = std::uint64_t;  // a fraction, in 1 / 2^64
// Products, and the modulus 2^64.
__extension__ typedef unsigned __int128 Wide;
__extension__ typedef __int128 SignedWide;

// The least j >= 0 with low <= j * step mod modulus <= high, or -1 if there is
// none; 0 <= low <= high < modulus. Euclid's algorithm: where no multiple of
// the step falls between low and high in the first turn, the number of turns is
// the answer to a smaller question of the same kind.
SignedWide first_hit(Wide step, Wide modulus, Wide low, Wide high) {
  if (low == 0) return 0;
  if (step == 0) return -1;
  if (2 * step > modulus) {
    return first_hit(modulus - step, modulus, modulus - high, modulus - low);
  }
  const Wide j = (low + step - 1) / step;
  if (j * step <= high) return static_cast<SignedWide>(j);
  // Turns t with low <= j step - t modulus <= high: t modulus mod step between
  // -high mod step and -low mod step.
  const SignedWide turns =
      first_hit(modulus % step, step, (step - high % step) % step,
                (step - low % step) % step);
  if (turns < 0) return -1;
  return static_cast<SignedWide>(
      (low + static_cast<Wide>(turns) * modulus + step - 1) / step);
}

// The fractional part of (true value in ULP), and its exponent.
struct Start {
  Fixed fraction;
  long exponent;
};

class Evaluator {
 public:
  Evaluator() { mpfr_inits2(192, v_, e_, d_, nullptr); }
  ~Evaluator() { mpfr_clears(v_, e_, d_, nullptr); }
  Evaluator(const Evaluator&) = delete;
  Evaluator& operator=(const Evaluator&) = delete;

  Start operator()(Quantity q, double x) {
    mpfr_set_d(e_, -std::fabs(x), MPFR_RNDN);
    mpfr_exp(e_, e_, MPFR_RNDN);
    mpfr_add_ui(d_, e_, 1, MPFR_RNDN);
    if (q == Quantity::forward && x > 0) {
      mpfr_ui_div(v_, 1, d_, MPFR_RNDN);
    } else {
      mpfr_div(v_, e_, d_, MPFR_RNDN);
      if (q == Quantity::derivative) mpfr_div(v_, v_, d_, MPFR_RNDN);
    }
    const long exponent = std::max(mpfr_get_exp(v_) - 1, mpfr_exp_t{-1022});
    mpfr_mul_2si(v_, v_, 52 - exponent, MPFR_RNDN);
    mpfr_frac(v_, v_, MPFR_RNDN);
    mpfr_mul_2ui(v_, v_, 64, MPFR_RNDN);
    return {mpfr_get_ui(v_, MPFR_RNDZ), exponent};
  }

 private:
  mpfr_t v_, e_, d_;
};

// The change of the value from one input to the next, in ULP.
long double slope(Quantity q, double x, double step, long exponent) {
  const long double e = std::exp(-std::fabs(static_cast<long double>(x)));
  const long double d = 1 + e;
  long double s = e / d / d;
  if (q == Quantity::derivative) s *= (e - 1) / d;  // x > 0
  return s * std::ldexp(static_cast<long double>(step),
                        static_cast<int>(52 - exponent));
}

// Searches `intervals` pseudo-random intervals of the binade from 2^k.
std::vector<Case> search_binade(Quantity q, bool negative, int k, double limit,
                                std::uint64_t intervals) {
  Evaluator evaluate;
  Reference reference(Function::sigmoid);
  std::vector<Case> found;
  const double step = std::ldexp(1.0, k - 52);
  // The values' relative second derivative is below 1, so over n inputs the
  // curve leaves the line by less than 2^53 (n step)^2 / 2 ULP. With n = 1 / (4
  // tolerance), one hit is expected in an interval.
  const double tolerance = std::pow(step * 0x1p24, 2.0 / 3);
  const auto n = static_cast<std::uint64_t>(0.25 / tolerance);
  for (std::uint64_t i = 0; i < intervals; ++i) {
    const std::uint64_t r =
        mix(mix(i) ^ mix(static_cast<std::uint64_t>(k + 100) * 4 +
                         negative * 2 + (q == Quantity::forward)));
    double x = std::bit_cast<double>(r >> 12 | std::uint64_t{0x3FF} << 52);
    x = std::ldexp(x, k);
    if (x + static_cast<double>(n) * step > limit) continue;
    if (negative) x = -x;
    const Start start = evaluate(q, x);
    // Inputs ascend in magnitude.
    long double b = slope(q, x, negative ? -step : step, start.exponent);
    b -= std::floor(b);
    const auto b_fixed = static_cast<Fixed>(b * 0x1p64L);
    const auto width = static_cast<Fixed>(tolerance * 0x1p64);
    Fixed at = start.fraction;
    for (std::uint64_t j = 0;;) {
      const Fixed low = (Fixed{1} << 63) - width - at;
      const Wide modulus = Wide{1} << 64;
      const SignedWide hit =
          low + 2 * width < low
              ? 0
              : first_hit(b_fixed, modulus, low, low + 2 * width);
      if (hit < 0 || static_cast<Wide>(hit) > n - j) break;
      j += static_cast<std::uint64_t>(hit);
      const double there =
          x + (negative ? -1 : 1) * static_cast<double>(j) * step;
      found.push_back(
          {there, std::fabs(exact_distance(reference, q, Dtype::f64, there))});
      at += (static_cast<Fixed>(hit) + 1) * b_fixed;
      if (++j > n) break;
    }
    if (found.size() > 4096) {
      std::nth_element(
          found.begin(), found.begin() + 16, found.end(),
          [](const Case& a, const Case& c) { return a.distance < c.distance; });
      found.resize(16);
    }
  }
  return found;
}

void f64(std::uint64_t intervals) {
  std::puts(
      "# Inputs of double sigmoid and derivative whose true values lie nearest "
      "to a tie:\n"
      "# the nearest four found in each binade.\n"
      "# Made by tools/hard_cases.cc (hard_cases f64), which says how.\n"
      "# Each line: the input, the function, log2 of the distance in ULP. The "
      "derivative\n"
      "# is even: negative inputs are as hard.");
  struct Job {
    Quantity q;
    bool negative;
    int k;
    double limit;
  };
  std::vector<Job> jobs;
  for (int k = -17; k <= 5; ++k) {
    jobs.push_back({Quantity::forward, false, k, 37.5});
  }
  for (int k = -17; k <= 9; ++k) {
    jobs.push_back({Quantity::forward, true, k, 745.2});
  }
  for (int k = -17; k <= 9; ++k) {
    jobs.push_back({Quantity::derivative, false, k, 745.2});
  }
  std::vector<std::vector<Case>> found(jobs.size());
  sweep_chunks(jobs.size(), 0, [&](std::uint64_t i, int) {
    const Job& job = jobs[i];
    found[i] = search_binade(job.q, job.negative, job.k, job.limit, intervals);
  });
  for (std::size_t i = 0; i < jobs.size(); ++i) print(found[i], jobs[i].q, 4);
}

}  // namespace
}  // namespace ogive::internal

int main(int argc, char** argv) {
  if (argc == 2 && std::strcmp(argv[1], "f32") == 0) {
    ogive::internal::f32();
  } else if (argc == 2 && std::strcmp(argv[1], "f64") == 0) {
    ogive::internal::f64(200'000);
  } else {
    std::fputs("usage: hard_cases f32|f64\n", stderr);
    return 2;
  }
  return 0;
}
