// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// `ogive fit`: a logistic regression on the rows of a CSV file.

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "cli/command.h"
#include "cli/common.h"
#include "cli/predictors.h"
#include "io/atomic_file.h"
#include "io/number.h"
#include "io/stream.h"
#include "models/fit_table.h"
#include "models/table.h"

namespace ogive::internal {
namespace {

constexpr char kFooter[] = R"(
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
  std::string output;
  PredictorOptions predictors;
  DesignRequest request;
  LogisticOptions fit;
};

std::string p_text(double p) {
  return p < 1e-4 ? fmt::format("{:.1e}", p) : fmt::format("{:.4f}", p);
}

std::string report_text(const Model& model, const FitReport& report) {
  const bool errors = report.ridge == 0;
  std::string text;
  const auto line = [&text](const char* name, const std::string& value) {
    text += fmt::format("{:<22}{}\n", name, value);
  };
  line("model",
       fmt::format("logistic regression: P({} = {})", quote_text(model.label),
                   quote_text(model.positive)));
  line("data", report.data);
  if (!report.schema.empty()) line("schema", report.schema);
  line("rows",
       fmt::format("{}, {} {}, {} {}", report.rows, report.positives,
                   quote_text(model.positive), report.rows - report.positives,
                   quote_text(model.negative)));
  if (report.rows_left_out > 0) {
    line("rows left out",
         fmt::format("{}, for missing values", report.rows_left_out));
  }
  line("method",
       fmt::format("Newton's (IRLS): {}, converged in {} iterations, the last "
                   "of which moved a log-odds by {:.1e} at most",
                   errors ? "maximum likelihood"
                          : fmt::format("ridge {}", report.ridge),
                   report.iterations, report.last_step));
  line("log-likelihood",
       fmt::format("{:.6f}, of the intercept alone {:.6f}; McFadden R2 {:.4f}",
                   report.log_likelihood, report.null_log_likelihood,
                   report.mcfadden()));
  if (errors) line("AIC", fmt::format("{:.4f}", report.aic()));
  line("on these rows",
       fmt::format("AUC {:.4f}, Gini {:.4f}, KS {:.4f} (on rows the model has "
                   "not seen it does worse)",
                   report.auc, report.gini(), report.ks));
  for (const auto& [reason, names] : by_reason(report.left_out)) {
    line("left out", fmt::format("{} ({})", names, reason));
  }
  for (const ModelColumn& column : model.columns) {
    if (column.type != ColumnType::categorical) continue;
    line("reference level",
         fmt::format("{} = {}", column.name, column.reference));
  }
  for (const std::string& note : report.notes) line("note", note);
  if (!errors) {
    line("note",
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
  o.request.missing = o.predictors.missing_policy();
  PredictorTable data = read_predictors(o.predictors, {o.request.label});
  const Table& table = data.table;
  FittedModel fitted = fit_table(table, data.schema, o.request, o.fit);
  fitted.report.left_out = std::move(data.left_out);

  const std::string json = model_to_json(fitted.model, fitted.report);
  const std::unique_ptr<Sink> sink = open_sink(o.output);
  sink->write(json);
  sink->commit();
  if (o.output != "-" && o.output != "/dev/stdout") {
    write_stdout(report_text(fitted.model, fitted.report));
  }
}

}  // namespace

void add_fit(CLI::App& app) {
  auto o = std::make_shared<FitOptions>();
  CLI::App* sub = app.add_subcommand(
      "fit", "Fit a logistic regression to the rows of a CSV file");
  add_data(sub, o->predictors);
  sub->add_option("--label", o->request.label, "the column of the class")
      ->required()
      ->type_name("COLUMN");
  sub->add_option("--positive", o->request.positive,
                  "the class whose probability is wanted\n(default 1, if the "
                  "classes are 0 and 1)")
      ->type_name("VALUE");
  sub->add_option("-o,--output", o->output,
                  "model to write or replace (JSON); -: standard\n"
                  "output, without the report")
      ->required()
      ->type_name("OUT");
  add_predictors(sub, o->predictors);
  sub->add_option("--ridge", o->fit.ridge,
                  "penalty on the squares of the coefficients of\n"
                  "standardised columns (default 0: none)")
      ->check([](const std::string& text) {
        double ridge = 0;
        if (CLI::detail::lexical_cast(text, ridge) && ridge >= 0 &&
            ridge <= 1e100) {
          return std::string();
        }
        return "must be a number from 0 on, not '" + text + "'";
      })
      ->type_name("X");
  sub->add_option("--max-iterations", o->fit.max_iterations,
                  "give up after so many (default 100)")
      ->check(CLI::Range(1, 1000000))
      ->type_name("N");
  sub->footer(kFooter);
  sub->callback([o] { fit(*o); });
}

}  // namespace ogive::internal
