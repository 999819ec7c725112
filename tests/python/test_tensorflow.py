# Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
"""Proves that ogive.tensorflow stands in for tf.nn: the bits of the NumPy functions
for every type, eagerly and in graphs; gradients of first order with the bits of the
backward functions, whichever way TensorFlow comes by them, and right where rounding
used to kill them; of second order; shapes, saved models, Keras, errors in words, and
the examples of docs/tensorflow.md."""

import functools
import os
import subprocess
import sys
import textwrap

import numpy as np
import pytest

import ogive
from support import (BFLOAT16, DTYPES, PARAMETERS, ROOT,
                     check_bfloat16_is_monotonic, check_gradient_lives,
                     expected_gradient, first_example, function, inputs_of,
                     names_in_stub, rows_of_the_table, same_bits, samples,
                     second_derivative, version)

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
tf = pytest.importorskip("tensorflow", reason="TensorFlow is not installed "
                         "(TENSORFLOW=1 make python installs it)", exc_type=ImportError)
if version(tf) < (2, 21):
    pytest.skip(f"TensorFlow {tf.__version__} is older than 2.21",
                allow_module_level=True)
import ogive.tensorflow as ot  # noqa: E402

keras = tf.keras

# Of TensorFlow's and Keras' own making.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning",
                                        "ignore::FutureWarning",
                                        "ignore::PendingDeprecationWarning",
                                        "ignore::UserWarning:keras")

NAMES = [name for name, _, _ in rows_of_the_table()]
TAILS = [name for name, _, cache in rows_of_the_table() if cache.startswith("TAIL")]
ROWS = ["softmax", "log_softmax", "softmin"]


ACCURACIES = ["exact", "fast"]


def apply(name, x, cache="tail", accuracy="exact"):
    return getattr(ot, name)(x, *PARAMETERS.get(name, ()), cache=cache,
                             accuracy=accuracy)


def in_a_new_process(code, **environment):
    result = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code)], capture_output=True, text=True,
        timeout=600, env={**os.environ, "TF_CPP_MIN_LOG_LEVEL": "2", **environment})
    assert result.returncode == 0, result.stderr
    return result.stdout


def test_every_function_is_there():
    assert names_in_stub("tensorflow") == set(ot.__all__)
    assert {*NAMES, *ROWS, "Activation"} <= set(ot.__all__)
    assert ot.swish is ot.silu and ot.hard_sigmoid is ot.hardsigmoid
    for name, parameters in ogive.functions().items():
        signature = getattr(ot, name).__signature__
        defaults = {p.name: p.default for p in signature.parameters.values()}
        expected = {"approximate": False} if name == "gelu" else parameters
        assert {key: defaults[key] for key in expected} == expected
        assert list(defaults)[-3:] == ["cache", "accuracy", "name"]


@pytest.mark.parametrize("dtype", DTYPES, ids=str)
@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("accuracy", ACCURACIES)
def test_bits_are_those_of_numpy(name, dtype, accuracy):
    special = [0.0, -0.0, np.inf, -np.inf, np.nan, 17, 18, 80, -80, -100, 1e-7]
    x = np.concatenate([inputs_of(name, dtype).ravel(), np.array(special, dtype)])
    with np.errstate(all="ignore"):
        expected = function(name, accuracy)(x, *PARAMETERS.get(name, ()))
    for cache in ("tail", "output", "4-bit"):
        f = functools.partial(apply, name, cache=cache, accuracy=accuracy)
        assert same_bits(f(x).numpy(), expected)
        assert same_bits(tf.function(f)(tf.constant(x)).numpy(), expected)
        with tf.GradientTape() as tape:  # which makes a cache too
            given = tf.constant(x)
            tape.watch(given)
            assert same_bits(f(given).numpy(), expected)


