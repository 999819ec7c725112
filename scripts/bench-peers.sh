#!/usr/bin/env bash
# Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
#
# Makes build/bench-venv, a virtual environment with the frameworks that `make
# bench` measures Ogive beside, from PyPI. Some 8 GiB: PyTorch brings libraries
# for GPUs, without which it does not start. Where there is less room PyTorch is
# left out; a package that does not install or start is named, and the others
# are measured.
set -euo pipefail
cd "$(dirname "$0")/.."

venv=build/bench-venv
# Needed by bench/frameworks.py itself, and for the figures.
needed=(numpy ml_dtypes matplotlib)
# package:module, the small ones first.
frameworks=(scipy:scipy onnx:onnx onnxruntime:onnxruntime openvino:openvino
  jax:jax tensorflow-cpu:tensorflow torch:torch)
room_for_small=3 room_for_torch=8 # GiB

free_gib() { df --output=avail -k build | awk 'END { print int($1 / 2 ^ 20) }'; }

mkdir -p build
if [[ $(free_gib) -lt $room_for_small && ! -d $venv ]]; then
  echo "bench-peers: $(free_gib) GiB are free here, $room_for_small are needed" >&2
  exit 1
fi
[[ -x $venv/bin/python ]] || python3 -m venv "$venv"
log=$(mktemp)
trap 'rm -f "$log"' EXIT

install() {
  "$venv/bin/python" -m pip install --quiet --no-cache-dir \
    --disable-pip-version-check "$@" >"$log" 2>&1
}

if ! install "${needed[@]}"; then
  tail -n 5 "$log" >&2
  echo "bench-peers: could not install ${needed[*]}" >&2
  exit 1
fi
for entry in "${frameworks[@]}"; do
  package=${entry%:*} module=${entry#*:}
  if "$venv/bin/python" -c "import $module" >/dev/null 2>&1; then
    echo "bench-peers: $package is there"
    continue
  fi
  if [[ $package == torch && $(free_gib) -lt $room_for_torch ]]; then
    echo "bench-peers: without torch: $(free_gib) GiB are free," \
      "$room_for_torch needed"
    continue
  fi
  echo "bench-peers: installing $package"
  if ! install "$package"; then
    echo "bench-peers: without $package: $(tail -n 1 "$log")"
  elif ! "$venv/bin/python" -c "import $module" >"$log" 2>&1; then
    echo "bench-peers: without $package: $(tail -n 1 "$log")"
  fi
done
