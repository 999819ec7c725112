// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// Where a sigmoid does no harm: at the output, over hidden layers of relu, and
// in a shallow network. Beside them the same networks with hidden sigmoids.

#include <algorithm>
#include <array>
#include <cmath>
#include <string>
#include <vector>

#include "ogive/nn.h"
#include "studies/data.h"
#include "studies/study.h"

namespace ogive::internal {
namespace {

constexpr std::size_t kPlacementUnits = 32;

struct Placement {
  const char* name;
  std::size_t depth;   // hidden layers
  const char* hidden;  // their function
};
constexpr std::array<Placement, 5> kPlacements{{
    {"output_only", 0, ""},
    {"shallow_sigmoid", 1, "sigmoid"},
    {"shallow_relu", 1, "relu"},
    {"deep_relu", 8, "relu"},
    {"deep_sigmoid", 8, "sigmoid"},
}};

enum Index : std::size_t {
  kShallowSigmoid = 1,
  kShallowRelu,
  kDeepRelu,
  kDeepSigmoid
};

struct Found {
  std::vector<double> loss;  // in training, after each epoch
  double accuracy = 0;       // on held-out rows
  double gradient = 0;       // norm of the first layer's, before training
};

// 1 for an even digit.
std::vector<float> targets_of(const Samples& samples) {
  std::vector<float> targets;
  for (const std::size_t digit : samples.classes) {
    targets.push_back(digit % 2 == 0 ? 1.0f : 0.0f);
  }
  return targets;
}

Found train_one(const Placement& placement, const Split& digits,
                std::uint64_t seed, bool quick) {
  std::vector<nn::layer> layers;
  for (std::size_t i = 0; i < placement.depth; ++i) {
    layers.emplace_back(nn::dense{kPlacementUnits});
    layers.emplace_back(nn::activation{placement.hidden});
  }
  layers.emplace_back(nn::dense{1});
  nn::network<float> net(digits.train.inputs, layers, seed);
  const std::vector<float> targets = targets_of(digits.train);
  const std::vector<float> held_out = targets_of(digits.held_out);
  Found found;
  // The loss has the output's sigmoid in it.
  net.gradients(digits.train.x, targets, nn::loss::bce_with_logits);
  found.gradient = nn::norm<float>(net.weight_gradient(0));
  nn::training how;
  how.loss = nn::loss::bce_with_logits;
  how.rule = nn::sgd{.learning_rate = 0.03, .momentum = 0.9};
  how.epochs = quick ? 3 : 200;
  how.seed = seed;
  how.on_epoch = [&found](const nn::epoch& e) {
    found.loss.push_back(e.training.loss);
    return true;
  };
  nn::train<float>(net, {digits.train.x, targets}, {}, how);
  found.accuracy = nn::evaluate<float>(net, {digits.held_out.x, held_out},
                                       nn::loss::bce_with_logits)
                       .accuracy;
  return found;
}

Found mean(const std::vector<Found>& all) {
  Found m;
  const auto n = static_cast<double>(all.size());
  m.loss.resize(all[0].loss.size());
  for (const Found& f : all) {
    for (std::size_t i = 0; i < m.loss.size(); ++i) m.loss[i] += f.loss[i] / n;
    m.accuracy += f.accuracy / n;
    m.gradient += f.gradient / n;
  }
  return m;
}

std::vector<Chart> charts(const Texts& text, const std::vector<Found>& found) {
  using Kind = ChartSeries::Kind;
  Chart loss;
  loss.title = text("placement.chart1");
  loss.x_label = text("placement.epoch");
  loss.y_label = text("placement.loss");
  loss.y_log = true;
  Chart accuracy;
  accuracy.title = text("placement.chart2");
  accuracy.y_label = text("placement.accuracy");
  accuracy.y_low = 0;
  accuracy.y_high = 1.05;
  std::vector<double> at, share;
  for (std::size_t i = 0; i < found.size(); ++i) {
    std::vector<double> epochs;
    for (std::size_t e = 0; e < found[i].loss.size(); ++e) {
      epochs.push_back(static_cast<double>(e + 1));
    }
    const std::string name =
        text("placement." + std::string(kPlacements[i].name));
    loss.series.push_back(chart_series(name, epochs, found[i].loss, Kind::line,
                                       static_cast<int>(i)));
    accuracy.x_names.push_back(name);
    at.push_back(static_cast<double>(i));
    share.push_back(found[i].accuracy);
  }
  accuracy.series = {chart_series("", at, share, Kind::bars, 0)};
  return {loss, accuracy};
}

}  // namespace

StudyResult study_placement(const StudyRequest& request) {
  const Texts text(request.language);
  const Split digits = read_digits(find_data(request.data, "digits.csv"));
  const std::size_t seeds = request.quick ? 1 : 5;
  std::vector<std::vector<Found>> runs(kPlacements.size(),
                                       std::vector<Found>(seeds));
  run_jobs("placement", kPlacements.size() * seeds, request.threads,
           [&](std::size_t i) {
             // The deep ones first.
             const std::size_t p = kPlacements.size() - 1 - i / seeds;
             runs[p][i % seeds] =
                 train_one(kPlacements[p], digits, request.seed + i % seeds,
                           request.quick);
           });

  StudyResult result;
  StudyTable table{"",
                   {"network", "hidden_layers", "first_gradient_start",
                    "first_loss", "last_loss", "accuracy"},
                   {}};
  std::vector<Found> found;
  Facts& facts = result.facts;
  for (std::size_t p = 0; p < kPlacements.size(); ++p) {
    found.push_back(mean(runs[p]));
    const Found& f = found.back();
    const std::string name = kPlacements[p].name;
    table.rows.push_back({name, static_cast<double>(kPlacements[p].depth),
                          f.gradient, f.loss.front(), f.loss.back(),
                          f.accuracy});
    facts.set(name + "_accuracy", f.accuracy);
    facts.set(name + "_loss", f.loss.back());
    facts.set(name + "_gradient", f.gradient);
  }
  facts.set("seeds", static_cast<double>(seeds));
  facts.set("layers", static_cast<double>(kPlacements.back().depth));
  facts.set("units", static_cast<double>(kPlacementUnits));
  facts.set("rows", static_cast<double>(digits.held_out.rows));
  // Harmless is what costs no more than two points of accuracy against the
  // same network with relu: a deep one with the sigmoid at its output alone
  // against a shallow one.
  constexpr double kPoints = 0.02;
  const auto behind = [&](Index p, Index q) {
    return found[p].accuracy < found[q].accuracy - kPoints;
  };
  facts.say("shallow_harmless", !behind(kShallowSigmoid, kShallowRelu));
  facts.say("output_harmless", !behind(kDeepRelu, kShallowRelu));
  facts.say("deep_harmful", behind(kDeepSigmoid, kDeepRelu));
  result.tables = {table};
  result.charts = charts(text, found);
  result.text = text.fill("placement.text", facts);
  return result;
}

}  // namespace ogive::internal
