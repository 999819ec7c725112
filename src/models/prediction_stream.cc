// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// From cells to inputs, and from outputs to text.

#include "models/prediction_stream.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <span>
#include <utility>

#include "io/error.h"
#include "io/number.h"
#include "ogive/activations.h"
#include "ogive/softmax.h"

namespace ogive::internal {
namespace {

// From the network's outputs y to what they mean, in place.
template <class T>
void finish(const NetworkModel& model, std::vector<T>& y, const options& run) {
  const std::size_t columns = model.outputs();
  switch (model.output) {
    case NetworkOutput::sigmoid:
      sigmoid(std::span<const T>(y), std::span<T>(y), run);
      break;
    case NetworkOutput::softmax:
      softmax(std::span<const T>(y), columns, std::span<T>(y), run);
      break;
    case NetworkOutput::linear:
      for (std::size_t i = 0; i < y.size(); ++i) {
        const NetworkLabel& label = model.labels[i % columns];
        y[i] = static_cast<T>(label.mean +
                              label.scale * static_cast<double>(y[i]));
      }
  }
}

}  // namespace

PredictionStream::PredictionStream(const NetworkModel& model, CsvReader& reader,
                                   std::vector<std::size_t> copied, bool mark,
                                   std::size_t batch_rows, const options& run)
    : model_(model),
      reader_(reader),
      copied_(std::move(copied)),
      mark_(mark),
      batch_rows_(batch_rows),
      run_(run),
      cells_(reader, names_of(model.columns), mark) {
  for (const NetworkColumn& column : model.columns) {
    TextMap<std::size_t>& levels = levels_.emplace_back();
    for (const std::string& level : column.levels) {
      levels.emplace(level, levels.size());
    }
  }
}

void PredictionStream::add_inputs(const CsvRow& row, std::string& fault) {
  const std::size_t begin = x_.size();
  x_.resize(begin + model_.inputs());
  double* input = x_.data() + begin;
  for (std::size_t k = 0; k < model_.columns.size(); ++k) {
    const NetworkColumn& column = model_.columns[k];
    const auto& codes = column.missing_codes;
    if (column.type == ColumnType::categorical) {
      const std::size_t* level = cells_.level(row, k, codes, levels_[k], fault);
      if (!level) break;
      input[*level] = 1;
    } else {
      const std::optional<double> value = cells_.number(row, k, codes, fault);
      if (!value) break;
      *input = (*value - column.mean) / column.scale;
    }
    input += column.inputs();
  }
  if (!fault.empty()) {
    std::fill(x_.begin() + static_cast<std::ptrdiff_t>(begin), x_.end(), 0.0);
  }
}

template <class T>
void PredictionStream::predict(const nn::network<T>& network,
                               PredictionBatch& batch) {
  const std::vector<T> x(x_.begin(), x_.end());
  std::vector<T> y = network.predict(std::span<const T>(x));
  finish(model_, y, run_);
  const std::size_t columns = model_.outputs();
  for (std::size_t i = 0; i < batch.faults.size(); ++i) {
    auto& texts = batch.predictions.emplace_back();
    if (!batch.faults[i].empty()) continue;
    const std::span<const T> row(y.data() + i * columns, columns);
    if (!std::all_of(row.begin(), row.end(),
                     [](T value) { return std::isfinite(value); })) {
      const std::string what =
          "the prediction is no finite number: the row's values are too far "
          "from those of the training";
      if (!mark_) {
        throw DataError(reader_.file() + ": row " +
                        std::to_string(batch.first_row + i) + " (line " +
                        std::to_string(lines_[i]) + "): " + what +
                        " (--on-error mark would mark such rows and go on)");
      }
      batch.faults[i] = "line " + std::to_string(lines_[i]) + ": " + what;
      continue;
    }
    if (model_.output == NetworkOutput::softmax) {
      const auto largest = std::max_element(row.begin(), row.end());
      texts.push_back(
          model_.labels[0]
              .classes[static_cast<std::size_t>(largest - row.begin())]);
    }
    for (const T value : row) texts.push_back(format_number(value));
  }
}

bool PredictionStream::next(PredictionBatch& batch) {
  batch.first_row = rows_ + 1;
  batch.predictions.clear();
  batch.faults.clear();
  batch.copied.clear();
  x_.clear();
  lines_.clear();
  while (batch.faults.size() < batch_rows_ && reader_.next(row_)) {
    ++rows_;
    std::string fault;
    add_inputs(row_, fault);
    batch.faults.push_back(std::move(fault));
    lines_.push_back(row_.line(0));
    if (copied_.empty()) continue;
    std::vector<std::string> cells;
    for (const std::size_t i : copied_) cells.emplace_back(row_.raw(i));
    batch.copied.push_back(std::move(cells));
  }
  std::visit([&](const auto& network) { predict(network, batch); },
             model_.network);
  return batch.size() > 0;
}

}  // namespace ogive::internal
