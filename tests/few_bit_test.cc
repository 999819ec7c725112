// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// Proves of the few-bit caches, for every function, number of bits and element
// type: that an index is packed for each element, and its level multiplied in,
// as a plain definition of both has it, for all lengths up to 100 and at every
// threshold; that the levels and thresholds fulfil the conditions of the best
// step function, and that the measured error is the one that the tables state;
// that one bit of relu is exact; that wrong calls are refused; and that neither
// the caller's floating-point state nor the number of threads shows.

#include "ogive/few_bit.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <functional>
#include <limits>
#include <numbers>
#include <set>
#include <span>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <vector>

#include "expect_error.h"
#include "grad/few_bit.h"
#include "ogive/ogive.h"
#include "support.h"

#if defined(__x86_64__)
#include <xmmintrin.h>
#endif

namespace ogive {
namespace {

using internal::few_bit_table;
using internal::FewBitTable;

struct Cache {
  few_bit_function function;
  int bits;
};

std::vector<Cache> all_caches() {
  std::vector<Cache> all;
  for (const auto f : {few_bit_function::sigmoid, few_bit_function::tanh,
                       few_bit_function::silu, few_bit_function::gelu,
                       few_bit_function::gelu_tanh}) {
    for (const int bits : {2, 4, 8}) all.push_back({f, bits});
  }
  all.push_back({few_bit_function::relu, 1});
  return all;
}

// Says in failures which cache it was.
std::string name(const Cache& c) {
  static const char* const kNames[] = {"sigmoid", "tanh",      "silu",
                                       "gelu",    "gelu_tanh", "relu"};
  return std::string(kNames[static_cast<int>(c.function)]) + " in " +
         std::to_string(c.bits) + " bits";
}

// The definition: how many thresholds are at most x.
std::size_t index_of(const Cache& c, double x) {
  const FewBitTable& table = few_bit_table(c.function, c.bits);
  const double v = table.even ? std::fabs(x) : x;
  std::size_t index = 0;
  for (const double t : table.thresholds) index += v >= t ? 1 : 0;
  return index;
}

std::size_t unpack(const std::vector<std::uint8_t>& packed, int bits,
                   std::size_t i) {
  const std::size_t bit = i * static_cast<std::size_t>(bits);
  return packed[bit / 8] >> (bit % 8) & ((1u << bits) - 1);
}

template <class T>
std::vector<std::uint8_t> pack(const Cache& c, const std::vector<T>& x,
                               const options& o = {}) {
  // Not 0, so that each byte must be written as a whole.
  std::vector<std::uint8_t> packed(few_bit_bytes(c.bits, x.size()), 0xA5);
  few_bit_pack(c.function, c.bits, std::span<const T>(x), packed, o);
  return packed;
}

template <class T>
std::vector<T> backward(const Cache& c, const std::vector<T>& dy,
                        const std::vector<std::uint8_t>& packed,
                        const options& o = {}) {
  std::vector<T> dx(dy.size());
  few_bit_backward(c.function, c.bits, std::span<const T>(dy), packed,
                   std::span<T>(dx), o);
  return dx;
}

template <class T>
using Bits = std::conditional_t<
    sizeof(T) == 2, std::uint16_t,
    std::conditional_t<sizeof(T) == 4, std::uint32_t, std::uint64_t>>;

template <class T>
std::vector<T> values(std::size_t n, std::uint64_t seed) {
  const internal::Dtype dtype =
      std::is_same_v<T, float>     ? internal::Dtype::f32
      : std::is_same_v<T, double>  ? internal::Dtype::f64
      : std::is_same_v<T, float16> ? internal::Dtype::f16
                                   : internal::Dtype::bf16;
  std::vector<T> v;
  for (const std::uint64_t bits : internal::random_values(dtype, n, seed)) {
    v.push_back(std::bit_cast<T>(static_cast<Bits<T>>(bits)));
  }
  return v;
}

template <class T>
bool same(const std::vector<T>& a, const std::vector<T>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](T u, T v) {
    return std::bit_cast<Bits<T>>(u) == std::bit_cast<Bits<T>>(v);
  });
}

