// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// What the tests of networks share.

#ifndef OGIVE_TESTS_NN_SUPPORT_H_
#define OGIVE_TESTS_NN_SUPPORT_H_

#include <gtest/gtest.h>

#include <cstdint>
#include <cstring>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "nn/random.h"
#include "ogive/nn.h"

namespace ogive {

// Calls f and checks that it throws an E whose message has the part.
template <class E>
void expect_throw(const std::function<void()>& f, const std::string& part) {
  try {
    f();
  } catch (const E& error) {
    EXPECT_NE(std::string(error.what()).find(part), std::string::npos)
        << '"' << error.what() << "\" lacks \"" << part << '"';
    return;
  }
  ADD_FAILURE() << "did not throw: " << part;
}

template <class T>
std::vector<T> random_values(std::size_t n, std::uint64_t seed) {
  internal::Random random(seed);
  std::vector<T> values(n);
  for (T& v : values) v = static_cast<T>(4 * random.unit() - 2);
  return values;
}

template <class T>
nn::network<T> a_network(std::uint64_t seed = 3, const options& run = {}) {
  return nn::network<T>(
      9,
      {nn::dense{17},
       nn::activation{.function = "elu", .parameters = {{"alpha", 0.5}}},
       nn::dense{33},
       nn::activation{.function = "sigmoid",
                      .keep = nn::cache::tail,
                      .type = nn::element::bf16},
       nn::dense{5}, nn::activation{"softmax"}},
      seed, run);
}

template <class T>
bool same_bits(std::span<const T> a, std::span<const T> b) {
  return a.size() == b.size() &&
         (a.empty() || std::memcmp(a.data(), b.data(), a.size_bytes()) == 0);
}

}  // namespace ogive

#endif  // OGIVE_TESTS_NN_SUPPORT_H_
