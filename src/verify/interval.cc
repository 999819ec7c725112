// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// The definitions of interval.h.

#include "verify/interval.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace ogive::internal {

namespace {

struct ThreadState {
  ThreadState() {
    mpfr_set_emin(mpfr_get_emin_min());
    mpfr_set_emax(mpfr_get_emax_max());
  }
  ~ThreadState() { mpfr_free_cache(); }
};

void prepare_thread() { thread_local const ThreadState state; }

using Unary = int (*)(mpfr_ptr, mpfr_srcptr, mpfr_rnd_t);
using Binary = int (*)(mpfr_ptr, mpfr_srcptr, mpfr_srcptr, mpfr_rnd_t);

// `ternary` is what MPFR returned for r.low, rounded down from an exact value:
// 0 if it is that value. Otherwise that is below the next number.
void close_above(Interval& r, int ternary) {
  mpfr_set(r.high, r.low, MPFR_RNDN);
  if (ternary == 0) return;
  mpfr_nextabove(r.high);
  r.above_low = true;
  r.below_high = true;
}

// Functions that rise or fall strictly.
void increasing(Unary f, const Interval& a, Interval& r) {
  const int ternary = f(r.low, a.low, MPFR_RNDD);
  if (a.exact()) return close_above(r, ternary);
  r.above_low = ternary != 0 || a.above_low;
  r.below_high = f(r.high, a.high, MPFR_RNDU) != 0 || a.below_high;
}

void decreasing(Unary f, const Interval& a, Interval& r) {
  const int ternary = f(r.low, a.high, MPFR_RNDD);
  if (a.exact()) return close_above(r, ternary);
  r.above_low = ternary != 0 || a.below_high;
  r.below_high = f(r.high, a.low, MPFR_RNDU) != 0 || a.above_low;
}

// A function that is only defined from `start` on.
void from(double start, Unary f, const Interval& a, Interval& r) {
  if (mpfr_cmp_d(a.high, start) < 0) {
    r.state = Interval::nan;
  } else if (mpfr_cmp_d(a.low, start) < 0) {
    r.state = Interval::unknown;
  } else {
    increasing(f, a, r);
  }
}

// Sums: what is not a number is inf - inf.
void check_sum(const Interval& a, const Interval& b, Interval& r) {
  if (mpfr_nan_p(r.low) || mpfr_nan_p(r.high)) {
    r.state = a.exact() && b.exact() ? Interval::nan : Interval::unknown;
  } else if (mpfr_zero_p(r.low) && mpfr_zero_p(r.high)) {
    // The sign that IEEE 754 gives to x - x, which matters where one divides
    // by it.
    mpfr_set_zero(r.low, mpfr_signbit(r.high) ? -1 : 1);
  }
}

void add(const Interval& a, const Interval& b, Interval& r) {
  r.above_low = mpfr_add(r.low, a.low, b.low, MPFR_RNDD) != 0 || a.above_low ||
                b.above_low;
  r.below_high = mpfr_add(r.high, a.high, b.high, MPFR_RNDU) != 0 ||
                 a.below_high || b.below_high;
  check_sum(a, b, r);
}

void subtract(const Interval& a, const Interval& b, Interval& r) {
  r.above_low = mpfr_sub(r.low, a.low, b.high, MPFR_RNDD) != 0 || a.above_low ||
                b.below_high;
  r.below_high = mpfr_sub(r.high, a.high, b.low, MPFR_RNDU) != 0 ||
                 a.below_high || b.above_low;
  check_sum(a, b, r);
}

// Products and quotients: the hull of those of the ends. Between an end 0 and
// an infinite one, or two infinite ones, the others say how far it goes, and 0
// lies between or at the end.
void corners(Binary f, const Interval& a, const Interval& b, mpfr_ptr t,
             Interval& r) {
  if (a.exact() && b.exact()) {
    const int ternary = f(r.low, a.low, b.low, MPFR_RNDD);
    if (mpfr_nan_p(r.low)) {
      r.state = Interval::nan;
    } else {
      close_above(r, ternary);
    }
    return;
  }
  // One corner alone is at the end where the rounding says so, or where it is
  // the only one so far out and one of its sides is certainly not reached. For
  // a product is a mean of those of the corners, and so is a quotient.
  bool first = true;
  for (const bool x_high : {false, true}) {
    if (x_high && a.exact()) continue;
    for (const bool y_high : {false, true}) {
      if (y_high && b.exact()) continue;
      const mpfr_srcptr x = x_high ? a.high : a.low;
      const mpfr_srcptr y = y_high ? b.high : b.low;
      const bool open = (x_high ? a.below_high : a.above_low) ||
                        (y_high ? b.below_high : b.above_low);
      bool inexact = f(t, x, y, MPFR_RNDD) != 0;
      const bool nan = mpfr_nan_p(t);
      if (nan) mpfr_set_zero(t, 1);
      if (first || mpfr_less_p(t, r.low)) {
        mpfr_set(r.low, t, MPFR_RNDN);
        r.above_low = !nan && (inexact || open);
      } else if (mpfr_equal_p(t, r.low)) {
        r.above_low = false;
      }
      inexact = f(t, x, y, MPFR_RNDU) != 0;
      if (nan) mpfr_set_zero(t, 1);
      if (first || mpfr_greater_p(t, r.high)) {
        mpfr_set(r.high, t, MPFR_RNDN);
        r.below_high = !nan && (inexact || open);
      } else if (mpfr_equal_p(t, r.high)) {
        r.below_high = false;
      }
      first = false;
    }
  }
}

void divide(const Interval& a, const Interval& b, mpfr_ptr t, Interval& r) {
  const bool around_zero = b.low.sign() <= 0 && b.high.sign() >= 0;
  if (around_zero && !(a.exact() && b.exact())) {
    r.state = Interval::unknown;
  } else {
    corners(&mpfr_div, a, b, t, r);
  }
}

// -a, into r.
void negate(const Interval& a, Interval& r) {
  mpfr_neg(r.low, a.high, MPFR_RNDN);
  mpfr_neg(r.high, a.low, MPFR_RNDN);
  r.above_low = a.below_high;
  r.below_high = a.above_low;
}

// |a|, into r.
void absolute(const Interval& a, Interval& r) {
  if (!mpfr_signbit(a.low)) {
    mpfr_set(r.low, a.low, MPFR_RNDN);
    mpfr_set(r.high, a.high, MPFR_RNDN);
    r.above_low = a.above_low;
    r.below_high = a.below_high;
  } else if (mpfr_signbit(a.high)) {
    negate(a, r);
  } else {
    mpfr_neg(r.high, a.low, MPFR_RNDN);
    mpfr_max(r.high, r.high, a.high, MPFR_RNDN);
    mpfr_set_zero(r.low, 1);
  }
}

void power(const Interval& a, int n, Interval& r) {
  const Interval* base = &a;
  if (n % 2 == 0) {
    absolute(a, r);
    base = &r;
  }
  const bool exact = a.exact();
  const int ternary = mpfr_pow_ui(r.low, base->low, n, MPFR_RNDD);
  if (exact) return close_above(r, ternary);
  r.above_low = ternary != 0 || base->above_low;
  r.below_high =
      mpfr_pow_ui(r.high, base->high, n, MPFR_RNDU) != 0 || base->below_high;
}

void copysign(const Interval& a, const Interval& b, Interval& r) {
  absolute(a, r);
  if (!mpfr_signbit(b.low)) return;
  if (mpfr_signbit(b.high)) {
    mpfr_swap(r.low, r.high);
    std::swap(r.above_low, r.below_high);
    mpfr_neg(r.low, r.low, MPFR_RNDN);
    mpfr_neg(r.high, r.high, MPFR_RNDN);
  } else {
    mpfr_neg(r.low, r.high, MPFR_RNDN);
    r.above_low = r.below_high;
  }
}

// The smaller or larger of two ends, and whether the value is off it: of two
// equal ones, both must say so.
void end(Binary f, const Number& x, bool x_open, const Number& y, bool y_open,
         Number& to, bool& open) {
  f(to, x, y, MPFR_RNDN);
  open = (x_open || !mpfr_equal_p(to, x)) && (y_open || !mpfr_equal_p(to, y));
}

// Compares ends of two values: below, at or above 0, as mpfr_cmp. An infinite
// argument stands for a limit, 2^8000, which times any number is beyond 2^4000;
// beside an infinite parameter it is that infinity.
int compare(mpfr_srcptr a, mpfr_srcptr b) {
  const auto infinite = [](mpfr_srcptr v) {
    return mpfr_inf_p(v) || (mpfr_regular_p(v) && mpfr_get_exp(v) > 4000);
  };
  if ((mpfr_inf_p(a) || mpfr_inf_p(b)) && infinite(a) && infinite(b)) {
    return mpfr_sgn(a) - mpfr_sgn(b);
  }
  return mpfr_cmp(a, b);
}

void set_argument(mpfr_ptr to, double v) {
  if (std::isinf(v)) {
    mpfr_set_si_2exp(to, v > 0 ? 1 : -1, 8000, MPFR_RNDN);
  } else {
    mpfr_set_d(to, v, MPFR_RNDN);
  }
}

}  // namespace

