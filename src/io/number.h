// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// Numbers as text, for the four element types: float, double, ogive::float16
// and ogive::bfloat16. Nothing here depends on the locale; the rounding mode
// has to be the default, to nearest.

#ifndef OGIVE_SRC_IO_NUMBER_H_
#define OGIVE_SRC_IO_NUMBER_H_

#include <optional>
#include <string>
#include <string_view>

#include "ogive/types.h"

namespace ogive::internal {

// The number that `text` stands for, rounded once to T (to nearest, ties to
// even; beyond the range infinity). Understood are decimals ("-2.5", "1e-3",
// "+.5"), hexadecimal floats ("0x1.8p3"), "inf", "infinity" and "nan" in any
// case, with or without a sign, and with blanks around them. nullopt for
// anything else, trailing junk included.
template <typename T>
std::optional<T> parse_number(std::string_view text);

// As parse_number, but throws DataError with the text in the message:
// "'1,5' is not a number (for example -2.5, 1e-3, 0x1.8p3, inf, nan)".
template <typename T>
T require_number(std::string_view text);

// The shortest text that reads back to the same bits of T (of several the
// nearest to the value; a NaN reads back with its sign, but without its
// payload): "0.1", "6e-08", "-inf", "nan".
template <typename T>
std::string format_number(T value);
// The same, at the end of `text`.
void append_number(std::string& text, double value);

// The value as a hexadecimal float, exact: "0x1.8p+1", "-inf", "nan".
template <typename T>
std::string format_hex(T value);

// The bits of the value, all digits: "0x40400000".
template <typename T>
std::string format_bits(T value);

// `text` in quotes for a message: shortened if it is long, with control
// characters and quotes escaped.
std::string quote_text(std::string_view text);

}  // namespace ogive::internal

#endif  // OGIVE_SRC_IO_NUMBER_H_
