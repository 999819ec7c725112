#!/usr/bin/env bash
# Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
#
# Proves what the other tests of the command leave: help and version, `ogive
# table`, `ogive info`, `ogive bench` and the bash completion.

# shellcheck source=tests/cli_checks.sh
source "$(dirname "$0")/cli_checks.sh"

# Help and version.
run ogive --version
check 'version' grep -qxE 'ogive [0-9]+\.[0-9]+\.[0-9]+' <<<"$out"
run ogive --help
check 'help' contains "$code|$out" '0|'
for text in 'Exit codes:' ' 130 ' OGIVE_TARGET OGIVE_NUM_THREADS; do
  check "help tells $text" contains "$out" "$text"
done
subcommands=(eval apply table plot verify bench fit scorecard score audit
  evaluate psi train predict study tour document info completion)
for sub in "${subcommands[@]}"; do
  run ogive --help
  check "help lists $sub" grep -qE "^  $sub +[A-Z]" <<<"$out"
  run ogive "$sub" --help
  check "help of $sub" contains "$code|$err|$out" '0||'
  check "help of $sub has an example" \
    grep -qE "^  .*ogive $sub " <(sed -n '/^Example/,$p' <<<"$out ")
  fails "$sub with an unknown option" 2 --nonsense ogive "$sub" --nonsense
done
fails 'no subcommand' 2 'ogive --help' ogive
fails 'unknown subcommand' 2 sharpen ogive sharpen
ogive --help >&- 2>"$work/stderr"
check 'help on a closed stdout' \
  equal "$?|$(grep -c 'ogive: error: ' "$work/stderr")" '4|1'

# Table.
outputs 'table' "$(
  cat <<'TABLE'
x   sigmoid(x)   sigmoid'(x)  tail
-4  0.01798621   0.017662706  -0.01798621
-3  0.047425874  0.04517666   -0.047425874
-2  0.11920292   0.10499358   -0.11920292
-1  0.26894143   0.19661193   -0.26894143
 0  0.5          0.25          0.5
 1  0.7310586    0.19661193    0.26894143
 2  0.8807971    0.10499358    0.11920292
 3  0.95257413   0.04517666    0.047425874
 4  0.98201376   0.017662706   0.01798621
TABLE
)" ogive table sigmoid
outputs 'table: csv, decimal steps' "$(
  cat <<'TABLE'
x,sigmoid,derivative,tail
0,0.5,0.25,0.5
0.1,0.525,0.2494,0.475
0.2,0.55,0.2476,0.4502
0.3,0.574,0.2445,0.4255
TABLE
)" ogive table sigmoid --from 0 --to 0.3 --step 0.1 --dtype f16 --csv
run ogive table sigmoid --from -1 --to 1 --step 0.01 --dtype f64 --csv
check 'table: no crumbs in x' equal "$(cut -d, -f1 <<<"$out" | sed -n 2,202p)" \
  "$(seq -f %g -1 0.01 1)"
outputs 'table: one row' $'x,sigmoid,derivative,tail\n-inf,0,0,-0' \
  ogive table sigmoid --from -1e300 --to -1e300 --csv
fails 'table: step 0' 2 'not 0' ogive table sigmoid --step 0
fails 'table: step below 0' 2 'not -1' ogive table sigmoid --step -1
fails 'table: step nan' 2 'not nan' ogive table sigmoid --step nan
fails 'table: step inf' 2 'not inf' ogive table sigmoid --step inf
fails 'table: from inf' 2 finite ogive table sigmoid --from -inf
fails 'table: from above to' 2 'above --to 4' ogive table sigmoid --from 5
fails 'table: too many rows' 2 100000 ogive table sigmoid --step 1e-9
fails 'table: a step lost in rounding' 2 100000 \
  ogive table sigmoid --from 1e17 --to 2e17 --step 1
fails 'table: step in words' 2 two ogive table sigmoid --step two
if [[ -e /dev/full ]]; then
  ogive table sigmoid >/dev/full 2>"$work/stderr"
  check 'table: a full disk' \
    equal "$?|$(grep -c 'ogive: error: ' "$work/stderr")" '4|1'
else
  echo 'skipped: a full disk (no /dev/full here)'
fi

# Info.
run ogive info
for name in version compiler cpu cores caches targets types functions; do
  check "info tells $name" grep -qE "^$name( |$)" <<<"$out"
done
check 'info: functions' grep -qE '^ +sigmoid +0 to 1, monotonic' <<<"$out"
check 'info: formulas' grep -qE '^ +1 / \(1 \+ exp\(-x\)\)' <<<"$out"
names=$(sed '1,/^functions/d' <<<"$out" | grep -oE '^    [a-z][a-z0-9_]*' |
  tr -d ' ' | paste -sd ' ')
check 'info: one target is in force' equal "$(grep -c '^  \* ' <<<"$out")" 1
check 'info: scalar is the last target' \
  equal "$(grep -B 1 '^types' <<<"$out" | head -n 1)" '    scalar'
