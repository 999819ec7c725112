#!/usr/bin/env bash
# Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
#
# Proves that `ogive apply` transforms NPY, CSV and raw files and pipes, in
# bounded memory, and that whatever goes wrong (malformed input, a full disk, an
# interrupt, a kill) ends with the documented exit code and a message, leaves the
# old output whole and no temporary file. Needs OGIVE_BIN, the path of `ogive`.
set -u
[[ -x ${OGIVE_BIN:?} ]] || { echo "$OGIVE_BIN: no such command" >&2; exit 1; }
work=$(mktemp -d)
trap 'umount "$work/full" 2>/dev/null; rm -rf "$work"' EXIT
cd "$work" || exit 1
failures=0

fail() {
  echo "FAILED line ${BASH_LINENO[1]}: $*"
  failures=$((failures + 1))
}

# expect WANTED ACTUAL
expect() { [ "$1" = "$2" ] || fail "expected '$1', got '$2'"; }

# runs CODE PATTERN ARGUMENT...: `ogive apply ARGUMENT...` ends with the exit
# code CODE and says on stderr what matches the regular expression PATTERN
# (nothing, if that is empty), and nothing on stdout.
runs() {
  local code=$1 pattern=$2 out status
  shift 2
  out=$("$OGIVE_BIN" apply "$@" 2>stderr)
  status=$?
  expect "$code" "$status"
  expect "" "$out"
  if [ -z "$pattern" ]; then
    expect "" "$(cat stderr)"
  else
    grep -qE -- "$pattern" stderr || fail "no '$pattern' in '$(cat stderr)'"
  fi
}

# refuses CODE PATTERN ARGUMENT...: the same for -o old.npy, whose content
# stays; nothing is left beside it.
refuses() {
  local code=$1 pattern=$2
  shift 2
  echo old >old.npy
  runs "$code" "$pattern" "$@" -o old.npy
  expect old "$(cat old.npy)"
  no_temporaries
}

no_temporaries() {
  [ -z "$(find . -name '.*ogive-*')" ] || fail "left: $(find . -name '.*ogive-*')"
}

# npy DESCR ORDER SHAPE: the header of a file, to stdout
npy() {
  local dictionary
  dictionary="{'descr': $1, 'fortran_order': $2, 'shape': $3, }"
  dictionary=$(printf '%-117s' "$dictionary")
  printf '\x93NUMPY\x01\x00\x76\x00%s\n' "$dictionary"
}

floats() { od -An -v -t"$1" -w"$2" -j"${4:-128}" "$3" | tr -d ' '; }
hex() { od -An -v -tx1 "$@" | tr -d ' \n'; }

# -- NPY ---------------------------------------------------------------------
# 0, 1, -2 and infinity as float32
values='\x00\x00\x00\x00\x00\x00\x80\x3f\x00\x00\x00\xc0\x00\x00\x80\x7f'
{ npy "'<f4'" False '(2, 2)'; printf %b "$values"; } >f4.npy
runs 0 '' sigmoid f4.npy -o out.npy
expect "$(head -c 128 f4.npy | hex)" "$(head -c 128 out.npy | hex)"
expect '3f000000 3f3b26a8 3df420a9 3f800000' \
  "$(floats x4 4 out.npy | tr '\n' ' ' | sed 's/ $//')"
expect 144 "$(stat -c %s out.npy)"

runs 0 '' sigmoid f4.npy -o out.npy --derivative
expect '3e800000' "$(floats x4 4 out.npy | head -1)"
runs 0 '' sigmoid f4.npy -o out.npy --tail
expect 'bdf420a9' "$(floats x4 4 out.npy | sed -n 3p)"

# Big-endian float16 in Fortran order: 0 and 1.
{ npy "'>f2'" True '(1, 2)'; printf '\x00\x00\x3c\x00'; } >f2.npy
runs 0 '' sigmoid f2.npy -o out.npy
expect "$(head -c 128 f2.npy | hex)380039d9" "$(hex out.npy)"

# bfloat16 bits
{ npy "'<u2'" False '(2,)'; printf '\x00\x00\x80\x3f'; } >u2.npy
runs 0 '' sigmoid u2.npy -o out.npy --dtype bf16
expect 003f3b3f "$(tail -c 4 out.npy | hex)"
refuses 3 'give --dtype bf16' sigmoid u2.npy

# No dimensions, no elements, in place, with the same type said.
{ npy "'<f8'" False '()'; printf '\0\0\0\0\0\0\0\0'; } >scalar.npy
runs 0 '' sigmoid scalar.npy -o scalar.npy --dtype f64
expect 000000000000e03f "$(tail -c 8 scalar.npy | hex)"
npy "'<f4'" False '(0, 3)' >empty.npy
runs 0 '' sigmoid empty.npy -o out.npy
cmp -s empty.npy out.npy || fail "empty array changed"

