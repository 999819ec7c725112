#!/usr/bin/env bash
# Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
#
# Builds the Python package's wheel, installs it into build/python-venv and runs
# the tests of tests/python there. Exit code 77, with the reason, where Python's
# headers or PyPI's packages cannot be had.
#
# Environment:
#   PYTHON   the interpreter; python3 where unset
#   FRAMES=0 leaves out Dask, pandas and polars, some 170 MB to download; their tests
#            are skipped then. Those of models want the command too: OGIVE_BIN, else
#            build/release/ogive, else that of PATH.
#   TORCH=1  installs PyTorch too, for its tests, where 16 GiB are free: 0.5 GiB to
#            download, and some 5 more of libraries for GPUs, without which it does not
#            start.
#   TENSORFLOW=1  installs TensorFlow, for its tests: 0.3 GiB to download, 1.5 GiB on
#            the disk. Otherwise these and those run where `make bench-peers` has
#            installed them.
#   JAX=0    leaves JAX out, which takes 0.1 GiB to download and half a minute.
set -euo pipefail
cd "$(dirname "$0")/.."

python=${PYTHON:-python3}
venv=build/python-venv

lack() {
  echo "python: $*"
  exit 77
}

command -v "$python" >/dev/null || lack "there is no $python here"
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 9))' ||
  lack "$python is older than 3.9"
"$python" -c 'import os, sys, sysconfig
path = sysconfig.get_paths()["include"]
sys.exit(not os.path.exists(os.path.join(path, "Python.h")))' ||
  lack "$python has no headers (Debian: apt-get install python3-dev)"

mkdir -p build
log=$(mktemp)
trap 'rm -f "$log"' EXIT
version() { "$1" -c 'import sys; print(sys.version)'; }
if [[ ! -x $venv/bin/python ]] ||
  [[ $(version "$venv/bin/python") != "$(version "$python")" ]]; then
  rm -rf "$venv"
  "$python" -m venv "$venv" >"$log" 2>&1 || {
    tail -n 5 "$log"
    rm -rf "$venv"
    lack "$python makes no virtual environments (Debian: apt-get install" \
      "python3-venv)"
  }
fi
pip() { "$venv/bin/python" -m pip --disable-pip-version-check "$@"; }

# Debian 12's pip does not know -C.
packages=("pip>=23.1" "scikit-build-core>=0.10" "numpy>=2.0" pytest ml_dtypes
  matplotlib)
pip install --quiet "${packages[@]}" >"$log" 2>&1 || {
  tail -n 5 "$log"
  lack "could not install ${packages[*]}"
}

# The environment of `make bench-peers`, if its Python is the same, after this
# one's own packages.
site=$("$venv/bin/python" -c 'import sysconfig; print(sysconfig.get_path("purelib"))')
peers=build/bench-venv
rm -f "$site/peers.pth"
if [[ -x $peers/bin/python ]] &&
  [[ $(version "$peers/bin/python") == "$(version "$python")" ]]; then
  "$peers/bin/python" -c 'import sysconfig; print(sysconfig.get_path("purelib"))' \
    >"$site/peers.pth"
fi

# The tests of what cannot be had are skipped, and say so.
pip install --quiet mypy >"$log" 2>&1 ||
  echo "python: could not install mypy: $(tail -n 1 "$log")"
frameworks=()
[[ ${JAX:-1} == 0 ]] || frameworks+=(jax flatbuffers)
[[ ${TENSORFLOW:-0} == 0 ]] || frameworks+=(tensorflow-cpu)
if [[ ${TORCH:-0} != 0 ]]; then
  free=$(df --output=avail -k build | awk 'END { print int($1 / 2 ^ 20) }')
  if [[ $free -ge 16 ]] || "$venv/bin/python" -c 'import torch' 2>"$log"; then
    frameworks+=(torch)
  else
    echo "python: PyTorch is left out: it needs 16 GiB of disk, here are $free"
  fi
fi
for framework in "${frameworks[@]}"; do
  # A slow connection must not keep the other tests waiting.
  timeout --foreground -k 10 1200 "$venv/bin/python" -m pip \
    --disable-pip-version-check install --quiet "$framework" >"$log" 2>&1 ||
    echo "python: could not install $framework (20 minutes at most): $(tail -n 1 "$log")"
done

# What the package works with but does not need.
frames=("dask[array,dataframe]" distributed pandas polars)
if [[ ${FRAMES:-1} == 0 ]]; then
  echo "python: FRAMES=0: the tests of Dask, pandas and polars are skipped"
elif ! pip install --quiet "${frames[@]}" >"$log" 2>&1; then
  tail -n 5 "$log"
  echo "python: could not install ${frames[*]}: their tests are skipped"
fi

# A folder of its own: it is built again only where something has changed.
rm -rf build/python-wheel
pip wheel --quiet --no-build-isolation --no-deps -C build-dir=build/python \
  -C cmake.define.OGIVE_WERROR=ON -w build/python-wheel . >"$log" 2>&1 || {
  cat "$log"
  echo "python: the package does not build" >&2
  exit 1
}
pip install --quiet --force-reinstall --no-deps build/python-wheel/*.whl
ls -l build/python-wheel/*.whl
installed() {
  "$venv/bin/python" -c 'import importlib.util as u, sys
sys.exit(not all(map(u.find_spec, sys.argv[1:])))' "$@"
}
status=0
# In one process TensorFlow and torch.compile end it: both bring an LLVM.
if [[ $# -eq 0 ]] && installed tensorflow torch; then
  "$venv/bin/python" -m pytest -q tests/python/test_tensorflow.py || status=$?
  [[ $status -ne 5 ]] || status=0 # all of it was skipped
  set -- --ignore tests/python/test_tensorflow.py
fi
"$venv/bin/python" -m pytest -q "$@" || status=$?
exit "$status"
