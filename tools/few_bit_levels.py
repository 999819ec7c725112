#!/usr/bin/env python3
# Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
#
# Makes src/grad/few_bit_levels.inc, the tables of the few-bit caches, and
# prints their theoretical errors as the table of docs/few_bit.md:
#   python3 tools/few_bit_levels.py        (from the repository's root)
# Needs Python 3.9 or later with mpmath and numpy; takes about a minute.
#
# For each function f and b bits: the step function q of 2^b steps that minimises
#   E(q) = integral over the real line of (f'(x) - q(x))^2 w(x) dx,   w = 1,
# after Novikov et al., "Few-Bit Backward: Quantized Gradients of Activation
# Functions for Memory Footprint Reduction", ICML 2023, arXiv 2202.00441, where
# q takes the place of f' in the backward pass. The weight w is a choice: 1 on
# an interval that is large enough (the authors' own program has [-100, 100]),
# or a density expected of x. Here it is 1 on the whole line, so that no guess
# about x goes in. E is finite all the same, as f' tends to 0 or 1 fast enough;
# the level of an unbounded cell is then that limit exactly. For the even f'
# (sigmoid, tanh) q is a function of |x|, so all steps lie on the half line.
#
# How: dynamic programming over a grid finds the best steps of all those with
# thresholds on the grid, so the minimum is the global one; then Newton's method
# in 50 digits solves the conditions that hold at a minimum (Lloyd, Max):
#   each level is the mean of f' over its cell,  (f(b) - f(a)) / (b - a),
#   at each threshold f' is the mean of the two levels beside it.
# The grid is dense where good thresholds are: where |f''|^(2/3) is large.
#
# Thresholds are rounded to double, levels to float: the product of a float (or
# a 16-bit number) and a level is then exact in double, and the gradient is
# rounded once. At a minimum that changes E by parts in 10^8 at most.
#
# Printed: f; bits; the square root of E; the same by the theory of many levels
# (Panter and Dite's formula for steps: N levels on the line have
# E = (integral of |f''|^(2/3))^3 / (12 N^2)); the largest |f' - q|; the
# root-mean-square error of the gradient relative to its own root mean square
# where x is normal with mean 0 and deviation 1 and dy is independent of it; the
# first and the last threshold.

import numpy as np
import mpmath as mp

mp.mp.dps = 50
BITS = (2, 4, 8)
GRID = 2400  # intervals of the dynamic programming's grid


class Function:
    """f, f' and f'' of one variable, for mpmath; f' also for numpy arrays."""

    def __init__(self, name, even, reach, f, d, d_numpy):
        self.name, self.even, self.reach = name, even, mp.mpf(reach)
        self.f, self.d, self.d_numpy = f, d, d_numpy
        self.last = mp.mpf(0 if even else 1)  # the limit of f' at infinity

    def dd(self, x):
        return mp.diff(self.d, x)


def logistic(x):
    return 1 / (1 + mp.exp(-x))


def logistic_numpy(x):
    return 0.5 * (1 + np.tanh(x / 2))


def erf_numpy(x):
    return np.array([float(mp.erf(v)) for v in x.ravel()]).reshape(x.shape)


GELU_A, GELU_B = mp.sqrt(2 / mp.pi), mp.mpf(44715) / 1000000


def gelu_tanh_derivative(x, tanh, a, b):
    t = tanh(a * (x + b * x**3))
    return (1 + t) / 2 + x * (1 - t * t) / 2 * a * (1 + 3 * b * x * x)


# reach: beyond it f' is within 10^-9 or so of its limit.
FUNCTIONS = (
    Function(
        "sigmoid", True, 24, logistic,
        lambda x: logistic(x) * logistic(-x),
        lambda x: logistic_numpy(x) * logistic_numpy(-x)),
    Function(
        "tanh", True, 12, mp.tanh,
        lambda x: mp.sech(x) ** 2,
        lambda x: 1 / np.cosh(x) ** 2),
    Function(
        "silu", False, 28, lambda x: x * logistic(x),
        lambda x: logistic(x) * (1 + x * logistic(-x)),
        lambda x: logistic_numpy(x) * (1 + x * logistic_numpy(-x))),
    Function(
        "gelu", False, 7, lambda x: x * mp.ncdf(x),
        lambda x: mp.ncdf(x) + x * mp.npdf(x),
        lambda x: 0.5 * (1 + erf_numpy(x / np.sqrt(2)))
        + x * np.exp(-x * x / 2) / np.sqrt(2 * np.pi)),
    Function(
        "gelu_tanh", False, 7,
        lambda x: x * (1 + mp.tanh(GELU_A * (x + GELU_B * x**3))) / 2,
        lambda x: gelu_tanh_derivative(x, mp.tanh, GELU_A, GELU_B),
        lambda x: gelu_tanh_derivative(x, np.tanh, float(GELU_A),
                                       float(GELU_B))),
)


