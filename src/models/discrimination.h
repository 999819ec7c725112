// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// How well scores tell two classes apart.

#ifndef OGIVE_SRC_MODELS_DISCRIMINATION_H_
#define OGIVE_SRC_MODELS_DISCRIMINATION_H_

#include <span>
#include <vector>

namespace ogive::internal {

struct Discrimination {
  // The probability that a random row of the positive class has the larger
  // score than one of the negative, ties counting half. Gini is 2 auc - 1.
  double auc = 0;
  // The largest distance of the classes' distribution functions (Kolmogorov
  // and Smirnov's).
  double ks = 0;
};

// Both classes must occur.
Discrimination discrimination(std::span<const double> scores,
                              const std::vector<bool>& positive);

}  // namespace ogive::internal

#endif  // OGIVE_SRC_MODELS_DISCRIMINATION_H_
