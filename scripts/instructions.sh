#!/usr/bin/env bash
# Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
#
# Counts the instructions per element of each kernel (tests/instructions.cc) and
# fails where one takes over 10 % more than tests/data/instructions.tsv says.
#
#   instructions.sh           builds the preset release and compares
#   instructions.sh PROGRAM   compares, PROGRAM being built: the test's way
#   instructions.sh --renew   builds, and writes the table anew
#
# Exits with 77, and a reason, where there is nothing to compare.
set -euo pipefail
cd "$(dirname "$0")/.."
export LC_ALL=C

table=tests/data/instructions.tsv
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

build() {
  local reason
  if cmake --preset release -DOGIVE_TESTS=ON >"$work/log" 2>&1; then
    if reason=$(grep 'instructions is left out' "$work/log"); then
      echo "instructions: skipped: ${reason#*: }"
      exit 77
    fi
    cmake --build --preset release --parallel "${JOBS:-$(nproc)}" \
      --target instructions >"$work/log" 2>&1 && return
  fi
  tail -n 20 "$work/log" >&2
  echo "instructions: the program is not built (see above)" >&2
  exit 1
}

case "${1:-}" in
  '' | --renew)
    build
    program=build/release/tests/instructions
    ;;
  *) program=$1 ;;
esac

if ! command -v valgrind >/dev/null; then
  echo "instructions: skipped: there is no valgrind here"
  exit 77
fi
status=0
valgrind -q --tool=callgrind --collect-atstart=no --combine-dumps=yes \
  --callgrind-out-file="$work/counts" "$program" \
  >"$work/output" 2>"$work/errors" || status=$?
case "$status" in
  0) ;;
  77)
    echo "instructions: skipped: $(cat "$work/output")"
    exit 77
    ;;
  *)
    cat "$work/output" "$work/errors" >&2
    echo "instructions: the program failed under valgrind" >&2
    exit 1
    ;;
esac
compiler=$(sed -n 's/^compiler //p' "$work/output")

# "target function operation type tier N" is what a dump was asked for by.
awk '/^desc: Trigger: Client Request: / { $1 = $2 = $3 = $4 = ""; row = $0 }
  /^totals: / && row != "" {
    split(row, name, " ")
    printf "%s\t%s\t%s\t%s\t%s\t%.4g\n", name[1], name[2], name[3], name[4],
      name[5], $2 / name[6]
    row = ""
  }' "$work/counts" >"$work/rows"

if [[ "${1:-}" == --renew ]]; then
  {
    echo "# Instructions per element of each kernel, as callgrind counts them" \
      "over 4096"
    echo "# pseudo-random numbers. Made by scripts/instructions.sh --renew with" \
      "the preset"
    echo "# release; tests/instructions.cc says what is counted."
    echo "# compiler $compiler"
    printf '# target\tfunction\toperation\ttype\ttier\tinstructions\n'
    cat "$work/rows"
  } >"$work/table"
  mv "$work/table" "$table"
  chmod 644 "$table"
  echo "instructions: $(wc -l <"$work/rows") kernels in $table"
  sed -n 's/^unknown /instructions: not counted, for valgrind does not know an instruction of it: /p' \
    "$work/output"
  exit 0
fi

awk -F '\t' -v compiler="$compiler" -v table="$table" '
  function name_of() { return $1 " " $2 " " $3 " " $4 " " $5 }
  FILENAME == ARGV[1] {
    if (!/^#/) committed[name_of()] = $6
    else if (sub(/^# compiler /, "")) committed_compiler = $0
    next
  }
  FILENAME == ARGV[2] {
    if (sub(/^unknown /, "")) {
      print "not counted, for valgrind does not know an instruction of it: " $0
      delete committed[$0]
    }
    next
  }
  {
    ++kernels
    row = name_of()
    if (!(row in committed)) {
      print row ": " $6 " instructions per element, and none committed"
      ++failed
      next
    }
    old = committed[row]
    delete committed[row]
    if ($6 > 1.1 * old || $6 < 0.9 * old) {
      printf "%s: %s instructions per element, committed are %s: %+.1f %%\n",
        row, $6, old, 100 * ($6 / old - 1)
      if ($6 > old) ++failed; else ++faster
    }
  }
  END {
    for (row in committed) {
      print row ": committed, but there is no such kernel"
      ++failed
    }
    if (failed && compiler != committed_compiler) {
      print "The figures are those of " committed_compiler
      print "and this is              " compiler
    }
    if (failed) print failed " of " kernels " kernels differ for the worse."
    else print kernels " kernels: none takes over 10 % more than committed."
    if (faster) print faster " take over 10 % less: let the table hold that."
    if (failed || faster) {
      print "Where this is meant, make " table " anew by"
      print "  scripts/instructions.sh --renew"
    }
    exit failed ? 1 : 0
  }' "$table" "$work/output" "$work/rows"
