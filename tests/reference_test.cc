// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// Proves that what all other tests lean on is right: the conversions of
// reference.h, the rounding of true values once (ties and subnormal results
// included), the measure of errors in ULP, and the quick filter, whose certain
// answers are MPFR's on random and on the hardest inputs.

#include "verify/reference.h"

#include <cmath>
#include <cstring>

#include "support.h"
#include "verify/element.h"

namespace ogive::internal {
namespace {

TEST(Formats, BitsRoundTrip) {
  for (const Dtype dtype : {Dtype::f16, Dtype::bf16}) {
    for (std::uint64_t bits = 0; bits < 65536; ++bits) {
      if (is_nan_bits(dtype, bits)) {
        EXPECT_TRUE(std::isnan(decode(dtype, bits)));
      } else {
        EXPECT_EQ(encode(dtype, decode(dtype, bits)), bits);
      }
    }
  }
}

// The processor's own float and double.
TEST(Formats, AgreeWithTheHardware) {
  for (std::uint64_t i = 0; i < 100000; ++i) {
    const std::uint64_t r = mix(i);
    const auto f_bits = static_cast<std::uint32_t>(r);
    const auto f = std::bit_cast<float>(f_bits);
    const auto d = std::bit_cast<double>(r);
    if (!std::isnan(f)) {
      EXPECT_EQ(decode(Dtype::f32, f_bits), static_cast<double>(f));
      EXPECT_EQ(encode(Dtype::f32, f), f_bits);
    }
    if (!std::isnan(d)) {
      EXPECT_EQ(decode(Dtype::f64, r), d);
      EXPECT_EQ(encode(Dtype::f64, d), r);
    }
  }
}

TEST(Formats, KnownValues) {
  EXPECT_EQ(decode(Dtype::f16, 0x3C00), 1);
  EXPECT_EQ(decode(Dtype::f16, 0x7BFF), 65504);
  EXPECT_EQ(decode(Dtype::f16, 0x0001), 0x1p-24);
  EXPECT_EQ(decode(Dtype::f16, 0xC000), -2);
  EXPECT_EQ(decode(Dtype::bf16, 0x3F80), 1);
  EXPECT_EQ(decode(Dtype::bf16, 0x0001), 0x1p-133);
  EXPECT_EQ(infinity_bits(Dtype::bf16), 0x7F80u);
  EXPECT_EQ(infinity_bits(Dtype::f64), 0x7FF0000000000000u);
  EXPECT_EQ(quiet_bit(Dtype::f32), 0x00400000u);
  EXPECT_EQ(quiet_bit(Dtype::f16), 0x0200u);
}

double rounded(Quantity q, Dtype t, double a, double b = 1) {
  return Reference(Function::sigmoid).rounded(q, t, a, b);
}
double error(Quantity q, Dtype t, double result, double a, double b = 1) {
  return Reference(Function::sigmoid).ulp_error(q, t, result, a, b);
}

TEST(Rounded, ExactPoints) {
  const double inf = HUGE_VAL;
  for (const Dtype t : kAllDtypes) {
    for (const double zero : {0.0, -0.0}) {
      EXPECT_EQ(rounded(Quantity::forward, t, zero), 0.5);
      EXPECT_EQ(rounded(Quantity::derivative, t, zero), 0.25);
      EXPECT_EQ(rounded(Quantity::tail, t, zero), std::copysign(0.5, zero));
    }
    EXPECT_EQ(rounded(Quantity::forward, t, inf), 1);
    EXPECT_EQ(encode(t, rounded(Quantity::forward, t, -inf)), 0u);
    EXPECT_EQ(encode(t, rounded(Quantity::derivative, t, -inf)), 0u);
    EXPECT_EQ(encode(t, rounded(Quantity::tail, t, -inf)), sign_bit(t));
  }
}

// Near 0, s(x) = 1/2 + x/4 - x^3/48. Where x/4 is half a step, the first two
// terms are a tie and the third, far below the range of a double's 53 bits,
// decides.
TEST(Rounded, TinyInputsOnATie) {
  EXPECT_EQ(rounded(Quantity::forward, Dtype::f32, 0x1p-23), 0.5);
  EXPECT_EQ(rounded(Quantity::forward, Dtype::f32, 0x1.000002p-23),
            0.5 + 0x1p-24);
  EXPECT_EQ(rounded(Quantity::forward, Dtype::f32, 0x3p-23), 0.5 + 0x1p-24);
  EXPECT_EQ(rounded(Quantity::forward, Dtype::f32, 0x5p-23), 0.5 + 0x1p-23);
  EXPECT_EQ(rounded(Quantity::forward, Dtype::f32, -0x1p-24), 0.5);
  EXPECT_EQ(rounded(Quantity::forward, Dtype::f32, -0x3p-24), 0.5 - 0x1p-25);
  EXPECT_EQ(rounded(Quantity::forward, Dtype::f64, 0x1p-52), 0.5);
  EXPECT_EQ(rounded(Quantity::forward, Dtype::f64, 0x3p-52), 0.5 + 0x1p-53);
  EXPECT_EQ(rounded(Quantity::forward, Dtype::f64, 0x1p-1074), 0.5);
}

// s(x) is e^x but for a part e^x; the smallest subnormal of float is 2^-149.
TEST(Rounded, SubnormalResults) {
  const double half_smallest = -150 * std::log(2.0);
  EXPECT_EQ(rounded(Quantity::forward, Dtype::f32, half_smallest - 1e-9), 0);
  EXPECT_EQ(rounded(Quantity::forward, Dtype::f32, half_smallest + 1e-9),
            0x1p-149);
  EXPECT_EQ(rounded(Quantity::forward, Dtype::f32,
                    std::log(2.4) - 149 * std::log(2.0)),
            0x2p-149);
  EXPECT_EQ(rounded(Quantity::derivative, Dtype::f32,
                    -std::log(2.6) + 149 * std::log(2.0)),
            0x3p-149);
  EXPECT_EQ(rounded(Quantity::forward, Dtype::f64, -745.14), 0);
  EXPECT_EQ(rounded(Quantity::forward, Dtype::f64, -745.13), 0x1p-1074);
  EXPECT_EQ(rounded(Quantity::forward, Dtype::f64, -1e300), 0);
  // A true tie, to even.
  EXPECT_EQ(rounded(Quantity::backward, Dtype::f32, 0.5, 0x1p-147), 0x1p-149);
  EXPECT_EQ(rounded(Quantity::backward, Dtype::f32, 0.5, 0x1p-148), 0);
  EXPECT_EQ(rounded(Quantity::backward, Dtype::f32, 0.5, 0x3p-148), 0x2p-149);
  EXPECT_EQ(rounded(Quantity::backward, Dtype::f32, 0.5, 0x5p-148), 0x2p-149);
  EXPECT_EQ(encode(Dtype::f32,
                   rounded(Quantity::backward, Dtype::f32, 0.5, -0x1p-148)),
            0x80000000u);
  // dy s'(0), a tie for all tiny x, that the second term breaks.
  EXPECT_EQ(rounded(Quantity::scaled_derivative, Dtype::f32, 0, 0x3p-148),
            0x2p-149);
  EXPECT_EQ(
      rounded(Quantity::scaled_derivative, Dtype::f32, 0x1p-149, 0x3p-148),
      0x1p-149);
  EXPECT_EQ(rounded(Quantity::scaled_derivative, Dtype::f32, 3, 0), 0);
}

// The digits are those of Python's decimal module.
TEST(Rounded, KnownDigits) {
  EXPECT_EQ(rounded(Quantity::forward, Dtype::f64, 1), 0.73105857863000487925);
  EXPECT_EQ(rounded(Quantity::derivative, Dtype::f64, 1),
            0.19661193324148186377);
  EXPECT_EQ(rounded(Quantity::tail, Dtype::f64, 1), 0.26894142136999512075);
  EXPECT_EQ(rounded(Quantity::forward, Dtype::f32, 1), 0.731058578630004879f);
}

TEST(UlpError, KnownErrors) {
  // 1/2 is exact; its neighbours are 2^-24 above and 2^-25 below, the ULP is
  // that of the binade above.
  EXPECT_EQ(error(Quantity::forward, Dtype::f32, 0.5, 0), 0);
  EXPECT_EQ(error(Quantity::forward, Dtype::f32, 0.5 + 0x1p-23, 0), 2);
  EXPECT_EQ(error(Quantity::forward, Dtype::f32, 0.5 - 0x1p-25, 0), 0.5);
  EXPECT_EQ(error(Quantity::backward, Dtype::f64, 0.25 + 0x1p-52, 0.5), 4);
  EXPECT_EQ(error(Quantity::backward, Dtype::f32, 0x2p-149, 0.5, 0x1p-147), 1);
  EXPECT_NEAR(error(Quantity::forward, Dtype::f32, 0x1p-149, -200), 1, 1e-12);
  EXPECT_EQ(error(Quantity::forward, Dtype::f32, HUGE_VAL, 1), HUGE_VAL);
  EXPECT_EQ(error(Quantity::forward, Dtype::f32, NAN, 1), HUGE_VAL);
  // The nearest tie of all floats (tests/data/hard_cases_f32.txt).
  const double x = -0x1.250c02p-10;
  EXPECT_NEAR(error(Quantity::forward, Dtype::f32,
                    rounded(Quantity::forward, Dtype::f32, x), x),
              0.5 - 0x1p-30, 0x1p-31);
}

template <class Element>
void check_inverse_ulp() {
  for (const std::uint64_t r : random_values(Element::kDtype, 10000, 3)) {
    const auto bits = static_cast<typename Element::Bits>(
        r & (sign_bit(Element::kDtype) - 1));
    if (bits >= infinity_bits(Element::kDtype) - 1) continue;
    const auto x = Element::value(bits);
    const auto next =
        Element::value(static_cast<typename Element::Bits>(bits + 1));
    ASSERT_EQ(inverse_ulp<Element>(x) * (next - x), 1) << bits;
    ASSERT_EQ(inverse_ulp<Element>(-x) * (next - x), 1) << bits;
  }
}

TEST(Elements, InverseUlp) {
  check_inverse_ulp<F32>();
  check_inverse_ulp<F64>();
  check_inverse_ulp<Small<Dtype::f16>>();
  check_inverse_ulp<Small<Dtype::bf16>>();
}

}  // namespace
}  // namespace ogive::internal
