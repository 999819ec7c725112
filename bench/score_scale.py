#!/usr/bin/env python3
# Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
#
# Times examples/score_cluster.py, with 1 and 2 worker processes, beside `ogive
# score` by one process, and proves their files equal, byte for byte. The rows are
# those of data/german_credit.csv over and over, amounts and durations moved with a
# fixed seed so that rows differ.
#
#   python bench/score_scale.py [build/release/ogive] [rows] [rounds] [folder]
#
# (from the repository's root; needs distributed and, for 10^7 rows, the default, 4 GB
# in the folder. A folder that is named keeps the rows for another run; the temporary
# one, where none is, does not). The contestants take turns. Starting a cluster and
# Python is not counted. Prints the median of each, and of the ratios of the same
# round.

import csv
import filecmp
import io
import logging
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
from dask.distributed import Client, LocalCluster

sys.path.insert(0, "examples")
import score_cluster  # noqa: E402

from throughput import print_throughput  # noqa: E402

TRAIN = "data/german_credit.csv"


def cells(values):
    """The values as a part of a line."""
    text = io.StringIO()
    csv.writer(text, lineterminator="").writerow(values)
    return text.getvalue()


def make_data(target, rows):
    with open(TRAIN, newline="", encoding="utf-8") as file:
        names, *table = csv.reader(file)
    duration, amount = names.index("duration_in_month"), names.index("credit_amount")
    pieces = [(cells(row[:duration]), int(row[duration]),
               cells(row[duration + 1 : amount]), int(row[amount]),
               cells(row[amount + 1 :])) for row in table]
    random = np.random.default_rng(1)
    with open(target, "w", encoding="utf-8") as file:
        file.write(cells(names) + "\n")
        for first in range(0, rows, len(pieces)):
            some = pieces[: rows - first]
            moves = random.integers(0, [[6], [500]], (2, len(some))).tolist()
            file.write("".join(
                f"{a},{months + more_months},{b},{sum_ + more},{c}\n"
                for (a, months, b, sum_, c), more_months, more in zip(some, *moves)))


def timed(call):
    start = time.perf_counter()
    call()
    return time.perf_counter() - start


def main():
    logging.disable(logging.INFO)  # the clusters' farewells
    given = dict(enumerate(sys.argv))
    ogive = os.path.abspath(given.get(1, "build/release/ogive"))
    rows, rounds = int(given.get(2, 10_000_000)), int(given.get(3, 3))
    with tempfile.TemporaryDirectory(dir=given.get(4)) as name:
        folder = Path(name)
        model = folder / "model.json"
        data = Path(given.get(4, name)) / f"rows_{rows}.csv"
        if not data.exists():
            make_data(data, rows)
        subprocess.run([ogive, "fit", TRAIN, "--label", "creditability", "--positive",
                        "bad", "-o", model], check=True, stdout=subprocess.DEVNULL)
        clients = {n: Client(LocalCluster(n_workers=n, threads_per_worker=1,
                                          dashboard_address=":0")) for n in (1, 2)}

        def command(threads):
            out = folder / "one.csv"
            subprocess.run([ogive, "score", model, data, "-o", out, "--threads",
                            str(threads)], check=True, stdout=subprocess.DEVNULL)

        def cluster(workers):
            score_cluster.score(clients[workers], model, data, folder / "many.csv",
                                ogive=ogive)

        contestants = {"ogive score, 1 thread": lambda: command(1),
                       "ogive score, 2 threads": lambda: command(2),
                       "cluster, 1 worker": lambda: cluster(1),
                       "cluster, 2 workers": lambda: cluster(2)}
        times = {name: [] for name in contestants}
        for _ in range(rounds):
            for name, call in contestants.items():
                times[name].append(timed(call))
                if name.startswith("cluster") and not filecmp.cmp(
                        folder / "one.csv", folder / "many.csv", shallow=False):
                    sys.exit(f"{name}: other bytes than those of one process")
        size = (folder / "one.csv").stat().st_size
        print(f"{rows} rows, {data.stat().st_size / 1e6:.0f} MB, scores of "
              f"{size / 1e6:.0f} MB, the same bytes by all; {rounds} rounds, medians")
        print_throughput(times, "ogive score, 1 thread", rows)
        for client in clients.values():
            client.close()
            client.cluster.close()


if __name__ == "__main__":
    main()
