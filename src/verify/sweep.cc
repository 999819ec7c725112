// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// The definitions of sweep.h.

#include "verify/sweep.h"

#include <algorithm>
#include <atomic>
#include <bit>
#include <exception>
#include <mutex>
#include <thread>

namespace ogive::internal {

namespace {

// Bit patterns of 1.
constexpr std::uint64_t one_bits(Dtype dtype) {
  constexpr std::uint64_t kOne[] = {0x3F800000, 0x3FF0000000000000, 0x3C00,
                                    0x3F80};
  return kOne[static_cast<int>(dtype)];
}

// r / 2^53, in [0, 1), for the upper 53 bits of r.
double unit(std::uint64_t r) { return static_cast<double>(r >> 11) * 0x1p-53; }

// Input number i of the f64 sweeps over x.
std::uint64_t f64_input(std::uint64_t i) {
  const std::uint64_t pair = i / 2;
  const std::uint64_t r = mix(pair);
  std::uint64_t bits = r;  // all exponents, NaN among them
  switch (pair % 4) {
    case 1: {  // exponents -64 to 10
      const std::uint64_t exponent = 1023 - 64 + mix(r) % 75;
      bits = (r & 0x800FFFFFFFFFFFFFu) | exponent << 52;
      break;
    }
    case 2:
      bits = std::bit_cast<std::uint64_t>(unit(r) * 1500 - 750);
      break;
    case 3:
      bits = std::bit_cast<std::uint64_t>(unit(r) * 80 - 40);
      break;
  }
  return bits + i % 2;
}

// Input number i of the f64 sweeps over y, in [0, 1].
std::uint64_t f64_output(std::uint64_t i) {
  const std::uint64_t r = mix(i);
  if (i % 2) return std::bit_cast<std::uint64_t>(unit(r));
  return r % (one_bits(Dtype::f64) + 1);
}

// Finite, both signs, all exponents.
std::uint64_t random_dy(Dtype dtype, std::uint64_t i) {
  const std::uint64_t r = mix(~i);
  switch (dtype) {
    case Dtype::f32:
      return (r & 0x7F800000) == 0x7F800000 ? r & 0xBFFFFFFF : r & 0xFFFFFFFF;
    case Dtype::f64:
      return (r << 1 >> 53) == 0x7FF ? r & 0xBFFFFFFFFFFFFFFF : r;
    case Dtype::f16:
      return (r & 0x7C00) == 0x7C00 ? r & 0xBFFF : r & 0xFFFF;
    case Dtype::bf16:
      return (r & 0x7F80) == 0x7F80 ? r & 0xBFFF : r & 0xFFFF;
  }
  return 0;
}

}  // namespace

std::uint64_t sweep_size(const Sweep& sweep) {
  if (sweep.dtype == Dtype::f64) return sweep.samples;
  const std::uint64_t patterns = sweep.op == Op::backward
                                     ? one_bits(sweep.dtype) + 1
                                     : std::uint64_t{1}
                                           << 8 * dtype_size(sweep.dtype);
  return (patterns - 1) / sweep.stride + 1;
}

template <class Bits>
void sweep_inputs(const Sweep& sweep, std::uint64_t first, std::size_t n,
                  SweepChunk<Bits>& chunk) {
  chunk.x.resize(n);
  for (std::size_t i = 0; i < n; ++i) {
    const std::uint64_t number = first + i;
    if constexpr (sizeof(Bits) == 8) {
      chunk.x[i] =
          sweep.op == Op::backward ? f64_output(number) : f64_input(number);
    } else {
      chunk.x[i] = static_cast<Bits>(number * sweep.stride);
    }
  }
}

template <class Bits>
void sweep_run(const Sweep& sweep, Dy dy, std::uint64_t first,
               SweepChunk<Bits>& chunk) {
  const std::size_t n = chunk.x.size();
  const options o{sweep.accuracy, 1};
  Arrays arrays;
  arrays.in[0] = chunk.x.data();
  if (sweep.op == Op::from_tail || sweep.op == Op::backward_tail) {
    chunk.cache.resize(n);
    Arrays tail;
    tail.in[0] = chunk.x.data();
    tail.out[0] = chunk.cache.data();
    sweep.run(sweep.function, Op::tail, sweep.dtype, tail, n, o);
    arrays.in[0] = chunk.cache.data();
  }
  if (op_inputs(sweep.op) == 2) {
    chunk.dy.resize(n);
    for (std::size_t i = 0; i < n; ++i) {
      chunk.dy[i] =
          static_cast<Bits>(dy == Dy::one ? one_bits(sweep.dtype)
                                          : random_dy(sweep.dtype, first + i));
    }
    arrays.in[1] = arrays.in[0];
    arrays.in[0] = chunk.dy.data();
  }
  for (int k = 0; k < op_outputs(sweep.op); ++k) {
    chunk.out[k].resize(n);
    arrays.out[k] = chunk.out[k].data();
  }
  sweep.run(sweep.function, sweep.op, sweep.dtype, arrays, n, o);
}

template void sweep_inputs(const Sweep&, std::uint64_t, std::size_t,
                           SweepChunk<std::uint16_t>&);
template void sweep_inputs(const Sweep&, std::uint64_t, std::size_t,
                           SweepChunk<std::uint32_t>&);
template void sweep_inputs(const Sweep&, std::uint64_t, std::size_t,
                           SweepChunk<std::uint64_t>&);
template void sweep_run(const Sweep&, Dy, std::uint64_t,
                        SweepChunk<std::uint16_t>&);
template void sweep_run(const Sweep&, Dy, std::uint64_t,
                        SweepChunk<std::uint32_t>&);
template void sweep_run(const Sweep&, Dy, std::uint64_t,
                        SweepChunk<std::uint64_t>&);

int thread_count(int threads) {
  if (threads > 0) return threads;
  return std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
}

int sweep_chunks(std::uint64_t chunks, int threads,
                 const std::function<void(std::uint64_t, int)>& work) {
  threads = thread_count(threads);
  std::atomic<std::uint64_t> next{0};
  std::mutex mutex;
  std::exception_ptr failure;
  const auto loop = [&](int thread) {
    try {
      for (std::uint64_t c; (c = next.fetch_add(1)) < chunks;) work(c, thread);
    } catch (...) {
      const std::lock_guard lock(mutex);
      if (!failure) failure = std::current_exception();
      next = chunks;
    }
  };
  std::vector<std::thread> others;
  for (int t = 1; t < threads; ++t) others.emplace_back(loop, t);
  loop(0);
  for (std::thread& t : others) t.join();
  if (failure) std::rethrow_exception(failure);
  return threads;
}

namespace {

template <class Bits>
std::array<std::uint64_t, 2> hash_all(const Sweep& sweep, int threads) {
  const std::uint64_t size = sweep_size(sweep);
  const std::uint64_t chunks = (size + kHashChunk - 1) / kHashChunk;
  std::vector<SweepChunk<Bits>> buffers(thread_count(threads));
  std::vector<std::array<std::uint64_t, 2>> hashes(chunks);
  sweep_chunks(chunks, threads, [&](std::uint64_t c, int thread) {
    SweepChunk<Bits>& chunk = buffers[thread];
    const std::uint64_t first = c * kHashChunk;
    const std::size_t n = std::min<std::uint64_t>(kHashChunk, size - first);
    sweep_inputs(sweep, first, n, chunk);
    sweep_run(sweep, Dy::random, first, chunk);
    for (int k = 0; k < op_outputs(sweep.op); ++k) {
      hashes[c][k] = hash_chunk(chunk.out[k].data(), n);
    }
  });
  std::array<std::uint64_t, 2> total{};
  for (const auto& h : hashes) {
    for (int k = 0; k < op_outputs(sweep.op); ++k) {
      total[k] = hash_step(total[k], h[k]);
    }
  }
  return total;
}

}  // namespace

std::array<std::uint64_t, 2> sweep_hash(const Sweep& sweep, int threads) {
  switch (dtype_size(sweep.dtype)) {
    case 2:
      return hash_all<std::uint16_t>(sweep, threads);
    case 4:
      return hash_all<std::uint32_t>(sweep, threads);
    default:
      return hash_all<std::uint64_t>(sweep, threads);
  }
}

}  // namespace ogive::internal
