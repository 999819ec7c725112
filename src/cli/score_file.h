// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// What `ogive score` and `ogive audit` share.

#ifndef OGIVE_SRC_CLI_SCORE_FILE_H_
#define OGIVE_SRC_CLI_SCORE_FILE_H_

#include <CLI/CLI.hpp>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "cli/common.h"
#include "io/stream.h"
#include "models/scorer.h"

namespace ogive::internal {

inline constexpr std::size_t kScoreBatchRows = 8192;

// Whether `ogive score` writes a column of that name of its own.
bool is_score_column(const std::string& name);
// "reason_1" for 0, and so on.
std::string reason_column(std::size_t place);

// The file, or standard input for "-".
std::unique_ptr<Source> open_csv(const std::string& path);

// What is written beside the scores, as SCORES.record.json, so that they tell
// where they came from. The scores themselves are the same whatever wrote them.
struct ScoreRecord {
  ModelIdentity model;
  std::string library, target;  // that computed the scores
  std::uint64_t rows = 0, marked = 0;
};
std::string record_path_of(const std::string& scores);
void write_record(const ScoreRecord& record, const std::string& data,
                  const std::string& scores);
// That of the scores; nullopt if there is none. Every fault of it is a
// DataError.
std::optional<ScoreRecord> read_record(const std::string& scores);

// The option --batch-rows.
void add_batch_rows(CLI::App* sub, std::size_t& rows);

// What `ogive score` and `ogive predict` are asked alike.
struct RowsOptions {
  std::string model, input, output, ids;
  std::string on_error = "fail";
  std::size_t batch_rows = kScoreBatchRows;
  CommonOptions common;

  bool mark() const { return on_error == "mark"; }
};

// Adds them. `model` says which models; `result` is what a row gets, as one
// word: "score".
void add_rows_options(CLI::App* sub, RowsOptions& o, const std::string& model,
                      const std::string& result);

}  // namespace ogive::internal

#endif  // OGIVE_SRC_CLI_SCORE_FILE_H_
