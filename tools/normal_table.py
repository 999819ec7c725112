#!/usr/bin/env python3
# Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
#
# Makes the table in src/math/normal_floats-inl.h (needs mpmath):
#   tools/normal_table.py
# For each c = 0, 1/4, ..., 31/4 the polynomial of degree 6 in d, |d| <= 1/8 (for
# c = 0 from 0 on), that agrees with M(c + d) at Chebyshev's points, where
# M(a) = exp(a^2/2) Phi(-a) and Phi is the normal distribution. Its first three coefficients are sums of two
# floats. What is printed are the table's columns, and the largest relative error.

import re
import struct

import mpmath

mpmath.mp.dps = 50
DEGREE = 6


def M(a):
    return mpmath.exp(a * a / 2) * mpmath.erfc(a / mpmath.sqrt(2)) / 2


def polynomial(c):
    low, high = (0 if c == 0 else -mpmath.mpf(1) / 8), mpmath.mpf(1) / 8
    points = [
        (low + high) / 2
        + (high - low) / 2 * mpmath.cos(mpmath.pi * (2 * k + 1) / (2 * DEGREE + 2))
        for k in range(DEGREE + 1)
    ]
    rows = mpmath.matrix([[d**k for k in range(DEGREE + 1)] for d in points])
    values = mpmath.matrix([M(c + d) for d in points])
    return list(mpmath.lu_solve(rows, values))


def as_float(value):
    return struct.unpack("f", struct.pack("f", float(value)))[0]


def text(value):
    return re.sub(r"\.?0*p", "p", value.hex()) + "f"


columns = {}
worst = 0
for j in range(32):
    c = mpmath.mpf(j) / 4
    kept = []
    for k, value in enumerate(polynomial(c)):
        high = as_float(value)
        columns.setdefault(f"m{k}", []).append(high)
        kept.append(high)
        if k < 3:
            low = as_float(value - high)
            columns.setdefault(f"m{k}_low", []).append(low)
            kept[-1] = mpmath.mpf(high) + low
    for i in range(-64, 65):
        d = mpmath.mpf(i) / 512
        if c + d < 0:
            continue
        off = mpmath.polyval(kept[::-1], d) / M(c + d) - 1
        worst = max(worst, abs(off))
for name, values in columns.items():
    print(f"    // {name}")
    print("    {{" + ", ".join(text(v) for v in values) + "}},")
print("// log2 of the relative error:", mpmath.nstr(mpmath.log(worst, 2), 4))
