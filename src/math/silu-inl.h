// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// x s(z) with the sigmoid s and z = beta x, also called swish (P. Ramachandran
// et al., Searching for Activation Functions, 2017). With e = exp(-|z|)
//   y  = x / (1 + e)                  dy/dx = (1 + e (1 + z)) / (1 + e)^2
// for z >= 0, and for z < 0
//   y  = x e / (1 + e)                dy/dx = e (1 + e + z) / (1 + e)^2
// The derivative is 0 at z = -1.278.
// Proven by `ogive verify silu`: docs/functions.md has its worst errors.

#include "math/exponential-inl.h"
#include "math/numbers-inl.h"
#include "math/sigmoid-inl.h"

#if defined(OGIVE_SRC_MATH_SILU_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef OGIVE_SRC_MATH_SILU_INL_H_
#undef OGIVE_SRC_MATH_SILU_INL_H_
#else
#define OGIVE_SRC_MATH_SILU_INL_H_
#endif

OGIVE_BEFORE_NAMESPACE();
namespace ogive::internal::OGIVE_OPS {

struct silu : Activation {
  template <class N>
  static OGIVE_INLINE N Forward(N x, Params p) {
    const N z = Product<N>(x, p.value[0]);
    const auto far = Below(z, -600.0);
    const N e = ExpLifted(-Magnitude(z), far);
    const N y = Lower(Select(Below(z, 0.0), x * e, x) / (1.0 + e), far);
    return Select(Above(z, 100.0), x,
                  Select(Below(z, -1000.0), Number<N>(-0.0), y));
  }
  template <class N>
  static OGIVE_INLINE N Derivative(N x, Params p, N& size) {
    const N z = Hold(Product<N>(x, p.value[0]), -1000.0, 1000.0);
    const auto far = Below(z, -600.0);
    const N e = ExpLifted(-Magnitude(z), far);
    const N sum = 1.0 + e;
    size = e * (2.0 + Magnitude(z));
    const N numerator =
        Select(Below(z, 0.0), e * (sum + z), 1.0 + e * (1.0 + z));
    return Lower(numerator / Square(sum), far);
  }

#if OGIVE_TABLE_BITS
  // Floats by float-float arithmetic, as the sigmoid's own.
  struct Exact {
    static constexpr std::size_t kUnroll = kFloatUnroll;
    static bool applies(Params p) { return p.value[0] == 1; }

    template <class V, class M>
    static OGIVE_INLINE V Forward(D32 d, V x, M& sure) {
      const auto [estimate, correction] = sigmoid::Floats(d, x);
      const V rest = Mul(Mul(x, estimate), correction);
      const V y = MulAdd(x, estimate, rest);
      const V beyond = Add(MulSub(x, estimate, y), rest);
      // A tiny x, but 0, may be a tie.
      const auto plain = Or(Le(Set(d, 0x1p-100f), Abs(y)), Eq(x, Set(d, 0.0f)));
      sure = And(And(SurelyRounded(d, y, beyond, kFloatDoubt),
                     Le(Set(d, 0x1p-112f), estimate)),
                 plain);
      return y;
    }
  };
#endif
};

}  // namespace ogive::internal::OGIVE_OPS
OGIVE_AFTER_NAMESPACE();

#endif  // OGIVE_SRC_MATH_SILU_INL_H_
