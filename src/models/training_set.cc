// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// Inputs and targets, column by column.

#include "models/training_set.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <span>
#include <utility>

#include "io/error.h"
#include "io/number.h"
#include "nn/random.h"

namespace ogive::internal {
namespace {

using Rows = std::span<const std::size_t>;

// Some of the values for a message.
std::string list_of(const std::vector<std::string>& values) {
  std::string list;
  for (std::size_t i = 0; i < std::min<std::size_t>(values.size(), 10); ++i) {
    list += (i > 0 ? ", " : "") + quote_text(values[i]);
  }
  return list + (values.size() > 10 ? ", ..." : "");
}

// What the values of the only label suggest.
NetworkOutput suggested_output(const Table& table,
                               const std::vector<std::string>& labels) {
  const Column& column = *table.find(labels[0]);
  const std::size_t values = label_texts(table, column).second.size();
  if (labels.size() > 1 || values == 2) return NetworkOutput::sigmoid;
  if (column.type == ColumnType::categorical) return NetworkOutput::softmax;
  throw UsageError(fmt::format(
      "--output is missing: the label {} has {} different numbers; give "
      "--output softmax if they are classes, --output linear if they are "
      "quantities",
      quote_text(column.name), values));
}

// Mean and standard deviation. The scale is 0 for a constant.
void standardise(const std::vector<double>& values, Rows rows, double& mean,
                 double& scale) {
  const auto n = static_cast<double>(rows.size());
  const double first = values[rows[0]];
  const bool constant =
      std::all_of(rows.begin(), rows.end(),
                  [&](std::size_t row) { return values[row] == first; });
  double sum = 0, squares = 0;
  for (const std::size_t row : rows) sum += values[row] / n;
  for (const std::size_t row : rows) {
    squares += (values[row] - sum) * (values[row] - sum) / n;
  }
  mean = sum;
  scale = constant ? 0 : std::sqrt(squares);
}

class SetMaker {
 public:
  SetMaker(const Table& table, const TrainingRequest& request)
      : table_(table), request_(request) {}

  TrainingSet make() {
    set_.output = request_.output ? *request_.output
                                  : suggested_output(table_, request_.labels);
    split();
    for (const std::string& name : request_.labels) add_label(name);
    for (const Column& column : table_.columns) add_column(column);
    if (set_.columns.empty()) {
      throw DataError(table_.file +
                      ": no column is left to learn from: all are constant or "
                      "left out");
    }
    set_.inputs = inputs_.size();
    set_.outputs = targets_.size();
    set_.x = by_rows(inputs_);
    set_.targets = by_rows(targets_);
    return std::move(set_);
  }

 private:
  // Chooses the rows, in a random order; the last are those for validation.
  void split() {
    rows_ = choose_rows(table_, request_.labels, request_.missing);
    set_.rows_left_out = table_.rows - rows_.size();
    if (request_.validation > 0) Random(request_.seed).shuffle(rows_);
    set_.validation_rows = static_cast<std::size_t>(
        std::llround(request_.validation * static_cast<double>(rows_.size())));
    set_.rows = rows_.size() - set_.validation_rows;
    if (set_.rows == 0 ||
        (request_.validation > 0 && set_.validation_rows == 0)) {
      throw UsageError(fmt::format(
          "--validation: of {} rows none would be left for {}: choose another "
          "share",
          rows_.size(), set_.rows == 0 ? "training" : "validation"));
    }
  }

  Rows training() const { return Rows(rows_).first(set_.rows); }

  // Takes a column of inputs or targets.
  template <class ValueOf>
  void add(std::vector<std::vector<double>>& to, const ValueOf& value_of) {
    std::vector<double> values;
    values.reserve(rows_.size());
    for (const std::size_t row : rows_) values.push_back(value_of(row));
    to.push_back(std::move(values));
  }

