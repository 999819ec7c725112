#!/usr/bin/env python3
# Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
#
# Makes the tables in src/math/normal_floats-inl.h (needs mpmath):
#   tools/normal_table.py
# Of a function F, for each c = 0, 1/4, ..., 31/4, the polynomial of degree 6 in d,
# |d| <= 1/8 (for c = 0 from 0 on), that agrees with F(c + d) at Chebyshev's points. Its
# first three coefficients are sums of two floats. The functions are
#   M(a) = exp(a^2/2) Phi(-a) with the normal distribution's Phi, and
#   G(a) = M(a) - a / sqrt(2 pi), which is exp(a^2/2) times the slope of gelu at -a.
# What is printed are the tables' columns, and the largest errors, relative to M and, as G
# crosses 0, to the larger of |G| and 1/16. From m2 on the columns are the same: M and G
# differ by a linear function.

import re
import struct

import mpmath

mpmath.mp.dps = 50
DEGREE = 6


def M(a):
    return mpmath.exp(a * a / 2) * mpmath.erfc(a / mpmath.sqrt(2)) / 2


def G(a):
    return M(a) - a / mpmath.sqrt(2 * mpmath.pi)


def polynomial(f, c):
    low, high = (0 if c == 0 else -mpmath.mpf(1) / 8), mpmath.mpf(1) / 8
    points = [
        (low + high) / 2
        + (high - low) / 2 * mpmath.cos(mpmath.pi * (2 * k + 1) / (2 * DEGREE + 2))
        for k in range(DEGREE + 1)
    ]
    rows = mpmath.matrix([[d**k for k in range(DEGREE + 1)] for d in points])
    values = mpmath.matrix([f(c + d) for d in points])
    return list(mpmath.lu_solve(rows, values))


def as_float(value):
    return struct.unpack("f", struct.pack("f", float(value)))[0]


def text(value):
    return re.sub(r"\.?0*p", "p", value.hex()) + "f"


def make(name, f, size):
    columns = {}
    worst = 0
    for j in range(32):
        c = mpmath.mpf(j) / 4
        kept = []
        for k, value in enumerate(polynomial(f, c)):
            high = as_float(value)
            if f is G and k == 0 and abs(high) < 1 / 16:
                # Next to G's zero d m1 is larger; what their sum loses is then a
                # float all the same.
                high = as_float(mpmath.nint(value * 2**27) / 2**27)
            columns.setdefault(f"{k}", []).append(high)
            kept.append(high)
            if k < 3:
                low = as_float(value - high)
                columns.setdefault(f"{k}_low", []).append(low)
                kept[-1] = mpmath.mpf(high) + low
        for i in range(-64, 65):
            d = mpmath.mpf(i) / 512
            if c + d < 0:
                continue
            exact = f(c + d)
            worst = max(worst, abs(mpmath.polyval(kept[::-1], d) - exact) / size(exact))
    print(f"// {name}")
    for column, values in columns.items():
        print(f"    // m{column}")
        print("    {" + ", ".join(text(v) for v in values) + "},")
    print(f"// log2 of {name}'s error:", mpmath.nstr(mpmath.log(worst, 2), 4))


make("M", M, abs)
make("G", G, lambda value: max(abs(value), mpmath.mpf(1) / 16))
