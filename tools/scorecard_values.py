#!/usr/bin/env python3
# Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
#
# Makes tests/data/scorecard.tsv, what optbinning and scorecardpy say of WOE and
# IV in the bins that tests/scorecard_test.cc finds in the German credit data:
#   build/release/ogive scorecard data/german_credit.csv --label creditability \
#     --positive bad --include-protected --min-iv 0 -o card.json
#   python3 tools/scorecard_values.py card.json >tests/data/scorecard.tsv
# (from the repository's root). Needs Python 3.9 or later with optbinning and
# scorecardpy (whose version 0.1.9.7 needs a pandas before 2); the values were made
# with the versions that the file's first line names.
#
# Both are given the bins, as where to cut is each program's own choice; what is
# compared is the evidence in them. scorecardpy's WOE has the other sign, which
# is turned. How far the two are from each other is printed to stderr.

import contextlib
import csv
import json
import sys
import warnings

import numpy as np
import optbinning
import pandas as pd
import scorecardpy

warnings.filterwarnings("ignore")


def by_optbinning(column, values, bad):
    """WOE and IV of each bin, in order, from optbinning's table."""
    bins = column["bins"]
    if column["type"] == "numeric":
        splits = [b["below"] for b in bins[:-1]]
        binning = optbinning.OptimalBinning(
            dtype="numerical", user_splits=splits,
            user_splits_fixed=[True] * len(splits), min_bin_size=0.001)
    else:
        # A cut-off of 0 leaves no level out; splits are lists of levels.
        splits = np.array([np.array(b["levels"], dtype=object) for b in bins],
                          dtype=object)
        binning = optbinning.OptimalBinning(
            dtype="categorical", user_splits=splits,
            user_splits_fixed=[True] * len(splits), min_bin_size=0.001)
    binning.fit(values, bad)
    table = binning.binning_table.build()
    rows = [r for r in table.itertuples(index=False) if r[1] and
            r[0] not in ("Special", "Missing", "")]
    # The lines may be in another order: they are found by their counts of rows
    # and of bad rows, which are different for all bins of a column.
    found = {(int(r[1]), int(r[4])): (float(r[6]), float(r[7]))
             for r in rows[:len(bins)]}
    return [found[b["negatives"] + b["positives"], b["positives"]] for b in bins]


def by_scorecardpy(name, column, values, bad):
    bins = column["bins"]
    if column["type"] == "numeric":
        breaks = [b["below"] for b in bins[:-1]]
    else:
        breaks = ["%,%".join(b["levels"]) for b in bins]
    frame = pd.DataFrame({name: values, "y": bad})
    with contextlib.redirect_stdout(sys.stderr):
        table = scorecardpy.woebin(frame, y="y", x=[name], positive="1",
                                   breaks_list={name: breaks}, no_cores=1)[name]
    found = {(int(n), int(b)): (-float(w), float(i)) for n, b, w, i in
             zip(table["count"], table["bad"], table["woe"], table["bin_iv"])}
    return [found[b["negatives"] + b["positives"], b["positives"]] for b in bins]


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        card = json.load(file)
    columns = {c["name"]: c for c in card["columns"]}
    for line in card["fit"]["dropped"]:
        columns[line["column"]] = line["binned"]
    with open("data/german_credit.csv", newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    bad = np.array([r["creditability"] == "bad" for r in rows], dtype=int)
    version = getattr(scorecardpy, "__version__", "")
    print(f"# optbinning {optbinning.__version__}, scorecardpy {version}, made "
          "by tools/scorecard_values.py")
    print("# column", "bin", "optbinning WOE", "IV", "scorecardpy WOE", "IV",
          sep="\t")
    worst = 0
    for name in rows[0]:
        if name == "creditability":
            continue
        column = columns[name]
        if len(column["bins"]) == 1:
            continue  # no evidence
        column["type"] = "categorical" if "levels" in column["bins"][0] else "numeric"
        values = [r[name] for r in rows]
        if column["type"] == "numeric":
            values = np.array(values, dtype=float)
        else:
            values = np.array(values, dtype=object)
        one = by_optbinning(column, values, bad)
        other = by_scorecardpy(name, column, values, bad)
        for k, ((woe, iv), (woe2, iv2)) in enumerate(zip(one, other)):
            worst = max(worst, abs(woe - woe2), abs(iv - iv2))
            print(name, k, repr(woe), repr(iv), repr(woe2), repr(iv2), sep="\t")
    print(f"the two are within {worst:.1e} of each other", file=sys.stderr)


main()
