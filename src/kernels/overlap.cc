// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0

#include "kernels/overlap.h"

#include <cstdint>
#include <stdexcept>
#include <string>

namespace ogive::internal {
namespace {

std::uintptr_t address(const NamedArray& a) {
  return reinterpret_cast<std::uintptr_t>(a.data);
}

bool overlap(const NamedArray& a, const NamedArray& b) {
  if (a.data == nullptr || b.data == nullptr || a.bytes == 0 || b.bytes == 0) {
    return false;
  }
  return internal::overlap(a.data, a.bytes, b.data, b.bytes);
}

[[noreturn]] void refuse(const NamedArray& a, const NamedArray& b,
                         bool both_outputs) {
  const std::string first = a.name, second = b.name;
  const std::uintptr_t p = address(a), q = address(b);
  if (p == q && both_outputs) {
    throw std::invalid_argument("ogive: the outputs " + first + " and " +
                                second +
                                " are the same array; give each its own");
  }
  const std::string lengths =
      a.bytes == b.bytes
          ? "both are " + std::to_string(a.bytes) + " bytes long"
          : "they are " + std::to_string(p < q ? b.bytes : a.bytes) + " and " +
                std::to_string(p < q ? a.bytes : b.bytes) + " bytes long";
  throw std::invalid_argument(
      "ogive: " + (p < q ? second : first) + " starts " +
      std::to_string(p < q ? q - p : p - q) + " bytes after " +
      (p < q ? first : second) + " and " + lengths +
      ", so they overlap in part; " +
      (both_outputs ? "give each output an array of its own"
                    : "use the same array (in place) or two separate ones"));
}

}  // namespace

void check_arrays(std::initializer_list<NamedArray> inputs,
                  std::initializer_list<NamedArray> outputs) {
  for (auto out = outputs.begin(); out != outputs.end(); ++out) {
    for (const NamedArray& in : inputs) {
      const bool in_place = in.data == out->data && in.bytes == out->bytes;
      if (!in_place && overlap(in, *out)) refuse(in, *out, false);
    }
    for (auto other = outputs.begin(); other != out; ++other) {
      if (overlap(*other, *out)) refuse(*other, *out, true);
    }
  }
}

}  // namespace ogive::internal
