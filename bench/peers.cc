// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// Times Ogive beside copies of memory, a loop over the C library, SLEEF, oneDNN
// and XNNPACK, as Google Benchmark programs named NAME/op/dtype/size/threads:
//
//   peers --threads 1 -o FILE.json       (scripts/bench.sh runs it)
//
// One group (op, dtype, size) after the other; in each round of a group every
// contestant runs once, in an order drawn anew, so that what slows the machine
// for a while slows all of them, and times of the same round may be compared.
// All have the same arrays, on cache lines; what may be prepared beforehand is.
// Before it is timed, each has its results compared with the formula.

#include <benchmark/benchmark.h>
#include <ogive/activations.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <map>
#include <memory>
#include <new>
#include <random>
#include <span>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "copies.h"
#if BENCH_SLEEF
#include "sleef_loops.h"
#endif
#if BENCH_ONEDNN
#include <oneapi/dnnl/dnnl.hpp>
#endif
#if BENCH_XNNPACK
#include <pthreadpool.h>
#include <xnnpack.h>
#endif

namespace {

struct Settings {
  std::vector<std::size_t> sizes{64, 1024, 4096, 65536, 1 << 20, 1 << 26};
  int threads = 1;
  int rounds = 15;
  std::vector<std::string> dtypes{"f32", "bf16", "f16", "f64"};
  std::string output;
};

// Arrays that do not fit a cache vary less from round to round, and last.
constexpr std::size_t kLarge = std::size_t{1} << 24;
constexpr int kRoundsOfLarge = 7;
// Below it threads are of no use to anyone.
constexpr std::size_t kLeastForThreads = 65536;

template <typename T>
const char* dtype_name();
template <>
const char* dtype_name<float>() {
  return "f32";
}
template <>
const char* dtype_name<double>() {
  return "f64";
}
template <>
const char* dtype_name<ogive::float16>() {
  return "f16";
}
template <>
const char* dtype_name<ogive::bfloat16>() {
  return "bf16";
}

// n elements on cache lines, the last line whole.
template <typename T>
class Array {
 public:
  explicit Array(std::size_t n)
      : size_(n),
        bytes_((n * sizeof(T) + 63) / 64 * 64),
        data_(static_cast<T*>(std::aligned_alloc(64, bytes_))) {
    if (!data_) throw std::bad_alloc();
    // Touched, so that no timing pays for the first use of a page.
    spoil();
  }
  void spoil() { std::memset(static_cast<void*>(data_.get()), 0xFF, bytes_); }
  T* data() const { return data_.get(); }
  std::size_t size() const { return size_; }
  std::size_t bytes() const { return bytes_; }
  std::span<const T> in() const { return {data_.get(), size_}; }
  std::span<T> out() const { return {data_.get(), size_}; }

 private:
  struct Free {
    void operator()(T* p) const { std::free(p); }
  };
  std::size_t size_, bytes_;
  std::unique_ptr<T, Free> data_;
};

template <typename T>
struct Arrays {
  explicit Arrays(std::size_t n) : x(n), dy(n), y(n), t(n), dx(n) {
    std::mt19937_64 random(1);
    std::uniform_real_distribution<double> inputs(-8, 8), gradients(-1, 1);
    for (std::size_t i = 0; i < n; ++i) {
      x.data()[i] = static_cast<T>(inputs(random));
      dy.data()[i] = static_cast<T>(gradients(random));
    }
    fill_caches();
  }
  void fill_caches() {
    ogive::sigmoid_with_tail(x.in(), y.out(), t.out(), {.threads = 0});
  }
  std::size_t size() const { return x.size(); }

