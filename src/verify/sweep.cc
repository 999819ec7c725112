// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// The definitions of sweep.h.

#include "verify/sweep.h"

#include <algorithm>
#include <atomic>
#include <bit>
#include <cmath>
#include <exception>
#include <mutex>
#include <thread>

#include "verify/reference.h"

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
  switch (pair % 8) {
    case 1:
    case 5: {  // exponents -64 to 10
      const std::uint64_t exponent = 1023 - 64 + mix(r) % 75;
      bits = (r & 0x800FFFFFFFFFFFFFu) | exponent << 52;
      break;
    }
    case 2:
    case 6:
      bits = std::bit_cast<std::uint64_t>(unit(r) * 1500 - 750);
      break;
    case 4:
      bits = std::bit_cast<std::uint64_t>(unit(r));
      break;
    case 3:
    case 7:
      bits = std::bit_cast<std::uint64_t>(unit(r) * 80 - 40);
      break;
  }
  return bits + i % 2;
}

// The same near x, where a derivative crosses 0.
std::uint64_t f64_near(double x, std::uint64_t i) {
  const std::uint64_t r = mix(i);
  const std::uint64_t away = r >> (24 + r % 40);  // 2^40 at most
  const auto bits = std::bit_cast<std::uint64_t>(x);
  return r & 1 ? bits + away : bits - away;
}

// What Op::backward takes where that is a cached output: the bit patterns of
// `positive` numbers from 0 up, then of `negative` ones from -0 down, which are
// the function's range.
struct Outputs {
  std::uint64_t positive, negative;
  double lowest, highest;
};

Outputs outputs_of(const Sweep& sweep) {
  // All functions with such a cache rise from their one limit to the other.
  Reference reference(sweep.function, sweep_params(sweep));
  const Dtype t = sweep.dtype;
  Outputs o{0, 0, reference.rounded(Quantity::forward, t, -HUGE_VAL),
            reference.rounded(Quantity::forward, t, HUGE_VAL)};
  if (o.highest >= 0) o.positive = encode(t, std::fabs(o.highest)) + 1;
  if (o.lowest < 0) o.negative = encode(t, std::fabs(o.lowest)) + 1;
  return o;
}

std::uint64_t pattern(const Outputs& o, Dtype dtype, std::uint64_t number) {
  return number < o.positive ? number : sign_bit(dtype) | (number - o.positive);
}

// Input number i of the f64 sweeps over y.
std::uint64_t f64_output(const Outputs& o, std::uint64_t i) {
  const std::uint64_t r = mix(i);
  if (i % 2) {
    const double low = std::max(o.lowest, -40.0);
    const double high = std::min(o.highest, 40.0);
    return std::bit_cast<std::uint64_t>(low + unit(r) * (high - low));
  }
  const std::uint64_t all = std::max<std::uint64_t>(1, o.positive + o.negative);
  return pattern(o, Dtype::f64, r % all);
}

bool takes_output(const Sweep& sweep) {
  return sweep.op == Op::backward &&
         function_info(sweep.function).cache != Cache::input;
}

