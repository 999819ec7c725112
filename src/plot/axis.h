// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// One axis of a chart: its range, its ticks, and where values lie on it.

#ifndef OGIVE_SRC_PLOT_AXIS_H_
#define OGIVE_SRC_PLOT_AXIS_H_

#include <functional>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "plot/layout.h"

namespace ogive::internal {

struct Tick {
  double value;
  std::string label;  // empty: a short tick between others
};

// Gathers what an axis must show.
class Extent {
 public:
  explicit Extent(bool log) : log_(log) {}
  // Not-finite values, and on a logarithmic scale those not positive, are left
  // out.
  void include(double value);
  // With room of 5 % at either end, but for the ends that are given, and for 0,
  // which is an end where all values are on one side of it and some near it.
  // 0 to 1 (1 to 10) if there is nothing to show.
  Range range(std::optional<double> low, std::optional<double> high) const;

 private:
  bool log_;
  double low_ = std::numeric_limits<double>::infinity();
  double high_ = -std::numeric_limits<double>::infinity();
};

class Axis {
 public:
  // From `start` to `end` on the canvas; `range` in values, positive if `log`.
  Axis(Range range, bool log, double start, double end);

  // Where the value lies on the canvas; NaN if it has no place on the scale.
  double place(double value) const;
  const Range& range() const { return range_; }
  bool log() const { return log_; }

  // Ticks whose labels, of the length `width` tells, leave `gap` between each
  // other: multiples of a round number, or powers of ten and what is between.
  std::vector<Tick> ticks(
      int most, double gap,
      const std::function<double(const std::string&)>& width) const;

 private:
  std::vector<Tick> log_ticks(
      double gap, const std::function<double(const std::string&)>& width) const;

  Range range_;
  bool log_;
  double start_, end_;
};

}  // namespace ogive::internal

#endif  // OGIVE_SRC_PLOT_AXIS_H_
