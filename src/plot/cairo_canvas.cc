// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// Charts as SVG, PNG and PDF, drawn with Cairo.

#include <algorithm>
#include <numbers>

#include "plot/chart.h"
#include "plot/pen.h"

namespace ogive::internal {
namespace {

constexpr double kFont = 15;
constexpr double kSmallFont = 12;

class CairoCanvas : public Canvas {
 public:
  explicit CairoCanvas(const Pen& pen) : pen_(pen) {}

  double width(const std::string& text, const TextLook& look) override {
    set_font(look);
    return pen_.width(text);
  }

  void text(const std::string& text, Point at, const TextLook& look) override {
    set_font(look);
    const double width = pen_.width(text);
    cairo_t* cr = pen_.cr();
    cairo_save(cr);
    cairo_translate(cr, at.x, at.y);
    cairo_rotate(cr, look.angle / 180 * std::numbers::pi);
    pen_.set(kInk);
    pen_.text(text,
              look.anchor == TextLook::Anchor::start    ? 0
              : look.anchor == TextLook::Anchor::middle ? -width / 2
                                                        : -width,
              0);
    cairo_restore(cr);
  }

  void line(std::span<const Point> points, const Stroke& stroke) override {
    path(points);
    set(stroke.paint, 1);
    if (stroke.dashed) {
      pen_.dashes(stroke.width);
    } else {
      pen_.solid(stroke.width);
    }
    cairo_set_line_join(pen_.cr(), CAIRO_LINE_JOIN_ROUND);
    cairo_stroke(pen_.cr());
  }

  void fill(std::span<const Point> points, int paint, double opacity) override {
    path(points);
    cairo_close_path(pen_.cr());
    set(paint, opacity);
    cairo_fill(pen_.cr());
  }

 private:
  void set_font(const TextLook& look) const {
    pen_.font(look.size, CAIRO_FONT_SLANT_NORMAL,
              look.bold ? CAIRO_FONT_WEIGHT_BOLD : CAIRO_FONT_WEIGHT_NORMAL);
  }

  void set(int paint, double opacity) const {
    constexpr Colour kFaint{0.55, 0.55, 0.55};
    const Colour& c = paint == kInkPaint     ? kInk
                      : paint == kPaperPaint ? kPaper
                      : paint == kFaintPaint ? kFaint
                                             : kPalette[paint % kFigureColours];
    cairo_set_source_rgba(pen_.cr(), c.red, c.green, c.blue, opacity);
  }

  void path(std::span<const Point> points) const {
    cairo_new_path(pen_.cr());
    for (const Point& p : points) cairo_line_to(pen_.cr(), p.x, p.y);
  }

  const Pen& pen_;
};

}  // namespace

std::string render_chart(const Chart& chart, ImageFormat format) {
  return render(kChartWidth, kChartHeight, format, [&](const Pen& pen) {
    CairoCanvas canvas(pen);
    draw_chart(canvas, chart, kChartWidth, kChartHeight, kFont);
  });
}

std::string render_charts(const std::vector<Chart>& charts, int columns,
                          ImageFormat format) {
  const int count = static_cast<int>(charts.size());
  columns = std::clamp(columns, 1, count);
  const int rows = (count + columns - 1) / columns;
  return render(columns * kSmallChartWidth, rows * kSmallChartHeight, format,
                [&](const Pen& pen) {
                  for (int i = 0; i < count; ++i) {
                    cairo_save(pen.cr());
                    const int row = i / columns, column = i % columns;
                    cairo_translate(pen.cr(), column * kSmallChartWidth,
                                    row * kSmallChartHeight);
                    CairoCanvas canvas(pen);
                    draw_chart(canvas, charts[static_cast<std::size_t>(i)],
                               kSmallChartWidth, kSmallChartHeight, kSmallFont);
                    cairo_restore(pen.cr());
                  }
                });
}

}  // namespace ogive::internal
