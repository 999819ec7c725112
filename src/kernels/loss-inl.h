// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// The kernels of binary cross-entropy: x, z -> loss and gradient; and the sum
// of the losses, unrounded.

#include <cstddef>

#include "kernels/streams-inl.h"
#include "math/loss-inl.h"

#if defined(OGIVE_SRC_KERNELS_LOSS_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef OGIVE_SRC_KERNELS_LOSS_INL_H_
#undef OGIVE_SRC_KERNELS_LOSS_INL_H_
#else
#define OGIVE_SRC_KERNELS_LOSS_INL_H_
#endif

OGIVE_BEFORE_NAMESPACE();
namespace ogive::internal::OGIVE_OPS {

OGIVE_NOINLINE LossParts<Pair> LossOfPair(V64 x, V64 z, double least) {
  return LossAt(Exactly<Pair>(x), Exactly<Pair>(z), least);
}

// What infinite x and z make of the loss.
OGIVE_INLINE V64 KeepInfinity(V64 loss, V64 x, V64 w) {
  const V64 size = Abs(x);
  return IfThenElse(Finite(Mul(size, w)), loss, PlainLine(size, w));
}

template <class T>
struct LossKernels {
  // Of a Single, counted against the terms of the result.
  static constexpr Error kError{0x1p-42, 1.0};

  static void Elements(const Streams& streams, std::size_t n) {
    const D64 d;
    ForEachVectorOf<T, 2, 2>(
        streams, n,
        [&](const auto& in, const auto& out) OGIVE_LAMBDA_ATTRIBUTES {
          const V64 x = LoadDouble<T>(in[0]);
          const V64 z = LoadDouble<T>(in[1]);
          V64 loss, slope, w;
          if constexpr (kWide<T>) {
            const auto parts = LossOfPair(x, z, -760.0);
            const Pair exact_loss = parts.Loss(), exact_slope = parts.Slope();
            loss = Add(exact_loss.high, exact_loss.low);
            slope = Add(exact_slope.high, exact_slope.low);
            w = parts.w.high;
          } else {
            const auto quick = LossAt(Single{x}, Single{z}, -600.0);
            loss = quick.Loss().high;
            slope = quick.Slope().high;
            w = quick.w.high;
            const V64 loss_size = Add(Abs(quick.line.high), quick.soft.high);
            const V64 slope_size = Add(Abs(w), quick.t.high);
            if (OGIVE_UNLIKELY(
                    MayRoundOtherwise<T>(loss, loss_size, kError) ||
                    MayRoundOtherwise<T>(slope, slope_size, kError))) {
              const auto parts = LossOfPair(x, z, -600.0);
              const Pair exact_loss = parts.Loss();
              const Pair exact_slope = SlopeNearHalf(
                  parts.Slope(), Exactly<Pair>(x), Exactly<Pair>(z));
              loss = RoundToOdd(d, exact_loss.high, exact_loss.low);
              slope = RoundToOdd(d, exact_slope.high, exact_slope.low);
            }
          }
          loss = KeepInfinity(loss, x, w);
          slope = IfThenElse(Finite(z), slope, Neg(z));
          const V64 nan = NanOf(x, z);
          if (out[0] != nullptr) StoreOneNan<T>(d, loss, nan, out[0]);
          if (out[1] != nullptr) StoreOneNan<T>(d, slope, nan, out[1]);
        });
  }

  static WideSum Sum(const void* x, const void* z, std::size_t n) {
    SumLanes sums;
    std::size_t left = n;
    ForEachBlock<T>(
        x, z, n, 0, [&](const T* in_x, const T* in_z) OGIVE_LAMBDA_ATTRIBUTES {
          const D64 d;
          alignas(64) double losses[kLanes];
          for (std::size_t v = 0; v < SumLanes::kVectors; ++v) {
            const V64 a = LoadDouble<T>(in_x + v * kWidth);
            const V64 b = LoadDouble<T>(in_z + v * kWidth);
            V64 loss;
            if constexpr (kWide<T>) {
              const auto parts = LossOfPair(a, b, -760.0);
              const Pair exact = parts.Loss();
              loss = KeepInfinity(Add(exact.high, exact.low), a, parts.w.high);
            } else {
              loss = PlainLoss(a, b);
            }
            StoreOneNan<double>(d, loss, NanOf(a, b), losses + v * kWidth);
          }
          // The last block's elements beyond the end count as 0.
          for (std::size_t i = left; i < kLanes; ++i) losses[i] = 0;
          left -= left < kLanes ? left : kLanes;
          for (std::size_t v = 0; v < SumLanes::kVectors; ++v) {
            sums.Add(v, Single{LoadDouble<double>(losses + v * kWidth)});
          }
        });
    return sums.Joined();
  }
};

inline const loss_kernels& make_loss_kernels() {
  static constexpr loss_kernels kAll = {
      {&LossKernels<float>::Elements, &LossKernels<double>::Elements,
       &LossKernels<float16>::Elements, &LossKernels<bfloat16>::Elements},
      {&LossKernels<float>::Sum, &LossKernels<double>::Sum,
       &LossKernels<float16>::Sum, &LossKernels<bfloat16>::Sum}};
  return kAll;
}

}  // namespace ogive::internal::OGIVE_OPS
OGIVE_AFTER_NAMESPACE();

#endif  // OGIVE_SRC_KERNELS_LOSS_INL_H_
