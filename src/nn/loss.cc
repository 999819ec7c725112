// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// Losses in blocks that fit on the stack, so that a step allocates nothing.

#include "nn/loss.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <string>
#include <vector>

#include "kernels/fp_state.h"
#include "ogive/loss.h"
#include "ogive/softmax.h"

namespace ogive::internal {
namespace {

constexpr std::size_t kLossBlock = 512;

template <class T>
double bce_with_logits_sum(std::span<const T> y, std::span<const T> z,
                           std::span<T> dy, const options& run) {
  T losses[kLossBlock], slopes[kLossBlock];
  const T share = 1 / static_cast<T>(y.size());
  double sum = 0;
  for (std::size_t i = 0; i < y.size(); i += kLossBlock) {
    const std::size_t n = std::min(kLossBlock, y.size() - i);
    bce_with_logits(y.subspan(i, n), z.subspan(i, n), std::span(losses, n),
                    std::span(slopes, n), run);
    for (std::size_t k = 0; k < n; ++k) sum += static_cast<double>(losses[k]);
    if (dy.empty()) continue;
    for (std::size_t k = 0; k < n; ++k) dy[i + k] = slopes[k] * share;
  }
  return sum;
}

template <class T>
double bce_sum(std::span<const T> y, std::span<const T> z, std::span<T> dy) {
  const double share = 1 / static_cast<double>(y.size());
  double sum = 0;
  for (std::size_t i = 0; i < y.size(); ++i) {
    const auto p = static_cast<double>(y[i]);
    const auto t = static_cast<double>(z[i]);
    sum -= t * std::max(std::log(p), -100.0) +
           (1 - t) * std::max(std::log1p(-p), -100.0);
    if (!dy.empty()) {
      dy[i] = static_cast<T>((p - t) / std::max(p * (1 - p), 1e-12) * share);
    }
  }
  return sum;
}

// dy_j = softmax(y)_j sum(z) - z_j
template <class T>
double cross_entropy_sum(std::span<const T> y, std::span<const T> z,
                         std::size_t columns, std::span<T> dy,
                         const options& run) {
  T block[kLossBlock];
  std::vector<T> row;  // for rows that are longer than a block
  T* logs = block;
  if (columns > kLossBlock) {
    row.resize(columns);
    logs = row.data();
  }
  const std::size_t rows = y.size() / columns;
  const T share = 1 / static_cast<T>(rows);
  const std::size_t step =
      std::max<std::size_t>(1, kLossBlock / columns) * columns;
  double sum = 0;
  for (std::size_t i = 0; i < y.size(); i += step) {
    const std::size_t n = std::min(step, y.size() - i);
    log_softmax(y.subspan(i, n), columns, std::span(logs, n), run);
    for (std::size_t k = 0; k < n; ++k) {
      // 0 times -inf would be NaN.
      if (z[i + k] != 0) {
        sum -= static_cast<double>(z[i + k]) * static_cast<double>(logs[k]);
      }
    }
    if (dy.empty()) continue;
    softmax(y.subspan(i, n), columns, dy.subspan(i, n), run);
    for (std::size_t r = i; r < i + n; r += columns) {
      T total = 0;
      for (std::size_t j = 0; j < columns; ++j) total += z[r + j];
      for (std::size_t j = 0; j < columns; ++j) {
        dy[r + j] = (dy[r + j] * total - z[r + j]) * share;
      }
    }
  }
  return sum;
}

template <class T>
double squares_sum(std::span<const T> y, std::span<const T> z,
                   std::span<T> dy) {
  const T share = 2 / static_cast<T>(y.size());
  double sum = 0;
  for (std::size_t i = 0; i < y.size(); ++i) {
    const double error = static_cast<double>(y[i]) - static_cast<double>(z[i]);
    sum += error * error;
    if (!dy.empty()) dy[i] = static_cast<T>(error) * share;
  }
  return sum;
}

}  // namespace

template <class T>
double loss_of(nn::loss of, std::span<const T> y, std::span<const T> z,
               std::size_t columns, std::span<T> dy, const options& run) {
  if (z.size() != y.size()) {
    throw std::invalid_argument(
        "ogive: the targets have " + std::to_string(z.size()) +
        " elements and the outputs " + std::to_string(y.size()) +
        "; give them the same rows and columns");
  }
  if (y.empty()) return std::numeric_limits<double>::quiet_NaN();
  const FpState state;
  const auto elements = static_cast<double>(y.size());
  const std::size_t rows = y.size() / columns;
  switch (of) {
    case nn::loss::bce_with_logits:
      return bce_with_logits_sum(y, z, dy, run) / elements;
    case nn::loss::bce:
      return bce_sum(y, z, dy) / elements;
    case nn::loss::softmax_cross_entropy:
      return cross_entropy_sum(y, z, columns, dy, run) /
             static_cast<double>(rows);
    case nn::loss::squared_error:
      return squares_sum(y, z, dy) / elements;
  }
  throw std::invalid_argument("ogive: not a value of nn::loss");
}

template <class T>
std::size_t count_right(nn::loss of, std::span<const T> y, std::span<const T> z,
                        std::size_t columns) {
  std::size_t right = 0;
  if (of == nn::loss::softmax_cross_entropy) {
    for (std::size_t r = 0; r < y.size(); r += columns) {
      const auto largest = [&](std::span<const T> of_all) {
        const auto row = of_all.subspan(r, columns);
        return std::max_element(row.begin(), row.end()) - row.begin();
      };
      right += largest(y) == largest(z) ? 1 : 0;
    }
  } else if (of != nn::loss::squared_error) {
    const T middle = of == nn::loss::bce ? T(0.5) : T(0);
    for (std::size_t i = 0; i < y.size(); ++i) {
      right += (y[i] > middle) == (z[i] > T(0.5)) ? 1 : 0;
    }
  }
  return right;
}

#define OGIVE_TYPE(T)                                                          \
  template double loss_of<T>(nn::loss, std::span<const T>, std::span<const T>, \
                             std::size_t, std::span<T>, const options&);       \
  template std::size_t count_right<T>(nn::loss, std::span<const T>,            \
                                      std::span<const T>, std::size_t);
OGIVE_TYPE(float)
OGIVE_TYPE(double)
#undef OGIVE_TYPE

}  // namespace ogive::internal
