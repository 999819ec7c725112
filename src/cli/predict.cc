// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// `ogive predict`: what a network says of each row of a CSV file.

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
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
#include "models/network_model.h"
#include "models/prediction_stream.h"

namespace ogive::internal {
namespace {

constexpr char kPredictFooter[] = R"(
The predictions have a line for each row of the data, in its order:
  row           1 for the row after the header, and so on
  (--id)        the cells of these columns, as they are
  probability   of the positive class (output sigmoid; with several labels a
                column each, probability_LABEL)
  class, probability_CLASS, ...
                the likeliest class and the probability of each (softmax)
  prediction    the number (linear; with several labels prediction_LABEL)
  error         with --on-error mark: why the row has no prediction

The columns are found by their names; others, the labels among them, are ignored.
The same model and data give the same bytes on every machine, for any number of
threads and of rows in a batch. Memory does not grow with the file.

Examples:
  ogive predict model.json new.csv -o predictions.csv
  ogive predict model.json new.csv --id customer --on-error mark -o out.csv

Exit codes: 0 done, 2 wrong usage, 3 malformed input, 4 reading or writing
failed.)";

constexpr std::size_t kFlushBytes = std::size_t{1} << 18;

void append(std::string& text, const PredictionBatch& batch, std::size_t i,
            std::size_t predictions, bool mark) {
  text += std::to_string(batch.first_row + i);
  if (!batch.copied.empty()) {
    for (const std::string& cell : batch.copied[i]) {
      text += ',';
      text += cell;
    }
  }
  for (const std::string& prediction : batch.predictions[i]) {
    text += ',';
    text += csv_cell(prediction);
  }
  if (batch.predictions[i].empty()) text.append(predictions, ',');
  if (mark) {
    text += ',';
    text += csv_cell(batch.faults[i]);
  }
  text += '\n';
}

// The header line of the predictions.
std::string header(const CsvReader& reader, const std::vector<std::size_t>& ids,
                   const std::vector<std::string>& names, bool mark) {
  std::string text = "row";
  for (const std::size_t i : ids) {
    const std::string& name = reader.names()[i];
    if (name == "row" || name == "error" ||
        std::find(names.begin(), names.end(), name) != names.end()) {
      throw UsageError("--id: " + quote_text(name) +
                       " is the name of a column of the predictions "
                       "themselves");
    }
    text += ',';
    text += reader.header().raw(i);
  }
  for (const std::string& name : names) text += ',' + csv_cell(name);
  return text + (mark ? ",error\n" : "\n");
}

void predict(const RowsOptions& o) {
  apply_target(o.common);
  const NetworkModel model = read_network_model(o.model, o.common.run);
  const bool mark = o.mark();
  const std::unique_ptr<Source> source = open_csv(o.input);
  CsvReader reader(*source);
  std::vector<std::size_t> ids;
  if (!o.ids.empty()) ids = reader.select(split_names(o.ids, "--id"));
  const std::vector<std::string> names = model.prediction_names();
  std::string text = header(reader, ids, names, mark);

  PredictionStream stream(model, reader, ids, mark, o.batch_rows, o.common.run);
  const std::unique_ptr<Sink> sink = open_sink(o.output);
  Progress progress("predict " + o.input, source->size().value_or(0), "B");
  PredictionBatch batch;
  std::uint64_t rows = 0, marked = 0, shown = 0;
  std::string first_fault;
  while (stream.next(batch)) {
    for (std::size_t i = 0; i < batch.size(); ++i) {
      append(text, batch, i, names.size(), mark);
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
  write_stdout(fmt::format("{} row{} predicted\n", rows - marked,
                           rows - marked == 1 ? "" : "s"));
  if (marked > 0) {
    write_stdout(
        fmt::format("{} row{} without a prediction, marked in column "
                    "'error'; the first: {}\n",
                    marked, marked == 1 ? "" : "s", first_fault));
  }
}

}  // namespace

void add_predict(CLI::App& app) {
  auto o = std::make_shared<RowsOptions>();
  CLI::App* sub = app.add_subcommand(
      "predict", "Predict by a network of `ogive train` for a CSV file");
  add_rows_options(sub, *o, "the network, as `ogive train` wrote it",
                   "prediction");
  sub->footer(kPredictFooter);
  sub->callback([o] { predict(*o); });
}

}  // namespace ogive::internal
