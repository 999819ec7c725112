// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// The kernels over rows: scans, sums and results of a row or a chunk of one.

#include <cmath>
#include <cstddef>

#include "kernels/streams-inl.h"
#include "math/softmax-inl.h"

#if defined(OGIVE_SRC_KERNELS_SOFTMAX_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef OGIVE_SRC_KERNELS_SOFTMAX_INL_H_
#undef OGIVE_SRC_KERNELS_SOFTMAX_INL_H_
#else
#define OGIVE_SRC_KERNELS_SOFTMAX_INL_H_
#endif

OGIVE_BEFORE_NAMESPACE();
namespace ogive::internal::OGIVE_OPS {

template <class T>
struct RowKernels {
  using N = NumberFor<T>;

  static RowScan Scan(const void* x, std::size_t n, double sign) {
    const D64 d;
    const V64 one = Set(d, 1.0);
    V64 maximum[SumLanes::kVectors], numbers[SumLanes::kVectors];
    for (std::size_t v = 0; v < SumLanes::kVectors; ++v) {
      maximum[v] = Set(d, -HUGE_VAL);
      numbers[v] = Set(d, 0.0);
    }
    ForEachBlock<T>(
        x, nullptr, n, 0xFF,
        [&](const T* in, const T*) OGIVE_LAMBDA_ATTRIBUTES {
          for (std::size_t v = 0; v < SumLanes::kVectors; ++v) {
            const V64 value = Mul(LoadDouble<T>(in + v * kWidth), Set(d, sign));
            maximum[v] = IfThenElse(Lt(maximum[v], value), value, maximum[v]);
            numbers[v] = Add(numbers[v], IfThenElseZero(Le(value, value), one));
          }
        });
    alignas(64) double highest[kWidth], count[kWidth];
    RowScan scan;
    for (std::size_t v = 0; v < SumLanes::kVectors; ++v) {
      StoreOneNan<double>(d, maximum[v], one, highest);
      StoreOneNan<double>(d, numbers[v], one, count);
      for (std::size_t i = 0; i < kWidth; ++i) {
        if (scan.maximum < highest[i]) scan.maximum = highest[i];
        scan.numbers += count[i];  // exact
      }
    }
    return scan;
  }

  static RowSum Sum(const void* x, std::size_t n, double sign, double maximum) {
    const D64 d;
    const V64 m = Set(d, maximum);
    SumLanes sums;
    V64 count = Set(d, 0.0);
    ForEachBlock<T>(
        x, nullptr, n, 0xFF,
        [&](const T* in, const T*) OGIVE_LAMBDA_ATTRIBUTES {
          for (std::size_t v = 0; v < SumLanes::kVectors; ++v) {
            const V64 value = Mul(LoadDouble<T>(in + v * kWidth), Set(d, sign));
            const auto below = Lt(value, m);
            const auto e = ExpOfDifference(Difference<N>(value, m));
            if constexpr (kWide<T>) {
              const V64 scaled = Add(e.m, Set(d, double{kSumScale<N>}));
              const Pair term = ScaleByPower(Pair{e.high, e.low}, scaled);
              sums.Add(v, Pair{IfThenElseZero(below, term.high),
                               IfThenElseZero(below, term.low)});
            } else {
              // 2^-37 of a chunk's sum, that plain additions lose, is nothing.
              sums.high[v] = Add(sums.high[v], IfThenElseZero(below, e));
            }
            count = Add(count, IfThenElseZero(Le(m, value), Set(d, 1.0)));
          }
        });
    alignas(64) double counts[kWidth];
    StoreOneNan<double>(d, count, count, counts);
    RowSum sum{sums.Joined(), 0};
    for (const double c : counts) sum.count += c;  // exact
    return sum;
  }

  static void Softmax(const void* x, void* y, std::size_t n, const Row& row) {
    const D64 d;
    const V64 m = Set(d, row.maximum);
    const N inverse = Number<N>(row.high, row.low);
    ForEachVectorOf<T, 1, 1>(
        {{x}, {y}}, n,
        [&](const auto& in, const auto& out) OGIVE_LAMBDA_ATTRIBUTES {
          const V64 value = Mul(LoadDouble<T>(in[0]), Set(d, row.sign));
          const auto below = Lt(value, m);
          const auto e = ExpOfDifference(Difference<N>(value, m));
          V64 result;
          if constexpr (kWide<T>) {
            const Pair power{IfThenElse(below, e.high, Set(d, 1.0)),
                             IfThenElseZero(below, e.low)};
            const Pair quotient = power * inverse;
            const V64 exponent = IfThenElse(below, e.m, Set(d, 0x1.8p52));
            const V64 rounded = Add(quotient.high, quotient.low);
            result = ScaleByPower(Exactly<Pair>(rounded), exponent).high;
          } else {
            result = Mul(IfThenElse(below, e, Set(d, 1.0)), inverse.high);
          }
          StoreOneNan<T>(d, result, result, out[0]);
        });
  }