Number::Number() {
  prepare_thread();
  mpfr_init2(value_, 64);
}

IntervalEvaluator::IntervalEvaluator(Expression expression,
                                     const Params& params)
    : expression_(std::move(expression)), params_(params) {
  const std::vector<Node>& nodes = expression_.nodes();
  values_.resize(nodes.size());
  done_.resize(nodes.size());
  for (const Node& n : nodes) {
    bool constant = n.kind != Kind::variable;
    for (int k = 0; k < argument_count(n.kind); ++k) {
      constant = constant && constant_[n.arguments[k]];
    }
    constant_.push_back(constant);
  }
}

const Interval& IntervalEvaluator::evaluate(int node, const Arguments& low,
                                            const Arguments& high,
                                            long precision) {
  prepare_thread();
  precision = std::max<long>(precision, 64);  // arguments must fit
  ++call_;
  if (precision != precision_) {
    precision_ = precision;
    precision_call_ = call_;
    for (Interval& v : values_) {
      mpfr_set_prec(v.low, precision);
      mpfr_set_prec(v.high, precision);
    }
    mpfr_set_prec(t_, precision);
  }
  low_ = low;
  high_ = high;
  return value_of(node);
}

const Interval& IntervalEvaluator::value_of(int node) {
  Interval& r = values_[node];
  const std::uint64_t wanted = constant_[node] ? precision_call_ : call_;
  if (done_[node] < wanted) {
    r.state = Interval::number;
    r.above_low = r.below_high = false;
    compute(expression_.nodes()[node], r);
    done_[node] = call_;
  }
  return r;
}

