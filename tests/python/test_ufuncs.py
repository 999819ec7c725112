# Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
"""Proves that the functions are ufuncs in all that NumPy's users rely on: types,
broadcasting, out=, where=, strides, byte orders, casting, 0-d arrays,
subclasses, methods, pickling; and that none of it changes a bit of a result."""

import pickle
import threading

import numpy as np
import pytest

import ogive
from support import (BFLOAT16, DTYPES, bits, function, rows_of_the_table,
                     same_bits, samples, unary_names)

ROWS = rows_of_the_table()


def ufunc_of(f):
    return f if isinstance(f, np.ufunc) else f.ufunc


@pytest.mark.parametrize("name, has_parameters, cache", ROWS)
def test_every_row_has_its_ufuncs(name, has_parameters, cache):
    suffixes = ["", "_derivative", "_backward"]
    if cache.startswith("TAIL"):
        suffixes += ["_tail", "_with_tail", "_backward_tail"]
    if cache == "TAIL_VALUE":
        suffixes += ["_from_tail"]
    for tier in (ogive.exact, ogive.fast):
        found = {n for n in tier.__all__ if n == name or
                 n[len(name):] in suffixes[1:] and n.startswith(name)}
        assert found == {name + s for s in suffixes}
        for suffix in suffixes:
            f = getattr(tier, name + suffix)
            assert isinstance(f, np.ufunc) != has_parameters
            ufunc = ufunc_of(f)
            assert isinstance(ufunc, np.ufunc)
            assert ufunc.nin == (2 if "backward" in suffix else 1)
            assert ufunc.nout == (2 if suffix == "_with_tail" else 1)
    assert getattr(ogive, name) is getattr(ogive.exact, name)


@pytest.mark.parametrize("kind", "?bhilBHILefd")
def test_result_types_are_those_of_numpys_own(kind):
    x = np.ones(3, kind)
    assert ogive.sigmoid(x).dtype == np.tanh(x).dtype
    assert ogive.elu(x).dtype == np.tanh(x).dtype
    assert ogive.elu(x, alpha=0.5).dtype == np.tanh(x).dtype
    assert type(ogive.sigmoid(x[0])) is type(np.tanh(x[0]))
    assert type(ogive.elu(x[0], 0.5)) is type(np.tanh(x[0]))


@pytest.mark.parametrize("kind", "gFDGSUO")
def test_types_without_a_loop_are_refused(kind):
    with pytest.raises(TypeError):
        ogive.sigmoid(np.ones(3, kind))


def test_values_against_the_formulas():
    x = np.linspace(-30, 30, 6001)
    np.testing.assert_allclose(ogive.sigmoid(x), 1 / (1 + np.exp(-x)), rtol=1e-14)
    np.testing.assert_allclose(ogive.tanh(x), np.tanh(x), rtol=1e-14)
    np.testing.assert_allclose(ogive.softplus(x), np.logaddexp(0, x), rtol=1e-14)
    np.testing.assert_allclose(
        ogive.leaky_relu(x, negative_slope=0.2), np.where(x > 0, x, 0.2 * x),
        rtol=1e-14)
    np.testing.assert_allclose(
        ogive.elu(x, 0.7), np.where(x > 0, x, 0.7 * np.expm1(x)), rtol=1e-14)
    np.testing.assert_allclose(
        ogive.hardshrink(x, lambd=2), np.where(np.abs(x) > 2, x, 0))
    np.testing.assert_allclose(
        ogive.sigmoid_backward(x, ogive.sigmoid(x)),
        x * ogive.sigmoid(x) * (1 - ogive.sigmoid(x)), rtol=1e-10)


@pytest.mark.parametrize("dtype", [d for d in DTYPES if d.itemsize < 8], ids=str)
@pytest.mark.parametrize("name", ["sigmoid", "tanh", "softplus", "silu", "gelu"])
def test_small_types_are_the_rounded_doubles(name, dtype):
    # True but where the double lies on the middle between two small numbers,
    # which these inputs avoid.
    x = samples(dtype)
    assert same_bits(function(name)(x), function(name)(x.astype("f8")).astype(dtype))


