// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// What `ogive score` and `ogive audit` share.

#ifndef OGIVE_SRC_CLI_SCORE_FILE_H_
#define OGIVE_SRC_CLI_SCORE_FILE_H_

#include <CLI/CLI.hpp>
#include <cstddef>
#include <memory>
#include <string>

#include "io/stream.h"

namespace ogive::internal {

inline constexpr std::size_t kScoreBatchRows = 8192;

// Whether `ogive score` writes a column of that name of its own.
inline bool is_score_column(const std::string& name) {
  return name == "row" || name == "log_odds" || name == "probability" ||
         name == "error";
}

// The file, or standard input for "-".
std::unique_ptr<Source> open_csv(const std::string& path);

// The option --batch-rows.
void add_batch_rows(CLI::App* sub, std::size_t& rows);

}  // namespace ogive::internal

#endif  // OGIVE_SRC_CLI_SCORE_FILE_H_
