// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// ogive table: a function, its derivative and its tail cache at even steps.

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <string>
#include <vector>

#include "cli/command.h"
#include "cli/common.h"
#include "io/error.h"
#include "io/number.h"

namespace ogive::internal {
namespace {

constexpr double kMostRows = 100000;
constexpr int kMostDecimals = 15;

struct TableOptions {
  CommonOptions common;
  Function function = {};
  ParamOptions params;
  double from = -4, to = 4, step = 1;
  bool csv = false;
};

// How many decimals `value` has, as somebody would write it; -1 if many.
int decimals(double value) {
  for (int n = 0; n <= kMostDecimals; ++n) {
    if (std::stod(fmt::format("{:.{}f}", value, n)) == value) return n;
  }
  return -1;
}

// from, from + step, ... up to `to`, without the crumbs that binary fractions
// leave in decimals: 0.3, not 0.30000000000000004.
std::vector<double> arguments(const TableOptions& o) {
  if (!std::isfinite(o.from) || !std::isfinite(o.to) ||
      !std::isfinite(o.to - o.from)) {
    throw UsageError("--from and --to must be finite numbers");
  }
  if (!(o.step > 0) || !std::isfinite(o.step)) {
    throw UsageError(
        fmt::format("--step must be a finite number above 0, not {}", o.step));
  }
  if (o.from > o.to) {
    throw UsageError(fmt::format("--from {} lies above --to {}", o.from, o.to));
  }
  // A hair more, so that rounding does not lose the last row.
  const double steps = std::floor((o.to - o.from) / o.step + 1e-9);
  if (steps >= kMostRows) {
    throw UsageError(fmt::format(
        "that is more than {} rows: take a larger --step", kMostRows));
  }
  const int digits = std::max(decimals(o.from), decimals(o.step));
  const bool rounded = decimals(o.from) >= 0 && decimals(o.step) >= 0;
  std::vector<double> x;
  for (double i = 0; i <= steps; ++i) {
    double v = o.from + i * o.step;
    // + 0.0 makes a -0 that rounding brings a 0.
    if (rounded) v = std::stod(fmt::format("{:.{}f}", v, digits)) + 0.0;
    x.push_back(v);
  }
  return x;
}

using Cells = std::vector<std::string>;

// Blanks around the texts, so that their decimal points stand in one line and
// all are equally wide; the first text is a heading.
void align(Cells& column) {
  const auto point = [](const std::string& text) {
    return std::min(text.find_first_of(".en"), text.size());
  };
  std::size_t before = 0;
  for (std::size_t i = 1; i < column.size(); ++i) {
    before = std::max(before, point(column[i]));
  }
  std::size_t width = column[0].size();
  for (std::size_t i = 1; i < column.size(); ++i) {
    column[i].insert(0, before - point(column[i]), ' ');
    width = std::max(width, column[i].size());
  }
  for (std::string& text : column) text.resize(width, ' ');
}

template <typename T>
void print_table(const TableOptions& o) {
  const FunctionInfo& info = function_info(o.function);
  const std::string name = info.name;
  const Params params = o.params.of(o.function);
  std::vector<T> x, y;
  for (const double v : arguments(o)) x.push_back(static_cast<T>(v));

  std::vector<Cells> columns;
  const auto add_column = [&](const std::string& heading,
                              const std::vector<T>& values) {
    columns.push_back({heading});
    for (const T v : values) columns.back().push_back(format_number(v));
    if (!o.csv) align(columns.back());
  };
  const auto evaluate = [&](Op op) -> const std::vector<T>& {
    run_on(o.function, op, o.common.dtype, x, y, params, o.common.run);
    return y;
  };
  add_column("x", x);
  add_column(o.csv ? name : name + "(x)", evaluate(Op::forward));
  add_column(o.csv ? "derivative" : name + "'(x)", evaluate(Op::derivative));
  if (has_op(info.cache, Op::tail)) add_column("tail", evaluate(Op::tail));

  std::string text;
  for (std::size_t row = 0; row <= x.size(); ++row) {
    std::string line;
    for (const Cells& column : columns) {
      if (!line.empty()) line += o.csv ? "," : "  ";
      line += column[row];
    }
    line.resize(line.find_last_not_of(' ') + 1);
    text += line + '\n';
  }
  write_stdout(text);
}

}  // namespace

void add_table(CLI::App& app) {
  CLI::App* sub = app.add_subcommand(
      "table", "Tabulate a function, its derivative and its tail cache");
  const auto o = std::make_shared<TableOptions>();
  add_function(sub, o->function);
  sub->add_option("--from", o->from, "first x (default -4)")->type_name("X");
  sub->add_option("--to", o->to, "last x (default 4)")->type_name("X");
  sub->add_option("--step", o->step, "distance of the rows (default 1)")
      ->type_name("X");
  sub->add_flag("--csv", o->csv, "comma separated, for other programs");
  o->params.add_to(sub);
  add_common(sub, o->common);
  sub->footer(
      R"(The values are the shortest decimals that read back to the same bits of the
element type; x is rounded to that type. The tail cache, which some functions
have, is what the backward pass needs and y has lost: for the sigmoid
copysign(s(-|x|), x), what s(x) lacks to the nearer end of its range.

Example:
  $ ogive table sigmoid --from -1 --to 1 --step 0.5
   x    sigmoid(x)  sigmoid'(x)  tail
  -1    0.26894143  0.19661193   -0.26894143
  -0.5  0.37754068  0.23500371   -0.37754068
   0    0.5         0.25          0.5
   0.5  0.62245935  0.23500371    0.37754068
   1    0.7310586   0.19661193    0.26894143)");
  sub->callback([o] {
    apply_target(o->common);
    with_type(o->common.dtype,
              [&]<typename T>(std::type_identity<T>) { print_table<T>(*o); });
  });
}

}  // namespace ogive::internal
