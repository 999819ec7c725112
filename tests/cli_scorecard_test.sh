#!/usr/bin/env bash
# Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
#
# Proves that `ogive scorecard`, `evaluate` and `psi` work on real data, with
# `score` and `audit` on a card: what the report says, tables and figures, the
# cross-validated AUC of the German credit card, what missing values, unknown
# categories, constant columns and bins of one class do, and that every fault is
# named, with no file left behind.

# shellcheck source=tests/cli_checks.sh
source "$(dirname "$0")/cli_checks.sh"
: "${OGIVE_SOURCE_DIR:?}"
data=$OGIVE_SOURCE_DIR/data
cd "$work" || exit 1

# matches NAME REGEX TEXT: a line of the text matches.
matches() { check "$1" grep -qE -- "$2" <<<"$3"; }

# -- scorecard -----------------------------------------------------------------
credit=(scorecard "$data/german_credit.csv" --label creditability --positive bad)
run ogive "${credit[@]}" --cross-validate --figures figures -o card.json
check 'scorecard: succeeds' equal "$code|$err" '0|'
report=$out
auc=$(sed -n 's/^cross-validation *AUC \([0-9.]*\), 95 % interval \([0-9.]*\) to \([0-9.]*\) .*/\1 \2 \3/p' <<<"$report")
check "scorecard: cross-validated AUC and interval ($auc)" \
  awk -v v="$auc" 'BEGIN {split(v, a, " ");
    exit !(a[1] >= 0.75 && a[2] >= 0.75 && a[2] < a[1] && a[1] < a[3])}'
matches 'scorecard: protected columns are left out' \
  '^left out +age_in_years \(protected: age\)$' "$report"
matches 'scorecard: low IV' '^dropped +job \(low IV: 0.0085 is below 0.02\)$' \
  "$report"
matches 'scorecard: a suspicious IV' \
  "^note +the IV of 'status_of_existing_checking_account' is 0.6660, above 0.5" \
  "$report"
matches 'scorecard: the scale' '^score +487.122876 - 28.853901 logit\(p_bad\)$' \
  "$report"
matches 'scorecard: rounding' '^rounding .* at most 2\.[0-9]+ off' "$report"
matches 'scorecard: a bin and its points' \
  '^  no checking account +394 +46 +11.7 % +1.1763 +0.4044 +28 +27.52' "$report"
matches 'scorecard: cut-offs' '^ +[0-9]+ +1000 +100.0 % +30.0 %' "$report"
for figure in woe cutoffs; do
  check "scorecard: figure of $figure" grep -q '<svg' "figures/$figure.svg"
done
for threads in 2 0; do
  run ogive "${credit[@]}" --cross-validate --threads $threads -o other.json
  check "scorecard: the same card on $threads threads" cmp -s card.json other.json
done
run ogive "${credit[@]}" --cross-validate --seed 2 --folds 10 --repeats 2 -o other.json
matches 'scorecard: other folds' 'AUC 0\.7.*\(10 folds, repeated 2 times, seed 2;' \
  "$out"
run ogive "${credit[@]}" --include-protected --min-iv 0 -o other.json
matches 'scorecard: a negative coefficient' \
  '^dropped +job \(negative coefficient: -0.00' "$out"
matches 'scorecard: age, if asked for' '^age_in_years$' "$out"
run ogive "${credit[@]}" --base-score 500 --base-odds 20 --pdo 50 --max-bins 3 \
  -o other.json
matches 'scorecard: another scale' '^scale +500 points at odds of 20 good .* 50 more' \
  "$out"
fails 'scorecard: pdo 0' 2 'must be a number above 0' \
  ogive "${credit[@]}" --pdo 0 -o no.json
fails 'scorecard: folds alone' 2 '--cross-validate' \
  ogive "${credit[@]}" --folds 3 -o no.json

# -- score and audit -----------------------------------------------------------
outputs 'score: by a card' '1000 rows scored' \
  ogive score card.json "$data/german_credit.csv" --id creditability -o scores.csv
