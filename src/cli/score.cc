// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// `ogive score`: the probability of each row of a CSV file by a model.

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "cli/command.h"
#include "cli/common.h"
#include "cli/predictors.h"
#include "cli/score_file.h"
#include "io/atomic_file.h"
#include "io/csv.h"
#include "io/error.h"
#include "io/number.h"
#include "io/progress.h"
#include "io/stream.h"
#include "kernels/threads.h"
#include "models/score_stream.h"
#include "models/scorer.h"
#include "ogive/options.h"

namespace ogive::internal {
namespace {

constexpr char kScoreFooter[] = R"(
The scores have a line for each row of the data, in its order:
  row           1 for the row after the header, and so on
  (--id)        the cells of these columns, as they are
  log_odds      intercept + the sum of coefficient times value
  probability   its sigmoid, the probability of the positive class
of a score card also
  points        the sum of the card's rounded points
  score         the same without rounding: offset - factor * log_odds
  reason_1 ...  the columns that cost most points, against their best bin
and then
  error         with --on-error mark: why the row has no score

OUT.record.json, beside OUT, tells the model by its hash, and the version and
target that computed the scores; `ogive audit` reads it.

The columns are found by their names; others, the label among them, are ignored.
The same model and data give the same bytes on every machine, for any number of
threads and of rows in a batch. Memory does not grow with the file.

A large file can be scored in parts, on several machines: the header line, and
after it some of the rows. --first-row and --first-line number rows, and lines in
messages, as the whole file has them; the parts' scores, one after the other
without the later headers, are then those of the whole file.

Examples:
  ogive score model.json new.csv -o scores.csv
  ogive score model.json new.csv --id customer --on-error mark -o scores.csv
  ogive score card.json new.csv --reasons 3 -o scores.csv

Exit codes: 0 done, 2 wrong usage, 3 malformed input, 4 reading or writing
failed.)";

struct ScoreOptions : RowsOptions {
  std::size_t reasons = 4;
  bool reasons_given = false;
  std::uint64_t first_row = 1;
  std::uint64_t first_line = 0;  // 0: first_row + 1
};

// Not a device or a pipe, which have nothing beside them.
bool is_file(const std::string& path) {
  return std::filesystem::is_regular_file(path);
}

// The rows of a batch as lines of the scores.
class Lines {
 public:
  Lines(const Scorer& model, std::vector<std::size_t> ids, std::size_t reasons,
        bool mark)
      : ids_(std::move(ids)),
        reasons_(reasons),
        card_(model.is_card()),
        mark_(mark) {
    for (const ScorerColumn& column : model.columns) {
      names_.push_back(csv_cell(column.name));
    }
  }

  std::string header(const CsvReader& reader) const {
    std::string text = "row";
    for (const std::size_t i : ids_) {
      text += ',';
      text += reader.header().raw(i);
    }
    text += ",log_odds,probability";
    if (card_) text += ",points,score";
    for (std::size_t k = 0; k < reasons_; ++k) text += ',' + reason_column(k);
    return text + (mark_ ? ",error\n" : "\n");
  }

  void append(std::string& text, const ScoreBatch& batch, std::size_t i) const {
    text += std::to_string(batch.first_row + i);
    for (const std::size_t id : ids_) {
      text += ',';
      text += batch.rows[i].raw(id);
    }
    const bool scored = batch.faults[i].empty();
    add_number(text, scored, batch.log_odds[i]);
    add_number(text, scored, batch.probability[i]);
    if (card_) {
      add_number(text, scored, batch.points[i]);
      add_number(text, scored, batch.score[i]);
    }
    for (std::size_t k = 0; k < reasons_; ++k) {
      text += ',';
      const std::uint32_t j = batch.reasons[i * reasons_ + k];
      if (j != ScorerColumn::kNone) text += names_[j];
    }
    if (mark_) {
      text += ',';
      if (!scored) text += quoted_csv_cell(batch.faults[i]);
    }
    text += '\n';
  }

 private:
  static void add_number(std::string& text, bool scored, double value) {
    text += ',';
    if (scored) append_number(text, value);
  }

  std::vector<std::size_t> ids_;
  std::size_t reasons_;
  bool card_, mark_;
  std::vector<std::string> names_;  // of the model's columns, as cells
};

// The lines of a batch, made on several threads and in the order of the rows.
struct LineWork {
  static constexpr std::size_t kGrain = 512;  // rows

  const Lines& lines;
  const ScoreBatch& batch;
  std::vector<std::string>& parts;

