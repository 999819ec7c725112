# Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
"""Proves that ogive.jax stands in for jax.nn: the bits of the NumPy functions for
every type, called directly, under jit and under vmap; gradients with the bits of the
backward functions, and right where rounding used to kill them; gradients of gradients;
errors in words, and the examples of docs/jax.md."""

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

os.environ.setdefault("JAX_PLATFORMS", "cpu")
jax = pytest.importorskip("jax", reason="JAX is not installed (make python installs it, "
                          "unless JAX=0 or PyPI is out of reach)",
                          exc_type=ImportError)
if version(jax) < (0, 5):  # the last of Python 3.9
    pytest.skip(f"JAX {jax.__version__} is older than 0.5", allow_module_level=True)
import jax.numpy as jnp  # noqa: E402
import ogive.jax as oj  # noqa: E402

NAMES = [name for name, _, _ in rows_of_the_table()]
TAILS = [name for name, _, cache in rows_of_the_table() if cache.startswith("TAIL")]
ROWS = ["softmax", "log_softmax", "softmin"]


@pytest.fixture(autouse=True)
def float64():
    before = jax.config.jax_enable_x64
    jax.config.update("jax_enable_x64", True)
    yield
    jax.config.update("jax_enable_x64", before)


ACCURACIES = ["exact", "fast"]


def apply(name, x, cache="tail", accuracy="exact"):
    return getattr(oj, name)(x, *PARAMETERS.get(name, ()), cache=cache,
                             accuracy=accuracy)


def in_a_new_process(code):
    result = subprocess.run([sys.executable, "-c", textwrap.dedent(code)],
                            capture_output=True, text=True, timeout=600)
    assert result.returncode == 0, result.stderr
    return result.stdout


def test_every_function_is_there():
    assert names_in_stub("jax") == set(oj.__all__)
    assert {*NAMES, *ROWS} <= set(oj.__all__)
    assert oj.swish is oj.silu and oj.soft_sign is oj.softsign
    for name, parameters in ogive.functions().items():
        signature = getattr(oj, name).__signature__
        defaults = {p.name: p.default for p in signature.parameters.values()}
        expected = {"approximate": False} if name == "gelu" else parameters
        assert {key: defaults[key] for key in expected} == expected


@pytest.mark.parametrize("dtype", DTYPES, ids=str)
@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("accuracy", ACCURACIES)
def test_bits_are_those_of_numpy(name, dtype, accuracy):
    special = [0.0, -0.0, np.inf, -np.inf, np.nan, 17, 18, 80, -80, -100, 1e-7]
    x = np.concatenate([inputs_of(name, dtype).ravel(), np.array(special, dtype)])
    with np.errstate(all="ignore"):
        expected = function(name, accuracy)(x, *PARAMETERS.get(name, ()))
    f = functools.partial(apply, name, accuracy=accuracy)
    for cache in ("tail", "output"):
        assert same_bits(jax.vjp(lambda x: f(x, cache), x)[0], expected)
    assert same_bits(jax.jit(f)(x), expected)
    if dtype == "f4":  # the other types take the same way
        assert same_bits(jax.vmap(f)(x), expected)


def gradients(name, x, dy, cache, accuracy="exact"):
    """dx by each way that JAX has of asking for it."""
    def slope(x, dy):
        return jax.vjp(lambda x: apply(name, x, cache, accuracy), x)[1](dy)[0]

    def elementwise(x, dy):
        return dy * jax.grad(lambda x: apply(name, x, cache, accuracy))(x)

    yield slope(x, dy)
    if x.dtype != "f4":  # the other types take the same way
        return
    yield jax.jit(slope)(x, dy)
    yield jax.vmap(slope)(x, dy)
    if (dy == 1).all():
        yield jax.vmap(elementwise)(x.ravel(), dy.ravel()).reshape(x.shape)


@pytest.mark.parametrize("dtype", DTYPES, ids=str)
@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("accuracy", ACCURACIES)
def test_gradients_are_those_of_the_backward_functions(name, dtype, accuracy):
    x, dy = inputs_of(name, dtype), samples(dtype, (4, 6, 5), seed=2)
    for cache in ("tail", "output"):
        expected = expected_gradient(name, dy, x, cache, accuracy)
        for found in gradients(name, x, dy, cache, accuracy):
            assert same_bits(found, expected)


