// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// Figures as text: curves in braille dots (two by four in a character) or, in
// ASCII, in one letter each; axes and labels around them.

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "plot/figure.h"
#include "plot/layout.h"

namespace ogive::internal {
namespace {

constexpr int kMostXTicks = 9;
constexpr int kMostYTicks = 6;

// The curves in ASCII.
constexpr char kLetters[] = {'*', 'o', '+', 'x', '#', '@'};
// Of the 256-colour palette: blue, orange, green, pink, yellow, light blue.
constexpr int kColours[] = {39, 208, 35, 175, 178, 117};

struct Cell {
  std::string glyph = " ";  // one character, UTF-8
  int dots = 0;             // braille dots, if any
  int colour = -1;          // index in kColours
};

// The range a little larger, so that 0 and the dashed lines lie in the middle
// of a row, where their characters have the stroke. `steps`: rows from the
// lowest to the highest.
Range snap(Range range, const std::vector<double>& dashed, int steps) {
  double unit = range.size() / steps;
  const double below = std::ceil(-range.low / unit);
  double farthest = 0;
  for (const double y : dashed) farthest = std::max(farthest, std::fabs(y));
  if (farthest >= unit) unit = farthest / std::floor(farthest / unit);
  return {-below * unit, (steps - below) * unit};
}

class Canvas {
 public:
  Canvas(const Figure& figure, const TextStyle& style)
      : figure_(figure),
        style_(style),
        xs_(x_range(figure)),
        ys_(snap(y_range(figure), figure.dashed, style.rows - 2)),
        cells_(static_cast<std::size_t>(style.rows * style.columns)) {}

  std::string draw() {
    // The first curve is drawn last, so that no other hides it.
    for (int k = series_count() - 1; k >= 0; --k) project(k);
    draw_axes();
    draw_dashed_lines();
    for (int k = series_count() - 1; k >= 0; --k) draw_curve(k);
    draw_labels();
    draw_legend();
    return text();
  }

 private:
  int series_count() const { return static_cast<int>(figure_.series.size()); }

  // Dots of the canvas within a character, across and down.
  int across() const { return style_.unicode ? 2 : 1; }
  int down() const { return style_.unicode ? 4 : 1; }

  // The rows of the plot; below it lies the line of the labels of x.
  int plot_rows() const { return style_.rows - 1; }

  // Columns and rows as real numbers, 0 at the left and top edge.
  double to_column(double x) const {
    return xs_.fraction(x) * (style_.columns - 1) + 0.5;
  }
  double to_row(double y) const {
    return (1 - ys_.fraction(y)) * (plot_rows() - 1) + 0.5;
  }
  int axis_column() const { return static_cast<int>(to_column(xs_.clamp(0))); }
  int axis_row() const { return static_cast<int>(to_row(ys_.clamp(0))); }

  Cell* cell(int row, int column) {
    if (row < 0 || row >= style_.rows || column < 0 ||
        column >= style_.columns) {
      return nullptr;
    }
    return &cells_[static_cast<std::size_t>(row * style_.columns + column)];
  }

  void put(int row, int column, const char* unicode, const char* ascii) {
    if (Cell* c = cell(row, column)) {
      c->glyph = style_.unicode ? unicode : ascii;
      c->dots = 0;
      c->colour = -1;
    }
  }

  // Writes text, one character a column, over what is there.
  void write(int row, int column, const std::string& text) {
    for (std::size_t i = 0; i < text.size(); ++column) {
      std::size_t length = 1;
      while (i + length < text.size() && (text[i + length] & 0xC0) == 0x80) {
        ++length;
      }
      const std::string glyph = text.substr(i, length);
      const bool prime = glyph == "\u2032";
      put(row, column, glyph.c_str(),
          length == 1 ? glyph.c_str()
          : prime     ? "'"
                      : "?");
      i += length;
    }
  }

  static int columns_of(const std::string& text) {
    return static_cast<int>(std::count_if(
        text.begin(), text.end(), [](char c) { return (c & 0xC0) != 0x80; }));
  }

