// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// What the tests of wrong calls share.

#ifndef OGIVE_TESTS_EXPECT_ERROR_H_
#define OGIVE_TESTS_EXPECT_ERROR_H_

#include <gtest/gtest.h>

#include <functional>
#include <initializer_list>
#include <stdexcept>
#include <string>

namespace ogive {

// Calls f and checks that it throws a message with all these parts.
inline void expect_error(const std::function<void()>& f,
                         std::initializer_list<const char*> parts) {
  try {
    f();
  } catch (const std::invalid_argument& e) {
    for (const char* part : parts) {
      EXPECT_NE(std::string(e.what()).find(part), std::string::npos)
          << "\"" << e.what() << "\" lacks \"" << part << "\"";
    }
    return;
  }
  ADD_FAILURE() << "did not throw";
}

}  // namespace ogive

#endif  // OGIVE_TESTS_EXPECT_ERROR_H_