// dy times level, rounded once. Levels are floats (a test below says so), so in
// double the product is exact for every type but double, which rounds it here.
template <class T>
T product(T dy, double level) {
  const double exact = static_cast<double>(dy) * level;
  if (exact != exact) {
    return static_cast<T>(std::numeric_limits<double>::quiet_NaN());
  }
  return static_cast<T>(exact);
}

template <class T>
class FewBit : public testing::Test {};
using Types = testing::Types<float, double, float16, bfloat16>;
TYPED_TEST_SUITE(FewBit, Types);

TYPED_TEST(FewBit, PacksAndMultipliesAtEveryLength) {
  using T = TypeParam;
  for (const Cache& c : all_caches()) {
    SCOPED_TRACE(name(c));
    const FewBitTable& table = few_bit_table(c.function, c.bits);
    for (std::size_t n = 0; n <= 100; ++n) {
      const std::vector<T> x = values<T>(n, 7 + n), dy = values<T>(n, 907 + n);
      const std::vector<std::uint8_t> packed = pack(c, x);
      ASSERT_EQ(packed.size(), (n * static_cast<std::size_t>(c.bits) + 7) / 8);
      std::vector<T> expected(n);
      for (std::size_t i = 0; i < n; ++i) {
        const std::size_t index = index_of(c, static_cast<double>(x[i]));
        ASSERT_EQ(unpack(packed, c.bits, i), index) << n << " " << i;
        expected[i] = product(dy[i], table.levels[index]);
      }
      const std::size_t per_byte = 8 / static_cast<std::size_t>(c.bits);
      for (std::size_t i = n; i % per_byte != 0; ++i) {
        ASSERT_EQ(unpack(packed, c.bits, i), 0u) << "left over";
      }
      ASSERT_TRUE(same(backward(c, dy, packed), expected)) << n;
      std::vector<T> in_place = dy;
      few_bit_backward(c.function, c.bits, std::span<const T>(in_place), packed,
                       std::span<T>(in_place));
      ASSERT_TRUE(same(in_place, expected)) << n << ", in place";
    }
  }
}

// Every 16-bit dy times every level of 1, 2 and 4 bits: overflow, subnormal
// results and ties among them.
TYPED_TEST(FewBit, MultipliesEvery16BitNumber) {
  using T = TypeParam;
  if constexpr (sizeof(T) == 2) {
    std::vector<T> dy;
    for (int b = 0; b < 0x10000; ++b) {
      dy.push_back(T::from_bits(static_cast<std::uint16_t>(b)));
    }
    for (const Cache& c : all_caches()) {
      if (c.bits == 8) continue;
      SCOPED_TRACE(name(c));
      const auto levels = few_bit_table(c.function, c.bits).levels;
      for (std::size_t index = 0; index < levels.size(); ++index) {
        // The index in each place of a byte.
        const std::size_t ones = c.bits == 1 ? 0xFF : c.bits == 2 ? 0x55 : 0x11;
        const std::vector<std::uint8_t> packed(
            few_bit_bytes(c.bits, dy.size()),
            static_cast<std::uint8_t>(ones * index));
        const std::vector<T> dx = backward(c, dy, packed);
        for (std::size_t i = 0; i < dy.size(); ++i) {
          ASSERT_EQ(dx[i].bits, product(dy[i], levels[index]).bits)
              << std::hex << i << " times level " << index;
        }
      }
    }
  }
}

