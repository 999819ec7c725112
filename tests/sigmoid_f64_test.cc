// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// Proves the promises for double on every target: the bounds of every
// operation on pseudo-random inputs of all exponents and on the committed hard
// cases, subnormal results, special values, and that nearby inputs do not step
// down.

#include <cmath>

#include "support.h"
#include "verify/verify.h"

namespace ogive::internal {
namespace {

TEST(SigmoidF64, EveryOpAndTarget) {
  for (const std::string& target : targets()) {
    for (const Op op : kAllOps) {
      VerifyRequest request;
      request.sweep.op = op;
      request.sweep.dtype = Dtype::f64;
      request.sweep.samples = 1'000'000 / OGIVE_TEST_SPARSER;
      request.target = target;
      const Report r = verify(request);
      EXPECT_TRUE(r.broken.empty()) << to_text(r);
      EXPECT_EQ(r.steps_down.count, 0u) << to_text(r);
    }
  }
}

TEST(SlowSigmoidF64, AHundredMillionInputs) {
  for (const Op op : kAllOps) {
    VerifyRequest request;
    request.sweep.op = op;
    request.sweep.dtype = Dtype::f64;
    const Report r = verify(request);
    EXPECT_TRUE(r.broken.empty()) << to_text(r);
    EXPECT_EQ(r.inputs, 100'000'000u);
  }
}

std::uint64_t bits_of(double x) { return std::bit_cast<std::uint64_t>(x); }

TEST(SigmoidF64, HardCases) {
  Values x;
  for (const auto& row : read_data("hard_cases_f64.txt")) {
    const double v = std::strtod(row[0].c_str(), nullptr);
    x.push_back(bits_of(v));
    x.push_back(bits_of(-v));
  }
  ASSERT_GT(x.size(), 600u);
  Reference reference(Function::sigmoid);
  for (const std::string& target : targets()) {
    const OnTarget scope(target);
    for (const auto& [op, quantity] :
         {std::pair{Op::forward, Quantity::forward},
          std::pair{Op::derivative, Quantity::derivative},
          std::pair{Op::tail, Quantity::tail}}) {
      const Values y = compute(op, Dtype::f64, x)[0];
      for (std::size_t i = 0; i < x.size(); ++i) {
        EXPECT_LE(reference.ulp_error(quantity, Dtype::f64,
                                      std::bit_cast<double>(y[i]),
                                      std::bit_cast<double>(x[i])),
                  0.55)
            << op_name(op) << std::hexfloat << std::bit_cast<double>(x[i]);
      }
    }
  }
}

// All results below 2^-1022, rounded once, at the one step that all of them
// share.
TEST(SigmoidF64, SubnormalResults) {
  Values x;
  for (int i = 0; i < 20000 / OGIVE_TEST_SPARSER; ++i) {
    const double u = static_cast<double>(mix(i) >> 11) * 0x1p-53;
    x.push_back(bits_of(-708.3 - 37 * u));
  }
  Reference reference(Function::sigmoid);
  for (const std::string& target : targets()) {
    const OnTarget scope(target);
    const Values y = compute(Op::forward, Dtype::f64, x)[0];
    const Values d = compute(Op::derivative, Dtype::f64, x)[0];
    int subnormal = 0;
    for (std::size_t i = 0; i < x.size(); ++i) {
      const double v = std::bit_cast<double>(x[i]);
      EXPECT_LE(reference.ulp_error(Quantity::forward, Dtype::f64,
                                    std::bit_cast<double>(y[i]), v),
                0.55);
      EXPECT_LE(reference.ulp_error(Quantity::derivative, Dtype::f64,
                                    std::bit_cast<double>(d[i]), v),
                0.55);
      subnormal += std::fpclassify(std::bit_cast<double>(y[i])) == FP_SUBNORMAL;
    }
    EXPECT_GT(subnormal, static_cast<int>(x.size() * 9 / 10));
  }
}

// Bits written out, not computed.
TEST(SigmoidF64, SpecialValues) {
  const std::uint64_t kInf = 0x7FF0000000000000, kSign = 0x8000000000000000;
  const std::uint64_t kHalf = 0x3FE0000000000000, kOne = 0x3FF0000000000000;
  const std::uint64_t kQuarter = 0x3FD0000000000000;
  struct Row {
    std::uint64_t x, y, d, t;
  };
  const Row rows[] = {
      {0, kHalf, kQuarter, kHalf},
      {kSign, kHalf, kQuarter, kHalf | kSign},
      {1, kHalf, kQuarter, kHalf},
      {kSign | 1, kHalf, kQuarter, kHalf | kSign},
      {kInf, kOne, 0, 0},
      {kInf | kSign, 0, 0, kSign},
      {kInf - 1, kOne, 0, 0},
      {(kInf - 1) | kSign, 0, 0, kSign},
      {0x7FF0000000000001, 0x7FF8000000000001, 0x7FF8000000000001,
       0x7FF8000000000001},
      {0xFFFFFFFFFFFFFFFF, 0xFFFFFFFFFFFFFFFF, 0xFFFFFFFFFFFFFFFF,
       0xFFFFFFFFFFFFFFFF},
      {bits_of(1), bits_of(0.73105857863000487925),
       bits_of(0.19661193324148186377), bits_of(0.26894142136999512075)},
      {bits_of(-745.14), 0, 0, kSign},
      {bits_of(-745.13), 1, 1, kSign | 1},
  };
  for (const std::string& target : targets()) {
    const OnTarget scope(target);
    for (const Row& row : rows) {
      SCOPED_TRACE(row.x);
      EXPECT_EQ(compute(Op::forward, Dtype::f64, {row.x})[0][0], row.y);
      EXPECT_EQ(compute(Op::derivative, Dtype::f64, {row.x})[0][0], row.d);
      EXPECT_EQ(compute(Op::tail, Dtype::f64, {row.x})[0][0], row.t);
      const auto both = compute(Op::with_tail, Dtype::f64, {row.x});
      EXPECT_EQ(both[0][0], row.y);
      EXPECT_EQ(both[1][0], row.t);
    }
  }
}

TEST(SigmoidF64, BackwardNanAndInfinity) {
  const std::uint64_t kInf = 0x7FF0000000000000, kNan = 0x7FF8000000000000;
  const std::uint64_t kQuarter = 0x3FD0000000000000;
  for (const std::string& target : targets()) {
    const OnTarget scope(target);
    for (const Op op : {Op::backward, Op::backward_tail}) {
      const Values dy = {kInf + 1,
                         kQuarter,
                         ~std::uint64_t{0},
                         kInf,
                         kInf,
                         kInf | kInf >> 11 | 1,
                         kInf | std::uint64_t{1} << 63};
      const Values c = {kQuarter, ~std::uint64_t{0}, kInf + 1, 0,
                        kQuarter, kQuarter,          kQuarter};
      const Values expected = {
          kNan, kNan, kNan, kNan, kInf, kNan, kInf | std::uint64_t{1} << 63};
      EXPECT_EQ(compute(op, Dtype::f64, dy, c)[0], expected) << op_name(op);
    }
  }
}

}  // namespace
}  // namespace ogive::internal
