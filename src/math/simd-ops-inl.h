// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// The operations that src/math is written in, for Highway's vectors of doubles
// (of floats too, for the kernels that compute in them) on the target being
// compiled: Highway's own names where it has them, and here what it lacks.
// plain-ops.h is the same vocabulary for one double.

#if defined(OGIVE_SRC_MATH_SIMD_OPS_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef OGIVE_SRC_MATH_SIMD_OPS_INL_H_
#undef OGIVE_SRC_MATH_SIMD_OPS_INL_H_
#else
#define OGIVE_SRC_MATH_SIMD_OPS_INL_H_
#endif

#include <hwy/highway.h>

#include <cmath>
#include <cstddef>
#include <cstdint>

#include "kernels/highway.h"
#include "ogive/types.h"

#undef OGIVE_OPS
#undef OGIVE_INLINE
#undef OGIVE_NOINLINE
#undef OGIVE_UNLIKELY
#undef OGIVE_LIKELY
#undef OGIVE_LAMBDA_ATTRIBUTES
#undef OGIVE_INLINE_LAMBDA
#undef OGIVE_BEFORE_NAMESPACE
#undef OGIVE_AFTER_NAMESPACE
#undef OGIVE_NATIVE_FMA
#define OGIVE_OPS HWY_NAMESPACE
#define OGIVE_INLINE HWY_INLINE
#define OGIVE_NOINLINE HWY_NOINLINE
#define OGIVE_UNLIKELY HWY_UNLIKELY
#define OGIVE_LIKELY HWY_LIKELY
#define OGIVE_LAMBDA_ATTRIBUTES HWY_ATTR
#define OGIVE_INLINE_LAMBDA __attribute__((always_inline)) HWY_ATTR
#define OGIVE_BEFORE_NAMESPACE HWY_BEFORE_NAMESPACE
#define OGIVE_AFTER_NAMESPACE HWY_AFTER_NAMESPACE
#define OGIVE_NATIVE_FMA HWY_NATIVE_FMA

HWY_BEFORE_NAMESPACE();
namespace ogive::internal::HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

using hn::Abs;
using hn::Add;
using hn::And;
using hn::CopySign;
using hn::Div;
using hn::IfThenElse;
using hn::IfThenElseZero;
using hn::Le;
using hn::Lt;
using hn::Max;
using hn::Min;
using hn::Mul;
using hn::MulAdd;
using hn::Neg;
using hn::NegMulAdd;
using hn::Or;
using hn::Set;
using hn::Sqrt;
using hn::Sub;

using D64 = hn::ScalableTag<double>;
using V64 = hn::Vec<D64>;
using M64 = hn::Mask<D64>;
using D32 = hn::ScalableTag<float>;
using V32 = hn::Vec<D32>;
using M32 = hn::Mask<D32>;

HWY_INLINE bool AllLanes(D64 d, M64 m) { return hn::AllTrue(d, m); }

// At most 64 bytes of doubles.
inline constexpr std::size_t kMaxLanes = 8;

template <class D>
HWY_INLINE std::size_t lanes(D d) {
  return hn::Lanes(d);
}

template <class V>
HWY_INLINE V IfSignSet(V a, V b, V c) {
#if HWY_TARGET == HWY_SSSE3
  // Highway 1.0.3 chooses wrongly for doubles on this target.
  const hn::DFromV<V> d;
  return IfThenElse(Lt(CopySign(Set(d, 1.0), a), hn::Zero(d)), b, c);
#else
  return hn::IfNegativeThenElse(a, b, c);
#endif
}

// a * b + c and c - a * b in one rounding. Without such an instruction each
// lane goes through std::fma, which is exact everywhere, and slow.
template <class V>
HWY_INLINE V Fma(D64 d, V a, V b, V c) {
#if HWY_NATIVE_FMA
  (void)d;
  return hn::MulAdd(a, b, c);
#else
  HWY_ALIGN double as[kMaxLanes], bs[kMaxLanes], cs[kMaxLanes];
  hn::Store(a, d, as);
  hn::Store(b, d, bs);
  hn::Store(c, d, cs);
  for (std::size_t i = 0; i < hn::Lanes(d); ++i) {
    cs[i] = std::fma(as[i], bs[i], cs[i]);
  }
  return hn::Load(d, cs);
#endif
}
template <class V>
HWY_INLINE V NegFma(D64 d, V a, V b, V c) {
#if HWY_NATIVE_FMA
  (void)d;
  return hn::NegMulAdd(a, b, c);
#else
  return Fma(d, hn::Neg(a), b, c);
#endif
}