  static void LogSoftmax(const void* x, void* y, std::size_t n,
                         const Row& row) {
    const D64 d;
    const V64 m = Set(d, row.maximum);
    const N log = Number<N>(row.high, row.low);
    ForEachVectorOf<T, 1, 1>(
        {{x}, {y}}, n,
        [&](const auto& in, const auto& out) OGIVE_LAMBDA_ATTRIBUTES {
          const V64 value = Mul(LoadDouble<T>(in[0]), Set(d, row.sign));
          const N difference =
              Select(Lt(value, m), Difference<N>(value, m), Number<N>(0.0));
          V64 result = Sub(difference.high, log.high);
          if constexpr (kWide<T>) {
            const Pair sum = difference - log;
            const V64 precise = Add(sum.high, sum.low);
            result = IfThenElse(Finite(result), precise, result);
          }
          StoreOneNan<T>(d, result, result, out[0]);
        });
  }

  static WideSum SumProducts(const void* dy, const void* y, std::size_t n) {
    SumLanes sums;
    ForEachBlock<T>(dy, y, n, 0,
                    [&](const T* a, const T* b) OGIVE_LAMBDA_ATTRIBUTES {
                      for (std::size_t v = 0; v < SumLanes::kVectors; ++v) {
                        const V64 p = LoadDouble<T>(a + v * kWidth);
                        const V64 q = LoadDouble<T>(b + v * kWidth);
                        if constexpr (kWide<T>) {
                          sums.Add(v, TwoProduct(p, q));
                        } else {
                          sums.Add(v, Single{Mul(p, q)});  // exact
                        }
                      }
                    });
    return sums.Joined();
  }
  static WideSum SumPlain(const void* dy, const void*, std::size_t n) {
    SumLanes sums;
    ForEachBlock<T>(dy, nullptr, n, 0,
                    [&](const T* a, const T*) OGIVE_LAMBDA_ATTRIBUTES {
                      for (std::size_t v = 0; v < SumLanes::kVectors; ++v) {
                        sums.Add(v, Single{LoadDouble<T>(a + v * kWidth)});
                      }
                    });
    return sums.Joined();
  }

  // sign y (dy - sum)
  static void SoftmaxBackward(const void* dy, const void* y, void* dx,
                              std::size_t n, const Row& row) {
    const D64 d;
    const V64 sum = Set(d, row.high);
    const V64 sum_low = Set(d, row.low);
    ForEachVectorOf<T, 2, 1>(
        {{dy, y}, {dx}}, n,
        [&](const auto& in, const auto& out) OGIVE_LAMBDA_ATTRIBUTES {
          const V64 slope = LoadDouble<T>(in[0]);
          const V64 value = Mul(LoadDouble<T>(in[1]), Set(d, row.sign));
          const Pair exact = Difference<Pair>(slope, sum);
          const Pair difference =
              QuickTwoSum(exact.high, Sub(exact.low, sum_low));
          const auto finite = Finite(exact.high);
          const Pair safe{exact.high, IfThenElseZero(finite, difference.low)};
          V64 result;
          if constexpr (kWide<T>) {
            result = ScaledSlopeDouble(
                value,
                {IfThenElse(finite, difference.high, safe.high), safe.low});
          } else {
            result = Mul(value, IfThenElse(finite, difference.high, safe.high));
          }
          StoreOneNan<T>(d, result, NanOf(slope, value), out[0]);
        });
  }

  // dy - e^y sum
  static void LogSoftmaxBackward(const void* dy, const void* y, void* dx,
                                 std::size_t n, const Row& row) {
    const D64 d;
    const N sum = Number<N>(row.high, row.low);
    ForEachVectorOf<T, 2, 1>(
        {{dy, y}, {dx}}, n,
        [&](const auto& in, const auto& out) OGIVE_LAMBDA_ATTRIBUTES {
          const V64 slope = LoadDouble<T>(in[0]);
          const V64 value = LoadDouble<T>(in[1]);
          V64 result;
          if constexpr (kWide<T>) {
            const Pair e = Exp(Exactly<Pair>(value));
            const Pair precise = Exactly<Pair>(slope) - e * sum;
            result = Sub(slope, Mul(e.high, sum.high));
            result = IfThenElse(Finite(result), Add(precise.high, precise.low),
                                result);
          } else {
            const V64 held = Max(Min(value, Set(d, 700.0)), Set(d, -700.0));
            const V64 e = ExpSingle<Fusing::none>(d, held);
            result = Sub(slope, Mul(e, sum.high));
          }
          StoreOneNan<T>(d, result, NanOf(slope, value), out[0]);
        });
  }

  static constexpr softmax_kernels::Table kTable = {
      &Scan,        &Sum,      &Softmax,         &LogSoftmax,
      &SumProducts, &SumPlain, &SoftmaxBackward, &LogSoftmaxBackward};
};

inline const softmax_kernels& make_softmax_kernels() {
  static constexpr softmax_kernels kAll = {
      {RowKernels<float>::kTable, RowKernels<double>::kTable,
       RowKernels<float16>::kTable, RowKernels<bfloat16>::kTable}};
  return kAll;
}

}  // namespace ogive::internal::OGIVE_OPS
OGIVE_AFTER_NAMESPACE();

#endif  // OGIVE_SRC_KERNELS_SOFTMAX_INL_H_
