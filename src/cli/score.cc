// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// `ogive score`: the probability of each row of a CSV file by a model.

#include <fmt/format.h>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "cli/command.h"
#include "cli/common.h"
#include "cli/score_file.h"
#include "io/atomic_file.h"
#include "io/csv.h"
#include "io/error.h"
#include "io/number.h"
#include "io/progress.h"
#include "io/stream.h"
#include "models/model_file.h"
#include "models/score_stream.h"

namespace ogive::internal {
namespace {

constexpr char kFooter[] = R"(
The scores have a line for each row of the data, in its order:
  row           1 for the row after the header, and so on
  (--id)        the cells of these columns, as they are
  log_odds      intercept + the sum of coefficient times value
  probability   its sigmoid, the probability of the positive class
  error         with --on-error mark: why the row has no score

The columns are found by their names; others, the label among them, are ignored.
The same model and data give the same bytes on every machine, for any number of
threads and of rows in a batch. Memory does not grow with the file.

Examples:
  ogive score model.json new.csv -o scores.csv
  ogive score model.json new.csv --id customer --on-error mark -o scores.csv

Exit codes: 0 done, 2 wrong usage, 3 malformed input, 4 reading or writing
failed.)";

constexpr std::size_t kFlushBytes = std::size_t{1} << 18;

struct ScoreOptions {
  std::string model, input, output, ids;
  std::string on_error = "fail";
  std::size_t batch_rows = kScoreBatchRows;
  CommonOptions common;
};

// The text as a CSV cell that is quoted.
std::string quoted_cell(const std::string& text) {
  std::string cell = "\"";
  for (const char c : text) {
    if (c == '"') cell += '"';
    cell += c;
  }
  return cell + '"';
}

void append(std::string& text, const ScoreBatch& batch, std::size_t i,
            bool mark) {
  text += std::to_string(batch.first_row + i);
  if (!batch.copied.empty()) {
    for (const std::string& cell : batch.copied[i]) {
      text += ',';
      text += cell;
    }
  }
  if (batch.faults[i].empty()) {
    text += ',';
    text += format_number(batch.log_odds[i]);
    text += ',';
    text += format_number(batch.probability[i]);
    if (mark) text += ',';
  } else {
    text += ",,,";
    text += quoted_cell(batch.faults[i]);
  }
  text += '\n';
}

void score(const ScoreOptions& o) {
  apply_target(o.common);
  const Model model = read_model(o.model);
  const bool mark = o.on_error == "mark";
  const std::unique_ptr<Source> source = open_csv(o.input);
  CsvReader reader(*source);
  std::vector<std::size_t> ids;
  std::string text = "row";
  if (!o.ids.empty()) {
    MemorySource list(o.ids, "--id");
    ids = reader.select(CsvReader(list).names());
  }
  for (const std::size_t i : ids) {
    if (is_score_column(reader.names()[i])) {
      throw UsageError("--id: " + quote_text(reader.names()[i]) +
                       " is the name of a column of the scores themselves");
    }
    text += ',';
    text += reader.header().raw(i);
  }
  text += std::string(",log_odds,probability") + (mark ? ",error\n" : "\n");

  ScoreStream stream(model, reader, ids, mark, o.batch_rows, o.common.run);
  const std::unique_ptr<Sink> sink = open_sink(o.output);
  Progress progress("score " + o.input, source->size().value_or(0), "B");
  ScoreBatch batch;
  std::uint64_t rows = 0, marked = 0, shown = 0;
  std::string first_fault;
  while (stream.next(batch)) {
    for (std::size_t i = 0; i < batch.size(); ++i) {
      append(text, batch, i, mark);
      if (text.size() >= kFlushBytes) {
        sink->write(text);
        text.clear();
      }
      if (batch.faults[i].empty()) continue;
      if (marked++ == 0) first_fault = batch.faults[i];
    }
    rows += batch.size();
    progress.add(source->offset() - shown);
    shown = source->offset();
  }
  sink->write(text);
  sink->commit();
  progress.finish();
  if (o.output == "-" || o.output == "/dev/stdout") return;
  write_stdout(fmt::format("{} row{} scored\n", rows - marked,
                           rows - marked == 1 ? "" : "s"));
  if (marked > 0) {
    write_stdout(
        fmt::format("{} row{} without a score, marked in column "
                    "'error'; the first: {}\n",
                    marked, marked == 1 ? "" : "s", first_fault));
  }
}

}  // namespace

void add_score(CLI::App& app) {
  auto o = std::make_shared<ScoreOptions>();
  CLI::App* sub = app.add_subcommand(
      "score", "Score the rows of a CSV file by a model of `ogive fit`");
  sub->add_option("model", o->model, "the model, as `ogive fit` wrote it")
      ->required()
      ->type_name("FILE");
  sub->add_option("data", o->input,
                  "CSV file with a header line; -: standard input")
      ->required()
      ->type_name("IN");
  sub->add_option("-o,--output", o->output,
                  "scores to write or replace (CSV); -: standard\noutput")
      ->required()
      ->type_name("OUT");
  sub->add_option("--id", o->ids, "columns to copy into the scores")
      ->type_name("A,B,...");
  sub->add_option("--on-error", o->on_error,
                  "a row without a score (unknown category, missing\n"
                  "value, text for a number) ends it all, leaving an\n"
                  "existing output as it was (fail, the default), or\n"
                  "is marked")
      ->check(CLI::IsMember({"fail", "mark"}))
      ->type_name("fail|mark");
  add_batch_rows(sub, o->batch_rows);
  add_threads(sub, o->common);
  add_target(sub, o->common);
  sub->footer(kFooter);
  sub->callback([o] { score(*o); });
}

}  // namespace ogive::internal
