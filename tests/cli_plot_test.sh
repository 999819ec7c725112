#!/usr/bin/env bash
# Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
#
# Proves that `ogive plot` draws the classic figure, in each file format and in
# the terminal, and the sheet of all functions, takes ranges, refuses what it
# cannot draw, and never leaves a file half written. (plot_test.cc checks where
# the curves run.)

# shellcheck source=tests/cli_checks.sh
source "$(dirname "$0")/cli_checks.sh"
cd "$work" || exit 1

# The terminal's figure, line by line.
outputs 'ASCII' "$(
  cat <<'FIGURE'
                                        |
                                        |
-- -- -- -- -- -- -- -- -- -- -- -- --1 + -- -- -- -- -- -- -- -- -- -- -- -****
                                        |                       *************
                                        |                  ******
                                        |              *****
                                    0.8 +           ****
                                        |        ****
                                        |      ***
 **** sigmoid(x)                        |    ***
 oooo sigmoid'(x)                   0.6 +  ***
 -- - y = 1                             |**
                                       **
                                     ** |
                                  ***   +
                                ***     |
                              ***       |
                           ****  oooooooooooooo
                        ****oooooo  0.2 +     ooooooo
                    *****ooo            |           oooooo
               ******oo                 |                ooooooo
   *************o                       |                      ooooooooooooo
****o-----+---------+---------+---------+--------+---------+---------+-----ooooo
-4       -3        -2        -1         0        1         2         3         4
FIGURE
)" ogive plot sigmoid --derivative
run ogive plot sigmoid
check 'without the derivative' equal "$code|$(grep -c o\'\*o <<<"$out")" '0|0'
check 'without the derivative: no legend entry' \
  equal "$(grep -c "sigmoid'" <<<"$out")" 0
ascii=$out
outputs '--ascii in a UTF-8 locale' "$ascii" \
  env LC_ALL=C.UTF-8 "$OGIVE_BIN" plot sigmoid --ascii
run env LC_ALL=C.UTF-8 "$OGIVE_BIN" plot sigmoid --derivative
check 'braille in a UTF-8 locale' contains "$out" '⠤⠤⠤⠤ sigmoid(x)'
check 'braille: the derivative has another stroke' \
  contains "$out" '⠄⠄⠄⠄ sigmoid′(x)'
check 'braille: the dashed line' contains "$out" '╌╌╌╌╌╌╌╌1 ┤'
check 'no colours in a pipe' equal "$(grep -c $'\033' <<<"$out")" 0
check 'as wide as 80 columns' \
  equal "$(LC_ALL=C.UTF-8 wc -L <<<"$out")" 80
run env LC_ALL= LANG=de_DE.utf8 "$OGIVE_BIN" plot sigmoid
check 'LANG decides where LC_ALL is empty' contains "$out" '│'
run ogive plot sigmoid --from -2 --to 6
check 'a range' contains "$out" $'\n-2'
check 'a range: both ends are labelled' equal "$code|${out: -1}" '0|6'
run ogive plot sigmoid --ymin -1 --ymax 0.4
check 'a range of y cuts the curve off' \
  equal "$code|$(head -n 1 <<<"$out" | grep -c '\*')" '0|1'
check 'a range of y: no limit outside' equal "$(grep -c 'y = 1' <<<"$out")" 0
check 'a range of y: its lower part' contains "$out" ' -1 +'
run ogive plot sigmoid --ymax 3
check 'an upper end of y alone' contains "$out" ' 3 +'

# On a terminal: its width, and colours.
if script -qec true /dev/null </dev/null >/dev/null 2>&1; then
  terminal() {
    script -qec "stty cols 60 rows 30; TERM=xterm $1 '$OGIVE_BIN' plot sigmoid" \
      /dev/null </dev/null | tr -d '\r'
  }
  run terminal ''
  check 'a terminal: colours' contains "$out" $'\033[38;5;39m'
  plain=$(sed $'s/\033\\[[0-9;]*m//g' <<<"$out")
  check 'a terminal: its width' \
    equal "$(wc -L <<<"$plain")" 60
  run terminal NO_COLOR=1
  check 'a terminal: NO_COLOR' equal "$out" "$plain"
else
  echo 'skipped: the figure on a terminal (no script command or no /dev/pts here)'
fi

# Files.
outputs 'svg' '' ogive plot sigmoid --derivative -o figure.svg
check 'svg: begins as one' grep -q '^<svg ' <(tr -d '\n' <figure.svg |
  sed 's/^<?xml[^>]*>//')
check 'svg: ends as one' equal "$(tail -c 7 figure.svg)" '</svg>'
# Two curves; in the legend the broken one keeps its round ends.
check 'svg: two curves' equal "$(grep -c 'stroke-linecap:round' figure.svg)" 3
check 'svg: the derivative is broken, in the colour of its function' equal \
  "$(grep 'stroke-linecap:round' figure.svg | grep -o 'stroke:rgb[^;]*;' |
    sort | uniq -c | tr -s ' ')|$(
    grep -c 'stroke-linecap:round.*stroke-dasharray' figure.svg)" \
  ' 3 stroke:rgb(0%,44.7%,69.8%);|2'
