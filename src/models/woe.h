// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// Weight-of-evidence binning: a column becomes a few bins, and each bin the
// logarithm of how much likelier the negative class is in it than elsewhere.
//
//   WOE = ln((negatives of the bin / all negatives) /
//            (positives of the bin / all positives))
//   IV  = sum over bins of (share of negatives - share of positives) * WOE
//
// In credit risk positive is bad: a bin of good risks has a WOE above 0.
// Source: N. Siddiqi, Credit Risk Scorecards (Wiley, 2006), chapter 6.

#ifndef OGIVE_SRC_MODELS_WOE_H_
#define OGIVE_SRC_MODELS_WOE_H_

#include <cstddef>
#include <limits>
#include <span>
#include <string>
#include <vector>

#include "models/table.h"

namespace ogive::internal {

struct WoeOptions {
  int fine_bins = 20;  // quantiles that numeric columns start from
  int max_bins = 5;    // at the end, the bin of missing values not counted
  double min_share =
      0.05;  // of all rows, in each bin but that of missing values
};

struct WoeBin {
  // Of a numeric column: lower <= value < upper.
  double lower = -std::numeric_limits<double>::infinity();
  double upper = std::numeric_limits<double>::infinity();
  std::vector<std::string> levels;  // of a categorical column
  bool is_missing = false;
  std::size_t negatives = 0, positives = 0;
  // One class has no row in the bin: half a row was added to either count, as
  // the logarithm would be infinite.
  bool smoothed = false;
  double woe = 0, iv = 0;

  std::size_t rows() const { return negatives + positives; }
  double positive_rate() const {
    return static_cast<double>(positives) / static_cast<double>(rows());
  }
};

struct WoeColumn {
  std::string name;
  ColumnType type = ColumnType::numeric;
  std::vector<std::string> missing_codes;
  std::vector<WoeBin> bins;  // that of missing values, if there is one, last
  double iv = 0;
};

// "< 12", "12 to < 24", ">= 24", "a, b", "(missing)", "(all)".
std::string bin_name(const WoeColumn& column, const WoeBin& bin);

// Bins the column by the given rows of its table; `positive` is by row of the
// table, and both classes occur in the rows. Numeric columns start from
// quantiles; neighbours are merged until the rate of positives only rises or
// only falls (whichever keeps the larger IV), each bin has its share of the
// rows, and there are not too many, always the pair that costs the least IV.
// Levels of categorical columns that are too rare become one bin; the others
// are sorted by their rate of positives, and neighbours merged likewise.
WoeColumn bin_column(const Column& column, std::span<const std::size_t> rows,
                     const std::vector<bool>& positive,
                     const WoeOptions& options);

// The WOE of the column in the given rows; of a level that no bin has, and of a
// missing value where there is no bin for it, 0: no evidence.
std::vector<double> woe_values(const WoeColumn& binned, const Column& column,
                               std::span<const std::size_t> rows);

}  // namespace ogive::internal

#endif  // OGIVE_SRC_MODELS_WOE_H_