@pytest.mark.parametrize("name", unary_names())
@pytest.mark.parametrize("dtype", DTYPES, ids=str)
def test_layouts_do_not_change_bits(name, dtype):
    f = function(name)
    x = samples(dtype, (7, 12, 11))
    x[..., 3] = abs(x[..., 3]) / 16  # inside logit's domain
    with np.errstate(all="ignore"):
        y = f(x)
        assert y.dtype == dtype
        assert same_bits(f(x[::2, ::-3, ::2]), y[::2, ::-3, ::2])
        assert same_bits(f(x.T), y.T)
        assert same_bits(f(np.asfortranarray(x)), y)
        assert same_bits(f(np.broadcast_to(x[:, :1], x.shape)),
                         np.broadcast_to(y[:, :1], x.shape))
        assert same_bits([f(v) for v in x.ravel()], y.ravel())
        packed = np.zeros(x.size * (dtype.itemsize + 1) + 1, "u1")
        fields = np.ndarray(x.shape, dtype, packed.data, 1,
                            np.array(x.strides) // dtype.itemsize *
                            (dtype.itemsize + 1))
        fields[...] = x  # not aligned
        assert same_bits(f(fields), y)


@pytest.mark.parametrize("dtype", "f2 f4 f8".split())
def test_byte_orders(dtype):
    x = samples(dtype)
    swapped = x.astype(x.dtype.newbyteorder())
    assert same_bits(ogive.sigmoid(swapped), ogive.sigmoid(x))
    out = np.empty_like(swapped)
    assert ogive.sigmoid(x, out=out) is out
    assert np.array_equal(out, ogive.sigmoid(x))
    assert same_bits(ogive.elu(swapped, 0.5), ogive.elu(x, 0.5))


@pytest.mark.parametrize("dtype", DTYPES, ids=str)
def test_out_and_where(dtype):
    x = samples(dtype, (40, 50))
    y = ogive.sigmoid(x)
    out = np.zeros_like(x)
    assert ogive.sigmoid(x, out) is out and same_bits(out, y)
    where = samples("f4", x.shape, 2) > 0
    out = np.full_like(x, 7)
    ogive.sigmoid(x, out=out, where=where)
    assert same_bits(out, np.where(where, y, np.full_like(x, 7)))
    out = np.full_like(x, 7)
    ogive.elu(x, alpha=0.5, out=out, where=where[:, :1])
    expected = np.where(where[:, :1], ogive.elu(x, 0.5), np.full_like(x, 7))
    assert same_bits(out, expected)
    t = np.zeros_like(x)
    both = ogive.sigmoid_with_tail(x, out=(None, t))
    assert both[1] is t and same_bits(both[0], y)
    assert same_bits(t, ogive.sigmoid_tail(x))
    x_copy = x.copy()
    assert ogive.sigmoid(x_copy, out=x_copy) is x_copy and same_bits(x_copy, y)


def test_out_of_another_type_follows_the_casting_rules():
    x = samples("f4")
    wide = np.empty(x.shape, "f8")
    ogive.sigmoid(x, out=wide)
    # The result is computed in the type of x, then cast.
    assert np.array_equal(wide, ogive.sigmoid(x).astype("f8"))
    with pytest.raises(TypeError, match="casting"):
        ogive.sigmoid(x, out=np.empty(x.shape, "i4"))
    assert ogive.sigmoid(x, dtype="f8").dtype == "f8"
    assert same_bits(ogive.sigmoid(x, dtype="f8"), ogive.sigmoid(x.astype("f8")))
    assert same_bits(ogive.sigmoid(x, dtype="f2", casting="same_kind"),
                     ogive.sigmoid(x.astype("f2")))


def test_overlapping_memory():
    base = samples("f4", (5000,))
    for inputs, output in ((slice(1, None), slice(None, -1)),
                           (slice(None, -1), slice(1, None)),
                           (slice(None, None, -1), slice(None)),
                           (slice(0, None, 2), slice(1, None, 2)),
                           (slice(0, 2500), slice(0, None, 2))):
        x = base.copy()
        expected = ogive.tanh(base[inputs])
        assert same_bits(ogive.tanh(x[inputs], out=x[output]), expected)
        assert same_bits(x[output], expected)


def test_methods_of_ufuncs():
    x = samples("f4", (6,))
    y = samples("f4", (4,), 2)
    table = ogive.glu.outer(x, y)
    assert table.shape == (6, 4) and same_bits(table[:, 1], ogive.glu(x, y[1]))
    folded = [x[0]]
    for v in x[1:]:
        folded.append(ogive.glu(folded[-1], v))
    assert same_bits(ogive.glu.reduce(x), folded[-1])
    assert same_bits(ogive.glu.accumulate(x), np.array(folded))
    at = x.copy()
    ogive.sigmoid.at(at, [1, 1, 3])
    assert at[1] == ogive.sigmoid(ogive.sigmoid(x[1]))
    assert at[3] == ogive.sigmoid(x[3]) and at[2] == x[2]


