# Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
"""The library's calls on PyTorch's tensors. No gradients are recorded here.

Elementwise kernels run over memory, not over indices: tensors of the same strides
that leave no gaps (channels last, transposed) go as they are, others are copied
first. Outputs have the strides that torch.empty_like gives them.
"""

import torch

from .. import _core
from .._elementwise import NUMBERS

DTYPES = {torch.float32: 0, torch.float64: 1, torch.float16: 2, torch.bfloat16: 3}
FORWARD, DERIVATIVE, BACKWARD, TAIL, WITH_TAIL, FROM_TAIL, BACKWARD_TAIL = range(7)
FEW_BIT = {"sigmoid": 0, "tanh": 1, "silu": 2, "gelu": 3, "gelu_tanh": 4, "relu": 5}
ROWS = {"softmax": 0, "log_softmax": 1, "softmin": 2}

# Smaller calls are done before another thread has woken up.
_WORTH_THREADS = 1 << 15


def check(name, *tensors):
    """Raises where the kernels cannot run on these tensors."""
    for tensor in tensors:
        if tensor.device.type != "cpu" or tensor.layout != torch.strided:
            raise RuntimeError(
                f"ogive: {name} runs on dense tensors on the device cpu; this one is "
                f"{tensor.layout} on {tensor.device}. Move it there by .cpu(), or "
                "keep PyTorch's own function for this device"
            )
        if tensor.dtype not in DTYPES:
            raise TypeError(
                f"ogive: {name} takes float32, float64, float16 or bfloat16; this "
                f"tensor is {tensor.dtype}. Convert it by .float()"
            )
        if tensor.dtype != tensors[0].dtype:
            raise TypeError(
                f"ogive: {name}: {tensors[0].dtype} and {tensor.dtype} do not mix"
            )


_empty_like = torch.empty_like


def _threads(n):
    return 1 if n < _WORTH_THREADS else torch.get_num_threads()


def _with_strides_of(model, tensor):
    """tensor, or a copy, with its elements where model has them."""
    if tensor.stride() == model.stride():
        return tensor
    return torch.empty_like(model).copy_(tensor)


# In what follows `fast` is the tier: False and True are OGIVE_EXACT and OGIVE_FAST.


def unary(name, op, x, parameters=None, fast=False):
    """The output of FORWARD, DERIVATIVE, TAIL or FROM_TAIL."""
    dtype = DTYPES.get(x.dtype)
    if dtype is None or not x.is_cpu:
        check(name, x)
    y = _empty_like(x)
    if not x.is_contiguous():
        x = _with_strides_of(y, x)
    n = x.numel()
    _core.apply(NUMBERS[name], op, dtype, n, x.data_ptr(), 0, y.data_ptr(), 0,
                parameters, fast, _threads(n))
    return y


def unary_in_place(name, x, parameters=(), fast=False):
    """FORWARD into x itself."""
    check(name, x)
    if torch.empty_like(x).stride() != x.stride():
        return x.copy_(unary(name, FORWARD, x, parameters, fast))
    n = x.numel()
    _core.apply(NUMBERS[name], FORWARD, DTYPES[x.dtype], n, x.data_ptr(), 0,
                x.data_ptr(), 0, parameters, fast, _threads(n))
    return x


def with_tail(name, x, parameters=(), fast=False):
    """(y, t)"""
    dtype = DTYPES.get(x.dtype)
    if dtype is None or not x.is_cpu:
        check(name, x)
    y, t = _empty_like(x), _empty_like(x)
    if not x.is_contiguous():
        x = _with_strides_of(y, x)
    n = x.numel()
    _core.apply(NUMBERS[name], WITH_TAIL, dtype, n, x.data_ptr(), 0, y.data_ptr(),
                t.data_ptr(), parameters, fast, _threads(n))
    return y, t


def backward(name, op, dy, cache, parameters=(), fast=False, dx=None):
    """dx, by BACKWARD or BACKWARD_TAIL; into the memory of dx, which may be the
    cache's, where that is given."""
    dtype = DTYPES.get(dy.dtype)
    if dtype is None or dy.dtype != cache.dtype or not dy.is_cpu:
        check(name + "_backward", dy, cache)
    if dx is None:
        dx = _empty_like(cache)
    if not (dy.is_contiguous() and cache.is_contiguous()):
        dy, cache = _with_strides_of(dx, dy), _with_strides_of(dx, cache)
    n = cache.numel()
    _core.apply(NUMBERS[name], op, dtype, n, dy.data_ptr(),
                cache.data_ptr(), dx.data_ptr(), 0, parameters, fast, _threads(n))
    return dx


