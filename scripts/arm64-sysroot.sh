#!/usr/bin/env bash
# Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
#
# Fetches the arm64 libraries that the aarch64 preset links and qemu runs, from
# the machine's own Debian sources, and unpacks them into a folder of the
# user's cache (ogive/arm64-sysroot there). Nothing is installed, the machine's
# list of architectures stays as it is, and no root is needed. Done once: later
# runs, offline ones too, find the folder.
set -euo pipefail

packages=(libc6-dev libhwy-dev libtbb-dev libcli11-dev libfmt-dev libmpfr-dev
  libcairo2-dev libeigen3-dev nlohmann-json3-dev libgtest-dev)

root="${XDG_CACHE_HOME:-$HOME/.cache}/ogive/arm64-sysroot"
stamp="$root/.packages"
if [[ -f "$stamp" && "$(cat "$stamp")" == "${packages[*]}" ]]; then
  exit 0
fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# apt drops to its own user for downloads, who must be able to enter.
chmod 755 "$work"
mkdir -p "$work"/{lists,archives}/partial
touch "$work/status"
apt=(apt-get -q
  -o APT::Architecture=arm64 -o APT::Architectures=arm64
  -o Dir::State="$work" -o Dir::State::status="$work/status"
  -o Dir::Cache="$work" -o Acquire::Retries=2 -o Debug::NoLocking=1)

echo "arm64-sysroot: fetching ${packages[*]} for arm64 into $root"
# One unreachable source of many need not matter: the download decides.
"${apt[@]}" update >"$work/log" 2>&1 || true
if ! "${apt[@]}" install -y --no-install-recommends --download-only \
  "${packages[@]}" >>"$work/log" 2>&1 </dev/null; then
  tail -n 5 "$work/log" >&2
  echo "arm64-sysroot: the arm64 packages could not be fetched" >&2
  exit 1
fi

# Unpacked beside the target and renamed, so that the folder is whole or absent.
mkdir -p "$(dirname "$root")"
new=$(mktemp -d "$root.XXXXXX")
trap 'rm -rf "$work" "$new"' EXIT
for package in "$work"/archives/*.deb; do
  dpkg-deb -x "$package" "$new"
done
rm -rf "${new:?}"/{bin,sbin,etc,var} "${new:?}"/usr/{bin,sbin,libexec} \
  "${new:?}"/usr/lib/python3* "${new:?}"/usr/share/{doc,man,info,locale}
# Links to /lib/... mean this machine's libraries: let them mean the folder's.
find "$new" -type l -lname '/*' -print0 |
  while IFS= read -r -d '' link; do
    ln -sfnr "$new$(readlink "$link")" "$link"
  done
chmod 755 "$new"
echo "${packages[*]}" >"$new/.packages"
rm -rf "$root"
mv "$new" "$root"
