#!/usr/bin/env bash
# Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
#
# Proves the promises of docs/accuracy.md on this machine: every input of each
# type that can be enumerated and every operation, on each instruction set; fails where one is
# broken.
set -euo pipefail
cd "$(dirname "$0")/.."

for dtype in f16 bf16 f32 f64; do
  build/release/ogive verify sigmoid --dtype "$dtype" --op all --target all
done
build/release/ogive verify sigmoid --dtype f32 --accuracy fast --target all
