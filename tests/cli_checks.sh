# Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
#
# What the tests of the command share: sourced by cli_*_test.sh. Expects
# OGIVE_BIN, the command to test; makes and removes an empty folder $work.

# shellcheck shell=bash
set -u
: "${OGIVE_BIN:?set it to the ogive command to test}"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failures=0

# The tests decide on the environment, not the machine.
unset OGIVE_TARGET OGIVE_NUM_THREADS LANG LC_CTYPE NO_COLOR
export LC_ALL=C

ogive() { "$OGIVE_BIN" "$@"; }

# Runs a command; leaves its stdout in $out, its stderr in $err, its exit code
# in $code.
run() {
  out=$("$@" 2>"$work/stderr")
  code=$?
  err=$(<"$work/stderr")
}

# check NAME CONDITION...: a condition is a command that must succeed.
check() {
  local name=$1
  shift
  if "$@"; then
    printf 'ok    %s\n' "$name"
  else
    printf 'FAIL  %s\n      code: %s\n      stdout: %s\n      stderr: %s\n' \
      "$name" "${code-}" "${out-}" "${err-}"
    failures=$((failures + 1))
  fi
}

equal() { [[ $1 == "$2" ]]; }
contains() { [[ $1 == *"$2"* ]]; }

# outputs NAME TEXT COMMAND...: exits with 0, prints TEXT and nothing to stderr.
outputs() {
  local name=$1 text=$2
  shift 2
  run "$@"
  check "$name" equal "$code|$out|$err" "0|$text|"
}

# fails NAME CODE TEXT COMMAND...: exits with CODE, prints nothing to stdout and
# "ogive: error: ...TEXT..." to stderr.
fails() {
  local name=$1 expected=$2 text=$3
  shift 3
  run "$@"
  check "$name" equal "$code|$out" "$expected|"
  check "$name: message" contains "$err" "ogive: error: "
  check "$name: message names $text" contains "$err" "$text"
}

finish() {
  ((failures == 0)) || printf '%d checks failed\n' "$failures"
  exit $((failures > 0))
}
