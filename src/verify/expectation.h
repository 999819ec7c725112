// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// What one quantity should be for a chunk of arguments: the correctly rounded
// results, found once, with which any number of implementations are compared.
//
// Where interval arithmetic over the whole chunk, or for a function that never
// steps down its two ends, shows that all results round to one number, that is
// all there is to do. Otherwise Quick settles most arguments and MPFR the rest.

#ifndef OGIVE_SRC_VERIFY_EXPECTATION_H_
#define OGIVE_SRC_VERIFY_EXPECTATION_H_

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <optional>
#include <vector>

#include "verify/element.h"
#include "verify/quick.h"
#include "verify/reference.h"

namespace ogive::internal {

template <class Element>
class Expectation {
 public:
  using Bits = typename Element::Bits;
  using Work = typename Element::Work;
  static constexpr Dtype kType = Element::kDtype;

  // `monotonic`: the quantity never steps down. `keeps_nan`: a NaN argument
  // comes back, made quiet; otherwise it becomes the default one. `any_zero`:
  // the sign of 0 does not matter. `values_only`: expected() is not needed.
  Expectation(Function function, const Params& params, Quantity quantity,
              bool monotonic, bool keeps_nan, bool any_zero, bool values_only)
      : reference_(function, params),
        quick_(expression_of(function_info(function), quantity), params),
        quantity_(quantity),
        monotonic_(monotonic),
        keeps_nan_(keeps_nan),
        any_zero_(any_zero),
        values_only_(values_only) {}

  // Takes the arguments, which must live on; dy is null for quantities without.
  void prepare(const std::vector<Bits>& x, const std::vector<Bits>* dy) {
    x_ = &x;
    dy_ = dy;
    computed_ = false;
    constant_ = values_only_ ? std::nullopt : common(0, x.size());
  }

  // The result that all have in common, if that is known.
  std::optional<Bits> constant() const { return constant_; }

  // Finds what the next three tell, if prepare() has not.
  void compute() {
    if (computed_) return;
    computed_ = true;
    const std::size_t n = x_->size();
    expected_.resize(n);
    value_.resize(n);
    error_.resize(n);
    for (std::size_t start = 0; start < n; start += kQuickBlock) {
      compute_block(start, std::min(kQuickBlock, n - start));
    }
  }

  const std::vector<Bits>& expected() const { return expected_; }
  // Near the true values, within errors(). NaN where that is none or x is.
  const std::vector<Work>& values() const { return value_; }
  const std::vector<Work>& errors() const { return error_; }

  // Whether a result is another than the expected one.
  bool differs(Bits result, Bits expected) const {
    return result != expected &&
           !(any_zero_ && magnitude(result) == 0 && magnitude(expected) == 0);
  }

  double ulp_error(Bits result, std::size_t i) {
    return reference_.ulp_error(quantity_, kType, decode(kType, result),
                                decode(kType, (*x_)[i]), dy_of(i));
  }

  Reference& reference() { return reference_; }

  static Bits magnitude(Bits b) {
    return static_cast<Bits>(b & (sign_bit(kType) - 1));
  }
  static bool is_nan(Bits b) { return is_nan_bits(kType, b); }
  static bool is_negative(Bits b) { return (b & sign_bit(kType)) != 0; }
  // The positive quiet NaN without payload.
  static constexpr Bits default_nan() {
    return static_cast<Bits>(infinity_bits(kType) | quiet_bit(kType));
  }
  static Bits bits_of(double v) {
    return std::isnan(v) ? default_nan() : static_cast<Bits>(encode(kType, v));
  }

 private:
  double dy_of(std::size_t i) const {
    return dy_ == nullptr ? 1 : decode(kType, (*dy_)[i]);
  }