// a * b - product, exactly, for product = a * b rounded. Without a fused
// operation by halves of 26 bits (T. J. Dekker, 1971), but where those could
// overflow, underflow or be no numbers.
HWY_INLINE V64 ProductError(D64 d, V64 a, V64 b, V64 product) {
#if HWY_NATIVE_FMA
  (void)d;
  return hn::MulSub(a, b, product);
#else
  const V64 size = Abs(product);
  const V64 most = Set(d, 0x1p990);
  const auto plain = And(And(Lt(Set(d, 0x1p-900), size), Lt(size, most)),
                         And(Lt(Abs(a), most), Lt(Abs(b), most)));
  if (HWY_UNLIKELY(!hn::AllTrue(d, plain))) {
    return Fma(d, a, b, Neg(product));
  }
  const V64 split = Set(d, 0x1p27 + 1);
  const V64 a_part = Mul(split, a), b_part = Mul(split, b);
  const V64 a_high = Sub(a_part, Sub(a_part, a)), a_low = Sub(a, a_high);
  const V64 b_high = Sub(b_part, Sub(b_part, b)), b_low = Sub(b, b_high);
  return Add(Add(Add(Sub(Mul(a_high, b_high), product), Mul(a_high, b_low)),
                 Mul(a_low, b_high)),
             Mul(a_low, b_low));
#endif
}

using DI64 = hn::RebindToSigned<D64>;
// high + low, |low| at most half an ULP of high, cut to 53 bits in such a way
// that rounding the result to 51 bits or fewer is rounding the sum once: the
// last bit is 1 unless the sum is exact ("round to odd"; S. Boldo and
// G. Melquiond, Emulation of FMA and Correctly Rounded Sums, 2008).
HWY_INLINE V64 RoundToOdd(D64 d, V64 high, V64 low) {
  const DI64 di;
  const V64 size = Abs(low);
  const auto matters =
      And(Lt(hn::Zero(d), size), Lt(Abs(high), Set(d, HUGE_VAL)));
  const auto bits = hn::BitCast(di, high);
  // 0 for an odd last bit, else 1 or -1: which way `low` points.
  const auto one = hn::Set(di, 1);
  const auto even = hn::AndNot(bits, one);
  const auto opposite =
      Lt(Mul(CopySign(Set(d, 1.0), high), CopySign(Set(d, 1.0), low)),
         hn::Zero(d));
  const auto step = hn::BitCast(
      di, IfThenElse(opposite, hn::BitCast(d, hn::Sub(hn::Zero(di), even)),
                     hn::BitCast(d, even)));
  return IfThenElse(matters, hn::BitCast(d, hn::Add(bits, step)), high);
}

// x = m 2^k with m in [sqrt(1/2), sqrt(2)): returns k, for x > 0 and normal.
HWY_INLINE V64 SplitExponent(D64 d, V64 x, V64& m) {
  const hn::RebindToUnsigned<D64> du;
  const auto bits = hn::BitCast(du, x);
  const auto biased =
      hn::ShiftRight<52>(hn::Add(bits, hn::Set(du, 0x00095F619980C433u)));
  m = hn::BitCast(
      d, hn::Sub(bits, hn::ShiftLeft<52>(hn::Sub(biased, hn::Set(du, 1023u)))));
  // The integer in the low bits of 2^52.
  const auto number =
      hn::BitCast(d, hn::Or(biased, hn::Set(du, 0x4330000000000000u)));
  return Sub(number, Set(d, 0x1p52 + 1023));
}

