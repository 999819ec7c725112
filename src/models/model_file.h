// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// A logistic regression as a JSON file: all that scoring needs, and how it came
// about. Its numbers read back to the same bits. docs/logistic_regression.md
// describes the file.

#ifndef OGIVE_SRC_MODELS_MODEL_FILE_H_
#define OGIVE_SRC_MODELS_MODEL_FILE_H_

#include <string>
#include <utility>
#include <vector>

#include "io/json_file.h"
#include "models/fit_report.h"
#include "models/schema.h"

namespace ogive::internal {

inline constexpr char kLogisticFormat[] = "ogive logistic regression";

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

// The file's text. Throws DataError for names that are not UTF-8.
std::string model_to_json(const Model& model, const FitReport& report);

// Takes from a file of `format` kLogisticFormat what scoring needs; every fault
// is a DataError.
Model model_from_json(const JsonValue& json);

}  // namespace ogive::internal

#endif  // OGIVE_SRC_MODELS_MODEL_FILE_H_
