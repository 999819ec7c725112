// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// Figures as text: curves in braille dots (two by four in a character) or, in
// ASCII, in one letter each; axes and labels around them. Where there are
// several functions, the curves in braille bear marks.

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string>
#include <vector>

#include "plot/figure.h"
#include "plot/layout.h"

namespace ogive::internal {
namespace {

constexpr int kMostXTicks = 9;
constexpr int kMostYTicks = 6;

// The curves of each colour in ASCII: the function, its derivative.
constexpr char kLetters[kFigureColours][2] = {
    {'*', 'o'}, {'X', 'x'}, {'#', ':'}, {'@', 'a'}, {'W', 'w'}, {'M', 'm'}};
// Their marks in braille: filled, hollow.
constexpr const char* kMarks[kFigureColours][2] = {
    {"●", "○"}, {"■", "□"}, {"▲", "△"}, {"◆", "◇"}, {"▼", "▽"}, {"★", "☆"}};
// Of the 256-colour palette, near those of images: blue, yellow, green, light
// blue, orange, pink.
constexpr int kColours[kFigureColours] = {39, 178, 35, 117, 208, 175};

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
  // Not where it would waste much of the height.
  if (farthest >= 5 * unit) unit = farthest / std::floor(farthest / unit);
  return {-below * unit, (steps - below) * unit};
}

class CellCanvas {
 public:
  CellCanvas(const Figure& figure, const TextStyle& style)
      : figure_(figure),
        style_(style),
        marked_(style.unicode && function_count(figure) > 1),
        xs_(x_range(figure)),
        ys_(snap(y_range(figure), figure.dashed, style.rows - 2)),
        cells_(static_cast<std::size_t>(style.rows * style.columns)),
        legend_(legend_entries(figure, style.unicode)) {
    lay_out_legend();
  }

  std::string draw() {
    draw_axes();
    draw_dashed_lines();
    // The first curve is drawn last, so that no other hides it.
    for (std::size_t k = curves_.size(); k-- > 0;) draw_curve(k);
    if (marked_) draw_marks();
    draw_labels();
    draw_legend();
    return text();
  }

 private:
  struct Label {
    std::string text;
    int row, column, width;
  };

  // Dots of the canvas within a character, across and down.
  int across() const { return style_.unicode ? 2 : 1; }
  int down() const { return style_.unicode ? 4 : 1; }

  // The rows of the plot end here; below lies the line of the labels of x.
  int plot_rows() const { return style_.rows - 1; }

