// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// The few-bit caches: steps found by comparisons, gradients by a table. Neither
// has anything of an instruction set, so this is plain C++, in blocks that
// compilers turn into vectors.

#include "ogive/few_bit.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <stdexcept>
#include <string>
#include <type_traits>

#include "api/arrays.h"
#include "grad/few_bit.h"
#include "kernels/dispatch.h"
#include "kernels/fp_state.h"
#include "kernels/threads.h"
#include "math/plain-ops.h"

namespace ogive {
namespace internal {
namespace {

#include "grad/few_bit_levels.inc"

// x > 0 is x >= the smallest double, and rounded up that is the smallest
// positive number of every type.
constexpr double kReluThresholds[] = {0x1p-1074};
constexpr double kReluLevels[] = {0, 1};
constexpr FewBitTable kRelu = {false, 0, 0, kReluThresholds, kReluLevels};

constexpr std::size_t kFunctions = std::size(kTables) + 1;

// ---- Keys: what elements and thresholds are compared by. For f32 and f64 the
// number itself; for the 16-bit types an integer in the same order, of which a
// vector holds more and which needs no conversion. A threshold becomes the
// least number of the type that is not below it: x of that type is at least the
// one exactly if it is at least the other.

template <class T>
struct Keys {
  using Key = std::int16_t;
  using Count = std::int16_t;
  static constexpr int kInfinity = std::is_same_v<T, float16> ? 0x7C00 : 0x7F80;

