// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// What the tests of softmax, gated units, losses and prelu share: true values
// by MPFR, errors in ULP, every target in turn, errors in words, and a spoilt
// floating-point state.

#ifndef OGIVE_TESTS_MPFR_SUPPORT_H_
#define OGIVE_TESTS_MPFR_SUPPORT_H_

#include <gtest/gtest.h>
#include <mpfr.h>

#include <bit>
#include <cfenv>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <functional>
#include <initializer_list>
#include <limits>
#include <random>
#include <span>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <vector>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

#include "expect_error.h"
#include "ogive/options.h"
#include "ogive/types.h"

namespace ogive::test {

// A number of 600 bits: what is below 2^-300 of it still breaks a tie.
class Real {
 public:
  Real() { mpfr_init2(v_, 600); }
  Real(double d) : Real() { mpfr_set_d(v_, d, MPFR_RNDN); }
  Real(const Real& o) : Real() { mpfr_set(v_, o.v_, MPFR_RNDN); }
  Real& operator=(const Real& o) {
    mpfr_set(v_, o.v_, MPFR_RNDN);
    return *this;
  }
  ~Real() { mpfr_clear(v_); }
  mpfr_ptr get() { return v_; }
  mpfr_srcptr get() const { return v_; }
  double value() const { return mpfr_get_d(v_, MPFR_RNDN); }

  friend Real operator+(const Real& a, const Real& b) {
    return make(mpfr_add, a, b);
  }
  friend Real operator-(const Real& a, const Real& b) {
    return make(mpfr_sub, a, b);
  }
  friend Real operator*(const Real& a, const Real& b) {
    return make(mpfr_mul, a, b);
  }
  friend Real operator/(const Real& a, const Real& b) {
    return make(mpfr_div, a, b);
  }
  friend Real operator-(const Real& a) { return make(mpfr_neg, a); }
  friend Real exp(const Real& a) { return make(mpfr_exp, a); }
  friend Real log1p(const Real& a) { return make(mpfr_log1p, a); }
  friend Real log(const Real& a) { return make(mpfr_log, a); }
  friend Real erfc(const Real& a) { return make(mpfr_erfc, a); }
  friend Real abs(const Real& a) { return make(mpfr_abs, a); }
  friend Real sqrt(const Real& a) { return make(mpfr_sqrt, a); }

