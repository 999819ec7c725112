// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// The population stability index: how far the values of a column have moved
// from one file to another.
//
//   PSI = sum over bins of (new share - old share) * ln(new share / old share)
//
// Source: Siddiqi, Credit Risk Scorecards (Wiley, 2006), chapter 8.

#ifndef OGIVE_SRC_MODELS_STABILITY_H_
#define OGIVE_SRC_MODELS_STABILITY_H_

#include <cstddef>
#include <string>
#include <vector>

#include "models/table.h"

namespace ogive::internal {

struct StabilityBin {
  std::string name;
  std::size_t old_rows = 0, new_rows = 0;
  double old_share = 0, new_share = 0;  // as they enter the index
  double psi = 0;                       // this bin's part of it
};

struct Stability {
  std::string column;
  std::vector<StabilityBin> bins;
  double psi = 0;
};

// Bins of numbers are between quantiles of the old file, `bins` of them or
// fewer; each level is a bin, and so are missing values. A bin that is empty in
// one of the files counts as half a row there. Both columns are of one type and
// have rows.
Stability stability(const Column& before, const Column& now, int bins);

// "stable" below 0.1, "shifted" below 0.25, else "changed": the usual rule of
// thumb.
const char* stability_word(double psi);

}  // namespace ogive::internal

#endif  // OGIVE_SRC_MODELS_STABILITY_H_
