// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// The public networks, on top of the internal ones.

#include <cmath>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>

#include "io/atomic_file.h"
#include "nn/loss.h"
#include "nn/network.h"
#include "nn/network_file.h"
#include "ogive/nn.h"

namespace ogive::nn {

template <class T>
network<T>::network(std::size_t inputs, std::vector<layer> layers,
                    std::uint64_t seed, const options& run)
    : state_(std::make_unique<internal::Network<T>>(inputs, std::move(layers),
                                                    seed, run)) {}

template <class T>
network<T>::network(const network& other)
    : state_(std::make_unique<internal::Network<T>>(*other.state_)) {}

template <class T>
network<T>::network(network&& other) noexcept = default;

template <class T>
network<T>& network<T>::operator=(network other) noexcept {
  state_.swap(other.state_);
  return *this;
}

template <class T>
network<T>::~network() = default;

template <class T>
std::size_t network<T>::layers() const {
  return state_->layers.size();
}

template <class T>
const layer& network<T>::description(std::size_t i) const {
  return std::as_const(*state_).at(i).description;
}

template <class T>
std::size_t network<T>::inputs() const {
  return state_->inputs;
}

template <class T>
std::size_t network<T>::outputs() const {
  return state_->layers.back().outputs;
}

template <class T>
std::size_t network<T>::inputs(std::size_t i) const {
  return state_->at(i).inputs;
}

template <class T>
std::size_t network<T>::outputs(std::size_t i) const {
  return state_->at(i).outputs;
}

template <class T>
void network<T>::set_options(const options& run) {
  internal::check_options(run);
  state_->run = run;
}

template <class T>
const options& network<T>::get_options() const {
  return state_->run;
}

template <class T>
std::span<T> network<T>::weights(std::size_t i) {
  return state_->at(i).weights;
}

template <class T>
std::span<const T> network<T>::weights(std::size_t i) const {
  return state_->at(i).weights;
}

template <class T>
std::span<T> network<T>::bias(std::size_t i) {
  return state_->at(i).bias;
}

template <class T>
std::span<const T> network<T>::bias(std::size_t i) const {
  return state_->at(i).bias;
}

template <class T>
std::size_t network<T>::parameters() const {
  std::size_t count = 0;
  for (const internal::Layer<T>& one : state_->layers) {
    count += one.weights.size() + one.bias.size();
  }
  return count;
}

template <class T>
std::span<const T> network<T>::forward(std::span<const T> x) {
  return state_->forward(x);
}

template <class T>
void network<T>::backward(std::span<const T> dy) {
  state_->backward(dy);
}

template <class T>
double network<T>::gradients(std::span<const T> x, std::span<const T> targets,
                             nn::loss of) {
  const std::span<const T> y = state_->forward(x);
  internal::Buffer<T>& dy = state_->loss_gradient;
  if (dy.size() < y.size()) dy.resize(y.size());
  const std::span<T> gradient(dy.data(), y.size());
  const double loss =
      internal::loss_of<T>(of, y, targets, outputs(), gradient, state_->run);
  state_->backward(gradient);
  return loss;
}

template <class T>
std::span<const T> network<T>::weight_gradient(std::size_t i) const {
  return state_->at(i).weight_gradient;
}

template <class T>
std::span<const T> network<T>::bias_gradient(std::size_t i) const {
  return state_->at(i).bias_gradient;
}

template <class T>
void network<T>::inspect(bool on) {
  state_->inspected = on;
}

template <class T>
std::span<const T> network<T>::output(std::size_t i) const {
  return state_->output(i);
}

template <class T>
std::span<const T> network<T>::gradient(std::size_t i) const {
  return state_->gradient(i);
}

template <class T>
nn::kept network<T>::kept(std::size_t i, std::size_t rows) const {
  return state_->kept(i, rows);
}

template <class T>
std::vector<T> network<T>::predict(std::span<const T> x) const {
  std::vector<T> y(internal::Network<T>::rows_of(x, inputs(), "x") * outputs());
  state_->predict(x, y);
  return y;
}

template <class T>
void network<T>::predict(std::span<const T> x, std::span<T> y) const {
  state_->predict(x, y);
}

template <class T>
void network<T>::save(const std::string& path) const {
  const std::string text = internal::network_file_text(*this);
  internal::AtomicFile file(path);
  file.write(text);
  file.commit();
}

template <class T>
network<T> network<T>::load(const std::string& path, const options& run) {
  return internal::load_network<T>(path, run);
}

template <class T>
std::vector<T> one_hot(std::span<const std::size_t> of, std::size_t classes) {
  std::vector<T> rows(of.size() * classes);
  for (std::size_t i = 0; i < of.size(); ++i) {
    if (of[i] >= classes) {
      throw std::invalid_argument("ogive: class " + std::to_string(of[i]) +
                                  " in row " + std::to_string(i) +
                                  ", but there are " + std::to_string(classes) +
                                  ", counted from 0");
    }
    rows[i * classes + of[i]] = 1;
  }
  return rows;
}

template <class T>
double norm(std::span<const T> of) {
  double sum = 0;
  for (const T value : of) {
    sum += static_cast<double>(value) * static_cast<double>(value);
  }
  return std::sqrt(sum);
}

#define OGIVE_TYPE(T)                                              \
  template class network<T>;                                       \
  template std::vector<T> one_hot<T>(std::span<const std::size_t>, \
                                     std::size_t);                 \
  template double norm<T>(std::span<const T>);
OGIVE_TYPE(float)
OGIVE_TYPE(double)
#undef OGIVE_TYPE

}  // namespace ogive::nn
