// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// What the machine's memory allows, by plain stores and by streaming ones, and
// the loops over an array that are no library's: the floor of every figure.
// C functions, so that the Python program measures the same ones.

#ifndef OGIVE_BENCH_COPIES_H_
#define OGIVE_BENCH_COPIES_H_

#include <tbb/blocked_range.h>
#include <tbb/parallel_for.h>
#include <tbb/task_arena.h>

#include <algorithm>
#include <cstddef>

// Calls part(begin, end) for parts of 0..n, on that many threads. All but the
// last part begin and end at multiples of 4096.
template <typename Part>
void for_each_part(std::size_t n, int threads, const Part& part) {
  constexpr std::size_t kGrain = 4096;
  const std::size_t blocks = (n + kGrain - 1) / kGrain;
  if (threads == 1 || blocks < 2) {
    part(0, n);
    return;
  }
  static tbb::task_arena arena(threads);
  arena.execute([&] {
    tbb::parallel_for(
        tbb::blocked_range<std::size_t>(0, blocks),
        [&](const tbb::blocked_range<std::size_t>& r) {
          part(r.begin() * kGrain, std::min(n, r.end() * kGrain));
        },
        tbb::static_partitioner());
  });
}

#pragma GCC visibility push(default)
extern "C" {

// Pointers are aligned to 64 bytes, `bytes` is a multiple of 64, and the arrays
// do not overlap.
void bench_copy(std::size_t bytes, const void* x, void* y, int threads);
void bench_streaming_copy(std::size_t bytes, const void* x, void* y,
                          int threads);
// z of x and y, whose 64-bit words it adds.
void bench_triad(std::size_t bytes, const void* x, const void* y, void* z,
                 int threads);
void bench_streaming_triad(std::size_t bytes, const void* x, const void* y,
                           void* z, int threads);
// What calling a C function costs the caller.
void bench_nothing(std::size_t bytes, const void* x, void* y, int threads);

}  // extern "C"
#pragma GCC visibility pop

#endif  // OGIVE_BENCH_COPIES_H_