// Every 16-bit pattern; for the others the neighbours of each threshold and the
// ends of the range. Finds each index, and NaN at index 0.
TYPED_TEST(FewBit, EveryIndexIsReachedAtItsThreshold) {
  using T = TypeParam;
  for (const Cache& c : all_caches()) {
    SCOPED_TRACE(name(c));
    std::vector<T> x;
    if constexpr (sizeof(T) == 2) {
      for (int b = 0; b < 0x10000; ++b) {
        x.push_back(T::from_bits(static_cast<std::uint16_t>(b)));
      }
    } else {
      const T inf = std::numeric_limits<T>::infinity();
      const T tiny = std::numeric_limits<T>::denorm_min();
      for (const T v : {T(0), -T(0), tiny, -tiny, inf, -inf,
                        std::numeric_limits<T>::quiet_NaN(),
                        -std::numeric_limits<T>::quiet_NaN(),
                        std::numeric_limits<T>::max()}) {
        x.push_back(v);
      }
      for (const double t : few_bit_table(c.function, c.bits).thresholds) {
        for (const T v : {static_cast<T>(t), static_cast<T>(-t)}) {
          x.push_back(v);
          x.push_back(std::nextafter(v, inf));
          x.push_back(std::nextafter(v, -inf));
        }
      }
    }
    const std::vector<std::uint8_t> packed = pack(c, x);
    std::set<std::size_t> reached;
    for (std::size_t i = 0; i < x.size(); ++i) {
      const auto v = static_cast<double>(x[i]);
      const std::size_t index = unpack(packed, c.bits, i);
      ASSERT_EQ(index, v != v ? 0 : index_of(c, v)) << v;
      reached.insert(index);
    }
    // bfloat16 has fewer numbers than some functions have thresholds.
    if (!std::is_same_v<T, bfloat16> || c.bits < 8) {
      EXPECT_EQ(reached.size(), std::size_t{1} << c.bits);
    }
  }
}

TYPED_TEST(FewBit, NothingShowsOfTheNumberOfThreads) {
  using T = TypeParam;
  // Chunks are of 2^16 elements; not a multiple of 8, so that halves are not.
  const std::size_t n = 5 * 65536 + 4321;
  const std::vector<T> x = values<T>(n, 1), dy = values<T>(n, 2);
  for (const Cache& c : all_caches()) {
    SCOPED_TRACE(name(c));
    const auto packed = pack(c, x);
    const auto dx = backward(c, dy, packed);
    for (const int threads : {0, 2, 3}) {
      const options o{accuracy::exact, threads};
      ASSERT_EQ(pack(c, x, o), packed);
      ASSERT_TRUE(same(backward(c, dy, packed, o), dx));
    }
  }
}

// ---- The tables.

// The derivatives as text books have them, in long double.
long double derivative(few_bit_function f, long double x) {
  const auto logistic = [](long double v) {
    return v < 0 ? std::exp(v) / (1 + std::exp(v)) : 1 / (1 + std::exp(-v));
  };
  const long double pi = std::numbers::pi_v<long double>;
  switch (f) {
    case few_bit_function::sigmoid:
      return logistic(x) * logistic(-x);
    case few_bit_function::tanh:
      return 4 * logistic(2 * x) * logistic(-2 * x);
    case few_bit_function::silu:
      return logistic(x) * (1 + x * logistic(-x));
    case few_bit_function::gelu:
      return std::erfc(-x / std::sqrt(2.0L)) / 2 +
             x * std::exp(-x * x / 2) / std::sqrt(2 * pi);
    case few_bit_function::gelu_tanh: {
      const long double a = std::sqrt(2 / pi), b = 0.044715L;
      const long double u = a * (x + b * x * x * x);
      return logistic(2 * u) + x * 2 * logistic(2 * u) * logistic(-2 * u) * a *
                                   (1 + 3 * b * x * x);
    }
    case few_bit_function::relu:
      break;
  }
  return x > 0 ? 1 : 0;
}

long double activation(few_bit_function f, long double x) {
  switch (f) {
    case few_bit_function::sigmoid:
      return 1 / (1 + std::exp(-x));
    case few_bit_function::tanh:
      return std::tanh(x);
    case few_bit_function::silu:
      return x / (1 + std::exp(-x));
    case few_bit_function::gelu:
      return x * std::erfc(-x / std::sqrt(2.0L)) / 2;
    case few_bit_function::gelu_tanh:
      return x / 2 *
             (1 + std::tanh(std::sqrt(2 / std::numbers::pi_v<long double>) *
                            (x + 0.044715L * x * x * x)));
    case few_bit_function::relu:
      break;
  }
  return std::max(x, 0.0L);
}

// Beyond this the derivatives are within 10^-17 of their limits.
constexpr double kReach = 48;

