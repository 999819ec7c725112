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
    for (std::size_t v = 1; v < SumLanes::kVectors; ++v) {
      maximum[0] = Max(maximum[0], maximum[v]);
      numbers[0] = Add(numbers[0], numbers[v]);
    }
    alignas(64) double highest[kWidth];
    StoreSure<double>(d, maximum[0], highest);
    RowScan scan{highest[0], SumOf(numbers[0])};
    for (const double high : highest) {
      scan.maximum = scan.maximum < high ? high : scan.maximum;
    }
    return scan;
  }

  static RowSum Sum(const void* x, std::size_t n, double sign, double maximum,
                    double* powers) {
    if constexpr (kWide<T>) {
      return SumWide(x, n, sign, maximum);
    } else {
      return powers == nullptr ? SumSingle<false>(x, n, sign, maximum, powers)
                               : SumSingle<true>(x, n, sign, maximum, powers);
    }
  }

  static OGIVE_INLINE RowSum SumWide(const void* x, std::size_t n, double sign,
                                     double maximum) {
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
            const auto e = ExpOfDifference(Difference<Pair>(value, m));
            const V64 scaled = Add(e.m, Set(d, double{kSumScale<Pair>}));
            const Pair term = ScaleByPower(Pair{e.high, e.low}, scaled);
            sums.Add(v, Pair{IfThenElseZero(below, term.high),
                             IfThenElseZero(below, term.low)});
            count = Add(count, IfThenElseZero(Le(m, value), Set(d, 1.0)));
          }
        });
    return {sums.Joined(), SumOf(count)};
  }

  template <bool kKeep>
  static OGIVE_INLINE RowSum SumSingle(const void* x, std::size_t n,
                                       double sign, double maximum,
                                       double* powers) {
    constexpr std::size_t kStep = kSide * kWidth;
    constexpr std::size_t kBlock = kStep < kLanes ? kLanes : kStep;
    static_assert(kRoom % kBlock == 0);
    const D64 d;
    const V64 m = Set(d, maximum), one = Set(d, 1.0);
    SumLanes sums;
    V64 count = Set(d, 0.0);
    ForEachBlock<T, kBlock>(
        x, nullptr, n, 0xFF,
        [&](const T* in, const T*) OGIVE_LAMBDA_ATTRIBUTES {
          for (std::size_t i = 0; i < kBlock; i += kStep) {
            const auto value =
                Mul(LoadDoubles<T, kSide>(d, in + i).value, Set(d, sign));
            const auto below = Lt(value, m);
            const auto e = ExpOfDifference(SingleOf{Sub(value, m)});
            const auto term = IfThenElseZero(below, e);
            const auto at_most = IfThenElseZero(Le(m, value), one);
            for (std::size_t u = 0; u < kSide; ++u) {
              // 2^-37 of a chunk's sum, that plain additions lose, is nothing.
              V64& sum = sums.high[(i / kWidth + u) % SumLanes::kVectors];
              sum = Add(sum, term.v[u]);
              count = Add(count, at_most.v[u]);
            }
            if constexpr (kKeep) {
              StoreSure<double>(d, IfThenElse(below, e, one), powers);
              powers += kStep;
            }
          }
        });
    return {sums.Joined(), SumOf(count)};
  }

  // Of whole numbers, in a short chain.
  static OGIVE_INLINE double SumOf(V64 count) {
    alignas(64) double counts[kWidth];
    StoreSure<double>(D64(), count, counts);
    for (std::size_t half = kWidth / 2; half > 0; half /= 2) {
      for (std::size_t i = 0; i < half; ++i) counts[i] += counts[i + half];
    }
    return counts[0];
  }

  static void Softmax(const void* x, void* y, std::size_t n, const Row& row) {
    const D64 d;
    const V64 m = Set(d, row.maximum);
    if constexpr (kWide<T>) {
      const Pair inverse = Number<Pair>(row.high, row.low);
      ForEachVectorOf<T, 1, 1>(
          {{x}, {y}}, n,
          [&](const auto& in, const auto& out) OGIVE_LAMBDA_ATTRIBUTES {
            const V64 value = Mul(LoadDouble<T>(in[0]), Set(d, row.sign));
            const auto below = Lt(value, m);
            const auto e = ExpOfDifference(Difference<Pair>(value, m));
            const Pair power{IfThenElse(below, e.high, Set(d, 1.0)),
                             IfThenElseZero(below, e.low)};
            const Pair quotient = power * inverse;
            const V64 exponent = IfThenElse(below, e.m, Set(d, 0x1.8p52));
            const V64 rounded = Add(quotient.high, quotient.low);
            const V64 result =
                ScaleByPower(Exactly<Pair>(rounded), exponent).high;
            StoreOneNan<T>(d, result, result, out[0]);
          });
    } else {
      const V64 inverse = Set(d, row.high);
      ForEachVectorOf<T, 1, 1, kSide>(
          {{x}, {y}}, n,
          [&](const auto& in, const auto& out) OGIVE_LAMBDA_ATTRIBUTES {
            const auto value =
                Mul(LoadDoubles<T, kSide>(d, in[0]).value, Set(d, row.sign));
            const auto e = ExpOfDifference(SingleOf{Sub(value, m)});
            const auto power = IfThenElse(Lt(value, m), e, Set(d, 1.0));
            const auto result = Mul(power, inverse);
            StoreOneNan<T>(d, result, result, out[0]);
          });
    }
  }

  static void Scale(const double* powers, void* y, std::size_t n,
                    const Row& row) {
    const D64 d;
    const V64 inverse = Set(d, row.high);
    ForEachVectorOf<T, 0, 1, kSide>(
        {{}, {y}}, n,
        [&](const auto&, const auto& out) OGIVE_LAMBDA_ATTRIBUTES {
          const auto power = LoadDoubles<double, kSide>(d, powers).value;
          powers += kSide * kWidth;
          const auto result = Mul(power, inverse);
          if constexpr (sizeof(T) == 4) {
            StoreSure<T>(d, result, out[0]);
          } else {
            StoreOneNan<T>(d, result, result, out[0]);
          }
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
    if constexpr (kWide<T>) {
      ForEachVectorOf<T, 2, 1>(
          {{dy, y}, {dx}}, n,
          [&](const auto& in, const auto& out) OGIVE_LAMBDA_ATTRIBUTES {
            const V64 slope = LoadDouble<T>(in[0]);
            const V64 value = LoadDouble<T>(in[1]);
            const Pair e = Exp(Exactly<Pair>(value));
            const Pair precise = Exactly<Pair>(slope) - e * sum;
            V64 result = Sub(slope, Mul(e.high, sum.high));
            result = IfThenElse(Finite(result), Add(precise.high, precise.low),
                                result);
            StoreOneNan<T>(d, result, NanOf(slope, value), out[0]);
          });
    } else {
      ForEachVectorOf<T, 2, 1, kSide>(
          {{dy, y}, {dx}}, n,
          [&](const auto& in, const auto& out) OGIVE_LAMBDA_ATTRIBUTES {
            const auto slope = LoadDoubles<T, kSide>(d, in[0]).value;
            const auto value = LoadDoubles<T, kSide>(d, in[1]).value;
            const auto held = Max(Min(value, Set(d, 700.0)), Set(d, -700.0));
            const auto e = ExpSingle<Fusing::none>(d, held);
            const auto result = Sub(slope, Mul(e, sum.high));
            StoreOneNan<T>(d, result, NanOf(slope, value), out[0]);
          });
    }
  }

  static constexpr softmax_kernels::Table kTable = {&Scan,
                                                    &Sum,
                                                    &Softmax,
                                                    &Scale,
                                                    &LogSoftmax,
                                                    &SumProducts,
                                                    &SumPlain,
                                                    &SoftmaxBackward,
                                                    &LogSoftmaxBackward};
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
