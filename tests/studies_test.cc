// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// Proves that texts and studies agree: every text is there in both languages
// with the same facts in it, whichever way a claim falls it can be written, the
// numbers a text reads are those of the study's own tables, and what studies
// find is what mathematics says where it says so.

#include <gtest/gtest.h>
#include <unistd.h>

#include <cmath>
#include <filesystem>
#include <fstream>
#include <map>
#include <regex>
#include <set>
#include <stdexcept>
#include <string>
#include <vector>

#include "io/error.h"
#include "studies/data.h"
#include "studies/study.h"
#include "studies/texts.h"

namespace ogive::internal {
namespace {

const std::string kData = OGIVE_TEST_DATA "/../../data";

StudyRequest quick() {
  StudyRequest r;
  r.data = kData;
  r.quick = true;
  return r;
}

// Each study once, since all tests read the same results.
const StudyResult& result_of(const std::string& name) {
  static std::map<std::string, StudyResult> all;
  const auto found = all.find(name);
  if (found != all.end()) return found->second;
  for (const Study& s : studies()) {
    if (s.name == name) return all[name] = s.run(quick());
  }
  throw std::logic_error("no study " + name);
}

double number(const Cell& cell) { return std::get<double>(cell); }

// The names of the places in a text.
std::multiset<std::string> places(const std::string& text) {
  std::multiset<std::string> names;
  static const std::regex kPlace(R"(\{(\??[a-z0-9_]+))");
  for (std::sregex_iterator it(text.begin(), text.end(), kPlace), end;
       it != end; ++it) {
    names.insert((*it)[1]);
  }
  return names;
}

TEST(Texts, BothLanguagesWithTheSameFacts) {
  const Texts english(Language::english), chinese(Language::chinese);
  EXPECT_GT(Texts::keys().size(), 50U);
  for (const std::string& key : Texts::keys()) {
    ASSERT_NO_THROW(english(key)) << key;
    ASSERT_NO_THROW(chinese(key)) << key;
    EXPECT_FALSE(english(key).empty()) << key;
    EXPECT_EQ(places(english(key)), places(chinese(key))) << key;
  }
}

TEST(Texts, NumbersAsReadersWantThem) {
  EXPECT_EQ(number_text(0.02659, "p1"), "2.7");
  EXPECT_EQ(number_text(0.5, "f2"), "0.50");
  EXPECT_EQ(number_text(272760832, "n"), "272,760,832");
  EXPECT_EQ(number_text(-1234, "n"), "-1,234");
  EXPECT_EQ(number_text(12, "n"), "12");
  EXPECT_EQ(number_text(2.025e-8, "g2"), "2.0\u00b710\u207b\u2078");
  EXPECT_EQ(number_text(17.328680, "g4"), "17.33");
  EXPECT_EQ(number_text(12345, "g3"), "12345");
  EXPECT_EQ(number_text(0, "g3"), "0");
  EXPECT_THROW(number_text(1, "x"), std::logic_error);
  EXPECT_THROW(number_text(1, ""), std::logic_error);
}

TEST(Texts, PlacesAndChoices) {
  Facts facts;
  facts.set("n", 3.0);
  facts.set("name", std::string("relu"));
  facts.say("yes", true);
  facts.say("no", false);
  EXPECT_EQ(fill_in("{name}: {n}", facts), "relu: 3");
  EXPECT_EQ(fill_in("{?yes|a {n:f1}|b}{?no|c|d {?yes|e|f}}", facts),
            "a 3.0d e");
  EXPECT_THROW(fill_in("{other}", facts), std::logic_error);
  EXPECT_THROW(fill_in("{n", facts), std::logic_error);
  EXPECT_THROW(fill_in("{?yes}", facts), std::logic_error);
}

TEST(Studies, TextsCanBeWrittenWhateverWasFound) {
  for (const Study& s : studies()) {
    const StudyResult& r = result_of(s.name);
    EXPECT_FALSE(r.text.empty()) << s.name;
    EXPECT_FALSE(r.tables.empty()) << s.name;
    EXPECT_FALSE(r.charts.empty()) << s.name;
    const std::string key = std::string(s.name) + ".text";
    for (const double answer : {0.0, 1.0}) {
      Facts facts = r.facts;
      for (const auto& [name, value] : r.facts.all()) {
        const auto* v = std::get_if<double>(&value);
        if (v != nullptr && (*v == 0 || *v == 1)) facts.set(name, answer);
      }
      for (const auto language : {Language::english, Language::chinese}) {
        const std::string text = Texts(language).fill(key, facts);
        EXPECT_EQ(text.find_first_of("{}|"), std::string::npos) << text;
      }
    }
    // Two answers to a claim are two texts.
    EXPECT_TRUE(places(Texts(Language::english)(key)).size() > 4) << s.name;
  }
}

TEST(Studies, TablesAreWhole) {
  for (const Study& s : studies()) {
    for (const StudyTable& t : result_of(s.name).tables) {
      EXPECT_FALSE(t.rows.empty()) << s.name;
      for (const auto& row : t.rows) {
        EXPECT_EQ(row.size(), t.columns.size()) << s.name;
      }
      const std::string csv = table_csv(t);
      EXPECT_EQ(
          static_cast<std::size_t>(std::count(csv.begin(), csv.end(), '\n')),
          t.rows.size() + 1);
    }
  }
}

TEST(Studies, TextsReadTheirOwnTables) {
  const StudyResult& smooth = result_of("smooth");
  for (const auto& row : smooth.tables[0].rows) {
    const std::string curve = std::get<std::string>(row[0]);
    EXPECT_EQ(smooth.facts.number(curve + "_largest"), number(row[2]));
    EXPECT_EQ(smooth.facts.number(curve + "_against"), number(row[4]));
  }
  const StudyResult& saturation = result_of("saturation");
  for (const auto& row : saturation.tables[1].rows) {
    const std::string type = std::get<std::string>(row[0]);
    EXPECT_EQ(saturation.facts.number(type + "_zero_from"), number(row[3]));
  }
  const StudyResult& cost = result_of("cost");
  for (const auto& row : cost.tables[0].rows) {
    if (std::get<std::string>(row[0]) == "sigmoid") {
      EXPECT_EQ(cost.facts.number("sigmoid_ns"), number(row[1]));
      EXPECT_EQ(cost.facts.number("sigmoid_to_relu"), number(row[2]));
    }
  }
  const StudyResult& placement = result_of("placement");
  for (const auto& row : placement.tables[0].rows) {
    EXPECT_EQ(
        placement.facts.number(std::get<std::string>(row[0]) + "_accuracy"),
        number(row[5]));
  }
  const StudyResult& vanishing = result_of("vanishing-gradient");
  for (const auto& row : vanishing.tables[2].rows) {
    const std::string name = std::get<std::string>(row[1]) + "_" +
                             std::get<std::string>(row[2]) +
                             (number(row[0]) < 10 ? "_9" : "_20");
    EXPECT_EQ(vanishing.facts.number(name + "_accuracy"), number(row[5]));
  }
  const StudyResult& soft = result_of("soft-normalisation");
  EXPECT_EQ(soft.facts.number("sigmoid_right"),
            number(soft.tables[2].rows[0][1]));
  const StudyResult& zig_zag = result_of("zig-zag");
  EXPECT_EQ(zig_zag.facts.number("tanh_detour"),
            number(zig_zag.tables[0].rows[1][6]));
}

TEST(Saturation, IsWhatMathematicsSays) {
  const Facts& f = result_of("saturation").facts;
  EXPECT_EQ(f.number("largest"), 0.25);
  const double e = std::exp(-5.0);
  EXPECT_NEAR(f.number("at_edge"), e / ((1 + e) * (1 + e)), 1e-15);
  EXPECT_NEAR(f.number("outside_share"), 2 * e / (1 + e), 1e-15);
  // Where s(x) is nearer to 1 than to the number below it.
  EXPECT_NEAR(f.number("f32_zero_from"), 25 * std::log(2), 0.01);
  EXPECT_NEAR(f.number("f64_zero_from"), 54 * std::log(2), 0.01);
  EXPECT_NEAR(f.number("f16_zero_from"), 12 * std::log(2), 0.01);
  EXPECT_NEAR(f.number("bf16_zero_from"), 9 * std::log(2), 0.02);
  EXPECT_EQ(f.number("tail_never_zero"), 1);
}

TEST(Smooth, JumpsAreFoundAndTheSigmoidHasNone) {
  const Facts& f = result_of("smooth").facts;
  EXPECT_EQ(f.number("step_largest"), 1);
  EXPECT_EQ(f.number("step_at"), 0);
  EXPECT_EQ(f.number("relu_gradient_largest"), 1);
  EXPECT_NEAR(f.number("hardsigmoid_gradient_largest"), 1.0 / 6, 1e-7);
  // Slope 1/4 at most, and at most 2^-20 from float to float.
  EXPECT_LT(f.number("sigmoid_largest"), 0x1p-22);
  EXPECT_EQ(f.number("sigmoid_smooth"), 1);
}

TEST(ZigZag, GradientsOfSigmoidInputsHaveOneSign) {
  const Facts& f = result_of("zig-zag").facts;
  EXPECT_EQ(f.number("sigmoid_one"), 1);
  EXPECT_EQ(f.number("sigmoid_together"), 1);
  EXPECT_LT(f.number("tanh_one"), 0.1);
}

TEST(VanishingGradient, ShrinksByAboutAQuarterALayer) {
  const Facts& f = result_of("vanishing-gradient").facts;
  EXPECT_LT(f.number("sigmoid_factor"), 0.35);
  EXPECT_GT(f.number("relu_factor"), 0.5);
  EXPECT_EQ(f.number("bf16_output_9_gradient"), 0);
  EXPECT_EQ(f.number("bf16_output_9_stuck"), 1);
  EXPECT_GT(f.number("bf16_tail_9_gradient"), 0);
  EXPECT_EQ(f.number("bf16_tail_9_stuck"), 0);
  EXPECT_EQ(f.number("f32_output_20_stuck"), 1);
}

TEST(SoftNormalisation, OnlySoftmaxAddsUpToOne) {
  const Facts& f = result_of("soft-normalisation").facts;
  EXPECT_LT(f.number("softmax_error"), 1e-6);
  EXPECT_GT(f.number("highest_sum") - f.number("lowest_sum"), 0.5);
}

TEST(Studies, SameSeedSameResults) {
  const StudyResult again = study_zig_zag(quick());
  EXPECT_EQ(table_csv(again.tables[0]),
            table_csv(result_of("zig-zag").tables[0]));
  StudyRequest other = quick();
  other.seed = 2;
  EXPECT_NE(table_csv(study_zig_zag(other).tables[0]),
            table_csv(again.tables[0]));
}

TEST(Data, FaultsAreNamed) {
  const std::string path =
      testing::TempDir() + "digits" + std::to_string(getpid()) + ".csv";
  std::ifstream whole(find_data(kData, "digits.csv"));
  std::string header, row;
  std::getline(whole, header);
  std::getline(whole, row);
  const auto fault = [&](const std::string& text) {
    std::ofstream(path) << text;
    try {
      read_digits(path);
    } catch (const DataError& e) {
      return std::string(e.what());
    }
    return std::string("none");
  };
  EXPECT_NE(fault("a,b\n1,2\n").find("2 columns"), std::string::npos);
  EXPECT_NE(fault(header + "\n" + row + "\n").find("too few"),
            std::string::npos);
  const std::string bad = "x" + row.substr(row.find(','));
  EXPECT_NE(fault(header + "\n" + bad + "\n").find("line 2"),
            std::string::npos);
  const std::string eleven = row.substr(0, row.rfind(',')) + ",11";
  EXPECT_NE(fault(header + "\n" + eleven + "\n").find("'11'"),
            std::string::npos);
  std::filesystem::remove(path);
  try {
    find_data("/nowhere", "digits.csv");
    FAIL();
  } catch (const IoError& e) {
    EXPECT_NE(std::string(e.what()).find("/nowhere"), std::string::npos);
    EXPECT_NE(std::string(e.what()).find("--data"), std::string::npos);
  }
}

}  // namespace
}  // namespace ogive::internal
