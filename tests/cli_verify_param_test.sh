#!/usr/bin/env bash
# Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
#
# The promises for parameters other than the defaults, 0.55 ULP in the 16-bit
# types and floats, hold on samples of all inputs on each instruction set; a
# parameter that is none or out of its domain is refused by name.
# shellcheck source=tests/cli_checks.sh
source "$(dirname "$0")/cli_checks.sh"

kept() {
  local dtype=$1 function=$2
  shift 2
  local inputs=(--stride 16411)
  [[ $dtype != bf16 ]] || inputs=(--stride 7)
  [[ $dtype != f64 ]] || inputs=(--samples 2000)
  run ogive verify "$function" --dtype "$dtype" "${inputs[@]}" "$@" \
    "${ops[@]/#/--op=}" --target all
  check "$dtype $function $*" \
    equal "$code|$(tail -n 1 <<<"$out")" '0|all promises kept'
}

# Values that are no powers of two, small, large, and infinite.
ops=(all)
while read -r function parameters; do
  options=()
  for parameter in $parameters; do options+=(--param "$parameter"); done
  for dtype in f32 bf16 f64; do kept "$dtype" "$function" "${options[@]}"; done
done <<'END'
hardtanh min_val=-0.3 max_val=2.7
hardtanh min_val=-inf max_val=inf
logit eps=0.001
logit eps=1e-6
leaky_relu negative_slope=0.3
leaky_relu negative_slope=17.3
leaky_relu negative_slope=0
rrelu lower=0 upper=0
rrelu lower=0.1 upper=0.7
elu alpha=0.3
elu alpha=1.7
elu alpha=0
celu alpha=0.3
celu alpha=2.3
threshold threshold=0.1 value=-20
threshold threshold=-inf
threshold threshold=inf
softshrink lambda=0.7
hardshrink lambda=0.1
softplus beta=0.3 threshold=20
softplus beta=3.3
squareplus b=0.7
silu beta=1.702
silu beta=0.1
END
# The output does not tell the slope here, so there is no backward pass from it.
ops=(forward derivative)
for dtype in f32 bf16 f64; do
  kept "$dtype" softplus --param threshold=-inf --param beta=0.5
done

fails "a parameter that is none" 2 gamma ogive verify elu --param gamma=1
fails "infinite" 2 upper ogive verify rrelu --param upper=inf
fails "out of its domain" 2 beta ogive verify softplus --param beta=0

finish
