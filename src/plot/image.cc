// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// Figures as SVG, PNG and PDF, drawn with Cairo.

#include <cairo-pdf.h>
#include <cairo-svg.h>
#include <cairo.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "plot/figure.h"
#include "plot/layout.h"

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define OGIVE_LEAK_CHECK 1
#endif
#elif defined(__SANITIZE_ADDRESS__)
#define OGIVE_LEAK_CHECK 1
#endif
#if defined(OGIVE_LEAK_CHECK)
#include <sanitizer/lsan_interface.h>
#endif

namespace ogive::internal {
namespace {

// Points.
constexpr double kWidth = 720;
constexpr double kHeight = 450;
constexpr double kPngScale = 2;
constexpr Box kMargin{48, 24, 48, 48};
constexpr double kFont = 16;
constexpr double kTick = 6;
constexpr double kCurveWidth = 3;
constexpr int kMostXTicks = 11;
constexpr int kMostYTicks = 9;

struct Colour {
  double red, green, blue;
};

// Told apart by colour-blind readers too.
// Source: M. Okabe, K. Ito, "Color Universal Design", 2008.
constexpr Colour kPalette[] = {{0.0, 0.447, 0.698}, {0.835, 0.369, 0.0},
                               {0.0, 0.620, 0.451}, {0.800, 0.475, 0.655},
                               {0.902, 0.624, 0.0}, {0.337, 0.706, 0.914}};
constexpr Colour kInk{0, 0, 0};
constexpr Colour kPaper{1, 1, 1};

using Surface =
    std::unique_ptr<cairo_surface_t, decltype(&cairo_surface_destroy)>;
using Context = std::unique_ptr<cairo_t, decltype(&cairo_destroy)>;

void check(cairo_status_t status) {
  if (status != CAIRO_STATUS_SUCCESS) {
    throw std::runtime_error(std::string("cannot draw the figure: ") +
                             cairo_status_to_string(status));
  }
}

cairo_status_t append(void* bytes, const unsigned char* data,
                      unsigned int length) {
  try {
    static_cast<std::string*>(bytes)->append(
        reinterpret_cast<const char*>(data), length);
    return CAIRO_STATUS_SUCCESS;
  } catch (const std::bad_alloc&) {
    return CAIRO_STATUS_NO_MEMORY;
  }
}

class Drawing {
 public:
  Drawing(cairo_t* cr, const Figure& figure)
      : cr_(cr), figure_(figure), xs_(x_range(figure)), ys_(y_range(figure)) {}

  void draw() {
#if defined(OGIVE_LEAK_CHECK)
    // Fontconfig, which Cairo finds its fonts with, loses memory of its own.
    const __lsan::ScopedDisabler disabler;
#endif
    set(kPaper);
    cairo_paint(cr_);
    select_font(CAIRO_FONT_SLANT_NORMAL);
    project_curves();
    draw_axes();
    draw_dashed_lines();
    draw_curves();
    draw_legend();
  }

 private:
  double to_x(double x) const {
    return kMargin.left +
           xs_.fraction(x) * (kWidth - kMargin.left - kMargin.right);
  }
  double to_y(double y) const {
    return kHeight - kMargin.bottom -
           ys_.fraction(y) * (kHeight - kMargin.top - kMargin.bottom);
  }

  void set(const Colour& c) {
    cairo_set_source_rgb(cr_, c.red, c.green, c.blue);
  }

  void select_font(cairo_font_slant_t slant) {
    cairo_select_font_face(cr_, "sans-serif", slant, CAIRO_FONT_WEIGHT_NORMAL);
    cairo_set_font_size(cr_, kFont);
  }

  cairo_text_extents_t extents(const std::string& text) const {
    cairo_text_extents_t e;
    cairo_text_extents(cr_, text.c_str(), &e);
    return e;
  }

  // Text whose advance box has the given left end and baseline.
  void text(const std::string& text, double left, double baseline) {
    cairo_move_to(cr_, left, baseline);
    cairo_show_text(cr_, text.c_str());
  }

  // Lines of one pixel's width lie on pixel centres, so that they stay sharp.
  static double sharp(double v) { return std::floor(v) + 0.5; }

  void line(double x0, double y0, double x1, double y1) {
    cairo_move_to(cr_, x0, y0);
    cairo_line_to(cr_, x1, y1);
    cairo_stroke(cr_);
  }

