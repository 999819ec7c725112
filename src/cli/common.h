// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// What the subcommands share: their common options, names and exit codes.
//
// Exceptions that leave a subcommand's callback, and the exit code they become
// (the first three are in io/error.h); each what() is printed to stderr as
// "ogive: error: ...":
//   UsageError, CLI::ParseError, std::invalid_argument   2
//   DataError                                            3
//   IoError                                              4
//   BrokenPromise                                        1
//   Interrupted                                          130

#ifndef OGIVE_SRC_CLI_COMMON_H_
#define OGIVE_SRC_CLI_COMMON_H_

#include <CLI/CLI.hpp>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "kernels/dispatch.h"
#include "kernels/with_type.h"
#include "ogive/options.h"
#include "ogive/types.h"

namespace ogive::internal {

enum ExitCode : int {
  kExitOk = 0,
  kExitBrokenPromise = 1,
  kExitUsage = 2,
  kExitData = 3,
  kExitIo = 4,
  kExitInterrupted = 130,
};

// Verification found a result that breaks a promise.
class BrokenPromise : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// The user pressed Ctrl-C (or sent SIGTERM) and everything is tidied up.
class Interrupted : public std::runtime_error {
 public:
  Interrupted() : std::runtime_error("interrupted") {}
};

// The options --dtype, --accuracy, --threads and --target.
struct CommonOptions {
  Dtype dtype = Dtype::f32;
  bool dtype_given = false;  // so that a file's own type can be the default
  ogive::options run;
  std::string target;  // empty: the library's choice
};

// Adds the four options to `sub`. `c` must outlive the parse; keep it in a
// shared_ptr that the callback captures.
void add_common(CLI::App* sub, CommonOptions& c);

// Adds one of the four, for a subcommand that has no use for the others.
void add_dtype(CLI::App* sub, CommonOptions& c);
void add_accuracy(CLI::App* sub, CommonOptions& c);
void add_threads(CLI::App* sub, CommonOptions& c);
// Takes a name of ogive::targets(), and "all" too if `all` is set.
void add_target(CLI::App* sub, CommonOptions& c, bool all = false);

// "exact", "fast".
const char* accuracy_name(accuracy tier);

// Adds the required positional FUNCTION. `function` must outlive the parse.
void add_function(CLI::App* sub, Function& function);

// The function of that name; throws CLI::ValidationError that lists them all.
Function function_by_name(const std::string& name);

// The option --param NAME=VALUE, any number of times: the function's
// parameters, the others at their defaults.
class ParamOptions {
 public:
  void add_to(CLI::App* sub);
  bool given() const { return !texts_.empty(); }
  // Throws UsageError for a name that the function does not have, or no number.
  Params of(Function function) const;

 private:
  std::vector<std::string> texts_;
};

// Puts c.target in force if one was given ("all" is the caller's to handle).
// Throws UsageError listing the machine's targets if it has no such one.
void apply_target(const CommonOptions& c);

// One operation with one input and one output over `x`; `y` gets its length.
template <typename T>
void run_on(Function function, Op op, Dtype dtype, const std::vector<T>& x,
            std::vector<T>& y, const Params& params, const options& o) {
  y.resize(x.size());
  run(function, op, dtype, {{x.data(), nullptr}, {y.data(), nullptr}}, x.size(),
      params, o);
}

// What --rounds takes at most where a command measures times.
inline constexpr int kMostRounds = 10000;

// "12.3 %"; nothing for NaN.
std::string percent(double share);

// Prints to stdout; throws IoError when stdout is closed or full.
void write_stdout(std::string_view text);

// Flushes stdout, with the same check. main() calls it after every subcommand.
void flush_stdout();

// Whether SIGINT or SIGTERM arrived since catch_interrupts(). Long loops ask
// between blocks of work, tidy up and throw Interrupted.
void catch_interrupts();
bool interrupted();

}  // namespace ogive::internal

#endif  // OGIVE_SRC_CLI_COMMON_H_
