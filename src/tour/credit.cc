// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// The credit data, fitted and judged.

#include "tour/credit.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "io/csv.h"
#include "io/stream.h"
#include "models/design_matrix.h"
#include "models/evaluation.h"
#include "models/logistic_regression.h"
#include "models/schema.h"
#include "models/scorecard.h"
#include "models/table.h"
#include "ogive/activations.h"
#include "studies/data.h"

namespace ogive::internal {
namespace {

constexpr std::size_t kHeldOutEvery = 5;
constexpr std::size_t kBins = 5;
// Levels of few applicants would be constant among the training rows.
constexpr double kRidge = 1;

struct Judged {
  std::vector<double> log_odds, probability;
  std::vector<bool> bad;
};

bool is_held_out(Eigen::Index row) {
  return static_cast<std::size_t>(row) % kHeldOutEvery == kHeldOutEvery - 1;
}

// All applicants, without the protected columns.
Design read_credit(const StudyRequest& request, Facts& facts) {
  const std::string path = find_data(request.data, "german_credit.csv");
  const Schema schema = read_schema(schema_path_of(path));
  FileSource source(path);
  CsvReader reader(source);
  std::vector<std::size_t> columns;
  double left_out = 0;
  for (std::size_t i = 0; i < reader.names().size(); ++i) {
    if (schema.of(reader.names()[i]).protected_reason.empty()) {
      columns.push_back(i);
    } else {
      left_out += 1;
    }
  }
  const Table table = read_table(reader, path, columns, schema);
  facts.set("protected", left_out);
  facts.set("columns", static_cast<double>(columns.size() - 1));
  return make_design(table, schema, {"creditability", "bad"});
}

// The rows that are held out, or the others; columns that are constant among
// the training rows are left out of both.
Design part_of(const Design& whole, bool held_out) {
  std::vector<Eigen::Index> rows, columns;
  for (Eigen::Index r = 0; r < whole.x.rows(); ++r) {
    if (is_held_out(r) == held_out) rows.push_back(r);
  }
  for (Eigen::Index c = 0; c < whole.x.cols(); ++c) {
    Eigen::Index first = -1;
    bool varies = false;
    for (Eigen::Index r = 0; r < whole.x.rows(); ++r) {
      if (is_held_out(r)) continue;
      if (first < 0) first = r;
      varies = varies || whole.x(r, c) != whole.x(first, c);
    }
    if (varies) columns.push_back(c);
  }
  Design part = whole;
  part.x = whole.x(rows, columns);
  part.positive.clear();
  for (const Eigen::Index r : rows) {
    part.positive.push_back(whole.positive[static_cast<std::size_t>(r)]);
  }
  part.terms.clear();
  for (const Eigen::Index c : columns) {
    part.terms.push_back(whole.terms[static_cast<std::size_t>(c)]);
  }
  return part;
}

Judged judge(const Design& whole, Facts& facts) {
  const Design train = part_of(whole, false);
  const Design rest = part_of(whole, true);
  LogisticOptions options;
  options.ridge = kRidge;
  const LogisticFit fit = fit_logistic(train, options);
  Judged judged;
  judged.bad = rest.positive;
  for (Eigen::Index r = 0; r < rest.x.rows(); ++r) {
    judged.log_odds.push_back(
        fit.coefficients[0] +
        rest.x.row(r).dot(fit.coefficients.tail(fit.coefficients.size() - 1)));
  }
  judged.probability.resize(judged.log_odds.size());
  ogive::sigmoid(std::span<const double>(judged.log_odds),
                 std::span<double>(judged.probability));
  facts.set("trained", static_cast<double>(train.x.rows()));
  facts.set("applicants", static_cast<double>(whole.x.rows()));
  facts.set("judged", static_cast<double>(rest.x.rows()));
  facts.set("auc", roc_curve(judged.log_odds, judged.bad).auc);
  return judged;
}

// A share of the applicants of either class by their probability.
Chart histogram(const Judged& judged, const Texts& text) {
  constexpr std::size_t kBars = 10;
  std::vector<double> middle(kBars), share[2];
  double count[2] = {0, 0};
  for (auto& s : share) s.assign(kBars, 0);
  for (std::size_t i = 0; i < kBars; ++i) {
    middle[i] = (static_cast<double>(i) + 0.5) / kBars;
  }
  for (std::size_t r = 0; r < judged.bad.size(); ++r) {
    const auto bar = std::min<std::size_t>(
        kBars - 1, static_cast<std::size_t>(judged.probability[r] * kBars));
    const int kind = judged.bad[r] ? 1 : 0;
    share[kind][bar] += 1;
    count[kind] += 1;
  }
  for (int kind = 0; kind < 2; ++kind) {
    for (double& s : share[kind]) s /= count[kind];
  }
  Chart chart;
  chart.title = text("tour.credit.chart1");
  chart.x_label = text("tour.credit.probability");
  chart.y_label = text("tour.credit.share");
  chart.x_low = 0;
  chart.x_high = 1;
  chart.series = {chart_series(text("tour.credit.good"), middle, share[0],
                               ChartSeries::Kind::bars, 0),
                  chart_series(text("tour.credit.bad"), middle, share[1],
                               ChartSeries::Kind::bars, 1)};
  return chart;
}

// How many of those of about the same probability turned out bad: applicants
// in order of their probability, in parts of equal size.
Chart calibration(const Judged& judged, const Texts& text, Facts& facts) {
  std::vector<std::size_t> order(judged.bad.size());
  std::iota(order.begin(), order.end(), 0);
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return judged.probability[a] < judged.probability[b];
  });
  std::vector<double> said, was;
  double farthest = 0;
  for (std::size_t bin = 0; bin < kBins; ++bin) {
    const std::size_t from = bin * order.size() / kBins;
    const std::size_t to = (bin + 1) * order.size() / kBins;
    double sum = 0, bad = 0;
    for (std::size_t i = from; i < to; ++i) {
      sum += judged.probability[order[i]];
      bad += judged.bad[order[i]] ? 1 : 0;
    }
    const auto n = static_cast<double>(to - from);
    said.push_back(sum / n);
    was.push_back(bad / n);
    farthest = std::max(farthest, std::fabs(said.back() - was.back()));
  }
  facts.set("farthest", farthest);
  facts.set("lowest_said", said.front());
  facts.set("lowest_was", was.front());
  facts.set("highest_said", said.back());
  facts.set("highest_was", was.back());
  facts.set("part", static_cast<double>(order.size()) / kBins);
  Chart chart;
  chart.title = text("tour.credit.chart2");
  chart.x_label = text("tour.credit.said");
  chart.y_label = text("tour.credit.was");
  chart.x_low = chart.y_low = 0;
  chart.x_high = chart.y_high = 1;
  chart.diagonal = chart.equal_scales = true;
  chart.series = {chart_series("", said, was, ChartSeries::Kind::line, 0)};
  return chart;
}

