// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// Work over [0, n) in chunks on several threads.

#ifndef OGIVE_SRC_KERNELS_THREADS_H_
#define OGIVE_SRC_KERNELS_THREADS_H_

#include <cstddef>

namespace ogive::internal {

// Elements of a chunk: enough work to pay for handing it to a thread.
inline constexpr std::size_t kChunk = std::size_t{1} << 16;

// Calls work(context, begin, end) over chunks that cover [0, n), on at most
// `threads` threads, the calling one among them (0: every core; never more);
// returns when all are done. Below two chunks, or without thread support, it is
// one call on the calling thread.
void for_each_chunk(std::size_t n, int threads, void* context,
                    void (*work)(void* context, std::size_t begin,
                                 std::size_t end));

// The same in chunks of `grain`, for work of another size: two chunks or more
// go to several threads.
void for_each_grain(std::size_t n, std::size_t grain, int threads,
                    void* context,
                    void (*work)(void* context, std::size_t begin,
                                 std::size_t end));

}  // namespace ogive::internal

#endif  // OGIVE_SRC_KERNELS_THREADS_H_
