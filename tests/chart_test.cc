// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// Proves that charts show what they are given: points, lines, steps and bars
// lie where their values belong on linear and logarithmic scales, what is not
// finite leaves a gap, what lies beyond the scales is cut off, ticks stand at
// the values they name, series differ in more than their colour, and the legend
// hides nothing.

#include "plot/chart.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <string>
#include <vector>

#include "plot/axis.h"

namespace ogive::internal {
namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr double kInf = std::numeric_limits<double>::infinity();

using Kind = ChartSeries::Kind;

// Keeps what is drawn. Letters are half as wide as they are high.
class Recorder : public Canvas {
 public:
  struct Path {
    std::vector<Point> points;
    int paint;
    double width;  // 0: filled
    bool dashed;
  };
  struct Text {
    std::string text;
    Point at;
    TextLook look;
  };

  double width(const std::string& text, const TextLook& look) override {
    return 0.5 * look.size * static_cast<double>(text.size());
  }
  void text(const std::string& text, Point at, const TextLook& look) override {
    if (!text.empty()) texts.push_back({text, at, look});
  }
  void line(std::span<const Point> points, const Stroke& stroke) override {
    paths.push_back({{points.begin(), points.end()},
                     stroke.paint,
                     stroke.width,
                     stroke.dashed});
  }
  void fill(std::span<const Point> points, int paint, double) override {
    paths.push_back({{points.begin(), points.end()}, paint, 0, false});
  }

  std::vector<Path> lines(int paint) const {
    std::vector<Path> some;
    for (const Path& p : paths) {
      if (p.paint == paint && p.width > 0) some.push_back(p);
    }
    return some;
  }
  std::vector<Path> fills(int paint) const {
    std::vector<Path> some;
    for (const Path& p : paths) {
      if (p.paint == paint && p.width == 0) some.push_back(p);
    }
    return some;
  }
  Text text_of(const std::string& wanted) const {
    for (const Text& t : texts) {
      if (t.text == wanted) return t;
    }
    ADD_FAILURE() << "no text " << wanted;
    return {};
  }
  // Where the tick of that label is: the long tick nearest to it.
  double tick_x(const std::string& label) const {
    const Text t = text_of(label);
    double best = kInf;
    for (const Path& p : lines(kInkPaint)) {
      const bool vertical = p.points[0].x == p.points[1].x;
      const double length = std::fabs(p.points[0].y - p.points[1].y);
      if (!vertical || length < 4 || length > 10) continue;
      if (std::fabs(p.points[0].x - t.at.x) < std::fabs(best - t.at.x)) {
        best = p.points[0].x;
      }
    }
    return best;
  }
  double tick_y(const std::string& label) const {
    const Text t = text_of(label);
    double best = kInf;
    for (const Path& p : lines(kInkPaint)) {
      const bool level = p.points[0].y == p.points[1].y;
      const double length = std::fabs(p.points[0].x - p.points[1].x);
      if (!level || length < 4 || length > 10) continue;
      if (std::fabs(p.points[0].y - t.at.y) < std::fabs(best - t.at.y)) {
        best = p.points[0].y;
      }
    }
    return best;
  }

