// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// 1 / (1 + exp(-x)) by SLEEF's exponential of 1.0 ULP: one source, compiled for
// each width of vectors.

#ifndef OGIVE_BENCH_SLEEF_LOOPS_H_
#define OGIVE_BENCH_SLEEF_LOOPS_H_

#include <cstddef>

#define OGIVE_SLEEF_LOOPS(width)                             \
  namespace sleef_##width {                                  \
    void sigmoid(std::size_t n, const float* x, float* y);   \
    void sigmoid(std::size_t n, const double* x, double* y); \
  }
OGIVE_SLEEF_LOOPS(avx512)
OGIVE_SLEEF_LOOPS(avx2)
#undef OGIVE_SLEEF_LOOPS

#endif  // OGIVE_BENCH_SLEEF_LOOPS_H_
