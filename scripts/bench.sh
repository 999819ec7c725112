#!/usr/bin/env bash
# Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
#
# Measures Ogive beside its peers, as built in build/release, and writes JSON, a
# report and figures into build/bench:
#
#   bench.sh            everything, about 20 minutes
#   bench.sh --quick    fewer sizes and rounds, about 3 minutes, to look
#
# First C and C++ (build/release/bench/peers), then the frameworks of Python
# (bench/frameworks.py), if `make bench-peers` has made their virtual
# environment; the interpreter of another one may be named in BENCH_PYTHON. Each
# runs with one thread, with all cores, and, where the machine has more than
# AVX2, once more kept to that. Do it on a machine that does nothing else.
set -euo pipefail
cd "$(dirname "$0")/.."

quick=()
case "${1:-}" in
  '') ;;
  --quick) quick=(--quick) ;;
  *)
    echo "usage: $0 [--quick]" >&2
    exit 2
    ;;
esac

build=build/release
out=build/bench
cores=$(nproc)
mkdir -p "$out"
rm -f "$out"/*.json

python=${BENCH_PYTHON:-build/bench-venv/bin/python}
frameworks=true
if ! "$python" -c 'import numpy, ml_dtypes' 2>/dev/null; then
  frameworks=false
  python=python3
  echo "bench: without the frameworks of Python: make bench-peers installs them"
fi

load=$(cut -d ' ' -f 1 /proc/loadavg)
if awk -v load="$load" 'BEGIN { exit !(load > 0.5) }'; then
  echo "bench: this machine does other work (load $load): times will say so"
fi

python3 bench/machine.py "$build" -o "$out/machine.json" \
  --command "scripts/bench.sh${quick:+ --quick}"

# Each: NAME THREADS [ARGUMENT...], the name being that of the file's end.
peers() {
  local name=$1 threads=$2
  shift 2
  [[ ${#quick[@]} -eq 0 ]] || set -- "$@" --sizes 64,65536,1048576 --rounds 5
  OMP_NUM_THREADS=$threads "$build/bench/peers" --threads "$threads" "$@" \
    -o "$out/peers-$name.json"
}
frameworks() {
  local name=$1 threads=$2
  shift 2
  "$frameworks" || return 0
  "$python" bench/frameworks.py --threads "$threads" "${quick[@]}" "$@" \
    --library "$build/bench/libogive_bench.so" -o "$out/frameworks-$name.json"
}

peers one 1
frameworks one 1
if [[ $cores -gt 1 ]]; then
  peers all "$cores"
  frameworks all "$cores"
fi
if grep -q '"target": "avx512"' "$out/peers-one.json"; then
  OGIVE_TARGET=avx2 ONEDNN_MAX_CPU_ISA=AVX2 peers avx2 1 --dtypes f32
  frameworks avx2 1 --isa avx2
  if [[ $cores -gt 1 ]]; then
    OGIVE_TARGET=avx2 ONEDNN_MAX_CPU_ISA=AVX2 peers all-avx2 "$cores" --dtypes f32
  fi
fi

"$python" bench/report.py "$out" -o "$out"
echo "bench: $SECONDS s; the report is $out/performance.md"
