// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// The array drivers: from a function's mathematics for one vector to kernels
// over arrays of each element type. Every lane is computed by itself, so a
// result does not depend on its position; the last, partial vector goes through
// a small buffer on the stack.

#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <type_traits>

#include "kernels/kernel_table.h"
#include "math/numbers-inl.h"
#include "math/ops-inl.h"
#include "math/several-inl.h"
#include "ogive/types.h"

#if defined(OGIVE_SRC_KERNELS_ARRAY_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef OGIVE_SRC_KERNELS_ARRAY_INL_H_
#undef OGIVE_SRC_KERNELS_ARRAY_INL_H_
#else
#define OGIVE_SRC_KERNELS_ARRAY_INL_H_
#endif

OGIVE_BEFORE_NAMESPACE();
namespace ogive::internal::OGIVE_OPS {

// How many vectors of doubles side by side are fastest, as measured: SSE has
// registers for two.
inline constexpr std::size_t kDoubleUnroll = OGIVE_NATIVE_FMA ? 4 : 2;

// Calls step(in0, in1, out0, out1) for blocks of `elements` of the arrays, the
// unused pointers null. In place is safe: a step loads before it stores. The
// call is in one place, so that it is inlined.
template <class T, int kInputs, int kOutputs, class Step>
OGIVE_INLINE void ForEachDoubleBlock(const Arrays& arrays, std::size_t n,
                                     std::size_t elements, const Step& step) {
  const T* in0 = static_cast<const T*>(arrays.in[0]);
  const T* in1 = kInputs > 1 ? static_cast<const T*>(arrays.in[1]) : nullptr;
  T* out0 = static_cast<T*>(arrays.out[0]);
  T* out1 = kOutputs > 1 ? static_cast<T*>(arrays.out[1]) : nullptr;
  alignas(64) T buffer[4][kDoubleUnroll * kMaxLanes];
  T *rest0 = nullptr, *rest1 = nullptr;
  while (n > 0) {
    if (OGIVE_UNLIKELY(n < elements)) {
      std::memset(buffer, 0, sizeof(buffer));
      std::memcpy(buffer[0], in0, n * sizeof(T));
      if constexpr (kInputs > 1) std::memcpy(buffer[1], in1, n * sizeof(T));
      rest0 = out0;
      rest1 = out1;
      in0 = buffer[0];
      in1 = buffer[1];
      out0 = buffer[2];
      out1 = buffer[3];
    }
    step(in0, in1, out0, out1);
    if (OGIVE_UNLIKELY(n < elements)) {
      std::memcpy(rest0, buffer[2], n * sizeof(T));
      if constexpr (kOutputs > 1) std::memcpy(rest1, buffer[3], n * sizeof(T));
      return;
    }
    n -= elements;
    in0 += elements;
    out0 += elements;
    if constexpr (kInputs > 1) in1 += elements;
    if constexpr (kOutputs > 1) out1 += elements;
  }
}

// ---- The operations of function F on numbers of kind N, by name. What F does
// not define follows from what it does.

template <class F, class N>
concept HasTail = requires(N a, Params p) { F::Tail(a, p); };
template <class F, class N>
concept HasFromTail = requires(N a, Params p) { F::FromTail(a, p); };

// Whether the derivative's error is relative to more than the derivative; that
// is `size` then.
template <class F>
concept DerivativeCancels =
    requires(Single a, Params p) { F::Derivative(a, p, a); };
template <class F, class N>
OGIVE_INLINE N DerivativeOf(N x, Params p, N& size) {
  if constexpr (DerivativeCancels<F>) {
    return F::Derivative(x, p, size);
  } else {
    (void)size;
    return F::Derivative(x, p);
  }
}

template <class F, class N>
OGIVE_INLINE N SlopeFromCache(N cache, Params p) {
  if constexpr (requires { F::Backward(cache, p); }) {
    return F::Backward(cache, p);
  } else {
    N size = cache;
    return DerivativeOf<F>(cache, p, size);
  }
}

// The compiler shares the exponential of the two.
template <class F, class N>
OGIVE_INLINE void EvaluateWithTail(N x, Params p, N& y, N& t) {
  if constexpr (requires { F::WithTail(x, p, y, t); }) {
    F::WithTail(x, p, y, t);
  } else {
    y = F::Forward(x, p);
    t = F::Tail(x, p);
  }
}

template <class F, Op op, class N>
OGIVE_INLINE N Evaluate(N a, Params p) {
  if constexpr (op == Op::forward) {
    return F::Forward(a, p);
  } else if constexpr (op == Op::derivative) {
    N size = a;
    return DerivativeOf<F>(a, p, size);
  } else if constexpr (op == Op::tail) {
    return F::Tail(a, p);
  } else if constexpr (op == Op::from_tail) {
    return F::FromTail(a, p);
  } else if constexpr (op == Op::backward) {
    return SlopeFromCache<F>(a, p);
  } else {
    static_assert(op == Op::backward_tail);
    return F::BackwardTail(a, p);
  }
}

template <class F, Op op>
constexpr double ErrorOf() {
  switch (op) {
    case Op::forward:
      return F::kForwardError;
    case Op::derivative:
      return F::kDerivativeError;
    case Op::backward:
    case Op::backward_tail:
      return F::kBackwardError;
    default:
      return F::kTailError;
  }
}

// Whether the operation is such a derivative.
template <class F>
concept HasBackward = requires(Single a, Params p) { F::Backward(a, p); };
template <class F, Op op>
inline constexpr bool kCancels =
    DerivativeCancels<F> &&
    (op == Op::derivative || (op == Op::backward && !HasBackward<F>));

// The sign of a zero, which a Pair does not keep, is that of the Single.
template <class F, Op op>
OGIVE_INLINE Pair WithSignedZeros(Pair y, V64 a, Params p) {
  const D64 d;
  const V64 zero = Set(d, 0.0);
  if (OGIVE_UNLIKELY(!AllLanes(d, Lt(zero, Abs(y.high))))) {
    const V64 sign = Evaluate<F, op>(Single{a}, p).high;
    const auto is_zero = Le(Abs(y.high), zero);
    y.high = IfThenElse(is_zero, CopySign(zero, sign), y.high);
    y.low = IfThenElse(is_zero, y.high, y.low);
  }
  return y;
}

// Out of line: it is the whole of f64, but rare elsewhere, and long.
template <class F, Op op>
OGIVE_NOINLINE Pair PairPath(V64 a, Params p) {
  return WithSignedZeros<F, op>(Evaluate<F, op>(Exactly<Pair>(a), p), a, p);
}
template <class F>
OGIVE_NOINLINE void PairPathWithTail(V64 a, Params p, Pair* y, Pair* t) {
  EvaluateWithTail<F>(Exactly<Pair>(a), p, *y, *t);
  *y = WithSignedZeros<F, Op::forward>(*y, a, p);
  *t = WithSignedZeros<F, Op::tail>(*t, a, p);
}

// dy times a slope, as a Pair; dy is a float's value. Where an infinity is
// involved the product of the high parts is all.
OGIVE_INLINE Pair ScaledSlope(V64 dy, Pair slope) {
  const Pair whole = Exactly<Pair>(Mul(dy, slope.high));
  return Select(Finite(whole), Exactly<Pair>(dy) * slope, whole);
}
// The same rounded to double.
OGIVE_INLINE V64 ScaledSlopeDouble(V64 dy, Pair slope) {
  const V64 whole = Mul(dy, slope.high);
  const V64 y = Fma(D64(), dy, slope.high, Mul(dy, slope.low));
  return IfThenElse(Finite(whole), y, whole);
}

// The kernels of function F over elements of type T. For f64 the Pair is
// rounded; for the smaller types the Single is, but in the lanes where it is
// not beyond doubt that this gives the nearest number of the type: there the
// Pair is.
template <class F, class T>
struct ArrayKernels {
  static constexpr bool kDouble = sizeof(T) == 8;

