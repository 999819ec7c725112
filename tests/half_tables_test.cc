// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// Proves that what is read from tables of the 16-bit types has the bits that
// the kernels compute: of every function and operation that has a table, on
// every target, for all 65,536 inputs, and in backward passes for gradients
// among which are zeros, infinities, NaN and the ends of the range; with the
// default parameters and with those at the ends of their domains; out of place
// and with every output in the place of every input; and for any number of
// elements, with nothing written behind them. Then that a table that is kept
// serves its parameters alone, that it is not made for a few elements, and that
// threads that want one at the same time get right results.

#include "kernels/half_tables.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <cstdlib>
#include <iterator>
#include <limits>
#include <thread>
#include <vector>

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

bool has_table(const KernelTable& kernels, Op op, Dtype dtype) {
  return kernels.half_table[static_cast<int>(op)][static_cast<int>(dtype)];
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

// The results of `run`, output number `output` being in the place of input
// `place` unless that is negative. Some elements behind the arrays stay what
// they were.
template <class Run>
Results results_of(Op op, Bits in0, Bits in1, int output, int place,
                   const Run& run) {
  constexpr std::size_t kBehind = 64;
  constexpr std::uint16_t kGuard = 0x5A5A;
  const std::size_t n = in0.size();
  Bits out[2];
  for (Bits* array : {&in0, &in1, &out[0], &out[1]}) {
    array->resize(n);
    array->resize(n + kBehind, kGuard);
  }
  Bits* const in[] = {&in0, &in1};
  Bits* const to[] = {output == 0 && place >= 0 ? in[place] : &out[0],
                      output == 1 && place >= 0 ? in[place] : &out[1]};
  Arrays arrays{{in0.data(), op_inputs(op) == 2 ? in1.data() : nullptr},
                {to[0]->data(), op_outputs(op) == 2 ? to[1]->data() : nullptr}};
  {
    const FpState state;
    run(arrays, n);
  }
  Results results;
  for (int k = 0; k < op_outputs(op); ++k) {
    EXPECT_TRUE(std::all_of(to[k]->begin() + static_cast<std::ptrdiff_t>(n),
                            to[k]->end(),
                            [](std::uint16_t bits) { return bits == kGuard; }))
        << "written behind " << n << " elements";
    to[k]->resize(n);
    results.out[k] = *to[k];
  }
  return results;
}

// Compares results of a table and of the kernel that it is made from, with all
// numbers as last input.
void check_table(const FunctionInfo& info, Op op, Dtype dtype, Target target,
                 const Params& given, std::uint32_t rounds) {
  const KernelTable& kernels = kernels_of(info.function, target);
  if (!has_table(kernels, op, dtype)) return;
  const Params params = checked_params(info.function, dtype, given);
  const auto table = make_half_table(target, op, dtype, kernels, params);
  const Kernel kernel =
      kernels.exact[static_cast<int>(op)][static_cast<int>(dtype)];
  const auto computed = [&](const Arrays& arrays, std::size_t n) {
    kernel(arrays, n, params);
  };
  const auto read = [&](const Arrays& arrays, std::size_t n) {
    run_half_table(*table, arrays, n, params);
  };
  for (std::uint32_t round = 0; round < rounds; ++round) {
    const Bits x = all_numbers();
    const Bits first = op_inputs(op) == 1 ? x : gradients(dtype, round);
    const Results expected = results_of(op, first, x, 0, -1, computed);
    for (int output = 0; output < op_outputs(op); ++output) {
      for (int place = -1; place < op_inputs(op); ++place) {
        const Results results = results_of(op, first, x, output, place, read);
        if (results == expected) continue;
        for (std::size_t i = 0; i < kNumbers; ++i) {
          for (int k = 0; k < op_outputs(op); ++k) {
            ASSERT_EQ(results.out[k][i], expected.out[k][i])
                << name_of(info.function, op, dtype) << " on "
                << target_name(target) << ", parameters " << params.value[0]
                << ", " << params.value[1] << std::hex << ", inputs 0x"
                << first[i] << ", 0x" << x[i] << std::dec << ", output "
                << output << " in place of " << place;
          }
        }
      }
    }
  }
}

TEST(HalfTables, HaveTheBitsOfTheKernels) {
  for (const Target target : supported_targets()) {
    for (const FunctionInfo& info : functions()) {
      for (const Op op : kAllOps) {
        if (!has_op(info.cache, op)) continue;
        const std::uint32_t rounds = op_inputs(op) == 1        ? 1
                                     : OGIVE_TEST_SPARSER == 1 ? 8
                                                               : 1;
        for (const Dtype dtype : {Dtype::f16, Dtype::bf16}) {
          check_table(info, op, dtype, target, default_params(info.function),
                      rounds);
        }
      }
    }
  }
}

TEST(HalfTables, OtherParameters) {
  constexpr double kInf = std::numeric_limits<double>::infinity();
  const struct {
    Function function;
    Params params;
  } kCases[] = {
      {Function::elu, {{0.0, 0}}},
      {Function::elu, {{0.5, 0}}},
      {Function::leaky_relu, {{0.0, 0}}},
      {Function::leaky_relu, {{-0.0, 0}}},
      {Function::leaky_relu, {{2.0, 0}}},
      {Function::softplus, {{0.5, 20}}},
      {Function::softplus, {{3.0, kInf}}},
      {Function::silu, {{1.5, 0}}},
      {Function::hardtanh, {{-kInf, 0.0}}},
      {Function::threshold, {{0.5, -0.0}}},
      {Function::celu, {{0.25, 0}}},
      {Function::squareplus, {{0.25, 0}}},
  };
  for (const auto& [function, params] : kCases) {
    const FunctionInfo& info = function_info(function);
    for (const Target target : supported_targets()) {
      for (const Op op : kAllOps) {
        // Where y does not tell the slope the backward pass is refused.
        const double last = params.value[info.parameter_count - 1];
        if (!has_op(info.cache, op) ||
            (op == Op::backward && last < info.backward_from)) {
          continue;
        }
        for (const Dtype dtype : {Dtype::f16, Dtype::bf16}) {
          check_table(info, op, dtype, target, params, 1);
        }
      }
    }
  }
}

TEST(HalfTables, AnyNumberOfElements) {
  const Target target = supported_targets().front();
  const struct {
    Function function;
    Op op;
  } kCases[] = {{Function::tanh, Op::with_tail},
                {Function::tanh, Op::derivative},
                {Function::gelu, Op::backward},
                {Function::elu, Op::backward_tail}};
  for (const auto& [function, op] : kCases) {
    const KernelTable& kernels = kernels_of(function, target);
    if (!has_table(kernels, op, Dtype::bf16)) continue;
    const Params params = default_params(function);
    const auto table =
        make_half_table(target, op, Dtype::bf16, kernels, params);
    const Bits x = all_numbers();
    const Bits first = op_inputs(op) == 1 ? x : gradients(Dtype::bf16, 1);
    const auto read = [&](const Arrays& arrays, std::size_t n) {
      run_half_table(*table, arrays, n, params);
    };
    const Results all = results_of(op, first, x, 0, -1, read);
    for (std::size_t n = 0; n < 1100; n += n < 140 ? 1 : 37) {
      const auto count = static_cast<std::ptrdiff_t>(n);
      const Bits some_first(first.begin(), first.begin() + count);
      const Bits some(x.begin(), x.begin() + count);
      for (int output = 0; output < op_outputs(op); ++output) {
        for (int place = -1; place < op_inputs(op); ++place) {
          const Results results =
              results_of(op, some_first, some, output, place, read);
          for (int k = 0; k < op_outputs(op); ++k) {
            EXPECT_TRUE(std::equal(results.out[k].begin(), results.out[k].end(),
                                   all.out[k].begin()))
                << n << " elements, output " << output << " in place of "
                << place;
          }
        }
      }
    }
  }
}

// The tests from here on ask for tables that are kept, each for its own.

TEST(HalfTables, AreNotMadeForAFewElements) {
  const Target target = supported_targets().front();
  const auto table_of = [&](std::size_t n) {
    return half_table(target, Function::mish, Op::forward, Dtype::bf16,
                      kernels_of(Function::mish, target), {}, n);
  };
  if (table_of(1024) != nullptr) GTEST_SKIP() << "made by a run before";
  EXPECT_EQ(table_of(1), nullptr);
  EXPECT_EQ(table_of(100'000), nullptr);
  const HalfTable* table = table_of(100'000);
  EXPECT_NE(table, nullptr);
  EXPECT_EQ(table_of(1024), table);
  EXPECT_EQ(table_of(1023), nullptr);  // nor read
}

TEST(HalfTables, ServeTheirParametersAlone) {
  const Target target = supported_targets().back();
  const auto table_of = [&](Params params) {
    return half_table(target, Function::threshold, Op::forward, Dtype::f16,
                      kernels_of(Function::threshold, target), params,
                      4 * kNumbers);
  };
  EXPECT_NE(table_of({{0.0, 0.0}}), nullptr);
  EXPECT_EQ(table_of({{0.0, -0.0}}), nullptr);
  EXPECT_EQ(table_of({{0.5, 0.0}}), nullptr);
  // From outside: other parameters have their own results.
  const Bits x(5000, bits_of(Dtype::f16, -3.0));
  for (const double value : {0.0, -0.0, 7.0}) {
    Bits y(x.size());
    run_on_target(target, Function::threshold, Op::forward, Dtype::f16,
                  {{x.data(), nullptr}, {y.data(), nullptr}}, x.size(),
                  {{0.0, value}}, {});
    EXPECT_EQ(y, Bits(x.size(), bits_of(Dtype::f16, value))) << value;
  }
}

TEST(HalfTables, ThreadsAtTheSameTime) {
  const Target target = supported_targets().front();
  const KernelTable& kernels = kernels_of(Function::mish, target);
  const Bits x = all_numbers();
  const auto run = [&](const Arrays& arrays, std::size_t n) {
    run_on_target(target, Function::mish, Op::derivative, Dtype::bf16, arrays,
                  n, {}, {});
  };
  const auto kernel = [&](const Arrays& arrays, std::size_t n) {
    kernels.exact[static_cast<int>(Op::derivative)]
                 [static_cast<int>(Dtype::bf16)](arrays, n, {});
  };
  const Results expected = results_of(Op::derivative, x, x, 0, -1, kernel);
  std::atomic<int> wrong{0};
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([&] {
      for (int round = 0; round < 8; ++round) {
        wrong += results_of(Op::derivative, x, x, 0, -1, run) != expected;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(wrong, 0);
  EXPECT_NE(half_table(target, Function::mish, Op::derivative, Dtype::bf16,
                       kernels, {}, kNumbers),
            nullptr);
}

}  // namespace
}  // namespace ogive::internal
