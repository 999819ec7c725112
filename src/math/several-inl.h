// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// Several vectors side by side. Each operation is done on all of them in turn:
// a chain of dependent steps is longer than a processor looks ahead, so
// independent ones have to stand next to each other in the code.

#include <cstddef>
#include <type_traits>
#include <utility>

#include "math/ops-inl.h"

#if defined(OGIVE_SRC_MATH_SEVERAL_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef OGIVE_SRC_MATH_SEVERAL_INL_H_
#undef OGIVE_SRC_MATH_SEVERAL_INL_H_
#else
#define OGIVE_SRC_MATH_SEVERAL_INL_H_
#endif

OGIVE_BEFORE_NAMESPACE();
namespace ogive::internal::OGIVE_OPS {

// U vectors, or U masks.
template <class V, std::size_t U>
struct Several {
  V v[U];
};

template <class T>
inline constexpr std::size_t kSeveral = 0;
template <class V, std::size_t U>
inline constexpr std::size_t kSeveral<Several<V, U>> = U;
template <class... T>
inline constexpr std::size_t kCommonCount = (kSeveral<T> | ...);

template <std::size_t u, class V, std::size_t U>
OGIVE_INLINE V At(const Several<V, U>& a) {
  return a.v[u];
}
template <std::size_t u, class T>
OGIVE_INLINE T At(const T& same_for_all) {
  return same_for_all;
}
template <class V, class... More>
OGIVE_INLINE Several<V, 1 + sizeof...(More)> Together(V first, More... more) {
  return {{first, more...}};
}
// Calls step(u) for each u < U, a constant: a loop would be unrolled too late
// for the compiler to keep the vectors in registers and share their parts.
template <class Step, std::size_t... u>
OGIVE_INLINE void ForEachOf(std::index_sequence<u...>, const Step& step) {
  (step(std::integral_constant<std::size_t, u>()), ...);
}
template <std::size_t U, class Step>
OGIVE_INLINE void ForEachOf(const Step& step) {
  ForEachOf(std::make_index_sequence<U>(), step);
}
// v, or U times v.
template <class V>
OGIVE_INLINE V Spread(V64 v) {
  if constexpr (kSeveral<V> == 0) {
    return v;
  } else {
    V all{};
    for (auto& each : all.v) each = v;
    return all;
  }
}

// Op on vectors, of which at least one stands for several. Where all do, it
// takes a closer match than Highway's own templates for any type.
#define OGIVE_ON_SEVERAL(Op)                                              \
  template <std::size_t u, class... A>                                    \
  OGIVE_INLINE auto Op##At(const A&... a) {                               \
    return Op(At<u>(a)...);                                               \
  }                                                                       \
  template <std::size_t... u, class... A>                                 \
  OGIVE_INLINE auto Op##All(std::index_sequence<u...>, const A&... a) {   \
    return Together(Op##At<u>(a...)...);                                  \
  }                                                                       \
  template <class... A>                                                   \
    requires(kCommonCount<A...> > 0)                                      \
  OGIVE_INLINE auto Op(const A&... a) {                                   \
    return Op##All(std::make_index_sequence<kCommonCount<A...>>(), a...); \
  }                                                                       \
  template <class V, std::size_t U>                                       \
  OGIVE_INLINE auto Op(const Several<V, U>& a) {                          \
    return Op##All(std::make_index_sequence<U>(), a);                     \
  }                                                                       \
  template <class V, std::size_t U>                                       \
  OGIVE_INLINE auto Op(const Several<V, U>& a, const Several<V, U>& b) {  \
    return Op##All(std::make_index_sequence<U>(), a, b);                  \
  }                                                                       \
  template <class V, std::size_t U>                                       \
  OGIVE_INLINE auto Op(const Several<V, U>& a, const Several<V, U>& b,    \
                       const Several<V, U>& c) {                          \
    return Op##All(std::make_index_sequence<U>(), a, b, c);               \
  }

OGIVE_ON_SEVERAL(Abs)
OGIVE_ON_SEVERAL(Add)
OGIVE_ON_SEVERAL(AddExponent)
OGIVE_ON_SEVERAL(And)
OGIVE_ON_SEVERAL(CopySign)
OGIVE_ON_SEVERAL(Div)
OGIVE_ON_SEVERAL(IfSignSet)
OGIVE_ON_SEVERAL(IfThenElse)
OGIVE_ON_SEVERAL(IfThenElseZero)
OGIVE_ON_SEVERAL(Le)
OGIVE_ON_SEVERAL(Lt)
OGIVE_ON_SEVERAL(Max)
OGIVE_ON_SEVERAL(Min)
OGIVE_ON_SEVERAL(Mul)
OGIVE_ON_SEVERAL(MulAdd)
OGIVE_ON_SEVERAL(Neg)
OGIVE_ON_SEVERAL(NegMulAdd)
OGIVE_ON_SEVERAL(Or)
OGIVE_ON_SEVERAL(PowerOfTwo)
OGIVE_ON_SEVERAL(Sqrt)
OGIVE_ON_SEVERAL(Sub)
#if OGIVE_NATIVE_FMA
using hn::Eq;
using hn::MulSub;