TEST(FewBitTables, FulfilTheConditionsOfTheBestSteps) {
  for (const Cache& c : all_caches()) {
    if (c.function == few_bit_function::relu) continue;
    SCOPED_TRACE(name(c));
    const FewBitTable& table = few_bit_table(c.function, c.bits);
    const auto& t = table.thresholds;
    const auto& levels = table.levels;
    ASSERT_EQ(levels.size(), std::size_t{1} << c.bits);
    ASSERT_EQ(t.size(), levels.size() - 1);
    ASSERT_TRUE(std::is_sorted(t.begin(), t.end()));
    // The mean of f' over each finite cell, by the activation at its ends; over
    // an infinite one, the limit.
    EXPECT_EQ(levels.back(), table.even ? 0 : 1);
    if (!table.even) {
      EXPECT_EQ(levels.front(), 0);
    }
    for (std::size_t i = table.even ? 0 : 1; i + 1 < levels.size(); ++i) {
      const long double a = i == 0 ? 0 : t[i - 1], b = t[i];
      const long double mean =
          (activation(c.function, b) - activation(c.function, a)) / (b - a);
      EXPECT_EQ(levels[i], double{static_cast<float>(levels[i])});
      EXPECT_NEAR(static_cast<double>(mean / levels[i]), 1, 0x1.1p-24) << i;
    }
    // Where f' crosses from one level's side to the next one's. The levels are
    // rounded to float, the thresholds belong to the exact ones.
    for (std::size_t i = 0; i < t.size(); ++i) {
      const double middle = (levels[i] + levels[i + 1]) / 2;
      EXPECT_NEAR(static_cast<double>(derivative(c.function, t[i])), middle,
                  std::ldexp(1.2, -24) * std::max({std::fabs(levels[i]),
                                                   std::fabs(levels[i + 1])}))
          << i;
      const long double d = 1e-4L;
      const bool rises = levels[i + 1] > levels[i];
      EXPECT_EQ(derivative(c.function, t[i] - d) < middle, rises) << i;
      EXPECT_EQ(derivative(c.function, t[i] + d) > middle, rises) << i;
    }
  }
}

// The gradient of dy = 1 over a grid, through the public functions.
TEST(FewBitTables, MeasuredErrorsAreThoseStated) {
  const int per_unit = OGIVE_TEST_SPARSER == 1 ? 8192 : 1024;
  std::vector<double> x;
  for (int i = 0; i < 2 * static_cast<int>(kReach) * per_unit; ++i) {
    x.push_back((i + 0.5) / per_unit - kReach);
  }
  const std::vector<double> ones(x.size(), 1);
  for (const Cache& c : all_caches()) {
    if (c.function == few_bit_function::relu) continue;
    SCOPED_TRACE(name(c));
    const FewBitTable& table = few_bit_table(c.function, c.bits);
    const std::vector<double> dx = backward(c, ones, pack(c, x));
    long double squares = 0;
    double largest = 0;
    for (std::size_t i = 0; i < x.size(); ++i) {
      const auto error =
          static_cast<double>(derivative(c.function, x[i]) - dx[i]);
      squares += static_cast<long double>(error) * error;
      largest = std::max(largest, std::fabs(error));
    }
    const auto l2 = static_cast<double>(std::sqrt(squares / per_unit));
    EXPECT_NEAR(l2 / table.l2_error, 1, 0.01);
    EXPECT_LE(largest, table.largest_error * (1 + 1e-5));  // 6 digits stated
    EXPECT_GE(largest, table.largest_error * 0.98);
  }
}

