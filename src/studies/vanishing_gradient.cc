// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// How the gradient shrinks from layer to layer: networks of growing depth learn
// handwritten digits with six activation functions. And where rounding, not
// mathematics, stops the learning: one hidden layer that starts saturated, with
// the output or the tail kept for the backward pass.

#include <algorithm>
#include <array>
#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include "ogive/nn.h"
#include "studies/data.h"
#include "studies/study.h"

namespace ogive::internal {
namespace {

constexpr std::size_t kHiddenUnits = 32, kDigits = 10;
constexpr std::array<const char*, 6> kFunctions{"sigmoid",    "tanh", "relu",
                                                "leaky_relu", "elu",  "gelu"};

struct Digits {
  Split split;
  std::vector<float> train, held_out;  // targets

  explicit Digits(const std::string& folder)
      : split(read_digits(find_data(folder, "digits.csv"))),
        train(nn::one_hot<float>(split.train.classes, kDigits)),
        held_out(nn::one_hot<float>(split.held_out.classes, kDigits)) {}
};

// ---- Depth

struct Trained {
  std::string function;
  std::size_t depth;
  std::vector<double> start, end;  // the gradient's norm, a hidden layer each
  double accuracy = 0;
};

std::vector<double> norms(nn::network<float>& net, const Digits& digits) {
  net.gradients(digits.split.train.x, digits.train,
                nn::loss::softmax_cross_entropy);
  std::vector<double> all;
  // The last dense layer is no hidden one.
  for (std::size_t i = 0; i + 1 < net.layers(); i += 2) {
    all.push_back(nn::norm<float>(net.weight_gradient(i)));
  }
  return all;
}

void train_deep(Trained& t, const Digits& digits, const StudyRequest& request) {
  std::vector<nn::layer> layers;
  for (std::size_t i = 0; i < t.depth; ++i) {
    layers.emplace_back(nn::dense{kHiddenUnits});
    layers.emplace_back(nn::activation{t.function});
  }
  layers.emplace_back(nn::dense{kDigits});
  nn::network<float> net(digits.split.train.inputs, layers, request.seed);
  t.start = norms(net, digits);
  nn::training how;
  how.loss = nn::loss::softmax_cross_entropy;
  how.epochs = request.quick ? 2 : 20;
  how.seed = request.seed;
  nn::train<float>(net, {digits.split.train.x, digits.train}, {}, how);
  t.end = norms(net, digits);
  t.accuracy =
      nn::evaluate<float>(net, {digits.split.held_out.x, digits.held_out},
                          nn::loss::softmax_cross_entropy)
          .accuracy;
}

std::vector<Trained> train_all(const Digits& digits,
                               const StudyRequest& request) {
  const std::vector<std::size_t> depths =
      request.quick
          ? std::vector<std::size_t>{1, 4}
          : std::vector<std::size_t>{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12};
  std::vector<Trained> all;
  // The deepest first: they take the longest.
  for (auto depth = depths.rbegin(); depth != depths.rend(); ++depth) {
    for (const char* function : kFunctions) {
      all.push_back({function, *depth, {}, {}, 0});
    }
  }
  run_jobs("vanishing-gradient", all.size(), request.threads,
           [&](std::size_t i) { train_deep(all[i], digits, request); });
  std::reverse(all.begin(), all.end());
  return all;
}

// The mean factor from a layer to the one before it.
double factor_per_layer(const std::vector<double>& norms) {
  const auto steps = static_cast<double>(norms.size() - 1);
  return std::pow(norms.front() / norms.back(), 1 / steps);
}

// ---- Rounding

struct Rounded {
  float start;  // of the hidden layer's biases
  nn::element type;
  nn::cache keep;
  double gradient = 0;  // norm of the hidden layer's, before training
  double moved = 0;     // norm of the change of its weights by training
  std::vector<double> accuracy;  // after each epoch
};

void train_saturated(Rounded& r, const Digits& digits,
                     const StudyRequest& request) {
  nn::activation hidden{"sigmoid"};
  hidden.keep = r.keep;
  hidden.type = r.type;
  nn::network<float> net(digits.split.train.inputs,
                         {nn::dense{kHiddenUnits}, hidden, nn::dense{kDigits}},
                         request.seed);
  const auto bias = net.bias(0);
  std::fill(bias.begin(), bias.end(), r.start);
  const std::vector<float> before(net.weights(0).begin(), net.weights(0).end());
  r.gradient = norms(net, digits).front();
  nn::training how;
  how.loss = nn::loss::softmax_cross_entropy;
  // Steps of a size that the gradient's does not matter for, however small.
  how.rule = nn::adam{.learning_rate = 0.02, .epsilon = 1e-30};
  how.epochs = request.quick ? 3 : 40;
  how.seed = request.seed;
  how.on_epoch = [&r](const nn::epoch& e) {
    r.accuracy.push_back(e.validation.accuracy);
    return true;
  };
  nn::train<float>(net, {digits.split.train.x, digits.train},
                   {digits.split.held_out.x, digits.held_out}, how);
  std::vector<float> change(before);
  for (std::size_t i = 0; i < change.size(); ++i) {
    change[i] -= net.weights(0)[i];
  }
  r.moved = nn::norm<float>(change);
}

std::vector<Rounded> train_all_saturated(const Digits& digits,
                                         const StudyRequest& request) {
  std::vector<Rounded> all;
  // Beyond 6.24, where bfloat16 outputs are 1, and beyond 17.33, floats'.
  for (const float start : {9.0f, 20.0f}) {
    for (const auto type : {nn::element::bf16, nn::element::f32}) {
      for (const auto keep : {nn::cache::output, nn::cache::tail}) {
        all.push_back({start, type, keep, 0, 0, {}});
      }
    }
  }
  run_jobs("vanishing-gradient", all.size(), request.threads,
           [&](std::size_t i) { train_saturated(all[i], digits, request); });
  return all;
}

// ---- Tables and charts

StudyTable depth_table(const std::vector<Trained>& all) {
  StudyTable table{
      "",
      {"function", "hidden_layers", "accuracy", "first_gradient_start",
       "last_gradient_start", "first_gradient_end", "last_gradient_end"},
      {}};
  for (const char* function : kFunctions) {
    for (const Trained& t : all) {
      if (t.function != function) continue;
      table.rows.push_back({t.function, static_cast<double>(t.depth),
                            t.accuracy, t.start.front(), t.start.back(),
                            t.end.front(), t.end.back()});
    }
  }
  return table;
}

StudyTable layer_table(const std::vector<Trained>& all, std::size_t deepest) {
  StudyTable table{"layers", {"function", "layer", "start", "end"}, {}};
  for (const char* function : kFunctions) {
    for (const Trained& t : all) {
      if (t.depth != deepest || t.function != function) continue;
      for (std::size_t i = 0; i < t.start.size(); ++i) {
        table.rows.push_back(
            {t.function, static_cast<double>(i + 1), t.start[i], t.end[i]});
      }
    }
  }
  return table;
}

StudyTable rounding_table(const std::vector<Rounded>& all) {
  StudyTable table{
      "rounding",
      {"start", "type", "kept", "gradient_start", "moved", "accuracy"},
      {}};
  for (const Rounded& r : all) {
    table.rows.push_back({static_cast<double>(r.start),
                          std::string(nn::element_name(r.type)),
                          std::string(nn::cache_name(r.keep)), r.gradient,
                          r.moved, r.accuracy.back()});
  }
  return table;
}

std::vector<double> counted(std::size_t n) {
  std::vector<double> x;
  for (std::size_t i = 1; i <= n; ++i) x.push_back(static_cast<double>(i));
  return x;
}

std::vector<Chart> charts(const Texts& text, const std::vector<Trained>& all,
                          const std::vector<Rounded>& rounded,
                          std::size_t deepest) {
  using Kind = ChartSeries::Kind;
  Chart start, end, accuracy;
  Facts facts;
  facts.set("layers", static_cast<double>(deepest));
  start.title = text.fill("vanishing-gradient.chart1", facts);
  end.title = text.fill("vanishing-gradient.chart2", facts);
  accuracy.title = text("vanishing-gradient.chart3");
  start.x_label = end.x_label = text("vanishing-gradient.layer");
  start.y_label = end.y_label = text("vanishing-gradient.norm");
  start.y_log = end.y_log = true;
  for (Chart* chart : {&start, &end, &accuracy}) {
    chart->x_low = 0.5;
    chart->x_high = static_cast<double>(deepest) + 0.5;
  }
  accuracy.x_label = text("vanishing-gradient.depth");
  accuracy.y_label = text("vanishing-gradient.accuracy");
  accuracy.y_low = 0;
  accuracy.y_high = 1;
  int colour = 0;
  for (const char* function : kFunctions) {
    std::vector<double> depths, shares;
    for (const Trained& t : all) {
      if (t.function != function) continue;
      depths.push_back(static_cast<double>(t.depth));
      shares.push_back(t.accuracy);
      if (t.depth != deepest) continue;
      const std::vector<double> x = counted(deepest);
      start.series.push_back(
          chart_series(function, x, t.start, Kind::line, colour));
      end.series.push_back(
          chart_series(function, x, t.end, Kind::line, colour));
    }
    accuracy.series.push_back(
        chart_series(function, depths, shares, Kind::line, colour));
    ++colour;
  }
  Chart rounding;
  rounding.title = text("vanishing-gradient.chart4");
  rounding.x_label = text("vanishing-gradient.epoch");
  rounding.y_label = text("vanishing-gradient.accuracy");
  rounding.y_low = 0;
  rounding.y_high = 1;
  colour = 0;
  for (const Rounded& r : rounded) {
    if (r.type != nn::element::bf16 || r.start > 10) continue;
    rounding.series.push_back(chart_series(
        text("vanishing-gradient." + std::string(nn::cache_name(r.keep))),
        counted(r.accuracy.size()), r.accuracy, Kind::line, colour));
    colour += 4;
  }
  return {start, end, accuracy, rounding};
}

void set_rounding_facts(Facts& facts, const std::vector<Rounded>& all) {
  for (const Rounded& r : all) {
    const std::string name = std::string(nn::element_name(r.type)) + "_" +
                             std::string(nn::cache_name(r.keep)) +
                             (r.start < 10 ? "_9" : "_20");
    facts.set(name + "_accuracy", r.accuracy.back());
    facts.set(name + "_gradient", r.gradient);
    facts.say(name + "_stuck", r.moved == 0);
  }
}

}  // namespace

StudyResult study_vanishing_gradient(const StudyRequest& request) {
  const Texts text(request.language);
  const Digits digits(request.data);
  const std::vector<Trained> all = train_all(digits, request);
  const std::vector<Rounded> rounded = train_all_saturated(digits, request);
  const std::size_t deepest = all.back().depth;

  StudyResult result;
  Facts& facts = result.facts;
  facts.set("layers", static_cast<double>(deepest));
  facts.set("units", static_cast<double>(kHiddenUnits));
  for (const Trained& t : all) {
    if (t.depth == deepest) {
      facts.set(t.function + "_factor", factor_per_layer(t.start));
      facts.set(t.function + "_first", t.start.front());
      facts.set(t.function + "_last", t.start.back());
      facts.set(t.function + "_deep_accuracy", t.accuracy);
    }
    if (t.depth == all.front().depth) {
      facts.set(t.function + "_shallow_accuracy", t.accuracy);
    }
  }
  facts.say("sigmoid_learns", facts.number("sigmoid_deep_accuracy") > 0.5);
  facts.say("relu_learns", facts.number("relu_deep_accuracy") > 0.5);
  set_rounding_facts(facts, rounded);
  result.tables = {depth_table(all), layer_table(all, deepest),
                   rounding_table(rounded)};
  result.charts = charts(text, all, rounded, deepest);
  result.text = text.fill("vanishing-gradient.text", facts);
  return result;
}

}  // namespace ogive::internal
