// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// A formula for many arguments at once, quickly: in Work, a format wider than
// the result's, with a bound of the error of each value.
//
// Each operation bounds its error by what its arguments' errors become (of the
// first order, times a factor for the rest) and its own rounding. Sums find out
// the latter exactly, products too where there is a fused multiply-add. exp and
// its kin count as within the ULPs that kLibraryUlps of quick.cc says. Further:
//
//   infinity    stands for any number of at least 2^1023 in magnitude (for long
//               double 2^16382), with error 0. It adds, is compared and divides
//               as such; products and quotients of it are unsettled
//   underflow   adds 2^-1020 (2^-16380), far below every result's format
//   conditions  that the errors leave open give an unsettled value
//   NaN         with error 0: the true value is certainly not a number
//   unsettled   an error that is NaN: ask MPFR
//
// u - tanh(u), which cancels, is computed as one operation.

#ifndef OGIVE_SRC_VERIFY_QUICK_H_
#define OGIVE_SRC_VERIFY_QUICK_H_

#include <cstddef>
#include <memory>
#include <vector>

#include "verify/expression.h"

namespace ogive::internal {

// Values computed together.
inline constexpr std::size_t kQuickBlock = 512;

// Work is double or long double. Keeps its buffers: use one for each thread.
template <class Work>
class Quick {
 public:
  Quick(const Expression& expression, const Params& params);
  ~Quick();
  Quick(const Quick&) = delete;
  Quick& operator=(const Quick&) = delete;

  // The values at x, y = 0, 1, ..., n - 1; n is at most kQuickBlock, the
  // arguments are numbers or infinities (then unsettled). dy may be null if the
  // formula has none. The true value is between value - error and value +
  // error, also as these are computed in Work: an error of 0 means exactly
  // value.
  void evaluate(const Work* x, const Work* dy, std::size_t n, Work* value,
                Work* error);

 private:
  struct Program;
  std::unique_ptr<Program> program_;
};

extern template class Quick<double>;
extern template class Quick<long double>;

}  // namespace ogive::internal

#endif  // OGIVE_SRC_VERIFY_QUICK_H_
