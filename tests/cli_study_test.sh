#!/usr/bin/env bash
# Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
#
# Proves that `ogive study` lists its studies, prints tables and a text, writes
# tables and figures where asked, finds the data sets from anywhere, and says
# what is wrong with its arguments before it works.

# shellcheck source=tests/cli_checks.sh
source "$(dirname "$0")/cli_checks.sh"
: "${OGIVE_SOURCE_DIR:?}"
cd "$work" || exit 1

run ogive study --list
check 'list: succeeds' equal "$code|$err" '0|'
check 'list: seven studies' equal "$(wc -l <<<"$out")" 7
for name in saturation smooth vanishing-gradient zig-zag cost \
  soft-normalisation placement; do
  check "list: $name" contains "$out" "$name"
done

# The data sets are found from any folder: those beside the sources.
run ogive study zig-zag --quick -o results
check 'zig-zag: succeeds' equal "$code|$err" '0|'
check 'zig-zag: says that it is a quick look' contains "$out" 'a quick look'
check 'zig-zag: prints a table' contains "$out" 'inputs_by'
check 'zig-zag: prints a text' contains "$out" 'With inputs from a sigmoid'
check 'zig-zag: names what it wrote' contains "$out" results/zig-zag.csv
check 'zig-zag: a table' equal "$(head -n 1 results/zig-zag.csv)" \
  'inputs_by,one_sign,one_majority,batch_majority,steps,arrived,detour,together'
check 'zig-zag: SVG' contains "$(head -c 60 results/zig-zag.svg)" '<?xml'
check 'zig-zag: PNG' equal "$(head -c 4 results/zig-zag.png | tail -c 3)" PNG
check 'zig-zag: nothing else' equal "$(find . -type f | wc -l)" 4

mkdir elsewhere
cp "$OGIVE_SOURCE_DIR"/data/*.csv elsewhere
run ogive study zig-zag --quick --data elsewhere
check '--data: succeeds' equal "$code|$err" '0|'
same=$out
run ogive study zig-zag --quick --threads 1
check 'threads change nothing' equal "$out" "$same"
run ogive study zig-zag --quick --seed 2
check 'the seed does' test "$out" != "$same"

fails 'no such study' 2 "there is no study 'zigzag'; there are saturation" \
  ogive study zigzag
fails 'no name' 2 'ogive study --list' ogive study
fails 'no such data' 4 'there is no digits.csv in nowhere' \
  ogive study zig-zag --data nowhere
touch file
fails 'a folder that cannot be' 4 'cannot make this folder' \
  ogive study zig-zag -o file/results
sed -i '3s/^[^,]*/many/' elsewhere/digits.csv
fails 'faulty data' 3 "line 3, column 'pixel_0_0'" \
  ogive study zig-zag --quick --data elsewhere

finish
