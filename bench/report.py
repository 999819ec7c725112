#!/usr/bin/env python3
# Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
#
# Makes the report of a measurement, performance.md and its figures, from the
# JSON files that scripts/bench.sh has left in a folder:
#
#   report.py build/bench -o docs
#
# What stands between the two comments of "Notes" in docs/performance.md is
# written by hand, and taken over. Needs Python alone; without matplotlib the
# figures are left out.

import argparse
import json
import os
import statistics
import sys

NAMES = {
    "ogive_exact": "Ogive, exact",
    "ogive_fast": "Ogive, fast",
    "ogive_output": "Ogive, exact, from the output",
    "ogive_tail": "Ogive, exact, from the tail cache",
    "copy": "copy",
    "streaming_copy": "streaming copy",
    "triad": "triad",
    "streaming_triad": "streaming triad",
    "empty_call": "a C function that does nothing",
    "libm": "loop over the C library's exp",
    "loop": "plain loop",
    "sleef": "SLEEF",
    "onednn": "oneDNN",
    "xnnpack": "XNNPACK",
    "pytorch": "PyTorch",
    "tensorflow": "TensorFlow",
    "jax": "JAX",
    "onnxruntime": "ONNX Runtime",
    "openvino": "OpenVINO",
    "scipy": "SciPy",
    "numpy": "NumPy",
}
COPIES = ["copy", "streaming_copy", "triad", "streaming_triad"]
OGIVES = ["ogive_exact", "ogive_fast", "ogive_output", "ogive_tail"]
PEERS = [name for name in NAMES if name not in COPIES + OGIVES + ["empty_call"]]
# Okabe and Ito's colours, and shapes: told apart without colour as well.
STYLES = {
    "ogive_exact": ("#D55E00", "o", 2.4),
    "ogive_output": ("#D55E00", "o", 2.4),
    "ogive_fast": ("#0072B2", "s", 2.4),
    "ogive_tail": ("#0072B2", "s", 2.4),
    "pytorch": ("#009E73", "^", 1.3),
    "tensorflow": ("#CC79A7", "v", 1.3),
    "jax": ("#56B4E9", "D", 1.3),
    "onnxruntime": ("#E69F00", "P", 1.3),
    "openvino": ("#7F7F7F", "X", 1.3),
    "scipy": ("#4B3B8F", "<", 1.3),
    "numpy": ("#8C564B", ">", 1.3),
    "libm": ("#7F7F7F", "X", 1.3),
    "loop": ("#7F7F7F", "X", 1.3),
    "sleef": ("#009E73", "^", 1.3),
    "onednn": ("#E69F00", "P", 1.3),
    "xnnpack": ("#CC79A7", "v", 1.3),
}
# What scripts/bench.sh leaves, in the order of the report.
FILES = ["machine.json"] + [
    f"{program}-{run}.json"
    for run in ("one", "all", "avx2", "all-avx2")
    for program in ("peers", "frameworks")
]
FAMILY = ["tanh", "silu", "gelu", "softplus", "mish", "elu"]
IN_CACHE = [4096, 65536]
TO_2_20 = [4096, 65536, 1 << 20]
BEYOND_CACHE = 1 << 26
BEGIN = "<!-- Notes, written by hand: kept by bench/report.py -->"
END = "<!-- End of the notes -->"


class Spread:
    """The median and the quartiles of some values."""

    def __init__(self, values):
        values = sorted(values)
        self.median = statistics.median(values)
        if len(values) > 1:
            self.lower, _, self.upper = statistics.quantiles(
                values, n=4, method="inclusive"
            )
        else:
            self.lower = self.upper = self.median

    def __str__(self):
        return f"{self.median:.2f} ({self.lower:.2f}–{self.upper:.2f})"


