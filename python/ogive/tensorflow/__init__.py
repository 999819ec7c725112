# Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
"""Ogive's functions for TensorFlow, on the CPU.

    sigmoid, tanh, gelu, ...   in place of tf.nn.sigmoid and its kin
    Activation                 a layer of Keras

The names, parameters and defaults are those of the table (`ogive.functions()`), and
TensorFlow's names for some. Importing it compiles a small library the first time, for
which a C++ compiler is needed. docs/tensorflow.md has more.
"""

import tensorflow as _tf

from .. import _family
from ._activation import Activation, keras
from ._operators import apply as _apply, apply_rows as _apply_rows

# AutoGraph has nothing to convert in them.
_functions = _family.Module(
    __name__, _apply, _apply_rows, {"name": None},
    _tf.autograph.experimental.do_not_convert).functions()
# So that Keras loads a model with Dense(activation=ogive.tensorflow.sigmoid).
for _name, _function in _functions.items():
    if _function.__name__ == _name:
        keras.utils.register_keras_serializable(package="ogive")(_function)
globals().update(_functions)

__all__ = ["Activation", *_functions]
