// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// What this program was built with and the machine it runs on, in words for
// people; measurements name them.

#ifndef OGIVE_SRC_CLI_MACHINE_H_
#define OGIVE_SRC_CLI_MACHINE_H_

#include <string>

namespace ogive::internal {

// "clang 19.1.7", "gcc 12.2.0".
std::string compiler_name();

// "AMD Ryzen 9 9950X 16-Core Processor"; "unknown" where the system does not
// say.
std::string cpu_name();

// Cores this process may run on; 1 or more.
int core_count();

// "L1d 48 KiB, L2 2 MiB, L3 32 MiB", of the first core; "unknown" where the
// system does not say.
std::string cache_sizes();

}  // namespace ogive::internal

#endif  // OGIVE_SRC_CLI_MACHINE_H_
