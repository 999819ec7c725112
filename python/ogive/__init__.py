# Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
"""The activation functions of neural networks, correctly rounded: the same bits
on every machine, and gradients that rounding never kills.

    >>> import numpy as np
    >>> import ogive
    >>> ogive.sigmoid(np.float32([-100, 0, 80]))
    array([3.783506e-44, 5.000000e-01, 1.000000e+00], dtype=float32)

Every function of the table is here under the names that C and C++ have: NAME,
NAME_derivative, NAME_backward and, for those with a tail cache, NAME_tail,
NAME_with_tail, NAME_backward_tail (sigmoid: sigmoid_from_tail). `ogive.exact` and
`ogive.fast` hold them by accuracy; ogive.NAME is the exact one. docs/python.md
has more; `ogive.torch`, `ogive.tensorflow` and `ogive.jax` stand in for the functions
of these frameworks.
"""

from . import _core, exact, fast
from ._elementwise import TABLE as _TABLE
from ._model import Model, load_model
from ._plot import plot
from ._rows import (
    bce_with_logits_mean,
    few_bit_backward,
    few_bit_pack,
    log_softmax,
    log_softmax_backward,
    prelu,
    prelu_backward,
    softmax,
    softmax_backward,
    softmin,
    softmin_backward,
)
from ._verify import Verified, verify

globals().update({name: getattr(exact, name) for name in exact.__all__})
globals().update(_core.ufuncs["both"])

__version__ = _core.version


def set_num_threads(threads):
    """How many threads a call on large contiguous arrays may use: 1, the calling
    thread alone, as at first; 0, every core; or a number. For the whole process.
    The results are the same bits for any number."""
    _core.set_num_threads(threads)


def get_num_threads():
    """What set_num_threads said last."""
    return _core.get_num_threads()


def target():
    """The instruction set in force, such as "avx512" or "avx2"."""
    return _core.target()


def set_target(name):
    """Makes every later call run on that instruction set; "best" gives the
    choice back. The exact tier gives the same bits on all of them."""
    _core.set_target(name)


def functions():
    """The names of the table's functions, with the defaults of their
    parameters: {"elu": {"alpha": 1.0}, ...}."""
    return {
        name: {parameter: default for parameter, default, _ in row["parameters"]}
        for name, row in _TABLE.items()
    }


__all__ = sorted(
    [*exact.__all__, *_core.ufuncs["both"], "Model", "Verified", "bce_with_logits_mean",
     "exact", "fast", "few_bit_backward", "few_bit_pack", "functions",
     "get_num_threads", "load_model", "log_softmax", "log_softmax_backward", "plot",
     "prelu", "prelu_backward", "set_num_threads", "set_target", "softmax",
     "softmax_backward", "softmin", "softmin_backward", "target", "verify"]
)