def test_scalars_empty_arrays_and_subclasses():
    assert type(ogive.sigmoid(0.5)) is np.float64
    assert type(ogive.sigmoid(np.array(0.5, "f4"))) is np.float32
    assert ogive.sigmoid([]).shape == (0,)
    assert ogive.elu(np.empty((3, 0, 2), "f4"), 0.5).shape == (3, 0, 2)

    class Named(np.ndarray):
        pass

    x = samples("f4").view(Named)
    assert type(ogive.sigmoid(x)) is Named and type(ogive.elu(x, 0.5)) is Named
    masked = np.ma.masked_less(samples("f4"), 0)
    y = ogive.sigmoid(masked)
    assert isinstance(y, np.ma.MaskedArray) and np.array_equal(y.mask, masked.mask)


def test_array_ufunc_is_asked():
    class Lazy:
        def __array_ufunc__(self, ufunc, method, *inputs, **kwargs):
            return ufunc, method, len(inputs), kwargs

    assert ogive.sigmoid(Lazy()) == (ogive.sigmoid, "__call__", 1, {})
    assert ogive.elu(Lazy()) == (ogive.elu.ufunc, "__call__", 1, {})
    assert ogive.elu(Lazy(), 0.5, where=True) == (
        ogive.elu.ufunc_with_parameters, "__call__", 2, {"where": True})


@pytest.mark.parametrize("tier", [ogive.exact, ogive.fast])
def test_pickle(tier):
    for name in tier.__all__:
        f = getattr(tier, name)
        assert pickle.loads(pickle.dumps(f)) is f
        if not isinstance(f, np.ufunc):
            for ufunc in (f.ufunc, f.ufunc_with_parameters):
                assert pickle.loads(pickle.dumps(ufunc)) is ufunc


def test_parameters():
    x = samples("f4", (4, 3))
    slopes = np.array([0.1, 0.2, 0.3])
    y = ogive.leaky_relu(x, slopes)
    assert y.dtype == "f4"
    for channel, slope in enumerate(slopes):
        assert same_bits(y[:, channel], ogive.leaky_relu(x[:, channel], slope))
    assert same_bits(ogive.elu(x, alpha=1), ogive.elu(x))
    assert same_bits(ogive.softplus(x, 2.0), ogive.softplus(x, beta=2.0))
    assert same_bits(ogive.elu_backward(x, x, 0.5),
                     ogive.elu_backward(x, x, alpha=0.5))
    assert ogive.functions()["hardtanh"] == {"min_val": -1, "max_val": 1}


@pytest.mark.parametrize("call, error, text", [
    (lambda: ogive.elu(1.0, alpha=-1), ValueError, "elu: alpha is -1.0; it must"),
    (lambda: ogive.celu(1.0, 0), ValueError, "celu: alpha is 0.0"),
    (lambda: ogive.hardtanh(1.0, 2, 1), ValueError, "max_val is 1.0.*below min_val"),
    (lambda: ogive.logit(0.5, eps=0.7), ValueError, "eps is 0.7"),
    (lambda: ogive.silu(1.0, beta=float("nan")), ValueError, "must be a number"),
    (lambda: ogive.elu(1.0, 2, 3), TypeError, "too many"),
    (lambda: ogive.elu(), TypeError, "missing"),
    (lambda: ogive.elu(1.0, 2, alpha=3), TypeError, "multiple values"),
    (lambda: ogive.elu(1.0, beta=3), TypeError, "beta"),
])
def test_wrong_calls(call, error, text):
    with pytest.raises(error, match=text):
        call()


def test_parameters_in_arrays_that_are_out_of_domain():
    with pytest.warns(RuntimeWarning, match="invalid value"):
        y = ogive.elu(np.float32([-1, -1, 2]), alpha=[0.5, -0.5, -1])
    assert np.isnan(y[1:]).all() and y[0] == ogive.elu(np.float32(-1), 0.5)


