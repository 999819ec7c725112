// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// `ogive psi`: how far the columns, and the score, of one file have moved in
// another.

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "cli/command.h"
#include "cli/common.h"
#include "cli/credit_charts.h"
#include "cli/learn.h"
#include "cli/score_file.h"
#include "io/csv.h"
#include "io/error.h"
#include "io/number.h"
#include "io/stream.h"
#include "models/score_stream.h"
#include "models/stability.h"
#include "models/table.h"

namespace ogive::internal {
namespace {

constexpr char kPsiFooter[] = R"(
PSI = sum over bins of (new share - old share) ln(new share / old share). Bins of
numbers are between the quantiles of the old file; each level of a categorical
column is a bin, and so are missing values; a bin that is empty in one of the
files counts as half a row there. Below 0.1 a column is called stable, below 0.25
shifted, else changed.

With --model the score is compared too: the points of a score card, the log-odds
of a logistic regression, rows without a score as a bin of their own. With -o DIR
psi.csv has every bin, and figures show them.

Examples:
  ogive psi old.csv new.csv
  ogive psi old.csv new.csv --model card.json -o stability

Exit codes: 0 done, 2 wrong usage, 3 malformed or unsuitable data, 4 reading or
writing failed.)";

struct PsiOptions {
  std::string before, now, model, columns, exclude, schema;
  int bins = 10;
  ResultFolder folder;
};

// The columns of the file that are wanted, all of them where none are named.
Table read_columns(const std::string& path,
                   const std::vector<std::string>& names,
                   const Schema& schema) {
  FileSource source(path);
  CsvReader reader(source);
  return read_table(reader, path, reader.select(names), schema);
}

std::vector<std::string> wanted_columns(const PsiOptions& o) {
  FileSource source(o.before);
  CsvReader reader(source);
  const std::vector<std::string> wanted = split_names(o.columns, "--columns");
  const std::vector<std::string> excluded = split_names(o.exclude, "--exclude");
  reader.select(excluded);
  std::vector<std::string> names;
  for (const std::size_t i : reader.select(wanted)) {
    const std::string& name = reader.names()[i];
    if (std::find(excluded.begin(), excluded.end(), name) == excluded.end()) {
      names.push_back(name);
    }
  }
  if (names.empty()) throw UsageError("--exclude leaves no column");
  return names;
}

// The scores of a file as a column, missing where a row has none.
Column score_column(const Scorer& model, const std::string& path) {
  const std::unique_ptr<Source> source = open_csv(path);
  CsvReader reader(*source);
  ScoreStream stream(model, reader, /*mark=*/true, kScoreBatchRows, 0,
                     options());
  Column column;
  column.name =
      model.is_card() ? "(points of the card)" : "(log-odds of the model)";
  ScoreBatch batch;
  while (stream.next(batch)) {
    for (std::size_t i = 0; i < batch.size; ++i) {
      column.numbers.push_back(model.is_card() ? batch.points[i]
                                               : batch.log_odds[i]);
      if (!batch.faults[i].empty()) ++column.missing_count;
    }
  }
  return column;
}

std::string psi_csv(const std::vector<Stability>& columns) {
  std::string text = "column,bin,old_rows,new_rows,old_share,new_share,psi\n";
  for (const Stability& column : columns) {
    for (const StabilityBin& bin : column.bins) {
      text += fmt::format("{},{},{},{},{},{},{}\n", csv_cell(column.column),
                          csv_cell(bin.name), bin.old_rows, bin.new_rows,
                          format_number(bin.old_share),
                          format_number(bin.new_share), format_number(bin.psi));
    }
  }
  return text;
}

std::string report_text(const PsiOptions& o, std::size_t old_rows,
                        std::size_t new_rows,
                        const std::vector<Stability>& columns) {
  std::string text =
      report_line("old", fmt::format("{}, {} rows", o.before, old_rows));
  text += report_line("new", fmt::format("{}, {} rows", o.now, new_rows));
  std::size_t width = 6;
  for (const Stability& column : columns) {
    width = std::max(width, column.column.size());
  }
  text += fmt::format("\n{:<{}}  {:>8}  {:>5}  {:<8}  {}\n", "column", width,
                      "PSI", "bins", "", "largest part");
  for (const Stability& column : columns) {
    const auto largest =
        std::max_element(column.bins.begin(), column.bins.end(),
                         [](const StabilityBin& a, const StabilityBin& b) {
                           return a.psi < b.psi;
                         });
    text += fmt::format(
        "{:<{}}  {:>8.4f}  {:>5}  {:<8}  {}\n", column.column, width,
        column.psi, column.bins.size(), stability_word(column.psi),
        largest->psi > 0
            ? fmt::format("{}: {:.1f} % to {:.1f} %", largest->name,
                          100 * largest->old_share, 100 * largest->new_share)
            : "");
  }
  return text;
}

void psi(const PsiOptions& o) {
  Schema schema = find_schema(o.schema, o.before);
  const std::vector<std::string> names = wanted_columns(o);
  const Table before = read_columns(o.before, names, schema);
  // A column has the type in the new file that it has in the old one.
  for (const Column& column : before.columns) {
    schema.columns[column.name].type = column.type;
  }
  const Table now = read_columns(o.now, names, schema);
  std::vector<Stability> columns;
  if (!o.model.empty()) {
    const Scorer model = read_scorer(o.model);
    columns.push_back(stability(score_column(model, o.before),
                                score_column(model, o.now), o.bins));
  }
  for (const Column& column : before.columns) {
    columns.push_back(stability(column, *now.find(column.name), o.bins));
  }
  if (o.folder.wanted()) {
    o.folder.open();
    o.folder.write("psi.csv", psi_csv(columns));
    o.folder.draw("psi", stability_chart(columns));
    std::vector<Chart> charts;
    for (const Stability& column : columns) {
      charts.push_back(share_chart(column));
    }
    o.folder.draw("shares", charts);
  }
  write_stdout(report_text(o, before.rows, now.rows, columns));
}

}  // namespace

void add_psi(CLI::App& app) {
  auto o = std::make_shared<PsiOptions>();
  CLI::App* sub = app.add_subcommand(
      "psi", "Tell how far columns and scores moved between two files");
  sub->add_option("old", o->before, "the CSV file that a model was made from")
      ->required()
      ->type_name("OLD");
  sub->add_option("new", o->now, "a later one")->required()->type_name("NEW");
  sub->add_option("--model", o->model,
                  "compare its scores too: what `ogive fit` or\n"
                  "`ogive scorecard` wrote")
      ->type_name("FILE");
  sub->add_option("--columns", o->columns,
                  "compare these alone (default: all of OLD)")
      ->type_name("A,B,...");
  sub->add_option("--exclude", o->exclude, "columns to leave out")
      ->type_name("A,B,...");
  sub->add_option("--schema", o->schema,
                  "their types and codes for missing values (default:\n"
                  "OLD.schema.json beside OLD.csv, if it is there)")
      ->type_name("FILE");
  sub->add_option("--bins", o->bins, "of a column of numbers (default 10)")
      ->check(CLI::Range(2, 1000))
      ->type_name("N");
  o->folder.add_to(sub, "-o,--output");
  sub->footer(kPsiFooter);
  sub->callback([o] { psi(*o); });
}

}  // namespace ogive::internal
