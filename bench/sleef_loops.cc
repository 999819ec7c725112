// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// The loops, for the vectors that the compiler's flags allow.

#include "sleef_loops.h"

#include <immintrin.h>
#include <sleef.h>

#include <algorithm>

namespace {

#if defined(__AVX512F__)
#define OGIVE_SPACE sleef_avx512
using Floats = __m512;
using Doubles = __m512d;
Floats exp(Floats v) { return Sleef_expf16_u10avx512f(v); }
Doubles exp(Doubles v) { return Sleef_expd8_u10avx512f(v); }
#else
#define OGIVE_SPACE sleef_avx2
using Floats = __m256;
using Doubles = __m256d;
Floats exp(Floats v) { return Sleef_expf8_u10avx2(v); }
Doubles exp(Doubles v) { return Sleef_expd4_u10avx2(v); }
#endif

template <typename V, typename T>
void loop(std::size_t n, const T* x, T* y) {
  constexpr std::size_t kLanes = sizeof(V) / sizeof(T);
  const auto one = [](const T* from, T* to) {
    V v;
    __builtin_memcpy(&v, from, sizeof(V));
    v = T{1} / (T{1} + exp(-v));
    __builtin_memcpy(to, &v, sizeof(V));
  };
  std::size_t i = 0;
  for (; i + kLanes <= n; i += kLanes) one(x + i, y + i);
  if (i == n) return;
  T rest[kLanes] = {};
  std::copy_n(x + i, n - i, rest);
  one(rest, rest);
  std::copy_n(rest, n - i, y + i);
}

}  // namespace

namespace OGIVE_SPACE {

void sigmoid(std::size_t n, const float* x, float* y) { loop<Floats>(n, x, y); }
void sigmoid(std::size_t n, const double* x, double* y) {
  loop<Doubles>(n, x, y);
}

}  // namespace OGIVE_SPACE
