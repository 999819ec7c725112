# Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
"""Are the bits of this installation, on this machine, the proven ones?"""

import dataclasses
import importlib.resources

import numpy as np

from . import _core
from ._elementwise import NUMBERS, TABLE

_OPERATIONS = {"forward": 0, "derivative": 1, "tail": 3}
_DTYPES = {"f32": (0, np.uint32, 32), "f16": (2, np.uint16, 16),
           "bf16": (3, np.uint16, 16)}
# How far apart the bit patterns of each committed hash lie.
_STRIDES = {
    ("all", 16): 1, ("all", 32): 1, ("few", 16): 7,
    ("sampled", 32): 16381, ("few", 32): 65521,
}
_CHUNK = 1 << 20  # that of the hash


@dataclasses.dataclass(frozen=True)
class Verified:
    """One operation of one function on one element type."""

    function: str
    operation: str
    dtype: str
    inputs: int  # how many were tried
    passed: bool  # whether every result has the bits it must have

    def __str__(self):
        word = "the proven bits" if self.passed else "OTHER BITS"
        return (f"{self.function} {self.operation} {self.dtype}: {word} for "
                f"{self.inputs} inputs")


def _hashes():
    """The committed hashes: {(function, operation, dtype): {size: hash}}."""
    text = (importlib.resources.files(__package__) / "hashes.txt").read_text()
    result = {}
    for line in text.splitlines():
        if line.startswith("#"):
            continue
        function, operation, dtype, size, output, value = line.split()
        if output == "0":
            key = function, operation, dtype
            result.setdefault(key, {})[size] = int(value, 16)
    return result


def _hash_of(function, operation, dtype, stride):
    """The hash of the results for every stride-th bit pattern, and their number."""
    number, bits, width = _DTYPES[dtype]
    count = ((1 << width) - 1) // stride + 1
    hashes = 0
    for first in range(0, count, _CHUNK):
        n = min(_CHUNK, count - first)
        x = (np.arange(first, first + n, dtype=np.uint64) * stride).astype(bits)
        y = np.empty_like(x)
        _core.apply(NUMBERS[function], _OPERATIONS[operation], number, n,
                    x.ctypes.data, 0, y.ctypes.data, 0, None, 0,
                    _core.get_num_threads())
        hashes = _core.join_hash(hashes, y)
    return hashes, count


def verify(functions=None, dtypes=None, full=False):
    """Compares results of the exact tier with the proven ones, by their hashes.

    The results of float32, float16 and bfloat16 were proven correctly rounded by
    trying all inputs against MPFR (`ogive verify`, of the command, does it
    again), and a correctly rounded result is unique. So equal hashes prove that
    this installation gives those very bits, on the instruction set in force
    (`ogive.target()`). Tried are forward, derivative and tail: for sigmoid every
    16-bit input and every 16381st float, for the others every 7th and every
    65521st.

    functions   names; all of the table where left out
    dtypes      of "f32", "f16", "bf16"; all where left out
    full        for sigmoid of floats all 2^32 inputs, some minutes

    Returns a list of `Verified`; `all(v.passed for v in ogive.verify())` sums it
    up.
    """
    functions = list(TABLE) if functions is None else functions
    functions = [functions] if isinstance(functions, str) else functions
    dtypes = list(_DTYPES) if dtypes is None else dtypes
    dtypes = [dtypes] if isinstance(dtypes, str) else dtypes
    for name, known in ((functions, TABLE), (dtypes, _DTYPES)):
        for item in name:
            if item not in known:
                raise ValueError(
                    f"ogive: verify: {item!r} is none of {', '.join(known)}"
                )
    hashes = _hashes()
    results = []
    for function in functions:
        for dtype in dtypes:
            width = _DTYPES[dtype][2]
            for operation in _OPERATIONS:
                sizes = hashes.get((function, operation, dtype))
                if sizes is None:  # no tail cache
                    continue
                for size, expected in sizes.items():
                    stride = _STRIDES.get((size, width))
                    if stride is None or (stride == 1 and width == 32
                                          and not full):
                        continue
                    found, count = _hash_of(function, operation, dtype, stride)
                    results.append(Verified(function, operation, dtype, count,
                                            found == expected))
    return results
