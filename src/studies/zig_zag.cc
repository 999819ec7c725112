// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// What outputs that are never negative do to the layer after them: for one
// example all weight gradients of a neuron have one sign, so that two weights
// that should move apart go there in a zig-zag. Shown beside tanh.

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <iterator>
#include <numeric>
#include <random>
#include <string>
#include <vector>

#include "ogive/activations.h"
#include "ogive/nn.h"
#include "studies/data.h"
#include "studies/study.h"

namespace ogive::internal {
namespace {

constexpr std::array<const char*, 2> kZigZagFunctions{"sigmoid", "tanh"};
constexpr std::size_t kHidden = 16, kClasses = 10;
constexpr std::ptrdiff_t kShown = 100;  // steps of a path in its chart
// The mean share of the more frequent side of 16 tosses of a coin:
// 1/2 + C(16, 8) / 2^17.
constexpr double kByChance = 0.5 + 12870.0 / 131072;

double squash(const std::string& function, double x) {
  return function == "sigmoid" ? ogive::sigmoid(x) : ogive::tanh(x);
}

// ---- Signs of the gradients in a network

struct Signs {
  double one = 0;  // neurons all of whose gradients have one sign, a share
  // The share of the more frequent sign, for one example and in batches.
  double majority = 0, batch = 0;
};

// Adds up over the neurons of the last layer.
void count_signs(const nn::network<double>& net, double& neurons, double& same,
                 double& majority) {
  const auto gradient = net.weight_gradient(2);
  for (std::size_t j = 0; j < kClasses; ++j) {
    std::size_t positive = 0, negative = 0;
    for (std::size_t k = 0; k < kHidden; ++k) {
      const double g = gradient[k * kClasses + j];
      positive += g > 0 ? 1 : 0;
      negative += g < 0 ? 1 : 0;
    }
    if (positive + negative == 0) continue;
    neurons += 1;
    same += positive == 0 || negative == 0 ? 1 : 0;
    majority += static_cast<double>(std::max(positive, negative)) /
                static_cast<double>(positive + negative);
  }
}

Signs signs_in_network(const std::string& function, const Split& digits,
                       const StudyRequest& request) {
  nn::network<double> net(
      digits.train.inputs,
      {nn::dense{kHidden}, nn::activation{function}, nn::dense{kClasses}},
      request.seed);
  const std::vector<double> x(digits.train.x.begin(), digits.train.x.end());
  const auto targets = nn::one_hot<double>(digits.train.classes, kClasses);
  nn::training how;
  how.loss = nn::loss::softmax_cross_entropy;
  how.epochs = request.quick ? 1 : 5;
  how.seed = request.seed;
  nn::train<double>(net, {x, targets}, {}, how);

  const std::size_t inputs = digits.train.inputs;
  const auto part = [&](std::size_t from, std::size_t rows) {
    net.gradients(std::span(x).subspan(from * inputs, rows * inputs),
                  std::span(targets).subspan(from * kClasses, rows * kClasses),
                  nn::loss::softmax_cross_entropy);
  };
  Signs signs;
  double neurons = 0, unused = 0;
  for (std::size_t r = 0; r < digits.train.rows; ++r) {
    part(r, 1);
    count_signs(net, neurons, signs.one, signs.majority);
  }
  signs.one /= neurons;
  signs.majority /= neurons;
  neurons = 0;
  for (std::size_t r = 0; r + 32 <= digits.train.rows; r += 32) {
    part(r, 32);
    count_signs(net, neurons, unused, signs.batch);
  }
  signs.batch /= neurons;
  return signs;
}

// ---- The path of two weights

// A neuron s(w1 a1 + w2 a2) learns which tumours are malignant from two
// measurements that went through the function, the second with its sign
// changed: the best weights have different signs.
struct Neuron {
  std::vector<std::array<double, 2>> a;
  std::vector<double> target;
};

Neuron neuron_inputs(const std::string& function, const Samples& tumours) {
  constexpr std::size_t kRadius = 0, kTexture = 1;
  Neuron n;
  for (std::size_t r = 0; r < tumours.rows; ++r) {
    const float* row = &tumours.x[r * tumours.inputs];
    n.a.push_back({squash(function, static_cast<double>(row[kRadius])),
                   squash(function, -static_cast<double>(row[kTexture]))});
    n.target.push_back(static_cast<double>(tumours.classes[r]));
  }
  return n;
}

// The weights of the smallest mean cross-entropy, by Newton's method.
std::array<double, 2> best_weights(const Neuron& n) {
  std::array<double, 2> w{};
  for (int step = 0; step < 50; ++step) {
    double g0 = 0, g1 = 0, h00 = 0, h01 = 0, h11 = 0;
    for (std::size_t r = 0; r < n.a.size(); ++r) {
      const auto& [a0, a1] = n.a[r];
      const double p = ogive::sigmoid(w[0] * a0 + w[1] * a1);
      const double d = p - n.target[r], v = p * (1 - p);
      g0 += d * a0;
      g1 += d * a1;
      h00 += v * a0 * a0;
      h01 += v * a0 * a1;
      h11 += v * a1 * a1;
    }
    const double det = h00 * h11 - h01 * h01;
    w[0] -= (h11 * g0 - h01 * g1) / det;
    w[1] -= (h00 * g1 - h01 * g0) / det;
  }
  return w;
}

struct Path {
  std::array<double, 2> best{};
  std::vector<double> w1, w2;  // from the start on
  double steps = 0;            // till a tenth of the way was left
  double detour = 0;           // length of the path till there, to its ends'
                               // distance
  double together = 0;         // share of the steps that move both weights up,
                               // or both down
  bool arrived = false;
};

// Stochastic gradient descent from (0, 0), a row a step.
Path descend(const Neuron& n, std::uint64_t seed) {
  constexpr double kRate = 0.5;
  constexpr std::size_t kMostRounds = 20;
  Path path;
  path.best = best_weights(n);
  std::array<double, 2> w{};
  path.w1 = path.w2 = {0};
  const double whole = std::hypot(path.best[0], path.best[1]);
  std::vector<std::size_t> order(n.a.size());
  std::iota(order.begin(), order.end(), 0);
  std::mt19937_64 random(seed);
  double length = 0, together = 0;
  for (std::size_t round = 0; round < kMostRounds; ++round) {
    // Fisher and Yates's, written out: the library's differs among compilers.
    for (std::size_t i = order.size() - 1; i > 0; --i) {
      std::swap(order[i], order[random() % (i + 1)]);
    }
    for (const std::size_t r : order) {
      const auto& [a0, a1] = n.a[r];
      const double d = ogive::sigmoid(w[0] * a0 + w[1] * a1) - n.target[r];
      const double s0 = -kRate * d * a0, s1 = -kRate * d * a1;
      w = {w[0] + s0, w[1] + s1};
      path.w1.push_back(w[0]);
      path.w2.push_back(w[1]);
      length += std::hypot(s0, s1);
      together += s0 * s1 > 0 ? 1 : 0;
      path.steps += 1;
      if (std::hypot(w[0] - path.best[0], w[1] - path.best[1]) < whole / 10) {
        path.arrived = true;
        path.detour = length / std::hypot(w[0], w[1]);
        path.together = together / path.steps;
        return path;
      }
    }
  }
  path.detour = length / std::hypot(w[0], w[1]);
  path.together = together / path.steps;
  return path;
}

std::vector<Chart> charts(const Texts& text, const std::vector<Path>& paths,
                          const std::vector<Signs>& signs) {
  using Kind = ChartSeries::Kind;
  std::vector<Chart> all;
  for (std::size_t i = 0; i < kZigZagFunctions.size(); ++i) {
    Chart chart;
    Facts facts;
    facts.set("function", std::string(kZigZagFunctions[i]));
    facts.set("steps", static_cast<double>(kShown));
    const auto first = [](const std::vector<double>& whole) {
      return std::vector<double>(
          whole.begin(),
          whole.begin() + std::min(std::ssize(whole), kShown + 1));
    };
    chart.title = text.fill("zig-zag.chart1", facts);
    chart.x_label = "w\u2081";
    chart.y_label = "w\u2082";
    const std::vector<double> w1 = first(paths[i].w1), w2 = first(paths[i].w2);
    chart.series = {
        chart_series(text("zig-zag.path"), w1, w2, Kind::line, i == 0 ? 0 : 2),
        chart_series(text("zig-zag.best"), {0, paths[i].best[0]},
                     {0, paths[i].best[1]}, Kind::line, 4, true)};
    // The path fills the chart; the best weights are far off.
    const auto [left, right] = std::minmax_element(w1.begin(), w1.end());
    const auto [bottom, top] = std::minmax_element(w2.begin(), w2.end());
    chart.x_low = *left - 0.1;
    chart.x_high = *right + 0.1;
    chart.y_low = *bottom - 0.1;
    chart.y_high = *top + 0.1;
    all.push_back(chart);
  }
  Chart bars;
  bars.title = text("zig-zag.chart2");
  bars.y_label = text("zig-zag.chart2.y");
  bars.y_low = 0;
  bars.y_high = 1.05;
  bars.x_names = {text("zig-zag.one"), text("zig-zag.batch")};
  for (std::size_t i = 0; i < kZigZagFunctions.size(); ++i) {
    bars.series.push_back(chart_series(kZigZagFunctions[i], {0, 1},
                                       {signs[i].majority, signs[i].batch},
                                       Kind::bars, i == 0 ? 0 : 1));
  }
  all.push_back(bars);
  return all;
}

}  // namespace

StudyResult study_zig_zag(const StudyRequest& request) {
  const Texts text(request.language);
  const Split digits = read_digits(find_data(request.data, "digits.csv"));
  const Split tumours =
      read_tumours(find_data(request.data, "breast_cancer_wdbc.csv"));
  std::vector<Signs> signs(kZigZagFunctions.size());
  std::vector<Path> paths(kZigZagFunctions.size());
  run_jobs(
      "zig-zag", kZigZagFunctions.size(), request.threads, [&](std::size_t i) {
        signs[i] = signs_in_network(kZigZagFunctions[i], digits, request);
        paths[i] = descend(neuron_inputs(kZigZagFunctions[i], tumours.train),
                           request.seed);
      });

  StudyResult result;
  StudyTable table{"",
                   {"inputs_by", "one_sign", "one_majority", "batch_majority",
                    "steps", "arrived", "detour", "together"},
                   {}};
  for (std::size_t i = 0; i < kZigZagFunctions.size(); ++i) {
    const std::string name = kZigZagFunctions[i];
    table.rows.push_back({name, signs[i].one, signs[i].majority, signs[i].batch,
                          paths[i].steps, paths[i].arrived ? 1.0 : 0.0,
                          paths[i].detour, paths[i].together});
    Facts& facts = result.facts;
    facts.set(name + "_one", signs[i].one);
    facts.set(name + "_batch", signs[i].batch);
    facts.set(name + "_steps", paths[i].steps);
    facts.set(name + "_detour", paths[i].detour);
    facts.set(name + "_together", paths[i].together);
    facts.say(name + "_arrived", paths[i].arrived);
  }
  result.facts.set("rows", static_cast<double>(digits.train.rows));
  result.facts.set("by_chance", kByChance);
  result.facts.set("hidden", static_cast<double>(kHidden));
  result.facts.say("sigmoid_detours", paths[0].detour > paths[1].detour);
  result.tables = {table};
  result.charts = charts(text, paths, signs);
  result.text = text.fill("zig-zag.text", result.facts);
  return result;
}

}  // namespace ogive::internal
