// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// Figures as SVG, PNG and PDF, drawn with Cairo.

#include <cairo.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "plot/figure.h"
#include "plot/layout.h"
#include "plot/pen.h"

namespace ogive::internal {
namespace {

// Points.
constexpr double kWidth = 720;
constexpr double kHeight = 450;
// Farther from a curve no line that is drawn for it runs.
constexpr double kImageTolerance = 0.01;
constexpr Box kFrame{48, 24, kWidth - 48, kHeight - 48};
// The sheet: its border, what is between the legend and the panels, a panel and
// what is around its figure.
constexpr double kBorder = 24;
constexpr double kBelowLegend = 20;
constexpr double kTitleFont = 13;
constexpr double kPanelWidth = 232;
constexpr double kPanelHeight = 190;
constexpr Box kPanelMargin{14, 30, 14, 26};

// Sizes of what a figure consists of.
struct Look {
  double font;
  double tick;
  double single;    // width of a curve that is the only function's
  double thinnest;  // width of the last of several functions
  double wider;     // what each before it is wider
  double dashed;    // width of the dashed lines
  int most_x_ticks;
  int most_y_ticks;
  bool x_named;  // an x at the end of its axis
};
constexpr Look kLarge{16, 6, 3, 2.2, 0.8, 1.4, 11, 9, true};
constexpr Look kSmall{9.5, 4, 2.2, 1.4, 0.5, 1, 5, 5, false};

// The stroke of a curve, to be followed by cairo_stroke.
void set_curve(const Pen& pen, const Look& look, int functions,
               const Series& s) {
  const double width =
      functions == 1
          ? look.single
          : look.thinnest + look.wider * std::max(0, functions - 1 - s.colour);
  pen.set(kPalette[s.colour % kFigureColours]);
  cairo_set_line_join(pen.cr(), CAIRO_LINE_JOIN_ROUND);
  cairo_set_line_cap(pen.cr(), CAIRO_LINE_CAP_ROUND);
  cairo_set_line_width(pen.cr(), s.derivative ? 0.8 * width : width);
  // Round ends make each dash a width longer, and each gap as much shorter.
  const double lengths[] = {0.9 * width, 2.1 * width};
  cairo_set_dash(pen.cr(), lengths, s.derivative ? 2 : 0, 0);
}

// A legend in one column or several, filled from left to right.
class Legend {
 public:
  Legend(const Pen& pen, const Look& look, const Figure& figure,
         std::vector<LegendEntry> entries)
      : pen_(pen),
        look_(look),
        figure_(figure),
        entries_(std::move(entries)),
        // Many entries are a little smaller.
        font_(entries_.size() > 4 ? 0.86 * look.font : look.font) {
    pen_.font(font_);
    for (const LegendEntry& e : entries_) {
      samples_ = std::max(samples_, e.series.size());
    }
    for (const LegendEntry& e : entries_) {
      width_ = std::max(width_, text_start() + pen_.width(e.label));
    }
  }

  double width(int columns) const {
    return columns * width_ + (columns - 1) * 2 * font_;
  }
  double height(int columns) const { return rows(columns) * row(); }

  // As many columns as fit, but no more than it takes.
  int columns_in(double width) const {
    const int count = static_cast<int>(entries_.size());
    int columns = 1;
    while (columns < count && this->width(columns + 1) <= width) ++columns;
    return columns;
  }

  void draw(double left, double top, int columns) const {
    pen_.font(font_);
    const double middle_of_digits = pen_.digit_height() / 2;
    const int functions = function_count(figure_);
    for (std::size_t i = 0; i < entries_.size(); ++i) {
      const int n = static_cast<int>(i);
      const LegendEntry& e = entries_[i];
      double x = left + n % columns * (width_ + 2 * font_);
      const int row_index = n / columns;
      const double y = top + row() * (row_index + 0.5);
      const double start = x;
      for (const std::size_t k : e.series) {
        set_curve(pen_, look_, functions, figure_.series[k]);
        // Broken lines keep the round ends of their dashes.
        const bool broken = figure_.series[k].derivative;
        if (!broken) cairo_set_line_cap(pen_.cr(), CAIRO_LINE_CAP_BUTT);
        pen_.line(x + (broken ? 2 : 0), y, x + sample(), y);
        x += sample() + gap();
      }
      pen_.set(kInk);
      if (e.series.empty()) {
        pen_.dashes(look_.dashed);
        pen_.line(x, sharp(y), x + sample(), sharp(y));
      }
      pen_.text(e.label, start + text_start(), y + middle_of_digits);
    }
  }

 private:
  double row() const { return 1.6 * font_; }
  double sample() const { return 2.1 * font_; }
  double gap() const { return 0.6 * font_; }
  double text_start() const {
    const auto most = static_cast<double>(std::max<std::size_t>(1, samples_));
    return most * (sample() + gap());
  }
  int rows(int columns) const {
    return (static_cast<int>(entries_.size()) + columns - 1) / columns;
  }

