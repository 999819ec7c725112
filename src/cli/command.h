// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// The subcommands of `ogive`, one file each: add_<name> hangs <name> with its
// options, help and callback on the app. A callback that returns means exit
// code 0; main() turns what it throws into a message and an exit code.

#ifndef OGIVE_SRC_CLI_COMMAND_H_
#define OGIVE_SRC_CLI_COMMAND_H_

#include <CLI/CLI.hpp>

namespace ogive::internal {

// In the order in which `ogive --help` lists them.
void add_eval(CLI::App& app);
void add_apply(CLI::App& app);
void add_table(CLI::App& app);
void add_plot(CLI::App& app);
void add_verify(CLI::App& app);
void add_bench(CLI::App& app);
void add_fit(CLI::App& app);
void add_scorecard(CLI::App& app);
void add_score(CLI::App& app);
void add_audit(CLI::App& app);
void add_evaluate(CLI::App& app);
void add_psi(CLI::App& app);
void add_train(CLI::App& app);
void add_predict(CLI::App& app);
void add_study(CLI::App& app);
void add_tour(CLI::App& app);
void add_document(CLI::App& app);
void add_info(CLI::App& app);
void add_completion(CLI::App& app);

}  // namespace ogive::internal

#endif  // OGIVE_SRC_CLI_COMMAND_H_
