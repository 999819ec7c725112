// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// `ogive evaluate`: how good scores are, on rows whose class is known.

#include <fmt/format.h>

#include <cmath>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "cli/command.h"
#include "cli/common.h"
#include "cli/credit_charts.h"
#include "cli/labelled_scores.h"
#include "cli/learn.h"
#include "io/error.h"
#include "io/number.h"
#include "models/evaluation.h"

namespace ogive::internal {
namespace {

constexpr char kEvaluateFooter[] = R"(
Takes a file of scores that has the class beside them (`ogive score --id LABEL`
copies it there), or a model and data. Rows without a score are left out, and
counted. Prints AUC, Gini, KS, log loss, Brier score, calibration by groups of
the probability with Hosmer's and Lemeshow's test, and what cut-offs would do;
with -o DIR writes summary.csv, roc.csv, ks.csv, calibration.csv, cutoffs.csv
and a figure of each but the first.

On the rows that a model was fitted to, all of these flatter it: --cross-validate
of `ogive fit` and `ogive scorecard` does not.

Examples:
  ogive evaluate card.json new.csv -o evaluation
  ogive score card.json new.csv --id creditability -o scores.csv
  ogive evaluate scores.csv --label creditability --positive bad

Exit codes: 0 done, 2 wrong usage, 3 malformed or unsuitable data, 4 reading or
writing failed.)";

constexpr int kCutoffSteps = 20;

struct EvaluateOptions {
  std::vector<std::string> files;
  LabelledOptions labelled;
  int groups = 10;
  ResultFolder folder;
};

struct Evaluation {
  Roc roc;
  std::optional<double> log_loss, brier;
  double base_log_loss = 0, base_brier = 0;  // of the rate of positives alone
  std::optional<Calibration> calibration;
  std::vector<Cutoff> cutoffs;
};

Evaluation evaluate_scores(const LabelledScores& rows, int groups) {
  Evaluation result;
  result.roc = roc_curve(rows.risk, rows.positive);
  const std::vector<double> base(rows.positive.size(), rows.positive_rate());
  result.base_log_loss = log_loss(base, rows.positive);
  result.base_brier = brier_score(base, rows.positive);
  if (rows.is_probability) {
    result.log_loss = log_loss(rows.risk, rows.positive);
    result.brier = brier_score(rows.risk, rows.positive);
    result.calibration = calibration(rows.risk, rows.positive, groups);
  }
  result.cutoffs = cutoff_table(rows.safety(), rows.positive, kCutoffSteps);
  return result;
}

std::string calibration_text(const Calibration& table) {
  std::string text = fmt::format(
      "\ncalibration\n{:>19}  {:>8}  {:>8}  {:>9}  {:>9}  {:>9}\n",
      "probability", "rows", "positive", "expected", "observed", "mean");
  for (const CalibrationGroup& group : table.groups) {
    text += fmt::format(
        "{:>19}  {:>8}  {:>8}  {:>9.2f}  {:>9.4f}  {:>9.4f}\n",
        fmt::format("{:.4f} to {:.4f}", group.lowest, group.highest),
        group.rows, group.positives, group.expected, group.observed_rate(),
        group.mean());
  }
  return text;
}

std::string cutoff_text(const LabelledScores& rows,
                        const std::vector<Cutoff>& cutoffs) {
  std::string text = fmt::format(
      "\ncut-off (approved: {})\n{:>10}  {:>9}  {:>13}  {:>8}  {:>12}  "
      "{:>13}\n",
      rows.has_points() ? "at least so many points"
                        : "at most this probability",
      rows.has_points() ? "points" : "probability", "approved", "approval rate",
      "bad rate", "bad declined", "good declined");
  for (const Cutoff& cutoff : cutoffs) {
    text += fmt::format(
        "{:>11}  {:>8}  {:>13}  {:>8}  {:>12}  {:>13}\n",
        rows.has_points() ? format_number(cutoff.score)
                          : fmt::format("{:.6f}", -cutoff.score),
        cutoff.approved, percent(cutoff.approval_rate),
        percent(cutoff.bad_rate), percent(cutoff.declined_positives),
        percent(cutoff.declined_negatives));
  }
  return text;
}

std::string report_text(const LabelledScores& rows, const Evaluation& e) {
  std::string text = report_line("scores", rows.source);
  text += report_line(
      "rows", fmt::format("{}, {} {}, {} {}", rows.positive.size(),
                          e.roc.positives, quote_text(rows.positive_name),
                          e.roc.negatives, quote_text(rows.negative_name)));
  if (rows.left_out > 0) {
    text += report_line("rows left out",
                        fmt::format("{}, without a score", rows.left_out));
  }
  text += report_line("AUC", fmt::format("{:.6f}", e.roc.auc));
  text += report_line("Gini", fmt::format("{:.6f}", e.roc.gini()));
  text += report_line(
      "KS",
      fmt::format("{:.6f}, at {} {}", e.roc.ks, rows.risk_name,
                  format_number(rows.is_probability ? e.roc.ks_threshold
                                                    : -e.roc.ks_threshold)));
  if (e.calibration) {
    const Calibration& table = *e.calibration;
    text += report_line(
        "log loss",
        fmt::format("{:.6f}; {:.6f} if every row got the rate {:.4f}",
                    *e.log_loss, e.base_log_loss, rows.positive_rate()));
    text += report_line("Brier score", fmt::format("{:.6f}; {:.6f} likewise",
                                                   *e.brier, e.base_brier));
    text += report_line(
        "Hosmer-Lemeshow",
        fmt::format("{:.4f} in {} groups; p = {} if the model has not seen "
                    "these rows{}",
                    table.statistic, table.groups.size(),
                    p_text(table.p_unseen),
                    std::isnan(table.p_fitted)
                        ? ""
                        : fmt::format(", {} if it was fitted to them",
                                      p_text(table.p_fitted))));
    text += calibration_text(table);
  }
  return text + cutoff_text(rows, e.cutoffs);
}

// -- Tables
// --------------------------------------------------------------------

std::string line_of(std::initializer_list<double> numbers) {
  std::string line;
  for (const double number : numbers) {
    line += (line.empty() ? "" : ",") + format_number(number);
  }
  return line + '\n';
}

std::string summary_csv(const LabelledScores& rows, const Evaluation& e) {
  std::string text = "measure,value\n";
  const auto add = [&text](const char* name, double value) {
    text += std::string(name) + ',' + format_number(value) + '\n';
  };
  add("rows", static_cast<double>(rows.positive.size()));
  add("positives", static_cast<double>(e.roc.positives));
  add("rows_left_out", static_cast<double>(rows.left_out));
  add("auc", e.roc.auc);
  add("gini", e.roc.gini());
  add("ks", e.roc.ks);
  if (!e.calibration) return text;
  add("log_loss", *e.log_loss);
  add("brier", *e.brier);
  add("hosmer_lemeshow", e.calibration->statistic);
  add("hosmer_lemeshow_groups",
      static_cast<double>(e.calibration->groups.size()));
  add("p_unseen", e.calibration->p_unseen);
  add("p_fitted", e.calibration->p_fitted);
  return text;
}

std::string roc_csv(const Roc& roc, double sign) {
  std::string text =
      "threshold,false_positive_rate,true_positive_rate,false_positives,"
      "true_positives\n";
  for (const RocPoint& point : roc.points) {
    text += line_of({sign * point.threshold, roc.false_positive_rate(point),
                     roc.true_positive_rate(point),
                     static_cast<double>(point.false_positives),
                     static_cast<double>(point.true_positives)});
  }
  return text;
}

std::string ks_csv(const Roc& roc, double sign) {
  std::string text =
      "threshold,share_of_positives,share_of_negatives,distance\n";
  for (const RocPoint& point : roc.points) {
    const double positives = roc.true_positive_rate(point);
    const double negatives = roc.false_positive_rate(point);
    text += line_of({sign * point.threshold, positives, negatives,
                     std::fabs(positives - negatives)});
  }
  return text;
}

std::string calibration_csv(const Calibration& table) {
  std::string text =
      "lowest,highest,rows,positives,expected,observed_rate,mean\n";
  for (const CalibrationGroup& group : table.groups) {
    text +=
        line_of({group.lowest, group.highest, static_cast<double>(group.rows),
                 static_cast<double>(group.positives), group.expected,
                 group.observed_rate(), group.mean()});
  }
  return text;
}

std::string cutoffs_csv(const std::vector<Cutoff>& cutoffs, bool points) {
  std::string text = std::string(points ? "points" : "probability") +
                     ",approved,approval_rate,bad_rate,bad_declined,"
                     "good_declined\n";
  for (const Cutoff& cutoff : cutoffs) {
    text += line_of({points ? cutoff.score : -cutoff.score,
                     static_cast<double>(cutoff.approved), cutoff.approval_rate,
                     cutoff.bad_rate, cutoff.declined_positives,
                     cutoff.declined_negatives});
  }
  return text;
}

void write_folder(const ResultFolder& folder, const LabelledScores& rows,
                  const Evaluation& e) {
  // The risk of points is their negative.
  const double sign = rows.is_probability ? 1 : -1;
  folder.open();
  folder.write("summary.csv", summary_csv(rows, e));
  folder.write("roc.csv", roc_csv(e.roc, sign));
  folder.write("ks.csv", ks_csv(e.roc, sign));
  folder.write("cutoffs.csv", cutoffs_csv(e.cutoffs, rows.has_points()));
  folder.draw("roc", roc_chart(e.roc));
  folder.draw("ks", ks_chart(e.roc, sign, rows.risk_name, rows.positive_name,
                             rows.negative_name));
  folder.draw("cutoffs", cutoff_chart(e.cutoffs, !rows.has_points()));
  if (!e.calibration) return;
  folder.write("calibration.csv", calibration_csv(*e.calibration));
  folder.draw("calibration", calibration_chart(*e.calibration));
}

void evaluate(EvaluateOptions& o) {
  const LabelledScores rows =
      o.files.size() == 1 ? read_scores(o.files[0], o.labelled)
                          : score_data(o.files[0], o.files[1], o.labelled);
  const Evaluation evaluation = evaluate_scores(rows, o.groups);
  if (o.folder.wanted()) write_folder(o.folder, rows, evaluation);
  write_stdout(report_text(rows, evaluation));
}

}  // namespace

