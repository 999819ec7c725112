// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// The compiler, the CPU and its caches.

#include "cli/machine.h"

#include <fmt/format.h>
#include <sys/utsname.h>

#include <algorithm>
#include <fstream>
#include <string>
#include <thread>

namespace ogive::internal {
namespace {

// "49152K" or "32M", as the kernel writes it, in larger units where even.
std::string readable_size(const std::string& text) {
  std::size_t end = 0;
  unsigned long size = 0;
  try {
    size = std::stoul(text, &end);
  } catch (const std::exception&) {
    return text;
  }
  const std::string units = "KMG";
  std::size_t unit = end < text.size() ? units.find(text[end]) : 0;
  if (unit == std::string::npos) return text;
  while (size % 1024 == 0 && size > 0 && unit + 1 < units.size()) {
    size /= 1024;
    ++unit;
  }
  return fmt::format("{} {}iB", size, units[unit]);
}

std::string first_line(const std::string& path) {
  std::ifstream in(path);
  std::string line;
  std::getline(in, line);
  return line;
}

}  // namespace

std::string compiler_name() {
#if defined(__clang__)
  return fmt::format("clang {}.{}.{}", __clang_major__, __clang_minor__,
                     __clang_patchlevel__);
#elif defined(__GNUC__)
  return fmt::format("gcc {}.{}.{}", __GNUC__, __GNUC_MINOR__,
                     __GNUC_PATCHLEVEL__);
#else
  return "unknown";
#endif
}

std::string cpu_name() {
  std::ifstream in("/proc/cpuinfo");
  std::string line;
  while (std::getline(in, line)) {
    if (line.rfind("model name", 0) != 0) continue;
    const std::size_t colon = line.find(": ");
    if (colon != std::string::npos) return line.substr(colon + 2);
  }
  utsname names{};
  return uname(&names) == 0 ? names.machine : "unknown";
}

int core_count() {
  return std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
}

std::string cache_sizes() {
  std::string sizes;
  for (int i = 0;; ++i) {
    const std::string folder =
        fmt::format("/sys/devices/system/cpu/cpu0/cache/index{}/", i);
    const std::string level = first_line(folder + "level");
    if (level.empty()) break;
    const std::string type = first_line(folder + "type");
    if (type == "Instruction") continue;
    sizes += fmt::format("{}L{}{} {}", sizes.empty() ? "" : ", ", level,
                         type == "Data" ? "d" : "",
                         readable_size(first_line(folder + "size")));
  }
  return sizes.empty() ? "unknown" : sizes;
}

}  // namespace ogive::internal
