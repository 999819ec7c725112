#!/usr/bin/env python3
# Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
#
# Makes tests/data/logistic_regression.tsv, what other programs say of the
# regressions that tests/logistic_regression_test.cc fits:
#   python3 tools/logistic_regression_values.py >tests/data/logistic_regression.tsv
# (from the repository's root; a minute). Needs Python 3.9 or later with
# statsmodels, scikit-learn and mpmath; the values were made with those that the
# file's first line names.
#
# Three sources:
#   statsmodels   Logit, method newton, tolerance 1e-13: estimates without a
#                 ridge, with standard errors, z and p
#   scikit-learn  LogisticRegression, solver newton-cholesky, tolerance 1e-14,
#                 C = 1/ridge, on columns standardised by StandardScaler, then
#                 taken back to the columns' units: estimates with a ridge
#   mpmath        Newton's method on the likelihood itself, in 50 digits, from
#                 the others' result until a step is below 1e-20 (what is then left is its square)
# Both libraries work in double, on columns standardised beforehand (statsmodels
# inverts the information matrix, which of the plain columns costs it half its
# digits). How far each is from mpmath is printed to stderr.

import csv
import json
import sys
from collections import Counter

import mpmath as mp
import numpy as np
import scipy
import sklearn
import statsmodels
import statsmodels.api as sm
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler

mp.mp.dps = 50