  Array<T> x, dy;  // inputs
  Array<T> y, t;   // outputs forward, inputs backward
  Array<T> dx;     // the output backward
};

struct Contestant {
  std::string name;
  std::function<void()> run;
  bool is_copy = false;  // computes nothing that could be wrong
};

double true_sigmoid(double x) { return 1 / (1 + std::exp(-x)); }

// Throws where results are not those of the formula, as far as the type and a
// library that rounds in its own way can tell.
template <typename T>
void check(const std::string& name, const Arrays<T>& a, bool forward,
           bool backward) {
  const double tolerance = sizeof(T) == 8   ? 1e-12
                           : sizeof(T) == 4 ? 1e-5
                                            : 2e-2;
  const std::size_t step = std::max<std::size_t>(1, a.size() / 10007);
  const auto same = [&](double got, double want) {
    if (std::abs(got - want) <= tolerance) return;
    throw std::runtime_error(name + " gives " + std::to_string(got) +
                             " in place of " + std::to_string(want));
  };
  for (std::size_t i = 0; i < a.size(); i += step) {
    const double s = true_sigmoid(static_cast<double>(a.x.data()[i]));
    if (forward) same(static_cast<double>(a.y.data()[i]), s);
    if (backward) {
      const auto dy = static_cast<double>(a.dy.data()[i]);
      same(static_cast<double>(a.dx.data()[i]), dy * s * (1 - s));
    }
  }
}

#if BENCH_ONEDNN

template <typename T>
constexpr dnnl::memory::data_type kDnnlType = dnnl::memory::data_type::f32;
template <>
constexpr dnnl::memory::data_type kDnnlType<ogive::bfloat16> =
    dnnl::memory::data_type::bf16;

// oneDNN's primitives, made once. It takes its number of threads from
// OMP_NUM_THREADS.
template <typename T>
class OneDnn {
 public:
  explicit OneDnn(const Arrays<T>& a)
      : engine_(dnnl::engine::kind::cpu, 0),
        stream_(engine_),
        layout_({static_cast<dnnl::memory::dim>(a.size())}, kDnnlType<T>,
                dnnl::memory::format_tag::a) {
    const auto of = [&](const Array<T>& array) {
      return dnnl::memory(layout_, engine_, array.data());
    };
    const dnnl::eltwise_forward::primitive_desc forward(
        {dnnl::prop_kind::forward_training, kAlgorithm, layout_}, engine_);
    const dnnl::eltwise_backward::primitive_desc backward(
        {kAlgorithm, layout_, layout_}, engine_, forward);
    forward_ = dnnl::eltwise_forward(forward);
    backward_ = dnnl::eltwise_backward(backward);
    forward_arguments_ = {{DNNL_ARG_SRC, of(a.x)}, {DNNL_ARG_DST, of(a.y)}};
    backward_arguments_ = {{DNNL_ARG_DST, of(a.y)},
                           {DNNL_ARG_DIFF_DST, of(a.dy)},
                           {DNNL_ARG_DIFF_SRC, of(a.dx)}};
  }
  void forward() {
    forward_.execute(stream_, forward_arguments_);
    stream_.wait();
  }
  void backward() {
    backward_.execute(stream_, backward_arguments_);
    stream_.wait();
  }

 private:
  static constexpr auto kAlgorithm =
      dnnl::algorithm::eltwise_logistic_use_dst_for_bwd;
  using Arguments = std::unordered_map<int, dnnl::memory>;

  dnnl::engine engine_;
  dnnl::stream stream_;
  dnnl::memory::desc layout_;
  dnnl::primitive forward_, backward_;
  Arguments forward_arguments_, backward_arguments_;
};

// Null where oneDNN has no such operation for the type on this machine.
template <typename T>
std::shared_ptr<OneDnn<T>> make_onednn(const Arrays<T>& a) {
  try {
    return std::make_shared<OneDnn<T>>(a);
  } catch (const dnnl::error&) {
    return nullptr;
  }
}

#endif  // BENCH_ONEDNN

#if BENCH_XNNPACK

// XNNPACK's operator of floats, set up once.
class Xnnpack {
 public:
  Xnnpack(const Arrays<float>& a, int threads)
      : pool_(threads == 1
                  ? nullptr
                  : pthreadpool_create(static_cast<std::size_t>(threads))) {
    if (xnn_initialize(nullptr) != xnn_status_success ||
        xnn_create_sigmoid_nc_f32(1, 1, 1, 0, &operator_) !=
            xnn_status_success ||
        xnn_setup_sigmoid_nc_f32(operator_, a.size(), a.x.data(), a.y.data(),
                                 pool_) != xnn_status_success) {
      throw std::runtime_error("XNNPACK refuses its sigmoid");
    }
  }
  Xnnpack(const Xnnpack&) = delete;
  Xnnpack& operator=(const Xnnpack&) = delete;
  ~Xnnpack() {
    xnn_delete_operator(operator_);
    pthreadpool_destroy(pool_);
  }
  void forward() { xnn_run_operator(operator_, pool_); }

