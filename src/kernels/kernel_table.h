// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// The array kernels of one function on one target.

#ifndef OGIVE_SRC_KERNELS_KERNEL_TABLE_H_
#define OGIVE_SRC_KERNELS_KERNEL_TABLE_H_

#include <cstddef>

#include "kernels/dispatch.h"

namespace ogive::internal {

// Runs over n elements from the start of each array. The floating-point state
// is the default one (fp_state.h).
using Kernel = void (*)(const Arrays& arrays, std::size_t n,
                        const Params& params);

// Null where the function lacks the operation, and in `fast` where that is no
// tier of its own.
struct KernelTable {
  Kernel exact[kOps][kDtypes];
  Kernel fast[kOps][kDtypes];
  // Whether there is a table of a 16-bit type (half_tables.h).
  bool half_table[kOps][kDtypes];
};

}  // namespace ogive::internal

#endif  // OGIVE_SRC_KERNELS_KERNEL_TABLE_H_
