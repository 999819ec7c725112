// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// Figures of functions: axes through the origin, no top and no right border,
// dashed lines at the limits of the range, a legend where it hides no curve
// (centre left if that is free). As an image, or as text for a terminal.

#ifndef OGIVE_SRC_PLOT_FIGURE_H_
#define OGIVE_SRC_PLOT_FIGURE_H_

#include <string>
#include <vector>

namespace ogive::internal {

// One curve.
struct Series {
  std::string label;      // UTF-8
  std::vector<double> y;  // as many as Figure::x; not-finite ones leave a gap
};

struct Figure {
  std::vector<double> x;       // rising and finite, two or more
  std::vector<Series> series;  // one or more; six colours, then they repeat
  std::vector<double> dashed;  // y of the dashed lines across the figure
};

enum class ImageFormat { svg, png, pdf };

// The figure as the bytes of a file of 720 by 450 points (PNG: 1440 by 900
// pixels, white background). Throws std::runtime_error if Cairo fails.
std::string render_image(const Figure& figure, ImageFormat format);

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
