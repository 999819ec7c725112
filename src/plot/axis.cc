// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// Linear and logarithmic axes of charts.

#include "plot/axis.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>

namespace ogive::internal {
namespace {

constexpr double kRoom = 0.05;

// 10 to that power: as digits if that is short on the whole axis.
std::string power_label(int power, bool as_digits) {
  if (as_digits) return tick_label(std::pow(10.0, power), 1e-9, true);
  static const char* const kDigits[] = {"\u2070", "\u00b9", "\u00b2", "\u00b3",
                                        "\u2074", "\u2075", "\u2076", "\u2077",
                                        "\u2078", "\u2079"};
  std::string label = power < 0 ? "10\u207b" : "10";
  for (const char digit : std::to_string(std::abs(power))) {
    label += kDigits[digit - '0'];
  }
  return label;
}

}  // namespace

void Extent::include(double value) {
  if (!std::isfinite(value) || (log_ && value <= 0)) return;
  low_ = std::min(low_, value);
  high_ = std::max(high_, value);
}

Range Extent::range(std::optional<double> low,
                    std::optional<double> high) const {
  Range r{low_, high_};
  if (r.low > r.high) {
    r = log_ ? Range{1, 10} : Range{0, 1};
  } else if (log_) {
    if (r.low == r.high) r = {r.low / 2, r.high * 2};
    const double room = std::pow(r.high / r.low, kRoom);
    // Not below the smallest normal number: its logarithm is exact enough.
    r = {std::max(r.low / room, std::numeric_limits<double>::denorm_min()),
         r.high * room};
  } else {
    if (r.low > 0 && r.low < 0.5 * r.high) r.low = 0;
    if (r.high < 0 && r.high > 0.5 * r.low) r.high = 0;
    if (r.low == r.high) {
      const double half = r.low == 0 ? 0.5 : 0.1 * std::fabs(r.low);
      r = {r.low - half, r.high + half};
    }
    const double room = kRoom * r.size();
    if (r.low != 0) r.low -= room;
    if (r.high != 0) r.high += room;
  }
  return {low.value_or(r.low), high.value_or(r.high)};
}

Axis::Axis(Range range, bool log, double start, double end)
    : range_(range), log_(log), start_(start), end_(end) {}

double Axis::place(double value) const {
  if (!log_) return start_ + range_.fraction(value) * (end_ - start_);
  if (!(value > 0)) return std::numeric_limits<double>::quiet_NaN();
  const Range powers{std::log10(range_.low), std::log10(range_.high)};
  return start_ + powers.fraction(std::log10(value)) * (end_ - start_);
}

std::vector<Tick> Axis::ticks(
    int most, double gap,
    const std::function<double(const std::string&)>& width) const {
  if (log_) return log_ticks(gap, width);
  const double step = fitting_step(range_, tick_steps(range_, most),
                                   std::fabs(end_ - start_), gap, true, width);
  std::vector<Tick> all;
  for (const double value : internal::ticks(range_, step)) {
    all.push_back({value, tick_label(value, step, true)});
  }
  return all;
}

std::vector<Tick> Axis::log_ticks(
    double gap, const std::function<double(const std::string&)>& width) const {
  // A hair more at both ends, so that rounding loses no tick there.
  const double low = std::log10(range_.low) - 1e-9;
  const double high = std::log10(range_.high) + 1e-9;
  const int first = static_cast<int>(std::floor(low));
  const int last = static_cast<int>(std::ceil(high));
  const bool as_digits = first >= -4 && last <= 4;
  const double decade = std::fabs(end_ - start_) / (high - low);

  // Every power, or every second, third ... of them, so that labels fit.
  int every = 1;
  double widest = 0;
  for (int power = first; power <= last; ++power) {
    widest = std::max(widest, width(power_label(power, as_digits)));
  }
  while (every * decade < widest + gap) ++every;

  std::vector<Tick> all;
  int labels = 0;
  for (int power = first; power <= last; ++power) {
    for (int digit = 1; digit <= 9; ++digit) {
      const double value = digit * std::pow(10.0, power);
      const double at = std::log10(value);
      if (at < low || at > high) continue;
      if (digit == 1) {
        const bool labelled = power % every == 0;
        all.push_back({value, labelled ? power_label(power, as_digits) : ""});
        labels += labelled ? 1 : 0;
      } else if (decade > 40) {
        all.push_back({value, ""});
      }
    }
  }
  // Less than a decade or two: the 2 and the 5 help to read it.
  if (labels < 3 && as_digits) {
    for (Tick& t : all) {
      const double lead =
          t.value / std::pow(10.0, std::floor(std::log10(t.value) + 1e-9));
      if (std::fabs(lead - 2) < 1e-6 || std::fabs(lead - 5) < 1e-6) {
        t.label = tick_label(t.value, 1e-9, true);
      }
    }
  }
  return all;
}

}  // namespace ogive::internal
