# Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
"""The kernels as calls of XLA's foreign function interface, with their gradients, of
first and second order."""

import functools
import operator
import types

import jax
import jax.numpy as jnp
import numpy as np

from .. import _compile
from .._elementwise import SOFTPLUS_BACKWARD_FROM
from .._family import kept
from .._second import Formulas

try:
    from jax import ffi
except ImportError as error:
    raise ImportError(f"ogive: ogive.jax needs JAX 0.5 or later; this is "
                      f"{jax.__version__}") from error

import jaxlib.version

_HANDLERS = {"ogive_elementwise": "OgiveElementwise",
             "ogive_few_bit_pack": "OgiveFewBitPack",
             "ogive_few_bit_backward": "OgiveFewBitBackward",
             "ogive_rows": "OgiveRows", "ogive_rows_backward": "OgiveRowsBackward"}


def _load():
    path = _compile.library(
        "ogive.jax", "jax/handlers.cc", f"jaxlib {jaxlib.version.__version__}",
        ["-I" + ffi.include_dir()])
    loaded = _compile.give_entry_points(path)
    refuse = ffi.pycapsule(loaded.OgiveRefuse)
    for target, symbol in _HANDLERS.items():
        ffi.register_ffi_target(target, ffi.pycapsule(getattr(loaded, symbol)),
                                platform="cpu")
        for platform in ("CUDA", "ROCM"):
            ffi.register_ffi_target(target, refuse, platform=platform)
    return loaded


LIBRARY = _load()
DTYPES = tuple(map(np.dtype, (jnp.float32, jnp.float64, jnp.float16, jnp.bfloat16)))

_formulas = Formulas(types.SimpleNamespace(
    abs=jnp.abs, sign=jnp.sign, exp=jnp.exp, tanh=jnp.tanh, sigmoid=jax.nn.sigmoid,
    softplus=jax.nn.softplus, where=jnp.where, zeros_like=jnp.zeros_like,
    ones_like=jnp.ones_like, full_like=jnp.full_like,
    sum=lambda x, axis: jnp.sum(x, axis, keepdims=True)))


def _like(x):
    return jax.ShapeDtypeStruct(x.shape, x.dtype)


def _elementwise(name, operation, parameters, fast, *inputs):
    """One operation of a function of the table, in one of the tiers."""
    shape = _like(inputs[0])
    return ffi.ffi_call(
        "ogive_elementwise", (shape, shape) if operation == "with_tail" else shape,
        vmap_method="broadcast_all",
    )(*inputs, function=name, operation="fast_" * fast + operation,
      parameters=np.asarray(parameters, np.float64))


@functools.partial(jax.custom_vjp, nondiff_argnums=(0, 1, 2, 3))
def _backward(name, operation, parameters, fast, dy, cache):
    """dx, by "backward" or "backward_tail"; it can be differentiated again."""
    return _elementwise(name, operation, parameters, fast, dy, cache)


def _backward_forward(name, operation, parameters, fast, dy, cache):
    return _backward(name, operation, parameters, fast, dy, cache), (dy, cache)


def _backward_twice(name, operation, parameters, fast, kept_arrays, v):
    dy, cache = kept_arrays
    formulas = (_formulas.of_tail if operation == "backward_tail"
                else _formulas.of_cache)
    return (_backward(name, operation, parameters, fast, v, cache),
            v * dy * formulas[name](cache, *parameters))


_backward.defvjp(_backward_forward, _backward_twice)


@functools.partial(jax.custom_vjp, nondiff_argnums=(0, 1, 2))
def _with_tail(name, parameters, fast, x):
    """(y, t); t is an output so that grad of grad finds its way through it to x."""
    return tuple(_elementwise(name, "with_tail", parameters, fast, x))


def _with_tail_forward(name, parameters, fast, x):
    y, t = _with_tail(name, parameters, fast, x)
    return (y, t), t


def _with_tail_backward(name, parameters, fast, t, gradients):
    dy, dt = gradients
    return (_backward(name, "backward_tail", parameters, fast, dy, t)
            + dt * _formulas.tail_slope[name](t, *parameters),)


_with_tail.defvjp(_with_tail_forward, _with_tail_backward)


@functools.partial(jax.custom_vjp, nondiff_argnums=(0, 1))
def _few_bit_pack(name, bits, x):
    size = (bits * x.size + 7) // 8
    return ffi.ffi_call(
        "ogive_few_bit_pack", jax.ShapeDtypeStruct((size,), jnp.uint8),
        vmap_method="sequential")(x, function=name, bits=np.int64(bits))


