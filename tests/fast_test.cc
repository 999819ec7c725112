// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// Proves that gradients of the fast tier are as exact as promised where they
// cross 0, at every float near there: terms cancel, and a sample of all floats,
// as `ogive verify` takes, has few of these. What else the tier promises, the
// test verify_fast proves.

#include <bit>
#include <cmath>

#include "kernels/targets.h"
#include "support.h"

namespace ogive::internal {
namespace {

constexpr options kFast{.accuracy = accuracy::fast};

TEST(Fast, GradientsAreRightWhereTheyCrossZero) {
  int tried = 0;
  for (const FunctionInfo& info : functions()) {
    if (info.cache != Cache::input || !std::isfinite(info.crossing)) continue;
    ++tried;
    // Every float within 2^-4 of the place.
    const auto zero = static_cast<float>(info.crossing);
    Values x, dy, wide, wide_dy;
    for (float at = zero - 0x1p-4F; at <= zero + 0x1p-4F;
         at = std::nextafter(at, zero + 1)) {
      x.push_back(std::bit_cast<std::uint32_t>(at));
      dy.push_back(std::bit_cast<std::uint32_t>(0.75F));
      wide.push_back(std::bit_cast<std::uint64_t>(double{at}));
      wide_dy.push_back(std::bit_cast<std::uint64_t>(0.75));
    }
    ASSERT_GT(x.size(), 1u << 20) << info.name;
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

}  // namespace
}  // namespace ogive::internal
