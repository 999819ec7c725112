# Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
"""Proves the functions that are no ufuncs, and those of gates and losses, against
their formulas in float64, for every axis, layout and type, and their errors."""

import numpy as np
import pytest

import ogive
from support import DTYPES, same_bits, samples

ROUNDING = {2: 2**-7, 4: 2**-22, 8: 1e-14}
SUBNORMAL = 2**-24  # float16's smallest: no other type's samples come near theirs


def close(result, expected, absolute=2**-60):
    """`absolute` is for what the expected values lose where they cancel."""
    np.testing.assert_allclose(
        result.astype("f8"), expected, rtol=ROUNDING[result.dtype.itemsize],
        atol=max(absolute, SUBNORMAL if result.dtype == "f2" else 0))


def softmax(x, axis):
    e = np.exp(x - x.max(axis=axis, keepdims=True))
    return e / e.sum(axis=axis, keepdims=True)


FORWARD = {
    "softmax": softmax,
    "log_softmax": lambda x, axis: x - np.logaddexp.reduce(x, axis, keepdims=True),
    "softmin": lambda x, axis: softmax(-x, axis),
}
BACKWARD = {
    "softmax": lambda dy, y, s: y * (dy - (dy * y).sum(axis=s, keepdims=True)),
    "log_softmax": lambda dy, y, s: dy - np.exp(y) * dy.sum(axis=s, keepdims=True),
    "softmin": lambda dy, y, s: -y * (dy - (dy * y).sum(axis=s, keepdims=True)),
}


@pytest.mark.parametrize("name", FORWARD)
@pytest.mark.parametrize("dtype", DTYPES, ids=str)
@pytest.mark.parametrize("axis", [0, 1, 2, -1, -2])
def test_rows(name, dtype, axis):
    x, dy = samples(dtype, (5, 6, 7)), samples(dtype, (5, 6, 7), 2)
    forward, backward = getattr(ogive, name), getattr(ogive, name + "_backward")
    y = forward(x, axis=axis)
    assert y.dtype == dtype and y.shape == x.shape
    close(y, FORWARD[name](x.astype("f8"), axis), 2**-48)
    dx = backward(dy, y, axis=axis)
    assert dx.dtype == dtype
    expected = BACKWARD[name](dy.astype("f8"), y.astype("f8"), axis)
    close(dx, expected, 2**-48)
    assert same_bits(forward(x[::2, ::-1, 1::2], axis=axis),
                     forward(x[::2, ::-1, 1::2].copy(), axis=axis))
    out = np.empty_like(x)
    assert forward(x, axis=axis, out=out) is out and same_bits(out, y)
    assert forward(x, axis=axis, out=x) is x and same_bits(x, y)


def test_rows_of_other_kinds():
    assert ogive.softmax([1, 2, 3]).dtype == "f8"
    assert ogive.softmax(np.empty((0, 3), "f4")).shape == (0, 3)
    swapped = samples("f4").astype(">f4")
    assert same_bits(ogive.softmax(swapped), ogive.softmax(swapped.astype("f4")))
    with pytest.raises(np.exceptions.AxisError if hasattr(np, "exceptions")
                       else np.AxisError):
        ogive.softmax(np.ones((2, 3)), axis=2)
    with pytest.raises(TypeError, match="complex128"):
        ogive.softmax([1j])
    with pytest.raises(ValueError, match="out has the shape"):
        ogive.softmax(np.ones(3), out=np.ones(4))
    with pytest.raises(ValueError, match="must be the same"):
        ogive.softmax_backward(np.ones(3), np.ones(4))


def test_threads_share_rows():
    x = samples("f4", (4096, 300))
    expected = ogive.softmax(x)
    try:
        ogive.set_num_threads(0)
        assert same_bits(ogive.softmax(x), expected)
    finally:
        ogive.set_num_threads(1)


