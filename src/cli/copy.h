// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// Copies of memory to measure against: no function of every element can be
// faster than copying it.

#ifndef OGIVE_SRC_CLI_COPY_H_
#define OGIVE_SRC_CLI_COPY_H_

#include <cstddef>

namespace ogive::internal {

// How streaming_copy stores: "SSE2 non-temporal stores" or the like.
const char* streaming_copy_method();

// Copies `size` bytes, past the caches where the machine can. `to` and `from`
// are aligned to 64 bytes and do not overlap; `size` is a multiple of 64.
void streaming_copy(void* to, const void* from, std::size_t size);

}  // namespace ogive::internal

#endif  // OGIVE_SRC_CLI_COPY_H_
