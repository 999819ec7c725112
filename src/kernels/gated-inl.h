// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// The kernels of gated units: forward a, b -> y, backward dy, a, b -> da, db.

#include <cstddef>

#include "kernels/streams-inl.h"
#include "math/gated-inl.h"

#if defined(OGIVE_SRC_KERNELS_GATED_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef OGIVE_SRC_KERNELS_GATED_INL_H_
#undef OGIVE_SRC_KERNELS_GATED_INL_H_
#else
#define OGIVE_SRC_KERNELS_GATED_INL_H_
#endif

OGIVE_BEFORE_NAMESPACE();
namespace ogive::internal::OGIVE_OPS {

template <class U>
OGIVE_NOINLINE Curve<Pair> CurveOfPair(V64 g, GateLimits limits) {
  return U::template At<Pair>(Exactly<Pair>(g), limits);
}

// a b slope, rounded to double, where slope and result lie in the normal range.
// The larger of a and b comes first, so that nothing overflows before its time.
OGIVE_INLINE V64 ScaledTwice(V64 a, V64 b, Pair slope) {
  const auto less = Lt(Abs(a), Abs(b));
  const V64 large = IfThenElse(less, b, a), small = IfThenElse(less, a, b);
  // Half of it: slopes reach 1.13.
  const Pair product = Exactly<Pair>(Mul(large, Broadcast(0.5))) * slope;
  return Mul(ScaledSlopeDouble(small, product), Broadcast(2.0));
}

// a slope to be rounded to float or less; the sign of a zero is that of the
// quick product, so that a neighbour in doubt does not change it.
OGIVE_INLINE V64 ScaledToOdd(V64 a, Pair slope) {
  const Pair y = ScaledSlope(a, slope);
  return CopySign(RoundToOdd(D64(), y.high, y.low), Mul(a, slope.high));
}

template <class U, class T>
struct UnitKernels {
  static constexpr GateLimits kLimits =
      kWide<T> ? GateLimits{-760.0, 40.0} : GateLimits{-600.0, 35.0};
  static constexpr bool kTested = !U::kExact;

  // What infinite and NaN inputs make of the curve.
  static OGIVE_INLINE Curve<V64> Plain(V64 g, V64 value, V64 slope) {
    const auto finite = Finite(g);
    const auto limit = U::AtInfinity(g);
    return {IfThenElse(finite, value, limit.value),
            IfThenElse(finite, slope, limit.slope)};
  }

  // No less than the terms that cancel in the slope, times scale: they are
  // below 1, and for g < -1 below 4 |g u|.
  static OGIVE_INLINE V64 SlopeSize(V64 scale, V64 g, V64 value) {
    const V64 one = Broadcast(1.0);
    const V64 small = Min(one, Mul(Broadcast(4.0), Abs(Mul(g, value))));
    return Mul(Abs(scale), IfThenElse(Lt(g, Neg(one)), small, one));
  }

  static void Forward(const Streams& streams, std::size_t n) {
    const D64 d;
    ForEachVectorOf<T, 2, 1>(
        streams, n,
        [&](const auto& in, const auto& out) OGIVE_LAMBDA_ATTRIBUTES {
          const V64 g = LoadDouble<T>(in[U::kGateFirst ? 0 : 1]);
          const V64 o = LoadDouble<T>(in[U::kGateFirst ? 1 : 0]);
          V64 value, y;
          if constexpr (kWide<T>) {
            const auto curve = CurveOfPair<U>(g, kLimits);
            value = curve.value.high;
            y = ScaledSlopeDouble(o, curve.value);
          } else {
            value = U::template At<Single>(Single{g}, kLimits).value.high;
            y = Mul(o, value);
            const bool in_reach = U::InReach(g);
            if (OGIVE_UNLIKELY(
                    !in_reach ||
                    (kTested && MayRoundOtherwise<T>(y, y, U::kValue)))) {
              const auto curve = CurveOfPair<U>(g, kLimits);
              value = curve.value.high;
              y = ScaledToOdd(o, curve.value);
            }
          }
          const V64 plain = Mul(o, Plain(g, value, value).value);
          y = IfThenElse(And(Finite(g), Finite(o)), y, plain);
          StoreOneNan<T>(d, y, NanOf(g, o), out[0]);
        });
  }

