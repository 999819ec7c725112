// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// Score cards: a logistic regression on the WOE of binned columns, written as
// points. With the positive class the bad one,
//
//   logit(p_bad) = intercept - sum over columns of coefficient * WOE
//   score = offset - factor * logit(p_bad)
//         = (offset - factor * intercept) + sum of factor * coefficient * WOE
//   factor = PDO / ln 2,  offset = base score - factor * ln(base odds)
//
// so that base odds of good to bad have the base score, and PDO points more
// double them. Source: Siddiqi, Credit Risk Scorecards (Wiley, 2006),
// chapter 6. docs/scorecard.md describes it all.

#ifndef OGIVE_SRC_MODELS_SCORECARD_H_
#define OGIVE_SRC_MODELS_SCORECARD_H_

#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "models/cross_validation.h"
#include "models/design_matrix.h"
#include "models/evaluation.h"
#include "models/logistic_regression.h"
#include "models/model_file.h"
#include "models/table.h"
#include "models/woe.h"

namespace ogive::internal {

struct ScorecardOptions {
  WoeOptions woe;
  LogisticOptions fit;
  double min_iv = 0.02;  // columns of less are left out
  double base_score = 600, base_odds = 50, pdo = 20;
  std::optional<CrossValidationOptions> cross_validation;
};

struct CardScale {
  double base_score = 0, base_odds = 0, pdo = 0;
  double offset = 0, factor = 0;
};

struct CardColumn {
  WoeColumn woe;
  double coefficient = 0;            // above 0
  std::vector<double> exact_points;  // of each bin: factor * coefficient * WOE
  std::vector<double> points;        // the same, rounded to whole numbers
};

struct Scorecard {
  std::string label, positive, negative;
  CardScale scale;
  double intercept = 0;
  double exact_base_points = 0;  // offset - factor * intercept
  double base_points = 0;        // rounded
  std::vector<CardColumn> columns;
};

// A column of the data that the card does without.
struct DroppedColumn {
  std::string name, reason;
};

// How the card came about.
struct CardReport {
  FitReport fit;  // its terms are the columns; left_out is the caller's
  std::vector<WoeColumn> binned;  // every column, whether in the card or not
  std::vector<DroppedColumn> dropped;
  double min_iv = 0;
  // Of the rows of the fit: the largest difference of the sum of rounded points
  // and the score.
  double largest_rounding = 0;
  std::vector<Cutoff> cutoffs;  // by the sum of rounded points
};

struct FittedScorecard {
  Scorecard card;
  CardReport report;
};

// The card of all columns of the table but the label. Throws DataError and
// UsageError as fit_logistic and make_design do, and where no column is left.
FittedScorecard fit_scorecard(const Table& table, const DesignRequest& request,
                              const ScorecardOptions& options);

// Sets offset and factor from the rest.
void complete_scale(CardScale& scale);

}  // namespace ogive::internal

#endif  // OGIVE_SRC_MODELS_SCORECARD_H_
