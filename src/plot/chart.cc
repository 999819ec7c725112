// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// The layout of charts, and how each kind of series is drawn.

#include "plot/chart.h"

#include <algorithm>
#include <cmath>
#include <initializer_list>
#include <limits>
#include <numbers>
#include <set>
#include <stdexcept>
#include <utility>

#include "plot/axis.h"
#include "plot/layout.h"
#include "plot/marks.h"

namespace ogive::internal {
namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
// Farther from a curve no line that is drawn for it runs, in points.
constexpr double kTolerance = 0.02;
// Lines of more points carry a mark on some of them only.
constexpr std::size_t kMarkedPoints = 32;
constexpr std::size_t kMarksOnLongLines = 8;
constexpr double kGroupWidth = 0.8;  // of bars at one x
// Of names too long to stand side by side, and of those that are too many for
// that.
constexpr double kNameAngle = 50, kSteepAngle = 90;

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

// Lines of one pixel's width lie on pixel centres, so that they stay sharp.
double sharp(double v) { return std::floor(v) + 0.5; }

// Draws one chart.
class Plotter {
 public:
  Plotter(Canvas& canvas, const Chart& chart, double width, double height,
          double font)
      : canvas_(canvas),
        chart_(chart),
        font_(font),
        cell_{0.9 * font, 0.6 * font, width - 1.2 * font, height - 0.6 * font},
        x_({0, 1}, false, 0, 1),
        y_({0, 1}, false, 0, 1) {}

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
  TextLook plain(Anchor anchor = Anchor::start) const {
    return {font_, false, anchor, 0};
  }
  double text_width(const std::string& text) const {
    return canvas_.width(text, plain());
  }
  double digit_height() const { return 0.73 * font_; }
  double tick() const { return 0.35 * font_; }

  // ---- Layout ----

  // `above`: what the legend takes between the titles and the frame.
  void lay_out(double above) {
    double top = cell_.top;
    if (!chart_.title.empty()) top += 1.7 * font_;
    if (!chart_.y_label.empty()) top += 1.4 * font_;
    frame_.top = top + above + 0.5 * font_;
    frame_.right = cell_.right;
    const double below = chart_.x_label.empty() ? 0 : 1.5 * font_;
    // The labels of y tell how much of the width is left for those of x, which
    // tell how much of the height is left.
    frame_.bottom = cell_.bottom - below - 2 * font_;
    place_y();
    place_x();
    if (!chart_.x_names.empty() && !names_fit()) {
      const double room = x_.place(1) - x_.place(0);
      names_angle_ = room < 1.35 * font_ ? kSteepAngle : kNameAngle;
      double longest = 0;
      for (const std::string& name : chart_.x_names) {
        longest = std::max(longest, text_width(name));
      }
      frame_.bottom = cell_.bottom - below - font_ -
                      std::sin(names_angle_ / 180 * std::numbers::pi) * longest;
      // The first name hangs out to the left.
      frame_.left = std::max(
          frame_.left, cell_.left + 0.6 * text_width(chart_.x_names.front()));
      y_ = Axis(y_range(), chart_.y_log, frame_.bottom, frame_.top);
      y_ticks_ = y_.ticks(8, 0.9 * font_,
                          [this](const std::string&) { return font_; });
      place_x();
    }
    if (chart_.equal_scales) make_scales_equal();
  }

  void place_y() {
    y_ = Axis(y_range(), chart_.y_log, frame_.bottom, frame_.top);
    y_ticks_ =
        y_.ticks(8, 0.9 * font_, [this](const std::string&) { return font_; });
    double widest = 0;
    for (const Tick& t : y_ticks_) {
      widest = std::max(widest, text_width(t.label));
    }
    frame_.left = sharp(cell_.left + widest + tick() + 0.4 * font_);
  }

  void place_x() {
    x_ = Axis(x_range(), chart_.x_log, frame_.left, frame_.right);
    x_ticks_.clear();
    if (!chart_.x_names.empty()) {
      for (std::size_t i = 0; i < chart_.x_names.size(); ++i) {
        x_ticks_.push_back({static_cast<double>(i), chart_.x_names[i]});
      }
      return;
    }
    x_ticks_ = x_.ticks(10, 1.2 * font_, [this](const std::string& label) {
      return text_width(label);
    });
  }