  template <Op op, bool kExact>
  static constexpr bool kTested =
      kExact && sizeof(T) != 8 && ErrorOf<F, op>() > 0;

  // y, the Single result of the operation on a times dy, which is relative to
  // the larger of its size and dy `size`, with the doubtful lanes taken again
  // as Pair.
  template <Op op>
  static OGIVE_INLINE V64 Settled(V64 y, V64 size, V64 dy, V64 a, Params p) {
    const D64 d;
    V64 whole = Abs(y);
    if constexpr (kCancels<F, op>) whole = Add(whole, Mul(Abs(dy), size));
    const V64 error = Mul(whole, Set(d, ErrorOf<F, op>()));
    if (!SomeDoubtful<T>(d, y, error)) return y;
    Pair exact = PairPath<F, op>(a, p);
    if constexpr (op == Op::backward || op == Op::backward_tail) {
      exact = ScaledSlope(dy, exact);
    }
    return IfDoubtful<T>(d, y, error, RoundToOdd(d, exact.high, exact.low));
  }
  // Whether some lane of these vectors may be doubtful. Where terms cancel,
  // those that do so to less than 1/64 count as doubtful.
  template <Op op, class V, class Factor>
  static OGIVE_INLINE bool SomeDoubt(V y, V size, Factor dy) {
    const D64 d;
    static_assert(ErrorOf<F, op>() == 0x1p-42);
    if constexpr (kCancels<F, op>) {
      const auto most = Mul(Abs(y), Set(d, 63.0));
      return !AllLanes(d, Le(Mul(Abs(dy), size), most)) ||
             MayBeDoubtful<T, 17>(d, y);
    } else {
      return MayBeDoubtful<T, 11>(d, y);
    }
  }
  // The Single result on vectors a, and the size that its error is relative to.
  template <Op op, class V>
  static OGIVE_INLINE V Quick(V a, Params p, V& size) {
    if constexpr (kCancels<F, op>) {
      SingleOf largest{a};
      const auto y = DerivativeOf<F>(SingleOf{a}, p, largest);
      size = largest.high;
      return y.high;
    } else {
      return Evaluate<F, op>(SingleOf{a}, p).high;
    }
  }

  // How many vectors are side by side: a Pair stands alone.
  static constexpr std::size_t kUnroll = kDouble ? 1 : kDoubleUnroll;

  template <Op op, bool kExact>
  static void Unary(const Arrays& arrays, std::size_t n, const Params& params) {
    constexpr std::size_t U = kUnroll;
    const D64 d;
    const Params p = params;
    ForEachDoubleBlock<T, 1, 1>(
        arrays, n, U * lanes(d),
        [&](const T* in, const T*, T* out, T*) OGIVE_INLINE_LAMBDA {
          const auto x = LoadDoubles<T, U>(d, in);
          auto y = x.value, size = x.value;
          if constexpr (kDouble) {
            const Pair wide = PairPath<F, op>(x.value.v[0], p);
            y.v[0] = Add(wide.high, wide.low);
          } else {
            y = Quick<op>(x.value, p, size);
          }
          if constexpr (kTested<op, kExact>) {
            const V64 one = Set(d, 1.0);
            if (OGIVE_LIKELY(!SomeNan(d, x.value) &&
                             !SomeDoubt<op>(y, size, one))) {
              return StoreSure<T>(d, y, out);
            }
            ForEachOf<U>([&](auto u) OGIVE_INLINE_LAMBDA {
              y.v[u] = Settled<op>(y.v[u], size.v[u], one, x.value.v[u], p);
            });
          }
          StoreKeepNan<T>(d, y, x, out);
        });
  }

  // Both results of x, with the doubtful lanes taken again as Pair.
  static OGIVE_INLINE void SettleWithTail(V64 x, Params p, V64& y, V64& t) {
    const D64 d;
    const V64 y_error = Mul(Abs(y), Set(d, F::kForwardError));
    const V64 t_error = Mul(Abs(t), Set(d, F::kTailError));
    if (!SomeDoubtful<T>(d, y, y_error) && !SomeDoubtful<T>(d, t, t_error)) {
      return;
    }
    Pair wide_y{x, x}, wide_t{x, x};
    PairPathWithTail<F>(x, p, &wide_y, &wide_t);
    y = IfDoubtful<T>(d, y, y_error, RoundToOdd(d, wide_y.high, wide_y.low));
    t = IfDoubtful<T>(d, t, t_error, RoundToOdd(d, wide_t.high, wide_t.low));
  }

  static void WithTail(const Arrays& arrays, std::size_t n,
                       const Params& params) {
    constexpr std::size_t U = kUnroll;
    const D64 d;
    const Params p = params;
    ForEachDoubleBlock<T, 1, 2>(
        arrays, n, U * lanes(d),
        [&](const T* in, const T*, T* out, T* tail) OGIVE_INLINE_LAMBDA {
          const auto x = LoadDoubles<T, U>(d, in);
          // Numbers start with a value: gcc for ARM can not inline a vector's
          // default constructor into the implicit one of a struct.
          auto y = x.value, t = x.value;
          if constexpr (kDouble) {
            Pair wide_y{y.v[0], y.v[0]}, wide_t = wide_y;
            PairPathWithTail<F>(x.value.v[0], p, &wide_y, &wide_t);
            y.v[0] = Add(wide_y.high, wide_y.low);
            t.v[0] = Add(wide_t.high, wide_t.low);
          } else {
            SingleOf quick_y{y}, quick_t{t};
            EvaluateWithTail<F>(SingleOf{x.value}, p, quick_y, quick_t);
            y = quick_y.high;
            t = quick_t.high;
          }
          if constexpr (kTested<Op::forward, true>) {
            if (OGIVE_LIKELY(!SomeNan(d, x.value) &&
                             !SomeDoubt<Op::forward>(y, y, y) &&
                             !SomeDoubt<Op::tail>(t, t, t))) {
              StoreSure<T>(d, y, out);
              return StoreSure<T>(d, t, tail);
            }
            ForEachOf<U>([&](auto u) OGIVE_INLINE_LAMBDA {
              SettleWithTail(x.value.v[u], p, y.v[u], t.v[u]);
            });
          }
          StoreKeepNan<T>(d, y, x, out);
          StoreKeepNan<T>(d, t, x, tail);
        });
  }

