// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// Proves that many threads may call at once, each on one thread or on several,
// and get the right bits; and that a call on one thread neither allocates
// memory nor takes a lock, once the tables of the 16-bit types are made.

#include <dlfcn.h>
#include <pthread.h>

#include <atomic>
#include <cstdlib>
#include <new>
#include <thread>

#include "ogive/activations.h"
#include "ogive/ogive.h"
#include "support.h"

#if !OGIVE_TEST_SANITIZED && defined(__GLIBC__)
// Counts what this thread asks for while `g_counting` is on.
static thread_local bool g_counting = false;
static thread_local int g_allocations = 0;
static thread_local int g_locks = 0;

// glibc's own allocator, by the names it keeps for those who replace malloc.
// Visible, so that they stand in for the shared libraries' calls too.
#pragma GCC visibility push(default)
extern "C" {
void* __libc_malloc(std::size_t);
void* __libc_calloc(std::size_t, std::size_t);
void* __libc_realloc(void*, std::size_t);
void* __libc_memalign(std::size_t, std::size_t);

void* malloc(std::size_t n) {
  if (g_counting) ++g_allocations;
  return __libc_malloc(n);
}
void* calloc(std::size_t n, std::size_t size) {
  if (g_counting) ++g_allocations;
  return __libc_calloc(n, size);
}
void* realloc(void* p, std::size_t n) {
  if (g_counting) ++g_allocations;
  return __libc_realloc(p, n);
}
void* aligned_alloc(std::size_t alignment, std::size_t n) {
  if (g_counting) ++g_allocations;
  return __libc_memalign(alignment, n);
}
int pthread_mutex_lock(pthread_mutex_t* mutex) {
  static const auto real = reinterpret_cast<int (*)(pthread_mutex_t*)>(
      dlsym(RTLD_NEXT, "pthread_mutex_lock"));
  if (g_counting) ++g_locks;
  return real(mutex);
}
}
#pragma GCC visibility pop
#define OGIVE_TEST_COUNTS 1
#endif

namespace ogive::internal {
namespace {

TEST(Threads, OneThreadAllocatesAndLocksNothing) {
#ifndef OGIVE_TEST_COUNTS
  GTEST_SKIP() << "the sanitiser (or a C library other than glibc) owns malloc";
#else
  // The counters work.
  g_counting = true;
  void* volatile p = std::malloc(100);
  std::free(p);
  p = ::operator new(100);
  ::operator delete(p);
  pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
  pthread_mutex_lock(&mutex);
  pthread_mutex_unlock(&mutex);
  g_counting = false;
  ASSERT_EQ(g_allocations, 2);
  ASSERT_EQ(g_locks, 1);

  constexpr std::size_t kN = 300'001;
  for (const std::string& target : targets()) {
    const OnTarget scope(target);
    for (const Dtype dtype : kAllDtypes) {
      const Elements a(dtype, random_values(dtype, kN, 71));
      const Elements b(dtype, random_values(dtype, kN, 72));
      Elements y(dtype, kN), t(dtype, kN);
      for (const Op op : kAllOps) {
        Arrays arrays;
        arrays.in[0] = a.data();
        if (op_inputs(op) == 2) arrays.in[1] = b.data();
        arrays.out[0] = y.data();
        if (op_outputs(op) == 2) arrays.out[1] = t.data();
        // The tables of the 16-bit types are made once.
        if (dtype_size(dtype) == 2) {
          run(Function::sigmoid, op, dtype, arrays, kN, {});
        }
        g_allocations = g_locks = 0;
        g_counting = true;
        for (const accuracy tier : {accuracy::exact, accuracy::fast}) {
          run(Function::sigmoid, op, dtype, arrays, kN, {tier, 1});
          run(Function::sigmoid, op, dtype, arrays, 5, {tier, 1});
        }
        g_counting = false;
        EXPECT_EQ(g_allocations, 0) << name_of(op, dtype);
        EXPECT_EQ(g_locks, 0) << name_of(op, dtype);
      }
    }
  }

  // The public names, the scalars, and the C API, strided too.
  std::vector<float> x(1000, 0.25f), y(1000);
  const ogive_options c_options = OGIVE_OPTIONS_INIT;
  g_allocations = g_locks = 0;
  g_counting = true;
  ogive::sigmoid(std::span<const float>(x), std::span<float>(y));
  const float scalar = ogive::sigmoid(0.25f);
  const ogive_status plain =
      ogive_sigmoid(OGIVE_F32, 1000, x.data(), y.data(), &c_options);
  const ogive_status strided = ogive_sigmoid_strided(
      OGIVE_F32, 500, x.data(), 2, y.data(), 2, &c_options);
  g_counting = false;
  EXPECT_EQ(plain, OGIVE_OK);
  EXPECT_EQ(strided, OGIVE_OK);
  EXPECT_EQ(y[7], scalar);
  EXPECT_EQ(g_allocations, 0);
  EXPECT_EQ(g_locks, 0);
#endif
}

// Each thread its own operation, type and length, over and over.
TEST(Threads, ManyCallersAtOnce) {
  constexpr std::size_t kN = 150'000;
  constexpr int kCallers = 8;
  constexpr int kRounds = OGIVE_TEST_SPARSER == 1 ? 20 : 3;
  std::atomic<int> wrong{0};
  std::vector<std::thread> callers;
  for (int c = 0; c < kCallers; ++c) {
    callers.emplace_back([&, c] {
      const Dtype dtype = kAllDtypes[c % 4];
      const std::size_t n = kN - static_cast<std::size_t>(c) * 997;
      const Values a = random_values(dtype, n, 80 + c);
      const Values b = random_values(dtype, n, 90 + c);
      std::array<Values, 2> expected[kOps];
      for (const Op op : kAllOps) {
        expected[static_cast<int>(op)] = compute(op, dtype, a, b);
      }
      for (int round = 0; round < kRounds; ++round) {
        const Op op = kAllOps[(c + round) % kOps];
        const options o{accuracy::exact, (c + round) % 4};
        const auto result = compute(op, dtype, a, b, o);
        wrong += result != expected[static_cast<int>(op)];
      }
    });
  }
  for (std::thread& t : callers) t.join();
  EXPECT_EQ(wrong, 0);
}

// A thread of another library's pool may be the first to call.
TEST(Threads, ACallFromAThreadThatHasJustBegun) {
  float result = 0;
  std::thread([&] { result = ogive::sigmoid(0.0f); }).join();
  EXPECT_EQ(result, 0.5f);
}

}  // namespace
}  // namespace ogive::internal