@pytest.mark.parametrize("name", TAILS)
def test_what_is_kept(name):
    x = jnp.asarray(inputs_of(name, "f4"))
    tail = getattr(ogive, name + "_tail")(np.asarray(x), *PARAMETERS.get(name, ()))
    _, pullback = jax.vjp(lambda x: apply(name, x), x)
    (kept,) = [leaf for leaf in jax.tree_util.tree_leaves(pullback)
               if getattr(leaf, "shape", None) == x.shape]
    assert same_bits(kept, tail)
    # Without a gradient there is no tail, so that inference costs no more.
    assert "with_tail" not in str(jax.make_jaxpr(lambda x: apply(name, x))(x))
    _, pullback = jax.vjp(lambda x: oj.sigmoid(x, cache="2-bit"), x)
    (kept,) = [leaf for leaf in jax.tree_util.tree_leaves(pullback)
               if hasattr(leaf, "dtype")]
    assert kept.dtype == jnp.uint8 and kept.shape == (x.size // 4,)


@pytest.mark.parametrize("cache", ["tail", "output"])
@pytest.mark.parametrize("name", NAMES)
def test_second_order(name, cache):
    x = inputs_of(name, "f8", (30,))
    x = x[abs(abs(x) - 3) > 0.1]  # the kinks of hardswish
    twice = jax.vmap(jax.grad(jax.grad(lambda x: apply(name, x, cache))))
    expected = second_derivative(name, x)
    for found in (twice(x), jax.jit(twice)(x)):
        np.testing.assert_allclose(found, expected, rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("dtype, error", [("f4", 2**-23), ("f8", 2**-51),
                                          (BFLOAT16, 2**-8)], ids=str)
def test_the_gradient_lives_at_17_to_80(dtype, error):
    if dtype is None:
        pytest.skip("ml_dtypes is not installed")
    check_gradient_lives(gradients, dtype, error)


@pytest.mark.skipif(BFLOAT16 is None, reason="ml_dtypes is not installed")
@pytest.mark.parametrize("name", ["sigmoid", "tanh", "softplus", "elu", "log_sigmoid"])
def test_bfloat16_is_monotonic(name):
    check_bfloat16_is_monotonic(getattr(oj, name))


@pytest.mark.parametrize("name", ["sigmoid", "tanh", "silu", "gelu", "gelu_tanh",
                                  "relu"])
@pytest.mark.parametrize("bits", [2, 4, 8])
def test_few_bits(name, bits):
    x, dy = samples("f4", (7, 143)), samples("f4", (7, 143), seed=2)
    own_bits = 1 if name == "relu" else bits
    packed = ogive.few_bit_pack(name, x, own_bits)
    expected = ogive.few_bit_backward(name, dy, packed, own_bits)
    for found in gradients(name, x, dy, f"{bits}-bit"):
        assert same_bits(found, expected)
    with pytest.raises(TypeError, match="step function"):
        jax.grad(jax.grad(lambda x: getattr(oj, name)(x, cache=f"{bits}-bit")))(1.0)


def test_few_bits_of_other_parameters_keep_the_input():
    x, dy = inputs_of("silu", "f4"), samples("f4", (4, 6, 5), seed=2)
    y, pullback = jax.vjp(lambda x: oj.silu(x, beta=1.5, cache="2-bit"), x)
    assert same_bits(y, ogive.silu(x, 1.5))
    assert same_bits(pullback(dy)[0], ogive.silu_backward(dy, x, 1.5))


@pytest.mark.parametrize("threshold", [0.5, 5])
def test_softplus_with_a_low_threshold(threshold):
    x = samples("f8")
    y, pullback = jax.vjp(lambda x: oj.softplus(x, 1.0, threshold), x)
    assert same_bits(y, ogive.softplus(x, 1.0, threshold))
    np.testing.assert_allclose(pullback(np.ones_like(x))[0],
                               ogive.softplus_derivative(x, 1.0, threshold))


def test_large_arrays_and_threads():
    x = samples("f4", (1 << 20,))
    dy = x[::-1].copy()
    for name in ("sigmoid", "gelu"):
        for cache in ("tail", "output"):
            y, pullback = jax.vjp(lambda x: apply(name, x, cache), x)
            assert same_bits(y, getattr(ogive, name)(x))
            assert same_bits(pullback(dy)[0], expected_gradient(name, dy, x, cache))
    packed = ogive.few_bit_pack("gelu", x, 2)
    _, pullback = jax.vjp(lambda x: oj.gelu(x, cache="2-bit"), x)
    assert same_bits(pullback(dy)[0], ogive.few_bit_backward("gelu", dy, packed, 2))
    x = x.reshape(64, -1)
    assert same_bits(oj.softmax(x), ogive.softmax(x))


def test_many_calls_at_once_do_not_wait_for_each_other():
    # Each may run on a thread of the pool whose other threads are all at the same.
    x = jnp.asarray(samples("f4", (16, 1 << 17)))
    many = jax.jit(lambda x: [oj.sigmoid(row) for row in x])
    expected = ogive.sigmoid(np.asarray(x))
    for _ in range(5):
        assert same_bits(np.stack(many(x)), expected)


@pytest.mark.parametrize("dtype", DTYPES, ids=str)
@pytest.mark.parametrize("name", ROWS)
def test_rows(name, dtype):
    x, dy = samples(dtype, (4, 6, 5)), samples(dtype, (4, 6, 5), seed=2)
    for axis in (-1, 0, 1, 2, -2):
        f = functools.partial(getattr(oj, name), axis=axis)
        expected = getattr(ogive, name)(x, axis)
        y, pullback = jax.vjp(f, x)
        assert same_bits(y, expected) and same_bits(jax.jit(f)(x), expected)
        assert same_bits(pullback(dy)[0],
                         getattr(ogive, name + "_backward")(dy, expected, axis))
    assert same_bits(jax.vmap(lambda x: getattr(oj, name)(x, 0), 1, 1)(x),
                     getattr(ogive, name)(x, 0))
    single = {"softmax": 1, "softmin": 1, "log_softmax": 0}[name]
    assert (np.asarray(jax.vmap(getattr(oj, name))(x.ravel())) == single).all()
    assert getattr(oj, name)(jnp.zeros((3, 0), dtype)).shape == (3, 0)


@pytest.mark.parametrize("name", ROWS)
def test_rows_of_second_order(name):
    x, v = samples("f8", (3, 4)), samples("f8", (3, 4), seed=2)

    def twice(f):
        return jax.grad(lambda x: (jax.vjp(f, x)[1](v)[0] * v).sum())(x)

    theirs = {"softmax": jax.nn.softmax, "log_softmax": jax.nn.log_softmax,
              "softmin": lambda x: jax.nn.softmax(-x)}[name]
    np.testing.assert_allclose(twice(getattr(oj, name)), twice(theirs), rtol=1e-10,
                               atol=1e-12)


def test_transformations_together():
    x = jnp.asarray(samples("f4", (5, 7)))
    slope = jax.jit(jax.vmap(jax.grad(lambda row: oj.sigmoid(2 * row).sum())))
    assert same_bits(slope(x), 2 * expected_gradient(
        "sigmoid", np.ones((5, 7), "f4"), 2 * np.asarray(x)))
    hessian = jax.jacrev(jax.jacrev(lambda row: oj.tanh(row).sum()))(x[0])
    assert hessian.shape == (7, 7) and (hessian == jnp.diag(jnp.diag(hessian))).all()
    scanned = jax.lax.scan(lambda carry, row: (oj.sigmoid(carry + row), None), x[0], x)
    expected = np.asarray(x[0])
    for row in np.asarray(x):
        expected = ogive.sigmoid(expected + row)
    assert same_bits(scanned[0], expected)
    checkpointed = jax.grad(jax.checkpoint(lambda x: oj.sigmoid(x).sum()))(x)
    assert same_bits(checkpointed, jax.grad(lambda x: oj.sigmoid(x).sum())(x))


def test_programs_name_the_tier():
    x = jnp.float32([1.0])
    # Exported programs hold these names.
    for accuracy, name in (("exact", "backward_tail"), ("fast", "fast_backward_tail")):
        slope = jax.grad(lambda x: apply("tanh", x, accuracy=accuracy).sum())
        assert f'"{name}"' in jax.jit(slope).lower(x).as_text()


def test_exported_programs_load_back(tmp_path):
    pytest.importorskip("flatbuffers", reason="flatbuffers, by which JAX writes "
                        "programs, is not installed", exc_type=ImportError)
    from jax import export

    x = jnp.asarray(samples("f4", (5,)))
    checks = [export.DisabledSafetyCheck.custom_call("ogive_elementwise")]
    exported = export.export(jax.jit(lambda x: oj.elu(x, alpha=0.7)),
                             disabled_checks=checks)(x)
    (tmp_path / "program").write_bytes(exported.serialize())
    printed = in_a_new_process(f"""
        import ogive.jax
        from jax import export, numpy as jnp
        program = open({str(tmp_path / "program")!r}, "rb").read()
        y = export.deserialize(bytearray(program)).call(
            jnp.float32({np.asarray(x).tolist()}))
        print(y.tolist())
        """)
    assert printed.strip() == str(ogive.elu(np.asarray(x), 0.7).tolist())


@pytest.mark.parametrize("call, error, text", [
    (lambda: oj.sigmoid(1), TypeError, "is int64. Convert"),
    (lambda: oj.softmax(jnp.ones(3, jnp.complex64)), TypeError, "complex64"),
    (lambda: oj.sigmoid(jnp.ones(3), cache="none"), ValueError, "cache is 'none'"),
    (lambda: oj.gelu(jnp.ones(3), accuracy="best"), ValueError, "accuracy is 'best'"),
    (lambda: oj.elu(jnp.ones(3), alpha=-1.0), ValueError, "elu: alpha is -1.0; it must"),
    (lambda: oj.elu(jnp.ones(3), alhpa=1.0), TypeError, "elu.. got an unexpected"),
    (lambda: jax.jit(oj.elu)(jnp.ones(3), 1.0), TypeError,
     "alpha must be a number that is known"),
    (lambda: oj.softmax(jnp.ones((3, 3)), (0, 1)), TypeError, "along one axis"),
    (lambda: oj.softmax(jnp.ones(3), 1), ValueError, "out of bounds"),
    (lambda: oj._calls._elementwise("sigmoyd", "forward", (), False, jnp.ones(3)),
     Exception, "no function sigmoyd"),
    (lambda: jax.jvp(oj.sigmoid, (1.0,), (1.0,)), TypeError, "forward-mode"),
])
def test_wrong_calls(call, error, text):
    with pytest.raises(error, match=text):
        call()


def test_an_array_on_a_gpu_is_refused_in_words():
    # No GPU is needed to ask: the check looks at the devices alone ...
    class Device:
        platform = "gpu"

        def __str__(self):
            return "cuda:0"

    class OnGpu:
        dtype = np.dtype("f4")

        def devices(self):
            return {Device()}

    with pytest.raises(RuntimeError, match="sigmoid runs on the CPU; this array is on "
                       "cuda:0.*device_put"):
        oj._calls.check_array("sigmoid", OnGpu())
    # ... and what a program for one calls says the same, wherever it is called.
    refuse = jax.ffi.pycapsule(oj._calls.LIBRARY.OgiveRefuse)
    jax.ffi.register_ffi_target("ogive_refuse", refuse, platform="cpu")
    with pytest.raises(Exception, match="functions run on the CPU.*device_put"):
        jax.ffi.ffi_call("ogive_refuse", jax.ShapeDtypeStruct((3,), jnp.float32))(
            jnp.ones(3), function="sigmoid").block_until_ready()


def test_the_first_example_runs_as_printed():
    code, printed = first_example("docs/jax.md")
    assert in_a_new_process(code) == printed


def test_the_examples_of_docs_run_as_printed():
    import doctest

    # As in a process of their own.
    jax.config.update("jax_enable_x64", False)
    result = doctest.testfile(str(ROOT / "docs/jax.md"), module_relative=False)
    assert result.attempted > 0 and result.failed == 0
