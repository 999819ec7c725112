// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// Proves that figures show what they are given: curves run through the right
// places of images and of terminal drawings, gaps stay gaps, what leaves the
// frame is cut off, not bent, many curves can be told apart, ticks and labels
// name the right values, the legend hides no curve, and sheets hold every panel
// under its title.

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <optional>
#include <regex>
#include <set>
#include <sstream>
#include <string>
#include <utility>
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

// As many functions as there are colours, each with its derivative: k sin x
// over [-4, 4] with k = 1, 1/2, 1/3 and so on.
Figure figure_of_many() {
  Figure figure = figure_of(-4, 4, [](double) { return 0.0; });
  figure.series.clear();
  for (int colour = 0; colour < kFigureColours; ++colour) {
    const std::string name(1, static_cast<char>('f' + colour));
    Series function{name + "(x)", {}, colour, false};
    Series derivative{name + "\u2032(x)", {}, colour, true};
    for (const double x : figure.x) {
      function.y.push_back(std::sin(x) / (colour + 1));
      derivative.y.push_back(std::cos(x) / (colour + 1));
    }
    figure.series.push_back(function);
    figure.series.push_back(derivative);
  }
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
  figure.series[0].y[4] = -5;
  EXPECT_LT(y_range(figure).low, -5);
  EXPECT_TRUE(std::isfinite(y_range(figure).low));
}

TEST(Layout, YRangeCutsOffWhatGrowsFast) {
  // The axis is 4 long on each side, so y goes to 6.
  Figure figure = figure_of(-4, 4, [](double x) { return std::exp(x); });
  EXPECT_EQ(y_range(figure).low, 0);
  EXPECT_EQ(y_range(figure).high, 6);
  for (double& y : figure.series[0].y) y = -y;
  EXPECT_EQ(y_range(figure).low, -6);
  // A longer axis, higher curves.
  EXPECT_EQ(
      y_range(figure_of(-1, 10, [](double x) { return std::exp(x); })).high,
      15);
  // Curves far from 0 are not cut off whole, and limits are always inside.
  figure.series[0].y.assign(figure.x.size(), 20);
  EXPECT_GT(y_range(figure).high, 20);
  figure = figure_of(-4, 4, logistic);
  figure.dashed = {100};
  EXPECT_GT(y_range(figure).high, 100);
}

TEST(Layout, YRangeIsTheCallersWhereGiven) {
  Figure figure = figure_of(-4, 4, logistic);
  figure.y_low = 0.25;
  EXPECT_EQ(y_range(figure).low, 0.25);
  EXPECT_GT(y_range(figure).high, logistic(4));
  figure.y_high = 0.5;
  EXPECT_EQ(y_range(figure).high, 0.5);
}

TEST(Layout, ClipCutsAtTheBorder) {
  // Up through the frame and down again within one segment each.
  const Polyline out = clip({{0, 10, 20}, {-10, 30, -10}}, 0, 20);
  ASSERT_EQ(out.x.size(), 5u);
  EXPECT_EQ(std::vector(out.x.begin(), out.x.begin() + 2),
            (std::vector<double>{2.5, 7.5}));
  EXPECT_EQ(std::vector(out.y.begin(), out.y.begin() + 2),
            (std::vector<double>{0, 20}));
  EXPECT_TRUE(std::isnan(out.y[2]));
  EXPECT_EQ(std::vector(out.x.begin() + 3, out.x.end()),
            (std::vector<double>{12.5, 17.5}));
  EXPECT_EQ(std::vector(out.y.begin() + 3, out.y.end()),
            (std::vector<double>{20, 0}));

  const Polyline inside{{0, 1, 2}, {0, 20, 10}};
  EXPECT_EQ(clip(inside, 0, 20).x, inside.x);
  EXPECT_EQ(clip(inside, 0, 20).y, inside.y);
  EXPECT_TRUE(clip({{0, 1}, {21, 22}}, 0, 20).x.empty());
  EXPECT_TRUE(clip({{0, 1}, {kNan, 1}}, 0, 20).x.empty());
  EXPECT_TRUE(clip({{0, 1}, {kInf, 1}}, 0, 20).x.empty());
}

