#!/usr/bin/env bash
# Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
#
# Proves that `ogive document` writes a section and a figure for every function,
# tells what the file of verification says, names the place of what is wrong in
# such a file, and then leaves everything as it was.

# shellcheck source=tests/cli_checks.sh
source "$(dirname "$0")/cli_checks.sh"
# Invented rows: sigmoid on two targets, elu, and nothing of the others.
sample=$(cd "$(dirname "$0")" && pwd)/data/verified_sample.tsv
cd "$work" || exit 1

document() { ogive document -o page --verified "$1" --rounds 1; }

mkdir page
outputs 'document' '' document "$sample"
mapfile -t functions < <(ogive info | sed '1,/^functions/d' |
  grep -oE '^    [a-z0-9_]+' | tr -d ' ')
check 'functions are found' contains " ${functions[*]} " ' sigmoid '
for name in "${functions[@]}"; do
  check "$name: a section, two rows of the summary and a figure" equal "$(
    grep -c "^## $name\$" page/functions.md)|$(
    sed '/^## By target$/q' page/functions.md | grep -c "^| \[$name\](#$name) | ")|$(
    grep -c "<img src=\"functions/$name.svg\"" page/functions.md)" '1|2|1'
done
for name in "${functions[@]}" family; do
  check "$name.svg: is one" equal \
    "$(grep -c '^<svg ' "page/functions/$name.svg")|$(
      tail -c 7 "page/functions/$name.svg")" '1|</svg>'
done
check 'no other files' equal "$(find page -type f | wc -l)" \
  "$((${#functions[@]} + 2))"
page=$(<page/functions.md)
section() { sed -n "/^## $1\$/,/^## /p" page/functions.md; }

# How it was made.
check 'the command' contains "$page" \
  "\`ogive document -o page --verified $sample --rounds 1\`"
check 'the processor' contains "$page" "$(ogive info | sed -n 's/^cpu *//p')"
check 'the compiler' contains "$page" "$(ogive info | sed -n 's/^compiler *//p')"
check 'the version' contains "$page" "Ogive $(ogive info | sed -n 's/^version *//p')"

# What the table says.
for text in "f(x)         = x > 0 ? x : alpha * expm1(x)" \
  "f'(x) from y = y > 0 ? 1 : y + alpha" "f'(x) from t = t" \
  "- \`alpha\`: finite and not below 0; 1 by default" \
  '- range with the defaults: -1 to ∞, monotonic'; do
  check "elu: $text" contains "$(section elu)" "$text"
done
check 'logit: domain' contains "$(section logit)" 'x from 0 to 1; NaN outside'

