// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0

#include "ogive/gated.h"

#include <cstddef>
#include <span>

#include "api/arrays.h"
#include "kernels/family.h"

namespace ogive {
namespace {

using internal::check_length;
using internal::Gate;
using internal::kDtype;

template <class T>
void forward(Gate gate, std::span<const T> a, std::span<const T> b,
             std::span<T> y, const options& o) {
  check_length("a", a.size(), "b", b.size());
  check_length("a", a.size(), "y", y.size());
  run_gated(gate, kDtype<T>, a.data(), b.data(), a.size(), y.data(), o);
}

template <class T>
void backward(Gate gate, std::span<const T> dy, std::span<const T> a,
              std::span<const T> b, std::span<T> da, std::span<T> db,
              const options& o) {
  check_length("dy", dy.size(), "a", a.size());
  check_length("dy", dy.size(), "b", b.size());
  check_length("dy", dy.size(), "da", da.size());
  check_length("dy", dy.size(), "db", db.size());
  run_gated_backward(gate, kDtype<T>, dy.data(), a.data(), b.data(), dy.size(),
                     da.data(), db.data(), o);
}

}  // namespace

#define OGIVE_TYPE(T)                                                          \
  void glu(std::span<const T> a, std::span<const T> b, std::span<T> y,         \
           const options& o) {                                                 \
    forward(Gate::glu, a, b, y, o);                                            \
  }                                                                            \
  void glu_backward(std::span<const T> dy, std::span<const T> a,               \
                    std::span<const T> b, std::span<T> da, std::span<T> db,    \
                    const options& o) {                                        \
    backward(Gate::glu, dy, a, b, da, db, o);                                  \
  }                                                                            \
  void swiglu(std::span<const T> a, std::span<const T> b, std::span<T> y,      \
              const options& o) {                                              \
    forward(Gate::swiglu, a, b, y, o);                                         \
  }                                                                            \
  void swiglu_backward(std::span<const T> dy, std::span<const T> a,            \
                       std::span<const T> b, std::span<T> da, std::span<T> db, \
                       const options& o) {                                     \
    backward(Gate::swiglu, dy, a, b, da, db, o);                               \
  }                                                                            \
  void geglu(std::span<const T> a, std::span<const T> b, std::span<T> y,       \
             const options& o) {                                               \
    forward(Gate::geglu, a, b, y, o);                                          \
  }                                                                            \
  void geglu_backward(std::span<const T> dy, std::span<const T> a,             \
                      std::span<const T> b, std::span<T> da, std::span<T> db,  \
                      const options& o) {                                      \
    backward(Gate::geglu, dy, a, b, da, db, o);                                \
  }                                                                            \
  void reglu(std::span<const T> a, std::span<const T> b, std::span<T> y,       \
             const options& o) {                                               \
    forward(Gate::reglu, a, b, y, o);                                          \
  }                                                                            \
  void reglu_backward(std::span<const T> dy, std::span<const T> a,             \
                      std::span<const T> b, std::span<T> da, std::span<T> db,  \
                      const options& o) {                                      \
    backward(Gate::reglu, dy, a, b, da, db, o);                                \
  }
OGIVE_TYPE(float)
OGIVE_TYPE(double)
OGIVE_TYPE(float16)
OGIVE_TYPE(bfloat16)

}  // namespace ogive