  static constexpr Key of(T x, bool even) {
    const int magnitude = x.bits & 0x7FFF;
    const int key = (x.bits >> 15) != 0 && !even ? -magnitude : magnitude;
    // NaN is below every threshold.
    return static_cast<Key>(magnitude > kInfinity ? -0x8000 : key);
  }
  static constexpr Key of_threshold(double t) {
    const T nearest(t);
    const Key key = of(nearest, false);
    return static_cast<Key>(static_cast<double>(nearest) < t ? key + 1 : key);
  }
};

template <>
struct Keys<float> {
  using Key = float;
  using Count = std::int32_t;
  static Key of(float x, bool even) { return even ? std::fabs(x) : x; }
  static constexpr Key of_threshold(double t) {
    const auto nearest = static_cast<float>(t);
    if (static_cast<double>(nearest) >= t) return nearest;
    const auto bits = std::bit_cast<std::uint32_t>(nearest);
    return std::bit_cast<float>(nearest < 0 ? bits - 1 : bits + 1);
  }
};

template <>
struct Keys<double> {
  using Key = double;
  using Count = std::int64_t;
  static Key of(double x, bool even) { return even ? std::fabs(x) : x; }
  static constexpr Key of_threshold(double t) { return t; }
};

constexpr const FewBitTable& table(std::size_t f, int bits) {
  if (f == std::size(kTables)) return kRelu;
  return kTables[f][bits == 2 ? 0 : bits == 4 ? 1 : 2];
}

template <class T, int kBits>
using Thresholds = std::array<typename Keys<T>::Key, (1 << kBits) - 1>;

// The thresholds of all functions in so many bits, as keys.
template <class T, int kBits>
constexpr auto kThresholds = [] {
  std::array<Thresholds<T, kBits>, kFunctions> all{};
  for (std::size_t f = 0; f < kFunctions; ++f) {
    const FewBitTable& from = table(f, kBits);
    for (std::size_t i = 0; i < all[f].size() && i < from.thresholds.size();
         ++i) {
      all[f][i] = Keys<T>::of_threshold(from.thresholds[i]);
    }
  }
  return all;
}();

// ---- Kernels, over elements from the start of a byte.

// Elements that are looked up together.
constexpr std::size_t kBlock = 64;

template <class T, int kBits, bool kEven>
void pack(const Thresholds<T, kBits>& thresholds, const T* x, std::size_t n,
          std::uint8_t* packed) {
  using K = Keys<T>;
  constexpr std::size_t kPerByte = 8 / kBits;
  typename K::Key key[kBlock] = {};
  std::uint8_t index[kBlock];
  for (std::size_t begin = 0; begin < n; begin += kBlock) {
    const std::size_t count = std::min(kBlock, n - begin);
    if (count == kBlock) {
      for (std::size_t i = 0; i < kBlock; ++i)
        key[i] = K::of(x[begin + i], kEven);
    } else {
      for (std::size_t i = 0; i < count; ++i)
        key[i] = K::of(x[begin + i], kEven);
    }
    if constexpr (kBits < 8) {
      for (std::size_t i = 0; i < kBlock; ++i) {
        typename K::Count at_most = 0;
        for (const auto t : thresholds) {
          at_most = static_cast<typename K::Count>(at_most + (key[i] >= t));
        }
        index[i] = static_cast<std::uint8_t>(at_most);
      }
    } else {
      // Binary search without branches, one step for all before the next, so
      // that they wait for memory together.
      std::fill(std::begin(index), std::end(index), std::uint8_t{0});
      for (int bit = kBits - 1; bit >= 0; --bit) {
        const std::size_t ahead = (std::size_t{1} << bit) - 1;
        for (std::size_t i = 0; i < kBlock; ++i) {
          const unsigned above = key[i] >= thresholds[index[i] + ahead] ? 1 : 0;
          index[i] = static_cast<std::uint8_t>(index[i] | above << bit);
        }
      }
    }
    std::fill(index + count, index + kBlock, std::uint8_t{0});
    for (std::size_t i = 0; i < count; i += kPerByte) {
      unsigned byte = 0;
      for (std::size_t j = 0; j < kPerByte; ++j) {
        byte |= static_cast<unsigned>(index[i + j]) << j * kBits;
      }
      packed[(begin + i) / kPerByte] = static_cast<std::uint8_t>(byte);
    }
  }
}

// ---- Elements <-> double, as plain-ops.h and types.h have it. The 16-bit
// types' are here once more without branches, which makes the kernel several
// times as quick: it does little else.

double to_double(float v) { return double{v}; }
double to_double(double v) { return v; }
double to_double(bfloat16 v) {
  return double{std::bit_cast<float>(std::uint32_t{v.bits} << 16)};
}
double to_double(float16 v) {
  const std::uint32_t sign = std::uint32_t{v.bits} >> 15 << 31;
  const std::uint32_t magnitude = std::uint32_t{v.bits & 0x7FFFu} << 13;
  // The exponent's bias is 112 less than a float's; infinity and NaN have the
  // largest exponent of either type.
  const auto finite =
      std::bit_cast<std::uint32_t>(std::bit_cast<float>(magnitude) * 0x1p112f);
  const std::uint32_t other = magnitude | 0x7F800000;
  return double{std::bit_cast<float>(
      sign | (magnitude < std::uint32_t{0x7C00} << 13 ? finite : other))};
}

void store(double v, float* p) { plain::StoreOneNan({}, v, v, p); }
void store(double v, double* p) { plain::StoreOneNan({}, v, v, p); }
template <class T>
void store(double v, T* p) {
  constexpr bool kHalf = std::is_same_v<T, float16>;
  constexpr int kMantissa = kHalf ? 10 : 7;
  // 2^highest is the first power that is too large; 2^lowest the least normal.
  constexpr std::uint64_t kHighest = std::uint64_t{1023 + (kHalf ? 16 : 128)}
                                     << 52;
  constexpr std::uint64_t kLowest = std::uint64_t{1023 - (kHalf ? 14 : 126)}
                                    << 52;
  constexpr std::uint64_t kInfinity = std::uint64_t{0x7FF} << 52;
  const auto bits = std::bit_cast<std::uint64_t>(v);
  const std::uint64_t all = bits & ~(std::uint64_t{1} << 63);
  const std::uint64_t magnitude = std::min(all, kHighest);
  // In the sum the last place is worth what the type's last place is at this
  // magnitude: the sum is the one rounding.
  const auto shift =
      std::bit_cast<double>(std::max(magnitude & kInfinity, kLowest) +
                            (std::uint64_t{52 - kMantissa} << 52));
  const auto rounded =
      static_cast<float>((std::bit_cast<double>(magnitude) + shift) - shift);
  const std::uint32_t narrow =
      kHalf ? std::bit_cast<std::uint32_t>(rounded * 0x1p-112f) >> 13
            : std::bit_cast<std::uint32_t>(rounded) >> 16;
  constexpr std::uint32_t kNan = kHalf ? 0x7E00 : 0x7FC0;
  const auto sign = static_cast<std::uint32_t>(bits >> 63 << 15);
  *p = T::from_bits(
      static_cast<std::uint16_t>(all > kInfinity ? kNan : narrow | sign));
}

// dy times level in double, exactly for all but f64, and then one rounding.
template <class T, int kBits>
void backward(const double* levels, const T* dy, const std::uint8_t* packed,
              std::size_t n, T* dx) {
  constexpr std::size_t kPerByte = 8 / kBits;
  constexpr unsigned kMask = (1u << kBits) - 1;
  const auto step = [&](std::size_t i, unsigned byte, std::size_t j) {
    const double level = levels[byte >> j * kBits & kMask];
    store(to_double(dy[i + j]) * level, dx + i + j);
  };
  std::size_t i = 0;
  for (; i + kPerByte <= n; i += kPerByte) {
    const unsigned byte = packed[i / kPerByte];
    for (std::size_t j = 0; j < kPerByte; ++j) step(i, byte, j);
  }
  for (std::size_t j = 0; i + j < n; ++j) step(i, packed[i / kPerByte], j);
}

// Calls f with the number of bits as a constant.
template <class F>
void with_bits(int bits, const F& f) {
  switch (bits) {
    case 1:
      return f(std::integral_constant<int, 1>());
    case 2:
      return f(std::integral_constant<int, 2>());
    case 4:
      return f(std::integral_constant<int, 4>());
    default:
      return f(std::integral_constant<int, 8>());
  }
}

// Calls work(begin, end) over [0, n), in chunks whose ends are ends of bytes
// whatever the number of bits, with the default floating-point state.
template <class F>
void for_each_bytes(std::size_t n, const options& o, F work) {
  struct Context {
    F work;
    std::size_t n;
  } context{work, n};
  for_each_chunk(n, o.threads, &context,
                 [](void* p, std::size_t begin, std::size_t end) {
                   const Context& c = *static_cast<const Context*>(p);
                   const auto down = [&](std::size_t i) {
                     return i == c.n ? i : i / 8 * 8;
                   };
                   const FpState state;
                   c.work(down(begin), down(end));
                 });
}

// ---- Checks.

void check_cache(few_bit_function f, int bits) {
  if (few_bit_exists(f, bits)) return;
  const std::string given = std::to_string(bits);
  if (f == few_bit_function::relu) {
    throw std::invalid_argument("ogive: relu has no cache of " + given +
                                " bits an element; use 1");
  }
  if (static_cast<std::size_t>(f) >= kFunctions) {
    throw std::invalid_argument(
        "ogive: few_bit_function " + std::to_string(static_cast<int>(f)) +
        " is none of sigmoid, tanh, silu, gelu, gelu_tanh and relu");
  }
  throw std::invalid_argument("ogive: there is no cache of " + given +
                              " bits an element; use 2, 4 or 8 (relu: 1)");
}

void check_packed(int bits, std::size_t n, const char* name,
                  std::size_t packed) {
  const std::size_t bytes = few_bit_bytes(bits, n);
  if (packed != bytes) {
    throw std::invalid_argument(
        std::string("ogive: ") + name + " has " + std::to_string(n) +
        " elements and packed " + std::to_string(packed) + " bytes; with " +
        std::to_string(bits) + " bits an element give packed " +
        std::to_string(bytes) + " bytes, as few_bit_bytes says");
  }
}

bool share_bytes(std::span<const std::byte> a, std::span<const std::byte> b) {
  const auto first = reinterpret_cast<std::uintptr_t>(a.data());
  const auto second = reinterpret_cast<std::uintptr_t>(b.data());
  return first < second ? second - first < a.size() : first - second < b.size();
}

template <class A, class B>
void check_apart(const char* a_name, std::span<A> a, const char* b_name,
                 std::span<B> b, const char* advice) {
  if (a.empty() || b.empty()) return;
  if (share_bytes(std::as_bytes(a), std::as_bytes(b))) {
    throw std::invalid_argument(std::string("ogive: ") + a_name + " and " +
                                b_name + " overlap in memory; " + advice);
  }
}

template <class T>
void check_and_pack(few_bit_function f, int bits, std::span<const T> x,
                    std::span<std::uint8_t> packed, const options& o) {
  check_cache(f, bits);
  check_options(o);
  check_packed(bits, x.size(), "x", packed.size());
  check_apart("x", x, "packed", packed, "give packed an array of its own");
  const auto function = static_cast<std::size_t>(f);
  const bool even = few_bit_table(f, bits).even;
  with_bits(bits, [&](auto constant) {
    constexpr int kBits = constant();
    const auto* thresholds = &kThresholds<T, kBits>[function];
    const auto kernel = even ? &pack<T, kBits, true> : &pack<T, kBits, false>;
    for_each_bytes(x.size(), o, [=](std::size_t begin, std::size_t end) {
      kernel(*thresholds, x.data() + begin, end - begin,
             packed.data() + begin * kBits / 8);
    });
  });
}

template <class T>
void check_and_run_backward(few_bit_function f, int bits, std::span<const T> dy,
                            std::span<const std::uint8_t> packed,
                            std::span<T> dx, const options& o) {
  check_cache(f, bits);
  check_options(o);
  check_length("dy", dy.size(), "dx", dx.size());
  check_packed(bits, dy.size(), "dy", packed.size());
  if (dy.data() != dx.data()) {
    check_apart("dy", dy, "dx", dx,
                "use the same array (in place) or two separate ones");
  }
  check_apart("packed", packed, "dx", dx, "give dx an array of its own");
  const double* levels = few_bit_table(f, bits).levels.data();
  with_bits(bits, [&](auto constant) {
    constexpr int kBits = constant();
    for_each_bytes(dy.size(), o, [=](std::size_t begin, std::size_t end) {
      backward<T, kBits>(levels, dy.data() + begin,
                         packed.data() + begin * kBits / 8, end - begin,
                         dx.data() + begin);
    });
  });
}

}  // namespace

bool few_bit_exists(few_bit_function f, int bits) {
  if (f == few_bit_function::relu) return bits == 1;
  return static_cast<std::size_t>(f) < std::size(kTables) &&
         (bits == 2 || bits == 4 || bits == 8);
}

const FewBitTable& few_bit_table(few_bit_function f, int bits) {
  return table(static_cast<std::size_t>(f), bits);
}

}  // namespace internal

std::size_t few_bit_bytes(int bits, std::size_t n) {
  if (bits != 1 && bits != 2 && bits != 4 && bits != 8) {
    throw std::invalid_argument("ogive: there is no cache of " +
                                std::to_string(bits) +
                                " bits an element; use 1, 2, 4 or 8");
  }
  const auto per_byte = static_cast<std::size_t>(8 / bits);
  return n / per_byte + (n % per_byte != 0 ? 1 : 0);
}

#define OGIVE_DEFINE(T)                                                        \
  void few_bit_pack(few_bit_function f, int bits, std::span<const T> x,        \
                    std::span<std::uint8_t> packed, const options& o) {        \
    internal::check_and_pack(f, bits, x, packed, o);                           \
  }                                                                            \
  void few_bit_backward(few_bit_function f, int bits, std::span<const T> dy,   \
                        std::span<const std::uint8_t> packed, std::span<T> dx, \
                        const options& o) {                                    \
    internal::check_and_run_backward(f, bits, dy, packed, dx, o);              \
  }

OGIVE_DEFINE(float)
OGIVE_DEFINE(double)
OGIVE_DEFINE(float16)
OGIVE_DEFINE(bfloat16)

#undef OGIVE_DEFINE

}  // namespace ogive
