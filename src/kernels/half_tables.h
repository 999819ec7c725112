// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// Tables for the 16-bit types, which have but 65,536 numbers: of an operation
// of one input all results; of a backward pass all slopes, as floats, times
// which dy is taken. Reading one takes less time than nearly every kernel, the
// more so where vectors are short. The kernels fill them, so the bits are
// theirs.
//
// A table is made when so many elements of an operation were asked for that
// making it costs less than they did, and is kept until the process ends: 128
// KiB, or 256 KiB with a tail and of slopes.

#ifndef OGIVE_SRC_KERNELS_HALF_TABLES_H_
#define OGIVE_SRC_KERNELS_HALF_TABLES_H_

#include <cstddef>

#include "kernels/dispatch.h"
#include "kernels/kernel_table.h"

namespace ogive::internal {

struct HalfTable;

// The table for n elements of the operation with these parameters, of the type
// f16 or bf16; null where there is none, or is none yet. Does not throw:
// where memory is short there is no table.
const HalfTable* half_table(Target target, Function function, Op op,
                            Dtype dtype, const KernelTable& kernels,
                            const Params& params, std::size_t n) noexcept;

// As a kernel does.
void run_half_table(const HalfTable& table, const Arrays& arrays, std::size_t n,
                    const Params& params);

}  // namespace ogive::internal

#endif  // OGIVE_SRC_KERNELS_HALF_TABLES_H_
