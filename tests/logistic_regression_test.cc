// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// Proves that the logistic regression agrees with statsmodels, scikit-learn and
// 50-digit arithmetic on real data (data/logistic_regression.tsv, made by
// tools/logistic_regression_values.py, which says how), that what has no unique
// answer is refused with its columns named, and that a model reads back from
// its file to the same bits.

#include <gtest/gtest.h>

#include <cmath>
#include <cstdio>
#include <fstream>
#include <functional>
#include <map>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include "io/csv.h"
#include "io/error.h"
#include "models/diagnosis.h"
#include "models/fit_table.h"

namespace ogive::internal {
namespace {

constexpr char kData[] = OGIVE_TEST_DATA "/../../data/";

Table read(Source& source, const Schema& schema,
           const std::function<bool(const std::string&)>& wanted) {
  CsvReader reader(source);
  std::vector<std::size_t> columns;
  for (std::size_t i = 0; i < reader.names().size(); ++i) {
    if (wanted(reader.names()[i])) columns.push_back(i);
  }
  return read_table(reader, source.name(), columns, schema);
}

struct Case {
  std::string file, label, positive;
  bool all = false;  // protected attributes too
  std::vector<std::string> columns;
  double ridge = 0;
};

const std::map<std::string, Case>& cases() {
  static const std::map<std::string, Case> all = {
      {"credit", {"german_credit", "creditability", "bad", false, {}, 0}},
      {"credit all", {"german_credit", "creditability", "bad", true, {}, 0}},
      {"credit ridge 2",
       {"german_credit", "creditability", "bad", false, {}, 2}},
      {"cells few",
       {"breast_cancer_wdbc",
        "benign",
        "1",
        false,
        {"mean_radius", "mean_texture", "mean_smoothness"},
        0}},
      {"cells ridge 1", {"breast_cancer_wdbc", "benign", "1", false, {}, 1}},
  };
  return all;
}

FittedModel fit_case(const Case& c) {
  const std::string path = kData + c.file;
  Schema schema;
  if (c.file == "german_credit") schema = read_schema(path + ".schema.json");
  FileSource source(path + ".csv");
  const Table table = read(source, schema, [&](const std::string& name) {
    if (!schema.of(name).protected_reason.empty()) return c.all;
    return c.columns.empty() || name == c.label ||
           std::find(c.columns.begin(), c.columns.end(), name) !=
               c.columns.end();
  });
  LogisticOptions options;
  options.ridge = c.ridge;
  return fit_table(table, schema, {c.label, c.positive, MissingPolicy::fail},
                   options);
}

struct Recorded {
  std::string source, term;
  std::vector<double> values;
};

std::map<std::string, std::vector<Recorded>> recorded() {
  std::map<std::string, std::vector<Recorded>> result;
  std::ifstream in(OGIVE_TEST_DATA "/logistic_regression.tsv");
  std::string line;
  while (std::getline(in, line)) {
    if (line.starts_with('#')) continue;
    std::istringstream cells(line);
    std::string name, cell;
    Recorded row;
    std::getline(cells, name, '\t');
    std::getline(cells, row.source, '\t');
    std::getline(cells, row.term, '\t');
    while (std::getline(cells, cell, '\t'))
      row.values.push_back(std::stod(cell));
    result[name].push_back(row);
  }
  return result;
}

double relative(double value, double expected) {
  return std::fabs(value / expected - 1);
}

TEST(LogisticRegression, AgreesWithRecordedValues) {
  const auto values = recorded();
  ASSERT_EQ(values.size(), cases().size());
  for (const auto& [name, rows] : values) {
    const FittedModel fitted = fit_case(cases().at(name));
    std::map<std::string, double> worst;  // by source
    std::map<std::string, std::size_t> terms;
    for (const Recorded& row : rows) {
      double& error = worst[row.source];
      if (row.term == "(log-likelihood)") {
        error = std::max(
            error, relative(fitted.report.log_likelihood, row.values.at(0)));
        continue;
      }
      const TermStatistics& term = fitted.report.terms.at(terms[row.source]++);
      ASSERT_EQ(term.term, row.term) << name;
      error = std::max(error, relative(term.coefficient, row.values.at(0)));
      ASSERT_EQ(term.has_errors, row.values.size() == 4) << name;
      if (!term.has_errors) continue;
      error = std::max(error, relative(term.standard_error, row.values[1]));
      error = std::max(error, relative(term.z, row.values[2]));
      error = std::max(error, relative(term.p, row.values[3]));
    }
    EXPECT_EQ(worst.size(), 2u) << name;
    for (const auto& [source, error] : worst) {
      EXPECT_EQ(source == "mpmath" || terms[source] > 0, true);
      EXPECT_EQ(terms[source], fitted.report.terms.size()) << name;
      EXPECT_LT(error, 1e-10) << name << ": " << source;
      std::printf("%s: within %.1e of %s\n", name.c_str(), error,
                  source.c_str());
    }
  }
}

// The message with which the fit of the text is refused; "" if it is not.
std::string refusal(const std::string& text, double ridge = 0,
                    MissingPolicy missing = MissingPolicy::fail,
                    const Schema& schema = {}) {
  MemorySource source(text, "a.csv");
  LogisticOptions options;
  options.ridge = ridge;
  try {
    const Table table =
        read(source, schema, [](const std::string&) { return true; });
    fit_table(table, schema, {"y", "1", missing}, options);
  } catch (const DataError& error) {
    return error.what();
  } catch (const UsageError& error) {
    return error.what();
  }
  return "";
}

void expect_refused(const std::string& text,
                    const std::vector<std::string>& parts) {
  const std::string message = refusal(text);
  for (const std::string& part : parts) {
    EXPECT_NE(message.find(part), std::string::npos)
        << "\"" << message << "\" lacks \"" << part << "\"";
  }
}

TEST(Diagnosis, ConstantColumnsAreNamed) {
  expect_refused(
      "x,c,d,y\n1,5,u,0\n2,5,u,1\n3,5,u,0\n4,5,u,1\n",
      {"constant columns", "column 'c' is constant: it is 5 in all 4",
       "column 'd' is constant: it is 'u' in all 4"});
}

TEST(Diagnosis, CollinearColumnsAreNamedWithTheirCombination) {
  const std::string text =
      "a,b,c,y\n1,1,4,0\n2,5,13,1\n3,2,8,1\n4,4,13,0\n5,1,8,1\n6,7,21,0\n";
  expect_refused(text, {"column 'c' is collinear", "it is 1 'a' + 2 'b'"});
  EXPECT_EQ(refusal(text, 1), "");
}

TEST(Diagnosis, LevelsThatRepeatAnotherColumnAreCollinear) {
  expect_refused("a,b,y\nu,r,0\nu,r,1\nv,s,0\nv,s,1\nu,r,1\n",
                 {"column 'b = s' is collinear", "it is 1 'a = v'"});
}

TEST(Diagnosis, MoreCoefficientsThanRows) {
  expect_refused("a,b,c,y\n1,2,7,0\n2,1,3,1\n4,5,1,0\n",
                 {"4 coefficients for 3 rows", "column 'c' is collinear"});
}

TEST(Diagnosis, OneColumnThatSeparatesIsNamed) {
  expect_refused("x,w,y\n1,3,0\n2,1,0\n3,2,1\n4,1,1\n",
                 {"complete separation", "column 'x' alone separates",
                  "at most 2 where '0', at least 3 where '1'"});
  expect_refused("x,w,y\n1,3,0\n2,1,0\n2,2,1\n4,1,1\n",
                 {"quasi-complete separation", "column 'x' alone separates"});
  expect_refused(
      "x,g,y\n1,u,0\n2,u,1\n3,u,0\n4,v,1\n2,v,1\n5,u,1\n1,u,1\n",
      {"quasi-complete separation", "all 2 rows with 'g' = 'v' are '1'"});
}

TEST(Diagnosis, ColumnsThatSeparateTogetherAreNamed) {
  // y is 1 where a + b > 9; neither does it alone. c has no part in it.
  const std::string rows =
      "1,1,3,0\n2,6,1,0\n7,1,2,0\n4,4,5,0\n8,2,1,1\n3,8,4,1\n5,5,2,1\n9,9,3,"
      "1\n";
  expect_refused("a,b,c,y\n" + rows, {"complete separation", "'a', 'b'"});
  EXPECT_EQ(refusal("a,b,c,y\n" + rows, 0.5), "");
  // Rows of both classes on a + b = 9: quasi-complete, by a and b.
  expect_refused("a,b,c,y\n" + rows +
                     "4,5,1,0\n4,5,9,1\n4,5,5,0\n2,7,3,1\n2,7,4,0\n2,7,1,1\n"
                     "6,3,2,0\n6,3,5,1\n6,3,1,1\n",
                 {"quasi-complete separation", "2 columns together: 'a', 'b'"});
}

TEST(Diagnosis, AllColumnsOfTheCellsSeparate) {
  try {
    Case c = cases().at("cells ridge 1");
    c.ridge = 0;
    fit_case(c);
    FAIL();
  } catch (const DataError& error) {
    EXPECT_NE(std::string(error.what())
                  .find("complete separation of the classes: 30 columns"),
              std::string::npos)
        << error.what();
  }
}

TEST(Diagnosis, OverlappingClassesAreNotSeparation) {
  // Nearly separated: one row on the wrong side, far out.
  std::string text = "x,y\n";
  for (int i = 0; i < 200; ++i) {
    text += std::to_string(i) + (i < 100 ? ",0\n" : ",1\n");
  }
  EXPECT_EQ(refusal(text + "99.5,1\n99.6,0\n"), "");
  EXPECT_EQ(refusal(text + "1e6,0\n"), "");
}

TEST(Table, FaultsAreNamedWithLineAndColumn) {
  expect_refused("x,y\n1,0\n2,1\n3,0\nn/a,1\n",
                 {"a.csv: line 5, column 'x' (number 1): 'n/a' is not a"});
  expect_refused("x,y\n1,0\n,1\n3,0\n,1\n",
                 {"line 3, column 'x' (number 1): the value is missing (as it "
                  "is in 2 rows"});
  expect_refused("x,y\n1,0\n2,\n", {"line 3, column 'y'", "label is missing"});
  expect_refused("x,y\n1,0\n2,1\n3,2\n", {"3 different values"});
  expect_refused("x,y\n1,a\n2,b\n", {"--positive", "it has 'a' and 'b'"});
  expect_refused("x,y\n", {"no rows"});
  expect_refused("y\n0\n1\n", {"no column is left"});
}

TEST(Table, MissingCodesAndPolicies) {
  Schema schema;
  schema.columns["x"].missing = {"-9"};
  const std::string text =
      "x,g,y\n1,u,0\n2,v,1\n-9,u,0\n4,u,0\n3,v,1\n3,,1\n5,u,1\n2,,0\n"
      "1,v,0\n";
  EXPECT_NE(refusal(text, 0, MissingPolicy::fail, schema)
                .find("line 4, column 'x' (number 1): the value is missing"),
            std::string::npos);
  EXPECT_NE(refusal(text, 0, MissingPolicy::category, schema)
                .find("--missing category is for categorical columns"),
            std::string::npos);
  MemorySource source(text, "a.csv");
  const Table table =
      read(source, schema, [](const std::string&) { return true; });
  const Design dropped =
      make_design(table, schema, {"y", "1", MissingPolicy::drop});
  EXPECT_EQ(dropped.rows_left_out, 3u);
  EXPECT_EQ(dropped.x.rows(), 6);
  ASSERT_EQ(dropped.terms.size(), 2u);
  EXPECT_EQ(dropped.terms[1].name(), "g = v");

  Schema other;
  MemorySource again(text, "a.csv");
  const Table numbers =
      read(again, other, [](const std::string&) { return true; });
  const Design category =
      make_design(numbers, other, {"y", "1", MissingPolicy::category});
  ASSERT_EQ(category.terms.size(), 3u);
  EXPECT_EQ(category.terms[2].name(), "g = (missing)");
  EXPECT_EQ(category.rows_left_out, 0u);
}

TEST(ModelFile, ReadsBackToTheSameBits) {
  const FittedModel fitted = fit_case(cases().at("credit"));
  const std::string path = testing::TempDir() + "ogive_model_test.json";
  std::ofstream(path) << model_to_json(fitted.model, fitted.report);
  const Model model = model_from_json(JsonValue::read(path));
  std::remove(path.c_str());
  EXPECT_EQ(model.intercept, fitted.model.intercept);
  EXPECT_EQ(model.label, "creditability");
  EXPECT_EQ(model.positive, "bad");
  EXPECT_EQ(model.negative, "good");
  ASSERT_EQ(model.columns.size(), fitted.model.columns.size());
  for (std::size_t i = 0; i < model.columns.size(); ++i) {
    EXPECT_EQ(model.columns[i].name, fitted.model.columns[i].name);
    EXPECT_EQ(model.columns[i].type, fitted.model.columns[i].type);
    EXPECT_EQ(model.columns[i].coefficient,
              fitted.model.columns[i].coefficient);
    EXPECT_EQ(model.columns[i].reference, fitted.model.columns[i].reference);
    EXPECT_EQ(model.columns[i].levels, fitted.model.columns[i].levels);
  }
}

}  // namespace
}  // namespace ogive::internal
