// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// Proves that a result depends on its input alone: not on the array's length
// (0 to 1000), nor its alignment (every offset of 0 to 64 bytes), nor the
// element's position, nor in place or not, nor the number of threads; and that
// no byte outside the output is written nor any outside the input read, at
// either end, where the next page of memory is forbidden. Exact tier and fast
// tier, every function, operation, type and target.

#include <sys/mman.h>
#include <unistd.h>

#include <cstring>

#include "support.h"

namespace ogive::internal {
namespace {

// Memory between two forbidden pages.
class Fenced {
 public:
  explicit Fenced(std::size_t bytes) {
    page_ = static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
    size_ = (bytes + page_ - 1) / page_ * page_;
    void* p = mmap(nullptr, size_ + 2 * page_, PROT_READ | PROT_WRITE,
                   MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (p == MAP_FAILED) throw std::bad_alloc();
    base_ = static_cast<unsigned char*>(p);
    mprotect(base_, page_, PROT_NONE);
    mprotect(base_ + page_ + size_, page_, PROT_NONE);
  }
  ~Fenced() { munmap(base_, size_ + 2 * page_); }
  Fenced(const Fenced&) = delete;
  Fenced& operator=(const Fenced&) = delete;

  unsigned char* begin() { return base_ + page_; }
  unsigned char* end() { return base_ + page_ + size_; }

 private:
  std::size_t page_, size_;
  unsigned char* base_;
};

constexpr unsigned char kCanary = 0xA5;

struct Tier {
  const char* name;
  accuracy tier;
};
constexpr Tier kTiers[] = {{"exact", accuracy::exact},
                           {"fast", accuracy::fast}};

// Every operation of every function on every type, in each tier that it has: of
// the sigmoid on every target, of the others, which go through the same
// drivers, on the best one.
template <class Work>
void for_each_kernel(const Work& work) {
  const std::string best = targets().front();
  for (const std::string& target : targets()) {
    const OnTarget scope(target);
    for (const FunctionInfo& info : functions()) {
      if (info.function != Function::sigmoid && target != best) continue;
      for (const Tier& tier : kTiers) {
        for (const Dtype dtype : kAllDtypes) {
          for (const Op op : kAllOps) {
            if (!has_op(info.cache, op)) continue;
            if (tier.tier == accuracy::fast &&
                !has_fast(current_target(), info.function, op, dtype)) {
              continue;
            }
            SCOPED_TRACE(name_of(info.function, op, dtype) + " " + tier.name);
            work(info.function, op, dtype, options{tier.tier, 1});
            if (testing::Test::HasFailure()) return;
          }
        }
      }
    }
  }
}

// The inputs and, computed one element at a time, the results.
struct Case {
  Case(Function f, Op op_, Dtype dtype, std::size_t n, const options& o)
      : function(f),
        op(op_),
        in{random_values(dtype, n, 21), random_values(dtype, n, 22)},
        out{Values(n), Values(n)} {
    for (std::size_t i = 0; i < n; ++i) {
      const auto one = compute(f, op, dtype, {in[0][i]}, {in[1][i]}, o);
      out[0][i] = one[0][0];
      if (op_outputs(op) == 2) out[1][i] = one[1][0];
    }
  }
  Function function;
  Op op;
  Values in[2], out[2];
};

// Runs elements [first, first + n) of the case with each array at its place and
// compares the results.
void run_at(const Case& c, Dtype dtype, const options& o, std::size_t first,
            std::size_t n, unsigned char* const in[2],
            unsigned char* const out[2]) {
  Arrays arrays;
  for (int k = 0; k < op_inputs(c.op); ++k) {
    arrays.in[k] = in[k];
    for (std::size_t i = 0; i < n; ++i) {
      Elements::store(dtype, in[k], i, c.in[k][first + i]);
    }
  }
  for (int k = 0; k < op_outputs(c.op); ++k) arrays.out[k] = out[k];
  run(c.function, c.op, dtype, arrays, n, o);
  for (int k = 0; k < op_outputs(c.op); ++k) {
    for (std::size_t i = 0; i < n; ++i) {
      const std::uint64_t got = Elements::load(dtype, out[k], i);
      if (got != c.out[k][first + i]) {
        FAIL() << "output " << k << ", element " << i << " of " << n
               << ": input " << std::hex << c.in[0][first + i] << " gave "
               << got << ", alone " << c.out[k][first + i];
      }
    }
  }
}

constexpr std::size_t kLongest = 1000;
constexpr std::size_t kStep = OGIVE_TEST_SPARSER == 1 ? 1 : 7;

// Each length, with every array ending where the forbidden page begins, and
// starting where one ends.
TEST(Layout, EveryLengthBetweenFences) {
  Fenced in0(8 * kLongest), in1(8 * kLongest), out0(8 * kLongest),
      out1(8 * kLongest);
  for_each_kernel([&](Function f, Op op, Dtype dtype, const options& o) {
    const Case c(f, op, dtype, kLongest, o);
    const std::size_t step = f == Function::sigmoid ? kStep : 97;
    for (std::size_t n = 0; n <= kLongest; n += n < 70 ? 1 : step) {
      const std::size_t bytes = n * dtype_size(dtype);
      unsigned char* const in_end[] = {in0.end() - bytes, in1.end() - bytes};
      unsigned char* const out_end[] = {out0.end() - bytes, out1.end() - bytes};
      run_at(c, dtype, o, 0, n, in_end, out_end);
      unsigned char* const in_begin[] = {in0.begin(), in1.begin()};
      unsigned char* const out_begin[] = {out0.begin(), out1.begin()};
      run_at(c, dtype, o, kLongest - n, n, in_begin, out_begin);
      if (testing::Test::HasFailure()) return;
    }
  });
}

// Each offset of 0 to 64 bytes that the type allows, inputs and outputs moved
// against one another, with bytes around the outputs that must stay.
TEST(Layout, EveryAlignmentAndNothingAround) {
  constexpr std::size_t kN = 131, kRoom = 64 + 8 * kN + 128;
  alignas(64) static unsigned char in[2][kRoom], out[2][kRoom];
  for_each_kernel([&](Function f, Op op, Dtype dtype, const options& o) {
    const std::size_t size = dtype_size(dtype);
    const Case c(f, op, dtype, kN, o);
    for (std::size_t a = 0; a <= 64; a += size) {
      for (std::size_t b = 0; b <= 64; b += size * 3) {
        std::memset(out, kCanary, sizeof(out));
        unsigned char* const in_at[] = {in[0] + a, in[1] + (64 - a)};
        unsigned char* const out_at[] = {out[0] + 32 + b,
                                         out[1] + 32 + (64 - b) / size * size};
        run_at(c, dtype, o, 0, kN, in_at, out_at);
        for (int k = 0; k < op_outputs(op); ++k) {
          for (std::size_t i = 0; i < kRoom; ++i) {
            const unsigned char* p = out[k] + i;
            if (p >= out_at[k] && p < out_at[k] + kN * size) continue;
            ASSERT_EQ(*p, kCanary)
                << "byte " << p - out_at[k] << " from the output was written";
          }
        }
      }
    }
  });
}

// An output may be the input; of a backward pass, either of them.
TEST(Layout, InPlace) {
  constexpr std::size_t kN = 777;
  for_each_kernel([&](Function f, Op op, Dtype dtype, const options& o) {
    const Case c(f, op, dtype, kN, o);
    for (int target_input = 0; target_input < op_inputs(op); ++target_input) {
      for (int output = 0; output < op_outputs(op); ++output) {
        for (const std::size_t n : {std::size_t{1}, std::size_t{9}, kN}) {
          std::vector<unsigned char> in0(8 * kN), in1(8 * kN), other(8 * kN);
          unsigned char* const in[] = {in0.data(), in1.data()};
          unsigned char* out[] = {other.data(), other.data()};
          out[output] = in[target_input];
          run_at(c, dtype, o, 0, n, in, out);
        }
      }
    }
  });
}

// One input among others, at each position of an array in turn.
TEST(Layout, EveryPosition) {
  constexpr std::size_t kN = 200;
  for_each_kernel([&](Function f, Op op, Dtype dtype, const options& o) {
    const Case c(f, op, dtype, 8, o);
    const Values other[] = {random_values(dtype, kN, 31),
                            random_values(dtype, kN, 32)};
    for (std::size_t p = 0; p < kN; p += kStep) {
      for (std::size_t i = 0; i < c.in[0].size(); ++i) {
        Values first = other[0], second = other[1];
        first[p] = c.in[0][i];
        second[p] = c.in[1][i];
        const auto out = compute(f, op, dtype, first, second, o);
        for (int k = 0; k < op_outputs(op); ++k) {
          ASSERT_EQ(out[k][p], c.out[k][i]) << "position " << p;
        }
      }
    }
  });
}

// Long arrays, cut into chunks by several threads, in whatever way.
TEST(Layout, EveryThreadCount) {
  // More than the two chunks below which one thread does it all.
  constexpr std::size_t kN = 200'003;
  for_each_kernel([&](Function f, Op op, Dtype dtype, const options& o) {
    // Which function it is makes no difference to the threads.
    if (f != Function::sigmoid && f != Function::silu) return;
    const Values first = random_values(dtype, kN, 41);
    const Values second = random_values(dtype, kN, 42);
    const auto one = compute(f, op, dtype, first, second, o);
    for (const int threads : {2, 0, 7}) {
      options several = o;
      several.threads = threads;
      const auto out = compute(f, op, dtype, first, second, several);
      EXPECT_EQ(out[0], one[0]) << threads << " threads";
      EXPECT_EQ(out[1], one[1]) << threads << " threads";
    }
  });
}

}  // namespace
}  // namespace ogive::internal
