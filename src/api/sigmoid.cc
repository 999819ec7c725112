// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// The C++ API of the sigmoid: spans to kernels, and the scalar overloads.

#include "ogive/sigmoid.h"

#include <initializer_list>
#include <span>
#include <stdexcept>
#include <string>
#include <type_traits>

#include "kernels/dispatch.h"
#include "kernels/fp_state.h"

#define OGIVE_PLAIN
#include "math/sigmoid-inl.h"

namespace ogive {
namespace {

using internal::Arrays;
using internal::Dtype;
using internal::Function;
using internal::Op;
namespace plain = internal::plain;

template <class T>
constexpr Dtype kDtype = std::is_same_v<T, float>     ? Dtype::f32
                         : std::is_same_v<T, double>  ? Dtype::f64
                         : std::is_same_v<T, float16> ? Dtype::f16
                                                      : Dtype::bf16;

void check_length(const char* a_name, std::size_t a, const char* b_name,
                  std::size_t b) {
  if (a != b) {
    throw std::invalid_argument(std::string("ogive: ") + a_name + " has " +
                                std::to_string(a) + " elements and " + b_name +
                                " has " + std::to_string(b) +
                                "; give them the same length");
  }
}

template <class T>
void unary(Op op, std::span<const T> in, const char* in_name, std::span<T> out,
           const char* out_name, const options& o) {
  check_length(in_name, in.size(), out_name, out.size());
  Arrays arrays;
  arrays.in[0] = in.data();
  arrays.out[0] = out.data();
  run(Function::sigmoid, op, kDtype<T>, arrays, in.size(), o);
}

template <class T>
void binary(Op op, std::span<const T> dy, std::span<const T> cache,
            const char* cache_name, std::span<T> dx, const options& o) {
  check_length("dy", dy.size(), cache_name, cache.size());
  check_length("dy", dy.size(), "dx", dx.size());
  Arrays arrays;
  arrays.in[0] = dy.data();
  arrays.in[1] = cache.data();
  arrays.out[0] = dx.data();
  run(Function::sigmoid, op, kDtype<T>, arrays, dy.size(), o);
}

template <class T>
void with_tail(std::span<const T> x, std::span<T> y, std::span<T> t,
               const options& o) {
  check_length("x", x.size(), "y", y.size());
  check_length("x", x.size(), "t", t.size());
  Arrays arrays;
  arrays.in[0] = x.data();
  arrays.out[0] = y.data();
  arrays.out[1] = t.data();
  run(Function::sigmoid, Op::with_tail, kDtype<T>, arrays, x.size(), o);
}

// One value, by the plain mathematics: the bits of every target, without the
// cost of a call through the table.
template <class T, class F>
T scalar(T x, F function) {
  using internal::FpState;
  const internal::plain::DoubleTag d;
  T result;
  const FpState state;
  FpState::pin(x);
  internal::plain::StoreKeepNan(d, function(d, internal::plain::ToDouble(d, x)),
                                x, &result);
  FpState::pin(result);
  return result;
}

}  // namespace

#define OGIVE_DEFINE(T)                                                        \
  void sigmoid(std::span<const T> x, std::span<T> y, const options& o) {       \
    unary(Op::forward, x, "x", y, "y", o);                                     \
  }                                                                            \
  void sigmoid_derivative(std::span<const T> x, std::span<T> d,                \
                          const options& o) {                                  \
    unary(Op::derivative, x, "x", d, "d", o);                                  \
  }                                                                            \
  void sigmoid_backward(std::span<const T> dy, std::span<const T> y,           \
                        std::span<T> dx, const options& o) {                   \
    binary(Op::backward, dy, y, "y", dx, o);                                   \
  }                                                                            \
  void sigmoid_tail(std::span<const T> x, std::span<T> t, const options& o) {  \
    unary(Op::tail, x, "x", t, "t", o);                                        \
  }                                                                            \
  void sigmoid_with_tail(std::span<const T> x, std::span<T> y, std::span<T> t, \
                         const options& o) {                                   \
    with_tail(x, y, t, o);                                                     \
  }                                                                            \
  void sigmoid_from_tail(std::span<const T> t, std::span<T> y,                 \
                         const options& o) {                                   \
    unary(Op::from_tail, t, "t", y, "y", o);                                   \
  }                                                                            \
  void sigmoid_backward_tail(std::span<const T> dy, std::span<const T> t,      \
                             std::span<T> dx, const options& o) {              \
    binary(Op::backward_tail, dy, t, "t", dx, o);                              \
  }                                                                            \
  T sigmoid(T x) {                                                             \
    return scalar(x, [](auto d, double v) {                                    \
      return sizeof(T) == 8 ? plain::sigmoid::ForwardDouble(d, v)              \
                            : plain::sigmoid::Forward(d, v);                   \
    });                                                                        \
  }                                                                            \
  T sigmoid_derivative(T x) {                                                  \
    return scalar(x, [](auto d, double v) {                                    \
      return sizeof(T) == 8 ? plain::sigmoid::DerivativeDouble(d, v)           \
                            : plain::sigmoid::Derivative(d, v);                \
    });                                                                        \
  }

OGIVE_DEFINE(float)
OGIVE_DEFINE(double)
OGIVE_DEFINE(float16)
OGIVE_DEFINE(bfloat16)

#undef OGIVE_DEFINE

}  // namespace ogive
