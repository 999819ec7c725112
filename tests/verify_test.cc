// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// Proves that verification finds what it looks for: implementations with one
// fault each, put in the library's place, must break the promise in question,
// with the right count and input; the library itself breaks none.

#include "verify/verify.h"

#include <cmath>

#include "support.h"

namespace ogive::internal {
namespace {

// Elements of f32 and f16 arrays, to tamper with.
std::uint32_t& f32(void* array, std::size_t i) {
  return static_cast<std::uint32_t*>(array)[i];
}
std::uint32_t f32(const void* array, std::size_t i) {
  return static_cast<const std::uint32_t*>(array)[i];
}

constexpr std::uint64_t kStride = 8190 * OGIVE_TEST_SPARSER;

// The input with this number in the sweep, as bits.
constexpr std::uint32_t kVictim =
    static_cast<std::uint32_t>(125000 / OGIVE_TEST_SPARSER * kStride);

// The library, but result `victim` has `change` applied.
template <class Change>
void tampered(Target target, Function function, Op op, Dtype dtype,
              const Arrays& arrays, std::size_t n, const Params& p,
              const options& o, std::uint32_t victim, const Change& change) {
  run_on_target(target, function, op, dtype, arrays, n, p, o);
  for (std::size_t i = 0; i < n; ++i) {
    if (f32(arrays.in[0], i) == victim) change(f32(arrays.out[0], i));
  }
}

Report verify_f32(Op op, decltype(Sweep::run) implementation,
                  accuracy tier = accuracy::exact) {
  VerifyRequest request;
  request.sweep.op = op;
  request.sweep.accuracy = tier;
  request.sweep.stride = kStride;
  if (implementation != nullptr) request.sweep.run = implementation;
  return verify(request);
}

TEST(Verify, TheLibraryKeepsItsPromises) {
  for (const Op op : kAllOps) {
    const Report r = verify_f32(op, nullptr);
    EXPECT_TRUE(r.broken.empty()) << to_text(r);
    EXPECT_TRUE(r.complete);
    EXPECT_EQ(r.inputs, sweep_size(r.sweep));
    for (const Comparison& c : r.comparisons) EXPECT_EQ(c.inputs, r.inputs);
  }
}

TEST(Verify, FindsOneMisroundedResult) {
  const auto up = [](Target g, Function f, Op op, Dtype t, const Arrays& a,
                     std::size_t n, const Params& p, const options& o) {
    tampered(g, f, op, t, a, n, p, o, kVictim, [](std::uint32_t& y) { ++y; });
  };
  for (const Op op : {Op::forward, Op::derivative, Op::tail}) {
    const Report r = verify_f32(op, up);
    ASSERT_EQ(r.broken.size(), 1u) << to_text(r);
    const Comparison& c = r.comparisons[0];
    EXPECT_EQ(c.misrounded.count, 1u);
    EXPECT_EQ(c.misrounded.input, kVictim);
    EXPECT_EQ(c.normal.input, kVictim);
    EXPECT_GT(c.normal.error, 0.5);
    EXPECT_LT(c.normal.error, 1.5);
    EXPECT_NE(to_text(r).find("BROKEN PROMISE"), std::string::npos);
  }
}

// Where all results are 1, 0 or 1/2 a shortcut is taken.
TEST(Verify, FindsOneWrongResultAmongEqualOnes) {
  static std::uint32_t victim;
  for (const std::uint64_t bits : {0x43000000u, 0x30000000u, 0xC3800000u}) {
    victim = static_cast<std::uint32_t>(bits / kStride * kStride);
    const Report r = verify_f32(
        Op::forward, [](Target g, Function f, Op op, Dtype t, const Arrays& a,
                        std::size_t n, const Params& p, const options& o) {
          tampered(g, f, op, t, a, n, p, o, victim,
                   [](std::uint32_t& y) { y ^= 1; });
        });
    ASSERT_FALSE(r.broken.empty());
    EXPECT_EQ(r.comparisons[0].misrounded.count, 1u) << to_text(r);
    EXPECT_EQ(r.comparisons[0].misrounded.input, victim);
  }
}

TEST(Verify, FindsNanAndInfinity) {
  const auto nan = [](Target g, Function f, Op op, Dtype t, const Arrays& a,
                      std::size_t n, const Params& p, const options& o) {
    tampered(g, f, op, t, a, n, p, o, kVictim,
             [](std::uint32_t& y) { y = 0x7FC00000; });
  };
  const auto infinity = [](Target g, Function f, Op op, Dtype t,
                           const Arrays& a, std::size_t n, const Params& p,
                           const options& o) {
    tampered(g, f, op, t, a, n, p, o, kVictim,
             [](std::uint32_t& y) { y = 0x7F800000; });
  };
  for (const accuracy tier : {accuracy::exact, accuracy::fast}) {
    for (const auto implementation :
         {static_cast<decltype(Sweep::run)>(nan),
          static_cast<decltype(Sweep::run)>(infinity)}) {
      const Report r = verify_f32(Op::forward, implementation, tier);
      EXPECT_EQ(r.comparisons[0].normal.error, HUGE_VAL) << to_text(r);
      EXPECT_EQ(r.comparisons[0].normal.input, kVictim);
      EXPECT_EQ(r.range.count, 1u);
      EXPECT_EQ(r.range.input, kVictim);
      EXPECT_GE(r.broken.size(), 2u);
    }
  }
}

TEST(Verify, FindsAStepDown) {
  // Within 2 ULP, so only the step betrays it: at x = 18 all are 1.
  static constexpr std::uint32_t kAtOne = 0x41900000 / kStride * kStride;
  const auto down = [](Target g, Function f, Op op, Dtype t, const Arrays& a,
                       std::size_t n, const Params& p, const options& o) {
    tampered(g, f, op, t, a, n, p, o, kAtOne, [](std::uint32_t& y) { --y; });
  };
  const Report r = verify_f32(Op::forward, down, accuracy::fast);
  EXPECT_EQ(r.steps_down.count, 1u);
  EXPECT_EQ(r.steps_down.input, kAtOne);
  ASSERT_EQ(r.broken.size(), 1u) << to_text(r);
  EXPECT_NE(r.broken[0].find("monotonic"), std::string::npos);
}

// Steps between the chunks that threads work on, and from -0 to 0.
TEST(Verify, FindsStepsBetweenChunks) {
  const auto constant_chunks = [](Target, Function, Op, Dtype, const Arrays& a,
                                  std::size_t n, const Params&,
                                  const options&) {
    for (std::size_t i = 0; i < n; ++i) {
      // Falls from one chunk of 2^20 inputs to the next, on either side of 0.
      const std::uint32_t bits = f32(a.in[0], i);
      const std::uint32_t chunk = (bits & 0x7FFFFFFF) >> 30;
      f32(a.out[0], i) =
          bits >> 31 ? 0x3F000000 + chunk + 1 : 0x3F000000 - chunk;
    }
  };
  VerifyRequest request;
  request.sweep.stride = 1024;  // 2^22 inputs, 4 chunks
  request.sweep.run = constant_chunks;
  const Report r = verify(request);
  // Up to infinity, 2^30 patterns a chunk: one step on each side, one at 0.
  EXPECT_EQ(r.steps_down.count, 3u) << to_text(r);
}

TEST(Verify, FindsResultsOutOfRangeOrOfTheWrongSign) {
  const auto negative = [](Target g, Function f, Op op, Dtype t,
                           const Arrays& a, std::size_t n, const Params& p,
                           const options& o) {
    tampered(g, f, op, t, a, n, p, o, kVictim,
             [](std::uint32_t& y) { y ^= 0x80000000; });
  };
  const auto above_one = [](Target g, Function f, Op op, Dtype t,
                            const Arrays& a, std::size_t n, const Params& p,
                            const options& o) {
    tampered(g, f, op, t, a, n, p, o, kVictim,
             [](std::uint32_t& y) { y = 0x3F800001; });
  };
  for (const Op op : {Op::forward, Op::with_tail}) {
    for (const auto implementation :
         {static_cast<decltype(Sweep::run)>(negative),
          static_cast<decltype(Sweep::run)>(above_one)}) {
      const Report r = verify_f32(op, implementation);
      EXPECT_GE(r.range.count, 1u) << to_text(r);
      EXPECT_EQ(r.range.input, kVictim);
    }
  }
  // What has no range is compared with the true value all the same.
  for (const Op op : {Op::derivative, Op::tail}) {
    const Report r = verify_f32(op, negative);
    EXPECT_EQ(r.comparisons[0].misrounded.count, 1u) << to_text(r);
    EXPECT_GT(r.comparisons[0].normal.error, 1000);
  }
}

TEST(Verify, FindsALostNanPayload) {
  const auto canonical = [](Target g, Function f, Op op, Dtype t,
                            const Arrays& a, std::size_t n, const Params& p,
                            const options& o) {
    run_on_target(g, f, op, t, a, n, p, o);
    for (std::size_t i = 0; i < n; ++i) {
      if ((f32(a.in[0], i) & 0x7FFFFFFF) > 0x7F800000) {
        f32(a.out[0], i) = 0x7FC00000;
      }
    }
  };
  const Report r = verify_f32(Op::forward, canonical);
  EXPECT_GT(r.special.count, 100u);
  ASSERT_EQ(r.broken.size(), 1u) << to_text(r);
}

TEST(Verify, FindsAWrongValueAtZero) {
  const auto at_zero = [](Target g, Function f, Op op, Dtype t, const Arrays& a,
                          std::size_t n, const Params& p, const options& o) {
    tampered(g, f, op, t, a, n, p, o, 0x80000000,
             [](std::uint32_t& y) { --y; });
  };
  const Report r = verify_f32(Op::forward, at_zero, accuracy::fast);
  EXPECT_EQ(r.special.input, 0x80000000);
  EXPECT_GE(r.special.count, 1u);
  EXPECT_FALSE(r.broken.empty());
}

TEST(Verify, FindsBitsThatDifferFromForward) {
  const auto differing = [](Target g, Function f, Op op, Dtype t,
                            const Arrays& a, std::size_t n, const Params& p,
                            const options& o) {
    run_on_target(g, f, op, t, a, n, p, o);
    if (op != Op::with_tail) return;
    for (std::size_t i = 0; i < n; ++i) {
      if (f32(a.in[0], i) == kVictim) ++f32(a.out[1], i);
    }
  };
  const Report r = verify_f32(Op::with_tail, differing);
  EXPECT_EQ(r.differs.count, 1u);
  EXPECT_EQ(r.differs.input, kVictim);
  EXPECT_EQ(r.comparisons[0].misrounded.count, 0u);
  EXPECT_EQ(r.comparisons[1].misrounded.count, 1u);
}

// dx from the output form breaks both promises of the tail form.
TEST(Verify, FindsAVanishingGradient) {
  const auto output_form = [](Target g, Function f, Op op, Dtype t,
                              const Arrays& a, std::size_t n, const Params& p,
                              const options& o) {
    if (op != Op::backward_tail) return run_on_target(g, f, op, t, a, n, p, o);
    std::vector<std::uint32_t> y(n);
    Arrays from_tail;
    from_tail.in[0] = a.in[1];
    from_tail.out[0] = y.data();
    run_on_target(g, f, Op::from_tail, t, from_tail, n, p, o);
    Arrays backward = a;
    backward.in[1] = y.data();
    run_on_target(g, f, Op::backward, t, backward, n, p, o);
  };
  const Report r = verify_f32(Op::backward_tail, output_form);
  EXPECT_GT(r.comparisons[0].vanished.count, 0u);
  EXPECT_GT(r.comparisons[0].normal.error, 100);
  EXPECT_GE(r.broken.size(), 3u) << to_text(r);
}

// Plain float arithmetic, as others compute it.
void naive(Target, Function, Op, Dtype, const Arrays& a, std::size_t n,
           const Params&, const options&) {
  for (std::size_t i = 0; i < n; ++i) {
    const float x = static_cast<const float*>(a.in[0])[i];
    static_cast<float*>(a.out[0])[i] = 1 / (1 + std::exp(-x));
  }
}

TEST(Verify, MeasuresAnotherImplementation) {
  const Report r = verify_f32(Op::forward, naive);
  const Comparison& c = r.comparisons[0];
  // About 4 % of all inputs (of the table in the README).
  EXPECT_GT(c.misrounded.count, r.inputs / 50);
  EXPECT_LT(c.misrounded.count, r.inputs / 10);
  EXPECT_GT(c.normal.error, 1.5);
  EXPECT_LT(c.normal.error, 3);
}

// The inputs told are at fault, also where the hard cases come first.
TEST(Verify, TellsAnInputThatIsAtFault) {
  Reference reference(Function::sigmoid);
  for (const auto& [op, quantity] :
       {std::pair{Op::tail, Quantity::tail},
        std::pair{Op::derivative, Quantity::derivative}}) {
    VerifyRequest request;
    request.sweep.op = op;
    request.sweep.dtype = Dtype::f64;
    request.sweep.samples = 50'000;
    const Report r = verify(request);
    const Comparison& c = r.comparisons[0];
    ASSERT_GT(c.misrounded.count, 0u);
    const std::uint64_t x = c.misrounded.input;
    EXPECT_NE(compute(op, Dtype::f64, {x})[0][0],
              encode(Dtype::f64, reference.rounded(quantity, Dtype::f64,
                                                   decode(Dtype::f64, x))))
        << to_text(r);
    EXPECT_EQ(compute(op, Dtype::f64, {c.normal.input})[0][0], c.normal.result);
  }
}

TEST(Verify, CountsDoNotDependOnThreads) {
  VerifyRequest request;
  request.sweep.stride = 1021 * OGIVE_TEST_SPARSER;
  request.sweep.run = naive;
  request.threads = 1;
  const Report one = verify(request);
  request.threads = 5;
  const Report five = verify(request);
  EXPECT_EQ(one.hash, five.hash);
  EXPECT_EQ(one.steps_down.count, five.steps_down.count);
  EXPECT_EQ(one.comparisons[0].misrounded.count,
            five.comparisons[0].misrounded.count);
  EXPECT_EQ(one.comparisons[0].misrounded.input,
            five.comparisons[0].misrounded.input);
  EXPECT_EQ(one.comparisons[0].normal.error, five.comparisons[0].normal.error);
  EXPECT_EQ(one.comparisons[0].normal.input, five.comparisons[0].normal.input);
}

TEST(Verify, HashIsThatOfTheSweep) {
  for (const Dtype dtype : kAllDtypes) {
    for (const Op op : kAllOps) {
      VerifyRequest request;
      request.sweep.op = op;
      request.sweep.dtype = dtype;
      request.sweep.stride = dtype == Dtype::f32 ? 104729 : 7;
      request.sweep.samples = 20000;
      EXPECT_EQ(verify(request).hash, sweep_hash(request.sweep, 2))
          << name_of(op, dtype);
    }
  }
}

TEST(Verify, CanBeEndedEarly) {
  VerifyRequest request;
  request.sweep.stride = 101;
  request.threads = 1;
  int calls = 0;
  request.progress = [&](std::uint64_t) { return ++calls < 3; };
  const Report r = verify(request);
  EXPECT_FALSE(r.complete);
  EXPECT_EQ(calls, 3);
  EXPECT_LT(r.inputs, sweep_size(request.sweep));
}

TEST(Verify, RefusesWhatItCannotDo) {
  VerifyRequest request;
  request.target = "mmx";
  EXPECT_THROW(verify(request), std::invalid_argument);
  request.target = "scalar";
  request.sweep.stride = 0;
  EXPECT_THROW(verify(request), std::invalid_argument);
}

}  // namespace
}  // namespace ogive::internal
