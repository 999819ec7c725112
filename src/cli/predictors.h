// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// What subcommands that learn from a CSV file share: which of its columns are
// predictors, and what is done about missing values.

#ifndef OGIVE_SRC_CLI_PREDICTORS_H_
#define OGIVE_SRC_CLI_PREDICTORS_H_

#include <CLI/CLI.hpp>
#include <string>
#include <utility>
#include <vector>

#include "models/design_matrix.h"
#include "models/model_file.h"
#include "models/schema.h"
#include "models/table.h"

namespace ogive::internal {

struct PredictorOptions {
  std::string input, schema, columns, exclude, categorical;
  std::string missing = "fail";
  bool include_protected = false;

  MissingPolicy missing_policy() const;
};

// Adds the positional DATA.
void add_data(CLI::App* sub, PredictorOptions& o);
// Adds the options on columns.
void add_columns(CLI::App* sub, PredictorOptions& o);
// Adds --missing.
void add_missing(CLI::App* sub, PredictorOptions& o);

// The schema `given`, or that beside the data if it is there.
Schema find_schema(const std::string& given, const std::string& data);

// The names in a list such as a,b,"c,d", which is a CSV line itself; none in an
// empty one. `option` is where it came from.
std::vector<std::string> split_names(const std::string& list,
                                     const char* option);

struct PredictorTable {
  Table table;  // the predictors and the labels
  Schema schema;
  std::vector<LeftOutColumn> left_out;
};

// Reads the data. Throws UsageError and DataError for labels, columns and
// values that make no sense.
PredictorTable read_predictors(const PredictorOptions& o,
                               const std::vector<std::string>& labels);

// The columns of each reason, as one list.
std::vector<std::pair<std::string, std::string>> by_reason(
    const std::vector<LeftOutColumn>& columns);

}  // namespace ogive::internal

#endif  // OGIVE_SRC_CLI_PREDICTORS_H_
