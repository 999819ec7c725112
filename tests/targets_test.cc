// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// Proves that the exact tier gives the same bits on every target and on every
// machine: hashes of the results of every operation on every type are equal on
// all targets, "scalar" among them, and equal to those committed in
// data/hashes.txt, which other architectures are held against too; for every
// function. For the sigmoid of floats the hash is that of all 2^32 results. The
// suite Slow... does the same for all 2^32 results of its other operations.
// Then that it is so, out of place and in place, where half of the elements are
// zeros, extremes and NaN, and where a few among many are far out.
//
// To make data/hashes.txt anew after a change of results that is meant:
//   OGIVE_WRITE_HASHES=tests/data/hashes.txt build/release/tests/targets_test
// (all tests of it, the slow ones too: the file holds what the run found).

#include "kernels/targets.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdlib>
#include <iterator>
#include <limits>
#include <map>

#include "ogive/types.h"
#include "support.h"
#include "verify/sweep.h"

namespace ogive::internal {
namespace {

using Hash = std::array<std::uint64_t, 2>;

std::string hash_text(std::uint64_t hash) {
  char text[24];
  std::snprintf(text, sizeof(text), "0x%016llX",
                static_cast<unsigned long long>(hash));
  return text;
}

// The committed hashes by "FUNCTION OP DTYPE SIZE OUTPUT".
std::map<std::string, std::string> committed() {
  std::map<std::string, std::string> all;
  for (const auto& row : read_data("hashes.txt")) {
    EXPECT_EQ(row.size(), 6u);
    all[row[0] + " " + row[1] + " " + row[2] + " " + row[3] + " " + row[4]] =
        row[5];
  }
  return all;
}

// What this run found, to be written out on request.
std::map<std::string, std::string>& found() {
  static std::map<std::string, std::string> all;
  return all;
}

// `size` names how many inputs are tried.
void check(Function function, Op op, Dtype dtype, const std::string& size,
           std::uint64_t stride, std::uint64_t samples) {
  Sweep sweep;
  sweep.function = function;
  sweep.op = op;
  sweep.dtype = dtype;
  sweep.stride = stride;
  sweep.samples = samples;
  const bool writing = std::getenv("OGIVE_WRITE_HASHES") != nullptr;
  static const auto expected =
      writing ? std::map<std::string, std::string>() : committed();
  const std::vector<std::string> all = targets();
  Hash first{};
  for (const std::string& target : all) {
    const OnTarget scope(target);
    const Hash hash = sweep_hash(sweep, 0);
    if (target == all.front()) first = hash;
    EXPECT_EQ(hash, first) << name_of(function, op, dtype) << " differs from "
                           << all.front();
  }
  for (int k = 0; k < op_outputs(op); ++k) {
    const std::string key =
        name_of(function, op, dtype) + " " + size + " " + std::to_string(k);
    found()[key] = hash_text(first[k]);
    if (writing) continue;
    ASSERT_TRUE(expected.count(key)) << "no hash of " << key;
    EXPECT_EQ(hash_text(first[k]), expected.at(key)) << key;
  }
}

// The same quick samples on every machine, emulated ones too.
TEST(Targets, SampledHashesAreThoseCommitted) {
  for (const Dtype dtype : kAllDtypes) {
    for (const Op op : kAllOps) {
      const bool small = dtype_size(dtype) == 2;
      check(Function::sigmoid, op, dtype, small ? "all" : "sampled",
            small ? 1 : 16381, 1 << 18);
    }
  }
}

// Fewer where the plain target computes Pairs of doubles one at a time.
TEST(Targets, EveryFunctionsHashesAreThoseCommitted) {
  for (const FunctionInfo& info : functions()) {
    if (info.function == Function::sigmoid) continue;
    for (const Dtype dtype : kAllDtypes) {
      for (const Op op : kAllOps) {
        if (!has_op(info.cache, op)) continue;
        check(info.function, op, dtype, "few",
              dtype_size(dtype) == 2 ? 7 : 65521, 1 << 13);
      }
    }
  }
}

TEST(Targets, WideHashesAreThoseCommitted) {
  if (OGIVE_TEST_SPARSER != 1) {
    GTEST_SKIP() << "left out of sanitised, debug and emulated builds, where "
                    "it takes many minutes; the sampled hashes were compared";
  }
  for (const Op op : kAllOps) {
    check(Function::sigmoid, op, Dtype::f32, "wide", 257, 0);
    check(Function::sigmoid, op, Dtype::f64, "wide", 1, 1 << 22);
  }
}

TEST(Targets, AllFloatResultsAreThoseCommitted) {
  if (OGIVE_TEST_SPARSER != 1) {
    GTEST_SKIP() << "left out of sanitised, debug and emulated builds, where "
                    "it takes many minutes; the sampled hashes were compared";
  }
  check(Function::sigmoid, Op::forward, Dtype::f32, "all", 1, 0);
}

TEST(SlowTargets, AllFloatResultsOfTheOtherOperations) {
  for (const Op op : kAllOps) {
    if (op == Op::forward) continue;
    check(Function::sigmoid, op, Dtype::f32, "all", 1, 0);
  }
}

// Any bits at all as inputs, also such as no cache holds: NaN, infinities and
// numbers beyond [0, 1] in both inputs of the backward passes.
TEST(Targets, AnyBitsGiveTheSameBits) {
  for (const FunctionInfo& info : functions()) {
    const bool is_sigmoid = info.function == Function::sigmoid;
    const int n = (is_sigmoid ? 100'000 : 10'000) / OGIVE_TEST_SPARSER;
    for (const Dtype dtype : kAllDtypes) {
      const Values a = random_values(dtype, n, 11);
      const Values b = random_values(dtype, n, 12);
      for (const Op op : kAllOps) {
        if (!has_op(info.cache, op)) continue;
        std::array<Values, 2> first;
        for (const std::string& target : targets()) {
          const OnTarget scope(target);
          const auto result = compute(info.function, op, dtype, a, b);
          if (first[0].empty()) first = result;
          EXPECT_EQ(result[0], first[0]) << name_of(info.function, op, dtype);
          EXPECT_EQ(result[1], first[1]) << name_of(info.function, op, dtype);
        }
      }
    }
  }
}

TEST(Targets, ScalarIsAlwaysThereAndTheBestIsTheDefault) {
  const std::vector<std::string> all = targets();
  ASSERT_FALSE(all.empty());
  EXPECT_EQ(all.back(), "scalar");
  set_target("best");
  EXPECT_EQ(target(), all.front());
  for (const std::string& name : all) {
    set_target(name);
    EXPECT_EQ(target(), name);
  }
  set_target("best");
}

// Kernels treat zeros, NaN and what is far out apart, and write results that
// are doubtful after the others: here those are half of all elements, and
// outputs take the place of an input.
template <class T>
void check_frequent_extremes(Dtype dtype) {
  constexpr float kInf = std::numeric_limits<float>::infinity();
  constexpr float kNan = std::numeric_limits<float>::quiet_NaN();
  constexpr float kSpecial[] = {
      0.0F,  -0.0F,  0.0F,  -0.0F,          1.0F,      -1.0F,
      0.5F,  kInf,   -kInf, kNan,           0x1p-149F, -0x1p-126F,
      88.0F, -88.0F, 77.5F, -0x1.474974p0F, 0x1p127F,  -0x1p127F};
  constexpr std::size_t kSize = 1501;  // some tiles, and a part of one
  std::vector<T> x(kSize), dy(kSize), cache(kSize);
  std::uint64_t state = 1;
  const auto next = [&] {
    state = state * 6364136223846793005 + 1442695040888963407;
    return static_cast<std::uint32_t>(state >> 33);
  };
  const auto number = [&] {
    const std::uint32_t drawn = next();
    return drawn % 2 ? kSpecial[drawn / 2 % std::size(kSpecial)]
                     : static_cast<float>(next() % 65536) * 0x1p-12F - 8.0F;
  };
  for (std::size_t i = 0; i < kSize; ++i) {
    x[i] = static_cast<T>(number());
    dy[i] = static_cast<T>(number());
    cache[i] = static_cast<T>(std::fmod(number(), 1.0F));
  }
  for (const FunctionInfo& info : functions()) {
    for (const Op op : kAllOps) {
      if (!has_op(info.cache, op)) continue;
      const std::vector<T>& last = op == Op::from_tail          ? cache
                                   : op_inputs(op) == 1         ? x
                                   : info.cache == Cache::input ? x
                                                                : cache;
      // The bytes of both outputs, number `output` in the place of input
      // `place`, or apart.
      const auto result = [&](Target target, int output, int place) {
        std::vector<T> in[] = {op_inputs(op) == 1 ? last : dy, last};
        std::vector<T> out[] = {x, x};
        Arrays arrays = {{in[0].data(), in[1].data()},
                         {out[0].data(), out[1].data()}};
        if (place >= 0) arrays.out[output] = in[place].data();
        run_on_target(target, info.function, op, dtype, arrays, kSize,
                      default_params(info.function), {});
        std::string bytes;
        for (int k = 0; k < op_outputs(op); ++k) {
          bytes.append(static_cast<const char*>(arrays.out[k]),
                       kSize * sizeof(T));
        }
        return bytes;
      };
      const std::string expected = result(Target::scalar, 0, -1);
      for (const Target target : supported_targets()) {
        for (int output = 0; output < op_outputs(op); ++output) {
          for (int place = -1; place < op_inputs(op); ++place) {
            EXPECT_TRUE(result(target, output, place) == expected)
                << name_of(info.function, op, dtype) << " on "
                << target_name(target) << ", output " << output
                << " in place of input " << place;
          }
        }
      }
    }
  }
}
TEST(Targets, FrequentZerosAndExtremesAreThoseOfTheScalarTarget) {
  check_frequent_extremes<float>(Dtype::f32);
  check_frequent_extremes<float16>(Dtype::f16);
  check_frequent_extremes<bfloat16>(Dtype::bf16);
  check_frequent_extremes<double>(Dtype::f64);
}

// The operation on these floats, `second` being the last input where it has
// two, gives the bits of the scalar target on every target.
void check_against_scalar(Function function, Op op,
                          const std::vector<float>& first,
                          const std::vector<float>& second) {
  const auto result = [&](Target target) {
    std::vector<float> out[] = {first, first};
    run_on_target(
        target, function, op, Dtype::f32,
        {{first.data(), second.data()}, {out[0].data(), out[1].data()}},
        first.size(), default_params(function), {});
    out[0].insert(out[0].end(), out[1].begin(), out[1].end());
    return out[0];
  };
  const std::vector<float> expected = result(Target::scalar);
  for (const Target target : supported_targets()) {
    const std::vector<float> found = result(target);
    for (std::size_t i = 0; i < found.size(); ++i) {
      ASSERT_EQ(std::bit_cast<std::uint32_t>(found[i]),
                std::bit_cast<std::uint32_t>(expected[i]))
          << name_of(function, op, Dtype::f32) << " on " << target_name(target)
          << ", inputs " << first[i % first.size()] << ", "
          << second[i % first.size()];
    }
  }
}

// A cache so tiny that the square of it is no float, and a gradient with which
// it gives a tie of two floats, or nearly: which one is right that square
// tells.
TEST(Targets, TinyCachesWithLargeGradientsAreThoseOfTheScalarTarget) {
  std::vector<float> dy, cache;
  for (int exponent = -149; exponent < -60; ++exponent) {
    for (int odd = 1; odd < 32; odd += 2) {
      for (const float factor : {8388609.0F, 8388611.0F, 16777213.0F}) {
        for (const float sign : {1.0F, -1.0F}) {
          cache.push_back(sign * std::ldexp(static_cast<float>(odd), exponent));
          dy.push_back(std::ldexp(factor, std::min(-40 - exponent, 100)));
        }
      }
    }
  }
  for (const FunctionInfo& info : functions()) {
    for (const Op op : {Op::backward, Op::backward_tail}) {
      if (!has_op(info.cache, op)) continue;
      check_against_scalar(info.function, op, dy, cache);
    }
  }
}

// Kernels take a shorter way where a block of elements, of 48 on AVX-512, is
// near 0, but for one or two of them. Here all are, but for elements of every
// kind at every place, alone and with another one 16 or 17 places on.
TEST(Targets, FewFarElementsAmongNearOnesAreThoseOfTheScalarTarget) {
  constexpr std::size_t kBlock = 48, kSize = 10 * kBlock;
  constexpr float kFar[] = {9.6F,  10.3F,      20.6F, 38.8F, -77.6F, -120,
                            1e30F, -HUGE_VALF, NAN,   19.1F, -20.6F, 88.8F};
  std::vector<float> x(kSize), dy(kSize);
  for (std::size_t i = 0; i < kSize; ++i) {
    dy[i] = std::cos(static_cast<float>(i));
  }
  for (std::size_t place = 0; place < kBlock; ++place) {
    for (const std::size_t next : {0, 16, 17}) {
      for (std::size_t i = 0; i < kSize; ++i) {
        x[i] = 4 * std::sin(static_cast<float>(i));
      }
      for (std::size_t block = 0; block < kSize / kBlock; ++block) {
        const float far = kFar[(block + place) % std::size(kFar)];
        x[block * kBlock + place] = far;
        x[block * kBlock + (place + next) % kBlock] = far;
      }
      for (const FunctionInfo& info : functions()) {
        for (const Op op :
             {Op::forward, Op::tail, Op::with_tail, Op::backward}) {
          if (!has_op(info.cache, op)) continue;
          check_against_scalar(info.function, op, op_inputs(op) == 1 ? x : dy,
                               x);
        }
      }
    }
  }
}

class WriteHashes : public testing::Environment {
 public:
  void TearDown() override {
    const char* path = std::getenv("OGIVE_WRITE_HASHES");
    if (path == nullptr) return;
    std::ofstream out(path);
    out << "# Hashes of results of the exact tier, the same on every target "
           "and machine.\n"
           "# Made by tests/targets_test.cc, which says how; the hash is that "
           "of\n"
           "# src/verify/hash.h over the inputs of src/verify/sweep.h.\n"
           "# Function, operation, type, inputs tried, output, hash. Inputs: "
           "\"all\" bit\n"
           "# patterns; \"sampled\": f32 every 16381st, f64 2^18; \"few\": "
           "f16, bf16 every 7th,\n"
           "# f32 every 65521st, f64 2^13; \"wide\": f32 every 257th, f64 "
           "2^22.\n";
    for (const auto& [key, hash] : found()) out << key << " " << hash << "\n";
  }
};
const auto* const kWriteHashes =
    testing::AddGlobalTestEnvironment(new WriteHashes);

}  // namespace
}  // namespace ogive::internal