OGIVE_ON_SEVERAL(CopySignToPositive)
OGIVE_ON_SEVERAL(Eq)
OGIVE_ON_SEVERAL(FromExponentBits)
OGIVE_ON_SEVERAL(MulSub)
OGIVE_ON_SEVERAL(NanUnless)
OGIVE_ON_SEVERAL(OneUnlessNegative)
OGIVE_ON_SEVERAL(SubUnlessNegative)
#endif
#if OGIVE_TABLE_BITS
OGIVE_ON_SEVERAL(AddIndexedExponent)
OGIVE_ON_SEVERAL(Lookup)
#if OGIVE_TABLE_BITS == 5
OGIVE_ON_SEVERAL(ReciprocalEstimate)
#endif
#endif
#undef OGIVE_ON_SEVERAL

template <class V, std::size_t U>
OGIVE_INLINE Several<V, U> SplitExponent(D64 d, const Several<V, U>& x,
                                         Several<V, U>& m) {
  Several<V, U> k = x;
  ForEachOf<U>([&](auto u) OGIVE_INLINE_LAMBDA {
    k.v[u] = SplitExponent(d, x.v[u], m.v[u]);
  });
  return k;
}

// ---- Elements in memory <-> doubles.

// What U vectors of elements were read from memory as, and their values.
template <class T, std::size_t U>
struct Loaded {
  Raw<T> raw[U];
  Several<V64, U> value;
};
template <class T, std::size_t U>
OGIVE_INLINE Loaded<T, U> LoadDoubles(D64 d, const T* p) {
  Loaded<T, U> all{};
  ForEachOf<U>([&](auto u) OGIVE_INLINE_LAMBDA {
    all.raw[u] = LoadRaw<T>(d, p + u * lanes(d));
    all.value.v[u] = ToDouble<T>(d, all.raw[u]);
  });
  return all;
}
template <class T, std::size_t U>
OGIVE_INLINE void StoreKeepNan(D64 d, const Several<V64, U>& y,
                               const Loaded<T, U>& x, T* p) {
  ForEachOf<U>([&](auto u) OGIVE_INLINE_LAMBDA {
    StoreKeepNan<T>(d, y.v[u], x.raw[u], p + u * lanes(d));
  });
}
template <class T, std::size_t U>
OGIVE_INLINE void StoreOneNan(D64 d, const Several<V64, U>& y,
                              const Several<V64, U>& c, T* p) {
  ForEachOf<U>([&](auto u) OGIVE_INLINE_LAMBDA {
    StoreOneNan<T>(d, y.v[u], c.v[u], p + u * lanes(d));
  });
}
template <class T, std::size_t U>
OGIVE_INLINE void StoreSure(D64 d, const Several<V64, U>& y, T* p) {
  ForEachOf<U>([&](auto u) OGIVE_INLINE_LAMBDA {
    StoreSure<T>(d, y.v[u], p + u * lanes(d));
  });
}

template <std::size_t U>
OGIVE_INLINE bool AllLanes(D64 d, const Several<M64, U>& a) {
  bool all = true;
  ForEachOf<U>([&](auto u) OGIVE_INLINE_LAMBDA { all &= AllLanes(d, a.v[u]); });
  return all;
}
// Of an even number of vectors.
template <class T, int kBits, std::size_t U>
OGIVE_INLINE bool MayBeDoubtful(D64 d, const Several<V64, U>& y) {
  bool some = false;
  ForEachOf<U / 2>([&](auto u) OGIVE_INLINE_LAMBDA {
    some |= MayBeDoubtful<T, kBits>(d, y.v[2 * u], y.v[2 * u + 1]);
  });
  return some;
}
template <std::size_t U>
OGIVE_INLINE bool SomeNan(D64 d, const Several<V64, U>& a) {
  bool some = false;
  ForEachOf<U / 2>([&](auto u) OGIVE_INLINE_LAMBDA {
    some |= SomeNan(d, a.v[2 * u], a.v[2 * u + 1]);
  });
  return some;
}

#if OGIVE_NATIVE_FMA

