#!/usr/bin/env bash
# Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
#
# Proves the promises of docs/accuracy.md on this machine; fails where one is
# broken. Every operation on every type, on the best instruction set: every
# input of those types that can be enumerated. The function of floats, exact and
# fast, on each instruction set.
set -euo pipefail
cd "$(dirname "$0")/.."

verify() { build/release/ogive verify sigmoid "$@"; }

for dtype in f16 bf16 f32 f64; do
  verify --dtype "$dtype" --op all
done
verify --dtype f32 --target all
verify --dtype f32 --accuracy fast --target all
