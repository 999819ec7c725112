// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// Products by Eigen, in blocks of rows of the result; and the one in a fixed
// order.

#include "nn/product.h"

#include <algorithm>

#include "kernels/fp_state.h"
#include "kernels/threads.h"

namespace ogive::internal {
namespace {

using Eigen::Index;

template <class T>
using Rows = Eigen::Matrix<T, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
template <class T>
using Row = Eigen::Matrix<T, 1, Eigen::Dynamic>;

template <class T>
Eigen::Map<const Rows<T>> matrix(const T* data, std::size_t rows,
                                 std::size_t columns) {
  return {data, static_cast<Index>(rows), static_cast<Index>(columns)};
}
template <class T>
Eigen::Map<Rows<T>> matrix(T* data, std::size_t rows, std::size_t columns) {
  return {data, static_cast<Index>(rows), static_cast<Index>(columns)};
}

// Rows of a block: enough for the product to run at full speed.
constexpr std::size_t kRowBlock = 64;
// Less work than this (multiplications of a block) is not worth a thread.
constexpr std::size_t kThreadWork = std::size_t{1} << 18;

// Calls work(begin, end) for each block of [0, rows).
template <class Work>
void for_each_block(std::size_t rows, std::size_t row_work, int threads,
                    const Work& work) {
  const std::size_t blocks = (rows + kRowBlock - 1) / kRowBlock;
  struct Context {
    const Work& work;
    std::size_t rows;
  } context{work, rows};
  const std::size_t grain = 1 + kThreadWork / (kRowBlock * row_work + 1);
  for_each_grain(blocks, grain, threads, &context,
                 [](void* given, std::size_t begin, std::size_t end) {
                   const FpState state;
                   const auto& c = *static_cast<const Context*>(given);
                   for (std::size_t block = begin; block < end; ++block) {
                     c.work(block * kRowBlock,
                            std::min(c.rows, (block + 1) * kRowBlock));
                   }
                 });
}

}  // namespace

template <class T>
void dense_forward(const DenseShape& shape, const T* x, const T* w,
                   const T* bias, T* y, int threads) {
  const auto [rows, inputs, units] = shape;
  const auto weights = matrix(w, inputs, units);
  const Eigen::Map<const Row<T>> b(bias, static_cast<Index>(units));
  const std::size_t in = inputs, out = units;
  for_each_block(
      rows, in * out, threads, [&](std::size_t begin, std::size_t end) {
        auto part = matrix(y + begin * out, end - begin, out);
        part.noalias() = matrix(x + begin * in, end - begin, in) * weights;
        part.rowwise() += b;
      });
}

template <class T>
void dense_gradient(const DenseShape& shape, const T* x, const T* dy, T* dw,
                    T* db, int threads) {
  const auto [rows, inputs, units] = shape;
  const auto inner = matrix(x, rows, inputs);
  const auto outer = matrix(dy, rows, units);
  const std::size_t out = units;
  for_each_block(
      inputs, rows * units, threads, [&](std::size_t begin, std::size_t end) {
        auto part = matrix(dw + begin * out, end - begin, out);
        part.noalias() = inner
                             .middleCols(static_cast<Index>(begin),
                                         static_cast<Index>(end - begin))
                             .transpose() *
                         outer;
      });
  std::fill(db, db + units, T(0));
  for (std::size_t r = 0; r < rows; ++r) {
    for (std::size_t j = 0; j < units; ++j) db[j] += dy[r * units + j];
  }
}

template <class T>
void dense_backward(const DenseShape& shape, const T* dy, const T* w, T* dx,
                    int threads) {
  const auto [rows, inputs, units] = shape;
  const auto weights = matrix(w, inputs, units);
  const std::size_t in = inputs, out = units;
  for_each_block(
      rows, in * out, threads, [&](std::size_t begin, std::size_t end) {
        auto part = matrix(dx + begin * in, end - begin, in);
        part.noalias() =
            matrix(dy + begin * out, end - begin, out) * weights.transpose();
      });
}

template <class T>
void dense_predict(const DenseShape& shape, const T* x, const T* w,
                   const T* bias, T* y) {
  const std::size_t units = shape.units;
  for (std::size_t r = 0; r < shape.rows; ++r) {
    const T* in = x + r * shape.inputs;
    T* out = y + r * units;
    std::copy(bias, bias + units, out);
    // Vectors run over the units, each of which has its own sum.
    for (std::size_t k = 0; k < shape.inputs; ++k) {
      const T factor = in[k];
      const T* row = w + k * units;
      for (std::size_t j = 0; j < units; ++j) out[j] += factor * row[j];
    }
  }
}

// NOLINTBEGIN(bugprone-macro-parentheses): types, not values
#define OGIVE_TYPE(T)                                                        \
  template void dense_forward<T>(const DenseShape&, const T*, const T*,      \
                                 const T*, T*, int);                         \
  template void dense_gradient<T>(const DenseShape&, const T*, const T*, T*, \
                                  T*, int);                                  \
  template void dense_backward<T>(const DenseShape&, const T*, const T*, T*, \
                                  int);                                      \
  template void dense_predict<T>(const DenseShape&, const T*, const T*,      \
                                 const T*, T*);
OGIVE_TYPE(float)
OGIVE_TYPE(double)
#undef OGIVE_TYPE
// NOLINTEND(bugprone-macro-parentheses)

}  // namespace ogive::internal
