// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// log(p / (1 - p)), the inverse of the sigmoid, with p = x held in [eps, 1 -
// eps] if eps > 0; NaN outside [0, 1]. Its derivative is 1 / (p (1 - p)), and
// outside [eps, 1 - eps] 0, or NaN if eps is 0. Proven by `ogive verify logit`:
// docs/functions.md has its worst errors.

#include "math/log-inl.h"
#include "math/numbers-inl.h"

#if defined(OGIVE_SRC_MATH_LOGIT_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef OGIVE_SRC_MATH_LOGIT_INL_H_
#undef OGIVE_SRC_MATH_LOGIT_INL_H_
#else
#define OGIVE_SRC_MATH_LOGIT_INL_H_
#endif

OGIVE_BEFORE_NAMESPACE();
namespace ogive::internal::OGIVE_OPS {

struct logit : Activation {
  static constexpr double kNan = __builtin_nan("");

  template <class N>
  static OGIVE_INLINE N Forward(N x, Params p) {
    const double eps = p.value[0];
    // 2^-1000 and 1 stand in for 0, what is outside, and tiny numbers.
    const double least = eps > 0x1p-1000 ? eps : 0x1p-1000;
    const N held = Limit(x, least, 1.0);
    // 1 - eps is no number of the type: the quotient has eps itself there.
    const auto upper = Lt(Sub(Broadcast(1.0), x.high), Broadcast(eps));
    const N rest = Select(upper, Number<N>(eps), 1.0 - held);
    N y = LogOfQuotient(Select(upper, 1.0 - Number<N>(eps), held), rest);
    if (eps > 0) return y;
    const N tiny = LogOfQuotient(Scale(Limit(x, 0x1p-1074, 1.0), 0x1p200),
                                 Number<N>(0x1p200));
    y = Select(Below(x, 0x1p-1000), tiny, y);
    y = Select(Above(x, 0.0), y, Number<N>(-HUGE_VAL));
    y = Select(Below(x, 1.0), y, Number<N>(HUGE_VAL));
    return Select(Inside(x, 0.0), y, Number<N>(kNan));
  }
  template <class N>
  static OGIVE_INLINE N Derivative(N x, Params p) {
    const double eps = p.value[0];
    const N held = Limit(Magnitude(x), 0x1p-1000, 1.0 - 0x1p-53);
    N d = 1.0 / (held * (1.0 - held));
    // Below 2^-1000 it is 1 / x; the ends are infinite.
    const N tiny = Exactly<N>(Div(Broadcast(1.0), Abs(x.high)));
    d = Select(Below(x, 0x1p-1000), tiny, d);
    d = Select(Below(x, 1.0), d, Number<N>(HUGE_VAL));
    return Select(Inside(x, eps), d, Number<N>(eps > 0 ? 0.0 : kNan));
  }
  template <class N>
  static OGIVE_INLINE auto Inside(N x, double eps) {
    const auto rest = Sub(Broadcast(1.0), x.high);
    return And(Le(Broadcast(eps), x.high), Le(Broadcast(eps), rest));
  }
};

}  // namespace ogive::internal::OGIVE_OPS
OGIVE_AFTER_NAMESPACE();

#endif  // OGIVE_SRC_MATH_LOGIT_INL_H_
