// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// The definitions of plans.h.

#include "verify/plans.h"

#include <cmath>

namespace ogive::internal {

bool has_default_params(const Sweep& s) {
  if (!s.params) return true;
  const Params a = *s.params, b = default_params(s.function);
  const int n = function_info(s.function).parameter_count;
  for (int i = 0; i < n; ++i) {
    if (a.value[i] != b.value[i]) return false;
  }
  return true;
}

// dy times a slope that no Pair holds, such as 5/6, may be a tie that the
// product does not show: either neighbour is then half an ULP off.
constexpr double kHalf = 0.5 + 0x1p-30;

std::vector<Plan> plans(const Sweep& s) {
  const bool f64 = s.dtype == Dtype::f64;
  const bool fast = s.accuracy == accuracy::fast &&
                    has_fast(s.target ? *s.target : current_target(),
                             s.function, s.op, s.dtype);
  const FunctionInfo& info = function_info(s.function);
  const bool defaults = has_default_params(s);
  // Of one argument.
  Plan one{.bound = !f64 && defaults ? 0.5 : 0.55};
  // Of what is cached. A double below 2^-960 times a parameter is rounded, as
  // its low part would be no double, before dy multiplies it.
  Plan two{.bound = f64                     ? (defaults ? 1.01 : 1.51)
                    : !defaults             ? 0.55
                    : s.dtype == Dtype::f32 ? kHalf
                                            : 0.51};
  one.subnormal_bound = f64 ? info.subnormal_ulp : one.bound;
  two.subnormal_bound = two.bound;
  if (f64 && s.op == Op::backward && info.cache == Cache::input) {
    // A derivative below the normal numbers has lost bits, or all, that a large
    // dy brings to light; one in the tail is rounded before the product.
    two.slope_normal = two.normal_only = true;
    two.bound = 1.51;
  }
  if (f64 && std::isfinite(info.crossing) &&
      (s.op == Op::derivative || s.op == Op::backward)) {
    one.absolute = two.absolute = 0x1p-72;
  }
  if (fast) {
    one.bound = 3;
    two.bound = 5;
    one.normal_only = two.normal_only = true;
  }
  const auto of = [](Plan plan, const char* what, Quantity quantity,
                     Dy dy = Dy::none, int out = 0) {
    plan.what = what;
    plan.quantity = quantity;
    plan.dy = dy;
    plan.out = out;
    return plan;
  };
  switch (s.op) {
    case Op::forward:
      return {of(one, "y against f(x)", Quantity::forward)};
    case Op::tail:
      return {of(one, "t against the tail of x", Quantity::tail)};
    case Op::derivative:
      return {of(one, "d against f'(x)", Quantity::derivative)};
    case Op::with_tail:
      return {of(one, "y against f(x)", Quantity::forward),
              of(one, "t against the tail of x", Quantity::tail, Dy::none, 1)};
    case Op::from_tail: {
      Plan y = of(one, "y against f(x)", Quantity::forward);
      y.bound = f64 ? 0.78 : 0.75;
      y.subnormal_bound = y.bound;
      return {y};
    }
    case Op::backward: {
      const bool input = info.cache == Cache::input;
      const char* const names[] = {
          "dx against dy f'(x), dy = 1", "dx against dy f'(x), random dy",
          "dx against dy f' of y, dy = 1", "dx against dy f' of y, random dy"};
      return {of(two, names[input ? 0 : 2], Quantity::backward, Dy::one),
              of(two, names[input ? 1 : 3], Quantity::backward, Dy::random)};
    }
    case Op::backward_tail: {
      // The cache's own rounding is in the errors of the first two.
      Plan truth =
          of(two, "dx against f'(x), dy = 1", Quantity::derivative, Dy::one);
      truth.bound = fast ? two.bound : f64 ? 1.65 : 1.5;
      truth.normal_only = true;
      // Other caches than the sigmoid's may be 0 where the derivative is not.
      truth.may_not_vanish = info.cache == Cache::tail_value;
      Plan scaled = of(two, "dx against dy f'(x), random dy, t and dx normal",
                       Quantity::scaled_derivative, Dy::random);
      scaled.bound = fast ? two.bound : f64 ? 2.15 : 1.51;
      scaled.normal_only = true;
      scaled.error_only = true;
      return {truth, scaled,
              of(two, "dx against dy f' of t, random dy",
                 Quantity::backward_tail, Dy::random)};
    }
  }
  return {};
}

}  // namespace ogive::internal
