# Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
"""Autograd for plain tensors, outside torch.compile and torch.func: autograd
functions that call the kernels directly, which costs a call some microseconds less
than a custom operator does. `_operators.py` serves the rest, by the same formulas.
"""

import threading

import torch
from torch.autograd import Function
from torch.autograd.function import once_differentiable

from .._elementwise import TABLE
from . import _kernels as kernels
from . import _second as second

KEEPS_INPUT = {name for name, row in TABLE.items() if row["cache"] == "input"}
HAS_TAIL = {name for name, row in TABLE.items() if row["cache"].startswith("tail")}


class Elementwise(Function):
    """y = f(x), keeping x or y as the table says."""

    @staticmethod
    def forward(ctx, x, name, parameters):
        y = kernels.unary(name, kernels.FORWARD, x, parameters)
        ctx.name, ctx.parameters = name, parameters
        ctx.save_for_backward(x if name in KEEPS_INPUT else y)
        return y

    @staticmethod
    def backward(ctx, dy):
        (cache,) = ctx.saved_tensors
        return _backward(dy, cache, ctx.name, ctx.parameters), None, None


class ElementwiseTail(Function):
    """(y, t) = f(x), keeping t, which is an output only so that double backward
    finds its way through it to x."""

    @staticmethod
    def forward(ctx, x, name, parameters):
        y, t = kernels.with_tail(name, x, parameters)
        ctx.name, ctx.parameters = name, parameters
        ctx.save_for_backward(t)
        ctx.set_materialize_grads(False)
        return y, t

    @staticmethod
    def backward(ctx, dy, dt):
        (t,) = ctx.saved_tensors
        dx = None
        if dy is not None:
            dx = _backward(dy, t, ctx.name, ctx.parameters, kernels.BACKWARD_TAIL)
        if dt is not None:
            dx_of_t = dt * second.TAIL_SLOPE[ctx.name](t, *ctx.parameters)
            dx = dx_of_t if dx is None else dx + dx_of_t
        return dx, None, None


class ElementwiseBackward(Function):
    """dx = dy f'(x), to be differentiated again."""

    @staticmethod
    def forward(ctx, dy, cache, name, parameters, op):
        ctx.name, ctx.parameters, ctx.op = name, parameters, op
        ctx.save_for_backward(dy, cache)
        return kernels.backward(name, op, dy, cache, parameters)

    @staticmethod
    def backward(ctx, v):
        dy, cache = ctx.saved_tensors
        formulas = (second.OF_TAIL if ctx.op == kernels.BACKWARD_TAIL
                    else second.OF_CACHE)
        of_dy = _backward(v, cache, ctx.name, ctx.parameters, ctx.op)
        of_cache = v * dy * formulas[ctx.name](cache, *ctx.parameters)
        return of_dy, of_cache, None, None, None


def _backward(dy, cache, name, parameters, op=kernels.BACKWARD):
    if torch.is_grad_enabled():
        return ElementwiseBackward.apply(dy, cache, name, parameters, op)
    return kernels.backward(name, op, dy, cache, parameters)


class FewBit(Function):
    """y = f(x), keeping a few bits an element."""

    @staticmethod
    def forward(ctx, x, name, bits):
        ctx.name, ctx.bits = name, bits
        ctx.save_for_backward(kernels.few_bit_pack(name, bits, x))
        return kernels.unary(name, kernels.FORWARD, x)

    @staticmethod
    @once_differentiable
    def backward(ctx, dy):
        (packed,) = ctx.saved_tensors
        return kernels.few_bit_backward(ctx.name, ctx.bits, dy, packed), None, None


class Rows(Function):
    """softmax and its kin, keeping the output."""

    @staticmethod
    def forward(ctx, x, name, dim):
        y = kernels.rows(name, x, dim)
        ctx.name, ctx.dim = name, dim
        ctx.save_for_backward(y)
        return y

    @staticmethod
    def backward(ctx, dy):
        (y,) = ctx.saved_tensors
        if torch.is_grad_enabled():
            return RowsBackward.apply(dy, y, ctx.name, ctx.dim), None, None
        return kernels.rows_backward(ctx.name, dy, y, ctx.dim), None, None


# Function.apply without what it looks for first: transformations of torch.func,
# which is_plain has excluded.
elementwise = super(Function, Elementwise).apply
elementwise_tail = super(Function, ElementwiseTail).apply
few_bit = super(Function, FewBit).apply


