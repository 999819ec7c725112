// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// Puts the parts together: design matrix, regression, measures, model.

#include "models/fit_table.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <span>
#include <utility>

#include "models/evaluation.h"

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

// Fits the rows `train`, without the columns that are constant in them, and
// gives the log-odds of the rows `test`.
std::vector<double> scores_of_fold(const Design& design,
                                   const LogisticOptions& options,
                                   std::span<const std::size_t> train,
                                   std::span<const std::size_t> test) {
  const auto rows_of = [&design](std::span<const std::size_t> rows,
                                 Eigen::Index term) {
    Eigen::VectorXd values(static_cast<Eigen::Index>(rows.size()));
    for (std::size_t i = 0; i < rows.size(); ++i) {
      values[static_cast<Eigen::Index>(i)] =
          design.x(static_cast<Eigen::Index>(rows[i]), term);
    }
    return values;
  };
  Design part;
  part.file = design.file;
  part.negative_name = design.negative_name;
  part.positive_name = design.positive_name;
  for (const std::size_t row : train) {
    part.positive.push_back(design.positive[row]);
  }
  part.x.resize(static_cast<Eigen::Index>(train.size()), design.x.cols());
  std::vector<Eigen::Index> kept;
  for (Eigen::Index j = 0; j < design.x.cols(); ++j) {
    const Eigen::VectorXd values = rows_of(train, j);
    if (values.minCoeff() == values.maxCoeff()) continue;
    part.x.col(static_cast<Eigen::Index>(kept.size())) = values;
    part.terms.push_back(design.terms[static_cast<std::size_t>(j)]);
    kept.push_back(j);
  }
  part.x.conservativeResize(Eigen::NoChange,
                            static_cast<Eigen::Index>(kept.size()));
  const LogisticFit fit = fit_logistic(std::move(part), options);
  Eigen::VectorXd scores = Eigen::VectorXd::Constant(
      static_cast<Eigen::Index>(test.size()), fit.coefficients[0]);
  for (std::size_t k = 0; k < kept.size(); ++k) {
    scores += fit.coefficients[static_cast<Eigen::Index>(k) + 1] *
              rows_of(test, kept[k]);
  }
  return {scores.begin(), scores.end()};
}

}  // namespace

FitReport make_report(const Table& table, const std::vector<bool>& positive,
                      const LogisticFit& fit, const LogisticOptions& options) {
  FitReport report;
  report.data = table.file;
  report.rows = positive.size();
  report.positives = static_cast<std::size_t>(
      std::count(positive.begin(), positive.end(), true));
  report.ridge = options.ridge;
  report.iterations = fit.iterations;
  report.last_step = fit.last_step;
  report.tolerance = options.tolerance;
  report.log_likelihood = fit.log_likelihood;
  report.null_log_likelihood = fit.null_log_likelihood;
  const Roc roc =
      roc_curve(std::span(fit.log_odds.data(), positive.size()), positive);
  report.auc = roc.auc;
  report.ks = roc.ks;
  for (Eigen::Index j = 0; j < fit.coefficients.size(); ++j) {
    TermStatistics term;
    term.term = "(intercept)";
    term.coefficient = fit.coefficients[j];
    if (fit.covariance.size() > 0) {
      term.has_errors = true;
      term.standard_error = std::sqrt(fit.covariance(j, j));
      term.z = term.coefficient / term.standard_error;
      term.p = p_value(term.z);
    }
    report.terms.push_back(std::move(term));
  }
  return report;
}

FittedModel fit_table(const Table& table, const Schema& schema,
                      const DesignRequest& request,
                      const LogisticOptions& options,
                      const std::optional<CrossValidationOptions>& validation) {
  const Design design = make_design(table, schema, request);
  const LogisticFit fit = fit_logistic(design, options);
  FittedModel result;
  result.model = make_model(design, request.label, fit.coefficients);

  FitReport& report = result.report;
  report = make_report(table, design.positive, fit, options);
  report.schema = schema.file;
  report.rows_left_out = design.rows_left_out;
  for (std::size_t j = 0; j < design.terms.size(); ++j) {
    report.terms[j + 1].term = design.terms[j].name();
  }
  report.notes = fit.notes;
  if (validation) {
    report.cross_validation =
        cross_validate(table.file, design.positive, *validation,
                       [&](std::span<const std::size_t> train,
                           std::span<const std::size_t> test) {
                         return scores_of_fold(design, options, train, test);
                       });
  }
  return result;
}

}  // namespace ogive::internal
