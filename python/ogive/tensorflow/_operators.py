# Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
"""The operators of operators.cc with their gradients, of first and second order, and
what chooses among them.

While a graph is made under a tape, as model.fit makes one, the forward pass makes the
cache that the gradient needs, and the graph keeps nothing else. In all other cases the
gradient makes it from the input: in inference, which so costs no more than it must; in a
tf.function called under a tape, or a loaded model; and run eagerly, where TensorFlow
keeps the inputs and outputs of every operator anyway. All give the same bits.
"""

import functools
import struct
import types

import tensorflow as tf

from .. import _compile
from .._elementwise import SOFTPLUS_BACKWARD_FROM
from .._family import kept
from .._second import Formulas

try:
    from tensorflow.python.eager.record import could_possibly_record
except ImportError:
    # No public function tells. True makes a cache that may not be needed.
    def could_possibly_record():
        return True


def _load():
    path = _compile.library(
        "ogive.tensorflow", "tensorflow/operators.cc", f"tensorflow {tf.__version__}",
        tf.sysconfig.get_compile_flags() + tf.sysconfig.get_link_flags())
    operators = tf.load_op_library(path)
    _compile.give_entry_points(path)
    return operators


OPERATORS = _load()
# Not type(tf.constant(0)): a first tensor fixes the number of threads.
EAGER = tf.__internal__.EagerTensor
DTYPES = (tf.float32, tf.float64, tf.float16, tf.bfloat16)

_formulas = Formulas(types.SimpleNamespace(
    abs=tf.abs, sign=tf.sign, exp=tf.exp, tanh=tf.tanh, sigmoid=tf.sigmoid,
    softplus=tf.nn.softplus, where=tf.where, zeros_like=tf.zeros_like,
    ones_like=tf.ones_like, full_like=lambda x, value: tf.zeros_like(x) + value,
    sum=lambda x, axis: tf.reduce_sum(x, axis, keepdims=True)))


@functools.lru_cache(maxsize=1024)
def _pack(values):
    """The attribute `parameters`: the bits of doubles."""
    count = len(values)
    return list(struct.unpack(f"={count}q", struct.pack(f"={count}d", *values)))


def _unpack(bits):
    return struct.unpack(f"={len(bits)}d", struct.pack(f"={len(bits)}q", *bits))


def check_tensor(name, x):
    """Raises where the kernels cannot run on this tensor."""
    if x.dtype not in DTYPES:
        raise TypeError(
            f"ogive: {name} takes float32, float64, float16 or bfloat16; this tensor "
            f"is {x.dtype.name}. Convert it by tf.cast(x, tf.float32)")
    # In a graph there is no device yet; TensorFlow runs the operator on the CPU.
    if isinstance(x, EAGER) and "CPU" not in x.device.upper():
        raise RuntimeError(
            f"ogive: {name} runs on the CPU; this tensor is on {x.device}. Copy it by "
            "tf.identity(x) under tf.device('CPU:0'), or keep TensorFlow's own "
            "function for this device")


def apply(function, x, parameters, cache, fast, name=None):
    """y of a function of the table."""
    x = tf.convert_to_tensor(x)
    check_tensor(function, x)
    if function == "softplus" and parameters[1] < SOFTPLUS_BACKWARD_FROM:
        # The output does not tell on which side of such a threshold x was.
        beta, threshold = parameters
        smooth = apply(function, x, (beta, float("inf")), cache, fast)
        return tf.where(beta * x > threshold, x, smooth, name=name)
    bits = _pack(parameters)
    if not tf.executing_eagerly() and could_possibly_record():
        keeps = kept(function, parameters, cache)
        if keeps == "tail":
            return OPERATORS.ogive_forward_with_tail(
                x=x, function=function, parameters=bits, fast=fast, name=name)[0]
        if isinstance(keeps, int):
            return OPERATORS.ogive_forward_few_bit(
                x=x, function=function, bits=keeps, fast=fast, name=name)[0]
    return OPERATORS.ogive_forward(
        x=x, function=function, parameters=bits, fast=fast, cache=cache, name=name)


def _swapped_with_last(name, x, axis):
    """x with that axis and the last one in each other's places."""
    rank = x.shape.rank
    if rank is None:
        raise ValueError(f"ogive: {name}: axis must be -1 where, as here, the rank of "
                         "x is not known while the function is traced")
    if not -rank <= axis < rank:
        raise ValueError(f"ogive: {name}: axis is {axis}; x, of the shape {x.shape}, "
                         "has no such axis")
    order = list(range(rank))
    order[axis], order[-1] = order[-1], order[axis]
    return tf.transpose(x, order)


