// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// Rows are read one after the other, then scored on several threads: what a row
// gets depends on nothing but the row.

#include "models/score_stream.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <span>
#include <string_view>
#include <utility>

#include "io/number.h"
#include "kernels/threads.h"
#include "models/model_cells.h"
#include "models/table.h"
#include "ogive/activations.h"

namespace ogive::internal {
namespace {

constexpr std::size_t kGrain = 256;  // rows that a thread takes at a time

// The place of the bin of a number. There are few, so that a search in order
// is as good as any.
std::uint32_t bin_of(double value, const std::vector<double>& edges) {
  std::uint32_t bin = 0;
  while (bin + 1 < edges.size() && !(value < edges[bin])) ++bin;
  return bin;
}

}  // namespace

ScoreStream::ScoreStream(const Scorer& model, CsvReader& reader, bool mark,
                         std::size_t batch_rows, std::size_t reasons,
                         const options& run, std::uint64_t first_row)
    : model_(model),
      reader_(reader),
      mark_(mark),
      batch_rows_(batch_rows),
      reasons_(model.is_card() ? reasons : 0),
      run_(run),
      cells_(find_cells(reader, names_of(model.columns))),
      next_row_(first_row) {}

double ScoreStream::log_odds(const CsvRow& row,
                             std::vector<std::uint32_t>& bins,
                             std::string& buffer, Fault& fault) const {
  const auto refuse = [&fault](std::size_t cell, std::string what) {
    fault = {cell, std::move(what)};
    return std::numeric_limits<double>::quiet_NaN();
  };
  double sum = model_.intercept;
  for (std::size_t j = 0; j < cells_.size(); ++j) {
    const ScorerColumn& column = model_.columns[j];
    const std::string_view text = row.view(cells_[j], buffer);
    double term = 0;
    if (is_missing_text(text, column.missing_codes)) {
      if (column.missing_bin == ScorerColumn::kNone) {
        return refuse(cells_[j],
                      column.linear
                          ? "the value is missing"
                          : "the value is missing, and when the model was made "
                            "none was, so that it has nothing for it");
      }
      bins[j] = column.missing_bin;
      term = column.terms[bins[j]];
    } else if (column.type == ColumnType::categorical) {
      const std::uint32_t* const level = column.level_bin.find(text);
      if (!level) {
        return refuse(cells_[j],
                      unknown_level(text, column.level_bin.levels()));
      }
      bins[j] = *level;
      term = column.terms[bins[j]];
    } else {
      const std::optional<double> value = parse_number<double>(text);
      if (!value || !std::isfinite(*value)) {
        return refuse(cells_[j], quote_text(text) + " is not a finite number");
      }
      if (column.linear) {
        term = column.coefficient * *value;
      } else if (column.edges.empty()) {
        return refuse(cells_[j],
                      "when the model was made, every value of the column was "
                      "missing, so that it has nothing for " +
                          quote_text(text));
      } else {
        bins[j] = bin_of(*value, column.edges);
        term = column.terms[bins[j]];
      }
    }
    sum += term;
    if (!std::isfinite(sum)) {
      return refuse(
          cells_[j],
          "the score is beyond all numbers with the value " + quote_text(text));
    }
  }
  return sum;
}

void ScoreStream::add_card(const std::vector<std::uint32_t>& bins,
                           std::vector<double>& losses, std::size_t i,
                           ScoreBatch& batch) const {
  double points = model_.base_points;
  std::uint32_t* const reasons = batch.reasons.data() + i * reasons_;
  std::size_t known = 0;  // of the reasons
  for (std::uint32_t j = 0; j < bins.size(); ++j) {
    points += model_.columns[j].points[bins[j]];
    losses[j] = model_.columns[j].losses[bins[j]];
    if (!(losses[j] > 0)) continue;
    // Into its place among the largest; of equals the first column leads.
    std::size_t place = known;
    while (place > 0 && losses[j] > losses[reasons[place - 1]]) --place;
    if (place == reasons_) continue;
    known = std::min(known + 1, reasons_);
    std::copy_backward(reasons + place, reasons + known - 1, reasons + known);
    reasons[place] = j;
  }
  std::fill(reasons + known, reasons + reasons_, ScorerColumn::kNone);
  batch.points[i] = points;
  batch.score[i] =
      model_.scale->offset - model_.scale->factor * batch.log_odds[i];
}

struct ScoreStream::Work {
  ScoreStream& stream;
  ScoreBatch& batch;
};

void ScoreStream::score_rows(ScoreBatch& batch, std::size_t begin,
                             std::size_t end) {
  std::vector<std::uint32_t> bins(model_.columns.size());
  std::vector<double> losses(model_.columns.size());
  std::string buffer;
  for (std::size_t i = begin; i < end; ++i) {
    faults_[i].what.clear();
    batch.log_odds[i] = log_odds(batch.rows[i], bins, buffer, faults_[i]);
    if (!model_.is_card()) continue;
    if (faults_[i].what.empty()) {
      add_card(bins, losses, i, batch);
    } else {
      batch.points[i] = batch.score[i] =
          std::numeric_limits<double>::quiet_NaN();
      std::fill_n(batch.reasons.data() + i * reasons_, reasons_,
                  ScorerColumn::kNone);
    }
  }
  options one = run_;
  one.threads = 1;
  sigmoid(std::span<const double>(batch.log_odds).subspan(begin, end - begin),
          std::span<double>(batch.probability).subspan(begin, end - begin),
          one);
}

bool ScoreStream::next(ScoreBatch& batch) {
  batch.first_row = next_row_;
  batch.size = 0;
  for (; batch.size < batch_rows_; ++batch.size) {
    if (batch.size == batch.rows.size()) batch.rows.emplace_back();
    if (!reader_.next(batch.rows[batch.size])) break;
  }
  next_row_ += batch.size;
  const std::size_t n = batch.rows.size();
  batch.log_odds.resize(n);
  batch.probability.resize(n);
  batch.faults.resize(n);
  faults_.resize(n);
  if (model_.is_card()) {
    batch.points.resize(n);
    batch.score.resize(n);
    batch.reasons.resize(n * reasons_);
  }
  Work work{*this, batch};
  for_each_grain(batch.size, kGrain, run_.threads, &work,
                 [](void* context, std::size_t begin, std::size_t end) {
                   Work& w = *static_cast<Work*>(context);
                   w.stream.score_rows(w.batch, begin, end);
                 });
  for (std::size_t i = 0; i < batch.size; ++i) {
    const Fault& fault = faults_[i];
    batch.faults[i].clear();
    if (fault.what.empty()) continue;
    batch.faults[i] =
        refusal(reader_, batch.rows[i], fault.cell, fault.what, mark_);
  }
  return batch.size > 0;
}

}  // namespace ogive::internal
