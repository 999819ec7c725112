// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// Proves that gradients of the fast tier are as exact as promised where they
// cross 0, at every float near there: terms cancel, and a sample of all floats,
// which the test verify_fast takes of every operation, has few of these. Then
// the inputs of the largest errors known. The suite Slow... tries all 2^32
// floats, forward, of the functions that have kernels of that tier.

#include <bit>
#include <cmath>

#include "kernels/targets.h"
#include "support.h"
#include "verify/verify.h"

namespace ogive::internal {
namespace {

constexpr options kFast{.accuracy = accuracy::fast};

TEST(Fast, GradientsAreRightWhereTheyCrossZero) {
  int tried = 0;
  for (const FunctionInfo& info : functions()) {
    if (info.cache != Cache::input || !std::isfinite(info.crossing)) continue;
    ++tried;
    // Every float within 2^-4 of the place; in slow builds some.
    const auto zero = static_cast<float>(info.crossing);
    Values x, dy, wide, wide_dy;
    std::uint64_t number = 0;
    for (float at = zero - 0x1p-4F; at <= zero + 0x1p-4F;
         at = std::nextafter(at, zero + 1)) {
      if (number++ % OGIVE_TEST_SPARSER != 0) continue;
      x.push_back(std::bit_cast<std::uint32_t>(at));
      dy.push_back(std::bit_cast<std::uint32_t>(0.75F));
      wide.push_back(std::bit_cast<std::uint64_t>(double{at}));
      wide_dy.push_back(std::bit_cast<std::uint64_t>(0.75));
    }
    ASSERT_GT(x.size(), (1u << 20) / OGIVE_TEST_SPARSER) << info.name;
    const Values truth =
        compute(info.function, Op::backward, Dtype::f64, wide_dy, wide)[0];
    for (const std::string& target : targets()) {
      const OnTarget scope(target);
      const Values found =
          compute(info.function, Op::backward, Dtype::f32, dy, x, kFast)[0];
      double worst = 0;
      float at = 0;
      for (std::size_t i = 0; i < x.size(); ++i) {
        const double y = std::bit_cast<double>(truth[i]);
        const auto got =
            std::bit_cast<float>(static_cast<std::uint32_t>(found[i]));
        const double off = std::fabs(double{got} - y);
        const double error = off == 0 ? 0 : std::ldexp(off, 23 - std::ilogb(y));
        if (!(error <= worst)) {
          worst = error;
          at = std::bit_cast<float>(static_cast<std::uint32_t>(x[i]));
        }
      }
      EXPECT_LE(worst, 5) << info.name << " on " << target << " at " << at;
    }
  }
  EXPECT_GE(tried, 2);
}

TEST(Fast, LargestErrorsAreAsPromised) {
  const struct {
    Function function;
    float x;
  } kWorst[] = {
      {Function::sigmoid, -0x1.1b1356p+0F}, {Function::tanh, 0x1.fd18e8p-4F},
      {Function::silu, -0x1.7c40ccp+5F},    {Function::gelu, -0x1.0de8e4p-4F},
      {Function::gelu, -0x1.e09046p+2F},    {Function::gelu, -0x1.d4a12ep+2F}};
  for (const auto& [function, x] : kWorst) {
    const Values wide = {std::bit_cast<std::uint64_t>(double{x})};
    const double y = std::bit_cast<double>(
        compute(function, Op::forward, Dtype::f64, wide)[0][0]);
    const Values narrow = {std::bit_cast<std::uint32_t>(x)};
    for (const std::string& target : targets()) {
      const OnTarget scope(target);
      const auto got = std::bit_cast<float>(static_cast<std::uint32_t>(
          compute(function, Op::forward, Dtype::f32, narrow, {}, kFast)[0][0]));
      EXPECT_LE(std::ldexp(std::fabs(double{got} - y), 23 - std::ilogb(y)), 3)
          << function_info(function).name << " on " << target << " at " << x;
    }
  }
}

TEST(SlowFast, ForwardOnAllInputs) {
  for (const Function function :
       {Function::tanh, Function::silu, Function::gelu, Function::elu}) {
    for (const std::string& target : targets()) {
      const OnTarget scope(target);
      if (!has_fast(current_target(), function, Op::forward, Dtype::f32)) {
        continue;
      }
      VerifyRequest request;
      request.sweep.function = function;
      request.sweep.accuracy = accuracy::fast;
      request.target = target;
      const Report r = verify(request);
      EXPECT_TRUE(r.broken.empty()) << to_text(r);
    }
  }
}

}  // namespace
}  // namespace ogive::internal
