// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// Figures of functions by the library's own values, in f64 on the target in
// force.

#ifndef OGIVE_SRC_CLI_DRAW_H_
#define OGIVE_SRC_CLI_DRAW_H_

#include <optional>
#include <vector>

#include "cli/common.h"
#include "plot/figure.h"

namespace ogive::internal {

struct DrawOptions {
  ParamOptions params;
  bool derivative = false;
  // The ends of the axes; those not given are chosen by the functions.
  std::optional<double> from, to, y_min, y_max;
};

// The functions in one figure, at most kFigureColours of them. Throws
// UsageError that names the options --from, --to, --ymin and --ymax for ranges
// that cannot be drawn.
Figure make_figure(const DrawOptions& o, const std::vector<Function>& all);

// All functions of the table with their derivatives, a panel each.
Sheet make_sheet(DrawOptions o);

}  // namespace ogive::internal

#endif  // OGIVE_SRC_CLI_DRAW_H_
