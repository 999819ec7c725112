// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// Puts the parts together: design matrix, regression, measures, model.

#include "models/fit_table.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <span>
#include <utility>

#include "models/discrimination.h"

namespace ogive::internal {
namespace {

Model make_model(const Design& design, const std::string& label,
                 const Eigen::VectorXd& coefficients) {
  Model model;
  model.label = label;
  model.positive = design.positive_name;
  model.negative = design.negative_name;
  model.intercept = coefficients[0];
  Eigen::Index next = 1;
  for (const Predictor& predictor : design.predictors) {
    ModelColumn column;
    column.name = predictor.column;
    column.type = predictor.type;
    column.missing_codes = predictor.missing_codes;
    if (predictor.type == ColumnType::numeric) {
      column.coefficient = coefficients[next++];
    } else {
      column.reference = predictor.reference;
      for (const std::string& level : predictor.levels) {
        column.levels.emplace_back(
            level, level == predictor.reference ? 0 : coefficients[next++]);
      }
    }
    model.columns.push_back(std::move(column));
  }
  return model;
}

// Two-sided, by the normal distribution: Wald's test.
double p_value(double z) {
  return std::erfc(std::fabs(z) / std::numbers::sqrt2);
}

}  // namespace

FittedModel fit_table(const Table& table, const Schema& schema,
                      const DesignRequest& request,
                      const LogisticOptions& options) {
  Design design = make_design(table, schema, request);
  const LogisticFit fit = fit_logistic(design, options);
  FittedModel result;
  result.model = make_model(design, request.label, fit.coefficients);

  FitReport& report = result.report;
  report.data = table.file;
  report.schema = schema.file;
  report.rows = design.positive.size();
  report.rows_left_out = design.rows_left_out;
  report.positives = static_cast<std::size_t>(
      std::count(design.positive.begin(), design.positive.end(), true));
  report.ridge = options.ridge;
  report.iterations = fit.iterations;
  report.last_step = fit.last_step;
  report.tolerance = options.tolerance;
  report.log_likelihood = fit.log_likelihood;
  report.null_log_likelihood = fit.null_log_likelihood;
  const Discrimination measures = discrimination(
      std::span(fit.log_odds.data(), design.positive.size()), design.positive);
  report.auc = measures.auc;
  report.ks = measures.ks;
  for (Eigen::Index j = 0; j < fit.coefficients.size(); ++j) {
    TermStatistics term;
    term.term = j == 0 ? "(intercept)"
                       : design.terms[static_cast<std::size_t>(j) - 1].name();
    term.coefficient = fit.coefficients[j];
    if (fit.covariance.size() > 0) {
      term.has_errors = true;
      term.standard_error = std::sqrt(fit.covariance(j, j));
      term.z = term.coefficient / term.standard_error;
      term.p = p_value(term.z);
    }
    report.terms.push_back(std::move(term));
  }
  report.notes = fit.notes;
  return result;
}

}  // namespace ogive::internal