  template <Op op, bool kExact>
  static void Binary(const Arrays& arrays, std::size_t n,
                     const Params& params) {
    constexpr std::size_t U = kUnroll;
    const D64 d;
    const Params p = params;
    ForEachDoubleBlock<T, 2, 1>(
        arrays, n, U * lanes(d),
        [&](const T* dy_in, const T* cache, T* dx, T*) OGIVE_INLINE_LAMBDA {
          const auto dy = LoadDoubles<T, U>(d, dy_in).value;
          const auto c = LoadDoubles<T, U>(d, cache).value;
          auto y = c, size = c;
          if constexpr (kDouble) {
            y.v[0] = ScaledSlopeDouble(dy.v[0], PairPath<F, op>(c.v[0], p));
          } else {
            y = Mul(dy, Quick<op>(c, p, size));
          }
          if constexpr (kTested<op, kExact>) {
            if (OGIVE_LIKELY(!SomeNan(d, c) && !SomeDoubt<op>(y, size, dy))) {
              return StoreSure<T>(d, y, dx);
            }
            ForEachOf<U>([&](auto u) OGIVE_INLINE_LAMBDA {
              y.v[u] = Settled<op>(y.v[u], size.v[u], dy.v[u], c.v[u], p);
            });
          }
          StoreOneNan<T>(d, y, c, dx);
        });
  }
};

#if OGIVE_NATIVE_FMA
// ---- Computed in floats: a quick kernel for nearly all elements, which leaves
// the rest to a kernel that is right for all.

// Where a block's elements come from and go to; both of a pair may be the same.
template <class T>
struct Block {
  const T* in[2];
  T* out[2];
  OGIVE_INLINE Block From(std::size_t i) const {
    return {{in[0] + i, in[1] + i}, {out[0] + i, out[1] + i}};
  }
};

// Has the memory behind `begin`, kAhead bytes on, brought to the caches: what
// is read, and what is written too, whose lines come before they are
// overwritten. Arrays beyond the second-level cache take a tenth to a fifth
// less time; those within it, the same.
template <std::uintptr_t kAhead, class T>
OGIVE_INLINE void FetchAhead(const T* begin, std::size_t elements) {
  constexpr std::uintptr_t kLine = 64;
  // By numbers: near an array's end the places are outside of it.
  const auto first = reinterpret_cast<std::uintptr_t>(begin) + kAhead;
  for (std::uintptr_t at = 0; at < elements * sizeof(T); at += kLine) {
    __builtin_prefetch(reinterpret_cast<const void*>(first + at));
  }
}

// Elements whose results are to be computed again. They are kept until there
// are many, so that the loops over the array have no call in them and the
// kernel for these has full vectors.
template <class T, Op op>
struct LeftOver {
  static constexpr int kInputs = op_inputs(op), kOutputs = op_outputs(op);
  static constexpr std::size_t kTile = 512, kMany = 256;
  std::size_t count = 0;
  T in[kInputs][kMany + kTile];
  T out[kOutputs][kMany + kTile];
  std::size_t at[kMany + kTile];

  // Keeps the elements of the block whose bits are set, of those below `valid`;
  // the block is the array's from i on.
  OGIVE_INLINE void Keep(std::uint64_t bits, const Block<T>& block,
                         std::size_t i, std::size_t valid) {
    for (; bits != 0; bits &= bits - 1) {
      const auto lane = static_cast<std::size_t>(std::countr_zero(bits));
      if (lane >= valid) return;
      for (int k = 0; k < kInputs; ++k) in[k][count] = block.in[k][lane];
      at[count++] = i + lane;
    }
  }