HWY_INLINE V64 AddExponent(D64 d, V64 p, V64 m) {
  const DI64 di;
  return hn::BitCast(
      d, hn::Add(hn::BitCast(di, p), hn::ShiftLeft<52>(hn::BitCast(di, m))));
}
HWY_INLINE V64 PowerOfTwo(D64 d, V64 m) {
  const DI64 di;
  return hn::BitCast(
      d, hn::ShiftLeft<52>(hn::Add(hn::BitCast(di, m), hn::Set(di, 1023))));
}
HWY_INLINE V64 SubnormalPower(D64 d, V64 m) {
  const DI64 di;
  return hn::BitCast(
      d, hn::ShiftLeft<52>(hn::Sub(hn::Set(di, 1), hn::BitCast(di, m))));
}
// The same for floats: 2^k for m = 1.5 * 2^23 + 127 + k.
HWY_INLINE V32 FromExponentBits(D32 d, V32 m) {
  const hn::RebindToSigned<D32> di;
  return hn::BitCast(d, hn::ShiftLeft<23>(hn::BitCast(di, m)));
}
// 2^k p, for results that are normal.
template <int k>
HWY_INLINE V32 TimesPower(D32 d, V32 p) {
  const hn::RebindToSigned<D32> di;
  return hn::BitCast(d,
                     hn::Add(hn::BitCast(di, p), hn::Set(di, k * (1 << 23))));
}

// a where the mask is set, else NaN.
HWY_INLINE V32 NanUnless(D32 d, M32 m, V32 a) {
#if HWY_TARGET == HWY_AVX3
  return hn::IfThenElse(m, a, hn::NaN(d));
#else
  return hn::Or(a, hn::VecFromMask(d, hn::Not(m)));
#endif
}
// a - b where the sign of x is clear, else c.
HWY_INLINE V32 SubUnlessNegative(D32 d, V32 x, V32 a, V32 b, V32 c) {
#if HWY_TARGET == HWY_AVX3
  // One instruction, by the mask that Highway's own selection has the inverse
  // of.
  const hn::RebindToSigned<D32> di;
  const auto clear = hn::Gt(hn::BitCast(di, x), hn::Set(di, -1));
  return hn::IfThenElse(hn::RebindMask(d, clear), Sub(a, b), c);
#else
  (void)d;
  return IfSignSet(x, c, Sub(a, b));
#endif
}
// 1 where the sign of x is clear, else 0.
HWY_INLINE V32 OneUnlessNegative(D32 d, V32 x) {
  const hn::RebindToSigned<D32> di;
  const auto sign = hn::ShiftRight<31>(hn::BitCast(di, x));
  return hn::AndNot(hn::BitCast(d, sign), Set(d, 1.0f));
}
// a with the sign of b, for a >= 0.
template <class V>
HWY_INLINE V CopySignToPositive(V a, V b) {
  return hn::CopySignToAbs(a, b);
}

// ---- Tables of 2^OGIVE_TABLE_BITS floats in registers, where there is a
// permutation of that reach: the float-float kernels stand on it. For
// tools/float_kernels.cc OGIVE_EMULATE_AVX3 gives AVX2 what AVX-512 has,
// slowly: tables in memory, and estimates of the reciprocal that are off by it.
#undef OGIVE_TABLE_BITS
#if HWY_TARGET == HWY_AVX3
#define OGIVE_TABLE_BITS 5
#elif HWY_TARGET == HWY_AVX2 && defined(OGIVE_EMULATE_AVX3)
#define OGIVE_TABLE_BITS 5
#elif HWY_TARGET == HWY_AVX2
#define OGIVE_TABLE_BITS 3
#else
#define OGIVE_TABLE_BITS 0
#endif

#if OGIVE_TABLE_BITS
// For each lane the entry that the low OGIVE_TABLE_BITS bits of m name. The
// table is aligned to 64 bytes.
HWY_INLINE V32 Lookup(const float* table, V32 m) {
#if HWY_TARGET == HWY_AVX3
  return V32{_mm512_permutex2var_ps(_mm512_load_ps(table),
                                    _mm512_castps_si512(m.raw),
                                    _mm512_load_ps(table + 16))};
#elif OGIVE_TABLE_BITS == 5
  const __m256i index =
      _mm256_and_si256(_mm256_castps_si256(m.raw), _mm256_set1_epi32(31));
  return V32{_mm256_i32gather_ps(table, index, sizeof(float))};
#else
  return V32{_mm256_permutevar8x32_ps(_mm256_load_ps(table),
                                      _mm256_castps_si256(m.raw))};
#endif
}

