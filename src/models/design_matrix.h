// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// From the columns of a table to the columns of numbers that a regression
// takes: numeric columns as they are, categorical ones as one column of 0 and 1
// for each level but the reference level (one-hot, or dummy, coding).

#ifndef OGIVE_SRC_MODELS_DESIGN_MATRIX_H_
#define OGIVE_SRC_MODELS_DESIGN_MATRIX_H_

#include <Eigen/Core>
#include <cstddef>
#include <string>
#include <vector>

#include "models/table.h"

namespace ogive::internal {

// What to do with a row that lacks a value in a column of the regression.
enum class MissingPolicy : std::uint8_t {
  fail,      // refuse the table
  drop,      // leave the row out
  category,  // make "missing" a level of categorical columns; refuse the rest
};

// The level that MissingPolicy::category adds.
inline constexpr char kMissingLevel[] = "(missing)";

// One column of the matrix: a numeric column, or one level of a categorical.
struct Term {
  std::string column;
  std::string level;  // of a categorical column
  bool is_level = false;

  std::string name() const;  // "age", "housing = rent"
};

// A column of the table, as it takes part in the regression.
struct Predictor {
  std::string column;
  ColumnType type = ColumnType::numeric;
  std::vector<std::string> missing_codes;
  bool missing_is_level = false;
  // If categorical: all levels that occur, the reference level among them, and
  // the rows of each, of the negative and of the positive class.
  std::string reference;
  std::vector<std::string> levels;
  std::vector<std::size_t> negatives, positives;
};

struct Design {
  Eigen::MatrixXd x;                  // a row each, a column for each term
  std::vector<bool> positive;         // the label of each row
  std::vector<Term> terms;            // of the columns of x
  std::vector<Predictor> predictors;  // in the order of the table
  std::size_t rows_left_out = 0;      // for missing values
  std::string negative_name, positive_name;
  std::string file;  // for messages
};

struct DesignRequest {
  std::string label;     // the column that holds the class
  std::string positive;  // its value that stands for the positive class
  MissingPolicy missing = MissingPolicy::fail;
};

// The class of each row of the table.
struct ClassLabel {
  std::vector<bool> positive;
  std::string positive_name, negative_name;
};

// Throws as make_design does for the label and the positive class.
ClassLabel read_label(const Table& table, const DesignRequest& request);

// The label and all other columns of the table. The reference level of a column
// is that of the schema, else its most frequent one (of several the first in
// the order of their bytes). Throws DataError for a label that has not exactly
// two values, for missing values as the policy says, and UsageError for a
// positive class that does not occur.
Design make_design(const Table& table, const Schema& schema,
                   const DesignRequest& request);

}  // namespace ogive::internal

#endif  // OGIVE_SRC_MODELS_DESIGN_MATRIX_H_
