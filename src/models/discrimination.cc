// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// One pass over the sorted scores.

#include "models/discrimination.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numeric>

namespace ogive::internal {

Discrimination discrimination(std::span<const double> scores,
                              const std::vector<bool>& positive) {
  std::vector<std::size_t> order(scores.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return scores[a] < scores[b];
  });
  const auto positives =
      static_cast<double>(std::count(positive.begin(), positive.end(), true));
  const double negatives = static_cast<double>(scores.size()) - positives;
  Discrimination result;
  double pairs = 0;          // of a positive row and a negative one below it
  double below[2] = {0, 0};  // rows of lower scores, negative and positive
  for (std::size_t i = 0; i < order.size();) {
    double tied[2] = {0, 0};
    const double score = scores[order[i]];
    for (; i < order.size() && scores[order[i]] == score; ++i) {
      ++tied[positive[order[i]] ? 1 : 0];
    }
    pairs += tied[1] * (below[0] + tied[0] / 2);
    below[0] += tied[0];
    below[1] += tied[1];
    result.ks = std::max(
        result.ks, std::fabs(below[0] / negatives - below[1] / positives));
  }
  result.auc = pairs / (positives * negatives);
  return result;
}

}  // namespace ogive::internal