#if OGIVE_TABLE_BITS == 5
// 1 / a within 2^-14.
HWY_INLINE V32 ReciprocalEstimate(V32 a) {
#ifdef OGIVE_EMULATE_AVX3
  const D32 d;
  return Mul(Div(Set(d, 1.0f), a), Set(d, 1.0f + OGIVE_EMULATE_AVX3));
#else
  return hn::ApproximateReciprocal(a);
#endif
}
#endif

// For m = k + 1.5 * 2^(23 - OGIVE_TABLE_BITS), k a multiple of
// 2^-OGIVE_TABLE_BITS: the bits of p plus k 2^23.
HWY_INLINE V32 AddIndexedExponent(D32 d, V32 p, V32 m) {
  const hn::RebindToSigned<D32> di;
  return hn::BitCast(
      d, hn::Add(hn::BitCast(di, p),
                 hn::ShiftLeft<23 - OGIVE_TABLE_BITS>(hn::BitCast(di, m))));
}
#endif  // OGIVE_TABLE_BITS

// ---- Elements in memory <-> doubles. A store rounds once, to nearest.

template <class T>
struct RawType {
  using type = std::uint16_t;
};
template <>
struct RawType<float> {
  using type = float;
};
template <>
struct RawType<double> {
  using type = double;
};
template <class T>
using RawTag = hn::Rebind<typename RawType<T>::type, D64>;
template <class T>
using Raw = hn::Vec<RawTag<T>>;

template <class T>
HWY_INLINE Raw<T> LoadRaw(D64, const T* p) {
  const RawTag<T> d;
  return hn::LoadU(d, reinterpret_cast<const typename RawType<T>::type*>(p));
}

using DF32 = hn::Rebind<float, D64>;
using DU32 = hn::Rebind<std::uint32_t, D64>;
using DI32 = hn::Rebind<std::int32_t, D64>;
using DU16 = hn::Rebind<std::uint16_t, D64>;

template <class T>
struct Half;  // the layout of a 16-bit format
template <>
struct Half<float16> {
  static constexpr int kMantissaBits = 10;
  static constexpr std::uint16_t kInf = 0x7C00, kQuiet = 0x0200;
  static constexpr double kTop = 65536.0;        // rounds to infinity
  static constexpr double kSubnormal = 0x1p-24;  // smallest subnormal
};
template <>
struct Half<bfloat16> {
  static constexpr int kMantissaBits = 7;
  static constexpr std::uint16_t kInf = 0x7F80, kQuiet = 0x0040;
  static constexpr double kTop = 0x1p128;
  static constexpr double kSubnormal = 0x1p-133;
};

template <class T>
HWY_INLINE V64 ToDouble(D64 d, Raw<T> raw) {
  if constexpr (sizeof(T) == 8) {
    (void)d;
    return raw;
  } else if constexpr (sizeof(T) == 4) {
    return hn::PromoteTo(d, raw);
  } else {
    const DF32 df;
    const DU32 du;
    const auto wide = hn::PromoteTo(du, raw);
    if constexpr (Half<T>::kMantissaBits == 7) {
      return hn::PromoteTo(d, hn::BitCast(df, hn::ShiftLeft<16>(wide)));
    } else {
      // Magnitude as a float with a wrong exponent, put right by a product that
      // is exact, subnormals included; infinity is put back by integers.
      const auto magnitude =
          hn::ShiftLeft<13>(hn::And(wide, hn::Set(du, 0x7FFFu)));
      const auto value =
          hn::Mul(hn::BitCast(df, magnitude), hn::Set(df, 0x1p112f));
      const DI32 di;
      const auto is_special =
          hn::Gt(hn::BitCast(di, magnitude), hn::Set(di, (0x7C00 << 13) - 1));
      const auto special = hn::Or(magnitude, hn::Set(du, 0x7F800000u));
      const auto signless = hn::IfThenElse(hn::RebindMask(df, is_special),
                                           hn::BitCast(df, special), value);
      const auto sign = hn::ShiftLeft<16>(hn::And(wide, hn::Set(du, 0x8000u)));
      return hn::PromoteTo(d, hn::Or(signless, hn::BitCast(df, sign)));
    }
  }
}

