// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0

#include "loops.h"

#include <algorithm>
#include <atomic>
#include <cfenv>
#include <cmath>
#include <cstdint>
#include <cstring>

#include "ogive/types.h"

namespace ogive::python {
namespace {

std::atomic<int> threads_in_use{1};

// One array of a loop.
struct Strided {
  char* data;
  std::ptrdiff_t step;  // in bytes
};

struct Call {
  const Loop* loop;
  int size;  // of an element
  Strided in[3], out[2];
  double parameters[2];
};

ogive_options options_of(const Loop& loop) {
  ogive_options options = OGIVE_OPTIONS_INIT;
  options.accuracy = loop.accuracy;
  options.threads = num_threads();
  return options;
}

// The library's call, on contiguous arrays that do not overlap.
ogive_status call_library(const Call& call, std::size_t n, char* const* in,
                          char* const* out) {
  const Loop& loop = *call.loop;
  const ogive_options options = options_of(loop);
  switch (loop.kind) {
    case Loop::Kind::row:
      return ogive_apply(
          loop.function, loop.op, loop.dtype, n, in[0], in[1], out[0], out[1],
          loop.params == 0 ? nullptr : call.parameters, &options);
    case Loop::Kind::gated: {
      constexpr decltype(&ogive_glu) kGates[] = {&ogive_glu, &ogive_swiglu,
                                                 &ogive_geglu, &ogive_reglu};
      return kGates[loop.gate](loop.dtype, n, in[0], in[1], out[0], &options);
    }
    case Loop::Kind::gated_backward: {
      constexpr decltype(&ogive_glu_backward) kGates[] = {
          &ogive_glu_backward, &ogive_swiglu_backward, &ogive_geglu_backward,
          &ogive_reglu_backward};
      return kGates[loop.gate](loop.dtype, n, in[0], in[1], in[2], out[0],
                               out[1], &options);
    }
    case Loop::Kind::bce:
      return ogive_bce_with_logits(loop.dtype, n, in[0], in[1], out[0], nullptr,
                                   &options);
    case Loop::Kind::bce_dx:
      return ogive_bce_with_logits(loop.dtype, n, in[0], in[1], nullptr, out[0],
                                   &options);
  }
  return OGIVE_ERROR_FUNCTION;
}

bool contiguous(const Call& call) {
  for (int i = 0; i < call.loop->inputs; ++i) {
    if (call.in[i].step != call.size) return false;
  }
  for (int o = 0; o < call.loop->outputs; ++o) {
    if (call.out[o].step != call.size) return false;
  }
  return true;
}

// Calls visit(in, out) for each pair of an input and an output.
template <class Visit>
bool any_pair(const Call& call, Visit visit) {
  for (int i = 0; i < call.loop->inputs; ++i) {
    for (int o = 0; o < call.loop->outputs; ++o) {
      if (visit(call.in[i], call.out[o])) return true;
    }
  }
  return false;
}

// Whether contiguous arrays overlap other than exactly.
bool overlap(const Call& call, std::ptrdiff_t n) {
  return any_pair(call, [&](const Strided& in, const Strided& out) {
    const auto a = reinterpret_cast<std::uintptr_t>(in.data);
    const auto b = reinterpret_cast<std::uintptr_t>(out.data);
    return a != b &&
           (a > b ? a - b : b - a) < static_cast<std::uintptr_t>(n * call.size);
  });
}

// Whether an element's result is a later element's input, as in ufunc.reduce
// and ufunc.accumulate. Of all other overlaps NumPy makes copies first, or they
// read ahead of what is written.
bool feeds_itself(const Call& call, std::ptrdiff_t n) {
  return n > 1 && any_pair(call, [&](const Strided& in, const Strided& out) {
           if (out.step == 0) return true;
           if (in.step != out.step || in.data == out.data) return false;
           const std::ptrdiff_t ahead = (out.data - in.data) / out.step;
           return ahead > 0 && ahead < n &&
                  ahead * out.step == out.data - in.data;
         });
}

template <class T>
void copy_strided(char* to, std::ptrdiff_t to_step, const char* from,
                  std::ptrdiff_t from_step, std::ptrdiff_t n) {
  for (std::ptrdiff_t i = 0; i < n; ++i) {
    std::memcpy(to + i * to_step, from + i * from_step, sizeof(T));
  }
}

void copy_elements(int size, char* to, std::ptrdiff_t to_step, const char* from,
                   std::ptrdiff_t from_step, std::ptrdiff_t n) {
  switch (size) {
    case 2:
      return copy_strided<std::uint16_t>(to, to_step, from, from_step, n);
    case 4:
      return copy_strided<std::uint32_t>(to, to_step, from, from_step, n);
    default:
      return copy_strided<std::uint64_t>(to, to_step, from, from_step, n);
  }
}

// By way of contiguous buffers of `block` elements.
ogive_status run_blocks(const Call& call, std::ptrdiff_t n,
                        std::ptrdiff_t block) {
  constexpr std::ptrdiff_t kBlock = 512;
  alignas(64) char in[3][kBlock * 8];
  alignas(64) char out[2][kBlock * 8];
  char* inputs[] = {in[0], in[1], in[2]};
  char* outputs[] = {out[0], out[1]};
  block = std::min(block, kBlock);
  for (std::ptrdiff_t begin = 0; begin < n; begin += block) {
    const std::ptrdiff_t count = std::min(block, n - begin);
    for (int i = 0; i < call.loop->inputs; ++i) {
      const Strided& a = call.in[i];
      copy_elements(call.size, in[i], call.size, a.data + begin * a.step,
                    a.step, count);
    }
    const ogive_status status =
        call_library(call, static_cast<std::size_t>(count), inputs, outputs);
    if (status != OGIVE_OK) return status;
    for (int o = 0; o < call.loop->outputs; ++o) {
      const Strided& a = call.out[o];
      copy_elements(call.size, a.data + begin * a.step, a.step, out[o],
                    call.size, count);
    }
  }
  return OGIVE_OK;
}

// An element as a double, exactly.
double value_of(ogive_dtype dtype, const char* at) {
  if (dtype == OGIVE_F64) {
    double v;
    std::memcpy(&v, at, sizeof(v));
    return v;
  }
  if (dtype == OGIVE_F32) {
    float v;
    std::memcpy(&v, at, sizeof(v));
    return static_cast<double>(v);
  }
  std::uint16_t bits;
  std::memcpy(&bits, at, sizeof(bits));
  return dtype == OGIVE_F16 ? static_cast<double>(float16::from_bits(bits))
                            : static_cast<double>(bfloat16::from_bits(bits));
}

template <class Bits>
bool any_not_finite(const Strided& a, std::ptrdiff_t n, Bits exponent) {
  Bits found = 0;
  for (std::ptrdiff_t i = 0; i < n; ++i) {
    Bits bits;
    std::memcpy(&bits, a.data + i * a.step, sizeof(bits));
    found |= static_cast<Bits>((bits & exponent) == exponent ? 1 : 0);
  }
  return found != 0;
}
// The same where the compiler knows the step, and can take vectors.
template <class Bits>
bool any_not_finite_contiguous(const char* data, std::ptrdiff_t n,
                               Bits exponent) {
  return any_not_finite<Bits>({const_cast<char*>(data), sizeof(Bits)}, n,
                              exponent);
}

bool any_not_finite(ogive_dtype dtype, const Strided& a, std::ptrdiff_t n) {
  const bool packed = a.step == dtype_size(dtype);
  switch (dtype) {
    case OGIVE_F64: {
      constexpr std::uint64_t kExponent = 0x7FF0000000000000u;
      return packed ? any_not_finite_contiguous(a.data, n, kExponent)
                    : any_not_finite(a, n, kExponent);
    }
    case OGIVE_F32: {
      constexpr std::uint32_t kExponent = 0x7F800000u;
      return packed ? any_not_finite_contiguous(a.data, n, kExponent)
                    : any_not_finite(a, n, kExponent);
    }
    default: {
      const std::uint16_t exponent = dtype == OGIVE_F16 ? 0x7C00 : 0x7F80;
      return packed ? any_not_finite_contiguous(a.data, n, exponent)
                    : any_not_finite(a, n, exponent);
    }
  }
}

// What happened to one element: the flags to raise.
int flags_of(const Loop& loop, double x, double result) {
  if (std::isnan(result)) return std::isnan(x) ? 0 : FE_INVALID;
  if (!std::isinf(result) || !std::isfinite(x)) return 0;
  const Row& row = kRows[loop.function];
  return x == row.domain_from || x == row.domain_to ? FE_DIVBYZERO
                                                    : FE_OVERFLOW;
}

// The flags of n elements of Kind::row with one input.
int flags_of(const Call& call, std::ptrdiff_t n) {
  int flags = 0;
  for (int o = 0; o < call.loop->outputs; ++o) {
    const Strided& out = call.out[o];
    if (!any_not_finite(call.loop->dtype, out, n)) continue;
    for (std::ptrdiff_t i = 0; i < n; ++i) {
      const Strided& in = call.in[0];
      flags |= flags_of(*call.loop,
                        value_of(call.loop->dtype, in.data + i * in.step),
                        value_of(call.loop->dtype, out.data + i * out.step));
    }
  }
  return flags;
}

// Whether the function, with these parameters, takes finite inputs to infinity
// or NaN: that of the largest number if of any. (Those of the table that are
// finite there are so everywhere, but where they have a domain.)
bool raises_at_the_ends(Loop loop, const double* parameters) {
  const Row& row = kRows[loop.function];
  if (std::isfinite(row.domain_from) || std::isfinite(row.domain_to)) {
    return true;
  }
  constexpr double kLargest[] = {0x1.fffffep127, 0x1.fffffffffffffp1023};
  constexpr std::uint16_t kLargest16[] = {0x7BFF, 0x7F7F};
  const auto largest32 = static_cast<float>(kLargest[0]);
  char in[2][8], out[2][8];
  for (const bool negative : {false, true}) {
    const int size = dtype_size(loop.dtype);
    if (loop.dtype == OGIVE_F64) {
      std::memcpy(in[0], &kLargest[1], 8);
    } else if (loop.dtype == OGIVE_F32) {
      std::memcpy(in[0], &largest32, 4);
    } else {
      std::memcpy(in[0], &kLargest16[loop.dtype == OGIVE_BF16], 2);
    }
    if (negative) in[0][size - 1] = static_cast<char>(in[0][size - 1] ^ 0x80);
    const ogive_status status =
        ogive_apply(loop.function, loop.op, loop.dtype, 1, in[0], nullptr,
                    out[0], out[1], parameters, nullptr);
    if (status != OGIVE_OK) return true;
    for (int o = 0; o < loop.outputs; ++o) {
      if (!std::isfinite(value_of(loop.dtype, out[o]))) return true;
    }
  }
  return false;
}

void fill_nan(const Call& call, std::ptrdiff_t n) {
  constexpr float kNan32 = __builtin_nanf("");
  constexpr double kNan64 = __builtin_nan("");
  constexpr std::uint16_t kNan16[] = {0x7E00, 0x7FC0};
  const void* nan = &kNan64;
  if (call.loop->dtype == OGIVE_F32) nan = &kNan32;
  if (call.size == 2) nan = &kNan16[call.loop->dtype == OGIVE_BF16];
  for (int o = 0; o < call.loop->outputs; ++o) {
    const Strided& out = call.out[o];
    copy_elements(call.size, out.data, out.step, static_cast<const char*>(nan),
                  0, n);
  }
}

// Elements that share their parameters. Returns the flags to raise.
int run_same(const Call& call, std::ptrdiff_t n) {
  const Loop& loop = *call.loop;
  const bool looks_back =
      loop.kind == Loop::Kind::row && loop.inputs == 1 &&
      (loop.params == 0 ? loop.may_raise
                        : raises_at_the_ends(loop, call.parameters));
  const bool in_place =
      any_pair(call, [](const Strided& in, const Strided& out) {
        return in.data == out.data;
      });
  ogive_status status;
  int flags = 0;
  if (looks_back && in_place) {
    // The inputs must outlive the results that are looked at.
    constexpr std::ptrdiff_t kBlock = 512;
    alignas(64) char kept[kBlock * 8];
    status = OGIVE_OK;
    for (std::ptrdiff_t begin = 0; begin < n && status == OGIVE_OK;
         begin += kBlock) {
      const std::ptrdiff_t count = std::min(kBlock, n - begin);
      Call part = call;
      for (Strided& a : part.in) a.data += begin * a.step;
      for (Strided& a : part.out) a.data += begin * a.step;
      copy_elements(part.size, kept, part.size, part.in[0].data,
                    part.in[0].step, count);
      part.in[0] = {kept, part.size};
      status = run_blocks(part, count, kBlock);
      if (status == OGIVE_OK) flags |= flags_of(part, count);
    }
  } else {
    if (feeds_itself(call, n)) {
      status = run_blocks(call, n, 1);
    } else if (contiguous(call) && !overlap(call, n)) {
      char* in[] = {call.in[0].data, call.in[1].data, call.in[2].data};
      char* out[] = {call.out[0].data, call.out[1].data};
      status = call_library(call, static_cast<std::size_t>(n), in, out);
    } else {
      status = run_blocks(call, n, n);
    }
    if (status == OGIVE_OK && looks_back) flags = flags_of(call, n);
  }
  if (status == OGIVE_OK) return flags;
  fill_nan(call, n);
  return FE_INVALID;
}

}  // namespace

int num_threads() { return threads_in_use.load(std::memory_order_relaxed); }

void set_num_threads(int threads) {
  threads_in_use.store(threads, std::memory_order_relaxed);
}

void set_may_raise(Loop& loop) {
  loop.may_raise = loop.inputs == 1 && raises_at_the_ends(loop, nullptr);
}

void run_loop(char** args, const std::ptrdiff_t* count,
              const std::ptrdiff_t* steps, void* data) {
  const std::ptrdiff_t n = *count;
  if (n <= 0) return;
  const Loop& loop = *static_cast<const Loop*>(data);
  Call call{};
  call.loop = &loop;
  call.size = dtype_size(loop.dtype);
  int array = 0;
  for (int i = 0; i < loop.inputs; ++i, ++array) {
    call.in[i] = {args[array], steps[array]};
  }
  Strided params[2] = {};
  for (int p = 0; p < loop.params; ++p, ++array) {
    params[p] = {args[array], steps[array]};
  }
  for (int o = 0; o < loop.outputs; ++o, ++array) {
    call.out[o] = {args[array], steps[array]};
  }

  const auto parameter = [&](int p, std::ptrdiff_t i) {
    double value;
    std::memcpy(&value, params[p].data + i * params[p].step, sizeof(value));
    return value;
  };
  const auto same = [&](std::ptrdiff_t i, std::ptrdiff_t j) {
    for (int p = 0; p < loop.params; ++p) {
      if (params[p].step != 0 && parameter(p, i) != parameter(p, j)) {
        return false;
      }
    }
    return true;
  };
  int flags = 0;
  bool fixed = true;
  for (const Strided& p : params) fixed = fixed && p.step == 0;
  for (std::ptrdiff_t begin = 0, end = 0; begin < n; begin = end) {
    end = fixed ? n : begin + 1;
    while (end < n && same(begin, end)) ++end;
    Call part = call;
    for (Strided& a : part.in) a.data += begin * a.step;
    for (Strided& a : part.out) a.data += begin * a.step;
    for (int p = 0; p < loop.params; ++p) {
      part.parameters[p] = parameter(p, begin);
    }
    flags |= run_same(part, end - begin);
  }
  if (flags != 0) std::feraiseexcept(flags);
}

}  // namespace ogive::python
