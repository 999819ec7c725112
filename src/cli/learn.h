// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// What `ogive fit` and `ogive scorecard` share: which data they learn from, and
// how well that did, in words.

#ifndef OGIVE_SRC_CLI_LEARN_H_
#define OGIVE_SRC_CLI_LEARN_H_

#include <CLI/CLI.hpp>
#include <optional>
#include <string>

#include "cli/common.h"
#include "cli/predictors.h"
#include "models/cross_validation.h"
#include "models/design_matrix.h"
#include "models/fit_report.h"
#include "models/logistic_regression.h"

namespace ogive::internal {

struct LearnOptions {
  PredictorOptions predictors;
  std::string output;
  DesignRequest request;
  bool cross_validate = false;
  CrossValidationOptions validation;
  CommonOptions common;

  std::optional<CrossValidationOptions> cross_validation() const;
};

// The data, --label, --positive, --output, and the options that choose columns.
void add_learn_options(CLI::App* sub, LearnOptions& o);
// --ridge and --max-iterations.
void add_fit_options(CLI::App* sub, LogisticOptions& o);
// --cross-validate, --folds, --repeats, --seed and --threads.
void add_cross_validation(CLI::App* sub, LearnOptions& o);

// One line of a report.
std::string report_line(const char* name, const std::string& value);
// The lines on rows, method, likelihood, AUC, and columns left out, which any
// fit has.
std::string fit_lines(const FitReport& report, const std::string& positive,
                      const std::string& negative);
std::string p_text(double p);

// Writes the text to `path`, whole or not at all, and the report to standard
// output unless that is where the text went.
void write_model(const std::string& path, const std::string& json,
                 const std::string& report);

}  // namespace ogive::internal

#endif  // OGIVE_SRC_CLI_LEARN_H_
