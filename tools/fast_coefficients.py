#!/usr/bin/env python3
# Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
#
# Makes the coefficients of the fast tier in src/math/gelu-inl.h and silu-inl.h (needs
# mpmath):
#   tools/fast_coefficients.py
# Each polynomial is fitted for the smallest relative error, by least squares whose weights
# grow where the error is large (C. L. Lawson, 1961), at Chebyshev's points. Coefficients
# are rounded to floats one after the other, from the lowest on, and those left are fitted
# again. Printed are they and the largest error.

import re
import struct

import mpmath

mpmath.mp.dps = 40
mpf = mpmath.mpf
POINTS, ROUNDS = 80, 12


def as_float(value):
    return mpf(struct.unpack("f", struct.pack("f", float(value)))[0])


def text(value):
    return re.sub(r"\.?0*p", "p", float(value).hex()) + "f"


def fit(f, points, degree, fixed):
    """The coefficients, some of which are given."""
    values = [f(x) for x in points]
    free = [i for i in range(degree + 1) if i not in fixed]
    weights = [mpf(1)] * len(points)
    best, least = None, None
    for _ in range(ROUNDS):
        rows, sides = [], []
        for x, value, weight in zip(points, values, weights):
            root = mpmath.sqrt(weight)
            known = sum(c * x**i for i, c in fixed.items())
            rows.append([root / value * x**i for i in free])
            sides.append(root * (1 - known / value))
        rows, sides = mpmath.matrix(rows), mpmath.matrix(sides)
        solution = mpmath.lu_solve(rows.T * rows, rows.T * sides)
        all_of_them = {**fixed, **dict(zip(free, solution))}
        errors = [abs(polynomial(all_of_them, x) / value - 1)
                  for x, value in zip(points, values)]
        worst = max(errors)
        if least is None or worst < least:
            best, least = all_of_them, worst
        weights = [w * (e / worst + mpf("1e-3")) for w, e in zip(weights, errors)]
    return best


def polynomial(coefficients, x):
    return sum(c * x**i for i, c in coefficients.items())


def make(name, f, low, high, degree, **given):
    angles = (mpmath.pi * (k + mpf(1) / 2) / POINTS for k in range(POINTS))
    points = [(low + high - (high - low) * mpmath.cos(angle)) / 2 for angle in angles]
    fixed = {0: mpf(given["first"])} if given else {}
    for i in range(len(fixed), degree + 1):
        fixed[i] = as_float(fit(f, points, degree, fixed)[i])
    error = max(abs(polynomial(fixed, x) / f(x) - 1)
                for x in (low + (high - low) * k / 999 for k in range(1000)))
    print(f"// {name}: 2^{mpmath.nstr(mpmath.log(error, 2), 4)} off at most")
    print("  " + ", ".join(map(text, fixed.values())))


def show_zero(name, zero):
    high = as_float(zero)
    print(f"// {name}: {text(high)} + {text(as_float(zero - high))}")


# ---- gelu, with z = a / (a + 2): a = 2 z / (1 - z)

FAR = mpf(8)
MOST = FAR / (FAR + 2)


def a_of(z):
    return 2 * z / (1 - z)


def mills(a):
    return mpmath.exp(a * a / 2) * mpmath.erfc(a / mpmath.sqrt(2)) / 2


def slope(a):
    """exp(a^2/2) times the slope of gelu at -a."""
    return mills(a) - a / mpmath.sqrt(2 * mpmath.pi)


ZERO = mpmath.findroot(slope, 0.75)


def without_zero(z):
    a = a_of(z)
    if abs(a - ZERO) < mpf("1e-15"):
        return -mpmath.diff(slope, ZERO)
    return slope(a) / (ZERO - a)


make("M of gelu", lambda z: mills(a_of(z)) * (a_of(z) + 2), mpf(0), MOST, 9, first=1)
make("H of gelu's slope", without_zero, mpf(0), MOST, 8)
show_zero("where that is 0, at -", ZERO)


# ---- silu: its slope near where it is 0, by the distance to that


def silu_slope(a):
    """At -a."""
    e = mpmath.exp(-a)
    return e * (1 + e - a) / (1 + e) ** 2


SILU_ZERO = mpmath.findroot(lambda a: 1 + mpmath.exp(-a) - a, 1.28)


def silu_without_zero(d):
    if abs(d) < mpf("1e-15"):
        return -mpmath.diff(silu_slope, SILU_ZERO)
    return silu_slope(SILU_ZERO - d) / d


make("silu's slope near 0", silu_without_zero, -mpf(1) / 32, mpf(1) / 32, 3)
show_zero("where that is 0, at -", SILU_ZERO)