template <int k, std::size_t U>
OGIVE_INLINE Several<V32, U> TimesPower(D32 d, const Several<V32, U>& a) {
  const auto all =
      [&]<std::size_t... u>(std::index_sequence<u...>)
          OGIVE_INLINE_LAMBDA { return Together(TimesPower<k>(d, a.v[u])...); };
  return all(std::make_index_sequence<U>());
}

// ---- Elements in memory <-> floats, by vectors of 32 bits a lane.

using U32 = hn::RebindToUnsigned<D32>;
using U16 = hn::Rebind<std::uint16_t, D32>;
using F16 = hn::Rebind<hwy::float16_t, D32>;

OGIVE_INLINE V32 LoadFloat(D32 d, const float* p) { return hn::LoadU(d, p); }
OGIVE_INLINE V32 LoadFloat(D32 d, const bfloat16* p) {
  const auto raw = hn::LoadU(U16(), reinterpret_cast<const std::uint16_t*>(p));
  return hn::BitCast(d, hn::ShiftLeft<16>(hn::PromoteTo(U32(), raw)));
}
OGIVE_INLINE V32 LoadFloat(D32 d, const float16* p) {
  const auto* raw = reinterpret_cast<const hwy::float16_t*>(p);
  V32 a = hn::PromoteTo(d, hn::LoadU(F16(), raw));
#if defined(__clang__) && HWY_ARCH_X86
  // clang would compare what it knows to come from a float16 as such, one lane
  // after the other.
  __asm__("" : "+v"(a.raw));
#endif
  return a;
}
OGIVE_INLINE void StoreFloat(D32 d, V32 a, float* p) { hn::StoreU(a, d, p); }
OGIVE_INLINE void StoreFloat(D32, V32 a, bfloat16* p) {  // a has 8 bits
  const hn::RebindToSigned<D32> di;
  const auto high = hn::ShiftRight<16>(hn::BitCast(U32(), a));
  hn::StoreU(hn::DemoteTo(U16(), hn::BitCast(di, high)), U16(),
             reinterpret_cast<std::uint16_t*>(p));
}
OGIVE_INLINE void StoreFloat(D32, V32 a, float16* p) {  // a has 11 bits
  hn::StoreU(hn::DemoteTo(F16(), a), F16(),
             reinterpret_cast<hwy::float16_t*>(p));
}

// y rounded to nearest in T, whose bits it then has. Where that is not
// beyond doubt, y within 4 ULP of the middle between two numbers of T, `sure`
// is no longer set.
template <class T>
OGIVE_INLINE V32 RoundFloat(D32 d, V32 y, M32& sure) {
  if constexpr (sizeof(T) == 4) {
    return y;
  } else if constexpr (Half<T>::kMantissaBits == 7) {
    const U32 du;
    const hn::RebindToSigned<D32> di;
    const auto bits = hn::BitCast(du, y);
    const auto behind =
        hn::And(hn::Add(bits, hn::Set(du, 0x8004)), hn::Set(du, 0xFFF8));
    const auto far = hn::Gt(hn::BitCast(di, behind), hn::Zero(di));
    sure = And(sure, hn::RebindMask(d, far));
    return hn::BitCast(d, hn::Add(bits, hn::Set(du, 0x8000)));
  } else {
    using H = Half<T>;
    const hn::RebindToSigned<D32> di;
    const V32 size = Abs(y);
    // 2^23 times the format's step at y: adding and taking it away rounds.
    const auto exponent = hn::And(hn::BitCast(di, y), hn::Set(di, 0x7F800000));
    const V32 shift = Max(Mul(hn::BitCast(d, exponent),
                              Set(d, float{1 << (23 - H::kMantissaBits)})),
                          Set(d, static_cast<float>(H::kSubnormal * 0x1p23)));
    const V32 rounded = Sub(Add(size, shift), shift);
    const V32 off = Abs(Sub(size, rounded));
    const V32 limit =
        NegMulAdd(size, Set(d, 0x1p-21f), Mul(shift, Set(d, 0x1p-24f)));
    sure = And(sure, Lt(off, limit));
    return CopySign(rounded, y);
  }
}

template <std::size_t U, class T>
OGIVE_INLINE Several<V32, U> LoadFloats(D32 d, const T* p) {
  const auto all = [&]<std::size_t... u>(std::index_sequence<u...>)
                       OGIVE_INLINE_LAMBDA {
                         return Together(LoadFloat(d, p + u * lanes(d))...);
                       };
  return all(std::make_index_sequence<U>());
}
template <std::size_t U, class T>
OGIVE_INLINE void StoreFloats(D32 d, const Several<V32, U>& a, T* p) {
  for (std::size_t u = 0; u < U; ++u) StoreFloat(d, a.v[u], p + u * lanes(d));
}
template <class T, std::size_t U>
OGIVE_INLINE Several<V32, U> RoundFloats(D32 d, const Several<V32, U>& y,
                                         Several<M32, U>& sure) {
  Several<V32, U> rounded = y;
  for (std::size_t u = 0; u < U; ++u) {
    rounded.v[u] = RoundFloat<T>(d, y.v[u], sure.v[u]);
  }
  return rounded;
}

