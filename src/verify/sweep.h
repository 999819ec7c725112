// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// Fixed sequences of inputs for an operation, all of them for the small types,
// and the hash of what the library returns for them.

#ifndef OGIVE_SRC_VERIFY_SWEEP_H_
#define OGIVE_SRC_VERIFY_SWEEP_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "kernels/dispatch.h"
#include "kernels/targets.h"
#include "verify/hash.h"

namespace ogive::internal {

// Which inputs an operation is tried on. The sequence is the same on every
// machine:
//   f32, f16, bf16   the bit patterns 0, stride, 2 stride, ...: all of them, or
//                    for an Op::backward that takes a cached output, those of
//                    the function's range
//   f64              `samples` numbers: all exponents, and more where functions
//                    bend; each second one is the upper neighbour (in
//                    magnitude) of the one before
// The operations on a tail cache get t = tail(x) for those x; dy is
// pseudo-random with all exponents and finite, or 1.
struct Sweep {
  Function function = Function::sigmoid;
  Op op = Op::forward;
  Dtype dtype = Dtype::f32;
  ogive::accuracy accuracy = ogive::accuracy::exact;
  std::uint64_t stride = 1;
  std::uint64_t samples = 100'000'000;
  // None: the default ones; the one in force.
  std::optional<Params> params = std::nullopt;
  std::optional<Target> target = std::nullopt;
  // What computes: the library, or, to prove the proof, something else.
  void (*run)(Target, Function, Op, Dtype, const Arrays&, std::size_t,
              const Params&, const options&) = &run_on_target;
};

// The parameters, as values of the element type.
Params sweep_params(const Sweep& sweep);

// How many inputs the sweep has.
std::uint64_t sweep_size(const Sweep& sweep);

// A run of consecutive inputs and what the library made of them; the vectors
// that the operation does not use are left alone. Bits is the unsigned integer
// of the element type's size.
template <class Bits>
struct SweepChunk {
  std::vector<Bits> x;      // or y, for Op::backward
  std::vector<Bits> cache;  // tail(x)
  std::vector<Bits> dy;
  std::vector<Bits> out[2];
};

enum class Dy { none, one, random };

// Fills chunk.x with inputs number `first` to `first` + n of the sweep.
template <class Bits>
void sweep_inputs(const Sweep& sweep, std::uint64_t first, std::size_t n,
                  SweepChunk<Bits>& chunk);

// Fills chunk.cache and chunk.dy as the operation needs (`first` decides the
// pseudo-random dy).
template <class Bits>
void sweep_arguments(const Sweep& sweep, Dy dy, std::uint64_t first,
                     SweepChunk<Bits>& chunk);

// Runs the operation on these into chunk.out.
template <class Bits>
void sweep_compute(const Sweep& sweep, SweepChunk<Bits>& chunk);

// Both.
template <class Bits>
void sweep_run(const Sweep& sweep, Dy dy, std::uint64_t first,
               SweepChunk<Bits>& chunk);

// Calls work(c, thread) for c = 0 ... chunks - 1 on `threads` threads (0: every
// core), thread being below the number this returns. Passes on the first
// exception of any.
int sweep_chunks(
    std::uint64_t chunks, int threads,
    const std::function<void(std::uint64_t chunk, int thread)>& work);

// The number of threads that sweep_chunks uses.
int thread_count(int threads);

// The hash of all outputs of the sweep, in the order of the inputs, as hash.h
// says: one for each output of the operation. dy is pseudo-random.
std::array<std::uint64_t, 2> sweep_hash(const Sweep& sweep, int threads);

}  // namespace ogive::internal

#endif  // OGIVE_SRC_VERIFY_SWEEP_H_
