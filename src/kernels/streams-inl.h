// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// What the kernels of several arrays share: loops over vectors of all arrays at
// once, and sums in a fixed order.

#include <cmath>
#include <cstddef>
#include <cstring>

#include "kernels/array-inl.h"
#include "kernels/family_kernels.h"
#include "math/numbers-inl.h"
#include "math/ops-inl.h"
#include "ogive/types.h"

#if defined(OGIVE_SRC_KERNELS_STREAMS_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef OGIVE_SRC_KERNELS_STREAMS_INL_H_
#undef OGIVE_SRC_KERNELS_STREAMS_INL_H_
#else
#define OGIVE_SRC_KERNELS_STREAMS_INL_H_
#endif

OGIVE_BEFORE_NAMESPACE();
namespace ogive::internal::OGIVE_OPS {

inline constexpr std::size_t kWidth = sizeof(V64) / sizeof(double);

// float and less are computed as Single, double as Pair.
template <class T>
inline constexpr bool kWide = sizeof(T) == 8;
template <class T>
using NumberFor = std::conditional_t<kWide<T>, Pair, Single>;

template <class T>
OGIVE_INLINE V64 LoadDouble(const T* p) {
  const D64 d;
  return ToDouble<T>(d, LoadRaw<T>(d, p));
}

// Vectors side by side where a Single's exponential is computed.
inline constexpr std::size_t kSide = 4;

// Calls step(in, out) with the arrays' places for each `kCount` vectors; the
// last, partial ones go through buffers, whose lanes beyond the end are 0. An
// output that is null stays so.
template <class T, int kInputs, int kOutputs, std::size_t kCount = 1,
          class Step>
OGIVE_INLINE void ForEachVectorOf(const Streams& streams, std::size_t n,
                                  const Step& step) {
  constexpr std::size_t kSize = kCount * kWidth;
  const T* in[kInputs + 1] = {};
  T* out[kOutputs];
  for (int k = 0; k < kInputs; ++k) {
    in[k] = static_cast<const T*>(streams.in[k]);
  }
  for (int k = 0; k < kOutputs; ++k) out[k] = static_cast<T*>(streams.out[k]);
  for (std::size_t i = 0; i + kSize <= n; i += kSize) {
    step(in, out);
    for (int k = 0; k < kInputs; ++k) in[k] += kSize;
    for (auto& p : out) p = p == nullptr ? p : p + kSize;
  }
  const std::size_t bytes = n % kSize * sizeof(T);
  if (bytes == 0) return;
  alignas(64) T buffer[kInputs + kOutputs][kCount * kMaxLanes];
  std::memset(buffer, 0, sizeof(buffer));
  const T* from[kInputs + 1] = {};
  T* to[kOutputs];
  for (int k = 0; k < kInputs; ++k) {
    std::memcpy(buffer[k], in[k], bytes);
    from[k] = buffer[k];
  }
  for (int k = 0; k < kOutputs; ++k) {
    to[k] = out[k] == nullptr ? nullptr : buffer[kInputs + k];
  }
  step(from, to);
  for (int k = 0; k < kOutputs; ++k) {
    if (out[k] != nullptr) std::memcpy(out[k], buffer[kInputs + k], bytes);
  }
}

// Calls step(in0, in1) for blocks of kSize elements. What the last one has
// beyond the end is `pad` in every byte: with 0xFF that is NaN. in1 may be
// null.
template <class T, std::size_t kSize = kLanes, class Step>
OGIVE_INLINE void ForEachBlock(const void* in0, const void* in1, std::size_t n,
                               int pad, const Step& step) {
  const T* a = static_cast<const T*>(in0);
  const T* b = static_cast<const T*>(in1);
  std::size_t i = 0;
  for (; i + kSize <= n; i += kSize) {
    step(a + i, b == nullptr ? nullptr : b + i);
  }
  if (i < n) {
    alignas(64) T buffer[2][kSize];
    std::memset(buffer, pad, sizeof(buffer));
    std::memcpy(buffer[0], a + i, (n - i) * sizeof(T));
    if (b != nullptr) std::memcpy(buffer[1], b + i, (n - i) * sizeof(T));
    step(buffer[0], buffer[1]);
  }
}

// kLanes sums at once, each with what its additions lost.
struct SumLanes {
  static constexpr std::size_t kVectors = kLanes / kWidth;
  V64 high[kVectors], low[kVectors];

  OGIVE_INLINE SumLanes() {
    for (std::size_t v = 0; v < kVectors; ++v) {
      high[v] = low[v] = Broadcast(0.0);
    }
  }
  OGIVE_INLINE void Add(std::size_t v, Single value) {
    const Pair sum = TwoSum(high[v], value.high);
    high[v] = sum.high;
    low[v] = OGIVE_OPS::Add(low[v], sum.low);
  }
  OGIVE_INLINE void Add(std::size_t v, Pair value) {
    Add(v, Single{value.high});
    low[v] = OGIVE_OPS::Add(low[v], value.low);
  }
  // All in one, by a tree: first of vectors, as WideSum::add does, then of
  // their lanes.
  OGIVE_INLINE WideSum Joined() {
    for (std::size_t half = kVectors / 2; half > 0; half /= 2) {
      for (std::size_t v = 0; v < half; ++v) {
        Add(v, Single{high[v + half]});
        low[v] = OGIVE_OPS::Add(low[v], low[v + half]);
      }
    }
    const D64 d;
    alignas(64) double highs[kWidth], lows[kWidth];
    StoreOneNan<double>(d, high[0], high[0], highs);
    StoreOneNan<double>(d, low[0], low[0], lows);
    WideSum sums[kWidth];
    for (std::size_t i = 0; i < kWidth; ++i) sums[i] = {highs[i], lows[i]};
    for (std::size_t half = kWidth / 2; half > 0; half /= 2) {
      for (std::size_t i = 0; i < half; ++i) sums[i].add(sums[i + half]);
    }
    return sums[0];
  }
};

// Whether a result within `error` of y may be rounded to T otherwise than y, in
// any lane.
template <class T>
OGIVE_INLINE bool MayRoundOtherwise(V64 y, V64 size, Error error) {
  const D64 d;
  const V64 off = Add(Mul(Abs(y), Set(d, error.relative)),
                      Mul(size, Set(d, error.absolute * error.relative)));
  return SomeDoubtful<T>(d, y, off);
}

// A NaN where a or b is one.
template <class V>
OGIVE_INLINE V NanOf(V a, V b) {
  return IfThenElse(Le(a, a), b, a);
}

}  // namespace ogive::internal::OGIVE_OPS
OGIVE_AFTER_NAMESPACE();

#endif  // OGIVE_SRC_KERNELS_STREAMS_INL_H_
