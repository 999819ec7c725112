// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// Scores of rows whose class is known: read from a file of scores, or computed
// by a model.

#ifndef OGIVE_SRC_CLI_LABELLED_SCORES_H_
#define OGIVE_SRC_CLI_LABELLED_SCORES_H_

#include <cstddef>
#include <string>
#include <vector>

namespace ogive::internal {

struct LabelledOptions {
  std::string label, positive;      // empty: the model's
  std::string probability, points;  // columns of a file of scores
};

struct LabelledScores {
  std::string source;  // in words
  std::string positive_name, negative_name;
  std::string risk_name;       // "probability", or the column of points
  bool is_probability = true;  // else risk is the negative of points
  std::vector<double> risk;    // larger for what is likelier positive
  std::vector<bool> positive;
  std::vector<double> points;  // of a card; empty: there are none
  std::size_t left_out = 0;    // rows without a score

  bool has_points() const { return !points.empty(); }
  // Larger for what is safer: points, or the negative probability.
  std::vector<double> safety() const;
  double positive_rate() const;
};

// Throws UsageError without a label.
LabelledScores read_scores(const std::string& path, const LabelledOptions& o);
LabelledScores score_data(const std::string& model, const std::string& data,
                          const LabelledOptions& o);

}  // namespace ogive::internal

#endif  // OGIVE_SRC_CLI_LABELLED_SCORES_H_
