// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// Charts of data: an axis at the left and one at the bottom, lines, steps,
// points and bars, linear or logarithmic scales, and a legend where it hides
// nothing (else above the chart).
//
// Series differ in more than their colours: each colour has its own mark, which
// points and lines carry, and its own hatching, which bars have.

#ifndef OGIVE_SRC_PLOT_CHART_H_
#define OGIVE_SRC_PLOT_CHART_H_

#include <optional>
#include <string>
#include <vector>

#include "plot/canvas.h"
#include "plot/figure.h"

namespace ogive::internal {

struct ChartSeries {
  enum class Kind {
    line,    // through the points in their order; not-finite ones are gaps
    step,    // the same, from each point level to the x of the next
    points,  // marks alone
    bars,    // from 0 (on a logarithmic scale: from the bottom) to y; those of
             // several series at one x stand side by side
  };
  std::string label;         // UTF-8; empty: not in the legend
  std::vector<double> x, y;  // of one length
  Kind kind = Kind::line;
  int colour = 0;       // from 0 to kFigureColours - 1
  bool dashed = false;  // a broken line
  // The ends of error bars, or for lines of a shaded band: both as long as x,
  // or both empty.
  std::vector<double> low, high;
};

struct Chart {
  std::string title, x_label, y_label;  // UTF-8
  std::vector<ChartSeries> series;
  // Logarithmic scales; values that are not positive are gaps there.
  bool x_log = false, y_log = false;
  // The ends of the scales, where the data are not to choose them. What lies
  // beyond is cut off.
  std::optional<double> x_low, x_high, y_low, y_high;
  std::vector<std::string> x_names;  // stand at x = 0, 1, 2 and so on
  bool diagonal = false;             // a dashed line y = x
  bool equal_scales = false;         // a unit is as long on either axis
};

// The size in points of one chart, and of each of several.
inline constexpr double kChartWidth = 720, kChartHeight = 450;
inline constexpr double kSmallChartWidth = 480, kSmallChartHeight = 330;

// The chart as the bytes of a file. Throws std::invalid_argument if the parts
// of a series are not of one length, and std::runtime_error if Cairo fails.
std::string render_chart(const Chart& chart, ImageFormat format);

// Several in rows of `columns`, as one image. One chart or more.
std::string render_charts(const std::vector<Chart>& charts, int columns,
                          ImageFormat format);

// The chart with its upper left corner at (0, 0) on any canvas, its text
// `font` points high. Throws std::invalid_argument as render_chart does.
void draw_chart(Canvas& canvas, const Chart& chart, double width, double height,
                double font);

}  // namespace ogive::internal

#endif  // OGIVE_SRC_PLOT_CHART_H_
