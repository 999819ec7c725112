// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// What verification found, and its text.

#ifndef OGIVE_SRC_VERIFY_REPORT_H_
#define OGIVE_SRC_VERIFY_REPORT_H_

#include <array>
#include <cstdint>
#include <ctime>
#include <string>
#include <vector>

#include "verify/sweep.h"

namespace ogive::internal {

// A count of faults, and the first input at fault in the order of the sweep.
struct Faults {
  std::uint64_t count = 0;
  std::uint64_t number = ~std::uint64_t{0};  // its place in the sweep
  std::uint64_t input = 0;                   // its bits
};

// Errors below this many ULP are not told apart.
inline constexpr double kSmallError = 0.01;
// Largest errors are found to within this, and exactly where they decide
// whether a promise is kept.
inline constexpr double kErrorStep = 0x1p-14;

// The largest error and where it is.
struct WorstError {
  double error = -1;  // in ULP, right to 1e-12; negative: all small, or none
  std::uint64_t input = 0;  // bits of x, or of y for Op::backward
  std::uint64_t dy = 0;     // bits, for the backward passes
  std::uint64_t result = 0;
};

// One output of an operation against one true quantity.
struct Comparison {
  std::string what;  // e.g. "y against f(x)"
  double bound = 0;  // promised largest error in ULP; 0.5: correct rounding
  double subnormal_bound = 0;   // the same for subnormal results
  bool normal_only = false;     // the bound holds for normal true values alone
  bool may_not_vanish = false;  // promised not to be 0 where that is wrong
  bool error_only = false;      // only `inputs` and `normal` are found out
  std::uint64_t inputs = 0;
  Faults misrounded;  // other bits than the correctly rounded true value
  Faults vanished;    // 0 where the correctly rounded true value is not
  WorstError normal, subnormal;  // by the true value
};

struct Report {
  Sweep sweep;
  std::string target;
  std::uint64_t inputs = 0;
  bool complete = true;  // false: ended early, and no promise was judged
  std::vector<Comparison> comparisons;
  Faults steps_down;  // Op::forward: a greater input, a smaller result
  Faults range;       // result outside the range, or of the wrong sign
  Faults special;     // wrong result for a NaN, an infinity or a zero
  Faults differs;     // other bits than forward or tail, where promised equal
  std::array<std::uint64_t, 2> hash{};  // of each output, as sweep_hash
  double seconds = 0;  // of the pass, which its other checks share
  std::time_t ended = 0;
  std::vector<std::string> broken;  // promises broken, a line each
};

// "forward", "with-tail", ...
const char* op_name(Op op);

// "3 ULP"
std::string ulp_text(double ulp);

// "0", or the count and the first input.
std::string fault_text(const Report& report, const Faults& faults);

// The error, its input and the result there.
std::string worst_text(const Report& report, const WorstError& worst);

// The largest error, and how many results are not correctly rounded, of the
// report's comparisons together.
double worst_error(const Report& report, WorstError* where = nullptr);
std::uint64_t misrounded_count(const Report& report);

// A report as a line of a table to read, and of one for machines, and the heads
// of these tables.
std::string table_head();
std::string to_row(const Report& report);
std::string tsv_head();
std::string to_tsv(const Report& report);

// The whole report in lines to read, each ended by a newline.
std::string to_text(const Report& report);

}  // namespace ogive::internal

#endif  // OGIVE_SRC_VERIFY_REPORT_H_
