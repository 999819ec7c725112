// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// SHA-256 (NIST FIPS 180-4), to know a file again.

#ifndef OGIVE_SRC_IO_SHA256_H_
#define OGIVE_SRC_IO_SHA256_H_

#include <string>
#include <string_view>

namespace ogive::internal {

// The hash of the bytes as 64 hexadecimal digits, as `sha256sum` prints it.
std::string sha256(std::string_view bytes);

}  // namespace ogive::internal

#endif  // OGIVE_SRC_IO_SHA256_H_