def apply_rows(function, x, axis, name=None):
    """softmax, log_softmax or softmin along an axis."""
    x = tf.convert_to_tensor(x)
    check_tensor(function, x)
    if axis == -1 or axis + 1 == x.shape.rank:
        return OPERATORS.ogive_rows(x=x, function=function, name=name)
    y = OPERATORS.ogive_rows(x=_swapped_with_last(function, x, axis),
                             function=function)
    return tf.identity(_swapped_with_last(function, y, axis), name=name)


def _function_of(op):
    return tf.compat.as_str(op.get_attr("function"))


def _attributes_of(op):
    """Those that its gradient's operators have too."""
    return {"function": _function_of(op), "parameters": op.get_attr("parameters"),
            "fast": op.get_attr("fast")}


def _backward_through(keeps, of_op, dy, x, y):
    """dx, from a cache that is made now."""
    if keeps == "tail":
        tail = OPERATORS.ogive_tail(x=x, **of_op)
        return OPERATORS.ogive_backward_tail(dy=dy, tail=tail, **of_op)
    if isinstance(keeps, int):
        name = of_op["function"]
        packed = OPERATORS.ogive_few_bit_pack(x=x, function=name, bits=keeps)
        return OPERATORS.ogive_few_bit_backward(
            dy=dy, packed=packed, function=name, bits=keeps)
    return OPERATORS.ogive_backward(dy=dy, cache=x if keeps == "input" else y, **of_op)


@tf.RegisterGradient("OgiveForward")
def _of_forward(op, dy):
    of_op = _attributes_of(op)
    keeps = kept(of_op["function"], _unpack(of_op["parameters"]),
                 tf.compat.as_str(op.get_attr("cache")))
    return _backward_through(keeps, of_op, dy, op.inputs[0], op.outputs[0])


def _is_zero(gradient):
    """Whether a gradient is known to be zeros while a graph is made: what TensorFlow
    gives for an output that nothing depends on."""
    if isinstance(gradient, EAGER):
        return False
    op = gradient.op
    if op.type == "ZerosLike":
        return True
    if op.type == "Fill":
        return tf.get_static_value(op.inputs[1]) == 0
    value = tf.get_static_value(gradient) if op.type == "Const" else None
    return value is not None and not value.any()


def _formula(formulas, op, cache):
    """A formula of _second.py for that function and those parameters."""
    parameters = _unpack(op.get_attr("parameters"))
    return formulas[_function_of(op)](cache, *parameters)


@tf.RegisterGradient("OgiveForwardWithTail")
def _of_forward_with_tail(op, dy, dtail):
    tail = op.outputs[1]
    dx = OPERATORS.ogive_backward_tail(dy=dy, tail=tail, **_attributes_of(op))
    # The tail is an output so that double backward finds its way through it to x.
    if dtail is None or _is_zero(dtail):
        return dx
    return dx + dtail * _formula(_formulas.tail_slope, op, tail)


@tf.RegisterGradient("OgiveTail")
def _of_tail(op, dtail):
    return dtail * _formula(_formulas.tail_slope, op, op.outputs[0])


@tf.RegisterGradient("OgiveBackward")
def _of_backward(op, v):
    dy, cache = op.inputs
    of_dy = OPERATORS.ogive_backward(dy=v, cache=cache, **_attributes_of(op))
    return of_dy, v * dy * _formula(_formulas.of_cache, op, cache)


@tf.RegisterGradient("OgiveBackwardTail")
def _of_backward_tail(op, v):
    dy, tail = op.inputs
    of_dy = OPERATORS.ogive_backward_tail(dy=v, tail=tail, **_attributes_of(op))
    return of_dy, v * dy * _formula(_formulas.of_tail, op, tail)


@tf.RegisterGradient("OgiveForwardFewBit")
def _of_forward_few_bit(op, dy, _):
    return OPERATORS.ogive_few_bit_backward(
        dy=dy, packed=op.outputs[1], function=_function_of(op),
        bits=op.get_attr("bits"))


tf.no_gradient("OgiveFewBitPack")


@tf.RegisterGradient("OgiveFewBitBackward")
def _of_few_bit_backward(op, v):
    raise LookupError("ogive: the gradient from a few-bit cache is a step function and "
                      "cannot be differentiated again; use cache='tail' for that")


@tf.RegisterGradient("OgiveRows")
def _of_rows(op, dy):
    return OPERATORS.ogive_rows_backward(dy=dy, y=op.outputs[0],
                                         function=_function_of(op))


@tf.RegisterGradient("OgiveRowsBackward")
def _of_rows_backward(op, v):
    return _formulas.rows_backward(_function_of(op), v, *op.inputs, -1)
