// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// The colours of figures and charts.

#ifndef OGIVE_SRC_PLOT_PALETTE_H_
#define OGIVE_SRC_PLOT_PALETTE_H_

#include "plot/figure.h"

namespace ogive::internal {

struct Colour {
  double red, green, blue;
};

// Told apart by colour-blind readers too, and neighbours by their lightness.
// Source: M. Okabe, K. Ito, "Color Universal Design", 2008.
inline constexpr Colour kPalette[kFigureColours] = {
    {0.0, 0.447, 0.698},   {0.902, 0.624, 0.0}, {0.0, 0.620, 0.451},
    {0.337, 0.706, 0.914}, {0.835, 0.369, 0.0}, {0.800, 0.475, 0.655}};
inline constexpr Colour kInk{0, 0, 0};
inline constexpr Colour kPaper{1, 1, 1};

}  // namespace ogive::internal

#endif  // OGIVE_SRC_PLOT_PALETTE_H_
