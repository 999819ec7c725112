#!/usr/bin/env bash
# Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
#
# Proves that `ogive fit`, `ogive score` and `ogive audit` work together on real
# data: protected attributes stay out, scores have the same bytes on every
# target, thread count and batch size, an audit finds every change, and what is
# wrong with data or model is named, with no file left behind.

# shellcheck source=tests/cli_checks.sh
source "$(dirname "$0")/cli_checks.sh"
: "${OGIVE_SOURCE_DIR:?}"
data=$OGIVE_SOURCE_DIR/data
cd "$work" || exit 1

# matches NAME REGEX TEXT: a line of the text matches.
matches() { check "$1" grep -qE -- "$2" <<<"$3"; }

# -- fit -----------------------------------------------------------------------
credit=(fit "$data/german_credit.csv" --label creditability)
run ogive "${credit[@]}" --positive bad -o model.json
check 'fit: succeeds' equal "$code|$err" '0|'
matches 'fit: rows and classes' "^rows +1000, 300 'bad', 700 'good'$" "$out"
matches 'fit: converged' 'converged in [0-9]+ iterations' "$out"
matches 'fit: sex is left out' '^left out +personal_status.*protected: sex' "$out"
matches 'fit: age is left out' '^left out +age_in_years \(protected: age' "$out"
check 'fit: age has no coefficient' equal "$(grep -c '^age' <<<"$out")" 0
matches 'fit: a coefficient, its error, z and p' \
  '^duration_in_month +0\.031143422 +0\.00922167 +3\.377 +0\.0007 ' "$out"
matches 'fit: p below 1e-4' '^\(intercept\) +-3\.8259593 .* 1\.1e-10 ' "$out"
run ogive "${credit[@]}" --positive bad --include-protected -o all.json
matches 'fit: age, if asked for' '^age_in_years +-0\.0' "$out"
check 'fit: nothing is left out then' equal "$(grep -c '^left out' <<<"$out")" 0
fails 'fit: a protected column by name' 2 "'age_in_years' is a protected" \
  ogive "${credit[@]}" --positive bad --columns age_in_years -o no.json
fails 'fit: no positive class' 2 "--positive is missing" \
  ogive "${credit[@]}" -o no.json
fails 'fit: no such class' 2 "it has 'bad' and 'good'" \
  ogive "${credit[@]}" --positive ugly -o no.json
fails 'fit: no such column' 3 "there is no column 'agee'" \
  ogive "${credit[@]}" --positive bad --exclude agee -o no.json
run ogive "${credit[@]}" --positive bad -o -
check 'fit: the model on standard output' equal "$out" "$(<model.json)"

cells=(fit "$data/breast_cancer_wdbc.csv" --label benign)
fails 'fit: separated classes' 3 \
  'complete separation of the classes: 30 columns together' \
  ogive "${cells[@]}" -o no.json
run ogive "${cells[@]}" --ridge 1 -o cells.json
matches 'fit: a ridge' '^mean_radius +-0\.1031234' "$out"
matches 'fit: no standard errors with a ridge' 'standard errors, z and p' "$out"
fails 'fit: a negative ridge' 2 'must be a number from 0 on' \
  ogive "${cells[@]}" --ridge -1 -o no.json
fails 'fit: too few iterations' 3 'not converged after 2 iterations' \
  ogive "${cells[@]}" --ridge 1 --max-iterations 2 -o no.json

# Columns in words, and missing values.
printf 'x,k,g,h,y\n1,4,u,1,0\n2,4,v,2,1\n3,4,u,1,0\n,4,u,2,1\n' >small.csv
printf '5,4,u,1,1\n2,4,v,1,0\n1,4,v,1,1\n4,4,u,2,0\n6,4,u,2,0\n7,4,v,1,1\n' >>small.csv
small=(fit small.csv --label y)
fails 'fit: a missing value' 3 "line 5, column 'x' (number 1): the value is miss" \
  ogive "${small[@]}" -o no.json
fails 'fit: a constant column' 3 "column 'k' is constant: it is 4 in all 9" \
  ogive "${small[@]}" --missing drop -o no.json
run ogive "${small[@]}" --missing drop --exclude k --categorical h -o small.json
check 'fit: rows are left out' equal "$code|$err" '0|'
matches 'fit: and that is said' '^rows left out +1, for missing values' "$out"
matches 'fit: categories of numbers' '^h = 2 ' "$out"
printf '{"columns": {"g": {"type": "categorial"}}}' >small.schema.json
fails 'schema: an unknown type' 3 \
  "small.schema.json: /columns/g/type: unknown type 'categorial'" \
  ogive "${small[@]}" -o no.json