run env OGIVE_TARGET=scalar "$OGIVE_BIN" info
check 'info: the target of OGIVE_TARGET is in force' \
  contains "$out" $'\n  * scalar\n'
fails 'info: OGIVE_TARGET unknown' 2 mmx env OGIVE_TARGET=mmx "$OGIVE_BIN" info

# Bench.
run ogive bench sigmoid --sizes 64,1000 --rounds 2 --target scalar
check 'bench' contains "$code|$err|$out" '0||sigmoid forward f32 exact, target scalar, 1 thread'
check 'bench: names the machine' \
  contains "$out" "$(ogive info | sed -n 's/^cpu *//p')"
number='[0-9]+\.[0-9]+'
for n in 64 1000; do
  check "bench: $n elements" grep -qE \
    "^ +$n( +$number +$number){3}( +$number \($number\.\.$number\)){2}\$" \
    <<<"$out"
done
for op in forward derivative backward tail with-tail from-tail backward-tail; do
  run ogive bench sigmoid --op "$op" --dtype bf16 --sizes 200 --rounds 1
  check "bench: $op" contains "$code|$out" "0|sigmoid $op bf16 exact"
done
run ogive bench sigmoid --sizes 300000 --rounds 1 --threads 2 --accuracy fast \
  --json
check 'bench: json' contains "$code|$out" '0|{'
for field in '"op": "forward"' '"accuracy": "fast"' '"threads": 2' \
  '"elements": 300000' '"bytes": 2400000' '"ratio_to_streaming_copy"'; do
  check "bench: json has $field" contains "$out" "$field"
done
check 'bench: json has a positive time' \
  grep -qE '"ns_per_element": \{"median": [0-9.e-]*[1-9]' <<<"$out"
if command -v python3 >/dev/null; then
  check 'bench: json is valid' python3 -m json.tool <<<"$out" >/dev/null
else
  echo 'skipped: a JSON parser on the output of bench (no python3 here)'
fi
fails 'bench: size 0' 2 --sizes ogive bench sigmoid --sizes 0
fails 'bench: size in words' 2 --sizes ogive bench sigmoid --sizes big
fails 'bench: rounds 0' 2 --rounds ogive bench sigmoid --rounds 0
fails 'bench: unknown operation' 2 "'sideways'; there are forward" \
  ogive bench sigmoid --op sideways
if grep -q __asan_init "$OGIVE_BIN"; then
  echo 'skipped: bench without enough memory (AddressSanitizer needs more)'
else
  run bash -c \
    "ulimit -v 4000000; exec '$OGIVE_BIN' bench sigmoid --sizes 4294967296"
  check 'bench: too large for the memory' contains "$code|$err" \
    '4|ogive: error: not enough memory'
fi

# Completion: source it, and ask as the shell does on <Tab>.
fails 'completion: unknown shell' 2 fish ogive completion fish
run ogive completion bash
check 'completion: prints a script' contains "$code|$err|$out" '0||'
# shellcheck disable=SC1090
source <(printf '%s\n' "$out")
check 'completion: is set up for ogive' \
  equal "$(complete -p ogive)" 'complete -F _ogive ogive'
complete_words() {
  COMP_WORDS=(ogive "$@")
  COMP_CWORD=$#
  _ogive
  printf '%s' "${COMPREPLY[*]}"
}
completes() {
  check "completion: ogive $1" equal "$(eval "complete_words $1")" "$2"
}
completes "''" "${subcommands[*]}"
completes 'e' 'eval evaluate'
completes '--v' '--version'
completes "eval ''" "$names"
completes "eval --dtype bf16 ''" "$names"
completes "plot sigmoid ''" "$names"
completes "eval --dtype = bf16 ''" "$names"
completes "eval sigmoid ''" ''
completes "eval sigmoid --dtype ''" 'f32 f64 f16 bf16'
completes 'eval sigmoid --dtype f' 'f32 f64 f16'
completes 'eval sigmoid --dtype =' 'f32 f64 f16 bf16'
completes 'eval sigmoid --dtype = b' 'bf16'
completes 'eval --accuracy f' 'fast'
completes 'bench --op with' 'with-tail'
completes 'verify --target sc' 'scalar'
completes 'verify --target al' 'all'
completes 'eval --target al' ''
completes "completion ''" 'bash'
completes "eval --threads ''" ''
cd "$work" || exit 1
touch figure.svg 'a b.npy'
completes 'plot sigmoid -o fig' 'figure.svg'
completes 'plot sigmoid --output = fig' 'figure.svg'
completes 'apply sigmoid a' 'a b.npy'
for sub in "${subcommands[@]}"; do
  # The help is the same description by another way.
  listed=$(ogive "$sub" --help | sed -n '/^Options:/,/^$/p' |
    grep -oE '^  (-.,)?--[a-z-]+' | grep -oE -- '--[a-z-]+' | sort)
  check "completion: all options of $sub" equal \
    "$(complete_words "$sub" -- | tr ' ' '\n' | sort)" "$listed"
done

finish