  const Pen& pen_;
  const Look& look_;
  const Figure& figure_;
  std::vector<LegendEntry> entries_;
  double font_;
  double width_ = 0;  // of a column
  std::size_t samples_ = 0;
};

// Draws a figure into a frame; the labels below and beside it hang out.
class Drawing {
 public:
  Drawing(const Pen& pen, const Look& look, const Figure& figure,
          const Box& frame)
      : pen_(pen),
        look_(look),
        figure_(figure),
        frame_(frame),
        xs_(x_range(figure)),
        ys_(y_range(figure)) {
    lay_out();
  }

  void draw_with_legend() {
    const Legend legend(pen_, look_, figure_, legend_entries(figure_, true));
    if (const auto box = legend_place(legend)) {
      draw();
      legend.draw(box->left, box->top, 1);
      return;
    }
    // Above the figure, where there are no curves.
    const double top = frame_.top;
    const int columns = legend.columns_in(frame_.right - frame_.left);
    frame_.top += legend.height(columns) + look_.font / 2;
    lay_out();
    draw();
    legend.draw(frame_.left, top - look_.font / 2, columns);
  }

  void draw() const {
    draw_axes();
    draw_dashed_lines();
    // Derivatives on top of functions.
    draw_curves(false);
    draw_curves(true);
    draw_labels();
  }

 private:
  // Text beside an axis.
  struct Label {
    std::string text;
    Box box;  // from the left end to the right, from the tops to the baseline
    bool free;
  };

  double to_x(double x) const {
    return frame_.left + xs_.fraction(x) * (frame_.right - frame_.left);
  }
  double to_y(double y) const {
    return frame_.bottom - ys_.fraction(y) * (frame_.bottom - frame_.top);
  }
  double axis_x() const { return sharp(to_x(xs_.clamp(0))); }
  double axis_y() const { return sharp(to_y(ys_.clamp(0))); }

  // Where the y axis goes on below the origin it would run through the 0.
  bool zero_beside_axis() const { return xs_.low < 0 && ys_.low < 0; }

  void lay_out() {
    curves_.clear();
    labels_.clear();
    for (const Series& s : figure_.series) {
      Polyline p;
      for (std::size_t i = 0; i < s.y.size(); ++i) {
        p.x.push_back(to_x(figure_.x[i]));
        p.y.push_back(to_y(s.y[i]));
      }
      curves_.push_back(clip(p, frame_.top, frame_.bottom));
    }
    pen_.font(look_.font);
    lay_out_x_labels();
    lay_out_y_labels();
  }

  // Labels of x are below the axis, or above it where only that is free; those
  // of one sign on the same side if they can be.
  void lay_out_x_labels() {
    x_step_ = fitting_step(
        xs_, tick_steps(xs_, look_.most_x_ticks), frame_.right - frame_.left,
        look_.font, true,
        [this](const std::string& label) { return pen_.width(label); });
    const std::vector<double> all = ticks(xs_, x_step_);
    for (const int sign : {-1, 0, 1}) {
      const auto all_clear = [&](bool above) {
        return std::all_of(all.begin(), all.end(), [&](double x) {
          return sign_of(x) != sign || is_clear(x_label_box(x, above));
        });
      };
      const bool all_above = !all_clear(false) && all_clear(true);
      for (const double x : all) {
        if (sign_of(x) != sign) continue;
        const Box below = x_label_box(x, false);
        const Box above = x_label_box(x, true);
        const bool move =
            all_above ||
            (!is_free(below) && above.top > frame_.top && is_free(above));
        const Box& box = move ? above : below;
        labels_.push_back({tick_label(x, x_step_, true), box, is_free(box)});
      }
    }
  }

  static int sign_of(double x) { return x < 0 ? -1 : x > 0 ? 1 : 0; }

  Box x_label_box(double x, bool above) const {
    const double gap = look_.font * 0.25;
    const double width = pen_.width(tick_label(x, x_step_, true));
    // Centred by its digits: a minus sign hangs out to the left.
    const double sign = x < 0 ? pen_.width("\u2212") / 2 : 0;
    const double left = x == 0 && zero_beside_axis()
                            ? axis_x() - look_.tick - gap - width
                            : sharp(to_x(x)) - width / 2 - sign;
    const double top = above ? axis_y() - look_.tick - gap - pen_.digit_height()
                             : axis_y() + look_.tick + 1.5 * gap;
    return {left, top, left + width, top + pen_.digit_height()};
  }

