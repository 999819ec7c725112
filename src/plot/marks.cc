// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// Marks and hatchings.

#include "plot/marks.h"

#include <algorithm>
#include <cmath>
#include <initializer_list>
#include <numbers>
#include <vector>

namespace ogive::internal {
namespace {

void line(Canvas& canvas, std::initializer_list<Point> points,
          const Stroke& stroke) {
  canvas.line({points.begin(), points.size()}, stroke);
}

// Slanted lines through a box, rising or falling to the right.
void hatch(Canvas& canvas, const Box& b, bool rising, double gap,
           const Stroke& stroke) {
  const double w = b.right - b.left, h = b.bottom - b.top;
  // The line that leaves the lower left corner t to the right of it.
  for (double t = gap - h; t < w; t += gap) {
    const double u0 = std::max(0.0, t), u1 = std::min(w, t + h);
    if (u1 <= u0) continue;
    const double v0 = u0 - t, v1 = u1 - t;
    const auto at = [&](double u, double v) {
      return Point{rising ? b.left + u : b.right - u, b.bottom - v};
    };
    line(canvas, {at(u0, v0), at(u1, v1)}, stroke);
  }
}

}  // namespace

void draw_mark(Canvas& canvas, Point at, int colour, double r) {
  std::vector<Point> shape;
  const auto add = [&](double u, double v) {
    shape.push_back({at.x + u * r, at.y + v * r});
  };
  switch (colour % kFigureColours) {
    case 0:
      for (int i = 0; i < 16; ++i) {
        add(std::cos(i * std::numbers::pi / 8),
            std::sin(i * std::numbers::pi / 8));
      }
      break;
    case 1:
      for (const auto& [u, v] :
           {Point{-1, -1}, Point{1, -1}, Point{1, 1}, Point{-1, 1}}) {
        add(0.88 * u, 0.88 * v);
      }
      break;
    case 2:
    case 5: {
      const double up = colour % kFigureColours == 2 ? 1 : -1;
      for (const auto& [u, v] :
           {Point{0, -1.2}, Point{1.1, 0.8}, Point{-1.1, 0.8}}) {
        add(u, up * v);
      }
      break;
    }
    case 3:
      for (const auto& [u, v] :
           {Point{0, -1.25}, Point{1.25, 0}, Point{0, 1.25}, Point{-1.25, 0}}) {
        add(u, v);
      }
      break;
    default:
      for (const double sign : {-1.0, 1.0}) {
        line(canvas, {{at.x - r, at.y - sign * r}, {at.x + r, at.y + sign * r}},
             {colour, 0.6 * r, false});
      }
      return;
  }
  canvas.fill(shape, colour, 1);
}

void draw_bar(Canvas& canvas, const Box& b, int colour, double font) {
  canvas.fill(std::vector<Point>{{b.left, b.top},
                                 {b.right, b.top},
                                 {b.right, b.bottom},
                                 {b.left, b.bottom}},
              colour, 1);
  const Stroke paper{kPaperPaint, 0.09 * font, false};
  const double gap = 0.55 * font;
  const int kind = colour % kFigureColours;
  if (kind == 2 || kind == 5) {
    for (double y = b.bottom - gap; y > b.top + 1; y -= gap) {
      line(canvas, {{b.left, y}, {b.right, y}}, paper);
    }
  }
  if (kind == 4 || kind == 5) {
    for (double x = b.left + gap; x < b.right - 1; x += gap) {
      line(canvas, {{x, b.top}, {x, b.bottom}}, paper);
    }
  }
  if (kind == 1 || kind == 3) hatch(canvas, b, kind == 1, gap * 1.4, paper);
}

}  // namespace ogive::internal
