// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// Writing and reading a model.

#include "models/model_file.h"

#include <set>

#include "io/error.h"
#include "io/json_file.h"
#include "io/number.h"
#include "models/model_seal.h"

namespace ogive::internal {
namespace {

using Json = nlohmann::ordered_json;

constexpr int kModelVersion = 1;

Json column_to_json(const ModelColumn& column) {
  Json json;
  json["name"] = column.name;
  json["type"] = column_type_name(column.type);
  json["missing"] = column.missing_codes;
  if (column.type == ColumnType::numeric) {
    json["coefficient"] = column.coefficient;
    return json;
  }
  json["reference"] = column.reference;
  json["levels"] = Json::array();
  for (const auto& [level, coefficient] : column.levels) {
    json["levels"].push_back({{"level", level}, {"coefficient", coefficient}});
  }
  return json;
}

ModelColumn column_of(const JsonValue& json) {
  ModelColumn column;
  column.name = json.at("name").text();
  column.missing_codes = json.at("missing").texts();
  column.type = column_type_of(json.at("type"));
  if (column.type == ColumnType::numeric) {
    json.allow_only({"name", "type", "missing", "coefficient"});
    column.coefficient = json.at("coefficient").number();
    return column;
  }
  json.allow_only({"name", "type", "missing", "reference", "levels"});
  column.reference = json.at("reference").text();
  std::set<std::string> seen;
  for (const JsonValue& line : json.at("levels").elements()) {
    line.allow_only({"level", "coefficient"});
    const std::string level = line.at("level").text();
    if (!seen.insert(level).second) {
      line.fail("the level " + quote_text(level) + " is there twice");
    }
    column.levels.emplace_back(level, line.at("coefficient").number());
    if (level == column.reference && column.levels.back().second != 0) {
      line.fail("the reference level has a coefficient other than 0");
    }
  }
  if (seen.count(column.reference) == 0) {
    json.at("levels").fail("the reference level " +
                           quote_text(column.reference) + " is not among them");
  }
  return column;
}

}  // namespace

std::string model_to_json(const Model& model, const FitReport& report) {
  Json json;
  json["label"] = {{"column", model.label},
                   {"positive", model.positive},
                   {"negative", model.negative}};
  json["intercept"] = model.intercept;
  json["columns"] = Json::array();
  for (const ModelColumn& column : model.columns) {
    json["columns"].push_back(column_to_json(column));
  }
  json["fit"] = report_to_json(report);
  return sealed_text(kLogisticFormat, kModelVersion, json, report.data);
}

Model model_from_json(const JsonValue& json) {
  json.require_version(kModelVersion);
  json.allow_only({"format", "version", "library", "target", "sha256", "label",
                   "intercept", "columns", "fit"});
  Model model;
  const JsonValue label = json.at("label");
  label.allow_only({"column", "positive", "negative"});
  model.label = label.at("column").text();
  model.positive = label.at("positive").text();
  model.negative = label.at("negative").text();
  model.intercept = json.at("intercept").number();
  std::set<std::string> seen;
  for (const JsonValue& column : json.at("columns").elements()) {
    model.columns.push_back(column_of(column));
    if (!seen.insert(model.columns.back().name).second) {
      column.fail("the column " + quote_text(model.columns.back().name) +
                  " is there twice");
    }
  }
  return model;
}

}  // namespace ogive::internal
