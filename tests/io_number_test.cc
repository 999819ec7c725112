// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// Proves that numbers survive as text. Every float16 and bfloat16 and very
// many floats and doubles read back to their own bits from what is printed for
// them, and no shorter decimal would do. A decimal is rounded once: at every
// tie between two 16-bit numbers, the tie itself, a hair above and a hair below
// go where they belong. Everything that is no number is refused.

#include <gtest/gtest.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <limits>
#include <optional>
#include <random>
#include <string>
#include <type_traits>
#include <vector>

#include "io/error.h"
#include "io/number.h"

namespace ogive::internal {
namespace {

template <typename T>
std::uint64_t bits_of(T value) {
  if constexpr (sizeof(T) == 2) {
    return value.bits;
  } else if constexpr (sizeof(T) == 4) {
    return std::bit_cast<std::uint32_t>(value);
  } else {
    return std::bit_cast<std::uint64_t>(value);
  }
}

// The digits of a printed number without sign, point, exponent and the zeros
// around them.
int significant_digits(const std::string& text) {
  std::string digits;
  for (const char c : text) {
    if (c == 'e') break;
    if (c >= '0' && c <= '9') digits += c;
  }
  const std::size_t first = digits.find_first_not_of('0');
  if (first == digits.npos) return 1;
  return static_cast<int>(digits.find_last_not_of('0') - first + 1);
}

// The number mantissa * 10^exponent.
struct Decimal {
  long long mantissa;
  int exponent;

