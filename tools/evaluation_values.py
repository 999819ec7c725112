#!/usr/bin/env python3
# Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
#
# Makes tests/data/evaluation.tsv, what scikit-learn, SciPy and NumPy say of the
# scores and columns that tests/evaluation_test.cc makes by the same formulas:
#   python3 tools/evaluation_values.py >tests/data/evaluation.tsv
# Needs Python 3.9 or later with scikit-learn and SciPy; the values were made with
# the versions that the file's first line names.
#
# scikit-learn has AUC, ROC, losses and the calibration curve; the statistic of
# Hosmer and Lemeshow, its p-values (scipy.stats.chi2) and the PSI are written out
# here in NumPy.

import math

import numpy as np
import scipy
import scipy.stats
import sklearn
from sklearn.calibration import calibration_curve
from sklearn.metrics import (brier_score_loss, log_loss, roc_auc_score,
                             roc_curve)


def emit(case, measure, *values):
    print(case, measure, *(repr(float(v)) for v in values), sep="\t")


def rows(case):
    """Probability and class, both by whole numbers alone."""
    if case == "distinct":
        i = np.arange(1, 991)
        p = ((i * 389) % 997 + 0.5) / 998
        noise = ((i * 631) % 1009 + 0.5) / 1010
    else:  # ties
        i = np.arange(1, 2001)
        p = ((i * 389) % 23 + 1) / 32
        noise = ((i * 631) % 1009 + 0.5) / 1010
    return p, (noise < p * p + 0.1).astype(int)


def hosmer_lemeshow(p, y, groups):
    order = np.argsort(p, kind="stable")
    p, y = p[order], y[order]
    n, start, statistic, used = len(p), 0, 0.0, 0
    for k in range(1, groups + 1):
        end = k * n // groups
        if end <= start:
            continue
        while end < n and p[end] == p[end - 1]:
            end += 1
        expected, observed, size = p[start:end].sum(), y[start:end].sum(), end - start
        statistic += (observed - expected) ** 2 / (expected * (1 - expected / size))
        used += 1
        start = end
    return statistic, used


def main():
    print(f"# scikit-learn {sklearn.__version__}, scipy {scipy.__version__}, numpy "
          f"{np.__version__}, made by tools/evaluation_values.py")
    print("# case", "measure", "values", sep="\t")
    for case in ("distinct", "ties"):
        p, y = rows(case)
        emit(case, "positives", y.sum())
        emit(case, "auc", roc_auc_score(y, p))
        fpr, tpr, thresholds = roc_curve(y, p, drop_intermediate=False)
        emit(case, "ks", np.abs(tpr - fpr).max())
        emit(case, "roc_points", len(thresholds))
        for k in range(0, len(thresholds), 7):
            emit(case, f"roc {k}", thresholds[k] if k else math.inf, fpr[k], tpr[k])
        emit(case, "log_loss", log_loss(y, p))
        emit(case, "brier", brier_score_loss(y, p))
        statistic, groups = hosmer_lemeshow(p, y, 10)
        emit(case, "hosmer_lemeshow", statistic, groups,
             scipy.stats.chi2.sf(statistic, groups),
             scipy.stats.chi2.sf(statistic, groups - 2))
    p, y = rows("distinct")
    observed, mean = calibration_curve(y, p, n_bins=10, strategy="quantile")
    for k in range(10):
        emit("distinct", f"calibration {k}", observed[k], mean[k])
    for x, df in [(0.001, 1), (0.5, 2), (3.84, 1), (10.4, 8), (10.4, 10), (100, 10),
                  (1000, 900), (700, 900), (1e-8, 3)]:
        emit("chi2", "upper", x, df, scipy.stats.chi2.sf(x, df))
    for q, df in [(0.975, 1), (0.975, 2), (0.975, 9), (0.975, 49), (0.995, 499),
                  (0.025, 4), (0.6, 3), (0.975, 1e6)]:
        emit("t", "quantile", q, df, scipy.stats.t.ppf(q, df))
    # PSI: deciles of the old column, the last bin without rows in the new one.
    i = np.arange(1, 1001)
    old = (i * 389) % 997
    new = ((i * 631) % 1009) * 0.8
    edges = np.sort(old)[[k * 1000 // 10 for k in range(1, 10)]]
    a = np.bincount(np.searchsorted(edges, old, side="right"), minlength=10)
    b = np.bincount(np.searchsorted(edges, new, side="right"), minlength=10)
    a, b = np.where(a, a, 0.5) / 1000, np.where(b, b, 0.5) / 1000
    emit("psi", "numeric", np.sum((b - a) * np.log(b / a)))


main()
