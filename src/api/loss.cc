// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0

#include "ogive/loss.h"

#include <cstddef>
#include <span>

#include "api/arrays.h"
#include "kernels/family.h"

namespace ogive {
namespace {

using internal::check_length;
using internal::kDtype;

}  // namespace

#define OGIVE_TYPE(T)                                                          \
  void bce_with_logits(std::span<const T> x, std::span<const T> z,             \
                       std::span<T> loss, std::span<T> dx, const options& o) { \
    check_length("x", x.size(), "z", z.size());                                \
    check_length("x", x.size(), "loss", loss.size());                          \
    check_length("x", x.size(), "dx", dx.size());                              \
    run_bce(kDtype<T>, x.data(), z.data(), x.size(), loss.data(), dx.data(),   \
            o);                                                                \
  }                                                                            \
  void bce_with_logits(std::span<const T> x, std::span<const T> z,             \
                       std::span<T> loss, const options& o) {                  \
    check_length("x", x.size(), "z", z.size());                                \
    check_length("x", x.size(), "loss", loss.size());                          \
    run_bce(kDtype<T>, x.data(), z.data(), x.size(), loss.data(), nullptr, o); \
  }                                                                            \
  void bce_with_logits_gradient(std::span<const T> x, std::span<const T> z,    \
                                std::span<T> dx, const options& o) {           \
    check_length("x", x.size(), "z", z.size());                                \
    check_length("x", x.size(), "dx", dx.size());                              \
    run_bce(kDtype<T>, x.data(), z.data(), x.size(), nullptr, dx.data(), o);   \
  }                                                                            \
  double bce_with_logits_mean(std::span<const T> x, std::span<const T> z,      \
                              const options& o) {                              \
    check_length("x", x.size(), "z", z.size());                                \
    return run_bce_mean(kDtype<T>, x.data(), z.data(), x.size(), o);           \
  }
OGIVE_TYPE(float)
OGIVE_TYPE(double)
OGIVE_TYPE(float16)
OGIVE_TYPE(bfloat16)

}  // namespace ogive
