// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// Proves that WOE and IV on the German credit data are those of optbinning and
// scorecardpy (data/scorecard.tsv, made by tools/scorecard_values.py), that
// bins are monotone, large enough and complete, that points add up to the score
// and reasons are the columns that cost most, and that a card reads back from
// its file to the same bits and a changed file is refused.

#include "models/scorecard.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <fstream>
#include <map>
#include <numeric>
#include <sstream>
#include <string>
#include <vector>

#include "io/csv.h"
#include "io/error.h"
#include "models/level_table.h"
#include "models/score_stream.h"
#include "models/scorecard_file.h"
#include "models/scorer.h"

namespace ogive::internal {
namespace {

constexpr char kCredit[] = OGIVE_TEST_DATA "/../../data/german_credit";

Table read(const std::string& text, const Schema& schema = {}) {
  MemorySource source(text, "a.csv");
  CsvReader reader(source);
  const std::vector<std::string> all;
  return read_table(reader, "a.csv", reader.select(all), schema);
}

// All columns, protected ones too.
const FittedScorecard& credit_card() {
  static const FittedScorecard card = [] {
    FileSource source(kCredit + std::string(".csv"));
    CsvReader reader(source);
    const std::vector<std::string> all;
    const Table table =
        read_table(reader, source.name(), reader.select(all),
                   read_schema(kCredit + std::string(".schema.json")));
    ScorecardOptions options;
    options.min_iv = 0;
    return fit_scorecard(table, {"creditability", "bad", MissingPolicy::fail},
                         options);
  }();
  return card;
}

TEST(Woe, IsThatOfOptbinningAndScorecardpy) {
  std::map<std::string, WoeColumn> columns;
  for (const WoeColumn& column : credit_card().report.binned) {
    columns[column.name] = column;
  }
  std::ifstream in(OGIVE_TEST_DATA "/scorecard.tsv");
  std::string text;
  std::map<std::string, std::size_t> bins;
  double worst = 0;
  while (std::getline(in, text)) {
    if (text.starts_with('#')) continue;
    std::istringstream cells(text);
    std::string name, cell;
    std::getline(cells, name, '\t');
    std::getline(cells, cell, '\t');
    const auto k = static_cast<std::size_t>(std::stoi(cell));
    ASSERT_LT(k, columns.at(name).bins.size()) << name;
    const WoeBin& bin = columns.at(name).bins[k];
    ++bins[name];
    for (const double value : {bin.woe, bin.iv, bin.woe, bin.iv}) {
      std::getline(cells, cell, '\t');
      worst = std::max(worst, std::fabs(value - std::stod(cell)));
    }
  }
  // foreign_worker, in one bin, is not in the file.
  ASSERT_EQ(bins.size(), 19u);
  for (const auto& [name, count] : bins) {
    EXPECT_EQ(count, columns.at(name).bins.size()) << name;
  }
  EXPECT_LT(worst, 1e-12);
  std::printf("within %.1e of the recorded values\n", worst);
}

TEST(Woe, BinsAreMonotoneCompleteAndLargeEnough) {
  for (const WoeColumn& column : credit_card().report.binned) {
    std::size_t rows = 0;
    double lower = -std::numeric_limits<double>::infinity();
    int rises = 0, falls = 0;
    for (std::size_t k = 0; k < column.bins.size(); ++k) {
      const WoeBin& bin = column.bins[k];
      rows += bin.rows();
      EXPECT_GE(bin.rows(), 50u) << column.name;  // 5 % of 1000
      EXPECT_FALSE(bin.smoothed);
      if (column.type == ColumnType::numeric) {
        EXPECT_EQ(bin.lower, lower) << column.name;
        lower = bin.upper;
      }
      if (k == 0) continue;
      ++(bin.woe > column.bins[k - 1].woe ? rises : falls);
    }
    if (column.type == ColumnType::numeric) {
      EXPECT_EQ(lower, std::numeric_limits<double>::infinity());
    }
    EXPECT_EQ(rows, 1000u) << column.name;
    EXPECT_TRUE(rises == 0 || falls == 0) << column.name;
    EXPECT_LE(column.bins.size(), 5u) << column.name;
  }
}

WoeColumn bin_text(const std::string& text, WoeOptions options = {}) {
  const Table table = read(text);
  const ClassLabel label = read_label(table, {"y", "1", MissingPolicy::fail});
  std::vector<std::size_t> rows(table.rows);
  std::iota(rows.begin(), rows.end(), std::size_t{0});
  return bin_column(*table.find("x"), rows, label.positive, options);
}

std::string repeated(const std::string& line, int times) {
  std::string text;
  for (int i = 0; i < times; ++i) text += line;
  return text;
}

TEST(Woe, ByHand) {
  // a: 30 good, 10 bad of 60 good, 40 bad.
  const WoeColumn column =
      bin_text("x,y\n" + repeated("a,0\n", 30) + repeated("a,1\n", 10) +
               repeated("b,0\n", 30) + repeated("b,1\n", 30));
  ASSERT_EQ(column.bins.size(), 2u);
  EXPECT_EQ(column.bins[0].levels, std::vector<std::string>{"a"});
  EXPECT_NEAR(column.bins[0].woe, std::log(0.5 / 0.25), 1e-15);
  EXPECT_NEAR(column.bins[0].iv, 0.25 * std::log(2.0), 1e-15);
  EXPECT_NEAR(column.bins[1].woe, std::log(0.5 / 0.75), 1e-15);
}

TEST(Woe, OneClassInABinIsSmoothed) {
  const WoeColumn column =
      bin_text("x,y\n" + repeated("a,0\n", 20) + repeated("b,0\n", 30) +
               repeated("b,1\n", 50));
  ASSERT_EQ(column.bins.size(), 2u);
  EXPECT_TRUE(column.bins[0].smoothed);
  EXPECT_NEAR(column.bins[0].woe, std::log((20.5 / 50) / (0.5 / 50)), 1e-14);
  EXPECT_FALSE(column.bins[1].smoothed);
}

TEST(Woe, MissingValuesHaveABinAndRareLevelsShareOne) {
  const std::string text = "x,y\n" + repeated("a,0\n", 40) +
                           repeated("a,1\n", 10) + repeated("b,0\n", 20) +
                           repeated("b,1\n", 30) + "r1,0\nr2,1\nr3,0\n" +
                           "r4,1\nr5,0\nr6,1\n,1\n,0\n";
  const WoeColumn column = bin_text(text);
  ASSERT_EQ(column.bins.size(), 4u);
  EXPECT_EQ(bin_name(column, column.bins[1]), "r1 | r2 | r3 | r4 | r5 | r6");
  EXPECT_TRUE(column.bins[3].is_missing);
  EXPECT_EQ(column.bins[3].rows(), 2u);
  // A share too large for the rare ones: they join the nearest rate.
  WoeOptions options;
  options.min_share = 0.1;
  EXPECT_EQ(bin_text(text, options).bins.size(), 3u);
}

TEST(Woe, NumbersBecomeMonotoneBins) {
  // The rate of positives rises from 0.1 to 0.9, with a dip in the middle.
  std::string text = "x,y\n";
  for (int i = 0; i < 1000; ++i) {
    const int rate = i >= 400 && i < 500 ? 2 : 1 + i * 8 / 1000;
    text += std::to_string(i) + (i % 10 < rate ? ",1\n" : ",0\n");
  }
  const WoeColumn column = bin_text(text);
  ASSERT_EQ(column.bins.size(), 5u);
  for (std::size_t k = 1; k < 5; ++k) {
    EXPECT_LT(column.bins[k].woe, column.bins[k - 1].woe);
    EXPECT_EQ(column.bins[k].lower, column.bins[k - 1].upper);
  }
}

TEST(Woe, UnseenLevelsAndValuesAreNoEvidence) {
  const WoeColumn column =
      bin_text("x,y\n" + repeated("a,0\n", 30) + repeated("a,1\n", 10) +
               repeated("b,0\n", 30) + repeated("b,1\n", 30));
  const Table other = read("x\nb\nc\n\"\"\na\n");
  const std::vector<std::size_t> rows = {0, 1, 2, 3};
  EXPECT_EQ(
      woe_values(column, *other.find("x"), rows),
      (std::vector<double>{column.bins[1].woe, 0, 0, column.bins[0].woe}));
}

// -- The card
// ------------------------------------------------------------------

TEST(Scorecard, DropsWhatSaysNothingOrTheWrongThing) {
  std::string text = "x,copy,constant,noise,y\n";
  Random random(5);
  for (int i = 0; i < 600; ++i) {
    const auto x = static_cast<int>(random.below(4));
    const bool bad = random.below(10) < static_cast<std::uint64_t>(2 * x + 1);
    // The copy of x is blurred: beside x its evidence is spent.
    const auto copy =
        random.below(20) == 0 ? random.below(4) : static_cast<std::uint64_t>(x);
    text += std::to_string(x) + "," + std::to_string(copy) + ",7," +
            std::to_string(i % 3) + (bad ? ",1\n" : ",0\n");
  }
  ScorecardOptions options;
  options.min_iv = 0.05;
  const FittedScorecard fitted =
      fit_scorecard(read(text), {"y", "", MissingPolicy::fail}, options);
  std::map<std::string, std::string> dropped;
  for (const DroppedColumn& column : fitted.report.dropped) {
    dropped[column.name] = column.reason;
  }
  EXPECT_EQ(dropped.at("constant"), "one bin holds all rows: no evidence");
  EXPECT_TRUE(dropped.at("noise").starts_with("low IV: 0.0"))
      << dropped.at("noise");
  for (const CardColumn& column : fitted.card.columns) {
    EXPECT_GT(column.coefficient, 0);
  }
  // In the credit data some columns come out negative, and are named so.
  const auto& credit = credit_card().report.dropped;
  EXPECT_TRUE(std::any_of(credit.begin(), credit.end(), [](const auto& column) {
    return column.name == "number_of_existing_credits_at_this_bank" &&
           column.reason.starts_with("negative coefficient: -0.6");
  }));
  EXPECT_THROW(fit_scorecard(read("x,y\n1,0\n1,1\n1,0\n"),
                             {"y", "", MissingPolicy::fail}, {}),
               DataError);
}

TEST(Scorecard, PointsAddUpToTheScore) {
  const FittedScorecard& fitted = credit_card();
  const Scorecard& card = fitted.card;
  EXPECT_NEAR(card.scale.factor, 20 / std::log(2.0), 1e-13);
  // At odds of 50 good to 1 bad the score is 600, at 100 to 1 it is 620.
  const auto score = [&](double odds) {
    return card.scale.offset - card.scale.factor * -std::log(odds);
  };
  EXPECT_NEAR(score(50), 600, 1e-10);
  EXPECT_NEAR(score(100), 620, 1e-10);

  const Scorer scorer = make_scorer(card);
  FileSource source(kCredit + std::string(".csv"));
  CsvReader reader(source);
  ScoreStream stream(scorer, reader, false, 100, 4, options());
  const Table table = [] {
    FileSource file(kCredit + std::string(".csv"));
    CsvReader rows(file);
    const std::vector<std::string> all;
    return read_table(rows, "credit", rows.select(all),
                      read_schema(kCredit + std::string(".schema.json")));
  }();
  ScoreBatch batch;
  std::size_t row = 0;
  double largest = 0;
  while (stream.next(batch)) {
    for (std::size_t i = 0; i < batch.size; ++i, ++row) {
      double points = card.base_points, exact = card.exact_base_points;
      std::vector<std::pair<double, std::size_t>> losses;
      const std::vector<std::size_t> this_row = {row};
      for (const CardColumn& column : card.columns) {
        const double woe =
            woe_values(column.woe, *table.find(column.woe.name), this_row)[0];
        std::size_t b = 0;
        while (column.woe.bins[b].woe != woe) ++b;
        points += column.points[b];
        exact += column.exact_points[b];
        const double best = *std::max_element(column.exact_points.begin(),
                                              column.exact_points.end());
        losses.emplace_back(column.exact_points[b] - best, losses.size());
      }
      EXPECT_EQ(batch.points[i], points);
      EXPECT_NEAR(batch.score[i], exact, 1e-10);
      EXPECT_NEAR(batch.score[i],
                  card.scale.offset +
                      card.scale.factor * std::log((1 - batch.probability[i]) /
                                                   batch.probability[i]),
                  1e-9);
      largest = std::max(largest, std::fabs(batch.points[i] - batch.score[i]));
      std::sort(losses.begin(), losses.end());
      for (std::size_t k = 0; k < 4; ++k) {
        const std::uint32_t j = batch.reasons[4 * i + k];
        if (losses[k].first == 0) {
          EXPECT_EQ(j, ScorerColumn::kNone);
        } else {
          EXPECT_EQ(j, losses[k].second);
        }
      }
    }
  }
  EXPECT_EQ(row, 1000u);
  EXPECT_NEAR(fitted.report.largest_rounding, largest, 1e-9);
}

TEST(Scorecard, ReasonsOfEqualLossKeepTheOrderOfTheCard) {
  Scorecard card;
  complete_scale(card.scale = {0, 1, 20, 0, 0});
  for (const char* const name : {"a", "b", "c", "d"}) {
    CardColumn column;
    column.woe.name = name;
    column.woe.bins.resize(2);
    column.woe.bins[0].upper = column.woe.bins[1].lower = 5;
    column.exact_points = {10, *name == 'c' ? 7.0 : 8.0};
    column.points = column.exact_points;
    card.columns.push_back(column);
  }
  const Scorer scorer = make_scorer(card);
  MemorySource source("d,c,b,a\n9,5,5,9\n9,4.9,4,9\n", "a.csv");
  CsvReader reader(source);
  ScoreStream stream(scorer, reader, false, 10, 3, options());
  ScoreBatch batch;
  ASSERT_TRUE(stream.next(batch));
  const std::uint32_t none = ScorerColumn::kNone;
  batch.reasons.resize(3 * batch.size);
  EXPECT_EQ(batch.reasons, (std::vector<std::uint32_t>{2, 0, 1, 0, 3, none}));
  EXPECT_EQ(batch.points[0], 31);
  EXPECT_EQ(batch.points[1], 36);
}

TEST(Scorecard, CrossValidatedAucOfTheCreditCard) {
  FileSource source(kCredit + std::string(".csv"));
  CsvReader reader(source);
  const Schema schema = read_schema(kCredit + std::string(".schema.json"));
  std::vector<std::size_t> columns;
  for (std::size_t i = 0; i < reader.names().size(); ++i) {
    if (schema.of(reader.names()[i]).protected_reason.empty()) {
      columns.push_back(i);
    }
  }
  const Table table = read_table(reader, source.name(), columns, schema);
  ScorecardOptions options;
  options.cross_validation.emplace();
  const FittedScorecard fitted = fit_scorecard(
      table, {"creditability", "bad", MissingPolicy::fail}, options);
  const CrossValidation& result = *fitted.report.fit.cross_validation;
  EXPECT_GE(result.low, 0.75);
  EXPECT_LT(result.mean, fitted.report.fit.auc);
  std::printf("AUC %.4f, %.4f to %.4f\n", result.mean, result.low, result.high);
}

// -- Files
// ---------------------------------------------------------------------

class CardFile : public testing::Test {
 protected:
  void TearDown() override { std::remove(path_.c_str()); }

