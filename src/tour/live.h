// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// The parts of the page that are about the function itself: the slider that
// evaluates it, the curves, and the cost of its derivative.

#ifndef OGIVE_SRC_TOUR_LIVE_H_
#define OGIVE_SRC_TOUR_LIVE_H_

#include <string>
#include <vector>

#include "plot/chart.h"
#include "plot/figure.h"
#include "studies/texts.h"

namespace ogive::internal {

// The slider, its curve with a point that moves, and the values at it, which
// page.js computes. With them go the library's own values at some points, by
// which the script checks itself.
std::string live_figure(const Texts& text);

// The sigmoid and its derivative, with the dashed line at 1.
Figure sigmoid_picture();

// s, 1 - s and their product.
Chart product_chart(const Texts& text);

// Curves of functions that took the sigmoid's place in hidden layers.
std::vector<Chart> alternative_charts(const Texts& text);

// Nanoseconds an element of the derivative from x, and from either cache: into
// the facts, and as bars.
Chart measure_derivative(const Texts& text, bool quick, Facts& facts);

}  // namespace ogive::internal

#endif  // OGIVE_SRC_TOUR_LIVE_H_
