// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// Pseudo-random numbers that are the same on every machine and with every
// standard library: D. Blackman's and S. Vigna's xoshiro256**, 2018, its state
// filled by SplitMix64 from a seed.

#ifndef OGIVE_SRC_NN_RANDOM_H_
#define OGIVE_SRC_NN_RANDOM_H_

#include <bit>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace ogive::internal {

class Random {
 public:
  explicit Random(std::uint64_t seed) {
    for (std::uint64_t& word : state_) {
      seed += 0x9E3779B97F4A7C15u;
      std::uint64_t z = seed;
      z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9u;
      z = (z ^ z >> 27) * 0x94D049BB133111EBu;
      word = z ^ z >> 31;
    }
  }

  std::uint64_t next() {
    const std::uint64_t result = std::rotl(state_[1] * 5, 7) * 9;
    const std::uint64_t t = state_[1] << 17;
    state_[2] ^= state_[0];
    state_[3] ^= state_[1];
    state_[1] ^= state_[2];
    state_[0] ^= state_[3];
    state_[2] ^= t;
    state_[3] = std::rotl(state_[3], 45);
    return result;
  }

  // In [0, 1), a multiple of 2^-53.
  double unit() { return static_cast<double>(next() >> 11) * 0x1p-53; }

  // Below n, which is not 0; every number equally likely.
  std::uint64_t below(std::uint64_t n) {
    // Numbers from the last, incomplete round of n are drawn again.
    const std::uint64_t incomplete = (0 - n) % n;
    std::uint64_t x;
    do {
      x = next();
    } while (x < incomplete);
    return x % n;
  }

  // R. Fisher's and F. Yates's shuffle.
  void shuffle(std::vector<std::size_t>& values) {
    for (std::size_t i = values.size(); i > 1; --i) {
      std::swap(values[i - 1], values[below(i)]);
    }
  }

 private:
  std::uint64_t state_[4];
};

}  // namespace ogive::internal

#endif  // OGIVE_SRC_NN_RANDOM_H_
