// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// Timing of an operation and of the copies beside it.

#include "studies/measure.h"

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <memory>
#include <new>
#include <random>
#include <type_traits>
#include <vector>

#include "kernels/streaming.h"
#include "kernels/threads.h"
#include "kernels/with_type.h"

namespace ogive::internal {
namespace {

constexpr std::size_t kAlignment = 64;
// One timing lasts at least this long: the clock's own time drowns in it.
constexpr double kSeconds = 1e-3;

// Bytes aligned to a cache line.
class Buffer {
 public:
  explicit Buffer(std::size_t bytes)
      : data_(static_cast<std::byte*>(
            std::aligned_alloc(kAlignment, round_up(bytes)))) {
    if (!data_) throw std::bad_alloc();
    // Touched, so that no timing pays for the first use of a page.
    std::memset(data_.get(), 0, round_up(bytes));
  }
  std::byte* data() { return data_.get(); }

  static std::size_t round_up(std::size_t bytes) {
    return (bytes + kAlignment - 1) / kAlignment * kAlignment;
  }

 private:
  struct Free {
    void operator()(std::byte* p) const { std::free(p); }
  };
  std::unique_ptr<std::byte, Free> data_;
};

// The arrays of one operation over n elements, and as many bytes for the
// copies. Each array begins on a cache line.
class Workload {
 public:
  Workload(const Subject& s, std::size_t n)
      : s_(s),
        n_(n),
        array_bytes_(Buffer::round_up(n * dtype_size(s.dtype))),
        copy_bytes_each_((op_inputs(s.op) + op_outputs(s.op)) *
                         dtype_size(s.dtype) / 2),
        copy_bytes_(Buffer::round_up(n * copy_bytes_each_)),
        source_(std::max(op_inputs(s.op) * array_bytes_, copy_bytes_)),
        target_(std::max(op_outputs(s.op) * array_bytes_, copy_bytes_)) {
    for (int i = 0; i < op_inputs(s.op); ++i) {
      arrays_.in[i] = source_.data() + i * array_bytes_;
    }
    for (int i = 0; i < op_outputs(s.op); ++i) {
      arrays_.out[i] = target_.data() + i * array_bytes_;
    }
    with_type(s.dtype, [&]<typename T>(std::type_identity<T>) {
      fill<T>(arrays_.in[0]);
      if (op_inputs(s.op) == 2) fill<T>(arrays_.in[1]);
    });
    // The passes from a cache get one.
    const Op cache = s.op == Op::backward ? Op::forward : Op::tail;
    const bool from_output =
        s.op == Op::backward && function_info(s.function).cache != Cache::input;
    if (from_output || s.op == Op::from_tail || s.op == Op::backward_tail) {
      const void* last = arrays_.in[op_inputs(s.op) - 1];
      run(s.function, cache, s.dtype,
          {{last, nullptr}, {const_cast<void*>(last), nullptr}}, n, s.params,
          options());
    }
  }

  // Read and written by each contestant.
  double bytes() const {
    return static_cast<double>(op_inputs(s_.op) + op_outputs(s_.op)) *
           static_cast<double>(n_ * dtype_size(s_.dtype));
  }

  void run_op() {
    run(s_.function, s_.op, s_.dtype, arrays_, n_, s_.params, s_.run);
  }
  void run_plain_copy() { copy(std::memcpy); }
  void run_streaming_copy() {
    copy([](void* to, const void* from, std::size_t size) {
      streaming_copy(to, from, size);
      streaming_fence();
      return to;
    });
  }

 private:
  using CopyFunction = void* (*)(void*, const void*, std::size_t);

  template <typename T>
  void fill(const void* array) {
    auto* p = static_cast<T*>(const_cast<void*>(array));
    for (std::size_t i = 0; i < n_; ++i) {
      const double unit = static_cast<double>(random_() >> 11) * 0x1p-53;
      const auto [from, to] = input_range(s_.function);
      p[i] = static_cast<T>(from + (to - from) * unit);
    }
  }