void IntervalEvaluator::take(const Interval& from, Interval& result) {
  result.state = from.state;
  mpfr_set(result.low, from.low, MPFR_RNDN);
  mpfr_set(result.high, from.high, MPFR_RNDN);
  result.above_low = from.above_low;
  result.below_high = from.below_high;
}

void IntervalEvaluator::choose(const Node& n, Interval& r) {
  const Interval& left = value_of(n.arguments[0]);
  const Interval& right = value_of(n.arguments[1]);
  bool yes = false, no = false;
  if (left.state == Interval::nan || right.state == Interval::nan) {
    no = true;
  } else if (left.state == Interval::number &&
             right.state == Interval::number) {
    if (n.kind == Kind::less) {
      yes = compare(left.high, right.low) < 0;
      no = compare(left.low, right.high) >= 0;
    } else {
      yes = compare(left.high, right.low) <= 0;
      no = compare(left.low, right.high) > 0;
    }
  }
  if (yes || no) return take(value_of(n.arguments[yes ? 2 : 3]), r);
  const Interval& a = value_of(n.arguments[2]);
  const Interval& b = value_of(n.arguments[3]);
  if (a.state != Interval::number || b.state != Interval::number) {
    const bool nan = a.state == Interval::nan && b.state == Interval::nan;
    r.state = nan ? Interval::nan : Interval::unknown;
    return;
  }
  end(&mpfr_min, a.low, a.above_low, b.low, b.above_low, r.low, r.above_low);
  end(&mpfr_max, a.high, a.below_high, b.high, b.below_high, r.high,
      r.below_high);
}

