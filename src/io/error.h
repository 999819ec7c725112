// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// What reading, writing and option parsing throw. Each message is complete: it
// names the file, the place and the value, and says what to do.

#ifndef OGIVE_SRC_IO_ERROR_H_
#define OGIVE_SRC_IO_ERROR_H_

#include <stdexcept>

namespace ogive::internal {

// The command was asked for something it cannot mean: a wrong option or a wrong
// combination of them.
class UsageError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// The input was read, and is not what it should be.
class DataError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// The operating system refused: no such file, no permission, a full disk.
class IoError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

}  // namespace ogive::internal

#endif  // OGIVE_SRC_IO_ERROR_H_
