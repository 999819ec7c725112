// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// The proof: an operation tried on every input (or on many, where every one is
// too many), each result compared with the true value.
//
// The true values are found once for all targets and tiers (expectation.h);
// where these return the same bits for a chunk of inputs, as they promise, the
// results are compared once as well.

#ifndef OGIVE_SRC_VERIFY_VERIFY_H_
#define OGIVE_SRC_VERIFY_VERIFY_H_

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "verify/report.h"
#include "verify/sweep.h"

namespace ogive::internal {

// What computes.
struct Check {
  Target target;
  ogive::accuracy accuracy = ogive::accuracy::exact;
};

struct VerifyRequest {
  Sweep sweep;
  // For verify(): one of ogive::targets(); empty for the sweep's own.
  std::string target;
  // For verify_each(), in the place of the sweep's target and tier.
  std::vector<Check> checks;
  int threads = 0;  // 0: every core
  // Called with the number of inputs done since the last call, from one thread
  // at a time; returning false ends the run early. May be empty.
  std::function<bool(std::uint64_t)> progress;
};

// Tries one operation on one target.
// Throws std::invalid_argument if the machine cannot run the target, for a
// stride of 0, or for parameters out of their domains.
Report verify(const VerifyRequest& request);

// Tries one operation in each of the ways; a report for each. The seconds of
// each are those of all together.
std::vector<Report> verify_each(const VerifyRequest& request);

}  // namespace ogive::internal

#endif  // OGIVE_SRC_VERIFY_VERIFY_H_
