// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// A map from texts that is asked by parts of other texts, without a copy.

#ifndef OGIVE_SRC_MODELS_TEXT_MAP_H_
#define OGIVE_SRC_MODELS_TEXT_MAP_H_

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>

namespace ogive::internal {

struct TextHash {
  using is_transparent = void;
  std::size_t operator()(std::string_view text) const {
    return std::hash<std::string_view>()(text);
  }
};

template <typename T>
using TextMap = std::unordered_map<std::string, T, TextHash, std::equal_to<>>;

}  // namespace ogive::internal

#endif  // OGIVE_SRC_MODELS_TEXT_MAP_H_
