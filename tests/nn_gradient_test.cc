// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// Proves the backward pass of networks: in double, the gradient of every weight
// and bias is that of central differences, for every activation with every
// cache (the few-bit ones against their own step function), for parameters
// other than the defaults and for every loss; from the tail cache it survives
// where that of the output cache is 0; in 16-bit types layers compute what the
// functions of activations.h do; and memory that serves several layers changes
// no bit.

#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "grad/few_bit.h"
#include "nn/names.h"
#include "nn/random.h"
#include "ogive/activations.h"
#include "ogive/nn.h"

namespace ogive {
namespace {

using internal::Random;

template <class T>
std::vector<T> random_values(std::size_t n, double from, double to,
                             std::uint64_t seed) {
  Random random(seed);
  std::vector<T> values(n);
  for (T& v : values) v = static_cast<T>(from + (to - from) * random.unit());
  return values;
}

// A network of two dense layers around the activation, on rows of 3.
nn::network<double> around(const nn::activation& activation,
                           std::size_t units = 5, std::size_t outputs = 2) {
  nn::network<double> net(3, {nn::dense{units}, activation, nn::dense{outputs}},
                          7);
  Random random(11);
  for (const std::size_t i : {std::size_t{0}, std::size_t{2}}) {
    for (double& b : net.bias(i)) b = random.unit() - 0.5;
  }
  if (activation.function == "logit") {
    // Its inputs have to be in (0, 1): small weights around 1/2.
    for (double& w : net.weights(0)) w *= 0.05;
    for (double& b : net.bias(0)) b = 0.5;
  } else {
    // Wide enough to meet every branch of the functions.
    for (double& w : net.weights(0)) w *= 3;
  }
  return net;
}

// The largest difference between the gradients of the network and central
// differences of its loss, relative to the largest gradient.
double worst_difference(nn::network<double>& net, std::span<const double> x,
                        std::span<const double> targets, nn::loss of) {
  net.gradients(x, targets, of);
  std::vector<double> computed, numeric;
  const auto loss = [&] { return nn::evaluate(net, {x, targets}, of).loss; };
  const auto compare = [&](std::span<double> values,
                           std::span<const double> gradient) {
    computed.insert(computed.end(), gradient.begin(), gradient.end());
    for (double& value : values) {
      const double kept = value, h = 1e-5;
      value = kept + h;
      const double above = loss();
      value = kept - h;
      const double below = loss();
      value = kept;
      numeric.push_back((above - below) / (2 * h));
    }
  };
  for (std::size_t i = 0; i < net.layers(); ++i) {
    compare(net.weights(i), net.weight_gradient(i));
    compare(net.bias(i), net.bias_gradient(i));
  }
  double largest = 0, worst = 0;
  for (std::size_t i = 0; i < computed.size(); ++i) {
    largest = std::max(largest, std::fabs(numeric[i]));
    worst = std::max(worst, std::fabs(computed[i] - numeric[i]));
  }
  EXPECT_GT(largest, 1e-3);
  return worst / largest;
}

// Rows none of whose pre-activations is near a kink, where the two sides of a
// central difference would be on different branches.
std::vector<double> rows_off_kinks(nn::network<double>& net) {
  std::vector<double> rows;
  const std::vector<double> candidates =
      random_values<double>(std::size_t{3} * 400, -1, 1, 3);
  net.inspect(true);
  for (std::size_t i = 0; i < candidates.size() && rows.size() < 60; i += 3) {
    net.forward(std::span(candidates).subspan(i, 3));
    bool fine = true;
    for (const double z : net.output(0)) {
      for (const double kink : {-3.0, -1.0, -0.5, 0.0, 0.5, 1.0, 3.0, 6.0,
                                -0.25, 0.25, 0.75, 2.0}) {
        if (std::fabs(z - kink) < 1e-3) fine = false;
      }
    }
    if (fine) rows.insert(rows.end(), &candidates[i], &candidates[i] + 3);
  }
  net.inspect(false);
  EXPECT_EQ(rows.size(), 60u);
  return rows;
}

constexpr double kTolerance = 1e-8;

void check(const nn::activation& activation) {
  nn::network<double> net = around(activation);
  const std::vector<double> x = rows_off_kinks(net);
  const std::vector<double> z = random_values<double>(40, -1, 1, 5);
  EXPECT_LT(worst_difference(net, x, z, nn::loss::squared_error), kTolerance)
      << activation.function << " " << nn::cache_name(activation.keep);
}

bool is_few_bit(nn::cache keep) { return internal::bits_of(keep) > 0; }

TEST(NnGradient, EveryActivationAndCacheAgainstCentralDifferences) {
  std::size_t checked = 0;
  for (const std::string& name : nn::function_names()) {
    for (const nn::cache keep : internal::kCaches) {
      const bool exact = !is_few_bit(keep) || name == "relu";
      if (!nn::has_cache(name, keep) || !exact) continue;
      check({.function = name, .keep = keep});
      ++checked;
    }
  }
  // 28 functions and softmax with standard; 28 with input; those with output,
  // tail, and relu's bit.
  EXPECT_GT(checked, 28u * 2 + 5 + 15);
}

TEST(NnGradient, ParametersOtherThanTheDefaults) {
  check({.function = "elu", .parameters = {{"alpha", 0.5}}});
  check({.function = "elu",
         .parameters = {{"alpha", 0.5}},
         .keep = nn::cache::tail});
  check({.function = "celu",
         .parameters = {{"alpha", 2}},
         .keep = nn::cache::input});
  check({.function = "leaky_relu", .parameters = {{"negative_slope", 0.25}}});
  check({.function = "softplus", .parameters = {{"beta", 3}}});
  check({.function = "hardtanh",
         .parameters = {{"min_val", -0.25}, {"max_val", 0.75}}});
  check({.function = "threshold",
         .parameters = {{"threshold", 0.5}, {"value", 2}}});
  check({.function = "silu", .parameters = {{"beta", 2}}});
}

TEST(NnGradient, EveryLossAgainstCentralDifferences) {
  const auto x = random_values<double>(60, -1, 1, 3);
  // BCE: two labels, one of them not 0 or 1.
  std::vector<double> z = random_values<double>(40, 0, 1, 5);
  for (double& v : z) v = v < 0.4 ? 0 : v > 0.6 ? 1 : v;
  nn::network<double> net = around({.function = "tanh"});
  EXPECT_LT(worst_difference(net, x, z, nn::loss::bce_with_logits), kTolerance);
  nn::network<double> with_sigmoid(
      3, {nn::dense{5}, nn::activation{"tanh"}, nn::dense{2},
          nn::activation{"sigmoid"}});
  EXPECT_LT(worst_difference(with_sigmoid, x, z, nn::loss::bce), kTolerance);
  // Targets of a row that add up to 1, and such that do not.
  EXPECT_LT(worst_difference(net, x, z, nn::loss::softmax_cross_entropy),
            kTolerance);
  nn::network<double> classes = around({.function = "silu"}, 5, 4);
  std::vector<std::size_t> labels;
  for (std::size_t i = 0; i < 20; ++i) labels.push_back(i * i % 4);
  const auto hot = nn::one_hot<double>(labels, 4);
  EXPECT_LT(worst_difference(classes, x, hot, nn::loss::softmax_cross_entropy),
            kTolerance);
  EXPECT_LT(worst_difference(classes, x, hot, nn::loss::squared_error),
            kTolerance);
}

// From few bits the gradient is dy times the level of the step, exactly.
TEST(NnGradient, FewBitCachesGiveTheirLevels) {
  std::size_t checked = 0;
  for (const std::string& name : nn::function_names()) {
    for (const nn::cache keep : internal::kCaches) {
      if (!is_few_bit(keep) || !nn::has_cache(name, keep)) continue;
      ++checked;
      nn::network<double> net = around({.function = name, .keep = keep});
      const auto x = random_values<double>(60, -1, 1, 3);
      const auto z = random_values<double>(40, -1, 1, 5);
      net.inspect(true);
      net.gradients(x, z, nn::loss::squared_error);
      const auto& table = internal::few_bit_table(
          *internal::few_bit_function_of(name), internal::bits_of(keep));
      for (std::size_t i = 0; i < net.output(0).size(); ++i) {
        const double v = net.output(0)[i];
        std::size_t step = 0;
        for (const double threshold : table.thresholds) {
          step += threshold <= (table.even ? std::fabs(v) : v) ? 1 : 0;
        }
        ASSERT_EQ(net.gradient(0)[i], net.gradient(1)[i] * table.levels[step])
            << name << " " << nn::cache_name(keep);
      }
    }
  }
  EXPECT_EQ(checked, 5u * 3 + 1);
}

// Sigmoids driven far out: in bfloat16 the output is 1 and its gradient gone.
TEST(NnGradient, TailCacheKeepsGradientsAlive) {
  const auto gradient_norm = [](nn::cache keep, nn::element type) {
    nn::network<float> net(
        1, {nn::dense{4},
            nn::activation{.function = "sigmoid", .keep = keep, .type = type},
            nn::dense{1}});
    for (float& b : net.bias(0)) b = 12;
    for (float& w : net.weights(0)) w = 0.5f;
    const std::vector<float> x{1, 2}, z{3, 3};
    net.gradients(x, z, nn::loss::squared_error);
    return nn::norm(net.weight_gradient(0));
  };
  EXPECT_EQ(gradient_norm(nn::cache::output, nn::element::bf16), 0);
  const double truth = gradient_norm(nn::cache::tail, nn::element::f64);
  EXPECT_GT(truth, 1e-6);
  EXPECT_NEAR(gradient_norm(nn::cache::tail, nn::element::bf16) / truth, 1,
              0.05);
  EXPECT_NEAR(gradient_norm(nn::cache::tail, nn::element::same) / truth, 1,
              1e-5);
}

// A 16-bit layer rounds its input, computes in its type, and comes back.
template <class E>
void check_element(nn::element type, nn::cache keep) {
  nn::network<float> net(
      4,
      {nn::dense{6},
       nn::activation{.function = "elu", .keep = keep, .type = type},
       nn::dense{2}},
      5);
  net.inspect(true);
  const auto x = random_values<float>(40, -3, 3, 9);
  const auto z = random_values<float>(20, -1, 1, 10);
  net.gradients(x, z, nn::loss::squared_error);
  const std::size_t n = net.output(0).size();
  std::vector<E> in, dy, y(n), tail(n), dx(n);
  for (const float v : net.output(0)) in.push_back(E(v));
  for (const float v : net.gradient(1)) dy.push_back(E(v));
  elu_with_tail(std::span<const E>(in), std::span<E>(y), std::span<E>(tail));
  if (keep == nn::cache::tail) {
    elu_backward_tail(std::span<const E>(dy), std::span<const E>(tail),
                      std::span<E>(dx));
  } else if (keep == nn::cache::output) {
    elu_backward(std::span<const E>(dy), std::span<const E>(y),
                 std::span<E>(dx));
  } else {
    elu_derivative(std::span<const E>(in), std::span<E>(dx));
    for (std::size_t i = 0; i < n; ++i) {
      dx[i] = E(static_cast<double>(dx[i]) * static_cast<double>(dy[i]));
    }
  }
  for (std::size_t i = 0; i < n; ++i) {
    ASSERT_EQ(net.output(1)[i], static_cast<float>(y[i]));
    ASSERT_EQ(net.gradient(0)[i], static_cast<float>(dx[i]));
  }
}

TEST(NnGradient, LayersOfOtherElementTypes) {
  for (const nn::cache keep :
       {nn::cache::output, nn::cache::tail, nn::cache::input}) {
    check_element<bfloat16>(nn::element::bf16, keep);
    check_element<float16>(nn::element::f16, keep);
    check_element<double>(nn::element::f64, keep);
    check_element<float>(nn::element::f32, keep);
  }
}

// Several activations in a row, at the start and at the end: every layer's
// memory is either its own or another's by then done with.
TEST(NnGradient, SharedMemoryChangesNothing) {
  std::vector<nn::layer> layers{
      nn::activation{"tanh"},
      nn::dense{7},
      nn::activation{.function = "silu"},
      nn::activation{.function = "sigmoid", .keep = nn::cache::tail},
      nn::activation{"relu"},
      nn::dense{3},
      nn::dense{4},
      nn::activation{.function = "gelu", .keep = nn::cache::bits4},
      nn::dense{2},
      nn::activation{"softplus"}};
  nn::network<float> net(5, layers), inspected(5, layers);
  inspected.inspect(true);
  for (const std::size_t rows : {9u, 1u, 30u}) {
    const auto x = random_values<float>(rows * 5, -1, 1, rows);
    const auto z = random_values<float>(rows * 2, -1, 1, rows + 1);
    EXPECT_EQ(net.gradients(x, z, nn::loss::squared_error),
              inspected.gradients(x, z, nn::loss::squared_error));
    for (std::size_t i = 0; i < net.layers(); ++i) {
      const auto a = net.weight_gradient(i), b = inspected.weight_gradient(i);
      ASSERT_TRUE(std::equal(a.begin(), a.end(), b.begin()));
    }
  }
}

TEST(NnGradient, KeptBytesAreThoseOfTheCaches) {
  const auto kept = [](nn::cache keep, nn::element type,
                       const char* name = "sigmoid") {
    nn::network<float> net(
        2, {nn::dense{8},
            nn::activation{.function = name, .keep = keep, .type = type},
            nn::dense{1}});
    EXPECT_EQ(net.kept(0, 10).bytes, 10u * 2 * 4);
    EXPECT_EQ(net.kept(2, 10).what, "input");
    EXPECT_EQ(net.kept(2, 10).bytes, 10u * 8 * 4);
    return net.kept(1, 10);
  };
  const auto same = nn::element::same, bf16 = nn::element::bf16;
  EXPECT_EQ(kept(nn::cache::output, same).bytes, 320u);
  EXPECT_TRUE(kept(nn::cache::output, same).shared);
  EXPECT_EQ(kept(nn::cache::output, bf16).bytes, 160u);
  EXPECT_FALSE(kept(nn::cache::output, bf16).shared);
  EXPECT_EQ(kept(nn::cache::tail, bf16).what, "tail");
  EXPECT_EQ(kept(nn::cache::tail, bf16).bytes, 160u);
  EXPECT_EQ(kept(nn::cache::standard, same, "silu").what, "input");
  EXPECT_EQ(kept(nn::cache::bits8, same).bytes, 80u);
  EXPECT_EQ(kept(nn::cache::bits2, same, "gelu").what, "bits2");
  EXPECT_EQ(kept(nn::cache::bits2, same, "gelu").bytes, 20u);
  EXPECT_EQ(kept(nn::cache::bits1, same, "relu").bytes, 10u);
}

}  // namespace
}  // namespace ogive
