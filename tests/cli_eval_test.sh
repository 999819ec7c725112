#!/usr/bin/env bash
# Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
#
# Proves that `ogive eval` prints the right bits for every type, reads numbers
# from arguments (negative ones too) and as a stream, and fails as documented on
# bad numbers, names, targets and outputs.

# shellcheck source=tests/cli_checks.sh
source "$(dirname "$0")/cli_checks.sh"

# Values. True ones, from MPFR: s(1) = 0.731058578630004879...,
# s(-2.5) = 0.075858180021243557..., s(-100) = 3.7200759760208360e-44.
outputs 'f32' $'0.5\n0.7310586\n0.07585818' ogive eval sigmoid 0 1 -2.5
outputs 'f64' $'0.7310585786300049' ogive eval sigmoid 1 --dtype f64
outputs 'f16' $'0.731' ogive eval sigmoid 1 --dtype f16
outputs 'bf16' $'0.73' ogive eval sigmoid 1 --dtype bf16
run ogive eval sigmoid -100 --hex
check 'subnormal result' equal "$code|${out%% *}|${out##* }" '0|3.8e-44|0x0000001b'
outputs 'derivative' $'0.25\n0.19661193' ogive eval sigmoid 0 1 --derivative
outputs 'derivative of a large x does not vanish' '1.8048513e-35' \
  ogive eval sigmoid 80 --derivative
outputs 'tail' $'0.26894143\n-0.26894143' ogive eval sigmoid 1 -1 --tail
outputs 'hex f32' '0.5  0x1p-1  0x3f000000' ogive eval sigmoid --hex 0
outputs 'hex f64' '0.5  0x1p-1  0x3fe0000000000000' \
  ogive eval sigmoid --hex 0 --dtype f64
outputs 'hex f16' '0.5  0x1p-1  0x3800' ogive eval sigmoid --hex 0 --dtype f16
outputs 'hex bf16' '0.5  0x1p-1  0x3f00' ogive eval sigmoid --hex 0 --dtype bf16

# How numbers may look.
outputs 'negative words' $'0\n1\n0.37754068\n0\n0.37754068' \
  ogive eval sigmoid -inf inf -.5 -1e3 -0x1p-1
outputs 'an option after negative words' $'0  0x0p+0  0x00000000' \
  ogive eval sigmoid -INF --hex
outputs 'nan stays nan' 'nan' ogive eval sigmoid nan
outputs 'options first' '0.7310586' ogive eval --dtype f32 sigmoid 1
outputs 'numbers after --' '0.26894143' ogive eval sigmoid -- -1
outputs 'a number is rounded to its type when read' \
  "$(ogive eval sigmoid 0.1000000014901161 --dtype f32 --hex)" \
  ogive eval sigmoid 0.1 --dtype f32 --hex

# Every target gives the same bits.
numbers=(-103.9 -88 -17.3 -2.5 -1e-5 0 1e-30 0.1 1 5 17.3 88)
targets=$(ogive info |
  awk '/^targets/ {t = 1; next} /^[^ ]/ {t = 0} t {print $NF}')
check 'there is a target' contains "$targets" scalar
for dtype in f32 f64 f16 bf16; do
  for op in '' --derivative --tail; do
    # shellcheck disable=SC2086
    expected=$(ogive eval sigmoid "${numbers[@]}" --hex --dtype $dtype $op)
    for target in $targets; do
      # shellcheck disable=SC2086
      outputs "$dtype $op on $target" "$expected" ogive eval sigmoid \
        "${numbers[@]}" --hex --dtype $dtype $op --target "$target"
    done
  done
done
run ogive eval sigmoid -5 -1 3 --accuracy fast --threads 2
check 'the fast tier' equal "$code|$(wc -l <<<"$out")" '0|3'