def gradients(name, x, dy, cache, accuracy="exact"):
    """dx by each way that TensorFlow has of asking for it."""
    def recorded(x, dy, f=apply):
        with tf.GradientTape() as tape:
            tape.watch(x)
            y = f(name, x, cache, accuracy)
        return tape.gradient(y, x, output_gradients=dy)

    x, dy = tf.constant(x), tf.constant(dy)
    yield recorded(x, dy)  # eagerly
    yield tf.function(recorded)(x, dy)  # all in one graph
    yield recorded(x, dy, tf.function(apply))  # through a graph made without a tape


@pytest.mark.parametrize("dtype", DTYPES, ids=str)
@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("accuracy", ACCURACIES)
def test_gradients_are_those_of_the_backward_functions(name, dtype, accuracy):
    x, dy = inputs_of(name, dtype), samples(dtype, (4, 6, 5), seed=2)
    for cache in ("tail", "output"):
        expected = expected_gradient(name, dy, x, cache, accuracy)
        for found in gradients(name, x, dy, cache, accuracy):
            assert same_bits(found.numpy(), expected)


@pytest.mark.parametrize("name", TAILS)
def test_what_is_kept(name):
    x = tf.constant(inputs_of(name, "f4"))

    @tf.function
    def slope(x):
        with tf.GradientTape() as tape:
            tape.watch(x)
            y = apply(name, x)
        return y, tape.gradient(y, x)

    graph = slope.get_concrete_function(x).graph
    made = [op for op in graph.get_operations() if op.type.startswith("Ogive")]
    assert [op.type for op in made] == ["OgiveForwardWithTail", "OgiveBackwardTail"]
    assert made[1].inputs[1] is made[0].outputs[1]
    # Nothing is added for the tail, of which nothing but the gradient is made.
    assert graph.get_tensor_by_name(graph.outputs[1].name).op.inputs[0] is (
        made[1].outputs[0])
    # Without a tape there is no tail, so that inference costs no more.
    plain = tf.function(apply).get_concrete_function(name, x).graph
    types = [op.type for op in plain.get_operations()]
    assert "OgiveForward" in types and "OgiveForwardWithTail" not in types


