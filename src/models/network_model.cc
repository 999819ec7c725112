// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// Writing and reading a network with its columns and labels.

#include "models/network_model.h"

#include <set>
#include <utility>

#include "io/json_file.h"
#include "io/number.h"
#include "nn/network_file.h"

namespace ogive::internal {
namespace {

using Json = nlohmann::ordered_json;

constexpr NetworkOutput kOutputs[] = {
    NetworkOutput::sigmoid, NetworkOutput::softmax, NetworkOutput::linear};

Json column_to_json(const NetworkColumn& column) {
  Json json;
  json["name"] = column.name;
  json["type"] = column_type_name(column.type);
  json["missing"] = column.missing_codes;
  if (column.type == ColumnType::numeric) {
    json["mean"] = column.mean;
    json["scale"] = column.scale;
  } else {
    json["levels"] = column.levels;
  }
  return json;
}

Json label_to_json(const NetworkLabel& label, NetworkOutput output) {
  Json json;
  json["column"] = label.column;
  switch (output) {
    case NetworkOutput::sigmoid:
      json["positive"] = label.positive;
      json["negative"] = label.negative;
      break;
    case NetworkOutput::softmax:
      json["classes"] = label.classes;
      break;
    case NetworkOutput::linear:
      json["mean"] = label.mean;
      json["scale"] = label.scale;
  }
  return json;
}

double scale_of(const JsonValue& json) {
  const double scale = json.at("scale").number();
  if (!(scale > 0)) json.at("scale").fail("not a number above 0");
  return scale;
}

// Texts that are all different.
std::vector<std::string> different_texts(const JsonValue& json) {
  std::vector<std::string> texts = json.texts();
  std::set<std::string> seen;
  for (const std::string& text : texts) {
    if (!seen.insert(text).second) {
      json.fail(quote_text(text) + " is there twice");
    }
  }
  if (texts.empty()) json.fail("an empty list");
  return texts;
}

NetworkColumn network_column_of(const JsonValue& json) {
  NetworkColumn column;
  column.name = json.at("name").text();
  column.missing_codes = json.at("missing").texts();
  column.type = column_type_of(json.at("type"));
  if (column.type == ColumnType::numeric) {
    json.allow_only({"name", "type", "missing", "mean", "scale"});
    column.mean = json.at("mean").number();
    column.scale = scale_of(json);
    return column;
  }
  json.allow_only({"name", "type", "missing", "levels"});
  column.levels = different_texts(json.at("levels"));
  return column;
}

NetworkLabel label_of(const JsonValue& json, NetworkOutput output) {
  NetworkLabel label;
  label.column = json.at("column").text();
  switch (output) {
    case NetworkOutput::sigmoid:
      json.allow_only({"column", "positive", "negative"});
      label.positive = json.at("positive").text();
      label.negative = json.at("negative").text();
      break;
    case NetworkOutput::softmax:
      json.allow_only({"column", "classes"});
      label.classes = different_texts(json.at("classes"));
      break;
    case NetworkOutput::linear:
      json.allow_only({"column", "mean", "scale"});
      label.mean = json.at("mean").number();
      label.scale = scale_of(json);
  }
  return label;
}

NetworkOutput output_of(const JsonValue& json) {
  for (const NetworkOutput output : kOutputs) {
    if (json.text() == network_output_name(output)) return output;
  }
  json.fail("unknown output " + quote_text(json.text()) +
            "; there are sigmoid, softmax, linear");
}

AnyNetwork any_network(const JsonValue& json, const options& run) {
  if (is_double_network(json)) return network_from_json<double>(json, run);
  return network_from_json<float>(json, run);
}

}  // namespace

const char* network_output_name(NetworkOutput output) {
  switch (output) {
    case NetworkOutput::sigmoid:
      return "sigmoid";
    case NetworkOutput::softmax:
      return "softmax";
    case NetworkOutput::linear:
      break;
  }
  return "linear";
}

std::size_t NetworkModel::inputs() const {
  std::size_t count = 0;
  for (const NetworkColumn& column : columns) count += column.inputs();
  return count;
}

std::size_t NetworkModel::outputs() const {
  return output == NetworkOutput::softmax ? labels[0].classes.size()
                                          : labels.size();
}

std::vector<std::string> NetworkModel::prediction_names() const {
  if (output == NetworkOutput::softmax) {
    std::vector<std::string> names = {"class"};
    for (const std::string& name : labels[0].classes) {
      names.push_back("probability_" + name);
    }
    return names;
  }
  const std::string word =
      output == NetworkOutput::linear ? "prediction" : "probability";
  if (labels.size() == 1) return {word};
  std::vector<std::string> names;
  for (const NetworkLabel& label : labels) {
    names.push_back(word + "_" + label.column);
  }
  return names;
}

std::string network_model_text(const NetworkModel& model, const Json& report,
                               const std::string& data) {
  Json json;
  json["output"] = network_output_name(model.output);
  json["labels"] = Json::array();
  for (const NetworkLabel& label : model.labels) {
    json["labels"].push_back(label_to_json(label, model.output));
  }
  json["columns"] = Json::array();
  for (const NetworkColumn& column : model.columns) {
    json["columns"].push_back(column_to_json(column));
  }
  json["network"] =
      std::visit([](const auto& network) { return network_to_json(network); },
                 model.network);
  json["training"] = report;
  return sealed_text(json, data);
}

NetworkModel read_network_model(const std::string& path, const options& run) {
  const SealedFile file = read_sealed(path);
  const JsonValue& json = file.json;
  if (!json.has("columns")) {
    json.fail(
        "a network without columns, as a program saves it: `ogive predict` "
        "takes those that `ogive train` wrote");
  }
  json.allow_only({"format", "version", "sha256", "written_by", "output",
                   "labels", "columns", "network", "training"});
  NetworkModel model{output_of(json.at("output")),
                     {},
                     {},
                     any_network(json.at("network"), run),
                     file.sha256};
  for (const JsonValue& label : json.at("labels").elements()) {
    model.labels.push_back(label_of(label, model.output));
  }
  const bool one = model.output == NetworkOutput::softmax;
  if (model.labels.empty() || (one && model.labels.size() > 1)) {
    json.at("labels").fail(one ? "softmax takes one label" : "an empty list");
  }
  std::set<std::string> seen;
  for (const JsonValue& column : json.at("columns").elements()) {
    model.columns.push_back(network_column_of(column));
    if (!seen.insert(model.columns.back().name).second) {
      column.fail("the column " + quote_text(model.columns.back().name) +
                  " is there twice");
    }
  }
  std::visit(
      [&](const auto& network) {
        if (network.inputs() == model.inputs() &&
            network.outputs() == model.outputs()) {
          return;
        }
        json.at("network").fail("has " + std::to_string(network.inputs()) +
                                " inputs and " +
                                std::to_string(network.outputs()) +
                                " outputs, but the columns and "
                                "labels ask for " +
                                std::to_string(model.inputs()) + " and " +
                                std::to_string(model.outputs()));
      },
      model.network);
  return model;
}

}  // namespace ogive::internal
