// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// One activation layer: its function in its element type, and what it keeps
// from forward to backward.

#ifndef OGIVE_SRC_NN_ACTIVATION_LAYER_H_
#define OGIVE_SRC_NN_ACTIVATION_LAYER_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "kernels/dispatch.h"
#include "ogive/few_bit.h"
#include "ogive/nn.h"

namespace ogive::internal {

// The name that stands beside those of functions.def.
inline constexpr char kSoftmax[] = "softmax";

// T is the type of the arrays that come and go.
template <class T>
class ActivationLayer {
 public:
  // Throws std::invalid_argument for what makes no sense.
  ActivationLayer(const nn::activation& description, std::size_t width);

  // Whether backward() reads the very array of T that forward() was given, or
  // gave.
  bool keeps_input() const { return kept_ == Kept::input && is_same_; }
  bool keeps_output() const { return kept_ == Kept::output && is_same_; }
  nn::kept kept(std::size_t rows) const;

  void forward(const T* x, T* y, std::size_t rows, const options& run);
  // x and y as of forward(); each may be null if it is not kept.
  void backward(const T* dy, const T* x, const T* y, T* dx, std::size_t rows,
                const options& run);
  // y alone, keeping nothing.
  void apply(const T* x, T* y, std::size_t rows, const options& run) const;

 private:
  enum class Kept : std::uint8_t { output, tail, input, few_bit };
  using Bytes = std::vector<std::byte>;

  template <class E>
  void forward_in(const E* x, E* y, std::size_t rows, const options& run);
  template <class E>
  void backward_in(const E* dy, const E* cache, E* dx, std::size_t rows,
                   const options& run);
  template <class E>
  void compute(const E* x, E* y, std::size_t n, const options& run) const;

  std::size_t width_;
  std::optional<Function> function_;  // none: softmax
  Dtype dtype_;
  bool is_same_;  // whether dtype_ is that of T
  Params params_;
  Kept kept_ = Kept::output;
  // Whether the backward pass from x is the derivative times dy, and not a
  // kernel of its own.
  bool by_derivative_ = false;
  few_bit_function few_bit_ = few_bit_function::sigmoid;
  int bits_ = 0;
  Bytes cache_;           // what is kept and not in T's arrays
  Bytes first_, second_;  // arrays of the element type, if that is not T
};

}  // namespace ogive::internal

#endif  // OGIVE_SRC_NN_ACTIVATION_LAYER_H_