@pytest.mark.parametrize("dtype", DTYPES, ids=str)
def test_gates(dtype):
    a, b, dy = (samples(dtype, (300,), seed) for seed in (1, 2, 3))
    gates = {"glu": (lambda b: 1 / (1 + np.exp(-b)), "b"), "swiglu": (ogive.silu, "a"),
             "geglu": (ogive.gelu, "a"), "reglu": (ogive.relu, "a")}
    wide = {"a": a.astype("f8"), "b": b.astype("f8")}
    for name, (gate, gated) in gates.items():
        other = wide["b" if gated == "a" else "a"]
        y = getattr(ogive, name)(a, b)
        close(y, gate(wide[gated]) * other)
        da, db = getattr(ogive, name + "_backward")(dy, a, b)
        assert da.dtype == db.dtype == dtype
        plain = db if gated == "a" else da  # of the factor without a curve
        close(plain, gate(wide[gated]) * dy.astype("f8"))
        assert same_bits(getattr(ogive, name)(a[::-2], b[::2]),
                         getattr(ogive, name)(a[::-2].copy(), b[::2].copy()))


@pytest.mark.parametrize("dtype", DTYPES, ids=str)
def test_bce(dtype):
    x, z = samples(dtype), (samples("f4", seed=2) > 0).astype(dtype)
    wide, target = x.astype("f8"), z.astype("f8")
    loss = np.logaddexp(0, np.where(target, -wide, wide))
    close(ogive.bce_with_logits(x, z), loss)
    dx = ogive.bce_with_logits_derivative(x, z)
    close(dx, np.where(target, -1, 1) / (1 + np.exp(np.where(target, wide, -wide))))
    np.testing.assert_allclose(ogive.bce_with_logits_mean(x, z), loss.mean(),
                               rtol=1e-12)


@pytest.mark.parametrize("dtype", DTYPES, ids=str)
def test_prelu(dtype):
    x, dy = samples(dtype, (4, 3, 5)), samples(dtype, (4, 3, 5), 2)
    for axis in (0, 1, -1):
        weight = samples(dtype, (x.shape[axis],), 3)
        shape = [1, 1, 1]
        shape[axis] = -1
        slopes = weight.reshape(shape).astype("f8")
        wide = x.astype("f8")
        y = ogive.prelu(x, weight, axis=axis)
        close(y, np.where(wide > 0, wide, slopes * wide))
        dx, dweight = ogive.prelu_backward(dy, x, weight, axis=axis)
        close(dx, np.where(wide > 0, 1, slopes) * dy.astype("f8"))
        others = tuple(a for a in range(3) if a != axis % 3)
        sums = (np.where(wide > 0, 0, wide) * dy.astype("f8")).sum(axis=others)
        close(dweight, sums)
    assert same_bits(ogive.prelu(x, np.asarray(0.25, dtype)),
                     ogive.leaky_relu(x, 0.25))
    with pytest.raises(ValueError, match="weight has 4 slopes"):
        ogive.prelu(x, np.ones(4, dtype))
    with pytest.raises(ValueError, match="2 dimensions"):
        ogive.prelu(x, np.ones((3, 1), dtype))


@pytest.mark.parametrize("dtype", DTYPES, ids=str)
def test_few_bits(dtype):
    x, dy = samples(dtype, (1001,)), samples(dtype, (1001,), 2)
    packed = ogive.few_bit_pack("relu", x, 1)
    assert packed.dtype == "u1" and packed.size == 126
    assert same_bits(ogive.few_bit_backward("relu", dy, packed, 1),
                     ogive.relu_backward(dy, x))
    packed = ogive.few_bit_pack("gelu", x, 4)
    dx = ogive.few_bit_backward("gelu", dy, packed, 4)
    slopes = ogive.gelu_derivative(x.astype("f8"))
    error = np.abs(dx.astype("f8") / dy.astype("f8") - slopes)
    assert 0 < error.max() < 0.1
    with pytest.raises(ValueError, match="no few-bit cache of 'elu'"):
        ogive.few_bit_pack("elu", x, 4)
    with pytest.raises(ValueError, match="few-bit"):
        ogive.few_bit_pack("gelu", x, 3)
    with pytest.raises(ValueError, match="packed has 501 bytes"):
        ogive.few_bit_backward("gelu", dy, packed, 2)
