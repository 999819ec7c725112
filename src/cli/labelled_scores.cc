// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0

#include "cli/labelled_scores.h"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <optional>

#include "cli/score_file.h"
#include "io/csv.h"
#include "io/error.h"
#include "io/number.h"
#include "io/progress.h"
#include "models/design_matrix.h"
#include "models/score_stream.h"
#include "models/table.h"

namespace ogive::internal {
namespace {

constexpr char kPoints[] = "points";

// The number of the column of that name.
std::size_t place_of(const CsvReader& reader, const std::string& name) {
  const std::vector<std::string> names = {name};
  return reader.select(names)[0];
}

void check_classes(const LabelledScores& rows, const std::string& file) {
  const auto positives =
      std::count(rows.positive.begin(), rows.positive.end(), true);
  if (positives != 0 && positives != std::ssize(rows.positive)) return;
  throw DataError(fmt::format(
      "{}: {} row{} {} a score, all of class {}: both classes are needed", file,
      rows.positive.size(), rows.positive.size() == 1 ? "" : "s",
      rows.positive.size() == 1 ? "has" : "have",
      quote_text(positives == 0 ? rows.negative_name : rows.positive_name)));
}

// Of a label that the model knows, whether it is the positive class.
bool is_positive(const std::string& text, const LabelledScores& rows,
                 const CsvReader& reader, const CsvRow& row, std::size_t cell) {
  // "1.0" is the class "1".
  const std::optional<double> number = parse_number<double>(text);
  for (const std::string& name :
       {text, number ? format_number(*number) : text}) {
    if (name == rows.positive_name) return true;
    if (name == rows.negative_name) return false;
  }
  reader.fail(row, cell,
              fmt::format("the label is {}, which is neither {} nor {}",
                          quote_text(text), quote_text(rows.positive_name),
                          quote_text(rows.negative_name)));
}

}  // namespace

std::vector<double> LabelledScores::safety() const {
  if (has_points()) return points;
  std::vector<double> result;
  for (const double value : risk) result.push_back(-value);
  return result;
}

double LabelledScores::positive_rate() const {
  return static_cast<double>(
             std::count(positive.begin(), positive.end(), true)) /
         static_cast<double>(positive.size());
}

LabelledScores read_scores(const std::string& path, const LabelledOptions& o) {
  if (o.label.empty()) {
    throw UsageError("--label is missing: which column of " + path +
                     " is the class?");
  }
  LabelledScores result;
  result.is_probability = o.points.empty();
  result.risk_name = !o.points.empty()       ? o.points
                     : o.probability.empty() ? "probability"
                                             : o.probability;
  const std::unique_ptr<Source> source = open_csv(path);
  CsvReader reader(*source);
  std::vector<std::string> names = {o.label, result.risk_name};
  const bool has_points =
      result.is_probability && o.probability.empty() &&
      std::find(reader.names().begin(), reader.names().end(), kPoints) !=
          reader.names().end();
  if (has_points) names.emplace_back(kPoints);
  const std::vector<std::size_t> columns = reader.select(names);
  Schema schema;
  schema.columns[result.risk_name].type = ColumnType::numeric;
  if (has_points) schema.columns[kPoints].type = ColumnType::numeric;
  const Table table = read_table(reader, path, columns, schema);
  const ClassLabel label =
      read_label(table, {o.label, o.positive, MissingPolicy::fail});
  result.source = fmt::format("{}, column {}", path, result.risk_name);
  result.positive_name = label.positive_name;
  result.negative_name = label.negative_name;
  const Column& risk = *table.find(result.risk_name);
  const Column* const points = has_points ? table.find(kPoints) : nullptr;
  for (std::size_t row = 0; row < table.rows; ++row) {
    const double value = risk.numbers[row];
    if (risk.is_missing(row) || (points && points->is_missing(row))) {
      ++result.left_out;
      continue;
    }
    if (result.is_probability && !(value >= 0 && value <= 1)) {
      throw DataError(fmt::format(
          "{}: row {}, column {}: {} is no probability, which is from 0 to 1; "
          "--points takes a column of points",
          path, row + 1, quote_text(risk.name), format_number(value)));
    }
    result.risk.push_back(result.is_probability ? value : -value);
    result.positive.push_back(label.positive[row]);
    if (points) result.points.push_back(points->numbers[row]);
    if (!result.is_probability) result.points.push_back(value);
  }
  check_classes(result, path);
  return result;
}

LabelledScores score_data(const std::string& model, const std::string& data,
                          const LabelledOptions& o) {
  if (!o.probability.empty() || !o.points.empty()) {
    throw UsageError(
        "--probability and --points are for a file of scores, without a model");
  }
  const Scorer scorer = read_scorer(model);
  LabelledScores result;
  result.risk_name = "probability";
  result.source = fmt::format("{}, of {}", model, data);
  result.positive_name = scorer.positive;
  result.negative_name = scorer.negative;
  if (!o.positive.empty() && o.positive != scorer.positive) {
    throw UsageError(fmt::format("--positive: {} gives the probability of {}",
                                 model, quote_text(scorer.positive)));
  }
  const std::unique_ptr<Source> source = open_csv(data);
  CsvReader reader(*source);
  const std::size_t label =
      place_of(reader, o.label.empty() ? scorer.label : o.label);
  ScoreStream stream(scorer, reader, /*mark=*/true, kScoreBatchRows, 0,
                     options());
  Progress progress("score " + data, source->size().value_or(0), "B");
  std::uint64_t shown = 0;
  ScoreBatch batch;
  while (stream.next(batch)) {
    for (std::size_t i = 0; i < batch.size; ++i) {
      const CsvRow& row = batch.rows[i];
      const bool positive =
          is_positive(row.value(label), result, reader, row, label);
      if (!batch.faults[i].empty()) {
        ++result.left_out;
        continue;
      }
      result.risk.push_back(batch.probability[i]);
      result.positive.push_back(positive);
      if (scorer.is_card()) result.points.push_back(batch.points[i]);
    }
    progress.add(source->offset() - shown);
    shown = source->offset();
  }
  progress.finish();
  check_classes(result, data);
  return result;
}

}  // namespace ogive::internal
