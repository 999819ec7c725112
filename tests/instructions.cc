// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// Runs every kernel once over pseudo-random numbers, for callgrind to count its
// instructions: unlike times these are the same on every run and on a busy
// machine. scripts/instructions.sh runs it under callgrind, which writes a
// count for each, and compares them with those committed. Prints the compiler,
// and the kernels that could not be counted. Exits with 77, and a reason, where
// the figures would be others through no change of the kernels.
//
// AVX2 counts for all; SSE4, which is written in other operations where it
// lacks FMA and gathers, by its forward passes. valgrind 3.19 knows no AVX-512.

#include <sys/mman.h>
#include <unistd.h>
#include <valgrind/callgrind.h>

#include <algorithm>
#include <csetjmp>
#include <csignal>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <exception>
#include <span>
#include <string>
#include <type_traits>

#include "kernels/dispatch.h"
#include "kernels/targets.h"
#include "ogive/gated.h"
#include "ogive/loss.h"
#include "ogive/options.h"
#include "ogive/prelu.h"
#include "ogive/softmax.h"
#include "ogive/types.h"
#include "verify/hash.h"
#include "verify/report.h"

namespace ogive::internal {
namespace {

constexpr std::size_t kSize = 4096;
constexpr std::size_t kColumns = 256;  // of softmax and its kin
constexpr std::size_t kInner = 64;     // elements for each weight of prelu

// Why no figures can be had, or null. CMakeLists.txt sees to the compiler.
const char* obstacle() {
  const std::span<const Target> all = supported_targets();
  for (const Target target : {Target::avx2, Target::sse4}) {
    if (std::find(all.begin(), all.end(), target) == all.end()) {
      return "this machine cannot run AVX2 and SSE4";
    }
  }
  if (RUNNING_ON_VALGRIND == 0) return "scripts/instructions.sh runs this";
  return nullptr;
}

// Evenly spread over [from, to], the same ones each time.
template <class T>
void fill(std::span<T> values, std::uint64_t seed, double from, double to) {
  for (std::size_t i = 0; i < values.size(); ++i) {
    const double u = static_cast<double>(mix(mix(seed) + i) >> 11) * 0x1p-53;
    values[i] = static_cast<T>(from + (to - from) * u);
  }
}

// Where to go on after an instruction that valgrind does not know, while a
// kernel runs.
sigjmp_buf next_kernel;
volatile std::sig_atomic_t in_kernel = 0;

// valgrind 3.19 does not know one encoding of vmovq, that from register to
// register as a store, which clang takes for its shortness. One that is met is
// made, for this process, the vmovaps of the same length: the numbers in the
// upper half are others, the instructions as many.
bool replace_vmovq(unsigned char* at) {
  const bool is_vmovq = at[0] == 0xC5 && (at[1] & 0x7F) == 0x79 &&
                        at[2] == 0xD6 && (at[3] & 0xC0) == 0xC0;
  if (!is_vmovq) return false;
  const auto page = static_cast<std::uintptr_t>(getpagesize());
  const auto address = reinterpret_cast<std::uintptr_t>(at);
  if (mprotect(at - address % page, address % page + 4,
               PROT_READ | PROT_WRITE | PROT_EXEC) != 0) {
    return false;
  }
  at[1] = static_cast<unsigned char>(at[1] - 1);
  at[2] = 0x29;
  // From before it: what stands for an unknown instruction has no length.
  VALGRIND_DISCARD_TRANSLATIONS(at - 1, 5);
  return true;
}

// Leaves the kernel by a jump: there is nothing in it to clean up.
void on_unknown_instruction(int signal, siginfo_t* info, void*) {
  if (replace_vmovq(static_cast<unsigned char*>(info->si_addr))) return;
  if (in_kernel != 0) siglongjmp(next_kernel, 1);
  std::signal(signal, SIG_DFL);  // met again, it ends the program
}

// Counts one call, after one that is not counted; `name` are the columns of the
// table that say what it is.
template <class Call>
void count(const std::string& name, const Call& call) {
  if (sigsetjmp(next_kernel, 1) == 0) {
    in_kernel = 1;
    call();
    CALLGRIND_TOGGLE_COLLECT;
    call();
    CALLGRIND_TOGGLE_COLLECT;
    const std::string text = name + " " + std::to_string(kSize);
    CALLGRIND_DUMP_STATS_AT(text.c_str());
  } else {
    std::printf("unknown %s\n", name.c_str());
  }
  in_kernel = 0;
}

template <class T>
constexpr Dtype dtype_of() {
  if constexpr (std::is_same_v<T, float>) return Dtype::f32;
  if constexpr (std::is_same_v<T, double>) return Dtype::f64;
  if constexpr (std::is_same_v<T, float16>) return Dtype::f16;
  return Dtype::bf16;
}

// The kernels on one element type.
template <class T>
class Kernels {
 public:
  Kernels() { fill(std::span<T>(dy_), 2, -2, 2); }

  void elementwise(Target target, const FunctionInfo& info) {
    fill(std::span<T>(x_), 1, std::max(-8.0, info.domain_from),
         std::min(8.0, info.domain_to));
    for (int i = 0; i < kOps; ++i) {
      const auto op = static_cast<Op>(i);
      if (!has_op(info.cache, op)) continue;
      if (target != Target::avx2 && op != Op::forward) continue;
      operation(target, info, op);
    }
  }