def make_grid(fn):
    """Points of the grid, and the integral of |f''|^(2/3) over the line."""
    low = 0.0 if fn.even else -float(fn.reach)
    fine = np.linspace(low, float(fn.reach), 200_001)
    slope = np.abs(np.gradient(fn.d_numpy(fine), fine)) ** (2 / 3)
    step = fine[1] - fine[0]
    mass = np.concatenate(([0], np.cumsum((slope[1:] + slope[:-1]) / 2 * step)))
    # A fifth of the points evenly, so that flat stretches have some too.
    share = 0.8 * mass / mass[-1] + 0.2 * (fine - low) / (fine[-1] - low)
    grid = np.interp(np.linspace(0, 1, GRID + 1), share, fine)
    return grid, mass[-1] * (2 if fn.even else 1)


def program(fn, grid):
    """For each of BITS the best steps' thresholds on the grid, and their E."""
    nodes, weights = np.polynomial.legendre.leggauss(12)
    a, b = grid[:-1], grid[1:]
    x = (a + b)[:, None] / 2 + (b - a)[:, None] / 2 * nodes
    d = fn.d_numpy(x)
    scale = (b - a) / 2

    def prefix(values):
        return np.concatenate(([0], np.cumsum(values @ weights * scale)))

    one, two = prefix(d), prefix(d * d)
    tail = prefix((d - float(fn.last)) ** 2)
    # cost[i, j]: of one cell from point i to point j, with its best level.
    width = grid[None, :] - grid[:, None]
    with np.errstate(divide="ignore", invalid="ignore"):
        cost = (two[None, :] - two[:, None]
                - (one[None, :] - one[:, None]) ** 2 / width)
    cost[np.tril_indices(GRID + 1)] = np.inf
    to_end = tail[-1] - tail  # the last cell, whose level is the limit
    best = cost[0].copy() if fn.even else two.copy()
    best[0] = np.inf
    came_from = []
    found = {}
    for cells in range(1, 2 ** max(BITS)):
        # best[j]: of `cells` cells that end at point j.
        for bits in BITS:
            if cells == 2**bits - 1:
                total = best + to_end
                j = int(np.argmin(total))
                error = total[j]
                thresholds = [j]
                for steps in reversed(came_from):
                    thresholds.append(int(steps[thresholds[-1]]))
                start = [mp.mpf(float(grid[j])) for j in thresholds[::-1]]
                found[bits] = (start, error * (2 if fn.even else 1))
        sums = best[:, None] + cost
        came_from.append(np.argmin(sums, axis=0))
        best = np.min(sums, axis=0)
    return found


def levels_of(fn, thresholds):
    """The best levels for these thresholds."""
    inner = [(fn.f(b) - fn.f(a)) / (b - a)
             for a, b in zip(thresholds, thresholds[1:])]
    first = (fn.f(thresholds[0]) - fn.f(mp.mpf(0))) / thresholds[0] if fn.even \
        else mp.mpf(0)
    return [first, *inner, fn.last]


def refine(fn, thresholds):
    """Newton's method for the thresholds, to some 40 digits."""
    n = len(thresholds)
    for _ in range(60):
        levels = levels_of(fn, thresholds)
        residual = [fn.d(s) - (levels[i] + levels[i + 1]) / 2
                    for i, s in enumerate(thresholds)]
        lower, diagonal, upper = [], [], []
        for i, s in enumerate(thresholds):
            # Levels of the cells left and right of s move with s and with the
            # thresholds next to it.
            d, left, right = fn.d(s), levels[i], levels[i + 1]
            has_left, has_right = i > 0, i + 1 < n
            slope = fn.dd(s)
            lower.append(mp.mpf(0))
            upper.append(mp.mpf(0))
            if has_left or fn.even:
                width = s - (thresholds[i - 1] if has_left else 0)
                slope -= (d - left) / width / 2
                if has_left:
                    lower[i] = -(left - fn.d(thresholds[i - 1])) / width / 2
            if has_right:
                width = thresholds[i + 1] - s
                slope -= (right - d) / width / 2
                upper[i] = -(fn.d(thresholds[i + 1]) - right) / width / 2
            diagonal.append(slope)
        # Thomas' algorithm; `pivots` are those of the Jacobian.
        pivots, rhs = [diagonal[0]], [residual[0]]
        for i in range(1, n):
            factor = lower[i] / pivots[i - 1]
            pivots.append(diagonal[i] - factor * upper[i - 1])
            rhs.append(residual[i] - factor * rhs[i - 1])
        move = [rhs[-1] / pivots[-1]]
        for i in range(n - 2, -1, -1):
            move.append((rhs[i] - upper[i] * move[-1]) / pivots[i])
        move.reverse()
        thresholds = [s - m for s, m in zip(thresholds, move)]
        assert all(a < b for a, b in zip(thresholds, thresholds[1:]))
        if max(abs(m) for m in move) < mp.mpf(10) ** -36:
            # The Hessian of E is the Jacobian with row i times
            # 2 (level[i+1] - level[i]): all its pivots positive is a minimum.
            assert all(p * (levels[i + 1] - levels[i]) > 0
                       for i, p in enumerate(pivots)), "not a minimum"
            # Where f' - 1/2 is odd the middle threshold is 0 but for rounding.
            return [s if abs(s) > mp.mpf(10) ** -35 else mp.mpf(0)
                    for s in thresholds]
    raise RuntimeError("Newton's method did not converge")