  // Splits the bytes among threads as the operation splits its elements, but
  // between cache lines.
  void copy(CopyFunction function) {
    copy_ = function;
    const auto part = [](void* context, std::size_t begin, std::size_t end) {
      const auto& self = *static_cast<Workload*>(context);
      const auto line = [&self](std::size_t element) {
        return element == self.n_
                   ? self.copy_bytes_
                   : element * self.copy_bytes_each_ / kAlignment * kAlignment;
      };
      self.copy_(self.target_pointer() + line(begin),
                 self.source_pointer() + line(begin), line(end) - line(begin));
    };
    if (s_.run.threads == 1) {
      part(this, 0, n_);
    } else {
      for_each_chunk(n_, s_.run.threads, this, part);
    }
  }
  std::byte* target_pointer() const {
    return const_cast<Workload*>(this)->target_.data();
  }
  const std::byte* source_pointer() const {
    return const_cast<Workload*>(this)->source_.data();
  }

  const Subject& s_;
  std::size_t n_;
  std::size_t array_bytes_, copy_bytes_each_, copy_bytes_;
  Buffer source_, target_;
  Arrays arrays_;
  CopyFunction copy_ = nullptr;
  std::mt19937_64 random_{1};
};

using Clock = std::chrono::steady_clock;

// Seconds of one call, over `calls` of them.
template <typename F>
double seconds_each(F&& f, std::size_t calls) {
  const auto start = Clock::now();
  for (std::size_t i = 0; i < calls; ++i) f();
  return std::chrono::duration<double>(Clock::now() - start).count() /
         static_cast<double>(calls);
}

// The value that the fraction q of the values lies below.
double quantile(std::vector<double> values, double q) {
  std::sort(values.begin(), values.end());
  const double place = q * static_cast<double>(values.size() - 1);
  const auto below = static_cast<std::size_t>(place);
  const std::size_t above = std::min(below + 1, values.size() - 1);
  const double part = place - static_cast<double>(below);
  return values[below] + part * (values[above] - values[below]);
}

Summary summarise(const std::vector<double>& values) {
  return {quantile(values, 0.5), quantile(values, 0.25),
          quantile(values, 0.75)};
}

}  // namespace

std::pair<double, double> input_range(Function function) {
  const FunctionInfo& info = function_info(function);
  return {std::max(-kInputs, info.domain_from),
          std::min(kInputs, info.domain_to)};
}

Measurement measure(const Subject& s, std::size_t n) {
  Workload work(s, n);
  const std::array<std::function<void()>, kContestants> contestants = {
      [&] { work.run_op(); }, [&] { work.run_plain_copy(); },
      [&] { work.run_streaming_copy(); }};
  // Twice, so that the first use of code, caches and threads counts for
  // nothing.
  std::array<std::size_t, kContestants> calls{};
  for (int c = 0; c < kContestants; ++c) {
    std::size_t& k = calls[c];
    k = 1;
    for (int i = 0; i < 2; ++i) {
      while (seconds_each(contestants[c], k) * static_cast<double>(k) <
             kSeconds) {
        k *= 2;
      }
    }
  }
  std::array<std::vector<double>, kContestants> seconds;
  std::vector<double> to_plain, to_streaming;
  for (int round = 0; round < s.rounds; ++round) {
    // Interleaved, and each in turn the first: what slows the machine for a
    // while slows all of them.
    for (int i = 0; i < kContestants; ++i) {
      const int c = (round + i) % kContestants;
      seconds[c].push_back(seconds_each(contestants[c], calls[c]));
    }
    to_plain.push_back(seconds[kOp].back() / seconds[kPlain].back());
    to_streaming.push_back(seconds[kOp].back() / seconds[kStreaming].back());
  }
  Measurement m{n, work.bytes(), {}, {}, {}};
  for (int c = 0; c < kContestants; ++c) m.seconds[c] = summarise(seconds[c]);
  m.to_plain = summarise(to_plain);
  m.to_streaming = summarise(to_streaming);
  return m;
}

}  // namespace ogive::internal
