// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// What the functions cost: nanoseconds an element of each beside relu and a
// plain copy, and what that means for a training.

#include <algorithm>
#include <chrono>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "io/progress.h"
#include "kernels/dispatch.h"
#include "ogive/nn.h"
#include "studies/data.h"
#include "studies/measure.h"
#include "studies/study.h"

namespace ogive::internal {
namespace {

constexpr std::size_t kElements = 16384;  // of an array; it fits a cache
constexpr std::size_t kUnits = 128;       // of either hidden layer
constexpr std::size_t kBatch = 32;
constexpr double kWanted = 0.95;  // accuracy on held-out rows

struct Cost {
  std::string name;
  double forward = 0, backward = 0, copy = 0;  // ns an element
  double to_copy = 0;                          // forward
};

// The lower quartile: what else the machine does only adds.
double nanoseconds(const Measurement& m, Contestant c) {
  return m.seconds[c].lower * 1e9 / static_cast<double>(m.n);
}

Cost cost_of(Function function, accuracy tier, int rounds) {
  Subject s;
  s.function = function;
  s.params = default_params(function);
  s.run.accuracy = tier;
  s.rounds = rounds;
  Cost cost{function_info(function).name};
  if (tier == accuracy::fast) cost.name += " fast";
  const Measurement forward = measure(s, kElements);
  cost.forward = nanoseconds(forward, kOp);
  cost.copy = nanoseconds(forward, kPlain);
  cost.to_copy = cost.forward / cost.copy;
  s.op = Op::backward;
  cost.backward = nanoseconds(measure(s, kElements), kOp);
  return cost;
}

// The functions of the table, the sigmoid's fast tier among them, by cost.
std::vector<Cost> measure_all(bool quick) {
  const int rounds = quick ? 3 : 15;
  Progress progress("cost", functions().size() + 1, "functions");
  std::vector<Cost> all;
  for (const FunctionInfo& info : functions()) {
    all.push_back(cost_of(info.function, accuracy::exact, rounds));
    progress.add(1);
  }
  all.push_back(cost_of(Function::sigmoid, accuracy::fast, rounds));
  progress.add(1);
  progress.finish();
  std::sort(all.begin(), all.end(),
            [](const Cost& a, const Cost& b) { return a.forward < b.forward; });
  return all;
}

const Cost& find(const std::vector<Cost>& all, const std::string& name) {
  return *std::find_if(all.begin(), all.end(),
                       [&](const Cost& c) { return c.name == name; });
}

struct Training {
  std::string activation;
  std::vector<double> seconds, accuracy;  // after each epoch
  double epoch_seconds = 0;               // lower quartile of the epochs
  double wanted_epochs = std::numeric_limits<double>::infinity();
  double wanted_seconds = std::numeric_limits<double>::infinity();
};

double lower_quartile(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 4];
}

Training train_with(const std::string& activation, const Split& digits,
                    const StudyRequest& request, std::size_t epochs) {
  nn::network<float> net(
      digits.train.inputs,
      {nn::dense{kUnits}, nn::activation{activation}, nn::dense{kUnits},
       nn::activation{activation}, nn::dense{10}},
      request.seed);
  const auto targets = nn::one_hot<float>(digits.train.classes, 10);
  const auto held_out = nn::one_hot<float>(digits.held_out.classes, 10);
  Training result;
  result.activation = activation;
  double total = 0;
  nn::training how;
  how.loss = nn::loss::softmax_cross_entropy;
  how.epochs = epochs;
  how.batch = kBatch;
  how.seed = request.seed;
  std::vector<double> each;
  how.on_epoch = [&](const nn::epoch& e) {
    each.push_back(e.seconds);
    total += e.seconds;
    result.seconds.push_back(total);
    result.accuracy.push_back(e.validation.accuracy);
    if (e.validation.accuracy >= kWanted && std::isinf(result.wanted_epochs)) {
      result.wanted_epochs = static_cast<double>(e.number);
      result.wanted_seconds = total;
    }
    return true;
  };
  nn::train<float>(net, {digits.train.x, targets},
                   {digits.held_out.x, held_out}, how);
  result.epoch_seconds = lower_quartile(each);
  return result;
}

// What the two hidden activations of an epoch take, by the costs measured.
double activation_seconds(const Cost& cost, const Split& digits) {
  const double elements =
      static_cast<double>(digits.train.rows) * 2 * static_cast<double>(kUnits);
  return elements * (cost.forward + cost.backward) * 1e-9;
}

std::vector<Chart> charts(const Texts& text, const std::vector<Cost>& costs,
                          const std::vector<Training>& trainings) {
  using Kind = ChartSeries::Kind;
  Chart bars;
  bars.title = text("cost.chart1");
  bars.y_label = text("cost.chart1.y");
  std::vector<double> at, forward, backward;
  bars.x_names.push_back(text("cost.copy"));
  at.push_back(0);
  forward.push_back(find(costs, "relu").copy);
  backward.push_back(std::nan(""));
  for (const Cost& c : costs) {
    at.push_back(static_cast<double>(at.size()));
    bars.x_names.push_back(c.name);
    forward.push_back(c.forward);
    backward.push_back(c.backward);
  }
  bars.series = {
      chart_series(text("cost.forward"), at, forward, Kind::bars, 0),
      chart_series(text("cost.backward"), at, backward, Kind::bars, 1)};

  Chart curves;
  curves.title = text("cost.chart2");
  curves.x_label = text("cost.chart2.x");
  curves.y_label = text("cost.chart2.y");
  int colour = 0;
  for (const Training& t : trainings) {
    curves.series.push_back(
        chart_series(t.activation, t.seconds, t.accuracy, Kind::line, colour));
    colour += 4;
  }
  return {bars, curves};
}

void set_training_facts(Facts& facts, const Training& t) {
  facts.set(t.activation + "_epoch_ms", 1e3 * t.epoch_seconds);
  facts.say(t.activation + "_gets_there", std::isfinite(t.wanted_epochs));
  facts.set(t.activation + "_epochs", t.wanted_epochs);
  facts.set(t.activation + "_seconds", t.wanted_seconds);
}

}  // namespace

