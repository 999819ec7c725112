// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// Ranges, ticks and free places of a figure.

#include "plot/layout.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <limits>
#include <set>
#include <utility>

namespace ogive::internal {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

}  // namespace

Range x_range(const Figure& figure) {
  return {figure.x.front(), figure.x.back()};
}

Range y_range(const Figure& figure) {
  double reach =
      std::max({4.0, std::fabs(figure.x.front()), std::fabs(figure.x.back())});
  for (const Series& s : figure.series) {
    double nearest = kInfinity;
    for (const double y : s.y) {
      if (std::isfinite(y)) nearest = std::min(nearest, std::fabs(y));
    }
    if (std::isfinite(nearest)) reach = std::max(reach, nearest);
  }
  const double limit = 1.5 * reach;

  Range range{0, 0};
  const auto include = [&range](double y) {
    range.low = std::min(range.low, y);
    range.high = std::max(range.high, y);
  };
  for (const Series& s : figure.series) {
    for (const double y : s.y) {
      if (std::isfinite(y)) include(std::clamp(y, -limit, limit));
    }
  }
  std::for_each(figure.dashed.begin(), figure.dashed.end(), include);
  if (range.size() == 0) range.high = 1;
  const double room = 0.08 * range.size();
  // No room where a curve is cut off.
  if (range.high > 0 && range.high != limit) range.high += room;
  if (range.low < 0 && range.low != -limit) range.low -= room;
  return {figure.y_low.value_or(range.low), figure.y_high.value_or(range.high)};
}

std::vector<double> tick_steps(Range range, int most) {
  std::vector<double> steps;
  const double power = std::floor(std::log10(range.size() / most));
  for (double p = power;; ++p) {
    for (const double digit : {1.0, 2.0, 2.5, 5.0}) {
      const double step = digit * std::pow(10.0, p);
      const std::vector<double> all = ticks(range, step);
      if (static_cast<int>(all.size()) > most) continue;
      const bool useful =
          std::any_of(all.begin(), all.end(), [](double t) { return t != 0; });
      if (!useful) {
        if (steps.empty()) steps.push_back(range.size() / 2);
        return steps;
      }
      steps.push_back(step);
    }
  }
}

std::vector<double> ticks(Range range, double step) {
  std::vector<double> result;
  // A hair more at both ends, so that rounding loses no tick there.
  const double first = std::ceil(range.low / step - 1e-9);
  const double last = std::floor(range.high / step + 1e-9);
  // A step so fine that a tick could not be told from the next gives as many
  // ticks as are too many for everybody.
  const double count = std::min(last - first, 1000.0);
  for (double i = 0; i <= count; ++i) {
    result.push_back((first + i) * step + 0.0);
  }
  return result;
}

std::string tick_label(double value, double step, bool unicode) {
  const double size = std::max(std::fabs(value), step);
  // 2.5 and the like take one digit more than their power of ten.
  const double digits =
      std::floor(std::log10(size) + 1e-9) - std::floor(std::log10(step)) + 2;
  char text[40];
  std::snprintf(text, sizeof text, "%.*g",
                static_cast<int>(std::clamp(digits, 6.0, 17.0)), value);
  if (text[0] == '-' && unicode) return "\u2212" + std::string(text + 1);
  return text;
}

double fitting_step(Range range, const std::vector<double>& steps,
                    double length, double gap, bool unicode,
                    const std::function<double(const std::string&)>& width) {
  for (const double step : steps) {
    const double room = step / range.size() * length - gap;
    const std::vector<double> all = ticks(range, step);
    if (std::all_of(all.begin(), all.end(), [&](double value) {
          return width(tick_label(value, step, unicode)) <= room;
        })) {
      return step;
    }
  }
  return steps.back();
}

int function_count(const Figure& figure) {
  std::set<int> colours;
  for (const Series& s : figure.series) colours.insert(s.colour);
  return static_cast<int>(colours.size());
}

std::vector<LegendEntry> legend_entries(const Figure& figure, bool unicode) {
  std::vector<LegendEntry> entries;
  const bool in_pairs = function_count(figure) > 1;
  for (std::size_t i = 0; i < figure.series.size(); ++i) {
    const Series& s = figure.series[i];
    if (in_pairs && s.derivative && i > 0 &&
        figure.series[i - 1].colour == s.colour) {
      entries.back().label += ", " + s.label;
      entries.back().series.push_back(i);
    } else {
      entries.push_back({s.label, {i}});
    }
  }
  std::string lines;
  for (const double y : figure.dashed) {
    char text[32];
    std::snprintf(text, sizeof text, "%.4g", std::fabs(y));
    lines += lines.empty() ? "y = " : ", ";
    lines += (y >= 0 ? "" : unicode ? "\u2212" : "-") + std::string(text);
  }
  if (!lines.empty()) entries.push_back({lines, {}});
  return entries;
}

