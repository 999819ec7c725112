#!/usr/bin/env bash
# Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
#
# Proves that `ogive train` and `ogive predict` work together on real data: the
# report and the file say what was done, the same seed gives the same file for any
# number of threads, predictions have the same bytes on every target, thread count
# and batch size and are as good as the report says, protected attributes stay
# out, and what is wrong with options, data or model is named, with no file left
# behind.

# shellcheck source=tests/cli_checks.sh
source "$(dirname "$0")/cli_checks.sh"
: "${OGIVE_SOURCE_DIR:?}"
data=$OGIVE_SOURCE_DIR/data
cd "$work" || exit 1

# matches NAME REGEX TEXT: a line of the text matches.
matches() { check "$1" grep -qE -- "$2" <<<"$3"; }
# right FILE LABEL: the share in per cent of rows of FILE whose column 'class' is
# that of column LABEL.
right() {
  awk -F, -v label="$2" 'NR == 1 {
      for (i = 1; i <= NF; ++i) { if ($i == "class") c = i; if ($i == label) l = i }
    }
    NR > 1 { n += $c == $l } END { print int(100 * n / (NR - 1)) }' "$1"
}

# -- two classes ---------------------------------------------------------------
cells=(train "$data/breast_cancer_wdbc.csv" --label benign)
run ogive "${cells[@]}" --hidden 16,8 --epochs 40 --learning-rate 0.01 -o cells.json
check 'train: succeeds' equal "$code|$err" '0|'
matches 'train: the model' "^model +network: P\('benign' = '1'\)$" "$out"
matches 'train: rows' '^rows +455 for training, 114 for validation$' "$out"
matches 'train: inputs' '^inputs +30, numeric columns standardised$' "$out"
matches 'train: weights' '^network +641 weights and biases, f32$' "$out"
matches 'train: learns' '^on validation rows +loss 0\.[01][0-9]+, accuracy (9[5-9]|100)' "$out"
matches 'train: the table of epochs' '^ +1 +0\.[0-9]{6} +[0-9.]+ % +0\.' "$out"
matches 'train: the best epoch' ' best$' "$out"
matches 'train: kept for the backward pass' '^dense 16 x 8 +input +2048 bytes$' "$out"
matches 'train: shared memory' '^relu +output +2048 bytes, those of the next' "$out"
run ogive "${cells[@]}" --hidden 16,8 --epochs 40 --learning-rate 0.01 --threads 2 -o -
check 'train: the same file on standard output and two threads' \
  equal "$out" "$(<cells.json)"
run ogive "${cells[@]}" --hidden 16,8 --epochs 40 --learning-rate 0.01 --seed 2 -o two.json
check 'train: another seed, another network' test "$(grep -c '' two.json)" -gt 0 -a \
  "$(grep bias two.json)" != "$(grep bias cells.json)"
check 'train: anybody can check the hash' equal \
  "$(grep -v '^  "sha256": ' cells.json | sha256sum | cut -d' ' -f1)" \
  "$(sed -nE 's/^  "sha256": "(.*)",$/\1/p' cells.json)"

outputs 'predict: counts the rows' '569 rows predicted' \
  ogive predict cells.json "$data/breast_cancer_wdbc.csv" -o cells.csv --id benign
check 'predict: header' equal "$(head -1 cells.csv)" row,benign,probability
check 'predict: a line a row' equal "$(cut -d, -f1 cells.csv)" \
  $'row\n'"$(seq 569)"
check 'predict: 95 % on the right side' test "$(awk -F, 'NR > 1 {
  n += ($3 > 0.5) == $2 } END { print int(100 * n / 569) }' cells.csv)" -ge 95
sum=$(cksum <cells.csv)
for options in '--target scalar' '--threads 2' '--batch-rows 1' \
  '--batch-rows 1000000' '--threads 0 --batch-rows 37'; do
  # shellcheck disable=SC2086
  run ogive predict cells.json "$data/breast_cancer_wdbc.csv" --id benign -o - $options
  check "predict: the same bytes with $options" equal "$(cksum <<<"$out")" "$sum"
done
# The label at the end is ignored, and columns may come in any order.
sed 's/,[^,]*$//' "$data/breast_cancer_wdbc.csv" |
  awk -F, -v OFS=, '{ t = $1; $1 = $30; $30 = t; print }' >turned.csv
