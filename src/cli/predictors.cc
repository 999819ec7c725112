// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// The choice of columns.

#include "cli/predictors.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <utility>

#include "io/csv.h"
#include "io/error.h"
#include "io/number.h"
#include "io/stream.h"

namespace ogive::internal {
namespace {

bool has(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

struct Chosen {
  std::vector<std::size_t> columns;  // the labels among them
  std::vector<LeftOutColumn> left_out;
};

Chosen choose_columns(const PredictorOptions& o,
                      const std::vector<std::string>& labels,
                      const CsvReader& reader, const Schema& schema) {
  const std::vector<std::string> wanted = split_names(o.columns, "--columns");
  const std::vector<std::string> excluded = split_names(o.exclude, "--exclude");
  // Refuses names that the file lacks, and columns without a name.
  reader.select(labels);
  std::vector<std::size_t> candidates = reader.select(wanted);
  reader.select(excluded);
  for (const auto& [name, column] : schema.columns) {
    if (has(reader.names(), name)) continue;
    throw DataError(fmt::format("{}: there is no column {} in {}", schema.file,
                                quote_text(name), o.input));
  }
  for (const std::string& label : labels) {
    if (!has(wanted, label) && !has(excluded, label)) continue;
    throw UsageError("the label " + quote_text(label) +
                     " is no predictor: take it out of --columns and "
                     "--exclude");
  }
  Chosen chosen;
  for (std::size_t i = 0; i < reader.names().size(); ++i) {
    const std::string& name = reader.names()[i];
    const std::string& reason = schema.of(name).protected_reason;
    if (!reason.empty() && !o.include_protected && !has(labels, name)) {
      if (has(wanted, name)) {
        throw UsageError(fmt::format(
            "--columns: {} is a protected attribute ({}), as {} says: take it "
            "out, or give --include-protected",
            quote_text(name), reason, schema.file));
      }
      chosen.left_out.push_back({name, "protected: " + reason});
    } else if (has(excluded, name)) {
      chosen.left_out.push_back({name, "--exclude"});
    } else if (!has(labels, name) &&
               std::find(candidates.begin(), candidates.end(), i) ==
                   candidates.end()) {
      chosen.left_out.push_back({name, "not among --columns"});
    } else {
      chosen.columns.push_back(i);
    }
  }
  return chosen;
}

}  // namespace

MissingPolicy PredictorOptions::missing_policy() const {
  return missing == "drop"       ? MissingPolicy::drop
         : missing == "category" ? MissingPolicy::category
                                 : MissingPolicy::fail;
}

Schema find_schema(const std::string& given, const std::string& data) {
  if (!given.empty()) return read_schema(given);
  const std::string path = schema_path_of(data);
  return access(path.c_str(), F_OK) == 0 ? read_schema(path) : Schema();
}

std::vector<std::string> split_names(const std::string& list,
                                     const char* option) {
  if (list.empty()) return {};
  MemorySource source(list, option);
  return CsvReader(source).names();
}

PredictorTable read_predictors(const PredictorOptions& o,
                               const std::vector<std::string>& labels) {
  PredictorTable result;
  result.schema = find_schema(o.schema, o.input);
  FileSource source(o.input);
  CsvReader reader(source);
  const std::vector<std::string> categorical =
      split_names(o.categorical, "--categorical");
  reader.select(categorical);
  Chosen chosen = choose_columns(o, labels, reader, result.schema);
  for (const std::string& name : categorical) {
    result.schema.columns[name].type = ColumnType::categorical;
  }
  result.table = read_table(reader, o.input, chosen.columns, result.schema);
  result.left_out = std::move(chosen.left_out);
  return result;
}

std::vector<std::pair<std::string, std::string>> by_reason(
    const std::vector<LeftOutColumn>& columns) {
  std::vector<std::pair<std::string, std::string>> result;
  for (const LeftOutColumn& column : columns) {
    const auto found = std::find_if(
        result.begin(), result.end(),
        [&](const auto& entry) { return entry.first == column.reason; });
    if (found == result.end()) {
      result.emplace_back(column.reason, column.name);
    } else {
      found->second += ", " + column.name;
    }
  }
  return result;
}

void add_data(CLI::App* sub, PredictorOptions& o) {
  sub->add_option("data", o.input, "CSV file with a header line")
      ->required()
      ->type_name("FILE");
}

void add_columns(CLI::App* sub, PredictorOptions& o) {
  sub->add_option("--columns", o.columns,
                  "the predictors, by name, separated by commas\n"
                  "(default: all but the label)")
      ->type_name("A,B,...");
  sub->add_option("--exclude", o.exclude, "columns to leave out")
      ->type_name("A,B,...");
  sub->add_option("--categorical", o.categorical,
                  "columns of numbers that stand for categories")
      ->type_name("A,B,...");
  sub->add_option("--schema", o.schema,
                  "what is known of the columns (default:\nDATA.schema.json "
                  "beside DATA.csv, if it is there)")
      ->type_name("FILE");
  sub->add_flag("--include-protected", o.include_protected,
                "take protected attributes as predictors too");
}

void add_missing(CLI::App* sub, PredictorOptions& o) {
  sub->add_option("--missing", o.missing,
                  "rows with missing values: refuse them (default),\n"
                  "leave them out, or make missing a level of its own")
      ->check(CLI::IsMember({"fail", "drop", "category"}))
      ->type_name("fail|drop|category");
}

}  // namespace ogive::internal
