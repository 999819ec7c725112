// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// Forward, backward and prediction, layer by layer.

#include "nn/network.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <string>
#include <utility>

#include "kernels/fp_state.h"
#include "kernels/threads.h"
#include "nn/names.h"
#include "nn/random.h"

namespace ogive::internal {
namespace {

// Rows that prediction takes at once.
constexpr std::size_t kPredictRows = 64;

// Whether xavier suits weights before the function: it is bounded above.
bool wants_xavier(const nn::layer* next) {
  const auto* activation = next ? std::get_if<nn::activation>(next) : nullptr;
  if (!activation) return true;
  const std::optional<Function> function = find_function(activation->function);
  return !function || (function_info(*function).highest < OGIVE_INF &&
                       *function != Function::relu6);
}

template <class T>
void draw_weights(Layer<T>& layer, nn::init start, Random& random) {
  if (start == nn::init::zero) return;
  const auto in = static_cast<double>(layer.inputs);
  const auto out = static_cast<double>(layer.outputs);
  const double a = std::sqrt(6 / (start == nn::init::xavier ? in + out : in));
  for (T& weight : layer.weights) {
    weight = static_cast<T>((2 * random.unit() - 1) * a);
  }
}

template <class T>
void grow(Buffer<T>& buffer, std::size_t n) {
  if (buffer.size() < n) buffer.resize(n);
}

}  // namespace

template <class T>
Network<T>::Network(std::size_t given_inputs, std::vector<nn::layer> given,
                    std::uint64_t seed, const options& given_run)
    : inputs(given_inputs), run(given_run) {
  const FpState state;
  check_options(run);
  if (inputs == 0) {
    throw std::invalid_argument("ogive: a network of 0 inputs");
  }
  if (given.empty()) {
    throw std::invalid_argument("ogive: a network needs a layer");
  }
  Random random(seed);
  std::size_t width = inputs;
  for (std::size_t i = 0; i < given.size(); ++i) {
    Layer<T> layer{given[i], width, width, {}, {}, {}, {}, {}, {}, {}};
    try {
      if (const auto* dense = std::get_if<nn::dense>(&given[i])) {
        if (dense->units == 0) {
          throw std::invalid_argument("ogive: 0 units");
        }
        if (width > layer.weights.max_size() / dense->units) {
          throw std::invalid_argument("ogive: more weights than memory holds");
        }
        layer.outputs = dense->units;
        layer.weights.resize(width * dense->units);
        layer.bias.resize(dense->units);
        layer.weight_gradient.resize(width * dense->units);
        layer.bias_gradient.resize(dense->units);
        nn::init start = dense->start;
        if (start == nn::init::automatic) {
          start = wants_xavier(i + 1 < given.size() ? &given[i + 1] : nullptr)
                      ? nn::init::xavier
                      : nn::init::he;
        }
        draw_weights(layer, start, random);
      } else {
        layer.activation.emplace(std::get<nn::activation>(given[i]), width);
      }
    } catch (const std::invalid_argument& error) {
      throw std::invalid_argument(std::string(error.what()) + " (layer " +
                                  std::to_string(i) + ")");
    }
    width = layer.outputs;
    widest_ = std::max({widest_, layer.inputs, layer.outputs});
    layers.push_back(std::move(layer));
  }
}

template <class T>
const Layer<T>& Network<T>::at(std::size_t i) const {
  if (i >= layers.size()) {
    throw std::invalid_argument("ogive: no layer " + std::to_string(i) +
                                ": the network has " +
                                std::to_string(layers.size()));
  }
  return layers[i];
}

template <class T>
Layer<T>& Network<T>::at(std::size_t i) {
  return const_cast<Layer<T>&>(std::as_const(*this).at(i));
}

template <class T>
std::size_t Network<T>::rows_of(std::span<const T> x, std::size_t width,
                                const char* name) {
  if (x.size() % width != 0) {
    throw std::invalid_argument(
        std::string("ogive: ") + name + " has " + std::to_string(x.size()) +
        " elements, which are no rows of " + std::to_string(width));
  }
  return x.size() / width;
}

// Whether the backward pass of layer i reads its input as an array of T.
template <class T>
bool Network<T>::keeps_input(std::size_t i) const {
  return !layers[i].activation || layers[i].activation->keeps_input();
}

// Whether y of layer i has to last: until the backward pass, or for the caller.
template <class T>
bool Network<T>::keeps_output(std::size_t i) const {
  return outputs_kept_ || i + 1 == layers.size() || keeps_input(i + 1) ||
         (layers[i].activation && layers[i].activation->keeps_output());
}

template <class T>
T* Network<T>::output_of(std::size_t i) {
  return keeps_output(i) ? layers[i].output.data() : turns_[i % 2].data();
}

template <class T>
T* Network<T>::gradient_of(std::size_t i) {
  return gradients_kept_ ? layers[i].gradient.data() : gradients_[i % 2].data();
}

template <class T>
void Network<T>::reserve(std::size_t rows) {
  grow(x_, rows * inputs);
  for (std::size_t i = 0; i < layers.size(); ++i) {
    grow(keeps_output(i) ? layers[i].output : turns_[i % 2],
         rows * (keeps_output(i) ? layers[i].outputs : widest_));
  }
}

template <class T>
std::span<const T> Network<T>::forward(std::span<const T> x) {
  const std::size_t rows = rows_of(x, inputs, "x");
  const FpState state;
  forwarded_ = false;
  outputs_kept_ = inspected;
  gradients_kept_ = false;
  reserve(rows);
  std::copy(x.begin(), x.end(), x_.begin());
  const T* in = x_.data();
  for (std::size_t i = 0; i < layers.size(); ++i) {
    Layer<T>& layer = layers[i];
    T* out = output_of(i);
    if (layer.activation) {
      layer.activation->forward(in, out, rows, run);
    } else {
      dense_forward({rows, layer.inputs, layer.outputs}, in,
                    layer.weights.data(), layer.bias.data(), out, run.threads);
    }
    in = out;
  }
  rows_ = rows;
  forwarded_ = true;
  return {in, rows * layers.back().outputs};
}

template <class T>
void Network<T>::backward(std::span<const T> dy) {
  if (!forwarded_) {
    throw std::logic_error("ogive: backward() without a forward() before it");
  }
  const std::size_t last = layers.size() - 1;
  if (dy.size() != rows_ * layers[last].outputs) {
    throw std::invalid_argument(
        "ogive: dy has " + std::to_string(dy.size()) +
        " elements, but the outputs of the last forward() have " +
        std::to_string(rows_ * layers[last].outputs));
  }
  const FpState state;
  gradients_kept_ = inspected && outputs_kept_;
  for (std::size_t i = 0; i <= last; ++i) {
    grow(gradients_kept_ ? layers[i].gradient : gradients_[i % 2],
         rows_ * (gradients_kept_ ? layers[i].outputs : widest_));
  }
  std::copy(dy.begin(), dy.end(), gradient_of(last));
  for (std::size_t i = last + 1; i-- > 0;) {
    Layer<T>& layer = layers[i];
    const T* from = gradient_of(i);
    const T* in = i == 0 ? x_.data() : output_of(i - 1);
    if (!layer.activation) {
      const DenseShape shape{rows_, layer.inputs, layer.outputs};
      dense_gradient(shape, in, from, layer.weight_gradient.data(),
                     layer.bias_gradient.data(), run.threads);
      // Nobody asks for the gradient of the network's own inputs.
      if (i > 0) {
        dense_backward(shape, from, layer.weights.data(), gradient_of(i - 1),
                       run.threads);
      }
    } else if (i > 0) {
      layer.activation->backward(from, in, output_of(i), gradient_of(i - 1),
                                 rows_, run);
    }
  }
}

template <class T>
nn::kept Network<T>::kept(std::size_t i, std::size_t rows) const {
  const Layer<T>& layer = at(i);
  if (!layer.activation) {
    return {"input", rows * layer.inputs * sizeof(T), false};
  }
  nn::kept result = layer.activation->kept(rows);
  result.shared = layer.activation->keeps_output() && i + 1 < layers.size() &&
                  keeps_input(i + 1);
  return result;
}

template <class T>
std::span<const T> Network<T>::output(std::size_t i) const {
  const Layer<T>& layer = at(i);
  if (!forwarded_ || !outputs_kept_) {
    throw std::logic_error(
        "ogive: outputs are kept by a forward() after inspect(true) alone");
  }
  return {layer.output.data(), rows_ * layer.outputs};
}

template <class T>
std::span<const T> Network<T>::gradient(std::size_t i) const {
  const Layer<T>& layer = at(i);
  if (!forwarded_ || !gradients_kept_) {
    throw std::logic_error(
        "ogive: gradients are kept by forward() and backward() after "
        "inspect(true) alone");
  }
  return {layer.gradient.data(), rows_ * layer.outputs};
}

template <class T>
void Network<T>::predict_rows(const T* x, T* y, std::size_t rows) const {
  const FpState state;
  const options alone{run.accuracy, 1};
  Buffer<T> turns[2];
  const T* in = x;
  for (std::size_t i = 0; i < layers.size(); ++i) {
    const Layer<T>& layer = layers[i];
    T* out = y;
    if (i + 1 < layers.size()) {
      grow(turns[i % 2], rows * widest_);
      out = turns[i % 2].data();
    }
    if (layer.activation) {
      layer.activation->apply(in, out, rows, alone);
    } else {
      dense_predict({rows, layer.inputs, layer.outputs}, in,
                    layer.weights.data(), layer.bias.data(), out);
    }
    in = out;
  }
}

template <class T>
void Network<T>::predict(std::span<const T> x, std::span<T> y) const {
  const std::size_t rows = rows_of(x, inputs, "x");
  const std::size_t outputs = layers.back().outputs;
  if (y.size() != rows * outputs) {
    throw std::invalid_argument("ogive: y has " + std::to_string(y.size()) +
                                " elements; for x it takes " +
                                std::to_string(rows * outputs));
  }
  struct Context {
    const Network& network;
    const T* x;
    T* y;
    std::size_t outputs;
  } context{*this, x.data(), y.data(), outputs};
  for_each_grain(rows, kPredictRows, run.threads, &context,
                 [](void* given, std::size_t begin, std::size_t end) {
                   const auto& c = *static_cast<const Context*>(given);
                   for (std::size_t row = begin; row < end;
                        row += kPredictRows) {
                     c.network.predict_rows(c.x + row * c.network.inputs,
                                            c.y + row * c.outputs,
                                            std::min(kPredictRows, end - row));
                   }
                 });
}

template class Network<float>;
template class Network<double>;

}  // namespace ogive::internal