Polyline clip(const Polyline& curve, double low, double high) {
  Polyline out;
  const auto add = [&out](double x, double y) {
    out.x.push_back(x);
    out.y.push_back(y);
  };
  bool pen_down = false;
  for (std::size_t i = 1; i < curve.x.size(); ++i) {
    const double x0 = curve.x[i - 1], x1 = curve.x[i];
    const double y0 = curve.y[i - 1], y1 = curve.y[i];
    const bool outside = std::max(y0, y1) < low || std::min(y0, y1) > high;
    if (!std::isfinite(y0) || !std::isfinite(y1) || outside) {
      pen_down = false;
      continue;
    }
    // One of the ends, or where the segment crosses the border before it.
    const auto add_end = [&](double x, double y) {
      const double inside = std::clamp(y, low, high);
      if (inside != y) x = x0 + (x1 - x0) * ((inside - y0) / (y1 - y0));
      add(x, inside);
    };
    if (!pen_down) {
      if (!out.x.empty()) add(x0, std::numeric_limits<double>::quiet_NaN());
      add_end(x0, y0);
    }
    add_end(x1, y1);
    pen_down = y1 >= low && y1 <= high;
  }
  return out;
}

Polyline thin(const Polyline& curve, double tolerance) {
  // So that the time does not grow with the square of a long line's points.
  constexpr std::size_t kLongest = 64;
  Polyline out;
  const auto keep = [&](std::size_t i) {
    out.x.push_back(curve.x[i]);
    out.y.push_back(curve.y[i]);
  };
  // Whether the line from one point to another passes by all between them.
  const auto passes = [&](std::size_t from, std::size_t to) {
    if (to - from > kLongest || !std::isfinite(curve.y[to])) return false;
    const double dx = curve.x[to] - curve.x[from];
    const double dy = curve.y[to] - curve.y[from];
    const double length = std::hypot(dx, dy);
    for (std::size_t i = from + 1; i < to; ++i) {
      const double u = curve.x[i] - curve.x[from];
      const double v = curve.y[i] - curve.y[from];
      // Not a distance beyond the line's ends: x rises.
      if (!(std::fabs(u * dy - v * dx) <= tolerance * length)) return false;
    }
    return true;
  };
  std::size_t last = 0;
  for (std::size_t i = 0; i < curve.x.size(); ++i) {
    if (i > 0 && i + 1 < curve.x.size() && std::isfinite(curve.y[i]) &&
        std::isfinite(curve.y[last]) && passes(last, i + 1)) {
      continue;
    }
    keep(i);
    last = i;
  }
  return out;
}

int hits(const Box& box, std::span<const Polyline> curves) {
  int count = 0;
  for (const Polyline& c : curves) {
    for (std::size_t i = 1; i < c.x.size(); ++i) {
      if (!std::isfinite(c.y[i - 1]) || !std::isfinite(c.y[i])) continue;
      const auto [x0, x1] = std::minmax(c.x[i - 1], c.x[i]);
      const auto [y0, y1] = std::minmax(c.y[i - 1], c.y[i]);
      if (x1 >= box.left && x0 <= box.right && y1 >= box.top &&
          y0 <= box.bottom) {
        ++count;
      }
    }
  }
  return count;
}

std::optional<Box> place_legend(const Box& area, double width, double height,
                                std::span<const Polyline> curves) {
  constexpr int kSteps = 12;
  const double across = area.right - area.left - width;
  const double down = area.bottom - area.top - height;
  if (across < 0 || down < 0) return std::nullopt;
  // As fractions of the way across and down.
  std::vector<std::pair<double, double>> places{{0, 0.5}, {0, 0}, {1, 0.5},
                                                {1, 1},   {1, 0}, {0, 1}};
  for (int i = 0; i <= kSteps; ++i) {
    for (int j = 0; j <= kSteps; ++j) {
      places.emplace_back(1.0 * i / kSteps, 1.0 * j / kSteps);
    }
  }
  for (const auto& [u, v] : places) {
    const double left = area.left + u * across;
    const double top = area.top + v * down;
    const Box box{left, top, left + width, top + height};
    if (hits(box, curves) == 0) return box;
  }
  return std::nullopt;
}

}  // namespace ogive::internal
