// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// The array kernels of the functions that are not elementwise functions of one
// input, and those that take slopes from a table, on one target and for one
// element type. Arrays are contiguous; the floating-point state is the default
// one (fp_state.h).

#ifndef OGIVE_SRC_KERNELS_FAMILY_KERNELS_H_
#define OGIVE_SRC_KERNELS_FAMILY_KERNELS_H_

#include <cmath>
#include <cstddef>

#include "kernels/family.h"
#include "kernels/kernel_table.h"
#include "kernels/targets.h"

namespace ogive::internal {

// A sum of doubles with what their additions lost: high + low. It is summed in
// kLanes sums, element i into the one numbered i mod kLanes, and these are
// joined in a fixed tree, so that no vector's length shows.
struct WideSum {
  double high = 0, low = 0;

  void add(double value) {
    const double sum = high + value;
    const double part = sum - high;
    low += (high - (sum - part)) + (value - part);
    high = sum;
  }
  void add(const WideSum& other) {
    add(other.high);
    low += other.low;
  }
  // high + low with |low| at most half an ULP of high; where high is no finite
  // number, low means nothing.
  WideSum rounded() const {
    if (!std::isfinite(high)) return {high, 0};
    const double sum = high + low;
    return {sum, low - (sum - high)};
  }
};
inline constexpr std::size_t kLanes = 16;
inline constexpr std::size_t kRoom = 32;

// A whole row, or of a long one a chunk of kChunk elements. `sign` is -1 where
// x stands for -x (softmin), else 1.
struct RowScan {
  double maximum = -HUGE_VAL;
  double numbers = 0;  // how many elements are not NaN
};
// Of the elements below the maximum the scaled sum R of softmax-inl.h, and how
// many equal it.
struct RowSum {
  WideSum rest;
  double count = 0;
};
// What the elements of a row have in common.
struct Row {
  double sign;
  double maximum;
  double high, low;  // softmax: 1 / sum; log_softmax: log(sum); backward: sum
};
struct softmax_kernels {
  struct Table {
    RowScan (*scan)(const void* x, std::size_t n, double sign);
    // Unless `powers` is null it gets e^(x - m), 1 where x = m: room for n
    // rounded up to a multiple of kRoom. Always null with elements of double.
    RowSum (*sum)(const void* x, std::size_t n, double sign, double maximum,
                  double* powers);
    void (*softmax)(const void* x, void* y, std::size_t n, const Row&);
    // The same from the powers that the sum left.
    void (*scale)(const double* powers, void* y, std::size_t n, const Row&);
    void (*log_softmax)(const void* x, void* y, std::size_t n, const Row&);
    // The sums of dy y and of dy.
    WideSum (*sum_products)(const void* dy, const void* y, std::size_t n);
    WideSum (*sum_plain)(const void* dy, const void* y, std::size_t n);
    void (*softmax_backward)(const void* dy, const void* y, void* dx,
                             std::size_t n, const Row&);
    void (*log_softmax_backward)(const void* dy, const void* y, void* dx,
                                 std::size_t n, const Row&);
  };
  Table of[kDtypes];
};

// Elementwise over several arrays; unused ones are null.
struct Streams {
  const void* in[3] = {nullptr, nullptr, nullptr};
  void* out[2] = {nullptr, nullptr};
};
using StreamKernel = void (*)(const Streams& streams, std::size_t n);

struct gated_kernels {
  StreamKernel forward[kGates][kDtypes];   // a, b -> y
  StreamKernel backward[kGates][kDtypes];  // dy, a, b -> da, db
};

struct loss_kernels {
  // x, z -> loss, dx; either may be null.
  StreamKernel elements[kDtypes];
  WideSum (*sum[kDtypes])(const void* x, const void* z, std::size_t n);
};

struct prelu_kernels {
  StreamKernel forward[kDtypes];   // x, w -> y
  StreamKernel backward[kDtypes];  // dy, x, w -> dx
  // Adds dy x where x <= 0 of element i to sums[i].
  void (*accumulate[kDtypes])(const void* dy, const void* x, std::size_t n,
                              WideSum* sums);
};

// dy, x -> dx of the 16-bit types, by the slopes of all x; `kernel` computes
// those that are in doubt.
using SlopeKernel = void (*)(const Arrays& arrays, std::size_t n,
                             const float* slopes, Kernel kernel,
                             const Params& params);
struct slopes_kernels {
  SlopeKernel scaled[kDtypes];  // null where there is none
};

// Defined in the files made from family.cc.in.
const softmax_kernels& kernels_softmax(Target target);
const gated_kernels& kernels_gated(Target target);
const loss_kernels& kernels_loss(Target target);
const prelu_kernels& kernels_prelu(Target target);
const slopes_kernels& kernels_slopes(Target target);

}  // namespace ogive::internal

#endif  // OGIVE_SRC_KERNELS_FAMILY_KERNELS_H_