check 'svg: a black dashed line and its legend' equal \
  "$(grep -c 'stroke:rgb(0%,0%,0%).*stroke-dasharray' figure.svg)" 2
ogive plot sigmoid -o one.svg
check 'svg: one curve' equal "$(grep -c 'stroke-linecap:round' one.svg)" 1
outputs 'png' '' ogive plot sigmoid --output figure.png
check 'png: signature and size 1440 x 900' equal \
  "$(head -c 24 figure.png | od -An -tx1 | tr -d ' \n')" \
  89504e470d0a1a0a0000000d49484452000005a000000384
outputs 'pdf' '' ogive plot sigmoid --output figure.PDF
check 'pdf: begins as one' equal "$(head -c 5 figure.PDF)" '%PDF-'
check 'pdf: ends as one' equal "$(tail -c 6 figure.PDF)" '%%EOF'
outputs 'family' '' ogive plot --family -o family.svg
functions=$(ogive info | sed '1,/^functions/d' | grep -cE '^    [a-z]')
check 'family: a panel for each function, with its derivative' equal \
  "$(grep 'stroke-linecap:round' family.svg | grep -vc stroke-dasharray)|$(
    grep -c 'stroke-linecap:round.*stroke-dasharray' family.svg)" \
  "$functions|$((functions + 1))"
ogive plot --family --from -9 --to 9 -o wide.svg
check 'family: takes a range' equal "$(cmp -s family.svg wide.svg && echo same)" ''
outputs 'family: png' '' ogive plot --family -o family.png
outputs 'family: pdf' '' ogive plot --family -o family.pdf
check 'family: pdf begins as one' equal "$(head -c 5 family.pdf)" '%PDF-'
cp figure.svg first.svg
ogive plot sigmoid --derivative -o figure.svg
check 'the same figure twice' cmp -s first.svg figure.svg
outputs 'to -1 from far away' '' ogive plot sigmoid --from -1e300 --to -1 -o far.png

# Errors, which leave the folder and the old file as they were.
before=$(ls -A)
fails 'unknown suffix' 2 '.svg, .png or .pdf' ogive plot sigmoid -o figure.jpg
fails 'no suffix' 2 '.svg, .png or .pdf' ogive plot sigmoid -o a.svg/figure
fails 'an empty name' 2 '.svg, .png or .pdf' ogive plot sigmoid -o ''
fails 'a folder that is not there' 4 nowhere/f.svg \
  ogive plot sigmoid -o nowhere/f.svg
fails 'from above to' 2 '3 and 5' ogive plot sigmoid --from 5 --to 3
fails 'from equal to' 2 '--to' ogive plot sigmoid --from 5 --to 5
fails 'from nan' 2 finite ogive plot sigmoid --from nan
fails 'to infinity' 2 finite ogive plot sigmoid --to inf
fails 'from -infinity' 2 finite ogive plot sigmoid --from -inf
fails 'from in words' 2 zero ogive plot sigmoid --from zero
fails 'a range beyond f64' 2 finite ogive plot sigmoid --from -1e308 --to 1e308
fails 'too narrow a range' 2 near ogive plot sigmoid --from 1 --to 1.0000000001
fails 'ymin above ymax' 2 '1 and 3' ogive plot sigmoid --ymin 3 --ymax 1
fails 'ymin above what there is' 2 'give both' ogive plot sigmoid --ymin 3
fails 'ymin nan' 2 finite ogive plot sigmoid --ymin nan
fails 'ymax infinite' 2 finite ogive plot sigmoid --ymax inf
fails 'no function' 2 --family ogive plot
fails 'a function twice' 2 'sigmoid is named twice' ogive plot sigmoid sigmoid
fails 'more functions than colours' 2 'at most 6' \
  ogive plot sigmoid sigmoid sigmoid sigmoid sigmoid sigmoid sigmoid
fails 'a second function that is none' 2 "'sine'" ogive plot sigmoid sine
fails 'family and a function' 2 'name none' ogive plot sigmoid --family -o f.svg
fails 'family in the terminal' 2 --output ogive plot --family
fails 'unknown function' 2 "'sine'; there are: sigmoid, " ogive plot sine
check 'nothing left behind' equal "$(ls -A)" "$before"
check 'the old file is whole' cmp -s first.svg figure.svg
# A limit on the size of files stands in for a full disk.
(
  ulimit -f 8
  ogive plot sigmoid -o figure.svg 2>"$work/stderr"
)
check 'a full disk' equal "$?|$(grep -c 'ogive: error: ' stderr)" '4|1'
check 'a full disk: the old file is whole' cmp -s first.svg figure.svg
check 'a full disk: nothing left behind' equal "$(ls -A)" "$before"

finish
