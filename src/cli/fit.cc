// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// `ogive fit`: a logistic regression on the rows of a CSV file.

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <string>
#include <utility>

#include "cli/command.h"
#include "cli/learn.h"
#include "io/number.h"
#include "models/fit_table.h"

namespace ogive::internal {
namespace {

constexpr char kFitFooter[] = R"(
Every column but the label is a predictor, unless --columns or --exclude say
otherwise. Columns of numbers are taken as they are; others are categorical: a
0/1 column for each level but the reference level, which is the most frequent
one or the schema's. DATA.schema.json beside DATA.csv, or --schema, says of
columns their type, the codes for missing values, and which are protected
attributes: those are left out unless --include-protected is given.

What has no unique answer is refused, with the columns named: constant columns,
collinear ones, and classes that the columns separate.

Examples:
  ogive fit data/german_credit.csv --label creditability --positive bad \
    -o model.json
  ogive fit data/breast_cancer_wdbc.csv --label benign --ridge 1 -o model.json

Exit codes: 0 done, 2 wrong usage, 3 malformed or unsuitable data, 4 reading or
writing failed.)";

struct FitOptions {
  LearnOptions learn;
  LogisticOptions fit;
};

std::string report_text(const Model& model, const FitReport& report) {
  const bool errors = report.ridge == 0;
  std::string text =
      report_line("model", fmt::format("logistic regression: P({} = {})",
                                       quote_text(model.label),
                                       quote_text(model.positive)));
  text += fit_lines(report, model.positive, model.negative);
  for (const ModelColumn& column : model.columns) {
    if (column.type != ColumnType::categorical) continue;
    text += report_line("reference level",
                        fmt::format("{} = {}", column.name, column.reference));
  }
  for (const std::string& note : report.notes) {
    text += report_line("note", note);
  }
  if (!errors) {
    text += report_line(
        "note",
        "a ridge biases the coefficients towards 0: standard errors, z and p "
        "would mislead and are left out");
  }

  std::size_t width = 4;
  for (const TermStatistics& term : report.terms) {
    width = std::max(width, term.term.size());
  }
  text += fmt::format("\n{:<{}}  {:>13}", "term", width, "coefficient");
  if (errors) {
    text += fmt::format("  {:>12}  {:>8}  {:>8}", "std. error", "z", "p");
  }
  text += fmt::format("  {:>10}\n", "odds ratio");
  for (const TermStatistics& term : report.terms) {
    text +=
        fmt::format("{:<{}}  {:>13.8g}", term.term, width, term.coefficient);
    if (errors) {
      text += fmt::format("  {:>12.6g}  {:>8.3f}  {:>8}", term.standard_error,
                          term.z, p_text(term.p));
    }
    text += fmt::format("  {:>10.4g}\n", std::exp(term.coefficient));
  }
  return text;
}

void fit(FitOptions& o) {
  DesignRequest& request = o.learn.request;
  request.missing = o.learn.predictors.missing_policy();
  PredictorTable data = read_predictors(o.learn.predictors, {request.label});
  FittedModel fitted = fit_table(data.table, data.schema, request, o.fit,
                                 o.learn.cross_validation());
  fitted.report.left_out = std::move(data.left_out);
  write_model(o.learn.output, model_to_json(fitted.model, fitted.report),
              report_text(fitted.model, fitted.report));
}

}  // namespace

void add_fit(CLI::App& app) {
  auto o = std::make_shared<FitOptions>();
  CLI::App* sub = app.add_subcommand(
      "fit", "Fit a logistic regression to the rows of a CSV file");
  add_learn_options(sub, o->learn);
  add_missing(sub, o->learn.predictors);
  add_fit_options(sub, o->fit);
  add_cross_validation(sub, o->learn);
  sub->footer(kFitFooter);
  sub->callback([o] { fit(*o); });
}

}  // namespace ogive::internal
