// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// The sum of products, and what can be wrong with a cell.

#include "models/score_stream.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <span>
#include <string_view>
#include <utility>

#include "io/error.h"
#include "io/number.h"
#include "models/design_matrix.h"
#include "models/table.h"
#include "ogive/activations.h"

namespace ogive::internal {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

std::string unknown_level(std::string_view text, const ModelColumn& column) {
  constexpr std::size_t kMostListed = 20;
  std::string list;
  for (std::size_t i = 0; i < std::min(column.levels.size(), kMostListed);
       ++i) {
    list += (i > 0 ? ", " : "") + quote_text(column.levels[i].first);
  }
  return quote_text(text) + " is no level that the model knows; it knows " +
         list + (column.levels.size() > kMostListed ? ", ..." : "");
}

}  // namespace

ScoreStream::ScoreStream(const Model& model, CsvReader& reader,
                         std::vector<std::size_t> copied, bool mark,
                         std::size_t batch_rows, const options& run)
    : model_(model),
      reader_(reader),
      copied_(std::move(copied)),
      mark_(mark),
      batch_rows_(batch_rows),
      run_(run) {
  std::vector<std::string> missing;
  const std::vector<std::string>& names = reader.names();
  for (const ModelColumn& column : model.columns) {
    const auto found = std::find(names.begin(), names.end(), column.name);
    if (found == names.end()) {
      missing.push_back(column.name);
      continue;
    }
    Summand summand{
        static_cast<std::size_t>(found - names.begin()), &column, {}};
    for (const auto& [level, coefficient] : column.levels) {
      summand.levels.emplace(level, coefficient);
    }
    summands_.push_back(std::move(summand));
  }
  // select() names the file, the first of them, and the columns that are there.
  if (missing.size() == 1) reader.select(missing);
  if (!missing.empty()) {
    std::string list;
    for (const std::string& name : missing) {
      list += (list.empty() ? "" : ", ") + quote_text(name);
    }
    try {
      reader.select(missing);
    } catch (const DataError& error) {
      throw DataError(std::string(error.what()) + " (" +
                      std::to_string(missing.size()) +
                      " columns of the model are missing: " + list + ")");
    }
  }
}

double ScoreStream::refuse(const CsvRow& row, std::size_t cell,
                           const std::string& what, std::string& fault) const {
  if (!mark_) {
    reader_.fail(row, cell,
                 what + " (--on-error mark would mark such rows and go on)");
  }
  fault = "line " + std::to_string(row.line(cell)) + ", column " +
          quote_text(reader_.names()[cell]) + ": " + what;
  return kNaN;
}

double ScoreStream::log_odds(const CsvRow& row, std::string& fault) const {
  double sum = model_.intercept;
  std::string unquoted;
  for (const Summand& summand : summands_) {
    const ModelColumn& column = *summand.column;
    std::string_view text = row.raw(summand.cell);
    if (row.is_quoted(summand.cell)) {
      unquoted = row.value(summand.cell);
      text = unquoted;
    }
    const bool missing = is_missing_text(text, column.missing_codes);
    double term;
    if (column.type == ColumnType::categorical) {
      const auto level =
          summand.levels.find(missing ? std::string_view(kMissingLevel) : text);
      // A cell that says "(missing)" in words is not a missing one.
      const bool known =
          level != summand.levels.end() && (missing || text != kMissingLevel);
      if (!known) {
        return refuse(row, summand.cell,
                      missing ? "the value is missing, and the model was not "
                                "fitted with --missing category"
                              : unknown_level(text, column),
                      fault);
      }
      term = level->second;
    } else {
      if (missing) {
        return refuse(row, summand.cell, "the value is missing", fault);
      }
      const std::optional<double> value = parse_number<double>(text);
      if (!value || !std::isfinite(*value)) {
        return refuse(row, summand.cell,
                      quote_text(text) + " is not a finite number", fault);
      }
      term = column.coefficient * *value;
    }
    sum += term;
    if (!std::isfinite(sum)) {
      return refuse(
          row, summand.cell,
          "the score is beyond all numbers with the value " + quote_text(text),
          fault);
    }
  }
  return sum;
}

bool ScoreStream::next(ScoreBatch& batch) {
  batch.first_row = rows_ + 1;
  batch.log_odds.clear();
  batch.faults.clear();
  batch.copied.clear();
  while (batch.log_odds.size() < batch_rows_ && reader_.next(row_)) {
    ++rows_;
    std::string fault;
    batch.log_odds.push_back(log_odds(row_, fault));
    batch.faults.push_back(std::move(fault));
    if (copied_.empty()) continue;
    std::vector<std::string> cells;
    for (const std::size_t i : copied_) cells.emplace_back(row_.raw(i));
    batch.copied.push_back(std::move(cells));
  }
  batch.probability.resize(batch.log_odds.size());
  sigmoid(std::span<const double>(batch.log_odds),
          std::span<double>(batch.probability), run_);
  return !batch.log_odds.empty();
}

}  // namespace ogive::internal
