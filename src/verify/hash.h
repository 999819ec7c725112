// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// A 64-bit hash of results, to compare billions of them between instruction
// sets and machines by one number. Not for security.

#ifndef OGIVE_SRC_VERIFY_HASH_H_
#define OGIVE_SRC_VERIFY_HASH_H_

#include <bit>
#include <cstddef>
#include <cstdint>

namespace ogive::internal {

inline constexpr std::uint64_t kHashPrime = 0x9E3779B97F4A7C15u;

// Joins the next value to a hash. One to one in `hash` for a given value, and
// in the value for a given hash.
constexpr std::uint64_t hash_step(std::uint64_t hash, std::uint64_t value) {
  return std::rotl(hash ^ value, 29) * kHashPrime;
}

// Bits well mixed (the finaliser of SplitMix64); also the source of the fixed
// pseudo-random inputs: mix(0), mix(1), ...
constexpr std::uint64_t mix(std::uint64_t value) {
  value += kHashPrime;
  value = (value ^ value >> 30) * 0xBF58476D1CE4E5B9u;
  value = (value ^ value >> 27) * 0x94D049BB133111EBu;
  return value ^ value >> 31;
}

// The hash of one chunk of n bit patterns. Value i joins lane i % 4, lane k
// starts at k + 1, and the lanes are joined in order at the end: four lanes, so
// that the multiplications overlap.
template <class Bits>
std::uint64_t hash_chunk(const Bits* values, std::size_t n) {
  std::uint64_t lane[4] = {1, 2, 3, 4};
  std::size_t i = 0;
  for (; i + 4 <= n; i += 4) {
    for (std::size_t k = 0; k < 4; ++k) {
      lane[k] = hash_step(lane[k], values[i + k]);
    }
  }
  for (std::size_t k = 0; i < n; ++i, ++k) {
    lane[k] = hash_step(lane[k], values[i]);
  }
  std::uint64_t hash = n;
  for (const std::uint64_t l : lane) hash = hash_step(hash, l);
  return mix(hash);
}

// Longer arrays are hashed in chunks of this many values; the chunks' hashes
// are joined in order by hash_step, starting at 0. So the hash does not depend
// on who computed which chunk.
inline constexpr std::size_t kHashChunk = std::size_t{1} << 20;

}  // namespace ogive::internal

#endif  // OGIVE_SRC_VERIFY_HASH_H_
