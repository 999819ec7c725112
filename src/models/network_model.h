// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// A network with what leads from a row of a CSV file to its inputs, and from
// its outputs to what they mean; as a JSON file. docs/training.md describes the
// file.

#ifndef OGIVE_SRC_MODELS_NETWORK_MODEL_H_
#define OGIVE_SRC_MODELS_NETWORK_MODEL_H_

#include <cstddef>
#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <variant>
#include <vector>

#include "models/schema.h"
#include "ogive/nn.h"

namespace ogive::internal {

// A column of the data, and its inputs: one, (value - mean) / scale, of a
// numeric column; for each level of a categorical one, which is 1 for its own
// and 0 elsewhere. A level of the name kMissingLevel is that of missing values.
struct NetworkColumn {
  std::string name;
  ColumnType type = ColumnType::numeric;
  std::vector<std::string> missing_codes;
  double mean = 0, scale = 1;
  std::vector<std::string> levels;

  std::size_t inputs() const {
    return type == ColumnType::numeric ? 1 : levels.size();
  }
};

// What the outputs mean.
//   sigmoid  each its own: the logit of the probability that a label has its
//            positive value
//   softmax  the logits of the classes of one label
//   linear   numbers, standardised
enum class NetworkOutput : std::uint8_t { sigmoid, softmax, linear };
const char* network_output_name(NetworkOutput output);

struct NetworkLabel {
  std::string column;
  std::string positive, negative;    // sigmoid
  std::vector<std::string> classes;  // softmax
  double mean = 0, scale = 1;        // linear: value = mean + scale * output
};

// The network without its weights' type.
using AnyNetwork = std::variant<nn::network<float>, nn::network<double>>;

struct NetworkModel {
  NetworkOutput output = NetworkOutput::sigmoid;
  std::vector<NetworkLabel> labels;    // exactly one for softmax
  std::vector<NetworkColumn> columns;  // their inputs come in this order
  AnyNetwork network;
  std::string sha256;  // of the file it was read from

  std::size_t inputs() const;
  std::size_t outputs() const;  // that its labels and classes ask for
  // The names of what a prediction consists of, as columns of a file.
  std::vector<std::string> prediction_names() const;
};

// The file's text. `report` says how the network was trained; `data` names the
// file in messages on names in it.
std::string network_model_text(const NetworkModel& model,
                               const nlohmann::ordered_json& report,
                               const std::string& data);

// Reads what prediction needs; every fault is a DataError.
NetworkModel read_network_model(const std::string& path, const options& run);

}  // namespace ogive::internal

#endif  // OGIVE_SRC_MODELS_NETWORK_MODEL_H_
