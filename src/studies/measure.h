// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// How long an operation takes, beside plain and streaming copies of the same
// bytes.

#ifndef OGIVE_SRC_STUDIES_MEASURE_H_
#define OGIVE_SRC_STUDIES_MEASURE_H_

#include <array>
#include <cstddef>
#include <utility>

#include "kernels/dispatch.h"
#include "ogive/options.h"

namespace ogive::internal {

// What is measured, on the target in force.
struct Subject {
  Function function = {};
  Op op = Op::forward;
  Dtype dtype = Dtype::f32;
  Params params;
  options run;
  int rounds = 1;  // timings of each contestant
};

// Inputs are spread evenly over [-kInputs, kInputs], or the part of it where
// the function is a number.
inline constexpr double kInputs = 8;
std::pair<double, double> input_range(Function function);

enum Contestant { kOp, kPlain, kStreaming, kContestants };

struct Summary {
  double median, lower, upper;  // quartiles
};

struct Measurement {
  std::size_t n;
  double bytes;  // read and written by each contestant
  std::array<Summary, kContestants> seconds;
  // Of the operation's time to each copy's, of the same round.
  Summary to_plain, to_streaming;
};

// Times the operation and the copies over arrays of n elements.
Measurement measure(const Subject& subject, std::size_t n);

}  // namespace ogive::internal

#endif  // OGIVE_SRC_STUDIES_MEASURE_H_
