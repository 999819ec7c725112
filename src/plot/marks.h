// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// What tells the series of a chart apart besides their colours.

#ifndef OGIVE_SRC_PLOT_MARKS_H_
#define OGIVE_SRC_PLOT_MARKS_H_

#include "plot/canvas.h"
#include "plot/layout.h"

namespace ogive::internal {

// The mark of a colour about a point, `r` points high above and below it:
// circle, square, triangle, diamond, cross, triangle on its point.
void draw_mark(Canvas& canvas, Point at, int colour, double r);

// A bar of a colour: the first plain, each other with its own hatching, whose
// lines lie as far apart as text `font` points high wants them.
void draw_bar(Canvas& canvas, const Box& bar, int colour, double font);

}  // namespace ogive::internal

#endif  // OGIVE_SRC_PLOT_MARKS_H_
