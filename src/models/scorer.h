// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// What scoring needs of a model, whichever kind it is: each column adds a
// number to the log-odds, either its value times a coefficient or that of a
// bin.

#ifndef OGIVE_SRC_MODELS_SCORER_H_
#define OGIVE_SRC_MODELS_SCORER_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "models/level_table.h"
#include "models/model_file.h"
#include "models/model_seal.h"
#include "models/scorecard.h"

namespace ogive::internal {

struct ScorerColumn {
  static constexpr std::uint32_t kNone = UINT32_MAX;

  std::string name;
  ColumnType type = ColumnType::numeric;
  std::vector<std::string> missing_codes;
  bool linear = false;  // the term is coefficient times value, without bins
  double coefficient = 0;
  std::vector<double> edges;  // bin i of numbers ends below edges[i]
  LevelTable level_bin;
  std::uint32_t missing_bin = kNone;  // missing values are refused
  std::vector<double> terms;          // what each bin adds to the log-odds
  // Of a card: the points of each bin, and how many fewer they are, unrounded,
  // than those of the column's best bin.
  std::vector<double> points, losses;
};

struct Scorer {
  ModelIdentity identity;
  std::string label, positive, negative;
  double intercept = 0;
  std::vector<ScorerColumn> columns;
  std::optional<CardScale> scale;  // of a card
  double base_points = 0;

  bool is_card() const { return scale.has_value(); }
};

Scorer make_scorer(const Model& model);
Scorer make_scorer(const Scorecard& card);

// Reads the file of a logistic regression or a score card; every fault is a
// DataError, a hash that is not that of the file among them.
Scorer read_scorer(const std::string& path);

}  // namespace ogive::internal

#endif  // OGIVE_SRC_MODELS_SCORER_H_
