// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// ogive verify: tries a function on every input, or on very many, and compares
// each result with the true value.

#include "verify/verify.h"

#include <fmt/format.h>

#include <charconv>
#include <memory>
#include <string>
#include <vector>

#include "cli/command.h"
#include "cli/common.h"
#include "io/progress.h"

namespace ogive::internal {
namespace {

struct Options {
  CommonOptions common;
  Function function = Function::sigmoid;
  std::vector<Op> ops = {Op::forward};
  std::uint64_t stride = 1;
  std::uint64_t samples = Sweep{}.samples;
};

void set_ops(Options& o, const std::string& name) {
  std::string names;
  o.ops.clear();
  for (int i = 0; i < kOps; ++i) {
    const auto op = static_cast<Op>(i);
    if (name == "all" || name == op_name(op)) o.ops.push_back(op);
    names += op_name(op) + std::string(", ");
  }
  if (o.ops.empty()) {
    throw CLI::ValidationError(
        "--op", "unknown operation '" + name + "'; there are " + names + "all");
  }
}

// For CLI11: empty if the text is a whole number of at least 1.
std::string positive(const std::string& text) {
  std::uint64_t n = 0;
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, n);
  if (error == std::errc() && stop == end && n > 0) return "";
  return "must be a whole number from 1 to 2^64 - 1, not '" + text + "'";
}

void run_verify(const Options& o) {
  std::vector<std::string> names = {target()};
  if (o.common.target == "all") {
    names = targets();
  } else if (!o.common.target.empty()) {
    apply_target(o.common);
    names = {o.common.target};
  }
  catch_interrupts();
  std::vector<std::string> broken;
  for (const std::string& name : names) {
    for (const Op op : o.ops) {
      VerifyRequest request;
      request.sweep = {o.function,     op,
                       o.common.dtype, o.common.run.accuracy,
                       o.stride,       o.samples};
      request.target = name;
      request.threads = o.common.run.threads;
      Progress progress(fmt::format("{} {}", op_name(op), name),
                        sweep_size(request.sweep), "inputs");
      request.progress = [&](std::uint64_t n) {
        progress.add(n);
        return !interrupted();
      };
      const Report report = verify(request);
      if (!report.complete) throw Interrupted();
      progress.finish();
      write_stdout(to_text(report));
      flush_stdout();
      for (const std::string& promise : report.broken) {
        broken.push_back(
            fmt::format("{} on {}: {}", op_name(op), name, promise));
      }
    }
  }
  if (broken.empty()) {
    write_stdout("all promises kept\n");
    return;
  }
  std::string text = fmt::format("{} broken promise{}", broken.size(),
                                 broken.size() == 1 ? "" : "s");
  for (const std::string& line : broken) text += "\n  " + line;
  throw BrokenPromise(text);
}

}  // namespace

void add_verify(CLI::App& app) {
  const auto o = std::make_shared<Options>();
  o->common.run.threads = 0;
  CLI::App* sub = app.add_subcommand(
      "verify", "Prove the results right: try every input against MPFR");
  add_function(sub, o->function);
  add_dtype(sub, o->common);
  add_accuracy(sub, o->common);
  add_threads(sub, o->common);
  sub->get_option("--threads")
      ->description("threads to use (default 0: every core)");
  add_target(sub, o->common, /*all=*/true);
  sub->add_option_function<std::string>(
         "--op", [o](const std::string& name) { set_ops(*o, name); },
         "forward (default), derivative, backward, tail,\n"
         "with-tail, from-tail, backward-tail or all")
      ->type_name("OP");
  sub->add_option("--stride", o->stride,
                  "f32, f16, bf16: try every N-th bit pattern\n"
                  "(default 1: all)")
      ->check(positive)
      ->type_name("N");
  sub->add_option("--samples", o->samples,
                  "f64: how many inputs to try\n(default 100000000)")
      ->check(positive)
      ->type_name("N");
  sub->footer(
      R"(Every input of f32, f16 and bf16 is tried; for f64 pseudo-random ones of all
exponents and the hardest known. A report for each operation and target tells
the results not correctly rounded, the largest error and where it is, steps
down, results out of range, broken rules for NaN, infinity and 0, and a hash of
all results: equal hashes, equal bits. Ends with code 1 if a promise is broken.

Examples:
  $ ogive verify sigmoid --dtype f32 --target all
  $ ogive verify sigmoid --dtype bf16 --op all
  $ ogive verify sigmoid --accuracy fast --stride 1001)");
  sub->callback([o] { run_verify(*o); });
}

}  // namespace ogive::internal