printf '{"columns": {"z": {}}}' >small.schema.json
fails 'schema: an unknown column' 3 "there is no column 'z' in small.csv" \
  ogive "${small[@]}" -o no.json
printf '{"columns": {"x": {"missing": ["1"]},\n "g": {"reference": "v"' \
  >small.schema.json
fails 'schema: broken JSON' 3 'not a JSON file: parse error at line 2' \
  ogive "${small[@]}" -o no.json
printf '}}}' >>small.schema.json
run ogive "${small[@]}" --missing drop --columns x,g -o small.json
matches 'schema: missing codes' '^rows left out +3, ' "$out"
matches 'schema: the reference level' '^reference level +g = v$' "$out"

# -- score ---------------------------------------------------------------------
outputs 'score: counts the rows' '1000 rows scored' \
  ogive score model.json "$data/german_credit.csv" -o scores.csv
check 'score: header and first row' equal "$(head -2 scores.csv | cut -c1-24)" \
  $'row,log_odds,probability\n1,-2.774113333465906,0.0'
check 'score: a line a row' equal "$(cut -d, -f1 scores.csv)" \
  $'row\n'"$(seq 1000)"
sum=$(cksum <scores.csv)
for options in '--target scalar' '--threads 2' '--batch-rows 1' \
  '--batch-rows 1000000' '--threads 0 --batch-rows 37'; do
  # shellcheck disable=SC2086
  run ogive score model.json "$data/german_credit.csv" -o - $options
  check "score: the same bytes with $options" equal "$(cksum <<<"$out")" "$sum"
done
sed 's/,[a-z]*$//' "$data/german_credit.csv" >unlabelled.csv
run ogive score model.json - -o - <unlabelled.csv
check 'score: the same bytes without the label' equal "$(cksum <<<"$out")" "$sum"
cut -d, -f1-3 unlabelled.csv >short.csv
echo old >old.csv
fails 'score: missing columns' 3 "14 columns of the model are missing: 'purpose'" \
  ogive score model.json short.csv -o old.csv

printf 'id,x,g,extra\n"a,1",2,u,-\nb,,v,-\nc,two,u,-\nd,3,w,-\ne,-0.5,"v",-\n' \
  >new.csv
fails 'score: a missing value' 3 \
  "new.csv: line 3, column 'x' (number 2): the value is missing" \
  ogive score small.json new.csv -o old.csv
check 'score: the old output stays' equal "$(<old.csv)" old
run ogive score small.json new.csv --id id --on-error mark -o new_scores.csv
check 'score: marks and goes on' equal "$code|$err|$(head -1 <<<"$out")" \
  '0||2 rows scored'
matches 'score: says what it marked' '^3 rows without a score.* line 3, ' "$out"
check 'score: every row is there' equal "$(sed -E 's/(,-?[0-9.e-]+){2},$/ scored/' \
  new_scores.csv)" "row,id,log_odds,probability,error
1,\"a,1\" scored
2,b,,,\"line 3, column 'x': the value is missing\"
3,c,,,\"line 4, column 'x': 'two' is not a finite number\"
4,d,,,\"line 5, column 'g': 'w' is no level that the model knows; it knows 'u', 'v'\"
5,e scored"

# The last two rows as a part of the file.
{ head -1 new.csv; sed -n 5,6p new.csv; } >part.csv
run ogive score small.json part.csv --id id --on-error mark -o - --first-row 4
check 'score: a part, as the whole file has it' equal "$code|$err|$out" \
  "0||$(sed -n '1p; 5,6p' new_scores.csv)"
run ogive score small.json part.csv --id id --on-error mark -o - --first-row 4 \
  --first-line 70
matches 'score: a part behind cells of several lines' "^4,d,,,\"line 70, " "$out"
fails 'score: a part with a fault' 3 "part.csv: line 5, column 'g' (number 3): 'w'" \
  ogive score small.json part.csv -o old.csv --first-row 4
fails 'score: rows count from 1' 2 '--first-row' \
  ogive score small.json part.csv -o old.csv --first-row 0

# -- audit ---------------------------------------------------------------------
run ogive score model.json "$data/german_credit.csv" -o scores.csv --target scalar
run ogive audit model.json "$data/german_credit.csv" scores.csv --batch-rows 7
check 'audit: confirms' equal "$code|$err|$(tail -1 <<<"$out")" \
  '0||1000 rows recomputed: every score is the same, bit for bit'