  void project(int k) {
    Polyline p;
    for (std::size_t i = 0; i < figure_.x.size(); ++i) {
      p.x.push_back(to_column(figure_.x[i]));
      p.y.push_back(to_row(figure_.series[static_cast<std::size_t>(k)].y[i]));
    }
    curves_.insert(curves_.begin(), std::move(p));
  }

  void draw_axes() {
    for (int c = 0; c < style_.columns; ++c) put(axis_row(), c, "─", "-");
    for (int r = 0; r < plot_rows(); ++r) put(r, axis_column(), "│", "|");
    x_step_ = fitting_step(xs_, tick_steps(xs_, kMostXTicks), style_.columns, 4,
                           style_.unicode, columns_of);
    for (const double x : ticks(xs_, x_step_)) {
      put(axis_row(), static_cast<int>(to_column(x)), "┬", "+");
    }
    y_step_ = tick_steps(ys_, kMostYTicks).front();
    for (const double y : ticks(ys_, y_step_)) {
      put(static_cast<int>(to_row(y)), axis_column(), "┤", "+");
    }
    const bool last = axis_row() == plot_rows() - 1;
    put(axis_row(), axis_column(), last ? "┴" : "┼", "+");
  }

  void draw_dashed_lines() {
    for (const double y : figure_.dashed) {
      const int row = static_cast<int>(to_row(y));
      for (int c = 0; c < style_.columns; ++c) {
        if (c == axis_column()) continue;
        // In ASCII, unlike the axis: two strokes and a gap.
        put(row, c, "╌", c % 3 == 2 ? " " : "-");
      }
    }
  }

  void dot(double column, double row, int k) {
    Cell* c = cell(static_cast<int>(row), static_cast<int>(column));
    if (c == nullptr) return;
    if (style_.unicode) {
      // Source: Unicode 15.0, "Braille Patterns", U+2800 to U+28FF.
      constexpr int kDot[4][2] = {
          {0x01, 0x08}, {0x02, 0x10}, {0x04, 0x20}, {0x40, 0x80}};
      const int sub_row = static_cast<int>(row * 4) % 4;
      const int sub_column = static_cast<int>(column * 2) % 2;
      c->dots |= kDot[sub_row][sub_column];
      c->glyph = braille(c->dots);
    } else {
      c->glyph = kLetters[static_cast<std::size_t>(k) % std::size(kLetters)];
    }
    c->colour = k;
  }

  // U+2800 + dots as UTF-8.
  static std::string braille(int dots) {
    return {static_cast<char>(0xE2), static_cast<char>(0xA0 | dots >> 6),
            static_cast<char>(0x80 | (dots & 0x3F))};
  }

  // Distance between the dots of a curve's stroke, in dots. ASCII has letters
  // to tell the curves apart instead.
  int spacing(int k) const { return style_.unicode ? std::max(1, 2 * k) : 1; }

  // Walks along the curve in steps of half a dot and sets one whenever its
  // stroke wants one.
  void draw_curve(int k) {
    const Polyline& p = curves_[static_cast<std::size_t>(k)];
    double since_last = spacing(k);
    for (std::size_t i = 1; i < p.x.size(); ++i) {
      if (!std::isfinite(p.y[i - 1]) || !std::isfinite(p.y[i])) continue;
      const double du = (p.x[i] - p.x[i - 1]) * across();
      const double dv = (p.y[i] - p.y[i - 1]) * down();
      const double length = std::hypot(du, dv);
      const int parts = static_cast<int>(std::ceil(2 * length + 1));
      for (int j = 0; j < parts; ++j) {
        const double at = static_cast<double>(j) / parts;
        since_last += length / parts;
        if (spacing(k) > 1 && since_last < spacing(k)) continue;
        since_last = std::fmod(since_last, spacing(k));
        dot(p.x[i - 1] + at * (p.x[i] - p.x[i - 1]),
            p.y[i - 1] + at * (p.y[i] - p.y[i - 1]), k);
      }
    }
  }

