// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// How each part of a chart is drawn.

#include "plot/chart.h"

#include <algorithm>
#include <cmath>
#include <initializer_list>
#include <limits>
#include <stdexcept>

#include "plot/chart_layout.h"
#include "plot/marks.h"

namespace ogive::internal {
namespace {

// Farther from a curve no line that is drawn for it runs, in points.
constexpr double kChartTolerance = 0.02;

using Kind = ChartSeries::Kind;
using Anchor = TextLook::Anchor;

void check(const Chart& chart) {
  for (const ChartSeries& s : chart.series) {
    const bool ends_fit =
        (s.low.empty() && s.high.empty()) ||
        (s.low.size() == s.x.size() && s.high.size() == s.x.size());
    if (s.x.size() != s.y.size() || !ends_fit) {
      throw std::invalid_argument("the series \"" + s.label +
                                  "\" of a chart has x, y, low and high of "
                                  "different lengths");
    }
  }
}

// Draws one chart.
class Plotter : private ChartLayout {
 public:
  using ChartLayout::ChartLayout;

  void draw() {
    lay_out(0);
    const double one_column = legend_width(1);
    std::optional<Box> place;
    if (!labelled().empty()) {
      place = legend_place(one_column, legend_height(1));
    }
    int columns = 1;
    if (!labelled().empty() && !place) {
      // Above the chart, where nothing is drawn.
      const double room = cell_.right - cell_.left;
      const int count = static_cast<int>(labelled().size());
      while (columns < count && legend_width(columns + 1) <= room) ++columns;
      const double legend = legend_height(columns);
      lay_out(legend + 0.4 * font_);
      place = Box{frame_.left, frame_.top - legend - 0.4 * font_, 0, 0};
    }
    draw_titles();
    draw_zero();
    if (chart_.diagonal) draw_diagonal();
    // Bands and bars below lines, marks on top of all.
    for (const ChartSeries& s : chart_.series) {
      if (s.kind == Kind::line || s.kind == Kind::step) draw_band(s);
    }
    for (const ChartSeries& s : chart_.series) {
      if (s.kind == Kind::bars) draw_bars(s);
    }
    for (const ChartSeries& s : chart_.series) {
      if (s.kind == Kind::line || s.kind == Kind::step) draw_line(s);
    }
    for (const ChartSeries& s : chart_.series) draw_marks(s);
    draw_axes();
    if (place) draw_legend(place->left, place->top, columns);
  }

 private:
  void draw_titles() {
    double y = cell_.top + font_;
    if (!chart_.title.empty()) {
      canvas_.text(chart_.title, {cell_.left, y},
                   {1.1 * font_, true, Anchor::start, 0});
      y += 1.7 * font_;
    }
    if (!chart_.y_label.empty()) {
      canvas_.text(chart_.y_label, {cell_.left, y}, plain());
    }
    if (!chart_.x_label.empty()) {
      canvas_.text(
          chart_.x_label,
          {(frame_.left + frame_.right) / 2, cell_.bottom - 0.3 * font_},
          plain(Anchor::middle));
    }
  }

  // A line at 0, where that is not an end of the axis.
  void draw_zero() {
    const double zero = y_.log() ? std::numeric_limits<double>::quiet_NaN()
                                 : sharp(y_.place(0));
    if (zero < frame_.bottom - 2 && zero > frame_.top + 2) {
      line({{frame_.left, zero}, {frame_.right, zero}},
           {kFaintPaint, 1, false});
    }
  }

  void draw_axes() {
    const Stroke ink{kInkPaint, 1, false};
    const double bottom = sharp(frame_.bottom);
    const double left = sharp(frame_.left);
    line({{left, frame_.top}, {left, bottom}}, ink);
    line({{left, bottom}, {frame_.right, bottom}}, ink);
    for (const Tick& t : y_ticks_) {
      const double y = sharp(y_.place(t.value));
      line({{left - (t.label.empty() ? tick() / 2 : tick()), y}, {left, y}},
           ink);
      canvas_.text(t.label,
                   {left - tick() - 0.3 * font_, y + digit_height() / 2},
                   plain(Anchor::end));
    }
    const double baseline = bottom + tick() + 0.35 * font_ + digit_height();
    for (const Tick& t : x_ticks_) {
      const double x = sharp(x_.place(t.value));
      line({{x, bottom}, {x, bottom + (t.label.empty() ? tick() / 2 : tick())}},
           ink);
      if (names_angle_ != 0) {
        canvas_.text(t.label,
                     {x + 0.35 * font_,
                      bottom + tick() +
                          (names_angle_ == kSteepAngle ? 0.3 : 0.7) * font_},
                     {font_, false, Anchor::end, -names_angle_});
      } else {
        // Centred by its digits: a minus sign hangs out to the left.
        const double sign = t.value < 0 && chart_.x_names.empty()
                                ? text_width("\u2212") / 2
                                : 0;
        canvas_.text(t.label, {x - sign, baseline}, plain(Anchor::middle));
      }
    }
  }

  void draw_diagonal() {
    ChartSeries s;
    const double low = std::max(x_.range().low, y_.range().low);
    const double high = std::min(x_.range().high, y_.range().high);
    // Many points: between different scales the line is no straight one.
    for (int i = 0; i <= 200; ++i) {
      const double u = i / 200.0;
      const double v =
          chart_.x_log ? low * std::pow(high / low, u) : low + u * (high - low);
      s.x.push_back(v);
      s.y.push_back(v);
    }
    stroke(curve(s), {kInkPaint, 0.09 * font_, true});
  }

