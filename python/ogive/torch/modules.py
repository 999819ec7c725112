# Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
"""The modules of torch.nn, with Ogive's functions: each is a subclass of the module
it stands in for, with its arguments, and `cache` (see functional.py) as one more.
state_dict is unchanged."""

import torch
from torch import nn

from . import functional as F


def _stand_in(base, forward, has_cache=True):
    """The subclass of `base` whose forward(module, input, keywords) that is."""

    class Module(base):
        # Also of modules that `convert` has turned into this class, or that were
        # pickled by an older version.
        cache = "tail"

        def __init__(self, *args, cache="tail", **kwargs):
            super().__init__(*args, **kwargs)
            if cache != "tail":
                self.cache = F.check_cache(cache)

        def forward(self, input):
            return forward(self, input)

        def extra_repr(self):
            own = super().extra_repr()
            if self.cache == "tail":
                return own
            return f"{own}{', ' if own else ''}cache={self.cache!r}"

    Module.__name__ = Module.__qualname__ = base.__name__
    Module.__module__ = __name__
    Module.__doc__ = f"torch.nn.{base.__name__}, correctly rounded."
    Module.has_cache = has_cache
    return Module


Sigmoid = _stand_in(nn.Sigmoid, lambda m, x: F.sigmoid(x, m.cache))
LogSigmoid = _stand_in(nn.LogSigmoid, lambda m, x: F.logsigmoid(x, m.cache))
Hardsigmoid = _stand_in(
    nn.Hardsigmoid, lambda m, x: F.hardsigmoid(x, m.inplace, m.cache))
Tanh = _stand_in(nn.Tanh, lambda m, x: F.tanh(x, m.cache))
Hardtanh = _stand_in(
    nn.Hardtanh, lambda m, x: F.hardtanh(x, m.min_val, m.max_val, m.inplace, m.cache))
Softsign = _stand_in(nn.Softsign, lambda m, x: F.softsign(x, m.cache))
ReLU = _stand_in(nn.ReLU, lambda m, x: F.relu(x, m.inplace, m.cache))
ReLU6 = _stand_in(nn.ReLU6, lambda m, x: F.relu6(x, m.inplace, m.cache))
LeakyReLU = _stand_in(
    nn.LeakyReLU, lambda m, x: F.leaky_relu(x, m.negative_slope, m.inplace, m.cache))
RReLU = _stand_in(
    nn.RReLU,
    lambda m, x: F.rrelu(x, m.lower, m.upper, m.training, m.inplace, m.cache))
ELU = _stand_in(nn.ELU, lambda m, x: F.elu(x, m.alpha, m.inplace, m.cache))
CELU = _stand_in(nn.CELU, lambda m, x: F.celu(x, m.alpha, m.inplace, m.cache))
SELU = _stand_in(nn.SELU, lambda m, x: F.selu(x, m.inplace, m.cache))
Threshold = _stand_in(
    nn.Threshold, lambda m, x: F.threshold(x, m.threshold, m.value, m.inplace, m.cache))
Softshrink = _stand_in(nn.Softshrink, lambda m, x: F.softshrink(x, m.lambd, m.cache))
Hardshrink = _stand_in(nn.Hardshrink, lambda m, x: F.hardshrink(x, m.lambd, m.cache))
Tanhshrink = _stand_in(nn.Tanhshrink, lambda m, x: F.tanhshrink(x, m.cache))
Softplus = _stand_in(
    nn.Softplus, lambda m, x: F.softplus(x, m.beta, m.threshold, m.cache))
SiLU = _stand_in(nn.SiLU, lambda m, x: F.silu(x, m.inplace, m.cache))
Hardswish = _stand_in(nn.Hardswish, lambda m, x: F.hardswish(x, m.inplace, m.cache))
Mish = _stand_in(nn.Mish, lambda m, x: F.mish(x, m.inplace, m.cache))
GELU = _stand_in(nn.GELU, lambda m, x: F.gelu(x, m.approximate, m.cache))


Softmax = _stand_in(nn.Softmax, lambda m, x: F.softmax(x, m.dim), has_cache=False)
LogSoftmax = _stand_in(
    nn.LogSoftmax, lambda m, x: F.log_softmax(x, m.dim), has_cache=False)
Softmin = _stand_in(nn.Softmin, lambda m, x: F.softmin(x, m.dim), has_cache=False)
GLU = _stand_in(nn.GLU, lambda m, x: F.glu(x, m.dim), has_cache=False)
PReLU = _stand_in(nn.PReLU, lambda m, x: F.prelu(x, m.weight), has_cache=False)


def _softmax2d(module, x):
    if isinstance(x, torch.Tensor) and x.dim() not in (3, 4):
        raise ValueError(
            f"ogive: Softmax2d takes 3 or 4 dimensions; this input has {x.dim()}")
    return F.softmax(x, -3)


Softmax2d = _stand_in(nn.Softmax2d, _softmax2d, has_cache=False)

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
