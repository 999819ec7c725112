// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// A logistic regression as a JSON file: all that scoring needs, and how it came
// about. Its numbers read back to the same bits. docs/logistic_regression.md
// describes the file.

#ifndef OGIVE_SRC_MODELS_MODEL_FILE_H_
#define OGIVE_SRC_MODELS_MODEL_FILE_H_

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "models/schema.h"

namespace ogive::internal {

// A column that takes part in the score.
struct ModelColumn {
  std::string name;
  ColumnType type = ColumnType::numeric;
  std::vector<std::string> missing_codes;
  double coefficient = 0;  // numeric
  // Categorical: every level the fit saw, the reference level with 0. One of
  // the name kMissingLevel is that of missing values.
  std::string reference;
  std::vector<std::pair<std::string, double>> levels;
};

struct Model {
  std::string label, positive, negative;
  double intercept = 0;
  std::vector<ModelColumn> columns;  // the score adds them up in this order
};

// One line of the table of coefficients. Without a ridge only: the last three.
struct TermStatistics {
  std::string term;
  double coefficient = 0;
  bool has_errors = false;
  double standard_error = 0, z = 0, p = 0;
};

struct LeftOutColumn {
  std::string name, reason;
};

// How the model came about.
struct FitReport {
  std::string data, schema;  // files
  std::size_t rows = 0, rows_left_out = 0, positives = 0;
  double ridge = 0;
  int iterations = 0;
  double last_step = 0, tolerance = 0;
  double log_likelihood = 0, null_log_likelihood = 0;
  double auc = 0, ks = 0;
  std::vector<TermStatistics> terms;
  std::vector<LeftOutColumn> left_out;
  std::vector<std::string> notes;

  double aic() const;
  double mcfadden() const;  // pseudo R^2: 1 - ll / null ll
  double gini() const { return 2 * auc - 1; }
};

// The file's text. Throws DataError for names that are not UTF-8.
std::string model_to_json(const Model& model, const FitReport& report);

// Reads what scoring needs; every fault is a DataError.
Model read_model(const std::string& path);

}  // namespace ogive::internal

#endif  // OGIVE_SRC_MODELS_MODEL_FILE_H_