class Measurements:
    """The times of every contestant, by round, from the files of a folder."""

    def __init__(self, folder):
        self.machine, self.versions, self.skipped, self.targets = {}, {}, [], {}
        self.times = {}  # (run, op, dtype, n) -> {contestant: [ns]}
        self.threads = {}
        for file_name in FILES:
            if not os.path.exists(os.path.join(folder, file_name)):
                continue
            with open(os.path.join(folder, file_name), encoding="utf-8") as file:
                data = json.load(file)
            self.versions.update(data.get("versions", {}))
            if data["program"] == "machine":
                self.machine = data
                continue
            run = file_name.removesuffix(".json")  # such as peers-one
            self.threads[run] = data["threads"]
            self.targets[run] = data["target"]
            for entry in data.get("skipped", []):
                if entry not in self.skipped:
                    self.skipped.append(entry)
            for row in data["results"]:
                key = (run, row["op"], row["dtype"], row["n"])
                self.times.setdefault(key, {})[row["contestant"]] = row["ns"]

    def group(self, run, op, dtype, n):
        return self.times.get((run, op, dtype, n), {})

    def sizes(self, run, op, dtype):
        return sorted(k[3] for k in self.times if k[:3] == (run, op, dtype))

    def ratio(self, run, op, dtype, n, name, other):
        """Of times of the same round: None where one was not measured."""
        group = self.group(run, op, dtype, n)
        if name not in group or other not in group:
            return None
        return Spread([a / b for a, b in zip(group[name], group[other])])

    def ns(self, run, op, dtype, n, name):
        times = self.group(run, op, dtype, n).get(name)
        return statistics.median(times) if times else None

    def fastest_peer(self, run, op, dtype, n):
        group = self.group(run, op, dtype, n)
        peers = [name for name in group if name in PEERS]
        return min(peers, key=lambda p: statistics.median(group[p]), default=None)


def size_name(n):
    return {1 << 20: "2^20", 1 << 26: "2^26"}.get(n, str(n))


def run_name(m, run):
    program = "C++" if run.startswith("peers") else "Python"
    threads = m.threads[run]
    plural = "" if threads == 1 else "s"
    return f"{program}, {threads} thread{plural}, {m.targets[run]}"


def table(header, rows):
    lines = ["| " + " | ".join(header) + " |", "|---" * len(header) + "|"]
    lines += ["| " + " | ".join(row) + " |" for row in rows]
    return "\n".join(lines) + "\n"


# ---- Targets


class Target:
    """One promise: what was measured of it, and whether that keeps it."""

    def __init__(self, text, limit, unit=""):
        self.text, self.limit, self.unit = text, limit, unit
        self.cases = []  # (where, value, as text)

    def add(self, where, value):
        if value is not None:
            median = value.median if isinstance(value, Spread) else value
            self.cases.append((where, median, str(value)))

    def row(self):
        if not self.cases:
            return [self.text, f"{self.limit}{self.unit}", "", "not measured"]
        failed = [case for case in self.cases if case[1] > self.limit]
        where, worst, text = max(self.cases, key=lambda case: case[1])
        measured = f"{text}{self.unit}, {where}"
        if not failed:
            verdict = f"**met**, {100 * (1 - worst / self.limit):.0f} % to spare"
        else:
            verdict = (
                f"not met in {len(failed)} of {len(self.cases)}:"
                f" {100 * (worst / self.limit - 1):.0f} % above"
            )
        return [self.text, f"{self.limit}{self.unit}", measured, verdict]


def against(target, m, runs, ops, sizes, names, other, dtype="f32"):
    """Adds the ratios of `names` to `other`, or to the fastest peer."""
    for run in runs:
        for op in ops:
            for n in sizes or m.sizes(run, op, dtype):
                rival = other or m.fastest_peer(run, op, dtype, n)
                for name in names:
                    where = f"{op} of {size_name(n)}, {NAMES[name]}"
                    if other is None and rival:
                        where += f" to {NAMES[rival]}"
                    if len(runs) > 1:
                        where += f" ({run_name(m, run)})"
                    target.add(where, m.ratio(run, op, dtype, n, name, rival))
    return target


