// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// How a model came about, for its reader and its file.

#ifndef OGIVE_SRC_MODELS_FIT_REPORT_H_
#define OGIVE_SRC_MODELS_FIT_REPORT_H_

#include <cstddef>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

#include "models/cross_validation.h"

namespace ogive::internal {

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
  std::optional<CrossValidation> cross_validation;

  double aic() const;
  double mcfadden() const;  // pseudo R^2: 1 - ll / null ll
  double gini() const { return 2 * auc - 1; }
};

nlohmann::ordered_json report_to_json(const FitReport& report);

}  // namespace ogive::internal

#endif  // OGIVE_SRC_MODELS_FIT_REPORT_H_
