#!/usr/bin/env bash
# Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
#
# Runs clang-tidy 19 with the checks of .clang-tidy over the library, the command
# and the examples, as the configured preset `release` compiles them. Left out:
# the tests, whose GoogleTest macros take most of the time; and the kernels'
# files, which CMake makes and which compile the same text once for each
# instruction set (src/api has it analysed for one double).
set -euo pipefail
cd "$(dirname "$0")/.."

build=build/release
find src examples -name '*.cc' -o -name '*.cpp' |
  while IFS= read -r source; do
    # Sources that the preset does not compile have no flags to analyse them by.
    grep -qF "$PWD/$source\"" "$build/compile_commands.json" && echo "$source"
  done |
  xargs -d '\n' -P "${JOBS:-$(nproc)}" -n 1 clang-tidy-19 -p "$build" --quiet
