// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0

#include "kernels/threads.h"

#ifdef OGIVE_THREADS
#include <oneapi/tbb/blocked_range.h>
#include <oneapi/tbb/info.h>
#include <oneapi/tbb/parallel_for.h>
#include <oneapi/tbb/task_arena.h>

#include <algorithm>
#endif

namespace ogive::internal {

void for_each_chunk(std::size_t n, int threads, void* context,
                    void (*work)(void* context, std::size_t begin,
                                 std::size_t end)) {
  for_each_grain(n, kChunk, threads, context, work);
}

void for_each_grain(std::size_t n, [[maybe_unused]] std::size_t grain,
                    [[maybe_unused]] int threads, void* context,
                    void (*work)(void* context, std::size_t begin,
                                 std::size_t end)) {
#ifdef OGIVE_THREADS
  if (threads != 1 && n / 2 >= grain) {
    // More threads than cores only wait for each other.
    const int cores = oneapi::tbb::info::default_concurrency();
    oneapi::tbb::task_arena arena(threads == 0 ? cores
                                               : std::min(threads, cores));
    arena.execute([&] {
      oneapi::tbb::parallel_for(
          oneapi::tbb::blocked_range<std::size_t>(0, n, grain),
          [&](const auto& range) {
            work(context, range.begin(), range.end());
          });
    });
    return;
  }
#endif
  if (n > 0) work(context, 0, n);
}

}  // namespace ogive::internal