 private:
  pthreadpool_t pool_;
  xnn_operator_t operator_ = nullptr;
};

#endif  // BENCH_XNNPACK

template <typename T>
constexpr bool kIsStandard = std::is_floating_point_v<T>;

template <typename T>
std::vector<Contestant> forward_contestants(Arrays<T>& a, int threads) {
  const std::size_t n = a.size();
  std::vector<Contestant> all{
      {"copy",
       [&a, threads] {
         bench_copy(a.x.bytes(), a.x.data(), a.y.data(), threads);
       },
       true},
      {"streaming_copy",
       [&a, threads] {
         bench_streaming_copy(a.x.bytes(), a.x.data(), a.y.data(), threads);
       },
       true},
      {"ogive_exact",
       [&a, threads] {
         ogive::sigmoid(a.x.in(), a.y.out(), {.threads = threads});
       }},
  };
  if constexpr (std::is_same_v<T, float>) {
    all.push_back({"ogive_fast", [&a, threads] {
                     ogive::sigmoid(a.x.in(), a.y.out(),
                                    {.accuracy = ogive::accuracy::fast,
                                     .threads = threads});
                   }});
  }
  if constexpr (kIsStandard<T>) {
    all.push_back({"libm", [&a, n, threads] {
                     const T* x = a.x.data();
                     T* y = a.y.data();
                     for_each_part(n, threads,
                                   [=](std::size_t begin, std::size_t end) {
                                     for (std::size_t i = begin; i < end; ++i) {
                                       y[i] = 1 / (1 + std::exp(-x[i]));
                                     }
                                   });
                   }});
#if BENCH_SLEEF
    void (*loop)(std::size_t, const T*, T*) = nullptr;
    const bool narrow = ogive::target() != "avx512";
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) {
      loop = sleef_avx2::sigmoid;
    }
    if (__builtin_cpu_supports("avx512f") && !narrow) {
      loop = sleef_avx512::sigmoid;
    }
    if (loop != nullptr) {
      all.push_back(
          {"sleef", [&a, n, threads, loop] {
             for_each_part(n, threads, [&](std::size_t begin, std::size_t end) {
               loop(end - begin, a.x.data() + begin, a.y.data() + begin);
             });
           }});
    }
#endif
  }
#if BENCH_ONEDNN
  if constexpr (std::is_same_v<T, float> ||
                std::is_same_v<T, ogive::bfloat16>) {
    if (const auto peer = make_onednn(a)) {
      all.push_back({"onednn", [peer] { peer->forward(); }});
    }
  }
#endif
#if BENCH_XNNPACK
  // It cannot be told to keep to a lesser instruction set.
  if constexpr (std::is_same_v<T, float>) {
    if (ogive::target() != ogive::targets().front()) return all;
    const auto peer = std::make_shared<Xnnpack>(a, threads);
    all.push_back({"xnnpack", [peer] { peer->forward(); }});
  }
#endif
  return all;
}

