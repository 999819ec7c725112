// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// The floating-point state of the calling thread: frameworks switch on
// flush-to-zero, and programs set rounding modes and traps. While an FpState
// lives the thread has the default state (round to nearest, subnormals kept, no
// traps); afterwards it has its own again, sticky flags included.

#ifndef OGIVE_SRC_KERNELS_FP_STATE_H_
#define OGIVE_SRC_KERNELS_FP_STATE_H_

#if defined(__aarch64__)
#include <cstdint>
#elif !defined(__x86_64__)
#include <cfenv>
#endif

namespace ogive::internal {

class FpState {
 public:
#if defined(__x86_64__)
  // Loading the register costs more than looking at it, and mostly it holds
  // what it should.
  FpState() : saved_(state()) {
    // All exceptions masked, no flags, to nearest, neither FTZ nor DAZ.
    constexpr unsigned kStandard = 0x1F80, kFlags = 0x3F;
    if ((saved_ & ~kFlags) != kStandard) load(kStandard);
  }
  ~FpState() {
    if (state() != saved_) load(saved_);
  }
#elif defined(__aarch64__)
  FpState() {
    asm volatile("mrs %0, fpcr" : "=r"(control_));
    asm volatile("mrs %0, fpsr" : "=r"(status_));
    asm volatile("msr fpcr, %0" : : "r"(std::uint64_t{0}) : "memory");
  }
  ~FpState() {
    asm volatile("msr fpcr, %0" : : "r"(control_) : "memory");
    asm volatile("msr fpsr, %0" : : "r"(status_) : "memory");
  }
#else
  FpState() {
    std::feholdexcept(&saved_);
    std::fesetround(FE_TONEAREST);
  }
  ~FpState() { std::fesetenv(&saved_); }
#endif
  FpState(const FpState&) = delete;
  FpState& operator=(const FpState&) = delete;

  // Ties a value to this point of the program, so that the compiler moves no
  // arithmetic across a change of the state that it cannot see.
  template <class T>
  static void pin(T& value) {
    asm volatile("" : "+m"(value) : : "memory");
  }

 private:
#if defined(__x86_64__)
  static unsigned state() {
    unsigned value;
    asm volatile("stmxcsr %0" : "=m"(value) : : "memory");
    return value;
  }
  static void load(unsigned value) {
    asm volatile("ldmxcsr %0" : : "m"(value) : "memory");
  }
  unsigned saved_;
#elif defined(__aarch64__)
  std::uint64_t control_, status_;
#else
  std::fenv_t saved_;
#endif
};

}  // namespace ogive::internal

#endif  // OGIVE_SRC_KERNELS_FP_STATE_H_
