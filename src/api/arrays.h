// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// What the files of the C++ API share: element types by C++ type, and lengths.

#ifndef OGIVE_SRC_API_ARRAYS_H_
#define OGIVE_SRC_API_ARRAYS_H_

#include <cstddef>
#include <stdexcept>
#include <string>
#include <type_traits>

#include "kernels/dispatch.h"
#include "ogive/types.h"

namespace ogive::internal {

template <class T>
constexpr Dtype kDtype = std::is_same_v<T, float>     ? Dtype::f32
                         : std::is_same_v<T, double>  ? Dtype::f64
                         : std::is_same_v<T, float16> ? Dtype::f16
                                                      : Dtype::bf16;

inline void check_length(const char* a_name, std::size_t a, const char* b_name,
                         std::size_t b) {
  if (a != b) {
    throw std::invalid_argument(std::string("ogive: ") + a_name + " has " +
                                std::to_string(a) + " elements and " + b_name +
                                " has " + std::to_string(b) +
                                "; give them the same length");
  }
}

}  // namespace ogive::internal

#endif  // OGIVE_SRC_API_ARRAYS_H_
