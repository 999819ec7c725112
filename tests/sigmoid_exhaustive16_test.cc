// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// Proves every promise for float16 and bfloat16 on every one of the 65536
// inputs, for every operation on every target, against MPFR: correct rounding
// of forward, derivative and tail, the bounds of the caches and the backward
// passes, monotonicity, ranges, NaN, infinities and zeros.

#include "support.h"
#include "verify/verify.h"

namespace ogive::internal {
namespace {

TEST(Exhaustive16, EveryInputOpAndTarget) {
  for (const std::string& target : targets()) {
    for (const Dtype dtype : {Dtype::f16, Dtype::bf16}) {
      for (const Op op : kAllOps) {
        VerifyRequest request;
        request.sweep.op = op;
        request.sweep.dtype = dtype;
        request.target = target;
        const Report r = verify(request);
        EXPECT_TRUE(r.broken.empty()) << to_text(r);
        // Op::backward: the patterns of [0, 1].
        const std::uint64_t expected = op != Op::backward    ? 65536
                                       : dtype == Dtype::f16 ? 0x3C01
                                                             : 0x3F81;
        EXPECT_EQ(r.inputs, expected);
        for (const Comparison& c : r.comparisons) {
          EXPECT_EQ(c.inputs, expected) << c.what;
        }
      }
    }
  }
}

// The fast tier of these types is the exact one.
TEST(Exhaustive16, FastIsExact) {
  for (const std::string& target : targets()) {
    const OnTarget scope(target);
    for (const Dtype dtype : {Dtype::f16, Dtype::bf16}) {
      for (const Op op : kAllOps) {
        Sweep sweep;
        sweep.op = op;
        sweep.dtype = dtype;
        const auto exact = sweep_hash(sweep, 1);
        sweep.accuracy = accuracy::fast;
        EXPECT_EQ(sweep_hash(sweep, 1), exact) << name_of(op, dtype);
      }
    }
  }
}

}  // namespace
}  // namespace ogive::internal
