// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// Predictions by a network, row after row of a CSV file of any length. Inputs
// are computed in double, rounded to the type of the weights; then the
// network's predict(), and sigmoid or softmax of its outputs, or mean + scale *
// output: the same bits on every machine, whatever the threads and the size of
// a batch.

#ifndef OGIVE_SRC_MODELS_PREDICTION_STREAM_H_
#define OGIVE_SRC_MODELS_PREDICTION_STREAM_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "io/csv.h"
#include "models/model_cells.h"
#include "models/network_model.h"
#include "models/text_map.h"
#include "ogive/options.h"

namespace ogive::internal {

// Some rows in a row.
struct PredictionBatch {
  std::uint64_t first_row = 1;  // of the file, the one after the header is 1
  // A text for each name of NetworkModel::prediction_names(), not yet quoted;
  // empty for rows without a prediction.
  std::vector<std::vector<std::string>> predictions;
  std::vector<std::string> faults;  // why a row has none; empty if it has one
  // The cells that were asked for beside, as they stand in the file.
  std::vector<std::vector<std::string>> copied;

  std::size_t size() const { return predictions.size(); }
};

class PredictionStream {
 public:
  // As ScoreStream in score_stream.h.
  PredictionStream(const NetworkModel& model, CsvReader& reader,
                   std::vector<std::size_t> copied, bool mark,
                   std::size_t batch_rows, const options& run);

  // The next rows, `batch_rows` but for the last ones; false at the end.
  bool next(PredictionBatch& batch);

 private:
  // Appends the inputs of the row to x_; zeros if it has a fault.
  void add_inputs(const CsvRow& row, std::string& fault);
  template <class T>
  void predict(const nn::network<T>& network, PredictionBatch& batch);

  const NetworkModel& model_;
  CsvReader& reader_;
  std::vector<std::size_t> copied_;
  bool mark_;
  std::size_t batch_rows_;
  options run_;
  ModelCells cells_;
  std::vector<TextMap<std::size_t>> levels_;  // of each column, with its input
  CsvRow row_;
  std::uint64_t rows_ = 0;  // read so far
  std::vector<double> x_;
  std::vector<std::uint64_t> lines_;  // of the batch's rows
};

}  // namespace ogive::internal

#endif  // OGIVE_SRC_MODELS_PREDICTION_STREAM_H_
