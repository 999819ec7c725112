// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0

#include "ogive/prelu.h"

#include <cstddef>
#include <span>
#include <stdexcept>
#include <string>

#include "api/arrays.h"
#include "kernels/family.h"

namespace ogive {
namespace {

using internal::check_length;
using internal::kDtype;

internal::Channels shape_of(std::size_t n, std::size_t channels,
                            std::size_t inner) {
  if (n == 0) return {0, channels, 1};
  if (channels == 1) return {1, 1, n};
  // Without a product, which could wrap.
  if (channels == 0 || inner == 0 || n % inner != 0 ||
      n / inner % channels != 0) {
    throw std::invalid_argument(
        "ogive: x has " + std::to_string(n) + " elements, weight " +
        std::to_string(channels) + " and inner is " + std::to_string(inner) +
        "; x must hold whole blocks of that many channels of inner elements");
  }
  return {n / inner / channels, channels, inner};
}

}  // namespace

#define OGIVE_TYPE(T)                                                       \
  void prelu(std::span<const T> x, std::span<const T> weight,               \
             std::size_t inner, std::span<T> y, const options& o) {         \
    check_length("x", x.size(), "y", y.size());                             \
    run_prelu(kDtype<T>, x.data(), weight.data(),                           \
              shape_of(x.size(), weight.size(), inner), y.data(), o);       \
  }                                                                         \
  void prelu_backward(std::span<const T> dy, std::span<const T> x,          \
                      std::span<const T> weight, std::size_t inner,         \
                      std::span<T> dx, std::span<T> dweight,                \
                      const options& o) {                                   \
    check_length("x", x.size(), "dy", dy.size());                           \
    check_length("x", x.size(), "dx", dx.size());                           \
    check_length("weight", weight.size(), "dweight", dweight.size());       \
    run_prelu_backward(kDtype<T>, dy.data(), x.data(), weight.data(),       \
                       shape_of(x.size(), weight.size(), inner), dx.data(), \
                       dweight.data(), o);                                  \
  }
OGIVE_TYPE(float)
OGIVE_TYPE(double)
OGIVE_TYPE(float16)
OGIVE_TYPE(bfloat16)

}  // namespace ogive