  // Columns and rows as real numbers, 0 at the left and top edge.
  double to_column(double x) const {
    return xs_.fraction(x) * (style_.columns - 1) + 0.5;
  }
  double to_row(double y) const {
    return top_ + (1 - ys_.fraction(y)) * (plot_rows() - 1 - top_) + 0.5;
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

  void project() {
    curves_.clear();
    for (const Series& s : figure_.series) {
      Polyline p;
      for (std::size_t i = 0; i < s.y.size(); ++i) {
        p.x.push_back(to_column(figure_.x[i]));
        p.y.push_back(to_row(s.y[i]));
      }
      // To the edges of the outermost rows.
      curves_.push_back(clip(p, top_, plot_rows() - 0.01));
    }
  }

  void draw_axes() {
    for (int c = 0; c < style_.columns; ++c) put(axis_row(), c, "─", "-");
    for (int r = top_; r < plot_rows(); ++r) put(r, axis_column(), "│", "|");
    x_step_ = fitting_step(xs_, tick_steps(xs_, kMostXTicks), style_.columns, 4,
                           style_.unicode, columns_of);
    for (const double x : ticks(xs_, x_step_)) {
      put(axis_row(), static_cast<int>(to_column(x)), "┬", "+");
    }
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

  void dot(double column, double row, std::size_t k) {
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
      c->glyph = kLetters[colour(k)][derivative(k)];
    }
    c->colour = static_cast<int>(colour(k));
  }

  // U+2800 + dots as UTF-8.
  static std::string braille(int dots) {
    return {static_cast<char>(0xE2), static_cast<char>(0xA0 | dots >> 6),
            static_cast<char>(0x80 | (dots & 0x3F))};
  }

  std::size_t colour(std::size_t k) const {
    return static_cast<std::size_t>(figure_.series[k].colour) % kFigureColours;
  }
  int derivative(std::size_t k) const {
    return figure_.series[k].derivative ? 1 : 0;
  }

  // Distance between the dots of a curve's stroke, in dots. ASCII has letters
  // to tell the curves apart instead.
  int spacing(std::size_t k) const {
    return style_.unicode && figure_.series[k].derivative ? 2 : 1;
  }

  // Walks along the curve in steps of half a dot and sets one whenever its
  // stroke wants one.
  void draw_curve(std::size_t k) {
    const Polyline& p = curves_[k];
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

  void mark(int row, int column, std::size_t k) {
    const char* glyph = kMarks[colour(k)][derivative(k)];
    put(row, column, glyph, glyph);
    if (Cell* c = cell(row, column)) c->colour = static_cast<int>(colour(k));
  }

  // A few marks along each curve, each curve's in columns of its own, so that
  // they show where curves coincide.
  void draw_marks() {
    constexpr std::size_t kMarksOfACurve = 5;
    const std::size_t all = kMarksOfACurve * curves_.size();
    for (std::size_t m = 0; m < all; ++m) {
      const std::size_t k = m % curves_.size();
      const double column = (static_cast<double>(m) + 0.5) /
                            static_cast<double>(all) * style_.columns;
      const Polyline& p = curves_[k];
      for (std::size_t i = 1; i < p.x.size(); ++i) {
        if (p.x[i] < column) continue;
        if (std::isfinite(p.y[i]) && p.x[i - 1] <= column) {
          mark(static_cast<int>(p.y[i]), static_cast<int>(p.x[i]), k);
        }
        break;
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
    for (const Label& l : y_labels_) {
      write(l.row, l.column, l.text);
      write(l.row, l.column + l.width, " ");
    }
  }

  // The labels of y that no curve is in the way of.
  void lay_out_y_labels() {
    y_labels_.clear();
    y_step_ = tick_steps(ys_, kMostYTicks).front();
    for (const double y : ticks(ys_, y_step_)) {
      if (y == 0) continue;
      const std::string text = tick_label(y, y_step_, style_.unicode);
      const int width = columns_of(text);
      const int row = static_cast<int>(to_row(y));
      int column = axis_column() - width - 1;
      // An axis at the left edge has its labels on the right.
      if (column < 0) column = axis_column() + 2;
      const Box box{column - 1.0, row * 1.0, column + width + 1.0, row + 1.0};
      if (hits(box, curves_) == 0)
        y_labels_.push_back({text, row, column, width});
    }
  }

  // Samples of a legend's entries: four characters, or two of three.
  int sample() const { return samples_ > 1 ? 3 : 4; }
  int legend_text() const { return samples_ * (sample() + 1); }

  // Finds the legend's place, above the curves if they leave none free.
  void lay_out_legend() {
    int widest = 0;
    for (const LegendEntry& e : legend_) {
      widest = std::max(widest, columns_of(e.label));
      samples_ = std::max(samples_, static_cast<int>(e.series.size()));
    }
    legend_width_ = legend_text() + widest;
    project();
    std::vector<Polyline> obstacles = curves_;
    for (const double y : figure_.dashed) {
      const double row = to_row(y);
      obstacles.push_back({{0, style_.columns * 1.0}, {row, row}});
    }
    const double axis = axis_column() + 0.5;
    obstacles.push_back({{axis, axis}, {0.0, plot_rows() * 1.0}});
    lay_out_y_labels();
    for (const Label& l : y_labels_) {
      obstacles.push_back({{l.column - 0.5, l.column + l.width + 0.5},
                           {l.row + 0.5, l.row + 0.5}});
    }
    const double row = axis_row();
    obstacles.push_back({{0, style_.columns * 1.0}, {row + 0.5, row + 1.5}});
    const double height = static_cast<double>(legend_.size());
    const Box area{1, 0, style_.columns - 1.0, plot_rows() - 2.0};
    // Larger by nearly a row and a column, for it moves to whole ones.
    if (const auto box =
            place_legend(area, legend_width_ + 1, height + 0.9, obstacles)) {
      legend_row_ = static_cast<int>(std::ceil(box->top));
      legend_column_ = static_cast<int>(std::ceil(box->left));
      return;
    }
    legend_columns_ = std::clamp((style_.columns + 2) / (legend_width_ + 2), 1,
                                 static_cast<int>(legend_.size()));
    top_ = (static_cast<int>(legend_.size()) + legend_columns_ - 1) /
           legend_columns_;
    ys_ = snap(y_range(figure_), figure_.dashed, plot_rows() - 1 - top_);
    project();
    lay_out_y_labels();
  }

  void draw_legend() {
    for (std::size_t i = 0; i < legend_.size(); ++i) {
      const LegendEntry& e = legend_[i];
      const int n = static_cast<int>(i);
      const int row = legend_row_ + n / legend_columns_;
      const int left =
          legend_column_ + n % legend_columns_ * (legend_width_ + 2);
      write(row, left,
            std::string(static_cast<std::size_t>(legend_text()), ' '));
      write(row, left + legend_text(), e.label);
      int start = left;
      for (const std::size_t k : e.series) {
        for (int u = 0; u < sample() * across(); ++u) {
          if (u % spacing(k) == 0) {
            dot(start + (u + 0.5) / across(), row + 0.5, k);
          }
        }
        if (marked_) mark(row, start + 1, k);
        start += sample() + 1;
      }
      for (int c = 0; e.series.empty() && c < sample(); ++c) {
        put(row, left + c, "╌", c == 2 ? " " : "-");
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
  bool marked_;
  int top_ = 0;  // row where the plot begins
  Range xs_, ys_;
  std::vector<Cell> cells_;
  std::vector<Polyline> curves_;
  double x_step_ = 1, y_step_ = 1;
  std::vector<Label> y_labels_;
  std::vector<LegendEntry> legend_;
  int samples_ = 1;  // in a line of the legend
  int legend_row_ = 0, legend_column_ = 0, legend_columns_ = 1;
  int legend_width_ = 0;  // of one of its columns
};

}  // namespace

std::string render_text(const Figure& figure, const TextStyle& style) {
  return CellCanvas(figure, style).draw();
}

}  // namespace ogive::internal