# The functions that the table has no row of.
for name in softmax log_softmax softmin glu swiglu geglu reglu prelu bce_with_logits; do
  header=$(grep -lE "void $name\(" "$OGIVE_SOURCE_DIR"/include/ogive/*.h)
  check "$name: has a row, with its header" contains "$(
    section 'Beyond one input' | grep "^| $name | ")" \
    "\`ogive::$name\` | [${header##*/}](../include/ogive/${header##*/})"
done

# What the file says.
check 'all targets together' contains "$(section sigmoid)" \
  "| f32 | fast | forward | all | 4,294,967,296 | 2,400,690 | 1.9808 | 3 | \`x = -0x1.0a2bd8p+4\` |"
check 'one of two targets' contains "$(section sigmoid)" \
  '| f64 | exact | forward | avx512 | 1,000,000 | 12 | 0.5272 | 0.55 |'
check 'the loosest of an operation'"'"'s promises' contains "$(section sigmoid)" \
  '| bf16 | exact | backward-tail | avx512 | 65,536 |  | 0.5001 | 1.51 |'
check 'another promise for the smallest results' contains "$(section elu)" \
  '| f64 | exact | forward | scalar | 1,000,000 | 0 | 0.5000 | 0.55 (1) |'
check 'empty cells' contains "$(section elu)" \
  '| f32 | exact | derivative | scalar | 4,294,967,296 | 0 |  | 0.5 |  |'
check 'steps down' contains "$(section elu)" 'Steps down: 2.'
check 'the summary' contains "$page" \
  '| [sigmoid](#sigmoid) | 0 misrounded / 0.5 | 0.5272 / 0.55 | '
check 'not verified' contains "$(section tanh)" 'Not verified in this run.'
check 'costs' grep -qE \
  '^\| \[tanh\]\(#tanh\) \| not verified \| \| \| [0-9]+\.[0-9]{3} \| [0-9]+\.[0-9] \|' \
  page/functions.md

check 'the dates' contains "$page" 'avx512, scalar, from 2026-11-01 to 2026-11-02, in 3.1 minutes'
check 'by target, exact' contains "$(section 'By target')" \
  '| [sigmoid](#sigmoid) | forward | exact | 0 / - / - | 0 / - / - |'
check 'by target, fast' contains "$(section 'By target')" \
  '| [sigmoid](#sigmoid) | forward | fast | 1.981 | 1.981 |'
check 'by target, not tried' contains "$(section 'By target')" \
  '| [elu](#elu) | forward | exact | - / - / - | 3 / - / - |'

# Columns in any order, more of them, and no line end at the end.
awk -F '\t' -v OFS='\t' '{ print $11, "more", $12, $3, $2, $1, $4, $5, $6, $7, $8, $9, $10 }' \
  "$sample" | head -c -1 >columns.tsv
outputs 'columns in another order' '' document columns.tsv
check 'columns in another order: the same results' \
  equal "$(section sigmoid)" "$(sed -n '/^## sigmoid$/,/^## /p' <<<"$page")"
head -n 1 "$sample" >header.tsv
outputs 'a header alone' '' document header.tsv
check 'a header alone: nothing is verified' equal \
  "$(grep -c '^Not verified in this run' page/functions.md)" "${#functions[@]}"

# Errors, which leave everything as it was.
files() { find page -type f -printf '%p %s %T@\n' | sort; }
before=$(files)
: >empty.tsv
fails 'an empty file' 3 'empty.tsv: is empty' document empty.tsv
sed 1d "$sample" >headless.tsv
fails 'no header' 3 "headless.tsv: line 1: the header has no column 'function'" \
  document headless.tsv
cut -f 1-7,9- "$sample" >columns.tsv
fails 'a missing column' 3 "columns.tsv: line 1: the header has no column 'worst_ulp'" \
  document columns.tsv
# bad NAME LINE EDIT TEXT: the sample with one line edited.
bad() {
  sed "$2$3" "$sample" >bad.tsv
  fails "$1" 3 "bad.tsv: line $2$4" document bad.tsv
}
bad 'a cell too few' 3 's/\t[^\t]*$//' ': has 11 cells where the header has 12'
bad 'a cell too many' 4 's/$/\t7/' ': has 13 cells where the header has 12'
bad 'an empty line' 2 's/.*//' ': has 1 cells where the header has 12'
bad 'an unknown function' 2 's/sigmoid/sine/' ", column 'function': 'sine' is unknown"
bad 'an unknown type' 2 's/f32/f31/' ", column 'dtype': 'f31' is unknown"
bad 'an unknown operation' 2 's/forward/upward/' ", column 'op': 'upward' is unknown"
bad 'an unknown tier' 2 's/exact/exactly/' ", column 'tier': 'exactly' is unknown"
bad 'inputs below 0' 9 's/4294967296/-1/' ", column 'inputs': '-1' is not a whole number"
bad 'inputs missing' 9 's/4294967296//' ", column 'inputs': '' is not a whole number"
bad 'misrounded in words' 8 's/\t3\t/\tthree\t/' ", column 'misrounded': 'three' is not"
bad 'an error that is no number' 6 's/0.5272/nan/' ", column 'worst_ulp': 'nan' is not"
bad 'time in words' 9 's/60\t/long\t/' ", column 'seconds': 'long' is not"
bad 'a date in words' 9 's/2026-11-02/today/' ", column 'date': 'today' is not a date"
bad 'a row twice' 4 's/scalar/avx512/' ': is of the same operation as line 2'
fails 'a file that is not there' 4 nowhere.tsv document nowhere.tsv
fails 'a folder that is not there' 4 nowhere \
  ogive document -o nowhere --verified "$sample"
fails 'a file for a folder' 4 empty.tsv \
  ogive document -o empty.tsv --verified "$sample"
fails 'no folder' 2 --output ogive document --verified "$sample"
fails 'no file' 2 --verified ogive document -o page
fails 'rounds 0' 2 --rounds ogive document -o page --verified "$sample" --rounds 0
# A limit on the size of files stands in for a full disk.
(
  ulimit -f 8
  document "$sample" 2>"$work/stderr"
)
check 'a full disk' equal "$?|$(grep -c 'ogive: error: ' stderr)" '4|1'
check 'everything is as it was' equal "$(files)" "$before"

finish
