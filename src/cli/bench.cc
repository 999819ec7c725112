// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// ogive bench: how fast an operation is by the size of its arrays, beside plain
// and streaming copies of the same bytes.

#include <fmt/format.h>

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "cli/command.h"
#include "cli/common.h"
#include "cli/machine.h"
#include "kernels/streaming.h"
#include "studies/measure.h"
#include "verify/report.h"

namespace ogive::internal {
namespace {

constexpr std::size_t kLargestSize = std::size_t{1} << 32;

struct BenchOptions {
  CommonOptions common;
  Function function = {};
  ParamOptions params;
  Op op = Op::forward;
  std::vector<std::size_t> sizes{64, 1024, 16384, 262144, 4194304, 33554432};
  int rounds = 15;
  bool json = false;
};

Subject subject_of(const BenchOptions& o) {
  return {o.function,   o.op,    o.common.dtype, o.params.of(o.function),
          o.common.run, o.rounds};
}

std::string head(const BenchOptions& o) {
  const FunctionInfo& info = function_info(o.function);
  const int threads = o.common.run.threads;
  const auto [from, to] = input_range(o.function);
  return fmt::format(
      "{} {} {} {}, target {}, {} thread{}\n"
      "ogive {}, {}, {}, {}\n"
      "x evenly spread over [{}, {}]; medians of {} interleaved rounds\n"
      "GB/s: bytes read and written; plain copy: memcpy; streaming copy: {}\n"
      "ratios of times, of the same round: median (quartiles)\n\n",
      info.name, op_name(o.op), dtype_name(o.common.dtype),
      accuracy_name(o.common.run.accuracy), target(),
      threads == 0 ? core_count() : threads, threads == 1 ? "" : "s", version(),
      compiler_name(), cpu_name(), cache_sizes(), from, to, o.rounds,
      streaming_copy_method());
}

void print_table(const BenchOptions& o) {
  const Subject subject = subject_of(o);
  write_stdout(head(o));
  const std::string op = o.op == Op::forward ? function_info(o.function).name
                                             : std::string(op_name(o.op));
  write_stdout(
      fmt::format("{:>10}  {:^15}  {:^15}  {:^15}  {:^18}  {}\n"
                  "{:>10}  {:>8} {:>6}  {:>8} {:>6}  {:>8} {:>6}\n",
                  "", op, "plain copy", "streaming copy", "to plain copy",
                  "to streaming copy", "elements", "ns/elem", "GB/s", "ns/elem",
                  "GB/s", "ns/elem", "GB/s"));
  for (const std::size_t n : o.sizes) {
    const Measurement m = measure(subject, n);
    std::string line = fmt::format("{:>10}", n);
    for (const Summary& s : m.seconds) {
      line += fmt::format("  {:>8.4f} {:>6.1f}",
                          s.median * 1e9 / static_cast<double>(n),
                          m.bytes / s.median / 1e9);
    }
    for (const Summary& r : {m.to_plain, m.to_streaming}) {
      line += fmt::format("  {:>18}", fmt::format("{:.2f} ({:.2f}..{:.2f})",
                                                  r.median, r.lower, r.upper));
    }
    write_stdout(line + '\n');
    flush_stdout();
  }
}

std::string json_text(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    if (static_cast<unsigned char>(c) >= 0x20) out += c;
  }
  return out + '"';
}

std::string json_summary(const Summary& s, double factor) {
  return fmt::format(R"({{"median": {:.6g}, "quartiles": [{:.6g}, {:.6g}]}})",
                     s.median * factor, s.lower * factor, s.upper * factor);
}

void print_json(const BenchOptions& o) {
  const Subject subject = subject_of(o);
  const int threads = o.common.run.threads;
  std::string text = "{\n";
  const auto field = [&text](std::string_view name, std::string_view value) {
    text += fmt::format("  \"{}\": {},\n", name, value);
  };
  field("function", json_text(function_info(o.function).name));
  field("op", json_text(op_name(o.op)));
  field("dtype", json_text(dtype_name(o.common.dtype)));
  field("accuracy", json_text(accuracy_name(o.common.run.accuracy)));
  field("target", json_text(target()));
  field("threads", std::to_string(threads == 0 ? core_count() : threads));
  field("version", json_text(version()));
  field("compiler", json_text(compiler_name()));
  field("cpu", json_text(cpu_name()));
  field("caches", json_text(cache_sizes()));
  field("streaming_copy", json_text(streaming_copy_method()));
  field("rounds", std::to_string(o.rounds));
  text += "  \"results\": [";
  for (std::size_t i = 0; i < o.sizes.size(); ++i) {
    const Measurement m = measure(subject, o.sizes[i]);
    const double ns = 1e9 / static_cast<double>(m.n);
    text += fmt::format(
        "{}\n    {{\"elements\": {}, \"bytes\": {:.0f},\n"
        "     \"ns_per_element\": {},\n"
        "     \"plain_copy_ns_per_element\": {},\n"
        "     \"streaming_copy_ns_per_element\": {},\n"
        "     \"ratio_to_plain_copy\": {},\n"
        "     \"ratio_to_streaming_copy\": {}}}",
        i == 0 ? "" : ",", m.n, m.bytes, json_summary(m.seconds[kOp], ns),
        json_summary(m.seconds[kPlain], ns),
        json_summary(m.seconds[kStreaming], ns), json_summary(m.to_plain, 1),
        json_summary(m.to_streaming, 1));
  }
  write_stdout(text + "\n  ]\n}\n");
}

// The names of all operations, with `separator` between them.
std::string op_names(std::string_view separator) {
  std::string names;
  for (int i = 0; i < kOps; ++i) {
    if (i != 0) names += separator;
    names += op_name(static_cast<Op>(i));
  }
  return names;
}

Op op_by_name(const std::string& name) {
  for (int i = 0; i < kOps; ++i) {
    const auto op = static_cast<Op>(i);
    if (name == op_name(op)) return op;
  }
  throw CLI::ValidationError(
      "--op", "unknown operation '" + name + "'; there are " + op_names(", "));
}

}  // namespace

void add_bench(CLI::App& app) {
  CLI::App* sub = app.add_subcommand(
      "bench", "Measure a function beside copies of the same bytes");
  const auto o = std::make_shared<BenchOptions>();
  add_function(sub, o->function);
  sub->add_option_function<std::string>(
         "--op", [o](const std::string& name) { o->op = op_by_name(name); },
         "what to measure (default forward)")
      ->type_name(op_names("|"));
  sub->add_option("--sizes", o->sizes,
                  "elements of an array, separated by commas\n"
                  "(default 64 to 33554432)")
      ->delimiter(',')
      ->check(CLI::Range(std::size_t{1}, kLargestSize))
      ->type_name("N,...");
  sub->add_option("--rounds", o->rounds, "timings of each (default 15)")
      ->check(CLI::Range(1, kMostRounds))
      ->type_name("N");
  sub->add_flag("--json", o->json, "print JSON, for other programs");
  o->params.add_to(sub);
  add_common(sub, o->common);
  sub->footer(
      R"(An array that fits a cache stays in it from call to call, for the copies too. A
machine that does other work gives larger times and wider quartiles.

Example:
  ogive bench sigmoid --accuracy fast --sizes 1024,1048576)");
  sub->callback([o] {
    apply_target(o->common);
    o->json ? print_json(*o) : print_table(*o);
  });
}

}  // namespace ogive::internal
