// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0

#include "kernels/streaming.h"

#include <cstdint>
#include <cstring>
#include <initializer_list>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif
#if defined(__linux__)
#include <unistd.h>
#endif

namespace ogive::internal {
namespace {

constexpr std::size_t kLine = 64;

// One line; `to` is aligned to it.
void stream_line(char* to, const char* from) {
#if defined(__SSE2__)
  auto* out = reinterpret_cast<__m128i*>(to);
  const auto* in = reinterpret_cast<const __m128i*>(from);
  const __m128i a = _mm_loadu_si128(in), b = _mm_loadu_si128(in + 1);
  const __m128i c = _mm_loadu_si128(in + 2), d = _mm_loadu_si128(in + 3);
  _mm_stream_si128(out, a);
  _mm_stream_si128(out + 1, b);
  _mm_stream_si128(out + 2, c);
  _mm_stream_si128(out + 3, d);
#elif defined(__aarch64__)
  asm volatile(
      "ldp q0, q1, [%1]\n"
      "ldp q2, q3, [%1, #32]\n"
      "stnp q0, q1, [%0]\n"
      "stnp q2, q3, [%0, #32]\n"
      :
      : "r"(to), "r"(from)
      : "v0", "v1", "v2", "v3", "memory");
#else
  std::memcpy(to, from, kLine);
#endif
}

}  // namespace

const char* streaming_copy_method() {
#if defined(__SSE2__)
  return "SSE2 non-temporal stores";
#elif defined(__aarch64__)
  return "stnp";
#else
  return "memcpy, for want of streaming stores";
#endif
}

void streaming_copy(void* to, const void* from, std::size_t size) {
  auto* out = static_cast<char*>(to);
  const auto* in = static_cast<const char*>(from);
  std::size_t head = -reinterpret_cast<std::uintptr_t>(out) % kLine;
  if (head > size) head = size;
  std::memcpy(out, in, head);
  std::size_t i = head;
  for (; i + kLine <= size; i += kLine) stream_line(out + i, in + i);
  std::memcpy(out + i, in + i, size - i);
}

void streaming_fence() {
#if defined(__SSE2__)
  _mm_sfence();
#endif
}

std::size_t last_level_cache() {
  static const std::size_t size = [] {
#if defined(__linux__)
    for (const int level : {_SC_LEVEL3_CACHE_SIZE, _SC_LEVEL2_CACHE_SIZE}) {
      const long bytes = sysconf(level);
      if (bytes > 0) return static_cast<std::size_t>(bytes);
    }
#endif
    return std::size_t{32} << 20;
  }();
  return size;
}

}  // namespace ogive::internal
