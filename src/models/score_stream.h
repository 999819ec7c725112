// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// Scores by a model, row after row of a CSV file of any length. The log-odds
// are summed up in the order of the model's columns, each product and each sum
// rounded to double by itself, and the probability is ogive::sigmoid of them:
// the same bits on every machine, whatever the threads and the size of a batch.

#ifndef OGIVE_SRC_MODELS_SCORE_STREAM_H_
#define OGIVE_SRC_MODELS_SCORE_STREAM_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "io/csv.h"
#include "models/model_cells.h"
#include "models/model_file.h"
#include "models/text_map.h"
#include "ogive/options.h"

namespace ogive::internal {

// Some rows in a row.
struct ScoreBatch {
  std::uint64_t first_row = 1;  // of the file, the one after the header is 1
  std::vector<double> log_odds, probability;
  // Why the row has no score; empty if it has one. Its numbers are then NaN.
  std::vector<std::string> faults;
  // The cells that were asked for beside, as they stand in the file.
  std::vector<std::vector<std::string>> copied;

  std::size_t size() const { return log_odds.size(); }
};

class ScoreStream {
 public:
  // `reader` and `model` must outlive it. `copied` are numbers of columns to
  // hand on. Where `mark` is not set, a row without a score is a DataError that
  // names its line and column. Throws DataError for columns of the model that
  // the file lacks, all of them named.
  ScoreStream(const Model& model, CsvReader& reader,
              std::vector<std::size_t> copied, bool mark,
              std::size_t batch_rows, const options& run);

  // The next rows, `batch_rows` but for the last ones; false at the end.
  bool next(ScoreBatch& batch);

 private:
  double log_odds(const CsvRow& row, std::string& fault);

  const Model& model_;
  CsvReader& reader_;
  std::vector<std::size_t> copied_;
  std::size_t batch_rows_;
  options run_;
  ModelCells cells_;
  std::vector<TextMap<double>> levels_;  // of each column of the model
  CsvRow row_;
  std::uint64_t rows_ = 0;  // read so far
};

}  // namespace ogive::internal

#endif  // OGIVE_SRC_MODELS_SCORE_STREAM_H_
