// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// Copies and triads, with the stores that the build's baseline has:
// non-temporal ones of clang and gcc where there are any.

#include "copies.h"

#include <cstdint>
#include <cstring>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace {

using Words = std::uint64_t __attribute__((vector_size(16)));

// One store that passes the caches, where the machine has one.
void stream(Words* to, Words value) {
#if defined(__SSE2__)
  _mm_stream_si128(reinterpret_cast<__m128i*>(to),
                   reinterpret_cast<__m128i>(value));
#else
  *to = value;
#endif
}

void fence() {
#if defined(__SSE2__)
  _mm_sfence();
#endif
}

const Words* words(const void* p, std::size_t byte) {
  return reinterpret_cast<const Words*>(static_cast<const char*>(p) + byte);
}
Words* words(void* p, std::size_t byte) {
  return reinterpret_cast<Words*>(static_cast<char*>(p) + byte);
}

}  // namespace

void bench_copy(std::size_t bytes, const void* x, void* y, int threads) {
  for_each_part(bytes, threads, [=](std::size_t begin, std::size_t end) {
    std::memcpy(words(y, begin), words(x, begin), end - begin);
  });
}

void bench_streaming_copy(std::size_t bytes, const void* x, void* y,
                          int threads) {
  for_each_part(bytes, threads, [=](std::size_t begin, std::size_t end) {
    const Words* in = words(x, begin);
    Words* out = words(y, begin);
    for (std::size_t i = 0; i < (end - begin) / sizeof(Words); i += 4) {
      const Words a = in[i], b = in[i + 1], c = in[i + 2], d = in[i + 3];
      stream(out + i, a);
      stream(out + i + 1, b);
      stream(out + i + 2, c);
      stream(out + i + 3, d);
    }
    fence();
  });
}

void bench_triad(std::size_t bytes, const void* x, const void* y, void* z,
                 int threads) {
  for_each_part(bytes, threads, [=](std::size_t begin, std::size_t end) {
    const Words* a = words(x, begin);
    const Words* b = words(y, begin);
    Words* out = words(z, begin);
    for (std::size_t i = 0; i < (end - begin) / sizeof(Words); ++i) {
      out[i] = a[i] + b[i];
    }
  });
}

void bench_streaming_triad(std::size_t bytes, const void* x, const void* y,
                           void* z, int threads) {
  for_each_part(bytes, threads, [=](std::size_t begin, std::size_t end) {
    const Words* a = words(x, begin);
    const Words* b = words(y, begin);
    Words* out = words(z, begin);
    for (std::size_t i = 0; i < (end - begin) / sizeof(Words); i += 4) {
      const Words v0 = a[i] + b[i], v1 = a[i + 1] + b[i + 1],
                  v2 = a[i + 2] + b[i + 2], v3 = a[i + 3] + b[i + 3];
      stream(out + i, v0);
      stream(out + i + 1, v1);
      stream(out + i + 2, v2);
      stream(out + i + 3, v3);
    }
    fence();
  });
}

void bench_nothing(std::size_t /*bytes*/, const void* /*x*/, void* /*y*/,
                   int /*threads*/) {}
