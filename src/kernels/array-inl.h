// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// The array drivers: from a function's mathematics for one vector to kernels
// over arrays of each element type. Every lane is computed by itself, so a
// result does not depend on its position; the last, partial vector goes through
// a small buffer on the stack.

#include <cstddef>
#include <cstring>

#include "kernels/kernel_table.h"
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

// The kernels of function F over elements of type T. Doubles have mathematics
// of their own; the smaller types are computed in double and rounded once.
template <class F, class T>
struct ArrayKernels {
  static constexpr bool kDouble = sizeof(T) == 8;

  template <Op op>
  static void Unary(const Arrays& arrays, std::size_t n) {
    const D64 d;
    ForEachVector<T, 1, 1>(
        arrays, n,
        [&](const T* in, const T*, T* out, T*) OGIVE_LAMBDA_ATTRIBUTES {
          const auto raw = LoadRaw<T>(d, in);
          StoreKeepNan<T>(d, Apply<op>(d, ToDouble<T>(d, raw)), raw, out);
        });
  }

  static void WithTail(const Arrays& arrays, std::size_t n) {
    const D64 d;
    ForEachVector<T, 1, 2>(arrays, n,
                           [&](const T* in, const T*, T* y, T* t)
                               OGIVE_LAMBDA_ATTRIBUTES {
                                 const auto raw = LoadRaw<T>(d, in);
                                 const auto x = ToDouble<T>(d, raw);
                                 auto y_value = x, t_value = x;
                                 if constexpr (kDouble) {
                                   F::WithTailDouble(d, x, y_value, t_value);
                                 } else {
                                   F::WithTail(d, x, y_value, t_value);
                                 }
                                 StoreKeepNan<T>(d, y_value, raw, y);
                                 StoreKeepNan<T>(d, t_value, raw, t);
                               });
  }

  template <Op op>
  static void Binary(const Arrays& arrays, std::size_t n) {
    const D64 d;
    ForEachVector<T, 2, 1>(
        arrays, n,
        [&](const T* dy, const T* cache, T* dx, T*) OGIVE_LAMBDA_ATTRIBUTES {
          StoreOneNan<T>(d,
                         Apply<op>(d, ToDouble<T>(d, LoadRaw<T>(d, dy)),
                                   ToDouble<T>(d, LoadRaw<T>(d, cache))),
                         dx);
        });
  }

  // The operation on one vector, by name.
  template <Op op, class... V>
  static OGIVE_INLINE auto Apply(D64 d, V... v) {
    if constexpr (op == Op::forward) {
      if constexpr (kDouble)
        return F::ForwardDouble(d, v...);
      else
        return F::Forward(d, v...);
    } else if constexpr (op == Op::derivative) {
      if constexpr (kDouble)
        return F::DerivativeDouble(d, v...);
      else
        return F::Derivative(d, v...);
    } else if constexpr (op == Op::tail) {
      if constexpr (kDouble)
        return F::TailDouble(d, v...);
      else
        return F::Tail(d, v...);
    } else if constexpr (op == Op::from_tail) {
      return F::FromTail(d, v...);
    } else if constexpr (op == Op::backward) {
      if constexpr (kDouble)
        return F::BackwardDouble(d, v...);
      else
        return F::Backward(d, v...);
    } else {
      static_assert(op == Op::backward_tail);
      if constexpr (kDouble)
        return F::BackwardTailDouble(d, v...);
      else
        return F::BackwardTail(d, v...);
    }
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
void FastForward(const Arrays& arrays, std::size_t n) {
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
    StoreKeepNan<float>(d, F::Forward(d, ToDouble<float>(d, raw)), raw,
                        buffer + i);
  }
  return hn::Load(D32(), buffer);
}

// The exact tier in floats, the rare vectors with a doubtful lane in double.
template <class F>
void FloatForward(const Arrays& arrays, std::size_t n) {
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

template <class F>
const KernelTable& make_kernel_table() {
  static constexpr KernelTable kTable = [] {
    KernelTable table{};
    const auto add = [&]<class T>(Dtype dtype) {
      using K = ArrayKernels<F, T>;
      const auto set = [&](Op op, Kernel kernel) {
        table.exact[static_cast<int>(op)][static_cast<int>(dtype)] = kernel;
      };
      set(Op::forward, &K::template Unary<Op::forward>);
      set(Op::derivative, &K::template Unary<Op::derivative>);
      set(Op::backward, &K::template Binary<Op::backward>);
      set(Op::tail, &K::template Unary<Op::tail>);
      set(Op::with_tail, &K::WithTail);
      set(Op::from_tail, &K::template Unary<Op::from_tail>);
      set(Op::backward_tail, &K::template Binary<Op::backward_tail>);
    };
    add.template operator()<float>(Dtype::f32);
    add.template operator()<double>(Dtype::f64);
    add.template operator()<float16>(Dtype::f16);
    add.template operator()<bfloat16>(Dtype::bf16);
#if OGIVE_TABLE_BITS
    table.exact[static_cast<int>(Op::forward)][static_cast<int>(Dtype::f32)] =
        &FloatForward<F>;
#endif
#if OGIVE_NATIVE_FMA
    table.fast_forward_f32 = &FastForward<F>;
#endif
    return table;
  }();
  return kTable;
}

}  // namespace ogive::internal::OGIVE_OPS
OGIVE_AFTER_NAMESPACE();

#endif  // OGIVE_SRC_KERNELS_ARRAY_INL_H_
