// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// ogive bench: how fast an operation is by the size of its arrays, beside plain
// and streaming copies of the same bytes.

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <memory>
#include <new>
#include <random>
#include <string>
#include <vector>

#include "cli/command.h"
#include "cli/common.h"
#include "cli/copy.h"
#include "cli/machine.h"
#include "io/error.h"
#include "io/number.h"
#include "kernels/threads.h"
#include "verify/report.h"

namespace ogive::internal {
namespace {

constexpr std::size_t kLargestSize = std::size_t{1} << 32;
constexpr int kMostRounds = 10000;
constexpr std::size_t kAlignment = 64;
// One timing lasts at least this long: the clock's own time drowns in it.
constexpr double kSeconds = 1e-3;
// Inputs are spread evenly over [-kInputs, kInputs].
constexpr double kInputs = 8;

struct BenchOptions {
  CommonOptions common;
  Function function = {};
  Op op = Op::forward;
  std::vector<std::size_t> sizes{64, 1024, 16384, 262144, 4194304, 33554432};
  int rounds = 15;
  bool json = false;
};

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
  Workload(const BenchOptions& o, std::size_t n)
      : o_(o),
        n_(n),
        array_bytes_(Buffer::round_up(n * dtype_size(o.common.dtype))),
        copy_bytes_each_((op_inputs(o.op) + op_outputs(o.op)) *
                         dtype_size(o.common.dtype) / 2),
        copy_bytes_(Buffer::round_up(n * copy_bytes_each_)),
        source_(std::max(op_inputs(o.op) * array_bytes_, copy_bytes_)),
        target_(std::max(op_outputs(o.op) * array_bytes_, copy_bytes_)) {
    for (int i = 0; i < op_inputs(o.op); ++i) {
      arrays_.in[i] = source_.data() + i * array_bytes_;
    }
    for (int i = 0; i < op_outputs(o.op); ++i) {
      arrays_.out[i] = target_.data() + i * array_bytes_;
    }
    with_type(o.common.dtype, [&]<typename T>(std::type_identity<T>) {
      fill<T>(arrays_.in[0]);
      if (op_inputs(o.op) == 2) fill<T>(arrays_.in[1]);
    });
    // The passes from a cache get one.
    const Op cache = o.op == Op::backward ? Op::forward : Op::tail;
    const bool from_cache = o.op == Op::backward || o.op == Op::from_tail ||
                            o.op == Op::backward_tail;
    if (from_cache) {
      const void* last = arrays_.in[op_inputs(o.op) - 1];
      run(o.function, cache, o.common.dtype,
          {{last, nullptr}, {const_cast<void*>(last), nullptr}}, n, options());
    }
  }

  // Read and written by each contestant.
  double bytes() const {
    return static_cast<double>(op_inputs(o_.op) + op_outputs(o_.op)) *
           static_cast<double>(n_ * dtype_size(o_.common.dtype));
  }

