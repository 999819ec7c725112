// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0

#include "models/fit_report.h"

#include <nlohmann/json.hpp>
#include <utility>

namespace ogive::internal {

double FitReport::aic() const {
  return 2 * (static_cast<double>(terms.size()) - log_likelihood);
}

double FitReport::mcfadden() const {
  return 1 - log_likelihood / null_log_likelihood;
}

nlohmann::ordered_json report_to_json(const FitReport& report) {
  using Json = nlohmann::ordered_json;
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
  if (report.cross_validation) {
    const CrossValidation& cv = *report.cross_validation;
    json["cross_validation"] = {{"folds", cv.options.folds},
                                {"repeats", cv.options.repeats},
                                {"seed", cv.options.seed},
                                {"auc", cv.mean},
                                {"deviation", cv.deviation},
                                {"confidence", cv.options.confidence},
                                {"low", cv.low},
                                {"high", cv.high},
                                {"fold_aucs", cv.auc}};
  }
  return json;
}

}  // namespace ogive::internal
