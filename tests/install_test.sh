#!/usr/bin/env bash
# Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
#
# Proves that the installed library, static and shared, can be used by strangers:
# a C99 and a C++20 program build and run against it by find_package and by
# pkg-config, each header compiles on its own, the shared library exports the
# public names alone, and nothing installed names the folder it was built in. The
# README's programs and commands do what it says they do.
#
# Environment: OGIVE_SOURCE_DIR, OGIVE_BUILD_DIR (a finished static build), CC
# and CXX (its compilers).
set -euo pipefail
: "${OGIVE_SOURCE_DIR:?}" "${OGIVE_BUILD_DIR:?}" "${CC:?}" "${CXX:?}"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
consumer="$OGIVE_SOURCE_DIR/tests/consumer"

fail() {
  echo "install_test: $*" >&2
  exit 1
}

# Builds and runs both programs against the tree installed in $1.
check_consumers() {
  local prefix=$1 language
  for language in C CXX; do
    cmake -G Ninja -S "$consumer" -B "$prefix-$language" -DLANGUAGE="$language" \
      -DCMAKE_PREFIX_PATH="$prefix" >"$work/log" 2>&1 ||
      { cat "$work/log"; fail "find_package failed in a $language project"; }
    cmake --build "$prefix-$language" >"$work/log" 2>&1 ||
      { cat "$work/log"; fail "the $language project does not build"; }
    "$prefix-$language/consumer"
  done

  local libdir
  libdir=$(dirname "$(find "$prefix" -name 'libogive.*' | head -n 1)")
  export PKG_CONFIG_PATH="$libdir/pkgconfig"
  local flags
  read -r -a flags < <(pkg-config --cflags --libs ogive)
  "$CC" -std=c99 -pedantic -Wall -Wextra -Werror "$consumer/main.c" \
    -o "$work/c" "${flags[@]}" -Wl,-rpath,"$libdir"
  "$work/c"
  "$CXX" -std=c++20 -pedantic -Wall -Wextra -Werror "$consumer/main.cc" \
    -o "$work/cxx" "${flags[@]}" -Wl,-rpath,"$libdir"
  "$work/cxx"
}

echo "-- static"
static="$work/static"
cmake --install "$OGIVE_BUILD_DIR" --prefix "$static" >/dev/null
[[ -n $(find "$static" -name libogive.a) ]] ||
  fail "no libogive.a installed: is this a shared build?"
check_consumers "$static"

echo "-- moved to another folder"
mv "$static" "$work/moved"
check_consumers "$work/moved"
static="$work/moved"

echo "-- shared"
shared_build="$OGIVE_BUILD_DIR-shared"
cmake -G Ninja -S "$OGIVE_SOURCE_DIR" -B "$shared_build" \
  -DCMAKE_BUILD_TYPE=Release -DBUILD_SHARED_LIBS=ON -DOGIVE_CLI=OFF \
  -DOGIVE_TESTS=OFF -DOGIVE_EXAMPLES=OFF -DOGIVE_WERROR=ON >/dev/null
cmake --build "$shared_build" --target ogive >/dev/null
shared="$work/shared"
cmake --install "$shared_build" --prefix "$shared" >/dev/null
library=$(find "$shared" -name libogive.so)
[[ -n $library ]] || fail "no libogive.so installed"
check_consumers "$shared"

echo "-- exported names"
# Without what a template returns, which stands before its name.
nm -D --defined-only "$library" | awk '{print $3}' | c++filt |
  sed -E 's/^[^()]* (ogive::[A-Za-z_:]+<)/\1/' >"$work/names"
if grep -vE '^(ogive_[a-z0-9_]+$|ogive::)' "$work/names" ||
  grep 'ogive::internal' "$work/names"; then
  fail "the names above must not be exported"
fi
# Every function that the C header declares is there; most of them come from its
# macros.
echo '#include <ogive/ogive.h>' | "$CC" -E -P -I "$shared/include" -x c - |
  tr '\n' ' ' | tr ';' '\n' | grep 'visibility("default")' >"$work/declarations"
sed -n 's/.*[ *]\(ogive_[a-z0-9_]*\) *(.*/\1/p' "$work/declarations" \
  >"$work/declared"
[[ $(wc -l <"$work/declared") -gt 300 ]] || fail "too few declarations"
[[ $(wc -l <"$work/declared") -eq $(wc -l <"$work/declarations") ]] ||
  fail "a declaration was not understood"
grep -Fxv -f "$work/names" "$work/declared" &&
  fail "the functions above are declared but not exported"

echo "-- headers, each on its own"
for header in "$shared"/include/ogive/*.h; do
  echo "#include <ogive/${header##*/}>" |
    "$CXX" -std=c++20 -pedantic -Wall -Wextra -Wshadow -Wconversion -Werror \
      -fsyntax-only -I "$shared/include" -x c++ -
done
echo '#include <ogive/ogive.h>' | "$CC" -std=c99 -pedantic -Wall -Wextra \
  -Wshadow -Wconversion -Werror -fsyntax-only -I "$shared/include" -x c -

echo "-- README"
readme="$OGIVE_SOURCE_DIR/README.md"
# code LANGUAGE N, printed LANGUAGE N: the README's block of code number N in a
# language, and what it says that prints.
code() {
  awk -v fence='```'"$1" -v n="$2" '/^```$/ {on = 0} on
    $0 == fence {on = ++blocks == n}' "$readme"
}
printed() {
  awk -v fence='```'"$1" -v n="$2" '$0 == fence {++blocks}
    /^```$/ && on {exit} on; blocks == n && $0 == "```text" {on = 1}' "$readme"
}
export PKG_CONFIG_PATH
PKG_CONFIG_PATH=$(dirname "$(find "$static" -name ogive.pc)")
read -r -a flags < <(pkg-config --cflags --libs ogive)
# try_programs LANGUAGE COMPILER...: all programs in that language.
try_programs() {
  local language=$1 count n source
  shift
  count=$(grep -cxF '```'"$language" "$readme")
  for ((n = 1; n <= count; ++n)); do
    source="$work/readme$n.$language"
    code "$language" "$n" >"$source"
    "$@" -Wall -Wextra -Werror "$source" -o "$source.out" "${flags[@]}"
    diff <(printed "$language" "$n") <("$source.out") ||
      fail "the README's $language program $n prints something else (right)"
  done
}
try_programs cpp "$CXX" -std=c++20
try_programs c "$CC" -std=c99
if [[ -x "$static/bin/ogive" ]]; then
  code console 1 >"$work/console"
  sed -n 's/^\$ //p' "$work/console" | while IFS= read -r line; do
    echo "\$ $line"
    (cd "$work" && PATH="$static/bin:$PATH" bash -euc "$line")
  done >"$work/said"
  diff "$work/console" "$work/said" ||
    fail "the README's commands print something else (right)"
  # The command's reference leaves no option out.
  for sub in eval apply table plot verify bench fit score audit train predict \
    document info completion; do
    "$static/bin/ogive" "$sub" --help | grep -oE -- '--[a-z-]+' |
      sort -u | while IFS= read -r option; do
      grep -qF -- "$option" "$OGIVE_SOURCE_DIR/docs/command.md" ||
        fail "docs/command.md lacks $option of ogive $sub"
    done
  done
  bash -n "$static/share/bash-completion/completions/ogive"
fi

echo "-- no path of the build"
if grep -rIl -F "$OGIVE_SOURCE_DIR" "$static" "$shared"; then
  fail "the files above name the folder of the build"
fi

echo "install_test: all passed"