def targets(m):
    one, both = "frameworks-one", ["peers-one", "frameworks-one"]
    tiers = ["ogive_exact", "ogive_fast"]
    caches = ["ogive_output", "ogive_tail"]
    sigmoid, backward = ["sigmoid"], ["sigmoid_backward"]
    widest = m.targets.get("peers-one", "")
    yield against(
        Target("exact, 4096 to 2^20 floats, one thread, to PyTorch", 1.0),
        *(m, [one], sigmoid, TO_2_20, ["ogive_exact"], "pytorch"),
    )
    yield against(
        Target(
            f"fast, the same, {widest}", {"avx512": 0.5, "avx2": 0.6}.get(widest, 0.6)
        ),
        *(m, [one], sigmoid, TO_2_20, ["ogive_fast"], "pytorch"),
    )
    if "frameworks-avx2" in m.targets:
        yield against(
            Target("fast, the same, both kept to AVX2", 0.6),
            *(m, ["frameworks-avx2"], sigmoid, TO_2_20, ["ogive_fast"], "pytorch"),
        )
        yield against(
            Target("exact, the same, both kept to AVX2", 1.0),
            *(m, ["frameworks-avx2"], sigmoid, TO_2_20, ["ogive_exact"], "pytorch"),
        )
        yield against(
            Target("exact, 2^26 floats, one thread, both kept to AVX2", 1.0),
            *(m, ["frameworks-avx2"], sigmoid, [BEYOND_CACHE]),
            *(["ogive_exact"], "pytorch"),
        )
    if "peers-all-avx2" in m.targets:
        yield against(
            Target("fast, 2^26 floats, all cores, AVX2, to a streaming copy", 1.1),
            *(m, ["peers-all-avx2"], sigmoid, [BEYOND_CACHE]),
            *(["ogive_fast"], "streaming_copy"),
        )
    yield against(
        Target("fast, in cache, to the fastest peer", 0.9),
        *(m, both, sigmoid, IN_CACHE, ["ogive_fast"], None),
    )
    yield against(
        Target("2^26 floats, all cores, to a streaming copy", 1.1),
        *(m, ["peers-all"], sigmoid, [BEYOND_CACHE], tiers, "streaming_copy"),
    )
    yield against(
        Target("2^26 floats, one thread, to PyTorch", 0.75),
        *(m, [one], sigmoid, [BEYOND_CACHE], tiers, "pytorch"),
    )
    yield against(
        Target("backward, 2^26 floats, to a streaming triad", 1.1),
        *(m, ["peers-one", "peers-all"], backward, [BEYOND_CACHE]),
        *(caches, "streaming_triad"),
    )
    yield against(
        Target("backward, in cache, to PyTorch's sigmoid_backward", 0.6),
        *(m, [one], backward, IN_CACHE, caches, "pytorch"),
    )
    small = Target("64 floats by the C++ API", 40, " ns")
    for name in tiers:
        ns = m.ns("peers-one", "sigmoid", "f32", 64, name)
        small.add(NAMES[name], None if ns is None else round(ns, 1))
    ns = m.ns("peers-avx2", "sigmoid", "f32", 64, "ogive_fast")
    if ns is not None:
        small.add("Ogive, fast, AVX2", round(ns, 1))
    yield small
    narrow = Target("time of bf16 and f16 to that of f32, 2^26", round(1 / 1.5, 2))
    for run in ("peers-one", "peers-all"):
        for dtype in ("bf16", "f16"):
            pair = [
                m.ns(run, "sigmoid", d, BEYOND_CACHE, "ogive_exact")
                for d in (dtype, "f32")
            ]
            if None not in pair:
                where = f"{dtype} ({run_name(m, run)})"
                narrow.add(where, round(pair[0] / pair[1], 2))
    yield narrow
    for op in FAMILY:
        yield against(
            Target(f"{op}, exact, floats, one thread, to PyTorch", 1.0),
            *(m, [one], [op], None, ["ogive_exact"], "pytorch"),
        )
    rows = [op for op in ops_of(m, one) if op.startswith("softmax")]
    yield against(
        Target("softmax of rows, one thread, to PyTorch", 0.8),
        *(m, [one], rows, None, ["ogive_exact"], "pytorch"),
    )
    threads = Target("all cores to one thread, 2^20 and 2^26", 1.0)
    for op in FAMILY:
        for n in (1 << 20, 1 << 26):
            pair = [
                m.ns(run, op, "f32", n, "ogive_exact")
                for run in ("frameworks-all", "frameworks-one")
            ]
            if None not in pair:
                threads.add(f"{op} of {size_name(n)} f32", round(pair[0] / pair[1], 2))
    for op, names in ((sigmoid[0], tiers), (backward[0], caches)):
        for dtype in ("f32", "bf16", "f16", "f64"):
            for n in (1 << 20, 1 << 26):
                for name in names:
                    pair = [
                        m.ns(run, op, dtype, n, name)
                        for run in ("peers-all", "peers-one")
                    ]
                    if None not in pair:
                        where = f"{op} of {size_name(n)} {dtype}, {NAMES[name]}"
                        threads.add(where, round(pair[0] / pair[1], 2))
    yield threads


