// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// A map from the levels of a column, all known before, to small numbers: what
// scoring asks for every cell of a file. It is faster than a TextMap, as it
// hashes eighteen bytes of a level at most, and for that reason not for texts
// that come from data, which could be chosen to collide.

#ifndef OGIVE_SRC_MODELS_LEVEL_TABLE_H_
#define OGIVE_SRC_MODELS_LEVEL_TABLE_H_

#include <algorithm>
#include <bit>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ogive::internal {

class LevelTable {
 public:
  // Of levels given twice the first counts.
  void emplace(std::string level, std::uint32_t value) {
    if (find(level)) return;
    entries_.push_back({std::move(level), value});
    if (places_.size() >= 2 * entries_.size()) return add(entries_.size() - 1);
    places_.assign(std::bit_ceil(4 * entries_.size()), 0);
    for (std::size_t i = 0; i < entries_.size(); ++i) add(i);
  }

  // The value of the level, nullptr for one that is not there.
  const std::uint32_t* find(std::string_view level) const {
    if (places_.empty()) return nullptr;
    for (std::size_t at = place(level); places_[at] != 0;
         at = (at + 1) & (places_.size() - 1)) {
      const Entry& entry = entries_[places_[at] - 1];
      if (entry.level == level) return &entry.value;
    }
    return nullptr;
  }

  std::vector<std::string> levels() const {
    std::vector<std::string> all;
    for (const Entry& entry : entries_) all.push_back(entry.level);
    return all;
  }

  bool operator==(const LevelTable&) const = default;

 private:
  struct Entry {
    std::string level;
    std::uint32_t value;
    bool operator==(const Entry&) const = default;
  };

  // Gives entry i its place.
  void add(std::size_t i) {
    std::size_t at = place(entries_[i].level);
    while (places_[at] != 0) at = (at + 1) & (places_.size() - 1);
    places_[at] = static_cast<std::uint32_t>(i + 1);
  }

  // Where the search for a level begins: by its length, its ends and its
  // middle.
  std::size_t place(std::string_view level) const {
    const auto word = [&](std::size_t from, std::size_t size) {
      std::uint64_t v = 0;
      std::memcpy(&v, level.data() + from, size);
      return v;
    };
    const std::size_t n = level.size();
    std::uint64_t first = 0, last = 0;
    if (n >= 8) {
      first = word(0, 8);
      last = word(n - 8, 8) + word(n / 2 - 1, 2);
    } else if (n >= 4) {
      first = word(0, 4);
      last = word(n - 4, 4);
    } else if (n > 0) {
      first = word(0, 1);
      last = word(n / 2, 1) << 8 | word(n - 1, 1);
    }
    constexpr std::uint64_t kGolden = 0x9E3779B97F4A7C15;  // 2^64 / 1.618...
    std::uint64_t hash = (first + n) * kGolden;
    hash = ((hash ^ hash >> 32) + last) * kGolden;
    return static_cast<std::size_t>(hash >> 32) & (places_.size() - 1);
  }

  std::vector<Entry> entries_;
  // Twice as many as entries or more, a power of two: 1 + the number of the
  // entry there, 0 for none.
  std::vector<std::uint32_t> places_;
};

}  // namespace ogive::internal

#endif  // OGIVE_SRC_MODELS_LEVEL_TABLE_H_