Target target_of(const Sweep& sweep) {
  return sweep.target ? *sweep.target : current_target();
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

Params sweep_params(const Sweep& sweep) {
  return checked_params(
      sweep.function, sweep.dtype,
      sweep.params ? *sweep.params : default_params(sweep.function));
}

std::uint64_t sweep_size(const Sweep& sweep) {
  if (sweep.dtype == Dtype::f64) return sweep.samples;
  std::uint64_t patterns = std::uint64_t{1} << 8 * dtype_size(sweep.dtype);
  if (takes_output(sweep)) {
    const Outputs o = outputs_of(sweep);
    patterns = o.positive + o.negative;
  }
  return (patterns - 1) / sweep.stride + 1;
}

template <class Bits>
void sweep_inputs(const Sweep& sweep, std::uint64_t first, std::size_t n,
                  SweepChunk<Bits>& chunk) {
  chunk.x.resize(n);
  const bool output = takes_output(sweep);
  const Outputs o = output ? outputs_of(sweep) : Outputs{};
  const FunctionInfo& info = function_info(sweep.function);
  const bool near = std::isfinite(info.crossing) && sweep.op != Op::forward;
  for (std::size_t i = 0; i < n; ++i) {
    const std::uint64_t number = first + i;
    if constexpr (sizeof(Bits) == 8) {
      chunk.x[i] = output                    ? f64_output(o, number)
                   : near && number % 8 == 7 ? f64_near(info.crossing, number)
                                             : f64_input(number);
    } else {
      const std::uint64_t bits = number * sweep.stride;
      chunk.x[i] =
          static_cast<Bits>(output ? pattern(o, sweep.dtype, bits) : bits);
    }
  }
}

template <class Bits>
void sweep_arguments(const Sweep& sweep, Dy dy, std::uint64_t first,
                     SweepChunk<Bits>& chunk) {
  const std::size_t n = chunk.x.size();
  if (sweep.op == Op::from_tail || sweep.op == Op::backward_tail) {
    chunk.cache.resize(n);
    Arrays tail;
    tail.in[0] = chunk.x.data();
    tail.out[0] = chunk.cache.data();
    sweep.run(target_of(sweep), sweep.function, Op::tail, sweep.dtype, tail, n,
              sweep_params(sweep), {accuracy::exact, 1});
  }
  if (op_inputs(sweep.op) == 2) {
    chunk.dy.resize(n);
    for (std::size_t i = 0; i < n; ++i) {
      chunk.dy[i] =
          static_cast<Bits>(dy == Dy::one ? one_bits(sweep.dtype)
                                          : random_dy(sweep.dtype, first + i));
    }
  }
}

template <class Bits>
void sweep_compute(const Sweep& sweep, SweepChunk<Bits>& chunk) {
  const std::size_t n = chunk.x.size();
  Arrays arrays;
  const bool cached =
      sweep.op == Op::from_tail || sweep.op == Op::backward_tail;
  arrays.in[0] = cached ? chunk.cache.data() : chunk.x.data();
  if (op_inputs(sweep.op) == 2) {
    arrays.in[1] = arrays.in[0];
    arrays.in[0] = chunk.dy.data();
  }
  for (int k = 0; k < op_outputs(sweep.op); ++k) {
    chunk.out[k].resize(n);
    arrays.out[k] = chunk.out[k].data();
  }
  sweep.run(target_of(sweep), sweep.function, sweep.op, sweep.dtype, arrays, n,
            sweep_params(sweep), {sweep.accuracy, 1});
}

template <class Bits>
void sweep_run(const Sweep& sweep, Dy dy, std::uint64_t first,
               SweepChunk<Bits>& chunk) {
  sweep_arguments(sweep, dy, first, chunk);
  sweep_compute(sweep, chunk);
}

template void sweep_inputs(const Sweep&, std::uint64_t, std::size_t,
                           SweepChunk<std::uint16_t>&);
template void sweep_arguments(const Sweep&, Dy, std::uint64_t,
                              SweepChunk<std::uint16_t>&);
template void sweep_compute(const Sweep&, SweepChunk<std::uint16_t>&);
template void sweep_run(const Sweep&, Dy, std::uint64_t,
                        SweepChunk<std::uint16_t>&);
template void sweep_inputs(const Sweep&, std::uint64_t, std::size_t,
                           SweepChunk<std::uint32_t>&);
template void sweep_arguments(const Sweep&, Dy, std::uint64_t,
                              SweepChunk<std::uint32_t>&);
template void sweep_compute(const Sweep&, SweepChunk<std::uint32_t>&);
template void sweep_run(const Sweep&, Dy, std::uint64_t,
                        SweepChunk<std::uint32_t>&);
template void sweep_inputs(const Sweep&, std::uint64_t, std::size_t,
                           SweepChunk<std::uint64_t>&);
template void sweep_arguments(const Sweep&, Dy, std::uint64_t,
                              SweepChunk<std::uint64_t>&);
template void sweep_compute(const Sweep&, SweepChunk<std::uint64_t>&);
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
