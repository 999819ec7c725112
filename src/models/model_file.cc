// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// Writing and reading a model.

#include "models/model_file.h"

#include <set>

#include "io/error.h"
#include "io/json_file.h"
#include "io/number.h"

namespace ogive::internal {
namespace {

using Json = nlohmann::ordered_json;

constexpr char kFormat[] = "ogive logistic regression";
constexpr int kVersion = 1;

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

Json report_to_json(const FitReport& report) {
  Json json;
  json["data"] = report.data;
  if (!report.schema.empty()) json["schema"] = report.schema;
  json["rows"] = report.rows;
  json["rows_left_out"] = report.rows_left_out;
  json["positives"] = report.positives;
  json["ridge"] = report.ridge;
  json["iterations"] = report.iterations;
  json["last_step"] = report.last_step;
  json["tolerance"] = report.tolerance;
  json["log_likelihood"] = report.log_likelihood;
  json["null_log_likelihood"] = report.null_log_likelihood;
  json["mcfadden_r2"] = report.mcfadden();
  if (report.ridge == 0) json["aic"] = report.aic();
  json["auc"] = report.auc;
  json["gini"] = report.gini();
  json["ks"] = report.ks;
  json["terms"] = Json::array();
  for (const TermStatistics& term : report.terms) {
    Json line = {{"term", term.term}, {"coefficient", term.coefficient}};
    if (term.has_errors) {
      line["standard_error"] = term.standard_error;
      line["z"] = term.z;
      line["p"] = term.p;
    }
    json["terms"].push_back(std::move(line));
  }
  json["left_out"] = Json::array();
  for (const LeftOutColumn& column : report.left_out) {
    json["left_out"].push_back(
        {{"column", column.name}, {"reason", column.reason}});
  }
  json["notes"] = report.notes;
  return json;
}

ModelColumn column_of(const JsonValue& json) {
  ModelColumn column;
  column.name = json.at("name").text();
  column.missing_codes = json.at("missing").texts();
  const std::string type = json.at("type").text();
  if (type == "numeric") {
    json.allow_only({"name", "type", "missing", "coefficient"});
    column.coefficient = json.at("coefficient").number();
    return column;
  }
  if (type != "categorical") {
    json.at("type").fail("unknown type " + quote_text(type) +
                         "; there are numeric, categorical");
  }
  json.allow_only({"name", "type", "missing", "reference", "levels"});
  column.type = ColumnType::categorical;
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

double FitReport::aic() const {
  return 2 * (static_cast<double>(terms.size()) - log_likelihood);
}

double FitReport::mcfadden() const {
  return 1 - log_likelihood / null_log_likelihood;
}

std::string model_to_json(const Model& model, const FitReport& report) {
  Json json;
  json["format"] = kFormat;
  json["version"] = kVersion;
  json["label"] = {{"column", model.label},
                   {"positive", model.positive},
                   {"negative", model.negative}};
  json["intercept"] = model.intercept;
  json["columns"] = Json::array();
  for (const ModelColumn& column : model.columns) {
    json["columns"].push_back(column_to_json(column));
  }
  json["fit"] = report_to_json(report);
  try {
    return json.dump(2) + "\n";
  } catch (const nlohmann::json::exception&) {
    throw DataError(report.data +
                    ": names or values are not UTF-8, so that no JSON file can "
                    "hold them: save the file as UTF-8");
  }
}

Model read_model(const std::string& path) {
  const JsonValue json = JsonValue::read(path);
  if (!json.has("format") || json.at("format").text() != kFormat) {
    json.fail("not a model that `ogive fit` wrote: \"format\" is not " +
              quote_text(kFormat));
  }
  if (json.at("version").number() != kVersion) {
    json.at("version").fail("this program reads version " +
                            std::to_string(kVersion) + " alone");
  }
  json.allow_only(
      {"format", "version", "label", "intercept", "columns", "fit"});
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