  void project_curves() {
    for (const Series& s : figure_.series) {
      Polyline p;
      for (std::size_t i = 0; i < s.y.size(); ++i) {
        p.x.push_back(to_x(figure_.x[i]));
        p.y.push_back(to_y(s.y[i]));
      }
      curves_.push_back(std::move(p));
    }
  }

  // Where the label of a tick of the y axis goes: left of the axis, or right.
  Box y_label_box(double y, double step, bool right) const {
    const double width = extents(tick_label(y, step, true)).x_advance;
    const double half = extents("0").height / 2;
    const double gap = kTick + 4;
    const double left = right ? axis_x() + gap : axis_x() - gap - width;
    return {left, to_y(y) - half, left + width, to_y(y) + half};
  }

  bool is_free(Box box) const {
    box.top -= 3;
    box.bottom += 3;
    return hits(box, curves_) == 0;
  }

  double axis_x() const { return sharp(to_x(xs_.clamp(0))); }
  double axis_y() const { return sharp(to_y(ys_.clamp(0))); }

  // The densest labels of the y axis that all fit between the curves on its
  // left; if there are none, the middling ones.
  double y_step() const {
    const std::vector<double> steps = tick_steps(ys_, kMostYTicks);
    for (const double step : steps) {
      const std::vector<double> all = ticks(ys_, step);
      if (std::all_of(all.begin(), all.end(), [&](double y) {
            return y == 0 || is_free(y_label_box(y, step, false));
          })) {
        return step;
      }
    }
    return steps[steps.size() / 2];
  }

  void draw_axes() {
    set(kInk);
    cairo_set_line_width(cr_, 1);
    const double ax = axis_x();
    const double ay = axis_y();
    const double right = kWidth - kMargin.right;
    line(kMargin.left, ay, right, ay);
    line(ax, kHeight - kMargin.bottom, ax, kMargin.top);

    const double digit_height = extents("0").height;
    // Where the y axis goes on below the origin it would run through the 0.
    const bool beside = xs_.low < 0 && ys_.low < 0;
    const double x_step = fitting_step(
        xs_, tick_steps(xs_, kMostXTicks), right - kMargin.left, kFont, true,
        [this](const std::string& label) { return extents(label).x_advance; });
    for (const double x : ticks(xs_, x_step)) {
      const double px = sharp(to_x(x));
      if (x != 0 || !beside) line(px, ay, px, ay + kTick);
      const std::string label = tick_label(x, x_step, true);
      const double width = extents(label).x_advance;
      // Centred by its digits: a minus sign hangs out to the left.
      const double sign = x < 0 ? extents("\u2212").x_advance / 2 : 0;
      const double left =
          x == 0 && beside ? ax - kTick - 4 - width : px - width / 2 - sign;
      text(label, left, ay + kTick + 6 + digit_height);
    }
    select_font(CAIRO_FONT_SLANT_ITALIC);
    text("x", right + 10, ay + extents("x").height / 2);
    select_font(CAIRO_FONT_SLANT_NORMAL);

    const double step = y_step();
    for (const double y : ticks(ys_, step / 2)) {
      if (y == 0) continue;
      const double py = sharp(to_y(y));
      const bool labelled = std::fabs(std::remainder(y, step)) < step / 4;
      line(ax - (labelled ? kTick : kTick / 2), py, ax, py);
      if (!labelled) continue;
      Box box = y_label_box(y, step, false);
      if (!is_free(box)) {
        const Box other = y_label_box(y, step, true);
        if (is_free(other)) box = other;
      }
      y_labels_.push_back(box);
      text(tick_label(y, step, true), box.left, box.bottom);
    }
  }

  // The dashed lines leave out the labels of the y axis.
  void draw_dashed_lines() {
    cairo_save(cr_);
    cairo_set_fill_rule(cr_, CAIRO_FILL_RULE_EVEN_ODD);
    cairo_rectangle(cr_, 0, 0, kWidth, kHeight);
    for (const Box& b : y_labels_) {
      cairo_rectangle(cr_, b.left - 5, b.top - 2, b.right - b.left + 9,
                      b.bottom - b.top + 4);
    }
    cairo_clip(cr_);
    set(kInk);
    set_dashes();
    for (const double y : figure_.dashed) {
      const double py = sharp(to_y(y));
      line(kMargin.left, py, kWidth - kMargin.right, py);
    }
    cairo_restore(cr_);
  }

  void set_dashes() {
    constexpr double kDashes[] = {7, 5};
    cairo_set_dash(cr_, kDashes, 2, 0);
    cairo_set_line_width(cr_, 1.4);
  }

