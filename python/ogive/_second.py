# Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
"""What double backward needs: how f', as a function of the cache it is computed
from, changes with that cache; how the tail cache changes with x; and the backward
pass of softmax and its kin, differentiated.

These are the framework's arithmetic, several roundings each, not Ogive's. At a kink,
where there is no derivative, they are those of one side.
"""

import math

_K = math.sqrt(2 / math.pi)  # of gelu_tanh
_C = 0.044715
_SELU_SLOPE = 1.0507009873554804934193349852946


class Formulas:
    """The formulas in the arithmetic of a framework.

    m    a namespace with its abs, sign, exp, tanh, sigmoid, softplus, where,
         zeros_like, ones_like, full_like(x, value) and sum(x, axis), which keeps
         the axis

    of_cache     {name: (cache, *parameters) -> d f' / d cache}, the cache being x or
                 y as the table says
    of_tail      {name: (t, *parameters) -> d f' / d t}
    tail_slope   {name: (t, *parameters) -> d t / d x}
    """

    def __init__(self, m):
        self._m = m
        self.of_cache = _of_cache(m)
        self.of_tail = {
            "sigmoid": lambda t: m.sign(t) * (1 - 2 * m.abs(t)),
            "tanh": lambda t: 2 * m.sign(t) * (1 - m.abs(t)),
            "elu": lambda t, alpha: m.ones_like(t),
            "celu": lambda t, alpha: m.ones_like(t),
            "selu": lambda t: m.ones_like(t),
        }

        def unless(t, slope, value):
            # For x > 0 the tail is that constant; for x <= 0 it takes it at most
            # once.
            return m.where(t == m.full_like(t, slope), m.zeros_like(t), value)

        self.tail_slope = {
            "sigmoid": lambda t: -m.abs(t) * (1 - m.abs(t)),
            "tanh": lambda t: -m.abs(t) * (2 - m.abs(t)),
            "elu": lambda t, alpha: unless(t, 1, t),
            "celu": lambda t, alpha: unless(t, 1, t / alpha),
            "selu": lambda t: unless(t, _SELU_SLOPE, t),
        }

    def rows_backward(self, name, v, dy, y, axis):
        """The gradients by dy and y of sum(v * NAME_backward(dy, y)), for softmax
        and its kin."""
        m = self._m
        if name == "log_softmax":
            e = m.exp(y)
            return v - m.sum(v * e, axis), -v * e * m.sum(dy, axis)
        sign = -1 if name == "softmin" else 1
        of_dy = sign * y * (v - m.sum(v * y, axis))
        inner = m.sum(dy * y, axis)
        return of_dy, sign * (v * (dy - inner) - dy * m.sum(v * y, axis))


def _of_cache(m):
    def zero(cache, *parameters):
        return m.zeros_like(cache)

    def softsign(x):
        return -2 * m.sign(x) / (1 + m.abs(x)) ** 3

    def logit(x, eps):
        inside = (x >= eps) & (x <= 1 - eps)
        curve = (2 * x - 1) / (x * (1 - x)) ** 2
        return m.where(inside, curve, m.full_like(x, 0 if eps > 0 else math.nan))

    def tanhshrink(x):
        t = m.tanh(x)
        return 2 * t * (1 - t * t)

    def squareplus(x, b):
        return b / (2 * (x * x + b) ** 1.5)

    def silu(x, beta):
        s = m.sigmoid(beta * x)
        return beta * s * (1 - s) * (2 + beta * x * (1 - 2 * s))

    def hardswish(x):
        return m.where(m.abs(x) < 3, m.full_like(x, 1 / 3), m.zeros_like(x))

    def mish(x):
        s = m.sigmoid(x)
        w = m.tanh(m.softplus(x))
        return (1 - w * w) * s * (2 + x * (1 - s - 2 * w * s))

    def gelu(x):
        return m.exp(-x * x / 2) / math.sqrt(2 * math.pi) * (2 - x * x)

    def gelu_tanh(x):
        s = m.sigmoid(2 * _K * (x + _C * x**3))
        ds = s * (1 - s)
        dw, ddw = 2 * _K * (1 + 3 * _C * x * x), 12 * _K * _C * x
        return 2 * ds * dw + x * (ds * (1 - 2 * s) * dw * dw + ds * ddw)

    def softplus(y, beta, threshold):
        curve = beta * m.exp(-beta * y)
        return m.where(beta * y > threshold, m.zeros_like(y), curve)

    def below_zero(slope):
        def formula(y, *parameters):
            return m.where(y > 0, m.zeros_like(y),
                           m.full_like(y, slope(*parameters)))
        return formula

    result = {
        "log_sigmoid": lambda y: -m.exp(y),
        "softsign": softsign,
        "logit": logit,
        "tanhshrink": tanhshrink,
        "softplus": softplus,
        "squareplus": squareplus,
        "silu": silu,
        "hardswish": hardswish,
        "mish": mish,
        "gelu": gelu,
        "gelu_tanh": gelu_tanh,
        "exp": lambda y: m.ones_like(y),
        "expm1": lambda x: m.exp(x),
        "sigmoid": lambda y: 1 - 2 * y,
        "tanh": lambda y: -2 * y,
        "elu": below_zero(lambda alpha: 1),
        "celu": below_zero(lambda alpha: 1 / alpha),
        "selu": below_zero(lambda: 1),
    }
    # Piecewise linear.
    for name in ("hardsigmoid", "hardtanh", "relu", "relu6", "leaky_relu", "rrelu",
                 "threshold", "softshrink", "hardshrink"):
        result[name] = zero
    return result
