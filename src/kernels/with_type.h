// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// From an element type known at run time to one known to the compiler.

#ifndef OGIVE_SRC_KERNELS_WITH_TYPE_H_
#define OGIVE_SRC_KERNELS_WITH_TYPE_H_

#include <type_traits>

#include "kernels/dispatch.h"
#include "ogive/types.h"

namespace ogive::internal {

// Calls f(std::type_identity<T>()) with the C++ type of the dtype.
template <typename F>
decltype(auto) with_type(Dtype dtype, F&& f) {
  switch (dtype) {
    case Dtype::f64:
      return f(std::type_identity<double>());
    case Dtype::f16:
      return f(std::type_identity<float16>());
    case Dtype::bf16:
      return f(std::type_identity<bfloat16>());
    case Dtype::f32:
      break;
  }
  return f(std::type_identity<float>());
}

}  // namespace ogive::internal

#endif  // OGIVE_SRC_KERNELS_WITH_TYPE_H_