TEST(Layout, ThinLeavesOutOnlyWhatIsNotSeen) {
  Polyline line{{}, {}}, circle{{}, {}};
  for (int i = 0; i <= 300; ++i) {
    line.x.push_back(i);
    line.y.push_back(i < 150 ? i : 300 - i);
    circle.x.push_back(i - 150);
    circle.y.push_back(std::sqrt(160.0 * 160 - (i - 150) * (i - 150)));
  }
  const Polyline thin_line = thin(line, 0.01);
  EXPECT_LT(thin_line.x.size(), 10u);
  EXPECT_EQ(thin_line.x.back(), 300);
  EXPECT_NE(std::find(thin_line.x.begin(), thin_line.x.end(), 150),
            thin_line.x.end());
  const Polyline arc = thin(circle, 0.1);
  EXPECT_LT(arc.x.size(), 100u);
  for (std::size_t i = 1; i < arc.x.size(); ++i) {
    // Its lines run inside the circle, no farther than the tolerance.
    const double middle = std::hypot((arc.x[i - 1] + arc.x[i]) / 2,
                                     (arc.y[i - 1] + arc.y[i]) / 2);
    EXPECT_GE(middle, 160 - 0.11);
  }
  const Polyline gap{{0, 1, 2, 3, 4}, {0, 0, kNan, 0, 0}};
  EXPECT_EQ(thin(gap, 0.01).x, gap.x);
}

TEST(Layout, LegendEntries) {
  Figure figure = figure_of_many();
  figure.dashed = {-0.278464542761074, 1};
  const std::vector<LegendEntry> many = legend_entries(figure, true);
  ASSERT_EQ(many.size(), kFigureColours + 1u);
  EXPECT_EQ(many[1].label, "g(x), g\u2032(x)");
  EXPECT_EQ(many[1].series, (std::vector<std::size_t>{2, 3}));
  EXPECT_EQ(many.back().label, "y = \u22120.2785, 1");
  EXPECT_TRUE(many.back().series.empty());
  EXPECT_EQ(legend_entries(figure, false).back().label, "y = -0.2785, 1");
  // One function has room for two lines.
  figure.series.resize(2);
  const std::vector<LegendEntry> one = legend_entries(figure, true);
  ASSERT_EQ(one.size(), 3u);
  EXPECT_EQ(one[0].label, "f(x)");
  EXPECT_EQ(one[1].label, "f\u2032(x)");
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
  const std::optional<Box> anywhere = place_legend(area, 20, 10, {});
  ASSERT_TRUE(anywhere);
  EXPECT_EQ(anywhere->left, 0);
  EXPECT_EQ(anywhere->top, 45);
  const std::vector<Polyline> left{{{0, 20}, {50, 50}}};
  const std::optional<Box> box = place_legend(area, 20, 10, left);
  ASSERT_TRUE(box);
  EXPECT_EQ(hits(*box, left), 0);
  EXPECT_EQ(box->left, 0);  // top left comes before the right
  EXPECT_EQ(box->top, 0);
  // A gap away from corners and centres.
  const std::vector<Polyline> gap{{{0, 100}, {20, 20}}, {{0, 100}, {80, 80}},
                                  {{0, 100}, {0, 0}},   {{0, 100}, {100, 100}},
                                  {{0, 40}, {50, 50}},  {{70, 100}, {50, 50}}};
  const std::optional<Box> found = place_legend(area, 20, 10, gap);
  ASSERT_TRUE(found);
  EXPECT_EQ(hits(*found, gap), 0);
  // Nowhere.
  const std::vector<Polyline> diagonal{{{0, 100}, {0, 100}}};
  EXPECT_FALSE(place_legend(area, 20, 10, diagonal));
  EXPECT_FALSE(place_legend(area, 101, 10, {}));
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
  figure.series[1].label = "f\u2032(x)";
  figure.series[1].derivative = true;
  for (double& y : figure.series[1].y) y = 1 - y;
  const std::string text = render_text(figure, ascii());
  EXPECT_NE(text.find("**** f(x)"), std::string::npos);
  EXPECT_NE(text.find("oooo f'(x)"), std::string::npos);
  const std::string braille = render_text(figure, {80, 24, true, false});
  EXPECT_NE(braille.find("⠤⠤⠤⠤ f(x)"), std::string::npos);
  EXPECT_NE(braille.find("⠄⠄⠄⠄ f′(x)"), std::string::npos);
  EXPECT_EQ(braille.find("●"), std::string::npos);  // needs no marks
}

