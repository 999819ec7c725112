#!/usr/bin/env bash
# Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
#
# Everything that CI checks, as stages that each print their name and time; the
# first that fails ends the run.
#
#   test.sh                lint release gcc asan aarch64 python
#   test.sh STAGE...       these alone
#
# One more stage, `slow`, is for the tests of that label: every operation over
# all 2^32 floats, many minutes in all.
set -euo pipefail
cd "$(dirname "$0")/.."

jobs=${JOBS:-$(nproc)}
stages=("$@")
[[ $# -gt 0 ]] || stages=(lint release gcc asan aarch64 python)
passed=0 skipped=0 current=setup
trap '[[ $? -eq 0 ]] || echo "==> $current: FAILED"' EXIT

# Ends the stage in hand with the reason why it cannot run here.
skip() {
  echo "==> $current: skipped: $*"
  skipped=$((skipped + 1))
  return 0
}

# configure PRESET: with the tests, warnings as errors.
configure() {
  cmake --preset "$1" -DOGIVE_TESTS=ON -DOGIVE_WERROR=ON
}

# build PRESET
build() {
  local preset=$1
  configure "$preset"
  cmake --build --preset "$preset" --parallel "$jobs"
}

# check PRESET [CTEST_OPTION...]
check() {
  local preset=$1
  shift
  ctest --preset "$preset" --parallel "$jobs" --no-tests=error "$@"
}

have_clang() { command -v clang++-19 >/dev/null; }

stage_lint() {
  if command -v clang-format-19 >/dev/null; then
    scripts/format.sh --check
  else
    skip "no clang-format-19 here: the format is not checked"
  fi
  if command -v run-clang-tidy-19 >/dev/null && have_clang; then
    configure release >/dev/null
    scripts/tidy.sh
  else
    skip "no clang-tidy-19 here: the sources are not analysed"
  fi
}

stage_release() {
  build release
  echo "left out: the tests labelled slow, many minutes (scripts/test.sh slow);" \
    "install_test, which gcc's stage runs"
  check release --label-exclude slow --exclude-regex '^install_test$'
}

stage_slow() {
  build release
  check release --label-regex slow
}

stage_gcc() {
  build gcc
  # targets_test holds gcc's results to the same hashes.
  echo "left out: sigmoid_f32_test, sigmoid_f64_test and verify_all, which try" \
    "the same bits against MPFR"
  check gcc --label-exclude slow \
    --exclude-regex '^(sigmoid_f32_test|sigmoid_f64_test|verify_all)$'
}

# The fuzzers' short runs are among this preset's tests.
stage_asan() {
  if ! have_clang; then
    skip "no clang-19 here: the sanitizers and libFuzzer need it"
    return
  fi
  build asan
  check asan --label-exclude slow
}

stage_aarch64() {
  if ! scripts/arm64-sysroot.sh; then
    skip "no arm64 libraries to link with (see above)"
    return
  fi
  build aarch64
  check aarch64 --label-exclude slow
}

stage_python() {
  local status=0
  scripts/python.sh || status=$?
  if [[ $status -eq 77 ]]; then
    skip "no Python package without what is named above"
  else
    return "$status"
  fi
}

scripts/setup.sh test
# Several stages compile the same: the kernels of the library, of the shared library
# that install_test makes and of the Python package.
if command -v ccache >/dev/null; then
  export CMAKE_C_COMPILER_LAUNCHER=ccache CMAKE_CXX_COMPILER_LAUNCHER=ccache
  export CCACHE_BASEDIR=$PWD CCACHE_NOHASHDIR=1
fi
for current in "${stages[@]}"; do
  if ! declare -F "stage_$current" >/dev/null; then
    echo "$0: no stage $current: lint release gcc asan aarch64 python slow" >&2
    exit 2
  fi
  echo "==> $current"
  started=$SECONDS
  before=$skipped
  "stage_$current"
  [[ $skipped -ne $before ]] || passed=$((passed + 1))
  echo "==> $current: $((SECONDS - started)) s"
done
echo "==> all stages done in $SECONDS s"
echo "stages: $passed passed, 0 failed, $skipped skipped"
