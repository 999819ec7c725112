// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// The words by which layers are chosen, in files and on the command line.

#ifndef OGIVE_SRC_NN_NAMES_H_
#define OGIVE_SRC_NN_NAMES_H_

#include <optional>
#include <string_view>

#include "kernels/dispatch.h"
#include "ogive/few_bit.h"
#include "ogive/nn.h"

namespace ogive::internal {

inline constexpr nn::cache kCaches[] = {
    nn::cache::standard, nn::cache::output, nn::cache::tail,  nn::cache::input,
    nn::cache::bits8,    nn::cache::bits4,  nn::cache::bits2, nn::cache::bits1};
inline constexpr nn::element kElements[] = {nn::element::same, nn::element::f32,
                                            nn::element::f64, nn::element::f16,
                                            nn::element::bf16};
inline constexpr nn::init kInits[] = {nn::init::automatic, nn::init::xavier,
                                      nn::init::he, nn::init::zero};
inline constexpr nn::loss kLosses[] = {nn::loss::bce_with_logits, nn::loss::bce,
                                       nn::loss::softmax_cross_entropy,
                                       nn::loss::squared_error};

// "automatic", "xavier", "he", "zero".
std::string_view init_name(nn::init start);

// The row of functions.def of that name; none for softmax and others.
std::optional<Function> find_function(std::string_view name);

// The function's few-bit caches, if it has any.
std::optional<few_bit_function> few_bit_function_of(std::string_view name);

// 8, 4, 2 or 1; 0 for caches that are not few-bit.
int bits_of(nn::cache keep);

}  // namespace ogive::internal

#endif  // OGIVE_SRC_NN_NAMES_H_
