// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// What dispatch.h is to functions of one input: the functions over rows, of
// several inputs and with weights, with the checks, the floating-point state
// and the threads around their kernels. All throw std::invalid_argument in
// words.

#ifndef OGIVE_SRC_KERNELS_FAMILY_H_
#define OGIVE_SRC_KERNELS_FAMILY_H_

#include <cstddef>
#include <cstdint>

#include "kernels/dispatch.h"
#include "ogive/options.h"

namespace ogive::internal {

enum class RowFunction : std::uint8_t { softmax, log_softmax, softmin };

// Over each of the rows; backward takes the output y.
struct Rows {
  std::size_t rows, columns;
};
void run_rows(RowFunction function, Dtype dtype, const void* x, Rows shape,
              void* y, const options& options);
void run_rows_backward(RowFunction function, Dtype dtype, const void* dy,
                       const void* y, Rows shape, void* dx,
                       const options& options);

enum class Gate : std::uint8_t { glu, swiglu, geglu, reglu };
inline constexpr int kGates = 4;

void run_gated(Gate gate, Dtype dtype, const void* a, const void* b,
               std::size_t n, void* y, const options& options);
void run_gated_backward(Gate gate, Dtype dtype, const void* dy, const void* a,
                        const void* b, std::size_t n, void* da, void* db,
                        const options& options);

// Either output may be null.
void run_bce(Dtype dtype, const void* x, const void* z, std::size_t n,
             void* loss, void* dx, const options& options);
double run_bce_mean(Dtype dtype, const void* x, const void* z, std::size_t n,
                    const options& options);

// x is [outer, channels, inner], weight [channels].
struct Channels {
  std::size_t outer, channels, inner;
};
void run_prelu(Dtype dtype, const void* x, const void* weight, Channels shape,
               void* y, const options& options);
void run_prelu_backward(Dtype dtype, const void* dy, const void* x,
                        const void* weight, Channels shape, void* dx,
                        void* dweight, const options& options);

}  // namespace ogive::internal

#endif  // OGIVE_SRC_KERNELS_FAMILY_H_