  void families() {
    fill(std::span<T>(x_), 1, -8, 8);
    fill(std::span<T>(b_), 3, -8, 8);
    fill(std::span<T>(weight_), 4, 0, 1);
    const std::span<const T> x = x_, b = b_, dy = dy_, weight = weight_, y = y_;
    const std::span<T> out = out_[0], out2 = out_[1];
    const std::span<T> dweight = std::span<T>(out_[1]).first(weight.size());
    // These have no fast tier of their own.
    const auto row = [](const char* function, const char* op,
                        const auto& call) {
      set_target("avx2");
      count(row_name("avx2", function, op, accuracy::exact), call);
    };
#define OGIVE_ROWS(name)                                  \
  set_target("scalar");                                   \
  name(x, kColumns, std::span<T>(y_));                    \
  row(#name, "forward", [&] { name(x, kColumns, out); }); \
  row(#name, "backward", [&] { name##_backward(dy, y, kColumns, out); });
    OGIVE_ROWS(softmax)
    OGIVE_ROWS(log_softmax)
    OGIVE_ROWS(softmin)
#undef OGIVE_ROWS
#define OGIVE_ROWS(name)                           \
  row(#name, "forward", [&] { name(x, b, out); }); \
  row(#name, "backward", [&] { name##_backward(dy, x, b, out, out2); });
    OGIVE_ROWS(glu)
    OGIVE_ROWS(swiglu)
    OGIVE_ROWS(geglu)
    OGIVE_ROWS(reglu)
#undef OGIVE_ROWS
    row("prelu", "forward", [&] { prelu(x, weight, kInner, out); });
    row("prelu", "backward",
        [&] { prelu_backward(dy, x, weight, kInner, out, dweight); });
    fill(std::span<T>(b_), 3, 0, 1);  // the labels
    row("bce_with_logits", "forward", [&] { bce_with_logits(x, b, out); });
    row("bce_with_logits", "derivative",
        [&] { bce_with_logits_gradient(x, b, out); });
    row("bce_with_logits", "mean", [&] { bce_with_logits_mean(x, b); });
  }

 private:
  static std::string row_name(const char* target, const char* function,
                              const char* op, accuracy tier) {
    return std::string(target) + " " + function + " " + op + " " +
           std::string(dtype_name(dtype_of<T>())) + " " +
           (tier == accuracy::fast ? "fast" : "exact");
  }

  void operation(Target target, const FunctionInfo& info, Op op) {
    constexpr Dtype kDtype = dtype_of<T>();
    const Params params = default_params(info.function);
    Arrays arrays;
    arrays.in[0] = x_;
    if (op_inputs(op) == 2) {
      arrays.in[0] = dy_;
      arrays.in[1] = op == Op::backward_tail      ? cache(info, Op::tail)
                     : info.cache == Cache::input ? x_
                                                  : cache(info, Op::forward);
    } else if (op == Op::from_tail) {
      arrays.in[0] = cache(info, Op::tail);
    }
    for (int k = 0; k < op_outputs(op); ++k) arrays.out[k] = out_[k];
    for (const accuracy tier : {accuracy::exact, accuracy::fast}) {
      if (tier == accuracy::fast &&
          !has_fast(target, info.function, op, kDtype)) {
        continue;
      }
      const options o{.accuracy = tier};
      count(row_name(target_name(target), info.name, op_name(op), tier), [&] {
        run_on_target(target, info.function, op, kDtype, arrays, kSize, params,
                      o);
      });
    }
  }

  // What an operation on x gives the backward pass.
  const T* cache(const FunctionInfo& info, Op op) {
    Arrays arrays;
    arrays.in[0] = x_;
    arrays.out[0] = y_;
    run_on_target(Target::scalar, info.function, op, dtype_of<T>(), arrays,
                  kSize, default_params(info.function), {});
    return y_;
  }

  alignas(64) T x_[kSize]{};
  alignas(64) T b_[kSize]{};
  alignas(64) T dy_[kSize]{};
  alignas(64) T y_[kSize]{};
  alignas(64) T out_[2][kSize]{};
  alignas(64) T weight_[kSize / kInner]{};
};

template <class T>
void count_all() {
  static Kernels<T> kernels;
  for (const Target target : {Target::avx2, Target::sse4}) {
    for (const FunctionInfo& info : functions()) {
      kernels.elementwise(target, info);
    }
  }
  kernels.families();
}

int main_checked() {
  if (const char* const why = obstacle()) {
    std::printf("%s\n", why);
    return 77;
  }
  std::printf("compiler %s\n", __VERSION__);
  struct sigaction action = {};
  action.sa_sigaction = &on_unknown_instruction;
  action.sa_flags = SA_SIGINFO;
  sigaction(SIGILL, &action, nullptr);
  count_all<float>();
  count_all<double>();
  count_all<float16>();
  count_all<bfloat16>();
  return 0;
}

}  // namespace
}  // namespace ogive::internal

int main() {
  try {
    return ogive::internal::main_checked();
  } catch (const std::exception& e) {
    std::fprintf(stderr, "instructions: %s\n", e.what());
    return 1;
  }
}