  // Where the label of a tick of the y axis goes: left of the axis, or right.
  Box y_label_box(double y, double step, bool right) const {
    const double width = pen_.width(tick_label(y, step, true));
    const double half = pen_.digit_height() / 2;
    const double gap = look_.tick + look_.font * 0.25;
    const double left = right ? axis_x() + gap : axis_x() - gap - width;
    double middle = to_y(y);
    // An x axis at the end of a range without 0 would run through the label.
    if (std::fabs(middle - axis_y()) < half + 4) middle = axis_y() - half - 4;
    return {left, middle - half, left + width, middle + half};
  }

  // The densest labels of the y axis that all fit between the curves on its
  // left; if there are none, the middling ones.
  void lay_out_y_labels() {
    const std::vector<double> steps = tick_steps(ys_, look_.most_y_ticks);
    const auto fits = [this](double step) {
      const std::vector<double> all = ticks(ys_, step);
      return std::all_of(all.begin(), all.end(), [&](double y) {
        return y == 0 || is_free(y_label_box(y, step, false));
      });
    };
    const auto fitting = std::find_if(steps.begin(), steps.end(), fits);
    y_step_ = fitting != steps.end() ? *fitting : steps[steps.size() / 2];
    for (const double y : ticks(ys_, y_step_)) {
      if (y == 0) continue;
      Box box = y_label_box(y, y_step_, false);
      if (!is_free(box) || box.left < 0) {
        const Box other = y_label_box(y, y_step_, true);
        if (is_free(other)) box = other;
      }
      labels_.push_back({tick_label(y, y_step_, true), box, is_free(box)});
    }
  }

  bool is_free(Box box) const {
    box.top -= 3;
    box.bottom += 3;
    return hits(box, curves_) == 0;
  }

  // Free of dashed lines too.
  bool is_clear(const Box& box) const {
    return box.top > frame_.top && is_free(box) &&
           std::none_of(
               figure_.dashed.begin(), figure_.dashed.end(), [&](double y) {
                 return to_y(y) >= box.top - 3 && to_y(y) <= box.bottom + 3;
               });
  }

  std::optional<Box> legend_place(const Legend& legend) const {
    // A little inside, so that it touches neither axis nor border.
    Box area{frame_.left + 8, frame_.top + 8, frame_.right - 8,
             frame_.bottom - 8};
    std::vector<Polyline> obstacles = curves_;
    const double height = frame_.bottom - frame_.top;
    for (const double y : figure_.dashed) {
      const double py = to_y(y);
      obstacles.push_back({{area.left, area.right}, {py, py}});
      if (py < frame_.top + height / 5) area.top = std::max(area.top, py + 8);
      if (py > frame_.bottom - height / 5) {
        area.bottom = std::min(area.bottom, py - 8);
      }
    }
    obstacles.push_back({{axis_x(), axis_x()}, {frame_.top, frame_.bottom}});
    obstacles.push_back({{frame_.left, frame_.right}, {axis_y(), axis_y()}});
    for (const Label& l : labels_) {
      obstacles.push_back(
          {{l.box.left, l.box.right}, {l.box.top, l.box.bottom}});
    }
    return place_legend(area, legend.width(1), legend.height(1), obstacles);
  }

  void draw_axes() const {
    pen_.set(kInk);
    pen_.solid(1);
    const double ax = axis_x();
    const double ay = axis_y();
    pen_.line(frame_.left, ay, frame_.right, ay);
    pen_.line(ax, frame_.bottom, ax, frame_.top);
    for (const double x : ticks(xs_, x_step_)) {
      const double px = sharp(to_x(x));
      if (x != 0 || !zero_beside_axis()) {
        pen_.line(px, ay, px, ay + look_.tick);
      }
    }
    for (const double y : ticks(ys_, y_step_ / 2)) {
      if (y == 0) continue;
      const bool labelled = std::fabs(std::remainder(y, y_step_)) < y_step_ / 4;
      const double py = sharp(to_y(y));
      pen_.line(ax - (labelled ? look_.tick : look_.tick / 2), py, ax, py);
    }
    if (!look_.x_named) return;
    pen_.font(look_.font, CAIRO_FONT_SLANT_ITALIC);
    pen_.text("x", frame_.right + 10, ay + pen_.extents("x").height / 2);
  }

  // The dashed lines leave out the labels.
  void draw_dashed_lines() const {
    cairo_t* cr = pen_.cr();
    cairo_save(cr);
    cairo_set_fill_rule(cr, CAIRO_FILL_RULE_EVEN_ODD);
    cairo_rectangle(cr, frame_.left - 1, frame_.top - 2,
                    frame_.right - frame_.left + 2,
                    frame_.bottom - frame_.top + 4);
    for (const Label& l : labels_) {
      cairo_rectangle(cr, l.box.left - 5, l.box.top - 2,
                      l.box.right - l.box.left + 9,
                      l.box.bottom - l.box.top + 4);
    }
    cairo_clip(cr);
    pen_.set(kInk);
    pen_.dashes(look_.dashed);
    for (const double y : figure_.dashed) {
      const double py = sharp(to_y(y));
      pen_.line(frame_.left, py, frame_.right, py);
    }
    cairo_restore(cr);
  }

