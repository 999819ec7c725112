// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// Where the parts of a chart lie: frame, axes, ticks, series and legend.

#ifndef OGIVE_SRC_PLOT_CHART_LAYOUT_H_
#define OGIVE_SRC_PLOT_CHART_LAYOUT_H_

#include <cmath>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "plot/axis.h"
#include "plot/canvas.h"
#include "plot/chart.h"
#include "plot/layout.h"

namespace ogive::internal {

// What a chart's drawing is built on. The canvas and the chart must outlive it.
class ChartLayout {
 public:
  // `font` is the height of the text.
  ChartLayout(Canvas& canvas, const Chart& chart, double width, double height,
              double font)
      : canvas_(canvas),
        chart_(chart),
        font_(font),
        cell_{0.9 * font, 0.6 * font, width - 1.2 * font, height - 0.6 * font},
        x_({0, 1}, false, 0, 1),
        y_({0, 1}, false, 0, 1) {}

 protected:
  // Frame, axes and ticks. `above`: what the legend takes between the titles
  // and the frame.
  void lay_out(double above);
  TextLook plain(TextLook::Anchor anchor = TextLook::Anchor::start) const;
  double text_width(const std::string& text) const;
  double digit_height() const;
  double tick() const;
  // Where a point lies on the canvas; NaN for what has no place on a scale.
  Point place(double x, double y) const;
  bool inside(Point p) const;
  // The line of a series, cut off at the frame.
  Polyline curve(const ChartSeries& s) const;
  // Bar i of a series; an empty box if it has no height. It shares its room
  // with those of other series at the same x.
  Box bar(const ChartSeries& s, std::size_t i) const;
  // Which points of a series carry a mark: on long lines some, and not the same
  // as those of other series, so that marks do not hide each other.
  bool marked(const ChartSeries& s, std::size_t i) const;
  // Half the height of a mark; clouds of points have small ones.
  double mark_size(const ChartSeries& s) const;
  // The series with a line in the legend.
  std::vector<const ChartSeries*> labelled() const;
  double sample() const;
  double legend_row() const;
  double legend_column() const;
  double legend_width(int columns) const;
  double legend_height(int columns) const;
  // A place within the frame where it hides nothing, if there is one.
  std::optional<Box> legend_place(double width, double height) const;

  // Lines of one pixel's width lie on pixel centres, so that they stay sharp.
  static double sharp(double v) { return std::floor(v) + 0.5; }

  Canvas& canvas_;
  const Chart& chart_;
  const double font_;
  const Box cell_;  // all that may be drawn on
  Box frame_{0, 0, 0, 0};
  Axis x_, y_;
  std::vector<Tick> x_ticks_, y_ticks_;
  double names_angle_ = 0;  // of names that are turned
  // Of names too long to stand side by side, and of those that are too many for
  // that.
  static constexpr double kNameAngle = 50, kSteepAngle = 90;

 private:
  void place_y();
  void place_x();
  bool names_fit() const;
  void make_scales_equal();
  Range x_range() const;
  Range y_range() const;
  // The smallest distance between the bars' x: the room of a group.
  double bar_step() const;
};

}  // namespace ogive::internal

#endif  // OGIVE_SRC_PLOT_CHART_LAYOUT_H_
