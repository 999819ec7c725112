// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// ogive document: a page of all functions, with figures, what verification
// found and what each costs. docs/functions.md is made by it.

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <ctime>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <tuple>
#include <vector>

#include "cli/command.h"
#include "cli/common.h"
#include "cli/draw.h"
#include "cli/machine.h"
#include "cli/verified.h"
#include "io/atomic_file.h"
#include "io/error.h"
#include "io/number.h"
#include "io/progress.h"
#include "io/stream.h"
#include "kernels/targets.h"
#include "plot/figure.h"
#include "studies/measure.h"
#include "verify/plans.h"
#include "verify/report.h"

namespace ogive::internal {
namespace {

// Input and output together stay in the caches nearest to a core.
constexpr std::size_t kElements = 65536;
// Formulas longer than this get their definitions on a line of their own.
constexpr std::size_t kLongFormula = 64;
constexpr std::size_t kLabel = 12;  // width of what stands before a formula

struct DocumentOptions {
  std::string output, verified;
  int rounds = 7;
};

// What verification found for one operation, over all targets.
struct Verified {
  std::vector<VerifiedRow> rows;  // one of each target
  std::uint64_t most_inputs = 0;
  std::optional<std::uint64_t> misrounded, steps_down;
  std::optional<double> worst_ulp;
  std::string worst_input;
  double promised = 0;            // largest error in ULP; 0.5: none misrounded
  double promised_subnormal = 0;  // the same of the smallest results
};
using Operation = std::tuple<Dtype, accuracy, Op>;

struct Cost {
  Measurement exact;
  std::optional<Measurement> fast;  // none: as exact
};

// All that the page tells beside the table of functions.
struct Findings {
  std::map<Function, std::map<Operation, Verified>> verified;
  std::vector<std::string> targets;  // in the order of the file
  double seconds = 0;                // that verification took
  std::string first_date, last_date;
  std::map<Function, Cost> costs;
};

template <typename T>
void add(std::optional<T>& sum, const std::optional<T>& more) {
  if (more) sum = sum.value_or(0) + *more;
}

void add_if_new(std::vector<std::string>& names, const std::string& name) {
  if (std::find(names.begin(), names.end(), name) == names.end()) {
    names.push_back(name);
  }
}

// What is promised of the errors that a row holds the largest of: the loosest
// bound of the operation's comparisons.
void add_promise(const VerifiedRow& row, Verified& v) {
  Sweep sweep;
  sweep.function = row.function;
  sweep.op = row.op;
  sweep.dtype = row.dtype;
  sweep.accuracy = row.tier;
  for (const Target target : supported_targets()) {
    if (target_name(target) == row.target) sweep.target = target;
  }
  for (const Plan& plan : plans(sweep)) {
    v.promised = std::max(v.promised, plan.bound);
    if (plan.normal_only) continue;
    v.promised_subnormal = std::max(v.promised_subnormal, plan.subnormal_bound);
  }
}

void gather(const std::vector<VerifiedRow>& rows, Findings& findings) {
  // One pass tries all targets and tiers together.
  std::map<std::tuple<Function, Dtype, Op, std::uint64_t>, double> passes;
  for (const VerifiedRow& row : rows) {
    Verified& v =
        findings.verified[row.function][{row.dtype, row.tier, row.op}];
    v.rows.push_back(row);
    add_if_new(findings.targets, row.target);
    v.most_inputs = std::max(v.most_inputs, row.inputs);
    add(v.misrounded, row.misrounded);
    add(v.steps_down, row.steps_down);
    if (row.worst_ulp && *row.worst_ulp > v.worst_ulp.value_or(-1)) {
      v.worst_ulp = row.worst_ulp;
      v.worst_input = row.worst_input;
    }
    add_promise(row, v);
    double& pass = passes[{row.function, row.dtype, row.op, row.inputs}];
    pass = std::max(pass, row.seconds);
    findings.last_date = std::max(findings.last_date, row.date);
    findings.first_date = findings.first_date.empty()
                              ? row.date
                              : std::min(findings.first_date, row.date);
  }
  for (const auto& [pass, seconds] : passes) findings.seconds += seconds;
}

void measure_all(int rounds, Findings& findings) {
  Progress progress("measuring", 2 * functions().size(), "timings");
  for (const FunctionInfo& info : functions()) {
    if (interrupted()) throw Interrupted();
    Subject subject;
    subject.function = info.function;
    subject.params = default_params(info.function);
    subject.rounds = rounds;
    Cost cost{measure(subject, kElements), {}};
    progress.add(1);
    if (has_fast(current_target(), info.function, subject.op, subject.dtype)) {
      subject.run.accuracy = accuracy::fast;
      cost.fast = measure(subject, kElements);
    }
    progress.add(1);
    findings.costs[info.function] = cost;
  }
  progress.finish();
}

// Pieces of text.

// "4,294,967,296".
std::string grouped(std::uint64_t n) {
  std::string text = std::to_string(n);
  for (std::size_t i = text.size(); i > 3;) {
    i -= 3;
    text.insert(i, ",");
  }
  return text;
}

std::string duration(double seconds) {
  if (seconds < 60) return fmt::format("{:.1f} seconds", seconds);
  if (seconds < 3600) return fmt::format("{:.1f} minutes", seconds / 60);
  return fmt::format("{:.1f} hours", seconds / 3600);
}

// Code in a line or a cell of a table, where a bar would end the cell.
std::string code(std::string_view text) {
  std::string out = "`";
  for (const char c : text) {
    if (c == '|') out += '\\';
    out += c;
  }
  return out + '`';
}

std::string number(double value) {
  if (std::isinf(value)) return value < 0 ? "-∞" : "∞";
  return fmt::format("{:.4g}", value);
}

std::string range(const FunctionInfo& info) {
  return fmt::format("{} to {}", number(info.lowest), number(info.highest));
}

std::string parameters(const FunctionInfo& info) {
  std::string text;
  for (int i = 0; i < info.parameter_count; ++i) {
    const Parameter& p = info.parameters[i];
    text += fmt::format("{}{} = {}", i == 0 ? "" : ", ", code(p.name),
                        number(p.value));
  }
  return text;
}

std::string domain(const FunctionInfo& info, const Parameter& p) {
  switch (p.domain) {
    case Domain::number:
      return "any number, infinities too";
    case Domain::positive:
      return "finite and above 0";
    case Domain::not_negative:
      return "finite and not below 0";
    case Domain::finite_not_below_first:
      return "finite and not below " + code(info.parameters[0].name);
    case Domain::not_below_first:
      return "any number not below " + code(info.parameters[0].name);
    case Domain::half:
      return "from 0 to 0.5";
  }
  return "";
}

std::string what_backward_takes(const FunctionInfo& info) {
  switch (info.cache) {
    case Cache::input:
      return "input";
    case Cache::output:
      return "output";
    case Cache::tail:
    case Cache::tail_value:
      return "output or tail";
  }
  return "";
}

// "0.55 (1)": in brackets what is promised of the smallest results.
std::string promise(const Verified& v) {
  std::string text = fmt::format("{:.4g}", v.promised);
  if (v.promised_subnormal > v.promised) {
    text += fmt::format(" ({:.4g})", v.promised_subnormal);
  }
  return text;
}

// "0 misrounded", or the largest error in ULP; and what is promised.
std::string worst_of(const Findings& findings, Function f, Dtype dtype,
                     accuracy tier) {
  const auto function = findings.verified.find(f);
  if (function == findings.verified.end()) return "";
  const auto operation = function->second.find({dtype, tier, Op::forward});
  if (operation == function->second.end()) return "";
  const Verified& v = operation->second;
  const std::string worst = v.misrounded == 0 ? "0 misrounded"
                            : v.worst_ulp ? fmt::format("{:.4f}", *v.worst_ulp)
                                          : "?";
  return worst + " / " + promise(v);
}

double ns_each(const Summary& seconds) {
  return seconds.median * 1e9 / static_cast<double>(kElements);
}

std::string cost_cells(const std::optional<Measurement>& m) {
  if (!m) return "as exact | |";
  return fmt::format("{:.3f} | {:.1f} |", ns_each(m->seconds[kOp]),
                     m->to_plain.median);
}

// Parts of the page.

std::string dates(const Findings& findings) {
  return findings.first_date == findings.last_date
             ? "on " + findings.last_date
             : fmt::format("from {} to {}", findings.first_date,
                           findings.last_date);
}

std::string introduction(const DocumentOptions& o, const Findings& findings) {
  return fmt::format(
      R"(# The functions

The activation functions of Ogive, one row of
[functions.def](../include/ogive/functions.def) each, with what is promised, what
verification found and what they cost; and those of rows, gates, weights and
targets, [beyond one input](#beyond-one-input). This page is generated: change the
table, or [what writes it](../src/cli/document.cc), not the page.

- made by {}
- on {}, by Ogive {}, compiled by {}
- costs: measured on {} ({}), target {}
- verification: {}

The S-shaped curves come first, then the relatives of ReLU, then the smooth ones:

![All functions and their derivatives](functions/family.svg)
)",
      code(fmt::format("ogive document -o {} --verified {} --rounds {}",
                       o.output, o.verified, o.rounds)),
      fmt::format("{:%F}", fmt::gmtime(std::time(nullptr))), version(),
      compiler_name(), cpu_name(), cache_sizes(), target(),
      findings.targets.empty()
          ? "none"
          : fmt::format("`ogive verify` on the targets {}, {}, in {}",
                        fmt::join(findings.targets, ", "), dates(findings),
                        duration(findings.seconds)));
}

std::string summary(const Findings& findings) {
  std::string text = R"(
## Summary

Range and monotonic hold for the parameters' defaults, given here; monotonic
functions of f32, f16 and bf16 never step down, not even by a rounding. Backward
passes take a cache: the input x, the output y, or the tail cache t, with which no
gradient is lost to rounding ([design.md](design.md#the-tail-cache)).

| function | in C++ | parameters | range | monotonic | backward takes |
|---|---|---|---|---|---|
)";
  for (const FunctionInfo& info : functions()) {
    text += fmt::format(
        "| [{0}](#{0}) | [`ogive::{0}`](../include/ogive/activations.h) | {1} "
        "| "
        "{2} | {3} | {4} |\n",
        info.name, parameters(info), range(info), info.monotonic ? "yes" : "no",
        what_backward_takes(info));
  }

  std::vector<double> copies;
  for (const auto& [function, cost] : findings.costs) {
    copies.push_back(ns_each(cost.exact.seconds[kPlain]));
  }
  std::nth_element(copies.begin(), copies.begin() + copies.size() / 2,
                   copies.end());
  text += fmt::format(
      R"(
Errors are the largest that verification found, in ULP, / what is promised; where
no result was misrounded, it says so. A promise of 0.5 is correct rounding, and
one in brackets is that of results below four times the smallest normal number
([accuracy.md](accuracy.md) has all promises). Costs are times of one element of
f32, in nanoseconds and as a multiple of a plain copy (here {:.3f} ns): arrays of
{} elements, which stay in the caches, x evenly spread over [-{}, {}] or where in
it the function is defined, one thread, medians.

| function | f32 exact | f64 exact | f32 fast | exact, ns | to copy | fast, ns | to copy |
|---|---|---|---|---:|---:|---:|---:|
)",
      copies[copies.size() / 2], grouped(kElements), kInputs, kInputs);
  for (const FunctionInfo& info : functions()) {
    const Function f = info.function;
    const Cost& cost = findings.costs.at(f);
    text += fmt::format("| [{0}](#{0}) | ", info.name);
    if (findings.verified.contains(f)) {
      text += fmt::format(
          "{} | {} | {} | ", worst_of(findings, f, Dtype::f32, accuracy::exact),
          worst_of(findings, f, Dtype::f64, accuracy::exact),
          cost.fast ? worst_of(findings, f, Dtype::f32, accuracy::fast)
                    : "as exact");
    } else {
      text += "not verified | | | ";
    }
    text += cost_cells(cost.exact) + ' ' + cost_cells(cost.fast) + '\n';
  }
  return text;
}

// What the table has no row of: written here, as the headers say it.
constexpr const char* kBeyond = R"(
## Beyond one input

These have shapes or weights and so no row of the table; the command `ogive` does
not know them. The header of each has the details: errors, infinities, NaN,
threads. In C they are `ogive_NAME` of [ogive.h](../include/ogive/ogive.h). Arrays
are contiguous. s is the sigmoid, and Phi(a) = erfc(-a / sqrt(2)) / 2.

| function | formula | in C++ | header | shape |
|---|---|---|---|---|
| softmax | exp(x_i) / sum_j exp(x_j) | `ogive::softmax` | [softmax.h](../include/ogive/softmax.h) | each row of `columns` elements |
| log_softmax | x_i - log(sum_j exp(x_j)) | `ogive::log_softmax` | [softmax.h](../include/ogive/softmax.h) | the same |
| softmin | exp(-x_i) / sum_j exp(-x_j) | `ogive::softmin` | [softmax.h](../include/ogive/softmax.h) | the same |
| glu | a s(b) | `ogive::glu` | [gated.h](../include/ogive/gated.h) | two arrays of one length |
| swiglu | a s(a) b | `ogive::swiglu` | [gated.h](../include/ogive/gated.h) | the same |
| geglu | a Phi(a) b | `ogive::geglu` | [gated.h](../include/ogive/gated.h) | the same |
| reglu | max(a, 0) b | `ogive::reglu` | [gated.h](../include/ogive/gated.h) | the same |
| prelu | x > 0 ? x : w_c x | `ogive::prelu` | [prelu.h](../include/ogive/prelu.h) | x is [outer, channels, inner], w [channels] |
| bce_with_logits | max(x, 0) - x z + log1p(exp(-abs(x))) | `ogive::bce_with_logits` | [loss.h](../include/ogive/loss.h) | logits x and targets z of one length |

Promised are the same bits on every machine and for any number of threads, and in
ULP, for targets in [0, 1] and rows of up to 2^20 elements:

| function | operations | f32, f16, bf16 | f64 | proven by |
|---|---|---|---|---|
| softmax, log_softmax, softmin | forward | 0.51 | 0.55 (1) | [softmax_test](../tests/softmax_test.cc) |
| | `NAME_backward`, of the output y | 0.51 | 1.01 | |
| glu, swiglu, geglu, reglu | forward; `NAME_backward`, of both inputs | correctly rounded | 1.01 | [gated_test](../tests/gated_test.cc) |
| prelu | forward; `prelu_backward`: dx | correctly rounded | correctly rounded | [prelu_test](../tests/prelu_test.cc) |
| | `prelu_backward`: the sum dw | 0.51 | 0.51 | |
| bce_with_logits | the loss; `bce_with_logits_gradient`, s(x) - z; both | correctly rounded | 1 | [loss_test](../tests/loss_test.cc) |
| | `bce_with_logits_mean` | 2^-48 of it | 2^-48 of it | |

Sums that cancel, and the smallest doubles, have more room, which
[accuracy.md](accuracy.md#beyond-one-input) states, with the errors measured. The
tests compare samples with MPFR; only functions of one input are tried on all.

For the derivatives of sigmoid, tanh, silu, gelu, gelu_tanh and relu there are
caches of 1 to 8 bits an element too: [few_bit.md](few_bit.md).
)";

// The formulas of the table, a line each.
std::string formulas(const FunctionInfo& info) {
  std::string text = "```text\n";
  const auto line = [&text](const char* what, const char* formula) {
    if (formula == nullptr) return;
    std::string rest = formula;
    const std::size_t where = rest.find(" where ");
    if (rest.size() > kLongFormula && where != rest.npos) {
      rest.insert(where, '\n' + std::string(kLabel + 2, ' '));
    }
    text += fmt::format("{:<{}} = {}\n", what, kLabel, rest);
  };
  line("f(x)", info.formula);
  line("f'(x)", info.derivative);
  line("f'(x) from y", info.backward);
  line("t", info.tail);
  line("f'(x) from t", info.backward_tail);
  line("y from t", info.from_tail);
  return text + "```\n";
}

std::string in_words(const FunctionInfo& info) {
  std::string text;
  for (int i = 0; i < info.parameter_count; ++i) {
    const Parameter& p = info.parameters[i];
    text += fmt::format("- {}: {}; {} by default\n", code(p.name),
                        domain(info, p), number(p.value));
  }
  text += fmt::format("- range{}: {}{}\n",
                      info.parameter_count > 0 ? " with the defaults" : "",
                      range(info), info.monotonic ? ", monotonic" : "");
  if (std::isfinite(info.domain_from) || std::isfinite(info.domain_to)) {
    text += fmt::format("- defined for x from {} to {}; NaN outside\n",
                        number(info.domain_from), number(info.domain_to));
  }
  text += "- backward takes ";
  switch (info.cache) {
    case Cache::input:
      text += "the input x";
      break;
    case Cache::output:
      text += "the output y";
      break;
    case Cache::tail:
      text += "the output y, or the tail cache t";
      break;
    case Cache::tail_value:
      text += "the output y, or the tail cache t, from which y comes back";
      break;
  }
  return text + '\n';
}

std::string verification(const Findings& findings, const FunctionInfo& info) {
  const auto found = findings.verified.find(info.function);
  if (found == findings.verified.end()) return "Not verified in this run.\n";
  std::string text =
      "| type | tier | operation | targets | inputs | misrounded | worst ULP | "
      "promised | at |\n|---|---|---|---|---:|---:|---:|---|---|\n";
  std::optional<std::uint64_t> steps_down;
  for (const auto& [operation, v] : found->second) {
    const auto [dtype, tier, op] = operation;
    if (op == Op::forward) add(steps_down, v.steps_down);
    std::string inputs = grouped(v.most_inputs);
    std::vector<std::string> targets;
    for (const VerifiedRow& row : v.rows) {
      targets.push_back(row.target);
      if (row.inputs == v.most_inputs) continue;
      inputs += fmt::format("; {}: {}", row.target, grouped(row.inputs));
    }
    text += fmt::format("| {} | {} | {} | {} | {} | {} | {} | {} | {} |\n",
                        dtype_name(dtype), accuracy_name(tier), op_name(op),
                        targets.size() == findings.targets.size()
                            ? "all"
                            : fmt::format("{}", fmt::join(targets, ", ")),
                        inputs, v.misrounded ? grouped(*v.misrounded) : "",
                        v.worst_ulp ? fmt::format("{:.4f}", *v.worst_ulp) : "",
                        promise(v),
                        v.worst_input.empty() ? "" : code(v.worst_input));
  }
  if (info.monotonic && steps_down) {
    text += fmt::format("\nSteps down: {}.\n", grouped(*steps_down));
  }
  return text;
}

std::string section(const Findings& findings, const FunctionInfo& info) {
  return fmt::format(
      "\n## {0}\n\n{1}\n{2}\n"
      "<img src=\"functions/{0}.svg\" width=\"540\" "
      "alt=\"{0} and its derivative\">\n\n{3}",
      info.name, formulas(info), in_words(info), verification(findings, info));
}

// What a row of the table by target says of one type: how many results were
// misrounded or, of the fast tier, the largest error.
std::string cell(const Findings& findings, Function function,
                 const Operation& operation, const std::string& target) {
  const auto found = findings.verified.find(function);
  if (found == findings.verified.end()) return "-";
  const auto verified = found->second.find(operation);
  if (verified == found->second.end()) return "-";
  for (const VerifiedRow& row : verified->second.rows) {
    if (row.target != target || !row.misrounded) continue;
    const auto [dtype, tier, op] = operation;
    const bool all = row.inputs >> 8 * dtype_size(dtype) != 0;
    std::string text = grouped(*row.misrounded);
    if (tier == accuracy::fast && *row.misrounded != 0 && row.worst_ulp) {
      text = fmt::format("{:.3f}", *row.worst_ulp);
    }
    return text + (all ? "" : "*");
  }
  return "-";
}

std::string by_target(const Findings& findings) {
  if (findings.targets.empty()) return "";
  std::string text = fmt::format(
      R"(
## By target

How many results were misrounded, f32 / f16 / bf16, of all 4,294,967,296 floats and
all 65,536 numbers of the 16-bit types, or of a sample, which an asterisk marks; of
the fast tier, which only f32 has, the largest error in ULP, or 0 where nothing was
misrounded. A dash: not tried, or no code of its own, where fast is exact. Verified
{}.
In the exact tier 64-bit ARM (neon, under an emulator) is held to the same bits by hashes
of samples too, which [targets_test](../tests/targets_test.cc) compares.

| function | operation | tier | {} |
|---|---|---|)",
      dates(findings), fmt::join(findings.targets, " | "));
  for (std::size_t i = 0; i < findings.targets.size(); ++i) text += "---|";
  text += '\n';
  for (const FunctionInfo& info : functions()) {
    for (const Op op : {Op::forward, Op::derivative}) {
      for (const accuracy tier : {accuracy::exact, accuracy::fast}) {
        std::string cells;
        bool any = false;
        for (const std::string& target : findings.targets) {
          std::vector<std::string> of_types;
          for (const Dtype dtype : {Dtype::f32, Dtype::f16, Dtype::bf16}) {
            if (tier == accuracy::fast && dtype != Dtype::f32) continue;
            of_types.push_back(
                cell(findings, info.function, {dtype, tier, op}, target));
            any |= of_types.back() != "-";
          }
          cells += fmt::format(" {} |", fmt::join(of_types, " / "));
        }
        if (!any) continue;
        text += fmt::format("| [{0}](#{0}) | {1} | {2} |{3}\n", info.name,
                            op_name(op), accuracy_name(tier), cells);
      }
    }
  }
  return text;
}

std::string page(const DocumentOptions& o, const Findings& findings) {
  std::string text = introduction(o, findings) + summary(findings) +
                     by_target(findings) + kBeyond + R"(
## Formulas and findings

The sections below have the formulas as the table defines them and as
verification evaluates them ([expression.h](../src/verify/expression.h) has the
notation: `c ? a : b` is a where c holds and else b). x is the input, y the
output f(x), t the tail cache. Inputs are those tried on each target (all floats
are 4,294,967,296; fewer are a sample), misrounded results are summed over all
targets and, where an operation has more than one promise (backward with dy = 1
and any dy; backward-tail from the cache and from x), over these; worst and
promised are then the largest of them.
)";
  for (const FunctionInfo& info : functions()) text += section(findings, info);
  return text;
}

