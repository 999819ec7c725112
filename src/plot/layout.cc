// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// Ranges, ticks and free places of a figure.

#include "plot/layout.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace ogive::internal {

Range x_range(const Figure& figure) {
  return {figure.x.front(), figure.x.back()};
}

Range y_range(const Figure& figure) {
  Range range{0, 0};
  const auto include = [&range](double y) {
    if (!std::isfinite(y)) return;
    range.low = std::min(range.low, y);
    range.high = std::max(range.high, y);
  };
  for (const Series& s : figure.series) {
    std::for_each(s.y.begin(), s.y.end(), include);
  }
  std::for_each(figure.dashed.begin(), figure.dashed.end(), include);
  if (range.size() == 0) range.high = 1;
  const double room = 0.08 * range.size();
  if (range.high > 0) range.high += room;
  if (range.low < 0) range.low -= room;
  return range;
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

std::vector<std::string> legend_labels(const Figure& figure, bool unicode) {
  std::vector<std::string> labels;
  for (const Series& s : figure.series) labels.push_back(s.label);
  std::string lines;
  for (const double y : figure.dashed) {
    lines += lines.empty() ? "y = " : ", ";
    lines += tick_label(y, y == 0 ? 1 : std::fabs(y), unicode);
  }
  if (!lines.empty()) labels.push_back(lines);
  return labels;
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

Box place_legend(const Box& area, double width, double height,
                 std::span<const Polyline> curves) {
  const double left = area.left;
  const double right = area.right - width;
  const double top = area.top;
  const double middle = (area.top + area.bottom - height) / 2;
  const double bottom = area.bottom - height;
  const double places[][2] = {{left, middle},  {left, top},  {right, middle},
                              {right, bottom}, {right, top}, {left, bottom}};
  Box best{};
  int fewest = -1;
  for (const auto& [x, y] : places) {
    const Box box{x, y, x + width, y + height};
    const int count = hits(box, curves);
    if (fewest >= 0 && count >= fewest) continue;
    best = box;
    fewest = count;
  }
  return best;
}

}  // namespace ogive::internal