# ---- Tables


def ops_of(m, run):
    return list(dict.fromkeys(k[1] for k in m.times if k[0] == run))


def results_table(m, run, op, dtypes):
    """ns an element by contestant and size; then Ogive to the fastest peer."""
    rows = []
    sizes = sorted({n for d in dtypes for n in m.sizes(run, op, d) if n > 1})
    for dtype in dtypes:
        groups = {n: m.group(run, op, dtype, n) for n in sizes}
        present = [c for c in NAMES if any(c in group for group in groups.values())]
        for name in present:
            row = [dtype, NAMES[name]]
            for n in sizes:
                ns = m.ns(run, op, dtype, n, name)
                row.append("" if ns is None else f"{ns / n:.3f}")
            rows.append(row)
        for name in (c for c in present if c in OGIVES):
            row = [dtype, f"*{NAMES[name]}, to the fastest peer*"]
            for n in sizes:
                peer = m.fastest_peer(run, op, dtype, n)
                ratio = m.ratio(run, op, dtype, n, name, peer) if peer else None
                row.append(f"{ratio} {NAMES[peer]}" if ratio else "")
            if any(row[2:]):
                rows.append(row)
    return table(["", "ns an element", *map(size_name, sizes)], rows)


def family_table(m, run):
    rows = []
    ops = [op for op in ops_of(m, run) if not op.startswith("sigmoid")]
    for op in ops:
        for n in m.sizes(run, op, "f32"):
            group = m.group(run, op, "f32", n)
            cells = [
                f"{statistics.median(group[c]) / n:.3f}" if c in group else ""
                for c in family_columns(m, run, ops)
            ]
            to_pytorch = m.ratio(run, op, "f32", n, "ogive_exact", "pytorch")
            rows.append([op.replace("_", " "), size_name(n), *cells, str(to_pytorch)])
    columns = [NAMES[c] for c in family_columns(m, run, ops)]
    return table(["", "elements", *columns, "exact to PyTorch"], rows)


def family_columns(m, run, ops):
    keys = [key for key in m.times if key[0] == run and key[1] in ops]
    return [c for c in NAMES if any(c in m.times[key] for key in keys)]


# ---- Figures


def label_heights(values, low, high, least):
    """Heights for labels, in order and `least` apart, near their values."""
    order = sorted(range(len(values)), key=lambda i: values[i])
    heights = [0.0] * len(values)
    top = low - least
    for i in order:
        heights[i] = top = max(values[i], top + least)
    excess = top - high
    if excess > 0:  # from the top downwards
        bottom = high + least
        for i in reversed(order):
            heights[i] = bottom = min(heights[i], bottom - least)
    return heights


