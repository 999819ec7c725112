#!/usr/bin/env bash
# Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
#
# Installs the Debian packages that the project needs and this machine lacks.
#
#   setup.sh build   what `make` and `make run` need
#   setup.sh test    that, and what `make test` needs
#   setup.sh bench   what `make` and `make bench` need
#
# Where nothing is missing it asks for neither network nor root. Otherwise it
# runs apt-get, as root or by sudo, and where it cannot, says what to run.
# docs/dependencies.md has the reason for each package.
set -euo pipefail

build_packages=(
  cmake ninja-build g++ pkg-config
  libhwy-dev libtbb-dev
  libcli11-dev libfmt-dev libmpfr-dev libsleef-dev libcairo2-dev
  libeigen3-dev nlohmann-json3-dev
  fontconfig fonts-dejavu-core
)
test_packages=(
  libgtest-dev valgrind
  qemu-user g++-aarch64-linux-gnu
  python3-dev python3-venv
)
bench_packages=(
  libbenchmark-dev libdnnl-dev libxnnpack-dev libpthreadpool-dev
  python3 python3-venv
)
# What is gone without where no source has it: gcc stands in for clang 19, which
# comes from the point release 12.10 on; the tour is not opened in a browser.
optional_build_packages=(clang-19)
optional_test_packages=(ccache clang-format-19 clang-tidy-19 libclang-rt-19-dev
  chromium)

case "${1:-}" in
  build)
    packages=("${build_packages[@]}")
    optional_packages=("${optional_build_packages[@]}")
    ;;
  test)
    packages=("${build_packages[@]}" "${test_packages[@]}")
    optional_packages=("${optional_build_packages[@]}"
      "${optional_test_packages[@]}")
    ;;
  bench)
    packages=("${build_packages[@]}" "${bench_packages[@]}")
    optional_packages=("${optional_build_packages[@]}")
    ;;
  *)
    echo "usage: $0 build|test|bench" >&2
    exit 2
    ;;
esac

if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null; then
  echo "setup: not a Debian machine: nothing installed. Needed are, by their" \
    "Debian names: ${packages[*]} ${optional_packages[*]}" >&2
  exit 0
fi

# Prints those of its arguments that are not installed.
missing_of() {
  local installed
  # The query fails where it does not know a package: that one is missing.
  installed=$(dpkg-query -W -f='${Package} ${db:Status-Status}\n' "$@" \
    2>/dev/null | sed -n 's/ installed$//p' || true)
  printf '%s\n' "$@" | grep -Fxv -f <(printf '%s\n' "$installed") || true
}

mapfile -t missing < <(missing_of "${packages[@]}" "${optional_packages[@]}")
[[ ${#missing[@]} -eq 0 ]] && exit 0

install_line="apt-get install --no-install-recommends ${missing[*]}"
as_root=()
if [[ $(id -u) -ne 0 ]]; then
  if ! command -v sudo >/dev/null; then
    mapfile -t needed < <(missing_of "${packages[@]}")
    if [[ ${#needed[@]} -eq 0 ]]; then
      echo "setup: going on without ${missing[*]}: you are not" \
        "root and there is no sudo" >&2
      exit 0
    fi
    echo "setup: these packages are missing: ${missing[*]}" >&2
    echo "setup: you are not root and there is no sudo. Have root run" >&2
    echo "  $install_line" >&2
    exit 1
  fi
  as_root=(sudo)
  # Without a terminal sudo has no way to ask for a password.
  [[ -t 0 ]] || as_root+=(-n)
fi

echo "setup: installing ${missing[*]}"
apt=("${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -q
  -o DPkg::Lock::Timeout=300 -o Acquire::Retries=2)
log=$(mktemp)
trap 'rm -f "$log"' EXIT

# One unreachable source of many need not matter: the installation decides.
"${apt[@]}" update >"$log" 2>&1 || tail -n 5 "$log" >&2

# Leaves out those that no source has and that can be gone without.
wanted=()
for package in "${missing[@]}"; do
  if [[ " ${optional_packages[*]} " == *" $package "* ]] &&
    ! apt-cache show "$package" >/dev/null 2>&1; then
    echo "setup: no source has $package: going on without" >&2
    continue
  fi
  wanted+=("$package")
done
[[ ${#wanted[@]} -eq 0 ]] && exit 0

if ! "${apt[@]}" install -y --no-install-recommends "${wanted[@]}" \
  >"$log" 2>&1 </dev/null; then
  tail -n 5 "$log" >&2
  echo "setup: could not install: ${wanted[*]}" >&2
  echo "setup: without network or root rights, have them installed by" >&2
  echo "  $install_line" >&2
  exit 1
fi
