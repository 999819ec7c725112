// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// What charts are drawn on: paths and text, whatever they become.

#ifndef OGIVE_SRC_PLOT_CANVAS_H_
#define OGIVE_SRC_PLOT_CANVAS_H_

#include <span>
#include <string>

namespace ogive::internal {

struct Point {
  double x, y;  // y grows downwards
};

// A colour by what it is for: 0 to kFigureColours - 1 are those of series.
inline constexpr int kInkPaint = -1;
inline constexpr int kPaperPaint = -2;
inline constexpr int kFaintPaint = -3;

struct Stroke {
  int paint = kInkPaint;
  double width = 1;
  bool dashed = false;
};

struct TextLook {
  double size;
  bool bold = false;
  enum class Anchor { start, middle, end } anchor = Anchor::start;
  double angle = 0;  // degrees, clockwise, about the point it is anchored at
};

// Sizes and places are in points.
class Canvas {
 public:
  virtual ~Canvas() = default;

  // How long a text is.
  virtual double width(const std::string& text, const TextLook& look) = 0;
  // The text from, about or up to `at`, which lies on its baseline.
  virtual void text(const std::string& text, Point at,
                    const TextLook& look) = 0;
  // A line through the points, all finite, one or more.
  virtual void line(std::span<const Point> points, const Stroke& stroke) = 0;
  // The area within the points; `opacity` from 0 to 1.
  virtual void fill(std::span<const Point> points, int paint,
                    double opacity) = 0;

 protected:
  Canvas() = default;
  Canvas(const Canvas&) = default;
  Canvas& operator=(const Canvas&) = default;
};

}  // namespace ogive::internal

#endif  // OGIVE_SRC_PLOT_CANVAS_H_
