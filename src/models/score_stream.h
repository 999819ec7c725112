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
#include "models/scorer.h"
#include "ogive/options.h"

namespace ogive::internal {

// Some rows in a row.
struct ScoreBatch {
  std::uint64_t first_row = 1;  // of the file, the one after the header is 1
  std::size_t size = 0;         // of the vectors below, which may be longer
  std::vector<CsvRow> rows;
  std::vector<double> log_odds, probability;
  // Why the row has no score; empty if it has one. Its numbers are then NaN.
  std::vector<std::string> faults;
  // Of a card: the sum of rounded points, the score itself, and for each row
  // the places in the model of the columns that cost most points, as many as
  // were asked for, kNone where fewer cost any.
  std::vector<double> points, score;
  std::vector<std::uint32_t> reasons;
};

class ScoreStream {
 public:
  // `reader` and `model` must outlive it. Where `mark` is not set, a row
  // without a score is a DataError that names its line and column. `reasons`
  // is how many are wanted, 0 unless the model is a card. Throws DataError for
  // columns of the model that the file lacks, all of them named. `first_row` is
  // the number of the reader's first row, other than 1 where it reads a part of
  // a larger file.
  ScoreStream(const Scorer& model, CsvReader& reader, bool mark,
              std::size_t batch_rows, std::size_t reasons, const options& run,
              std::uint64_t first_row = 1);

  // The next rows, `batch_rows` but for the last ones; false at the end.
  bool next(ScoreBatch& batch);

 private:
  // What is wrong with a row.
  struct Fault {
    std::size_t cell = 0;
    std::string what;
  };
  struct Work;

  void score_rows(ScoreBatch& batch, std::size_t begin, std::size_t end);
  // The sum, and in `bins` the bin of each column; NaN with a fault.
  double log_odds(const CsvRow& row, std::vector<std::uint32_t>& bins,
                  std::string& buffer, Fault& fault) const;
  // `losses` is for its use, a number for each column.
  void add_card(const std::vector<std::uint32_t>& bins,
                std::vector<double>& losses, std::size_t i,
                ScoreBatch& batch) const;

  const Scorer& model_;
  CsvReader& reader_;
  bool mark_;
  std::size_t batch_rows_;
  std::size_t reasons_;
  options run_;
  std::vector<std::size_t> cells_;  // of the model's columns
  std::vector<Fault> faults_;       // of the batch's rows
  std::uint64_t next_row_;          // the number of the row to be read next
};

}  // namespace ogive::internal

#endif  // OGIVE_SRC_MODELS_SCORE_STREAM_H_
