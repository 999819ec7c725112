# Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
"""Autograd for plain tensors, outside torch.compile and torch.func: autograd
functions that call the kernels directly, which costs a call some microseconds less
than a custom operator does. `_operators.py` serves the rest, by the same formulas.
"""

import importlib.machinery
import importlib.util
import logging
import os
import sys
import sysconfig
import threading

import torch
from torch.autograd import Function
from torch.autograd.function import once_differentiable

from .. import _compile
from .._elementwise import NUMBERS, TABLE
from .._family import CACHES
from . import _kernels as kernels
from . import _second as second

KEEPS_INPUT = {name for name, row in TABLE.items() if row["cache"] == "input"}
HAS_TAIL = {name for name, row in TABLE.items() if row["cache"].startswith("tail")}


# Compiled autograd traces backward passes of Python. What it traces calls operators: a
# kernel takes the addresses of tensors whose memory a tracer may have given away before
# the call.
if hasattr(torch.library, "register_vmap"):  # what _operators.py needs
    _is_traced = torch.compiler.is_compiling
else:

    def _is_traced():
        return False


class Elementwise(Function):
    """y = f(x), keeping x or y as the table says."""

    @staticmethod
    def forward(ctx, x, name, parameters, fast):
        y = kernels.unary(name, kernels.FORWARD, x, parameters, fast)
        ctx.name, ctx.parameters, ctx.fast = name, parameters, fast
        ctx.save_for_backward(x if name in KEEPS_INPUT else y)
        return y

    @staticmethod
    def backward(ctx, dy):
        (cache,) = ctx.saved_tensors
        dx = _backward(dy, cache, ctx.name, ctx.parameters, ctx.fast)
        return dx, None, None, None


try:
    # Whether the backward pass in hand leaves what the graph keeps in place.
    _graph_is_kept = torch._C._autograd._get_current_graph_task_keep_graph
    _hooks = torch._C._autograd._top_saved_tensors_default_hooks
except AttributeError:  # an older PyTorch, which does not tell
    _graph_is_kept = _hooks = None


def _owns_tail():
    """Whether nobody else gets to see what the graph keeps: hooks may keep it, or
    give another tensor in its place."""
    return _hooks is not None and _hooks(False) is None


class ElementwiseTail(Function):
    """(y, t) = f(x), keeping t, which is an output only so that double backward
    finds its way through it to x. Where the graph ends with the backward pass, dx
    takes the memory of t: nobody else has it."""

    @staticmethod
    def forward(ctx, x, name, parameters, fast):
        y, t = kernels.with_tail(name, x, parameters, fast)
        ctx.name, ctx.parameters, ctx.fast = name, parameters, fast
        ctx.owns_tail = _owns_tail()
        ctx.save_for_backward(t)
        ctx.set_materialize_grads(False)
        return y, t

    @staticmethod
    def backward(ctx, dy, dt):
        (t,) = ctx.saved_tensors
        if (dt is None and ctx.owns_tail and dy is not None and not _is_traced()
                and not _graph_is_kept()):
            dx = kernels.backward(ctx.name, kernels.BACKWARD_TAIL, dy, t,
                                  ctx.parameters, ctx.fast, t.detach())
        else:
            dx = _tail_gradient(dy, dt, t, ctx.name, ctx.parameters, ctx.fast)
        return dx, None, None, None


def _tail_gradient(dy, dt, t, name, parameters, fast):
    dx = None
    if dy is not None:
        dx = _backward(dy, t, name, parameters, fast, kernels.BACKWARD_TAIL)
    if dt is not None:
        dx_of_t = dt * second.TAIL_SLOPE[name](t, *parameters)
        dx = dx_of_t if dx is None else dx + dx_of_t
    return dx


class ElementwiseBackward(Function):
    """dx = dy f'(x), to be differentiated again."""

    @staticmethod
    def forward(ctx, dy, cache, name, parameters, fast, op):
        ctx.name, ctx.parameters, ctx.fast, ctx.op = name, parameters, fast, op
        ctx.save_for_backward(dy, cache)
        return kernels.backward(name, op, dy, cache, parameters, fast)

    @staticmethod
    def backward(ctx, v):
        dy, cache = ctx.saved_tensors
        formulas = (second.OF_TAIL if ctx.op == kernels.BACKWARD_TAIL
                    else second.OF_CACHE)
        of_dy = _backward(v, cache, ctx.name, ctx.parameters, ctx.fast, ctx.op)
        of_cache = v * dy * formulas[ctx.name](cache, *ctx.parameters)
        return of_dy, of_cache, None, None, None, None