  void add_label(const std::string& name) {
    const Column& column = *table_.find(name);
    NetworkLabel label;
    label.column = name;
    switch (set_.output) {
      case NetworkOutput::sigmoid: {
        DesignRequest one;
        one.label = name;
        if (request_.labels.size() == 1) one.positive = request_.positive;
        const ClassLabel found = read_label(table_, one);
        label.positive = found.positive_name;
        label.negative = found.negative_name;
        add(targets_,
            [&](std::size_t row) { return found.positive[row] ? 1.0 : 0.0; });
        break;
      }
      case NetworkOutput::softmax: {
        auto [texts, classes] = label_texts(table_, column);
        if (classes.size() < 2 || classes.size() > kMostLevels) {
          throw DataError(fmt::format(
              "{}: the label {} has {} different value{} ({}); softmax takes "
              "2 to {} classes",
              table_.file, quote_text(name), classes.size(),
              classes.size() == 1 ? "" : "s", list_of(classes), kMostLevels));
        }
        for (const std::string& value : classes) {
          add(targets_,
              [&](std::size_t row) { return texts[row] == value ? 1.0 : 0.0; });
        }
        label.classes = std::move(classes);
        break;
      }
      case NetworkOutput::linear: {
        const auto values = label_texts(table_, column).second;
        if (column.type != ColumnType::numeric) {
          throw DataError(fmt::format(
              "{}: the label {} is categorical ({}), but output linear needs "
              "numbers",
              table_.file, quote_text(name), list_of(values)));
        }
        standardise(column.numbers, training(), label.mean, label.scale);
        if (!(label.scale > 0)) {
          throw DataError(
              fmt::format("{}: the label {} is constant: there is "
                          "nothing to learn",
                          table_.file, quote_text(name)));
        }
        check_range(column, label.scale);
        add(targets_, [&](std::size_t row) {
          return (column.numbers[row] - label.mean) / label.scale;
        });
      }
    }
    set_.labels.push_back(std::move(label));
  }

  void add_column(const Column& column) {
    const auto& labels = request_.labels;
    if (std::find(labels.begin(), labels.end(), column.name) != labels.end()) {
      return;
    }
    NetworkColumn result;
    result.name = column.name;
    result.type = column.type;
    result.missing_codes = column.missing_codes;
    const bool varies = column.type == ColumnType::numeric
                            ? add_numeric(column, result)
                            : add_categorical(column, result);
    if (varies) {
      set_.columns.push_back(std::move(result));
    } else {
      set_.constant.push_back(column.name);
    }
  }

  bool add_numeric(const Column& column, NetworkColumn& result) {
    standardise(column.numbers, training(), result.mean, result.scale);
    if (result.scale == 0) return false;
    check_range(column, result.scale);
    add(inputs_, [&](std::size_t row) {
      return (column.numbers[row] - result.mean) / result.scale;
    });
    return true;
  }

  // Values whose squares leave the range of numbers cannot be standardised.
  void check_range(const Column& column, double scale) const {
    if (std::isnormal(scale)) return;
    throw DataError(fmt::format(
        "{}: column {} (number {}): its values are too large or too small to "
        "be standardised (standard deviation {}): give it another unit",
        table_.file, quote_text(column.name), column.number + 1, scale));
  }

  bool add_categorical(const Column& column, NetworkColumn& result) {
    const std::size_t missing = column.levels.size();
    std::vector<std::size_t> count(missing + 1);
    std::size_t different = 0;  // among the rows for training
    const auto place_of = [&](std::size_t row) {
      return column.is_missing(row)
                 ? missing
                 : static_cast<std::size_t>(column.codes[row]);
    };
    for (std::size_t i = 0; i < rows_.size(); ++i) {
      const std::size_t seen = count[place_of(rows_[i])]++;
      if (i < set_.rows && seen == 0) ++different;
    }
    if (different < 2) return false;
    if (missing >= kMostLevels) {
      throw DataError(fmt::format(
          "{}: column {} (number {}) is categorical and has {} different "
          "values: more than {} are no categories; leave it out with --exclude",
          table_.file, quote_text(column.name), column.number + 1, missing,
          kMostLevels - 1));
    }
    for (std::size_t place = 0; place <= missing; ++place) {
      if (count[place] == 0) continue;
      if (place < missing && column.levels[place] == kMissingLevel) {
        throw DataError(fmt::format(
            "{}: column {}: {} is the name of the level that stands for "
            "missing values: rename that value",
            table_.file, quote_text(column.name), quote_text(kMissingLevel)));
      }
      result.levels.push_back(place == missing ? kMissingLevel
                                               : column.levels[place]);
      add(inputs_,
          [&](std::size_t row) { return place_of(row) == place ? 1.0 : 0.0; });
    }
    return true;
  }

  std::vector<double> by_rows(
      const std::vector<std::vector<double>>& columns) const {
    std::vector<double> values(rows_.size() * columns.size());
    for (std::size_t j = 0; j < columns.size(); ++j) {
      for (std::size_t i = 0; i < rows_.size(); ++i) {
        values[i * columns.size() + j] = columns[j][i];
      }
    }
    return values;
  }

  const Table& table_;
  const TrainingRequest& request_;
  TrainingSet set_;
  std::vector<std::size_t> rows_;                      // of the table
  std::vector<std::vector<double>> inputs_, targets_;  // by columns
};

}  // namespace

TrainingSet make_training_set(const Table& table,
                              const TrainingRequest& request) {
  return SetMaker(table, request).make();
}

}  // namespace ogive::internal
