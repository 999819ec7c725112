#!/usr/bin/env python3
# Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
#
# Times `ogive score` beside what a data scientist would write: pandas.read_csv,
# one-hot coding, scikit-learn's predict_proba, to_csv. A million rows, made from
# data/german_credit.csv: rows drawn with a fixed seed, amounts and durations
# moved so that rows differ.
#
#   python3 bench/score_throughput.py [build/release/ogive] [rows] [rounds]
#
# (from the repository's root; needs pandas and scikit-learn, and some 700 MB in
# the temporary folder). The contestants take turns; each is a process of its
# own, start and imports of Python not counted. Prints the median of each, and of
# the ratios of the same round; then the largest difference of the probabilities,
# which shows that both did the same work.

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from throughput import print_throughput

PEER = """
import sys, time
import numpy as np
import pandas as pd
from sklearn.compose import ColumnTransformer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder

train, data, out, columns = sys.argv[1], sys.argv[2], sys.argv[3], sys.argv[4:]
frame = pd.read_csv(train, keep_default_na=False)
x = frame[columns]
words = [c for c in columns if not pd.api.types.is_numeric_dtype(x[c])]
coder = ColumnTransformer([("levels", OneHotEncoder(drop="first"), words)],
                          remainder="passthrough")
model = make_pipeline(coder, LogisticRegression(
    C=np.inf, solver="newton-cholesky", tol=1e-10, max_iter=100))
model.fit(x, frame["creditability"] == "bad")

start = time.perf_counter()
new = pd.read_csv(data, keep_default_na=False)
probability = model.predict_proba(new[columns])[:, 1]
pd.DataFrame({"row": np.arange(1, len(new) + 1), "probability": probability}
             ).to_csv(out, index=False)
print(time.perf_counter() - start)
"""


def make_data(source, target, rows):
    import numpy as np
    import pandas as pd
    frame = pd.read_csv(source, keep_default_na=False)
    random = np.random.default_rng(1)
    drawn = frame.iloc[random.integers(0, len(frame), rows)].reset_index(drop=True)
    drawn["credit_amount"] += random.integers(0, 500, rows)
    drawn["duration_in_month"] += random.integers(0, 6, rows)
    drawn.to_csv(target, index=False)


def main():
    ogive = sys.argv[1] if len(sys.argv) > 1 else "build/release/ogive"
    rows = int(sys.argv[2]) if len(sys.argv) > 2 else 1_000_000
    rounds = int(sys.argv[3]) if len(sys.argv) > 3 else 5
    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)
        train, data = "data/german_credit.csv", folder / "rows.csv"
        make_data(train, data, rows)
        model = folder / "model.json"
        subprocess.run([ogive, "fit", train, "--label", "creditability",
                        "--positive", "bad", "-o", model], check=True,
                       stdout=subprocess.DEVNULL)
        card = folder / "card.json"
        subprocess.run([ogive, "scorecard", train, "--label", "creditability",
                        "--positive", "bad", "-o", card], check=True,
                       stdout=subprocess.DEVNULL)
        columns = [c["name"] for c in json.loads(model.read_text())["columns"]]
        contestants = {
            "ogive score, 1 thread": [model, "1"],
            "ogive score, every core": [model, "0"],
            "ogive score of a card, 1 thread": [card, "1"],
        }
        times = {name: [] for name in [*contestants, "pandas and scikit-learn"]}
        for _ in range(rounds):
            for name, (file, threads) in contestants.items():
                start = time.perf_counter()
                subprocess.run([ogive, "score", file, data, "-o",
                                folder / f"{Path(file).stem}.csv", "--threads",
                                threads], check=True, stdout=subprocess.DEVNULL)
                times[name].append(time.perf_counter() - start)
            peer = subprocess.run(
                [sys.executable, "-c", PEER, train, data, folder / "peer.csv",
                 *columns], check=True, capture_output=True, text=True)
            times["pandas and scikit-learn"].append(float(peer.stdout))
        print(f"{rows} rows, {data.stat().st_size / 1e6:.0f} MB, "
              f"{rounds} rounds; medians")
        print_throughput(times, "pandas and scikit-learn", rows)
        import numpy as np
        import pandas as pd
        ours = pd.read_csv(folder / "model.csv")["probability"].to_numpy()
        theirs = pd.read_csv(folder / "peer.csv")["probability"].to_numpy()
        print(f"largest difference of probabilities: "
              f"{np.abs(ours - theirs).max():.1e}")


main()
