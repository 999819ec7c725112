#!/usr/bin/env bash
# Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
#
# What `make run` shows of the build in build/release: a classifier on real data,
# a table, the figure and a proof; what it was that the reader saw; and the tour,
# whose last line says where its page lies.
set -euo pipefail
cd "$(dirname "$0")/.."

ogive=build/release/ogive
show() {
  printf '\n$ %s\n' "$*"
  "$@"
}

show build/release/examples/binary_classification data/breast_cancer_wdbc.csv
show "$ogive" table sigmoid --from -100 --to 100 --step 20
show "$ogive" plot sigmoid --derivative -o build/sigmoid.svg
show "$ogive" plot sigmoid --derivative -o build/sigmoid.png
show "$ogive" verify sigmoid --dtype bf16

cat <<EOF

What you saw:
  1. A classifier learned from 398 of 569 real tumours which are benign and
     judged the other 171. The sigmoid turned its scores into probabilities;
     its gradients came from the cached tail.
  2. The table: at x = -100 the result is tiny, but not 0. At x = 80 the output
     is 1 already, yet the derivative is right to the last digit.
  3. The figure of the sigmoid and its derivative: open
       $PWD/build/sigmoid.svg (or .png)
  4. A proof: every bfloat16 there is, compared with the true value. For all
     2^32 floats, on each instruction set of this machine: make verify

The tour shows the rest, with what this machine measures now: a page to open in
a browser, in about a minute. (In Chinese: $ogive tour -o tour.html --lang zh)
EOF
show "$ogive" tour -o build/tour.html