@pytest.mark.parametrize("cache", ["tail", "output"])
@pytest.mark.parametrize("name", NAMES)
def test_second_order(name, cache):
    x = inputs_of(name, "f8", (30,))
    x = x[abs(abs(x) - 3) > 0.1]  # the kinks of hardswish
    given = tf.constant(x)

    def twice(x):
        with tf.GradientTape() as outer:
            outer.watch(x)
            with tf.GradientTape() as inner:
                inner.watch(x)
                y = apply(name, x, cache)
            dx = inner.gradient(y, x)
        return outer.gradient(dx, x)

    expected = second_derivative(name, x)
    for found in (twice(given), tf.function(twice)(given)):
        found = np.zeros_like(x) if found is None else found.numpy()
        np.testing.assert_allclose(found, expected, rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("name", ["sigmoid", "gelu", "elu", "softplus"])
def test_forward_mode(name):
    x, tangent = tf.constant(inputs_of(name, "f8", (9,))), tf.ones(9, tf.float64)
    with tf.autodiff.ForwardAccumulator(x, tangent) as accumulator:
        y = apply(name, x)
    np.testing.assert_allclose(
        accumulator.jvp(y).numpy(),
        getattr(ogive, name + "_derivative")(x.numpy(), *PARAMETERS.get(name, ())),
        rtol=1e-14)
    with tf.autodiff.ForwardAccumulator(x, tangent) as accumulator:
        with tf.GradientTape() as tape:
            tape.watch(x)
            y = apply(name, x)
        dx = tape.gradient(y, x)
    np.testing.assert_allclose(accumulator.jvp(dx).numpy(),
                               second_derivative(name, x.numpy()), rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("dtype, error", [("f4", 2**-23), ("f8", 2**-51),
                                          (BFLOAT16, 2**-8)], ids=str)
def test_the_gradient_lives_at_17_to_80(dtype, error):
    if dtype is None:
        pytest.skip("ml_dtypes is not installed")
    check_gradient_lives(gradients, dtype, error)


@pytest.mark.skipif(BFLOAT16 is None, reason="ml_dtypes is not installed")
@pytest.mark.parametrize("name", ["sigmoid", "tanh", "softplus", "elu", "log_sigmoid"])
def test_bfloat16_is_monotonic(name):
    check_bfloat16_is_monotonic(lambda x: getattr(ot, name)(tf.constant(x)))


@pytest.mark.parametrize("name", ["sigmoid", "tanh", "silu", "gelu", "gelu_tanh",
                                  "relu"])
@pytest.mark.parametrize("bits", [2, 4, 8])
def test_few_bits(name, bits):
    x, dy = samples("f4", (7, 143)), samples("f4", (7, 143), seed=2)
    packed = ogive.few_bit_pack(name, x, 1 if name == "relu" else bits)
    expected = ogive.few_bit_backward(name, dy, packed, 1 if name == "relu" else bits)
    for found in gradients(name, x, dy, f"{bits}-bit"):
        assert same_bits(found.numpy(), expected)
    # Again: a step function, on which x has no influence that could be told; nor is
    # that of dy on the first gradient, which would be half of the truth.
    given = tf.constant(x)
    with tf.GradientTape(persistent=True) as outer:
        outer.watch(given)
        with tf.GradientTape(persistent=True) as inner:
            inner.watch(given)
            y = getattr(ot, name)(given, cache=f"{bits}-bit")
            square = y * y
        dx, of_square = inner.gradient(y, given), inner.gradient(square, given)
    assert outer.gradient(dx, given) is None
    with pytest.raises(LookupError, match="step function"):
        outer.gradient(of_square, given)


def test_few_bits_of_other_parameters_keep_the_input():
    x, dy = inputs_of("silu", "f4"), samples("f4", (4, 6, 5), seed=2)
    given = tf.constant(x)
    with tf.GradientTape() as tape:
        tape.watch(given)
        y = ot.silu(given, beta=1.5, cache="2-bit")
    assert same_bits(y.numpy(), ogive.silu(x, 1.5))
    assert same_bits(tape.gradient(y, given, dy).numpy(),
                     ogive.silu_backward(dy, x, 1.5))


@pytest.mark.parametrize("threshold", [0.5, 5])
def test_softplus_with_a_low_threshold(threshold):
    x = tf.constant(samples("f8"))
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = ot.softplus(x, 1.0, threshold)
    assert same_bits(y.numpy(), ogive.softplus(x.numpy(), 1.0, threshold))
    np.testing.assert_allclose(tape.gradient(y, x).numpy(),
                               ogive.softplus_derivative(x.numpy(), 1.0, threshold))


def test_large_tensors_and_threads():
    x = samples("f4", (1 << 20,))
    for name in ("sigmoid", "gelu"):
        for found in gradients(name, x, x[::-1].copy(), "tail"):
            assert same_bits(found.numpy(), expected_gradient(name, x[::-1], x))
        assert same_bits(getattr(ot, name)(x).numpy(), getattr(ogive, name)(x))
    x = x.reshape(64, -1)
    assert same_bits(ot.softmax(x).numpy(), ogive.softmax(x))


def test_importing_leaves_the_number_of_threads_open():
    assert in_a_new_process("""
        import tensorflow as tf, ogive.tensorflow as ot
        tf.config.threading.set_intra_op_parallelism_threads(3)
        x = tf.random.normal([1 << 18])
        y = ot.sigmoid(x)
        import numpy as np, ogive
        print(np.array_equal(y.numpy(), ogive.sigmoid(x.numpy())))
        """) == "True\n"


@pytest.mark.parametrize("dtype", DTYPES, ids=str)
@pytest.mark.parametrize("name", ROWS)
def test_rows(name, dtype):
    x, dy = samples(dtype, (4, 6, 5)), samples(dtype, (4, 6, 5), seed=2)
    for axis in (-1, 0, 1, 2, -2):
        given = tf.constant(x)
        with tf.GradientTape() as tape:
            tape.watch(given)
            y = getattr(ot, name)(given, axis)
        expected = getattr(ogive, name)(x, axis)
        assert same_bits(y.numpy(), expected)
        assert same_bits(
            tape.gradient(y, given, dy).numpy(),
            getattr(ogive, name + "_backward")(dy, expected, axis))
    assert getattr(ot, name)(tf.zeros((3, 0), dtype)).shape == (3, 0)


@pytest.mark.parametrize("name", ROWS)
def test_rows_of_second_order(name):
    x, v = tf.constant(samples("f8", (3, 4))), tf.constant(samples("f8", (3, 4), seed=2))

    def twice(f):
        with tf.GradientTape() as outer:
            outer.watch(x)
            with tf.GradientTape() as inner:
                inner.watch(x)
                y = f(x)
            dx = inner.gradient(y, x, v)
        return outer.gradient(dx, x, v).numpy()

    theirs = {"softmax": tf.nn.softmax, "log_softmax": tf.nn.log_softmax,
              "softmin": lambda x: tf.nn.softmax(-x)}[name]
    np.testing.assert_allclose(twice(getattr(ot, name)), twice(theirs), rtol=1e-10,
                               atol=1e-12)


def test_shapes_are_inferred():
    for shape in ([None, 3], [2, 3], None):
        spec = tf.TensorSpec(shape, tf.float32)
        for function in (ot.sigmoid, ot.softmax, lambda x: ot.gelu(x, cache="4-bit")):
            made = tf.function(function).get_concrete_function(spec)
            assert made.output_shapes == tf.TensorShape(shape)
    operators = ot._operators.OPERATORS

    @tf.function(input_signature=[tf.TensorSpec([3, 5], tf.float32)])
    def packed(x):
        return operators.ogive_few_bit_pack(x=x, function="gelu", bits=2)

    assert packed.get_concrete_function().output_shapes == tf.TensorShape([4])

    @tf.function
    def unequal(x):
        return operators.ogive_backward(dy=x, cache=x[:2], function="relu",
                                        parameters=[])

    with pytest.raises(ValueError, match="3 and 2"):
        unequal.get_concrete_function(tf.TensorSpec([3], tf.float32))
    with pytest.raises(tf.errors.InvalidArgumentError, match="not the same shape"):
        operators.ogive_backward(dy=tf.ones(3), cache=tf.ones(2), function="relu",
                                 parameters=[])
    assert ot.sigmoid(tf.zeros((0, 3))).shape == (0, 3)
    assert ot.sigmoid(tf.constant(0.0)).numpy() == 0.5


class Model(tf.Module):
    def __init__(self):
        super().__init__()
        self.w = tf.Variable(2.0)

    @tf.function(input_signature=[tf.TensorSpec([None], tf.float32)])
    def __call__(self, x):
        return ot.sigmoid(self.w * x) + ot.elu(x, alpha=0.7) + ot.gelu(x, cache="4-bit")

    @tf.function(input_signature=[tf.TensorSpec([None], tf.float32)])
    def slope(self, x):
        with tf.GradientTape() as tape:
            tape.watch(x)
            y = self(x)
        return tape.gradient(y, x)


def test_saved_models_load_back(tmp_path):
    model, x = Model(), tf.constant([-2.5, 0.5, 10.0, 40.0])
    tf.saved_model.save(model, str(tmp_path / "saved"))
    with tf.GradientTape() as tape:
        y = model(x)
    dw = tape.gradient(y, model.w)
    printed = in_a_new_process(f"""
        import tensorflow as tf
        try:
            tf.saved_model.load({str(tmp_path / "saved")!r})
        except RuntimeError as error:
            assert "'Ogive" in str(error)
        else:
            raise SystemExit("loaded without the operators")
        import ogive.tensorflow
        model = tf.saved_model.load({str(tmp_path / "saved")!r})
        x = tf.constant([-2.5, 0.5, 10.0, 40.0])
        with tf.GradientTape() as tape:
            y = model(x)
        print(y.numpy().tolist(), tape.gradient(y, model.w).numpy().tolist(),
              model.slope(x).numpy().tolist(), sep="\\n")
        """)
    assert printed.splitlines() == [str(t.numpy().tolist())
                                    for t in (y, dw, model.slope(x))]


def test_graphs_and_layers_from_before_there_were_tiers():
    spec = tf.TensorSpec([5], tf.float32)
    graph = tf.function(ot.tanh).get_concrete_function(spec).graph.as_graph_def()
    (node,) = [node for node in graph.node if node.op == "OgiveForward"]
    assert not node.attr.pop("fast").b
    loaded = tf.compat.v1.wrap_function(
        lambda: tf.graph_util.import_graph_def(graph, name=""), []).prune(
            "x:0", "Identity:0")
    x = samples("f4", (5,))
    assert same_bits(loaded(tf.constant(x)).numpy(), ogive.tanh(x))
    config = ot.Activation("tanh").get_config()
    del config["accuracy"]
    assert ot.Activation.from_config(config).accuracy == "exact"


CONFIGURED = [(name, dict(zip(ogive.functions()[name], PARAMETERS.get(name, ()))))
              for name in NAMES] + [(name, {"axis": 1}) for name in ROWS]


@pytest.mark.parametrize("name, parameters", CONFIGURED, ids=lambda p: str(p))
def test_layers(name, parameters):
    layer = ot.Activation(name, name="act", **parameters)
    config = layer.get_config()
    assert config["function"] == name and config["cache"] == "tail"
    assert config["accuracy"] == "exact"
    again = ot.Activation.from_config(config)
    assert again.get_config() == config and again.name == "act"
    assert again.compute_output_shape((None, 6, 5)) == (None, 6, 5)
    x = inputs_of(name, "f4")
    arguments = PARAMETERS.get(name, ()) if name in NAMES else (1,)
    assert same_bits(again(x).numpy(), getattr(ogive, name)(x, *arguments))


def test_keras_models(tmp_path):
    keras.utils.set_random_seed(1)
    model = keras.Sequential([
        keras.Input((8,)),
        keras.layers.Dense(16),
        ot.Activation("sigmoid"),
        keras.layers.Dense(16, activation=ot.gelu),
        ot.Activation("elu", cache="output", alpha=0.7),
        keras.layers.Dense(3),
        ot.Activation("softmax"),
    ])
    x, z = samples("f4", (64, 8)), np.arange(64) % 3
    model.compile("sgd", "sparse_categorical_crossentropy", jit_compile=False)
    before = model.get_weights()
    model.fit(x, z, epochs=1, verbose=0)
    assert any((a != b).any() for a, b in zip(model.get_weights(), before))
    path = str(tmp_path / "model.keras")
    model.save(path)
    np.save(tmp_path / "x.npy", x)
    y = model.predict(x, verbose=0)
    printed = in_a_new_process(f"""
        import keras, numpy as np
        import ogive.tensorflow as ot
        model = keras.saving.load_model({path!r})
        y = model.predict(np.load({str(tmp_path / "x.npy")!r}), verbose=0)
        print(y.tobytes().hex())
        print([type(layer) is ot.Activation for layer in model.layers],
              model.layers[2].activation is ot.gelu, model.layers[3].parameters)
        """)
    hexadecimal, kinds = printed.splitlines()
    assert hexadecimal == y.tobytes().hex()
    assert kinds == ("[False, True, False, True, False, True] True "
                     "{'alpha': 0.7}")


def test_keras_leaves_xla_out_by_itself():
    model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(2),
                              ot.Activation("tanh")])
    # "auto" asks the same of a model, where there is more than a CPU.
    with pytest.warns(UserWarning, match="doesn't support `jit_compile=True`"):
        model.compile("sgd", "mse", jit_compile=True)
    model.fit(samples("f4", (8, 4)), samples("f4", (8, 2)), verbose=0)
    assert not model.jit_compile


