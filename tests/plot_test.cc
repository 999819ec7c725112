// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// Proves that figures show what they are given: curves run through the right
// places of images and of terminal drawings, gaps stay gaps, ticks and labels
// name the right values, and the legend hides no curve where there is room.

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <regex>
#include <sstream>
#include <string>
#include <vector>

#include "plot/figure.h"
#include "plot/layout.h"

namespace ogive::internal {
namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr double kInf = std::numeric_limits<double>::infinity();

// f over [from, to], 161 points.
template <typename F>
Figure figure_of(double from, double to, F f) {
  Figure figure;
  Series series{"f(x)", {}};
  for (int i = 0; i <= 160; ++i) {
    const double x = from + (to - from) * i / 160;
    figure.x.push_back(x);
    series.y.push_back(f(x));
  }
  figure.series.push_back(series);
  return figure;
}

double logistic(double x) { return 1 / (1 + std::exp(-x)); }

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

TextStyle ascii(int columns = 80, int rows = 24) {
  return {columns, rows, /*unicode=*/false, /*colour=*/false};
}

// Points of the `index`-th curve of an SVG figure, in points of the page.
std::vector<std::pair<double, double>> svg_curve(const std::string& svg,
                                                 int index) {
  const std::regex curve("stroke-linecap:round[^>]* d=\"([^\"]*)\"");
  auto it = std::sregex_iterator(svg.begin(), svg.end(), curve);
  for (int i = 0; i < index && it != std::sregex_iterator(); ++i) ++it;
  if (it == std::sregex_iterator()) return {};
  const std::string path = (*it)[1];
  std::vector<std::pair<double, double>> points;
  std::istringstream in(path);
  std::string command;
  double x, y;
  while (in >> command >> x >> y) points.emplace_back(x, y);
  return points;
}

TEST(Layout, TickStepsAreRoundAndFewEnough) {
  EXPECT_EQ(tick_steps({-4, 4}, 11).front(), 1);
  EXPECT_EQ(tick_steps({0, 1.08}, 9).front(), 0.2);
  EXPECT_EQ(tick_steps({-1e300, 1e300}, 9).front(), 2.5e299);
  for (const Range range : {Range{0, 1}, Range{-3e-9, 8e-9}, Range{999, 1001},
                            Range{-104, -80}, Range{0, 7e20}}) {
    for (const double step : tick_steps(range, 9)) {
      const std::vector<double> all = ticks(range, step);
      EXPECT_GE(all.size(), 1u) << range.low << ' ' << step;
      EXPECT_LE(all.size(), 9u) << range.low << ' ' << step;
      for (const double t : all) {
        EXPECT_GE(t, range.low - 1e-6 * range.size());
        EXPECT_LE(t, range.high + 1e-6 * range.size());
      }
    }
  }
}

TEST(Layout, TickLabelsTellTicksApart) {
  EXPECT_EQ(tick_label(-4, 1, true), "\u22124");
  EXPECT_EQ(tick_label(-4, 1, false), "-4");
  EXPECT_EQ(tick_label(0.30000000000000004, 0.1, true), "0.3");
  EXPECT_EQ(tick_label(0.25, 0.25, true), "0.25");
  EXPECT_EQ(tick_label(100000, 20000, true), "100000");
  EXPECT_EQ(tick_label(1000.0002, 0.0002, true), "1000.0002");
  EXPECT_EQ(tick_label(5e299, 2.5e299, true), "5e+299");
}

TEST(Layout, YRangeHoldsEverythingAndZero) {
  Figure figure = figure_of(2, 3, [](double x) { return x; });
  figure.dashed = {5};
  EXPECT_EQ(y_range(figure).low, 0);
  EXPECT_GT(y_range(figure).high, 5);
  figure.series[0].y.assign(figure.x.size(), kNan);
  figure.dashed = {};
  EXPECT_GT(y_range(figure).size(), 0);  // nothing to show is no error
  figure.series[0].y[3] = -kInf;
  figure.series[0].y[4] = -7;
  EXPECT_LT(y_range(figure).low, -7);
  EXPECT_TRUE(std::isfinite(y_range(figure).low));
}

TEST(Layout, HitsCountsSegmentsInTheBox) {
  const Polyline steep{{0, 10}, {0, 100}};
  EXPECT_EQ(hits({4, 40, 6, 60}, std::vector{steep}), 1);
  EXPECT_EQ(hits({11, 0, 20, 100}, std::vector{steep}), 0);
  const Polyline gap{{0, 5, 10}, {0, kNan, 100}};
  EXPECT_EQ(hits({0, 0, 10, 100}, std::vector{gap}), 0);
}

TEST(Layout, LegendEvadesCurves) {
  const Box area{0, 0, 100, 100};
  EXPECT_EQ(place_legend(area, 20, 10, {}).left, 0);
  EXPECT_EQ(place_legend(area, 20, 10, {}).top, 45);
  const std::vector<Polyline> left{{{0, 20}, {50, 50}}};
  const Box box = place_legend(area, 20, 10, left);
  EXPECT_EQ(hits(box, left), 0);
  EXPECT_EQ(box.left, 0);  // top left comes before the right
  EXPECT_EQ(box.top, 0);
}

TEST(Text, AsciiCurveIsWhereItBelongs) {
  Figure figure = figure_of(-4, 4, logistic);
  figure.dashed = {1};
  const std::vector<std::string> lines =
      lines_of(render_text(figure, ascii(81, 24)));
  ASSERT_EQ(lines.size(), 24u);
  // Rows 2 (y = 1) to 22 (y = 0), one each 0.05; columns 0 to 80, one each 0.1.
  for (int column = 30; column <= 80; ++column) {
    const double y = logistic(-4 + column * 0.1);
    const int row = 22 - static_cast<int>(std::lround(y / 0.05));
    const std::string& line = lines[static_cast<std::size_t>(row)];
    ASSERT_LT(static_cast<std::size_t>(column), line.size()) << column;
    EXPECT_EQ(line[static_cast<std::size_t>(column)], '*') << column;
  }
  // The axes cross at the origin, the dashed line is at y = 1.
  EXPECT_EQ(lines[21][40], '|');
  EXPECT_EQ(lines[22][40], '+');
  EXPECT_EQ(lines[2].substr(0, 6), "-- -- ");
  EXPECT_NE(lines[2].find("1 +"), std::string::npos);
  EXPECT_EQ(lines[23].substr(0, 2), "-4");
  EXPECT_EQ(lines[23].back(), '4');
}

TEST(Text, AsciiIsAscii) {
  Figure figure = figure_of(-1, 1, [](double x) { return x; });
  figure.series[0].label = "f\u2032(x) \u03c3";
  const std::string text = render_text(figure, ascii());
  EXPECT_TRUE(std::all_of(text.begin(), text.end(), [](char c) {
    return c == '\n' || (c >= ' ' && c <= '~');
  })) << text;
  EXPECT_NE(text.find("f'(x) ?"), std::string::npos) << text;
}

TEST(Text, KeepsToItsSize) {
  for (const bool unicode : {false, true}) {
    for (const int columns : {40, 57, 80, 140}) {
      Figure figure = figure_of(-5, 3, [](double x) { return x * x - 4; });
      figure.dashed = {-1, 1};
      const std::vector<std::string> lines =
          lines_of(render_text(figure, {columns, 20, unicode, false}));
      EXPECT_EQ(lines.size(), 20u);
      for (const std::string& line : lines) {
        const auto characters =
            std::count_if(line.begin(), line.end(),
                          [](char c) { return (c & 0xC0) != 0x80; });
        EXPECT_LE(characters, columns) << line;
        EXPECT_TRUE(line.empty() || line.back() != ' ') << line;
      }
    }
  }
}

TEST(Text, GapsStayGaps) {
  const auto gap = [](double x) {
    return x < -1 ? 1.0 : x < 1 ? kNan : x < 2 ? kInf : 1.0;
  };
  const std::vector<std::string> lines =
      lines_of(render_text(figure_of(-4, 4, gap), ascii(81, 24)));
  const auto line =
      std::find_if(lines.begin(), lines.end(),
                   [](const std::string& l) { return l.find("****") == 0; });
  ASSERT_NE(line, lines.end());
  for (int column = 0; column <= 80; ++column) {
    const double x = -4 + column * 0.1;
    if (std::fabs(x + 1) < 0.15 || std::fabs(x - 2) < 0.15) continue;
    EXPECT_EQ((*line)[static_cast<std::size_t>(column)] == '*', x < -1 || x > 2)
        << column;
  }
}

TEST(Text, CurvesDifferWithoutColour) {
  Figure figure = figure_of(-4, 4, logistic);
  figure.series.push_back(figure.series[0]);
  figure.series[1].label = "g(x)";
  for (double& y : figure.series[1].y) y = 1 - y;
  const std::string text = render_text(figure, ascii());
  EXPECT_NE(text.find("**** f(x)"), std::string::npos);
  EXPECT_NE(text.find("oooo g(x)"), std::string::npos);
  const std::string braille = render_text(figure, {80, 24, true, false});
  EXPECT_NE(braille.find("⠤⠤⠤⠤ f(x)"), std::string::npos);
  EXPECT_NE(braille.find("⠄⠄⠄⠄ g(x)"), std::string::npos);
}

TEST(Text, ColoursAddNothingButColours) {
  const Figure figure = figure_of(-4, 4, logistic);
  const std::string plain = render_text(figure, {80, 24, true, false});
  const std::string coloured = render_text(figure, {80, 24, true, true});
  EXPECT_EQ(plain.find('\033'), std::string::npos);
  EXPECT_NE(coloured.find("\033[38;5;39m"), std::string::npos);
  EXPECT_EQ(std::regex_replace(coloured, std::regex("\033\\[[0-9;]*m"), ""),
            plain);
  for (const std::string& line : lines_of(coloured)) {
    const std::size_t last = line.rfind('\033');
    if (last == std::string::npos) continue;
    EXPECT_EQ(line.substr(last, 4), "\033[0m") << "a colour runs on: " << line;
  }
}

TEST(Image, SvgCurveIsWhereItBelongs) {
  Figure figure = figure_of(-4, 4, logistic);
  figure.series.push_back(figure.series[0]);
  for (double& y : figure.series[1].y) y *= y - 1;
  figure.dashed = {1};
  const std::string svg = render_image(figure, ImageFormat::svg);
  // The axes: the longest horizontal and vertical lines, through the origin.
  std::smatch across, up;
  ASSERT_TRUE(std::regex_search(
      svg, across,
      std::regex("stroke:rgb[^>]*\"M ([0-9.]+) ([0-9.]+) L ([0-9.]+) \\2 ")));
  ASSERT_TRUE(std::regex_search(
      svg, up,
      std::regex("stroke:rgb[^>]*\"M ([0-9.]+) ([0-9.]+) L \\1 ([0-9.]+) ")));
  const double left = std::stod(across[1]), right = std::stod(across[3]);
  const double y0 = std::stod(across[2]), x0 = std::stod(up[1]);
  EXPECT_NEAR(x0, (left + right) / 2, 1);
  // The dashed line is the next one across; it tells the scale of y.
  std::smatch dashed;
  ASSERT_TRUE(std::regex_search(
      svg, dashed,
      std::regex("stroke-dasharray[^>]* d=\"M ([0-9.]+) ([0-9.]+) L ([0-9.]+) "
                 "\\2 ")));
  EXPECT_EQ(std::stod(dashed[1]), left);
  EXPECT_EQ(std::stod(dashed[3]), right);
  const double unit_y = y0 - std::stod(dashed[2]);
  const double unit_x = (right - left) / 8;

  const auto points = svg_curve(svg, 0);
  ASSERT_GT(points.size(), 50u);
  EXPECT_NEAR(points.front().first, left, 0.01);
  EXPECT_NEAR(points.back().first, right, 0.01);
  for (const auto& [px, py] : points) {
    const double x = (px - (left + right) / 2) / unit_x;
    EXPECT_NEAR(y0 - py, logistic(x) * unit_y, 1.5) << x;
  }
  // s (s - 1), below the axis.
  const auto second = svg_curve(svg, 1);
  ASSERT_GT(second.size(), 50u);
  for (const auto& [px, py] : second) {
    const double s = logistic((px - (left + right) / 2) / unit_x);
    EXPECT_NEAR(y0 - py, s * (s - 1) * unit_y, 1.5);
  }
}

TEST(Image, SvgGapsStayGaps) {
  const std::string svg = render_image(
      figure_of(-4, 4, [](double x) { return std::fabs(x) < 1 ? kNan : 1.0; }),
      ImageFormat::svg);
  std::smatch curve;
  ASSERT_TRUE(std::regex_search(
      svg, curve, std::regex("stroke-linecap:round[^>]* d=\"([^\"]*)\"")));
  const std::string path = curve[1];
  EXPECT_EQ(std::count(path.begin(), path.end(), 'M'), 2) << path;
}

TEST(Image, FormatsHaveTheirSignatures) {
  const Figure figure = figure_of(-4, 4, logistic);
  EXPECT_EQ(render_image(figure, ImageFormat::png).substr(0, 8),
            "\x89PNG\r\n\x1a\n");
  EXPECT_EQ(render_image(figure, ImageFormat::pdf).substr(0, 5), "%PDF-");
  EXPECT_NE(render_image(figure, ImageFormat::svg).find("<svg "),
            std::string::npos);
}

}  // namespace
}  // namespace ogive::internal