// Of the gradient of random dy where x is normal: what is measured is what the
// integral over the density says, so the errors of many x are those of theory.
TEST(FewBitTables, ErrorOfTheGradientForNormalInputs) {
  std::vector<double> x, dy;
  for (std::uint64_t i = 0; i < 100'000; ++i) {
    // Box and Muller's transform of two uniform numbers.
    const double u =
        (static_cast<double>(internal::mix(2 * i) >> 11) + 1) * 0x1p-53;
    const double v =
        static_cast<double>(internal::mix(2 * i + 1) >> 11) * 0x1p-53;
    const double r = std::sqrt(-2 * std::log(u));
    x.push_back(r * std::cos(2 * std::numbers::pi * v));
    dy.push_back(r * std::sin(2 * std::numbers::pi * v));
  }
  for (const Cache& c : all_caches()) {
    if (c.function == few_bit_function::relu) continue;
    SCOPED_TRACE(name(c));
    const std::vector<double> dx = backward(c, dy, pack(c, x));
    double error = 0, whole = 0;
    for (std::size_t i = 0; i < x.size(); ++i) {
      const double exact =
          dy[i] * static_cast<double>(derivative(c.function, x[i]));
      error += (dx[i] - exact) * (dx[i] - exact);
      whole += exact * exact;
    }
    const FewBitTable& table = few_bit_table(c.function, c.bits);
    double expected_error = 0, expected_whole = 0;
    const double step = 1.0 / 2048;
    for (double v = -10 + step / 2; v < 10; v += step) {
      const double density = std::exp(-v * v / 2);
      const auto d = static_cast<double>(derivative(c.function, v));
      const double e = d - table.levels[index_of(c, v)];
      expected_error += density * e * e;
      expected_whole += density * d * d;
    }
    EXPECT_NEAR(std::sqrt(error / whole / (expected_error / expected_whole)), 1,
                0.02);
  }
}

// No small change of a threshold or a level makes the error smaller.
TEST(FewBitTables, NoNeighbourIsBetter) {
  for (const Cache& c : all_caches()) {
    if (c.function == few_bit_function::relu || c.bits != 2) continue;
    SCOPED_TRACE(name(c));
    const FewBitTable& table = few_bit_table(c.function, c.bits);
    const auto squares = [&](const std::vector<double>& t,
                             const std::vector<double>& levels) {
      const double step = 1.0 / 512;
      double sum = 0;
      for (double x = (table.even ? 0 : -kReach) + step / 2; x < kReach;
           x += step) {
        const auto index = static_cast<std::size_t>(
            std::upper_bound(t.begin(), t.end(), x) - t.begin());
        const double e =
            static_cast<double>(derivative(c.function, x)) - levels[index];
        sum += e * e * step;
      }
      return sum;
    };
    const std::vector<double> t(table.thresholds.begin(),
                                table.thresholds.end());
    const std::vector<double> levels(table.levels.begin(), table.levels.end());
    const double best = squares(t, levels);
    for (const double by : {-0.05, 0.05}) {
      for (std::size_t i = 0; i < t.size(); ++i) {
        std::vector<double> other = t;
        other[i] += by;
        EXPECT_GT(squares(other, levels), best) << "threshold " << i;
      }
      for (std::size_t i = 0; i < levels.size(); ++i) {
        std::vector<double> other = levels;
        other[i] += by;
        EXPECT_GT(squares(t, other), best) << "level " << i;
      }
    }
  }
}

TYPED_TEST(FewBit, OneBitOfReluIsExact) {
  using T = TypeParam;
  const Cache relu{few_bit_function::relu, 1};
  std::vector<T> x = values<T>(4000, 3), dy(x.size(), T(-1.5f));
  x.push_back(T(0.0f)), x.push_back(T(-0.0f));
  dy.resize(x.size(), T(-1.5f));
  const std::vector<T> dx = backward(relu, dy, pack(relu, x));
  for (std::size_t i = 0; i < x.size(); ++i) {
    const auto v = static_cast<double>(x[i]);
    ASSERT_EQ(static_cast<double>(dx[i]), v > 0 ? -1.5 : 0) << v;
  }
}

// ---- Errors.