  std::string text() const {
    return std::to_string(mantissa) + "e" + std::to_string(exponent);
  }
  // Length of its shortest spelling, with or without exponent: "1230",
  // "1.23", "0.0123", "1.23e-07".
  int length() const {
    long long m = mantissa;
    int e = exponent;
    for (; m % 10 == 0; m /= 10) ++e;
    const int n = static_cast<int>(std::to_string(m).size());
    const int top = n + e - 1;
    const int fixed = e >= 0 ? n + e : top >= 0 ? n + 1 : 2 - e;
    const int scientific = n + (n > 1) + 2 + (std::abs(top) < 100 ? 2 : 3);
    return std::min(fixed, scientific);
  }
};

// The decimals of `digits` digits around the positive number `value`: the
// nearest, which printf finds, and those beside it.
std::vector<Decimal> decimals_around(double value, int digits) {
  char text[64];
  std::snprintf(text, sizeof text, "%.*e", digits - 1, value);
  std::string mantissa = text;
  const std::size_t e = mantissa.find('e');
  const int exponent = std::atoi(text + e + 1) - (digits - 1);
  mantissa.resize(e);
  if (digits > 1) mantissa.erase(1, 1);
  const long long d = std::atoll(mantissa.c_str());
  return {{d - 1, exponent}, {d, exponent}, {d + 1, exponent}};
}

template <typename T>
void expect_shortest_and_exact(T value) {
  const std::string text = format_number(value);
  const std::optional<T> back = parse_number<T>(text);
  ASSERT_TRUE(back) << text;
  ASSERT_EQ(bits_of(*back), bits_of(value)) << text;
  const double wide = std::fabs(static_cast<double>(value));
  if (!std::isfinite(wide) || wide == 0) return;
  const int length = static_cast<int>(text.size()) - (text[0] == '-');
  // No double needs more than 17 digits, though large ones may print more.
  for (int digits = std::min(significant_digits(text) - 1, 17); digits > 0;
       --digits) {
    for (const Decimal& shorter : decimals_around(wide, digits)) {
      if (shorter.mantissa == 0 || shorter.length() >= length) continue;
      const T other = *parse_number<T>(shorter.text());
      ASSERT_NE(bits_of(other), bits_of(T(wide)))
          << text << " is longer than " << shorter.text();
    }
  }
}

template <typename T>
class SixteenBits : public testing::Test {};
using SixteenBitTypes = testing::Types<float16, bfloat16>;
TYPED_TEST_SUITE(SixteenBits, SixteenBitTypes);

TYPED_TEST(SixteenBits, EveryValueReadsBackFromItsShortestDecimal) {
  using T = TypeParam;
  int nans = 0;
  for (std::uint32_t b = 0; b < 65536; ++b) {
    const T value = T::from_bits(static_cast<std::uint16_t>(b));
    if (std::isnan(double(value))) {
      ++nans;
      ASSERT_EQ(format_number(value), b >> 15 ? "-nan" : "nan");
      continue;
    }
    expect_shortest_and_exact(value);
  }
  EXPECT_EQ(nans, (std::is_same_v<T, float16> ? 2 * 1023 : 2 * 127));
}

// A tie needs up to 12 bits, so its expansion is exact in double and printf
// writes it out; its last digit is a 5.
TYPED_TEST(SixteenBits, EveryTieRoundsOnce) {
  using T = TypeParam;
  const std::uint16_t infinity =
      T(std::numeric_limits<double>::infinity()).bits;
  for (std::uint16_t b = 0; b + 1 < infinity; ++b) {
    const T low = T::from_bits(b);
    const T high = T::from_bits(static_cast<std::uint16_t>(b + 1));
    const double tie = (double(low) + double(high)) / 2;
    char text[512];
    std::snprintf(text, sizeof text, "%.160e", tie);
    std::string exact = text;
    const std::size_t e = exact.find('e');
    const std::string exponent = exact.substr(e);
    exact.resize(e);
    exact.resize(exact.find_last_not_of('0') + 1);  // "5." too
    ASSERT_EQ(std::strtod((exact + exponent).c_str(), nullptr), tie);
    const std::string above =
        exact + "00000000000000000000000000000000000001" + exponent;
    // From "...5" to "...4999".
    std::string below = exact;
    char& last = below.back() == '.' ? below.front() : below.back();
    ASSERT_TRUE(last >= '1' && last <= '9') << exact;
    --last;
    below += "99999999999999999999999999999999999999" + exponent;

    const T even = b % 2 == 0 ? low : high;
    ASSERT_EQ(parse_number<T>(exact + exponent)->bits, even.bits) << exact;
    ASSERT_EQ(parse_number<T>(above)->bits, high.bits) << above;
    ASSERT_EQ(parse_number<T>(below)->bits, low.bits) << below;
    ASSERT_EQ(parse_number<T>("-" + above)->bits, high.bits | 0x8000) << above;
  }
}

TEST(Number, RandomFloatsReadBackFromTheirShortestDecimal) {
  std::mt19937 random(1);
  for (int i = 0; i < 1'000'000 / OGIVE_TEST_SPARSER; ++i) {
    const auto value =
        std::bit_cast<float>(static_cast<std::uint32_t>(random()));
    if (std::isnan(value)) continue;
    expect_shortest_and_exact(value);
    if (testing::Test::HasFatalFailure()) return;
  }
}

TEST(Number, RandomDoublesReadBackFromTheirShortestDecimal) {
  std::mt19937_64 random(2);
  for (int i = 0; i < 300'000 / OGIVE_TEST_SPARSER; ++i) {
    const auto value = std::bit_cast<double>(random());
    if (std::isnan(value)) continue;
    expect_shortest_and_exact(value);
    if (testing::Test::HasFatalFailure()) return;
  }
}

TEST(Number, PrintsAsExpected) {
  EXPECT_EQ(format_number(0.1f), "0.1");
  EXPECT_EQ(format_number(0.1), "0.1");
  EXPECT_EQ(format_number(float16(0.1)), "0.1");
  EXPECT_EQ(format_number(bfloat16(0.1)), "0.1");
  EXPECT_EQ(format_number(1.0f / 3), "0.33333334");
  EXPECT_EQ(format_number(float16(1.0 / 3)), "0.3333");
  EXPECT_EQ(format_number(bfloat16(1.0 / 3)), "0.334");
  EXPECT_EQ(format_number(float16::from_bits(1)), "6e-08");
  EXPECT_EQ(format_number(bfloat16::from_bits(1)), "9e-41");
  EXPECT_EQ(format_number(float16(65504.0)), "65504");
  EXPECT_EQ(format_number(float16(32800.0)), "32800");
  EXPECT_EQ(format_number(240823472.0f), "240823472");
  EXPECT_EQ(format_number(bfloat16(1e10)), "1e+10");
  EXPECT_EQ(format_number(-0.0f), "-0");
  EXPECT_EQ(format_number(float16(-0.0)), "-0");
  EXPECT_EQ(format_number(-std::numeric_limits<double>::infinity()), "-inf");
  EXPECT_EQ(format_number(bfloat16(INFINITY)), "inf");
  EXPECT_EQ(format_number(std::nanf("")), "nan");
  EXPECT_EQ(format_number(-std::nanf("")), "-nan");
}

TEST(Number, ReadsEveryNotation) {
  EXPECT_EQ(parse_number<float>("-2.5"), -2.5f);
  EXPECT_EQ(parse_number<double>("+1e-3"), 1e-3);
  EXPECT_EQ(parse_number<double>(".5"), 0.5);
  EXPECT_EQ(parse_number<double>("5."), 5.0);
  EXPECT_EQ(parse_number<double>("1E5"), 1e5);
  EXPECT_EQ(parse_number<double>(" \t7 "), 7.0);
  EXPECT_EQ(parse_number<double>("0x1.8p3"), 12.0);
  EXPECT_EQ(parse_number<float>("-0X1.8P-1"), -0.75f);
  EXPECT_EQ(parse_number<double>("0xff"), 255.0);
  EXPECT_EQ(parse_number<float>("inf"), INFINITY);
  EXPECT_EQ(parse_number<float>("-Infinity"), -INFINITY);
  EXPECT_EQ(parse_number<float16>("+INF")->bits, 0x7C00);
  EXPECT_EQ(bits_of(*parse_number<float>("NaN")), 0x7FC00000u);
  EXPECT_EQ(bits_of(*parse_number<float>("-nan")), 0xFFC00000u);
  EXPECT_EQ(parse_number<float16>("nan")->bits, 0x7E00);
  EXPECT_EQ(parse_number<bfloat16>("-nan")->bits, 0xFFC0);
}

TEST(Number, RoundsAtTheEndsOfTheRange) {
  constexpr double kInf = std::numeric_limits<double>::infinity();
  EXPECT_EQ(parse_number<double>("1e400"), kInf);
  EXPECT_EQ(parse_number<double>("-1e99999999999999999999"), -kInf);
  EXPECT_EQ(parse_number<float>("1e39"), INFINITY);
  EXPECT_EQ(parse_number<float>("3.4028235e38"),
            std::numeric_limits<float>::max());
  EXPECT_EQ(parse_number<float16>("65519.99999999999999999999")->bits, 0x7BFF);
  EXPECT_EQ(parse_number<float16>("65520")->bits, 0x7C00);
  EXPECT_EQ(parse_number<float16>("1e400")->bits, 0x7C00);
  EXPECT_EQ(parse_number<bfloat16>("-1e39")->bits, 0xFF80);
  EXPECT_EQ(bits_of(*parse_number<double>("-1e-400")), 1ull << 63);
  EXPECT_EQ(parse_number<float>("1e-45"), 0x1p-149f);
  EXPECT_EQ(parse_number<float>("7e-46"), 0.0f);
  EXPECT_EQ(parse_number<float16>("0x1p-25")->bits, 0);
  EXPECT_EQ(parse_number<float16>("0x1.0000000000000000000001p-25")->bits, 1);
  EXPECT_EQ(parse_number<float16>("-1e-400")->bits, 0x8000);
  EXPECT_EQ(parse_number<bfloat16>("0x1p-1080")->bits, 0);
  // Rounded to double first, the last digit would be lost.
  EXPECT_EQ(parse_number<float16>("0x1.002p0")->bits, 0x3C00);
  EXPECT_EQ(parse_number<float16>("0x1.00200000000000000001p0")->bits, 0x3C01);
}

TEST(Number, RefusesJunkAndShowsIt) {
  for (const char* text :
       {"",       " ",     "-",      "+",    ".",     "e5",  "abc",
        "1,5",    "1.5x",  "0x",     "0xg",  "1e",    "1e+", "--1",
        "+-1",    "-+1",   "nan(1)", "nanx", "infin", "1 2", "1_000",
        "0x1.8p", "0xinf", "0xnan",  "0x-1", "-0x-1", "1\n", "\xD9\xA1"}) {
    EXPECT_FALSE(parse_number<float>(text)) << text;
    EXPECT_FALSE(parse_number<double>(text)) << text;
    EXPECT_FALSE(parse_number<float16>(text)) << text;
    EXPECT_FALSE(parse_number<bfloat16>(text)) << text;
    try {
      require_number<float16>(text);
      ADD_FAILURE() << text;
    } catch (const DataError& error) {
      EXPECT_NE(std::string(error.what()).find(quote_text(text)),
                std::string::npos)
          << error.what();
    }
  }
  EXPECT_EQ(require_number<double>("1.25"), 1.25);
}

TEST(Number, PrintsHexadecimals) {
  EXPECT_EQ(format_hex(3.0f), "0x1.8p+1");
  EXPECT_EQ(format_hex(-0.1), "-0x1.999999999999ap-4");
  EXPECT_EQ(format_hex(float16(0.1)), "0x1.998p-4");
  EXPECT_EQ(format_hex(bfloat16(-0.0)), "-0x0p+0");
  EXPECT_EQ(format_hex(-INFINITY), "-inf");
  EXPECT_EQ(format_hex(std::nan("")), "nan");
  EXPECT_EQ(format_bits(3.0f), "0x40400000");
  EXPECT_EQ(format_bits(-0.1), "0xbfb999999999999a");
  EXPECT_EQ(format_bits(float16::from_bits(1)), "0x0001");
  EXPECT_EQ(format_bits(bfloat16(-INFINITY)), "0xff80");
}

TEST(Number, QuotesTextForMessages) {
  EXPECT_EQ(quote_text("abc"), "'abc'");
  EXPECT_EQ(quote_text("it's\n\x1b[2J\\"), "'it\\'s\\n\\x1b[2J\\\\'");
  EXPECT_EQ(quote_text(std::string(100, 'x')),
            "'" + std::string(60, 'x') + "'...");
}

}  // namespace
}  // namespace ogive::internal
