// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// A formula in interval arithmetic, by MPFR: bounds that the true value is
// between, to any precision. Shares no code with the kernels.
//
// Each operation rounds its lower end down and its upper end up. Where that
// changes the end, the value is certainly not the end itself. A condition that
// the intervals do not decide gives the hull of both branches. Infinite
// arguments stand for the limit: they count as +-2^5000.

#ifndef OGIVE_SRC_VERIFY_INTERVAL_H_
#define OGIVE_SRC_VERIFY_INTERVAL_H_

#include <mpfr.h>

#include <cstdint>
#include <vector>

#include "verify/expression.h"

namespace ogive::internal {

// An MPFR number that frees itself. Also sets the calling thread's exponent
// range to the largest there is, and frees that thread's caches at its end.
class Number {
 public:
  Number();
  ~Number() { mpfr_clear(value_); }
  Number(Number&& other) noexcept : Number() { mpfr_swap(value_, other); }
  Number(const Number&) = delete;
  Number& operator=(const Number&) = delete;
  operator mpfr_ptr() { return value_; }
  operator mpfr_srcptr() const { return value_; }
  int sign() const { return mpfr_sgn(value_); }

 private:
  mpfr_t value_;
};

struct Interval {
  enum State : std::uint8_t {
    number,  // in [low, high]; an exact infinity, as log(0), is both ends
    nan,     // certainly not a number, as log(-1)
    unknown,
  };
  State state = number;
  // Whether the value is certainly not that end itself. It matters where the
  // end is a tie: x - tanh(x) near x - 1 would need e^(2 x) bits otherwise.
  bool above_low = false, below_high = false;
  Number low, high;

  bool exact() const { return state == number && mpfr_equal_p(low, high); }
};

// Keeps its numbers: use one for each thread.
class IntervalEvaluator {
 public:
  IntervalEvaluator(Expression expression, const Params& params);

  const Expression& expression() const { return expression_; }
  const Params& params() const { return params_; }

  // The value of `node` (an index of Expression::nodes) for every point between
  // the two. The result lives until the next call.
  const Interval& evaluate(int node, const Arguments& low,
                           const Arguments& high, long precision);
  // That of the whole formula at a point.
  const Interval& evaluate(const Arguments& point, long precision) {
    return evaluate(expression_.root(), point, point, precision);
  }

  // Whether the node's value depends on no variable.
  bool is_constant(int node) const { return constant_[node]; }

 private:
  const Interval& value_of(int node);
  void compute(const Node& node, Interval& result);
  void choose(const Node& node, Interval& result);
  void take(const Interval& from, Interval& result);

  Expression expression_;
  Params params_;
  std::vector<Interval> values_;
  std::vector<bool> constant_;
  std::vector<std::uint64_t> done_;  // the call that each value is of
  std::uint64_t call_ = 0;
  std::uint64_t precision_call_ = 1;  // the first with this precision
  long precision_ = 0;
  Arguments low_{}, high_{};
  Number t_;
};

}  // namespace ogive::internal

#endif  // OGIVE_SRC_VERIFY_INTERVAL_H_
