// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// What every array function of the library takes as its last argument, and the
// instruction sets ("targets") it may run on.

#ifndef OGIVE_OPTIONS_H_
#define OGIVE_OPTIONS_H_

#include <string>
#include <string_view>
#include <vector>

#pragma GCC visibility push(default)
namespace ogive {

// exact: f32, f16 and bf16 correctly rounded (with parameters other than the
//        defaults within 0.55 ULP), f64 within 0.55 ULP wherever the result is
//        normal; the same bits on every target, machine, position, length and
//        thread count.
// fast:  f32 within 3 ULP wherever the result is normal, gradients within 5;
//        still monotonic and in range; the same bits for every position, length
//        and thread count, not necessarily on every target. For f64, f16 and
//        bf16, and for the derivative, it is the exact tier.
enum class accuracy { exact, fast };

struct options {
  ogive::accuracy accuracy = ogive::accuracy::exact;
  // Threads to use: 1 is the calling thread alone, 0 every core; never more
  // than there are cores. Short arrays stay on the calling thread whatever this
  // says. Negative values throw std::invalid_argument.
  int threads = 1;
};

// The targets this machine can run, best first: some of "avx512", "avx2",
// "sse4", "ssse3", "neon", "scalar". Fixed for the life of the process.
std::vector<std::string> targets();

// The target in force: the best one, or the one named by the environment
// variable OGIVE_TARGET, or by set_target.
std::string target();

// Makes every later call of the process run on the named target; "best" gives
// the choice back to the library. For tests and for measuring: the exact tier
// gives the same bits on all of them.
// Throws std::invalid_argument if this machine cannot run it.
void set_target(std::string_view name);

// The library's version, "major.minor.patch".
std::string_view version();

}  // namespace ogive
#pragma GCC visibility pop

#endif  // OGIVE_OPTIONS_H_