@functools.partial(jax.custom_vjp, nondiff_argnums=(0, 1))
def _few_bit_backward(name, bits, dy, packed):
    return ffi.ffi_call("ogive_few_bit_backward", _like(dy), vmap_method="sequential")(
        dy, packed, function=name, bits=np.int64(bits))


def _refuse(*_):
    raise TypeError("ogive: the gradient from a few-bit cache is a step function and "
                    "cannot be differentiated again; use cache='tail' for that")


_few_bit_pack.defvjp(_refuse, _refuse)
_few_bit_backward.defvjp(_refuse, _refuse)


@functools.partial(jax.custom_vjp, nondiff_argnums=(0, 1, 2, 3))
def _function(name, parameters, keeps, fast, x):
    return _elementwise(name, "forward", parameters, fast, x)


def _function_forward(name, parameters, keeps, fast, x):
    if keeps == "tail":
        return _with_tail(name, parameters, fast, x)
    y = _function(name, parameters, keeps, fast, x)
    if isinstance(keeps, int):
        return y, _few_bit_pack(name, keeps, x)
    return y, x if keeps == "input" else y


def _function_backward(name, parameters, keeps, fast, cache, dy):
    if isinstance(keeps, int):
        return (_few_bit_backward(name, keeps, dy, cache),)
    operation = "backward_tail" if keeps == "tail" else "backward"
    return (_backward(name, operation, parameters, fast, dy, cache),)


_function.defvjp(_function_forward, _function_backward)


def check_array(name, x):
    """Raises where the kernels cannot run on this array."""
    if x.dtype not in DTYPES:
        raise TypeError(
            f"ogive: {name} takes float32, float64, float16 or bfloat16; this array "
            f"is {x.dtype}. Convert it by x.astype(jnp.float32)")
    # While a program is traced there are no devices yet; handlers.cc refuses others.
    if not isinstance(x, jax.core.Tracer):
        for device in x.devices():
            if device.platform != "cpu":
                raise RuntimeError(
                    f"ogive: {name} runs on the CPU; this array is on {device}. Move "
                    "it by jax.device_put(x, jax.devices('cpu')[0]), or keep JAX's "
                    "own function for this device")


def apply(name, x, parameters, cache, fast):
    """y of a function of the table."""
    x = jnp.asarray(x)
    check_array(name, x)
    keeps = kept(name, parameters, cache)
    if name == "softplus" and parameters[1] < SOFTPLUS_BACKWARD_FROM:
        # The output does not tell on which side of such a threshold x was.
        beta, threshold = parameters
        smooth = _function(name, (beta, float("inf")), keeps, fast, x)
        return jnp.where(beta * x > threshold, x, smooth)
    return _function(name, parameters, keeps, fast, x)


@functools.partial(jax.custom_vjp, nondiff_argnums=(0,))
def _rows_backward(name, dy, y):
    return ffi.ffi_call("ogive_rows_backward", _like(y), vmap_method="broadcast_all")(
        dy, y, function=name)


def _rows_backward_forward(name, dy, y):
    return _rows_backward(name, dy, y), (dy, y)


def _rows_backward_twice(name, kept_arrays, v):
    return _formulas.rows_backward(name, v, *kept_arrays, -1)


_rows_backward.defvjp(_rows_backward_forward, _rows_backward_twice)


@functools.partial(jax.custom_vjp, nondiff_argnums=(0,))
def _rows(name, x):
    return ffi.ffi_call("ogive_rows", _like(x), vmap_method="broadcast_all")(
        x, function=name)


def _rows_forward(name, x):
    y = _rows(name, x)
    return y, y


def _rows_gradient(name, y, dy):
    return (_rows_backward(name, dy, y),)


_rows.defvjp(_rows_forward, _rows_gradient)


def apply_rows(name, x, axis):
    """softmax, log_softmax or softmin along an axis."""
    x = jnp.asarray(x)
    check_array(name, x)
    try:
        axis = operator.index(axis)
    except TypeError:
        raise TypeError(f"ogive: {name} goes along one axis; axis is {axis!r}") from None
    if x.ndim == 0 and axis in (-1, 0):  # a row of one
        return _rows(name, x[None])[0]
    return jnp.moveaxis(_rows(name, jnp.moveaxis(x, axis, -1)), -1, axis)
