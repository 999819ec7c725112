# Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
"""How the benchmarks of scored rows print their times."""

import statistics


def print_throughput(times, base, rows):
    """The median of each contestant's times, in rows a second too, and of its ratios
    to the one called base, round by round: how many times as fast."""
    for name, values in times.items():
        ratio = statistics.median(b / v for b, v in zip(times[base], values))
        median = statistics.median(values)
        print(f"{name:32}  {median:7.3f} s  {rows / median / 1e6:6.3f} M rows/s  "
              f"{ratio:6.2f} x")