  void draw_curves(bool derivatives) const {
    for (std::size_t k = 0; k < curves_.size(); ++k) {
      if (figure_.series[k].derivative != derivatives) continue;
      const Polyline c = thin(curves_[k], kImageTolerance);
      bool pen_down = false;
      for (std::size_t i = 0; i < c.x.size(); ++i) {
        if (!std::isfinite(c.y[i])) {
          pen_down = false;
        } else if (pen_down) {
          cairo_line_to(pen_.cr(), c.x[i], c.y[i]);
        } else {
          cairo_move_to(pen_.cr(), c.x[i], c.y[i]);
          pen_down = true;
        }
      }
      set_curve(pen_, look_, function_count(figure_), figure_.series[k]);
      cairo_stroke(pen_.cr());
    }
  }

  void draw_labels() const {
    pen_.font(look_.font);
    for (const Label& l : labels_) {
      if (!l.free) {
        // On a curve: with a border of paper, so that it can be read.
        cairo_move_to(pen_.cr(), l.box.left, l.box.bottom);
        cairo_text_path(pen_.cr(), l.text.c_str());
        pen_.set(kPaper);
        pen_.solid(look_.font / 4);
        cairo_stroke(pen_.cr());
      }
      pen_.set(kInk);
      pen_.text(l.text, l.box.left, l.box.bottom);
    }
  }

  const Pen& pen_;
  const Look& look_;
  const Figure& figure_;
  Box frame_;
  Range xs_, ys_;
  double x_step_ = 1, y_step_ = 1;
  std::vector<Polyline> curves_;
  std::vector<Label> labels_;
};

// The legend of a sheet: the curves are those of its first panel, the dashed
// lines are elsewhere in each.
Legend sheet_legend(const Pen& pen, const Sheet& sheet) {
  static constexpr Look kLook = [] {
    Look look = kSmall;
    look.font = kTitleFont;
    return look;
  }();
  const Figure& first = sheet.panels.front().figure;
  Figure curves = first;
  curves.dashed.clear();
  std::vector<LegendEntry> entries = legend_entries(curves, true);
  if (std::any_of(sheet.panels.begin(), sheet.panels.end(),
                  [](const Panel& p) { return !p.figure.dashed.empty(); })) {
    entries.push_back({"limits of the range", {}});
  }
  return {pen, kLook, first, std::move(entries)};
}

}  // namespace

std::string render_image(const Figure& figure, ImageFormat format) {
  return render(kWidth, kHeight, format, [&](const Pen& pen) {
    Drawing(pen, kLarge, figure, kFrame).draw_with_legend();
  });
}

std::string render_sheet(const Sheet& sheet, ImageFormat format) {
  const int count = static_cast<int>(sheet.panels.size());
  const int columns = std::clamp(sheet.columns, 1, count);
  const int rows = (count + columns - 1) / columns;
  const double width = 2 * kBorder + columns * kPanelWidth;
  // How many rows the legend takes only a font can tell.
  const double legend_width = width - 2 * kBorder - kPanelMargin.left;
  double strip = 0;
  render(1, 1, ImageFormat::png, [&](const Pen& pen) {
    const Legend legend = sheet_legend(pen, sheet);
    strip = legend.height(legend.columns_in(legend_width)) + kBelowLegend;
  });
  const double height = 2 * kBorder + strip + rows * kPanelHeight;
  return render(width, height, format, [&](const Pen& pen) {
    const Legend legend = sheet_legend(pen, sheet);
    legend.draw(kBorder + kPanelMargin.left, kBorder,
                legend.columns_in(legend_width));
    for (int i = 0; i < count; ++i) {
      const Panel& panel = sheet.panels[static_cast<std::size_t>(i)];
      const int row = i / columns;
      const int column = i % columns;
      const double left = kBorder + column * kPanelWidth;
      const double top = kBorder + strip + row * kPanelHeight;
      pen.set(kInk);
      pen.font(kTitleFont, CAIRO_FONT_SLANT_NORMAL, CAIRO_FONT_WEIGHT_BOLD);
      pen.text(panel.title, left + kPanelMargin.left, top + 14);
      const Box frame{left + kPanelMargin.left, top + kPanelMargin.top,
                      left + kPanelWidth - kPanelMargin.right,
                      top + kPanelHeight - kPanelMargin.bottom};
      Drawing(pen, kSmall, panel.figure, frame).draw();
    }
  });
}

}  // namespace ogive::internal
