// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0

#include "cli/score_file.h"

#include <unistd.h>

namespace ogive::internal {

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

}  // namespace ogive::internal
