// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// Gated linear units: one input, the gate, goes through a curve and scales the
// other. T is float, double, float16 or bfloat16:
//
//   glu(a, b, y)      y = a s(b)        s(b) = 1 / (1 + exp(-b)): b is the gate
//   swiglu(a, b, y)   y = a s(a) b      a is the gate
//   geglu(a, b, y)    y = a Phi(a) b    Phi(a) = erfc(-a / sqrt(2)) / 2 (not
//                     its tanh approximation): a is the gate
//   reglu(a, b, y)    y = max(a, 0) b   a is the gate
//   NAME_backward(dy, a, b, da, db)     dy times the derivatives by a and by b,
//                                       both from one exponential
//
// Conventions differ: glu is PyTorch's, whose first half a is scaled by the
// sigmoid of the second (Y. Dauphin et al., Language Modeling with Gated
// Convolutional Networks, 2016); the others follow N. Shazeer, GLU Variants
// Improve Transformer, 2020, FFN(x) = (curve(x W) * x V) W2 with a = x W the
// gate. Whose tensor holds both halves takes two spans of it.
//
// shapes   all spans of a call have the same length, 0 included.
// errors   std::invalid_argument for lengths that differ, for an output that
//          overlaps another span other than by being exactly an input, and for
//          invalid options.
// bounds   float, float16, bfloat16: correctly rounded, subnormal results
//          included. double: within 1.01 ULP wherever the curve, its derivative
//          and the result have a magnitude of 2^-960 or more; below, what is
//          lost are parts of them smaller than the smallest double; where a
//          derivative crosses 0, by the gate, another 2^-72 of |dy b|.
// bits     the same on every target and machine, for any number of threads.
// infinity the result is the limit; an infinity times a curve or a derivative
//          of 0 is NaN (for double also of one that rounds to 0).
// NaN      any input of an element that is NaN gives the positive quiet NaN.
// kinks    reglu's derivative by a is 0 at a = 0, as PyTorch's.
// state    the caller's rounding mode, FTZ/DAZ, traps and sticky flags neither
//          change a result nor are changed by a call. With options::threads ==
//          1 nothing is allocated and no lock is taken.

#ifndef OGIVE_GATED_H_
#define OGIVE_GATED_H_

#include <span>

#include "ogive/options.h"
#include "ogive/types.h"

#pragma GCC visibility push(default)
namespace ogive {

#define OGIVE_TYPE(T)                                                          \
  void glu(std::span<const T> a, std::span<const T> b, std::span<T> y,         \
           const options& o = {});                                             \
  void glu_backward(std::span<const T> dy, std::span<const T> a,               \
                    std::span<const T> b, std::span<T> da, std::span<T> db,    \
                    const options& o = {});                                    \
  void swiglu(std::span<const T> a, std::span<const T> b, std::span<T> y,      \
              const options& o = {});                                          \
  void swiglu_backward(std::span<const T> dy, std::span<const T> a,            \
                       std::span<const T> b, std::span<T> da, std::span<T> db, \
                       const options& o = {});                                 \
  void geglu(std::span<const T> a, std::span<const T> b, std::span<T> y,       \
             const options& o = {});                                           \
  void geglu_backward(std::span<const T> dy, std::span<const T> a,             \
                      std::span<const T> b, std::span<T> da, std::span<T> db,  \
                      const options& o = {});                                  \
  void reglu(std::span<const T> a, std::span<const T> b, std::span<T> y,       \
             const options& o = {});                                           \
  void reglu_backward(std::span<const T> dy, std::span<const T> a,             \
                      std::span<const T> b, std::span<T> da, std::span<T> db,  \
                      const options& o = {});
OGIVE_TYPE(float)
OGIVE_TYPE(double)
OGIVE_TYPE(float16)
OGIVE_TYPE(bfloat16)
#undef OGIVE_TYPE

}  // namespace ogive
#pragma GCC visibility pop

#endif  // OGIVE_GATED_H_
