#!/usr/bin/env bash
# Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
#
# Runs clang-tidy 19 with the checks of .clang-tidy over the library, the command
# and the examples, as the configured preset `release` compiles them: the parts of
# src/ whole, since most of its time goes into headers. Left out: the tests, whose
# GoogleTest macros take most of the time; and the kernels' files, which CMake
# makes and which compile the same text once for each instruction set (src/api
# has it analysed for one double).
set -euo pipefail
cd "$(dirname "$0")/.."

build=build/release
# The largest part is begun first.
{
  find "$PWD/$build/src/cli" "$PWD/$build/src" -path '*/Unity/*.cxx'
  find "$PWD/src" "$PWD/examples" -name '*.cc' -o -name '*.cpp'
} | awk '!seen[$0]++' |
  while IFS= read -r source; do
    # Sources that the preset does not compile alone have no flags of their own.
    grep -qF "$source\"" "$build/compile_commands.json" && echo "$source"
  done |
  xargs -d '\n' -P "${JOBS:-$(nproc)}" -n 1 clang-tidy-19 -p "$build" --quiet
