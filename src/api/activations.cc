// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// The C++ API of the activation functions: from spans to kernels. The functions
// follow from functions.def.

#include "ogive/activations.h"

#include <span>

#include "api/arrays.h"
#include "kernels/dispatch.h"

namespace ogive {
namespace {

using internal::Arrays;
using internal::check_length;
using internal::Function;
using internal::kDtype;
using internal::Op;
using internal::Params;

// An array of a call, with its name in messages.
template <class T>
struct Named {
  const char* name;
  std::span<T> data;
};

template <class T>
void unary(Function f, Op op, Named<const T> in, Named<T> out,
           const Params& params, const options& o) {
  check_length(in.name, in.data.size(), out.name, out.data.size());
  Arrays arrays;
  arrays.in[0] = in.data.data();
  arrays.out[0] = out.data.data();
  run(f, op, kDtype<T>, arrays, in.data.size(), params, o);
}

template <class T>
void binary(Function f, Op op, std::span<const T> dy, Named<const T> cache,
            std::span<T> dx, const Params& params, const options& o) {
  check_length("dy", dy.size(), cache.name, cache.data.size());
  check_length("dy", dy.size(), "dx", dx.size());
  Arrays arrays;
  arrays.in[0] = dy.data();
  arrays.in[1] = cache.data.data();
  arrays.out[0] = dx.data();
  run(f, op, kDtype<T>, arrays, dy.size(), params, o);
}

template <class T>
void with_tail(Function f, std::span<const T> x, std::span<T> y, std::span<T> t,
               const Params& params, const options& o) {
  check_length("x", x.size(), "y", y.size());
  check_length("x", x.size(), "t", t.size());
  Arrays arrays;
  arrays.in[0] = x.data();
  arrays.out[0] = y.data();
  arrays.out[1] = t.data();
  run(f, Op::with_tail, kDtype<T>, arrays, x.size(), params, o);
}

template <class T>
T scalar(Function f, Op op, T x, const Params& params) {
  T y;
  run_one(f, op, kDtype<T>, &x, &y, params);
  return y;
}

}  // namespace

#define OGIVE_CAT(a, b) OGIVE_CAT_EXPANDED(a, b)
#define OGIVE_CAT_EXPANDED(a, b) a##b
#define OGIVE_HAS_NONE 0
#define OGIVE_HAS_ONE(...) 1
#define OGIVE_HAS_TWO(...) 1

// The parameter list's part, and the values, as Params.
#define OGIVE_GIVEN_0(fname)
#define OGIVE_GIVEN_1(fname) const fname##_parameters &p,
#define OGIVE_SCALAR_0(fname)
#define OGIVE_SCALAR_1(fname) , const fname##_parameters& p
#define OGIVE_VALUES_NONE (Params())
#define OGIVE_VALUES_ONE(a, ...) (Params{{p.a}})
#define OGIVE_VALUES_TWO(a, a_value, a_domain, b, ...) (Params{{p.a, p.b}})

// What the backward pass calls its cache.
#define OGIVE_CACHE_NAME_INPUT "x"
#define OGIVE_CACHE_NAME_OUTPUT "y"
#define OGIVE_CACHE_NAME_TAIL "y"
#define OGIVE_CACHE_NAME_TAIL_VALUE "y"

#define OGIVE_ARRAYS(fname, has, values, cache_name, T)                       \
  void fname(std::span<const T> x, std::span<T> y,                            \
             OGIVE_CAT(OGIVE_GIVEN_, has)(fname) const options& o) {          \
    unary<T>(Function::fname, Op::forward, {"x", x}, {"y", y}, values, o);    \
  }                                                                           \
  void fname##_derivative(std::span<const T> x, std::span<T> d,               \
                          OGIVE_CAT(OGIVE_GIVEN_, has)(fname)                 \
                              const options& o) {                             \
    unary<T>(Function::fname, Op::derivative, {"x", x}, {"d", d}, values, o); \
  }                                                                           \
  void fname##_backward(                                                      \
      std::span<const T> dy, std::span<const T> cache, std::span<T> dx,       \
      OGIVE_CAT(OGIVE_GIVEN_, has)(fname) const options& o) {                 \
    binary<T>(Function::fname, Op::backward, dy, {cache_name, cache}, dx,     \
              values, o);                                                     \
  }
#define OGIVE_SCALARS(fname, has, values, T)                       \
  T fname(T x OGIVE_CAT(OGIVE_SCALAR_, has)(fname)) {              \
    return scalar(Function::fname, Op::forward, x, values);        \
  }                                                                \
  T fname##_derivative(T x OGIVE_CAT(OGIVE_SCALAR_, has)(fname)) { \
    return scalar(Function::fname, Op::derivative, x, values);     \
  }
#define OGIVE_CACHES_INPUT(fname, has, values, T)
#define OGIVE_CACHES_OUTPUT(fname, has, values, T)
#define OGIVE_CACHES_TAIL(fname, has, values, T)                               \
  void fname##_tail(std::span<const T> x, std::span<T> t,                      \
                    OGIVE_CAT(OGIVE_GIVEN_, has)(fname) const options& o) {    \
    unary<T>(Function::fname, Op::tail, {"x", x}, {"t", t}, values, o);        \
  }                                                                            \
  void fname##_with_tail(std::span<const T> x, std::span<T> y, std::span<T> t, \
                         OGIVE_CAT(OGIVE_GIVEN_, has)(fname)                   \
                             const options& o) {                               \
    with_tail<T>(Function::fname, x, y, t, values, o);                         \
  }                                                                            \
  void fname##_backward_tail(                                                  \
      std::span<const T> dy, std::span<const T> t, std::span<T> dx,            \
      OGIVE_CAT(OGIVE_GIVEN_, has)(fname) const options& o) {                  \
    binary<T>(Function::fname, Op::backward_tail, dy, {"t", t}, dx, values,    \
              o);                                                              \
  }
#define OGIVE_CACHES_TAIL_VALUE(fname, has, values, T)                       \
  OGIVE_CACHES_TAIL(fname, has, values, T)                                   \
  void fname##_from_tail(std::span<const T> t, std::span<T> y,               \
                         OGIVE_CAT(OGIVE_GIVEN_, has)(fname)                 \
                             const options& o) {                             \
    unary<T>(Function::fname, Op::from_tail, {"t", t}, {"y", y}, values, o); \
  }
#define OGIVE_TYPE(fname, has, values, cache_name, caches, T) \
  OGIVE_ARRAYS(fname, has, values, cache_name, T)             \
  OGIVE_SCALARS(fname, has, values, T)                        \
  caches(fname, has, values, T)
#define OGIVE_TYPES(fname, has, values, cache_name, caches)   \
  OGIVE_TYPE(fname, has, values, cache_name, caches, float)   \
  OGIVE_TYPE(fname, has, values, cache_name, caches, double)  \
  OGIVE_TYPE(fname, has, values, cache_name, caches, float16) \
  OGIVE_TYPE(fname, has, values, cache_name, caches, bfloat16)
#define OGIVE_FUNCTION(fname, params, cache, ...)               \
  OGIVE_TYPES(fname, OGIVE_HAS_##params, OGIVE_VALUES_##params, \
              OGIVE_CACHE_NAME_##cache, OGIVE_CACHES_##cache)
#include "ogive/functions.def"
#undef OGIVE_FUNCTION

}  // namespace ogive
