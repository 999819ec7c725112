// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// Proves that the caller's floating-point state neither changes a result nor is
// changed by a call: flush-to-zero and denormals-are-zero, the four rounding
// modes, traps and sticky flags, set and clear, for every operation, type and
// target, arrays and scalars, on one thread and on several.

#include <bit>

#include "ogive/activations.h"
#include "support.h"

#if defined(__x86_64__)
#include <xmmintrin.h>
#endif

namespace ogive::internal {
namespace {

// The control and status bits of the calling thread.
struct State {
  std::uint64_t control, status;
  bool operator==(const State&) const = default;
};

#if defined(__x86_64__)
State get_state() { return {_mm_getcsr(), 0}; }
void set_state(const State& s) { _mm_setcsr(static_cast<unsigned>(s.control)); }
constexpr std::uint64_t kDefault = 0x1F80;  // all exceptions masked
constexpr std::uint64_t kFlush = 0x8040;    // FTZ and DAZ
constexpr int kRoundingShift = 13;
State make_state(std::uint64_t control, bool traps, bool flags) {
  if (traps) control &= ~std::uint64_t{0x1F80};
  if (flags) control |= 0x3F;
  return {control, 0};
}
#elif defined(__aarch64__)
State get_state() {
  State s;
  asm volatile("mrs %0, fpcr" : "=r"(s.control));
  asm volatile("mrs %0, fpsr" : "=r"(s.status));
  return s;
}
void set_state(const State& s) {
  asm volatile("msr fpcr, %0" : : "r"(s.control) : "memory");
  asm volatile("msr fpsr, %0" : : "r"(s.status) : "memory");
}
constexpr std::uint64_t kDefault = 0;
constexpr std::uint64_t kFlush = 1 << 24;  // FZ
constexpr int kRoundingShift = 22;
State make_state(std::uint64_t control, bool traps, bool flags) {
  if (traps) control |= 0x9F00;  // ignored where the processor has none
  return {control, flags ? std::uint64_t{0x9F} : 0};
}
#endif

struct NamedState {
  std::string name;
  State state;
};

// As the processor keeps them: bits that it has not are gone.
std::vector<NamedState> all_states() {
  std::vector<NamedState> all;
  const State before = get_state();
  for (const bool flush : {false, true}) {
    for (std::uint64_t rounding = 0; rounding < 4; ++rounding) {
      for (const bool traps : {false, true}) {
        for (const bool flags : {false, true}) {
          const std::uint64_t control =
              kDefault | (flush ? kFlush : 0) | rounding << kRoundingShift;
          set_state(make_state(control, traps, flags));
          const State kept = get_state();
          set_state(before);
          all.push_back({std::string(flush ? "flush, " : "") + "rounding " +
                             std::to_string(rounding) +
                             (traps ? ", traps" : "") +
                             (flags ? ", flags set" : ""),
                         kept});
        }
      }
    }
  }
  return all;
}

// Calls f in the state and returns the state after it.
template <class F>
State in_state(const State& state, const F& f) {
  const State before = get_state();
  set_state(state);
  f();
  const State after = get_state();
  set_state(before);
  return after;
}

// The states do something: or else this file proves nothing.
TEST(FpEnvironment, TheStatesMatterToArithmetic) {
  volatile float tiny = 0x1p-126f, half = 0.5f, one = 1, big = 0x1p24f, result;
  in_state(make_state(kDefault | kFlush, false, false),
           [&] { result = tiny * half; });
  EXPECT_EQ(result, 0);
  in_state(make_state(kDefault, false, false), [&] { result = tiny * half; });
  EXPECT_EQ(result, 0x1p-127f);
  int different = 0;
  for (std::uint64_t rounding = 0; rounding < 4; ++rounding) {
    in_state(make_state(kDefault | rounding << kRoundingShift, false, false),
             [&] { result = big + one; });
    different += result != 0x1p24f;
  }
  EXPECT_EQ(different, 1);  // upward alone
  const State after =
      in_state(make_state(kDefault, false, false), [&] { result = big + one; });
  EXPECT_FALSE(after == make_state(kDefault, false, false)) << "no sticky flag";
}

void check(std::size_t n, int threads) {
  const std::vector<NamedState> states = all_states();
  ASSERT_EQ(states.size(), 32u);
  for (const std::string& target : targets()) {
    const OnTarget scope(target);
    for (const Dtype dtype : kAllDtypes) {
      const Elements a(dtype, random_values(dtype, n, 61));
      const Elements b(dtype, random_values(dtype, n, 62));
      for (const Op op : kAllOps) {
        for (const accuracy tier : {accuracy::exact, accuracy::fast}) {
          if (tier == accuracy::fast &&
              (op != Op::forward || dtype != Dtype::f32)) {
            continue;
          }
          const auto call = [&](Elements& y, Elements& t) {
            Arrays arrays;
            arrays.in[0] = a.data();
            if (op_inputs(op) == 2) arrays.in[1] = b.data();
            arrays.out[0] = y.data();
            if (op_outputs(op) == 2) arrays.out[1] = t.data();
            run(Function::sigmoid, op, dtype, arrays, n, {tier, threads});
          };
          Elements y0(dtype, n), t0(dtype, n);
          call(y0, t0);
          const Values y_expected = y0.values(), t_expected = t0.values();
          for (const NamedState& s : states) {
            Elements y(dtype, n), t(dtype, n);
            const State after = in_state(s.state, [&] { call(y, t); });
            ASSERT_TRUE(after == s.state)
                << name_of(op, dtype) << ", " << s.name << ": state 0x"
                << std::hex << s.state.control << " 0x" << s.state.status
                << " became 0x" << after.control << " 0x" << after.status;
            ASSERT_EQ(y.values(), y_expected)
                << name_of(op, dtype) << ", " << s.name;
            ASSERT_EQ(t.values(), t_expected)
                << name_of(op, dtype) << ", " << s.name;
          }
        }
      }
    }
  }
}

TEST(FpEnvironment, ArraysOnOneThread) { check(1009, 1); }

// More than the two chunks below which one thread does it all.
TEST(FpEnvironment, ArraysOnSeveralThreads) {
  if (OGIVE_TEST_SPARSER != 1) {
    GTEST_SKIP() << "left out of sanitised, debug and emulated builds, where "
                    "it takes many minutes; one thread was tried";
  }
  check(140'000, 3);
}

template <class T, class Bits>
void check_scalar(Dtype dtype) {
  const Values x = random_values(dtype, 500, 63);
  for (const NamedState& s : all_states()) {
    for (const std::uint64_t bits : x) {
      const T v = std::bit_cast<T>(static_cast<Bits>(bits));
      const T y = ogive::sigmoid(v), d = ogive::sigmoid_derivative(v);
      T y_here{}, d_here{};
      const State after = in_state(s.state, [&] {
        y_here = ogive::sigmoid(v);
        d_here = ogive::sigmoid_derivative(v);
      });
      ASSERT_TRUE(after == s.state) << s.name;
      ASSERT_EQ(std::bit_cast<Bits>(y_here), std::bit_cast<Bits>(y)) << s.name;
      ASSERT_EQ(std::bit_cast<Bits>(d_here), std::bit_cast<Bits>(d)) << s.name;
    }
  }
}

TEST(FpEnvironment, Scalars) {
  check_scalar<float, std::uint32_t>(Dtype::f32);
  check_scalar<double, std::uint64_t>(Dtype::f64);
  check_scalar<float16, std::uint16_t>(Dtype::f16);
  check_scalar<bfloat16, std::uint16_t>(Dtype::bf16);
}

// The types' own conversions know no state either: a subnormal stays one.
TEST(FpEnvironment, ConversionsOfThe16BitTypes) {
  for (const NamedState& s : all_states()) {
    bfloat16 narrow = bfloat16::from_bits(0);
    double wide = 0;
    const State after = in_state(s.state, [&] {
      narrow = bfloat16(std::bit_cast<float>(std::uint32_t{0x00010000}));
      wide = double(bfloat16::from_bits(1));
    });
    EXPECT_EQ(narrow.bits, 1) << s.name;
    EXPECT_EQ(std::bit_cast<std::uint64_t>(wide), 0x37A0000000000000u)
        << s.name;
    EXPECT_TRUE(after == s.state) << s.name;
  }
}

// A call that throws leaves the state alone as well.
TEST(FpEnvironment, Errors) {
  std::vector<float> x(4), y(3);
  for (const NamedState& s : all_states()) {
    bool thrown = false;
    const State after = in_state(s.state, [&] {
      try {
        ogive::sigmoid(std::span<const float>(x), std::span<float>(y));
      } catch (const std::invalid_argument&) {
        thrown = true;
      }
    });
    EXPECT_TRUE(thrown);
    EXPECT_TRUE(after == s.state) << s.name;
  }
}

}  // namespace
}  // namespace ogive::internal
