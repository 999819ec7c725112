// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// Figures and the sheet: ranges, curves and limits.

#include "cli/draw.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <set>
#include <string>
#include <utility>

#include "io/error.h"
#include "plot/layout.h"

namespace ogive::internal {
namespace {

// More than an image has pixels across, so that lines between them are smooth.
constexpr int kSamples = 1249;
// The range of x unless the caller or the functions ask for another.
constexpr Range kDefaultRange{-4, 4};
// With several functions, limits nearer to the x axis than this fraction of the
// height are not drawn: they would run through its labels, and nothing would
// tell whose they are.
constexpr double kNearAxis = 1.0 / 16;
// A narrower range relative to its place has too few different doubles, and
// tick labels of too many digits.
constexpr double kNarrowest = 1e-9;

// All values that are drawn come from here.
std::vector<double> evaluate(const DrawOptions& o, Function function, Op op,
                             const std::vector<double>& x) {
  std::vector<double> y;
  run_on(function, op, Dtype::f64, x, y, o.params.of(function), options());
  return y;
}

std::vector<double> samples(Range range) {
  std::vector<double> x;
  for (int i = 0; i < kSamples; ++i) {
    x.push_back(range.low + range.size() * i / (kSamples - 1));
  }
  return x;
}

// The default, narrowed to where one of the functions at least is a number, and
// a fifth more on both sides, if that is less: logit lives on [0, 1].
Range natural_range(const DrawOptions& o, const std::vector<Function>& all) {
  const std::vector<double> x = samples(kDefaultRange);
  Range alive{kDefaultRange.high, kDefaultRange.low};
  for (const Function f : all) {
    const std::vector<double> y = evaluate(o, f, Op::forward, x);
    for (std::size_t i = 0; i < x.size(); ++i) {
      if (std::isnan(y[i])) continue;
      alive.low = std::min(alive.low, x[i]);
      alive.high = std::max(alive.high, x[i]);
    }
  }
  if (!(alive.size() > 0)) return kDefaultRange;
  const double room = 0.2 * alive.size();
  return {std::max(kDefaultRange.low, alive.low - room),
          std::min(kDefaultRange.high, alive.high + room)};
}

// Whether a range has a size that can be drawn.
bool is_drawable(Range range) {
  return range.size() > kNarrowest * std::max(std::fabs(range.low),
                                              std::fabs(range.high)) &&
         std::isnormal(range.size() * kNarrowest);
}

Range x_range_of(const DrawOptions& o, const std::vector<Function>& all) {
  Range range = kDefaultRange;
  if (!o.from && !o.to) range = natural_range(o, all);
  if (o.from) range.low = *o.from;
  if (o.to) range.high = *o.to;
  if (!std::isfinite(range.low) || !std::isfinite(range.high) ||
      !std::isfinite(range.size())) {
    throw UsageError("--from and --to must be finite numbers");
  }
  if (!is_drawable(range)) {
    throw UsageError(
        fmt::format("--to must lie above --from, and not too near to draw: "
                    "they are {} and {}",
                    range.high, range.low));
  }
  return range;
}

// Sets the range of y, which --ymin and --ymax may ask for.
void limit_y(const DrawOptions& o, Figure& figure) {
  figure.y_low = o.y_min;
  figure.y_high = o.y_max;
  const Range range = y_range(figure);
  if (!std::isfinite(range.low) || !std::isfinite(range.high) ||
      !std::isfinite(range.size())) {
    throw UsageError("--ymin and --ymax must be finite numbers");
  }
  if (!is_drawable(range)) {
    throw UsageError(
        fmt::format("--ymax must lie above --ymin, and not too near to draw: "
                    "they are {} and {}{}",
                    range.high, range.low,
                    o.y_min && o.y_max ? "" : " (one by default; give both)"));
  }
}

// The limits of the functions' ranges that are worth a dashed line.
std::vector<double> limits(const std::vector<Function>& all,
                           const Figure& figure) {
  const Range y = y_range(figure);
  std::set<double> values;
  for (const Function f : all) {
    const FunctionInfo& info = function_info(f);
    for (const double limit : {info.lowest, info.highest}) {
      // At 0 there is the axis.
      if (!std::isfinite(limit) || limit == 0) continue;
      if (all.size() > 1 && std::fabs(limit) < kNearAxis * y.size()) continue;
      // Where the caller cut off the range, its limits may be outside.
      if (limit < figure.y_low.value_or(limit)) continue;
      if (limit > figure.y_high.value_or(limit)) continue;
      values.insert(limit);
    }
  }
  return {values.begin(), values.end()};
}

}  // namespace

Figure make_figure(const DrawOptions& o, const std::vector<Function>& all) {
  Figure figure;
  figure.x = samples(x_range_of(o, all));
  int colour = 0;
  for (const Function f : all) {
    const std::string name = function_info(f).name;
    figure.series.push_back({name + "(x)",
                             evaluate(o, f, Op::forward, figure.x), colour,
                             /*derivative=*/false});
    if (o.derivative) {
      figure.series.push_back({name + "\u2032(x)",
                               evaluate(o, f, Op::derivative, figure.x), colour,
                               /*derivative=*/true});
    }
    ++colour;
  }
  limit_y(o, figure);
  figure.dashed = limits(all, figure);
  return figure;
}

Sheet make_sheet(DrawOptions o) {
  o.derivative = true;
  Sheet sheet;
  for (const FunctionInfo& info : functions()) {
    Figure figure = make_figure(o, {info.function});
    figure.series[0].label = "f(x)";
    figure.series[1].label = "f\u2032(x)";
    sheet.panels.push_back({info.name, std::move(figure)});
  }
  return sheet;
}

}  // namespace ogive::internal
