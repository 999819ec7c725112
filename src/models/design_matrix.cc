// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// One-hot coding, and what becomes of rows with missing values.

#include "models/design_matrix.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "io/error.h"
#include "io/number.h"

namespace ogive::internal {
namespace {

// The reference level: the schema's, else the most frequent.
std::string choose_reference(const Table& table, const Schema& schema,
                             const Predictor& predictor) {
  const std::string& wanted = schema.of(predictor.column).reference;
  if (!wanted.empty()) {
    if (std::find(predictor.levels.begin(), predictor.levels.end(), wanted) ==
        predictor.levels.end()) {
      throw DataError(fmt::format(
          "{}: the reference level of {}, {}, occurs in no row of {}: name "
          "another, or none",
          schema.file, quote_text(predictor.column), quote_text(wanted),
          table.file));
    }
    return wanted;
  }
  std::size_t best = 0;
  for (std::size_t i = 1; i < predictor.levels.size(); ++i) {
    if (predictor.negatives[i] + predictor.positives[i] >
        predictor.negatives[best] + predictor.positives[best]) {
      best = i;
    }
  }
  return predictor.levels[best];
}

// The columns of x for one categorical column of the table.
void add_categorical(const Table& table, const Schema& schema,
                     const Column& column, const std::vector<std::size_t>& rows,
                     Design& design, std::vector<Eigen::VectorXd>& columns) {
  Predictor& predictor = design.predictors.back();
  // One place more for missing values, which the order of levels ends with.
  const std::size_t places = column.levels.size() + 1;
  if (places > kMostLevels) {
    throw DataError(fmt::format(
        "{}: column {} (number {}) is categorical and has {} different values: "
        "more than {} are no categories; leave it out with --exclude",
        table.file, quote_text(column.name), column.number + 1, places - 1,
        kMostLevels));
  }
  const auto place_of = [&](std::size_t row) {
    return column.is_missing(row) ? places - 1
                                  : static_cast<std::size_t>(column.codes[row]);
  };
  std::vector<std::size_t> negatives(places), positives(places);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    ++(design.positive[i] ? positives : negatives)[place_of(rows[i])];
  }
  std::vector<std::size_t> kept;  // places of levels that occur
  for (std::size_t place = 0; place < places; ++place) {
    if (negatives[place] + positives[place] == 0) continue;
    const bool is_missing = place == places - 1;
    if (!is_missing && column.levels[place] == kMissingLevel) {
      throw DataError(fmt::format(
          "{}: column {}: {} is the name of the level that stands for missing "
          "values: rename that value",
          table.file, quote_text(column.name), quote_text(kMissingLevel)));
    }
    kept.push_back(place);
    predictor.levels.push_back(is_missing ? kMissingLevel
                                          : column.levels[place]);
    predictor.negatives.push_back(negatives[place]);
    predictor.positives.push_back(positives[place]);
  }
  predictor.missing_is_level =
      negatives[places - 1] + positives[places - 1] > 0;
  predictor.reference = choose_reference(table, schema, predictor);

  for (std::size_t k = 0; k < kept.size(); ++k) {
    // A column of one level is kept as a constant one, to be refused by name.
    if (kept.size() > 1 && predictor.levels[k] == predictor.reference) continue;
    Eigen::VectorXd values(static_cast<Eigen::Index>(rows.size()));
    for (std::size_t i = 0; i < rows.size(); ++i) {
      values[static_cast<Eigen::Index>(i)] =
          place_of(rows[i]) == kept[k] ? 1 : 0;
    }
    columns.push_back(std::move(values));
    design.terms.push_back({column.name, predictor.levels[k], true});
  }
}

}  // namespace

std::pair<std::vector<std::string>, std::vector<std::string>> label_texts(
    const Table& table, const Column& column) {
  if (column.missing_count > 0) {
    throw DataError(at_cell(
        table.file, column.first_missing_line, column,
        fmt::format("the label is missing (as it is in {} row{} in all): leave "
                    "such rows out of the file",
                    column.missing_count,
                    column.missing_count == 1 ? "" : "s")));
  }
  std::vector<std::string> texts;
  if (column.type == ColumnType::categorical) {
    for (const std::int32_t code : column.codes) {
      texts.push_back(column.levels[static_cast<std::size_t>(code)]);
    }
    return {std::move(texts), column.levels};
  }
  std::vector<double> values = column.numbers;
  std::sort(values.begin(), values.end());
  values.erase(std::unique(values.begin(), values.end()), values.end());
  std::vector<std::string> different;
  for (const double value : values) different.push_back(format_number(value));
  for (const double value : column.numbers) {
    texts.push_back(format_number(value));
  }
  return {std::move(texts), std::move(different)};
}