// Files.

void replace(const std::filesystem::path& path, const std::string& text) {
  AtomicFile file(path.string());
  file.write(text);
  file.commit();
}

void run_document(const DocumentOptions& o) {
  namespace fs = std::filesystem;
  const fs::path folder = o.output;
  // Before measuring, not after it.
  std::error_code error;
  if (!fs::is_directory(folder, error)) {
    throw IoError(
        io_message("write into", o.output, error ? error.value() : ENOTDIR));
  }
  catch_interrupts();
  Findings findings;
  gather(read_verified(o.verified), findings);
  measure_all(o.rounds, findings);

  const fs::path figures = folder / "functions";
  fs::create_directory(figures, error);
  if (error) throw IoError(io_message("make", figures.string(), error.value()));
  DrawOptions draw;
  draw.derivative = true;
  replace(figures / "family.svg",
          render_sheet(make_sheet(draw), ImageFormat::svg));
  for (const FunctionInfo& info : functions()) {
    replace(figures / fmt::format("{}.svg", info.name),
            render_image(make_figure(draw, {info.function}), ImageFormat::svg));
  }
  replace(folder / "functions.md", page(o, findings));
}

}  // namespace

void add_document(CLI::App& app) {
  CLI::App* sub = app.add_subcommand(
      "document", "Write a page of all functions, with figures");
  const auto o = std::make_shared<DocumentOptions>();
  sub->add_option("-o,--output", o->output,
                  "the folder to write functions.md and functions/*.svg\ninto")
      ->required()
      ->type_name("DIR");
  sub->add_option("--verified", o->verified,
                  "what `ogive verify --all --summary FILE` wrote,\n"
                  "or make verify: build/verified/all.tsv")
      ->required()
      ->type_name("FILE");
  sub->add_option("--rounds", o->rounds, "timings of each function (default 7)")
      ->check(CLI::Range(1, kMostRounds))
      ->type_name("N");
  sub->footer(
      R"(Of each function the page tells the formulas, parameters and range, what is
promised, what verification found, and the time of one element beside a plain copy, which is
measured now: on a quiet machine. Each file is replaced whole or not at all.

Example:
  $ ogive document -o docs --verified verified.tsv)");
  sub->callback([o] { run_document(*o); });
}

}  // namespace ogive::internal
