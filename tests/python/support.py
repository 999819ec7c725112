# Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
"""What several test files share."""

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

DTYPES = [np.dtype(t) for t in ("f2", "f4", "f8")]
if BFLOAT16 is not None:
    DTYPES.append(BFLOAT16)


def rows_of_the_table():
    """(name, has parameters, cache) of each row, read by other means than the
    package reads them."""
    text = (ROOT / "include/ogive/functions.def").read_text()
    rows = re.findall(r"^OGIVE_FUNCTION\((\w+), (\w+)[^\n]*?, (\w+),$", text, re.M)
    assert len(rows) > 20
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


def unary_names():
    """The functions of one input, in both forms of the first derivative."""
    return [name + suffix for name, _, _ in rows_of_the_table()
            for suffix in ("", "_derivative")]


def function(name):
    return getattr(ogive, name)


def command():
    """The path of the command `ogive`: OGIVE_BIN, that of the build beside the
    tests, or that of PATH; None where there is none."""
    for path in (os.environ.get("OGIVE_BIN"), ROOT / "build/release/ogive"):
        if path and os.access(path, os.X_OK):
            return str(path)
    return shutil.which("ogive")