TEST(Text, ManyCurvesHaveLettersOrMarks) {
  Figure figure = figure_of_many();
  const std::string text = render_text(figure, ascii());
  const std::string braille = render_text(figure, {80, 24, true, false});
  const char* const letters[][2] = {{"***", "ooo"}, {"XXX", "xxx"},
                                    {"###", ":::"}, {"@@@", "aaa"},
                                    {"WWW", "www"}, {"MMM", "mmm"}};
  const char* const marks[][2] = {{"●", "○"}, {"■", "□"}, {"▲", "△"},
                                  {"◆", "◇"}, {"▼", "▽"}, {"★", "☆"}};
  const auto count = [](const std::string& where, const std::string& what) {
    int n = 0;
    for (std::size_t at = 0; (at = where.find(what, at)) != where.npos; ++at) {
      ++n;
    }
    return n;
  };
  for (std::size_t k = 0; k < kFigureColours; ++k) {
    const std::string name(1, static_cast<char>('f' + k));
    const std::string label = name + "(x), " + name;
    EXPECT_EQ(count(text, std::string(letters[k][0]) + " " + letters[k][1] +
                              " " + label + "'(x)"),
              1)
        << text;
    EXPECT_EQ(count(braille, std::string("⠤") + marks[k][0] + "⠤ ⠄" +
                                 marks[k][1] + "⠄ " + label + "′(x)"),
              1)
        << braille;
    // Marks on the curves beside those in the legend.
    EXPECT_GE(count(braille, marks[k][0]), 3) << marks[k][0] << '\n' << braille;
    EXPECT_GE(count(braille, marks[k][1]), 3) << marks[k][1] << '\n' << braille;
  }
}

TEST(Text, CurvesAreCutOffAtTheEdges) {
  Figure figure = figure_of(-4, 4, [](double x) { return 100 * x; });
  figure.y_low = -1;
  figure.y_high = 1;
  const std::vector<std::string> lines =
      lines_of(render_text(figure, ascii(81, 24)));
  ASSERT_EQ(lines.size(), 24u);
  // Steep through the origin, and nowhere else but in the legend.
  for (std::size_t row = 0; row < 23; ++row) {
    EXPECT_EQ(lines[row].size() > 40 ? lines[row][40] : ' ', '*') << row;
    EXPECT_EQ(lines[row].find('*', 41), std::string::npos) << row;
  }
  EXPECT_EQ(lines[23].find('*'), std::string::npos);
}

