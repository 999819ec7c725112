# Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
"""Figures of functions, by matplotlib."""

import math

import numpy as np

from . import exact
from ._elementwise import TABLE


def plot(*functions, derivative=False, limits=(-8.0, 8.0), ax=None, **parameters):
    """Draws functions, and their derivatives, and returns matplotlib's axes.

    functions    names, such as "sigmoid"; sigmoid where there are none
    derivative   whether to draw the derivatives too
    limits       of x
    ax           the axes to draw into; new ones where left out
    parameters   of the functions, such as alpha=0.5; those that take no such
                 parameter are drawn as they are

    The axes cross in the origin; the ends of a range that is bounded are dashed
    lines.
    """
    try:
        import matplotlib.pyplot as plt
    except ImportError as error:
        raise ImportError(
            "ogive: plot needs matplotlib: pip install matplotlib"
        ) from error
    functions = functions or ("sigmoid",)
    for name in functions:
        if name not in TABLE:
            raise ValueError(
                f"ogive: plot: {name!r} is none of {', '.join(TABLE)}"
            )
    known = {p for name in functions for p, _, _ in TABLE[name]["parameters"]}
    for parameter in parameters:
        if parameter not in known:
            raise TypeError(
                f"ogive: plot: {parameter} is a parameter of none of "
                + ", ".join(functions)
            )
    low, high = limits
    if not (math.isfinite(low) and math.isfinite(high) and low < high):
        raise ValueError(f"ogive: plot: limits are {limits}; two numbers, the "
                         "lower first, are needed")
    if ax is None:
        _, ax = plt.subplots(layout="constrained")

    ends = set()
    for name in functions:
        row = TABLE[name]
        own = {p for p, _, _ in row["parameters"]}
        given = {k: v for k, v in parameters.items() if k in own}
        x = np.linspace(max(low, row["domain_from"]), min(high, row["domain_to"]),
                        1001)
        with np.errstate(all="ignore"):  # a pole is no mistake in a figure
            y = getattr(exact, name)(x, **given)
            line, = ax.plot(x, y, label=name)
            if derivative:
                d = getattr(exact, name + "_derivative")(x, **given)
                ax.plot(x, d, label=f"{name}'", color=line.get_color(),
                        linestyle=":")
        if not given:
            ends |= {end for end in (row["lowest"], row["highest"])
                     if math.isfinite(end) and end != 0}
    for end in sorted(ends):
        ax.axhline(end, color="gray", linewidth=0.8, linestyle="--", zorder=0)
    for side in ("top", "right"):
        ax.spines[side].set_visible(False)
    for side in ("left", "bottom"):
        ax.spines[side].set_position("zero")
    ax.set_xlim(low, high)
    ax.set_xlabel("x", loc="right")
    # The axes' crossing bears one 0, not two that the curves run through.
    ax.yaxis.set_major_formatter(lambda value, _: f"{value:g}" if value else "")
    ax.legend(loc="upper left", framealpha=1, edgecolor="none")
    return ax