  // Computes them and puts them in their places in the array.
  OGIVE_INLINE void Settle(Kernel kernel, const Params& params,
                           const Block<T>& all) {
    Arrays again;
    for (int k = 0; k < kInputs; ++k) again.in[k] = in[k];
    for (int k = 0; k < kOutputs; ++k) again.out[k] = out[k];
    kernel(again, count, params);
    for (int k = 0; k < kOutputs; ++k) {
      for (std::size_t j = 0; j < count; ++j) all.out[k][at[j]] = out[k][j];
    }
    count = 0;
  }
};

// A bit for each lane, the first one's the lowest.
template <class D>
OGIVE_INLINE std::uint64_t MaskBits(D d, hn::Mask<D> mask) {
  alignas(8) std::uint8_t bytes[8] = {};
  hn::StoreMaskBits(d, mask, bytes);
  std::uint64_t bits;
  std::memcpy(&bits, bytes, sizeof(bits));
  return bits;
}
// The lanes of U vectors that are not sure, the first one's in the lowest bits.
template <std::size_t U>
OGIVE_INLINE std::uint64_t NotSure(D32 d, const Several<M32, U>& sure) {
  std::uint64_t all = 0;
  for (std::size_t u = 0; u < U; ++u) {
    all |= MaskBits(d, hn::Not(sure.v[u])) << (u * lanes(d));
  }
  return all;
}

// Calls step.operator()<U>(block, i, valid) for blocks of U vectors of floats:
// kUnroll of them as long as there are, then one. i is the place of the block;
// the last, partial vector, of `valid` elements, goes through a buffer.
template <std::size_t kUnroll, Op op, class T, class Step>
OGIVE_INLINE void ForEachFloatBlock(const Block<T>& tile, std::size_t n,
                                    const Step& step) {
  const std::size_t width = lanes(D32());
  std::size_t i = 0;
  for (; i + kUnroll * width <= n; i += kUnroll * width) {
    step.template operator()<kUnroll>(tile.From(i), i, kUnroll * width);
  }
  for (; i + width <= n; i += width) {
    step.template operator()<1>(tile.From(i), i, width);
  }
  if (i < n) {
    alignas(64) T buffer[4][2 * kMaxLanes];
    std::memset(buffer, 0, sizeof(buffer));
    for (int k = 0; k < op_inputs(op); ++k) {
      std::memcpy(buffer[k], tile.in[k] + i, (n - i) * sizeof(T));
    }
    const Block<T> block{{buffer[0], buffer[1]}, {buffer[2], buffer[3]}};
    step.template operator()<1>(block, i, n - i);
    for (int k = 0; k < op_outputs(op); ++k) {
      std::memcpy(tile.out[k] + i, buffer[2 + k], (n - i) * sizeof(T));
    }
  }
}

// The operation on Several vectors a: y, and t if it has two outputs. `more`
// are its second input, if it has one, and what the steps before the last made,
// if it is taken InSteps. Sets those lanes of `sure` that are right.
template <class Quick, Op op, class V, class M, class... More>
OGIVE_INLINE void QuickStep(D32 d, V& y, V& t, M& sure, V a, More... more) {
  if constexpr (op == Op::forward) {
    y = Quick::Forward(d, a, more..., sure);
  } else if constexpr (op == Op::tail) {
    y = Quick::Tail(d, a, more..., sure);
  } else if constexpr (op == Op::with_tail) {
    Quick::WithTail(d, a, more..., y, t, sure);
  } else if constexpr (op == Op::backward) {
    y = Quick::Backward(d, a, more..., sure);
  } else {
    static_assert(op == Op::backward_tail);
    y = Quick::BackwardTail(d, a, more..., sure);
  }
}

// The same with a second input b that counts only where there are two.
template <class Quick, Op op, class V, class M, class... More>
OGIVE_INLINE void CallQuick(D32 d, V& y, V& t, M& sure, V a, V b,
                            More... more) {
  if constexpr (op_inputs(op) == 1) {
    QuickStep<Quick, op>(d, y, t, sure, a, more...);
  } else {
    QuickStep<Quick, op>(d, y, t, sure, a, b, more...);
  }
}

// Whether Quick takes the operation in steps: Begin and Middle make of x, which
// is the last input, what the operation gets besides. Those of kNear are
// quicker and serve where |x| is at most Quick::kReach<op>.
template <class Quick, Op op>
concept InSteps = requires(D32 d, Several<V32, 1> x) {
  Quick::template Middle<op, false>(d, Quick::template Begin<op, false>(d, x));
  Quick::template kReach<op>;
};
template <class Quick, Op op>
concept HasLimitedReach =
    InSteps<Quick, op> && Quick::template kReach<op> < HUGE_VALF;
template <class Quick, Op op, bool kNear, class V>
OGIVE_INLINE auto FirstSteps(D32 d, V x) {
  return Quick::template Middle<op, kNear>(
      d, Quick::template Begin<op, kNear>(d, x));
}
// The lanes where |x| is at most `limit` in every vector.
template <std::size_t U>
OGIVE_INLINE M32 Within(D32 d, const Several<V32, U>& x, float limit) {
  // By the bits of |x|, which are ordered as it is; NaN has the largest.
  const hn::RebindToSigned<D32> di;
  auto largest = hn::BitCast(di, Abs(x.v[0]));
  for (std::size_t u = 1; u < U; ++u) {
    largest = hn::Max(largest, hn::BitCast(di, Abs(x.v[u])));
  }
  const auto more = hn::Set(di, std::bit_cast<std::int32_t>(limit) + 1);
  return hn::RebindMask(d, hn::Lt(largest, more));
}
// Whether a step is a loop of its own over the tile, as is faster on AVX2. Its
// registers are not enough for the vectors of one loop to be side by side; one
// after the other they wait for longer than the processor looks ahead.
template <class Quick, Op op>
inline constexpr bool kLoopForEachStep =
    InSteps<Quick, op> && OGIVE_TABLE_BITS == 3;
// Whether lanes are so often not sure, and so hard to foresee, that they are
// written down without a branch. Quick may ask for it.
template <class Quick, Op op>
inline constexpr bool kWrittenDown =
    InSteps<Quick, op> || requires { requires Quick::kOftenDoubtful; };

// Zeros that are exact, because a factor is 0, and not rare: units that are
// shut off or saturated have them in plenty. Quick may settle them where it is
// not sure.
template <class Quick, Op op>
concept HasZeros = requires(D32 d, Several<V32, 1> a, Several<V32, 1>& y,
                            Several<M32, 1>& sure) {
  Quick::template Zeros<op>(d, a, a, y, sure);
};
template <class Quick, Op op, class T, std::size_t U>
OGIVE_INLINE void SettleZeros(const Block<T>& block, Several<V32, U>& y,
                              Several<M32, U>& sure) {
  static_assert(op_outputs(op) == 1);
  // Loaded again, so as not to keep registers for this.
  const T *in0 = block.in[0], *in1 = block.in[1];
  __asm__("" : "+r"(in0), "+r"(in1));
  const D32 d;
  Quick::template Zeros<op>(d, LoadFloats<U>(d, in0), LoadFloats<U>(d, in1), y,
                            sure);
}

// The results of a block of U vectors; t is y where there is one output.
template <std::size_t U>
struct Results {
  Several<V32, U> y, t;
  Several<M32, U> sure;
};
// Computes a block by Quick, which gets what the steps before the last `made`
// besides.
template <class Quick, Op op, std::size_t U, class T, class... Made>
OGIVE_INLINE Results<U> QuickResults(const Block<T>& block, Made... made) {
  constexpr int kIn = op_inputs(op) - 1, kOut = op_outputs(op) - 1;
  const D32 d;
  const auto a = LoadFloats<U>(d, block.in[0]);
  auto y = a, t = a;  // values to start with: see WithTail
  auto sure = Eq(a, a);
  CallQuick<Quick, op>(d, y, t, sure, a, LoadFloats<U>(d, block.in[kIn]),
                       made...);
  y = RoundFloats<T>(d, y, sure);
  t = kOut > 0 ? RoundFloats<T>(d, t, sure) : y;
  return {y, t, sure};
}
template <Op op, class T, std::size_t U>
OGIVE_INLINE void StoreResults(const Results<U>& results,
                               const Block<T>& block) {
  const D32 d;
  StoreFloats(d, results.y, block.out[0]);
  if constexpr (op_outputs(op) > 1) StoreFloats(d, results.t, block.out[1]);
}

// Computes a tile, the array's from `begin` on, by Quick.
template <class Quick, Op op, class T>
OGIVE_INLINE void QuickTile(const Block<T>& tile, std::size_t size,
                            std::size_t begin, LeftOver<T, op>& left) {
  constexpr int kIn = op_inputs(op) - 1, kOut = op_outputs(op) - 1;
  const D32 d;
  ForEachFloatBlock<Quick::kUnroll, op>(
      tile, size,
      [&]<std::size_t U>(const Block<T>& block, std::size_t i,
                         std::size_t valid) OGIVE_INLINE_LAMBDA {
        if constexpr (U > 1) {
          constexpr std::uintptr_t kAhead = 1024;
          for (int k = 0; k <= kIn; ++k) FetchAhead<kAhead>(block.in[k], valid);
          for (int k = 0; k <= kOut; ++k) {
            FetchAhead<kAhead>(block.out[k], valid);
          }
        }
        auto results = QuickResults<Quick, op, U>(block);
        if (OGIVE_UNLIKELY(!AllLanes(d, results.sure))) {
          if constexpr (HasZeros<Quick, op>) {
            SettleZeros<Quick, op>(block, results.y, results.sure);
          }
          left.Keep(NotSure(d, results.sure), block, begin + i, valid);
        }
        StoreResults<op>(results, block);
      });
}

// Blocks of which some lanes are not sure: a bit for each of these, and the
// block's place in the array. They are kept without a branch, which would be as
// hard to foresee as they are, until there are many.
class Doubtful {
 public:
  static constexpr std::size_t kMany = 64;
  // How many blocks there may be from one look at `count` to the next.
  static constexpr std::size_t kBlocks = 64;
  std::size_t count = 0;

