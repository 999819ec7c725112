// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// Proves that the scalar overloads give the bits of the array functions on
// every target: all 65536 inputs of the 16-bit types and very many of float and
// double, any bit pattern among them.

#include "ogive/activations.h"
#include "support.h"

namespace ogive::internal {
namespace {

// One scalar overload on bits.
template <class T, class Bits>
Values scalar(T (*f)(T), const Values& x) {
  Values y(x.size());
  for (std::size_t i = 0; i < x.size(); ++i) {
    y[i] = std::bit_cast<Bits>(f(std::bit_cast<T>(static_cast<Bits>(x[i]))));
  }
  return y;
}

template <class T, class Bits>
void check(Dtype dtype, const Values& x) {
  const Values y =
      scalar<T, Bits>([](T v) -> T { return ogive::sigmoid(v); }, x);
  const Values d =
      scalar<T, Bits>([](T v) -> T { return ogive::sigmoid_derivative(v); }, x);
  for (const std::string& target : targets()) {
    const OnTarget scope(target);
    EXPECT_EQ(compute(Op::forward, dtype, x)[0], y);
    EXPECT_EQ(compute(Op::derivative, dtype, x)[0], d);
  }
}

Values all_patterns() {
  Values x(65536);
  for (std::size_t i = 0; i < x.size(); ++i) x[i] = i;
  return x;
}

constexpr std::size_t kN = 1'000'000 / OGIVE_TEST_SPARSER;

TEST(Scalar, Float16) {
  check<float16, std::uint16_t>(Dtype::f16, all_patterns());
}

TEST(Scalar, Bfloat16) {
  check<bfloat16, std::uint16_t>(Dtype::bf16, all_patterns());
}

TEST(Scalar, Float) {
  check<float, std::uint32_t>(Dtype::f32, random_values(Dtype::f32, kN, 51));
}

TEST(Scalar, Double) {
  check<double, std::uint64_t>(Dtype::f64, random_values(Dtype::f64, kN, 52));
}

TEST(Scalar, HardCases) {
  for (const auto& [dtype, file] :
       {std::pair{Dtype::f32, "hard_cases_f32.txt"},
        std::pair{Dtype::f64, "hard_cases_f64.txt"}}) {
    Values x;
    for (const auto& row : read_data(file)) {
      x.push_back(encode(dtype, std::strtod(row[0].c_str(), nullptr)));
    }
    ASSERT_GT(x.size(), 300u);
    if (dtype == Dtype::f32) {
      check<float, std::uint32_t>(dtype, x);
    } else {
      check<double, std::uint64_t>(dtype, x);
    }
  }
}

}  // namespace
}  // namespace ogive::internal
