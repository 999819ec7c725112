// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// Writing and reading a score card. What scoring takes from it is checked: bins
// that leave no gap, levels that are in one bin, points that are whole numbers.

#include "models/scorecard_file.h"

#include <cmath>
#include <limits>
#include <set>
#include <utility>

#include "io/error.h"
#include "io/number.h"
#include "models/model_seal.h"

namespace ogive::internal {
namespace {

using Json = nlohmann::ordered_json;

constexpr int kCardVersion = 1;
constexpr double kInf = std::numeric_limits<double>::infinity();
// Whole numbers up to here, and sums of many of them, are exact in double.
constexpr double kMostPoints = 1e12;

// The part of a bin that says what is in it.
Json range_to_json(const WoeBin& bin, ColumnType type) {
  Json json;
  if (bin.is_missing) {
    json["missing"] = true;
  } else if (type == ColumnType::categorical) {
    json["levels"] = bin.levels;
  } else {
    if (bin.lower > -kInf) json["from"] = bin.lower;
    if (bin.upper < kInf) json["below"] = bin.upper;
  }
  return json;
}

void add_counts(const WoeBin& bin, Json& json) {
  json["negatives"] = bin.negatives;
  json["positives"] = bin.positives;
  if (bin.smoothed) json["smoothed"] = true;
  json["iv"] = bin.iv;
}

Json column_to_json(const CardColumn& column) {
  Json json;
  json["name"] = column.woe.name;
  json["type"] = column_type_name(column.woe.type);
  json["missing"] = column.woe.missing_codes;
  json["coefficient"] = column.coefficient;
  json["iv"] = column.woe.iv;
  json["bins"] = Json::array();
  for (std::size_t b = 0; b < column.woe.bins.size(); ++b) {
    const WoeBin& bin = column.woe.bins[b];
    Json line = range_to_json(bin, column.woe.type);
    line["woe"] = bin.woe;
    line["points"] = static_cast<std::int64_t>(column.points[b]);
    line["exact_points"] = column.exact_points[b];
    add_counts(bin, line);
    json["bins"].push_back(std::move(line));
  }
  return json;
}

Json binned_to_json(const WoeColumn& column) {
  Json json;
  json["name"] = column.name;
  json["iv"] = column.iv;
  json["bins"] = Json::array();
  for (const WoeBin& bin : column.bins) {
    Json line = range_to_json(bin, column.type);
    line["woe"] = bin.woe;
    add_counts(bin, line);
    json["bins"].push_back(std::move(line));
  }
  return json;
}

Json cutoffs_to_json(const std::vector<Cutoff>& cutoffs) {
  Json json = Json::array();
  for (const Cutoff& cutoff : cutoffs) {
    json.push_back({{"score", static_cast<std::int64_t>(cutoff.score)},
                    {"approved", cutoff.approved},
                    {"approval_rate", cutoff.approval_rate},
                    {"bad_rate", cutoff.bad_rate},
                    {"bad_declined", cutoff.declined_positives},
                    {"good_declined", cutoff.declined_negatives}});
  }
  return json;
}

double points_of(const JsonValue& json) {
  const double points = json.number();
  if (points != std::trunc(points) || std::fabs(points) > kMostPoints) {
    json.fail("points are whole numbers, not " + format_number(points));
  }
  return points;
}

// Reads one bin, and sees that it follows on those before it.
WoeBin bin_of(const JsonValue& json, const WoeColumn& column,
              std::set<std::string>& seen) {
  json.allow_only({"missing", "levels", "from", "below", "woe", "points",
                   "exact_points", "negatives", "positives", "smoothed", "iv"});
  WoeBin bin;
  bin.woe = json.at("woe").number();
  const WoeBin* before = column.bins.empty() ? nullptr : &column.bins.back();
  if (before != nullptr && before->is_missing) {
    json.fail("the bin of missing values has to be the last");
  }
  if (json.has("missing")) {
    bin.is_missing = true;
    return bin;
  }
  if (column.type == ColumnType::categorical) {
    bin.levels = json.at("levels").texts();
    for (const std::string& level : bin.levels) {
      if (!seen.insert(level).second) {
        json.fail("the level " + quote_text(level) + " is there twice");
      }
    }
    return bin;
  }
  if (json.has("from")) bin.lower = json.at("from").number();
  if (json.has("below")) bin.upper = json.at("below").number();
  const double expected = before == nullptr ? -kInf : before->upper;
  if (bin.lower != expected || !(bin.lower < bin.upper)) {
    json.fail(
        "the bin does not begin where the one before it ends, or is "
        "empty");
  }
  return bin;
}

CardColumn card_column_of(const JsonValue& json, const CardScale& scale) {
  json.allow_only({"name", "type", "missing", "coefficient", "iv", "bins"});
  CardColumn column;
  column.woe.name = json.at("name").text();
  column.woe.missing_codes = json.at("missing").texts();
  column.woe.type = column_type_of(json.at("type"));
  column.coefficient = json.at("coefficient").number();
  std::set<std::string> seen;
  for (const JsonValue& line : json.at("bins").elements()) {
    column.woe.bins.push_back(bin_of(line, column.woe, seen));
    column.points.push_back(points_of(line.at("points")));
    column.exact_points.push_back(
        scale.factor * (column.coefficient * column.woe.bins.back().woe));
  }
  double end = kInf;  // of the numeric bins
  for (const WoeBin& bin : column.woe.bins) {
    if (!bin.is_missing) end = bin.upper;
  }
  if (column.woe.bins.empty() || end != kInf) {
    json.at("bins").fail("the bins do not cover all values");
  }
  return column;
}

}  // namespace

std::string scorecard_to_json(const Scorecard& card, const CardReport& report) {
  Json json;
  json["label"] = {{"column", card.label},
                   {"positive", card.positive},
                   {"negative", card.negative}};
  json["scale"] = {{"base_score", card.scale.base_score},
                   {"base_odds", card.scale.base_odds},
                   {"pdo", card.scale.pdo},
                   {"offset", card.scale.offset},
                   {"factor", card.scale.factor}};
  json["intercept"] = card.intercept;
  json["base_points"] = static_cast<std::int64_t>(card.base_points);
  json["exact_base_points"] = card.exact_base_points;
  json["columns"] = Json::array();
  for (const CardColumn& column : card.columns) {
    json["columns"].push_back(column_to_json(column));
  }
  Json fit = report_to_json(report.fit);
  fit["min_iv"] = report.min_iv;
  fit["largest_rounding"] = report.largest_rounding;
  fit["dropped"] = Json::array();
  for (const DroppedColumn& column : report.dropped) {
    Json line = {{"column", column.name}, {"reason", column.reason}};
    for (const WoeColumn& binned : report.binned) {
      if (binned.name == column.name) line["binned"] = binned_to_json(binned);
    }
    fit["dropped"].push_back(std::move(line));
  }
  fit["cutoffs"] = cutoffs_to_json(report.cutoffs);
  json["fit"] = std::move(fit);
  return sealed_text(kScorecardFormat, kCardVersion, json, report.fit.data);
}

Scorecard scorecard_from_json(const JsonValue& json) {
  json.require_version(kCardVersion);
  json.allow_only({"format", "version", "library", "target", "sha256", "label",
                   "scale", "intercept", "base_points", "exact_base_points",
                   "columns", "fit"});
  Scorecard card;
  const JsonValue label = json.at("label");
  label.allow_only({"column", "positive", "negative"});
  card.label = label.at("column").text();
  card.positive = label.at("positive").text();
  card.negative = label.at("negative").text();
  const JsonValue scale = json.at("scale");
  scale.allow_only({"base_score", "base_odds", "pdo", "offset", "factor"});
  card.scale.base_score = scale.at("base_score").number();
  card.scale.base_odds = scale.at("base_odds").number();
  card.scale.pdo = scale.at("pdo").number();
  card.scale.offset = scale.at("offset").number();
  card.scale.factor = scale.at("factor").number();
  card.intercept = json.at("intercept").number();
  card.exact_base_points =
      card.scale.offset - card.scale.factor * card.intercept;
  card.base_points = points_of(json.at("base_points"));
  std::set<std::string> seen;
  for (const JsonValue& column : json.at("columns").elements()) {
    card.columns.push_back(card_column_of(column, card.scale));
    if (!seen.insert(card.columns.back().woe.name).second) {
      column.fail("the column " + quote_text(card.columns.back().woe.name) +
                  " is there twice");
    }
  }
  return card;
}

}  // namespace ogive::internal
