// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// Caches of 8, 4, 2 or 1 bits an element for the backward pass. The forward
// pass packs, in place of x itself, which step of a fixed step function q the
// derivative f'(x) falls on; the backward pass multiplies by that step's level.
//
//   f                                  bits      q
//   sigmoid, tanh                      2, 4, 8   2^bits levels, by |x|
//   silu, gelu (erf), gelu_tanh        2, 4, 8   2^bits levels, by x
//   relu                               1         1 for x > 0, else 0: exact
//
// q is the step function nearest to f': of all with so many levels it has the
// least integral of (f' - q)^2 over the real line. Its errors are in
// docs/few_bit.md. Beyond the outermost thresholds q is the limit of f', 0 or
// 1: the gradient there is exactly 0 or dy. Source: Novikov et al., "Few-Bit
// Backward: Quantized Gradients of Activation Functions for Memory Footprint
// Reduction", ICML 2023, arXiv 2202.00441. The levels are made by
// tools/few_bit_levels.py.
//
// What all functions here share:
//   errors   std::invalid_argument, with nothing written, where there is no
//            such cache, lengths do not match, spans overlap other than exactly
//            in place, or options are invalid.
//   state    the caller's rounding mode, FTZ/DAZ, traps and sticky flags
//            neither change a result nor are changed by a call.
//   bits     results depend on the inputs alone: not on the target, the number
//            of threads or the accuracy option, which plays no part here.
//   threads  as in activations.h.

#ifndef OGIVE_FEW_BIT_H_
#define OGIVE_FEW_BIT_H_

#include <cstddef>
#include <cstdint>
#include <span>

#include "ogive/options.h"
#include "ogive/types.h"

#pragma GCC visibility push(default)
namespace ogive {

// The numbers are those of the C API.
enum class few_bit_function : std::uint8_t {
  sigmoid = 0,
  tanh = 1,
  silu = 2,       // x s(x), also called swish
  gelu = 3,       // x Phi(x), by the error function
  gelu_tanh = 4,  // x (1 + tanh(sqrt(2/pi) (x + 0.044715 x^3))) / 2
  relu = 5,
};

// Bytes of the cache of n elements of 1, 2, 4 or 8 bits: bits * n / 8, rounded
// up. Throws std::invalid_argument for other numbers of bits.
std::size_t few_bit_bytes(int bits, std::size_t n);

// packed: for each x the index of its step, from the lowest bits of the first
// byte upwards; the bits of the last byte that are left over are 0.
// shapes   packed has few_bit_bytes(bits, x.size()) bytes and shares none with
//          x.
// range    the index is how many thresholds are at most x (|x| for sigmoid and
//          tanh), compared without rounding; so every x has one, infinities
//          and subnormals included, and NaN has index 0.
void few_bit_pack(few_bit_function f, int bits, std::span<const float> x,
                  std::span<std::uint8_t> packed, const options& o = {});
void few_bit_pack(few_bit_function f, int bits, std::span<const double> x,
                  std::span<std::uint8_t> packed, const options& o = {});
void few_bit_pack(few_bit_function f, int bits, std::span<const float16> x,
                  std::span<std::uint8_t> packed, const options& o = {});
void few_bit_pack(few_bit_function f, int bits, std::span<const bfloat16> x,
                  std::span<std::uint8_t> packed, const options& o = {});

// dx = dy * q(x), from the cache of x: the correctly rounded product of dy and
// the level (0.5 ULP), for every type.
// shapes   dy and dx have the same length n, packed few_bit_bytes(bits, n)
//          bytes. dx may be exactly dy (in place); it shares nothing with
//          packed. Bits of the last byte that belong to no element are not
//          read.
// range    a product as IEEE 754 has it: 0 has dy's sign where the level is 0,
//          and an infinite dy times that 0 is NaN. A NaN result is the positive
//          quiet NaN without payload. A NaN in x is not in the cache: dx is
//          then dy times the level of index 0.
// error    against dy * f'(x): at most |dy| times the largest |f' - q|, and the
//          rounding. It is not random: x in the same step have the same error.
void few_bit_backward(few_bit_function f, int bits, std::span<const float> dy,
                      std::span<const std::uint8_t> packed, std::span<float> dx,
                      const options& o = {});
void few_bit_backward(few_bit_function f, int bits, std::span<const double> dy,
                      std::span<const std::uint8_t> packed,
                      std::span<double> dx, const options& o = {});
void few_bit_backward(few_bit_function f, int bits, std::span<const float16> dy,
                      std::span<const std::uint8_t> packed,
                      std::span<float16> dx, const options& o = {});
void few_bit_backward(few_bit_function f, int bits,
                      std::span<const bfloat16> dy,
                      std::span<const std::uint8_t> packed,
                      std::span<bfloat16> dx, const options& o = {});

}  // namespace ogive
#pragma GCC visibility pop

#endif  // OGIVE_FEW_BIT_H_