  // The number that all results from `start` on round to, if intervals show it.
  std::optional<Bits> common(std::size_t start, std::size_t n) {
    if (kType == Dtype::f64 || dy_ != nullptr || n < 2) return std::nullopt;
    const Bits first = (*x_)[start], last = (*x_)[start + n - 1];
    if (is_nan(first) || is_nan(last) ||
        is_negative(first) != is_negative(last)) {
      return std::nullopt;
    }
    // The arguments are those of a sweep, ascending in magnitude, or their
    // tails.
    const double low = decode(kType, first), high = decode(kType, last);
    if (monotonic_) {
      const double a = reference_.rounded(quantity_, kType, low);
      const double b = reference_.rounded(quantity_, kType, high);
      if (bits_of(a) == bits_of(b) && !std::isnan(a)) return bits_of(a);
    }
    const auto r = reference_.rounded_all(quantity_, kType, low, high);
    if (!r) return std::nullopt;
    return bits_of(*r);
  }

  void compute_block(std::size_t start, std::size_t n) {
    const Bits* const x = x_->data() + start;
    Work a[kQuickBlock], b[kQuickBlock];
    bool open[kQuickBlock];
    for (std::size_t i = 0; i < n; ++i) a[i] = Element::value(x[i]);
    if (dy_ != nullptr) {
      for (std::size_t i = 0; i < n; ++i) {
        b[i] = Element::value((*dy_)[start + i]);
      }
    }
    Work* const v = value_.data() + start;
    Work* const e = error_.data() + start;
    Bits* const expected = expected_.data() + start;
    quick_.evaluate(a, dy_ == nullptr ? nullptr : b, n, v, e);
    if (values_only_) return;
    unsigned any = 0;
    for (std::size_t i = 0; i < n; ++i) {
      const Bits low = Element::round(v[i] - e[i]);
      const Bits high = Element::round(v[i] + e[i]);
      expected[i] = low;
      // NaN and exact zeros too have rules of their own.
      const bool special = !(e[i] >= 0) | (v[i] != v[i]) |
                           ((v[i] == 0) & (e[i] == 0)) | (a[i] != a[i]);
      open[i] = (low != high) | special;
      any |= open[i];
    }
    if (any == 0) return;
    std::size_t count = 0;
    for (std::size_t i = 0; i < n; ++i) count += open[i];
    const auto all = count > 8 ? common(start, n) : std::nullopt;
    for (std::size_t i = 0; i < n; ++i) {
      if (open[i]) settle(start + i, all);
    }
  }

  void settle(std::size_t i, const std::optional<Bits>& all) {
    const Bits x = (*x_)[i];
    Bits& expected = expected_[i];
    Work& v = value_[i];
    Work& e = error_[i];
    if (is_nan(x)) {
      v = std::numeric_limits<Work>::quiet_NaN();
      expected =
          keeps_nan_ ? static_cast<Bits>(x | quiet_bit(kType)) : default_nan();
      return;
    }
    if (std::isnan(v) && e == 0) {
      expected = default_nan();
      return;
    }
    if (v == 0 && e == 0 && magnitude(x) != 0) {
      expected =
          bits_of(reference_.exact_zero(quantity_, decode(kType, x), dy_of(i)));
      return;
    }
    const Bits low = Element::round(v - e), high = Element::round(v + e);
    if (any_zero_ && magnitude(low) == 0 && magnitude(high) == 0) return;
    expected = all ? *all
                   : bits_of(reference_.rounded(quantity_, kType,
                                                decode(kType, x), dy_of(i)));
    if (std::isnan(e) || std::isinf(v)) {
      // Within half an ULP, and a rough bound of that will do.
      v = Element::value(expected);
      e = 2 / inverse_ulp<Element>(v);
    }
  }

  Reference reference_;
  Quick<Work> quick_;
  Quantity quantity_;
  bool monotonic_, keeps_nan_, any_zero_, values_only_;
  const std::vector<Bits>* x_ = nullptr;
  const std::vector<Bits>* dy_ = nullptr;
  std::optional<Bits> constant_;
  bool computed_ = false;
  std::vector<Bits> expected_;
  std::vector<Work> value_, error_;
};

}  // namespace ogive::internal

#endif  // OGIVE_SRC_VERIFY_EXPECTATION_H_