TYPED_TEST(FewBit, WrongCallsAreRefused) {
  using T = TypeParam;
  std::vector<T> a(64);
  std::vector<std::uint8_t> bytes(16, 0x5A);
  const auto before = bytes;
  const std::span<const T> x(a.data(), 32);
  const std::span<T> dx(a.data() + 32, 32);
  const std::span<std::uint8_t> p(bytes.data(), 8);
  const auto f = few_bit_function::gelu;
  const auto relu = few_bit_function::relu;
  for (const int bits : {0, 1, 3, 16, -2}) {
    expect_error([&] { few_bit_pack(f, bits, x, p); }, {"use 2, 4 or 8"});
    expect_error([&] { few_bit_backward(f, bits, x, p, dx); },
                 {"use 2, 4 or 8"});
  }
  expect_error([&] { few_bit_pack(relu, 2, x, p); }, {"relu", "use 1"});
  expect_error([&] { few_bit_pack(static_cast<few_bit_function>(6), 2, x, p); },
               {"6 is none of"});
  expect_error([] { few_bit_bytes(3, 1); }, {"3 bits", "1, 2, 4 or 8"});
  // Lengths.
  expect_error([&] { few_bit_pack(f, 4, x, p); },
               {"x has 32", "packed 8 bytes", "16 bytes"});
  expect_error([&] { few_bit_backward(f, 4, x, p, dx); },
               {"dy has 32", "packed 8 bytes", "16 bytes"});
  expect_error([&] { few_bit_backward(f, 2, x, p, dx.first(31)); },
               {"dy has 32", "dx has 31", "same length"});
  // Overlap.
  const std::span<std::uint8_t> inside(
      reinterpret_cast<std::uint8_t*>(a.data() + 31), 8);
  expect_error([&] { few_bit_pack(f, 2, x, inside); },
               {"x and packed overlap"});
  expect_error(
      [&] { few_bit_backward(f, 2, x, p, std::span(a).subspan(1, 32)); },
      {"dy and dx overlap", "in place"});
  expect_error(
      [&] {
        const std::span<const std::uint8_t> in_dx(
            reinterpret_cast<const std::uint8_t*>(dx.data()), 8);
        few_bit_backward(f, 2, x, in_dx, dx);
      },
      {"packed and dx overlap"});
  expect_error([&] { few_bit_pack(f, 2, x, p, {accuracy::exact, -1}); },
               {"threads is -1"});
  EXPECT_EQ(bytes, before);
  // Their neighbours that are right.
  few_bit_pack(f, 2, x, p);
  few_bit_pack(f, 2, x, p, {accuracy::fast, 1});
  few_bit_backward(f, 2, x, p, dx);
  few_bit_backward(f, 2, x, p, std::span(a).first(32));
  few_bit_pack(f, 8, std::span<const T>(), std::span<std::uint8_t>());
}

TEST(FewBitBytes, AreRoundedUp) {
  EXPECT_EQ(few_bit_bytes(1, 0), 0u);
  EXPECT_EQ(few_bit_bytes(1, 9), 2u);
  EXPECT_EQ(few_bit_bytes(2, 5), 2u);
  EXPECT_EQ(few_bit_bytes(4, 5), 3u);
  EXPECT_EQ(few_bit_bytes(8, 5), 5u);
  const std::size_t most = std::numeric_limits<std::size_t>::max();
  EXPECT_EQ(few_bit_bytes(1, most), most / 8 + 1);
  EXPECT_EQ(few_bit_bytes(8, most), most);
}

// ---- The caller's floating-point state.

TYPED_TEST(FewBit, TheCallersStateNeitherShowsNorChanges) {
#if defined(__x86_64__)
  using T = TypeParam;
  // Subnormal x and dy among them.
  const std::vector<T> x = values<T>(500, 5), dy = values<T>(500, 6);
  for (const Cache& c : all_caches()) {
    SCOPED_TRACE(name(c));
    const auto packed = pack(c, x);
    const auto dx = backward(c, dy, packed);
    std::vector<std::uint8_t> packed_here(packed.size());
    std::vector<T> dx_here(dx.size());
    const unsigned before = _mm_getcsr();
    for (unsigned rounding = 0; rounding < 4; ++rounding) {
      // FTZ and DAZ; all exceptions masked, then all of them traps.
      for (const unsigned more : {0x1F80u, 0x9FC0u, 0x0000u}) {
        const unsigned state = more | rounding << 13;
        _mm_setcsr(state);
        few_bit_pack(c.function, c.bits, std::span<const T>(x), packed_here);
        few_bit_backward(c.function, c.bits, std::span<const T>(dy), packed,
                         std::span<T>(dx_here));
        const unsigned after = _mm_getcsr();
        _mm_setcsr(before);
        ASSERT_EQ(after, state);
        ASSERT_EQ(packed_here, packed) << std::hex << state;
        ASSERT_TRUE(same(dx_here, dx)) << std::hex << state;
      }
    }
  }
#else
  GTEST_SKIP() << "sets the state by x86-64's register";
#endif
}

