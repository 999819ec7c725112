// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// The streaming copy, by machine.

#include "cli/copy.h"

#if defined(__SSE2__)
#include <emmintrin.h>
#elif !defined(__aarch64__)
#include <cstring>
#endif

namespace ogive::internal {

#if defined(__SSE2__)

const char* streaming_copy_method() { return "SSE2 non-temporal stores"; }

void streaming_copy(void* to, const void* from, std::size_t size) {
  auto* out = static_cast<__m128i*>(to);
  const auto* in = static_cast<const __m128i*>(from);
  for (std::size_t i = 0; i < size / sizeof(__m128i); i += 4) {
    const __m128i a = _mm_load_si128(in + i);
    const __m128i b = _mm_load_si128(in + i + 1);
    const __m128i c = _mm_load_si128(in + i + 2);
    const __m128i d = _mm_load_si128(in + i + 3);
    _mm_stream_si128(out + i, a);
    _mm_stream_si128(out + i + 1, b);
    _mm_stream_si128(out + i + 2, c);
    _mm_stream_si128(out + i + 3, d);
  }
  _mm_sfence();
}

#elif defined(__aarch64__)

const char* streaming_copy_method() { return "stnp"; }

void streaming_copy(void* to, const void* from, std::size_t size) {
  auto* out = static_cast<char*>(to);
  const auto* in = static_cast<const char*>(from);
  for (std::size_t i = 0; i < size; i += 64) {
    asm volatile(
        "ldp q0, q1, [%1]\n"
        "ldp q2, q3, [%1, #32]\n"
        "stnp q0, q1, [%0]\n"
        "stnp q2, q3, [%0, #32]\n"
        :
        : "r"(out + i), "r"(in + i)
        : "v0", "v1", "v2", "v3", "memory");
  }
}

#else

const char* streaming_copy_method() {
  return "memcpy, for want of streaming stores";
}

void streaming_copy(void* to, const void* from, std::size_t size) {
  std::memcpy(to, from, size);
}

#endif

}  // namespace ogive::internal