# Standard input.
stdin() { printf '%b' "$1" | ogive eval sigmoid "${@:2}"; }
outputs 'stdin' $'0.5\n0.7310586\n0.07585818' stdin '0 1\n\n\t-2.5'
outputs 'stdin without a number' '' stdin ' \n'
outputs 'stdin, CRLF' $'0.5\n0.7310586' stdin '0\r\n1\r\n'
run stdin '0\n1 x2\n3\n'
check 'stdin: the results before a bad word are printed' \
  equal "$code|$out" $'3|0.5\n0.7310586'
check 'stdin: the message names line and text' \
  contains "$err" "standard input, line 2: 'x2' is not a number"
run stdin "0 0.$(printf '0%.0s' {1..5000})1"
check 'stdin: a word without end is refused' equal "$code|$out" '3|0.5'

# A stream: longer than any buffer, the same as in one piece.
seq -5000 0.01 5000 | tr '\n' ' ' >"$work/numbers"
run ogive eval sigmoid --dtype f64 <"$work/numbers"
printf '%s\n' "$out" >"$work/streamed"
check 'a long stream: as many results as numbers' \
  equal "$code|$(wc -l <"$work/streamed")" "0|$(wc -w <"$work/numbers")"
tr ' ' '\n' <"$work/numbers" | sed -n '500001,500007p' >"$work/some"
# shellcheck disable=SC2046
check 'a long stream: the results are those of single numbers' \
  equal "$(sed -n '500001,500007p' "$work/streamed")" \
  "$(ogive eval sigmoid --dtype f64 $(<"$work/some"))"
check 'a long stream: the results rise' sort -gc "$work/streamed"

# Each answer comes before the next question is asked.
coproc ogive eval sigmoid
echo 0 >&"${COPROC[1]}"
answer=
read -r -t 20 answer <&"${COPROC[0]}"
check 'stdin: an answer to each line' equal "$answer" 0.5
eval "exec ${COPROC[1]}>&-"
wait

# Errors.
fails 'unknown function' 2 "'sigmod'; there are: sigmoid, " ogive eval sigmod 1
fails 'unknown type' 2 "'f8'; there are f32, f64, f16, bf16" \
  ogive eval sigmoid 1 --dtype f8
fails 'unknown tier' 2 "'good'; there are exact, fast" \
  ogive eval sigmoid 1 --accuracy good
fails 'unknown target' 2 "'mmx'; it has " ogive eval sigmoid 1 --target mmx
fails 'unknown target lists scalar' 2 scalar ogive eval sigmoid 1 --target mmx
fails 'unknown option' 2 --foo ogive eval sigmoid 1 --foo
fails 'derivative and tail' 2 excludes \
  ogive eval sigmoid 1 --derivative --tail
fails 'no function' 2 required ogive eval
fails 'threads below 0' 2 "'-1'" ogive eval sigmoid 1 --threads -1
fails 'threads in words' 2 "'many'" ogive eval sigmoid 1 --threads many
fails 'not a number' 3 "'1,5' is not a number" ogive eval sigmoid 0 1,5
fails 'OGIVE_TARGET' 2 OGIVE_TARGET env OGIVE_TARGET=mmx "$OGIVE_BIN" \
  eval sigmoid 1
fails 'OGIVE_NUM_THREADS' 2 OGIVE_NUM_THREADS env OGIVE_NUM_THREADS=x \
  "$OGIVE_BIN" eval sigmoid 1
closed_stdin() { ogive eval sigmoid <&-; }
fails 'stdin is closed' 4 'standard input' closed_stdin

if [[ -e /dev/full ]]; then
  ogive eval sigmoid 1 >/dev/full 2>"$work/stderr"
  check 'a full disk' equal "$?|$(grep -c 'ogive: error: ' "$work/stderr")" '4|1'
else
  echo 'skipped: a full disk (no /dev/full here)'
fi
ogive eval sigmoid 1 >&- 2>"$work/stderr"
check 'stdout is closed' \
  equal "$?|$(grep -c 'ogive: error: ' "$work/stderr")" '4|1'
yes 1 | ogive eval sigmoid 2>"$work/stderr" | head -n 1 >"$work/head"
check 'the reader goes away' equal "${PIPESTATUS[1]}|$(<"$work/head")" \
  '4|0.7310586'

finish