  bool names_fit() const {
    const double room = x_.place(1) - x_.place(0) - 0.5 * font_;
    return std::all_of(
        chart_.x_names.begin(), chart_.x_names.end(),
        [&](const std::string& name) { return text_width(name) <= room; });
  }

  void make_scales_equal() {
    const double per_x = (frame_.right - frame_.left) / x_.range().size();
    const double per_y = (frame_.bottom - frame_.top) / y_.range().size();
    const double scale = std::min(per_x, per_y);
    frame_.right = frame_.left + scale * x_.range().size();
    frame_.top = frame_.bottom - scale * y_.range().size();
    y_ = Axis(y_.range(), false, frame_.bottom, frame_.top);
    place_x();
  }

  Range x_range() const {
    Extent extent(chart_.x_log);
    for (const ChartSeries& s : chart_.series) {
      const double half = s.kind == Kind::bars ? bar_step() / 2 : 0;
      for (const double x : s.x) {
        extent.include(x - half);
        extent.include(x + half);
      }
    }
    if (chart_.x_names.empty()) {
      return extent.range(chart_.x_low, chart_.x_high);
    }
    const auto last = static_cast<double>(chart_.x_names.size()) - 1;
    return {chart_.x_low.value_or(-0.6), chart_.x_high.value_or(last + 0.6)};
  }

  Range y_range() const {
    Extent extent(chart_.y_log);
    for (const ChartSeries& s : chart_.series) {
      for (const double y : s.y) extent.include(y);
      for (const double y : s.low) extent.include(y);
      for (const double y : s.high) extent.include(y);
      if (s.kind == Kind::bars) extent.include(0);
    }
    return extent.range(chart_.y_low, chart_.y_high);
  }

  // The smallest distance between the bars' x: the room of a group.
  double bar_step() const {
    std::set<double> all;
    for (const ChartSeries& s : chart_.series) {
      if (s.kind != Kind::bars) continue;
      for (const double x : s.x) {
        if (std::isfinite(x)) all.insert(x);
      }
    }
    double step = std::numeric_limits<double>::infinity();
    double last = -std::numeric_limits<double>::infinity();
    for (const double x : all) {
      step = std::min(step, x - last);
      last = x;
    }
    return std::isfinite(step) ? step : 1;
  }

  // ---- Series as shapes on the canvas ----

  Point place(double x, double y) const { return {x_.place(x), y_.place(y)}; }

  bool inside(Point p) const {
    return p.x >= frame_.left - 0.5 && p.x <= frame_.right + 0.5 &&
           p.y >= frame_.top - 0.5 && p.y <= frame_.bottom + 0.5;
  }

  // The line of a series, cut off at the frame.
  Polyline curve(const ChartSeries& s) const {
    Polyline p;
    const auto add = [&p](Point at) {
      const bool whole = std::isfinite(at.x) && std::isfinite(at.y);
      p.x.push_back(whole ? at.x : kNan);
      p.y.push_back(whole ? at.y : kNan);
    };
    for (std::size_t i = 0; i < s.x.size(); ++i) {
      const Point at = place(s.x[i], s.y[i]);
      if (s.kind == Kind::step && i > 0) add({at.x, y_.place(s.y[i - 1])});
      add(at);
    }
    // By y, then, with the coordinates exchanged, by x.
    const auto cut = [](const Polyline& line, double low, double high) {
      Polyline c = clip(line, low, high);
      for (std::size_t i = 0; i < c.x.size(); ++i) {
        if (!std::isfinite(c.y[i])) c.x[i] = kNan;
      }
      std::swap(c.x, c.y);
      return c;
    };
    p = cut(p, frame_.top, frame_.bottom);
    return cut(p, frame_.left, frame_.right);
  }

  // Bar i of a series; an empty box if it has no height. It shares its room
  // with those of other series at the same x.
  Box bar(const ChartSeries& s, std::size_t i) const {
    int nth = 0, count = 0;
    for (const ChartSeries& other : chart_.series) {
      if (other.kind != Kind::bars) continue;
      if (&other == &s) nth = count;
      count += std::count(other.x.begin(), other.x.end(), s.x[i]) > 0 ? 1 : 0;
    }
    if (count == 0) return {0, 0, 0, 0};  // NaN
    const double group = kGroupWidth * bar_step();
    const double left = s.x[i] - group / 2 + group * nth / count;
    const Range across{frame_.left, frame_.right};
    const Range down{frame_.top, frame_.bottom};
    const double base = down.clamp(chart_.y_log ? frame_.bottom : y_.place(0));
    const double end = down.clamp(y_.place(s.y[i]));
    if (!std::isfinite(end) || !std::isfinite(left)) return {0, 0, 0, 0};
    return {across.clamp(x_.place(left)), std::min(base, end),
            across.clamp(x_.place(left + group / count)), std::max(base, end)};
  }