// ---- The C API.

TEST(FewBitC, GivesTheSameBytesAndAStatusForEachError) {
  const std::vector<float> x = values<float>(100, 8),
                           dy = values<float>(100, 9);
  for (const Cache& c : all_caches()) {
    SCOPED_TRACE(name(c));
    const auto f = static_cast<ogive_few_bit_function>(c.function);
    std::vector<std::uint8_t> packed(ogive_few_bit_bytes(c.bits, x.size()));
    std::vector<float> dx(x.size());
    EXPECT_EQ(ogive_few_bit_pack(f, c.bits, OGIVE_F32, x.size(), x.data(),
                                 packed.data(), nullptr),
              OGIVE_OK);
    EXPECT_EQ(packed, pack(c, x));
    EXPECT_EQ(ogive_few_bit_backward(f, c.bits, OGIVE_F32, x.size(), dy.data(),
                                     packed.data(), dx.data(), nullptr),
              OGIVE_OK);
    EXPECT_TRUE(same(dx, backward(c, dy, packed)));
  }
  std::vector<float> a(32);
  std::uint8_t p[8];
  const auto pack_status = [&](ogive_few_bit_function f, int bits,
                               ogive_dtype dtype, const void* in,
                               const ogive_options* o) {
    return ogive_few_bit_pack(f, bits, dtype, 16, in, p, o);
  };
  const auto f = OGIVE_FEW_BIT_SILU;
  EXPECT_EQ(pack_status(f, 3, OGIVE_F32, a.data(), nullptr),
            OGIVE_ERROR_FEW_BIT);
  EXPECT_EQ(pack_status(OGIVE_FEW_BIT_RELU, 2, OGIVE_F32, a.data(), nullptr),
            OGIVE_ERROR_FEW_BIT);
  EXPECT_EQ(pack_status(static_cast<ogive_few_bit_function>(6), 2, OGIVE_F32,
                        a.data(), nullptr),
            OGIVE_ERROR_FEW_BIT);
  // 256 + 2: not silu again by the loss of the upper bits.
  EXPECT_EQ(pack_status(static_cast<ogive_few_bit_function>(258), 2, OGIVE_F32,
                        a.data(), nullptr),
            OGIVE_ERROR_FEW_BIT);
  EXPECT_EQ(pack_status(f, 2, static_cast<ogive_dtype>(4), a.data(), nullptr),
            OGIVE_ERROR_DTYPE);
  EXPECT_EQ(pack_status(f, 2, OGIVE_F32, nullptr, nullptr), OGIVE_ERROR_NULL);
  const ogive_options negative = {sizeof(ogive_options), OGIVE_EXACT, -1};
  EXPECT_EQ(pack_status(f, 2, OGIVE_F32, a.data(), &negative),
            OGIVE_ERROR_OPTIONS);
  EXPECT_EQ(ogive_few_bit_backward(f, 2, OGIVE_F32, 16, a.data(), p,
                                   a.data() + 1, nullptr),
            OGIVE_ERROR_OVERLAP);
  EXPECT_EQ(ogive_few_bit_backward(f, 2, OGIVE_F32, 16, a.data(), p, a.data(),
                                   nullptr),
            OGIVE_OK);
  EXPECT_EQ(ogive_few_bit_pack(f, 2, OGIVE_F32, 0, nullptr, nullptr, nullptr),
            OGIVE_OK);
  EXPECT_EQ(ogive_few_bit_bytes(3, 16), 0u);
  EXPECT_EQ(std::string(ogive_strerror(OGIVE_ERROR_FEW_BIT)).find("no few-bit"),
            0u);
}

}  // namespace
}  // namespace ogive
