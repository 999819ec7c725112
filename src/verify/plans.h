// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// The promises of docs/accuracy.md: what the results of an operation are held
// against, and how near they must come.

#ifndef OGIVE_SRC_VERIFY_PLANS_H_
#define OGIVE_SRC_VERIFY_PLANS_H_

#include <vector>

#include "verify/reference.h"
#include "verify/sweep.h"

namespace ogive::internal {

// One comparison of a pass: what the operation's output `out` is held against.
struct Plan {
  const char* what = "";
  Quantity quantity = Quantity::forward;
  double bound = 0;  // in ULP of normal results; 0.5: correct rounding
  double subnormal_bound = 0;  // of the others
  double absolute = 0;         // times |dy|, which may come on top
  bool normal_only = false;    // nothing is promised of the others
  bool slope_normal = false;   // normal: v / dy too, a double's derivative
  bool may_not_vanish = false;
  bool error_only = false;
  Dy dy = Dy::none;
  int out = 0;
};

// The same comparisons, whatever the tier, the element type and the parameters.
std::vector<Plan> plans(const Sweep& sweep);

// Whether the sweep is of the default parameters.
bool has_default_params(const Sweep& sweep);

}  // namespace ogive::internal

#endif  // OGIVE_SRC_VERIFY_PLANS_H_
