#!/usr/bin/env bash
# Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
#
# Proves the promises of docs/accuracy.md on this machine; fails where one is
# broken. Every operation of every function on the 16-bit types, forward and
# derivative on every float, samples of double: on each instruction set, exact
# and fast. The backward passes of floats, whose cache and dy are two inputs, on
# a sample.
#
# Hours on few cores. `scripts/verify.sh --strided` is a look of minutes, at a
# sample of the floats.
set -euo pipefail
cd "$(dirname "$0")/.."

verify() { build/release/ogive verify --all "$@"; }

status=0
for dtype in f16 bf16; do
  verify --dtype "$dtype" --op all "$@" || status=1
done
verify --dtype f32 "$@" || status=1
verify --dtype f64 --samples 2000000 --op all "$@" || status=1
verify --dtype f32 --stride 251 --op all "$@" || status=1
exit $status
