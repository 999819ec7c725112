// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0

#include "cli/learn.h"

#include <fmt/format.h>

#include <memory>

#include "io/atomic_file.h"
#include "io/number.h"
#include "io/stream.h"

namespace ogive::internal {

std::optional<CrossValidationOptions> LearnOptions::cross_validation() const {
  if (!cross_validate) return std::nullopt;
  CrossValidationOptions options = validation;
  options.threads = common.run.threads;
  return options;
}

void add_learn_options(CLI::App* sub, LearnOptions& o) {
  add_data(sub, o.predictors);
  sub->add_option("--label", o.request.label, "the column of the class")
      ->required()
      ->type_name("COLUMN");
  sub->add_option("--positive", o.request.positive,
                  "the class whose probability is wanted\n(default 1, if the "
                  "classes are 0 and 1)")
      ->type_name("VALUE");
  sub->add_option("-o,--output", o.output,
                  "model to write or replace (JSON); -: standard\n"
                  "output, without the report")
      ->required()
      ->type_name("OUT");
  add_columns(sub, o.predictors);
}

void add_fit_options(CLI::App* sub, LogisticOptions& o) {
  sub->add_option("--ridge", o.ridge,
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
  sub->add_option("--max-iterations", o.max_iterations,
                  "give up after so many (default 100)")
      ->check(CLI::Range(1, 1000000))
      ->type_name("N");
}

void add_cross_validation(CLI::App* sub, LearnOptions& o) {
  sub->add_flag("--cross-validate", o.cross_validate,
                "AUC on rows not learnt from, with a 95 % interval, by\n"
                "repeated stratified cross-validation");
  CLI::Option* flag = sub->get_option("--cross-validate");
  sub->add_option("--folds", o.validation.folds, "its folds (default 5)")
      ->check(CLI::Range(2, 1000))
      ->needs(flag)
      ->type_name("N");
  sub->add_option("--repeats", o.validation.repeats, "its repeats (default 10)")
      ->check(CLI::Range(1, 1000))
      ->needs(flag)
      ->type_name("N");
  sub->add_option("--seed", o.validation.seed, "draws its folds (default 1)")
      ->needs(flag)
      ->type_name("N");
  add_threads(sub, o.common);
}

std::string report_line(const char* name, const std::string& value) {
  return fmt::format("{:<22}{}\n", name, value);
}

std::string p_text(double p) {
  return p < 1e-4 ? fmt::format("{:.1e}", p) : fmt::format("{:.4f}", p);
}

std::string fit_lines(const FitReport& report, const std::string& positive,
                      const std::string& negative) {
  const bool errors = report.ridge == 0;
  std::string text;
  const auto line = [&text](const char* name, const std::string& value) {
    text += report_line(name, value);
  };
  line("data", report.data);
  if (!report.schema.empty()) line("schema", report.schema);
  line("rows", fmt::format("{}, {} {}, {} {}", report.rows, report.positives,
                           quote_text(positive), report.rows - report.positives,
                           quote_text(negative)));
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
  if (report.cross_validation) {
    const CrossValidation& cv = *report.cross_validation;
    line("cross-validation",
         fmt::format("AUC {:.4f}, {:g} % interval {:.4f} to {:.4f} ({} folds, "
                     "repeated {} times, seed {}; on rows not learnt from)",
                     cv.mean, 100 * cv.options.confidence, cv.low, cv.high,
                     cv.options.folds, cv.options.repeats, cv.options.seed));
  }
  for (const auto& [reason, names] : by_reason(report.left_out)) {
    line("left out", fmt::format("{} ({})", names, reason));
  }
  return text;
}

void write_model(const std::string& path, const std::string& json,
                 const std::string& report) {
  const std::unique_ptr<Sink> sink = open_sink(path);
  sink->write(json);
  sink->commit();
  if (path != "-" && path != "/dev/stdout") write_stdout(report);
}

}  // namespace ogive::internal