 private:
  static Real make(int (*f)(mpfr_ptr, mpfr_srcptr, mpfr_rnd_t), const Real& a) {
    Real r;
    f(r.v_, a.v_, MPFR_RNDN);
    return r;
  }
  static Real make(int (*f)(mpfr_ptr, mpfr_srcptr, mpfr_srcptr, mpfr_rnd_t),
                   const Real& a, const Real& b) {
    Real r;
    f(r.v_, a.v_, b.v_, MPFR_RNDN);
    return r;
  }
  mpfr_t v_;
};

inline Real pi() {
  Real r;
  mpfr_const_pi(r.get(), MPFR_RNDN);
  return r;
}

template <class T>
struct Format;
template <>
struct Format<float> {
  static constexpr int kBits = 24, kLeast = -149;
};
template <>
struct Format<double> {
  static constexpr int kBits = 53, kLeast = -1074;
};
template <>
struct Format<float16> {
  static constexpr int kBits = 11, kLeast = -24;
};
template <>
struct Format<bfloat16> {
  static constexpr int kBits = 8, kLeast = -133;
};

// The nearest T, in one rounding.
template <class T>
T rounded(const Real& x) {
  if constexpr (std::is_same_v<T, double>) {
    return mpfr_get_d(x.get(), MPFR_RNDN);
  } else {
    double d = mpfr_get_d(x.get(), MPFR_RNDZ);
    if (mpfr_cmp_d(x.get(), d) != 0 && std::isfinite(d)) {  // to odd
      d = std::bit_cast<double>(std::bit_cast<std::uint64_t>(d) | 1);
      if (mpfr_sgn(x.get()) < 0) d = std::copysign(d, -1.0);
    }
    return static_cast<T>(d);
  }
}

template <class T>
auto bits(T v) {
  if constexpr (sizeof(T) == 8) return std::bit_cast<std::uint64_t>(v);
  if constexpr (sizeof(T) == 4) return std::bit_cast<std::uint32_t>(v);
  if constexpr (sizeof(T) == 2) return std::bit_cast<std::uint16_t>(v);
}
template <class T>
bool same(std::span<const T> a, std::span<const T> b) {
  return a.size() == b.size() &&
         std::memcmp(a.data(), b.data(), a.size_bytes()) == 0;
}
template <class T>
bool same(const std::vector<T>& a, const std::vector<T>& b) {
  return same<T>(std::span<const T>(a), std::span<const T>(b));
}

// The exponent of the spacing of T at x.
template <class T>
long ulp_exponent(const Real& x) {
  if (mpfr_zero_p(x.get())) return Format<T>::kLeast;
  return std::max<long>(mpfr_get_exp(x.get()) - Format<T>::kBits,
                        Format<T>::kLeast);
}

// How far y is from x, in the spacing of T at x.
template <class T>
double ulp_error(T y, const Real& x) {
  const double v = static_cast<double>(y);
  if (std::isnan(v)) return HUGE_VAL;
  if (std::isinf(v)) {
    return bits(rounded<T>(x)) == bits(y) ? 0 : HUGE_VAL;
  }
  Real off = abs(Real(v) - x);
  if (mpfr_zero_p(x.get())) return mpfr_zero_p(off.get()) ? 0 : HUGE_VAL;
  mpfr_mul_2si(off.get(), off.get(), -ulp_exponent<T>(x), MPFR_RNDN);
  return off.value();
}

// The largest error so far, with where it was.
struct Worst {
  double error = 0;
  std::string where;
  void see(double e, const std::string& at) {
    if (!(e <= error)) {
      error = e;
      where = at;
    }
  }
};
// For docs/accuracy.md.
inline void report(const std::string& what, const Worst& worst) {
  testing::Test::RecordProperty(what, std::to_string(worst.error));
  std::printf("    %-36s %.4f ULP at %s\n", what.c_str(), worst.error,
              worst.where.c_str());
}

template <class T>
std::string name_of_type() {
  return std::is_same_v<T, float>     ? "f32"
         : std::is_same_v<T, double>  ? "f64"
         : std::is_same_v<T, float16> ? "f16"
                                      : "bf16";
}

// Finite numbers of T from all exponents.
template <class T>
T any_finite(std::mt19937_64& random) {
  for (;;) {
    using U = decltype(bits(T{}));
    const T v = std::bit_cast<T>(static_cast<U>(random()));
    if (std::isfinite(static_cast<double>(v))) return v;
  }
}
// Uniform in [from, to].
template <class T>
T uniform(std::mt19937_64& random, double from, double to) {
  return static_cast<T>(
      from + (to - from) * (static_cast<double>(random() >> 11) * 0x1p-53));
}

// f() on each target in turn; the best one is in force afterwards.
inline void on_each_target(const std::function<void()>& f) {
  for (const std::string& name : targets()) {
    const testing::ScopedTrace trace(__FILE__, __LINE__, "target " + name);
    set_target(name);
    f();
  }
  set_target("best");
}

// Rounds upwards and, where there is such a thing, flushes subnormals.
class SpoiltState {
 public:
  SpoiltState() {
    std::fegetenv(&saved_);
    std::fesetround(FE_UPWARD);
#if defined(__x86_64__)
    _mm_setcsr(_mm_getcsr() | 0x8040);
#endif
  }
  ~SpoiltState() { std::fesetenv(&saved_); }
  SpoiltState(const SpoiltState&) = delete;
  SpoiltState& operator=(const SpoiltState&) = delete;

 private:
  std::fenv_t saved_;
};

// compute() gives the same arrays on every target, for threads 1, 2 and 3 and
// in a spoilt state as at first.
template <class T>
void expect_same_bits(
    const std::function<std::vector<std::vector<T>>(const options&)>& compute) {
  const auto expected = compute({});
  const auto check = [&](const options& o) {
    const auto got = compute(o);
    ASSERT_EQ(got.size(), expected.size());
    for (std::size_t i = 0; i < got.size(); ++i) {
      EXPECT_TRUE(same(got[i], expected[i])) << "array " << i;
    }
  };
  on_each_target([&] {
    for (const int threads : {1, 2, 3}) {
      check({.accuracy = accuracy::exact, .threads = threads});
    }
    std::vector<std::vector<T>> spoilt;
    {
      const SpoiltState state;
      spoilt = compute({});
    }
    for (std::size_t i = 0; i < spoilt.size(); ++i) {
      EXPECT_TRUE(same(spoilt[i], expected[i])) << "spoilt, array " << i;
    }
  });
}

using AllTypes = testing::Types<float, double, float16, bfloat16>;

}  // namespace ogive::test

#endif  // OGIVE_TESTS_MPFR_SUPPORT_H_
