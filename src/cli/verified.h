// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// Reading what `ogive verify --summary FILE` wrote: tab-separated values with a
// header line.

#ifndef OGIVE_SRC_CLI_VERIFIED_H_
#define OGIVE_SRC_CLI_VERIFIED_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "kernels/dispatch.h"
#include "ogive/options.h"

namespace ogive::internal {

// What was found for one operation on one target.
struct VerifiedRow {
  Function function = {};
  Dtype dtype = {};
  Op op = {};
  ogive::accuracy tier = {};
  std::string target;
  std::uint64_t inputs = 0;
  // Empty where the file has nothing or "-": not found out for this operation.
  std::optional<std::uint64_t> misrounded, steps_down;
  std::optional<double> worst_ulp;
  std::string worst_input;
  double seconds = 0;  // of the pass, which the function's other targets share
  std::string date;    // 2026-11-29
};

// The rows of the file, in its order; columns are found by their names, and
// those that are not known are ignored. Throws DataError that names the file,
// the line and the column for what it cannot make sense of, and for a second
// row of the same function, type, operation, tier and target.
std::vector<VerifiedRow> read_verified(const std::string& path);

}  // namespace ogive::internal

#endif  // OGIVE_SRC_CLI_VERIFIED_H_
