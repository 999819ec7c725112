// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// Whatever text the number parser is given, it returns a number or refuses it,
// the same for all four types; what it accepts is what the C library reads, and
// is printed so that it reads back to the same bits.

#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>

#include "io/number.h"

namespace ogive::internal {
namespace {

void check(bool promise) {
  if (!promise) std::abort();
}

template <typename T>
std::optional<T> check_round_trip(std::string_view text) {
  const std::optional<T> value = parse_number<T>(text);
  if (value) {
    const std::string printed = format_number(*value);
    const std::optional<T> back = parse_number<T>(printed);
    check(back && format_bits(*back) == format_bits(*value));
    const std::optional<T> hex = parse_number<T>(format_hex(*value));
    check(hex && format_bits(*hex) == format_bits(*value));
  }
  return value;
}

}  // namespace
}  // namespace ogive::internal

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size) {
  using namespace ogive::internal;
  const std::string text(reinterpret_cast<const char*>(data), size);
  const auto f64 = check_round_trip<double>(text);
  const auto f32 = check_round_trip<float>(text);
  const auto f16 = check_round_trip<ogive::float16>(text);
  const auto bf16 = check_round_trip<ogive::bfloat16>(text);
  check(bool(f64) == bool(f32) && bool(f64) == bool(f16) &&
        bool(f64) == bool(bf16));
  if (f64 && !std::isnan(*f64)) {
    check(std::bit_cast<std::uint64_t>(*f64) ==
          std::bit_cast<std::uint64_t>(std::strtod(text.c_str(), nullptr)));
    check(std::bit_cast<std::uint32_t>(*f32) ==
          std::bit_cast<std::uint32_t>(std::strtof(text.c_str(), nullptr)));
  }
  return 0;
}
