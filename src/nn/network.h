// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// What is behind nn::network: layers, their weights, and the memory of a batch.

#ifndef OGIVE_SRC_NN_NETWORK_H_
#define OGIVE_SRC_NN_NETWORK_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "nn/activation_layer.h"
#include "nn/product.h"
#include "ogive/nn.h"

namespace ogive::internal {

// A layer with all that is its own.
template <class T>
struct Layer {
  nn::layer description;
  std::size_t inputs, outputs;
  // Dense: the weights, a row for each input, and their gradients.
  Buffer<T> weights, bias, weight_gradient, bias_gradient;
  std::optional<ActivationLayer<T>> activation;
  // y and dL/dy, unless the memory that serves several layers does for them.
  Buffer<T> output, gradient;
};

template <class T>
class Network {
 public:
  Network(std::size_t inputs, std::vector<nn::layer> layers, std::uint64_t seed,
          const options& run);

  std::span<const T> forward(std::span<const T> x);
  void backward(std::span<const T> dy);
  void predict(std::span<const T> x, std::span<T> y) const;
  nn::kept kept(std::size_t i, std::size_t rows) const;
  std::span<const T> output(std::size_t i) const;
  std::span<const T> gradient(std::size_t i) const;

  // The layer, which has to be there, or std::invalid_argument.
  const Layer<T>& at(std::size_t i) const;
  Layer<T>& at(std::size_t i);

  // Rows of x, or std::invalid_argument that calls it `name`.
  static std::size_t rows_of(std::span<const T> x, std::size_t width,
                             const char* name);

  std::size_t inputs;
  std::vector<Layer<T>> layers;
  options run;
  bool inspected = false;
  // For the gradient of the loss, so that a training step allocates nothing.
  Buffer<T> loss_gradient;

 private:
  bool keeps_output(std::size_t i) const;
  bool keeps_input(std::size_t i) const;
  void reserve(std::size_t rows);
  T* output_of(std::size_t i);
  T* gradient_of(std::size_t i);
  void predict_rows(const T* x, T* y, std::size_t rows) const;

  Buffer<T> x_;             // of the last forward()
  Buffer<T> turns_[2];      // outputs that nobody keeps, in turn
  Buffer<T> gradients_[2];  // the same for gradients
  std::size_t widest_ = 0;  // most numbers of a row between two layers
  std::size_t rows_ = 0;    // of the last forward()
  bool forwarded_ = false;
  // Whether the last passes were under inspection.
  bool outputs_kept_ = false, gradients_kept_ = false;
};

}  // namespace ogive::internal

#endif  // OGIVE_SRC_NN_NETWORK_H_