def read(path):
    with open(path, newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def design(rows, columns, categorical):
    """Terms and columns: levels but the most frequent, in byte order."""
    terms, x = [], []
    for column in columns:
        values = [row[column] for row in rows]
        if column not in categorical:
            terms.append(column)
            x.append([float(v) for v in values])
            continue
        count = Counter(values)
        levels = sorted(count, key=lambda level: level.encode())
        reference = max(levels, key=lambda level: count[level])
        for level in levels:
            if level != reference:
                terms.append(f"{column} = {level}")
                x.append([float(v == level) for v in values])
    return terms, np.array(x).T


def exact(x, y, ridge, start):
    """Estimates, log-likelihood and covariance in 50 digits."""
    n, p = x.shape
    mean = [mp.fsum(map(mp.mpf, x[:, j])) / n for j in range(p)]
    dev = [mp.sqrt(mp.fsum((mp.mpf(v) - mean[j]) ** 2 for v in x[:, j]) / n)
           for j in range(p)]
    z = [[mp.mpf(1)] + [(mp.mpf(x[i, j]) - mean[j]) / dev[j] for j in range(p)]
         for i in range(n)]
    b = mp.matrix([mp.mpf(start[0]) + mp.fdot(map(mp.mpf, start[1:]), mean)] +
                  [mp.mpf(start[j + 1]) * dev[j] for j in range(p)])
    while True:
        g = [mp.mpf(0)] * (p + 1)
        h = mp.zeros(p + 1)
        ll = mp.mpf(0)
        for zi, yi in zip(z, y):
            eta = mp.fdot(zi, b)
            s = 1 / (1 + mp.exp(-eta))
            ll += mp.log(s if yi else 1 - s)
            w = s * (1 - s)
            for j in range(p + 1):
                if zi[j] == 0:
                    continue
                g[j] += (int(yi) - s) * zi[j]
                wz = w * zi[j]
                for k in range(j + 1):
                    h[j, k] += wz * zi[k]
        for j in range(p + 1):
            for k in range(j):
                h[k, j] = h[j, k]
            if j:
                g[j] -= ridge * b[j]
                h[j, j] += ridge
        step = mp.lu_solve(h, mp.matrix(g))
        b += step
        if max(abs(v) for v in step) < mp.mpf(10) ** -20:
            break  # and what is left is the square of that
    back = mp.zeros(p + 1)
    back[0, 0] = 1
    for j in range(p):
        back[j + 1, j + 1] = 1 / dev[j]
        back[0, j + 1] = -mean[j] / dev[j]
    covariance = back * mp.inverse(h) * back.T
    beta = back * b
    out = []
    for j in range(p + 1):
        se = mp.sqrt(covariance[j, j])
        out.append((beta[j], se, beta[j] / se,
                    mp.erfc(abs(beta[j] / se) / mp.sqrt(2))))
    return out, ll


def by_statsmodels(x, y):
    scaler = StandardScaler().fit(x)
    result = sm.Logit(y.astype(float), sm.add_constant(scaler.transform(x))).fit(
        method="newton", tol=1e-13, maxiter=100, disp=False)
    back = np.diag(np.concatenate([[1], 1 / scaler.scale_]))
    back[0, 1:] = -scaler.mean_ / scaler.scale_
    beta = back @ result.params
    se = np.sqrt(np.diag(back @ result.cov_params() @ back.T))
    z = beta / se
    return list(zip(beta, se, z, 2 * scipy.stats.norm.sf(abs(z)))), result.llf


def by_sklearn(x, y, ridge):
    scaler = StandardScaler().fit(x)
    fit = LogisticRegression(C=1 / ridge, solver="newton-cholesky", tol=1e-14,
                             max_iter=1000).fit(scaler.transform(x), y)
    beta = fit.coef_[0] / scaler.scale_
    intercept = fit.intercept_[0] - beta @ scaler.mean_
    return [(b,) for b in [intercept, *beta]]


def text(value):
    return mp.nstr(mp.mpf(value), 17, min_fixed=0, max_fixed=0)


def emit(case, source, terms, lines, ll=None):
    for term, line in zip(["(intercept)", *terms], lines):
        print(case, source, term, *map(text, line), sep="\t")
    if ll is not None:
        print(case, source, "(log-likelihood)", text(ll), sep="\t")


def compare(case, source, lines, reference):
    worst = max(abs(a / b - 1) for line, best in zip(lines, reference)
                for a, b in zip(map(mp.mpf, line), best))
    print(f"{case}: {source} is within {mp.nstr(worst, 2)} of mpmath",
          file=sys.stderr)


def run(case, rows, columns, categorical, label, positive, ridge):
    terms, x = design(rows, columns, categorical)
    y = np.array([row[label] == positive for row in rows])
    if ridge == 0:
        source, (lines, ll) = "statsmodels", by_statsmodels(x, y)
    else:
        source, lines, ll = "scikit-learn", by_sklearn(x, y, ridge), None
    best, best_ll = exact(x, y, ridge, [line[0] for line in lines])
    if ridge:
        best = [line[:1] for line in best]
    compare(case, source, lines, best)
    emit(case, source, terms, lines, ll)
    emit(case, "mpmath", terms, best, best_ll)


def main():
    print(f"# statsmodels {statsmodels.__version__}, scikit-learn "
          f"{sklearn.__version__}, mpmath {mp.__version__}, made by "
          "tools/logistic_regression_values.py")
    print("# case", "source", "term", "coefficient", "standard error", "z", "p",
          sep="\t")
    credit = read("data/german_credit.csv")
    with open("data/german_credit.schema.json", encoding="utf-8") as file:
        schema = json.load(file)["columns"]
    label = "creditability"
    predictors = [c for c in credit[0] if c != label]
    categorical = {c for c in predictors if schema[c]["type"] == "categorical"}
    fair = [c for c in predictors if "protected" not in schema[c]]
    run("credit", credit, fair, categorical, label, "bad", 0)
    run("credit all", credit, predictors, categorical, label, "bad", 0)
    run("credit ridge 2", credit, fair, categorical, label, "bad", 2)
    cells = read("data/breast_cancer_wdbc.csv")
    features = [c for c in cells[0] if c != "benign"]
    few = ["mean_radius", "mean_texture", "mean_smoothness"]
    run("cells few", cells, few, set(), "benign", "1", 0)
    run("cells ridge 1", cells, features, set(), "benign", "1", 1)


main()