  // ---- Drawing ----

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
    const double zero = y_.log() ? kNan : sharp(y_.place(0));
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
    const Polyline t = forth ? thin(c, kTolerance) : c;
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

  // Which points of a series carry a mark: on long lines some, and not the same
  // as those of other series, so that marks do not hide each other.
  bool marked(const ChartSeries& s, std::size_t i) const {
    if (s.kind == Kind::points) return true;
    if (s.kind == Kind::bars) return false;
    if (s.x.size() <= kMarkedPoints) return s.kind == Kind::line;
    if (labelled().size() < 2) return false;
    const std::size_t every = s.x.size() / kMarksOnLongLines;
    return i % every ==
           (every / 2 + static_cast<std::size_t>(s.colour) * every / 7) % every;
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

  // Half the height of a mark; clouds of points have small ones.
  double mark_size(const ChartSeries& s) const {
    return font_ * (s.kind == Kind::points && s.x.size() > 100 ? 0.16 : 0.27);
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

  std::vector<const ChartSeries*> labelled() const {
    std::vector<const ChartSeries*> all;
    for (const ChartSeries& s : chart_.series) {
      if (!s.label.empty()) all.push_back(&s);
    }
    return all;
  }

  double sample() const { return 1.9 * font_; }
  double legend_row() const { return 1.45 * font_; }
  double legend_column() const {
    double widest = 0;
    for (const ChartSeries* s : labelled()) {
      widest = std::max(widest, text_width(s->label));
    }
    return sample() + 0.5 * font_ + widest;
  }
  double legend_width(int columns) const {
    return columns * legend_column() + (columns - 1) * 1.5 * font_;
  }
  double legend_height(int columns) const {
    const int count = static_cast<int>(labelled().size());
    const int rows = (count + columns - 1) / columns;
    return rows * legend_row();
  }

  std::optional<Box> legend_place(double width, double height) const {
    const double room = 0.6 * font_;
    const Box area{frame_.left + room, frame_.top, frame_.right,
                   frame_.bottom - room};
    std::vector<Polyline> obstacles;
    const auto add_box = [&obstacles](const Box& b) {
      obstacles.push_back({{b.left, b.right}, {b.top, b.bottom}});
    };
    for (const ChartSeries& s : chart_.series) {
      if (s.kind == Kind::line || s.kind == Kind::step) {
        obstacles.push_back(curve(s));
      }
      const double r = 1.5 * mark_size(s);
      for (std::size_t i = 0; i < s.x.size(); ++i) {
        const Point at = place(s.x[i], s.y[i]);
        if (s.kind == Kind::bars) add_box(bar(s, i));
        if (marked(s, i) && inside(at)) {
          add_box({at.x - r, at.y - r, at.x + r, at.y + r});
        }
        if (!s.low.empty()) {
          add_box(
              {at.x - r, y_.place(s.high[i]), at.x + r, y_.place(s.low[i])});
        }
      }
    }
    // Axes, or the line at 0.
    if (!y_.log()) {
      const double zero = y_.place(0);
      obstacles.push_back({{frame_.left, frame_.right}, {zero, zero}});
    }
    if (chart_.diagonal) {
      const Range& r = x_.range();
      Polyline line;
      for (int i = 0; i <= 50; ++i) {
        const double v = r.low + i / 50.0 * r.size();
        line.x.push_back(x_.place(v));
        line.y.push_back(y_.place(v));
      }
      obstacles.push_back(line);
    }
    return place_legend(area, width, height, obstacles);
  }

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

  Canvas& canvas_;
  const Chart& chart_;
  const double font_;
  const Box cell_;
  Box frame_{0, 0, 0, 0};
  Axis x_, y_;
  std::vector<Tick> x_ticks_, y_ticks_;
  double names_angle_ = 0;
};

}  // namespace

void draw_chart(Canvas& canvas, const Chart& chart, double width, double height,
                double font) {
  check(chart);
  Plotter(canvas, chart, width, height, font).draw();
}

}  // namespace ogive::internal
