# Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
"""What double backward needs: how f', as a function of the cache it is computed
from, changes with that cache; and how the tail cache changes with x.

These are PyTorch's arithmetic, several roundings each, not Ogive's. At a kink, where
there is no derivative, they are those of one side.
"""

import math

import torch

_K = math.sqrt(2 / math.pi)  # of gelu_tanh
_C = 0.044715
_SELU_SLOPE = 1.0507009873554804934193349852946


def _zero(cache, *parameters):
    return torch.zeros_like(cache)


def _softsign(x):
    return -2 * torch.sign(x) / (1 + x.abs()) ** 3


def _logit(x, eps):
    inside = (x >= eps) & (x <= 1 - eps)
    curve = (2 * x - 1) / (x * (1 - x)) ** 2
    return torch.where(inside, curve, torch.full_like(x, 0 if eps > 0 else math.nan))


def _tanhshrink(x):
    t = torch.tanh(x)
    return 2 * t * (1 - t * t)


def _squareplus(x, b):
    return b / (2 * (x * x + b) ** 1.5)


def _silu(x, beta):
    s = torch.sigmoid(beta * x)
    return beta * s * (1 - s) * (2 + beta * x * (1 - 2 * s))


def _hardswish(x):
    return torch.where(x.abs() < 3, torch.full_like(x, 1 / 3), torch.zeros_like(x))


def _mish(x):
    s = torch.sigmoid(x)
    w = torch.tanh(torch.nn.functional.softplus(x))
    return (1 - w * w) * s * (2 + x * (1 - s - 2 * w * s))


def _gelu(x):
    return torch.exp(-x * x / 2) / math.sqrt(2 * math.pi) * (2 - x * x)


def _gelu_tanh(x):
    s = torch.sigmoid(2 * _K * (x + _C * x**3))
    ds = s * (1 - s)
    dw, ddw = 2 * _K * (1 + 3 * _C * x * x), 12 * _K * _C * x
    return 2 * ds * dw + x * (ds * (1 - 2 * s) * dw * dw + ds * ddw)


def _softplus(y, beta, threshold):
    curve = beta * torch.exp(-beta * y)
    return torch.where(beta * y > threshold, torch.zeros_like(y), curve)


def _below_zero(slope):
    def formula(y, *parameters):
        return torch.where(y > 0, torch.zeros_like(y),
                           torch.full_like(y, slope(*parameters)))
    return formula


# d f' / d cache, the cache being x or y as the table says
OF_CACHE = {
    "log_sigmoid": lambda y: -torch.exp(y),
    "softsign": _softsign,
    "logit": _logit,
    "tanhshrink": _tanhshrink,
    "softplus": _softplus,
    "squareplus": _squareplus,
    "silu": _silu,
    "hardswish": _hardswish,
    "mish": _mish,
    "gelu": _gelu,
    "gelu_tanh": _gelu_tanh,
    "exp": lambda y: torch.ones_like(y),
    "expm1": lambda x: torch.exp(x),
    "sigmoid": lambda y: 1 - 2 * y,
    "tanh": lambda y: -2 * y,
    "elu": _below_zero(lambda alpha: 1),
    "celu": _below_zero(lambda alpha: 1 / alpha),
    "selu": _below_zero(lambda: 1),
}
# Piecewise linear.
for _name in ("hardsigmoid", "hardtanh", "relu", "relu6", "leaky_relu", "rrelu",
              "threshold", "softshrink", "hardshrink"):
    OF_CACHE[_name] = _zero

# d f' / d t
OF_TAIL = {
    "sigmoid": lambda t: torch.sign(t) * (1 - 2 * t.abs()),
    "tanh": lambda t: 2 * torch.sign(t) * (1 - t.abs()),
    "elu": lambda t, alpha: torch.ones_like(t),
    "celu": lambda t, alpha: torch.ones_like(t),
    "selu": lambda t: torch.ones_like(t),
}


def _unless(t, slope, value):
    # For x > 0 the tail is that constant; for x <= 0 it takes it at most once.
    return torch.where(t == torch.full_like(t, slope), torch.zeros_like(t), value)


# d t / d x
TAIL_SLOPE = {
    "sigmoid": lambda t: -t.abs() * (1 - t.abs()),
    "tanh": lambda t: -t.abs() * (2 - t.abs()),
    "elu": lambda t, alpha: _unless(t, 1, t),
    "celu": lambda t, alpha: _unless(t, 1, t / alpha),
    "selu": lambda t: _unless(t, _SELU_SLOPE, t),
}