// 2^52 times the format's step at a magnitude: adding and taking it away rounds
// there.
template <class T>
HWY_INLINE V64 HalfShift(D64 d, V64 magnitude) {
  using H = Half<T>;
  const DI64 di;
  const auto binade = hn::BitCast(
      d, hn::And(hn::BitCast(di, magnitude), hn::Set(di, 0x7FFLL << 52)));
  return Max(Mul(binade, Set(d, double(1ULL << (52 - H::kMantissaBits)))),
             Set(d, H::kSubnormal * 0x1p52));
}

// Whether rounding to the 16-bit format T tells y - error from y + error, lane
// by lane: whether y lies half a step, but for the error, from the number next
// to it.
template <class T>
HWY_INLINE M64 NearTie(D64 d, V64 y, V64 error) {
  const auto magnitude = Min(Abs(y), Set(d, Half<T>::kTop));
  const auto shift = HalfShift<T>(d, magnitude);
  const auto rounded = Sub(Add(magnitude, shift), shift);
  const auto rest = Abs(Sub(magnitude, rounded));
  const auto middle = Mul(shift, Set(d, 0x1p-53));
  // Far beyond the format's largest number all is infinite.
  return And(Le(Sub(middle, rest), error),
             Lt(Abs(y), Set(d, 2 * Half<T>::kTop)));
}

// The same for any T shorter than double, in any lane; and a in the lanes where
// it does, else y. NaN is unlike every float.
template <class T>
HWY_INLINE bool SomeDoubtful(D64 d, V64 y, V64 error) {
  if constexpr (sizeof(T) == 4) {
    const DF32 df;
    return !hn::AllTrue(df, hn::Eq(hn::DemoteTo(df, Sub(y, error)),
                                   hn::DemoteTo(df, Add(y, error))));
  } else {
    return !hn::AllFalse(d, NearTie<T>(d, y, error));
  }
}
template <class T>
HWY_INLINE V64 IfDoubtful(D64 d, V64 y, V64 error, V64 a) {
  if constexpr (sizeof(T) == 4) {
    const DF32 df;
    const auto low = hn::PromoteTo(d, hn::DemoteTo(df, Sub(y, error)));
    const auto high = hn::PromoteTo(d, hn::DemoteTo(df, Add(y, error)));
    return IfThenElse(hn::Eq(low, high), y, a);
  } else {
    return IfThenElse(NearTie<T>(d, y, error), a, y);
  }
}

// A quick look that misses nothing: false only where no lane of a and b, each
// 2^(kBits - 53) of itself off at most, is doubtful. The bits behind T's last
// are then far from the middle: of float all but the kBits + 1 last ones, of
// the 16-bit types those in a double's upper half. Below T's normal numbers but
// for 0, and for infinities and NaN, it always says true.
template <class T, int kBits>
HWY_INLINE bool MayBeDoubtful(D64, V64 a, V64 b) {
  static_assert(kBits <= 32);
  constexpr int kMantissaBits = [] {
    if constexpr (sizeof(T) == 4) {
      return 23;
    } else {
      return Half<T>::kMantissaBits;
    }
  }();
  constexpr int kExponent = kMantissaBits == 10 ? -14 : -126;  // the smallest
  const hn::Repartition<std::int32_t, D64> di;
  const auto zero = hn::Zero(di);
  const auto int_a = hn::BitCast(di, a), int_b = hn::BitCast(di, b);
  const auto upper = hn::ConcatOdd(di, int_b, int_a);
  auto behind = zero;
  if constexpr (sizeof(T) == 4) {
    const auto bits = hn::Add(hn::ConcatEven(di, int_b, int_a),
                              hn::Set(di, (1 << 28) + (1 << kBits)));
    behind = hn::And(bits, hn::Set(di, (1 << 29) - (2 << kBits)));
  } else {
    constexpr int kHalf = 1 << (19 - kMantissaBits);
    const auto bits = hn::Add(upper, hn::Set(di, kHalf + 1));
    behind = hn::And(bits, hn::Set(di, 2 * kHalf - 2));
  }
  // The exponent's place among the normal ones, from the least integer on.
  const auto doubled = hn::Add(upper, upper);
  constexpr std::uint32_t kLeast = 0x80000000u;
  constexpr std::uint32_t kFirst = std::uint32_t(1023 + kExponent) << 21;
  const auto place =
      hn::Sub(doubled, hn::Set(di, static_cast<std::int32_t>(kFirst - kLeast)));
  constexpr std::uint32_t kEnd = (std::uint32_t{2047} << 21) - kFirst + kLeast;
  const auto normal =
      hn::Lt(place, hn::Set(di, static_cast<std::int32_t>(kEnd)));
  const auto plain = hn::Or(normal, hn::Eq(doubled, zero));
  return !hn::AllFalse(di, hn::Or(hn::Eq(behind, zero), hn::Not(plain)));
}

