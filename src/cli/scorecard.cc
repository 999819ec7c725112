// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// `ogive scorecard`: a score card from the rows of a CSV file.

#include "models/scorecard.h"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <string>
#include <utility>

#include "cli/command.h"
#include "cli/common.h"
#include "cli/credit_charts.h"
#include "cli/learn.h"
#include "io/number.h"
#include "models/scorecard_file.h"

namespace ogive::internal {
namespace {

constexpr char kScorecardFooter[] = R"(
Every column but the label is binned, and each bin weighed by its evidence:
WOE = ln(share of the good rows / share of the bad rows), bad being --positive.
Numeric columns start from 20 quantiles, merged until the bad rate only rises or
only falls; rare levels of categorical columns are one bin; missing values have
a bin of their own. A logistic regression on the WOE gives the points:

  score = offset - factor * logit(p_bad),  factor = PDO / ln 2

Columns of low information value (IV) and of a negative coefficient are dropped,
and protected attributes left out unless --include-protected is given; the
report says which and why. `ogive score` and `ogive audit` take the card.

Example:
  ogive scorecard data/german_credit.csv --label creditability --positive bad \
    --cross-validate -o card.json

Exit codes: 0 done, 2 wrong usage, 3 malformed or unsuitable data, 4 reading or
writing failed.)";

struct CardOptions {
  LearnOptions learn;
  ScorecardOptions card;
  ResultFolder folder;
};

std::string coefficient_table(const FittedScorecard& fitted) {
  const CardReport& report = fitted.report;
  const bool errors = report.fit.ridge == 0;
  std::size_t width = 11;
  for (const TermStatistics& term : report.fit.terms) {
    width = std::max(width, term.term.size());
  }
  std::string text = fmt::format("\n{:<{}}  {:>8}  {:>11}", "column", width,
                                 "IV", "coefficient");
  if (errors) {
    text += fmt::format("  {:>10}  {:>8}  {:>8}", "std. error", "z", "p");
  }
  text += '\n';
  for (std::size_t j = 0; j < report.fit.terms.size(); ++j) {
    const TermStatistics& term = report.fit.terms[j];
    text += fmt::format(
        "{:<{}}  {:>8}  {:>11.6f}", term.term, width,
        j == 0 ? "" : fmt::format("{:.4f}", fitted.card.columns[j - 1].woe.iv),
        term.coefficient);
    if (errors) {
      text += fmt::format("  {:>10.6f}  {:>8.3f}  {:>8}", term.standard_error,
                          term.z, p_text(term.p));
    }
    text += '\n';
  }
  return text;
}

std::string points_table(const Scorecard& card) {
  std::size_t width = 11;
  for (const CardColumn& column : card.columns) {
    width = std::max(width, column.woe.name.size());
    for (const WoeBin& bin : column.woe.bins) {
      width = std::max(width, std::min<std::size_t>(
                                  60, 2 + bin_name(column.woe, bin).size()));
    }
  }
  std::string text = fmt::format(
      "\n{:<{}}  {:>8}  {:>8}  {:>8}  {:>8}  {:>8}  {:>6}  {:>10}\n", "bin",
      width, "rows", "bad", "bad rate", "WOE", "IV", "points", "unrounded");
  text += fmt::format("{:<{}}  {:>62}  {:>10.4f}\n", "base points", width,
                      format_number(card.base_points), card.exact_base_points);
  for (const CardColumn& column : card.columns) {
    text += column.woe.name + '\n';
    for (std::size_t b = 0; b < column.woe.bins.size(); ++b) {
      const WoeBin& bin = column.woe.bins[b];
      std::string name = bin_name(column.woe, bin);
      // A long name gets a line of its own.
      if (name.size() + 2 > width) {
        text += "  " + name + '\n';
        name.clear();
      }
      text += fmt::format(
          "  {:<{}}  {:>8}  {:>8}  {:>8}  {:>8.4f}  {:>8.4f}  {:>6}  "
          "{:>10.4f}\n",
          name, width - 2, bin.rows(), bin.positives,
          percent(bin.positive_rate()), bin.woe, bin.iv,
          format_number(column.points[b]), column.exact_points[b]);
    }
  }
  return text;
}

std::string cutoff_text(const std::vector<Cutoff>& cutoffs) {
  std::string text = fmt::format(
      "\ncut-off on these rows (approved: at least so many points)\n{:>7}  "
      "{:>9}  {:>13}  {:>8}  {:>12}  {:>13}\n",
      "points", "approved", "approval rate", "bad rate", "bad declined",
      "good declined");
  for (const Cutoff& cutoff : cutoffs) {
    text += fmt::format("{:>7}  {:>9}  {:>13}  {:>8}  {:>12}  {:>13}\n",
                        format_number(cutoff.score), cutoff.approved,
                        percent(cutoff.approval_rate), percent(cutoff.bad_rate),
                        percent(cutoff.declined_positives),
                        percent(cutoff.declined_negatives));
  }
  return text;
}

std::string report_text(const FittedScorecard& fitted) {
  const Scorecard& card = fitted.card;
  const CardReport& report = fitted.report;
  std::string text = report_line(
      "model", fmt::format("score card: bad is {} = {}", quote_text(card.label),
                           quote_text(card.positive)));
  text += fit_lines(report.fit, card.positive, card.negative);
  for (const DroppedColumn& column : report.dropped) {
    text += report_line("dropped",
                        fmt::format("{} ({})", column.name, column.reason));
  }
  for (const std::string& note : report.fit.notes) {
    text += report_line("note", note);
  }
  const CardScale& scale = card.scale;
  text += report_line(
      "scale",
      fmt::format("{} points at odds of {} good to 1 bad, {} more "
                  "double them",
                  format_number(scale.base_score),
                  format_number(scale.base_odds), format_number(scale.pdo)));
  text += report_line("score", fmt::format("{:.6f} - {:.6f} logit(p_bad)",
                                           scale.offset, scale.factor));
  text += report_line(
      "rounding",
      fmt::format("the sum of rounded points is exact, and at most {:.2f} off "
                  "the score on these rows",
                  report.largest_rounding));
  return text + coefficient_table(fitted) + points_table(card) +
         cutoff_text(report.cutoffs);
}

void scorecard(CardOptions& o) {
  o.card.cross_validation = o.learn.cross_validation();
  PredictorTable data =
      read_predictors(o.learn.predictors, {o.learn.request.label});
  FittedScorecard fitted = fit_scorecard(data.table, o.learn.request, o.card);
  fitted.report.fit.schema = data.schema.file;
  fitted.report.fit.left_out = std::move(data.left_out);
  if (o.folder.wanted()) {
    o.folder.open();
    o.folder.draw("woe", woe_charts(fitted.report.binned));
    o.folder.draw("cutoffs", cutoff_chart(fitted.report.cutoffs, false));
  }
  write_model(o.learn.output, scorecard_to_json(fitted.card, fitted.report),
              report_text(fitted));
}

// A validator of numbers above 0.
std::string above_zero(const std::string& text) {
  double value = 0;
  if (CLI::detail::lexical_cast(text, value) && value > 0 && value <= 1e9) {
    return "";
  }
  return "must be a number above 0, not '" + text + "'";
}

}  // namespace

