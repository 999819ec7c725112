// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// `ogive audit`: computes every score of a file again and compares the bits.

#include <fmt/format.h>

#include <algorithm>
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
#include "models/score_stream.h"
#include "models/scorer.h"
#include "ogive/options.h"

namespace ogive::internal {
namespace {

constexpr char kAuditFooter[] = R"(
Every row of the data is scored again and compared, digit for digit and so bit
for bit, with the row of the scores at its place: log_odds, probability, the marks of rows without a
score, of a score card points, score and reasons, and the columns that --id had
copied. What wrote the model and the scores is told first. Each row that differs is named, and
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
  std::size_t row = 0, log_odds = 0, probability = 0;
  std::optional<std::size_t> points, score;  // of a card
  std::vector<std::size_t> reasons;
  std::optional<std::size_t> error;
  std::vector<std::size_t> copied;    // in the scores
  std::vector<std::size_t> original;  // the same in the data
};

ScoreColumns find_columns(const CsvReader& scores, const CsvReader& data,
                          const Scorer& model, const AuditOptions& o) {
  const auto place = [&](const std::string& name) {
    const std::vector<std::string> names = {name};
    return scores.select(names)[0];
  };
  ScoreColumns columns;
  columns.row = place("row");
  columns.log_odds = place("log_odds");
  columns.probability = place("probability");
  if (model.is_card()) {
    columns.points = place("points");
    columns.score = place("score");
  }
  for (std::size_t i = 0; i < scores.names().size(); ++i) {
    const std::string& name = scores.names()[i];
    if (name == "error") columns.error = i;
    if (model.is_card() && name == reason_column(columns.reasons.size())) {
      columns.reasons.push_back(i);
      continue;
    }
    const bool of_cards =
        name == "points" || name == "score" || name.starts_with("reason_");
    if (is_score_column(name) && (model.is_card() || !of_cards)) continue;
    const auto found =
        std::find(data.names().begin(), data.names().end(), name);
    if (found == data.names().end()) {
      scores.fail(scores.header(), i,
                  "neither `ogive score` writes such a column for this model, "
                  "nor has " +
                      o.input + " one that --id could have copied");
    }
    columns.copied.push_back(i);
    columns.original.push_back(
        static_cast<std::size_t>(found - data.names().begin()));
  }
  return columns;
}

std::string instead(const std::string& what, const std::string& recorded,
                    const std::string& computed) {
  return fmt::format("; {} is {}, recomputed {}", what, quote_text(recorded),
                     quote_text(computed));
}

// Compares one row of the scores with what the batch has for it.
class RowCheck {
 public:
  RowCheck(const Scorer& model, const CsvReader& reader,
           const ScoreColumns& columns)
      : model_(model), reader_(reader), columns_(columns) {}

  // How row `i` of the batch and the row of the scores differ; empty: not at
  // all.
  std::string difference(const ScoreBatch& batch, std::size_t i,
                         const CsvRow& row) const {
    std::string text;
    const bool scored = batch.faults[i].empty();
    const auto compare = [&](const std::string& name, std::size_t column,
                             const std::string& expected) {
      const std::string recorded = row.value(column);
      if (recorded != expected) text += instead(name, recorded, expected);
    };
    // A number has one shortest text that reads back to its bits.
    const auto compare_number = [&](const char* name, std::size_t column,
                                    double value) {
      compare(name, column, scored ? format_number(value) : std::string());
    };
    compare("row", columns_.row, std::to_string(batch.first_row + i));
    for (std::size_t k = 0; k < columns_.copied.size(); ++k) {
      const std::string_view cell = batch.rows[i].raw(columns_.original[k]);
      const std::string_view recorded = row.raw(columns_.copied[k]);
      if (recorded == cell) continue;
      text += instead(reader_.names()[columns_.copied[k]],
                      std::string(recorded), std::string(cell));
    }
    if (columns_.error) {
      compare("error", *columns_.error, batch.faults[i]);
    } else if (!scored) {
      text += instead("error", "", batch.faults[i]);
    }
    compare_number("log_odds", columns_.log_odds, batch.log_odds[i]);
    compare_number("probability", columns_.probability, batch.probability[i]);
    if (!model_.is_card()) return text;
    compare_number("points", *columns_.points, batch.points[i]);
    compare_number("score", *columns_.score, batch.score[i]);
    for (std::size_t k = 0; k < columns_.reasons.size(); ++k) {
      const std::uint32_t j = batch.reasons[i * columns_.reasons.size() + k];
      compare(reason_column(k), columns_.reasons[k],
              j == ScorerColumn::kNone ? "" : model_.columns[j].name);
    }
    return text;
  }

 private:
  const Scorer& model_;
  const CsvReader& reader_;
  const ScoreColumns& columns_;
};

// Says what made model, scores and this audit. Whether the scores say that they
// are of another model.
bool tell_origins(const Scorer& model, const AuditOptions& o) {
  write_stdout(fmt::format(
      "model   {}: {}, SHA-256 {}, written by ogive {} on {}\n", o.model,
      model.is_card() ? "score card" : "logistic regression",
      model.identity.sha256, model.identity.library, model.identity.target));
  bool other = false;
  std::optional<ScoreRecord> record;
  if (o.scores != "-") record = read_record(o.scores);
  if (record) {
    other = record->model.sha256 != model.identity.sha256;
    write_stdout(fmt::format(
        "scores  {}: by {}, computed by ogive {} on {}\n", o.scores,
        other ? "another model, SHA-256 " + record->model.sha256 : "this model",
        record->library, record->target));
  } else {
    write_stdout(fmt::format(
        "scores  {}: no record beside them tells what computed them\n",
        o.scores));
  }
  write_stdout(fmt::format("audit   by ogive {} on {}\n", version(), target()));
  return other;
}

void audit(const AuditOptions& o) {
  apply_target(o.common);
  if (o.input == "-" && o.scores == "-") {
    throw UsageError("only one of the files can be standard input");
  }
  const Scorer model = read_scorer(o.model);
  const std::unique_ptr<Source> data_source = open_csv(o.input);
  const std::unique_ptr<Source> scores_source = open_csv(o.scores);
  CsvReader data(*data_source);
  CsvReader scores(*scores_source);
  const ScoreColumns columns = find_columns(scores, data, model, o);
  ScoreStream stream(model, data, /*mark=*/true, o.batch_rows,
                     columns.reasons.size(), o.common.run);
  const RowCheck check(model, scores, columns);
  const bool other_model = tell_origins(model, o);
  Progress progress("audit " + o.input, data_source->size().value_or(0), "B");
  ScoreBatch batch;
  CsvRow row;
  std::uint64_t rows = 0, marked = 0, differ = 0, shown = 0;
  bool scores_end = false;
  while (stream.next(batch)) {
    for (std::size_t i = 0; i < batch.size; ++i) {
      ++rows;
      scores_end = scores_end || !scores.next(row);
      const std::string text =
          scores_end ? "; not in the scores" : check.difference(batch, i, row);
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
  if (other_model) {
    throw BrokenPromise(fmt::format(
        "{}: every score is what {} gives, but {} says that another model "
        "computed them",
        o.scores, o.model, record_path_of(o.scores)));
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
  sub->add_option("model", o->model,
                  "the model, as `ogive fit` or `ogive scorecard` wrote it")
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
  sub->footer(kAuditFooter);
  sub->callback([o] { audit(*o); });
}

}  // namespace ogive::internal
