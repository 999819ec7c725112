// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// What `ogive train` tells: on the terminal while it runs, afterwards, and in
// the model's file.

#ifndef OGIVE_SRC_CLI_TRAIN_REPORT_H_
#define OGIVE_SRC_CLI_TRAIN_REPORT_H_

#include <cstddef>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "models/model_file.h"
#include "models/network_model.h"
#include "ogive/nn.h"

namespace ogive::internal {

// A layer as the report shows it.
struct LayerLine {
  std::string name;  // "dense 64 x 32", "relu (bf16)"
  nn::kept kept;     // for the rows of a batch
};

struct TrainReport {
  std::string data, schema, dtype;
  std::size_t rows = 0, validation_rows = 0, rows_left_out = 0;
  std::size_t parameters = 0;
  nn::training how;
  nn::history history;
  nn::score final_training, final_validation;  // of the weights that are kept
  std::vector<LayerLine> layers;
  std::vector<LeftOutColumn> left_out;
};

// "epoch 12  loss 0.1234  validation 0.2345".
std::string progress_note(const nn::epoch& epoch);

template <class T>
std::vector<LayerLine> describe_layers(const nn::network<T>& network,
                                       std::size_t batch);

std::string report_text(const NetworkModel& model, const TrainReport& report);

// Without times, so that the same training gives the same file.
nlohmann::ordered_json report_json(const TrainReport& report);

}  // namespace ogive::internal

#endif  // OGIVE_SRC_CLI_TRAIN_REPORT_H_
