// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// Proves that rounding does not kill gradients: from the tail cache the
// derivative is right to 1 % far out (x = 80 in float, 20 in bfloat16), is
// never 0 where the true one is representable, and keeps its bits when a tiny
// derivative meets a large dy. Shows beside it where the cached output has lost
// it, as activations.h documents.

#include <cmath>

#include "ogive/activations.h"
#include "support.h"

namespace ogive {
namespace {

using internal::Function;
using internal::OnTarget;
using internal::Quantity;
using internal::Reference;

template <class T>
T tail_of(T x) {
  T t;
  sigmoid_tail(std::span<const T>(&x, 1), std::span<T>(&t, 1));
  return t;
}

// dy s'(x), by way of the tail cache and of the cached output.
template <class T>
double by_tail(double x, double dy) {
  const T t = tail_of(T(x)), g = T(dy);
  T dx;
  sigmoid_backward_tail(std::span<const T>(&g, 1), std::span<const T>(&t, 1),
                        std::span<T>(&dx, 1));
  return static_cast<double>(dx);
}
template <class T>
double by_output(double x, double dy) {
  const T y = sigmoid(T(x)), g = T(dy);
  T dx;
  sigmoid_backward(std::span<const T>(&g, 1), std::span<const T>(&y, 1),
                   std::span<T>(&dx, 1));
  return static_cast<double>(dx);
}

long double truth(double x) {
  const long double e = std::exp(-std::fabs(static_cast<long double>(x)));
  return e / ((1 + e) * (1 + e));
}

// |value / (dy s'(x)) - 1|
double relative_error(double value, double x, double dy = 1) {
  return static_cast<double>(std::fabs(value / (dy * truth(x)) - 1));
}

TEST(Gradient, RightToOnePercentFarOut) {
  for (const std::string& name : targets()) {
    const OnTarget scope(name);
    for (const double x : {80.0, -80.0}) {
      EXPECT_LE(relative_error(by_tail<float>(x, 1), x), 0.01);
      // The cached output has lost it on the positive side.
      if (x > 0) {
        EXPECT_EQ(by_output<float>(x, 1), 0);
      }
    }
    for (const double x : {20.0, -20.0}) {
      EXPECT_LE(relative_error(by_tail<bfloat16>(x, 1), x), 0.01);
      if (x > 0) {
        EXPECT_EQ(by_output<bfloat16>(x, 1), 0);
      }
    }
    EXPECT_LE(relative_error(by_tail<float16>(9, 1), 9), 0.01);
    EXPECT_EQ(by_output<float16>(9, 1), 0);
    EXPECT_LE(relative_error(by_tail<double>(700, 1), 700), 1e-15);
    EXPECT_EQ(by_output<double>(700, 1), 0);
  }
}

// In steps over the whole range in which s'(x) is normal.
template <class T>
void check_relative(double end, double tolerance) {
  for (double x = -end; x <= end; x += end / 2048) {
    const double at = static_cast<double>(T(x));
    ASSERT_LE(relative_error(by_tail<T>(at, 1), at), tolerance) << at;
  }
}

TEST(Gradient, FullRelativePrecisionEverywhere) {
  // 1.5 ULP, each at most 2^(1 - precision).
  check_relative<float>(87.3, 1.5 * 0x1p-23);
  check_relative<double>(708.3, 1.5 * 0x1p-52);
  check_relative<bfloat16>(87.0, 1.5 * 0x1p-7);
  check_relative<float16>(9.7, 1.5 * 0x1p-10);
}

// A derivative of 2^-100 times a dy of 2^100 is about 1.
TEST(Gradient, TinyDerivativeTimesLargeDyKeepsItsBits) {
  for (const std::string& name : targets()) {
    const OnTarget scope(name);
    for (const double x : {50.0, 69.0, 80.0, 87.0}) {
      const double dy = std::exp2(std::round(x / std::log(2.0)));
      EXPECT_LE(relative_error(by_tail<float>(x, dy), x, dy), 1.51 * 0x1p-23);
      EXPECT_LE(relative_error(by_tail<bfloat16>(x, dy), x, dy), 1.51 * 0x1p-7);
    }
    // The product of float's t and 1 - t would be subnormal before the scaling.
    const double x = 87.25, dy = 0x1p120;
    EXPECT_LE(relative_error(by_tail<float>(x, dy), x, dy), 1.51 * 0x1p-23);
    EXPECT_LE(relative_error(by_tail<float16>(9.5, 32768), 9.5, 32768),
              1.51 * 0x1p-10);
    EXPECT_LE(relative_error(by_tail<double>(700, 0x1p1000), 700, 0x1p1000),
              1.51 * 0x1p-52);
  }
}

// Not 0 wherever the rounded s'(x) is not: of all floats between, every 1001st,
// and the neighbourhood of the last.
TEST(Gradient, NeverZeroWhereItNeedNotBe) {
  std::vector<float> x;
  const auto bits = [](float v) { return std::bit_cast<std::uint32_t>(v); };
  for (std::uint32_t b = bits(80.0f); b < bits(104.5f); b += 1001) {
    x.push_back(std::bit_cast<float>(b));
  }
  for (std::uint32_t b = bits(103.9f); b < bits(104.0f); ++b) {
    x.push_back(std::bit_cast<float>(b));
  }
  std::vector<float> t(x.size()), dx(x.size());
  const std::vector<float> dy(x.size(), 1.0f);
  Reference reference(Function::sigmoid);
  for (const std::string& name : targets()) {
    const OnTarget scope(name);
    sigmoid_tail(std::span<const float>(x), std::span<float>(t));
    sigmoid_backward_tail(std::span<const float>(dy), std::span<const float>(t),
                          std::span<float>(dx));
    std::size_t zeros = 0;
    for (std::size_t i = 0; i < x.size(); ++i) {
      const double rounded =
          reference.rounded(Quantity::derivative, internal::Dtype::f32,
                            static_cast<double>(x[i]));
      ASSERT_EQ(dx[i] == 0, rounded == 0) << x[i];
      zeros += dx[i] == 0;
    }
    // Both sides of the end were seen.
    EXPECT_GT(zeros, 0u);
    EXPECT_LT(zeros, x.size());
  }
}

// Where the documentation says the output form is 0, and off by 1 %.
TEST(Gradient, LossOfTheOutputFormIsAsDocumented) {
  EXPECT_EQ(by_output<float>(17.33, 1), 0);
  EXPECT_GT(by_output<float>(17.32, 1), 0);
  EXPECT_EQ(by_output<double>(37.43, 1), 0);
  EXPECT_GT(by_output<double>(36.7, 1), 0);
  EXPECT_EQ(by_output<float16>(8.32, 1), 0);
  EXPECT_GT(by_output<float16>(8.30, 1), 0);
  EXPECT_EQ(by_output<bfloat16>(6.25, 1), 0);
  EXPECT_GT(by_output<bfloat16>(6.2, 1), 0);
  double worst_float = 0, worst_bfloat16 = 0;
  for (int i = 0; i < 100; ++i) {
    const double x = 12.75 + i * 0x1p-9;
    worst_float =
        std::max(worst_float, relative_error(by_output<float>(x, 1), x));
    const double z = static_cast<double>(bfloat16(2.0 + i * 0x1p-6));
    worst_bfloat16 =
        std::max(worst_bfloat16, relative_error(by_output<bfloat16>(z, 1), z));
  }
  EXPECT_GT(worst_float, 0.01);
  EXPECT_GT(worst_bfloat16, 0.01);
}

}  // namespace
}  // namespace ogive
