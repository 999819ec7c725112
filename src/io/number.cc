// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// Parsing and printing of numbers.

#include "io/number.h"

#include <locale.h>
#include <stdlib.h>

#include <bit>
#include <cfenv>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <limits>
#include <system_error>
#include <type_traits>

#include "io/error.h"

namespace ogive::internal {
namespace {

template <typename T>
constexpr bool kIs16Bit = sizeof(T) == 2;

// The type that std::from_chars and std::to_chars know: T itself, or double for
// the 16-bit types, all of whose values it has.
template <typename T>
using Wide = std::conditional_t<kIs16Bit<T>, double, T>;

bool is_blank(char c) { return c == ' ' || c == '\t'; }

std::string_view trim(std::string_view text) {
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  return text;
}

// strtod and strtof of a number known to be well formed, in the C locale.
// Unlike from_chars they round as the rounding mode says, and give 0 or
// infinity for what is out of range.
template <typename T>
T string_to(const std::string& text) {
  static const locale_t c_locale = newlocale(LC_ALL_MASK, "C", nullptr);
  if constexpr (std::is_same_v<T, float>) {
    return strtof_l(text.c_str(), nullptr, c_locale);
  } else {
    return strtod_l(text.c_str(), nullptr, c_locale);
  }
}

// Rounds a number that lies near a tie of the 16-bit type T: to double by
// rounding to odd, which keeps the side of the tie it lies on, then to T. As
// 53 >= 2 * 11 + 2, two roundings are then as good as one.
// Source: Boldo, Melquiond: Emulation of a FMA and correctly rounded sums:
// proved algorithms using rounding to odd. IEEE Trans. Computers 57 (2008).
template <typename T>
T round_to_odd_then_narrow(const std::string& text) {
  const int mode = std::fegetround();
  std::fesetround(FE_DOWNWARD);
  const double below = string_to<double>(text);
  std::fesetround(FE_UPWARD);
  const double above = string_to<double>(text);
  std::fesetround(mode);
  const bool below_is_odd = std::bit_cast<std::uint64_t>(below) & 1;
  return T(below_is_odd ? below : above);
}

// The magnitude `text`, without sign and blanks.
template <typename T>
std::optional<T> parse_magnitude(std::string_view text) {
  const bool hex =
      text.size() > 2 && text[0] == '0' && (text[1] == 'x' || text[1] == 'X');
  const std::string_view digits = hex ? text.substr(2) : text;
  // What else from_chars takes: a second sign, and "nan(...)".
  if (digits.starts_with('-') || digits.find('(') != digits.npos) return {};
  // Only a decimal number may be a word.
  if (hex && digits.find_first_of("nNiI") != digits.npos) return {};

  Wide<T> value;
  const auto [end, error] = std::from_chars(
      digits.data(), digits.data() + digits.size(), value,
      hex ? std::chars_format::hex : std::chars_format::general);
  if (error == std::errc::invalid_argument) return {};
  if (end != digits.data() + digits.size()) return {};
  if (error == std::errc::result_out_of_range) {
    value = string_to<Wide<T>>(std::string(text));
  }
  if constexpr (kIs16Bit<T>) {
    // Where both neighbours round to the same value, so does all between them.
    constexpr double kInf = std::numeric_limits<double>::infinity();
    if (std::isfinite(value) && T(std::nextafter(value, 0.0)).bits !=
                                    T(std::nextafter(value, kInf)).bits) {
      return round_to_odd_then_narrow<T>(std::string(text));
    }
  }
  return T(value);
}

template <typename T>
T negated(T value) {
  if constexpr (kIs16Bit<T>) {
    return T::from_bits(value.bits ^ 0x8000u);
  } else {
    return -value;
  }
}

template <typename W>
void append_shortest(std::string& text, W value) {
  char buffer[64];
  const auto result = std::to_chars(buffer, buffer + sizeof buffer, value);
  text.append(buffer, result.ptr);
}

template <typename W>
std::string shortest(W value) {
  std::string text;
  append_shortest(text, value);
  return text;
}

// The shortest decimal within the interval of the reals that round to `value`,
// positive and finite. The nearest decimal of p digits is in it if any decimal
// of p digits is, with one exception: above a power of two the interval reaches
// twice as far as below it, so the next decimal up may be in where the nearest,
// below, is not.
template <typename T>
double shortest_decimal(T value) {
  const double exact = double(value);
  for (int digits = 1;; ++digits) {
    // "d.ddde-dd": dropping the point leaves the digits as an integer.
    char buffer[64];
    const auto result =
        std::to_chars(buffer, buffer + sizeof buffer, exact,
                      std::chars_format::scientific, digits - 1);
    const std::string text(buffer, result.ptr);
    const std::size_t e = text.find('e');
    std::string mantissa = text.substr(0, e);
    if (digits > 1) mantissa.erase(1, 1);
    const int exponent = std::stoi(text.substr(e + 1)) - (digits - 1);
    for (const int up : {0, 1}) {
      const std::string candidate = std::to_string(std::stol(mantissa) + up) +
                                    "e" + std::to_string(exponent);
      if (parse_magnitude<T>(candidate)->bits == value.bits) {
        return *parse_magnitude<double>(candidate);
      }
    }
  }
}

}  // namespace

template <typename T>
std::optional<T> parse_number(std::string_view text) {
  text = trim(text);
  const bool negative = text.starts_with('-');
  if (negative || text.starts_with('+')) text.remove_prefix(1);
  const std::optional<T> magnitude = parse_magnitude<T>(text);
  return magnitude && negative ? negated(*magnitude) : magnitude;
}

template <typename T>
T require_number(std::string_view text) {
  const std::optional<T> value = parse_number<T>(text);
  if (!value) {
    throw DataError(quote_text(text) +
                    " is not a number (for example -2.5, 1e-3, 0x1.8p3, inf, "
                    "nan)");
  }
  return *value;
}

template <typename T>
std::string format_number(T value) {
  if constexpr (kIs16Bit<T>) {
    const double wide = double(value);
    if (!std::isfinite(wide) || wide == 0) return shortest(wide);
    const T magnitude = T::from_bits(value.bits & 0x7FFFu);
    // The exact value may take no more characters: 65504, not 65500.
    const std::string exact = shortest(std::fabs(wide));
    const std::string decimal = shortest(shortest_decimal(magnitude));
    return (wide < 0 ? "-" : "") +
           (exact.size() <= decimal.size() ? exact : decimal);
  } else {
    return shortest(value);
  }
}

void append_number(std::string& text, double value) {
  append_shortest(text, value);
}

template <typename T>
std::string format_hex(T value) {
  const auto wide = static_cast<Wide<T>>(value);
  const bool finite = std::isfinite(wide);
  char buffer[64];
  const auto result = std::to_chars(buffer, buffer + sizeof buffer,
                                    std::fabs(wide), std::chars_format::hex);
  return std::string(std::signbit(wide) ? "-" : "") + (finite ? "0x" : "") +
         std::string(buffer, result.ptr);
}

template <typename T>
std::string format_bits(T value) {
  std::uint64_t bits;
  if constexpr (kIs16Bit<T>) {
    bits = value.bits;
  } else if constexpr (sizeof(T) == 4) {
    bits = std::bit_cast<std::uint32_t>(value);
  } else {
    bits = std::bit_cast<std::uint64_t>(value);
  }
  std::string text = "0x";
  for (int shift = 8 * sizeof(T) - 4; shift >= 0; shift -= 4) {
    text += "0123456789abcdef"[bits >> shift & 0xF];
  }
  return text;
}

std::string quote_text(std::string_view text) {
  constexpr std::size_t kLongest = 60;
  std::string result = "'";
  for (const char c : text.substr(0, kLongest)) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '\n') {
      result += "\\n";
    } else if (byte < 0x20 || byte == 0x7F) {
      result += "\\x";
      result += "0123456789abcdef"[byte >> 4];
      result += "0123456789abcdef"[byte & 0xF];
    } else {
      if (c == '\'' || c == '\\') result += '\\';
      result += c;
    }
  }
  return result + (text.size() > kLongest ? "'..." : "'");
}

#define OGIVE_INSTANTIATE(T)                                   \
  template std::optional<T> parse_number<T>(std::string_view); \
  template T require_number<T>(std::string_view);              \
  template std::string format_number<T>(T);                    \
  template std::string format_hex<T>(T);                       \
  template std::string format_bits<T>(T);
OGIVE_INSTANTIATE(float)
OGIVE_INSTANTIATE(double)
OGIVE_INSTANTIATE(float16)
OGIVE_INSTANTIATE(bfloat16)
#undef OGIVE_INSTANTIATE

}  // namespace ogive::internal
