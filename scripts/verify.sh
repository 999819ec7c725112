#!/usr/bin/env bash
# Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
#
# Proves the promises of docs/accuracy.md on this machine, and prints a table of
# every function, operation, type, tier and target; fails where a promise is
# broken. Every operation of every function on the 16-bit types, forward and
# derivative on every float, samples of double: on each instruction set, exact
# and fast. The other operations of floats, whose cache and dy are two inputs, on a
# sample; so are the floats of 64-bit ARM, emulated, where `scripts/test.sh aarch64` has
# built it.
#
# Hours on few cores, so what a run has found it keeps in build/verified/, and
# the next one of the same sources goes on from there. The whole table, which
# `ogive document` takes, is then in build/verified/all.tsv.
#
#   verify.sh              every function
#   verify.sh NAME...      these alone
#   verify.sh --strided    a look of minutes at a sample of the floats, not kept
set -euo pipefail
cd "$(dirname "$0")/.."

ogive=build/release/ogive
if [[ ${1-} == --strided ]]; then
  exec "$ogive" verify --all --op all "$@"
fi

mapfile -t all < <("$ogive" info | sed '1,/^functions/d' |
  sed -nE 's/^    ([a-z0-9_]+) .*/\1/p')
functions=("${@:-${all[@]}}")
for name in "${functions[@]}"; do
  if [[ " ${all[*]} " != *" $name "* ]]; then
    echo "$0: no function $name; there are: ${all[*]}" >&2
    exit 2
  fi
done

# What decides the results and how they are judged: results of other sources, of
# another compiler or processor are not these.
parts=(include/ogive src/math src/kernels src/verify src/cli/verify.cc)
is_old() {
  [[ -n $(find "${parts[@]}" -type f ! -name CMakeLists.txt -newer "$1" -print -quit) ]]
}
if is_old "$ogive"; then
  echo "$0: $ogive is older than the sources: make build" >&2
  exit 2
fi
key=$({
  find "${parts[@]}" CMakeLists.txt src/CMakeLists.txt -type f -print0 | sort -z |
    xargs -0 cat
  "$ogive" info
} | sha256sum)
folder=build/verified/${key:0:16}
mkdir -p "$folder"
find build/verified -mindepth 1 -maxdepth 1 -type d ! -path "$folder" \
  -exec rm -r {} +

# prove NAME PART OPTION..., by `verify`
verify=("$ogive" verify)
prove() {
  local file=$folder/$1.$2.tsv broken=$folder/$1.$2.broken.tsv name=$1 code=0
  shift 2
  [[ -s $file ]] && return
  rm -f "$broken"
  "${verify[@]}" "$name" --all --summary "$file" "$@" >"${file%.tsv}.log" ||
    code=$?
  [[ $code -lt 128 ]] || exit "$code"
  [[ $code -ne 0 ]] || return 0
  # A broken promise: shown, and tried anew next time.
  [[ -s $file ]] || exit "$code"
  mv "$file" "$broken"
}

others=(backward tail with-tail from-tail backward-tail)
for name in "${functions[@]}"; do
  prove "$name" f16 --dtype f16 --op all
  prove "$name" bf16 --dtype bf16 --op all
  prove "$name" f32 --dtype f32 --op forward --op derivative
  prove "$name" f32-sample --dtype f32 --stride 251 "${others[@]/#/--op=}"
  prove "$name" f64 --dtype f64 --samples 2000000 --op all
done

arm=build/aarch64/ogive
if [[ ! -x $arm ]]; then
  echo "64-bit ARM is left out: scripts/test.sh aarch64 builds $arm"
elif is_old "$arm"; then
  echo "64-bit ARM is left out: $arm is older than the sources: scripts/test.sh aarch64"
elif ! command -v qemu-aarch64 >/dev/null; then
  echo "64-bit ARM is left out: there is no qemu-aarch64 (Debian: qemu-user)"
else
  verify=(qemu-aarch64 -L "${XDG_CACHE_HOME:-$HOME/.cache}/ogive/arm64-sysroot"
    "$arm" verify --target neon)
  for name in "${functions[@]}"; do
    prove "$name" neon-f16 --dtype f16 --op all
    prove "$name" neon-bf16 --dtype bf16 --op all
    prove "$name" neon-f32 --dtype f32 --stride 16381 --op all
    prove "$name" neon-f64 --dtype f64 --samples 20000 --op all
  done
fi

files=()
for name in "${functions[@]}"; do files+=("$folder/$name".*.tsv); done
awk 'FNR > 1 || NR == 1' "${files[@]}" >"$folder/all.new"
mv "$folder/all.new" build/verified/all.tsv
awk -F '\t' '{
  broken = NR > 1 && $13 != 0
  printf "%-12s %-5s %-13s %-5s %-7s %11s %10s %9s  %s\n", $1, $2, $3, $4, $5, $6,
    $7, $8, NR == 1 ? "verdict" : broken ? "BROKEN" : "kept"
  if (broken) status = 1
} END { exit status }' build/verified/all.tsv
