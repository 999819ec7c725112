// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// The layout of charts.

#include "plot/chart_layout.h"

#include <algorithm>
#include <limits>
#include <numbers>
#include <set>
#include <utility>

namespace ogive::internal {
namespace {

// Lines of more points carry a mark on some of them only.
constexpr std::size_t kMarkedPoints = 32;
constexpr std::size_t kMarksOnLongLines = 8;
constexpr double kGroupWidth = 0.8;  // of bars at one x

using Kind = ChartSeries::Kind;
using Anchor = TextLook::Anchor;

}  // namespace

TextLook ChartLayout::plain(Anchor anchor) const {
  return {font_, false, anchor, 0};
}

double ChartLayout::text_width(const std::string& text) const {
  return canvas_.width(text, plain());
}

double ChartLayout::digit_height() const { return 0.73 * font_; }

double ChartLayout::tick() const { return 0.35 * font_; }

void ChartLayout::lay_out(double above) {
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
    y_ticks_ =
        y_.ticks(8, 0.9 * font_, [this](const std::string&) { return font_; });
    place_x();
  }
  if (chart_.equal_scales) make_scales_equal();
}

void ChartLayout::place_y() {
  y_ = Axis(y_range(), chart_.y_log, frame_.bottom, frame_.top);
  y_ticks_ =
      y_.ticks(8, 0.9 * font_, [this](const std::string&) { return font_; });
  double widest = 0;
  for (const Tick& t : y_ticks_) {
    widest = std::max(widest, text_width(t.label));
  }
  frame_.left = sharp(cell_.left + widest + tick() + 0.4 * font_);
}

void ChartLayout::place_x() {
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

bool ChartLayout::names_fit() const {
  const double room = x_.place(1) - x_.place(0) - 0.5 * font_;
  return std::all_of(
      chart_.x_names.begin(), chart_.x_names.end(),
      [&](const std::string& name) { return text_width(name) <= room; });
}

void ChartLayout::make_scales_equal() {
  const double per_x = (frame_.right - frame_.left) / x_.range().size();
  const double per_y = (frame_.bottom - frame_.top) / y_.range().size();
  const double scale = std::min(per_x, per_y);
  frame_.right = frame_.left + scale * x_.range().size();
  frame_.top = frame_.bottom - scale * y_.range().size();
  y_ = Axis(y_.range(), false, frame_.bottom, frame_.top);
  place_x();
}

Range ChartLayout::x_range() const {
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

Range ChartLayout::y_range() const {
  Extent extent(chart_.y_log);
  for (const ChartSeries& s : chart_.series) {
    for (const double y : s.y) extent.include(y);
    for (const double y : s.low) extent.include(y);
    for (const double y : s.high) extent.include(y);
    if (s.kind == Kind::bars) extent.include(0);
  }
  return extent.range(chart_.y_low, chart_.y_high);
}

double ChartLayout::bar_step() const {
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

Point ChartLayout::place(double x, double y) const {
  return {x_.place(x), y_.place(y)};
}

bool ChartLayout::inside(Point p) const {
  return p.x >= frame_.left - 0.5 && p.x <= frame_.right + 0.5 &&
         p.y >= frame_.top - 0.5 && p.y <= frame_.bottom + 0.5;
}

Polyline ChartLayout::curve(const ChartSeries& s) const {
  Polyline p;
  const auto add = [&p](Point at) {
    const bool whole = std::isfinite(at.x) && std::isfinite(at.y);
    p.x.push_back(whole ? at.x : std::numeric_limits<double>::quiet_NaN());
    p.y.push_back(whole ? at.y : std::numeric_limits<double>::quiet_NaN());
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
      if (!std::isfinite(c.y[i]))
        c.x[i] = std::numeric_limits<double>::quiet_NaN();
    }
    std::swap(c.x, c.y);
    return c;
  };
  p = cut(p, frame_.top, frame_.bottom);
  return cut(p, frame_.left, frame_.right);
}

Box ChartLayout::bar(const ChartSeries& s, std::size_t i) const {
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

bool ChartLayout::marked(const ChartSeries& s, std::size_t i) const {
  if (s.kind == Kind::points) return true;
  if (s.kind == Kind::bars) return false;
  if (s.x.size() <= kMarkedPoints) return s.kind == Kind::line;
  if (labelled().size() < 2) return false;
  const std::size_t every = s.x.size() / kMarksOnLongLines;
  return i % every ==
         (every / 2 + static_cast<std::size_t>(s.colour) * every / 7) % every;
}

double ChartLayout::mark_size(const ChartSeries& s) const {
  return font_ * (s.kind == Kind::points && s.x.size() > 100 ? 0.16 : 0.27);
}

std::vector<const ChartSeries*> ChartLayout::labelled() const {
  std::vector<const ChartSeries*> all;
  for (const ChartSeries& s : chart_.series) {
    if (!s.label.empty()) all.push_back(&s);
  }
  return all;
}

double ChartLayout::sample() const { return 1.9 * font_; }

double ChartLayout::legend_row() const { return 1.45 * font_; }

double ChartLayout::legend_column() const {
  double widest = 0;
  for (const ChartSeries* s : labelled()) {
    widest = std::max(widest, text_width(s->label));
  }
  return sample() + 0.5 * font_ + widest;
}

double ChartLayout::legend_width(int columns) const {
  return columns * legend_column() + (columns - 1) * 1.5 * font_;
}

double ChartLayout::legend_height(int columns) const {
  const int count = static_cast<int>(labelled().size());
  const int rows = (count + columns - 1) / columns;
  return rows * legend_row();
}

std::optional<Box> ChartLayout::legend_place(double width,
                                             double height) const {
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
        add_box({at.x - r, y_.place(s.high[i]), at.x + r, y_.place(s.low[i])});
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

}  // namespace ogive::internal
