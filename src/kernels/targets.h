// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// The targets: which were compiled, which this machine can run, and the one in
// force.

#ifndef OGIVE_SRC_KERNELS_TARGETS_H_
#define OGIVE_SRC_KERNELS_TARGETS_H_

#include <span>
#include <string_view>

// The SIMD targets compiled, best first: ROW(name, Highway's namespace).
#if defined(OGIVE_SIMD) && defined(__x86_64__)
#define OGIVE_SIMD_TARGETS(ROW) \
  ROW(avx512, N_AVX3)           \
  ROW(avx2, N_AVX2)             \
  ROW(sse4, N_SSE4)             \
  ROW(ssse3, N_SSSE3)
#elif defined(OGIVE_SIMD) && defined(__aarch64__)
#define OGIVE_SIMD_TARGETS(ROW) ROW(neon, N_NEON)
#else
#define OGIVE_SIMD_TARGETS(ROW)
#endif

namespace ogive::internal {

enum class Target : unsigned char {
#define OGIVE_ROW(name, space) name,
  OGIVE_SIMD_TARGETS(OGIVE_ROW)
#undef OGIVE_ROW
      scalar  // src/math/plain-ops.h, on every machine
};
inline constexpr int kTargets = static_cast<int>(Target::scalar) + 1;

const char* target_name(Target target);

// The targets this machine can run, best first; never empty.
std::span<const Target> supported_targets();

// The one of that name, or the first for "best". Throws std::invalid_argument,
// whose message begins with `source`, if this machine has no such one.
Target find_target(std::string_view name, const char* source);

// The target in force. Throws std::invalid_argument if OGIVE_TARGET names none
// that this machine can run.
Target current_target();

}  // namespace ogive::internal

#endif  // OGIVE_SRC_KERNELS_TARGETS_H_