run ogive predict cells.json - -o - <turned.csv
check 'predict: without the label, columns turned round' equal \
  "$(cut -d, -f2 <<<"$out")" "$(cut -d, -f3 cells.csv)"
for options in '--dtype f64 --optimizer sgd --momentum 0.9' \
  '--dtype bf16 --hidden-activation sigmoid --cache tail --learning-rate 0.01' \
  '--dtype f16 --hidden-activation tanh --cache output --learning-rate 0.01' \
  '--hidden-activation gelu,silu --cache bits4,input --hidden 16,8' \
  '--hidden-activation elu --param alpha=0.5 --cache tail' \
  '--hidden none --validation 0 --patience 0'; do
  # shellcheck disable=SC2086
  run ogive "${cells[@]}" $options -o some.json
  check "train: $options" equal "$code|$err" '0|'
  check "train: learns with $options" \
    grep -qE '^on training rows .* accuracy 9[5-9]' <<<"$out"
done
matches 'train: no validation' '^rows +569, none for validation$' "$out"

# -- several classes -----------------------------------------------------------
run ogive train "$data/digits.csv" --label digit --output softmax --hidden 64 \
  --hidden-activation gelu --epochs 15 -o digits.json
check 'softmax: succeeds' equal "$code|$err" '0|'
matches 'softmax: the model' "^model .*P\('digit' = each of 10 classes\)$" "$out"
matches 'softmax: constant columns are left out' \
  '^left out +pixel_0_0, .*\(constant\)$' "$out"
run ogive predict digits.json "$data/digits.csv" --id digit -o digits.csv
check 'softmax: header' equal "$(head -1 digits.csv | cut -d, -f1-5)" \
  row,digit,class,probability_0,probability_1
check 'softmax: 97 % right' test "$(right digits.csv digit)" -ge 97
fails 'softmax: or linear?' 2 "'digit' has 10 different numbers; give --output" \
  ogive train "$data/digits.csv" --label digit -o no.json

# -- categories, protected attributes, missing values --------------------------
credit=(train "$data/german_credit.csv" --label creditability)
run ogive "${credit[@]}" --positive bad --epochs 3 -o credit.json
matches 'credit: one-hot' '^inputs +54: 6 numeric columns .* 11 categorical' "$out"
matches 'credit: age is left out' '^left out +age_in_years \(protected: age' "$out"
fails 'credit: no positive class' 2 '--positive is missing' \
  ogive "${credit[@]}" -o no.json
fails 'credit: a protected column by name' 2 "'age_in_years' is a protected" \
  ogive "${credit[@]}" --positive bad --columns age_in_years -o no.json

{
  echo 'x,g,k,y,z,t'
  for i in {1..40}; do
    echo "$((i % 7)),$([[ $((i % 3)) == 0 ]] && echo u || echo v),5,$((i % 2)),$((i % 3 == 0)),$((i * 3 % 11)).5"
  done
  echo ',w,5,1,0,2'
  echo '3,,5,0,1,2'
} >small.csv
small=(train small.csv --columns x,g,k --hidden 8 --epochs 5 --validation 0)
fails 'missing: refused' 3 "line 42, column 'x' (number 1): the value is missing" \
  ogive "${small[@]}" --label y -o no.json
fails 'missing: no category for numbers' 3 '--missing category is for categorical' \
  ogive "${small[@]}" --label y --missing category -o no.json
run ogive "${small[@]}" --label y,z --missing drop -o labels.json
matches 'missing: rows are left out' '^rows left out +2, for missing values' "$out"
matches 'labels: several' "^model +network: P\('y' = '1'\), P\('z' = '1'\)$" "$out"
matches 'labels: a constant column' '^left out +k \(constant\)$' "$out"
printf 'g,id,x\nu,"a,1",2\nv,b,\nw,c,1\n"u",d,two\n,e,1\nv,f,1e300\n' >new.csv
echo old >old.csv
fails 'predict: a missing value' 3 \
  "new.csv: line 3, column 'x' (number 3): the value is missing" \
  ogive predict labels.json new.csv -o old.csv
check 'predict: the old output stays' equal "$(<old.csv)" old
run ogive predict labels.json new.csv --id id --on-error mark -o marked.csv
check 'predict: marks and goes on' equal "$code|$err|$(head -1 <<<"$out")" \
  '0||1 row predicted'
check 'predict: every row is there' equal \
  "$(sed -E 's/(,0\.[0-9]+){2},$/ predicted/' marked.csv)" \
  "row,id,probability_y,probability_z,error