template <typename T>
std::vector<Contestant> backward_contestants(Arrays<T>& a, int threads) {
  std::vector<Contestant> all{
      {"triad",
       [&a, threads] {
         bench_triad(a.y.bytes(), a.dy.data(), a.y.data(), a.dx.data(),
                     threads);
       },
       true},
      {"streaming_triad",
       [&a, threads] {
         bench_streaming_triad(a.y.bytes(), a.dy.data(), a.y.data(),
                               a.dx.data(), threads);
       },
       true},
      {"ogive_output",
       [&a, threads] {
         ogive::sigmoid_backward(a.dy.in(), a.y.in(), a.dx.out(),
                                 {.threads = threads});
       }},
      {"ogive_tail",
       [&a, threads] {
         ogive::sigmoid_backward_tail(a.dy.in(), a.t.in(), a.dx.out(),
                                      {.threads = threads});
       }},
  };
  if constexpr (kIsStandard<T>) {
    all.push_back({"loop", [&a, threads] {
                     const T* dy = a.dy.data();
                     const T* y = a.y.data();
                     T* dx = a.dx.data();
                     for_each_part(a.size(), threads,
                                   [=](std::size_t begin, std::size_t end) {
                                     for (std::size_t i = begin; i < end; ++i) {
                                       dx[i] = dy[i] * y[i] * (1 - y[i]);
                                     }
                                   });
                   }});
  }
#if BENCH_ONEDNN
  if constexpr (std::is_same_v<T, float> ||
                std::is_same_v<T, ogive::bfloat16>) {
    if (const auto peer = make_onednn(a)) {
      all.push_back({"onednn", [peer] { peer->backward(); }});
    }
  }
#endif
  return all;
}

// Forward and backward, one after the other, as a layer does in training.
template <typename T>
std::vector<Contestant> both_contestants(Arrays<T>& a, int threads) {
  const auto with_output = [&a, threads](ogive::accuracy accuracy) {
    return [&a, threads, accuracy] {
      const ogive::options o{.accuracy = accuracy, .threads = threads};
      ogive::sigmoid(a.x.in(), a.y.out(), o);
      ogive::sigmoid_backward(a.dy.in(), a.y.in(), a.dx.out(), o);
    };
  };
  std::vector<Contestant> all{
      {"ogive_output", with_output(ogive::accuracy::exact)},
      {"ogive_tail",
       [&a, threads] {
         const ogive::options o{.threads = threads};
         ogive::sigmoid_with_tail(a.x.in(), a.y.out(), a.t.out(), o);
         ogive::sigmoid_backward_tail(a.dy.in(), a.t.in(), a.dx.out(), o);
       }},
  };
  if constexpr (std::is_same_v<T, float>) {
    all.push_back({"ogive_fast", with_output(ogive::accuracy::fast)});
  }
#if BENCH_ONEDNN
  if constexpr (std::is_same_v<T, float> ||
                std::is_same_v<T, ogive::bfloat16>) {
    if (const auto peer = make_onednn(a)) {
      all.push_back({"onednn", [peer] {
                       peer->forward();
                       peer->backward();
                     }});
    }
  }
#endif
  return all;
}

// Keeps the time of one call, in ns, of each benchmark it is told of.
class Collector : public benchmark::BenchmarkReporter {
 public:
  bool ReportContext(const Context& /*context*/) override { return true; }
  void ReportRuns(const std::vector<Run>& runs) override {
    for (const Run& run : runs) {
      if (run.error_occurred) throw std::runtime_error(run.error_message);
      nanoseconds[run.run_name.function_name].push_back(
          run.GetAdjustedRealTime());
    }
  }
  std::map<std::string, std::vector<double>> nanoseconds;
};

class Program {
 public:
  explicit Program(Settings settings) : settings_(std::move(settings)) {}

  template <typename T>
  void measure_type() {
    const auto& wanted = settings_.dtypes;
    if (std::ranges::find(wanted, dtype_name<T>()) == wanted.end()) return;
    for (const std::size_t n : settings_.sizes) {
      if (settings_.threads != 1 && n < kLeastForThreads) continue;
      Arrays<T> a(n);
      measure("sigmoid", a, forward_contestants(a, settings_.threads), true,
              false);
      a.fill_caches();
      measure("sigmoid_backward", a, backward_contestants(a, settings_.threads),
              false, true);
      measure("sigmoid_both", a, both_contestants(a, settings_.threads), true,
              true);
    }
  }

