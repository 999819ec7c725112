// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// The definitions of report.h.

#include "verify/report.h"

#include <fmt/format.h>

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

const char* input_name(Op op) { return op == Op::backward ? "y" : "x"; }

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
                     input_name(r.sweep.op),
                     value_text(r.sweep.dtype, f.input));
}

std::string worst_text(const Report& r, const WorstError& w) {
  const Dtype t = r.sweep.dtype;
  std::string s = fmt::format("{} at {} = {}", ulp_text(w.error),
                              input_name(r.sweep.op), value_text(t, w.input));
  if (op_inputs(r.sweep.op) == 2) {
    s += fmt::format(", dy = {:a}", decode(t, w.dy));
  }
  return s + fmt::format(": {:a}", decode(t, w.result));
}

std::string to_text(const Report& r) {
  const Sweep& s = r.sweep;
  const FunctionInfo& info = functions()[static_cast<std::size_t>(s.function)];
  std::string text = fmt::format(
      "{} {} {} {} on {}: {} inputs in {:.1f} s\n", info.name, op_name(s.op),
      dtype_name(s.dtype), s.accuracy == accuracy::fast ? "fast" : "exact",
      r.target, count_text(r.inputs), r.seconds);
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
  if (op_inputs(s.op) == 1) line("out of range", fault_text(r, r.range));
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
