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
using Kernel = void (*)(const Arrays& arrays, std::size_t n);

struct KernelTable {
  Kernel exact[kOps][kDtypes];
  // The fast tier, where it is a tier of its own; else null.
  Kernel fast_forward_f32;
};

}  // namespace ogive::internal

#endif  // OGIVE_SRC_KERNELS_KERNEL_TABLE_H_