  // Keeps the lanes compute(i) is not sure of, for each i below n by steps of
  // `step`, which is in the array at begin + i.
  template <class Compute>
  OGIVE_INLINE void KeepEach(std::size_t begin, std::size_t n, std::size_t step,
                             const Compute& compute) {
    std::size_t kept = count;  // in a register
    for (std::size_t i = 0; i + step <= n; i += step) {
      const std::uint64_t not_sure = compute(i);
      bits_[kept] = not_sure;
      at_[kept] = begin + i;
      kept += not_sure != 0;
    }
    count = kept;
  }
  // Calls step(at, not_sure) for all that were kept.
  template <class Step>
  OGIVE_INLINE void Settle(const Step& step) {
    for (std::size_t j = 0; j < count; ++j) step(at_[j], bits_[j]);
    count = 0;
  }

 private:
  std::uint64_t bits_[kMany + kBlocks];
  std::size_t at_[kMany + kBlocks];
};

// Computes a block, puts the results in their places, and returns which lanes
// are sure.
template <class Quick, Op op, std::size_t U, class T, class... Made>
OGIVE_INLINE Several<M32, U> QuickBlock(const Block<T>& block, Made... made) {
  const auto results = QuickResults<Quick, op, U>(block, made...);
  StoreResults<op>(results, block);
  return results.sure;
}
// The same in one step, or all steps one after the other.
template <class Quick, Op op, bool kNear, std::size_t U, class T>
OGIVE_INLINE Several<M32, U> QuickBlockAtOnce(const Block<T>& block) {
  if constexpr (InSteps<Quick, op>) {
    const D32 d;
    const auto x = LoadFloats<U>(d, block.in[op_inputs(op) - 1]);
    return QuickBlock<Quick, op, U>(block, FirstSteps<Quick, op, kNear>(d, x));
  } else {
    return QuickBlock<Quick, op, U>(block);
  }
}
// Out of line: it is rare.
template <class Quick, Op op, std::size_t U, class T>
OGIVE_NOINLINE std::uint64_t FarBlock(const Block<T>& block) {
  return NotSure(D32(), QuickBlockAtOnce<Quick, op, false, U>(block));
}

// What the steps hand on from loop to loop.
class BetweenSteps {
 public:
  static constexpr std::size_t kTile = 512;
  static constexpr std::size_t kPeriod = kTile * sizeof(float);

  // A load waits for a store just made to an address that is the same in its
  // low 12 bits, though it is another one. So the places of these arrays within
  // half a page are as far as can be from those of the block's.
  template <class T>
  OGIVE_INLINE void KeepAwayFrom(const Block<T>& block) {
    constexpr std::size_t kStep = 256;
    std::size_t farthest = 0;
    for (std::size_t shift = 0; shift < kPeriod; shift += kStep) {
      std::size_t nearest = kPeriod;
      const auto look = [&](const void* other) OGIVE_INLINE_LAMBDA {
        const std::size_t ahead =
            (reinterpret_cast<std::uintptr_t>(room_) + shift -
             reinterpret_cast<std::uintptr_t>(other)) %
            kPeriod;
        const std::size_t distance =
            ahead < kPeriod - ahead ? ahead : kPeriod - ahead;
        if (distance < nearest) nearest = distance;
      };
      for (int k = 0; k < 2; ++k) {
        look(block.in[k]);
        look(block.out[k]);
      }
      if (nearest > farthest) {
        farthest = nearest;
        start_ = room_ + shift / sizeof(float);
      }
    }
  }
  // Three arrays of kTile floats, one after the other.
  OGIVE_INLINE float* start() { return start_; }

