// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// Tables for the 16-bit types, which have but 65,536 numbers: of an operation
// of one input all results; of a backward pass all slopes, as floats, times
// which dy is taken. Reading one takes less time than nearly every kernel, the
// more so where vectors are short. The kernels fill them, so the bits are
// theirs.
//
// A table is made in the call with which the elements of an operation, of one
// type, reach 2^17, those of short calls left out; it is kept until the process
// ends: 128 KiB for each output, and 256 KiB of slopes.

#ifndef OGIVE_SRC_KERNELS_HALF_TABLES_H_
#define OGIVE_SRC_KERNELS_HALF_TABLES_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "kernels/dispatch.h"
#include "kernels/family_kernels.h"
#include "kernels/kernel_table.h"

namespace ogive::internal {

struct HalfTable {
  Op op;
  Params params;
  Kernel kernel;       // what the table was made from
  SlopeKernel scaled;  // of a backward pass
  // By the bits of the input.
  std::vector<std::uint16_t> results[2];  // of each output
  std::vector<float> slopes;
};

// The table of an operation on f16 or bf16 for which kernels.half_table is set.
// Throws std::bad_alloc.
std::unique_ptr<const HalfTable> make_half_table(Target target, Op op,
                                                 Dtype dtype,
                                                 const KernelTable& kernels,
                                                 const Params& params);

// The one kept for n elements of the operation with these parameters; null
// where there is none, or is none yet: for other parameters than those it was
// made with, and while another thread makes it. Does not throw: where memory is
// short there is no table.
const HalfTable* half_table(Target target, Function function, Op op,
                            Dtype dtype, const KernelTable& kernels,
                            const Params& params, std::size_t n) noexcept;

// As a kernel does.
void run_half_table(const HalfTable& table, const Arrays& arrays, std::size_t n,
                    const Params& params);

}  // namespace ogive::internal

#endif  // OGIVE_SRC_KERNELS_HALF_TABLES_H_
