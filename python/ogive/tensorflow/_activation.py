# Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
"""The functions as a layer of Keras."""

import tensorflow as tf

from .. import _family
from .._elementwise import TABLE
from ._operators import apply, apply_rows

keras = tf.keras


@keras.utils.register_keras_serializable(package="ogive")
class Activation(keras.layers.Layer):
    """A function of the family as a layer; its output has the shape of its input.

    function    its name, such as "sigmoid" or "softmax"
    cache       what is kept for the gradient: see ogive.tensorflow.sigmoid. The
                functions of rows have no choice
    accuracy    "exact" or "fast", likewise
    further     the function's parameters by name, or the axis of softmax and its kin;
                what else keras.layers.Layer takes (name, dtype, ...)

    ValueError for a name, a cache, a tier or a parameter that is none. As in all layers
    of Keras, inputs are cast to the compute dtype, float32 unless dtype= says otherwise.
    """

    def __init__(self, function, cache="tail", accuracy="exact", **keywords):
        _family.check_cache(cache)
        _family.check_accuracy(accuracy)
        function = _family.ALIASES.get(function, function)
        if function in _family.ROWS:
            own = {"axis": int(keywords.pop("axis", -1))}
        elif function in TABLE:
            defaults = {p: default for p, default, _ in TABLE[function]["parameters"]}
            own = {p: keywords.pop(p, default) for p, default in defaults.items()}
            own = dict(zip(own, _family.numbers(function, own.values())))
        else:
            raise ValueError(f"ogive: there is no function {function!r}; there are "
                             + ", ".join([*TABLE, *_family.ROWS]))
        super().__init__(**keywords)
        self.function, self.cache, self.parameters = function, cache, own
        self.accuracy = accuracy
        self.supports_masking = True
        # What model.compile asks: XLA has none of the operators.
        self.supports_jit = False

    def call(self, inputs):
        if self.function in _family.ROWS:
            return apply_rows(self.function, inputs, self.parameters["axis"])
        return apply(self.function, inputs, tuple(self.parameters.values()),
                     self.cache, self.accuracy == "fast")

    def compute_output_shape(self, input_shape):
        return input_shape

    def get_config(self):
        return {**super().get_config(), "function": self.function,
                "cache": self.cache, "accuracy": self.accuracy, **self.parameters}
