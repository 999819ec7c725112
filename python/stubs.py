# Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
"""Writes the type stubs of ogive.exact, ogive.fast, ogive.tensorflow and ogive.jax
from functions.def; the last two also from ogive/_family.py; and that of
ogive.torch.modules from its source.

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
'''
FRAMEWORK_HEAD = '''# Made from functions.def by python/stubs.py.
from typing import Any
'''
TORCH_HEAD = '''# Made from ogive/torch/modules.py by python/stubs.py.
from typing import Any

from torch import nn
'''
STAND_IN = '''
class {name}(nn.{base}):
    def __init__(
        self, *args: Any, cache: str = ..., accuracy: str = ..., **kwargs: Any
    ) -> None: ...
    cache: str
    accuracy: str'''
ACTIVATION = '''
class Activation(Any):
    def __init__(
        self, function: str, cache: str = ..., accuracy: str = ..., **keywords: Any
    ) -> None: ...
    function: str
    cache: str
    accuracy: str
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


def public(names):
    """__all__: without it a type checker takes what is here for private."""
    return "\n__all__ = [\n" + "".join(f'    "{name}",\n' for name in names) + "]\n"


def rows(text):
    """(name, parameters, cache) of each row."""
    pattern = re.compile(
        r"^OGIVE_FUNCTION\((\w+),\s*(NONE|(?:ONE|TWO)\((.*?)\)),\s*(\w+),", re.M | re.S
    )
    found = pattern.findall(text)
    written = len(re.findall(r"^OGIVE_FUNCTION\(", text, re.M))
    if len(found) != written:
        sys.exit(f"stubs.py: read {len(found)} of {written} rows of the table")
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
    lines, names = [], []
    for name, parameters, cache in rows(text):
        for suffix in suffixes(cache):
            names.append(name + suffix)
            if not parameters:
                lines.append(f"{name}{suffix}: np.ufunc")
                continue
            inputs = ", ".join(f"{i}: ArrayLike" for i in INPUTS[suffix].split(", "))
            given = ", ".join(f"{p}: ArrayLike = ..." for p in parameters)
            lines.append(
                f"def {name}{suffix}({inputs}, /, {given}, **kwargs: Any) -> Any: ..."
            )
    return HEAD + public(names) + "\n" + "\n".join(lines) + "\n"


def framework_stub(text, family, name):
    """That of ogive.tensorflow or ogive.jax; `family` is the text of _family.py."""
    constants = {node.targets[0].id: ast.literal_eval(node.value)
                 for node in ast.parse(family).body if isinstance(node, ast.Assign)
                 and node.targets[0].id in ("ALIASES", "ROWS")}
    named = ", name: str | None = ..." if name == "tensorflow" else ""
    lines, names = [], []
    for function, parameters, _ in rows(text):
        names.append(function)
        given = "".join(f", {p}: float = ..." for p in parameters)
        if function == "gelu":
            given = ", approximate: bool = ..."
        lines.append(f"def {function}(x: Any{given}, *, cache: str = ..., "
                     f"accuracy: str = ...{named}) -> Any: ...")
    names += [*constants["ROWS"], *constants["ALIASES"]]
    if name == "tensorflow":
        names.append("Activation")
    for function in constants["ROWS"]:
        own = f", *{named}" if named else ""
        lines.append(f"def {function}(x: Any, axis: int = ...{own}) -> Any: ...")
    lines += [f"{alias} = {of}" for alias, of in constants["ALIASES"].items()]
    return (FRAMEWORK_HEAD + public(names) + "\n" + "\n".join(lines) + "\n"
            + (ACTIVATION if name == "tensorflow" else ""))


def torch_stub(modules):
    """That of ogive.torch.modules, whose text is `modules`: a class for each
    NAME = _stand_in(nn.BASE, ...), or _elementwise."""
    classes = [(node.targets[0].id, node.value.args[0].attr)
               for node in ast.parse(modules).body
               if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call)
               and getattr(node.value.func, "id", "") in ("_stand_in", "_elementwise")]
    return (TORCH_HEAD + public(name for name, _ in classes)
            + "\n".join(STAND_IN.format(name=name, base=base) for name, base in classes)
            + "\n\nSTAND_INS: dict[type[nn.Module], type[nn.Module]]\n")


def main():
    table, directory = map(pathlib.Path, sys.argv[1:])
    rows_text = table.read_text(encoding="utf-8")
    here = pathlib.Path(__file__).resolve().parent
    family = (here / "ogive" / "_family.py").read_text(encoding="utf-8")
    for name in ("tensorflow", "jax"):
        (directory / name).mkdir(exist_ok=True)
        (directory / name / "__init__.pyi").write_text(
            framework_stub(rows_text, family, name), encoding="utf-8")
    (directory / "torch").mkdir(exist_ok=True)
    modules = (here / "ogive" / "torch" / "modules.py").read_text(encoding="utf-8")
    (directory / "torch" / "modules.pyi").write_text(torch_stub(modules),
                                                     encoding="utf-8")
    text = stub(rows_text)
    for tier in ("exact", "fast"):
        (directory / f"{tier}.pyi").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
