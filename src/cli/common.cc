// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// Options, names, output and interrupts shared by the subcommands.

#include "cli/common.h"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdio>

#include "io/error.h"
#include "io/stream.h"

namespace ogive::internal {
namespace {

constexpr int kMaxThreads = 4096;

volatile std::sig_atomic_t g_interrupted = 0;

}  // namespace

void add_dtype(CLI::App* sub, CommonOptions& c) {
  sub->add_option_function<std::string>(
         "--dtype",
         [&c](const std::string& name) {
           for (int i = 0; i < kDtypes; ++i) {
             const auto dtype = static_cast<Dtype>(i);
             if (name != dtype_name(dtype)) continue;
             c.dtype = dtype;
             c.dtype_given = true;
             return;
           }
           throw CLI::ValidationError("--dtype",
                                      "unknown element type '" + name +
                                          "'; there are f32, f64, f16, bf16");
         },
         "element type (default f32)")
      ->type_name("f32|f64|f16|bf16");
}

void add_accuracy(CLI::App* sub, CommonOptions& c) {
  sub->add_option_function<std::string>(
         "--accuracy",
         [&c](const std::string& name) {
           if (name == "exact") {
             c.run.accuracy = accuracy::exact;
           } else if (name == "fast") {
             c.run.accuracy = accuracy::fast;
           } else {
             throw CLI::ValidationError(
                 "--accuracy",
                 "unknown tier '" + name + "'; there are exact, fast");
           }
         },
         "exact (default): correctly rounded;\nfast: f32 within 3 ULP")
      ->type_name("exact|fast");
}

void add_threads(CLI::App* sub, CommonOptions& c) {
  sub->add_option("--threads", c.run.threads,
                  "threads to use; 0: every core (default\n"
                  "OGIVE_NUM_THREADS, else 1)")
      ->envname("OGIVE_NUM_THREADS")
      ->check([](const std::string& text) {
        int n = 0;
        if (CLI::detail::lexical_cast(text, n) && n >= 0 && n <= kMaxThreads) {
          return std::string();
        }
        return fmt::format(
            "must be a whole number from 0 to {} (as OGIVE_NUM_THREADS must), "
            "not '{}'",
            kMaxThreads, text);
      })
      ->type_name("N");
}

void add_target(CLI::App* sub, CommonOptions& c, bool all) {
  sub->add_option("--target", c.target,
                  all ? "instruction set to run on, as `ogive info`\n"
                        "lists them, or all"
                      : "instruction set to run on, as `ogive info`\n"
                        "lists them")
      ->type_name(all ? "TARGET|all" : "TARGET");
}

void add_common(CLI::App* sub, CommonOptions& c) {
  add_dtype(sub, c);
  add_accuracy(sub, c);
  add_threads(sub, c);
  add_target(sub, c);
}

void add_function(CLI::App* sub, Function& function) {
  sub->add_option_function<std::string>(
         "function",
         [&function](const std::string& name) {
           std::vector<std::string> names;
           for (const FunctionInfo& info : functions()) {
             if (name == info.name) {
               function = info.function;
               return;
             }
             names.emplace_back(info.name);
           }
           throw CLI::ValidationError(
               fmt::format("unknown function '{}'; there is: {}", name,
                           fmt::join(names, ", ")));
         },
         "the function, as `ogive info` lists them")
      ->required()
      ->type_name("FUNCTION");
}

void apply_target(const CommonOptions& c) {
  if (c.target.empty()) return;
  const std::vector<std::string> names = targets();
  if (c.target != "best" &&
      std::find(names.begin(), names.end(), c.target) == names.end()) {
    throw UsageError(
        fmt::format("--target: this machine has no target '{}'; it has {} (or "
                    "'best')",
                    c.target, fmt::join(names, ", ")));
  }
  set_target(c.target);
}

const FunctionInfo& function_info(Function function) {
  return functions()[static_cast<std::size_t>(function)];
}

void write_stdout(std::string_view text) {
  if (std::fwrite(text.data(), 1, text.size(), stdout) != text.size()) {
    throw IoError(io_message("write", "standard output", errno));
  }
}

void flush_stdout() {
  if (std::fflush(stdout) != 0 || std::ferror(stdout) != 0) {
    throw IoError(io_message("write", "standard output", errno));
  }
}

void catch_interrupts() {
  struct sigaction action = {};
  action.sa_handler = [](int) { g_interrupted = 1; };
  sigemptyset(&action.sa_mask);
  // No SA_RESTART: a blocked read ends, so that the loop gets to ask.
  sigaction(SIGINT, &action, nullptr);
  sigaction(SIGTERM, &action, nullptr);
}

bool interrupted() { return g_interrupted != 0; }

}  // namespace ogive::internal
