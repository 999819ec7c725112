// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// The losses of nn::loss with their gradients, and accuracy.

#ifndef OGIVE_SRC_NN_LOSS_H_
#define OGIVE_SRC_NN_LOSS_H_

#include <cstddef>
#include <span>

#include "ogive/nn.h"

namespace ogive::internal {

// The loss of outputs y against targets z, both rows of `columns`, summed up in
// double in the order of the rows; NaN for no rows. dy gets dloss/dy; it may be
// empty. Throws std::invalid_argument for shapes that differ.
template <class T>
double loss_of(nn::loss of, std::span<const T> y, std::span<const T> z,
               std::size_t columns, std::span<T> dy, const options& run);

// How many of the units that nn::score's accuracy counts are right: rows, or
// elements; 0 for squared_error.
template <class T>
std::size_t count_right(nn::loss of, std::span<const T> y, std::span<const T> z,
                        std::size_t columns);

}  // namespace ogive::internal

#endif  // OGIVE_SRC_NN_LOSS_H_
