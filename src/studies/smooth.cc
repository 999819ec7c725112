// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// That the sigmoid and its gradient have no jumps: every step from one float to
// the next is measured, beside functions that do jump.

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstdint>
#include <mutex>
#include <span>
#include <string>
#include <vector>

#include "ogive/activations.h"
#include "studies/study.h"

namespace ogive::internal {
namespace {

using In = std::span<const float>;
using Out = std::span<float>;

constexpr float kSmoothReach = 20;

// Which way the steps of a curve may go.
enum class Shape { rises, hill };  // a hill rises up to 0 and falls from there

struct Curve {
  const char* name;
  void (*evaluate)(In, Out);
  Shape shape;
  bool gradient;  // not the output
};

void step(In x, Out y) {
  std::transform(x.begin(), x.end(), y.begin(),
                 [](float v) { return v >= 0 ? 1.0f : 0.0f; });
}

constexpr options kFast{.accuracy = accuracy::fast};

constexpr std::array<Curve, 8> kCurves{{
    {"step", step, Shape::rises, false},
    {"sigmoid", [](In x, Out y) { ogive::sigmoid(x, y); }, Shape::rises, false},
    {"sigmoid_fast", [](In x, Out y) { ogive::sigmoid(x, y, kFast); },
     Shape::rises, false},
    {"relu_gradient", [](In x, Out y) { ogive::relu_derivative(x, y); },
     Shape::rises, true},
    {"leaky_relu_gradient",
     [](In x, Out y) { ogive::leaky_relu_derivative(x, y); }, Shape::rises,
     true},
    {"hardsigmoid_gradient",
     [](In x, Out y) { ogive::hardsigmoid_derivative(x, y); }, Shape::hill,
     true},
    {"sigmoid_gradient", [](In x, Out y) { ogive::sigmoid_derivative(x, y); },
     Shape::hill, true},
    {"sigmoid_fast_gradient",
     [](In x, Out y) { ogive::sigmoid_derivative(x, y, kFast); }, Shape::hill,
     true},
}};

// Floats counted in their order, 0 being number 0; -0 is left out.
float float_of(std::int64_t number) {
  const auto magnitude =
      static_cast<std::uint32_t>(number < 0 ? -number : number);
  const float v = std::bit_cast<float>(magnitude);
  return number < 0 ? -v : v;
}
std::int64_t number_of(float value) {
  const auto magnitude =
      static_cast<std::int64_t>(std::bit_cast<std::uint32_t>(std::fabs(value)));
  return value < 0 ? -magnitude : magnitude;
}

struct Run {
  std::int64_t first, last;  // numbers of floats, both included
};

// Runs of neighbours, short enough to be shared among threads: all from 2^-12
// to 20 in size and the 2^17 about 0. With `quick` one of every 256.
std::vector<Run> make_runs(bool quick) {
  constexpr std::int64_t kLength = 1 << 20;
  const std::int64_t outer = number_of(kSmoothReach),
                     inner = number_of(0x1p-12f);
  std::vector<Run> runs;
  const auto add = [&](std::int64_t from, std::int64_t to) {
    const std::int64_t every = quick ? kLength * 16 : kLength;
    for (std::int64_t at = from; at < to; at += every) {
      runs.push_back({at, std::min(to, at + (quick ? kLength / 16 : kLength))});
    }
  };
  add(-outer, -inner);
  runs.push_back({-(1 << 16), 1 << 16});
  add(inner, outer);
  // The edges, and where hardsigmoid has its kinks.
  if (quick) {
    for (const float at : {-3.0f, 3.0f}) {
      runs.push_back({number_of(at) - 1000, number_of(at) + 1000});
    }
    runs.push_back({outer - 1000, outer});
  }
  return runs;
}

struct SmoothFound {
  double steps = 0;
  double largest = 0, at = 0;  // the largest step, and the x it ends at
  double against = 0;          // steps the wrong way
};

void look(const Curve& curve, const Run& run, SmoothFound& found) {
  constexpr std::int64_t kPart = 1 << 14;
  std::vector<float> x, y;
  for (std::int64_t from = run.first; from < run.last; from += kPart) {
    const std::int64_t to = std::min(run.last, from + kPart);
    x.clear();
    for (std::int64_t i = from; i <= to; ++i) x.push_back(float_of(i));
    y.resize(x.size());
    curve.evaluate(x, y);
    for (std::size_t i = 1; i < x.size(); ++i) {
      const double change = static_cast<double>(y[i]) - y[i - 1];
      const bool may_rise = curve.shape == Shape::rises || x[i] <= 0;
      if (may_rise ? change < 0 : change > 0) found.against += 1;
      if (std::fabs(change) > found.largest) {
        found.largest = std::fabs(change);
        found.at = static_cast<double>(x[i]);
      }
    }
    found.steps += static_cast<double>(to - from);
  }
}

std::vector<SmoothFound> look_at_all(const StudyRequest& request) {
  const std::vector<Run> runs = make_runs(request.quick);
  std::vector<SmoothFound> all(kCurves.size());
  std::mutex mutex;
  run_jobs("smooth", runs.size(), request.threads, [&](std::size_t r) {
    for (std::size_t c = 0; c < kCurves.size(); ++c) {
      SmoothFound part;
      look(kCurves[c], runs[r], part);
      const std::lock_guard lock(mutex);
      SmoothFound& whole = all[c];
      whole.steps += part.steps;
      whole.against += part.against;
      // Of equal steps the one farther left, whatever the threads' order.
      if (part.largest > whole.largest ||
          (part.largest == whole.largest && part.at < whole.at)) {
        whole.largest = part.largest;
        whole.at = part.at;
      }
    }
  });
  return all;
}

std::vector<Chart> charts(const Texts& text,
                          const std::vector<SmoothFound>& found) {
  using Kind = ChartSeries::Kind;
  Chart curves;
  curves.title = text("smooth.chart1");
  curves.x_label = "x";
  curves.x_low = -6;
  curves.x_high = 6;
  std::vector<float> x;
  std::vector<double> wide;
  for (int i = -600; i <= 600; ++i) {
    x.push_back(static_cast<float>(i) / 100);
    wide.push_back(static_cast<double>(x.back()));
  }
  int colour = 0;
  for (const std::size_t c : {6, 3, 5}) {
    std::vector<float> y(x.size());
    kCurves[c].evaluate(x, y);
    curves.series.push_back(
        chart_series(text("smooth." + std::string(kCurves[c].name)), wide,
                     {y.begin(), y.end()}, Kind::line, colour));
    colour += 2;
  }

  Chart steps;
  steps.title = text("smooth.chart2");
  steps.y_log = true;
  steps.y_high = 2;
  for (const bool gradient : {false, true}) {
    std::vector<double> at, largest;
    for (std::size_t c = 0; c < kCurves.size(); ++c) {
      if (gradient == kCurves[c].gradient) {
        at.push_back(static_cast<double>(c));
        largest.push_back(found[c].largest);
      }
    }
    steps.series.push_back(
        chart_series(text(gradient ? "smooth.gradients" : "smooth.outputs"), at,
                     largest, Kind::bars, gradient ? 1 : 0));
  }
  for (const Curve& c : kCurves) {
    steps.x_names.push_back(text("smooth." + std::string(c.name)));
  }
  return {curves, steps};
}

}  // namespace

StudyResult study_smooth(const StudyRequest& request) {
  const Texts text(request.language);
  const std::vector<SmoothFound> found = look_at_all(request);
  StudyResult result;
  StudyTable table{
      "", {"curve", "steps", "largest_step", "at_x", "against"}, {}};
  for (std::size_t c = 0; c < kCurves.size(); ++c) {
    const SmoothFound& f = found[c];
    table.rows.push_back(
        {std::string(kCurves[c].name), f.steps, f.largest, f.at, f.against});
    const std::string name = kCurves[c].name;
    result.facts.set(name + "_largest", f.largest);
    result.facts.set(name + "_at", f.at);
    result.facts.set(name + "_against", f.against);
  }
  result.facts.set("steps", found[0].steps);
  result.facts.say("sigmoid_smooth",
                   found[1].against == 0 && found[6].against == 0);
  result.facts.say("fast_smooth", found[2].against == 0);
  result.facts.say("fast_gradient_smooth", found[7].against == 0);
  result.facts.set("step_ratio", found[0].largest / found[1].largest);
  result.facts.set("gradient_ratio", found[3].largest / found[6].largest);
  result.tables = {table};
  result.charts = charts(text, found);
  result.text = text.fill("smooth.text", result.facts);
  return result;
}

}  // namespace ogive::internal
