// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// Proves that wrong calls of the C++ API throw std::invalid_argument with a
// message that names the arrays, the lengths or the distance, and what to do,
// that nothing is written then, and that the calls next to them that are right
// do not throw.

#include <algorithm>
#include <cstring>

#include "expect_error.h"
#include "ogive/activations.h"
#include "support.h"

namespace ogive {
namespace {

template <class T>
class Errors : public testing::Test {};
using Types = testing::Types<float, double, float16, bfloat16>;
TYPED_TEST_SUITE(Errors, Types);

TYPED_TEST(Errors, Lengths) {
  using T = TypeParam;
  std::vector<T> a(8), b(7), c(8), before(7);
  std::memset(static_cast<void*>(b.data()), 0x5A, 7 * sizeof(T));
  before = b;
  const std::span<const T> x(a);
  const std::span<T> y(b), z(c);
  const auto in = {"8", "7", "same length"};
  expect_error([&] { sigmoid(x, y); }, in);
  expect_error([&] { sigmoid(x, y); }, {"x has 8", "y has 7"});
  expect_error([&] { sigmoid_derivative(x, y); }, {"x has 8", "d has 7"});
  expect_error([&] { sigmoid_tail(x, y); }, {"x has 8", "t has 7"});
  expect_error([&] { sigmoid_from_tail(x, y); }, {"t has 8", "y has 7"});
  expect_error([&] { sigmoid_with_tail(x, y, z); }, {"x has 8", "y has 7"});
  expect_error([&] { sigmoid_with_tail(x, z, y); }, {"x has 8", "t has 7"});
  expect_error([&] { sigmoid_backward(x, x, y); }, {"dy has 8", "dx has 7"});
  expect_error([&] { sigmoid_backward(x, std::span<const T>(y), z); },
               {"dy has 8", "y has 7"});
  expect_error([&] { sigmoid_backward_tail(x, std::span<const T>(y), z); },
               {"dy has 8", "t has 7"});
  EXPECT_EQ(std::memcmp(b.data(), before.data(), 7 * sizeof(T)), 0);
}

TYPED_TEST(Errors, Overlap) {
  using T = TypeParam;
  std::vector<T> a(64), before(64);
  std::memset(static_cast<void*>(a.data()), 0x35, a.size() * sizeof(T));
  before = a;
  const std::string distance = std::to_string(3 * sizeof(T)) + " bytes after";
  const std::string bytes = std::to_string(16 * sizeof(T)) + " bytes long";
  const std::span<T> low(a.data(), 16), high(a.data() + 3, 16),
      far(a.data() + 40, 16);
  using In = std::span<const T>;
  expect_error(
      [&] { sigmoid(In(low), high); },
      {"y starts", distance.c_str(), "after x", bytes.c_str(), "in place"});
  expect_error([&] { sigmoid(In(high), low); },
               {"x starts", distance.c_str(), "after y"});
  expect_error([&] { sigmoid_derivative(In(low), high); }, {"d starts"});
  expect_error([&] { sigmoid_tail(In(low), high); }, {"t starts"});
  expect_error([&] { sigmoid_from_tail(In(low), high); },
               {"y starts", "after t"});
  expect_error([&] { sigmoid_with_tail(In(far), low, high); },
               {"t starts", "after y", "array of its own"});
  expect_error([&] { sigmoid_with_tail(In(far), low, low); },
               {"outputs y and t", "same array"});
  expect_error([&] { sigmoid_with_tail(In(low), far, high); },
               {"t starts", "after x"});
  expect_error([&] { sigmoid_backward(In(low), In(far), high); },
               {"dx starts", "after dy"});
  expect_error([&] { sigmoid_backward(In(far), In(low), high); },
               {"dx starts", "after y"});
  expect_error([&] { sigmoid_backward_tail(In(far), In(high), low); },
               {"t starts", "after dx"});
  EXPECT_EQ(std::memcmp(a.data(), before.data(), a.size() * sizeof(T)), 0);
  // One element of overlap, at either end, and none.
  const std::span<T> next(a.data() + 15, 16), touching(a.data() + 16, 16);
  EXPECT_THROW(sigmoid(In(low), next), std::invalid_argument);
  EXPECT_THROW(sigmoid(In(next), low), std::invalid_argument);
  EXPECT_NO_THROW(sigmoid(In(low), touching));
  EXPECT_NO_THROW(sigmoid(In(touching), low));
  // Inputs may overlap one another; in place is allowed.
  EXPECT_NO_THROW(sigmoid_backward(In(low), In(high), far));
  EXPECT_NO_THROW(sigmoid_backward(In(low), In(low), low));
  EXPECT_NO_THROW(sigmoid(In(low), low));
  EXPECT_NO_THROW(sigmoid_with_tail(In(low), low, far));
  EXPECT_NO_THROW(sigmoid_with_tail(In(low), far, low));
}

TYPED_TEST(Errors, Threads) {
  using T = TypeParam;
  std::vector<T> a(8), b(8);
  std::memset(static_cast<void*>(a.data()), 0, a.size() * sizeof(T));
  const std::span<const T> x(a);
  options o;
  o.threads = -1;
  expect_error([&] { sigmoid(x, std::span<T>(b), o); },
               {"threads", "-1", "0 for every core"});
  o.threads = 1;
  o.accuracy = static_cast<accuracy>(7);
  expect_error([&] { sigmoid(x, std::span<T>(b), o); }, {"accuracy"});
}

TYPED_TEST(Errors, EmptyArraysAreFine) {
  using T = TypeParam;
  const std::span<const T> none;
  const std::span<T> out;
  for (const int threads : {1, 0, 3}) {
    const options o{accuracy::exact, threads};
    EXPECT_NO_THROW(sigmoid(none, out, o));
    EXPECT_NO_THROW(sigmoid_derivative(none, out, o));
    EXPECT_NO_THROW(sigmoid_backward(none, none, out, o));
    EXPECT_NO_THROW(sigmoid_tail(none, out, o));
    EXPECT_NO_THROW(sigmoid_with_tail(none, out, out, o));
    EXPECT_NO_THROW(sigmoid_from_tail(none, out, o));
    EXPECT_NO_THROW(sigmoid_backward_tail(none, none, out, o));
  }
  // A wrong option is an error whatever the length.
  EXPECT_THROW(sigmoid(none, out, options{accuracy::exact, -5}),
               std::invalid_argument);
}

TEST(TargetErrors, UnknownTargetNamesThoseThereAre) {
  const std::string before = target();
  for (const char* name : {"mmx", "", "AVX2", "scalar ", "avx"}) {
    expect_error([&] { set_target(name); }, {"scalar", "best"});
  }
  expect_error([] { set_target("mmx"); }, {"'mmx'"});
  EXPECT_EQ(target(), before);
}

TEST(TargetErrors, ATargetOfAnotherArchitectureIsRefused) {
  const std::vector<std::string> all = targets();
  for (const char* name : {"avx512", "avx2", "sse4", "ssse3", "neon"}) {
    if (std::find(all.begin(), all.end(), name) != all.end()) continue;
    EXPECT_THROW(set_target(name), std::invalid_argument) << name;
  }
}

}  // namespace
}  // namespace ogive