  Scorer read_text(const std::string& text) {
    std::ofstream(path_) << text;
    return read_scorer(path_);
  }
  std::string refusal(const std::string& text) {
    try {
      read_text(text);
    } catch (const DataError& error) {
      return std::string(error.what()).substr(path_.size());
    }
    return "";
  }

  const std::string path_ = testing::TempDir() + "ogive_card_test.json";
  const std::string text_ =
      scorecard_to_json(credit_card().card, credit_card().report);
};

std::string replaced(std::string text, const std::string& from,
                     const std::string& to) {
  const std::size_t at = text.find(from);
  EXPECT_NE(at, text.npos) << from;
  return text.replace(at, from.size(), to);
}

TEST_F(CardFile, ReadsBackToTheSameBits) {
  const Scorer expected = make_scorer(credit_card().card);
  const Scorer scorer = read_text(text_);
  EXPECT_EQ(scorer.intercept, expected.intercept);
  EXPECT_EQ(scorer.base_points, expected.base_points);
  EXPECT_EQ(scorer.scale->offset, expected.scale->offset);
  EXPECT_EQ(scorer.scale->factor, expected.scale->factor);
  EXPECT_EQ(scorer.identity.sha256.size(), 64u);
  ASSERT_EQ(scorer.columns.size(), expected.columns.size());
  for (std::size_t i = 0; i < scorer.columns.size(); ++i) {
    const ScorerColumn& column = scorer.columns[i];
    EXPECT_EQ(column.terms, expected.columns[i].terms);
    EXPECT_EQ(column.edges, expected.columns[i].edges);
    EXPECT_EQ(column.points, expected.columns[i].points);
    EXPECT_EQ(column.losses, expected.columns[i].losses);
    EXPECT_EQ(column.level_bin, expected.columns[i].level_bin);
  }
}

TEST_F(CardFile, AChangeIsRefused) {
  // The last digit of one number, anywhere.
  const std::size_t woe = text_.find("\"woe\": ") + 12;
  std::string changed = text_;
  changed[woe] = changed[woe] == '3' ? '4' : '3';
  EXPECT_TRUE(refusal(changed).starts_with(
      ": /sha256: the file is not as it was written"))
      << refusal(changed);
  EXPECT_NE(refusal(text_ + " "), "");
  EXPECT_EQ(refusal(text_), "");
}

TEST_F(CardFile, FaultsAreNamed) {
  EXPECT_NE(refusal(replaced(text_, "\"below\": 9.0", "\"below\": 99.0"))
                .find("does not begin where the one before it ends"),
            std::string::npos);
  EXPECT_NE(refusal(replaced(text_, "\"points\": ", "\"points\": 0.5"))
                .find("points are whole numbers"),
            std::string::npos);
  EXPECT_NE(refusal(replaced(text_, "ogive score card", "ogive score cart"))
                .find("not a model that"),
            std::string::npos);
  EXPECT_NE(refusal(replaced(text_, "\"factor\"", "\"faktor\""))
                .find("/scale: unknown member 'faktor'"),
            std::string::npos);
}

TEST(LevelTable, FindsWhatItWasGivenAndNothingElse) {
  // Texts of every length that differ in one letter, so that many begin their
  // search at the same place.
  std::vector<std::string> texts{""};
  for (std::size_t n = 1; n < 40; ++n) {
    for (std::size_t at = 0; at < n; ++at) {
      texts.emplace_back(n, 'a');
      texts.back()[at] = 'b';
    }
  }
  LevelTable table;
  EXPECT_EQ(table.find(""), nullptr);
  for (std::uint32_t i = 0; i < texts.size(); i += 2)
    table.emplace(texts[i], i);
  table.emplace(texts[2], 7);  // the first counts
  for (std::uint32_t i = 0; i < texts.size(); ++i) {
    const std::uint32_t* const found = table.find(texts[i]);
    ASSERT_EQ(found != nullptr, i % 2 == 0) << texts[i];
    if (found != nullptr) {
      EXPECT_EQ(*found, i);
    }
  }
  EXPECT_EQ(table.levels().size(), (texts.size() + 1) / 2);
}

}  // namespace
}  // namespace ogive::internal