TEST(Text, LegendHidesNoCurve) {
  // Lines across, with too little room between them.
  Figure figure = figure_of(-4, 4, [](double) { return 0.0; });
  figure.series.clear();
  for (int k = 0; k < kFigureColours; ++k) {
    figure.series.push_back(
        {"f(x)", std::vector(figure.x.size(), k + 1.0), k, false});
  }
  const std::vector<std::string> lines =
      lines_of(render_text(figure, ascii(81, 24)));
  for (const char letter : {'*', 'X', '#', '@', 'W', 'M'}) {
    EXPECT_TRUE(std::any_of(lines.begin(), lines.end(),
                            [&](const std::string& line) {
                              return std::count(line.begin(), line.end(),
                                                letter) >= 80;
                            }))
        << letter;
  }
  EXPECT_EQ(lines[0].find("**** f(x)"), 0u);
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
  ASSERT_GT(points.size(), 20u);
  EXPECT_NEAR(points.front().first, left, 0.01);
  EXPECT_NEAR(points.back().first, right, 0.01);
  for (const auto& [px, py] : points) {
    const double x = (px - (left + right) / 2) / unit_x;
    EXPECT_NEAR(y0 - py, logistic(x) * unit_y, 1.5) << x;
  }
  // s (s - 1), below the axis.
  const auto second = svg_curve(svg, 1);
  ASSERT_GT(second.size(), 20u);
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

TEST(Image, CurvesAreCutOffAtTheFrame) {
  // 10 x leaves y = +-1 at x = +-0.1.
  Figure figure = figure_of(-4, 4, [](double x) { return 10 * x; });
  figure.y_low = -1;
  figure.y_high = 1;
  const auto points = svg_curve(render_image(figure, ImageFormat::svg), 0);
  ASSERT_GE(points.size(), 2u);
  const auto [x0, y0] = points.front();
  const auto [x1, y1] = points.back();
  EXPECT_NEAR(y0, 402, 0.01);  // of 450, with a margin of 48
  EXPECT_NEAR(y1, 24, 0.01);
  EXPECT_NEAR(x0, 360 - 0.1 * 78, 0.01);  // the width is 78 for each unit of x
  EXPECT_NEAR(x1, 360 + 0.1 * 78, 0.01);
}

TEST(Image, HugeValuesAreCutOffToo) {
  Figure figure = figure_of(-4, 4, [](double x) { return std::exp(177 * x); });
  figure.series.push_back({"g(x)", figure.series[0].y, 1, false});
  for (double& y : figure.series[1].y) y = -y;
  const std::string svg = render_image(figure, ImageFormat::svg);
  for (const int k : {0, 1}) {
    for (const auto& [px, py] : svg_curve(svg, k)) {
      EXPECT_GE(py, 24 - 0.01);
      EXPECT_LE(py, 402 + 0.01);
    }
  }
}

TEST(Image, ManyCurvesCanBeToldApart) {
  const std::string svg = render_image(figure_of_many(), ImageFormat::svg);
  // Curves have round ends; solid ones come first.
  const std::regex curve(
      "stroke-width:([0-9.]+);stroke-linecap:round;[^\"]*stroke:rgb\\(([^)]*)"
      "\\)"
      "[^\"]*\"[^>]* d=\"([^\"]*)\"");
  std::vector<std::string> widths, colours, broken_widths, broken_colours;
  for (auto it = std::sregex_iterator(svg.begin(), svg.end(), curve);
       it != std::sregex_iterator(); ++it) {
    const std::string path = (*it)[3];
    // Those of two points are the legend's.
    if (std::count(path.begin(), path.end(), ' ') < 20) continue;
    const bool broken =
        (*it)[0].str().find("stroke-dasharray") != std::string::npos;
    (broken ? broken_widths : widths).push_back((*it)[1]);
    (broken ? broken_colours : colours).push_back((*it)[2]);
  }
  ASSERT_EQ(colours.size(), std::size_t{kFigureColours});
  EXPECT_EQ(broken_colours, colours) << "a derivative has another colour";
  EXPECT_EQ(broken_widths.size(), widths.size());
  EXPECT_EQ(std::set(colours.begin(), colours.end()).size(), colours.size());
  for (std::size_t k = 1; k < widths.size(); ++k) {
    EXPECT_LT(std::stod(widths[k]), std::stod(widths[k - 1]));
  }
}

TEST(Image, LegendHidesNoCurve) {
  // Curves everywhere: the legend goes above the figure.
  Figure figure = figure_of(-4, 4, [](double) { return 0.0; });
  figure.series[0].y.clear();
  for (std::size_t i = 0; i < figure.x.size(); ++i) {
    figure.series[0].y.push_back(i % 2 == 0 ? 1 : -1);
  }
  const std::string svg = render_image(figure, ImageFormat::svg);
  double top = 450;
  for (const auto& [px, py] : svg_curve(svg, 0)) top = std::min(top, py);
  // The legend's sample is the one short horizontal line of the curve's width.
  std::smatch sample;
  ASSERT_TRUE(std::regex_search(
      svg, sample,
      std::regex("stroke-width:3;stroke-linecap:butt[^>]* d=\"M [0-9.]+ "
                 "([0-9.]+) L")));
  EXPECT_LT(std::stod(sample[1]), top - 8);
}

TEST(Image, SheetHasEveryPanelUnderItsTitle) {
  const std::vector<std::string> titles{"sigmoid", "tanh",  "gelu",
                                        "silu",    "relu6", "logit"};
  Sheet sheet;
  for (const std::string& title : titles) {
    Figure figure = figure_of(-4, 4, logistic);
    figure.series.push_back({"f\u2032(x)", figure.series[0].y, 0, true});
    sheet.panels.push_back({title, figure});
  }
  sheet.panels[0].figure.dashed = {1};
  const std::string svg = render_sheet(sheet, ImageFormat::svg);
  EXPECT_NE(svg.find("width=\"976"), std::string::npos);

  // Cairo draws text as glyphs, whose names differ from run to run, but a
  // letter of one font is one glyph. Titles are the text in the font that no
  // other has.
  struct Glyph {
    std::string name;
    double x, y;
  };
  std::map<std::string, std::vector<Glyph>> fonts;
  const std::regex use(
      "<use xlink:href=\"#(glyph[0-9]+|glyph)-([0-9]+-[0-9]+|[0-9]+)\" "
      "x=\"([0-9.]+)\" y=\"([0-9.]+)\"/>");
  for (auto it = std::sregex_iterator(svg.begin(), svg.end(), use);
       it != std::sregex_iterator(); ++it) {
    const std::string id = (*it)[2];
    const std::string font = (*it)[1].str() + id.substr(0, id.find('-'));
    fonts[(*it)[1].str() == "glyph" ? font : (*it)[1].str()].push_back(
        {id, std::stod((*it)[3]), std::stod((*it)[4])});
  }
  std::string all;
  for (const std::string& title : titles) all += title;
  const auto font = std::find_if(
      fonts.begin(), fonts.end(),
      [&](const auto& f) { return f.second.size() == all.size(); });
  ASSERT_NE(font, fonts.end());
  const std::vector<Glyph>& glyphs = font->second;
  std::map<char, std::string> names;
  std::set<std::string> different;
  for (std::size_t i = 0; i < all.size(); ++i) {
    const auto [known, added] = names.emplace(all[i], glyphs[i].name);
    EXPECT_EQ(known->second, glyphs[i].name) << all[i];
    if (added) different.insert(glyphs[i].name);
  }
  EXPECT_EQ(different.size(), names.size());
  // Four columns, each title above and left of its curve.
  std::size_t first = 0;
  for (std::size_t i = 0; i < titles.size(); ++i) {
    const auto points = svg_curve(svg, static_cast<int>(2 * i + 1));
    ASSERT_GT(points.size(), 20u) << titles[i];
    EXPECT_NEAR(glyphs[first].x, points.front().first, 1) << titles[i];
    EXPECT_NEAR(glyphs[first].x, 38 + 232.0 * static_cast<double>(i % 4), 1)
        << titles[i];
    for (const auto& [px, py] : points) EXPECT_GT(py, glyphs[first].y);
    EXPECT_LT(points.front().second - glyphs[first].y, 190) << titles[i];
    first += titles[i].size();
  }
  // One dashed line in the first panel, one in the legend.
  const std::regex dashed("stroke:rgb\\(0%,0%,0%\\)[^\"]*stroke-dasharray");
  EXPECT_EQ(std::distance(std::sregex_iterator(svg.begin(), svg.end(), dashed),
                          std::sregex_iterator()),
            2);
}

TEST(Image, SheetsOfAnySize) {
  for (const std::size_t count : {1, 3, 5, 27}) {
    Sheet sheet;
    sheet.panels.assign(count, {"f", figure_of(-4, 4, logistic)});
    EXPECT_EQ(render_sheet(sheet, ImageFormat::png).substr(0, 8),
              "\x89PNG\r\n\x1a\n");
    EXPECT_EQ(render_sheet(sheet, ImageFormat::pdf).substr(0, 5), "%PDF-");
  }
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
