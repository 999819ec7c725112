# Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
"""Writes the type stubs of ogive.exact and ogive.fast from functions.def.

    stubs.py FUNCTIONS_DEF OUTPUT_DIRECTORY
"""

import pathlib
import re
import sys

HEAD = '''# Made from functions.def by python/stubs.py.
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

__all__: list[str]
'''
INPUTS = {
    "": "x",
    "_derivative": "x",
    "_backward": "dy, cache",
    "_tail": "x",
    "_with_tail": "x",
    "_from_tail": "t",
    "_backward_tail": "dy, t",
}
# Names that are keywords of Python, as in ogive/_elementwise.py.
PYTHON_NAMES = {"lambda": "lambd"}


def rows(text):
    """(name, parameters, cache) of each row."""
    pattern = re.compile(
        r"^OGIVE_FUNCTION\((\w+), (NONE|(?:ONE|TWO)\((.*?)\)), (\w+),", re.M
    )
    for name, kind, inside, cache in pattern.findall(text):
        fields = [field.strip() for field in inside.split(",")] if inside else []
        parameters = fields[::3]
        yield name, [PYTHON_NAMES.get(p, p) for p in parameters], cache


def suffixes(cache):
    result = ["", "_derivative", "_backward"]
    if cache.startswith("TAIL"):
        result += ["_tail", "_with_tail", "_backward_tail"]
    if cache == "TAIL_VALUE":
        result.append("_from_tail")
    return result


def stub(text):
    lines = [HEAD]
    for name, parameters, cache in rows(text):
        for suffix in suffixes(cache):
            if not parameters:
                lines.append(f"{name}{suffix}: np.ufunc")
                continue
            inputs = ", ".join(f"{i}: ArrayLike" for i in INPUTS[suffix].split(", "))
            given = ", ".join(f"{p}: ArrayLike = ..." for p in parameters)
            lines.append(
                f"def {name}{suffix}({inputs}, /, {given}, **kwargs: Any) -> Any: ..."
            )
    return "\n".join(lines) + "\n"


def main():
    table, directory = map(pathlib.Path, sys.argv[1:])
    text = stub(table.read_text(encoding="utf-8"))
    for tier in ("exact", "fast"):
        (directory / f"{tier}.pyi").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