StudyResult study_cost(const StudyRequest& request) {
  const Texts text(request.language);
  const std::vector<Cost> costs = measure_all(request.quick);
  const Split digits = read_digits(find_data(request.data, "digits.csv"));
  const std::size_t epochs = request.quick ? 3 : 30;
  std::vector<Training> trainings;
  for (const char* name : {"sigmoid", "relu"}) {
    trainings.push_back(train_with(name, digits, request, epochs));
  }

  StudyResult result;
  const Cost& relu = find(costs, "relu");
  StudyTable table{
      "", {"function", "forward_ns", "to_relu", "to_copy", "backward_ns"}, {}};
  for (const Cost& c : costs) {
    table.rows.push_back(
        {c.name, c.forward, c.forward / relu.forward, c.to_copy, c.backward});
  }
  StudyTable training{"training",
                      {"hidden", "epoch_ms", "activations_ms", "epochs_to_95",
                       "seconds_to_95", "last_accuracy"},
                      {}};
  Facts& facts = result.facts;
  for (const Training& t : trainings) {
    const double seconds =
        activation_seconds(find(costs, t.activation), digits);
    training.rows.push_back({t.activation, 1e3 * t.epoch_seconds, 1e3 * seconds,
                             t.wanted_epochs, t.wanted_seconds,
                             t.accuracy.back()});
    set_training_facts(facts, t);
    facts.set(t.activation + "_share", seconds / t.epoch_seconds);
  }
  const Cost& sigmoid = find(costs, "sigmoid");
  const Cost& fast = find(costs, "sigmoid fast");
  facts.set("functions", static_cast<double>(functions().size()));
  facts.set("sigmoid_ns", sigmoid.forward);
  facts.set("fast_ns", fast.forward);
  facts.set("relu_ns", relu.forward);
  facts.set("copy_ns", relu.copy);
  facts.set("sigmoid_to_relu", sigmoid.forward / relu.forward);
  facts.set("fast_to_relu", fast.forward / relu.forward);
  facts.set("sigmoid_to_copy", sigmoid.to_copy);
  facts.set("dearest", costs.back().name);
  facts.set("dearest_ns", costs.back().forward);
  facts.set("wanted", kWanted);
  facts.set("epochs", static_cast<double>(epochs));
  facts.set("units", static_cast<double>(kUnits));
  const double slower = trainings[0].epoch_seconds / trainings[1].epoch_seconds;
  facts.set("epoch_ratio", slower);
  result.tables = {table, training};
  result.charts = charts(text, costs, trainings);
  result.text = text.fill("cost.text", facts);
  return result;
}

}  // namespace ogive::internal
