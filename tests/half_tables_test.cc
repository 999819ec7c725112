// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// Proves that what is read from tables of the 16-bit types has the bits that
// the kernels compute: of every function and operation that has a table, on
// every target, for all 65,536 inputs, and in backward passes for gradients
// among which are zeros, infinities, NaN and the ends of the range; out of
// place and in place. Then that a table serves its parameters alone, that it is
// not made for a few elements, and that threads that want one at the same time
// get right results.

#include "kernels/half_tables.h"

#include <atomic>
#include <cmath>
#include <limits>
#include <thread>

#include "kernels/fp_state.h"
#include "ogive/types.h"
#include "support.h"

namespace ogive::internal {

#define OGIVE_FUNCTION(name, ...) const KernelTable& kernels_##name(Target);
#include "ogive/functions.def"
#undef OGIVE_FUNCTION

namespace {

const KernelTable& kernels_of(Function function, Target target) {
  switch (function) {
#define OGIVE_FUNCTION(name, ...) \
  case Function::name:            \
    return kernels_##name(target);
#include "ogive/functions.def"
#undef OGIVE_FUNCTION
  }
  std::abort();
}

using Bits = std::vector<std::uint16_t>;
constexpr std::size_t kNumbers = 1 << 16;

std::uint16_t bits_of(Dtype dtype, double value) {
  return dtype == Dtype::bf16 ? static_cast<bfloat16>(value).bits
                              : static_cast<float16>(value).bits;
}

// All inputs, in an order in which neighbours have little in common.
Bits all_numbers() {
  Bits all(kNumbers);
  for (std::size_t i = 0; i < kNumbers; ++i) {
    all[i] = static_cast<std::uint16_t>(i * 40503);
  }
  return all;
}

// A gradient for each input, another one in each round.
Bits gradients(Dtype dtype, std::uint32_t round) {
  constexpr double kInf = std::numeric_limits<double>::infinity();
  const double special[] = {0.0,
                            -0.0,
                            1.0,
                            kInf,
                            -kInf,
                            std::nan(""),
                            dtype == Dtype::bf16 ? 0x1.FEp127 : 65504.0,
                            dtype == Dtype::bf16 ? 0x1p-133 : -0x1p-24};
  Bits all(kNumbers);
  std::uint64_t state = round;
  for (std::uint16_t& dy : all) {
    state = state * 6364136223846793005 + 1442695040888963407;
    const auto drawn = static_cast<std::uint32_t>(state >> 33);
    dy = drawn % 4 == 0
             ? bits_of(dtype, special[drawn / 4 % std::size(special)])
             : static_cast<std::uint16_t>(drawn >> 8);
  }
  return all;
}

struct Results {
  Bits out[2];
  bool operator==(const Results&) const = default;
};

// The results of `run`; where `place` is not negative the first output is in
// the place of that input.
template <class Run>
Results results_of(Op op, Bits in0, Bits in1, int place, const Run& run) {
  Results results;
  for (int k = 0; k < op_outputs(op); ++k) results.out[k].resize(in0.size());
  Arrays arrays{{in0.data(), in1.data()},
                {results.out[0].data(), results.out[1].data()}};
  if (op_inputs(op) == 1) arrays.in[1] = nullptr;
  if (op_outputs(op) == 1) arrays.out[1] = nullptr;
  if (place == 0) arrays.out[0] = in0.data();
  if (place == 1) arrays.out[0] = in1.data();
  const FpState state;
  run(arrays, in0.size());
  if (place == 0) results.out[0] = in0;
  if (place == 1) results.out[0] = in1;
  return results;
}

const HalfTable* made_table(Target target, Function function, Op op,
                            Dtype dtype, const Params& params) {
  return half_table(target, function, op, dtype, kernels_of(function, target),
                    params, 4 * kNumbers);
}

// These two come first: they want tables that there are none of yet.
TEST(HalfTables, AreNotMadeForAFewElements) {
  const Target target = supported_targets().front();
  const auto table_of = [&](std::size_t n) {
    return half_table(target, Function::mish, Op::forward, Dtype::bf16,
                      kernels_of(Function::mish, target), {}, n);
  };
  EXPECT_EQ(table_of(1), nullptr);
  EXPECT_EQ(table_of(100'000), nullptr);
  const HalfTable* table = table_of(100'000);
  EXPECT_NE(table, nullptr);
  EXPECT_EQ(table_of(2000), table);
  EXPECT_EQ(table_of(1000), nullptr);  // nor read
}

TEST(HalfTables, ThreadsAtTheSameTime) {
  const Target target = supported_targets().front();
  const Bits x = all_numbers();
  const auto run = [&](const Arrays& arrays, std::size_t n) {
    run_on_target(target, Function::mish, Op::derivative, Dtype::bf16, arrays,
                  n, {}, {});
  };
  const auto kernel = [&](const Arrays& arrays, std::size_t n) {
    kernels_of(Function::mish, target)
        .exact[static_cast<int>(Op::derivative)][static_cast<int>(Dtype::bf16)](
            arrays, n, {});
  };
  const Results expected = results_of(Op::derivative, x, x, -1, kernel);
  std::atomic<int> wrong{0};
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([&] {
      for (int round = 0; round < 8; ++round) {
        wrong += results_of(Op::derivative, x, x, -1, run) != expected;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(wrong, 0);
}

TEST(HalfTables, HaveTheBitsOfTheKernels) {
  int tables = 0;
  for (const Target target : supported_targets()) {
    for (const FunctionInfo& info : functions()) {
      for (const Op op : kAllOps) {
        for (const Dtype dtype : {Dtype::f16, Dtype::bf16}) {
          if (!has_op(info.cache, op)) continue;
          SCOPED_TRACE(name_of(info.function, op, dtype) + " on " +
                       target_name(target));
          const Params params = checked_params(info.function, dtype,
                                               default_params(info.function));
          const KernelTable& kernels = kernels_of(info.function, target);
          const HalfTable* table =
              made_table(target, info.function, op, dtype, params);
          ASSERT_EQ(table != nullptr, kernels.half_table[static_cast<int>(op)]);
          if (table == nullptr) continue;
          ++tables;
          const Kernel kernel =
              kernels.exact[static_cast<int>(op)][static_cast<int>(dtype)];
          const std::uint32_t rounds = op_inputs(op) == 1        ? 1
                                       : OGIVE_TEST_SPARSER == 1 ? 8
                                                                 : 1;
          for (std::uint32_t round = 0; round < rounds; ++round) {
            const Bits x = all_numbers();
            const Bits first = op_inputs(op) == 1 ? x : gradients(dtype, round);
            const auto computed = [&](const Arrays& arrays, std::size_t n) {
              kernel(arrays, n, params);
            };
            const auto read = [&](const Arrays& arrays, std::size_t n) {
              run_half_table(*table, arrays, n, params);
            };
            const Results expected = results_of(op, first, x, -1, computed);
            for (int place = -1; place < op_inputs(op); ++place) {
              const Results results = results_of(op, first, x, place, read);
              if (results == expected) continue;
              for (std::size_t i = 0; i < kNumbers; ++i) {
                for (int k = 0; k < op_outputs(op); ++k) {
                  ASSERT_EQ(results.out[k][i], expected.out[k][i])
                      << std::hex << "inputs 0x" << first[i] << ", 0x" << x[i]
                      << ", output " << k << ", in place of " << place;
                }
              }
            }
          }
        }
      }
    }
  }
  EXPECT_GT(tables, 0);
}

TEST(HalfTables, AnyNumberOfElements) {
  const Target target = supported_targets().front();
  for (const Op op : {Op::with_tail, Op::derivative}) {
    const HalfTable* table =
        made_table(target, Function::tanh, op, Dtype::bf16, {});
    ASSERT_NE(table, nullptr);
    const Bits x = all_numbers();
    const auto read = [&](const Arrays& arrays, std::size_t n) {
      run_half_table(*table, arrays, n, {});
    };
    const Results all = results_of(op, x, x, -1, read);
    for (std::size_t n = 0; n < 200; ++n) {
      const Bits some(x.begin(), x.begin() + static_cast<std::ptrdiff_t>(n));
      for (int place = -1; place < 1; ++place) {
        const Results results = results_of(op, some, some, place, read);
        for (int k = 0; k < op_outputs(op); ++k) {
          EXPECT_TRUE(std::equal(results.out[k].begin(), results.out[k].end(),
                                 all.out[k].begin()))
              << n;
        }
      }
    }
  }
}

TEST(HalfTables, ServeTheirParametersAlone) {
  const Target target = supported_targets().back();
  const auto table_of = [&](double alpha, std::size_t n) {
    return half_table(target, Function::celu, Op::forward, Dtype::f16,
                      kernels_of(Function::celu, target), {{alpha, 0}}, n);
  };
  EXPECT_NE(table_of(1.0, 4 * kNumbers), nullptr);
  EXPECT_EQ(table_of(0.5, 4 * kNumbers), nullptr);
  // From outside: other parameters have their own results.
  const Bits x(5000, bits_of(Dtype::f16, -3.0));
  for (const double alpha : {1.0, 0.5}) {
    Bits y(x.size());
    run_on_target(target, Function::celu, Op::forward, Dtype::f16,
                  {{x.data(), nullptr}, {y.data(), nullptr}}, x.size(),
                  {{alpha, 0}}, {});
    const Bits expected(x.size(),
                        bits_of(Dtype::f16, alpha * std::expm1(-3.0 / alpha)));
    EXPECT_EQ(y, expected) << alpha;
  }
}

}  // namespace
}  // namespace ogive::internal
