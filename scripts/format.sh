#!/usr/bin/env bash
# Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
#
# Formats every C and C++ source of the project with clang-format 19;
# `format.sh --check` changes nothing and fails where one is not formatted.
set -euo pipefail
cd "$(dirname "$0")/.."

mode=(-i)
[[ "${1:-}" == --check ]] && mode=(--dry-run --Werror)
find . '(' -path ./build -o -path ./.git -o -path ./.cache ')' -prune -o \
  -type f '(' -name '*.h' -o -name '*.c' -o -name '*.cc' -o -name '*.cpp' ')' \
  -print0 | xargs -0 clang-format-19 "${mode[@]}"