// The applicants at even places in the order of their probability. Their points
// are those a score card would give for their log-odds, in its usual scale.
StudyTable examples(const Judged& judged, Facts& facts) {
  const ScorecardOptions usual;
  CardScale scale{usual.base_score, usual.base_odds, usual.pdo};
  complete_scale(scale);
  facts.set("base_score", scale.base_score);
  facts.set("base_odds", scale.base_odds);
  facts.set("pdo", scale.pdo);
  std::vector<std::size_t> order(judged.bad.size());
  std::iota(order.begin(), order.end(), 0);
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return judged.probability[a] < judged.probability[b];
  });
  StudyTable table{
      "", {"row", "log_odds", "probability", "points", "was_bad"}, {}};
  for (std::size_t i = 0; i < 5; ++i) {
    const std::size_t r = order[i * (order.size() - 1) / 4];
    table.rows.push_back({static_cast<double>((r + 1) * kHeldOutEvery),
                          judged.log_odds[r], judged.probability[r],
                          scale.offset - scale.factor * judged.log_odds[r],
                          judged.bad[r] ? 1.0 : 0.0});
  }
  return table;
}

}  // namespace

StudyResult credit_at_work(const StudyRequest& request) {
  const Texts text(request.language);
  StudyResult result;
  const Judged judged = judge(read_credit(request, result.facts), result.facts);
  result.charts = {histogram(judged, text),
                   calibration(judged, text, result.facts)};
  result.tables = {examples(judged, result.facts)};
  result.text = text.fill("tour.credit.text", result.facts);
  return result;
}

}  // namespace ogive::internal