hash=$(sed -n 's/^  "sha256": "\(.*\)",$/\1/p' model.json)
check "audit: the model's hash is that of the file with zeros for it" equal "$hash" \
  "$(sed "s/$hash/$(printf '0%.0s' {1..64})/" model.json | sha256sum | cut -d' ' -f1)"
version=$("$OGIVE_BIN" --version)
matches 'audit: tells the model' \
  "^model   model.json: logistic regression, SHA-256 $hash, written by $version on " \
  "$out"
matches 'audit: tells the scores' \
  "^scores  scores.csv: by this model, computed by $version on scalar$" "$out"
matches 'audit: tells itself' "^audit   by $version on " "$out"
run ogive audit small.json new.csv new_scores.csv
check 'audit: confirms marks and copied cells' equal "$code|$(tail -1 <<<"$out")" \
  '0|5 rows recomputed: every score is the same, bit for bit (3 of them rightly without a score)'
# The last digits of two rows, a row too few, and one too many.
awk -F, -v OFS=, 'NR == 3 {$2 = "0.3215211598925338"} NR == 5 {$3 = "0.5"} 1' \
  scores.csv >changed.csv
run ogive audit model.json "$data/german_credit.csv" changed.csv
check 'audit: exit code' equal "$code" 1
matches 'audit: no record' '^scores  changed.csv: no record beside them' "$out"
matches 'audit: names the first' \
  "^row 2 \(changed.csv: line 3\): log_odds is '0.3215211598925338', rec" "$out"
matches 'audit: names the second' "^row 4 .*probability is '0.5', rec" "$out"
check 'audit: no other' equal "$(grep -c '^row' <<<"$out")" 2
check 'audit: counts them' contains "$err" 'ogive: error: changed.csv: 2 rows'
# A digit that is too far behind to change the number is a change all the same.
sed '2s/$/0/' scores.csv >changed.csv
run ogive audit model.json "$data/german_credit.csv" changed.csv
check 'audit: one digit more' equal "$code|$(grep -c '^row 1 ' <<<"$out")" '1|1'
head -1000 scores.csv >fewer.csv
run ogive audit model.json "$data/german_credit.csv" fewer.csv
check 'audit: a row too few' equal "$code|$(tail -1 <<<"$out")" \
  '1|row 1000: not in the scores'
{ cat scores.csv; echo 1001,0,0.5; } >more.csv
run ogive audit model.json "$data/german_credit.csv" more.csv
check 'audit: a row too many' equal "$code|$(tail -1 <<<"$out")" \
  '1|more.csv: line 1002: the data have no such row'
# The same scores, but said to be another model's.
sed "s/$hash/${hash//[0-9]/7}/" scores.csv.record.json >same.csv.record.json
cp scores.csv same.csv
run ogive audit model.json "$data/german_credit.csv" same.csv
check 'audit: another model' equal "$code" 1
check 'audit: another model, in words' contains "$err" 'says that another model'
echo '{}' >same.csv.record.json
run ogive audit model.json "$data/german_credit.csv" same.csv
check 'audit: not a record' contains "$code|$err" \
  '3|ogive: error: same.csv.record.json: /: not a record that'
fails 'audit: not scores' 3 "there is no column 'row'" \
  ogive audit model.json "$data/german_credit.csv" "$data/german_credit.csv"
check 'score: no record beside a device' equal \
  "$(ogive score model.json "$data/german_credit.csv" -o /dev/null; echo $?)" \
  $'1000 rows scored\n0'

# -- model files ---------------------------------------------------------------
bad_model() {
  fails "model: $1" 3 "bad.json: $1" ogive score bad.json new.csv -o old.csv
}
echo '{}' >bad.json
bad_model '/: not a model that'
sed 's/"version": 1/"version": 2/' small.json >bad.json
bad_model '/version: this program'
sed 's/"intercept": [^,]*/"intercept": "1"/' small.json >bad.json
bad_model '/intercept: not a number'
head -c 300 small.json >bad.json
bad_model 'not a JSON file'
sed 's/"reference": "v"/"reference": "w"/' small.json >bad.json
bad_model "/columns/1/levels: the reference level 'w' is not among them"
sed 's/"version": 1,/"version": 1, /' small.json >bad.json
bad_model '/sha256: the file is not as it was written'
check 'nothing is left behind' equal \
  "$(find . -name '.*ogive-*')|$(find . -name no.json)" '|'
check 'the old output stays' equal "$(<old.csv)" old

finish
