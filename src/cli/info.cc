// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// ogive info: the version, the machine, its targets, and the functions.

#include <fmt/format.h>

#include <string>

#include "cli/command.h"
#include "cli/common.h"
#include "cli/machine.h"

namespace ogive::internal {
namespace {

void print_info() {
  const std::string in_force = target();
  std::string text;
  text += fmt::format("version    {}\n", version());
  text += fmt::format("compiler   {}\n", compiler_name());
  text += fmt::format("cpu        {}\n", cpu_name());
  text += fmt::format("cores      {}\n", core_count());
  text += fmt::format("caches     {}\n", cache_sizes());
  text += "targets    best first; * is in force\n";
  for (const std::string& name : targets()) {
    text += fmt::format("  {} {}\n", name == in_force ? '*' : ' ', name);
  }
  text += "types      ";
  for (int i = 0; i < kDtypes; ++i) {
    text += fmt::format("{}{}", i == 0 ? "" : ", ",
                        dtype_name(static_cast<Dtype>(i)));
  }
  text += "\nfunctions\n";
  std::size_t widest_name = 0;
  for (const FunctionInfo& f : functions()) {
    widest_name = std::max(widest_name, std::string_view(f.name).size());
  }
  for (const FunctionInfo& f : functions()) {
    std::string parameters;
    for (int i = 0; i < f.parameter_count; ++i) {
      parameters += fmt::format("{}{} = {:.4g}", i == 0 ? "  " : ", ",
                                f.parameters[i].name, f.parameters[i].value);
    }
    text += fmt::format("    {:{}}  {:.4g} to {:.4g}{}{}\n", f.name,
                        widest_name, f.lowest, f.highest,
                        f.monotonic ? ", monotonic" : "", parameters);
    text += fmt::format("    {:{}}    {}\n", "", widest_name, f.formula);
  }
  write_stdout(text);
}

}  // namespace

void add_info(CLI::App& app) {
  CLI::App* sub = app.add_subcommand(
      "info", "Show the version, the machine's targets and the functions");
  sub->footer(
      R"(Targets are the instruction sets that this program holds code for and this
machine can run. --target and the environment variable OGIVE_TARGET choose one
of them.

Example:
  $ OGIVE_TARGET=scalar ogive info)");
  sub->callback(print_info);
}

}  // namespace ogive::internal
