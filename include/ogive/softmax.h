// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// softmax, log_softmax and softmin of each row, as of the last axis of a
// tensor. T is float, double, float16 or bfloat16:
//
//   softmax(x, columns, y)      y_i = exp(x_i) / sum_j exp(x_j), in [0, 1]
//   log_softmax(x, columns, y)  y_i = x_i - log(sum_j exp(x_j)), at most 0
//   softmin(x, columns, y)      softmax of -x
// and from their output y, with the gradient dy from above
//   softmax_backward(dy, y, columns, dx)
//       dx_i = y_i (dy_i - sum_j dy_j y_j)
//   log_softmax_backward(dy, y, columns, dx)
//       dx_i = dy_i - exp(y_i) sum_j dy_j
//   softmin_backward(dy, y, columns, dx)
//       dx_i = -y_i (dy_i - sum_j dy_j y_j)
//
// shapes   rows of `columns` elements, one after the other: the spans of a call
//          have the same length, a multiple of columns; 0 rows are allowed.
// errors   std::invalid_argument for lengths that differ or are no multiple of
//          columns, for columns == 0 where there are elements, for an output
//          that overlaps an input other than by being exactly it, and for
//          invalid options.
// bounds   forward, of every output, for rows of up to 2^20 elements: float,
//          float16 and bfloat16 within 0.51 ULP of the true value, double
//          within 0.55 where the result is normal and 1 where it is not.
//          log_softmax keeps them where one entry is far above the others and
//          the result is next to 0. backward, against the formula as a function
//          of dy and y: the sums keep twice the bits of a double, so that dx is
//          within 0.51 ULP (double: 1.01 where products are normal). Where
//          log_softmax_backward cancels, 2^-50 (double: 2^-70) of |exp(y_i)
//          sum_j dy_j| is added.
// bits     the same on every target and machine and for any number of threads:
//          sums are taken in a fixed order. options::accuracy makes no
//          difference.
// infinity the result is the limit in which entries that equal the maximum
//          count as 0 apart: a row with k entries of +inf gives 1/k for each of
//          them (log_softmax: -log(k)) and 0 (-inf) for the others. A row of
//          nothing but -inf is uniform, 1/columns. PyTorch gives NaN for both.
// NaN      one in x makes its row the positive quiet NaN, one in dy or y that
//          of dx (log_softmax_backward: one in y its own element only). An
//          infinite dy times a y of 0 is NaN.
// threads  share the rows; rows of more than 65536 elements are shared out too,
//          for which, if options::threads is not 1, a little memory is
//          allocated.
// state    the caller's rounding mode, FTZ/DAZ, traps and sticky flags neither
//          change a result nor are changed by a call.

#ifndef OGIVE_SOFTMAX_H_
#define OGIVE_SOFTMAX_H_

#include <cstddef>
#include <span>

#include "ogive/options.h"
#include "ogive/types.h"

#pragma GCC visibility push(default)
namespace ogive {

#define OGIVE_TYPE(T)                                                         \
  void softmax(std::span<const T> x, std::size_t columns, std::span<T> y,     \
               const options& o = {});                                        \
  void log_softmax(std::span<const T> x, std::size_t columns, std::span<T> y, \
                   const options& o = {});                                    \
  void softmin(std::span<const T> x, std::size_t columns, std::span<T> y,     \
               const options& o = {});                                        \
  void softmax_backward(std::span<const T> dy, std::span<const T> y,          \
                        std::size_t columns, std::span<T> dx,                 \
                        const options& o = {});                               \
  void log_softmax_backward(std::span<const T> dy, std::span<const T> y,      \
                            std::size_t columns, std::span<T> dx,             \
                            const options& o = {});                           \
  void softmin_backward(std::span<const T> dy, std::span<const T> y,          \
                        std::size_t columns, std::span<T> dx,                 \
                        const options& o = {});
OGIVE_TYPE(float)
OGIVE_TYPE(double)
OGIVE_TYPE(float16)
OGIVE_TYPE(bfloat16)
#undef OGIVE_TYPE

}  // namespace ogive
#pragma GCC visibility pop

#endif  // OGIVE_SOFTMAX_H_
