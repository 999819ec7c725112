// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// From a table to what a network is trained on: numeric columns standardised,
// categorical ones one-hot, labels as targets, rows set apart for validation.

#ifndef OGIVE_SRC_MODELS_TRAINING_SET_H_
#define OGIVE_SRC_MODELS_TRAINING_SET_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "models/design_matrix.h"
#include "models/network_model.h"
#include "models/table.h"

namespace ogive::internal {

struct TrainingRequest {
  std::vector<std::string> labels;
  std::optional<NetworkOutput> output;  // none: as the label's values suggest
  std::string positive;                 // sigmoid with one label
  MissingPolicy missing = MissingPolicy::fail;
  double validation = 0;  // the share of the rows, chosen by the seed
  std::uint64_t seed = 1;
};

struct TrainingSet {
  NetworkOutput output = NetworkOutput::sigmoid;
  std::vector<NetworkLabel> labels;
  std::vector<NetworkColumn> columns;
  std::vector<std::string> constant;  // columns left out for being that
  std::size_t inputs = 0, outputs = 0;
  std::size_t rows = 0, validation_rows = 0, rows_left_out = 0;
  // A row each: first those for training, then those for validation.
  std::vector<double> x, targets;
};

// Means, standard deviations (divisor n) and levels are those of the rows for
// training; levels that occur among those for validation alone are kept too.
// Columns that are constant among the rows for training have nothing to tell
// and are left out. Throws DataError and UsageError for labels and values that
// make no sense.
TrainingSet make_training_set(const Table& table,
                              const TrainingRequest& request);

}  // namespace ogive::internal

#endif  // OGIVE_SRC_MODELS_TRAINING_SET_H_