check 'score: header' equal "$(head -1 scores.csv)" \
  'row,creditability,log_odds,probability,points,score,reason_1,reason_2,reason_3,reason_4'
matches 'score: points, score and reasons' \
  '^2,bad,-0\.1521.*,492,491\.51.*,duration_in_month,status_of_existing_checking_account,' \
  "$(<scores.csv)"
sum=$(cksum <scores.csv)
for options in '--target scalar' '--threads 2 --batch-rows 999' '--batch-rows 1'; do
  # shellcheck disable=SC2086
  run ogive score card.json "$data/german_credit.csv" --id creditability -o - $options
  check "score: the same bytes with $options" equal "$(cksum <<<"$out")" "$sum"
done
run ogive audit card.json "$data/german_credit.csv" scores.csv
check 'audit: confirms' equal "$code|$(tail -1 <<<"$out")" \
  '0|1000 rows recomputed: every score is the same, bit for bit'
matches 'audit: tells that it is a card' '^model   card.json: score card, SHA-256 ' \
  "$out"
# One change in each column.
awk -F, -v OFS=, 'NR == 2 {$5 += 1} NR == 3 {$7 = "purpose"} NR == 4 {$2 = "bad"}
  NR == 5 {sub(/.$/, "", $6)} 1' scores.csv >changed.csv
run ogive audit card.json "$data/german_credit.csv" changed.csv
check 'audit: every change' equal "$code|$(grep -c '^row' <<<"$out")" '1|4'
matches 'audit: points' "^row 1 .*: points is '575', recomputed '574'$" "$out"
matches 'audit: a reason' "^row 2 .*: reason_1 is 'purpose', recomputed 'dur" "$out"
matches 'audit: a copied cell' "^row 3 .*: creditability is 'bad', recomputed 'goo" \
  "$out"
matches 'audit: a score' '^row 4 .*: score is ' "$out"
sed '0,/"woe": 1/s//"woe": 2/' card.json >changed.json
fails 'score: a changed card' 3 '/sha256: the file is not as it was written' \
  ogive score changed.json "$data/german_credit.csv" -o no.csv

# -- evaluate ------------------------------------------------------------------
run ogive evaluate scores.csv --label creditability --positive bad -o tables
check 'evaluate: succeeds' equal "$code|$err" '0|'
by_file=$out
matches 'evaluate: AUC' '^AUC +0\.819552$' "$out"
matches 'evaluate: Gini' '^Gini +0\.639105$' "$out"
matches 'evaluate: KS' '^KS +0\.505714, at probability 0\.35' "$out"
matches 'evaluate: log loss' '^log loss +0\.466567; 0\.610864 if every' "$out"
matches 'evaluate: Hosmer-Lemeshow' \
  '^Hosmer-Lemeshow +10\.3696 in 10 groups; p = 0\.4087 .*, 0\.2400 if' "$out"
for table in summary roc ks calibration cutoffs; do
  check "evaluate: table of $table" test -s "tables/$table.csv"
  [[ $table == summary ]] ||
    check "evaluate: figure of $table" grep -q '<svg' "tables/$table.svg"
done
matches 'evaluate: the summary' '^auc,0\.81955' "$(<tables/summary.csv)"
check 'evaluate: ten groups' equal "$(wc -l <tables/calibration.csv)" 11
check 'evaluate: the last cut-off approves all' equal \
  "$(tail -1 tables/cutoffs.csv | cut -d, -f2-4)" '1000,1,0.3'
run ogive evaluate card.json "$data/german_credit.csv" --groups 10
check 'evaluate: the same of a card and data' equal \
  "$(tail -n +2 <<<"$out")" "$(tail -n +2 <<<"$by_file")"
run ogive evaluate scores.csv --label creditability --positive bad --points score
check 'evaluate: points alone have no loss' equal \
  "$code|$(grep -c '^log loss' <<<"$out")" '0|0'
fails 'evaluate: no label' 2 '--label is missing' ogive evaluate scores.csv
fails 'evaluate: no probability' 3 'is no probability' \
  ogive evaluate scores.csv --label creditability --positive bad --probability score