void add_scorecard(CLI::App& app) {
  auto o = std::make_shared<CardOptions>();
  CLI::App* sub = app.add_subcommand(
      "scorecard", "Make a score card from the rows of a CSV file");
  add_learn_options(sub, o->learn);
  sub->add_option("--base-score", o->card.base_score,
                  "the score at the base odds (default 600)")
      ->check(CLI::Range(-1e9, 1e9))
      ->type_name("X");
  sub->add_option("--base-odds", o->card.base_odds,
                  "of good to bad (default 50)")
      ->check(above_zero)
      ->type_name("X");
  sub->add_option("--pdo", o->card.pdo,
                  "points that double the odds (default 20)")
      ->check(above_zero)
      ->type_name("X");
  sub->add_option("--max-bins", o->card.woe.max_bins,
                  "bins of a column, that of missing values not\n"
                  "counted (default 5)")
      ->check(CLI::Range(2, 1000))
      ->type_name("N");
  sub->add_option("--min-share", o->card.woe.min_share,
                  "of the rows, in each of these bins (default 0.05)")
      ->check(CLI::Range(0.0, 0.5))
      ->type_name("X");
  sub->add_option("--min-iv", o->card.min_iv,
                  "drop columns of less (default 0.02)")
      ->check(CLI::Range(0.0, 1e9))
      ->type_name("X");
  add_fit_options(sub, o->card.fit);
  add_cross_validation(sub, o->learn);
  o->folder.add_to(sub, "--figures");
  sub->footer(kScorecardFooter);
  sub->callback([o] { scorecard(*o); });
}

}  // namespace ogive::internal