  void draw_labels() {
    for (const double x : ticks(xs_, x_step_)) {
      const std::string label = tick_label(x, x_step_, style_.unicode);
      const int width = columns_of(label);
      const int sign = x < 0 ? 1 : 0;  // hangs out to the left
      int column = static_cast<int>(to_column(x)) - (width - sign) / 2 - sign;
      column = std::clamp(column, 0, style_.columns - width);
      // The 0 would sit on a y axis that goes on below the origin.
      if (x == 0 && axis_row() < plot_rows() - 1) column -= 1;
      write(axis_row() + 1, column, label);
    }
    for (const double y : ticks(ys_, y_step_)) {
      if (y == 0) continue;
      const std::string label = tick_label(y, y_step_, style_.unicode);
      const int row = static_cast<int>(to_row(y));
      int column = axis_column() - columns_of(label) - 1;
      // An axis at the left edge has its labels on the right.
      if (column < 0) {
        column = axis_column() + 2;
        y_labels_end_ = std::max(y_labels_end_, column + columns_of(label));
      }
      const Box box{static_cast<double>(column) - 1, static_cast<double>(row),
                    static_cast<double>(column + columns_of(label) + 1),
                    static_cast<double>(row + 1)};
      if (hits(box, curves_) > 0) continue;
      write(row, column, label);
      write(row, column + columns_of(label), " ");
    }
  }

  void draw_legend() {
    constexpr int kSample = 4;
    const std::vector<std::string> labels =
        legend_labels(figure_, style_.unicode);
    int widest = 0;
    for (const std::string& l : labels) {
      widest = std::max(widest, columns_of(l));
    }
    std::vector<Polyline> obstacles = curves_;
    const double right = style_.columns;
    for (const double y : figure_.dashed) {
      obstacles.push_back({{0, right}, {to_row(y), to_row(y)}});
    }
    const double axis = axis_column() + 0.5;
    obstacles.push_back({{axis, axis}, {0.0, plot_rows() * 1.0}});
    // Labels to the right of the y axis are in the way of the centre left.
    const double left_edge = y_labels_end_ + 1;
    const Box area{left_edge, 1, static_cast<double>(style_.columns - 1),
                   static_cast<double>(axis_row() - 1)};
    const Box box = place_legend(area, kSample + 1 + widest,
                                 static_cast<double>(labels.size()), curves_);
    for (std::size_t i = 0; i < labels.size(); ++i) {
      const int row = static_cast<int>(box.top) + static_cast<int>(i);
      const int left = static_cast<int>(box.left);
      write(row, left, std::string(static_cast<std::size_t>(kSample) + 1, ' '));
      write(row, left + kSample + 1, labels[i]);
      for (int c = 0; c < kSample; ++c) {
        if (i >= figure_.series.size()) {
          put(row, left + c, "╌", c == 2 ? " " : "-");
          continue;
        }
        const int k = static_cast<int>(i);
        for (int u = c * across(); u < (c + 1) * across(); ++u) {
          if (u % spacing(k) == 0) {
            dot(left + (u + 0.5) / across(), row + 0.5, k);
          }
        }
      }
    }
  }

  std::string text() const {
    std::string out;
    for (int r = 0; r < style_.rows; ++r) {
      std::string line;
      std::size_t used = 0;  // length of the line without blanks at its end
      int colour = -1;
      for (int c = 0; c < style_.columns; ++c) {
        const Cell& cell =
            cells_[static_cast<std::size_t>(r * style_.columns + c)];
        if (style_.colour && cell.colour != colour) {
          colour = cell.colour;
          line += colour < 0
                      ? "\033[0m"
                      : "\033[38;5;" +
                            std::to_string(
                                kColours[static_cast<std::size_t>(colour) %
                                         std::size(kColours)]) +
                            "m";
          if (colour < 0) used = line.size();
        }
        line += cell.glyph;
        if (cell.glyph != " ") used = line.size();
      }
      line.resize(used);
      if (colour >= 0) line += "\033[0m";
      out += line + '\n';
    }
    return out;
  }

  const Figure& figure_;
  const TextStyle& style_;
  Range xs_, ys_;
  std::vector<Cell> cells_;
  std::vector<Polyline> curves_;
  double x_step_ = 1, y_step_ = 1;
  int y_labels_end_ = 0;  // column after those right of an axis at the left
};

}  // namespace

std::string render_text(const Figure& figure, const TextStyle& style) {
  return Canvas(figure, style).draw();
}

}  // namespace ogive::internal