# Targets, tiers and threads by option; the exact bits are the same.
runs 0 '' sigmoid f4.npy -o best.npy
runs 0 '' sigmoid f4.npy -o out.npy --target scalar --threads 2 --accuracy exact
cmp -s best.npy out.npy || fail "another target, other bits"
refuses 2 'no target' sigmoid f4.npy --target pdp11
refuses 2 'f4.npy holds f32, not f64' sigmoid f4.npy --dtype f64
refuses 2 'excludes' sigmoid f4.npy --tail --derivative
refuses 2 'unknown function' sigmoyd f4.npy
refuses 2 '--columns is for CSV' sigmoid f4.npy --columns a
runs 2 'output is required' sigmoid f4.npy
runs 2 'the name does not tell the format' sigmoid f4.dat -o out.dat
runs 2 'out.csv: the output has the format' sigmoid f4.npy -o out.csv

# Malformed in every way.
malformed() {
  refuses 3 "bad.npy: byte $1: .*$2" sigmoid bad.npy
  # The same from a pipe, whose length is not known.
  refuses 3 "standard input: byte $1: " sigmoid - --format npy < <(cat bad.npy)
}
head -c 140 f4.npy >bad.npy; malformed 140 truncated
head -c 128 f4.npy >bad.npy; malformed 128 truncated
head -c 60 f4.npy >bad.npy; malformed 8 'the file ends 50 bytes after'
: >bad.npy; malformed 0 empty
{ cat f4.npy; printf x; } >bad.npy; malformed 144 'after the data'
{ printf x; cat f4.npy; } >bad.npy; malformed 0 'not an NPY file'
{ printf '\x93NUMPY\x04'; tail -c +8 f4.npy; } >bad.npy
malformed 6 'unknown version 4.0'
{ printf '\x93NUMPY\x02\x00\xff\xff\xff\xff'; tail -c +13 f4.npy; } >bad.npy
malformed 8 'claims to be 4294967295 bytes'
{ npy "'<f4'" False '(-2, 2)'; printf %b "$values"; } >bad.npy
malformed 61 'negative dimension'
{ npy "'<f4'" False '(2.5, 2)'; printf %b "$values"; } >bad.npy
malformed 61 'fractional dimension'
{ npy "'<f4'" False '(4294967296, 4294967296)'; } >bad.npy
malformed 8 'too large'
{ npy "'|O'" False '(2, 2)'; printf %b "$values"; } >bad.npy
malformed 20 'Python objects'
{ npy "[('a', '<f4')]" False '(2, 2)'; printf %b "$values"; } >bad.npy
malformed 20 'structured'
{ npy "'<i4'" False '(2, 2)'; printf %b "$values"; } >bad.npy
malformed 20 'convert to a float type'

refuses 4 'cannot open missing.npy: No such file' sigmoid missing.npy
mkdir folder.npy
refuses 4 'cannot read folder.npy: Is a directory' sigmoid folder.npy
runs 4 'cannot write folder.npy: Is a directory' sigmoid f4.npy -o folder.npy
runs 4 'cannot write missing/out.npy: No such file' sigmoid f4.npy \
  -o missing/out.npy
no_temporaries

# -- Pipes and raw values ----------------------------------------------------
mkfifo in.fifo out.fifo
{ sleep 0.2; head -c 100 f4.npy; sleep 0.2; tail -c +101 f4.npy; } >in.fifo &
cat out.fifo >from_fifo.npy &
runs 0 '' sigmoid in.fifo --format npy -o out.fifo
wait
cmp -s best.npy from_fifo.npy || fail "pipes change the bits"
[ -p out.fifo ] || fail "the pipe was replaced"
"$OGIVE_BIN" apply sigmoid - --format npy -o - <f4.npy | cmp -s - best.npy ||
  fail "standard streams change the bits"
"$OGIVE_BIN" apply sigmoid f4.npy -o /dev/stdout | cmp -s - best.npy ||
  fail "/dev/stdout changes the bits"

expect 0000003fa8263b3f \
  "$(printf %b "$values" | head -c 8 | "$OGIVE_BIN" apply sigmoid - -o - | hex)"
expect 003f3b3f \
  "$(printf '\0\0\x80\x3f' | "$OGIVE_BIN" apply sigmoid - -o - --dtype bf16 | hex)"
expect "" "$("$OGIVE_BIN" apply sigmoid - -o - </dev/null)"
# Values arrive cut in two.
expect 0000003fa8263b3f "$({ printf %b "$values" | head -c 3; sleep 0.2
  printf %b "$values" | tail -c +4 | head -c 5; } |
  "$OGIVE_BIN" apply sigmoid - -o - | hex)"
printf %b "$values" | head -c 11 >odd.raw
runs 3 'odd.raw: byte 8: 3 bytes after the last whole value' \
  sigmoid odd.raw --format raw -o out.raw
[ ! -e out.raw ] || fail "a partial result was kept"
"$OGIVE_BIN" apply sigmoid f4.npy -o - >/dev/full 2>stderr
expect 4 $?
grep -q 'standard output: No space left' stderr || fail "$(cat stderr)"