def few_bit_pack(name, bits, x):
    """The cache: uint8, one dimension, in the order of x's indices."""
    check(name, x)
    x, n = x.contiguous(), x.numel()
    packed = torch.empty((bits * n + 7) // 8, dtype=torch.uint8)
    _core.few_bit_pack(FEW_BIT[name], bits, DTYPES[x.dtype], n, x.data_ptr(),
                       packed.data_ptr(), _threads(n))
    return packed


def few_bit_backward(name, bits, dy, packed):
    check(name + "_backward", dy)
    dy, n = dy.contiguous(), dy.numel()
    dx = torch.empty_like(dy)
    _core.few_bit_backward(FEW_BIT[name], bits, DTYPES[dy.dtype], n, dy.data_ptr(),
                           packed.data_ptr(), dx.data_ptr(), _threads(n))
    return dx


def _last(tensor, dim):
    """As a contiguous tensor with that dimension last."""
    return tensor.movedim(dim, -1).contiguous() if tensor.dim() else tensor


def _from_last(result, like, dim):
    out = torch.empty_like(like, memory_format=torch.contiguous_format)
    return out.copy_(result.movedim(-1, dim) if like.dim() else result)


def rows(name, x, dim):
    """softmax, log_softmax or softmin along a dimension; contiguous."""
    check(name, x)
    source = _last(x, dim)
    y = torch.empty_like(source)
    n, columns = y.numel(), y.shape[-1] if y.dim() else 1
    if n:
        _core.rows(ROWS[name], DTYPES[x.dtype], n // columns, columns,
                   source.data_ptr(), y.data_ptr(), _threads(n))
    at_the_end = x.dim() == 0 or dim in (-1, x.dim() - 1)
    return y if at_the_end else _from_last(y, x, dim)


def rows_backward(name, dy, y, dim):
    check(name + "_backward", dy, y)
    sources = _last(dy, dim), _last(y, dim)
    dx = torch.empty_like(sources[1])
    n, columns = dx.numel(), dx.shape[-1] if dx.dim() else 1
    if n:
        _core.rows_backward(ROWS[name], DTYPES[dy.dtype], n // columns, columns,
                            sources[0].data_ptr(), sources[1].data_ptr(),
                            dx.data_ptr(), _threads(n))
    at_the_end = dy.dim() == 0 or dim in (-1, dy.dim() - 1)
    return dx if at_the_end else _from_last(dx, y, dim)


def glu(a, b):
    check("glu", a, b)
    a, b = a.contiguous(), b.contiguous()
    y = torch.empty_like(a)
    n = a.numel()
    _core.gated(0, DTYPES[a.dtype], n, a.data_ptr(), b.data_ptr(), y.data_ptr(),
                _threads(n))
    return y


def glu_backward(dy, a, b):
    check("glu_backward", dy, a, b)
    dy, a, b = dy.contiguous(), a.contiguous(), b.contiguous()
    da, db = torch.empty_like(a), torch.empty_like(b)
    n = a.numel()
    _core.gated_backward(0, DTYPES[a.dtype], n, dy.data_ptr(), a.data_ptr(),
                         b.data_ptr(), da.data_ptr(), db.data_ptr(), _threads(n))
    return da, db


def _channels(x, weight):
    """The shape of x as (outer, channels, inner), PyTorch's channels: dimension 1."""
    if weight.numel() == 1:
        return 1, 1, x.numel()
    channels = x.shape[1] if x.dim() > 1 else 1
    if channels != weight.numel():
        raise RuntimeError(
            f"ogive: prelu: weight has {weight.numel()} slopes; dimension 1 of the "
            f"input, of the shape {tuple(x.shape)}, must have as many entries"
        )
    return x.shape[0], channels, x[0, 0].numel() if x.shape[0] else 0


def prelu(x, weight):
    check("prelu", x, weight)
    outer, channels, inner = _channels(x, weight)
    x, weight = x.contiguous(), weight.contiguous()
    y = torch.empty_like(x)
    if x.numel():
        _core.prelu(DTYPES[x.dtype], outer, channels, inner, x.data_ptr(),
                    weight.data_ptr(), y.data_ptr(), _threads(x.numel()))
    return y


def prelu_backward(dy, x, weight):
    """(dx, dweight)"""
    check("prelu_backward", dy, x, weight)
    outer, channels, inner = _channels(x, weight)
    dy, x, weight = dy.contiguous(), x.contiguous(), weight.contiguous()
    dx, dweight = torch.empty_like(x), torch.zeros_like(weight)
    if x.numel():
        _core.prelu_backward(DTYPES[x.dtype], outer, channels, inner, dy.data_ptr(),
                             x.data_ptr(), weight.data_ptr(), dx.data_ptr(),
                             dweight.data_ptr(), _threads(x.numel()))
    return dx, dweight
