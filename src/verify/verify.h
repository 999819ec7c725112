// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// The proof: an operation tried on every input (or on many, where every one is
// too many), each result compared with the true value.
//
// Most true values come from a quick filter: the formula in a wider format than
// the result's, with a proven bound of its error (approximate.h). Where the
// whole error interval rounds to one number, that is the correctly rounded one;
// MPFR settles the rest, and every candidate for the largest error.

#ifndef OGIVE_SRC_VERIFY_VERIFY_H_
#define OGIVE_SRC_VERIFY_VERIFY_H_

#include <cstdint>
#include <functional>
#include <string>

#include "verify/report.h"
#include "verify/sweep.h"

namespace ogive::internal {

struct VerifyRequest {
  Sweep sweep;
  // One of ogive::targets(); empty for the one in force. It is in force for
  // the whole process while verify() runs.
  std::string target;
  int threads = 0;  // 0: every core
  // Called with the number of inputs done since the last call, from one thread
  // at a time; returning false ends the run early. May be empty.
  std::function<bool(std::uint64_t)> progress;
};

// Tries one operation on one target.
// Throws std::invalid_argument if the machine cannot run the target, or for a
// stride of 0.
Report verify(const VerifyRequest& request);

}  // namespace ogive::internal

#endif  // OGIVE_SRC_VERIFY_VERIFY_H_
