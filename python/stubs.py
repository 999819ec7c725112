# Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
"""Writes the type stubs of ogive.exact, ogive.fast, ogive.tensorflow and ogive.jax
from functions.def; the last two also from ogive/_family.py.

    stubs.py FUNCTIONS_DEF OUTPUT_DIRECTORY
"""

import ast
import pathlib
import re
import sys

HEAD = '''# Made from functions.def by python/stubs.py.
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

__all__: list[str]
'''
FRAMEWORK_HEAD = '''# Made from functions.def by python/stubs.py.
from typing import Any

__all__: list[str]
'''
ACTIVATION = '''
class Activation(Any):
    def __init__(
        self, function: str, cache: str = ..., **keywords: Any
    ) -> None: ...
    function: str
    cache: str
    parameters: dict[str, float]
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
        r"^OGIVE_FUNCTION\((\w+),\s*(NONE|(?:ONE|TWO)\((.*?)\)),\s*(\w+),", re.M | re.S
    )
    found = pattern.findall(text)
    written = len(re.findall(r"^OGIVE_FUNCTION\(", text, re.M))
    if len(found) != written:
        sys.exit(f"stubs.py: read {len(found)} of {written} rows of the table: {pattern}")
    for name, _, inside, cache in found:
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


def framework_stub(text, family, name):
    """That of ogive.tensorflow or ogive.jax; `family` is the text of _family.py."""
    constants = {node.targets[0].id: ast.literal_eval(node.value)
                 for node in ast.parse(family).body if isinstance(node, ast.Assign)
                 and node.targets[0].id in ("ALIASES", "ROWS")}
    named = ", name: str | None = ..." if name == "tensorflow" else ""
    lines = [FRAMEWORK_HEAD]
    for function, parameters, _ in rows(text):
        given = "".join(f", {p}: float = ..." for p in parameters)
        if function == "gelu":
            given = ", approximate: bool = ..."
        lines.append(f"def {function}(x: Any{given}, *, cache: str = ...{named}) "
                     "-> Any: ...")
    for function in constants["ROWS"]:
        own = f", *{named}" if named else ""
        lines.append(f"def {function}(x: Any, axis: int = ...{own}) -> Any: ...")
    lines += [f"{alias} = {of}" for alias, of in constants["ALIASES"].items()]
    return "\n".join(lines) + "\n" + (ACTIVATION if name == "tensorflow" else "")


def main():
    table, directory = map(pathlib.Path, sys.argv[1:])
    rows_text = table.read_text(encoding="utf-8")
    here = pathlib.Path(__file__).resolve().parent
    family = (here / "ogive" / "_family.py").read_text(encoding="utf-8")
    for name in ("tensorflow", "jax"):
        (directory / name).mkdir(exist_ok=True)
        (directory / name / "__init__.pyi").write_text(
            framework_stub(rows_text, family, name), encoding="utf-8")
    text = stub(rows_text)
    for tier in ("exact", "fast"):
        (directory / f"{tier}.pyi").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
