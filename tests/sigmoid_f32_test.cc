// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// Proves the promises for float: all 2^32 inputs of the function itself, exact
// and fast, on the best target; a million inputs of every operation on every
// target; special values; and the committed hard cases, where the smallest
// error of a kernel turns into a wrong result. The suite Slow... tries all 2^32
// inputs of every operation on the best target and of the function on every
// other.

#include <cmath>
#include <cstring>

#include "support.h"
#include "verify/verify.h"

namespace ogive::internal {
namespace {

void expect_kept(Op op, const std::string& target, std::uint64_t stride,
                 accuracy tier) {
  VerifyRequest request;
  request.sweep.op = op;
  request.sweep.stride = stride;
  request.sweep.accuracy = tier;
  request.target = target;
  const Report r = verify(request);
  EXPECT_TRUE(r.broken.empty()) << to_text(r);
  EXPECT_EQ(r.inputs, sweep_size(request.sweep));
  for (const Comparison& c : r.comparisons) {
    EXPECT_EQ(c.inputs, r.inputs);
    // The fast tier's promise is 3 ULP; the sigmoid keeps 2.
    if (op == Op::forward) {
      EXPECT_LE(c.normal.error, 2) << to_text(r);
    }
  }
}

// All inputs; in slow builds every 127th.
constexpr std::uint64_t kAll = OGIVE_TEST_SPARSER == 1 ? 1 : 127;

TEST(SigmoidF32, ExactOnAllInputs) {
  expect_kept(Op::forward, "best", kAll, accuracy::exact);
}

TEST(SigmoidF32, FastOnAllInputs) {
  expect_kept(Op::forward, "best", kAll, accuracy::fast);
}

TEST(SigmoidF32, EveryOpAndTargetStrided) {
  for (const std::string& target : targets()) {
    for (const Op op : kAllOps) {
      expect_kept(op, target, 4093 * OGIVE_TEST_SPARSER, accuracy::exact);
    }
    expect_kept(Op::forward, target, 1021 * OGIVE_TEST_SPARSER, accuracy::fast);
  }
}

TEST(SlowSigmoidF32, EveryOpOnAllInputs) {
  for (const Op op : kAllOps) expect_kept(op, "best", 1, accuracy::exact);
}

TEST(SlowSigmoidF32, EveryTargetOnAllInputs) {
  for (const std::string& target : targets()) {
    expect_kept(Op::forward, target, 1, accuracy::exact);
    expect_kept(Op::forward, target, 1, accuracy::fast);
  }
}

TEST(SigmoidF32, HardCases) {
  Values forward, derivative;
  for (const auto& row : read_data("hard_cases_f32.txt")) {
    ASSERT_EQ(row.size(), 3u);
    const std::uint64_t bits =
        encode(Dtype::f32, std::strtod(row[0].c_str(), nullptr));
    Values& list = row[1] == "forward" ? forward : derivative;
    list.push_back(bits);
    list.push_back(bits ^ sign_bit(Dtype::f32));
  }
  ASSERT_EQ(forward.size(), 2 * 502u);
  ASSERT_EQ(derivative.size(), 2 * 306u);
  Reference reference(Function::sigmoid);
  const auto expected = [&](Quantity q, std::uint64_t bits) {
    return encode(Dtype::f32,
                  reference.rounded(q, Dtype::f32, decode(Dtype::f32, bits)));
  };
  for (const std::string& target : targets()) {
    const OnTarget scope(target);
    const Values y = compute(Op::forward, Dtype::f32, forward)[0];
    const Values t = compute(Op::tail, Dtype::f32, forward)[0];
    const auto both = compute(Op::with_tail, Dtype::f32, forward);
    for (std::size_t i = 0; i < forward.size(); ++i) {
      EXPECT_EQ(y[i], expected(Quantity::forward, forward[i])) << forward[i];
      EXPECT_EQ(t[i], expected(Quantity::tail, forward[i])) << forward[i];
    }
    EXPECT_EQ(both[0], y);
    EXPECT_EQ(both[1], t);
    const Values d = compute(Op::derivative, Dtype::f32, derivative)[0];
    for (std::size_t i = 0; i < derivative.size(); ++i) {
      EXPECT_EQ(d[i], expected(Quantity::derivative, derivative[i]))
          << derivative[i];
    }
  }
}

std::uint32_t bits_of(float x) { return std::bit_cast<std::uint32_t>(x); }

// Bits written out, not computed.
TEST(SigmoidF32, SpecialValues) {
  struct Row {
    std::uint32_t x, y, d, t;
  };
  const Row rows[] = {
      {0x00000000, 0x3F000000, 0x3E800000, 0x3F000000},  // 0
      {0x80000000, 0x3F000000, 0x3E800000, 0xBF000000},  // -0
      {0x7F800000, 0x3F800000, 0x00000000, 0x00000000},  // inf
      {0xFF800000, 0x00000000, 0x00000000, 0x80000000},  // -inf
      {0x7FC00000, 0x7FC00000, 0x7FC00000, 0x7FC00000},  // quiet NaN
      {0xFFC00001, 0xFFC00001, 0xFFC00001, 0xFFC00001},
      {0x7F800001, 0x7FC00001, 0x7FC00001, 0x7FC00001},  // signalling NaN
      {0xFFBFFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0xFFFFFFFF},
      {0x7F7FFFFF, 0x3F800000, 0x00000000, 0x00000000},  // the largest
      {0xFF7FFFFF, 0x00000000, 0x00000000, 0x80000000},
      {0x00000001, 0x3F000000, 0x3E800000, 0x3F000000},  // the smallest
      {0x80000001, 0x3F000000, 0x3E800000, 0xBF000000},
      {0x3F800000, 0x3F3B26A8, 0x3E4954A3, 0x3E89B2B1},  // 1
      {0xC2C80000, 0x0000001B, 0x0000001B, 0x8000001B},  // -100: subnormal
      {0xC2D00000, 0x00000000, 0x00000000, 0x80000000},  // -104: below half
  };
  for (const std::string& target : targets()) {
    const OnTarget scope(target);
    for (const Row& row : rows) {
      SCOPED_TRACE(row.x);
      EXPECT_EQ(compute(Op::forward, Dtype::f32, {row.x})[0][0], row.y);
      EXPECT_EQ(compute(Op::derivative, Dtype::f32, {row.x})[0][0], row.d);
      EXPECT_EQ(compute(Op::tail, Dtype::f32, {row.x})[0][0], row.t);
      const auto both = compute(Op::with_tail, Dtype::f32, {row.x});
      EXPECT_EQ(both[0][0], row.y);
      EXPECT_EQ(both[1][0], row.t);
    }
  }
}

// The last input below 1 and the first at 1; the last above 0 and the first 0.
TEST(SigmoidF32, EndsOfTheRange) {
  const auto s = [](float x) {
    return compute(Op::forward, Dtype::f32, {bits_of(x)})[0][0];
  };
  for (const std::string& target : targets()) {
    const OnTarget scope(target);
    EXPECT_LT(s(17.32f), 0x3F800000u);
    EXPECT_EQ(s(17.33f), 0x3F800000u);
    EXPECT_EQ(s(-103.97f), 0x00000001u);
    EXPECT_EQ(s(-103.98f), 0x00000000u);
  }
}

// The rules of the fast tier that are not a matter of ULP.
TEST(SigmoidF32, FastSpecialValues) {
  const Values x = {0,          0x80000000, 0x7F800000, 0xFF800000,
                    0x7FC00000, 0xFF800001, 0xFF7FFFFF, 0x7F7FFFFF};
  const Values expected = {0x3F000000, 0x3F000000, 0x3F800000, 0,
                           0x7FC00000, 0xFFC00001, 0,          0x3F800000};
  for (const std::string& target : targets()) {
    const OnTarget scope(target);
    EXPECT_EQ(compute(Op::forward, Dtype::f32, x, {}, {accuracy::fast, 1})[0],
              expected);
  }
}

// A NaN of either input, of any sign or payload, is the one quiet NaN.
TEST(SigmoidF32, BackwardNan) {
  const Values nans = {0x7FC00000, 0xFFC12345, 0x7F800001, 0xFFFFFFFF};
  const Values numbers = {0x3F000000, 0, 0x3E800000, 0x3F7FFFFF};
  for (const std::string& target : targets()) {
    const OnTarget scope(target);
    for (const Op op : {Op::backward, Op::backward_tail}) {
      const Values expected(4, 0x7FC00000);
      EXPECT_EQ(compute(op, Dtype::f32, nans, numbers)[0], expected);
      EXPECT_EQ(compute(op, Dtype::f32, numbers, nans)[0], expected);
      EXPECT_EQ(compute(op, Dtype::f32, nans, nans)[0], expected);
      // Infinity times 0.
      EXPECT_EQ(compute(op, Dtype::f32, {0x7F800000}, {0})[0][0], 0x7FC00000u);
      EXPECT_EQ(compute(op, Dtype::f32, {0xFF800000}, {0x3E800000})[0][0],
                0xFF800000u);
    }
  }
}

}  // namespace
}  // namespace ogive::internal
