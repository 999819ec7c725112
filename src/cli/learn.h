// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// What `ogive fit` and `ogive scorecard` share: which data they learn from, and
// how well that did, in words.

#ifndef OGIVE_SRC_CLI_LEARN_H_
#define OGIVE_SRC_CLI_LEARN_H_

#include <CLI/CLI.hpp>
#include <optional>
#include <string>
#include <vector>

#include "cli/common.h"
#include "models/cross_validation.h"
#include "models/design_matrix.h"
#include "models/fit_report.h"
#include "models/logistic_regression.h"
#include "models/schema.h"
#include "models/table.h"

namespace ogive::internal {

struct LearnOptions {
  std::string input, output, schema, columns, exclude, categorical;
  DesignRequest request;
  bool include_protected = false;
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

// The schema `given`, or that beside the data if it is there.
Schema find_schema(const std::string& given, const std::string& data);

struct LearnTable {
  Schema schema;
  Table table;  // the label and the predictors
  std::vector<LeftOutColumn> left_out;
};
LearnTable read_learn_table(const LearnOptions& o);

// The names in a list such as a,b,"c,d", which is a CSV line itself; `option`
// is named in messages.
std::vector<std::string> split_names(const std::string& list,
                                     const char* option);

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