  void draw_curves() {
    cairo_set_line_width(cr_, kCurveWidth);
    cairo_set_line_join(cr_, CAIRO_LINE_JOIN_ROUND);
    cairo_set_line_cap(cr_, CAIRO_LINE_CAP_ROUND);
    for (std::size_t k = 0; k < curves_.size(); ++k) {
      const Polyline& c = curves_[k];
      bool pen_down = false;
      for (std::size_t i = 0; i < c.x.size(); ++i) {
        if (!std::isfinite(c.y[i])) {
          pen_down = false;
        } else if (pen_down) {
          cairo_line_to(cr_, c.x[i], c.y[i]);
        } else {
          cairo_move_to(cr_, c.x[i], c.y[i]);
          pen_down = true;
        }
      }
      set(kPalette[k % std::size(kPalette)]);
      cairo_stroke(cr_);
    }
  }

  void draw_legend() {
    constexpr double kSample = 34;
    constexpr double kGap = 10;
    constexpr double kRow = 1.6 * kFont;
    double widest = 0;
    const std::vector<std::string> labels = legend_labels(figure_, true);
    for (const std::string& label : labels) {
      widest = std::max(widest, extents(label).x_advance);
    }
    // A little inside, so that it touches neither axis nor border.
    Box area{kMargin.left + 8, kMargin.top + 8, kWidth - kMargin.right - 8,
             kHeight - kMargin.bottom - 8};
    std::vector<Polyline> obstacles = curves_;
    for (const double y : figure_.dashed) {
      const double py = to_y(y);
      obstacles.push_back({{area.left, area.right}, {py, py}});
      if (py < kHeight / 4) area.top = std::max(area.top, py + 8);
      if (py > kHeight * 3 / 4) area.bottom = std::min(area.bottom, py - 8);
    }
    obstacles.push_back({{axis_x(), axis_x()}, {area.top, area.bottom}});
    const Box box =
        place_legend(area, kSample + kGap + widest,
                     kRow * static_cast<double>(labels.size()), obstacles);
    const double middle_of_digits = extents("0").height / 2;
    for (std::size_t i = 0; i < labels.size(); ++i) {
      const double y = box.top + kRow * (static_cast<double>(i) + 0.5);
      cairo_set_line_cap(cr_, CAIRO_LINE_CAP_BUTT);
      if (i < figure_.series.size()) {
        set(kPalette[i % std::size(kPalette)]);
        cairo_set_line_width(cr_, kCurveWidth);
        line(box.left, y, box.left + kSample, y);
      } else {
        set(kInk);
        cairo_save(cr_);
        set_dashes();
        line(box.left, sharp(y), box.left + kSample, sharp(y));
        cairo_restore(cr_);
      }
      set(kInk);
      text(labels[i], box.left + kSample + kGap, y + middle_of_digits);
    }
  }

  cairo_t* cr_;
  const Figure& figure_;
  Range xs_, ys_;
  std::vector<Polyline> curves_;
  std::vector<Box> y_labels_;
};

}  // namespace

std::string render_image(const Figure& figure, ImageFormat format) {
  std::string bytes;
  Surface surface(nullptr, cairo_surface_destroy);
  switch (format) {
    case ImageFormat::svg:
      surface.reset(
          cairo_svg_surface_create_for_stream(append, &bytes, kWidth, kHeight));
      break;
    case ImageFormat::pdf:
      surface.reset(
          cairo_pdf_surface_create_for_stream(append, &bytes, kWidth, kHeight));
      break;
    case ImageFormat::png:
      surface.reset(cairo_image_surface_create(
          CAIRO_FORMAT_RGB24, static_cast<int>(kWidth * kPngScale),
          static_cast<int>(kHeight * kPngScale)));
      break;
  }
  check(cairo_surface_status(surface.get()));
  Context cr(cairo_create(surface.get()), cairo_destroy);
  if (format == ImageFormat::png) {
    cairo_scale(cr.get(), kPngScale, kPngScale);
  }
  Drawing(cr.get(), figure).draw();
  check(cairo_status(cr.get()));
  if (format == ImageFormat::png) {
    check(cairo_surface_write_to_png_stream(surface.get(), append, &bytes));
  } else {
    cairo_surface_finish(surface.get());
    check(cairo_surface_status(surface.get()));
  }
  return bytes;
}

}  // namespace ogive::internal
