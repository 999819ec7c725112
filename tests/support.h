// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// What several tests share: every operation on every element type by one name,
// the targets in turn, and the committed data.

#ifndef OGIVE_TESTS_SUPPORT_H_
#define OGIVE_TESTS_SUPPORT_H_

#include <gtest/gtest.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "kernels/dispatch.h"
#include "ogive/options.h"
#include "verify/hash.h"
#include "verify/reference.h"
#include "verify/report.h"

namespace ogive::internal {

inline constexpr Op kAllOps[] = {
    Op::forward,   Op::derivative, Op::backward,     Op::tail,
    Op::with_tail, Op::from_tail,  Op::backward_tail};
inline constexpr Dtype kAllDtypes[] = {Dtype::f32, Dtype::f64, Dtype::f16,
                                       Dtype::bf16};

inline std::string name_of(Op op, Dtype dtype) {
  return std::string(op_name(op)) + " " + std::string(dtype_name(dtype));
}
inline std::string name_of(Function function, Op op, Dtype dtype) {
  return function_info(function).name + (" " + name_of(op, dtype));
}

// Puts a target in force and says so in every failure; afterwards the best one
// is in force.
class OnTarget {
 public:
  explicit OnTarget(const std::string& name)
      : trace_(__FILE__, __LINE__, "target " + name) {
    set_target(name);
  }
  ~OnTarget() { set_target("best"); }
  OnTarget(const OnTarget&) = delete;
  OnTarget& operator=(const OnTarget&) = delete;

 private:
  testing::ScopedTrace trace_;
};

// Bit patterns of elements: the operations on all types look alike.
using Values = std::vector<std::uint64_t>;

// Elements of one type, contiguous in memory.
class Elements {
 public:
  Elements(Dtype dtype, std::size_t n)
      : dtype_(dtype), bytes_(n * dtype_size(dtype)) {}
  Elements(Dtype dtype, const Values& values) : Elements(dtype, values.size()) {
    for (std::size_t i = 0; i < values.size(); ++i) set(i, values[i]);
  }
  void* data() { return bytes_.data(); }
  const void* data() const { return bytes_.data(); }
  std::size_t size() const { return bytes_.size() / dtype_size(dtype_); }
  void set(std::size_t i, std::uint64_t bits) {
    store(dtype_, bytes_.data(), i, bits);
  }
  Values values() const {
    Values v(size());
    for (std::size_t i = 0; i < v.size(); ++i) {
      v[i] = load(dtype_, bytes_.data(), i);
    }
    return v;
  }

  // For little-endian machines.
  static void store(Dtype dtype, void* base, std::size_t i,
                    std::uint64_t bits) {
    char* const to = static_cast<char*>(base) + i * dtype_size(dtype);
    switch (dtype_size(dtype)) {
      case 2:
        std::memcpy(to, &bits, 2);
        break;
      case 4:
        std::memcpy(to, &bits, 4);
        break;
      default:
        std::memcpy(to, &bits, 8);
    }
  }
  static std::uint64_t load(Dtype dtype, const void* base, std::size_t i) {
    const char* const from =
        static_cast<const char*>(base) + i * dtype_size(dtype);
    std::uint64_t bits = 0;
    switch (dtype_size(dtype)) {
      case 2:
        std::memcpy(&bits, from, 2);
        break;
      case 4:
        std::memcpy(&bits, from, 4);
        break;
      default:
        std::memcpy(&bits, from, 8);
    }
    return bits;
  }

 private:
  Dtype dtype_;
  std::vector<unsigned char> bytes_;
};

// Runs the operation; `second` is the second input of a backward pass.
inline std::array<Values, 2> compute(Function function, Op op, Dtype dtype,
                                     const Values& first,
                                     const Values& second = {},
                                     const options& o = {}) {
  const Elements in0(dtype, first), in1(dtype, second);
  Elements out0(dtype, first.size()), out1(dtype, first.size());
  Arrays arrays;
  arrays.in[0] = in0.data();
  if (op_inputs(op) == 2) arrays.in[1] = in1.data();
  arrays.out[0] = out0.data();
  if (op_outputs(op) == 2) arrays.out[1] = out1.data();
  run(function, op, dtype, arrays, first.size(), o);
  std::array<Values, 2> result = {out0.values(), {}};
  if (op_outputs(op) == 2) result[1] = out1.values();
  return result;
}
// The same of the sigmoid, which has every operation.
inline std::array<Values, 2> compute(Op op, Dtype dtype, const Values& first,
                                     const Values& second = {},
                                     const options& o = {}) {
  return compute(Function::sigmoid, op, dtype, first, second, o);
}

// n pseudo-random inputs: half of them any bit pattern at all, half of moderate
// size, where the functions are neither 0 nor 1.
inline Values random_values(Dtype dtype, std::size_t n, std::uint64_t seed) {
  Values v(n);
  const Format f = format_of(dtype);
  for (std::size_t i = 0; i < n; ++i) {
    const std::uint64_t r = mix(mix(seed) + i);
    v[i] = r >> (64 - f.width);
    if (i % 2) {
      // Multiples of 2^-5 are numbers of every type.
      const double x =
          static_cast<double>(static_cast<int>(r % 1024) - 512) / 32;
      v[i] = encode(dtype, x);
      // More bits where there is room.
      if (x != 0 && f.precision > 11) v[i] ^= r >> 44;
    }
  }
  return v;
}

// Lines of a committed file of tests/data, cut at blanks, without comments.
inline std::vector<std::vector<std::string>> read_data(
    const std::string& name) {
  std::ifstream in(std::string(OGIVE_TEST_DATA) + "/" + name);
  EXPECT_TRUE(in) << "no " << name << " in " << OGIVE_TEST_DATA;
  std::vector<std::vector<std::string>> rows;
  for (std::string line; std::getline(in, line);) {
    if (line.empty() || line[0] == '#') continue;
    std::istringstream words(line);
    rows.emplace_back();
    for (std::string word; words >> word;) rows.back().push_back(word);
  }
  return rows;
}

}  // namespace ogive::internal

#endif  // OGIVE_TESTS_SUPPORT_H_