  static void Backward(const Streams& streams, std::size_t n) {
    const D64 d;
    ForEachVectorOf<T, 3, 2>(
        streams, n,
        [&](const auto& in, const auto& out) OGIVE_LAMBDA_ATTRIBUTES {
          const V64 dy = LoadDouble<T>(in[0]);
          const V64 g = LoadDouble<T>(in[U::kGateFirst ? 1 : 2]);
          const V64 o = LoadDouble<T>(in[U::kGateFirst ? 2 : 1]);
          const V64 scale = Mul(dy, o);  // of floats: exact
          V64 value, slope, d_o, d_g;
          if constexpr (kWide<T>) {
            const auto curve = CurveOfPair<U>(g, kLimits);
            value = curve.value.high;
            slope = curve.slope.high;
            d_o = ScaledSlopeDouble(dy, curve.value);
            d_g = ScaledTwice(dy, o, curve.slope);
          } else {
            const auto quick = U::template At<Single>(Single{g}, kLimits);
            value = quick.value.high;
            slope = quick.slope.high;
            d_o = Mul(dy, value);
            d_g = Mul(scale, slope);
            const bool in_reach = U::InReach(g);
            if (OGIVE_UNLIKELY(
                    !in_reach ||
                    (kTested &&
                     (MayRoundOtherwise<T>(d_o, d_o, U::kValue) ||
                      MayRoundOtherwise<T>(d_g, SlopeSize(scale, g, value),
                                           U::kSlope))))) {
              const auto curve = CurveOfPair<U>(g, kLimits);
              value = curve.value.high;
              slope = curve.slope.high;
              d_o = ScaledToOdd(dy, curve.value);
              d_g = ScaledToOdd(scale, curve.slope);
            }
          }
          const auto plain = Plain(g, value, slope);
          const auto finite = And(And(Finite(g), Finite(o)), Finite(dy));
          d_o = IfThenElse(finite, d_o, Mul(dy, plain.value));
          d_g = IfThenElse(finite, d_g, Mul(scale, plain.slope));
          const V64 nan = NanOf(g, NanOf(o, dy));
          StoreOneNan<T>(d, d_g, nan, out[U::kGateFirst ? 0 : 1]);
          StoreOneNan<T>(d, d_o, nan, out[U::kGateFirst ? 1 : 0]);
        });
  }
};

inline const gated_kernels& make_gated_kernels() {
  static constexpr gated_kernels kAll = [] {
    gated_kernels all{};
    const auto set = [&]<class U, class T>(Gate gate, Dtype dtype) {
      const int g = static_cast<int>(gate), t = static_cast<int>(dtype);
      all.forward[g][t] = &UnitKernels<U, T>::Forward;
      all.backward[g][t] = &UnitKernels<U, T>::Backward;
    };
    const auto add = [&]<class U>(Gate gate) {
      set.template operator()<U, float>(gate, Dtype::f32);
      set.template operator()<U, double>(gate, Dtype::f64);
      set.template operator()<U, float16>(gate, Dtype::f16);
      set.template operator()<U, bfloat16>(gate, Dtype::bf16);
    };
    add.template operator()<glu>(Gate::glu);
    add.template operator()<swiglu>(Gate::swiglu);
    add.template operator()<geglu>(Gate::geglu);
    add.template operator()<reglu>(Gate::reglu);
    return all;
  }();
  return kAll;
}

}  // namespace ogive::internal::OGIVE_OPS
OGIVE_AFTER_NAMESPACE();

#endif  // OGIVE_SRC_KERNELS_GATED_INL_H_
