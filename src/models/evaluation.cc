// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// Passes over sorted rows; counts stay whole numbers until the end.

#include "models/evaluation.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "models/distributions.h"

namespace ogive::internal {
namespace {

std::vector<std::size_t> order_by(std::span<const double> values,
                                  bool falling) {
  std::vector<std::size_t> order(values.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return falling ? values[b] < values[a] : values[a] < values[b];
  });
  return order;
}

std::size_t count_positives(const std::vector<bool>& positive) {
  return static_cast<std::size_t>(
      std::count(positive.begin(), positive.end(), true));
}

double share(std::size_t part, std::size_t whole) {
  return static_cast<double>(part) / static_cast<double>(whole);
}

}  // namespace

Roc roc_curve(std::span<const double> scores,
              const std::vector<bool>& positive) {
  const std::vector<std::size_t> order = order_by(scores, /*falling=*/true);
  Roc roc;
  roc.positives = count_positives(positive);
  roc.negatives = positive.size() - roc.positives;
  RocPoint point;
  point.threshold = std::numeric_limits<double>::infinity();
  roc.points.push_back(point);
  double area = 0;  // in pairs of a positive row and a negative one
  for (std::size_t i = 0; i < order.size();) {
    const RocPoint before = point;
    point.threshold = scores[order[i]];
    for (; i < order.size() && scores[order[i]] == point.threshold; ++i) {
      ++(positive[order[i]] ? point.true_positives : point.false_positives);
    }
    area +=
        static_cast<double>(point.false_positives - before.false_positives) *
        (static_cast<double>(before.true_positives) +
         static_cast<double>(point.true_positives)) /
        2;
    roc.points.push_back(point);
    const double gap = std::fabs(roc.true_positive_rate(point) -
                                 roc.false_positive_rate(point));
    if (gap > roc.ks) {
      roc.ks = gap;
      roc.ks_threshold = point.threshold;
    }
  }
  roc.auc = area / (static_cast<double>(roc.positives) *
                    static_cast<double>(roc.negatives));
  return roc;
}

double log_loss(std::span<const double> probability,
                const std::vector<bool>& positive) {
  double sum = 0;
  for (std::size_t i = 0; i < probability.size(); ++i) {
    sum -= positive[i] ? std::log(probability[i]) : std::log1p(-probability[i]);
  }
  return sum / static_cast<double>(probability.size());
}

double brier_score(std::span<const double> probability,
                   const std::vector<bool>& positive) {
  double sum = 0;
  for (std::size_t i = 0; i < probability.size(); ++i) {
    const double miss = probability[i] - (positive[i] ? 1 : 0);
    sum += miss * miss;
  }
  return sum / static_cast<double>(probability.size());
}

Calibration calibration(std::span<const double> probability,
                        const std::vector<bool>& positive, int groups) {
  const std::vector<std::size_t> order = order_by(probability, false);
  const std::size_t n = order.size();
  const auto wanted = static_cast<std::size_t>(groups);
  Calibration result;
  std::size_t i = 0;
  for (std::size_t k = 1; k <= wanted && i < n; ++k) {
    std::size_t to = k * n / wanted;
    if (to <= i) continue;
    while (to < n && probability[order[to]] == probability[order[to - 1]]) ++to;
    CalibrationGroup group;
    group.lowest = probability[order[i]];
    for (; i < to; ++i) {
      group.highest = probability[order[i]];
      group.expected += group.highest;
      ++group.rows;
      group.positives += positive[order[i]] ? 1 : 0;
    }
    const double miss = static_cast<double>(group.positives) - group.expected;
    const double variance = group.expected * (1 - group.mean());
    // Nothing is expected but what came: no evidence against it.
    if (miss != 0) result.statistic += miss * miss / variance;
    result.groups.push_back(group);
  }
  const auto df = static_cast<double>(result.groups.size());
  result.p_unseen = chi_squared_upper(result.statistic, df);
  result.p_fitted = df > 2 ? chi_squared_upper(result.statistic, df - 2)
                           : std::numeric_limits<double>::quiet_NaN();
  return result;
}

std::vector<Cutoff> cutoff_table(std::span<const double> scores,
                                 const std::vector<bool>& positive, int steps) {
  const std::vector<std::size_t> order = order_by(scores, /*falling=*/true);
  const std::size_t n = order.size();
  const std::size_t positives = count_positives(positive);
  const auto parts = static_cast<std::size_t>(steps);
  std::vector<Cutoff> table;
  Cutoff line;
  for (std::size_t k = 1; k <= parts; ++k) {
    const std::size_t least = (k * n + parts - 1) / parts;
    if (least <= line.approved) continue;
    line.score = scores[order[least - 1]];
    for (; line.approved < n && scores[order[line.approved]] >= line.score;
         ++line.approved) {
      line.approved_positives += positive[order[line.approved]] ? 1 : 0;
    }
    line.approval_rate = share(line.approved, n);
    line.bad_rate = share(line.approved_positives, line.approved);
    line.declined_positives =
        share(positives - line.approved_positives, positives);
    line.declined_negatives =
        share(n - positives - (line.approved - line.approved_positives),
              n - positives);
    table.push_back(line);
  }
  return table;
}

}  // namespace ogive::internal
