// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0

#include "ogive/softmax.h"

#include <cstddef>
#include <span>
#include <stdexcept>
#include <string>

#include "api/arrays.h"
#include "kernels/family.h"

namespace ogive {
namespace {

using internal::check_length;
using internal::kDtype;
using internal::RowFunction;

internal::Rows shape_of(const char* name, std::size_t n, std::size_t columns) {
  if (n == 0) return {0, 0};
  if (columns == 0 || n % columns != 0) {
    throw std::invalid_argument(
        std::string("ogive: ") + name + " has " + std::to_string(n) +
        " elements, which are no rows of " + std::to_string(columns) +
        " columns; give whole rows");
  }
  return {n / columns, columns};
}

template <class T>
void forward(RowFunction f, std::span<const T> x, std::size_t columns,
             std::span<T> y, const options& o) {
  check_length("x", x.size(), "y", y.size());
  run_rows(f, kDtype<T>, x.data(), shape_of("x", x.size(), columns), y.data(),
           o);
}

template <class T>
void backward(RowFunction f, std::span<const T> dy, std::span<const T> y,
              std::size_t columns, std::span<T> dx, const options& o) {
  check_length("dy", dy.size(), "y", y.size());
  check_length("dy", dy.size(), "dx", dx.size());
  run_rows_backward(f, kDtype<T>, dy.data(), y.data(),
                    shape_of("dy", dy.size(), columns), dx.data(), o);
}

}  // namespace

#define OGIVE_TYPE(T)                                                         \
  void softmax(std::span<const T> x, std::size_t columns, std::span<T> y,     \
               const options& o) {                                            \
    forward(RowFunction::softmax, x, columns, y, o);                          \
  }                                                                           \
  void softmax_backward(std::span<const T> dy, std::span<const T> y,          \
                        std::size_t columns, std::span<T> dx,                 \
                        const options& o) {                                   \
    backward(RowFunction::softmax, dy, y, columns, dx, o);                    \
  }                                                                           \
  void log_softmax(std::span<const T> x, std::size_t columns, std::span<T> y, \
                   const options& o) {                                        \
    forward(RowFunction::log_softmax, x, columns, y, o);                      \
  }                                                                           \
  void log_softmax_backward(std::span<const T> dy, std::span<const T> y,      \
                            std::size_t columns, std::span<T> dx,             \
                            const options& o) {                               \
    backward(RowFunction::log_softmax, dy, y, columns, dx, o);                \
  }                                                                           \
  void softmin(std::span<const T> x, std::size_t columns, std::span<T> y,     \
               const options& o) {                                            \
    forward(RowFunction::softmin, x, columns, y, o);                          \
  }                                                                           \
  void softmin_backward(std::span<const T> dy, std::span<const T> y,          \
                        std::size_t columns, std::span<T> dx,                 \
                        const options& o) {                                   \
    backward(RowFunction::softmin, dy, y, columns, dx, o);                    \
  }
OGIVE_TYPE(float)
OGIVE_TYPE(double)
OGIVE_TYPE(float16)
OGIVE_TYPE(bfloat16)

}  // namespace ogive
