// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// Options, names, output and interrupts shared by the subcommands.

#include "cli/common.h"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <csignal>
#include <cstdio>

#include "io/error.h"
#include "io/number.h"
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
         "exact (default): correctly rounded;\nfast: f32 within 3 ULP, "
         "gradients 5")
      ->type_name("exact|fast");
}

const char* accuracy_name(accuracy tier) {
  return tier == accuracy::fast ? "fast" : "exact";
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

Function function_by_name(const std::string& name) {
  std::vector<std::string> names;
  for (const FunctionInfo& info : functions()) {
    if (name == info.name) return info.function;
    names.emplace_back(info.name);
  }
  throw CLI::ValidationError(fmt::format("unknown function '{}'; there are: {}",
                                         name, fmt::join(names, ", ")));
}

void ParamOptions::add_to(CLI::App* sub) {
  sub->add_option("--param", texts_,
                  "a parameter of the function, as `ogive info`\n"
                  "lists them; may be given more than once")
      ->type_name("NAME=VALUE")
      ->expected(1)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
}

Params ParamOptions::of(Function function) const {
  const FunctionInfo& info = function_info(function);
  Params params = default_params(function);
  for (const std::string& text : texts_) {
    const std::size_t equals = text.find('=');
    const std::string name = text.substr(0, equals);
    std::vector<std::string> names;
    int found = -1;
    for (int i = 0; i < info.parameter_count; ++i) {
      if (name == info.parameters[i].name) found = i;
      names.emplace_back(info.parameters[i].name);
    }
    if (found < 0) {
      throw UsageError(fmt::format(
          "--param {}: {} has no such parameter; {}", quote_text(text),
          info.name,
          names.empty() ? "it has none"
                        : fmt::format("it has: {}", fmt::join(names, ", "))));
    }
    if (equals == text.npos) {
      throw UsageError(fmt::format("--param {}: give it a value, {}=NUMBER",
                                   quote_text(text), name));
    }
    params.value[found] = require_number<double>(text.substr(equals + 1));
  }
  return params;
}

void add_function(CLI::App* sub, Function& function) {
  sub->add_option_function<std::string>(
         "function",
         [&function](const std::string& name) {
           function = function_by_name(name);
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

std::string percent(double share) {
  return std::isnan(share) ? "" : fmt::format("{:.1f} %", 100 * share);
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
