// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// Proves that networks compute what PyTorch does with the same weights:
// outputs, losses and gradients for each activation that PyTorch has and for
// every loss, in double and in float, and the losses and weights of 20 steps of
// gradient descent, with momentum, and of Adam. tools/network_values.py made
// the values.

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <set>
#include <span>
#include <sstream>
#include <string>
#include <vector>

#include "io/json_file.h"
#include "ogive/nn.h"

namespace ogive {
namespace {

using internal::JsonValue;

JsonValue cases() {
  return JsonValue::read(std::string(OGIVE_TEST_DATA) + "/networks.json")
      .at("cases");
}

template <class T>
std::vector<T> values(const JsonValue& json) {
  std::vector<T> result;
  for (const double v : json.numbers()) result.push_back(static_cast<T>(v));
  return result;
}

nn::loss loss_of(const JsonValue& json) {
  const std::string name = json.at("loss_function").text();
  for (const nn::loss of :
       {nn::loss::bce_with_logits, nn::loss::bce,
        nn::loss::softmax_cross_entropy, nn::loss::squared_error}) {
    if (nn::loss_name(of) == name) return of;
  }
  throw std::runtime_error("unknown loss " + name);
}

// The network of a case, with its weights.
template <class T>
nn::network<T> network_of(const JsonValue& json) {
  std::vector<nn::layer> layers;
  for (const JsonValue& layer : json.at("layers").elements()) {
    if (layer.is_text()) {
      layers.emplace_back(nn::activation{layer.text()});
    } else {
      layers.emplace_back(nn::dense{layer.count()});
    }
  }
  nn::network<T> net(4, layers);
  std::size_t i = 0;
  for (const JsonValue& dense : json.at("dense").elements()) {
    while (net.weights(i).empty()) ++i;
    const auto weights = values<T>(dense.at("weights"));
    const auto bias = values<T>(dense.at("bias"));
    std::copy(weights.begin(), weights.end(), net.weights(i).begin());
    std::copy(bias.begin(), bias.end(), net.bias(i).begin());
    ++i;
  }
  return net;
}

// The largest difference, relative to the largest of the expected values.
template <class T>
double difference(std::span<const T> got, const JsonValue& json) {
  const std::vector<double> expected = json.numbers();
  EXPECT_EQ(got.size(), expected.size());
  double largest = 0, worst = 0;
  for (std::size_t i = 0; i < expected.size(); ++i) {
    largest = std::max(largest, std::fabs(expected[i]));
    worst =
        std::max(worst, std::fabs(static_cast<double>(got[i]) - expected[i]));
  }
  return largest > 0 ? worst / largest : worst;
}

template <class T, class Of>
void compare_dense(nn::network<T>& net, const JsonValue& dense, const Of& of,
                   double tolerance) {
  std::size_t i = 0;
  for (const JsonValue& expected : dense.elements()) {
    while (net.weights(i).empty()) ++i;
    const auto [weights, bias] = of(i);
    EXPECT_LT(difference<T>(weights, expected.at("weights")), tolerance);
    EXPECT_LT(difference<T>(bias, expected.at("bias")), tolerance);
    ++i;
  }
}

template <class T>
void compare(const JsonValue& json, double tolerance) {
  nn::network<T> net = network_of<T>(json);
  const auto x = values<T>(json.at("x")), z = values<T>(json.at("targets"));
  const double expected = json.at("loss").number();
  const double loss = net.gradients(x, z, loss_of(json));
  EXPECT_NEAR(loss / expected, 1, tolerance);
  EXPECT_LT(difference<T>(net.predict(x), json.at("outputs")), tolerance);
  EXPECT_LT(difference<T>(net.forward(x), json.at("outputs")), tolerance);
  compare_dense(
      net, json.at("gradients"),
      [&](std::size_t i) {
        return std::pair(net.weight_gradient(i), net.bias_gradient(i));
      },
      tolerance);
}

TEST(NnPyTorch, OutputsLossesAndGradientsInDouble) {
  std::set<std::string> functions, losses;
  for (const JsonValue& json : cases().elements()) {
    SCOPED_TRACE(json.at("layers").elements()[1].text() + " " +
                 json.at("loss_function").text());
    // Its derivative is that of 1/6 rounded to float in PyTorch 2.15.
    const bool coarse = json.at("layers").elements()[1].text() == "hardsigmoid";
    compare<double>(json, coarse ? 1e-7 : 1e-12);
    functions.insert(json.at("layers").elements()[1].text());
    losses.insert(json.at("loss_function").text());
  }
  EXPECT_EQ(functions.size(), 24u);
  EXPECT_EQ(losses.size(), 4u);
}

TEST(NnPyTorch, OutputsLossesAndGradientsInFloat) {
  std::size_t compared = 0;
  for (const JsonValue& json : cases().elements()) {
    // Probabilities that round to 1 have no finite loss that floats could share
    // with doubles.
    if (json.at("loss_function").text() == "bce") continue;
    SCOPED_TRACE(json.at("layers").elements()[1].text());
    compare<float>(json, 2e-6);
    ++compared;
  }
  EXPECT_EQ(compared, 29u);
}

// Where logarithms and the gradient are cut off.
TEST(NnPyTorch, ProbabilitiesOfExactly0And1) {
  nn::network<double> net(1, {nn::activation{"relu"}});
  net.inspect(true);
  const std::vector<double> p{0, 1, 1, 1e-13, 0.25}, z{1, 0, 1, 1, 0.25};
  const double expected[] = {-200000000799.16058, 200000000799.16058, 0,
                             -200000000799.14056, 0};
  EXPECT_NEAR(net.gradients(p, z, nn::loss::bce), 46.09918827070828, 1e-13);
  for (std::size_t i = 0; i < p.size(); ++i) {
    // PyTorch's 1e-12 is a float.
    EXPECT_NEAR(net.gradient(0)[i], expected[i], 1e-8 * std::fabs(expected[i]));
  }
}

nn::rule rule_of(const std::string& text) {
  std::istringstream words(text);
  std::string name;
  double rate = 0, momentum = 0;
  words >> name >> rate >> momentum;
  if (name == "adam") return nn::adam{.learning_rate = rate};
  return nn::sgd{.learning_rate = rate, .momentum = momentum};
}

TEST(NnPyTorch, TwentyStepsOfEachRule) {
  std::set<std::string> rules;
  for (const JsonValue& json : cases().elements()) {
    if (!json.has("steps")) continue;
    const JsonValue steps = json.at("steps");
    rules.insert(steps.at("rule").text());
    SCOPED_TRACE(steps.at("rule").text());
    nn::network<double> net = network_of<double>(json);
    nn::optimizer<double> optimizer(net, rule_of(steps.at("rule").text()));
    const auto x = values<double>(json.at("x"));
    const auto z = values<double>(json.at("targets"));
    for (const double loss : steps.at("losses").numbers()) {
      EXPECT_NEAR(net.gradients(x, z, loss_of(json)) / loss, 1, 1e-10);
      optimizer.step();
    }
    compare_dense(
        net, steps.at("dense"),
        [&](std::size_t i) {
          return std::pair<std::span<const double>, std::span<const double>>(
              net.weights(i), net.bias(i));
        },
        1e-10);
  }
  EXPECT_EQ(rules.size(), 3u);
}

}  // namespace
}  // namespace ogive
