// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// The kernels of prelu: y = x > 0 ? x : w x, rounded once, with the slope w of
// each element in an array; the gradient, and the terms of the weights'
// gradients.

#include <cstddef>

#include "kernels/streams-inl.h"

#if defined(OGIVE_SRC_KERNELS_PRELU_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef OGIVE_SRC_KERNELS_PRELU_INL_H_
#undef OGIVE_SRC_KERNELS_PRELU_INL_H_
#else
#define OGIVE_SRC_KERNELS_PRELU_INL_H_
#endif

OGIVE_BEFORE_NAMESPACE();
namespace ogive::internal::OGIVE_OPS {

template <class T>
struct PreluKernels {
  static void Forward(const Streams& streams, std::size_t n) {
    const D64 d;
    ForEachVectorOf<T, 2, 1>(
        streams, n,
        [&](const auto& in, const auto& out) OGIVE_LAMBDA_ATTRIBUTES {
          const auto raw = LoadRaw<T>(d, in[0]);
          const V64 x = ToDouble<T>(d, raw);
          const V64 product = Mul(x, LoadDouble<T>(in[1]));
          const V64 y = IfThenElse(Lt(Set(d, 0.0), x), x, product);
          StoreKeepNan<T>(d, y, raw, out[0]);
        });
  }

  static void Backward(const Streams& streams, std::size_t n) {
    const D64 d;
    ForEachVectorOf<T, 3, 1>(
        streams, n,
        [&](const auto& in, const auto& out) OGIVE_LAMBDA_ATTRIBUTES {
          const V64 dy = LoadDouble<T>(in[0]);
          const V64 x = LoadDouble<T>(in[1]);
          const V64 product = Mul(dy, LoadDouble<T>(in[2]));
          const V64 dx = IfThenElse(Lt(Set(d, 0.0), x), dy, product);
          StoreOneNan<T>(d, dx, NanOf(x, dx), out[0]);
        });
  }

  static void Accumulate(const void* dy, const void* x, std::size_t n,
                         WideSum* sums) {
    const D64 d;
    std::size_t left = n;
    ForEachVectorOf<T, 2, 1>(
        {{dy, x}, {nullptr}}, n,
        [&](const auto& in, const auto&) OGIVE_LAMBDA_ATTRIBUTES {
          const V64 value = LoadDouble<T>(in[1]);
          const Pair product = TwoProduct(LoadDouble<T>(in[0]), value);
          // 0 for x > 0, but not for NaN.
          const auto counts = Le(value, Set(d, 0.0));
          alignas(64) double high[kWidth], low[kWidth];
          StoreOneNan<double>(d, IfThenElseZero(counts, product.high), value,
                              high);
          StoreOneNan<double>(d, IfThenElseZero(counts, product.low), value,
                              low);
          const std::size_t count = left < kWidth ? left : kWidth;
          for (std::size_t i = 0; i < count; ++i) {
            sums[i].add(high[i]);
            sums[i].low += low[i];
          }
          sums += count;
          left -= count;
        });
  }
};

inline const prelu_kernels& make_prelu_kernels() {
  static constexpr prelu_kernels kAll = {
      {&PreluKernels<float>::Forward, &PreluKernels<double>::Forward,
       &PreluKernels<float16>::Forward, &PreluKernels<bfloat16>::Forward},
      {&PreluKernels<float>::Backward, &PreluKernels<double>::Backward,
       &PreluKernels<float16>::Backward, &PreluKernels<bfloat16>::Backward},
      {&PreluKernels<float>::Accumulate, &PreluKernels<double>::Accumulate,
       &PreluKernels<float16>::Accumulate,
       &PreluKernels<bfloat16>::Accumulate}};
  return kAll;
}

}  // namespace ogive::internal::OGIVE_OPS
OGIVE_AFTER_NAMESPACE();

#endif  // OGIVE_SRC_KERNELS_PRELU_INL_H_
