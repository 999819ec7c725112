// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// Proves, for prelu and its backward pass, against MPFR: outputs and gradients
// of x are correctly rounded, those of the weights are the true sum rounded
// once, for many shapes; the bits are the same on every target, for 1, 2 and 3
// threads and whatever the floating-point state; NaN and the kink are as
// prelu.h says; in place is right and wrong calls throw.

#include "ogive/prelu.h"

#include <tuple>

#include "mpfr_support.h"
#include "ogive/ogive.h"

namespace ogive::test {
namespace {

struct Shape {
  std::size_t outer, channels, inner;
};
constexpr Shape kShapes[] = {{1, 1, 1},    {3, 5, 7},     {1, 3, 16},
                             {2, 2, 17},   {100, 300, 1}, {7, 4, 33},
                             {1, 1, 1000}, {50, 2, 3},    {513, 1, 1}};

template <class T>
class Prelu : public testing::Test {};
TYPED_TEST_SUITE(Prelu, AllTypes);

TYPED_TEST(Prelu, RightlyRounded) {
  using T = TypeParam;
  std::mt19937_64 random(1);
  Worst worst;
  for (const Shape& s : kShapes) {
    const std::size_t n = s.outer * s.channels * s.inner;
    std::vector<T> x(n), dy(n), w(s.channels), y(n), dx(n), dw(s.channels);
    for (T& v : x) v = uniform<T>(random, -3, 2);
    for (T& v : dy) v = uniform<T>(random, -1, 1);
    for (T& v : w) v = uniform<T>(random, 0, 0.5);
    const std::span<const T> in(x), d(dy), weight(w);
    prelu(in, weight, s.inner, std::span<T>(y));
    prelu_backward(d, in, weight, s.inner, std::span<T>(dx), std::span<T>(dw));
    std::vector<Real> sums(s.channels, Real(0.0)), sizes = sums;
    for (std::size_t i = 0; i < n; ++i) {
      const std::size_t c = i / s.inner % s.channels;
      const Real v(static_cast<double>(x[i])), g(static_cast<double>(dy[i]));
      const Real slope(static_cast<double>(w[c]));
      if (static_cast<double>(x[i]) > 0) {
        EXPECT_EQ(bits(y[i]), bits(x[i]));
        EXPECT_EQ(bits(dx[i]), bits(dy[i]));
      } else {
        EXPECT_EQ(bits(y[i]), bits(rounded<T>(v * slope)));
        EXPECT_EQ(bits(dx[i]), bits(rounded<T>(g * slope)));
        sums[c] = sums[c] + g * v;
        sizes[c] = sizes[c] + abs(g * v);
      }
    }
    for (std::size_t c = 0; c < s.channels; ++c) {
      const double e = ulp_error(dw[c], sums[c]);
      EXPECT_LE(e, 0.51) << c;
      worst.see(e, std::to_string(s.outer) + " x " +
                       std::to_string(s.channels) + " x " +
                       std::to_string(s.inner));
    }
  }
  report(name_of_type<T>() + " prelu dweight", worst);
}

TYPED_TEST(Prelu, SameBitsEverywhere) {
  using T = TypeParam;
  std::mt19937_64 random(2);
  for (const Shape& s : {Shape{4, 3, 50'000}, Shape{400, 1000, 1},
                         Shape{1000, 30, 9}, Shape{1, 1, 200'001}}) {
    const std::size_t n = s.outer * s.channels * s.inner;
    std::vector<T> x(n), dy(n), w(s.channels);
    for (T& v : x) v = uniform<T>(random, -3, 2);
    for (T& v : dy) v = uniform<T>(random, -1, 1);
    for (T& v : w) v = any_finite<T>(random);
    const std::span<const T> in(x), d(dy), weight(w);
    expect_same_bits<T>([&](const options& o) {
      std::vector<std::vector<T>> out(2, std::vector<T>(n));
      out.emplace_back(s.channels);
      prelu(in, weight, s.inner, std::span<T>(out[0]), o);
      prelu_backward(d, in, weight, s.inner, std::span<T>(out[1]),
                     std::span<T>(out[2]), o);
      return out;
    });
  }
}

TYPED_TEST(Prelu, SpecialValuesAndInPlace) {
  using T = TypeParam;
  const double nan = std::nan(""), inf = HUGE_VAL;
  const auto make = [](std::initializer_list<double> values) {
    std::vector<T> row;
    for (const double v : values) row.push_back(static_cast<T>(v));
    return row;
  };
  on_each_target([&] {
    const auto x = make({-nan, 0.0, inf, -inf, -2.0});
    const auto w = make({0.5});
    std::vector<T> y(5), dx(5), dw(1);
    prelu(std::span<const T>(x), std::span<const T>(w), 5, std::span<T>(y));
    EXPECT_TRUE(same(y, make({-nan, 0, inf, -inf, -1})));
    std::vector<T> in_place = x;
    prelu(std::span<const T>(in_place), std::span<const T>(w), 1,
          std::span<T>(in_place));
    EXPECT_TRUE(same(y, in_place));
    const auto dy = make({1, 1, 1, 1, 1});
    prelu_backward(std::span<const T>(dy), std::span<const T>(x),
                   std::span<const T>(w), 5, std::span<T>(dx),
                   std::span<T>(dw));
    EXPECT_TRUE(same(dx, make({nan, 0.5, 1, 0.5, 0.5})));
    EXPECT_TRUE(same(dw, make({nan})));
    prelu_backward(std::span<const T>(dy).subspan(1),
                   std::span<const T>(x).subspan(1), std::span<const T>(w), 4,
                   std::span<T>(dx).subspan(1), std::span<T>(dw));
    EXPECT_TRUE(same(dw, make({-inf})));
  });
}

TEST(PreluErrors, AreInWords) {
  std::vector<float> x(12), y(12), w(3), dw(3);
  const std::span<const float> in(x), weight(w);
  const std::span<float> out(y), dweight(dw);
  expect_error([&] { prelu(in, weight, 5, out); }, {"12", "3", "inner is 5"});
  expect_error([&] { prelu(in, weight, 0, out); }, {"inner is 0"});
  expect_error([&] { prelu(in, weight.first(0), 1, out); }, {"weight 0"});
  expect_error([&] { prelu(in, weight, 4, out.first(11)); },
               {"x has 12 elements and y has 11"});
  expect_error(
      [&] { prelu_backward(in, in, weight, 4, out, dweight.first(2)); },
      {"weight has 3 elements and dweight has 2"});
  expect_error(
      [&] { prelu_backward(in, in, weight, 4, out, std::span<float>(w)); },
      {"weight and dweight are the same array"});
  expect_error([&] { prelu_backward(in, in, weight, 4, out, out.first(3)); },
               {"dx and dweight are the same array"});
  // Without elements the gradient of the weights is 0.
  dw = {1, 2, 3};
  prelu_backward(in.first(0), in.first(0), weight, 4, out.first(0), dweight);
  EXPECT_EQ(dw, std::vector<float>(3, 0.0f));
}

TEST(PreluC, IsTheSame) {
  const std::vector<float> x{1, -2, 3, -4}, w{0.5f, 0.25f};
  std::vector<float> y(4), z(4), dx(4), dw(2), ex(4), ew(2);
  prelu(std::span<const float>(x), std::span<const float>(w), 1, std::span(y));
  EXPECT_EQ(
      ogive_prelu(OGIVE_F32, 2, 2, 1, x.data(), w.data(), z.data(), nullptr),
      OGIVE_OK);
  EXPECT_TRUE(same(y, z));
  prelu_backward(std::span<const float>(y), std::span<const float>(x),
                 std::span<const float>(w), 1, std::span(dx), std::span(dw));
  EXPECT_EQ(ogive_prelu_backward(OGIVE_F32, 2, 2, 1, y.data(), x.data(),
                                 w.data(), ex.data(), ew.data(), nullptr),
            OGIVE_OK);
  EXPECT_TRUE(same(dx, ex));
  EXPECT_TRUE(same(dw, ew));
  EXPECT_EQ(ogive_prelu_backward(OGIVE_F32, 0, 2, 1, nullptr, nullptr, w.data(),
                                 nullptr, ew.data(), nullptr),
            OGIVE_OK);
  EXPECT_EQ(ew, std::vector<float>(2, 0.0f));
  EXPECT_EQ(ogive_prelu(OGIVE_F32, SIZE_MAX, 2, 2, x.data(), w.data(), z.data(),
                        nullptr),
            OGIVE_ERROR_STRIDE);
}

}  // namespace
}  // namespace ogive::test
