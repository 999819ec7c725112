// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// How the derivative of the sigmoid fades out, and what is left of it where a
// layer keeps its output, or its tail cache, for the backward pass.

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <limits>
#include <string>
#include <type_traits>
#include <vector>

#include "kernels/with_type.h"
#include "ogive/activations.h"
#include "studies/study.h"

namespace ogive::internal {
namespace {

constexpr double kReach = 20;  // of the charts and the table
constexpr double kEdge = 5;
constexpr double kOff = 0.01;  // the relative error that is looked for

constexpr double kNever = std::numeric_limits<double>::infinity();

// s' of each x by the true value, from the cached output, from the tail cache.
template <typename T>
struct Gradients {
  std::vector<double> truth, output, tail;
};

template <typename T>
Gradients<T> gradients(const std::vector<T>& x) {
  const std::size_t n = x.size();
  std::vector<double> wide(n), truth(n);
  std::transform(x.begin(), x.end(), wide.begin(),
                 [](T v) { return static_cast<double>(v); });
  ogive::sigmoid_derivative(std::span<const double>(wide),
                            std::span<double>(truth));
  const std::vector<T> one(n, T(1.0f));
  std::vector<T> y(n), t(n), dx(n);
  ogive::sigmoid_with_tail(std::span<const T>(x), std::span<T>(y),
                           std::span<T>(t));
  const auto widened = [&dx] {
    std::vector<double> d(dx.size());
    std::transform(dx.begin(), dx.end(), d.begin(),
                   [](T v) { return static_cast<double>(v); });
    return d;
  };
  Gradients<T> g{std::move(truth), {}, {}};
  ogive::sigmoid_backward(std::span<const T>(one), std::span<const T>(y),
                          std::span<T>(dx));
  g.output = widened();
  ogive::sigmoid_backward_tail(std::span<const T>(one), std::span<const T>(t),
                               std::span<T>(dx));
  g.tail = widened();
  return g;
}

// What was found out about one type, over x from 1 on.
struct Limits {
  std::string type;
  double tried = 0;           // numbers
  double off_from = kNever;   // the first x with an error over kOff
  double zero_from = kNever;  // from here on the gradient is 0
  double worst_tail = 0;      // largest relative error by the tail cache
  double tail_zeros = 0;      // 0 where the true one, rounded, is not
};

// x in rising parts, up to where the true derivative leaves the normal numbers.
template <typename T>
void look(Limits& limits, const std::vector<T>& x, double smallest) {
  const Gradients<T> g = gradients(x);
  for (std::size_t i = 0; i < x.size(); ++i) {
    const double at = static_cast<double>(x[i]), truth = g.truth[i];
    if (limits.off_from == kNever &&
        std::fabs(g.output[i] - truth) > kOff * truth) {
      limits.off_from = at;
    }
    if (g.output[i] != 0) {
      limits.zero_from = kNever;
    } else if (limits.zero_from == kNever) {
      limits.zero_from = at;
    }
    if (truth >= smallest) {
      limits.worst_tail =
          std::max(limits.worst_tail, std::fabs(g.tail[i] - truth) / truth);
    }
    if (g.tail[i] == 0 && static_cast<double>(T(truth)) != 0) {
      limits.tail_zeros += 1;
    }
  }
  limits.tried += static_cast<double>(x.size());
}

// Every bfloat16, float16 or float from 1 to 20, every `stride`-th of floats.
Limits limits_of_16(Dtype dtype, std::uint16_t last, double smallest) {
  Limits limits;
  limits.type = dtype_name(dtype);
  with_type(dtype, [&]<typename T>(std::type_identity<T>) {
    if constexpr (sizeof(T) == 2) {
      std::vector<T> x;
      const std::uint16_t first = T(1.0f).bits;
      for (std::uint16_t bits = first; bits <= last; ++bits) {
        x.push_back(T::from_bits(bits));
      }
      look(limits, x, smallest);
    }
  });
  return limits;
}

Limits limits_of_floats(std::uint32_t stride) {
  Limits limits;
  limits.type = "f32";
  const auto first = std::bit_cast<std::uint32_t>(1.0f);
  const auto last = std::bit_cast<std::uint32_t>(static_cast<float>(kReach));
  constexpr std::uint32_t kPart = 1U << 16;
  std::vector<float> x;
  for (std::uint32_t bits = first; bits <= last; bits += stride) {
    x.push_back(std::bit_cast<float>(bits));
    if (x.size() == kPart || bits > last - stride) {
      look(limits, x, std::numeric_limits<float>::min());
      x.clear();
    }
  }
  return limits;
}

// A double every 2^-15 up to 64: there are too many to try them all.
Limits limits_of_doubles() {
  Limits limits;
  limits.type = "f64";
  std::vector<double> x;
  for (double v = kReach; v < 64; v += 0x1p-15) x.push_back(v);
  look(limits, x, std::numeric_limits<double>::min());
  return limits;
}

StudyTable limits_table(const std::vector<Limits>& all) {
  StudyTable table{"types",
                   {"type", "tried", "off_from", "zero_from",
                    "tail_worst_error", "tail_zeros"},
                   {}};
  for (const Limits& l : all) {
    table.rows.push_back(
        {l.type, l.tried, l.off_from, l.zero_from, l.worst_tail, l.tail_zeros});
  }
  return table;
}

StudyTable values_table() {
  StudyTable table{
      "",
      {"x", "sigmoid", "derivative", "share_of_largest", "f32_from_output",
       "f32_from_tail", "bf16_from_output", "bf16_from_tail"},
      {}};
  const double largest = ogive::sigmoid_derivative(0.0);
  for (const double x : {-20.0, -10.0, -5.0, -2.0, 0.0, 2.0, 5.0, 8.0, 10.0,
                         13.0, 15.0, 17.0, 18.0, 20.0}) {
    const auto f = gradients(std::vector<float>{static_cast<float>(x)});
    const auto b = gradients(std::vector<bfloat16>{bfloat16(x)});
    table.rows.push_back({x, ogive::sigmoid(x), f.truth[0],
                          f.truth[0] / largest, f.output[0], f.tail[0],
                          b.output[0], b.tail[0]});
  }
  return table;
}

std::vector<Chart> charts(const Texts& text) {
  using Kind = ChartSeries::Kind;
  std::vector<double> x, d;
  for (int i = -400; i <= 400; ++i) {
    x.push_back(i * kReach / 400);
    d.push_back(ogive::sigmoid_derivative(x.back()));
  }
  Chart hill;
  hill.title = text("saturation.chart1");
  hill.x_label = "x";
  hill.y_label = "s\u2032(x)";
  hill.x_low = -kReach;
  hill.x_high = kReach;
  hill.series = {chart_series("", x, d)};

  Chart tails;
  tails.title = text("saturation.chart2");
  tails.x_label = "x";
  tails.y_label = text("saturation.chart2.y");
  tails.y_low = 0;
  tails.y_high = 1.6;
  tails.x_low = 0;
  tails.x_high = kReach;
  std::vector<double> right;
  std::vector<float> floats;
  std::vector<bfloat16> brains;
  std::vector<double> brain_x;
  for (int i = 0; i <= 2000; ++i) {
    right.push_back(i * kReach / 2000);
    floats.push_back(static_cast<float>(right.back()));
  }
  for (float v = 0; v <= static_cast<float>(kReach);) {
    brains.push_back(bfloat16(v));
    brain_x.push_back(static_cast<double>(v));
    // Every 1/8, or every bfloat16 where they are rarer.
    v = static_cast<float>(bfloat16(v + 0.125f));
  }
  const auto share = [](std::vector<double> of,
                        const std::vector<double>& truth) {
    for (std::size_t i = 0; i < of.size(); ++i) of[i] /= truth[i];
    return of;
  };
  const auto f = gradients(floats);
  const auto b = gradients(brains);
  tails.series = {chart_series(text("saturation.f32.output"), right,
                               share(f.output, f.truth), Kind::line, 0),
                  chart_series(text("saturation.bf16.output"), brain_x,
                               share(b.output, b.truth), Kind::line, 4),
                  chart_series(text("saturation.bf16.tail"), brain_x,
                               share(b.tail, b.truth), Kind::line, 2)};
  return {hill, tails};
}

}  // namespace

StudyResult study_saturation(const StudyRequest& request) {
  const Texts text(request.language);
  const std::vector<Limits> all = {
      limits_of_floats(request.quick ? 4093 : 1), limits_of_doubles(),
      limits_of_16(Dtype::f16, float16(kReach).bits, 0x1p-14),
      limits_of_16(Dtype::bf16, bfloat16(kReach).bits,
                   std::numeric_limits<float>::min())};
  StudyResult result;
  Facts& facts = result.facts;
  const double largest = ogive::sigmoid_derivative(0.0);
  facts.set("largest", largest);
  facts.set("edge", kEdge);
  facts.set("at_edge", ogive::sigmoid_derivative(kEdge));
  facts.set("edge_share", ogive::sigmoid_derivative(kEdge) / largest);
  // The derivative's integral is the sigmoid.
  facts.set("outside_share", 2 * ogive::sigmoid(-kEdge));
  facts.set("at_ten_share", ogive::sigmoid_derivative(10.0) / largest);
  bool never_zero = true;
  for (const Limits& l : all) {
    facts.set(l.type + "_off_from", l.off_from);
    facts.set(l.type + "_zero_from", l.zero_from);
    facts.set(l.type + "_tail_error", l.worst_tail);
    never_zero = never_zero && l.tail_zeros == 0;
  }
  facts.say("tail_never_zero", never_zero);
  result.tables = {values_table(), limits_table(all)};
  result.charts = charts(text);
  result.text = text.fill("saturation.text", facts);
  return result;
}

}  // namespace ogive::internal