void add_evaluate(CLI::App& app) {
  auto o = std::make_shared<EvaluateOptions>();
  CLI::App* sub = app.add_subcommand(
      "evaluate", "Tell how good scores are, where the class is known");
  sub->add_option("files", o->files,
                  "a file of scores (CSV), or a model and data (CSV)")
      ->required()
      ->expected(1, 2)
      ->type_name("FILE");
  sub->add_option("--label", o->labelled.label,
                  "the column of the class (of a model: the column it\n"
                  "was made with)")
      ->type_name("COLUMN");
  sub->add_option("--positive", o->labelled.positive,
                  "the class whose probability it is (of a model: that\n"
                  "it was made with; default 1, if they are 0 and 1)")
      ->type_name("VALUE");
  CLI::Option* probability =
      sub->add_option("--probability", o->labelled.probability,
                      "the column of the probability in a file of scores\n"
                      "(default probability)")
          ->type_name("COLUMN");
  sub->add_option("--points", o->labelled.points,
                  "a column of points instead, the more the safer, which\n"
                  "have no calibration and losses")
      ->excludes(probability)
      ->type_name("COLUMN");
  sub->add_option("--groups", o->groups,
                  "groups of the calibration (default 10)")
      ->check(CLI::Range(2, 10000))
      ->type_name("N");
  o->folder.add_to(sub, "-o,--output");
  sub->footer(kEvaluateFooter);
  sub->callback([o] { evaluate(*o); });
}

}  // namespace ogive::internal
