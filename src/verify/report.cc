// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// The definitions of report.h.

#include "verify/report.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>

#include "verify/reference.h"

namespace ogive::internal {

namespace {

// "4,294,967,296"
std::string count_text(std::uint64_t n) {
  std::string s = std::to_string(n);
  for (std::size_t i = s.size(); i > 3; i -= 3) s.insert(i - 3, ",");
  return s;
}

// "-0x1.8p+1 (-3, bits 0xC0400000)"
std::string value_text(Dtype dtype, std::uint64_t bits) {
  const double v = decode(dtype, bits);
  const int digits = dtype == Dtype::f64 ? 17 : dtype == Dtype::f32 ? 9 : 5;
  return fmt::format("{:a} ({:.{}g}, bits 0x{:0{}X})", v, v, digits, bits,
                     2 * dtype_size(dtype));
}

const char* input_name(const Sweep& s) {
  return s.op == Op::backward && function_info(s.function).cache != Cache::input
             ? "y"
             : "x";
}

const char* tier_name(const Report& r) {
  return r.sweep.accuracy == accuracy::fast ? "fast" : "exact";
}

}  // namespace

const char* op_name(Op op) {
  switch (op) {
    case Op::forward:
      return "forward";
    case Op::derivative:
      return "derivative";
    case Op::backward:
      return "backward";
    case Op::tail:
      return "tail";
    case Op::with_tail:
      return "with-tail";
    case Op::from_tail:
      return "from-tail";
    case Op::backward_tail:
      return "backward-tail";
  }
  return "";
}

std::string ulp_text(double ulp) { return fmt::format("{:.10g} ULP", ulp); }

std::string fault_text(const Report& r, const Faults& f) {
  if (f.count == 0) return "0";
  return fmt::format("{}, the first at {} = {}", count_text(f.count),
                     input_name(r.sweep), value_text(r.sweep.dtype, f.input));
}

std::string worst_text(const Report& r, const WorstError& w) {
  const Dtype t = r.sweep.dtype;
  std::string s = fmt::format("{} at {} = {}", ulp_text(w.error),
                              input_name(r.sweep), value_text(t, w.input));
  if (op_inputs(r.sweep.op) == 2) {
    s += fmt::format(", dy = {:a}", decode(t, w.dy));
  }
  return s + fmt::format(": {:a}", decode(t, w.result));
}

double worst_error(const Report& r, WorstError* where) {
  double error = 0;
  for (const Comparison& c : r.comparisons) {
    for (const WorstError* w : {&c.normal, &c.subnormal}) {
      if (w->error <= error || (w == &c.subnormal && c.normal_only)) continue;
      error = w->error;
      if (where != nullptr) *where = *w;
    }
  }
  return error;
}

std::uint64_t misrounded_count(const Report& r) {
  std::uint64_t count = 0;
  for (const Comparison& c : r.comparisons) count += c.misrounded.count;
  return count;
}

namespace {
constexpr const char* kRow =
    "{:<12} {:<13} {:<4} {:<5} {:<7} {:>13} {:>13}  {:<44} {}\n";
}  // namespace

std::string table_head() {
  return fmt::format(kRow, "function", "op", "type", "tier", "target", "inputs",
                     "misrounded", "worst ULP at input", "verdict");
}

std::string to_row(const Report& r) {
  WorstError worst;
  const double error = worst_error(r, &worst);
  std::string place = fmt::format("{:.4f}", error);
  if (worst.error >= 0) {
    place += fmt::format(" at {} = {:a}", input_name(r.sweep),
                         decode(r.sweep.dtype, worst.input));
  }
  return fmt::format(kRow, function_info(r.sweep.function).name,
                     op_name(r.sweep.op), dtype_name(r.sweep.dtype),
                     tier_name(r), r.target, count_text(r.inputs),
                     count_text(misrounded_count(r)), place,
                     !r.complete        ? "ended early"
                     : r.broken.empty() ? "kept"
                                        : "BROKEN");
}

std::string tsv_head() {
  return "function\tdtype\top\ttier\ttarget\tinputs\tmisrounded\tworst_ulp\t"
         "worst_input\tsteps_down\tseconds\tdate\tbroken\n";
}

std::string to_tsv(const Report& r) {
  WorstError worst;
  const double error = worst_error(r, &worst);
  return fmt::format(
      "{}\t{}\t{}\t{}\t{}\t{}\t{}\t{:.6f}\t{}\t{}\t{:.3f}\t{:%F}\t{}\n",
      function_info(r.sweep.function).name, dtype_name(r.sweep.dtype),
      op_name(r.sweep.op), tier_name(r), r.target, r.inputs,
      misrounded_count(r), error,
      worst.error >= 0 ? fmt::format("{:a}", decode(r.sweep.dtype, worst.input))
                       : std::string("-"),
      r.steps_down.count, r.seconds, fmt::gmtime(r.ended), r.broken.size());
}

std::string to_text(const Report& r) {
  const Sweep& s = r.sweep;
  const FunctionInfo& info = function_info(s.function);
  std::string text =
      fmt::format("{} {} {} {} on {}: {} inputs in {:.1f} s\n", info.name,
                  op_name(s.op), dtype_name(s.dtype), tier_name(r), r.target,
                  count_text(r.inputs), r.seconds);
  const auto line = [&](const char* name, const std::string& value) {
    text += fmt::format("    {:<18} {}\n", name, value);
  };
  for (const Comparison& c : r.comparisons) {
    text += fmt::format("  {}\n", c.what);
    if (!c.error_only) line("misrounded", fault_text(r, c.misrounded));
    line("largest error", c.normal.error >= 0
                              ? worst_text(r, c.normal)
                              : "below " + ulp_text(kSmallError));
    if (c.subnormal.error >= 0) {
      line("  of subnormals", worst_text(r, c.subnormal));
    }
    if (c.may_not_vanish) line("vanished", fault_text(r, c.vanished));
  }
  text += "  rules\n";
  if (s.op == Op::forward && info.monotonic) {
    line("steps down", fault_text(r, r.steps_down));
  }
  if (s.op == Op::forward) line("out of range", fault_text(r, r.range));
  line("NaN, inf, 0 wrong", fault_text(r, r.special));
  if (s.op == Op::with_tail || s.op == Op::from_tail) {
    line("other bits", fault_text(r, r.differs));
  }
  for (int k = 0; k < op_outputs(s.op); ++k) {
    line(k ? "hash of t" : "hash", fmt::format("0x{:016X}", r.hash[k]));
  }
  for (const std::string& b : r.broken) {
    text += fmt::format("  BROKEN PROMISE {}\n", b);
  }
  if (!r.complete) text += "  ended early: nothing is proven\n";
  return text;
}

}  // namespace ogive::internal
