// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// The hash SHA-256 (FIPS 180-4), which `sha256sum` computes too.

#ifndef OGIVE_SRC_IO_SHA256_H_
#define OGIVE_SRC_IO_SHA256_H_

#include <string>
#include <string_view>

namespace ogive::internal {

// Of all bytes, as 64 hexadecimal digits in small letters.
std::string sha256(std::string_view bytes);

}  // namespace ogive::internal

#endif  // OGIVE_SRC_IO_SHA256_H_
