// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// Which arrays of a call may share memory: an input and an output that are
// exactly the same, and inputs.

#ifndef OGIVE_SRC_KERNELS_OVERLAP_H_
#define OGIVE_SRC_KERNELS_OVERLAP_H_

#include <cstddef>
#include <cstdint>
#include <initializer_list>

namespace ogive::internal {

// An array with its name in messages; a null one is none.
struct NamedArray {
  const char* name;
  const void* data;
  std::size_t bytes;
};

// Whether two arrays share a byte.
inline bool overlap(const void* a, std::size_t a_bytes, const void* b,
                    std::size_t b_bytes) {
  const auto p = reinterpret_cast<std::uintptr_t>(a);
  const auto q = reinterpret_cast<std::uintptr_t>(b);
  return p < q ? q - p < a_bytes : p - q < b_bytes;
}

// Throws std::invalid_argument naming the pair where an output overlaps another
// array other than by being exactly an input.
void check_arrays(std::initializer_list<NamedArray> inputs,
                  std::initializer_list<NamedArray> outputs);

}  // namespace ogive::internal

#endif  // OGIVE_SRC_KERNELS_OVERLAP_H_