  static void some(void* context, std::size_t begin, std::size_t end) {
    LineWork& work = *static_cast<LineWork*>(context);
    for (std::size_t part = begin; part < end; ++part) {
      const std::size_t to = std::min(work.batch.size, (part + 1) * kGrain);
      work.parts[part].clear();
      for (std::size_t i = part * kGrain; i < to; ++i) {
        work.lines.append(work.parts[part], work.batch, i);
      }
    }
  }
};

// `parts` keeps its memory from batch to batch.
void write_lines(const Lines& lines, const ScoreBatch& batch, int threads,
                 std::vector<std::string>& parts, Sink& sink) {
  const std::size_t n = (batch.size + LineWork::kGrain - 1) / LineWork::kGrain;
  parts.resize(std::max(parts.size(), n));
  LineWork work{lines, batch, parts};
  for_each_grain(n, 1, threads, &work, &LineWork::some);
  for (std::size_t part = 0; part < n; ++part) sink.write(parts[part]);
}

void score(const ScoreOptions& o) {
  apply_target(o.common);
  const Scorer model = read_scorer(o.model);
  const bool mark = o.mark();
  if (o.reasons_given && !model.is_card()) {
    throw UsageError("--reasons: " + o.model +
                     " is a logistic regression; only a score card has points, "
                     "and so reasons");
  }
  const std::size_t reasons = model.is_card() ? o.reasons : 0;
  const std::unique_ptr<Source> source = open_csv(o.input);
  CsvReader reader(*source);
  std::vector<std::size_t> ids;
  if (!o.ids.empty()) ids = reader.select(split_names(o.ids, "--id"));
  for (const std::size_t i : ids) {
    if (is_score_column(reader.names()[i])) {
      throw UsageError("--id: " + quote_text(reader.names()[i]) +
                       " is the name of a column of the scores themselves");
    }
  }
  const Lines lines(model, ids, reasons, mark);
  ScoreStream stream(model, reader, mark, o.batch_rows, reasons, o.common.run,
                     o.first_row);
  if (o.first_line != 0 || o.first_row != 1) {
    reader.set_line(o.first_line != 0 ? o.first_line : o.first_row + 1);
  }
  const std::unique_ptr<Sink> sink = open_sink(o.output);
  sink->write(lines.header(reader));
  Progress progress("score " + o.input, source->size().value_or(0), "B");
  ScoreBatch batch;
  std::vector<std::string> parts;
  ScoreRecord record{model.identity, std::string(version()), target(), 0, 0};
  std::uint64_t shown = 0;
  std::string first_fault;
  while (stream.next(batch)) {
    write_lines(lines, batch, o.common.run.threads, parts, *sink);
    for (std::size_t i = 0; i < batch.size; ++i) {
      if (batch.faults[i].empty()) continue;
      if (record.marked++ == 0) first_fault = batch.faults[i];
    }
    record.rows += batch.size;
    progress.add(source->offset() - shown);
    shown = source->offset();
  }
  sink->commit();
  progress.finish();
  if (o.output == "-" || o.output == "/dev/stdout") return;
  if (is_file(o.output)) write_record(record, o.input, o.output);
  const std::uint64_t scored = record.rows - record.marked;
  write_stdout(
      fmt::format("{} row{} scored\n", scored, scored == 1 ? "" : "s"));
  if (record.marked > 0) {
    write_stdout(
        fmt::format("{} row{} without a score, marked in column "
                    "'error'; the first: {}\n",
                    record.marked, record.marked == 1 ? "" : "s", first_fault));
  }
}

}  // namespace

void add_score(CLI::App& app) {
  auto o = std::make_shared<ScoreOptions>();
  CLI::App* sub = app.add_subcommand(
      "score", "Score the rows of a CSV file by a model or a score card");
  add_rows_options(sub, *o,
                   "the model, as `ogive fit` or `ogive scorecard` wrote it",
                   "score");
  CLI::Option* reasons =
      sub->add_option("--reasons", o->reasons,
                      "of a score card: how many of the columns that cost\n"
                      "most points to name (default 4)")
          ->check(CLI::Range(0, 1000))
          ->type_name("N");
  constexpr std::uint64_t kMost = std::uint64_t{1} << 62;
  sub->add_option("--first-row", o->first_row,
                  "of a part of a larger file: what the whole file\n"
                  "counts the first row of the part as (default 1)")
      ->check(CLI::Range(std::uint64_t{1}, kMost))
      ->type_name("N");
  sub->add_option("--first-line", o->first_line,
                  "likewise the line that it begins in (default: one\n"
                  "more than --first-row)")
      ->check(CLI::Range(std::uint64_t{1}, kMost))
      ->type_name("N");
  sub->footer(kScoreFooter);
  sub->callback([o, reasons] {
    o->reasons_given = reasons->count() > 0;
    score(*o);
  });
}

}  // namespace ogive::internal
