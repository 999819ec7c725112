// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// Proves the C API: the same bits as the C++ API for every operation and type,
// contiguous and strided (forwards, backwards, one input element repeated); a
// status for each kind of wrong call, with no output written; the options
// struct and its size; the sentences of ogive_strerror; targets and versions.

#include <cstring>
#include <limits>
#include <set>

#include "ogive/ogive.h"
#include "support.h"

namespace ogive::internal {
namespace {

ogive_dtype c_dtype(Dtype dtype) {
  switch (dtype) {
    case Dtype::f64:
      return OGIVE_F64;
    case Dtype::f16:
      return OGIVE_F16;
    case Dtype::bf16:
      return OGIVE_BF16;
    case Dtype::f32:
      break;
  }
  return OGIVE_F32;
}

// An operation of the C API over contiguous arrays.
ogive_status call(Op op, Dtype dtype, std::size_t n, const void* a,
                  const void* b, void* y, void* t,
                  const ogive_options* o = nullptr) {
  const ogive_dtype d = c_dtype(dtype);
  switch (op) {
    case Op::forward:
      return ogive_sigmoid(d, n, a, y, o);
    case Op::derivative:
      return ogive_sigmoid_derivative(d, n, a, y, o);
    case Op::backward:
      return ogive_sigmoid_backward(d, n, a, b, y, o);
    case Op::tail:
      return ogive_sigmoid_tail(d, n, a, y, o);
    case Op::with_tail:
      return ogive_sigmoid_with_tail(d, n, a, y, t, o);
    case Op::from_tail:
      return ogive_sigmoid_from_tail(d, n, a, y, o);
    case Op::backward_tail:
      return ogive_sigmoid_backward_tail(d, n, a, b, y, o);
  }
  return OGIVE_ERROR_INTERNAL;
}

struct Strides {
  std::ptrdiff_t a, b, y, t;
};

ogive_status call_strided(Op op, Dtype dtype, std::size_t n, const void* a,
                          const void* b, void* y, void* t, const Strides& s,
                          const ogive_options* o = nullptr) {
  const ogive_dtype d = c_dtype(dtype);
  switch (op) {
    case Op::forward:
      return ogive_sigmoid_strided(d, n, a, s.a, y, s.y, o);
    case Op::derivative:
      return ogive_sigmoid_derivative_strided(d, n, a, s.a, y, s.y, o);
    case Op::backward:
      return ogive_sigmoid_backward_strided(d, n, a, s.a, b, s.b, y, s.y, o);
    case Op::tail:
      return ogive_sigmoid_tail_strided(d, n, a, s.a, y, s.y, o);
    case Op::with_tail:
      return ogive_sigmoid_with_tail_strided(d, n, a, s.a, y, s.y, t, s.t, o);
    case Op::from_tail:
      return ogive_sigmoid_from_tail_strided(d, n, a, s.a, y, s.y, o);
    case Op::backward_tail:
      return ogive_sigmoid_backward_tail_strided(d, n, a, s.a, b, s.b, y, s.y,
                                                 o);
  }
  return OGIVE_ERROR_INTERNAL;
}

TEST(CApi, SameBitsAsCxx) {
  constexpr std::size_t kN = 1500;
  for (const Dtype dtype : kAllDtypes) {
    const Values a = random_values(dtype, kN, 101);
    const Values b = random_values(dtype, kN, 102);
    const Elements in0(dtype, a), in1(dtype, b);
    for (const Op op : kAllOps) {
      const auto expected = compute(op, dtype, a, b);
      Elements y(dtype, kN), t(dtype, kN);
      ASSERT_EQ(call(op, dtype, kN, in0.data(), in1.data(), y.data(), t.data()),
                OGIVE_OK);
      EXPECT_EQ(y.values(), expected[0]) << name_of(op, dtype);
      if (op_outputs(op) == 2) {
        EXPECT_EQ(t.values(), expected[1]);
      }
    }
  }
}

TEST(CApi, FastTier) {
  const Values x = random_values(Dtype::f32, 1000, 103);
  const Elements in(Dtype::f32, x);
  Elements y(Dtype::f32, 1000);
  const ogive_options o = {sizeof(ogive_options), OGIVE_FAST, 1};
  ASSERT_EQ(ogive_sigmoid(OGIVE_F32, 1000, in.data(), y.data(), &o), OGIVE_OK);
  EXPECT_EQ(y.values(),
            compute(Op::forward, Dtype::f32, x, {}, {accuracy::fast, 1})[0]);
}

// Element i of each array lies at its pointer + i strides; what lies between is
// left alone.
TEST(CApi, Strided) {
  const Strides all[] = {
      {1, 1, 1, 1},     {2, 3, 1, 1}, {1, 1, 3, 2},  {-1, -2, 1, 1},
      {1, 1, -1, -3},   {0, 0, 1, 1}, {0, 1, -2, 2}, {5, -7, 11, -13},
      {-1, -1, -1, -1}, {1, 0, 2, 2},
  };
  constexpr std::size_t kRoom = 20'000;
  for (const std::size_t n :
       {std::size_t{1}, std::size_t{2}, std::size_t{513}, std::size_t{1200}}) {
    for (const Strides& s : all) {
      for (const Dtype dtype : kAllDtypes) {
        const std::size_t size = dtype_size(dtype);
        const Values a = random_values(dtype, kRoom, 104);
        const Values b = random_values(dtype, kRoom, 105);
        const Elements in0(dtype, a), in1(dtype, b);
        // Where element 0 lies: at the end for negative strides.
        const auto start = [&](std::ptrdiff_t stride) {
          return stride < 0 ? kRoom - 1 : std::size_t{0};
        };
        const auto place = [&](std::ptrdiff_t stride, std::size_t i) {
          return start(stride) + i * static_cast<std::size_t>(stride);
        };
        const auto at = [&](const void* base, std::ptrdiff_t stride) {
          return static_cast<const char*>(base) + start(stride) * size;
        };
        for (const Op op : kAllOps) {
          Values first(n), second(n);
          for (std::size_t i = 0; i < n; ++i) {
            first[i] = a[place(s.a, i)];
            second[i] = b[place(s.b, i)];
          }
          const auto results = compute(op, dtype, first, second);
          Values expected[2] = {Values(kRoom, 0x77), Values(kRoom, 0x77)};
          Elements y(dtype, expected[0]), t(dtype, expected[1]);
          ASSERT_EQ(call_strided(op, dtype, n, at(in0.data(), s.a),
                                 at(in1.data(), s.b),
                                 const_cast<char*>(at(y.data(), s.y)),
                                 const_cast<char*>(at(t.data(), s.t)), s),
                    OGIVE_OK)
              << name_of(op, dtype);
          for (std::size_t i = 0; i < n; ++i) {
            expected[0][place(s.y, i)] = results[0][i];
            if (op_outputs(op) == 2) expected[1][place(s.t, i)] = results[1][i];
          }
          ASSERT_EQ(y.values(), expected[0]) << name_of(op, dtype);
          ASSERT_EQ(t.values(), expected[1]) << name_of(op, dtype);
        }
      }
    }
  }
}

// The same pointer and stride: in place. The same stride, another element of
// each record: fields of a struct.
TEST(CApi, StridedInPlaceAndInterleaved) {
  const std::size_t n = 700;
  const Values x = random_values(Dtype::f32, n, 106);
  const Values expected = compute(Op::forward, Dtype::f32, x)[0];
  std::vector<float> records(3 * n, 9);
  for (std::size_t i = 0; i < n; ++i) {
    records[3 * i] = std::bit_cast<float>(static_cast<std::uint32_t>(x[i]));
  }
  const auto bits = [&](std::size_t i) {
    return std::bit_cast<std::uint32_t>(records[i]);
  };
  ASSERT_EQ(ogive_sigmoid_strided(OGIVE_F32, n, records.data(), 3,
                                  records.data() + 1, 3, nullptr),
            OGIVE_OK);
  for (std::size_t i = 0; i < n; ++i) {
    ASSERT_EQ(bits(3 * i), x[i]);
    ASSERT_EQ(bits(3 * i + 1), expected[i]);
    ASSERT_EQ(records[3 * i + 2], 9);
  }
  ASSERT_EQ(ogive_sigmoid_strided(OGIVE_F32, n, records.data(), 3,
                                  records.data(), 3, nullptr),
            OGIVE_OK);
  for (std::size_t i = 0; i < n; ++i) ASSERT_EQ(bits(3 * i), expected[i]);
}

TEST(CApi, StatusOfWrongCalls) {
  for (const Dtype dtype : kAllDtypes) {
    std::vector<char> memory(64 * 8, 0x11), before = memory;
    char* const m = memory.data();
    const std::size_t size = dtype_size(dtype);
    char* const far = m + 40 * size;
    for (const Op op : kAllOps) {
      SCOPED_TRACE(name_of(op, dtype));
      const bool two_in = op_inputs(op) == 2, two_out = op_outputs(op) == 2;
      // No array, but n > 0; with n = 0 nothing is looked at.
      EXPECT_EQ(call(op, dtype, 8, nullptr, m, far, far + 8 * size),
                OGIVE_ERROR_NULL);
      EXPECT_EQ(call(op, dtype, 8, m, m, nullptr, far), OGIVE_ERROR_NULL);
      if (two_in) {
        EXPECT_EQ(call(op, dtype, 8, m, nullptr, far, far), OGIVE_ERROR_NULL);
      }
      if (two_out) {
        EXPECT_EQ(call(op, dtype, 8, m, m, far, nullptr), OGIVE_ERROR_NULL);
      }
      EXPECT_EQ(call(op, dtype, 0, nullptr, nullptr, nullptr, nullptr),
                OGIVE_OK);
      // Overlap in part.
      EXPECT_EQ(call(op, dtype, 8, m, far, m + 3 * size, far),
                OGIVE_ERROR_OVERLAP);
      if (two_in) {
        EXPECT_EQ(call(op, dtype, 8, far, m, m + size, far),
                  OGIVE_ERROR_OVERLAP);
      }
      if (two_out) {
        EXPECT_EQ(call(op, dtype, 8, m, m, far, far + size),
                  OGIVE_ERROR_OVERLAP);
        EXPECT_EQ(call(op, dtype, 8, m, m, far, far), OGIVE_ERROR_OVERLAP);
      }
      // Options.
      for (const ogive_options& wrong :
           {ogive_options{0, OGIVE_EXACT, 1},
            ogive_options{sizeof(ogive_options) - 1, OGIVE_EXACT, 1},
            ogive_options{sizeof(ogive_options), 2, 1},
            ogive_options{sizeof(ogive_options), -1, 1},
            ogive_options{sizeof(ogive_options), OGIVE_EXACT, -1}}) {
        EXPECT_EQ(call(op, dtype, 8, m, m, far, far + 8 * size, &wrong),
                  OGIVE_ERROR_OPTIONS);
        // Also where there is nothing to do.
        EXPECT_EQ(call(op, dtype, 0, m, m, far, far + 8 * size, &wrong),
                  OGIVE_ERROR_OPTIONS);
      }
      // Strides.
      EXPECT_EQ(call_strided(op, dtype, 8, m, m, far, far, {1, 1, 0, 1}),
                OGIVE_ERROR_STRIDE);
      if (two_out) {
        EXPECT_EQ(call_strided(op, dtype, 8, m, m, far, m, {1, 1, 1, 0}),
                  OGIVE_ERROR_STRIDE);
      }
      const auto most = std::numeric_limits<std::ptrdiff_t>::max();
      const auto least = std::numeric_limits<std::ptrdiff_t>::min();
      for (const std::ptrdiff_t stride : {most, least, most / 4, least / 8}) {
        EXPECT_EQ(call_strided(op, dtype, 8, m, m, far, far + 8 * size,
                               {stride, 1, 1, 1}),
                  OGIVE_ERROR_STRIDE);
        EXPECT_EQ(call_strided(op, dtype, 8, m, m, far, far + 8 * size,
                               {1, 1, stride, 1}),
                  OGIVE_ERROR_STRIDE);
      }
      EXPECT_EQ(call_strided(op, dtype, std::numeric_limits<std::size_t>::max(),
                             m, m, far, far + 8 * size, {2, 2, 2, 2}),
                OGIVE_ERROR_STRIDE);
      // Overlap of strided arrays: a reversed copy, and a repeated input.
      EXPECT_EQ(call_strided(op, dtype, 8, m + 7 * size, far, m, far + 9 * size,
                             {-1, 1, 1, 1}),
                OGIVE_ERROR_OVERLAP);
      EXPECT_EQ(call_strided(op, dtype, 8, m + 2 * size, far, m, far + 9 * size,
                             {0, 1, 1, 1}),
                OGIVE_ERROR_OVERLAP);
    }
    EXPECT_EQ(memory, before);
  }
}

// C programs may pass any number as an enum.
TEST(CApi, UnknownType) {
  if (OGIVE_TEST_SANITIZED) {
    GTEST_SKIP() << "the sanitiser ends a C++ program that passes a number "
                    "outside an enum's range";
  }
  float x = 0, y = -1;
  for (const int number : {4, 7, -1, 1000}) {
    ogive_dtype dtype;
    std::memcpy(&dtype, &number, sizeof(dtype));
    EXPECT_EQ(ogive_sigmoid(dtype, 1, &x, &y, nullptr), OGIVE_ERROR_DTYPE);
    EXPECT_EQ(ogive_sigmoid(dtype, 0, &x, &y, nullptr), OGIVE_ERROR_DTYPE);
  }
  EXPECT_EQ(y, -1);
}

// A caller of a later version: what this one does not know must be zero.
TEST(CApi, OptionsMayGrow) {
  struct Larger {
    ogive_options known;
    std::uint64_t unknown[4];
  };
  float x = 0, y = -1;
  Larger o = {OGIVE_OPTIONS_INIT, {0, 0, 0, 0}};
  o.known.size = sizeof(Larger);
  EXPECT_EQ(ogive_sigmoid(OGIVE_F32, 1, &x, &y, &o.known), OGIVE_OK);
  EXPECT_EQ(y, 0.5f);
  y = -1;
  o.unknown[3] = 1;
  EXPECT_EQ(ogive_sigmoid(OGIVE_F32, 1, &x, &y, &o.known), OGIVE_ERROR_OPTIONS);
  EXPECT_EQ(y, -1);
}

TEST(CApi, Scalars) {
  EXPECT_EQ(std::bit_cast<std::uint32_t>(ogive_sigmoid_f32(1)), 0x3F3B26A8u);
  EXPECT_EQ(ogive_sigmoid_f64(1), 0.73105857863000487925);
  for (std::uint64_t x = 0; x < 65536; x += 7) {
    EXPECT_EQ(ogive_sigmoid_f16(static_cast<std::uint16_t>(x)),
              compute(Op::forward, Dtype::f16, {x})[0][0]);
    EXPECT_EQ(ogive_sigmoid_bf16(static_cast<std::uint16_t>(x)),
              compute(Op::forward, Dtype::bf16, {x})[0][0]);
  }
}

TEST(CApi, EveryStatusHasItsSentence) {
  std::set<std::string> sentences;
  for (int s = OGIVE_OK; s <= OGIVE_ERROR_ENVIRONMENT; ++s) {
    const char* text = ogive_strerror(static_cast<ogive_status>(s));
    ASSERT_NE(text, nullptr);
    EXPECT_GT(std::strlen(text), 5u);
    EXPECT_TRUE(sentences.insert(text).second) << text;
  }
  const char* unknown = ogive_strerror(static_cast<ogive_status>(15));
  ASSERT_NE(unknown, nullptr);
  EXPECT_FALSE(sentences.count(unknown));
}

TEST(CApi, Targets) {
  for (const std::string& name : targets()) {
    EXPECT_EQ(ogive_set_target(name.c_str()), OGIVE_OK);
    EXPECT_EQ(ogive_target(), name);
  }
  EXPECT_EQ(ogive_set_target("mmx"), OGIVE_ERROR_TARGET);
  EXPECT_EQ(ogive_set_target(""), OGIVE_ERROR_TARGET);
  EXPECT_EQ(ogive_set_target(nullptr), OGIVE_ERROR_NULL);
  EXPECT_EQ(ogive_target(), targets().back());
  EXPECT_EQ(ogive_set_target("best"), OGIVE_OK);
  EXPECT_EQ(ogive_target(), targets().front());
}

TEST(CApi, Versions) {
  EXPECT_EQ(ogive_abi_version(), OGIVE_ABI_VERSION);
  EXPECT_EQ(ogive_version(), std::string(version()));
  int major = 0, minor = 0, patch = 0, end = 0;
  EXPECT_EQ(
      std::sscanf(ogive_version(), "%d.%d.%d%n", &major, &minor, &patch, &end),
      3);
  EXPECT_EQ(static_cast<std::size_t>(end), std::strlen(ogive_version()));
}

// One element has no stride to take, however large it is said to be.
TEST(CApi, OneElementOfAnyStride) {
  const double x = 1;
  double t = 0, y = 0, both = 1;
  const ptrdiff_t huge = ptrdiff_t{1} << 61;
  EXPECT_EQ(ogive_sigmoid_with_tail_strided(OGIVE_F64, 1, &x, huge, &y, huge,
                                            &t, -huge, nullptr),
            OGIVE_OK);
  EXPECT_EQ(y, ogive_sigmoid_f64(1));
  EXPECT_EQ(ogive_sigmoid_strided(OGIVE_F64, 1, &both, 1, &both, 2, nullptr),
            OGIVE_OK);
  EXPECT_EQ(both, y);
  EXPECT_EQ(ogive_sigmoid_strided(OGIVE_F64, 1, &x, 1, &y, 0, nullptr),
            OGIVE_ERROR_STRIDE);
  // Two elements that far apart are beyond any memory.
  EXPECT_EQ(ogive_sigmoid_strided(OGIVE_F64, 2, &x, huge, &y, 1, nullptr),
            OGIVE_ERROR_STRIDE);
}

}  // namespace
}  // namespace ogive::internal
