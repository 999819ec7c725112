// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// ogive verify: tries functions on every input, or on very many, and compares
// each result with the true value.

#include "verify/verify.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <memory>
#include <string>
#include <vector>

#include "cli/command.h"
#include "cli/common.h"
#include "io/atomic_file.h"
#include "io/error.h"
#include "io/progress.h"
#include "kernels/targets.h"

namespace ogive::internal {
namespace {

// A prime, so that inputs of all kinds come up, and a sample as small.
constexpr std::uint64_t kStrided = 4093;
constexpr std::uint64_t kStridedSamples = 200'000;

struct Options {
  CommonOptions common;
  ParamOptions params;
  std::vector<Function> functions;
  std::vector<Op> ops = {Op::forward};
  bool ops_given = false;
  bool accuracy_given = false;
  bool all = false;
  bool strided = false;
  bool stride_given = false, samples_given = false;
  std::uint64_t stride = 1;
  std::uint64_t samples = Sweep{}.samples;
  std::string summary;
};

void set_ops(Options& o, const std::vector<std::string>& given) {
  o.ops.clear();
  o.ops_given = true;
  for (const std::string& name : given) {
    std::string names;
    bool known = false;
    for (int i = 0; i < kOps; ++i) {
      const auto op = static_cast<Op>(i);
      names += op_name(op) + std::string(", ");
      if (name != "all" && name != op_name(op)) continue;
      known = true;
      if (std::find(o.ops.begin(), o.ops.end(), op) == o.ops.end()) {
        o.ops.push_back(op);
      }
    }
    if (!known) {
      throw CLI::ValidationError("--op", "unknown operation '" + name +
                                             "'; there are " + names + "all");
    }
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

std::vector<Target> targets_of(const Options& o) {
  const auto all = supported_targets();
  const std::string& name = o.common.target;
  if (name == "all" || (name.empty() && o.all)) return {all.begin(), all.end()};
  apply_target(o.common);  // refuses a name that is none
  return {current_target()};
}

// What is to be run on one function and operation: each tier on each target.
std::vector<Check> checks_of(const Options& o, const Sweep& sweep) {
  std::vector<Check> checks;
  const bool both = o.all && !o.accuracy_given;
  for (const accuracy tier : {accuracy::exact, accuracy::fast}) {
    if (!both && tier != o.common.run.accuracy) continue;
    for (const Target target : targets_of(o)) {
      if (both && tier == accuracy::fast &&
          !has_fast(target, sweep.function, sweep.op, sweep.dtype)) {
        continue;
      }
      checks.push_back({target, tier});
    }
  }
  return checks;
}

std::vector<Sweep> sweeps_of(const Options& o) {
  std::vector<Dtype> dtypes = {o.common.dtype};
  if (o.all && !o.common.dtype_given) {
    dtypes = {Dtype::f32, Dtype::f16, Dtype::bf16, Dtype::f64};
  }
  std::vector<Sweep> sweeps;
  for (const Function function : o.functions) {
    for (const Op op : o.ops) {
      if (!has_op(function_info(function).cache, op)) continue;
      for (const Dtype dtype : dtypes) {
        Sweep s;
        s.function = function;
        s.op = op;
        s.dtype = dtype;
        s.stride = o.stride;
        s.samples = o.samples;
        if (o.strided) {
          if (!o.stride_given && dtype == Dtype::f32) s.stride = kStrided;
          if (!o.samples_given) s.samples = kStridedSamples;
        }
        if (o.params.given()) {
          s.params = o.params.of(function);
          sweep_params(s);  // refuses values out of their domains
        }
        sweeps.push_back(s);
      }
    }
  }
  return sweeps;
}

void write_summary(const std::string& path,
                   const std::vector<Report>& reports) {
  std::string text = tsv_head();
  for (const Report& r : reports) text += to_tsv(r);
  AtomicFile file(path);
  file.write(text.data(), text.size());
  file.commit();
}

void finish(const std::vector<Report>& reports) {
  std::string text;
  std::size_t count = 0;
  for (const Report& r : reports) {
    for (const std::string& promise : r.broken) {
      ++count;
      text += fmt::format("\n  {} {} {} {} on {}: {}",
                          function_info(r.sweep.function).name,
                          op_name(r.sweep.op), dtype_name(r.sweep.dtype),
                          r.sweep.accuracy == accuracy::fast ? "fast" : "exact",
                          r.target, promise);
    }
  }
  if (count == 0) {
    write_stdout("all promises kept\n");
    return;
  }
  throw BrokenPromise(
      fmt::format("{} broken promise{}{}", count, count == 1 ? "" : "s", text));
}

void run_verify(Options& o) {
  if (o.all && !o.ops_given) o.ops = {Op::forward, Op::derivative};
  if (o.functions.empty()) {
    if (!o.all) throw UsageError("give the functions to verify, or --all");
    for (const FunctionInfo& info : functions()) {
      o.functions.push_back(info.function);
    }
  }
  const std::vector<Sweep> sweeps = sweeps_of(o);
  if (sweeps.empty()) {
    throw UsageError(fmt::format("{} has no such operation",
                                 function_info(o.functions[0]).name));
  }
  catch_interrupts();
  const bool table = sweeps.size() > 1 && (o.all || o.functions.size() > 1);
  std::vector<Report> reports;
  for (const Sweep& sweep : sweeps) {
    VerifyRequest request;
    request.sweep = sweep;
    request.checks = checks_of(o, sweep);
    request.threads = o.common.run.threads;
    Progress progress(
        fmt::format("{} {} {}", function_info(sweep.function).name,
                    op_name(sweep.op), dtype_name(sweep.dtype)),
        sweep_size(sweep), "inputs");
    request.progress = [&](std::uint64_t n) {
      progress.add(n);
      return !interrupted();
    };
    for (Report& report : verify_each(request)) {
      if (!report.complete) throw Interrupted();
      if (!table) write_stdout(to_text(report));
      reports.push_back(std::move(report));
    }
    progress.finish();
    flush_stdout();
  }
  if (table) {
    write_stdout(table_head());
    for (const Report& report : reports) write_stdout(to_row(report));
  }
  if (!o.summary.empty()) write_summary(o.summary, reports);
  finish(reports);
}

}  // namespace

void add_verify(CLI::App& app) {
  const auto o = std::make_shared<Options>();
  o->common.run.threads = 0;
  CLI::App* sub = app.add_subcommand(
      "verify", "Prove the results right: try every input against MPFR");
  sub->add_option_function<std::vector<std::string>>(
         "function",
         [o](const std::vector<std::string>& names) {
           for (const std::string& name : names) {
             o->functions.push_back(function_by_name(name));
           }
         },
         "the functions, as `ogive info` lists them")
      ->type_name("FUNCTION");
  sub->add_flag("--all", o->all,
                "every type, target and tier unless options choose,\n"
                "of every function unless some are given");
  add_dtype(sub, o->common);
  add_accuracy(sub, o->common);
  add_threads(sub, o->common);
  sub->get_option("--threads")
      ->description("threads to use (default 0: every core)");
  add_target(sub, o->common, /*all=*/true);
  o->params.add_to(sub);
  sub->add_option_function<std::vector<std::string>>(
         "--op",
         [o](const std::vector<std::string>& names) { set_ops(*o, names); },
         "forward (default; with --all, derivative too),\n"
         "derivative, backward, tail, with-tail,\n"
         "from-tail, backward-tail or all")
      ->expected(1)
      ->take_all()
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
  sub->add_flag("--strided", o->strided,
                fmt::format("a quick look: f32 with --stride {}, f64 with\n"
                            "--samples {}",
                            kStrided, kStridedSamples));
  sub->add_option("--summary", o->summary,
                  "write the results into this file too, as\n"
                  "tab-separated values")
      ->type_name("FILE.tsv");
  sub->footer(
      R"(Every input of f32, f16 and bf16 is tried; for f64 pseudo-random ones of all
exponents, and for sigmoid the hardest known. A report for each operation and
target tells the results not correctly rounded, the largest error and where it
is, steps down, results out of range, broken rules for NaN, infinity and 0, and
a hash of all results: equal hashes, equal bits. More than one function is
reported as a table. Ends with code 1 if a promise is broken.

Examples:
  $ ogive verify sigmoid --dtype f32 --target all
  $ ogive verify tanh gelu --dtype bf16 --op all
  $ ogive verify silu --all
  $ ogive verify elu --param alpha=0.5
  $ ogive verify --all --strided --summary results.tsv
  $ ogive verify sigmoid --accuracy fast --stride 1001)");
  sub->callback([o, sub] {
    o->accuracy_given = sub->get_option("--accuracy")->count() > 0;
    o->stride_given = sub->get_option("--stride")->count() > 0;
    o->samples_given = sub->get_option("--samples")->count() > 0;
    run_verify(*o);
  });
}

}  // namespace ogive::internal