fails 'evaluate: a wrong label' 3 "the label is 'none', which is neither" \
  ogive evaluate card.json "$data/german_credit.csv" --label other_debtors_or_guarantors

# -- psi -----------------------------------------------------------------------
head -600 "$data/german_credit.csv" >old.csv
{ head -1 old.csv; tail -400 "$data/german_credit.csv"; } >new.csv
run ogive psi old.csv new.csv --model card.json -o stability
check 'psi: succeeds' equal "$code|$err" '0|'
matches 'psi: of the score' '^\(points of the card\) +0\.0[0-9]+ +10  stable' "$out"
matches 'psi: of a column' '^duration_in_month +0\.0[0-9]+ ' "$out"
check 'psi: a line a bin' equal "$(grep -c '^housing,' stability/psi.csv)" 3
for figure in psi shares; do
  check "psi: figure of $figure" grep -q '<svg' "stability/$figure.svg"
done
run ogive psi old.csv old.csv --columns housing,job
check 'psi: nothing moves' equal "$(grep -c '0\.0000' <<<"$out")" 2
fails 'psi: no such column' 3 "there is no column 'x'" \
  ogive psi old.csv new.csv --columns x

# -- odd data ------------------------------------------------------------------
# Missing numbers and categories, a constant column, a level of one class only.
awk 'BEGIN {
  print "income,job,const,pure,y"
  for (i = 0; i < 400; ++i) {
    bad = (i * 37 % 100) < 60 - i % 40
    printf "%s,%s,5,%s,%s\n", i % 11 ? i % 40 : "", i % 13 ? (bad && i % 4 == 0 ? "c" : substr("abc", i % 3 + 1, 1)) : "",
      !bad && i % 7 == 0 ? "z" : "w", bad ? "bad" : "good"
  }
}' >odd.csv
odd=(scorecard odd.csv --label y --positive bad)
fails 'odd: a level of one class' 3 "'z' are 'good'" ogive "${odd[@]}" -o no.json
run ogive "${odd[@]}" --ridge 1 -o odd.json
check 'odd: with a ridge' equal "$code|$err" '0|'
matches 'odd: the constant column' '^dropped +const \(one bin holds all rows' "$out"
matches 'odd: smoothing is told' "^note +the bin 'z' of 'pure' .*half a row was" "$out"
matches 'odd: missing values have a bin' '^  \(missing\) +37 ' "$out"
fails 'odd: nothing to learn from' 3 'no column is left for the card' \
  ogive "${odd[@]}" --columns const -o no.json
sed 's/good/0/; s/bad/1/' odd.csv >numbers.csv
run ogive scorecard numbers.csv --label y --ridge 1 -o numbers.json
check 'odd: classes 0 and 1' equal "$code|$err" '0|'
run ogive evaluate numbers.json numbers.csv
first=$(sed -n 3p <<<"$out")
run ogive evaluate odd.json odd.csv
check 'odd: make the same card' equal "$(sed -n 3p <<<"$out")" "$first"
printf 'income,job,const,pure\n7,a,5,w\n,,5,z\n7,d,5,w\nx,a,5,w\n7,a,,\n' >rows.csv
fails 'odd: an unknown category' 3 "rows.csv: line 4, column 'job' (number 2): 'd' is no level" \
  ogive score odd.json rows.csv -o no.csv
run ogive score odd.json rows.csv --on-error mark --reasons 1 -o rows_scores.csv
check 'odd: marked' equal "$code|$(cut -d, -f1,2 rows_scores.csv | grep -c ',$')" '0|3'
check 'odd: a missing value that was none before' grep -q \
  "column 'pure': the value is missing, and when the model was made none was" \
  rows_scores.csv
run ogive audit odd.json rows.csv rows_scores.csv
check 'odd: audit' equal "$code|$(tail -1 <<<"$out")" \
  '0|5 rows recomputed: every score is the same, bit for bit (3 of them rightly without a score)'
check 'nothing is left behind' equal \
  "$(find . -name '.*ogive-*')|$(find . -name 'no.*')" '|'

finish
