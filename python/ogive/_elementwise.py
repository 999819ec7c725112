# Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
"""The functions of a tier, made from the extension's ufuncs.

A function without parameters is the numpy.ufunc itself. A ufunc knows no
parameters by name and no default values, so one with parameters is a `Function`:
a callable over two ufuncs: one with the default parameters, and one to which they
are further inputs, as numpy.clip's bounds are to the ufunc behind it.
"""

import inspect
import math

import numpy as np

from . import _core

# Where the table's name of a parameter is a keyword of Python, PyTorch's.
_PYTHON_NAMES = {"lambda": "lambd"}

_SUFFIXES = {
    "": ("x",),
    "_derivative": ("x",),
    "_backward": ("dy", "cache"),
    "_tail": ("x",),
    "_with_tail": ("x",),
    "_from_tail": ("t",),
    "_backward_tail": ("dy", "t"),
}

# By name: {"name", "parameters": [(name, default, domain), ...], "cache": ...}
TABLE = {
    row["name"]: {
        **row,
        "parameters": [
            (_PYTHON_NAMES.get(name, name), default, domain)
            for name, default, domain in row["parameters"]
        ],
    }
    for row in _core.table
}
NUMBERS = {row["name"]: number for number, row in enumerate(_core.table)}

# Below this threshold the output of softplus does not tell its gradient: backward_from
# in functions.def.
SOFTPLUS_BACKWARD_FROM = 20


def check_parameters(name, parameters, values):
    """Raises ValueError that names the first value out of its domain."""
    for (parameter, _, domain), value in zip(parameters, values):
        finite = math.isfinite(value)
        wrong = None
        if math.isnan(value):
            wrong = "it must be a number"
        elif domain == "positive" and not (value > 0 and finite):
            wrong = "it must be above 0 and finite"
        elif domain == "not_negative" and not (value >= 0 and finite):
            wrong = "it must be 0 or above, and finite"
        elif domain == "half" and not 0 <= value <= 0.5:
            wrong = "it must be in [0, 0.5]"
        elif domain == "finite_not_below_first" and not finite:
            wrong = "it must be finite"
        elif domain.endswith("not_below_first") and value < values[0]:
            wrong = (
                f"it must not be below {parameters[0][0]}, which is {values[0]}"
            )
        if wrong:
            raise ValueError(f"ogive: {name}: {parameter} is {value}; {wrong}")


class Function:
    """A function with parameters.

    Call it with the inputs, then the parameters, by position or by name; all
    other keywords are those of numpy.ufunc (out, where, dtype, casting, ...).
    Parameters may be arrays too: they broadcast with the inputs. They are read as
    float64, do not widen the result, and count as values of its type.

    ufunc        the numpy.ufunc with the default parameters
    ufunc_with_parameters   the one whose last inputs are the parameters
    parameters   the default of each parameter, by name
    """

    def __init__(self, name, module, ufunc, with_parameters, rows, inputs):
        self.__name__ = name
        self.ufunc = ufunc
        self.ufunc_with_parameters = with_parameters
        self.parameters = {parameter: default for parameter, default, _ in rows}
        self._inputs = len(inputs)
        self._rows = rows
        self._module = module
        kinds = inspect.Parameter
        self.__signature__ = inspect.Signature(
            [kinds(i, kinds.POSITIONAL_ONLY) for i in inputs]
            + [kinds(parameter, kinds.POSITIONAL_OR_KEYWORD, default=default)
               for parameter, default in self.parameters.items()]
            + [kinds("kwargs", kinds.VAR_KEYWORD)]
        )
        formula = ufunc.__doc__.split("\n\n")[1]
        listed = ", ".join(
            f"{parameter} = {default:g} ({domain})"
            for parameter, default, domain in rows
        )
        self.__doc__ = (
            f"{name}{self.__signature__}\n\n{formula}\n\nParameters: {listed}. "
            "Further keywords are those of numpy.ufunc."
        )

    def __call__(self, *args, **kwargs):
        given = len(args) - self._inputs
        if not 0 <= given <= len(self.parameters):
            self.__signature__.bind(*args)  # raises TypeError, in words
        if given == 0:
            for parameter in self.parameters:
                if parameter in kwargs:
                    break
            else:  # the usual call
                return self.ufunc(*args, **kwargs)
        inputs, values = args[: self._inputs], list(self.parameters.values())
        values[:given] = args[self._inputs :]
        for at, parameter in enumerate(self.parameters):
            if parameter in kwargs:
                if at < given:
                    raise TypeError(
                        f"{self.__name__}() got multiple values for argument "
                        f"'{parameter}'"
                    )
                values[at] = kwargs.pop(parameter)
        # Arrays of parameters are not looked through: where one is out of its
        # domain the result is NaN, with NumPy's warning of an invalid value.
        if all(isinstance(v, (float, int)) or np.ndim(v) == 0 for v in values):
            check_parameters(self.__name__, self._rows, [float(v) for v in values])
        return self.ufunc_with_parameters(*inputs, *values, **kwargs)

    def __repr__(self):
        return f"<function {self._module}.{self.__name__}>"

    def __reduce__(self):
        return _find, (self._module, self.__name__)


def _find(module, name):
    import importlib

    return getattr(importlib.import_module(module), name)


def functions(tier, module):
    """Every function of the tier "exact" or "fast", by name."""
    result = {}
    for row in TABLE.values():
        for suffix, inputs in _SUFFIXES.items():
            name = row["name"] + suffix
            ufunc = _core.ufuncs[tier].get(name)
            if ufunc is None:
                continue
            if row["parameters"]:
                ufunc = Function(
                    name, module, ufunc,
                    _core.ufuncs[tier][name + "_with_parameters"],
                    row["parameters"], inputs,
                )
            result[name] = ufunc
    return result


def _register_bfloat16():
    try:
        import ml_dtypes
    except ImportError:
        return None
    dtype = np.dtype(ml_dtypes.bfloat16)
    _core.register_bfloat16(dtype)
    return dtype


# The dtype of bfloat16, or None without ml_dtypes.
BFLOAT16 = _register_bfloat16()
