// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// Sigmoid outputs beside softmax's: each in (0, 1), but only softmax's add up
// to 1. Four statements about a handwritten digit, of which none, some or all
// are true at once, are learned with either.

#include <algorithm>
#include <array>
#include <cmath>
#include <string>
#include <vector>

#include "ogive/activations.h"
#include "ogive/nn.h"
#include "ogive/softmax.h"
#include "studies/data.h"
#include "studies/study.h"

namespace ogive::internal {
namespace {

constexpr std::size_t kLabels = 4;
constexpr std::array<const char*, kLabels> kNames{"even", "loop", "from_five",
                                                  "prime"};

// Whether a digit is even, is drawn with a closed loop, is 5 or more, is prime.
std::array<bool, kLabels> labels_of(std::size_t digit) {
  return {digit % 2 == 0, digit == 0 || digit == 6 || digit == 8 || digit == 9,
          digit >= 5, digit == 2 || digit == 3 || digit == 5 || digit == 7};
}

std::size_t true_labels(std::size_t digit) {
  const auto labels = labels_of(digit);
  return static_cast<std::size_t>(
      std::count(labels.begin(), labels.end(), true));
}

// 1 for each label that holds; for softmax they share the 1, and rows without
// any share it among all.
std::vector<float> targets_of(const Samples& samples, bool shared) {
  std::vector<float> targets;
  for (const std::size_t digit : samples.classes) {
    const auto labels = labels_of(digit);
    const auto count = static_cast<float>(true_labels(digit));
    for (const bool holds : labels) {
      targets.push_back(!shared      ? (holds ? 1.0f : 0.0f)
                        : count == 0 ? 1.0f / kLabels
                        : holds      ? 1.0f / count
                                     : 0.0f);
    }
  }
  return targets;
}

// The last layer's sums for the held-out rows.
std::vector<float> trained_sums(const Split& digits, bool softmax,
                                const StudyRequest& request) {
  nn::network<float> net(
      digits.train.inputs,
      {nn::dense{32}, nn::activation{"relu"}, nn::dense{kLabels}},
      request.seed);
  const std::vector<float> targets = targets_of(digits.train, softmax);
  nn::training how;
  how.loss =
      softmax ? nn::loss::softmax_cross_entropy : nn::loss::bce_with_logits;
  how.epochs = request.quick ? 5 : 40;
  how.seed = request.seed;
  nn::train<float>(net, {digits.train.x, targets}, {}, how);
  return net.predict(digits.held_out.x);
}

std::vector<float> sigmoid_of(const std::vector<float>& z) {
  std::vector<float> y(z.size());
  ogive::sigmoid(std::span<const float>(z), std::span<float>(y));
  return y;
}

std::vector<float> softmax_of(const std::vector<float>& z) {
  std::vector<float> y(z.size());
  ogive::softmax(std::span<const float>(z), kLabels, std::span<float>(y));
  return y;
}

// The share of rows whose labels all come out right by the threshold 1/2.
double right_share(const Samples& rows, const std::vector<float>& outputs) {
  std::size_t right = 0;
  for (std::size_t r = 0; r < rows.rows; ++r) {
    const auto labels = labels_of(rows.classes[r]);
    bool all = true;
    for (std::size_t k = 0; k < kLabels; ++k) {
      all = all && (outputs[r * kLabels + k] > 0.5f) == labels[k];
    }
    right += all ? 1 : 0;
  }
  return static_cast<double>(right) / static_cast<double>(rows.rows);
}

double sum_of_row(const std::vector<float>& outputs, std::size_t row) {
  double sum = 0;
  for (std::size_t k = 0; k < kLabels; ++k) sum += outputs[row * kLabels + k];
  return sum;
}

// Mean outputs by the digit: what either layer says of each.
StudyTable example_table(const Samples& rows, const std::vector<float>& sigmoid,
                         const std::vector<float>& softmax) {
  StudyTable table{"", {"digit", "true"}, {}};
  for (const char* kind : {"sigmoid", "softmax"}) {
    for (const char* name : kNames) {
      table.columns.push_back(std::string(kind) + "_" + name);
    }
    table.columns.push_back(std::string(kind) + "_sum");
  }
  for (std::size_t digit = 0; digit < 10; ++digit) {
    // The first of the held-out rows with that digit.
    const auto found =
        std::find(rows.classes.begin(), rows.classes.end(), digit);
    if (found == rows.classes.end()) continue;
    const auto r = static_cast<std::size_t>(found - rows.classes.begin());
    std::vector<Cell> cells{static_cast<double>(digit),
                            static_cast<double>(true_labels(digit))};
    for (const auto* outputs : {&sigmoid, &softmax}) {
      for (std::size_t k = 0; k < kLabels; ++k) {
        cells.emplace_back(static_cast<double>((*outputs)[r * kLabels + k]));
      }
      cells.emplace_back(sum_of_row(*outputs, r));
    }
    table.rows.push_back(cells);
  }
  return table;
}

struct Sums {
  double rows = 0, sigmoid = 0, softmax = 0;  // means
};

std::array<Sums, kLabels + 1> sums_by_count(const Samples& rows,
                                            const std::vector<float>& sigmoid,
                                            const std::vector<float>& softmax) {
  std::array<Sums, kLabels + 1> sums{};
  for (std::size_t r = 0; r < rows.rows; ++r) {
    Sums& s = sums[true_labels(rows.classes[r])];
    s.rows += 1;
    s.sigmoid += sum_of_row(sigmoid, r);
    s.softmax += sum_of_row(softmax, r);
  }
  for (Sums& s : sums) {
    s.sigmoid /= std::max(1.0, s.rows);
    s.softmax /= std::max(1.0, s.rows);
  }
  return sums;
}

std::vector<Chart> charts(const Texts& text, const StudyTable& examples,
                          const StudyTable& by_count) {
  using Kind = ChartSeries::Kind;
  std::vector<Chart> all;
  // A digit of which most is true, and one of which nothing is.
  for (const std::size_t digit : {6, 1}) {
    for (const auto& row : examples.rows) {
      if (std::get<double>(row[0]) != static_cast<double>(digit)) continue;
      Chart chart;
      Facts facts;
      facts.set("digit", static_cast<double>(digit));
      chart.title = text.fill("soft-normalisation.chart1", facts);
      chart.y_label = text("soft-normalisation.output");
      chart.y_low = 0;
      chart.y_high = 1.05;
      for (const char* name : kNames) {
        chart.x_names.push_back(
            text("soft-normalisation." + std::string(name)));
      }
      for (std::size_t kind = 0; kind < 2; ++kind) {
        std::vector<double> y;
        for (std::size_t k = 0; k < kLabels; ++k) {
          y.push_back(std::get<double>(row[2 + kind * (kLabels + 1) + k]));
        }
        chart.series.push_back(chart_series(kind == 0 ? "sigmoid" : "softmax",
                                            {0, 1, 2, 3}, y, Kind::bars,
                                            kind == 0 ? 0 : 1));
      }
      all.push_back(chart);
    }
  }
  Chart sums;
  sums.title = text("soft-normalisation.chart2");
  sums.x_label = text("soft-normalisation.chart2.x");
  sums.y_label = text("soft-normalisation.chart2.y");
  std::vector<double> count, sigmoid, softmax;
  for (const auto& row : by_count.rows) {
    count.push_back(std::get<double>(row[0]));
    sigmoid.push_back(std::get<double>(row[2]));
    softmax.push_back(std::get<double>(row[3]));
  }
  sums.diagonal = true;
  sums.series = {chart_series("sigmoid", count, sigmoid, Kind::line, 0),
                 chart_series("softmax", count, softmax, Kind::line, 1)};
  all.push_back(sums);
  return all;
}

}  // namespace

StudyResult study_soft_normalisation(const StudyRequest& request) {
  const Texts text(request.language);
  const Split digits = read_digits(find_data(request.data, "digits.csv"));
  std::vector<float> sums[2];
  run_jobs("soft-normalisation", 2, request.threads, [&](std::size_t i) {
    sums[i] = trained_sums(digits, i == 1, request);
  });
  const Samples& rows = digits.held_out;
  const std::vector<float> sigmoid = sigmoid_of(sums[0]);
  const std::vector<float> softmax = softmax_of(sums[1]);

  StudyResult result;
  const StudyTable examples = example_table(rows, sigmoid, softmax);
  StudyTable by_count{
      "sums", {"true", "rows", "sigmoid_sum", "softmax_sum"}, {}};
  const auto counted = sums_by_count(rows, sigmoid, softmax);
  for (std::size_t n = 0; n <= kLabels; ++n) {
    if (counted[n].rows == 0) continue;
    by_count.rows.push_back({static_cast<double>(n), counted[n].rows,
                             counted[n].sigmoid, counted[n].softmax});
  }
  const double sigmoid_right = right_share(rows, sigmoid);
  const double softmax_right = right_share(rows, softmax);
  StudyTable right{"right", {"outputs", "all_four_right"}, {}};
  right.rows = {{std::string("sigmoid"), sigmoid_right},
                {std::string("softmax"), softmax_right}};

  Facts& facts = result.facts;
  double lowest = kLabels, highest = 0, error = 0, lowest_output = 1,
         highest_output = 0;
  for (std::size_t r = 0; r < rows.rows; ++r) {
    lowest = std::min(lowest, sum_of_row(sigmoid, r));
    highest = std::max(highest, sum_of_row(sigmoid, r));
    error = std::max(error, std::fabs(sum_of_row(softmax, r) - 1));
  }
  for (const float y : sigmoid) {
    lowest_output = std::min(lowest_output, static_cast<double>(y));
    highest_output = std::max(highest_output, static_cast<double>(y));
  }
  facts.set("rows", static_cast<double>(rows.rows));
  facts.set("lowest_sum", lowest);
  facts.set("highest_sum", highest);
  facts.set("lowest_output", lowest_output);
  facts.set("highest_output", highest_output);
  facts.set("softmax_error", error);
  facts.set("sigmoid_right", sigmoid_right);
  facts.set("softmax_right", softmax_right);
  facts.say("sigmoid_better", sigmoid_right > softmax_right);
  result.tables = {examples, by_count, right};
  result.charts = charts(text, examples, by_count);
  result.text = text.fill("soft-normalisation.text", facts);
  return result;
}

}  // namespace ogive::internal
