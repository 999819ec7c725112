// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// Tries the margins of doubt of AVX-512's float-float kernels (kDoubt,
// kFloatDoubt; what tanh and backward passes may be `off`) on any machine with
// AVX2: computes all 2^32 floats by those kernels, emulated, with estimates of
// the reciprocal that are off by 2^-14, as far as a processor's may be, one way
// and the other; and by the kernels in double, which are right for all and
// proven so by `ogive verify`. Of those that take fewer steps near 0 twice, the
// second time with numbers among the others for which they take all. Prints how
// many results differ: 0.
//
//   cmake --build --preset release --target float_kernels
//   build/release/tests/float_kernels

// The relative error of the estimate.
inline float estimate_off = 0;
#define OGIVE_EMULATE_AVX3 ::estimate_off

// One target, that of tests/CMakeLists.txt.
#define OGIVE_SRC_KERNELS_HIGHWAY_H_
#define HWY_COMPILE_ONLY_STATIC
#include <hwy/highway.h>

#include <algorithm>
#include <atomic>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <thread>
#include <vector>

#include "kernels/array-inl.h"
#include "math/exp-inl.h"
#include "math/gelu-inl.h"
#include "math/log_sigmoid-inl.h"
#include "math/sigmoid-inl.h"
#include "math/silu-inl.h"
#include "math/softplus-inl.h"
#include "math/tanh-inl.h"

#if OGIVE_TABLE_BITS != 5
#error "compile for AVX2: tests/CMakeLists.txt"
#endif

namespace ogive::internal::HWY_NAMESPACE {
namespace {

std::atomic<std::uint64_t> all_wrong{0};

constexpr std::size_t kPart = std::size_t{1} << 16;

// Fills x with the floats from number `first` on, and returns how many there
// are of them: with `far` the first two of each block of vectors are others, so
// far out that the block is not near 0.
std::size_t fill(std::vector<float>& x, std::uint64_t first, bool far) {
  constexpr std::size_t kTile = 512, kBlock = kFloatUnroll * 8;
  std::size_t count = 0;
  for (std::size_t i = 0; i < kPart; ++i) {
    if (far && i % kTile % kBlock < 2) {
      x[i] = 1e30f;
    } else {
      x[i] = std::bit_cast<float>(static_cast<std::uint32_t>(first + count));
      ++count;
    }
  }
  return count;
}

// Backward passes with dy = 1, which `ogive verify` tries with random dy too.
template <class F, Op op>
void compare(const char* name, bool far = false) {
  const Kernel quick =
      make_kernel_table<F>()
          .exact[static_cast<int>(op)][static_cast<int>(Dtype::f32)];
  const Kernel sure = sure_kernel<F, float, op>();
  std::atomic<std::uint64_t> next{0}, wrong{0};
  const auto work = [&] {
    std::vector<float> x(kPart), ones(kPart, 1.0f);
    std::vector<float> y[2] = {x, x}, t[2] = {x, x};
    Params params;
    params.value[0] = 1;  // beta of silu and softplus
    params.value[1] = 20;
    const std::size_t step = fill(x, 0, far);
    for (std::uint64_t first; (first = next.fetch_add(step)) >> 32 == 0;) {
      fill(x, first, far);
      for (int k = 0; k < 2; ++k) {
        Arrays arrays;
        arrays.in[0] = op_inputs(op) == 2 ? ones.data() : x.data();
        arrays.in[1] = x.data();
        arrays.out[0] = y[k].data();
        arrays.out[1] = t[k].data();
        (k == 0 ? quick : sure)(arrays, kPart, params);
      }
      const auto differ = [](float a, float b) {
        return std::bit_cast<std::uint32_t>(a) !=
               std::bit_cast<std::uint32_t>(b);
      };
      for (std::size_t i = 0; i < kPart; ++i) {
        if (!differ(y[0][i], y[1][i]) && !differ(t[0][i], t[1][i])) continue;
        if (wrong++ == 0) {
          std::printf("%s: wrong at x = %a\n", name, static_cast<double>(x[i]));
        }
      }
    }
  };
  std::vector<std::thread> threads;
  const unsigned cores = std::max(1u, std::thread::hardware_concurrency());
  for (unsigned i = 0; i < cores; ++i) {
    threads.emplace_back(work);
  }
  for (std::thread& thread : threads) thread.join();
  std::printf("%-20s %llu of 2^32 differ%s\n", name,
              static_cast<unsigned long long>(wrong), far ? ", not near" : "");
  std::fflush(stdout);
  all_wrong += wrong;
}

template <class F, Op op>
void compare_both(const char* name) {
  compare<F, op>(name);
  compare<F, op>(name, true);
}

int compare_all() {
  for (const float off : {0x1p-14f, -0x1p-14f}) {
    estimate_off = off;
    std::printf("estimates off by %a\n", static_cast<double>(off));
    compare_both<sigmoid, Op::forward>("sigmoid");
    compare_both<sigmoid, Op::with_tail>("sigmoid with tail");
    compare_both<sigmoid, Op::tail>("sigmoid's tail");
    compare<tanh, Op::forward>("tanh");
    compare_both<tanh, Op::with_tail>("tanh with tail");
    compare_both<tanh, Op::tail>("tanh's tail");
    compare_both<silu, Op::forward>("silu");
    compare_both<silu, Op::backward>("silu backward");
    compare<exp, Op::forward>("exp");
    compare<gelu, Op::forward>("gelu");
    compare<gelu, Op::backward>("gelu backward");
    compare<softplus, Op::forward>("softplus");
    compare<log_sigmoid, Op::forward>("log_sigmoid");
    compare<softplus, Op::backward>("softplus backward");
    compare<log_sigmoid, Op::backward>("log_sigmoid backward");
  }
  return all_wrong == 0 ? 0 : 1;
}

}  // namespace
}  // namespace ogive::internal::HWY_NAMESPACE

int main() { return ogive::internal::HWY_NAMESPACE::compare_all(); }
