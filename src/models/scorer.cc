// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0

#include "models/scorer.h"

#include <algorithm>
#include <utility>

#include "io/number.h"
#include "models/design_matrix.h"
#include "models/scorecard_file.h"

namespace ogive::internal {

Scorer make_scorer(const Model& model) {
  Scorer scorer;
  scorer.label = model.label;
  scorer.positive = model.positive;
  scorer.negative = model.negative;
  scorer.intercept = model.intercept;
  for (const ModelColumn& from : model.columns) {
    ScorerColumn column;
    column.name = from.name;
    column.type = from.type;
    column.missing_codes = from.missing_codes;
    column.linear = from.type == ColumnType::numeric;
    column.coefficient = from.coefficient;
    for (const auto& [level, coefficient] : from.levels) {
      const auto bin = static_cast<std::uint32_t>(column.terms.size());
      column.terms.push_back(coefficient);
      if (level == kMissingLevel) {
        column.missing_bin = bin;
      } else {
        column.level_bin.emplace(level, bin);
      }
    }
    scorer.columns.push_back(std::move(column));
  }
  return scorer;
}

Scorer make_scorer(const Scorecard& card) {
  Scorer scorer;
  scorer.label = card.label;
  scorer.positive = card.positive;
  scorer.negative = card.negative;
  scorer.intercept = card.intercept;
  scorer.scale = card.scale;
  scorer.base_points = card.base_points;
  for (const CardColumn& from : card.columns) {
    ScorerColumn column;
    column.name = from.woe.name;
    column.type = from.woe.type;
    column.missing_codes = from.woe.missing_codes;
    const double best =
        *std::max_element(from.exact_points.begin(), from.exact_points.end());
    for (std::size_t b = 0; b < from.woe.bins.size(); ++b) {
      const WoeBin& bin = from.woe.bins[b];
      const auto place = static_cast<std::uint32_t>(b);
      if (bin.is_missing) {
        column.missing_bin = place;
      } else if (column.type == ColumnType::numeric) {
        column.edges.push_back(bin.upper);
      }
      for (const std::string& level : bin.levels) {
        column.level_bin.emplace(level, place);
      }
      column.terms.push_back(-(from.coefficient * bin.woe));
      column.points.push_back(from.points[b]);
      column.losses.push_back(best - from.exact_points[b]);
    }
    scorer.columns.push_back(std::move(column));
  }
  return scorer;
}

Scorer read_scorer(const std::string& path) {
  const std::string text = read_text(path);
  const JsonValue json = JsonValue::parse(text, path);
  const std::string format =
      json.has("format") ? json.at("format").text() : std::string();
  Scorer scorer;
  if (format == kLogisticFormat) {
    scorer = make_scorer(model_from_json(json));
  } else if (format == kScorecardFormat) {
    scorer = make_scorer(scorecard_from_json(json));
  } else {
    json.fail(
        "not a model that `ogive fit` or `ogive scorecard` wrote: \"format\" "
        "is neither " +
        quote_text(kLogisticFormat) + " nor " + quote_text(kScorecardFormat));
  }
  scorer.identity = identify(path, text, json);
  return scorer;
}

}  // namespace ogive::internal
