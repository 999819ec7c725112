// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// Proves, for binary cross-entropy from logits, against MPFR: for targets in
// [0, 1] loss and gradient of float, float16 and bfloat16 are correctly rounded
// and those of double within 1 ULP, where they are next to 0 too; other targets
// get the same formula; the mean is the true one and does not depend on threads
// or targets, nor do any bits; infinities and NaN give what loss.h says; wrong
// calls throw.

#include "ogive/loss.h"

#include <algorithm>

#include "mpfr_support.h"
#include "ogive/ogive.h"

namespace ogive::test {
namespace {

Real loss_of(double x, double z) {
  const Real line = x < 0 ? Real(-x) * Real(z) : Real(x) * (Real(1) - Real(z));
  return line + log1p(exp(Real(-std::fabs(x))));
}
Real slope_of(double x, double z) {
  // s(x) - z, or for x > 0 (1 - z) - s(-x): the same without cancelling.
  const Real e = exp(Real(-std::fabs(x)));
  const Real t = e / (Real(1) + e);
  return x < 0 ? t - Real(z) : (Real(1) - Real(z)) - t;
}

template <class T>
struct Sample {
  std::vector<T> x, z;
};
template <class T>
Sample<T> sample(std::size_t n, std::uint64_t seed) {
  std::mt19937_64 random(seed);
  Sample<T> s;
  const double far = sizeof(T) == 8 ? 740 : 110;
  for (std::size_t i = 0; i < n; ++i) {
    const auto kind = random() % 8;
    s.x.push_back(kind == 0   ? uniform<T>(random, -far, far)
                  : kind == 1 ? any_finite<T>(random)
                  : kind == 2 ? static_cast<T>(double(random() % 200) - 100.0)
                              : uniform<T>(random, -8, 8));
    // Hard labels, smoothed ones, tiny ones, and the rest.
    const auto target = random() % 6;
    s.z.push_back(
        target == 0   ? static_cast<T>(0.0)
        : target == 1 ? static_cast<T>(1.0)
        : target == 2 ? static_cast<T>(0.1)
        : target == 3 ? static_cast<T>(std::ldexp(1.0, -int(random() % 40)))
        : target == 4
            ? static_cast<T>(1 / (1 + std::exp(-static_cast<double>(s.x[i]))))
            : uniform<T>(random, 0, 1));
  }
  return s;
}

template <class T>
class Bce : public testing::Test {};
TYPED_TEST_SUITE(Bce, AllTypes);

TYPED_TEST(Bce, RightlyRounded) {
  using T = TypeParam;
  const std::size_t n = 20'000;
  const auto s = sample<T>(n, 1);
  std::vector<T> loss(n), dx(n), loss_only(n), dx_only(n);
  const std::span<const T> x(s.x), z(s.z);
  bce_with_logits(x, z, std::span<T>(loss), std::span<T>(dx));
  bce_with_logits(x, z, std::span<T>(loss_only));
  bce_with_logits_gradient(x, z, std::span<T>(dx_only));
  EXPECT_TRUE(same(loss, loss_only));
  EXPECT_TRUE(same(dx, dx_only));
  Worst worst[2];
  for (std::size_t i = 0; i < n; ++i) {
    const double p = static_cast<double>(s.x[i]);
    const double q = static_cast<double>(s.z[i]);
    // Elsewhere MPFR's 600 bits do not show on which side the result is.
    const bool near = std::fabs(p) < 300 && (p == 0 || std::fabs(p) > 1e-60);
    if (sizeof(T) == 8 && !near && std::fabs(p) < 1) continue;
    const Real truth[2] = {loss_of(p, q), slope_of(p, q)};
    const T got[2] = {loss[i], dx[i]};
    for (int k = 0; k < 2; ++k) {
      const auto at = "x " + std::to_string(p) + " z " + std::to_string(q);
      const double e = ulp_error(got[k], truth[k]);
      // What the gradient's cancellation adds.
      const double extra =
          k == 0
              ? 0
              : std::ldexp(1 / (1 + std::exp(std::fabs(p))),
                           -70 - static_cast<int>(ulp_exponent<T>(truth[k])));
      if (sizeof(T) == 8) {
        EXPECT_LE(e, 1 + extra) << at << ", result " << k;
        if (extra > 0x1p-10) continue;
      } else if (near) {
        EXPECT_EQ(static_cast<double>(got[k]),
                  static_cast<double>(rounded<T>(truth[k])))
            << at << ", result " << k;
      } else {
        EXPECT_LE(e, 0.5) << at << ", result " << k;
      }
      worst[k].see(e, at);
    }
  }
  report(name_of_type<T>() + " loss", worst[0]);
  report(name_of_type<T>() + " gradient", worst[1]);
}

// With the target met, what is left is tiny and must keep its bits.
TYPED_TEST(Bce, NothingCancels) {
  using T = TypeParam;
  for (const double size : {1.0, 5.0, 17.0, 40.0, 88.0, 100.0, 700.0, 740.0}) {
    const double p = static_cast<double>(static_cast<T>(size));
    const std::vector<T> x{static_cast<T>(p), static_cast<T>(-p)};
    const std::vector<T> z{static_cast<T>(1.0), static_cast<T>(0.0)};
    std::vector<T> loss(2), dx(2);
    bce_with_logits(std::span<const T>(x), std::span<const T>(z),
                    std::span<T>(loss), std::span<T>(dx));
    const Real e = exp(Real(-p)), t = e / (Real(1) + e);
    EXPECT_LE(ulp_error(loss[0], log1p(e)), sizeof(T) == 8 ? 1 : 0.5) << p;
    EXPECT_LE(ulp_error(dx[0], -t), sizeof(T) == 8 ? 1 : 0.5) << p;
    EXPECT_EQ(bits(loss[1]), bits(loss[0]));
    EXPECT_EQ(static_cast<double>(dx[1]), -static_cast<double>(dx[0]));
  }
}

TYPED_TEST(Bce, TargetsOutsideAreComputed) {
  using T = TypeParam;
  const std::vector<T> x{static_cast<T>(2.0), static_cast<T>(-3.0)};
  const std::vector<T> z{static_cast<T>(1.5), static_cast<T>(-2.0)};
  std::vector<T> loss(2), dx(2);
  bce_with_logits(std::span<const T>(x), std::span<const T>(z),
                  std::span<T>(loss), std::span<T>(dx));
  for (std::size_t i = 0; i < 2; ++i) {
    const double p = static_cast<double>(x[i]), q = static_cast<double>(z[i]);
    EXPECT_LE(ulp_error(loss[i], loss_of(p, q)), 1);
    EXPECT_LE(ulp_error(dx[i], slope_of(p, q)), 1);
  }
}

TYPED_TEST(Bce, Mean) {
  using T = TypeParam;
  for (const std::size_t n : {1UL, 5UL, 16UL, 17UL, 3000UL}) {
    const auto s = sample<T>(n, n);
    const std::span<const T> x(s.x), z(s.z);
    Real sum(0.0);
    for (std::size_t i = 0; i < n; ++i) {
      sum = sum +
            loss_of(static_cast<double>(s.x[i]), static_cast<double>(s.z[i]));
    }
    const double expected = (sum / Real(double(n))).value();
    EXPECT_NEAR(bce_with_logits_mean(x, z), expected, 0x1p-48 * expected) << n;
  }
  const std::span<const T> none;
  EXPECT_TRUE(std::isnan(bce_with_logits_mean(none, none)));
}

TYPED_TEST(Bce, SameBitsEverywhere) {
  using T = TypeParam;
  // The scalar code of double takes microseconds an element.
  const std::size_t n = sizeof(T) == 8 ? 5'003 : 140'001;
  const auto s = sample<T>(n, 2);
  const std::span<const T> x(s.x), z(s.z);
  std::vector<double> means;
  expect_same_bits<T>([&](const options& o) {
    std::vector<std::vector<T>> out(2, std::vector<T>(n));
    bce_with_logits(x, z, std::span<T>(out[0]), std::span<T>(out[1]), o);
    means.push_back(bce_with_logits_mean(x, z, o));
    return out;
  });
  for (const double mean : means) EXPECT_EQ(bits(mean), bits(means[0]));
  EXPECT_GT(means.size(), 4U);
  // Several chunks of the sum.
  const auto big = sample<float>(200'000, 3);
  const std::span<const float> p(big.x), q(big.z);
  const double mean = bce_with_logits_mean(p, q);
  on_each_target([&] {
    for (const int threads : {1, 2, 3}) {
      EXPECT_EQ(mean,
                bce_with_logits_mean(
                    p, q, {.accuracy = accuracy::exact, .threads = threads}));
    }
  });
}

TYPED_TEST(Bce, SpecialValues) {
  using T = TypeParam;
  const double inf = HUGE_VAL, nan = std::nan("");
  const auto check = [&](double x, double z, double loss, double dx) {
    const std::vector<T> p{static_cast<T>(x)}, q{static_cast<T>(z)};
    std::vector<T> y(1), d(1);
    bce_with_logits(std::span<const T>(p), std::span<const T>(q),
                    std::span<T>(y), std::span<T>(d));
    EXPECT_EQ(bits(y[0]), bits(static_cast<T>(loss))) << x << " " << z;
    EXPECT_EQ(static_cast<double>(d[0]), dx) << x << " " << z;
  };
  on_each_target([&] {
    check(inf, 0, inf, 1);
    check(inf, 1, 0, 0);
    check(-inf, 0, 0, 0);
    check(-inf, 1, inf, -1);
    check(0, 1, std::log(2.0), -0.5);
    check(2, inf, -inf, -inf);
    for (const auto& [x, z] : {std::pair{-nan, 0.5}, std::pair{0.5, -nan}}) {
      const std::vector<T> p{static_cast<T>(x)}, q{static_cast<T>(z)};
      std::vector<T> y(1), d(1);
      bce_with_logits(std::span<const T>(p), std::span<const T>(q),
                      std::span<T>(y), std::span<T>(d));
      EXPECT_EQ(bits(y[0]), bits(static_cast<T>(nan)));
      EXPECT_EQ(bits(d[0]), bits(static_cast<T>(nan)));
    }
  });
}

TEST(BceErrors, AreInWords) {
  std::vector<float> x(8), z(8), y(8), short_one(7);
  const std::span<const float> p(x), q(z);
  expect_error([&] { bce_with_logits(p, q, std::span<float>(short_one)); },
               {"x has 8 elements and loss has 7"});
  expect_error([&] { bce_with_logits_mean(p, q.first(3)); },
               {"x has 8 elements and z has 3"});
  expect_error(
      [&] { bce_with_logits(p, q, std::span<float>(y), std::span<float>(y)); },
      {"loss and dx are the same array"});
  // In place.
  const std::vector<float> before = x;
  std::vector<float> loss(8), dx(8);
  bce_with_logits(p, q, std::span<float>(loss), std::span<float>(dx));
  bce_with_logits(p, q, std::span<float>(x), std::span<float>(z));
  EXPECT_TRUE(same(x, loss));
  EXPECT_TRUE(same(z, dx));
}

TEST(BceC, IsTheSame) {
  const std::vector<double> x{1, -2, 30}, z{0, 1, 1};
  std::vector<double> loss(3), dx(3), l(3), d(3);
  bce_with_logits(std::span<const double>(x), std::span<const double>(z),
                  std::span(loss), std::span(dx));
  EXPECT_EQ(ogive_bce_with_logits(OGIVE_F64, 3, x.data(), z.data(), l.data(),
                                  nullptr, nullptr),
            OGIVE_OK);
  EXPECT_EQ(ogive_bce_with_logits(OGIVE_F64, 3, x.data(), z.data(), nullptr,
                                  d.data(), nullptr),
            OGIVE_OK);
  EXPECT_TRUE(same(l, loss));
  EXPECT_TRUE(same(d, dx));
  double mean = 0;
  EXPECT_EQ(ogive_bce_with_logits_mean(OGIVE_F64, 3, x.data(), z.data(), &mean,
                                       nullptr),
            OGIVE_OK);
  EXPECT_EQ(mean, bce_with_logits_mean(std::span<const double>(x),
                                       std::span<const double>(z)));
  EXPECT_EQ(ogive_bce_with_logits(OGIVE_F64, 3, x.data(), z.data(), nullptr,
                                  nullptr, nullptr),
            OGIVE_ERROR_NULL);
}

}  // namespace
}  // namespace ogive::test
