// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// `ogive audit`: computes every score of a file again and compares the bits.

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "cli/command.h"
#include "cli/common.h"
#include "cli/score_file.h"
#include "io/csv.h"
#include "io/error.h"
#include "io/number.h"
#include "io/progress.h"
#include "models/model_file.h"
#include "models/score_stream.h"

namespace ogive::internal {
namespace {

constexpr char kFooter[] = R"(
Every row of the data is scored again and compared, bit for bit, with the row of
the scores at its place: log_odds, probability, the marks of rows without a
score, and the columns that --id had copied. Each row that differs is named, and
so are rows that one file has and the other lacks.

Example:
  ogive audit model.json new.csv scores.csv

Exit codes: 0 every score is confirmed, 1 some are not, 2 wrong usage, 3
malformed input, 4 reading or writing failed.)";

struct AuditOptions {
  std::string model, input, scores;
  std::size_t batch_rows = kScoreBatchRows;
  CommonOptions common;
};

// Where the scores' columns are.
struct ScoreColumns {
  std::size_t row, log_odds, probability;
  std::optional<std::size_t> error;
  std::vector<std::size_t> copied;    // in the scores
  std::vector<std::size_t> original;  // the same in the data
};

ScoreColumns find_columns(const CsvReader& scores, const CsvReader& data,
                          const AuditOptions& o) {
  const auto place = [&](const std::string& name) {
    const std::vector<std::string> names = {name};
    return scores.select(names)[0];
  };
  ScoreColumns columns{
      place("row"), place("log_odds"), place("probability"), {}, {}, {}};
  for (std::size_t i = 0; i < scores.names().size(); ++i) {
    const std::string& name = scores.names()[i];
    if (name == "error") columns.error = i;
    if (is_score_column(name)) continue;
    const auto found =
        std::find(data.names().begin(), data.names().end(), name);
    if (found == data.names().end()) {
      scores.fail(scores.header(), i,
                  "neither `ogive score` writes such a column, nor has " +
                      o.input + " one that --id could have copied");
    }
    columns.copied.push_back(i);
    columns.original.push_back(
        static_cast<std::size_t>(found - data.names().begin()));
  }
  return columns;
}

bool same_number(const std::string& text, double value) {
  const std::optional<double> number = parse_number<double>(text);
  return number && std::bit_cast<std::uint64_t>(*number) ==
                       std::bit_cast<std::uint64_t>(value);
}

std::string instead(const char* what, const std::string& recorded,
                    const std::string& computed) {
  return fmt::format("; {} is {}, recomputed {}", what, quote_text(recorded),
                     quote_text(computed));
}

// How row `i` of the batch and the row of the scores differ; empty: not at all.
std::string difference(const ScoreBatch& batch, std::size_t i,
                       const CsvReader& reader, const CsvRow& row,
                       const ScoreColumns& columns) {
  std::string text;
  const std::string number = std::to_string(batch.first_row + i);
  if (row.value(columns.row) != number) {
    text += instead("row", row.value(columns.row), number);
  }
  for (std::size_t k = 0; k < columns.copied.size(); ++k) {
    const std::string& cell = batch.copied[i][k];
    if (row.raw(columns.copied[k]) == cell) continue;
    text += instead(reader.names()[columns.copied[k]].c_str(),
                    std::string(row.raw(columns.copied[k])), cell);
  }
  const std::string log_odds = row.value(columns.log_odds);
  const std::string probability = row.value(columns.probability);
  const std::string error =
      columns.error ? row.value(*columns.error) : std::string();
  const std::string& fault = batch.faults[i];
  if (error != fault) text += instead("error", error, fault);
  if (!fault.empty()) {
    if (!log_odds.empty()) text += instead("log_odds", log_odds, "");
    if (!probability.empty()) text += instead("probability", probability, "");
    return text;
  }
  if (!same_number(log_odds, batch.log_odds[i])) {
    text += instead("log_odds", log_odds, format_number(batch.log_odds[i]));
  }
  if (!same_number(probability, batch.probability[i])) {
    text += instead("probability", probability,
                    format_number(batch.probability[i]));
  }
  return text;
}

void audit(const AuditOptions& o) {
  apply_target(o.common);
  if (o.input == "-" && o.scores == "-") {
    throw UsageError("only one of the files can be standard input");
  }
  const Model model = read_model(o.model);
  const std::unique_ptr<Source> data_source = open_csv(o.input);
  const std::unique_ptr<Source> scores_source = open_csv(o.scores);
  CsvReader data(*data_source);
  CsvReader scores(*scores_source);
  const ScoreColumns columns = find_columns(scores, data, o);
  ScoreStream stream(model, data, columns.original, /*mark=*/true, o.batch_rows,
                     o.common.run);
  Progress progress("audit " + o.input, data_source->size().value_or(0), "B");
  ScoreBatch batch;
  CsvRow row;
  std::uint64_t rows = 0, marked = 0, differ = 0, shown = 0;
  bool scores_end = false;
  while (stream.next(batch)) {
    for (std::size_t i = 0; i < batch.size(); ++i) {
      ++rows;
      scores_end = scores_end || !scores.next(row);
      const std::string text = scores_end
                                   ? "; not in the scores"
                                   : difference(batch, i, scores, row, columns);
      if (!batch.faults[i].empty()) ++marked;
      if (text.empty()) continue;
      ++differ;
      write_stdout(fmt::format(
          "row {}{}: {}\n", rows,
          scores_end ? ""
                     : fmt::format(" ({}: line {})", o.scores, row.line(0)),
          text.substr(2)));
    }
    progress.add(data_source->offset() - shown);
    shown = data_source->offset();
  }
  while (!scores_end && scores.next(row)) {
    ++differ;
    write_stdout(fmt::format("{}: line {}: the data have no such row\n",
                             o.scores, row.line(0)));
  }
  progress.finish();
  if (differ > 0) {
    throw BrokenPromise(fmt::format(
        "{}: {} row{} differ{} from what {} gives for the {} rows of {}",
        o.scores, differ, differ == 1 ? "" : "s", differ == 1 ? "s" : "",
        o.model, rows, o.input));
  }
  write_stdout(fmt::format(
      "{} row{} recomputed: every score is the same, bit for bit{}\n", rows,
      rows == 1 ? "" : "s",
      marked == 0
          ? ""
          : fmt::format(" ({} of them rightly without a score)", marked)));
}

}  // namespace

void add_audit(CLI::App& app) {
  auto o = std::make_shared<AuditOptions>();
  CLI::App* sub = app.add_subcommand(
      "audit", "Compute every score of a file again, and compare the bits");
  sub->add_option("model", o->model, "the model, as `ogive fit` wrote it")
      ->required()
      ->type_name("FILE");
  sub->add_option("data", o->input,
                  "the CSV file that was scored; -: standard input")
      ->required()
      ->type_name("IN");
  sub->add_option("scores", o->scores,
                  "its scores, as `ogive score` wrote them")
      ->required()
      ->type_name("FILE");
  add_batch_rows(sub, o->batch_rows);
  add_threads(sub, o->common);
  add_target(sub, o->common);
  sub->footer(kFooter);
  sub->callback([o] { audit(*o); });
}

}  // namespace ogive::internal
