// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// Steps of gradient descent with momentum, and of Adam.

#include <cmath>
#include <memory>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

#include "kernels/fp_state.h"
#include "ogive/nn.h"

namespace ogive::nn {
namespace {

void require(bool fine, const char* name, double value, const char* wanted) {
  if (fine) return;
  throw std::invalid_argument(std::string("ogive: ") + name + " is " +
                              std::to_string(value) + ", but must be " +
                              wanted);
}

void check_share(const char* name, double value) {
  require(value >= 0 && value < 1, name, value, "at least 0 and below 1");
}

void check(const rule& by) {
  const double rate = std::visit([](auto& r) { return r.learning_rate; }, by);
  require(rate > 0 && std::isfinite(rate), "learning_rate", rate,
          "a finite number above 0");
  if (const auto* descent = std::get_if<sgd>(&by)) {
    check_share("momentum", descent->momentum);
  } else {
    const auto& moments = std::get<adam>(by);
    check_share("beta1", moments.beta1);
    check_share("beta2", moments.beta2);
    require(moments.epsilon > 0 && std::isfinite(moments.epsilon), "epsilon",
            moments.epsilon, "a finite number above 0");
  }
}

// Weights or biases of a layer, and what is kept for each of them.
template <class T>
struct Group {
  std::span<T> values;
  std::span<const T> gradient;
  std::vector<T> first, second;  // velocity; or Adam's two moments
};

template <class T>
void step_of(const sgd& by, Group<T>& group) {
  const auto rate = static_cast<T>(by.learning_rate);
  const auto momentum = static_cast<T>(by.momentum);
  const std::size_t n = group.values.size();
  T* w = group.values.data();
  const T* g = group.gradient.data();
  if (momentum == 0) {
    for (std::size_t i = 0; i < n; ++i) w[i] -= rate * g[i];
    return;
  }
  T* v = group.first.data();
  for (std::size_t i = 0; i < n; ++i) {
    v[i] = momentum * v[i] + g[i];
    w[i] -= rate * v[i];
  }
}

// The means of gradients and their squares are divided by `c1` and the square
// of `c2`: what they would be if they had not begun at 0.
template <class T>
void step_of(const adam& by, double c1, double c2, Group<T>& group) {
  const auto b1 = static_cast<T>(by.beta1), b2 = static_cast<T>(by.beta2);
  const auto rest1 = static_cast<T>(1 - by.beta1);
  const auto rest2 = static_cast<T>(1 - by.beta2);
  const auto rate = static_cast<T>(by.learning_rate / c1);
  const auto scale = static_cast<T>(c2);
  const auto epsilon = static_cast<T>(by.epsilon);
  const std::size_t n = group.values.size();
  T* w = group.values.data();
  const T* g = group.gradient.data();
  T* m = group.first.data();
  T* v = group.second.data();
  for (std::size_t i = 0; i < n; ++i) {
    m[i] = b1 * m[i] + rest1 * g[i];
    v[i] = b2 * v[i] + rest2 * g[i] * g[i];
    w[i] -= rate * m[i] / (std::sqrt(v[i]) / scale + epsilon);
  }
}

}  // namespace

template <class T>
struct optimizer<T>::state {
  rule by;
  std::vector<Group<T>> groups;
  double power1 = 1, power2 = 1;  // beta1 and beta2 to the number of the step
};

template <class T>
optimizer<T>::optimizer(network<T>& net, const rule& by)
    : state_(std::make_unique<state>()) {
  check(by);
  state_->by = by;
  const auto* descent = std::get_if<sgd>(&by);
  const auto add = [&](std::span<T> values, std::span<const T> gradient) {
    Group<T> group{values, gradient, {}, {}};
    if (!descent || descent->momentum != 0) group.first.resize(values.size());
    if (!descent) group.second.resize(values.size());
    state_->groups.push_back(std::move(group));
  };
  for (std::size_t i = 0; i < net.layers(); ++i) {
    if (net.weights(i).empty()) continue;
    add(net.weights(i), net.weight_gradient(i));
    add(net.bias(i), net.bias_gradient(i));
  }
}

template <class T>
optimizer<T>::optimizer(optimizer&& other) noexcept = default;

template <class T>
optimizer<T>::~optimizer() = default;

template <class T>
void optimizer<T>::step() {
  const internal::FpState fp_state;
  if (const auto* descent = std::get_if<sgd>(&state_->by)) {
    for (Group<T>& group : state_->groups) step_of(*descent, group);
    return;
  }
  const auto& moments = std::get<adam>(state_->by);
  state_->power1 *= moments.beta1;
  state_->power2 *= moments.beta2;
  const double c1 = 1 - state_->power1, c2 = std::sqrt(1 - state_->power2);
  for (Group<T>& group : state_->groups) step_of(moments, c1, c2, group);
}

template class optimizer<float>;
template class optimizer<double>;

}  // namespace ogive::nn
