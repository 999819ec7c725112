// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// Which of Highway's targets are compiled. Included before any Highway header.

#ifndef OGIVE_SRC_KERNELS_HIGHWAY_H_
#define OGIVE_SRC_KERNELS_HIGHWAY_H_

// Every target below the best one too, so that tests can force each in turn.
#define HWY_COMPILE_ALL_ATTAINABLE

// What Highway's other targets add (VNNI, AES, FP16, longer vectors on ARM)
// does not serve these kernels. Its scalar targets differ by compiler: the
// "scalar" target here is src/math/plain-ops.h instead.
#include <hwy/detect_compiler_arch.h>
#if HWY_ARCH_X86_64
// AVX3 (bit 8), AVX2 (9), SSE4 (11), SSSE3 (12).
#define HWY_DISABLED_TARGETS \
  (~((1LL << 8) | (1LL << 9) | (1LL << 11) | (1LL << 12)))
// The weakest of them stands in for the baseline; it runs, like the others,
// only where the processor is seen to have it.
#define HWY_BASELINE_TARGETS HWY_SSSE3
#elif HWY_ARCH_ARM_A64
// NEON (bit 28), part of every 64-bit ARM.
#define HWY_DISABLED_TARGETS (~(1LL << 28))
#else
#error "no SIMD target for this architecture: build with -DOGIVE_SIMD=OFF"
#endif

#endif  // OGIVE_SRC_KERNELS_HIGHWAY_H_
