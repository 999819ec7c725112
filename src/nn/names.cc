// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// Names, and which function has which cache.

#include "nn/names.h"

#include "grad/few_bit.h"
#include "nn/activation_layer.h"

namespace ogive::internal {

std::string_view init_name(nn::init start) {
  constexpr std::string_view kNames[] = {"automatic", "xavier", "he", "zero"};
  return kNames[static_cast<int>(start)];
}

std::optional<Function> find_function(std::string_view name) {
  for (const FunctionInfo& info : functions()) {
    if (name == info.name) return info.function;
  }
  return std::nullopt;
}

std::optional<few_bit_function> few_bit_function_of(std::string_view name) {
  constexpr std::string_view kNames[] = {"sigmoid", "tanh",      "silu",
                                         "gelu",    "gelu_tanh", "relu"};
  for (int i = 0; i < 6; ++i) {
    if (name == kNames[i]) return static_cast<few_bit_function>(i);
  }
  return std::nullopt;
}

int bits_of(nn::cache keep) {
  switch (keep) {
    case nn::cache::bits8:
      return 8;
    case nn::cache::bits4:
      return 4;
    case nn::cache::bits2:
      return 2;
    case nn::cache::bits1:
      return 1;
    default:
      return 0;
  }
}

}  // namespace ogive::internal

namespace ogive::nn {

bool has_cache(std::string_view function, cache keep) {
  if (function == internal::kSoftmax) {
    return keep == cache::standard || keep == cache::output;
  }
  const auto found = internal::find_function(function);
  if (!found) return false;
  const internal::Cache row = internal::function_info(*found).cache;
  switch (keep) {
    case cache::standard:
    case cache::input:
      return true;
    case cache::output:
      return row != internal::Cache::input;
    case cache::tail:
      return internal::has_op(row, internal::Op::tail);
    default:
      break;
  }
  const auto few = internal::few_bit_function_of(function);
  return few && internal::few_bit_exists(*few, internal::bits_of(keep));
}

std::vector<std::string> function_names() {
  std::vector<std::string> names;
  for (const internal::FunctionInfo& info : internal::functions()) {
    names.emplace_back(info.name);
  }
  names.emplace_back(internal::kSoftmax);
  return names;
}

std::string_view cache_name(cache keep) {
  constexpr std::string_view kNames[] = {"standard", "output", "tail",
                                         "input",    "bits8",  "bits4",
                                         "bits2",    "bits1"};
  return kNames[static_cast<int>(keep)];
}

std::string_view element_name(element type) {
  constexpr std::string_view kNames[] = {"same", "f32", "f64", "f16", "bf16"};
  return kNames[static_cast<int>(type)];
}

std::string_view loss_name(loss of) {
  constexpr std::string_view kNames[] = {
      "bce_with_logits", "bce", "softmax_cross_entropy", "squared_error"};
  return kNames[static_cast<int>(of)];
}

}  // namespace ogive::nn