# -- CSV ---------------------------------------------------------------------
printf '\xef\xbb\xbfid,"x, logit",y\r\n"a ""1""",0,1\r\nb,"-inf", 1e-3 ' >a.csv
runs 0 '' sigmoid a.csv -o out.csv --columns '"x, logit",y'
printf '\xef\xbb\xbfid,"x, logit",y\r\n"a ""1""",0.5,0.7310585786300049\r\n' \
  >want.csv
printf 'b,"0",0.5002499999791666' >>want.csv
cmp -s want.csv out.csv || fail "$(cat out.csv)"
runs 0 '' sigmoid a.csv -o out.csv --columns y --dtype f16
expect 'b,"-inf",0.5005' "$(tail -1 out.csv)"
printf 'x\n1\n' >b.csv
runs 0 '' sigmoid b.csv -o b.csv --dtype f32
expect 'x 0.7310586' "$(tr '\n' ' ' <b.csv | sed 's/ $//')"

bad_csv() {
  printf %b "$2" >bad.csv
  echo old >old.csv
  runs 3 "bad.csv: line $1" sigmoid bad.csv -o old.csv
  expect old "$(cat old.csv)"
  no_temporaries
}
bad_csv "3, column 'b' \(number 2\): 'x' is not a number" 'a,b\n1,2\n3,x\n'
bad_csv "2, column 'a' \(number 1\): '1;2' is not a number" 'a\n1;2\n'
bad_csv "2, column 'b' \(number 2\): the cell is empty" 'a,b\n1,\n'
bad_csv "3: 1 cell, but the header names 2" 'a,b\n1,2\n3\n'
bad_csv '2: a quote is opened in column number 2' 'a,b\n1,"2\n'
bad_csv "1, column 'a' \(number 2\): the name is that" 'a,a\n1,2\n'
bad_csv '1, column number 1: the column has no name' ',a\n1,2\n'
bad_csv '1: the file is empty' ''
printf 'a,b\n1,2\n' >a.csv
runs 3 "a.csv: line 1: there is no column 'c'; there are 'a', 'b'" \
  sigmoid a.csv -o out.csv --columns a,c

# -- Full disk ---------------------------------------------------------------
{ npy "'<f4'" False '(524288,)'; head -c 2097152 /dev/zero; } >large.npy
echo old >old.npy
(
  ulimit -f 1000
  runs 4 'cannot write old.npy: File too large' sigmoid large.npy -o old.npy
  exit "$failures"
) || failures=$?
expect old "$(cat old.npy)"
no_temporaries
mkdir full
if mount -t tmpfs -o size=1m none full 2>/dev/null; then
  echo old >full/old.npy
  runs 4 'cannot write full/old.npy: No space left on device: free some space' \
    sigmoid large.npy -o full/old.npy
  expect old "$(cat full/old.npy)"
  no_temporaries
  umount full
else
  echo "not checked on a full file system: mounting one is not permitted here" \
    "(a file size limit and /dev/full were)"
fi

# -- Interrupt and memory ----------------------------------------------------
# The job reads from a pipe that stays open, so it is in the middle of its work.
set -m # else the shell makes background jobs ignore SIGINT
for signal in INT TERM HUP; do
  echo old >old.npy
  "$OGIVE_BIN" apply sigmoid in.fifo --format npy -o old.npy 2>stderr &
  job=$!
  exec 3>in.fifo
  head -c 1000000 large.npy >&3
  for _ in $(seq 100); do
    [ -z "$(find . -name '.old.npy.ogive-*')" ] || break
    sleep 0.05
  done
  [ -n "$(find . -name '.old.npy.ogive-*')" ] || fail "no temporary file"
  kill -s "$signal" "$job"
  wait "$job" 2>/dev/null
  status=$?
  expect $((128 + $(kill -l "$signal"))) "$status"
  exec 3>&-
  expect old "$(cat old.npy)"
  no_temporaries
done

# 256 MiB through a pipe. The limit is that of the promise, 64 MiB.
if grep -q __asan_init "$OGIVE_BIN"; then
  echo "memory not checked: AddressSanitizer takes a multiple"
elif [ ! -r /proc/self/status ]; then
  echo "memory not checked: no /proc here"
else
  "$OGIVE_BIN" apply sigmoid in.fifo --format raw -o /dev/null --threads 2 &
  job=$!
  exec 3>in.fifo
  head -c 268435456 /dev/zero >&3
  peak=$(awk '/VmHWM/ {print $2}' "/proc/$job/status")
  exec 3>&-
  wait "$job"
  expect 0 $?
  [ "$peak" -lt 65536 ] || fail "peak of resident memory: $peak KiB"
  echo "peak of resident memory for 256 MiB: $peak KiB"
fi

[ "$failures" -eq 0 ] || { echo "$failures checks failed"; exit 1; }
echo "all checks passed"