@pytest.mark.parametrize("dtype", DTYPES, ids=str)
def test_errstate(dtype):
    big = np.full(2000, 50000, dtype)
    with pytest.warns(RuntimeWarning, match="overflow"):
        assert np.isinf(ogive.exp(big)).all()
    with pytest.warns(RuntimeWarning, match="divide by zero"):
        assert ogive.logit(np.zeros(3, dtype))[0] == -np.inf
    with pytest.warns(RuntimeWarning, match="invalid value"):
        assert np.isnan(ogive.logit(np.ones(3, dtype) * 2)).all()
    with np.errstate(over="raise"):
        with pytest.raises(FloatingPointError):
            ogive.exp(big[::3])
        with pytest.raises(FloatingPointError):
            ogive.exp(big, out=big.copy())
        in_place = big.copy()
        with pytest.raises(FloatingPointError):
            ogive.exp(in_place, out=in_place)
        with pytest.raises(FloatingPointError):
            slope = {"f8": 1e308, "f2": 60000.0}.get(dtype.str[1:], 1e38)
            ogive.leaky_relu(-big, slope)
    with np.errstate(all="raise"):  # nothing of this is a mistake
        ends = np.array([np.inf, -np.inf, np.nan, 0, -1, 1], dtype)
        for name in ("sigmoid", "tanh", "exp", "relu", "gelu", "softplus", "elu"):
            function(name)(ends)
        ogive.sigmoid(-big)
        ogive.logit(np.array([np.nan, 0.5], dtype))
        ogive.elu(ends, 0.5)


def test_tails_keep_the_gradient():
    x = np.arange(17, 81).astype("f4")
    dy = np.ones_like(x)
    y, t = ogive.sigmoid_with_tail(x)
    dead = ogive.sigmoid_backward(dy, y)
    alive = ogive.sigmoid_backward_tail(dy, t)
    assert (dead[x > 17.4] == 0).all() and (alive > 0).all()
    np.testing.assert_allclose(alive, ogive.sigmoid_derivative(x), rtol=2e-7)
    assert same_bits(ogive.sigmoid_from_tail(t), y)


def test_the_fast_tier():
    x = samples("f4", (100_000,))
    exact, fast = ogive.exact.sigmoid(x), ogive.fast.sigmoid(x)
    difference = np.abs(bits(exact).astype("i8") - bits(fast).astype("i8"))
    assert 0 < difference.max() <= 2
    assert same_bits(ogive.fast.sigmoid(x.astype("f8")),
                     ogive.exact.sigmoid(x.astype("f8")))


def test_threads():
    x = samples("f4", (1 << 21,))
    expected = ogive.gelu(x)
    assert ogive.get_num_threads() == 1
    try:
        for threads in (0, 2, 3):
            ogive.set_num_threads(threads)
            assert ogive.get_num_threads() == threads
            assert same_bits(ogive.gelu(x), expected)
        with pytest.raises(ValueError, match="-1 threads"):
            ogive.set_num_threads(-1)
        with pytest.raises(TypeError):
            ogive.set_num_threads("two")
    finally:
        ogive.set_num_threads(1)


def test_the_lock_is_released():
    x = samples("f8", (1 << 22,))
    done = threading.Event()

    def work():
        for _ in range(4):
            ogive.mish(x)
        done.set()

    # With the lock held this thread would get a turn between two calls at most.
    thread = threading.Thread(target=work)
    thread.start()
    turns = 0
    while not done.wait(1e-4):
        turns += 1
    thread.join()
    assert turns > 20


def test_targets_give_the_same_bits():
    x = samples("f4", (10_000,))
    expected = ogive.silu(x)
    first = ogive.target()
    try:
        ogive.set_target("scalar")
        assert ogive.target() == "scalar"
        assert same_bits(ogive.silu(x), expected)
        with pytest.raises(ValueError, match="no target abacus"):
            ogive.set_target("abacus")
    finally:
        ogive.set_target("best")
    assert ogive.target() == first


@pytest.mark.skipif(BFLOAT16 is None, reason="ml_dtypes is not installed")
def test_bfloat16_among_others():
    x = samples(BFLOAT16)
    assert ogive.sigmoid(x).dtype == BFLOAT16
    assert same_bits(ogive.sigmoid(x[::-2]), ogive.sigmoid(x)[::-2])
    assert ogive.sigmoid_backward(x, x).dtype == BFLOAT16
    assert ogive.glu(x, x).dtype == BFLOAT16
    assert ogive.elu(x, alpha=0.5).dtype == BFLOAT16
    assert type(ogive.sigmoid(x[0])) is BFLOAT16.type