1,\"a,1\" predicted
2,b,,,\"line 3, column 'x': the value is missing\"
3,c,,,\"line 4, column 'g': 'w' is no level that the model knows; it knows 'u', 'v'\"
4,d,,,\"line 5, column 'x': 'two' is not a finite number\"
5,e,,,\"line 6, column 'g': the value is missing, and the model was not fitted with --missing category\"
6,f,,,line 7: the prediction is no finite number: the row's values are too far from those of the training"
fails 'predict: no finite number' 3 'input: row 1 (line 2): the prediction' \
  ogive predict labels.json - -o old.csv <<<$'g,x\nu,1e300'
fails 'predict: --id of a name of its own' 2 "--id: 'error' is the name" \
  ogive predict labels.json - --id error -o old.csv <<<$'g,x,error\nu,1,2'
fails 'predict: missing columns' 3 "there is no column 'x'" \
  ogive predict labels.json - -o old.csv <<<$'g\nu'
run ogive train small.csv --label y --columns g --missing category --epochs 2 \
  --validation 0 -o level.json
run ogive predict level.json new.csv -o - --on-error mark
check 'missing: a level of its own' equal "$(grep -c ',0\.[0-9]*,$' <<<"$out")" 6

# -- numbers -------------------------------------------------------------------
awk 'BEGIN { print "a,b,y"; for (i = 0; i < 200; ++i) {
  a = i % 20; b = i % 9; print a "," b "," 1000 + 3 * a - 5 * b } }' >linear.csv
run ogive train linear.csv --label y --output linear --hidden none \
  --optimizer sgd --learning-rate 0.05 --epochs 60 -o linear.json
matches 'linear: fits a line' '^on validation rows +loss 0\.0000' "$out"
run ogive predict linear.json - -o - <<<$'b,a\n2,10'
matches 'linear: in the units of the label' '^1,(1019\.9|1020)' "$out"
fails 'linear: no numbers' 3 "'creditability' is categorical ('bad', 'good')" \
  ogive "${credit[@]}" --output linear -o no.json

# -- wrong use -----------------------------------------------------------------
wrong() { fails "$1" "$2" "$3" ogive "${cells[@]}" "${@:4}" -o no.json; }
wrong 'no such function' 2 "unknown function 'rely'; there are: sigmoid" \
  --hidden-activation rely
wrong 'no such cache' 2 "gelu has no cache 'output'; it has: standard, input" \
  --hidden-activation gelu --cache output
wrong 'no such parameter' 2 'relu has no such parameter; it has none' \
  --param alpha=1
wrong 'no number of units' 2 "--hidden: '0' is no number of units" --hidden 4,0
wrong 'too many words' 2 '3 words for 2 hidden layers' --hidden 4,4 \
  --hidden-activation relu,relu,relu
wrong 'a share above' 2 'must be a share from 0 to 0.9' --validation 1
wrong 'adam has no momentum' 2 '--momentum is for --optimizer sgd' --momentum 0.5
wrong 'no such class' 2 "it has '0' and '1'" --positive 2
fails 'no such label' 3 "there is no column 'malign'" \
  ogive train "$data/breast_cancer_wdbc.csv" --label malign -o no.json
wrong 'astray' 3 'the loss is no longer a finite number in epoch' \
  --optimizer sgd --learning-rate 1e6 --hidden-activation exp
fails 'no folder' 4 'no/such/model.json' ogive "${cells[@]}" --epochs 1 \
  -o no/such/model.json

# -- damaged files -------------------------------------------------------------
bad_model() {
  fails "model: $1" 3 "bad.json: $1" ogive predict bad.json new.csv -o old.csv
}
sed 's/"mean": 1/"mean": 2/' cells.json >bad.json
bad_model '/sha256: the file is not as it was written'
head -c 3000 cells.json >bad.json
bad_model 'not a JSON file'
echo '{}' >bad.json
bad_model '/: not a network'
sed 's/"version": 1/"version": 9/' cells.json >bad.json
bad_model '/version: this program reads version 1 alone'
fails 'model: of another kind' 3 'not a network' \
  ogive predict <(ogive fit small.csv --label y --columns x --missing drop -o -) \
  new.csv -o old.csv
check 'nothing is left behind' equal \
  "$(find . -name '.*ogive-*')|$(find . -name no.json)" '|'
check 'the old output stays' equal "$(<old.csv)" old

finish
