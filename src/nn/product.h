// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// The products of a dense layer, y = x W + b, and of its backward pass. All
// matrices are stored by rows, one after the other: x, dx rows x inputs, y, dy
// rows x units, w, dw inputs x units, bias, db units. T is float or double.
//
// Each result is computed in blocks that do not depend on the number of
// threads, so neither do the bits.

#ifndef OGIVE_SRC_NN_PRODUCT_H_
#define OGIVE_SRC_NN_PRODUCT_H_

#include <Eigen/Core>
#include <cstddef>
#include <vector>

namespace ogive::internal {

// Memory at the alignment of Eigen's vectors: where an array begins must not
// differ from run to run, for its products may treat the ends apart.
template <class T>
using Buffer = std::vector<T, Eigen::aligned_allocator<T>>;

struct DenseShape {
  std::size_t rows, inputs, units;
};

// y = x w + bias, by Eigen: sums in an order that may differ between machines.
template <class T>
void dense_forward(const DenseShape& shape, const T* x, const T* w,
                   const T* bias, T* y, int threads);

// dw = x^T dy, db = the sum of dy's rows.
template <class T>
void dense_gradient(const DenseShape& shape, const T* x, const T* dy, T* dw,
                    T* db, int threads);

// dx = dy w^T
template <class T>
void dense_backward(const DenseShape& shape, const T* dy, const T* w, T* dx,
                    int threads);

// y = ((bias + x_0 w_0) + x_1 w_1) + ..., each product and each sum rounded by
// itself: the same bits on every machine.
template <class T>
void dense_predict(const DenseShape& shape, const T* x, const T* w,
                   const T* bias, T* y);

}  // namespace ogive::internal

#endif  // OGIVE_SRC_NN_PRODUCT_H_
