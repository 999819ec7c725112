# Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
"""What several test files share."""

import ast
import importlib.resources
import os
import pathlib
import re
import shutil

import numpy as np

import ogive

ROOT = pathlib.Path(__file__).resolve().parents[2]

try:
    import ml_dtypes

    BFLOAT16 = np.dtype(ml_dtypes.bfloat16)
except ImportError:
    BFLOAT16 = None

# Of the functions that have some, for tests: not the defaults.
PARAMETERS = {"elu": (0.7,), "celu": (1.5,), "leaky_relu": (0.2,), "logit": (0.01,),
              "hardtanh": (-0.5, 2.0), "rrelu": (0.1, 0.4), "threshold": (0.5, 0.25),
              "softshrink": (0.6,), "hardshrink": (0.6,), "softplus": (2.0, 20.0),
              "squareplus": (3.0,), "silu": (1.0,)}

DTYPES = [np.dtype(t) for t in ("f2", "f4", "f8")]
if BFLOAT16 is not None:
    DTYPES.append(BFLOAT16)


def version(module):
    """(major, minor)"""
    return tuple(map(int, module.__version__.split(".")[:2]))


def rows_of_the_table():
    """(name, has parameters, cache) of each row, read by other means than the
    package reads them."""
    text = (ROOT / "include/ogive/functions.def").read_text()
    rows = re.findall(
        r"^OGIVE_FUNCTION\((\w+),\s*(\w+).*?,\s*([A-Z_]+),$", text, re.M | re.S
    )
    assert len(rows) == text.count("\nOGIVE_FUNCTION(") > 20
    return [(name, kind != "NONE", cache) for name, kind, cache in rows]


def bits(array):
    """The bit patterns, for comparisons that tell -0 from 0 and NaNs apart."""
    array = np.ascontiguousarray(array)
    return array.view(f"u{array.dtype.itemsize}")


def same_bits(a, b):
    a, b = np.asarray(a), np.asarray(b)
    return a.dtype == b.dtype and a.shape == b.shape and np.array_equal(bits(a), bits(b))


def samples(dtype, shape=(1000,), seed=1):
    generator = np.random.default_rng(seed)
    return generator.normal(0, 3, shape).astype(dtype)


def names_in_stub(module):
    """What the type stub of a part of the package says is there."""
    tree = ast.parse((importlib.resources.files(ogive) / module / "__init__.pyi")
                     .read_text())
    names = set()
    for node in tree.body:
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            names.add(node.name)
        elif isinstance(node, ast.Assign) and node.targets[0].id != "__all__":
            names.add(node.targets[0].id)
    return names


def unary_names():
    """The functions of one input, in both forms of the first derivative."""
    return [name + suffix for name, _, _ in rows_of_the_table()
            for suffix in ("", "_derivative")]


def function(name, accuracy="exact"):
    return getattr(getattr(ogive, accuracy), name)


def inputs_of(name, dtype, shape=(4, 6, 5), seed=1):
    """Away from 0, where some functions have kinks; inside (0, 1) for logit."""
    x = samples("f8", shape, seed)
    x = np.sign(x) * (abs(x) + 0.05)
    return (1 / (1 + np.exp(-x)) if name == "logit" else x).astype(dtype)


def expected_gradient(name, dy, x, cache="tail", accuracy="exact"):
    """dx by the functions on NumPy's arrays, with PARAMETERS, from what that cache
    keeps."""
    parameters = PARAMETERS.get(name, ())
    row_cache = {row: kept for row, _, kept in rows_of_the_table()}[name]
    if row_cache.startswith("TAIL") and cache != "output":
        tail = function(name + "_tail", accuracy)(x, *parameters)
        return function(name + "_backward_tail", accuracy)(dy, tail, *parameters)
    kept = x if row_cache == "INPUT" else function(name, accuracy)(x, *parameters)
    return function(name + "_backward", accuracy)(dy, kept, *parameters)


def second_derivative(name, x):
    """f'' in float64, by the difference of f' on both sides."""
    parameters, h = PARAMETERS.get(name, ()), 1e-6
    slope = function(name + "_derivative")
    return (slope(x + h, *parameters) - slope(x - h, *parameters)) / (2 * h)


def check_gradient_lives(gradients, dtype, error):
    """That the sigmoid's gradients at 17 to 80, of both signs, are there and right:
    gradients(name, x, dy, cache) are arrays, one for each way to have them."""
    x = np.arange(17.0, 81)
    for sign in (1, -1):
        given = (sign * x).astype(dtype)
        exponential = np.exp(-x)
        true = exponential / (1 + exponential) ** 2
        for found in gradients("sigmoid", given, np.ones_like(given), "tail"):
            found = np.asarray(found).astype("f8")
            assert (found > 0).all()
            np.testing.assert_allclose(found, true, rtol=error)


def check_bfloat16_is_monotonic(function):
    """Of arrays, over all numbers in order."""
    every = np.arange(1 << 16, dtype=np.uint16).view(BFLOAT16)
    x = np.sort(every[~np.isnan(every.astype("f4"))].astype("f4")).astype(BFLOAT16)
    assert len(x) > 65000
    y = np.asarray(function(x)).astype("f4")
    assert (np.diff(y) >= 0).all() and len(np.unique(y)) > 1000


def first_example(document):
    """The first Python example of a document, and what it says that it prints."""
    text = (ROOT / document).read_text(encoding="utf-8")
    code, printed = re.search(
        r"^```python\n(.*?)^```\n\nprints\n\n^```text\n(.*?)^```$", text,
        re.M | re.S).groups()
    assert ">>>" not in code
    return code, printed


def command():
    """The path of the command `ogive`: OGIVE_BIN, that of the build beside the
    tests, or that of PATH; None where there is none."""
    for path in (os.environ.get("OGIVE_BIN"), ROOT / "build/release/ogive"):
        if path and os.access(path, os.X_OK):
            return str(path)
    return shutil.which("ogive")