 private:
  alignas(64) float room_[4 * kTile];
  float* start_ = room_;
};

// How many vectors are side by side where doubtful lanes are written down, and
// how many elements are a tile.
template <class Quick, Op op>
inline constexpr std::size_t kWrittenUnroll =
    kLoopForEachStep<Quick, op> ? 2 : Quick::kUnroll;
template <class Quick, Op op>
inline constexpr std::size_t kWrittenTile =
    kLoopForEachStep<Quick, op> ? BetweenSteps::kTile : 2048;

// Computes a tile of whole blocks, the array's from `begin` on, by Quick, and
// writes down which lanes are not sure. The elements come from `source`, which
// is the tile or has copies of its inputs.
template <class Quick, Op op, class T>
OGIVE_INLINE void QuickTileWrittenDown(const Block<T>& tile,
                                       const Block<T>& source, std::size_t size,
                                       std::size_t begin, float* made,
                                       Doubtful& doubtful) {
  constexpr int kIn = op_inputs(op) - 1, kOut = op_outputs(op) - 1;
  constexpr bool kLoops = kLoopForEachStep<Quick, op>;
  constexpr std::size_t U = kWrittenUnroll<Quick, op>;
  constexpr std::size_t kMade = BetweenSteps::kTile;
  constexpr std::uintptr_t kAhead = kMade * sizeof(T);
  const D32 d;
  const std::size_t step = U * lanes(d);
  const auto made_at = [&](int k, std::size_t i) OGIVE_INLINE_LAMBDA {
    return LoadFloats<U>(d, made + k * kMade + i);
  };
  if constexpr (kLoops) {
    const T* x = source.in[kIn];
    for (std::size_t i = 0; i < size; i += step) {
      FetchAhead<kAhead>(tile.in[kIn] + i, step);
      const auto [e0, e1, e2] =
          Quick::template Begin<op, false>(d, LoadFloats<U>(d, x + i));
      StoreFloats(d, e0, made + i);
      StoreFloats(d, e1, made + kMade + i);
      StoreFloats(d, e2, made + 2 * kMade + i);
    }
    using Begun = decltype(Quick::template Begin<op, false>(d, made_at(0, 0)));
    for (std::size_t i = 0; i < size; i += step) {
      const auto [f0, f1] = Quick::template Middle<op, false>(
          d, Begun{made_at(0, i), made_at(1, i), made_at(2, i)});
      StoreFloats(d, f0, made + i);
      StoreFloats(d, f1, made + kMade + i);
    }
  }

  const auto finish = [&](const Block<T>& block,
                          std::size_t i) OGIVE_INLINE_LAMBDA {
    if constexpr (kLoops) {
      using Made = decltype(FirstSteps<Quick, op, false>(d, made_at(0, i)));
      return NotSure(d, QuickBlock<Quick, op, U>(
                            block, Made{made_at(0, i), made_at(1, i)}));
    } else if constexpr (HasLimitedReach<Quick, op>) {
      const M32 near = Within(d, LoadFloats<U>(d, block.in[kIn]),
                              Quick::template kReach<op>);
      // One lane, of all vectors, is left over for the kernel that is right for
      // all; for more there are the steps that reach further.
      if (OGIVE_UNLIKELY(std::popcount(MaskBits(d, hn::Not(near))) > 1)) {
        return FarBlock<Quick, op, U>(block);
      }
      auto sure = QuickBlockAtOnce<Quick, op, true, U>(block);
      for (auto& each : sure.v) each = And(each, near);
      return NotSure(d, sure);
    } else {
      return NotSure(d, QuickBlockAtOnce<Quick, op, true, U>(block));
    }
  };
  // The first loop has had x brought, the last input.
  constexpr int kFetched = kLoops ? kIn : kIn + 1;
  doubtful.KeepEach(begin, size, step, [&](std::size_t i) OGIVE_INLINE_LAMBDA {
    for (int k = 0; k < kFetched; ++k) {
      FetchAhead<kAhead>(tile.in[k] + i, step);
    }
    for (int k = 0; k <= kOut; ++k) FetchAhead<kAhead>(tile.out[k] + i, step);
    return finish(source.From(i), i);
  });
}

// Settles zeros among the doubtful lanes and leaves over the others. `block` is
// the array's from `begin` on, of `size` elements.
template <class Quick, Op op, class T>
OGIVE_NOINLINE void SettleDoubtful(Doubtful& doubtful, const Block<T>& block,
                                   std::size_t begin, std::size_t size,
                                   LeftOver<T, op>& left, Kernel sure,
                                   const Params& params, const Block<T>& all) {
  constexpr std::size_t U = kWrittenUnroll<Quick, op>;
  const D32 d;
  doubtful.Settle([&](std::size_t at, std::uint64_t not_sure) {
    const Block<T> here = block.From(at - begin);
    const std::size_t valid = begin + size - at;
    if constexpr (HasZeros<Quick, op>) {
      // Those of a partial block are left over.
      if (valid >= U * lanes(d)) {
        auto y = LoadFloats<U>(d, here.out[0]);
        auto is_sure = Lt(y, y);  // none
        SettleZeros<Quick, op>(here, y, is_sure);
        StoreFloats(d, y, here.out[0]);
        not_sure &= NotSure(d, is_sure);
      }
    }
    left.Keep(not_sure, here, at, valid);
    if (left.count >= left.kMany) left.Settle(sure, params, all);
  });
}

// The array by such tiles.
template <class Quick, Op op, class T>
OGIVE_INLINE void QuickArrayWrittenDown(const Block<T>& all, std::size_t n,
                                        LeftOver<T, op>& left, Kernel sure,
                                        const Params& params) {
  constexpr int kIn = op_inputs(op) - 1, kOut = op_outputs(op) - 1;
  constexpr std::size_t kTile = kWrittenTile<Quick, op>;
  constexpr std::size_t kMost = kWrittenUnroll<Quick, op> * hn::MaxLanes(D32());
  static_assert(kMost <= 64 && kTile % kMost == 0 &&
                kTile / kMost <= Doubtful::kBlocks);
  const std::size_t step = kWrittenUnroll<Quick, op> * lanes(D32());
  BetweenSteps made;
  if (kLoopForEachStep<Quick, op> && n > kTile) made.KeepAwayFrom(all);
  Doubtful doubtful;
  const auto settle = [&](const Block<T>& block, std::size_t begin,
                          std::size_t size) OGIVE_INLINE_LAMBDA {
    if (doubtful.count == 0) return;
    SettleDoubtful<Quick, op>(doubtful, block, begin, size, left, sure, params,
                              all);
  };
  // Copies of the inputs, where outputs overwrite them before they are read for
  // the last time, or a block is partial.
  alignas(64) T copy[kIn + 1][kTile];
  const auto copied = [&](Block<T> block,
                          std::size_t size) OGIVE_INLINE_LAMBDA {
    for (int k = 0; k <= kIn; ++k) {
      std::memcpy(copy[k], block.in[k], size * sizeof(T));
      block.in[k] = copy[k];
    }
    return block;
  };
  bool in_place = false;
  for (int k = 0; k <= kIn; ++k) {
    in_place |= all.in[k] == all.out[0] || all.in[k] == all.out[kOut];
  }
  const std::size_t whole = n - n % step;
  for (std::size_t i = 0; i < whole; i += kTile) {
    const std::size_t size = whole - i < kTile ? whole - i : kTile;
    const Block<T> tile = all.From(i);
    const Block<T> source = in_place ? copied(tile, size) : tile;
    QuickTileWrittenDown<Quick, op>(tile, source, size, i, made.start(),
                                    doubtful);
    if (in_place) {
      settle(source, i, size);
    } else if (OGIVE_UNLIKELY(doubtful.count >= Doubtful::kMany)) {
      settle(all, 0, n);
    }
  }
  settle(all, 0, n);
  if (whole == n) return;
  const std::size_t size = n - whole;
  const Block<T> tile = all.From(whole);
  for (auto& each : copy) std::memset(each, 0, kMost * sizeof(T));
  Block<T> block = copied(tile, size);
  alignas(64) T results[kOut + 1][kMost];
  for (int k = 0; k <= kOut; ++k) block.out[k] = results[k];
  QuickTileWrittenDown<Quick, op>(tile, block, step, whole, made.start(),
                                  doubtful);
  for (int k = 0; k <= kOut; ++k) {
    std::memcpy(tile.out[k], results[k], size * sizeof(T));
    block.out[k] = tile.out[k];
  }
  settle(block, whole, size);
}

// Computes by Quick, and the lanes that are not sure by the kernel kSure. For
// the 16-bit types Quick may be a few ULP of float off.
template <class T, Op op, class Quick, Kernel kSure>
void QuickArray(const Arrays& arrays, std::size_t n, const Params& params) {
  if constexpr (requires { Quick::applies(params); }) {
    if (!Quick::applies(params)) return kSure(arrays, n, params);
  }
  constexpr int kIn = op_inputs(op) - 1, kOut = op_outputs(op) - 1;
  const Block<T> all{
      {static_cast<const T*>(arrays.in[0]),
       static_cast<const T*>(arrays.in[kIn])},
      {static_cast<T*>(arrays.out[0]), static_cast<T*>(arrays.out[kOut])}};
  LeftOver<T, op> left;
  if constexpr (kWrittenDown<Quick, op>) {
    QuickArrayWrittenDown<Quick, op>(all, n, left, kSure, params);
  } else {
    for (std::size_t i = 0; i < n; i += left.kTile) {
      const std::size_t size = n - i < left.kTile ? n - i : left.kTile;
      QuickTile<Quick, op>(all.From(i), size, i, left);
      if (OGIVE_UNLIKELY(left.count >= left.kMany)) {
        left.Settle(kSure, params, all);
      }
    }
  }
  if (left.count != 0) left.Settle(kSure, params, all);
}

// ---- bfloat16 by a Quick that is right for all of them where |x| is at most
// Quick::kReach. Two make a lane of 32 bits: the upper half is the float of
// one, and the lower half, moved up, that of the other.

template <class Quick, Op op, Kernel kSure>
void BfloatArray(const Arrays& arrays, std::size_t n, const Params& params) {
  constexpr int kOut = op_outputs(op) - 1;
  // How many vectors of 16-bit lanes are side by side, as measured.
  constexpr std::size_t U = 2;
  const D32 d;
  const U32 du;
  const hn::Repartition<std::uint16_t, D32> d16;
  const hn::RebindToSigned<decltype(d16)> di16;
  using V16 = hn::Vec<decltype(d16)>;
  const std::size_t width = 2 * lanes(d), step = U * width;
  const auto upper = hn::Set(du, 0xFFFF0000u);
  const auto half_ulp = hn::Set(du, 0x8000u);
  const auto size = hn::Set(d16, 0x7FFF);
  const auto reach =
      hn::Set(di16, static_cast<std::int16_t>(
                        std::bit_cast<std::uint32_t>(Quick::kReach) >> 16));

  LeftOver<bfloat16, op> left;
  const Block<bfloat16> all{{static_cast<const bfloat16*>(arrays.in[0]),
                             static_cast<const bfloat16*>(arrays.in[0])},
                            {static_cast<bfloat16*>(arrays.out[0]),
                             static_cast<bfloat16*>(arrays.out[kOut])}};
  // The block's elements, the array's from i on, of which `valid` count.
  const auto compute = [&](const Block<bfloat16>& block, std::size_t i,
                           std::size_t valid) OGIVE_INLINE_LAMBDA {
    const auto* in = reinterpret_cast<const std::uint16_t*>(block.in[0]);
    V16 raw[U];
    Several<V32, 2 * U> x{};
    auto largest = hn::Zero(di16);
    for (std::size_t u = 0; u < U; ++u) {
      raw[u] = hn::LoadU(d16, in + u * width);
      largest = hn::Max(largest, hn::BitCast(di16, hn::And(raw[u], size)));
      const auto both = hn::BitCast(du, raw[u]);
      x.v[2 * u] = hn::BitCast(d, hn::ShiftLeft<16>(both));
      x.v[2 * u + 1] = hn::BitCast(d, hn::And(both, upper));
    }
    auto y = x, t = x;
    if constexpr (op == Op::forward) {
      y = Quick::Forward(d, x);
    } else if constexpr (op == Op::tail) {
      y = Quick::Tail(d, x);
    } else {
      static_assert(op == Op::with_tail);
      Quick::WithTail(d, x, y, t);
    }
    if (OGIVE_UNLIKELY(!hn::AllFalse(di16, hn::Gt(largest, reach)))) {
      for (std::size_t u = 0; u < U; ++u) {
        const auto far =
            hn::Gt(hn::BitCast(di16, hn::And(raw[u], size)), reach);
        const std::size_t at = u * width;
        if (at >= valid) break;
        left.Keep(MaskBits(di16, far), block.From(at), i + at, valid - at);
      }
    }
    const auto store = [&](const Several<V32, 2 * U>& a,
                           bfloat16* out) OGIVE_INLINE_LAMBDA {
      for (std::size_t u = 0; u < U; ++u) {
        const auto lower =
            hn::ShiftRight<16>(hn::Add(hn::BitCast(du, a.v[2 * u]), half_ulp));
        const auto other = hn::Add(hn::BitCast(du, a.v[2 * u + 1]), half_ulp);
        hn::StoreU(
            hn::OddEven(hn::BitCast(d16, other), hn::BitCast(d16, lower)), d16,
            reinterpret_cast<std::uint16_t*>(out) + u * width);
      }
    };
    store(y, block.out[0]);
    if constexpr (kOut > 0) store(t, block.out[kOut]);
  };

  std::size_t i = 0;
  for (; i + step <= n; i += step) {
    const Block<bfloat16> block = all.From(i);
    constexpr std::uintptr_t kAhead = 1024;
    FetchAhead<kAhead>(block.in[0], step);
    for (int k = 0; k <= kOut; ++k) FetchAhead<kAhead>(block.out[k], step);
    compute(block, i, step);
    if (OGIVE_UNLIKELY(left.count >= left.kMany)) {
      left.Settle(kSure, params, all);
    }
  }
  if (i < n) {
    alignas(64) bfloat16 buffer[3][U * 2 * kMaxLanes * 2];
    std::memset(buffer, 0, sizeof(buffer));
    std::memcpy(buffer[0], all.in[0] + i, (n - i) * sizeof(bfloat16));
    compute({{buffer[0], buffer[0]}, {buffer[1], buffer[2]}}, i, n - i);
    for (int k = 0; k <= kOut; ++k) {
      std::memcpy(all.out[k] + i, buffer[1 + k], (n - i) * sizeof(bfloat16));
    }
  }
  if (left.count != 0) left.Settle(kSure, params, all);
}
#endif

// A function's struct may define, besides what Activation gives it,
//   Forward(N x, Params), Derivative(N x, Params)   for both kinds of numbers
//   Backward(N y, Params)     the derivative from the output; without it the
//                             backward pass takes x
//   Tail(N x, Params), BackwardTail(N t, Params), FromTail(N t, Params)
//   WithTail(N x, Params, N& y, N& t)   where Forward and Tail in turn are
//                             slower
//   Exact, Fast               kernels in floats for the two tiers, of those
//                             operations that QuickStep finds in them, in one
//                             step or InSteps (sigmoid-inl.h); the faster one
//                             serves the 16-bit types too
//   ExactBackward, FastBackward   the same of the backward passes
//   Zeros                     in one of those four: see HasZeros
//   kReach<op>                in those that take steps: see InSteps
//   kOftenDoubtful            true in one of those four: see kWrittenDown
//   kFloatsOnly               in FastBackward: may be 4 ULP off for some dy,
//                             too much for the 16-bit types
//   Bfloat16                  a kernel of bfloat16 alone: see BfloatArray
//   kTabled, kSlopesTabled    false where 16-bit kernels are as fast as tables
template <class F, class T, Op op>
constexpr Kernel sure_kernel() {
  using K = ArrayKernels<F, T>;
  if constexpr (op == Op::with_tail) {
    return &K::WithTail;
  } else if constexpr (op_inputs(op) == 2) {
    return &K::template Binary<op, true>;
  } else {
    return &K::template Unary<op, true>;
  }
}

#if OGIVE_NATIVE_FMA
// Whether Quick has the operation, which gets More besides its first input.
template <class Quick, Op op, class... More>
constexpr bool quick_takes() {
  using V = Several<V32, 1>;
  using M = Several<M32, 1>;
  switch (op) {
    case Op::forward:
      return requires(D32 d, V a, M m, More... b) {
        Quick::Forward(d, a, b..., m);
      };
    case Op::tail:
      return requires(D32 d, V a, M m, More... b) {
        Quick::Tail(d, a, b..., m);
      };
    case Op::with_tail:
      return requires(D32 d, V a, M m, More... b) {
        Quick::WithTail(d, a, b..., a, a, m);
      };
    case Op::backward:
      return requires(D32 d, V a, M m, More... b) {
        Quick::Backward(d, a, b..., m);
      };
    case Op::backward_tail:
      return requires(D32 d, V a, M m, More... b) {
        Quick::BackwardTail(d, a, b..., m);
      };
    default:
      return false;
  }
}
template <class Quick, Op op>
constexpr bool quick_has() {
  using V = Several<V32, 1>;
  if constexpr (InSteps<Quick, op>) {
    using Made = decltype(FirstSteps<Quick, op, false>(D32(), V()));
    return op_inputs(op) == 1 ? quick_takes<Quick, op, Made>()
                              : quick_takes<Quick, op, V, Made>();
  } else {
    return op_inputs(op) == 1 ? quick_takes<Quick, op>()
                              : quick_takes<Quick, op, V>();
  }
}

// Whether the operation has a kernel of bfloat16 alone.
template <class F, Op op>
concept HasBfloat16 = op_inputs(op) == 1 && op != Op::derivative &&
                      op != Op::from_tail && requires { typename F::Bfloat16; };

// Sets that kernel, which is faster than a table.
template <class F, Op op>
constexpr void set_bfloat16(KernelTable& table) {
  if constexpr (HasBfloat16<F, op>) {
    constexpr int kOp = static_cast<int>(op);
    constexpr int kBf16 = static_cast<int>(Dtype::bf16);
    table.exact[kOp][kBf16] =
        &BfloatArray<typename F::Bfloat16, op, sure_kernel<F, bfloat16, op>()>;
    table.half_table[kOp][kBf16] = false;
  }
}

// Sets the kernels of the operation that Quick computes: those of float, in
// the fast tier if `kFast`, and those of the 16-bit types if `kHalves`.
template <class F, Op op, class Quick, bool kFast, bool kHalves>
constexpr void set_quick(KernelTable& table) {
  if constexpr (quick_has<Quick, op>()) {
    const auto set = [&]<class T>(Kernel* of_op, Dtype dtype) {
      of_op[static_cast<int>(dtype)] =
          &QuickArray<T, op, Quick, sure_kernel<F, T, op>()>;
    };
    constexpr int kOp = static_cast<int>(op);
    if constexpr (!kFast) {
      set.template operator()<float>(table.exact[kOp], Dtype::f32);
    } else {
      set.template operator()<float>(table.fast[kOp], Dtype::f32);
    }
    if constexpr (kHalves) {
      set.template operator()<float16>(table.exact[kOp], Dtype::f16);
      if constexpr (!HasBfloat16<F, op>) {
        set.template operator()<bfloat16>(table.exact[kOp], Dtype::bf16);
      }
    }
  }
}
// The same for all operations.
template <class F, class Quick, bool kFast, bool kHalves>
constexpr void set_quick_all(KernelTable& table) {
  set_quick<F, Op::forward, Quick, kFast, kHalves>(table);
  set_quick<F, Op::tail, Quick, kFast, kHalves>(table);
  set_quick<F, Op::with_tail, Quick, kFast, kHalves>(table);
  set_quick<F, Op::backward, Quick, kFast, kHalves>(table);
  set_quick<F, Op::backward_tail, Quick, kFast, kHalves>(table);
}
#endif

template <class F>
const KernelTable& make_kernel_table() {
  static constexpr KernelTable kTable = [] {
    KernelTable table{};
    const auto add = [&]<class T>(Dtype dtype) {
      const auto set = [&]<Op op>() {
        table.exact[static_cast<int>(op)][static_cast<int>(dtype)] =
            sure_kernel<F, T, op>();
      };
      set.template operator()<Op::forward>();
      set.template operator()<Op::derivative>();
      set.template operator()<Op::backward>();
      if constexpr (HasTail<F, Single>) {
        set.template operator()<Op::tail>();
        set.template operator()<Op::with_tail>();
        set.template operator()<Op::backward_tail>();
      }
      if constexpr (HasFromTail<F, Single>) {
        set.template operator()<Op::from_tail>();
      }
    };
    add.template operator()<float>(Dtype::f32);
    add.template operator()<double>(Dtype::f64);
    add.template operator()<float16>(Dtype::f16);
    add.template operator()<bfloat16>(Dtype::bf16);
    constexpr int kF16 = static_cast<int>(Dtype::f16);
    constexpr int kBf16 = static_cast<int>(Dtype::bf16);
    for (const Op op : {Op::forward, Op::derivative, Op::tail, Op::with_tail,
                        Op::from_tail}) {
      for (const int dtype : {kF16, kBf16}) {
        table.half_table[static_cast<int>(op)][dtype] = F::kTabled;
      }
    }
    for (const Op op : {Op::backward, Op::backward_tail}) {
      for (const int dtype : {kF16, kBf16}) {
        table.half_table[static_cast<int>(op)][dtype] =
            OGIVE_NATIVE_FMA && F::kSlopesTabled;
      }
    }
    using K32 = ArrayKernels<F, float>;
    constexpr int kForward = static_cast<int>(Op::forward);
    constexpr int kBackward = static_cast<int>(Op::backward);
    constexpr int kF32 = static_cast<int>(Dtype::f32);
    // The test left out.
    if constexpr (F::kForwardError > 0) {
      table.fast[kForward][kF32] = &K32::template Unary<Op::forward, false>;
    }
    if constexpr (F::kBackwardError > 0) {
      table.fast[kBackward][kF32] = &K32::template Binary<Op::backward, false>;
    }
#if OGIVE_NATIVE_FMA
    // The kernels in floats, for all but the lanes they leave.
    if constexpr (requires { typename F::Exact; }) {
      set_quick_all<F, typename F::Exact, false, true>(table);
      table.fast[kForward][kF32] = nullptr;  // it would not be faster
    }
    if constexpr (requires { typename F::Fast; }) {
      set_quick_all<F, typename F::Fast, true, true>(table);
    }
    if constexpr (requires { typename F::ExactBackward; }) {
      set_quick_all<F, typename F::ExactBackward, false, true>(table);
      if constexpr (quick_has<typename F::ExactBackward, Op::backward>()) {
        table.fast[kBackward][kF32] = nullptr;  // likewise
      }
    }
    if constexpr (requires { typename F::FastBackward; }) {
      constexpr bool kHalves = !requires { F::FastBackward::kFloatsOnly; };
      set_quick_all<F, typename F::FastBackward, true, kHalves>(table);
    }
#endif
    // An output made with its tail has the bits of one made alone.
    if constexpr (HasTail<F, Single>) {
      if (!table.fast[static_cast<int>(Op::with_tail)][kF32]) {
        table.fast[kForward][kF32] = nullptr;
      }
    }
#if OGIVE_NATIVE_FMA
    set_bfloat16<F, Op::forward>(table);
    set_bfloat16<F, Op::tail>(table);
    set_bfloat16<F, Op::with_tail>(table);
#endif
    return table;
  }();
  return kTable;
}

}  // namespace ogive::internal::OGIVE_OPS
OGIVE_AFTER_NAMESPACE();

#endif  // OGIVE_SRC_KERNELS_ARRAY_INL_H_
