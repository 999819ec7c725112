// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// What all images are drawn with: a Cairo context, and files of the three
// formats.

#ifndef OGIVE_SRC_PLOT_PEN_H_
#define OGIVE_SRC_PLOT_PEN_H_

#include <cairo.h>

#include <cmath>
#include <functional>
#include <string>

#include "plot/figure.h"
#include "plot/palette.h"

namespace ogive::internal {

// A Cairo context with the few things that figures are made of.
class Pen {
 public:
  explicit Pen(cairo_t* cr) : cr_(cr) {}

  cairo_t* cr() const { return cr_; }

  void set(const Colour& c) const {
    cairo_set_source_rgb(cr_, c.red, c.green, c.blue);
  }

  void font(double size, cairo_font_slant_t slant = CAIRO_FONT_SLANT_NORMAL,
            cairo_font_weight_t weight = CAIRO_FONT_WEIGHT_NORMAL) const {
    cairo_select_font_face(cr_, "sans-serif", slant, weight);
    cairo_set_font_size(cr_, size);
  }

  cairo_text_extents_t extents(const std::string& text) const {
    cairo_text_extents_t e;
    cairo_text_extents(cr_, text.c_str(), &e);
    return e;
  }
  double width(const std::string& text) const {
    return extents(text).x_advance;
  }
  double digit_height() const { return extents("0").height; }

  // Text whose advance box has the given left end and baseline.
  void text(const std::string& text, double left, double baseline) const {
    cairo_move_to(cr_, left, baseline);
    cairo_show_text(cr_, text.c_str());
  }

  void line(double x0, double y0, double x1, double y1) const {
    cairo_move_to(cr_, x0, y0);
    cairo_line_to(cr_, x1, y1);
    cairo_stroke(cr_);
  }

  // The strokes, to be followed by cairo_stroke.
  void solid(double width) const {
    cairo_set_dash(cr_, nullptr, 0, 0);
    cairo_set_line_width(cr_, width);
    cairo_set_line_cap(cr_, CAIRO_LINE_CAP_BUTT);
  }
  void dashes(double width) const {
    const double lengths[] = {5 * width, 3.6 * width};
    cairo_set_dash(cr_, lengths, 2, 0);
    cairo_set_line_width(cr_, width);
    cairo_set_line_cap(cr_, CAIRO_LINE_CAP_BUTT);
  }

 private:
  cairo_t* cr_;
};

// Lines of one pixel's width lie on pixel centres, so that they stay sharp.
inline double sharp(double v) { return std::floor(v) + 0.5; }

// The bytes of an image of the given size, in points, with what `draw` draws on
// its white background; a PNG has two pixels a point. Throws std::runtime_error
// if Cairo fails.
std::string render(double width, double height, ImageFormat format,
                   const std::function<void(const Pen&)>& draw);

}  // namespace ogive::internal

#endif  // OGIVE_SRC_PLOT_PEN_H_
