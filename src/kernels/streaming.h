// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// Stores past the caches, for arrays that do not fit into them: an ordinary
// store reads the line first that it then overwrites.

#ifndef OGIVE_SRC_KERNELS_STREAMING_H_
#define OGIVE_SRC_KERNELS_STREAMING_H_

#include <cstddef>

namespace ogive::internal {

// How streaming_copy stores: "SSE2 non-temporal stores" or the like.
const char* streaming_copy_method();

// Copies `size` bytes, past the caches where the machine can. The two do not
// overlap; what other threads shall see needs a streaming_fence() after it.
void streaming_copy(void* to, const void* from, std::size_t size);
void streaming_fence();

// Bytes of the last-level cache, as the operating system tells; where it does
// not, 32 MiB.
std::size_t last_level_cache();

}  // namespace ogive::internal

#endif  // OGIVE_SRC_KERNELS_STREAMING_H_