class RowsBackward(Function):
    @staticmethod
    def forward(ctx, dy, y, name, dim):
        ctx.name, ctx.dim = name, dim
        ctx.save_for_backward(dy, y)
        return kernels.rows_backward(name, dy, y, dim)

    @staticmethod
    def backward(ctx, v):
        dy, y = ctx.saved_tensors
        return (*second.rows_backward_twice(ctx.name, v, dy, y, ctx.dim), None, None)


class Glu(Function):
    @staticmethod
    def forward(ctx, a, b):
        ctx.save_for_backward(a, b)
        return kernels.glu(a, b)

    @staticmethod
    def backward(ctx, dy):
        backward = (GluBackward.apply if torch.is_grad_enabled() else
                    kernels.glu_backward)
        return backward(dy, *ctx.saved_tensors)


def glu_backward_twice(dy, a, b, u, v):
    """The gradients by dy, a and b of sum(u da + v db), da and db being those of
    dy a s(b), in PyTorch's arithmetic."""
    s = torch.sigmoid(b)
    ds = s * (1 - s)
    slope_of_ds = ds * (1 - 2 * s)
    return (u * s + v * a * ds, v * dy * ds,
            u * dy * ds + v * dy * a * slope_of_ds)


class GluBackward(Function):
    @staticmethod
    def forward(ctx, dy, a, b):
        ctx.save_for_backward(dy, a, b)
        return kernels.glu_backward(dy, a, b)

    @staticmethod
    def backward(ctx, u, v):
        return glu_backward_twice(*ctx.saved_tensors, u, v)


class PRelu(Function):
    @staticmethod
    def forward(ctx, x, weight):
        ctx.save_for_backward(x, weight)
        return kernels.prelu(x, weight)

    @staticmethod
    def backward(ctx, dy):
        backward = (PReluBackward.apply if torch.is_grad_enabled() else
                    kernels.prelu_backward)
        return backward(dy, *ctx.saved_tensors)


def prelu_backward_twice(dy, x, weight, u, v):
    """The gradients by dy, x and weight of sum(u dx) + sum(v dweight), in PyTorch's
    arithmetic."""
    shared = weight.numel() == 1
    shape = [1] * x.dim() if shared else [1, -1] + [1] * (x.dim() - 2)
    slope, of_slope = weight.reshape(shape), v.reshape(shape)
    negative = (x <= 0).to(x.dtype)
    by_weight = negative * u * dy
    dims = [d for d in range(x.dim()) if shared or d != 1]
    sums = by_weight.sum(dims) if dims else by_weight
    return (u * (1 - negative + negative * slope) + of_slope * negative * x,
            of_slope * negative * dy, sums.reshape(weight.shape))


class PReluBackward(Function):
    @staticmethod
    def forward(ctx, dy, x, weight):
        ctx.save_for_backward(dy, x, weight)
        return kernels.prelu_backward(dy, x, weight)

    @staticmethod
    def backward(ctx, u, v):
        return prelu_backward_twice(*ctx.saved_tensors, u, v)


def _states_of_a_new_thread():
    """The dispatcher's keys of a plain tensor, with and without autograd, and its
    state outside and inside inference mode: what they are where no one has changed
    anything, as in a new thread."""
    found = []

    def look():
        try:
            for inference in (False, True):
                with torch.inference_mode(inference):
                    found.append((
                        torch._C._dispatch_keys(torch.empty(0)).raw_repr(),
                        torch._C._dispatch_tls_local_include_set().raw_repr(),
                    ))
        except AttributeError:  # a PyTorch that does not tell: no tensor is plain
            found.clear()

    thread = threading.Thread(target=look)
    thread.start()
    thread.join()
    keys, states = zip(*found) if found else ((), ())
    return frozenset(keys), frozenset(states)


_PLAIN_KEYS, _PLAIN_STATES = _states_of_a_new_thread()
_PLAIN_TYPES = frozenset((torch.Tensor, torch.nn.Parameter))


def is_plain(x):
    """Whether the kernels may be called on x directly: a dense tensor in memory, no
    subclass, and no mode, transformation or tracer that would have to see the call.
    """
    return (
        type(x) in _PLAIN_TYPES
        and torch._C._dispatch_keys(x).raw_repr() in _PLAIN_KEYS
        and torch._C._dispatch_tls_local_include_set().raw_repr() in _PLAIN_STATES
    )
