// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// From a layer's description to the kernels of its function.

#include "nn/activation_layer.h"

#include <algorithm>
#include <span>
#include <stdexcept>
#include <string_view>
#include <type_traits>

#include "api/arrays.h"
#include "grad/few_bit.h"
#include "kernels/threads.h"
#include "kernels/with_type.h"
#include "nn/convert.h"
#include "nn/names.h"
#include "ogive/softmax.h"
#include "ogive/types.h"

namespace ogive::internal {
namespace {

// The array of n elements in the bytes, which grow to hold it.
template <class E>
E* array_in(std::vector<std::byte>& bytes, std::size_t n) {
  if (bytes.size() < n * sizeof(E)) bytes.resize(n * sizeof(E));
  return reinterpret_cast<E*>(bytes.data());
}

Dtype dtype_of(nn::element type, Dtype same) {
  switch (type) {
    case nn::element::same:
      return same;
    case nn::element::f32:
      return Dtype::f32;
    case nn::element::f64:
      return Dtype::f64;
    case nn::element::f16:
      return Dtype::f16;
    case nn::element::bf16:
      return Dtype::bf16;
  }
  throw std::invalid_argument("ogive: not a value of nn::element");
}

Params params_of(const nn::activation& given, Function function, Dtype dtype) {
  const FunctionInfo& info = function_info(function);
  Params params = default_params(function);
  for (const auto& [name, value] : given.parameters) {
    int found = -1;
    std::string names;
    for (int i = 0; i < info.parameter_count; ++i) {
      if (name == info.parameters[i].name) found = i;
      names += (i > 0 ? ", " : "") + std::string(info.parameters[i].name);
    }
    if (found < 0) {
      throw std::invalid_argument(
          "ogive: " + given.function + " has no parameter '" + name + "'; " +
          (names.empty() ? "it has none" : "it has: " + names));
    }
    params.value[found] = value;
  }
  return checked_params(function, dtype, params);
}

}  // namespace

template <class T>
ActivationLayer<T>::ActivationLayer(const nn::activation& description,
                                    std::size_t width)
    : width_(width),
      dtype_(dtype_of(description.type, kDtype<T>)),
      is_same_(dtype_ == kDtype<T>) {
  const std::string& name = description.function;
  if (name != kSoftmax) {
    function_ = find_function(name);
    if (!function_) {
      std::string list;
      for (const std::string& known : nn::function_names()) {
        list += (list.empty() ? "" : ", ") + known;
      }
      throw std::invalid_argument("ogive: unknown function '" + name +
                                  "'; there are: " + list);
    }
    params_ = params_of(description, *function_, dtype_);
  } else if (!description.parameters.empty()) {
    throw std::invalid_argument("ogive: softmax has no parameters");
  }
  if (!nn::has_cache(name, description.keep)) {
    std::string list;
    for (const nn::cache keep : kCaches) {
      if (!nn::has_cache(name, keep)) continue;
      list += (list.empty() ? "" : ", ") + std::string(nn::cache_name(keep));
    }
    throw std::invalid_argument("ogive: " + name + " has no cache '" +
                                std::string(nn::cache_name(description.keep)) +
                                "'; it has: " + list);
  }
  const bool from_input =
      function_ && function_info(*function_).cache == Cache::input;
  switch (description.keep) {
    case nn::cache::standard:
      kept_ = from_input ? Kept::input : Kept::output;
      break;
    case nn::cache::output:
      kept_ = Kept::output;
      break;
    case nn::cache::tail:
      kept_ = Kept::tail;
      break;
    case nn::cache::input:
      kept_ = Kept::input;
      by_derivative_ = !from_input;
      break;
    default:
      kept_ = Kept::few_bit;
      bits_ = bits_of(description.keep);
      few_bit_ = *few_bit_function_of(name);
      const Params defaults =
          checked_params(*function_, dtype_, default_params(*function_));
      if (!std::equal(params_.value, params_.value + 2, defaults.value)) {
        throw std::invalid_argument(
            "ogive: the few-bit caches of " + name +
            " are for its default parameters alone: choose another cache");
      }
  }
}

template <class T>
nn::kept ActivationLayer<T>::kept(std::size_t rows) const {
  const std::size_t n = rows * width_;
  switch (kept_) {
    case Kept::output:
      return {"output", n * dtype_size(dtype_), false};
    case Kept::tail:
      return {"tail", n * dtype_size(dtype_), false};
    case Kept::input:
      return {"input", n * dtype_size(dtype_), false};
    case Kept::few_bit:
      break;
  }
  return {"bits" + std::to_string(bits_), few_bit_bytes(bits_, n), false};
}

template <class T>
template <class E>
void ActivationLayer<T>::compute(const E* x, E* y, std::size_t n,
                                 const options& run) const {
  if (!function_) {
    softmax(std::span(x, n), width_, std::span(y, n), run);
    return;
  }
  internal::run(*function_, Op::forward, kDtype<E>,
                {{x, nullptr}, {y, nullptr}}, n, params_, run);
}

template <class T>
template <class E>
void ActivationLayer<T>::forward_in(const E* x, E* y, std::size_t rows,
                                    const options& run) {
  const std::size_t n = rows * width_;
  if (kept_ == Kept::tail) {
    E* tail = array_in<E>(cache_, n);
    internal::run(*function_, Op::with_tail, kDtype<E>,
                  {{x, nullptr}, {y, tail}}, n, params_, run);
    return;
  }
  compute(x, y, n, run);
  if (kept_ == Kept::few_bit) {
    const std::size_t bytes = few_bit_bytes(bits_, n);
    auto* packed = array_in<std::uint8_t>(cache_, bytes);
    few_bit_pack(few_bit_, bits_, std::span(x, n), std::span(packed, bytes),
                 run);
  }
}

template <class T>
template <class E>
void ActivationLayer<T>::backward_in(const E* dy, const E* cache, E* dx,
                                     std::size_t rows, const options& run) {
  const std::size_t n = rows * width_;
  if (kept_ == Kept::few_bit) {
    const std::size_t bytes = few_bit_bytes(bits_, n);
    const auto* packed = array_in<std::uint8_t>(cache_, bytes);
    few_bit_backward(few_bit_, bits_, std::span(dy, n),
                     std::span(packed, bytes), std::span(dx, n), run);
    return;
  }
  if (!function_) {
    softmax_backward(std::span(dy, n), std::span(cache, n), width_,
                     std::span(dx, n), run);
    return;
  }
  if (!by_derivative_) {
    internal::run(*function_,
                  kept_ == Kept::tail ? Op::backward_tail : Op::backward,
                  kDtype<E>, {{dy, cache}, {dx, nullptr}}, n, params_, run);
    return;
  }
  internal::run(*function_, Op::derivative, kDtype<E>,
                {{cache, nullptr}, {dx, nullptr}}, n, params_, run);
  for (std::size_t i = 0; i < n; ++i) {
    if constexpr (sizeof(E) == 2) {
      // Exact as a float, and rounded once.
      dx[i] = E(static_cast<float>(dx[i]) * static_cast<float>(dy[i]));
    } else {
      dx[i] *= dy[i];
    }
  }
}

template <class T>
void ActivationLayer<T>::forward(const T* x, T* y, std::size_t rows,
                                 const options& run) {
  if (is_same_) {
    forward_in<T>(x, y, rows, run);
    return;
  }
  const std::size_t n = rows * width_;
  with_type(dtype_, [&]<class E>(std::type_identity<E>) {
    E* in = array_in<E>(kept_ == Kept::input ? cache_ : first_, n);
    E* out = array_in<E>(kept_ == Kept::output ? cache_ : second_, n);
    convert(x, in, n);
    forward_in<E>(in, out, rows, run);
    convert(out, y, n);
  });
}

template <class T>
void ActivationLayer<T>::backward(const T* dy, const T* x, const T* y, T* dx,
                                  std::size_t rows, const options& run) {
  const std::size_t n = rows * width_;
  if (is_same_) {
    const T* cache = kept_ == Kept::input    ? x
                     : kept_ == Kept::output ? y
                                             : array_in<T>(cache_, 0);
    backward_in<T>(dy, cache, dx, rows, run);
    return;
  }
  with_type(dtype_, [&]<class E>(std::type_identity<E>) {
    E* in = array_in<E>(first_, n);
    E* out = array_in<E>(second_, n);
    convert(dy, in, n);
    backward_in<E>(in, array_in<E>(cache_, 0), out, rows, run);
    convert(out, dx, n);
  });
}

template <class T>
void ActivationLayer<T>::apply(const T* x, T* y, std::size_t rows,
                               const options& run) const {
  const std::size_t n = rows * width_;
  if (is_same_) {
    compute<T>(x, y, n, run);
    return;
  }
  with_type(dtype_, [&]<class E>(std::type_identity<E>) {
    std::vector<E> in(n);
    convert(x, in.data(), n);
    compute<E>(in.data(), in.data(), n, run);
    convert(in.data(), y, n);
  });
}

template class ActivationLayer<float>;
template class ActivationLayer<double>;

}  // namespace ogive::internal