  void run_op() {
    run(o_.function, o_.op, o_.common.dtype, arrays_, n_, o_.common.run);
  }
  void run_plain_copy() { copy(std::memcpy); }
  void run_streaming_copy() {
    copy([](void* to, const void* from, std::size_t size) {
      streaming_copy(to, from, size);
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
      p[i] = static_cast<T>(kInputs * (2 * unit - 1));
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
    if (o_.common.run.threads == 1) {
      part(this, 0, n_);
    } else {
      for_each_chunk(n_, o_.common.run.threads, this, part);
    }
  }
  std::byte* target_pointer() const {
    return const_cast<Workload*>(this)->target_.data();
  }
  const std::byte* source_pointer() const {
    return const_cast<Workload*>(this)->source_.data();
  }

  const BenchOptions& o_;
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

enum Contestant { kOp, kPlain, kStreaming, kContestants };

struct Summary {
  double median, lower, upper;  // quartiles
};

Summary summarise(const std::vector<double>& values) {
  return {quantile(values, 0.5), quantile(values, 0.25),
          quantile(values, 0.75)};
}

struct Measurement {
  std::size_t n;
  double bytes;
  std::array<Summary, kContestants> seconds;
  // Of the operation's time to each copy's, of the same round.
  Summary to_plain, to_streaming;
};

Measurement measure(const BenchOptions& o, std::size_t n) {
  Workload work(o, n);
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
  for (int round = 0; round < o.rounds; ++round) {
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

std::string tier_name(const BenchOptions& o) {
  return o.common.run.accuracy == accuracy::fast ? "fast" : "exact";
}

std::string head(const BenchOptions& o) {
  const FunctionInfo& info = function_info(o.function);
  const int threads = o.common.run.threads;
  return fmt::format(
      "{} {} {} {}, target {}, {} thread{}\n"
      "ogive {}, {}, {}, {}\n"
      "x evenly spread over [-{}, {}]; medians of {} interleaved rounds\n"
      "GB/s: bytes read and written; plain copy: memcpy; streaming copy: {}\n"
      "ratios of times, of the same round: median (quartiles)\n\n",
      info.name, op_name(o.op), dtype_name(o.common.dtype), tier_name(o),
      target(), threads == 0 ? core_count() : threads, threads == 1 ? "" : "s",
      version(), compiler_name(), cpu_name(), cache_sizes(), kInputs, kInputs,
      o.rounds, streaming_copy_method());
}

void print_table(const BenchOptions& o) {
  write_stdout(head(o));
  const std::string op = o.op == Op::forward ? function_info(o.function).name
                                             : std::string(op_name(o.op));
  write_stdout(
      fmt::format("{:>10}  {:^15}  {:^15}  {:^15}  {:^18}  {}\n"
                  "{:>10}  {:>8} {:>6}  {:>8} {:>6}  {:>8} {:>6}\n",
                  "", op, "plain copy", "streaming copy", "to plain copy",
                  "to streaming copy", "elements", "ns/elem", "GB/s", "ns/elem",
                  "GB/s", "ns/elem", "GB/s"));
  for (const std::size_t n : o.sizes) {
    const Measurement m = measure(o, n);
    std::string line = fmt::format("{:>10}", n);
    for (const Summary& s : m.seconds) {
      line += fmt::format("  {:>8.4f} {:>6.1f}",
                          s.median * 1e9 / static_cast<double>(n),
                          m.bytes / s.median / 1e9);
    }
    for (const Summary& r : {m.to_plain, m.to_streaming}) {
      line += fmt::format("  {:>18}", fmt::format("{:.2f} ({:.2f}..{:.2f})",
                                                  r.median, r.lower, r.upper));
    }
    write_stdout(line + '\n');
    flush_stdout();
  }
}

std::string json_text(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    if (static_cast<unsigned char>(c) >= 0x20) out += c;
  }
  return out + '"';
}

std::string json_summary(const Summary& s, double factor) {
  return fmt::format(R"({{"median": {:.6g}, "quartiles": [{:.6g}, {:.6g}]}})",
                     s.median * factor, s.lower * factor, s.upper * factor);
}

void print_json(const BenchOptions& o) {
  const int threads = o.common.run.threads;
  std::string text = "{\n";
  const auto field = [&text](std::string_view name, std::string_view value) {
    text += fmt::format("  \"{}\": {},\n", name, value);
  };
  field("function", json_text(function_info(o.function).name));
  field("op", json_text(op_name(o.op)));
  field("dtype", json_text(dtype_name(o.common.dtype)));
  field("accuracy", json_text(tier_name(o)));
  field("target", json_text(target()));
  field("threads", std::to_string(threads == 0 ? core_count() : threads));
  field("version", json_text(version()));
  field("compiler", json_text(compiler_name()));
  field("cpu", json_text(cpu_name()));
  field("caches", json_text(cache_sizes()));
  field("streaming_copy", json_text(streaming_copy_method()));
  field("rounds", std::to_string(o.rounds));
  text += "  \"results\": [";
  for (std::size_t i = 0; i < o.sizes.size(); ++i) {
    const Measurement m = measure(o, o.sizes[i]);
    const double ns = 1e9 / static_cast<double>(m.n);
    text += fmt::format(
        "{}\n    {{\"elements\": {}, \"bytes\": {:.0f},\n"
        "     \"ns_per_element\": {},\n"
        "     \"plain_copy_ns_per_element\": {},\n"
        "     \"streaming_copy_ns_per_element\": {},\n"
        "     \"ratio_to_plain_copy\": {},\n"
        "     \"ratio_to_streaming_copy\": {}}}",
        i == 0 ? "" : ",", m.n, m.bytes, json_summary(m.seconds[kOp], ns),
        json_summary(m.seconds[kPlain], ns),
        json_summary(m.seconds[kStreaming], ns), json_summary(m.to_plain, 1),
        json_summary(m.to_streaming, 1));
  }
  write_stdout(text + "\n  ]\n}\n");
}

// The names of all operations, with `separator` between them.
std::string op_names(std::string_view separator) {
  std::string names;
  for (int i = 0; i < kOps; ++i) {
    if (i != 0) names += separator;
    names += op_name(static_cast<Op>(i));
  }
  return names;
}

Op op_by_name(const std::string& name) {
  for (int i = 0; i < kOps; ++i) {
    const auto op = static_cast<Op>(i);
    if (name == op_name(op)) return op;
  }
  throw CLI::ValidationError(
      "--op", "unknown operation '" + name + "'; there are " + op_names(", "));
}

}  // namespace

void add_bench(CLI::App& app) {
  CLI::App* sub = app.add_subcommand(
      "bench", "Measure a function beside copies of the same bytes");
  const auto o = std::make_shared<BenchOptions>();
  add_function(sub, o->function);
  sub->add_option_function<std::string>(
         "--op", [o](const std::string& name) { o->op = op_by_name(name); },
         "what to measure (default forward)")
      ->type_name(op_names("|"));
  sub->add_option("--sizes", o->sizes,
                  "elements of an array, separated by commas\n"
                  "(default 64 to 33554432)")
      ->delimiter(',')
      ->check(CLI::Range(std::size_t{1}, kLargestSize))
      ->type_name("N,...");
  sub->add_option("--rounds", o->rounds, "timings of each (default 15)")
      ->check(CLI::Range(1, kMostRounds))
      ->type_name("N");
  sub->add_flag("--json", o->json, "print JSON, for other programs");
  add_common(sub, o->common);
  sub->footer(
      R"(An array that fits a cache stays in it from call to call, for the copies too. A
machine that does other work gives larger times and wider quartiles.

Example:
  ogive bench sigmoid --accuracy fast --sizes 1024,1048576)");
  sub->callback([o] {
    apply_target(o->common);
    o->json ? print_json(*o) : print_table(*o);
  });
}

}  // namespace ogive::internal