def draw(m, path, op, dtype, runs, title, png):
    """ns an element by size, one panel a run, above the streaming copy."""
    import matplotlib

    matplotlib.use("svg")
    matplotlib.rcParams["svg.hashsalt"] = "ogive"  # the same ids every time
    import matplotlib.pyplot as plt
    from math import exp, log

    runs = [run for run in runs if m.sizes(run, op, dtype)]
    if not runs:
        return False
    figure, panels = plt.subplots(
        1, len(runs), figsize=(6.4 * len(runs), 5.4), squeeze=False, sharey=True
    )
    floor_name = "triad" if op == "sigmoid_backward" else "copy"
    lines, floors = [], []
    for run in runs:
        sizes = [n for n in m.sizes(run, op, dtype) if n > 1]
        names = [
            c for c in STYLES if any(c in m.group(run, op, dtype, n) for n in sizes)
        ]
        of = lambda name: [
            (n, m.ns(run, op, dtype, n, name) / n)
            for n in sizes
            if name in m.group(run, op, dtype, n)
        ]
        lines.append({name: of(name) for name in names})
        plain, streaming = of(floor_name), dict(of("streaming_" + floor_name))
        floors.append([(n, min(y, streaming[n])) for n, y in plain])
    everything = [y for panel in lines for line in panel.values() for _, y in line]
    everything += [y for floor in floors for _, y in floor]
    low, high = min(everything) / 2, max(everything) * 1.6
    for axes, run, panel, floor in zip(panels[0], runs, lines, floors):
        xs, ys = zip(*floor)
        axes.fill_between(xs, low, ys, color="#E3E3E3", linewidth=0)
        axes.plot(xs, ys, color="#555555", linewidth=1.2)
        ends = [("the faster " + floor_name, floor[-1], "#555555")]
        for name, points in panel.items():
            color, marker, width = STYLES[name]
            xs, ys = zip(*points)
            axes.plot(xs, ys, color=color, marker=marker, linewidth=width, markersize=5)
            label = NAMES[name].replace("loop over the C library's exp", "C library")
            label = label.replace("exact, from the ", "from ")
            ends.append((label, points[-1], color))
        least = (log(high) - log(low)) * 0.043
        heights = label_heights(
            [log(y) for _, (_, y), _ in ends], log(low), log(high), least
        )
        right = max(x for _, (x, _), _ in ends)
        for (label, (x, y), color), height in zip(ends, heights):
            style = {"color": color, "linewidth": 0.6, "alpha": 0.6}
            leader = ([x * 1.25, right * 2.4], [y, exp(height)])
            axes.plot(*leader, clip_on=False, scalex=False, scaley=False, **style)
            weight = "bold" if label.startswith("Ogive") else "normal"
            place = (right * 2.6, exp(height), label)
            axes.text(*place, color=color, va="center", fontsize=9.5, weight=weight)
        axes.set(xscale="log", yscale="log", ylim=(low, high), xlabel="elements")
        sizes = [x for x, _ in floor]
        # 1024 would touch 4096.
        labels = ["" if n == 1024 else size_name(n) for n in sizes]
        axes.set_xticks(
            sizes,
            [n.replace("2^20", "2²⁰").replace("2^26", "2²⁶") for n in labels],
        )
        axes.minorticks_off()
        axes.yaxis.set_major_formatter(lambda y, _: f"{y:g}")
        axes.tick_params(labelleft=True)
        axes.set_title(run_name(m, run), fontsize=10.5)
        axes.grid(axis="y", color="#D0D0D0", linewidth=0.5)
        axes.set_axisbelow(True)
        axes.spines[["top", "right"]].set_visible(False)
    panels[0][0].set_ylabel("ns per element")
    figure.suptitle(title, fontsize=12.5, fontweight="bold")
    figure.tight_layout(w_pad=1.5)
    figure.savefig(path, metadata={"Date": None}, bbox_inches="tight")
    if png:
        figure.savefig(path.replace(".svg", ".png"), dpi=100, bbox_inches="tight")
    plt.close(figure)
    return True


def figures(m, folder, png):
    """Draws all; returns (file, title) of those drawn."""
    wanted = [
        ("sigmoid", ["peers-one", "frameworks-one"], "sigmoid of floats, one thread"),
        ("sigmoid", ["peers-all", "frameworks-all"], "sigmoid of floats, all cores"),
        (
            "sigmoid_backward",
            ["peers-one", "frameworks-one"],
            "gradient of the sigmoid, floats, one thread",
        ),
    ]
    drawn = []
    os.makedirs(os.path.join(folder, "performance"), exist_ok=True)
    for op, runs, title in wanted:
        name = f"performance/{op}_{runs[0].split('-')[1]}.svg"
        try:
            if draw(m, os.path.join(folder, name), op, "f32", runs, title, png):
                drawn.append((name, title))
        except ImportError:
            print("report: no matplotlib here: without figures", file=sys.stderr)
            break
    return drawn


# ---- The report


def notes(folder):
    for path in ("docs/performance.md", os.path.join(folder, "performance.md")):
        if os.path.exists(path):
            with open(path, encoding="utf-8") as file:
                text = file.read()
            if BEGIN in text and END in text:
                return text.split(BEGIN)[1].split(END)[0].strip("\n")
    return ""


