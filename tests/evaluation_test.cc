// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// Proves that AUC, KS, ROC curve, log loss, Brier score, calibration, Hosmer's
// and Lemeshow's test and PSI are those of scikit-learn, SciPy and NumPy to
// 1e-12 (data/evaluation.tsv, made by tools/evaluation_values.py, which makes
// the same scores), that cut-offs count what they say, and that
// cross-validation draws stratified folds, gives the same result on any number
// of threads, and leaks nothing from the rows it tests on.

#include "models/evaluation.h"

#include <gtest/gtest.h>

#include <cmath>
#include <fstream>
#include <limits>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "io/csv.h"
#include "io/error.h"
#include "models/cross_validation.h"
#include "models/distributions.h"
#include "models/scorecard.h"
#include "models/stability.h"

namespace ogive::internal {
namespace {

constexpr double kTolerance = 1e-12;

struct Line {
  std::string measure;
  std::vector<double> values;
};

std::map<std::string, std::vector<Line>> recorded() {
  std::map<std::string, std::vector<Line>> result;
  std::ifstream in(OGIVE_TEST_DATA "/evaluation.tsv");
  std::string text;
  while (std::getline(in, text)) {
    if (text.starts_with('#')) continue;
    std::istringstream cells(text);
    std::string name, cell;
    Line line;
    std::getline(cells, name, '\t');
    std::getline(cells, line.measure, '\t');
    while (std::getline(cells, cell, '\t')) {
      line.values.push_back(std::stod(cell));
    }
    result[name].push_back(line);
  }
  return result;
}

void expect_near(double value, double expected, const std::string& what) {
  if (std::isinf(expected)) {
    EXPECT_EQ(value, expected) << what;
    return;
  }
  EXPECT_NEAR(value, expected, kTolerance * std::max(1.0, std::fabs(expected)))
      << what;
}

struct Rows {
  std::vector<double> probability;
  std::vector<bool> positive;
};

// As `rows` in tools/evaluation_values.py.
Rows make_rows(const std::string& name) {
  Rows rows;
  const int n = name == "distinct" ? 990 : 2000;
  for (int i = 1; i <= n; ++i) {
    const double p = name == "distinct" ? (i * 389 % 997 + 0.5) / 998
                                        : (i * 389 % 23 + 1) / 32.0;
    rows.probability.push_back(p);
    rows.positive.push_back((i * 631 % 1009 + 0.5) / 1010 < p * p + 0.1);
  }
  return rows;
}

TEST(Evaluation, IsThatOfScikitLearn) {
  const auto all = recorded();
  for (const std::string name : {"distinct", "ties"}) {
    const Rows rows = make_rows(name);
    const Roc roc = roc_curve(rows.probability, rows.positive);
    const Calibration table = calibration(rows.probability, rows.positive, 10);
    std::map<std::string, int> seen;
    for (const Line& line : all.at(name)) {
      const std::string what = name + ": " + line.measure;
      std::istringstream words(line.measure);
      std::string measure;
      std::size_t k = 0;
      words >> measure >> k;
      ++seen[measure];
      if (measure == "positives") {
        EXPECT_EQ(static_cast<double>(roc.positives), line.values[0]) << what;
      } else if (measure == "auc") {
        expect_near(roc.auc, line.values[0], what);
      } else if (measure == "ks") {
        expect_near(roc.ks, line.values[0], what);
      } else if (measure == "roc_points") {
        EXPECT_EQ(static_cast<double>(roc.points.size()), line.values[0]);
      } else if (measure == "roc") {
        const RocPoint& point = roc.points.at(k);
        expect_near(point.threshold, line.values[0], what);
        expect_near(roc.false_positive_rate(point), line.values[1], what);
        expect_near(roc.true_positive_rate(point), line.values[2], what);
      } else if (measure == "log_loss") {
        expect_near(log_loss(rows.probability, rows.positive), line.values[0],
                    what);
      } else if (measure == "brier") {
        expect_near(brier_score(rows.probability, rows.positive),
                    line.values[0], what);
      } else if (measure == "hosmer_lemeshow") {
        expect_near(table.statistic, line.values[0], what);
        EXPECT_EQ(static_cast<double>(table.groups.size()), line.values[1]);
        expect_near(table.p_unseen, line.values[2], what);
        expect_near(table.p_fitted, line.values[3], what);
      } else {
        ASSERT_EQ(measure, "calibration");
        expect_near(table.groups.at(k).observed_rate(), line.values[0], what);
        expect_near(table.groups.at(k).mean(), line.values[1], what);
      }
    }
    EXPECT_EQ(seen.size(), name == "distinct" ? 9u : 8u);
  }
}

TEST(Distributions, AreThoseOfScipy) {
  const auto all = recorded();
  ASSERT_EQ(all.at("chi2").size(), 9u);
  for (const Line& line : all.at("chi2")) {
    const double p = chi_squared_upper(line.values[0], line.values[1]);
    EXPECT_NEAR(p / line.values[2], 1, 1e-11) << line.values[0];
  }
  ASSERT_EQ(all.at("t").size(), 8u);
  for (const Line& line : all.at("t")) {
    const double t = student_t_quantile(line.values[0], line.values[1]);
    EXPECT_NEAR(t / line.values[2], 1, 1e-10)
        << line.values[0] << " " << line.values[1];
  }
  EXPECT_EQ(chi_squared_upper(0, 3), 1);
  EXPECT_EQ(student_t_quantile(0.5, 3), 0);
}

TEST(Evaluation, TiesCountHalf) {
  const std::vector<double> scores = {1, 2, 2, 3};
  const Roc roc = roc_curve(scores, {false, true, false, true});
  EXPECT_EQ(roc.auc, (1 + 0.5 + 2) / 4);
  EXPECT_EQ(roc.ks, 0.5);
  EXPECT_EQ(roc.ks_threshold, 3);
}

TEST(Evaluation, SureAndWrongIsAnInfiniteLoss) {
  EXPECT_EQ(log_loss(std::vector<double>{0, 1}, {false, true}), 0);
  EXPECT_EQ(log_loss(std::vector<double>{0, 1}, {true, true}),
            std::numeric_limits<double>::infinity());
}

TEST(Evaluation, GroupsNeverPartEqualProbabilities) {
  const Calibration table =
      calibration(std::vector<double>{0.1, 0.1, 0.1, 0.1, 0.5, 0.9},
                  {false, false, true, false, true, true}, 3);
  ASSERT_EQ(table.groups.size(), 2u);
  EXPECT_EQ(table.groups[0].rows, 4u);
  EXPECT_EQ(table.groups[1].rows, 2u);
  EXPECT_EQ(table.groups[1].positives, 2u);
  EXPECT_TRUE(std::isnan(table.p_fitted));
}

TEST(Evaluation, CutoffsCount) {
  // Scores 4, 3, 3, 1; the positives have 3 and 1.
  const std::vector<Cutoff> table = cutoff_table(
      std::vector<double>{1, 3, 4, 3}, {true, false, false, true}, 4);
  ASSERT_EQ(table.size(), 3u);  // approving 2 approves 3
  EXPECT_EQ(table[0].score, 4);
  EXPECT_EQ(table[0].approved, 1u);
  EXPECT_EQ(table[0].bad_rate, 0);
  EXPECT_EQ(table[0].declined_positives, 1);
  EXPECT_EQ(table[1].score, 3);
  EXPECT_EQ(table[1].approved, 3u);
  EXPECT_EQ(table[1].approval_rate, 0.75);
  EXPECT_EQ(table[1].bad_rate, 1.0 / 3);
  EXPECT_EQ(table[1].declined_negatives, 0);
  EXPECT_EQ(table[2].approval_rate, 1);
}

// -- PSI
// -----------------------------------------------------------------------

Column numeric_column(std::vector<double> values) {
  Column column;
  column.name = "x";
  for (const double value : values) column.missing_count += std::isnan(value);
  column.numbers = std::move(values);
  return column;
}

TEST(Stability, IsThatOfNumpy) {
  std::vector<double> before, now;
  for (int i = 1; i <= 1000; ++i) {
    before.push_back(i * 389 % 997);
    now.push_back((i * 631 % 1009) * 0.8);
  }
  const Stability result =
      stability(numeric_column(before), numeric_column(now), 10);
  ASSERT_EQ(result.bins.size(), 10u);
  expect_near(result.psi, recorded().at("psi").at(0).values[0], "psi");
  EXPECT_EQ(stability(numeric_column(before), numeric_column(before), 10).psi,
            0);
}

TEST(Stability, NewLevelsAndMissingValuesHaveBins) {
  Column before, now;
  before.type = now.type = ColumnType::categorical;
  before.levels = {"a", "b"};
  before.codes = {0, 0, 1, 1};
  now.levels = {"a", "c"};
  now.codes = {0, 1, 1, Column::kMissing};
  now.missing_count = 1;
  const Stability result = stability(before, now, 10);
  ASSERT_EQ(result.bins.size(), 4u);
  EXPECT_EQ(result.bins[1].name, "b");
  EXPECT_EQ(result.bins[1].new_rows, 0u);
  EXPECT_EQ(result.bins[1].new_share, 0.125);  // half a row of 4
  EXPECT_EQ(result.bins[2].name, "c");
  EXPECT_EQ(result.bins[2].old_share, 0.125);
  EXPECT_EQ(result.bins[3].name, "(missing)");
  EXPECT_EQ(result.bins[3].new_rows, 1u);
}

TEST(Stability, AColumnOfMissingValuesAlone) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const Stability result =
      stability(numeric_column({nan, nan}), numeric_column({nan, 1}), 10);
  ASSERT_EQ(result.bins.size(), 2u);
  EXPECT_EQ(result.bins[0].new_rows, 1u);
  EXPECT_TRUE(std::isfinite(result.psi));
}

// -- Cross-validation
// ----------------------------------------------------------

TEST(CrossValidation, FoldsAreStratified) {
  std::vector<bool> positive(103);
  for (std::size_t i = 0; i < positive.size(); ++i) positive[i] = i % 5 == 0;
  Random random(7);
  const std::vector<int> folds = stratified_folds(positive, 4, random);
  std::map<std::pair<int, bool>, int> counts;
  for (std::size_t i = 0; i < folds.size(); ++i) {
    ++counts[{folds[i], positive[i]}];
  }
  for (int fold = 0; fold < 4; ++fold) {
    EXPECT_GE((counts[{fold, true}]), 5);  // of 21
    EXPECT_LE((counts[{fold, true}]), 6);
    EXPECT_GE((counts[{fold, false}]), 20);  // of 82
    EXPECT_LE((counts[{fold, false}]), 21);
  }
  Random again(7);
  EXPECT_EQ(stratified_folds(positive, 4, again), folds);
  EXPECT_NE(stratified_folds(positive, 4, again), folds);
}

// 400 rows of 30 columns with eight levels each, and a class that has nothing
// to do with them.
std::string noise() {
  Random random(3);
  std::string text;
  for (int j = 0; j < 30; ++j) text += "c" + std::to_string(j) + ",";
  text += "y\n";
  for (int i = 0; i < 400; ++i) {
    for (int j = 0; j < 30; ++j) {
      text += "v" + std::to_string(random.below(8)) + ",";
    }
    text += i % 2 == 0 ? "0\n" : "1\n";
  }
  return text;
}

FittedScorecard fit_noise(int threads) {
  const std::string text = noise();
  MemorySource source(text, "noise.csv");
  CsvReader reader(source);
  const std::vector<std::string> all;
  const Table table = read_table(reader, "noise.csv", reader.select(all), {});
  ScorecardOptions options;
  options.cross_validation.emplace();
  options.cross_validation->threads = threads;
  options.cross_validation->repeats = 4;
  return fit_scorecard(table, {"y", "1", MissingPolicy::fail}, options);
}

TEST(CrossValidation, LeaksNothingAndIsTheSameOnAnyThreads) {
  const FittedScorecard one = fit_noise(1);
  const CrossValidation& result = *one.report.fit.cross_validation;
  // The rows of the fit look as if there were something to learn; others show
  // that there is not. Bins found on all rows would give some 0.65 here.
  EXPECT_GT(one.report.fit.auc, 0.65);
  EXPECT_GT(result.mean, 0.42);
  EXPECT_LT(result.mean, 0.58);
  EXPECT_LT(result.low, 0.5);
  EXPECT_GT(result.high, 0.5);
  ASSERT_EQ(result.auc.size(), 20u);
  for (const int threads : {2, 0}) {
    const FittedScorecard other = fit_noise(threads);
    EXPECT_EQ(other.report.fit.cross_validation->auc, result.auc);
    EXPECT_EQ(other.report.fit.cross_validation->low, result.low);
  }
}

TEST(CrossValidation, IntervalIsNadeausAndBengios) {
  // Scores that rank a fold well or badly by its first row alone.
  std::vector<bool> positive;
  for (int i = 0; i < 40; ++i) positive.push_back(i % 2 == 0);
  CrossValidationOptions options;
  options.folds = 4;
  options.repeats = 2;
  const CrossValidation result = cross_validate(
      "a.csv", positive, options,
      [](std::span<const std::size_t>, std::span<const std::size_t> test) {
        std::vector<double> scores;
        for (const std::size_t row : test) {
          scores.push_back(static_cast<double>(row * 7 % 13));
        }
        return scores;
      });
  double mean = 0;
  for (const double auc : result.auc) mean += auc / 8;
  double variance = 0;
  for (const double auc : result.auc) {
    variance += (auc - mean) * (auc - mean) / 7;
  }
  ASSERT_GT(variance, 0);
  const double t = 2.364624251592784;  // 0.975, 7 degrees of freedom
  EXPECT_NEAR(result.mean, mean, 1e-15);
  EXPECT_NEAR(result.high - result.mean,
              t * std::sqrt((1.0 / 8 + 1.0 / 3) * variance), 1e-12);
}

TEST(CrossValidation, FaultsAreNamedWithTheirFold) {
  std::vector<bool> positive(40);
  for (std::size_t i = 0; i < 3; ++i) positive[i] = true;
  CrossValidationOptions options;
  const FitAndScore fails =
      [](std::span<const std::size_t>,
         std::span<const std::size_t>) -> std::vector<double> {
    throw DataError("a.csv: no good");
  };
  const auto message = [&] {
    try {
      cross_validate("a.csv", positive, options, fails);
    } catch (const DataError& error) {
      return std::string(error.what());
    }
    return std::string();
  };
  EXPECT_EQ(message(),
            "a.csv: one class has 3 rows, too few for 5 folds: each fold needs "
            "one at least; give a smaller --folds");
  options.folds = 3;
  EXPECT_EQ(message(), "cross-validation, repeat 1, fold 1: a.csv: no good");
}

}  // namespace
}  // namespace ogive::internal