def _backward(dy, cache, name, parameters, fast, op=kernels.BACKWARD):
    if _is_traced():
        suffix = "_tail" if op == kernels.BACKWARD_TAIL else ""
        operator = getattr(torch.ops.ogive, f"{name}_backward{suffix}")
        return operator(dy, cache, *parameters, fast)
    if torch.is_grad_enabled():
        return ElementwiseBackward.apply(dy, cache, name, parameters, fast, op)
    return kernels.backward(name, op, dy, cache, parameters, fast)


class FewBit(Function):
    """y = f(x), keeping a few bits an element."""

    @staticmethod
    def forward(ctx, x, name, bits, fast):
        ctx.name, ctx.bits = name, bits
        ctx.save_for_backward(kernels.few_bit_pack(name, bits, x))
        return kernels.unary(name, kernels.FORWARD, x, fast=fast)

    @staticmethod
    @once_differentiable
    def backward(ctx, dy):
        (packed,) = ctx.saved_tensors
        if _is_traced():
            operator = getattr(torch.ops.ogive, f"{ctx.name}_few_bit_backward")
            return operator(dy, packed, ctx.bits), None, None, None
        dx = kernels.few_bit_backward(ctx.name, ctx.bits, dy, packed)
        return dx, None, None, None


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
        if _is_traced():
            operator = getattr(torch.ops.ogive, f"{ctx.name}_backward")
            return operator(dy, y, ctx.dim), None, None
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
        backward = (torch.ops.ogive.glu_backward if _is_traced() else
                    GluBackward.apply if torch.is_grad_enabled() else
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
        backward = (torch.ops.ogive.prelu_backward if _is_traced() else
                    PReluBackward.apply if torch.is_grad_enabled() else
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


# What a node of autograd.cc keeps.
_INPUT, _OUTPUT, _TAIL = range(3)


def _gradient(name, keeps, parameters, fast, dy, dt, cache):
    """dx, where autograd.cc does not compute it itself."""
    if keeps == _TAIL:
        return _tail_gradient(dy, dt, cache, name, parameters, fast)
    return _backward(dy, cache, name, parameters, fast)


def _bytes_to_keep():
    """How much freed memory of outputs waits for the next ones."""
    text = os.environ.get("OGIVE_TORCH_KEEP_MIB", "256")
    try:
        mib = int(text)
    except ValueError:
        mib = -1
    if mib < 0:
        raise ValueError(f"ogive: the environment variable OGIVE_TORCH_KEEP_MIB is "
                         f"{text!r}; it must be a whole number of MiB, 0 for none")
    return mib << 20


def _compiled():
    """apply() of autograd.cc; or None, and why it cannot be had: results are the same
    without it, and small tensors take longer."""
    if _graph_is_kept is None or not _PLAIN_KEYS:
        return None, f"PyTorch {torch.__version__} is too old for it"
    if os.environ.get("OGIVE_TORCH_COMPILE", "1") == "0":
        return None, "OGIVE_TORCH_COMPILE is 0"
    root = os.path.dirname(torch.__file__)
    include = os.path.join(root, "include")
    flags = [
        "-std=c++20", f"-I{include}", f"-I{include}/torch/csrc/api/include",
        f"-I{sysconfig.get_path('include')}",
        f"-D_GLIBCXX_USE_CXX11_ABI={int(torch._C._GLIBCXX_USE_CXX11_ABI)}",
        f"-L{os.path.join(root, 'lib')}", "-ltorch_python", "-ltorch_cpu", "-lc10",
    ]
    try:
        path = _compile.library(
            "ogive.torch", "torch/autograd.cc",
            f"torch {torch.__version__}, Python {sys.version}", flags, try_once=True)
        loader = importlib.machinery.ExtensionFileLoader("ogive_torch", path)
        spec = importlib.util.spec_from_file_location("ogive_torch", path,
                                                      loader=loader)
        module = importlib.util.module_from_spec(spec)
        loader.exec_module(module)
        _compile.give_entry_points(path)
    except ImportError as error:
        logging.getLogger("ogive").info("autograd.cc is not used: %s", error)
        return None, str(error)
    module.configure(_gradient, _PLAIN_KEYS, _PLAIN_STATES, _bytes_to_keep())
    return module.apply, None


_apply_compiled, why_not_compiled = _compiled()
# By cache and name: the function's number and what its node keeps.
_NODES = {
    cache: {
        name: (number, _INPUT if name in KEEPS_INPUT else
               _TAIL if name in HAS_TAIL and cache != "output" else _OUTPUT)
        for name, number in NUMBERS.items()
        if cache in ("tail", "output") or name not in kernels.FEW_BIT
    }
    for cache in CACHES
}


def compiled(name, x, parameters, cache, fast):
    """y, or None: see _compiled."""
    if _apply_compiled is None:
        return None
    node = _NODES[cache].get(name)
    if node is None:
        return None
    return _apply_compiled(x, name, *node, parameters, fast, _owns_tail())