// Whether y is rounded right beyond doubt: it is a sum rounded once, `beyond`
// is what that left out, and a little more of it, the share `doubt` of half an
// ULP, would not have changed y.
template <class V>
OGIVE_INLINE auto SurelyRounded(D32 d, V y, V beyond, float doubt) {
  return Eq(MulAdd(beyond, Set(d, 1.0f + doubt), y), y);
}

// dy c (kWhole - c) from |c| <= 1, kWhole being 1 or 2, rounded once. dy c and
// kWhole - c are each a sum high + low that loses nothing, so that the product
// is known to some 2^-46 of itself.
template <int kWhole, class V, class M>
OGIVE_INLINE V ProductWithRest(D32 d, V dy, V c, M& sure) {
  const auto all = Set(d, float{kWhole});
  const V rest = Sub(all, c);
  const V rest_low = Sub(Sub(all, rest), c);
  const V part = Mul(dy, c);
  const V part_low = MulSub(dy, c, part);
  const V low = MulAdd(part, rest_low, Mul(part_low, rest));
  const V y = MulAdd(part, rest, low);
  const V beyond = Add(MulSub(part, rest, y), low);
  // Where it is smaller, a part that was lost may have been no float.
  const auto large = Le(Set(d, 0x1p-100f), Abs(y));
  sure = And(And(SurelyRounded(d, y, beyond, 0x1p-16f), large),
             Le(Abs(c), Set(d, 1.0f)));
  return y;
}
// The zeros among its results y that are exact, a factor being 0.
template <int kWhole, class V, class M>
OGIVE_INLINE void ZeroProducts(D32 d, V dy, V c, V& y, M& sure) {
  const auto zero = Set(d, 0.0f);
  V least = Min(Abs(dy), Abs(c));
  if constexpr (kWhole == 1) {
    least = Min(least, Abs(Sub(Set(d, 1.0f), c)));
  }
  const auto exact =
      And(And(Eq(least, zero), Eq(y, zero)), Le(Abs(c), Set(d, 1.0f)));
  y = IfThenElse(exact, CopySign(y, Mul(dy, c)), y);
  sure = Or(sure, exact);
}

// dy (slope + slope_low) rounded once, where the slope is off by `off` at most:
// it is surely right if a little more and a little less give the same.
template <class V, class M>
OGIVE_INLINE V ScaledSurely(D32 d, V dy, V slope, V slope_low, V off, M& sure) {
  const V dx = Mul(dy, slope);
  const V low = MulAdd(dy, slope_low, MulSub(dy, slope, dx));
  const V error = Mul(dy, off);
  const V y = Add(dx, Add(low, error));
  // Where it is smaller, a part that was lost may have been no float.
  const auto large = Le(Set(d, 0x1p-100f), Abs(y));
  sure = And(Eq(Add(dx, Sub(low, error)), y), large);
  return y;
}
// The zeros among results y of a slope at x that are exact: of dy = 0, which
// units that are shut off behind this one give, and x neither infinite nor NaN.
// The slope is negative up to the float `last`, of size 1/2 to 2.
template <class V, class M>
OGIVE_INLINE void ZeroTimesSlope(D32 d, V dy, V x, float last, V& y, M& sure) {
  const auto exact = And(Eq(dy, Set(d, 0.0f)), Le(Abs(x), Set(d, 0x1p100f)));
  const V sign = Sub(Sub(x, Set(d, last)), Set(d, 0x1p-26f));
  y = IfThenElse(exact, Mul(dy, sign), y);
  sure = Or(sure, exact);
}

template <std::size_t U>
OGIVE_INLINE bool AllLanes(D32 d, const Several<M32, U>& a) {
  // Each by itself: joined they would all have to be kept until the end.
  bool all = hn::AllTrue(d, a.v[0]);
  for (std::size_t u = 1; u < U; ++u) all &= hn::AllTrue(d, a.v[u]);
  return all;
}

#endif  // OGIVE_NATIVE_FMA

}  // namespace ogive::internal::OGIVE_OPS
OGIVE_AFTER_NAMESPACE();

#endif  // OGIVE_SRC_MATH_SEVERAL_INL_H_
