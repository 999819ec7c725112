// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0

#include "cli/score_file.h"

#include <unistd.h>

#include <nlohmann/json.hpp>

#include "io/atomic_file.h"
#include "io/json_file.h"
#include "io/number.h"
#include "ogive/options.h"

namespace ogive::internal {
namespace {

constexpr char kFormat[] = "ogive score record";
constexpr int kVersion = 1;
constexpr char kReason[] = "reason_";

}  // namespace

std::string reason_column(std::size_t place) {
  return kReason + std::to_string(place + 1);
}

bool is_score_column(const std::string& name) {
  if (name.starts_with(kReason)) {
    const std::string number =
        name.substr(std::char_traits<char>::length(kReason));
    return !number.empty() &&
           number.find_first_not_of("0123456789") == number.npos;
  }
  return name == "row" || name == "log_odds" || name == "probability" ||
         name == "points" || name == "score" || name == "error";
}

std::string record_path_of(const std::string& scores) {
  return scores + ".record.json";
}

void write_record(const ScoreRecord& record, const std::string& data,
                  const std::string& scores) {
  nlohmann::ordered_json json;
  json["format"] = kFormat;
  json["version"] = kVersion;
  json["library"] = record.library;
  json["target"] = record.target;
  json["model"] = {{"file", record.model.file},
                   {"sha256", record.model.sha256},
                   {"library", record.model.library},
                   {"target", record.model.target}};
  json["data"] = data;
  json["scores"] = scores;
  json["rows"] = record.rows;
  json["rows_without_score"] = record.marked;
  const std::string path = record_path_of(scores);
  AtomicFile file(path);
  file.write(json_text(json, path));
  file.commit();
}

std::optional<ScoreRecord> read_record(const std::string& scores) {
  const std::string path = record_path_of(scores);
  if (access(path.c_str(), F_OK) != 0) return std::nullopt;
  const JsonValue json = JsonValue::read(path);
  if (!json.has("format") || json.at("format").text() != kFormat) {
    json.fail("not a record that `ogive score` wrote: \"format\" is not " +
              quote_text(kFormat));
  }
  json.require_version(kVersion);
  ScoreRecord record;
  record.library = json.at("library").text();
  record.target = json.at("target").text();
  const JsonValue model = json.at("model");
  record.model.file = model.at("file").text();
  record.model.sha256 = model.at("sha256").text();
  record.model.library = model.at("library").text();
  record.model.target = model.at("target").text();
  record.rows = json.at("rows").count();
  record.marked = json.at("rows_without_score").count();
  return record;
}

std::unique_ptr<Source> open_csv(const std::string& path) {
  if (path == "-" || path == "/dev/stdin") {
    return std::make_unique<FileSource>(FileDescriptor(STDIN_FILENO),
                                        "standard input");
  }
  return std::make_unique<FileSource>(path);
}

void add_batch_rows(CLI::App* sub, std::size_t& rows) {
  sub->add_option("--batch-rows", rows,
                  "rows held in memory at once (default 8192);\n"
                  "changes no result")
      ->check(CLI::Range(1, 10000000))
      ->type_name("N");
}

void add_rows_options(CLI::App* sub, RowsOptions& o, const std::string& model,
                      const std::string& result) {
  sub->add_option("model", o.model, model)->required()->type_name("FILE");
  sub->add_option("data", o.input,
                  "CSV file with a header line; -: standard input")
      ->required()
      ->type_name("IN");
  sub->add_option("-o,--output", o.output,
                  result + "s to write or replace (CSV); -: standard\noutput")
      ->required()
      ->type_name("OUT");
  sub->add_option("--id", o.ids, "columns to copy into the " + result + "s")
      ->type_name("A,B,...");
  sub->add_option("--on-error", o.on_error,
                  "a row without a " + result +
                      " (unknown category,\n"
                      "missing value, text for a number) ends it all,\n"
                      "leaving an existing output as it was (fail, the\n"
                      "default), or is marked")
      ->check(CLI::IsMember({"fail", "mark"}))
      ->type_name("fail|mark");
  add_batch_rows(sub, o.batch_rows);
  add_threads(sub, o.common);
  add_target(sub, o.common);
}

}  // namespace ogive::internal
