// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// Figures of functions: axes through the origin, no top and no right border,
// dashed lines at the limits of the range, a legend where it hides no curve
// (centre left if that is free). As an image, or as text for a terminal; and
// sheets of many small figures, as an image.
//
// Curves differ in more than their colours, for readers who see none: in images
// each function has its own width, the first the widest, so that curves that
// coincide show as stripes; in terminals each has its own letter or mark.
// Derivatives are broken lines in the colours of their functions.

#ifndef OGIVE_SRC_PLOT_FIGURE_H_
#define OGIVE_SRC_PLOT_FIGURE_H_

#include <optional>
#include <string>
#include <vector>

namespace ogive::internal {

// Functions that one figure tells apart.
inline constexpr int kFigureColours = 6;

// One curve.
struct Series {
  std::string label;      // UTF-8
  std::vector<double> y;  // as many as Figure::x; not-finite ones leave a gap
  int colour = 0;         // 0 to kFigureColours - 1, one a function
  bool derivative =
      false;  // of the function of this colour, which is before it
};

struct Figure {
  std::vector<double> x;       // rising and finite, two or more
  std::vector<Series> series;  // one or more
  std::vector<double> dashed;  // y of the dashed lines across the figure
  // The ends of the range of y, where y_range in plot/layout.h is not to choose
  // them. Curves that leave the range are cut off there.
  std::optional<double> y_low, y_high;
};

enum class ImageFormat { svg, png, pdf };

// The figure as the bytes of a file of 720 by 450 points (PNG: 1440 by 900
// pixels, white background). Throws std::runtime_error if Cairo fails.
std::string render_image(const Figure& figure, ImageFormat format);

struct Panel {
  std::string title;
  Figure figure;
};

// Small figures in rows, as one image with one legend: that of the first panel,
// so the labels of the curves should be the same in all. As large as it takes:
// 976 points wide with four columns. One panel or more.
struct Sheet {
  std::vector<Panel> panels;
  int columns = 4;
};
std::string render_sheet(const Sheet& sheet, ImageFormat format);

struct TextStyle {
  int columns = 80;     // 40 or more
  int rows = 24;        // 12 or more
  bool unicode = true;  // braille and line drawing characters; else ASCII
  bool colour = false;  // ANSI colours beside the different strokes
};

// The figure as `rows` lines of at most `columns` characters.
std::string render_text(const Figure& figure, const TextStyle& style);

}  // namespace ogive::internal

#endif  // OGIVE_SRC_PLOT_FIGURE_H_