std::vector<std::size_t> choose_rows(const Table& table,
                                     const std::vector<std::string>& labels,
                                     MissingPolicy missing) {
  std::vector<bool> left_out(table.rows);
  for (const Column& column : table.columns) {
    const bool is_label =
        std::find(labels.begin(), labels.end(), column.name) != labels.end();
    if (is_label || column.missing_count == 0) continue;
    if (missing == MissingPolicy::category &&
        column.type == ColumnType::categorical) {
      continue;
    }
    if (missing != MissingPolicy::drop) {
      throw DataError(at_cell(
          table.file, column.first_missing_line, column,
          fmt::format(
              "the value is missing (as it is in {} row{} in all): {}",
              column.missing_count, column.missing_count == 1 ? "" : "s",
              missing == MissingPolicy::category
                  ? "--missing category is for categorical columns; fill it "
                    "in, leave the column out with --exclude, or the rows with "
                    "--missing drop"
                  : "say with --missing drop that such rows are left out, with "
                    "--missing category that missing is a level of its own, or "
                    "leave the column out with --exclude")));
    }
    for (std::size_t row = 0; row < table.rows; ++row) {
      if (column.is_missing(row)) left_out[row] = true;
    }
  }
  std::vector<std::size_t> rows;
  for (std::size_t row = 0; row < table.rows; ++row) {
    if (!left_out[row]) rows.push_back(row);
  }
  if (rows.empty()) {
    throw DataError(table.file +
                    ": every row lacks a value: nothing is left to learn from");
  }
  return rows;
}

ClassLabel read_label(const Table& table, const DesignRequest& request) {
  const Column* found = table.find(request.label);
  if (found == nullptr) {
    throw DataError(table.file + ": there is no column " +
                    quote_text(request.label));
  }
  const Column& column = *found;
  const auto [texts, values] = label_texts(table, column);
  if (values.size() != 2) {
    std::string list;
    for (std::size_t i = 0; i < std::min<std::size_t>(values.size(), 10); ++i) {
      list += (i > 0 ? ", " : "") + quote_text(values[i]);
    }
    throw DataError(fmt::format(
        "{}: the label {} has {} different value{} ({}{}), but exactly two "
        "classes are needed",
        table.file, quote_text(column.name), values.size(),
        values.size() == 1 ? "" : "s", list,
        values.size() > 10 ? ", ..." : ""));
  }
  ClassLabel label;
  if (request.positive.empty()) {
    if (values[0] != "0" || values[1] != "1") {
      throw UsageError(fmt::format(
          "--positive is missing: which value of {} is the class whose "
          "probability is wanted, {} or {}?",
          quote_text(column.name), quote_text(values[0]),
          quote_text(values[1])));
    }
    label.positive_name = "1";
  } else {
    label.positive_name = request.positive;
  }
  if (label.positive_name != values[0] && label.positive_name != values[1]) {
    throw UsageError(fmt::format(
        "--positive: the label {} has no value {}; it has {} and {}",
        quote_text(column.name), quote_text(label.positive_name),
        quote_text(values[0]), quote_text(values[1])));
  }
  label.negative_name = values[values[0] == label.positive_name ? 1 : 0];
  for (const std::string& text : texts) {
    label.positive.push_back(text == label.positive_name);
  }
  return label;
}

std::string Term::name() const {
  return is_level ? column + " = " + level : column;
}

Design make_design(const Table& table, const Schema& schema,
                   const DesignRequest& request) {
  const ClassLabel label = read_label(table, request);
  const std::vector<std::size_t> rows =
      choose_rows(table, {request.label}, request.missing);
  Design design;
  design.file = table.file;
  design.positive_name = label.positive_name;
  design.negative_name = label.negative_name;
  design.rows_left_out = table.rows - rows.size();
  for (const std::size_t row : rows) {
    design.positive.push_back(label.positive[row]);
  }

  std::vector<Eigen::VectorXd> columns;
  for (const Column& column : table.columns) {
    if (column.name == request.label) continue;
    Predictor predictor;
    predictor.column = column.name;
    predictor.type = column.type;
    predictor.missing_codes = column.missing_codes;
    design.predictors.push_back(std::move(predictor));
    if (column.type == ColumnType::categorical) {
      add_categorical(table, schema, column, rows, design, columns);
      continue;
    }
    Eigen::VectorXd values(static_cast<Eigen::Index>(rows.size()));
    for (std::size_t i = 0; i < rows.size(); ++i) {
      values[static_cast<Eigen::Index>(i)] = column.numbers[rows[i]];
    }
    columns.push_back(std::move(values));
    design.terms.push_back({column.name, "", false});
  }
  design.x.resize(static_cast<Eigen::Index>(rows.size()),
                  static_cast<Eigen::Index>(columns.size()));
  for (std::size_t j = 0; j < columns.size(); ++j) {
    design.x.col(static_cast<Eigen::Index>(j)) = columns[j];
    columns[j].resize(0);
  }
  return design;
}

}  // namespace ogive::internal
