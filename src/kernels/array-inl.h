// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// The array drivers: from a function's mathematics for one vector to kernels
// over arrays of each element type. Every lane is computed by itself, so a
// result does not depend on its position; the last, partial vector goes through
// a small buffer on the stack.

#include <cstddef>
#include <cstring>
#include <type_traits>

#include "kernels/kernel_table.h"
#include "math/numbers-inl.h"
#include "math/ops-inl.h"
#include "ogive/types.h"

#if defined(OGIVE_SRC_KERNELS_ARRAY_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef OGIVE_SRC_KERNELS_ARRAY_INL_H_
#undef OGIVE_SRC_KERNELS_ARRAY_INL_H_
#else
#define OGIVE_SRC_KERNELS_ARRAY_INL_H_
#endif

OGIVE_BEFORE_NAMESPACE();
namespace ogive::internal::OGIVE_OPS {

// Calls step(in0, in1, out0, out1) for each vector of the arrays, the unused
// pointers null. In place is safe: a step loads before it stores.
template <class T, int kInputs, int kOutputs, class Step>
OGIVE_INLINE void ForEachVector(const Arrays& arrays, std::size_t n,
                                const Step& step) {
  const std::size_t width = lanes(D64());
  const T* in0 = static_cast<const T*>(arrays.in[0]);
  const T* in1 = static_cast<const T*>(arrays.in[1]);
  T* out0 = static_cast<T*>(arrays.out[0]);
  T* out1 = static_cast<T*>(arrays.out[1]);
  std::size_t i = 0;
  for (; i + width <= n; i += width) {
    step(in0 + i, kInputs > 1 ? in1 + i : nullptr, out0 + i,
         kOutputs > 1 ? out1 + i : nullptr);
  }
  if (i < n) {
    const std::size_t bytes = (n - i) * sizeof(T);
    alignas(64) T buffer[4][kMaxLanes];
    std::memset(buffer, 0, sizeof(buffer));
    std::memcpy(buffer[0], in0 + i, bytes);
    if constexpr (kInputs > 1) std::memcpy(buffer[1], in1 + i, bytes);
    step(buffer[0], buffer[1], buffer[2], buffer[3]);
    std::memcpy(out0 + i, buffer[2], bytes);
    if constexpr (kOutputs > 1) std::memcpy(out1 + i, buffer[3], bytes);
  }
}

// ---- The operations of function F on numbers of kind N, by name. What F does
// not define follows from what it does.

template <class F, class N>
concept HasTail = requires(N a, Params p) { F::Tail(a, p); };
template <class F, class N>
concept HasFromTail = requires(N a, Params p) { F::FromTail(a, p); };

template <class F, class N>
OGIVE_INLINE N SlopeFromCache(N cache, Params p) {
  if constexpr (requires { F::Backward(cache, p); }) {
    return F::Backward(cache, p);
  } else {
    return F::Derivative(cache, p);
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
    return F::Derivative(a, p);
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

// How far the Single result y of the operation, or dy times that, may be off.
template <class F, Op op>
OGIVE_INLINE V64 ErrorBound(V64 y, V64 dy, Single a, Params p) {
  V64 size = Abs(y);
  constexpr bool kOfDerivative =
      op == Op::derivative ||
      (op == Op::backward && !requires { F::Backward(a, p); });
  if constexpr (kOfDerivative && requires { F::DerivativeSize(a, p); }) {
    size = Add(size, Mul(Abs(dy), F::DerivativeSize(a, p).high));
  }
  return Mul(size, Broadcast(ErrorOf<F, op>()));
}

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

  template <Op op, bool kExact>
  static void Unary(const Arrays& arrays, std::size_t n, const Params& params) {
    const D64 d;
    const Params p = params;
    ForEachVector<T, 1, 1>(
        arrays, n,
        [&](const T* in, const T*, T* out, T*) OGIVE_LAMBDA_ATTRIBUTES {
          const auto raw = LoadRaw<T>(d, in);
          const V64 x = ToDouble<T>(d, raw);
          if constexpr (kDouble) {
            const Pair y = PairPath<F, op>(x, p);
            StoreKeepNan<T>(d, Add(y.high, y.low), raw, out);
          } else {
            V64 y = Evaluate<F, op>(Single{x}, p).high;
            if constexpr (kTested<op, kExact>) {
              const V64 error = ErrorBound<F, op>(y, Set(d, 1.0), Single{x}, p);
              if (OGIVE_UNLIKELY(SomeDoubtful<T>(d, y, error))) {
                const Pair exact = PairPath<F, op>(x, p);
                y = IfDoubtful<T>(d, y, error,
                                  RoundToOdd(d, exact.high, exact.low));
              }
            }
            StoreKeepNan<T>(d, y, raw, out);
          }
        });
  }

  static void WithTail(const Arrays& arrays, std::size_t n,
                       const Params& params) {
    const D64 d;
    const Params p = params;
    ForEachVector<T, 1, 2>(
        arrays, n,
        [&](const T* in, const T*, T* out, T* tail) OGIVE_LAMBDA_ATTRIBUTES {
          const auto raw = LoadRaw<T>(d, in);
          const V64 x = ToDouble<T>(d, raw);
          V64 y, t;
          // Numbers start with a value: gcc for ARM can not inline a vector's
          // default constructor into the implicit one of a struct.
          if constexpr (kDouble) {
            Pair wide_y{x, x}, wide_t{x, x};
            PairPathWithTail<F>(x, p, &wide_y, &wide_t);
            y = Add(wide_y.high, wide_y.low);
            t = Add(wide_t.high, wide_t.low);
          } else {
            Single quick_y{x}, quick_t{x};
            EvaluateWithTail<F>(Single{x}, p, quick_y, quick_t);
            y = quick_y.high;
            t = quick_t.high;
            if constexpr (kTested<Op::forward, true>) {
              const V64 y_error = Mul(Abs(y), Set(d, F::kForwardError));
              const V64 t_error = Mul(Abs(t), Set(d, F::kTailError));
              if (OGIVE_UNLIKELY(SomeDoubtful<T>(d, y, y_error) ||
                                 SomeDoubtful<T>(d, t, t_error))) {
                Pair wide_y{x, x}, wide_t{x, x};
                PairPathWithTail<F>(x, p, &wide_y, &wide_t);
                y = IfDoubtful<T>(d, y, y_error,
                                  RoundToOdd(d, wide_y.high, wide_y.low));
                t = IfDoubtful<T>(d, t, t_error,
                                  RoundToOdd(d, wide_t.high, wide_t.low));
              }
            }
          }
          StoreKeepNan<T>(d, y, raw, out);
          StoreKeepNan<T>(d, t, raw, tail);
        });
  }

  template <Op op, bool kExact>
  static void Binary(const Arrays& arrays, std::size_t n,
                     const Params& params) {
    const D64 d;
    const Params p = params;
    ForEachVector<T, 2, 1>(
        arrays, n,
        [&](const T* dy_in, const T* cache, T* dx, T*) OGIVE_LAMBDA_ATTRIBUTES {
          const V64 dy = ToDouble<T>(d, LoadRaw<T>(d, dy_in));
          const V64 c = ToDouble<T>(d, LoadRaw<T>(d, cache));
          if constexpr (kDouble) {
            const V64 y = ScaledSlopeDouble(dy, PairPath<F, op>(c, p));
            StoreOneNan<T>(d, y, c, dx);
          } else {
            V64 y = Mul(dy, Evaluate<F, op>(Single{c}, p).high);
            if constexpr (kTested<op, kExact>) {
              const V64 error = ErrorBound<F, op>(y, dy, Single{c}, p);
              if (OGIVE_UNLIKELY(SomeDoubtful<T>(d, y, error))) {
                const Pair exact = ScaledSlope(dy, PairPath<F, op>(c, p));
                y = IfDoubtful<T>(d, y, error,
                                  RoundToOdd(d, exact.high, exact.low));
              }
            }
            StoreOneNan<T>(d, y, c, dx);
          }
        });
  }
};

#if OGIVE_NATIVE_FMA
// ---- Vectors of floats, computed in floats.

// Calls step.operator()<U>(in, out) for blocks of U vectors: 4 of them as long
// as there are, so that independent work hides the latency of each, then one.
template <class Step>
OGIVE_INLINE void ForEachFloatBlock(const Arrays& arrays, std::size_t n,
                                    const Step& step) {
  constexpr std::size_t kUnroll = 4;
  const auto* in = static_cast<const float*>(arrays.in[0]);
  auto* out = static_cast<float*>(arrays.out[0]);
  const std::size_t width = lanes(D32());
  std::size_t i = 0;
  for (; i + kUnroll * width <= n; i += kUnroll * width) {
    step.template operator()<kUnroll>(in + i, out + i);
  }
  for (; i + width <= n; i += width)
    step.template operator()<1>(in + i, out + i);
  if (i < n) {
    alignas(64) float buffer[2][2 * kMaxLanes] = {};
    std::memcpy(buffer[0], in + i, (n - i) * sizeof(float));
    step.template operator()<1>(buffer[0], buffer[1]);
    std::memcpy(out + i, buffer[1], (n - i) * sizeof(float));
  }
}

// y, or where x is NaN, that NaN made quiet; chosen by integers.
OGIVE_INLINE V32 KeepNan(D32 d, V32 y, V32 x) {
  const hn::RebindToSigned<D32> di;
  const auto bits = hn::BitCast(di, x);
  const auto is_nan =
      hn::Gt(hn::And(bits, hn::Set(di, 0x7FFFFFFF)), hn::Set(di, 0x7F800000));
  const auto quiet = hn::BitCast(d, hn::Or(bits, hn::Set(di, 0x00400000)));
  return hn::IfThenElse(hn::RebindMask(d, is_nan), quiet, y);
}

// The fast tier.
template <class F>
void FastForward(const Arrays& arrays, std::size_t n, const Params&) {
  const D32 d;
  ForEachFloatBlock(
      arrays, n,
      [&]<std::size_t U>(const float* in, float* out) OGIVE_LAMBDA_ATTRIBUTES {
        const std::size_t width = lanes(d);
        for (std::size_t u = 0; u < U; ++u) {
          const V32 x = hn::LoadU(d, in + u * width);
          hn::StoreU(KeepNan(d, F::ForwardFast(d, x), x), d, out + u * width);
        }
      });
}
#endif

#if OGIVE_TABLE_BITS
// One vector of floats by the mathematics in double.
template <class F>
HWY_NOINLINE V32 SecondPath(V32 x) {
  const D64 d;
  alignas(64) float buffer[2 * kMaxLanes];
  hn::Store(x, D32(), buffer);
  for (std::size_t i = 0; i < lanes(D32()); i += lanes(d)) {
    const auto raw = LoadRaw<float>(d, buffer + i);
    const Single y = F::Forward(Single{ToDouble<float>(d, raw)}, Params());
    StoreKeepNan<float>(d, y.high, raw, buffer + i);
  }
  return hn::Load(D32(), buffer);
}

// The exact tier in floats, the rare vectors with a doubtful lane in double.
template <class F>
void FloatForward(const Arrays& arrays, std::size_t n, const Params&) {
  const D32 d;
  ForEachFloatBlock(
      arrays, n,
      [&]<std::size_t U>(const float* in, float* out) OGIVE_LAMBDA_ATTRIBUTES {
        const std::size_t width = lanes(d);
        V32 x[U], y[U];
        M32 doubtful[U];
        M32 any;
        for (std::size_t u = 0; u < U; ++u) {
          x[u] = hn::LoadU(d, in + u * width);
          y[u] = KeepNan(d, F::ForwardFloats(d, x[u], doubtful[u]), x[u]);
          any = u == 0 ? doubtful[u] : hn::Or(any, doubtful[u]);
        }
        if (HWY_UNLIKELY(!hn::AllFalse(d, any))) {
          for (std::size_t u = 0; u < U; ++u) {
            if (!hn::AllFalse(d, doubtful[u])) y[u] = SecondPath<F>(x[u]);
          }
        }
        for (std::size_t u = 0; u < U; ++u) {
          hn::StoreU(y[u], d, out + u * width);
        }
      });
}
#endif

// A function's struct may define, besides what Activation gives it,
//   Forward(N x, Params), Derivative(N x, Params)   for both kinds of numbers
//   Backward(N y, Params)     the derivative from the output; without it the
//                             backward pass takes x
//   Tail(N x, Params), BackwardTail(N t, Params), FromTail(N t, Params)
//   WithTail(N x, Params, N& y, N& t)   where Forward and Tail in turn are
//                             slower
//   ForwardFloats, ForwardFast          kernels in floats (sigmoid-inl.h)
template <class F>
const KernelTable& make_kernel_table() {
  static constexpr KernelTable kTable = [] {
    KernelTable table{};
    const auto add = [&]<class T>(Dtype dtype) {
      using K = ArrayKernels<F, T>;
      const auto set = [&](Op op, Kernel kernel) {
        table.exact[static_cast<int>(op)][static_cast<int>(dtype)] = kernel;
      };
      set(Op::forward, &K::template Unary<Op::forward, true>);
      set(Op::derivative, &K::template Unary<Op::derivative, true>);
      set(Op::backward, &K::template Binary<Op::backward, true>);
      if constexpr (HasTail<F, Single>) {
        set(Op::tail, &K::template Unary<Op::tail, true>);
        set(Op::with_tail, &K::WithTail);
        set(Op::backward_tail, &K::template Binary<Op::backward_tail, true>);
      }
      if constexpr (HasFromTail<F, Single>) {
        set(Op::from_tail, &K::template Unary<Op::from_tail, true>);
      }
    };
    add.template operator()<float>(Dtype::f32);
    add.template operator()<double>(Dtype::f64);
    add.template operator()<float16>(Dtype::f16);
    add.template operator()<bfloat16>(Dtype::bf16);
    using K32 = ArrayKernels<F, float>;
    constexpr int kForward = static_cast<int>(Op::forward);
    constexpr int kF32 = static_cast<int>(Dtype::f32);
    // The test left out.
    if constexpr (F::kForwardError > 0) {
      table.fast[kForward][kF32] = &K32::template Unary<Op::forward, false>;
    }
    if constexpr (F::kBackwardError > 0) {
      table.fast[static_cast<int>(Op::backward)][kF32] =
          &K32::template Binary<Op::backward, false>;
    }
#if OGIVE_TABLE_BITS
    if constexpr (requires { &F::ForwardFloats; }) {
      table.exact[kForward][kF32] = &FloatForward<F>;
    }
#endif
#if OGIVE_NATIVE_FMA
    if constexpr (requires { &F::ForwardFast; }) {
      table.fast[kForward][kF32] = &FastForward<F>;
    }
#endif
    return table;
  }();
  return kTable;
}

}  // namespace ogive::internal::OGIVE_OPS
OGIVE_AFTER_NAMESPACE();

#endif  // OGIVE_SRC_KERNELS_ARRAY_INL_H_
