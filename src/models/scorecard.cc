// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// Bins the columns, drops those that say nothing or the wrong thing, fits the
// rest, and turns coefficients into points. Cross-validation does all of it
// again on the training rows of each fold.

#include "models/scorecard.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>
#include <span>
#include <utility>

#include "io/error.h"
#include "io/number.h"
#include "models/fit_table.h"

namespace ogive::internal {
namespace {

using Eigen::Index;

// More than this is rarely honest: Siddiqi's rule of thumb.
constexpr double kSuspiciousIv = 0.5;
constexpr int kCutoffSteps = 20;

// The part of a card that is learnt from rows.
struct Fitted {
  std::vector<WoeColumn> binned;  // all columns
  std::vector<std::size_t> kept;  // of these, the places of those in the card
  std::vector<DroppedColumn> dropped;
  LogisticFit fit;  // the coefficients, those of -WOE, in the order of `kept`
};

std::vector<const Column*> predictors_of(const Table& table,
                                         const std::string& label) {
  std::vector<const Column*> result;
  for (const Column& column : table.columns) {
    if (column.name != label) result.push_back(&column);
  }
  return result;
}

// -WOE of the columns `kept`: with its sign turned, all coefficients of
// log-odds of the positive class should come out above 0.
Design make_woe_design(const Table& table, const ClassLabel& label,
                       std::span<const std::size_t> rows,
                       const std::vector<const Column*>& columns,
                       const Fitted& fitted) {
  Design design;
  design.file = table.file;
  design.positive_name = label.positive_name;
  design.negative_name = label.negative_name;
  for (const std::size_t row : rows) {
    design.positive.push_back(label.positive[row]);
  }
  design.x.resize(static_cast<Index>(rows.size()),
                  static_cast<Index>(fitted.kept.size()));
  Index j = 0;
  for (const std::size_t k : fitted.kept) {
    const std::vector<double> woe =
        woe_values(fitted.binned[k], *columns[k], rows);
    for (std::size_t i = 0; i < rows.size(); ++i) {
      design.x(static_cast<Index>(i), j) = -woe[i];
    }
    ++j;
    design.terms.push_back({columns[k]->name, "", false});
  }
  return design;
}

void drop_uninformative(const ScorecardOptions& options, Fitted& fitted) {
  for (std::size_t k = 0; k < fitted.binned.size(); ++k) {
    const WoeColumn& column = fitted.binned[k];
    if (column.bins.size() < 2) {
      fitted.dropped.push_back(
          {column.name, "one bin holds all rows: no evidence"});
    } else if (column.iv < options.min_iv) {
      fitted.dropped.push_back(
          {column.name, fmt::format("low IV: {:.4f} is below {}", column.iv,
                                    options.min_iv)});
    } else {
      fitted.kept.push_back(k);
    }
  }
}

// Refuses a column whose bins all but one hold one class only: its coefficient
// would grow without limit, however its WOE is smoothed.
void refuse_separating(const Table& table, const ClassLabel& label,
                       const WoeColumn& column) {
  std::size_t mixed = 0;
  std::string bins;
  for (const WoeBin& bin : column.bins) {
    mixed += bin.smoothed ? 0 : 1;
    if (!bin.smoothed) continue;
    bins +=
        fmt::format("{}all {} rows with {} are {}", bins.empty() ? "" : ", ",
                    bin.rows(), quote_text(bin_name(column, bin)),
                    quote_text(bin.positives == 0 ? label.negative_name
                                                  : label.positive_name));
  }
  if (mixed > 1) return;
  throw DataError(fmt::format(
      "{}: separation of the classes: column {}: {}.\n  It has no other bins "
      "that would say how strong this evidence is, so the likelihood has no "
      "maximum. Give a ridge (--ridge 1, say), or leave the column out with "
      "--exclude",
      table.file, quote_text(column.name), bins));
}

// The place in `kept` of the coefficient that is most wrong; kept.size() if all
// are above 0.
std::size_t worst_coefficient(const Design& design, const LogisticFit& fit) {
  std::size_t worst = design.terms.size();
  double lowest = 0;
  for (std::size_t j = 0; j < design.terms.size(); ++j) {
    const auto column = design.x.col(static_cast<Index>(j));
    const double deviation = (column.array() - column.mean()).matrix().norm();
    const double weight =
        fit.coefficients[static_cast<Index>(j) + 1] * deviation;
    if (worst == design.terms.size() ? weight <= 0 : weight < lowest) {
      worst = j;
      lowest = weight;
    }
  }
  return worst;
}

Fitted fit_rows(const Table& table, const ClassLabel& label,
                std::span<const std::size_t> rows,
                const std::vector<const Column*>& columns,
                const ScorecardOptions& options) {
  Fitted fitted;
  for (const Column* column : columns) {
    fitted.binned.push_back(
        bin_column(*column, rows, label.positive, options.woe));
  }
  drop_uninformative(options, fitted);
  for (const std::size_t k : fitted.kept) {
    if (options.fit.ridge == 0) {
      refuse_separating(table, label, fitted.binned[k]);
    }
  }
  while (true) {
    if (fitted.kept.empty()) {
      std::string list;
      for (const DroppedColumn& column : fitted.dropped) {
        list +=
            fmt::format("\n  {}: {}", quote_text(column.name), column.reason);
      }
      throw DataError(table.file + ": no column is left for the card" + list);
    }
    const Design design = make_woe_design(table, label, rows, columns, fitted);
    fitted.fit = fit_logistic(design, options.fit);
    const std::size_t worst = worst_coefficient(design, fitted.fit);
    if (worst == fitted.kept.size()) return fitted;
    const std::size_t k = fitted.kept[worst];
    fitted.dropped.push_back(
        {columns[k]->name,
         fmt::format("negative coefficient: {:.4f} beside the other columns, "
                     "which already tell what it does (its IV alone is {:.4f})",
                     fitted.fit.coefficients[static_cast<Index>(worst) + 1],
                     fitted.binned[k].iv)});
    fitted.kept.erase(fitted.kept.begin() + static_cast<std::ptrdiff_t>(worst));
  }
}

std::vector<double> log_odds_of(const Fitted& fitted,
                                const std::vector<const Column*>& columns,
                                std::span<const std::size_t> rows) {
  std::vector<double> result(rows.size(), fitted.fit.coefficients[0]);
  for (std::size_t j = 0; j < fitted.kept.size(); ++j) {
    const std::size_t k = fitted.kept[j];
    const std::vector<double> woe =
        woe_values(fitted.binned[k], *columns[k], rows);
    const double coefficient =
        fitted.fit.coefficients[static_cast<Index>(j) + 1];
    for (std::size_t i = 0; i < rows.size(); ++i) {
      result[i] -= coefficient * woe[i];
    }
  }
  return result;
}

void write_card(const Fitted& fitted, Scorecard& card) {
  const CardScale& scale = card.scale;
  card.intercept = fitted.fit.coefficients[0];
  card.exact_base_points = scale.offset - scale.factor * card.intercept;
  card.base_points = std::round(card.exact_base_points);
  for (std::size_t j = 0; j < fitted.kept.size(); ++j) {
    CardColumn column;
    column.woe = fitted.binned[fitted.kept[j]];
    column.coefficient = fitted.fit.coefficients[static_cast<Index>(j) + 1];
    for (const WoeBin& bin : column.woe.bins) {
      column.exact_points.push_back(scale.factor *
                                    (column.coefficient * bin.woe));
      // + 0: no column costs -0 points.
      column.points.push_back(std::round(column.exact_points.back()) + 0.0);
    }
    card.columns.push_back(std::move(column));
  }
}

// The sum of rounded points of each row.
std::vector<double> points_of(const Scorecard& card, const Table& table,
                              std::span<const std::size_t> rows) {
  std::vector<double> result(rows.size(), card.base_points);
  for (const CardColumn& column : card.columns) {
    WoeColumn points = column.woe;
    for (std::size_t b = 0; b < points.bins.size(); ++b) {
      points.bins[b].woe = column.points[b];
    }
    const std::vector<double> more =
        woe_values(points, *table.find(column.woe.name), rows);
    for (std::size_t i = 0; i < rows.size(); ++i) result[i] += more[i];
  }
  return result;
}

void add_notes(const Fitted& fitted, CardReport& report) {
  for (const std::size_t k : fitted.kept) {
    const WoeColumn& column = fitted.binned[k];
    if (column.iv > kSuspiciousIv) {
      report.fit.notes.push_back(fmt::format(
          "the IV of {} is {:.4f}, above {}: make sure that it is known when "
          "the decision is made, and not a consequence of it",
          quote_text(column.name), column.iv, kSuspiciousIv));
    }
    for (const WoeBin& bin : column.bins) {
      if (!bin.smoothed) continue;
      report.fit.notes.push_back(fmt::format(
          "the bin {} of {} has rows of one class only ({}): half a row was "
          "added to either class for its WOE",
          quote_text(bin_name(column, bin)), quote_text(column.name),
          bin.rows()));
    }
  }
  for (const std::string& note : fitted.fit.notes) {
    report.fit.notes.push_back("in the regression on -WOE: " + note);
  }
}

}  // namespace

void complete_scale(CardScale& scale) {
  scale.factor = scale.pdo / std::numbers::ln2;
  scale.offset = scale.base_score - scale.factor * std::log(scale.base_odds);
}

FittedScorecard fit_scorecard(const Table& table, const DesignRequest& request,
                              const ScorecardOptions& options) {
  const ClassLabel label = read_label(table, request);
  const std::vector<const Column*> columns =
      predictors_of(table, request.label);
  if (columns.empty()) {
    throw DataError(table.file + ": no column is left to learn from");
  }
  std::vector<std::size_t> rows(table.rows);
  std::iota(rows.begin(), rows.end(), std::size_t{0});
  Fitted fitted = fit_rows(table, label, rows, columns, options);

  FittedScorecard result;
  Scorecard& card = result.card;
  card.label = request.label;
  card.positive = label.positive_name;
  card.negative = label.negative_name;
  card.scale.base_score = options.base_score;
  card.scale.base_odds = options.base_odds;
  card.scale.pdo = options.pdo;
  complete_scale(card.scale);
  write_card(fitted, card);

  CardReport& report = result.report;
  report.min_iv = options.min_iv;
  report.fit = make_report(table, label.positive, fitted.fit, options.fit);
  for (std::size_t j = 0; j < fitted.kept.size(); ++j) {
    report.fit.terms[j + 1].term = fitted.binned[fitted.kept[j]].name;
  }
  add_notes(fitted, report);
  const std::vector<double> points = points_of(card, table, rows);
  for (std::size_t i = 0; i < points.size(); ++i) {
    const double score =
        card.scale.offset -
        card.scale.factor * fitted.fit.log_odds[static_cast<Index>(i)];
    report.largest_rounding =
        std::max(report.largest_rounding, std::fabs(points[i] - score));
  }
  report.cutoffs = cutoff_table(points, label.positive, kCutoffSteps);
  if (options.cross_validation) {
    report.fit.cross_validation = cross_validate(
        table.file, label.positive, *options.cross_validation,
        [&](std::span<const std::size_t> train,
            std::span<const std::size_t> test) {
          const Fitted fold = fit_rows(table, label, train, columns, options);
          return log_odds_of(fold, columns, test);
        });
  }
  report.binned = std::move(fitted.binned);
  report.dropped = std::move(fitted.dropped);
  return result;
}

}  // namespace ogive::internal
