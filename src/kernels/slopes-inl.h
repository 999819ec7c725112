// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// The backward pass of the 16-bit types by a table of slopes (half_tables.h):
// dy times the slope, a float rounded to nearest, in floats. Their product is
// off by 1.5 ULP of float at most; where that leaves a doubt, and where it is
// too small, infinite or NaN, the kernel of the function has the element.
// Proven by half_tables_test.

#include <cstddef>
#include <cstdint>

#include "kernels/array-inl.h"
#include "kernels/family_kernels.h"
#include "math/ops-inl.h"
#include "math/several-inl.h"
#include "ogive/types.h"

#if defined(OGIVE_SRC_KERNELS_SLOPES_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef OGIVE_SRC_KERNELS_SLOPES_INL_H_
#undef OGIVE_SRC_KERNELS_SLOPES_INL_H_
#else
#define OGIVE_SRC_KERNELS_SLOPES_INL_H_
#endif

OGIVE_BEFORE_NAMESPACE();
namespace ogive::internal::OGIVE_OPS {

#if OGIVE_NATIVE_FMA
template <class T>
void ScaledSlopes(const Arrays& arrays, std::size_t n, const float* slopes,
                  Kernel kernel, const Params& params) {
  constexpr Op op = Op::backward;  // or another one with its inputs
  T* const dx = static_cast<T*>(arrays.out[0]);
  const Block<T> all{{static_cast<const T*>(arrays.in[0]),
                      static_cast<const T*>(arrays.in[1])},
                     {dx, dx}};
  const D32 d;
  LeftOver<T, op> left;
  alignas(64) float slope[left.kTile + 2 * kMaxLanes] = {};
  for (std::size_t begin = 0; begin < n; begin += left.kTile) {
    const std::size_t size = n - begin < left.kTile ? n - begin : left.kTile;
    const Block<T> tile = all.From(begin);
    for (std::size_t i = 0; i < size; ++i) {
      std::size_t bits = tile.in[1][i].bits;
      __asm__("" : "+r"(bits));  // loads: gathering is slow on some machines
      slope[i] = slopes[bits];
    }
    ForEachFloatBlock<4, op>(
        tile, size,
        [&]<std::size_t U>(const Block<T>& block, std::size_t i,
                           std::size_t valid) OGIVE_INLINE_LAMBDA {
          if constexpr (U > 1) {
            constexpr std::uintptr_t kAhead = 1024;
            FetchAhead<kAhead>(block.in[0], valid);
            FetchAhead<kAhead>(block.in[1], valid);
            FetchAhead<kAhead>(block.out[0], valid);
          }
          const auto dy = LoadFloats<U>(d, block.in[0]);
          const auto s = LoadFloats<U>(d, slope + i);
          auto y = Mul(dy, s);
          const auto size_of_y = Abs(y);
          auto sure = And(Le(Set(d, 0x1p-100f), size_of_y),
                          Le(size_of_y, Set(d, 0x1p127f)));
          const auto zero = Set(d, 0.0f);
          // A zero whose factor is 0 is exact, and not rare.
          sure = Or(sure, And(Eq(y, zero), Eq(Min(Abs(dy), Abs(s)), zero)));
          y = RoundFloats<T>(d, y, sure);
          if (OGIVE_UNLIKELY(!AllLanes(d, sure))) {
            left.Keep(NotSure(d, sure), block, begin + i, valid);
          }
          StoreFloats(d, y, block.out[0]);
        });
    if (OGIVE_UNLIKELY(left.count >= left.kMany)) {
      left.Settle(kernel, params, all);
    }
  }
  if (left.count != 0) left.Settle(kernel, params, all);
}
#endif

inline const slopes_kernels& make_slopes_kernels() {
  static constexpr slopes_kernels kAll = [] {
    slopes_kernels all{};
#if OGIVE_NATIVE_FMA
    all.scaled[static_cast<int>(Dtype::f16)] = &ScaledSlopes<float16>;
    all.scaled[static_cast<int>(Dtype::bf16)] = &ScaledSlopes<bfloat16>;
#endif
    return all;
  }();
  return kAll;
}

}  // namespace ogive::internal::OGIVE_OPS
OGIVE_AFTER_NAMESPACE();

#endif  // OGIVE_SRC_KERNELS_SLOPES_INL_H_
