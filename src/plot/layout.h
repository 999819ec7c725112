// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// What images and terminal drawings of a figure share: ranges, ticks, and which
// places the curves leave free.

#ifndef OGIVE_SRC_PLOT_LAYOUT_H_
#define OGIVE_SRC_PLOT_LAYOUT_H_

#include <cstddef>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "plot/figure.h"

namespace ogive::internal {

struct Range {
  double low, high;
  double size() const { return high - low; }
  // Where `value` lies: 0 at low, 1 at high.
  double fraction(double value) const { return (value - low) / size(); }
  // `value`, or the end of the range it lies beyond.
  double clamp(double value) const {
    return value < low ? low : value > high ? high : value;
  }
};

// First to last x.
Range x_range(const Figure& figure);

// The ends that the figure asks for. Else it holds 0, every dashed line and
// every finite y, with room above the highest and below the lowest unless that
// is 0. But curves that grow fast would squash all others: y goes no farther
// than 1.5 times the farthest of 4, of |x|, and of the |y| of each curve that
// is nearest to 0 (so that some of each curve is seen).
Range y_range(const Figure& figure);

// Distances of ticks to choose from, the densest first: 1, 2, 2.5 or 5 times a
// power of ten, with `most` ticks in the range or fewer, and at least one
// besides 0.
std::vector<double> tick_steps(Range range, int most);

// The multiples of `step` in the range, rising; zero is exactly 0.
std::vector<double> ticks(Range range, double step);

// "-2", "0.25", "1e+20": six digits, or as many as tell ticks `step` apart from
// each other, without zeros at the end; with U+2212 for the minus sign if
// `unicode`.
std::string tick_label(double value, double step, bool unicode);

// The densest of `steps` whose labels leave `gap` between each other on an axis
// of the given length; `width` tells how long a label is.
double fitting_step(Range range, const std::vector<double>& steps,
                    double length, double gap, bool unicode,
                    const std::function<double(const std::string&)>& width);

// One line of a legend.
struct LegendEntry {
  std::string label;
  std::vector<std::size_t> series;  // whose strokes it shows; none: dashed line
};

// One for each curve (for each function with its derivative, where there are
// several functions), then, if there are dashed lines, one for all of them:
// "y = -1, 1".
std::vector<LegendEntry> legend_entries(const Figure& figure, bool unicode);

// Functions in the figure, counted by their colours.
int function_count(const Figure& figure);

// A rectangle on the canvas; y grows downwards.
struct Box {
  double left, top, right, bottom;
};

// A curve on the canvas. Points that are not finite are gaps.
struct Polyline {
  std::vector<double> x, y;
};

// The curve where its y is from `low` to `high`, cut off exactly there.
Polyline clip(const Polyline& curve, double low, double high);

// The curve without those of its points that lie so near to the line between
// their neighbours that none of them is farther from the result than
// `tolerance`: files get many times smaller.
Polyline thin(const Polyline& curve, double tolerance);

// How many of the curves' segments run through the box.
int hits(const Box& box, std::span<const Polyline> curves);

// Where to put a legend of the given size within `area`: the first place that
// the curves leave free of centre left, top left, centre right, bottom right,
// top right, bottom left and then all others from left to right. None if there
// is none.
std::optional<Box> place_legend(const Box& area, double width, double height,
                                std::span<const Polyline> curves);

}  // namespace ogive::internal

#endif  // OGIVE_SRC_PLOT_LAYOUT_H_