// Whether some lane of a or b is NaN.
HWY_INLINE bool SomeNan(D64 d, V64 a, V64 b) {
#if HWY_TARGET == HWY_AVX3
  (void)d;
  return _mm512_cmp_pd_mask(a.raw, b.raw, _CMP_UNORD_Q) != 0;
#else
  return !hn::AllTrue(d, hn::And(hn::Eq(a, a), hn::Eq(b, b)));
#endif
}

// A double rounded to nearest in the 16-bit format T, as its bits; not for NaN.
template <class T>
HWY_INLINE Raw<T> RoundToHalf(D64 d, V64 y) {
  using H = Half<T>;
  const auto magnitude = Min(Abs(y), Set(d, H::kTop));
  const auto shift = HalfShift<T>(d, magnitude);
  const auto rounded = Sub(Add(magnitude, shift), shift);
  const DF32 df;
  const DI32 d32;
  auto narrow = hn::DemoteTo(df, CopySign(rounded, y));  // exact
  if constexpr (H::kMantissaBits == 10) {
    narrow = hn::Mul(narrow, hn::Set(df, 0x1p-112f));  // exact
    const DU32 du;
    const auto bits = hn::BitCast(du, narrow);
    const auto sign = hn::And(hn::ShiftRight<16>(bits), hn::Set(du, 0x8000u));
    const auto rest =
        hn::ShiftRight<13>(hn::And(bits, hn::Set(du, 0x7FFFFFFFu)));
    return hn::DemoteTo(DU16(), hn::BitCast(d32, hn::Or(rest, sign)));
  } else {
    const DU32 du;
    return hn::DemoteTo(
        DU16(), hn::BitCast(d32, hn::ShiftRight<16>(hn::BitCast(du, narrow))));
  }
}

// Stores y, which is no NaN and, for the 16-bit types, not MayBeDoubtful:
// rounding it to float first makes no difference then.
template <class T>
HWY_INLINE void StoreSure(D64 d, V64 y, T* p) {
  if constexpr (sizeof(T) == 8) {
    hn::StoreU(y, d, p);
  } else if constexpr (sizeof(T) == 4) {
    const DF32 df;
    hn::StoreU(hn::DemoteTo(df, y), df, p);
  } else {
    const DF32 df;
    const auto narrow = hn::DemoteTo(df, y);
    const RawTag<T> dr;
    auto* out = reinterpret_cast<std::uint16_t*>(p);
    if constexpr (Half<T>::kMantissaBits == 7) {
      const DU32 du;
      const DI32 di;
      const auto bits = hn::Add(hn::BitCast(du, narrow), hn::Set(du, 0x8000u));
      hn::StoreU(hn::DemoteTo(dr, hn::BitCast(di, hn::ShiftRight<16>(bits))),
                 dr, out);
    } else {
#if HWY_NATIVE_FMA
      const hn::Rebind<hwy::float16_t, D64> dh;
      hn::StoreU(hn::BitCast(dr, hn::DemoteTo(dh, narrow)), dr, out);
#else
      // Without an instruction for it Highway 1.0.3 cuts instead of rounding.
      hn::StoreU(RoundToHalf<T>(d, y), dr, out);
#endif
    }
  }
}