  void draw_band(const ChartSeries& s) {
    // From one gap to the next, forth along the top and back along the bottom.
    std::vector<Point> top, bottom;
    const auto flush = [&] {
      if (top.size() > 1) {
        top.insert(top.end(), bottom.rbegin(), bottom.rend());
        canvas_.fill(top, s.colour, 0.2);
      }
      top.clear();
      bottom.clear();
    };
    const Range across{frame_.left, frame_.right};
    const Range down{frame_.top, frame_.bottom};
    for (std::size_t i = 0; i < s.low.size(); ++i) {
      const Point a = place(s.x[i], s.high[i]);
      const Point b = place(s.x[i], s.low[i]);
      if (!std::isfinite(a.x) || !std::isfinite(a.y) || !std::isfinite(b.y)) {
        flush();
        continue;
      }
      top.push_back({across.clamp(a.x), down.clamp(a.y)});
      bottom.push_back({across.clamp(b.x), down.clamp(b.y)});
    }
    flush();
  }

  void draw_bars(const ChartSeries& s) {
    for (std::size_t i = 0; i < s.x.size(); ++i) {
      const Box b = bar(s, i);
      if (b.bottom > b.top && b.right > b.left)
        draw_bar(canvas_, b, s.colour, font_);
    }
  }

  void draw_line(const ChartSeries& s) {
    stroke(curve(s), {s.colour, line_width(s), s.dashed});
  }

  // The first colours wider, so that lines that coincide show as stripes.
  double line_width(const ChartSeries& s) const {
    return font_ * (0.12 + 0.025 * std::max(0, 3 - s.colour));
  }

  void stroke(const Polyline& c, const Stroke& stroke) {
    // What turns back must not be thinned by a rule for what goes on.
    const bool forth = std::is_sorted(
        c.x.begin(), c.x.end(),
        [](double a, double b) { return a < b && std::isfinite(b); });
    const Polyline t = forth ? thin(c, kChartTolerance) : c;
    std::vector<Point> points;
    for (std::size_t i = 0; i <= t.x.size(); ++i) {
      if (i < t.x.size() && std::isfinite(t.y[i])) {
        points.push_back({t.x[i], t.y[i]});
        continue;
      }
      if (points.size() > 1) canvas_.line(points, stroke);
      points.clear();
    }
  }

  void draw_marks(const ChartSeries& s) {
    const bool ends =
        (s.kind == Kind::points || s.kind == Kind::bars) && !s.low.empty();
    for (std::size_t i = 0; i < s.x.size(); ++i) {
      if (ends) draw_error_bar(s, i);
      const Point at = place(s.x[i], s.y[i]);
      if (marked(s, i) && inside(at))
        draw_mark(canvas_, at, s.colour, mark_size(s));
    }
  }

  void draw_error_bar(const ChartSeries& s, std::size_t i) {
    double x = x_.place(s.x[i]);
    if (s.kind == Kind::bars) {
      const Box b = bar(s, i);
      x = (b.left + b.right) / 2;
    }
    const Range down{frame_.top, frame_.bottom};
    const double top = down.clamp(y_.place(s.high[i]));
    const double bottom = down.clamp(y_.place(s.low[i]));
    if (!std::isfinite(x) || !std::isfinite(top) || !std::isfinite(bottom)) {
      return;
    }
    const Stroke ink{s.kind == Kind::bars ? kInkPaint : s.colour, 0.1 * font_,
                     false};
    const double half = 0.25 * font_;
    line({{x, top}, {x, bottom}}, ink);
    line({{x - half, top}, {x + half, top}}, ink);
    line({{x - half, bottom}, {x + half, bottom}}, ink);
  }

  void line(std::initializer_list<Point> points, const Stroke& stroke) {
    canvas_.line({points.begin(), points.size()}, stroke);
  }

  // ---- Legend ----

  void draw_legend(double left, double top, int columns) {
    int n = 0;
    for (const ChartSeries* s : labelled()) {
      const double x = left + n % columns * (legend_column() + 1.5 * font_);
      const int row = n / columns;
      const double y = top + legend_row() * (row + 0.5);
      if (s->kind == Kind::bars) {
        draw_bar(canvas_,
                 {x + 0.3 * sample(), y - 0.45 * font_, x + sample(),
                  y + 0.45 * font_},
                 s->colour, font_);
      } else {
        if (s->kind != Kind::points) {
          line({{x, y}, {x + sample(), y}},
               {s->colour, line_width(*s), s->dashed});
        }
        bool any = false;
        for (std::size_t i = 0; i < s->x.size() && !any; ++i) {
          any = marked(*s, i);
        }
        if (any)
          draw_mark(canvas_, {x + sample() / 2, y}, s->colour, 0.27 * font_);
      }
      canvas_.text(s->label,
                   {x + sample() + 0.5 * font_, y + digit_height() / 2},
                   plain());
      ++n;
    }
  }
};

}  // namespace

void draw_chart(Canvas& canvas, const Chart& chart, double width, double height,
                double font) {
  check(chart);
  Plotter(canvas, chart, width, height, font).draw();
}

}  // namespace ogive::internal
