// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// The sum of products, and what can be wrong with a cell.

#include "models/score_stream.h"

#include <cmath>
#include <limits>
#include <optional>
#include <span>
#include <utility>

#include "io/number.h"
#include "ogive/activations.h"

namespace ogive::internal {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

std::vector<std::string> names_of(const std::vector<ModelColumn>& columns) {
  std::vector<std::string> names;
  for (const ModelColumn& column : columns) names.push_back(column.name);
  return names;
}

}  // namespace

ScoreStream::ScoreStream(const Model& model, CsvReader& reader,
                         std::vector<std::size_t> copied, bool mark,
                         std::size_t batch_rows, const options& run)
    : model_(model),
      reader_(reader),
      copied_(std::move(copied)),
      batch_rows_(batch_rows),
      run_(run),
      cells_(reader, names_of(model.columns), mark) {
  for (const ModelColumn& column : model.columns) {
    TextMap<double>& levels = levels_.emplace_back();
    for (const auto& [level, coefficient] : column.levels) {
      levels.emplace(level, coefficient);
    }
  }
}

double ScoreStream::log_odds(const CsvRow& row, std::string& fault) {
  double sum = model_.intercept;
  for (std::size_t k = 0; k < model_.columns.size(); ++k) {
    const ModelColumn& column = model_.columns[k];
    const auto& codes = column.missing_codes;
    if (column.type == ColumnType::categorical) {
      const double* term = cells_.level(row, k, codes, levels_[k], fault);
      if (!term) return kNaN;
      sum += *term;
    } else {
      const std::optional<double> value = cells_.number(row, k, codes, fault);
      if (!value) return kNaN;
      sum += column.coefficient * *value;
    }
    if (!std::isfinite(sum)) {
      cells_.refuse(row, k,
                    "the score is beyond all numbers with the value " +
                        quote_text(cells_.text(row, k)),
                    fault);
      return kNaN;
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
