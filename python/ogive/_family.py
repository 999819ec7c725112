# Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
"""The family as functions of a framework's arrays: what `ogive.tensorflow` and
`ogive.jax` have in common. Names, parameters and defaults are the table's."""

import inspect

from ._elementwise import TABLE, check_parameters

CACHES = ("tail", "output", "8-bit", "4-bit", "2-bit")
ACCURACIES = ("exact", "fast")
ROWS = ("softmax", "log_softmax", "softmin")
FEW_BIT = ("sigmoid", "tanh", "silu", "gelu", "gelu_tanh", "relu")

# The names that TensorFlow, Keras and JAX have for some of them.
ALIASES = {
    "swish": "silu",
    "hard_sigmoid": "hardsigmoid",
    "hard_swish": "hardswish",
    "hard_silu": "hardswish",
    "hard_tanh": "hardtanh",
    "hard_shrink": "hardshrink",
    "soft_shrink": "softshrink",
    "soft_sign": "softsign",
    "tanh_shrink": "tanhshrink",
}

_KEEPS = """

cache    what is kept for the gradient. "tail", the default: the tail cache where
         the function has one, from which the gradient has full precision, else
         the input or the output. "output": the output even so, whose gradient is
         lost where it has rounded to its limit. "8-bit", "4-bit", "2-bit": as
         many bits an element for sigmoid, tanh, silu (of beta = 1) and gelu, one bit,
         exactly, for relu; such a gradient cannot be differentiated again. The
         others as "tail".
accuracy "exact", the default: correctly rounded, the same bits everywhere. "fast":
         float32 within 3 ULP, its gradients within 5, in less time, with the bits of
         ogive.fast; not necessarily the same ones on every instruction set. Other
         types, and few-bit gradients, are exact even so.
"""

_KEYWORDS = {"cache": "tail", "accuracy": "exact"}


def check_cache(cache):
    if cache not in CACHES:
        raise ValueError(f"ogive: cache is {cache!r}; it must be one of "
                         + ", ".join(map(repr, CACHES)))
    return cache


def check_accuracy(accuracy):
    if accuracy not in ACCURACIES:
        raise ValueError(f"ogive: accuracy is {accuracy!r}; it must be one of "
                         + ", ".join(map(repr, ACCURACIES)))
    return accuracy


def kept(name, parameters, cache):
    """What that cache keeps of that function: "tail", "input", "output", or the
    number of bits."""
    # There are few-bit caches for the default parameters alone.
    if cache[-3:] == "bit" and name in FEW_BIT and parameters in ((), (1.0,)):
        return 1 if name == "relu" else int(cache[0])
    of_row = TABLE[name]["cache"]
    if not of_row.startswith("tail"):
        return of_row
    return "output" if cache == "output" else "tail"


def numbers(name, values):
    """The parameters of a call as a tuple of floats, checked."""
    rows = TABLE[name]["parameters"]
    floats = []
    for (parameter, _, _), value in zip(rows, values):
        try:
            floats.append(float(value))
        except Exception as error:  # of whatever kind the framework's arrays raise
            raise TypeError(
                f"ogive: {name}: {parameter} must be a number that is known when the "
                f"function is called; it is {value!r}"
            ) from error
    if floats:
        check_parameters(name, rows, floats)
    return tuple(floats)


def _signature(parameters, keywords):
    kinds = inspect.Parameter
    return inspect.Signature(
        [kinds("x", kinds.POSITIONAL_OR_KEYWORD)]
        + [kinds(parameter, kinds.POSITIONAL_OR_KEYWORD, default=default)
           for parameter, default in parameters.items()]
        + [kinds(keyword, kinds.KEYWORD_ONLY, default=default)
           for keyword, default in keywords.items()])


def _finish(function, name, module, signature, doc):
    function = module.wrap(function)
    function.__name__ = function.__qualname__ = name
    function.__module__ = module.name
    function.__signature__ = signature
    function.__doc__ = f"{name}{signature}\n\n{doc}"
    return function


def _elementwise(row, module):
    name, apply = row["name"], module.apply
    parameters = {parameter: default for parameter, default, _ in row["parameters"]}
    defaults = tuple(parameters.values())
    signature = _signature(parameters, {**_KEYWORDS, **module.keywords})

    def function(x, *args, cache="tail", accuracy="exact", **given):
        if cache not in CACHES:
            check_cache(cache)
        if accuracy not in ACCURACIES:
            check_accuracy(accuracy)
        values = defaults
        if args or given:
            try:
                bound = signature.bind(x, *args, **given).arguments
            except TypeError as error:
                raise TypeError(f"{name}() {error}") from None
            values = numbers(name, [bound.get(p, default)
                                    for p, default in parameters.items()])
            given = {k: v for k, v in given.items() if k not in parameters}
        return apply(name, x, values, cache, accuracy == "fast", **given)

    listed = "".join(f"\n{parameter:<8} {domain.replace('_', ' ')}; {default:g} unless "
                     "given" for parameter, default, domain in row["parameters"])
    doc = (f"{row['formula']}\n\nElement by element, rounded correctly unless `accuracy` "
           f"says otherwise: the bits of ogive.{name}."
           + ("\n" + listed if listed else "") + _KEEPS)
    return _finish(function, name, module, signature, doc)


def _of_rows(name, module):
    apply_rows = module.apply_rows

    def function(x, axis=-1, **given):
        return apply_rows(name, x, axis, **given)

    doc = (f"ogive.{name} along one axis. softmax and softmin are within 0.51 ULP "
           "(float64: 0.55).\n")
    return _finish(function, name, module,
                   _signature({"axis": -1}, module.keywords), doc)


class Module:
    """A framework's side of the family.

    name        of the module that has the functions
    apply       (name, x, parameters, cache, fast, **keywords) -> y
    apply_rows  (name, x, axis, **keywords) -> y
    keywords    those of the framework, with their defaults
    wrap        what each function is to be wrapped in
    """

    def __init__(self, name, apply, apply_rows, keywords=None, wrap=lambda f: f):
        self.name, self.apply, self.apply_rows = name, apply, apply_rows
        self.keywords, self.wrap = keywords or {}, wrap

    def functions(self):
        """Every function by its name and its aliases."""
        functions = {row["name"]: _elementwise(row, self) for row in TABLE.values()}
        functions.update({name: _of_rows(name, self) for name in ROWS})
        gelu, gelu_tanh = functions["gelu"], functions["gelu_tanh"]

        def either(x, approximate=False, **given):
            return (gelu_tanh if approximate else gelu)(x, **given)

        functions["gelu"] = _finish(
            either, "gelu", self,
            _signature({"approximate": False}, {**_KEYWORDS, **self.keywords}),
            gelu.__doc__.split("\n\n", 1)[1].rstrip()
            + "\napproximate  True: gelu_tanh\n")
        functions.update({alias: functions[name] for alias, name in ALIASES.items()})
        return functions
