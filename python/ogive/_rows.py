# Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
"""The functions that are not elementwise functions of their inputs: softmax and
its kin, prelu, the mean of a loss, the few-bit caches."""

import numpy as np

from . import _containers, _core
from ._elementwise import BFLOAT16

_DTYPES = {
    np.dtype(np.float32): 0,
    np.dtype(np.float64): 1,
    np.dtype(np.float16): 2,
}
if BFLOAT16 is not None:
    _DTYPES[BFLOAT16] = 3


def _common_dtype(*arrays):
    """The element type of a result; that of integers is float64."""
    dtype = np.result_type(*arrays)
    if dtype.kind in "biu":
        return np.dtype(np.float64)
    if dtype not in _DTYPES:
        raise TypeError(
            f"ogive: no function of {dtype}; use float16, float32, float64 or "
            "ml_dtypes.bfloat16 (which must be installed before ogive is "
            "imported)"
        )
    return dtype.newbyteorder("=")


def _contiguous(array, dtype):
    return np.ascontiguousarray(array, dtype=dtype)


def _address(array):
    return array.__array_interface__["data"][0]


def _into(out, result):
    if out is None:
        return result
    if not isinstance(out, np.ndarray):
        raise TypeError("ogive: out must be a numpy.ndarray")
    if out.shape != result.shape:
        raise ValueError(
            f"ogive: out has the shape {out.shape}; the result has {result.shape}"
        )
    np.copyto(out, result, casting="same_kind")
    return out


def _no_out(out):
    if out is not None:
        raise TypeError("ogive: out is for NumPy's arrays; a Dask array has none yet")


def _computed(**arrays):
    """Refuses what would have to be computed first."""
    for name, array in arrays.items():
        if _containers.is_lazy(array):
            raise TypeError(
                f"ogive: {name} is one of Dask's, and this function has no lazy form: "
                f"call {name}.compute() first, or map it over the blocks"
            )


def _same_shape(**arrays):
    (first, a), (second, b) = arrays.items()
    if a.shape != b.shape:
        raise ValueError(
            f"ogive: {first} has the shape {a.shape}, {second} has {b.shape}; "
            "they must be the same"
        )


def _rows(function, which, x, axis, out):
    if _containers.is_lazy(x):
        _no_out(out)
        return _containers.lazily(function, (x,), axis, _common_dtype)
    like, x = x, np.asarray(x)
    moved = np.moveaxis(x, axis, -1)
    moved = _contiguous(moved, _common_dtype(x))
    y = np.empty_like(moved)
    if y.size:
        columns = y.shape[-1]
        _core.rows(which, _DTYPES[y.dtype], y.size // columns, columns,
                   _address(moved), _address(y), _core.get_num_threads())
    y = np.moveaxis(y, -1, axis)
    return _containers.as_the_input(like, y) if out is None else _into(out, y)


def _rows_backward(function, which, dy, y, axis, out):
    if _containers.is_lazy(dy, y):
        _no_out(out)
        return _containers.lazily(function, (dy, y), axis, _common_dtype)
    like, dy, y = dy, np.asarray(dy), np.asarray(y)
    _same_shape(dy=dy, y=y)
    dtype = _common_dtype(dy, y)
    moved = [_contiguous(np.moveaxis(a, axis, -1), dtype) for a in (dy, y)]
    dx = np.empty_like(moved[0])
    if dx.size:
        columns = dx.shape[-1]
        _core.rows_backward(which, _DTYPES[dtype], dx.size // columns, columns,
                            _address(moved[0]), _address(moved[1]),
                            _address(dx), _core.get_num_threads())
    dx = np.moveaxis(dx, -1, axis)
    return _containers.as_the_input(like, dx) if out is None else _into(out, dx)


def softmax(x, axis=-1, out=None):
    """exp(x_i) / sum_j exp(x_j) along an axis: each in [0, 1], of sum 1.

    float16, float32 and bfloat16 within 0.51 ULP, float64 within 0.55 where the
    result is normal; integers count as float64.
    """
    return _rows(softmax, 0, x, axis, out)


def log_softmax(x, axis=-1, out=None):
    """x_i - log(sum_j exp(x_j)) along an axis; the bounds of softmax."""
    return _rows(log_softmax, 1, x, axis, out)


def softmin(x, axis=-1, out=None):
    """softmax of -x along an axis; the bounds of softmax."""
    return _rows(softmin, 2, x, axis, out)


def softmax_backward(dy, y, axis=-1, out=None):
    """dx = y_i (dy_i - sum_j dy_j y_j), from the output y of softmax."""
    return _rows_backward(softmax_backward, 0, dy, y, axis, out)


def log_softmax_backward(dy, y, axis=-1, out=None):
    """dx = dy_i - exp(y_i) sum_j dy_j, from the output y of log_softmax."""
    return _rows_backward(log_softmax_backward, 1, dy, y, axis, out)