def head(m):
    machine = m.machine
    versions = ", ".join(f"{k} {v}" for k, v in sorted(m.versions.items()))
    rows = [
        ["CPU", f"{machine['cpu']}, {machine['cores']} cores, {machine['caches']}"],
        ["memory, system", f"{machine['memory']}, {machine['system']}"],
        ["compiler", f"{machine['compiler']} (Ogive); Python {machine['python']}"],
        ["instruction set", f"{m.targets.get('peers-one', '?')} (`ogive info`)"],
        ["versions", versions],
        ["command", f"`{machine['command']}`"],
        ["date, commit", f"{machine['date']}, {machine['commit']}"],
        ["load before", f"{machine['load']:.1f}"],
    ]
    return table(["what", "which"], rows)


def rounds(m):
    """Such as: 15; 7 of 2^26 elements."""
    numbers = {}
    for (_, _, _, n), group in m.times.items():
        numbers.setdefault(len(next(iter(group.values()))), set()).add(n)
    first, *others = sorted(numbers, reverse=True)
    fewer = [f"{k} of {size_name(max(numbers[k]))} elements" for k in others]
    return "; ".join([str(first), *fewer])


INTRODUCTION = """# Performance

Ogive beside copies of memory and the libraries that compute the same, all in one
run on one machine. `make bench` makes this page anew; times of other machines
will differ, the ratios less so.

"""

HOW = """
How: contestants take turns in rounds ({rounds}), in an
order drawn anew for each, and a ratio is that of two times of the same round. Given
are medians, with the quartiles of ratios. Inputs are spread evenly over [-8, 8]; every
contestant has the same ones and its results were compared with the formula. An
array that fits a cache stays in it from call to call.

C and C++ libraries run in one program (`bench/peers.cc`), their primitives made
beforehand; frameworks are called from Python (`bench/frameworks.py`), and Ogive
beside them through its C API, so that the cost of a call from Python is in all of
these times (what it is for one element stands below). Outputs are allocated
beforehand, except by TensorFlow and JAX, which have no way to. "All cores" is
measured from 65536 elements on.
"""


def report(m, folder, png):
    text = INTRODUCTION + head(m) + HOW.format(rounds=rounds(m))
    text += "\n## Targets\n\nThe worst case of each decides.\n\n"
    text += table(
        ["what", "at most", "measured, the worst case", ""],
        [target.row() for target in targets(m)],
    )
    text += f"\n## Notes\n\n{BEGIN}\n\n{notes(folder)}\n\n{END}\n"
    drawn = figures(m, folder, png)
    if drawn:
        text += "\n## Figures\n\nLower is faster. Grey: what the faster of two copies of the same bytes takes\n(backward: of two triads), plain or streaming.\n"
    for name, title in drawn:
        text += f"\n![{title}: ns per element by size]({name})\n"
    titles = {
        "sigmoid": "Forward",
        "sigmoid_backward": "Backward",
        "sigmoid_both": "Forward and backward",
    }
    for op, title in titles.items():
        text += f"\n## {title}\n"
        for run in m.threads:
            dtypes = [d for d in ("f32", "bf16", "f16", "f64") if m.sizes(run, op, d)]
            if dtypes:
                text += f"\n### {title}: {run_name(m, run)}\n\n"
                text += results_table(m, run, op, dtypes)
    for run in m.threads:
        if run.startswith("frameworks") and any(op in FAMILY for op in ops_of(m, run)):
            text += f"\n## The family, ns an element: {run_name(m, run)}\n\n"
            text += "softmax: of rows of so many elements.\n\n" + family_table(m, run)
    overhead = m.group("frameworks-one", "sigmoid", "f32", 1)
    if overhead:
        text += "\n## What a call from Python costs\n\nThe sigmoid of one float.\n\n"
        order = sorted(overhead, key=lambda c: statistics.median(overhead[c]))
        text += table(
            ["", "ns"],
            [[NAMES[c], f"{statistics.median(overhead[c]):.0f}"] for c in order],
        )
    if m.skipped:
        text += "\n## Left out\n\n"
        text += table(
            ["what", "why"],
            [[e["name"], e["reason"].replace("|", "/")] for e in m.skipped],
        )
    with open(os.path.join(folder, "performance.md"), "w", encoding="utf-8") as file:
        file.write(text)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", help="of the JSON files")
    parser.add_argument("-o", "--output", required=True, help="folder of the report")
    parser.add_argument("--png", action="store_true", help="figures as PNG too")
    options = parser.parse_args()
    report(Measurements(options.folder), options.output, options.png)


if __name__ == "__main__":
    main()
