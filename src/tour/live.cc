// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// The slider, the curves, the cost of the derivative.

#include "tour/live.h"

#include <fmt/format.h>

#include <array>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "io/number.h"
#include "kernels/dispatch.h"
#include "ogive/activations.h"
#include "plot/layout.h"
#include "studies/measure.h"
#include "studies/study.h"
#include "tour/html.h"

namespace ogive::internal {
namespace {

// The slider's curve: from -kReach to kReach across, 0 to 1 up. page.js reads
// these from the image.
constexpr double kReach = 20;
constexpr double kLeft = 34, kRight = 626, kTop = 16, kBottom = 214;
constexpr double kWidth = 640, kHeight = 244;

double across(double x) {
  return kLeft + (x + kReach) / (2 * kReach) * (kRight - kLeft);
}
double up(double y) { return kBottom - y * (kBottom - kTop); }

std::string curve(double (*f)(double)) {
  std::string d;
  for (int i = -200; i <= 200; ++i) {
    const double x = i * kReach / 200;
    d += fmt::format("{}{:.1f} {:.1f}", d.empty() ? "M" : "L", across(x),
                     up(f(x)));
  }
  return d;
}

std::string live_image(const Texts& text) {
  std::string out = fmt::format(
      "<svg id=\"live-image\" viewBox=\"0 0 {} {}\" role=\"img\" "
      "aria-labelledby=\"live-title\" data-reach=\"{}\" data-left=\"{}\" "
      "data-right=\"{}\" data-top=\"{}\" data-bottom=\"{}\">\n"
      "<title id=\"live-title\">{}</title>\n",
      kWidth, kHeight, kReach, kLeft, kRight, kTop, kBottom,
      html_text(text("tour.function.alt")));
  const auto line = [&out](double x0, double y0, double x1, double y1,
                           const char* style) {
    out +=
        fmt::format("<path style=\"{}\" d=\"M{:.1f} {:.1f}L{:.1f} {:.1f}\"/>\n",
                    style, x0, y0, x1, y1);
  };
  const auto label = [&out](double x, double y, const char* anchor,
                            const std::string& words) {
    out += fmt::format(
        "<text x=\"{:.1f}\" y=\"{:.1f}\" font-size=\"14\" "
        "text-anchor=\"{}\">{}</text>\n",
        x, y, anchor, words);
  };
  line(kLeft, kBottom, kRight, kBottom, "stroke:var(--ink)");
  line(across(0), kTop, across(0), kBottom, "stroke:var(--faint)");
  line(kLeft, kTop, kRight, kTop, "stroke:var(--ink);stroke-dasharray:7 5");
  for (int x = -20; x <= 20; x += 5) {
    line(across(x), kBottom, across(x), kBottom + 5, "stroke:var(--ink)");
    label(across(x), kBottom + 20, "middle", tick_label(x, 5, true));
  }
  label(kLeft - 8, kTop + 5, "end", "1");
  label(kLeft - 8, kBottom + 5, "end", "0");
  out += fmt::format(
      "<path style=\"fill:none;stroke:var(--c0);stroke-width:3\" d=\"{}\"/>\n"
      "<path style=\"fill:none;stroke:var(--c4);stroke-width:2;"
      "stroke-dasharray:5 4\" d=\"{}\"/>\n",
      curve([](double x) { return ogive::sigmoid(x); }),
      curve([](double x) { return ogive::sigmoid_derivative(x); }));
  label(across(6), up(0.86), "start", "s(x)");
  label(across(6), up(0.1), "start", "s\u2032(x)");
  out +=
      "<circle id=\"live-s\" r=\"6\" style=\"fill:var(--c0)\"/>\n"
      "<circle id=\"live-d\" r=\"5\" style=\"fill:var(--c4)\"/>\n</svg>\n";
  return out;
}

// Rows of x, s(x), s'(x), the gradient from the output and from the tail, all
// as the library has them in float.
std::string check_points() {
  std::vector<float> x;
  for (int i = -80; i <= 80; ++i) x.push_back(static_cast<float>(i) / 4);
  // Ties near 0 among them: 1/2 + x/4 is midway between two floats.
  for (const float v :
       {0x1.8p-22f, 0x1.cp-21f, -0x1.8p-23f, -0x1.cp-22f, 1e-30f, -0.3f,
        3.14159f, 17.328679f, 17.33f, -87.5f, -100.0f, 100.0f}) {
    x.push_back(v);
  }
  const std::size_t n = x.size();
  const std::vector<float> one(n, 1);
  std::vector<float> y(n), t(n), d(n), from_output(n), from_tail(n);
  ogive::sigmoid_with_tail(std::span<const float>(x), std::span<float>(y),
                           std::span<float>(t));
  ogive::sigmoid_derivative(std::span<const float>(x), std::span<float>(d));
  ogive::sigmoid_backward(std::span<const float>(one),
                          std::span<const float>(y),
                          std::span<float>(from_output));
  ogive::sigmoid_backward_tail(std::span<const float>(one),
                               std::span<const float>(t),
                               std::span<float>(from_tail));
  std::string out = "[";
  for (std::size_t i = 0; i < n; ++i) {
    out += fmt::format("{}[{},{},{},{},{}]", i == 0 ? "" : ",\n",
                       format_number(x[i]), format_number(y[i]),
                       format_number(d[i]), format_number(from_output[i]),
                       format_number(from_tail[i]));
  }
  return out + "]";
}

ChartSeries curve_of(Function function, double from, double to, int colour) {
  std::vector<double> x, y(241);
  for (int i = 0; i <= 240; ++i) x.push_back(from + (to - from) * i / 240);
  run(function, Op::forward, Dtype::f64,
      {{x.data(), nullptr}, {y.data(), nullptr}}, x.size(),
      default_params(function), options());
  return chart_series(function_info(function).name, x, y,
                      ChartSeries::Kind::line, colour);
}

}  // namespace

std::string live_figure(const Texts& text) {
  std::string out = "<figure id=\"live\">\n" + live_image(text);
  out += fmt::format(
      "<div class=\"controls\">\n"
      "<label for=\"live-number\">x = </label>"
      "<input id=\"live-number\" type=\"number\" step=\"any\" value=\"2\">\n"
      "<input id=\"live-slider\" type=\"range\" min=\"{}\" max=\"{}\" "
      "step=\"0.01\" value=\"2\" aria-label=\"{}\">\n</div>\n",
      -kReach, kReach, html_text(text("tour.function.slider")));
  out += "<dl class=\"live\" aria-live=\"polite\">\n";
  for (const char* name : {"s", "d", "output", "tail"}) {
    out += fmt::format(
        "<div><dt>{}</dt><dd id=\"live-{}-value\"></dd></div>\n",
        html_line(text("tour.function.live." + std::string(name))), name);
  }
  out += fmt::format(
      "</dl>\n<noscript><p>{}</p></noscript>\n"
      "<figcaption>{} <span id=\"agreement\" data-agree=\"{}\" "
      "data-differ=\"{}\"></span></figcaption>\n"
      "<script type=\"application/json\" id=\"check-points\">{}</script>\n"
      "</figure>\n",
      html_line(text("tour.function.noscript")),
      html_line(text("tour.function.caption")),
      html_text(text("tour.function.agree")),
      html_text(text("tour.function.differ")), check_points());
  return out;
}

Figure sigmoid_picture() {
  Figure figure;
  Series s{"sigmoid(x)", {}}, d{"sigmoid\u2032(x)", {}, 0, true};
  for (int i = -400; i <= 400; ++i) {
    const double x = i / 66.0;
    figure.x.push_back(x);
    s.y.push_back(ogive::sigmoid(x));
    d.y.push_back(ogive::sigmoid_derivative(x));
  }
  figure.series = {s, d};
  figure.dashed = {1};
  return figure;
}

Chart product_chart(const Texts& text) {
  std::vector<double> x, s, rest, product;
  for (int i = -120; i <= 120; ++i) {
    x.push_back(i / 20.0);
    s.push_back(ogive::sigmoid(x.back()));
    rest.push_back(ogive::sigmoid(-x.back()));
    product.push_back(ogive::sigmoid_derivative(x.back()));
  }
  Chart chart;
  chart.title = text("tour.derivative.chart");
  chart.x_label = "x";
  chart.x_low = -6;
  chart.x_high = 6;
  chart.series = {
      chart_series("s", x, s, ChartSeries::Kind::line, 0),
      chart_series("1 \u2212 s", x, rest, ChartSeries::Kind::line, 1),
      chart_series("s (1 \u2212 s)", x, product, ChartSeries::Kind::line, 4)};
  return chart;
}

std::vector<Chart> alternative_charts(const Texts& text) {
  Chart rising, saturating;
  rising.title = text("tour.alternatives.chart1");
  saturating.title = text("tour.alternatives.chart2");
  rising.x_label = saturating.x_label = "x";
  int colour = 0;
  for (const Function f : {Function::relu, Function::leaky_relu, Function::elu,
                           Function::gelu, Function::silu, Function::mish}) {
    rising.series.push_back(curve_of(f, -4, 2, colour++));
  }
  colour = 0;
  for (const Function f :
       {Function::sigmoid, Function::tanh, Function::hardsigmoid,
        Function::hardtanh, Function::softsign}) {
    saturating.series.push_back(curve_of(f, -6, 6, colour++));
  }
  return {rising, saturating};
}

Chart measure_derivative(const Texts& text, bool quick, Facts& facts) {
  constexpr std::size_t kElements = 16384;
  constexpr std::array<std::pair<Op, const char*>, 4> kOperations{{
      {Op::forward, "forward"},
      {Op::derivative, "derivative"},
      {Op::backward, "backward"},
      {Op::backward_tail, "tail"},
  }};
  Chart chart;
  chart.title = text("tour.cache.chart");
  chart.y_label = text("cost.chart1.y");
  std::vector<double> at, times;
  for (const auto& [op, name] : kOperations) {
    Subject s;
    s.function = Function::sigmoid;
    s.op = op;
    s.rounds = quick ? 3 : 15;
    // The lower quartile, as in the study of costs.
    const double ns = measure(s, kElements).seconds[kOp].lower * 1e9 /
                      static_cast<double>(kElements);
    facts.set(std::string(name) + "_ns", ns);
    chart.x_names.push_back(text("tour.cache." + std::string(name)));
    at.push_back(static_cast<double>(at.size()));
    times.push_back(ns);
  }
  chart.series = {chart_series("", at, times, ChartSeries::Kind::bars, 0)};
  facts.say("cache_cheaper",
            facts.number("backward_ns") < facts.number("derivative_ns"));
  facts.set("cache_ratio",
            facts.number("derivative_ns") / facts.number("backward_ns"));
  return chart;
}

}  // namespace ogive::internal