def errors(fn, thresholds, levels):
    """The square root of E, the largest |f' - q| over the line, and the relative
    error for normal x."""
    ends = [mp.mpf(0)] if fn.even else [-4 * fn.reach]
    ends += [*thresholds, 4 * fn.reach]
    # f' may turn inside a cell; then its extremes are not at the thresholds.
    turns = [mp.findroot(fn.dd, (s, s + mp.mpf("0.1")))
             for s in ([] if fn.even else
                       [mp.mpf("-2.4"), mp.mpf("2.4")] if fn.name == "silu"
                       else [mp.mpf("-1.4"), mp.mpf("1.4")])]
    total, largest, normal, whole = [mp.mpf(0)] * 4
    for a, b, level in zip(ends, ends[1:], levels):
        pieces = max(2, int(mp.ceil((b - a) * 2)))
        cuts = [a + (b - a) * i / pieces for i in range(pieces + 1)]
        with mp.workdps(25):
            total += mp.quad(lambda x, level=level: (fn.d(x) - level) ** 2,
                             cuts, maxdegree=5)
            normal += mp.quad(lambda x, level=level: mp.npdf(x)
                              * (fn.d(x) - level) ** 2, cuts, maxdegree=5)
            whole += mp.quad(lambda x: mp.npdf(x) * fn.d(x) ** 2, cuts,
                             maxdegree=5)
        for x in [a, b, *(t for t in turns if a < t < b)]:
            largest = max(largest, abs(fn.d(x) - level))
    return (mp.sqrt(total * (2 if fn.even else 1)), largest,
            mp.sqrt(normal / whole))


def write_array(out, name, values):
    out.append(f"constexpr double {name}[] = {{")
    line = "   "
    for v in values:
        text = float(v).hex()
        # Python pads fractions with zeros; the sources do not.
        mantissa, exponent = text.split("p")
        if "." in mantissa:
            mantissa = mantissa.rstrip("0").rstrip(".")
        text = f" {mantissa}p{exponent},"
        if len(line) + len(text) > 80:
            out.append(line)
            line = "   "
        line += text
    out += [line, "};"]


def main():
    out = [
        "// Copyright 2026 The Ogive Authors. "
        "SPDX-License-Identifier: Apache-2.0",
        "//",
        "// Made by tools/few_bit_levels.py, which says how; change that, not "
        "this.",
        "// Of each function and number of bits: the thresholds, where each "
        "step but",
        "// the first begins (in |x| for the even f'), the steps' levels, and "
        "the",
        "// error of these steps: the square root of the integral of "
        "(f' - q)^2",
        "// over the line, and the largest |f' - q|.",
    ]
    rows = []
    for fn in FUNCTIONS:
        grid, mass = make_grid(fn)
        found = program(fn, grid)
        rows.append([])
        for bits in BITS:
            start, grid_error = found[bits]
            thresholds = refine(fn, start)
            levels = levels_of(fn, thresholds)
            rounded = [mp.mpf(float(np.float32(float(v)))) for v in levels]
            l2, largest, normal = errors(fn, thresholds, rounded)
            # The refined steps are no worse than the best on the grid, and near.
            assert 0.97 * grid_error < l2**2 < grid_error * (1 + 1e-9), (
                fn.name, bits, float(l2**2), grid_error)
            count = 2**bits * (2 if fn.even else 1)
            limit = mp.sqrt(mp.mpf(mass) ** 3 / 12) / count
            name = "k" + fn.name.title().replace("_", "") + str(bits)
            out.append("")
            write_array(out, name + "Thresholds", thresholds)
            write_array(out, name + "Levels", rounded)
            rows[-1].append(
                f"{{{'true' if fn.even else 'false'}, {mp.nstr(l2, 6)}, "
                f"{mp.nstr(largest, 6)}, {name}Thresholds, {name}Levels}}")
            print(f"| {fn.name} | {bits} | {mp.nstr(l2, 4)} | "
                  f"{mp.nstr(limit, 4)} | {mp.nstr(largest, 4)} | "
                  f"{mp.nstr(normal, 3)} | "
                  f"{mp.nstr(thresholds[0], 4)} to "
                  f"{mp.nstr(thresholds[-1], 4)} |", flush=True)
    out += ["", "constexpr FewBitTable kTables[][3] = {"]
    for row in rows:
        out.append("    {" + ",\n     ".join(row) + "},")
    out.append("};")
    with open("src/grad/few_bit_levels.inc", "w", encoding="ascii") as file:
        file.write("\n".join(out) + "\n")


if __name__ == "__main__":
    print("| f | bits | L2 error | by many levels' theory | largest error | "
          "relative error, normal x | thresholds |")
    print("|---|---|---|---|---|---|---|")
    main()
