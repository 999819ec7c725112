# Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
"""The modules of torch.nn, with Ogive's functions: each is a subclass of the module
it stands in for, with its arguments and two more, `cache` and `accuracy`, which
functional.py explains. state_dict is unchanged."""

import torch
from torch import nn

from . import functional as F


def _stand_in(base, forward, has_choice=True):
    """The subclass of `base` whose forward(module, input) that is. Without a choice
    of cache and tier their arguments are checked, and mean nothing."""

    class Module(base):
        # Also of modules that `convert` has turned into this class, or that were
        # pickled by an older version.
        cache = "tail"
        accuracy = "exact"

        def __init__(self, *args, cache="tail", accuracy="exact", **kwargs):
            super().__init__(*args, **kwargs)
            F.check_cache(cache)
            F.check_accuracy(accuracy)
            if has_choice and cache != "tail":
                self.cache = cache
            if has_choice and accuracy != "exact":
                self.accuracy = accuracy

        def forward(self, input):
            return forward(self, input)

        def extra_repr(self):
            parts = [super().extra_repr()]
            if self.cache != "tail":
                parts.append(f"cache={self.cache!r}")
            if self.accuracy != "exact":
                parts.append(f"accuracy={self.accuracy!r}")
            return ", ".join(part for part in parts if part)

    Module.__name__ = Module.__qualname__ = base.__name__
    Module.__module__ = __name__
    Module.__doc__ = (f"torch.nn.{base.__name__}, correctly rounded unless accuracy is "
                      "'fast': see ogive.torch.functional.")
    Module.has_choice = has_choice
    return Module


def _elementwise(base, function, *attributes):
    """The stand-in that calls function(x, those attributes, cache, accuracy)."""
    def forward(module, x):
        given = [getattr(module, name) for name in attributes]
        return function(x, *given, module.cache, module.accuracy)
    return _stand_in(base, forward)


Sigmoid = _elementwise(nn.Sigmoid, F.sigmoid)
LogSigmoid = _elementwise(nn.LogSigmoid, F.logsigmoid)
Hardsigmoid = _elementwise(nn.Hardsigmoid, F.hardsigmoid, "inplace")
Tanh = _elementwise(nn.Tanh, F.tanh)
Hardtanh = _elementwise(nn.Hardtanh, F.hardtanh, "min_val", "max_val", "inplace")
Softsign = _elementwise(nn.Softsign, F.softsign)
ReLU = _elementwise(nn.ReLU, F.relu, "inplace")
ReLU6 = _elementwise(nn.ReLU6, F.relu6, "inplace")
LeakyReLU = _elementwise(nn.LeakyReLU, F.leaky_relu, "negative_slope", "inplace")
RReLU = _elementwise(nn.RReLU, F.rrelu, "lower", "upper", "training", "inplace")
ELU = _elementwise(nn.ELU, F.elu, "alpha", "inplace")
CELU = _elementwise(nn.CELU, F.celu, "alpha", "inplace")
SELU = _elementwise(nn.SELU, F.selu, "inplace")
Threshold = _elementwise(nn.Threshold, F.threshold, "threshold", "value", "inplace")
Softshrink = _elementwise(nn.Softshrink, F.softshrink, "lambd")
Hardshrink = _elementwise(nn.Hardshrink, F.hardshrink, "lambd")
Tanhshrink = _elementwise(nn.Tanhshrink, F.tanhshrink)
Softplus = _elementwise(nn.Softplus, F.softplus, "beta", "threshold")
SiLU = _elementwise(nn.SiLU, F.silu, "inplace")
Hardswish = _elementwise(nn.Hardswish, F.hardswish, "inplace")
Mish = _elementwise(nn.Mish, F.mish, "inplace")
GELU = _elementwise(nn.GELU, F.gelu, "approximate")


Softmax = _stand_in(nn.Softmax, lambda m, x: F.softmax(x, m.dim), has_choice=False)
LogSoftmax = _stand_in(
    nn.LogSoftmax, lambda m, x: F.log_softmax(x, m.dim), has_choice=False)
Softmin = _stand_in(nn.Softmin, lambda m, x: F.softmin(x, m.dim), has_choice=False)
GLU = _stand_in(nn.GLU, lambda m, x: F.glu(x, m.dim), has_choice=False)
PReLU = _stand_in(nn.PReLU, lambda m, x: F.prelu(x, m.weight), has_choice=False)


def _softmax2d(module, x):
    if isinstance(x, torch.Tensor) and x.dim() not in (3, 4):
        raise ValueError(
            f"ogive: Softmax2d takes 3 or 4 dimensions; this input has {x.dim()}")
    return F.softmax(x, -3)


Softmax2d = _stand_in(nn.Softmax2d, _softmax2d, has_choice=False)

# What stands in for what.
STAND_INS = {
    stand_in.__base__: stand_in
    for stand_in in (
        Sigmoid, LogSigmoid, Hardsigmoid, Tanh, Hardtanh, Softsign, ReLU, ReLU6,
        LeakyReLU, RReLU, ELU, CELU, SELU, Threshold, Softshrink, Hardshrink,
        Tanhshrink, Softplus, SiLU, Hardswish, Mish, GELU, Softmax, LogSoftmax,
        Softmin, GLU, PReLU, Softmax2d,
    )
}

__all__ = [stand_in.__name__ for stand_in in STAND_INS.values()]
