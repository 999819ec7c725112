// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// Gated units, y = o u(g) of the gate g and the other input o:
//
//   glu     u = s(g), the sigmoid (Y. Dauphin et al., Language Modeling with
//           Gated Convolutional Networks, 2016)
//   swiglu  u = g s(g)      geglu  u = g Phi(g)      reglu  u = max(g, 0)
//           (N. Shazeer, GLU Variants Improve Transformer, 2020)
//
// u and u' come from one exponential. With e = exp(-|g|) and t = s(-|g|) =
// e / (1 + e), the values for g >= 0 are 1 - t and g - g t, for g < 0 t and g
// t; so even where t is far below the last bit, a Pair still says on which side
// of a tie the result lies. The derivatives are likewise c and 1 - c with
//   swiglu  c = t (1 + e - |g|) / (1 + e)      geglu  c = Phi(-|g|) - |g|
//   phi(g)
// Proven by gated_test; docs/accuracy.md has the worst errors.

#include "math/exponential-inl.h"
#include "math/normal-inl.h"
#include "math/numbers-inl.h"

#if defined(OGIVE_SRC_MATH_GATED_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef OGIVE_SRC_MATH_GATED_INL_H_
#undef OGIVE_SRC_MATH_GATED_INL_H_
#else
#define OGIVE_SRC_MATH_GATED_INL_H_
#endif

OGIVE_BEFORE_NAMESPACE();
namespace ogive::internal::OGIVE_OPS {

template <class N>
struct Curve {
  N value, slope;
};

// u at an infinite g, and u' there.
OGIVE_INLINE Curve<V64> RampAtInfinity(V64 g) {
  const auto above = Lt(Broadcast(0.0), g);
  return {IfThenElse(above, g, Broadcast(-0.0)),
          IfThenElseZero(above, Broadcast(1.0))};
}

// What each unit defines:
//   kGateFirst  whether g is the first input
//   kExact      whether a Single is exact
//   InReach     whether a Single is good for all of these g
//   At(g, limits)  for finite g; the Single's error is Activation's
//   AtInfinity(g)
// `limits` hold the exponent: for float where e is still not 0, to break ties;
// for double where what is beyond no longer counts.
struct GateLimits {
  double exponent, normal;
};
struct GatedUnit {
  static constexpr bool kGateFirst = true;
  static constexpr bool kExact = false;
  static constexpr Error kValue{0x1p-42, 0.0};
  static constexpr Error kSlope{0x1p-42, 0x1p-4};
  static OGIVE_INLINE bool InReach(V64) { return true; }
};

template <class N>
OGIVE_INLINE N ExpOfMinus(N magnitude, GateLimits limits) {
  return Exp(Hold(-magnitude, limits.exponent, 0.0));
}

struct glu : GatedUnit {
  static constexpr bool kGateFirst = false;
  static constexpr Error kSlope{0x1p-42, 0.0};  // nothing cancels
  template <class N>
  static OGIVE_INLINE Curve<N> At(N g, GateLimits limits) {
    const N e = ExpOfMinus(Magnitude(g), limits);
    const N sum = 1.0 + e;
    const N t = e / sum;
    N slope = t / sum;
    if constexpr (kIsPair<N>) {
      // 1/4 - g^2/16, below a Pair's precision, is below 1/4.
      const V64 size = Abs(g.high);
      const auto tiny =
          And(Lt(size, Broadcast(0x1p-45)), Lt(Broadcast(0.0), size));
      slope = Select(tiny, Number<N>(0.25, -0x1p-94), slope);
    }
    return {Select(Below(g, 0.0), t, 1.0 - t), slope};
  }
  static OGIVE_INLINE Curve<V64> AtInfinity(V64 g) {
    const V64 zero = Broadcast(0.0);
    return {IfThenElseZero(Lt(zero, g), Broadcast(1.0)), zero};
  }
};

struct swiglu : GatedUnit {
  template <class N>
  static OGIVE_INLINE Curve<N> At(N g, GateLimits limits) {
    const N size = Limit(Magnitude(g), 0.0, 1000.0);
    const N e = ExpOfMinus(size, limits);
    const N sum = 1.0 + e;
    const N t = e / sum;
    const N c = (t / sum) * (sum - size);
    const N product = g * t;
    const auto below = Below(g, 0.0);
    return {Select(below, product, g - product), Select(below, c, 1.0 - c)};
  }
  static OGIVE_INLINE Curve<V64> AtInfinity(V64 g) { return RampAtInfinity(g); }
};

struct geglu : GatedUnit {
  // Normal's Single is good so far.
  static OGIVE_INLINE bool InReach(V64 g) {
    return AllLanes(D64(), Le(Broadcast(-15.0), g));
  }
  template <class N>
  static OGIVE_INLINE Curve<N> At(N g, GateLimits limits) {
    const N held = Limit(g, -limits.normal, limits.normal);
    const N size = Magnitude(held);
    const auto normal = Normal(size, Below(size, 0.0));
    const N c = normal.tail - size * normal.density;
    const N product = held * normal.tail;
    const auto below = Below(g, 0.0);
    return {Select(below, product, g - product), Select(below, c, 1.0 - c)};
  }
  static OGIVE_INLINE Curve<V64> AtInfinity(V64 g) { return RampAtInfinity(g); }
};

struct reglu : GatedUnit {
  static constexpr bool kExact = true;
  template <class N>
  static OGIVE_INLINE Curve<N> At(N g, GateLimits) {
    const auto above = Above(g, 0.0);
    const N zero = Number<N>(0.0);
    return {Select(above, g, zero), Select(above, Number<N>(1.0), zero)};
  }
  static OGIVE_INLINE Curve<V64> AtInfinity(V64 g) {
    const auto above = Lt(Broadcast(0.0), g);
    return {IfThenElseZero(above, g), IfThenElseZero(above, Broadcast(1.0))};
  }
};

}  // namespace ogive::internal::OGIVE_OPS
OGIVE_AFTER_NAMESPACE();

#endif  // OGIVE_SRC_MATH_GATED_INL_H_