void IntervalEvaluator::compute(const Node& n, Interval& r) {
  if (n.kind == Kind::less || n.kind == Kind::less_equal) return choose(n, r);
  const int count = argument_count(n.kind);
  for (int k = 0; k < count; ++k) {
    const Interval::State state = value_of(n.arguments[k]).state;
    if (state != Interval::number && r.state != Interval::nan) r.state = state;
  }
  if (r.state != Interval::number) return;
  const Interval& a = values_[std::max(n.arguments[0], 0)];
  const Interval& b = values_[std::max(n.arguments[1], 0)];
  switch (n.kind) {
    case Kind::number:
      mpfr_set_str(r.low, n.text.c_str(), 10, MPFR_RNDD);
      mpfr_set_str(r.high, n.text.c_str(), 10, MPFR_RNDU);
      r.above_low = r.below_high = !r.exact();
      break;
    case Kind::pi:
      mpfr_const_pi(r.low, MPFR_RNDD);
      mpfr_const_pi(r.high, MPFR_RNDU);
      r.above_low = r.below_high = true;
      break;
    case Kind::nan:
      r.state = Interval::nan;
      break;
    case Kind::variable:
      set_argument(r.low, low_[n.index]);
      set_argument(r.high, high_[n.index]);
      break;
    case Kind::parameter:
      mpfr_set_d(r.low, params_.value[n.index], MPFR_RNDN);
      mpfr_set_d(r.high, params_.value[n.index], MPFR_RNDN);
      break;
    case Kind::negate:
      negate(a, r);
      break;
    case Kind::add:
      add(a, b, r);
      break;
    case Kind::subtract:
      subtract(a, b, r);
      break;
    case Kind::multiply:
      corners(&mpfr_mul, a, b, t_, r);
      break;
    case Kind::divide:
      divide(a, b, t_, r);
      break;
    case Kind::power:
      power(a, n.index, r);
      break;
    case Kind::exp:
      increasing(&mpfr_exp, a, r);
      break;
    case Kind::expm1:
      increasing(&mpfr_expm1, a, r);
      break;
    case Kind::log:
      from(0, &mpfr_log, a, r);
      break;
    case Kind::log1p:
      from(-1, &mpfr_log1p, a, r);
      break;
    case Kind::tanh:
      increasing(&mpfr_tanh, a, r);
      break;
    case Kind::erfc:
      decreasing(&mpfr_erfc, a, r);
      break;
    case Kind::sqrt:
      from(0, &mpfr_sqrt, a, r);
      break;
    case Kind::abs:
      absolute(a, r);
      break;
    case Kind::min:
      end(&mpfr_min, a.low, a.above_low, b.low, b.above_low, r.low,
          r.above_low);
      end(&mpfr_min, a.high, a.below_high, b.high, b.below_high, r.high,
          r.below_high);
      break;
    case Kind::max:
      end(&mpfr_max, a.low, a.above_low, b.low, b.above_low, r.low,
          r.above_low);
      end(&mpfr_max, a.high, a.below_high, b.high, b.below_high, r.high,
          r.below_high);
      break;
    case Kind::copysign:
      copysign(a, b, r);
      break;
    case Kind::less:
    case Kind::less_equal:
      break;
  }
}

}  // namespace ogive::internal
