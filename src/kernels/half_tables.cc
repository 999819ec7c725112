// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0

#include "kernels/half_tables.h"

#include <atomic>
#include <bit>
#include <cmath>
#include <cstdint>
#include <iterator>
#include <limits>
#include <memory>
#include <new>
#include <vector>

#include "kernels/fp_state.h"
#include "ogive/types.h"

namespace ogive::internal {

namespace {

constexpr std::size_t kNumbers = 1 << 16;

// The elements below which a call is not worth the look at a table that the
// caches have forgotten, and after how many elements a table is made.
constexpr std::size_t kWorthReading = 1024;
constexpr std::size_t kWorthMaking = 2 * kNumbers;

struct Slot {
  std::atomic<std::size_t> elements{0};
  std::atomic<bool> taken{false};  // by the thread that makes the table
  std::atomic<const HalfTable*> table{nullptr};
};

Slot& slot_of(Target target, Function function, Op op, Dtype dtype) {
  constexpr bool kRows[] = {
#define OGIVE_FUNCTION(...) true,
#include "ogive/functions.def"
#undef OGIVE_FUNCTION
  };
  static Slot slots[kTargets][std::size(kRows)][kOps][2];
  return slots[static_cast<int>(target)][static_cast<int>(function)]
              [static_cast<int>(op)][dtype == Dtype::bf16 ? 1 : 0];
}

std::vector<std::uint16_t> all_numbers() {
  std::vector<std::uint16_t> bits(kNumbers);
  for (std::size_t i = 0; i < kNumbers; ++i) {
    bits[i] = static_cast<std::uint16_t>(i);
  }
  return bits;
}

double value_of(Dtype dtype, std::uint16_t bits) {
  return dtype == Dtype::bf16 ? static_cast<double>(bfloat16::from_bits(bits))
                              : static_cast<double>(float16::from_bits(bits));
}

void fill_results(HalfTable& table) {
  const std::vector<std::uint16_t> x = all_numbers();
  Arrays arrays;
  arrays.in[0] = x.data();
  for (int o = 0; o < op_outputs(table.op); ++o) {
    table.results[o].resize(kNumbers);
    arrays.out[o] = table.results[o].data();
  }
  table.kernel(arrays, kNumbers, table.params);
}

// dx of each input and the same dy. Inlined, gcc 12 warns of a deallocation
// that there is not.
template <class T>
[[gnu::noinline]] std::vector<T> backward_of(const HalfTable& table,
                                             Kernel kernel, T dy,
                                             const std::vector<T>& input) {
  const std::vector<T> all_dy(input.size(), dy);
  std::vector<T> dx(input.size());
  Arrays arrays;
  arrays.in[0] = all_dy.data();
  arrays.in[1] = input.data();
  arrays.out[0] = dx.data();
  kernel(arrays, input.size(), table.params);
  return dx;
}

// The slope of an input is dx of dy = 1. NaN, from which no result follows,
// where it is too small for a float to hold it, or a zero that does not turn
// with the sign of dy.
void fill_slopes(HalfTable& table, Dtype dtype, const KernelTable& kernels) {
  const auto& exact = kernels.exact[static_cast<int>(table.op)];
  const Kernel of_floats = exact[static_cast<int>(Dtype::f32)];
  const Kernel of_doubles = exact[static_cast<int>(Dtype::f64)];
  std::vector<float> input;
  for (const std::uint16_t bits : all_numbers()) {
    input.push_back(static_cast<float>(value_of(dtype, bits)));
  }
  table.slopes = backward_of(table, of_floats, 1.0f, input);

  std::vector<std::size_t> small;
  std::vector<float> small_input;
  for (std::size_t i = 0; i < kNumbers; ++i) {
    if (std::fabs(table.slopes[i]) < std::numeric_limits<float>::min()) {
      small.push_back(i);
      small_input.push_back(input[i]);
    }
  }
  const auto turned = backward_of(table, of_floats, -1.0f, small_input);
  const auto wide =
      backward_of(table, of_doubles, 1.0,
                  std::vector<double>(small_input.begin(), small_input.end()));
  for (std::size_t j = 0; j < small.size(); ++j) {
    float& slope = table.slopes[small[j]];
    if (wide[j] != 0 || std::signbit(turned[j]) == std::signbit(slope)) {
      slope = std::numeric_limits<float>::quiet_NaN();
    }
  }
}

// By the bits: results may show the sign of a zero.
bool same(const Params& a, const Params& b) {
  return std::bit_cast<std::uint64_t>(a.value[0]) ==
             std::bit_cast<std::uint64_t>(b.value[0]) &&
         std::bit_cast<std::uint64_t>(a.value[1]) ==
             std::bit_cast<std::uint64_t>(b.value[1]);
}

// What is read, and what is written too, a kilobyte on. By numbers: near an
// array's end the places are outside of it.
void fetch_ahead(const void* line) {
  const auto place = reinterpret_cast<std::uintptr_t>(line) + 1024;
  // NOLINTNEXTLINE(performance-no-int-to-ptr): nothing is read or written by it
  __builtin_prefetch(reinterpret_cast<const void*>(place));
}

// The elements of a cache line.
constexpr std::size_t kLine = 32;

// The loads first: y may be x.
void read_line(const std::uint16_t* table, const std::uint16_t* x,
               std::uint16_t* y) {
  for (std::size_t i = 0; i < kLine; i += 4) {
    const std::uint16_t y0 = table[x[i]], y1 = table[x[i + 1]];
    const std::uint16_t y2 = table[x[i + 2]], y3 = table[x[i + 3]];
    y[i] = y0;
    y[i + 1] = y1;
    y[i + 2] = y2;
    y[i + 3] = y3;
  }
}

}  // namespace

std::unique_ptr<const HalfTable> make_half_table(Target target, Op op,
                                                 Dtype dtype,
                                                 const KernelTable& kernels,
                                                 const Params& params) {
  const FpState state;
  auto table = std::make_unique<HalfTable>();
  table->op = op;
  table->params = params;
  table->kernel = kernels.exact[static_cast<int>(op)][static_cast<int>(dtype)];
  table->scaled = kernels_slopes(target).scaled[static_cast<int>(dtype)];
  if (op_inputs(op) == 1) {
    fill_results(*table);
  } else {
    fill_slopes(*table, dtype, kernels);
  }
  return table;
}

const HalfTable* half_table(Target target, Function function, Op op,
                            Dtype dtype, const KernelTable& kernels,
                            const Params& params, std::size_t n) noexcept {
  if (n < kWorthReading ||
      !kernels.half_table[static_cast<int>(op)][static_cast<int>(dtype)]) {
    return nullptr;
  }
  Slot& slot = slot_of(target, function, op, dtype);
  const HalfTable* table = slot.table.load(std::memory_order_acquire);
  if (table == nullptr) {
    const std::size_t before =
        slot.elements.fetch_add(n, std::memory_order_relaxed);
    if (before + n < kWorthMaking || slot.taken.exchange(true)) return nullptr;
    try {
      table = make_half_table(target, op, dtype, kernels, params).release();
    } catch (const std::bad_alloc&) {
      slot.taken = false;
      return nullptr;
    }
    slot.table.store(table, std::memory_order_release);
  }
  return same(table->params, params) ? table : nullptr;
}

void run_half_table(const HalfTable& table, const Arrays& arrays, std::size_t n,
                    const Params& params) {
  if (!table.slopes.empty()) {
    return table.scaled(arrays, n, table.slopes.data(), table.kernel, params);
  }
  // An output that is the input comes last.
  const int outputs = op_outputs(table.op);
  const int last = arrays.out[0] == arrays.in[0] ? 0 : outputs - 1;
  const auto* x = static_cast<const std::uint16_t*>(arrays.in[0]);
  auto* y = static_cast<std::uint16_t*>(arrays.out[last]);
  const std::uint16_t* results = table.results[last].data();
  auto* other_y = static_cast<std::uint16_t*>(arrays.out[1 - last]);
  const std::uint16_t* other_results = table.results[1 - last].data();
  std::size_t i = 0;
  for (; i + kLine <= n; i += kLine) {
    fetch_ahead(x + i);
    if (outputs > 1) {
      fetch_ahead(other_y + i);
      read_line(other_results, x + i, other_y + i);
    }
    fetch_ahead(y + i);
    read_line(results, x + i, y + i);
  }
  for (; i < n; ++i) {
    if (outputs > 1) other_y[i] = other_results[x[i]];
    y[i] = results[x[i]];
  }
}

}  // namespace ogive::internal
