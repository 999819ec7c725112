// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// Proves what nn.h says of networks beside their gradients: initial weights
// follow from the seed and keep to their bounds, predictions have the same bits
// on every target, for any number of threads and of rows at once, and are the
// sums in the documented order; copies are networks of their own; what makes no
// sense is refused in words.

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "io/sha256.h"
#include "nn/random.h"
#include "nn_support.h"
#include "ogive/activations.h"
#include "ogive/nn.h"
#include "ogive/options.h"

namespace ogive {
namespace {

using internal::Random;

TEST(NnNetwork, TheSeedGivesTheWeights) {
  auto a = a_network<float>(3), b = a_network<float>(3),
       c = a_network<float>(4);
  for (const std::size_t i : {0u, 2u, 4u}) {
    EXPECT_TRUE(same_bits<float>(a.weights(i), b.weights(i)));
    EXPECT_FALSE(same_bits<float>(a.weights(i), c.weights(i)));
  }
  EXPECT_TRUE(a.weights(1).empty());
  EXPECT_EQ(a.parameters(), 9u * 17 + 17 + 17 * 33 + 33 + 33 * 5 + 5);
  // The first draw of seed 1, so that they stay the same from version to
  // version.
  nn::network<double> one(1, {nn::dense{.units = 1, .start = nn::init::he}}, 1);
  EXPECT_EQ(one.weights(0)[0], (2 * Random(1).unit() - 1) * std::sqrt(6.0));
}

// A uniform distribution over [-a, a]: its bounds, its mean and its variance
// a^2 / 3.
TEST(NnNetwork, InitialWeightsKeepToTheirBounds) {
  const auto check = [](nn::init start, const char* next, double a) {
    std::vector<nn::layer> layers{nn::dense{.units = 200, .start = start}};
    if (next) layers.emplace_back(nn::activation{next});
    const nn::network<double> net(300, layers);
    double largest = 0, sum = 0, squares = 0;
    for (const double w : net.weights(0)) {
      largest = std::max(largest, std::fabs(w));
      sum += w;
      squares += w * w;
    }
    EXPECT_LE(largest, a);
    EXPECT_GT(largest, 0.999 * a);
    EXPECT_NEAR(sum / 60000, 0, 0.01 * a);
    EXPECT_NEAR(squares / 60000, a * a / 3, 0.01 * a * a);
    for (const double b : net.bias(0)) ASSERT_EQ(b, 0);
  };
  const double xavier = std::sqrt(6.0 / 500), he = std::sqrt(6.0 / 300);
  check(nn::init::xavier, "relu", xavier);
  check(nn::init::he, "tanh", he);
  for (const char* name : {"tanh", "sigmoid", "softsign", "softmax"}) {
    check(nn::init::automatic, name, xavier);
  }
  check(nn::init::automatic, nullptr, xavier);
  for (const char* name : {"relu", "relu6", "gelu", "elu", "softplus"}) {
    check(nn::init::automatic, name, he);
  }
  const nn::network<float> zero(3, {nn::dense{2, nn::init::zero}});
  for (const float w : zero.weights(0)) EXPECT_EQ(w, 0);
}

TEST(NnNetwork, PredictionsAreSumsInTheDocumentedOrder) {
  nn::network<float> net(50, {nn::dense{3}, nn::activation{"tanh"}});
  const auto x = random_values<float>(50, 1);
  for (float& b : net.bias(0)) b = 0.3f;
  const std::vector<float> y = net.predict(x);
  for (std::size_t j = 0; j < 3; ++j) {
    float sum = net.bias(0)[j];
    for (std::size_t k = 0; k < 50; ++k) {
      // In double the product is exact, so that this rounds it once.
      const auto product =
          static_cast<float>(static_cast<double>(x[k]) *
                             static_cast<double>(net.weights(0)[k * 3 + j]));
      sum += product;
    }
    EXPECT_EQ(y[j], tanh(sum));
  }
}

// `hash` is the same on every machine and with every compiler.
template <class T>
void check_prediction_bits(const char* hash) {
  auto net = a_network<T>();
  const std::size_t rows = 300;
  const auto x = random_values<T>(rows * 9, 5);
  const std::vector<T> y = net.predict(x);
  EXPECT_EQ(internal::sha256({reinterpret_cast<const char*>(y.data()),
                              y.size() * sizeof(T)}),
            hash);
  std::size_t tried = 0;
  for (const std::string& name : targets()) {
    set_target(name);
    for (const int threads : {1, 2, 0}) {
      net.set_options({.threads = threads});
      EXPECT_TRUE(same_bits<T>(net.predict(x), y)) << name << threads;
      ++tried;
    }
  }
  set_target("best");
  EXPECT_GE(tried, 3u);
  std::vector<T> pieces;
  for (std::size_t i = 0; i < rows; i += 37) {
    const std::size_t n = std::min<std::size_t>(37, rows - i);
    const auto part = net.predict(std::span(x).subspan(i * 9, n * 9));
    pieces.insert(pieces.end(), part.begin(), part.end());
  }
  EXPECT_TRUE(same_bits<T>(pieces, y));
  // forward() differs by the order of sums alone.
  const auto forward = net.forward(x);
  for (std::size_t i = 0; i < y.size(); ++i) {
    // One step of bfloat16 in a hidden layer may differ.
    ASSERT_NEAR(static_cast<double>(forward[i]), static_cast<double>(y[i]),
                0.02);
  }
}

TEST(NnNetwork, PredictionsHaveTheSameBitsEverywhere) {
  check_prediction_bits<float>(
      "56aa039d8f5b2458a348d68ee2cc7dffe9758f67a515a0bbf6243c4bbdc412a4");
  check_prediction_bits<double>(
      "465a4127c68e63bf8cd04aeb68e5afc837a6ccb4bec6d59c497e3ebf1a731160");
}

TEST(NnNetwork, CopiesAreNetworksOfTheirOwn) {
  auto net = a_network<float>();
  const auto x = random_values<float>(18, 5);
  auto copy = net;
  copy.weights(0)[0] += 1;
  EXPECT_NE(net.weights(0)[0], copy.weights(0)[0]);
  copy = net;
  EXPECT_TRUE(same_bits<float>(copy.predict(x), net.predict(x)));
  EXPECT_EQ(net.predict(std::span<const float>()).size(), 0u);
  EXPECT_EQ(net.forward(std::span<const float>()).size(), 0u);
}

TEST(NnNetwork, RefusesWhatMakesNoSense) {
  using Net = nn::network<float>;
  const auto refuses = [](std::vector<nn::layer> layers, const char* part) {
    expect_throw<std::invalid_argument>([&] { Net(3, layers); }, part);
  };
  expect_throw<std::invalid_argument>([] { Net(0, {nn::dense{1}}); },
                                      "0 inputs");
  refuses({}, "needs a layer");
  refuses({nn::dense{2}, nn::dense{0}}, "0 units (layer 1)");
  refuses({nn::activation{"sigmoyd"}},
          "unknown function 'sigmoyd'; there are: "
          "sigmoid, ");
  refuses({nn::activation{.function = "elu", .parameters = {{"alfa", 1}}}},
          "elu has no parameter 'alfa'; it has: alpha");
  refuses({nn::activation{.function = "elu", .parameters = {{"alpha", -1}}}},
          "alpha");
  refuses({nn::activation{.function = "relu", .parameters = {{"alpha", 1}}}},
          "it has none");
  refuses({nn::activation{.function = "gelu", .keep = nn::cache::output}},
          "gelu has no cache 'output'; it has: standard, input, bits8, bits4, "
          "bits2");
  refuses({nn::activation{.function = "softmax", .keep = nn::cache::tail}},
          "softmax has no cache 'tail'");
  refuses({nn::activation{.function = "silu",
                          .parameters = {{"beta", 2}},
                          .keep = nn::cache::bits4}},
          "for its default parameters alone");

  Net net(3, {nn::dense{2}});
  const std::vector<float> four(4), six(6);
  expect_throw<std::invalid_argument>(
      [&] { net.forward(four); }, "x has 4 elements, which are no rows of 3");
  expect_throw<std::invalid_argument>([&] { net.predict(four); },
                                      "no rows of 3");
  expect_throw<std::logic_error>([&] { net.backward(four); },
                                 "without a forward()");
  net.forward(six);
  expect_throw<std::invalid_argument>([&] { net.backward(six); },
                                      "dy has 6 elements");
  expect_throw<std::invalid_argument>(
      [&] { net.gradients(six, six, nn::loss::bce); }, "targets have 6");
  expect_throw<std::logic_error>([&] { net.output(0); }, "inspect(true)");
  expect_throw<std::logic_error>([&] { net.gradient(0); }, "inspect(true)");
  expect_throw<std::invalid_argument>([&] { net.weights(1); },
                                      "no layer 1: the network has 1");
  expect_throw<std::invalid_argument>([&] { net.set_options({.threads = -1}); },
                                      "threads");
  const std::vector<std::size_t> classes{0, 3};
  expect_throw<std::invalid_argument>([&] { nn::one_hot<float>(classes, 3); },
                                      "class 3 in row 1");
}

}  // namespace
}  // namespace ogive
