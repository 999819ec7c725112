// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// What the libraries of ogive/tensorflow and ogive/jax share: calls on parts of
// contiguous arrays, by the table that the library is given.

#ifndef OGIVE_PYTHON_CALLS_H_
#define OGIVE_PYTHON_CALLS_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "entry_points.h"

namespace ogive::python {

// What a library is given once, before its first call.
inline const EntryPoints* entry_points = nullptr;

constexpr int element_size(ogive_dtype dtype) {
  return dtype == OGIVE_F64 ? 8 : dtype == OGIVE_F32 ? 4 : 2;
}

// The number of a name in a list, -1 if it is not there.
template <std::size_t kCount>
int number_of(std::string_view name, const std::string_view (&names)[kCount]) {
  for (std::size_t i = 0; i < kCount; ++i) {
    if (names[i] == name) return static_cast<int>(i);
  }
  return -1;
}
inline int rows_number(std::string_view name) {
  constexpr std::string_view kNames[] = {"softmax", "log_softmax", "softmin"};
  return number_of(name, kNames);
}
inline int few_bit_number(std::string_view name) {
  constexpr std::string_view kNames[] = {"sigmoid", "tanh",      "silu",
                                         "gelu",    "gelu_tanh", "relu"};
  return number_of(name, kNames);
}

// The calls below do a part [begin, end) of what arrays hold, so that a
// framework's own threads can share the work; the results do not depend on how
// it is cut.

struct Elementwise {
  int function;
  ogive_op op;
  ogive_dtype dtype;
  const double* parameters;  // null for the defaults
  const void* in[2];
  void* out[2];
  bool fast;  // the tier

  ogive_status run(std::size_t begin, std::size_t end) const {
    ogive_options options = OGIVE_OPTIONS_INIT;
    options.accuracy = fast ? OGIVE_FAST : OGIVE_EXACT;
    const std::size_t skipped = begin * element_size(dtype);
    const auto source = [&](int i) -> const void* {
      return in[i] ? static_cast<const char*>(in[i]) + skipped : nullptr;
    };
    const auto target = [&](int i) -> void* {
      return out[i] ? static_cast<char*>(out[i]) + skipped : nullptr;
    };
    return entry_points->apply(static_cast<ogive_function>(function), op, dtype,
                               end - begin, source(0), source(1), target(0),
                               target(1), parameters, &options);
  }
};

// In groups of 8 elements, which fill whole bytes of the packed cache.
struct FewBit {
  int function;
  int bits;
  ogive_dtype dtype;
  std::size_t n;

  std::size_t groups() const { return (n + 7) / 8; }

  ogive_status pack(std::size_t begin, std::size_t end, const void* x,
                    void* packed) const {
    const ogive_options options = OGIVE_OPTIONS_INIT;
    return entry_points->few_bit_pack(
        static_cast<ogive_few_bit_function>(function), bits, dtype,
        count(begin, end),
        static_cast<const char*>(x) + begin * 8 * element_size(dtype),
        static_cast<std::uint8_t*>(packed) + begin * bits, &options);
  }
  ogive_status backward(std::size_t begin, std::size_t end, const void* dy,
                        const void* packed, void* dx) const {
    const ogive_options options = OGIVE_OPTIONS_INIT;
    const std::size_t skipped = begin * 8 * element_size(dtype);
    return entry_points->few_bit_backward(
        static_cast<ogive_few_bit_function>(function), bits, dtype,
        count(begin, end), static_cast<const char*>(dy) + skipped,
        static_cast<const std::uint8_t*>(packed) + begin * bits,
        static_cast<char*>(dx) + skipped, &options);
  }

 private:
  std::size_t count(std::size_t begin, std::size_t end) const {
    return std::min(n, 8 * end) - 8 * begin;
  }
};

struct Rows {
  int function;
  ogive_dtype dtype;
  std::size_t columns;

  ogive_status forward(std::size_t begin, std::size_t end, const void* x,
                       void* y) const {
    const ogive_options options = OGIVE_OPTIONS_INIT;
    const std::size_t skipped = begin * columns * element_size(dtype);
    return entry_points->rows[function](
        dtype, end - begin, columns, static_cast<const char*>(x) + skipped,
        static_cast<char*>(y) + skipped, &options);
  }
  ogive_status backward(std::size_t begin, std::size_t end, const void* dy,
                        const void* y, void* dx) const {
    const ogive_options options = OGIVE_OPTIONS_INIT;
    const std::size_t skipped = begin * columns * element_size(dtype);
    return entry_points->rows_backward[function](
        dtype, end - begin, columns, static_cast<const char*>(dy) + skipped,
        static_cast<const char*>(y) + skipped, static_cast<char*>(dx) + skipped,
        &options);
  }
};

}  // namespace ogive::python

// Gives the library its table; returns 0, or 1 where it is another version's.
extern "C" __attribute__((used, visibility("default"))) inline int
ogive_use_entry_points(const ogive::python::EntryPoints* table) {
  if (table->size != sizeof(ogive::python::EntryPoints)) return 1;
  ogive::python::entry_points = table;
  return 0;
}

#endif  // OGIVE_PYTHON_CALLS_H_