// y rounded to a 16-bit format, or where y is NaN, the positive quiet NaN
// without payload.
template <class T>
HWY_INLINE Raw<T> RoundToHalfOrNan(D64 d, V64 y) {
  const RawTag<T> dr;
  // The test is on y, the choice on 16-bit lanes: carry it as +-1.
  const DF32 df;
  const DI32 di;
  const auto narrow = hn::DemoteTo(df, y);
  const auto ordered = hn::VecFromMask(df, hn::Eq(narrow, narrow));
  const hn::Rebind<std::int16_t, D64> d16;
  const auto mask = hn::DemoteTo(d16, hn::BitCast(di, ordered));
  const auto is_number = hn::MaskFromVec(hn::BitCast(dr, mask));
  const auto nan =
      hn::Set(dr, static_cast<std::uint16_t>(Half<T>::kInf | Half<T>::kQuiet));
  return hn::IfThenElse(is_number, RoundToHalf<T>(d, y), nan);
}

// y, or where the input `raw` is NaN, that NaN made quiet: chosen by integers,
// so that no instruction set's rule for NaN decides. A NaN of y itself, which
// is the positive quiet one without payload, is stored as that.
template <class T>
HWY_INLINE void StoreKeepNan(D64 d, V64 y, Raw<T> raw, T* p) {
  const RawTag<T> dr;
  using U = hwy::MakeUnsigned<hn::TFromD<RawTag<T>>>;
  using I = hwy::MakeSigned<U>;
  const hn::Rebind<U, D64> du;
  const hn::Rebind<I, D64> di;
  U inf, quiet;
  Raw<T> result;
  if constexpr (sizeof(T) == 8) {
    inf = 0x7FF0000000000000u;
    quiet = 0x0008000000000000u;
    result = y;
  } else if constexpr (sizeof(T) == 4) {
    inf = 0x7F800000u;
    quiet = 0x00400000u;
    result = hn::DemoteTo(dr, y);
  } else {
    inf = Half<T>::kInf;
    quiet = Half<T>::kQuiet;
    result = RoundToHalfOrNan<T>(d, y);
  }
  const auto bits = hn::BitCast(du, raw);
  const auto magnitude = hn::And(bits, hn::Set(du, static_cast<U>(~U{0}) / 2));
  const auto is_nan =
      hn::Gt(hn::BitCast(di, magnitude), hn::Set(di, static_cast<I>(inf)));
  const auto chosen =
      hn::IfThenElse(hn::RebindMask(du, is_nan),
                     hn::Or(bits, hn::Set(du, quiet)), hn::BitCast(du, result));
  hn::StoreU(hn::BitCast(dr, chosen), dr,
             reinterpret_cast<typename RawType<T>::type*>(p));
}

// y, or where that or c is NaN, the positive quiet NaN without payload.
template <class T>
HWY_INLINE void StoreOneNan(D64 d, V64 value, V64 c, T* p) {
  const V64 y = IfThenElse(hn::Eq(c, c), value, c);
  const RawTag<T> dr;
  auto* out = reinterpret_cast<typename RawType<T>::type*>(p);
  if constexpr (sizeof(T) == 8) {
    const DI64 di;
    const auto nan = hn::BitCast(d, hn::Set(di, 0x7FF8LL << 48));
    hn::StoreU(IfThenElse(hn::Eq(y, y), y, nan), dr, out);
  } else if constexpr (sizeof(T) == 4) {
    const DI32 di;
    const auto result = hn::DemoteTo(dr, y);
    const auto nan = hn::BitCast(dr, hn::Set(di, 0x7FC00000));
    hn::StoreU(hn::IfThenElse(hn::Eq(result, result), result, nan), dr, out);
  } else {
    hn::StoreU(RoundToHalfOrNan<T>(d, y), dr, out);
  }
}

}  // namespace ogive::internal::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // OGIVE_SRC_MATH_SIMD_OPS_INL_H_
