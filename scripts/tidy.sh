#!/usr/bin/env bash
# Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
#
# Runs clang-tidy 19 with the checks of .clang-tidy over the sources, as the
# configured preset `release` compiles them. The kernels' files are left out:
# they are made by CMake and compile the same text once for each instruction set;
# that text is analysed where src/api compiles it for one double.
set -euo pipefail
cd "$(dirname "$0")/.."

build=build/release
find src examples bench fuzz tests -name '*.cc' -o -name '*.cpp' |
  while IFS= read -r source; do
    # Sources that the preset does not compile have no flags to analyse them by.
    grep -qF "$PWD/$source\"" "$build/compile_commands.json" && echo "$source"
  done |
  xargs -d '\n' -P "${JOBS:-$(nproc)}" -n 1 clang-tidy-19 -p "$build" --quiet