def test_mixed_precision():
    layer = ot.Activation("sigmoid", dtype="mixed_bfloat16")
    assert layer(tf.ones((2, 3))).dtype == tf.bfloat16


def test_xla_is_refused_in_words():
    compiled = tf.function(ot.sigmoid, jit_compile=True)
    with pytest.raises(tf.errors.InvalidArgumentError, match="OgiveForward"):
        compiled(tf.ones(3))


@pytest.mark.parametrize("call, error, text", [
    (lambda: ot.sigmoid(tf.ones(3, tf.int32)), TypeError, "is int32. Convert"),
    (lambda: ot.softmax(tf.ones(3, tf.complex64)), TypeError, "complex64"),
    (lambda: ot.sigmoid(tf.ones(3), cache="none"), ValueError, "cache is 'none'"),
    (lambda: ot.elu(tf.ones(3), alpha=-1.0), ValueError, "elu: alpha is -1.0; it must"),
    (lambda: ot.elu(tf.ones(3), alhpa=1.0), TypeError, "elu.. got an unexpected"),
    (lambda: ot.elu(tf.ones(3), 1.0, alpha=1.0), TypeError, "multiple values"),
    (lambda: tf.function(ot.elu)(tf.ones(3), tf.constant(1.0)), TypeError,
     "alpha must be a number that is known"),
    (lambda: ot.softmax(tf.ones(3), 1), ValueError, "axis is 1; x, of the shape"),
    (lambda: tf.function(lambda x: ot.softmax(x, 0)).get_concrete_function(
        tf.TensorSpec(None, tf.float32)), ValueError, "axis must be -1 where"),
    (lambda: ot.Activation("sigmoyd"), ValueError, "'sigmoyd'; there are sigmoid"),
    (lambda: ot.Activation("sigmoid", cache="3-bit"), ValueError, "cache is '3-bit'"),
    (lambda: ot.sigmoid(tf.ones(3), accuracy="best"), ValueError, "accuracy is 'best'"),
    (lambda: ot.Activation("elu", accuracy=1), ValueError, "accuracy is 1; it must be"),
    (lambda: ot.Activation("celu", alpha=0), ValueError, "celu: alpha is 0.0"),
    (lambda: ot._operators.OPERATORS.ogive_forward(x=tf.ones(3), function="sigmoyd"),
     tf.errors.InvalidArgumentError, "no function sigmoyd"),
])
def test_wrong_calls(call, error, text):
    with pytest.raises(error, match=text):
        call()


def test_a_tensor_on_a_gpu_is_refused_in_words(monkeypatch):
    # No GPU is needed to ask: the check looks at the device alone.
    class OnGpu:
        device, dtype = "/job:localhost/replica:0/task:0/device:GPU:0", tf.float32

    monkeypatch.setattr(ot._operators, "EAGER", OnGpu)
    with pytest.raises(RuntimeError, match="sigmoid runs on the CPU; this tensor is on "
                       r".*GPU:0.*tf\.device\('CPU:0'\)"):
        ot._operators.check_tensor("sigmoid", OnGpu())


def test_the_first_example_runs_as_printed():
    code, printed = first_example("docs/tensorflow.md")
    assert in_a_new_process(code) == printed


def test_the_examples_of_docs_run_as_printed():
    import doctest

    result = doctest.testfile(str(ROOT / "docs/tensorflow.md"), module_relative=False)
    assert result.attempted > 0 and result.failed == 0