  void write() const {
    std::FILE* file = std::fopen(settings_.output.c_str(), "w");
    if (file == nullptr) {
      throw std::runtime_error("cannot write " + settings_.output);
    }
    std::fprintf(file,
                 "{\n\"program\": \"peers\",\n\"threads\": %d,\n"
                 "\"target\": \"%s\",\n\"results\": [\n%s]}\n",
                 settings_.threads, ogive::target().c_str(), rows_.c_str());
    if (std::fclose(file) != 0) {
      throw std::runtime_error("cannot write " + settings_.output);
    }
  }

 private:
  template <typename T>
  void measure(const char* op, Arrays<T>& a,
               const std::vector<Contestant>& contestants, bool forward,
               bool backward) {
    const std::size_t n = a.size();
    const std::string group = std::string("/") + op + '/' + dtype_name<T>() +
                              '/' + std::to_string(n) + '/' +
                              std::to_string(settings_.threads);
    std::fprintf(stderr, "peers%s\n", group.c_str());
    for (const Contestant& c : contestants) {
      if (c.is_copy) {
        c.run();
        if (backward) a.fill_caches();
        continue;
      }
      if (forward) a.y.spoil();
      if (backward) a.dx.spoil();
      c.run();
      check(c.name, a, forward, backward);
    }
    for (const Contestant& c : contestants) {
      benchmark::RegisterBenchmark((c.name + group).c_str(),
                                   [&c](benchmark::State& state) {
                                     for (auto _ : state) c.run();
                                   })
          ->UseRealTime();
    }
    Collector collector;
    const int rounds = n >= kLarge ? std::min(settings_.rounds, kRoundsOfLarge)
                                   : settings_.rounds;
    for (int round = 0; round < rounds; ++round) {
      benchmark::RunSpecifiedBenchmarks(&collector, ".");
    }
    benchmark::ClearRegisteredBenchmarks();
    for (const Contestant& c : contestants) {
      std::string times;
      for (const double ns : collector.nanoseconds.at(c.name + group)) {
        char text[32];
        std::snprintf(text, sizeof(text), "%s%.6g", times.empty() ? "" : ", ",
                      ns);
        times += text;
      }
      rows_ += rows_.empty() ? "" : ",\n";
      rows_ += R"({"contestant": ")" + c.name + R"(", "op": ")" + op +
               R"(", "dtype": ")" + dtype_name<T>() + R"(", "n": )" +
               std::to_string(n) + R"(, "ns": [)" + times + "]}";
    }
  }

  Settings settings_;
  std::string rows_;  // the results, as JSON
};

}  // namespace

int main(int argc, char** argv) {
  CLI::App app("Times Ogive's sigmoid beside other C and C++ libraries'");
  Settings settings;
  app.add_option("--sizes", settings.sizes, "elements of an array")
      ->delimiter(',');
  app.add_option("--dtypes", settings.dtypes, "f32, bf16, f16, f64")
      ->delimiter(',');
  app.add_option("--threads", settings.threads,
                 "threads of each; oneDNN takes OMP_NUM_THREADS");
  app.add_option("--rounds", settings.rounds, "timings of each");
  app.add_option("-o,--output", settings.output, "the JSON file")->required();
  CLI11_PARSE(app, argc, argv);
  try {
    // Within a round the contestants' order is drawn anew.
    std::vector<std::string> flags{
        argv[0], "--benchmark_repetitions=1", "--benchmark_min_time=0.003",
        "--benchmark_enable_random_interleaving=true"};
    std::vector<char*> pointers;
    for (std::string& flag : flags) pointers.push_back(flag.data());
    int count = static_cast<int>(pointers.size());
    benchmark::Initialize(&count, pointers.data());

    Program program(settings);
    program.measure_type<float>();
    program.measure_type<ogive::bfloat16>();
    program.measure_type<ogive::float16>();
    program.measure_type<double>();
    program.write();
  } catch (const std::exception& e) {
    std::fprintf(stderr, "peers: %s\n", e.what());
    return 1;
  }
  return 0;
}
