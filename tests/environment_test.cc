// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// Proves what the environment variables OGIVE_TARGET and OGIVE_NUM_THREADS do:
// valid ones choose, invalid ones are reported by a status or an exception and
// nothing is computed. They are read once, at the first call of a process: each
// case runs in a child process, and this one makes no call.

#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <cstring>
#include <functional>

#include "ogive/activations.h"
#include "ogive/ogive.h"
#include "support.h"

namespace {

// Whether f holds in a child process with the variable set (or unset).
testing::AssertionResult in_child(const char* variable, const char* value,
                                  const std::function<bool()>& f) {
  const pid_t child = fork();
  if (child == 0) {
    unsetenv("OGIVE_TARGET");
    unsetenv("OGIVE_NUM_THREADS");
    if (value != nullptr) setenv(variable, value, 1);
    _exit(f() ? 0 : 1);
  }
  int status = 0;
  if (child < 0 || waitpid(child, &status, 0) != child) {
    return testing::AssertionFailure() << "no child process";
  }
  if (WIFEXITED(status) && WEXITSTATUS(status) == 0) {
    return testing::AssertionSuccess();
  }
  return testing::AssertionFailure()
         << variable << "=" << (value ? value : "(unset)") << ": status "
         << status;
}

// One element, as a C caller without options would.
ogive_status call(float* y) {
  const float x = 0;
  return ogive_sigmoid(OGIVE_F32, 1, &x, y, nullptr);
}

TEST(Environment, TargetIsTheOneNamed) {
  EXPECT_TRUE(in_child("OGIVE_TARGET", "scalar", [] {
    float y = -1;
    return std::strcmp(ogive_target(), "scalar") == 0 && call(&y) == OGIVE_OK &&
           y == 0.5f && ogive::target() == "scalar";
  }));
}

TEST(Environment, UnsetAndEmptyMeanTheBest) {
  for (const char* value : {static_cast<const char*>(nullptr), ""}) {
    EXPECT_TRUE(in_child("OGIVE_TARGET", value, [] {
      float y = -1;
      return ogive::target() == ogive::targets().front() &&
             call(&y) == OGIVE_OK && y == 0.5f;
    }));
  }
}

TEST(Environment, AnUnknownTargetIsAnError) {
  for (const char* value : {"mmx", "AVX2", "scalar,avx2"}) {
    EXPECT_TRUE(in_child("OGIVE_TARGET", value, [] {
      float y = -1;
      return call(&y) == OGIVE_ERROR_ENVIRONMENT && y == -1;
    })) << "C";
    EXPECT_TRUE(in_child("OGIVE_TARGET", value, [value] {
      float x = 0, y = -1;
      try {
        ogive::sigmoid(std::span<const float>(&x, 1), std::span<float>(&y, 1));
      } catch (const std::invalid_argument& e) {
        return std::strstr(e.what(), "OGIVE_TARGET") != nullptr &&
               std::strstr(e.what(), value) != nullptr && y == -1;
      }
      return false;
    })) << "C++";
  }
}

TEST(Environment, SetTargetOverrulesTheVariable) {
  EXPECT_TRUE(in_child("OGIVE_TARGET", "mmx", [] {
    float y = -1;
    return ogive_set_target("scalar") == OGIVE_OK && call(&y) == OGIVE_OK &&
           y == 0.5f && std::strcmp(ogive_target(), "scalar") == 0;
  }));
}

TEST(Environment, ThreadsAreAWholeNumber) {
  for (const char* value : {"0", "1", "2", "007", ""}) {
    EXPECT_TRUE(in_child("OGIVE_NUM_THREADS", value, [] {
      std::vector<float> x(200'000, 1.0f), y(200'000);
      return ogive_sigmoid(OGIVE_F32, x.size(), x.data(), y.data(), nullptr) ==
                 OGIVE_OK &&
             y.front() == ogive::sigmoid(1.0f) && y.back() == y.front();
    }));
  }
}

TEST(Environment, InvalidThreadsAreAnError) {
  for (const char* value :
       {"-1", "two", "1.5", "1 ", " 1", "99999999999", "0x2", "+1"}) {
    EXPECT_TRUE(in_child("OGIVE_NUM_THREADS", value, [] {
      float y = -1;
      return call(&y) == OGIVE_ERROR_ENVIRONMENT && y == -1;
    }));
    // Options given explicitly make the variable irrelevant.
    EXPECT_TRUE(in_child("OGIVE_NUM_THREADS", value, [] {
      const ogive_options o = OGIVE_OPTIONS_INIT;
      float x = 0, y = -1;
      return ogive_sigmoid(OGIVE_F32, 1, &x, &y, &o) == OGIVE_OK && y == 0.5f;
    }));
  }
}

// Later changes of the variable change nothing.
TEST(Environment, IsReadOnce) {
  EXPECT_TRUE(in_child("OGIVE_TARGET", "scalar", [] {
    float y = -1;
    if (call(&y) != OGIVE_OK) return false;
    setenv("OGIVE_TARGET", "mmx", 1);
    setenv("OGIVE_NUM_THREADS", "-7", 1);
    return call(&y) == OGIVE_OK && std::strcmp(ogive_target(), "scalar") == 0;
  }));
}

}  // namespace