def softmin_backward(dy, y, axis=-1, out=None):
    """dx = -y_i (dy_i - sum_j dy_j y_j), from the output y of softmin."""
    return _rows_backward(softmin_backward, 2, dy, y, axis, out)


def _channels(x, weight, axis):
    """The shape of x as [outer, channels, inner]."""
    if weight.ndim > 1:
        raise ValueError(
            f"ogive: weight has {weight.ndim} dimensions; one slope a channel, "
            "or one number, is needed"
        )
    if weight.size == 1:
        return 1, 1, x.size
    if not -x.ndim <= axis < x.ndim or x.shape[axis] != weight.size:
        raise ValueError(
            f"ogive: weight has {weight.size} slopes; axis {axis} of x, of the "
            f"shape {x.shape}, must have as many entries"
        )
    axis %= x.ndim
    outer = int(np.prod(x.shape[:axis], dtype=np.intp))
    return outer, weight.size, int(np.prod(x.shape[axis + 1 :], dtype=np.intp))


def prelu(x, weight, axis=1, out=None):
    """x where it is positive, else weight x: one weight for each entry of the
    axis, or one for all."""
    _computed(weight=weight)
    if _containers.is_lazy(x):
        _no_out(out)
        return _containers.lazy_prelu(prelu, x, np.asarray(weight), axis,
                                      _common_dtype)
    like, x, weight = x, np.asarray(x), np.asarray(weight)
    dtype = _common_dtype(x, weight)
    outer, channels, inner = _channels(x, weight, axis)
    x, weight = _contiguous(x, dtype), _contiguous(weight, dtype)
    y = np.empty_like(x)
    if x.size:
        _core.prelu(_DTYPES[dtype], outer, channels, inner, _address(x),
                    _address(weight), _address(y), _core.get_num_threads())
    return _containers.as_the_input(like, y) if out is None else _into(out, y)


def prelu_backward(dy, x, weight, axis=1):
    """The gradients (dx, dweight) of prelu."""
    _computed(dy=dy, x=x, weight=weight)
    dy, x, weight = np.asarray(dy), np.asarray(x), np.asarray(weight)
    _same_shape(dy=dy, x=x)
    dtype = _common_dtype(dy, x, weight)
    outer, channels, inner = _channels(x, weight, axis)
    dy, x, weight = (_contiguous(a, dtype) for a in (dy, x, weight))
    dx, dweight = np.empty_like(x), np.zeros_like(weight)
    if x.size:
        _core.prelu_backward(_DTYPES[dtype], outer, channels, inner,
                             _address(dy), _address(x), _address(weight),
                             _address(dx), _address(dweight),
                             _core.get_num_threads())
    return dx, dweight


def bce_with_logits_mean(x, z):
    """The mean of bce_with_logits(x, z), summed with the bits of two doubles."""
    _computed(x=x, z=z)
    x, z = np.asarray(x), np.asarray(z)
    _same_shape(x=x, z=z)
    dtype = _common_dtype(x, z)
    x, z = _contiguous(x, dtype), _contiguous(z, dtype)
    return _core.bce_mean(_DTYPES[dtype], x.size, _address(x), _address(z),
                          _core.get_num_threads())


# As ogive_few_bit_function numbers them.
_FEW_BIT = ("sigmoid", "tanh", "silu", "gelu", "gelu_tanh", "relu")


def _few_bit(function):
    if function not in _FEW_BIT:
        raise ValueError(
            f"ogive: no few-bit cache of {function!r}; there are those of "
            + ", ".join(_FEW_BIT)
        )
    return _FEW_BIT.index(function)


def few_bit_pack(function, x, bits):
    """The few-bit cache of x for the backward pass: an array of uint8 with `bits`
    bits an element (2, 4 or 8; for "relu" 1), instead of x itself."""
    _computed(x=x)
    number, x = _few_bit(function), np.asarray(x)
    x = _contiguous(x, _common_dtype(x))
    packed = np.zeros((bits * x.size + 7) // 8, np.uint8)
    _core.few_bit_pack(number, bits, _DTYPES[x.dtype], x.size, _address(x),
                       _address(packed), _core.get_num_threads())
    return packed


def few_bit_backward(function, dy, packed, bits):
    """dx: dy times the step of the derivative that `packed` holds."""
    _computed(dy=dy, packed=packed)
    number, dy = _few_bit(function), np.asarray(dy)
    dy = _contiguous(dy, _common_dtype(dy))
    packed = _contiguous(packed, np.uint8)
    if packed.size != (bits * dy.size + 7) // 8:
        raise ValueError(
            f"ogive: packed has {packed.size} bytes; {bits} bits for each of "
            f"{dy.size} elements are {(bits * dy.size + 7) // 8}"
        )
    dx = np.empty_like(dy)
    _core.few_bit_backward(number, bits, _DTYPES[dy.dtype], dy.size,
                           _address(dy), _address(packed), _address(dx),
                           _core.get_num_threads())
    return dx
