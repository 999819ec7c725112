// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// The tables behind include/ogive/few_bit.h.

#ifndef OGIVE_SRC_GRAD_FEW_BIT_H_
#define OGIVE_SRC_GRAD_FEW_BIT_H_

#include <span>

#include "ogive/few_bit.h"

namespace ogive::internal {

// A step function q in place of a derivative f': q(x) is levels[i], where i is
// how many thresholds are at most x, or |x| where f' is even.
struct FewBitTable {
  bool even;
  double l2_error;       // square root of the integral of (f' - q)^2 over R
  double largest_error;  // largest |f'(x) - q(x)|
  std::span<const double> thresholds;  // rising, one fewer than the levels
  std::span<const double> levels;      // 2^bits, each of them a float
};

// Whether there is a cache of the function in so many bits.
bool few_bit_exists(few_bit_function f, int bits);

// The table of a cache that exists.
const FewBitTable& few_bit_table(few_bit_function f, int bits);

}  // namespace ogive::internal

#endif  // OGIVE_SRC_GRAD_FEW_BIT_H_
