// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0

#include "kernels/targets.h"

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdlib>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "ogive/options.h"

namespace ogive::internal {
namespace {

constexpr const char* kNames[] = {
#define OGIVE_ROW(name, space) #name,
    OGIVE_SIMD_TARGETS(OGIVE_ROW)
#undef OGIVE_ROW
        "scalar"};

// Whether this processor, and its operating system, can run the target.
bool is_supported([[maybe_unused]] Target target) {
#if defined(OGIVE_SIMD) && defined(__x86_64__)
  switch (target) {
    case Target::avx512:
      return __builtin_cpu_supports("avx512f") &&
             __builtin_cpu_supports("avx512vl") &&
             __builtin_cpu_supports("avx512dq") &&
             __builtin_cpu_supports("avx512bw") && is_supported(Target::avx2);
    case Target::avx2:
      return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") &&
             __builtin_cpu_supports("bmi") && __builtin_cpu_supports("bmi2") &&
             __builtin_cpu_supports("f16c");
    case Target::sse4:
      return __builtin_cpu_supports("sse4.2") &&
             __builtin_cpu_supports("pclmul") && __builtin_cpu_supports("aes");
    case Target::ssse3:
      return __builtin_cpu_supports("ssse3");
    case Target::scalar:
      return true;
  }
#endif
  return true;
}

struct Supported {
  std::array<Target, kTargets> targets;
  std::size_t count = 0;
  Supported() : targets{} {
    for (int i = 0; i < kTargets; ++i) {
      if (is_supported(static_cast<Target>(i))) {
        targets[count++] = static_cast<Target>(i);
      }
    }
  }
};

// -1 until the first use or choice.
std::atomic<int> current{-1};

}  // namespace

const char* target_name(Target target) {
  return kNames[static_cast<int>(target)];
}

std::span<const Target> supported_targets() {
  static const Supported supported;
  return {supported.targets.data(), supported.count};
}

Target find_target(std::string_view name, const char* source) {
  if (name == "best") return supported_targets().front();
  for (const Target t : supported_targets()) {
    if (name == target_name(t)) return t;
  }
  std::string list;
  for (const Target t : supported_targets()) {
    if (!list.empty()) list += ", ";
    list += target_name(t);
  }
  throw std::invalid_argument(
      std::string(source) + ": this machine has no target '" +
      std::string(name) + "'; it has: " + list + " (or 'best')");
}

Target current_target() {
  const int chosen = current.load(std::memory_order_relaxed);
  if (chosen >= 0) return static_cast<Target>(chosen);
  const char* name = std::getenv("OGIVE_TARGET");
  const Target first = name != nullptr && *name != '\0'
                           ? find_target(name, "OGIVE_TARGET")
                           : supported_targets().front();
  // A set_target that came in between wins.
  int expected = -1;
  current.compare_exchange_strong(expected, static_cast<int>(first));
  return static_cast<Target>(current.load());
}

}  // namespace ogive::internal

namespace ogive {

std::vector<std::string> targets() {
  std::vector<std::string> names;
  for (const auto t : internal::supported_targets()) {
    names.emplace_back(internal::target_name(t));
  }
  return names;
}

std::string target() {
  return internal::target_name(internal::current_target());
}

void set_target(std::string_view name) {
  internal::current =
      static_cast<int>(internal::find_target(name, "ogive::set_target"));
}

std::string_view version() { return OGIVE_VERSION; }

}  // namespace ogive