  std::vector<Path> paths;
  std::vector<Text> texts;
};

Recorder drawn(const Chart& chart) {
  Recorder r;
  draw_chart(r, chart, kChartWidth, kChartHeight, 15);
  return r;
}

ChartSeries series(std::vector<double> x, std::vector<double> y,
                   Kind kind = Kind::line, int colour = 0,
                   std::string label = "") {
  ChartSeries s;
  s.label = std::move(label);
  s.x = std::move(x);
  s.y = std::move(y);
  s.kind = kind;
  s.colour = colour;
  return s;
}

TEST(Axis, LogTicksAreThePowers) {
  const Axis axis({1, 1e6}, true, 0, 600);
  const auto ticks = axis.ticks(10, 5, [](const std::string&) { return 20.0; });
  std::vector<std::string> labels;
  for (const Tick& t : ticks) {
    if (!t.label.empty()) labels.push_back(t.label);
  }
  EXPECT_EQ(labels, (std::vector<std::string>{
                        "10\u2070", "10\u00b9", "10\u00b2", "10\u00b3",
                        "10\u2074", "10\u2075", "10\u2076"}));
  EXPECT_DOUBLE_EQ(axis.place(1000), 300);
  EXPECT_TRUE(std::isnan(axis.place(0)));
  EXPECT_TRUE(std::isnan(axis.place(-1)));
}

TEST(Axis, LogTicksThinOutAndFillUp) {
  const auto count = [](Range range, double length) {
    const Axis axis(range, true, 0, length);
    int labels = 0;
    for (const Tick& t :
         axis.ticks(10, 5, [](const std::string&) { return 30.0; })) {
      labels += t.label.empty() ? 0 : 1;
    }
    return labels;
  };
  EXPECT_LE(count({1e-40, 1}, 300), 9);
  EXPECT_GE(count({1e-40, 1}, 300), 4);
  EXPECT_GE(count({1.5, 8}, 300), 2);  // the 2 and the 5
}

TEST(Axis, ExtentLeavesRoomButNotBelowZero) {
  Extent e(false);
  for (const double v : {1.0, 4.0, kNan, kInf}) e.include(v);
  EXPECT_EQ(e.range({}, {}).low, 0);
  EXPECT_DOUBLE_EQ(e.range({}, {}).high, 4.2);
  EXPECT_EQ(e.range(-1, 3).low, -1);
  EXPECT_EQ(e.range(-1, 3).high, 3);
  Extent far(false);
  for (const double v : {100.0, 101.0}) far.include(v);
  EXPECT_GT(far.range({}, {}).low, 99);
  Extent log(true);
  for (const double v : {0.0, -1.0, 10.0, 1000.0}) log.include(v);
  EXPECT_LT(log.range({}, {}).low, 10);
  EXPECT_GT(log.range({}, {}).low, 5);
  EXPECT_EQ(Extent(false).range({}, {}).high, 1);
  Extent one(false);
  one.include(7);
  EXPECT_LT(one.range({}, {}).low, 7);
  EXPECT_GT(one.range({}, {}).high, 7);
}

TEST(Chart, PointsLieWhereTicksSay) {
  Chart chart;
  chart.series = {series({0, 50, 100}, {0, 20, 40}, Kind::points)};
  const Recorder r = drawn(chart);
  const auto marks = r.fills(0);
  ASSERT_EQ(marks.size(), 3U);
  const auto centre = [](const Recorder::Path& p) {
    double x = 0, y = 0;
    for (const Point& q : p.points) {
      x += q.x / static_cast<double>(p.points.size());
      y += q.y / static_cast<double>(p.points.size());
    }
    return Point{x, y};
  };
  EXPECT_NEAR(centre(marks[0]).x, r.tick_x("0"), 1);
  EXPECT_NEAR(centre(marks[2]).x, r.tick_x("100"), 1);
  EXPECT_NEAR(centre(marks[1]).y, r.tick_y("20"), 1);
  EXPECT_NEAR(centre(marks[2]).y, r.tick_y("40"), 1);
}

TEST(Chart, LogarithmicScalesBothWays) {
  Chart chart;
  chart.x_log = chart.y_log = true;
  chart.series = {series({1, 10, 100, 1000}, {1e-6, 1e-4, 0, 1}, Kind::line)};
  const Recorder r = drawn(chart);
  const auto lines = r.lines(0);
  // The value 0 has no place: a line from the first to the second, no more.
  ASSERT_EQ(lines.size(), 1U);
  ASSERT_EQ(lines[0].points.size(), 2U);
  EXPECT_NEAR(lines[0].points[0].x, r.tick_x("1"), 1);
  EXPECT_NEAR(lines[0].points[1].x, r.tick_x("10"), 1);
  EXPECT_NEAR(lines[0].points[1].y, r.tick_y("10\u207b\u2074"), 1);
}

TEST(Chart, GapsStayGaps) {
  Chart chart;
  chart.series = {
      series({0, 1, 2, 3, 4, 5, 6}, {0, 1, 0, kNan, 1, kInf, 2}, Kind::line)};
  const auto lines = drawn(chart).lines(0);
  ASSERT_EQ(lines.size(), 1U);  // 4 alone is a mark, no line
  EXPECT_EQ(lines[0].points.size(), 3U);
  EXPECT_EQ(drawn(chart).fills(0).size(), 5U);
}

TEST(Chart, StepsAreLevelThenUpright) {
  Chart chart;
  chart.series = {series({0, 1, 2}, {0, 5, 1}, Kind::step)};
  const auto lines = drawn(chart).lines(0);
  ASSERT_EQ(lines.size(), 1U);
  for (std::size_t i = 1; i < lines[0].points.size(); ++i) {
    const Point a = lines[0].points[i - 1], b = lines[0].points[i];
    EXPECT_TRUE(a.x == b.x || a.y == b.y);
  }
}

TEST(Chart, CutsOffWhatLiesBeyond) {
  Chart chart;
  chart.x_low = 2;
  chart.x_high = 4;
  chart.y_low = 0;
  chart.y_high = 10;
  chart.series = {series({0, 10}, {-50, 150})};  // y = 20 x - 50
  const Recorder r = drawn(chart);
  const auto lines = r.lines(0);
  ASSERT_EQ(lines.size(), 1U);
  EXPECT_NEAR(lines[0].points.front().x, r.tick_x("2.5"), 1);
  EXPECT_NEAR(lines[0].points.back().x, r.tick_x("3"), 1);
  EXPECT_NEAR(lines[0].points.back().y, r.tick_y("10"), 1);
}

TEST(Chart, PathsThatTurnBackKeepTheirPoints) {
  Chart chart;
  chart.series = {series({0, 1, 0.5, 1}, {0, 0, 0, 1})};
  const auto lines = drawn(chart).lines(0);
  ASSERT_EQ(lines.size(), 1U);
  EXPECT_EQ(lines[0].points.size(), 4U);
}

TEST(Chart, BarsStandSideBySideOnZero) {
  Chart chart;
  chart.x_names = {"one", "two", "three"};
  chart.series = {series({0, 1, 2}, {3, -1, kNan}, Kind::bars, 0, "a"),
                  series({0, 1, 2}, {1, 2, 3}, Kind::bars, 1, "b")};
  const Recorder r = drawn(chart);
  const auto bars = r.fills(0);
  ASSERT_EQ(bars.size(), 3U);  // two, and the sample in the legend
  const double zero = r.tick_y("0");
  const auto low = [](const Recorder::Path& p) {
    return std::max(p.points[0].y, p.points[2].y);
  };
  const auto high = [](const Recorder::Path& p) {
    return std::min(p.points[0].y, p.points[2].y);
  };
  EXPECT_NEAR(low(bars[0]), zero, 1);
  EXPECT_NEAR(high(bars[0]), r.tick_y("3"), 1);
  EXPECT_NEAR(high(bars[1]), zero, 1);
  EXPECT_GT(low(bars[1]), zero + 5);
  const auto others = r.fills(1);
  ASSERT_EQ(others.size(), 4U);
  EXPECT_NEAR(bars[0].points[1].x, others[0].points[0].x, 0.01);
  // Hatched, for readers who see no colours.
  EXPECT_FALSE(r.lines(kPaperPaint).empty());
}

TEST(Chart, BarsOnLogarithmicScalesStandOnTheBottom) {
  Chart chart;
  chart.y_log = true;
  chart.series = {series({0, 1}, {0.1, 10}, Kind::bars)};
  const auto bars = drawn(chart).fills(0);
  ASSERT_EQ(bars.size(), 2U);
  EXPECT_NEAR(bars[0].points[2].y, bars[1].points[2].y, 1e-9);
  EXPECT_GT(bars[0].points[2].y - bars[0].points[0].y, 1);
}

TEST(Chart, LinesDifferWithoutColour) {
  Chart chart;
  for (int k = 0; k < kFigureColours; ++k) {
    chart.series.push_back(
        series({0, 1, 2}, {k * 1.0, k * 1.0, k * 1.0}, Kind::line, k, "line"));
  }
  const Recorder r = drawn(chart);
  // Marks as shapes about their middle: no two series have the same.
  std::vector<std::vector<double>> shapes;
  for (int k = 0; k < kFigureColours; ++k) {
    std::vector<double> shape;
    const auto marks = r.fills(k);
    if (marks.empty()) {
      shape.push_back(static_cast<double>(r.lines(k).size()));
    } else {
      for (const Point& p : marks[0].points) {
        shape.push_back(std::round(p.x - marks[0].points[0].x));
        shape.push_back(std::round(p.y - marks[0].points[0].y));
      }
    }
    EXPECT_EQ(std::count(shapes.begin(), shapes.end(), shape), 0) << k;
    shapes.push_back(shape);
  }
}

TEST(Chart, BandsAndErrorBars) {
  Chart chart;
  ChartSeries line = series({0, 1, 2}, {1, 2, 3});
  line.low = {0, 1, 2};
  line.high = {2, 3, 4};
  ChartSeries points = series({0, 1, 2}, {5, 6, 7}, Kind::points, 1);
  points.low = {4.5, 5.5, 6.5};
  points.high = {5.5, 6.5, kNan};
  chart.series = {line, points};
  const Recorder r = drawn(chart);
  std::size_t bands = 0;
  for (const auto& p : r.fills(0)) bands += p.points.size() == 6 ? 1 : 0;
  EXPECT_EQ(bands, 1U);
  EXPECT_EQ(r.lines(1).size(), 6U);  // two bars of three strokes
  line.high.pop_back();
  chart.series = {line};
  EXPECT_THROW(drawn(chart), std::invalid_argument);
}

TEST(Chart, EqualScalesMakeTheDiagonalOne) {
  Chart chart;
  chart.diagonal = chart.equal_scales = true;
  chart.x_low = chart.y_low = 0;
  chart.x_high = chart.y_high = 1;
  chart.series = {series({0, 1}, {0, 1}, Kind::step)};
  const Recorder r = drawn(chart);
  bool found = false;
  for (const auto& p : r.lines(kInkPaint)) {
    if (!p.dashed) continue;
    found = true;
    const Point a = p.points.front(), b = p.points.back();
    EXPECT_NEAR(b.x - a.x, a.y - b.y, 1e-6);
  }
  EXPECT_TRUE(found);
}

TEST(Chart, LegendHidesNothing) {
  // Free only at the lower right.
  Chart chart;
  std::vector<double> x, y, z;
  for (int i = 0; i <= 100; ++i) {
    x.push_back(i);
    y.push_back(200);
    z.push_back(i < 50 ? i % 2 * 190 : 105);
  }
  chart.y_low = 0;
  chart.series = {series(x, y, Kind::line, 0, "first"),
                  series(x, z, Kind::line, 1, "second")};
  const Recorder r = drawn(chart);
  const auto text = r.text_of("first");
  EXPECT_GT(text.at.x, kChartWidth / 2);
  EXPECT_GT(text.at.y, kChartHeight / 2);

  // Free nowhere: above the chart.
  std::vector<double> noise;
  for (int i = 0; i <= 100; ++i) noise.push_back(i % 2 ? 200 : 0);
  chart.series[1] = series(x, noise, Kind::line, 1, "second");
  const Recorder above = drawn(chart);
  double top = kInf;
  for (const auto& p : above.lines(1)) {
    if (p.points.size() < 3) continue;
    for (const Point& q : p.points) top = std::min(top, q.y);
  }
  EXPECT_LT(above.text_of("second").at.y, top);
}

TEST(Chart, LongNamesAreTurned) {
  Chart chart;
  std::vector<double> x, y;
  for (int i = 0; i < 20; ++i) {
    chart.x_names.push_back("a long name " + std::to_string(i));
    x.push_back(i);
    y.push_back(i);
  }
  chart.series = {series(x, y, Kind::bars)};
  const Recorder r = drawn(chart);
  const auto text = r.text_of("a long name 7");
  EXPECT_NE(text.look.angle, 0);
  EXPECT_GT(text.at.y, r.tick_y("0"));
  chart.x_names.assign(20, "i");
  EXPECT_EQ(drawn(chart).text_of("i").look.angle, 0);
}

TEST(Chart, FilesOfEachFormat) {
  Chart chart;
  chart.title = "title";
  chart.series = {series({0, 1}, {0, 1})};
  EXPECT_EQ(render_chart(chart, ImageFormat::svg).substr(0, 5), "<?xml");
  EXPECT_EQ(render_chart(chart, ImageFormat::png).substr(1, 3), "PNG");
  EXPECT_EQ(render_chart(chart, ImageFormat::pdf).substr(0, 4), "%PDF");
  const std::string sheet =
      render_charts({chart, chart, chart}, 2, ImageFormat::svg);
  EXPECT_NE(sheet.find("width=\"960"), std::string::npos);
  EXPECT_NE(sheet.find("height=\"660"), std::string::npos);
}

TEST(Chart, NothingToShow) {
  Chart chart;
  EXPECT_FALSE(drawn(chart).lines(kInkPaint).empty());
  chart.x_log = chart.y_log = true;
  chart.series = {series({0, -1}, {kNan, 0}, Kind::line, 0, "nothing")};
  EXPECT_FALSE(drawn(chart).lines(kInkPaint).empty());
}

}  // namespace
}  // namespace ogive::internal
