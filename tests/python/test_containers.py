# Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
"""Proves that columns of pandas and polars and Dask's arrays and frames go through
every kind of function as what they are, Dask's without a computation, with the bits
that NumPy's arrays get; and what is said where that cannot be."""

import numpy as np
import pytest

import ogive
from support import same_bits, samples, unary_names

ROWS = ["softmax", "log_softmax", "softmin"]
LACK = "is not installed (python.sh installs it)"


def importorskip(name):
    return pytest.importorskip(name, reason=f"{name} {LACK}")


@pytest.fixture
def lazy(monkeypatch):
    """Dask's arrays, in a test that must compute nothing but by compute()."""
    da = importorskip("dask.array")
    import dask

    computing = []

    def counted(dsk, keys, **kwargs):
        computing.append(keys)
        return dask.get(dsk, keys, **kwargs)

    with dask.config.set(scheduler=counted):
        da.computations = computing
        yield da
        del da.computations


@pytest.mark.parametrize("dtype", ["f2", "f4", "f8"])
def test_dask_arrays_stay_lazy(lazy, dtype):
    x = samples(dtype, (60, 40))
    chunked = lazy.from_array(x, chunks=(17, 40))
    for name in unary_names():
        function = getattr(ogive, name)
        with np.errstate(all="ignore"):
            result = function(chunked)
            assert type(result) is lazy.Array and result.dtype == dtype
            assert result.chunks == chunked.chunks and not lazy.computations, name
            assert same_bits(result.compute(), function(x)), name
        lazy.computations.clear()
    slopes = abs(samples(dtype, (40,), 2))
    for result, expected in [
        (ogive.leaky_relu(chunked, slopes), ogive.leaky_relu(x, slopes)),
        (ogive.sigmoid_backward(chunked, x), ogive.sigmoid_backward(x, x)),
        (ogive.swiglu(chunked, chunked), ogive.swiglu(x, x)),
        (ogive.prelu(chunked, slopes), ogive.prelu(x, slopes)),
        (ogive.prelu(chunked, slopes, axis=-1), ogive.prelu(x, slopes)),
        (ogive.prelu(chunked, slopes[:1]), ogive.prelu(x, slopes[:1])),
    ]:
        assert type(result) is lazy.Array and not lazy.computations
        assert same_bits(result.compute(), expected)
        lazy.computations.clear()


@pytest.mark.parametrize("name", ROWS)
def test_rows_of_dask_arrays(lazy, name):
    x, dy = samples("f4", (6, 8, 10)), samples("f4", (6, 8, 10), 2)
    forward, backward = getattr(ogive, name), getattr(ogive, name + "_backward")
    chunked = lazy.from_array(x, chunks=(2, 8, 5))
    y = forward(chunked, axis=1)
    dx = backward(dy, y, axis=1)
    assert type(y) is type(dx) is lazy.Array and not lazy.computations
    assert same_bits(y.compute(), forward(x, axis=1))
    assert same_bits(dx.compute(), backward(dy, forward(x, axis=1), axis=1))
    with pytest.raises(ValueError, match=r"2 blocks.*x.rechunk\(\{-1: -1\}\)"):
        forward(chunked)
    again = forward(chunked.rechunk({-1: -1}))
    assert same_bits(again.compute(), forward(x))
    with pytest.raises(ValueError, match="axis 3 is out of bounds"):
        forward(chunked, axis=3)
    with pytest.raises(ValueError, match="must be the same"):
        backward(dy[:2], chunked, axis=1)
    with pytest.raises(TypeError, match="out is for NumPy's arrays"):
        forward(chunked, axis=1, out=x)


def test_what_has_no_lazy_form_says_so(lazy):
    x = lazy.ones((4, 6), chunks=(2, 3))
    for call in (lambda: ogive.bce_with_logits_mean(x, x),
                 lambda: ogive.prelu_backward(x, x, 0.5),
                 lambda: ogive.few_bit_pack("gelu", x, 4),
                 lambda: ogive.few_bit_backward("gelu", x, x, 4)):
        with pytest.raises(TypeError, match=r"no lazy form.*compute\(\)"):
            call()
    with pytest.raises(ValueError, match="weight has 4 slopes; axis 1"):
        ogive.prelu(x, np.ones(4))
    assert not lazy.computations


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_pandas(dtype):
    pd = importorskip("pandas")
    x = samples(dtype, (50, 3))
    frame = pd.DataFrame(x, index=np.arange(100, 150), columns=list("abc"))
    for name in ("sigmoid", "gelu", "elu", *ROWS):
        result = getattr(ogive, name)(frame)
        assert type(result) is pd.DataFrame
        assert result.index.equals(frame.index) and list(result) == list("abc")
        assert same_bits(result.to_numpy(), getattr(ogive, name)(x))
        column = getattr(ogive, name)(frame["b"])
        assert type(column) is pd.Series and column.name == "b"
        assert column.index.equals(frame.index)
        assert same_bits(column.to_numpy(), getattr(ogive, name)(x[:, 1].copy()))
    y = ogive.softmax(frame, axis=0)
    assert same_bits(y.to_numpy(), ogive.softmax(x, axis=0))
    dx = ogive.softmax_backward(frame, y, axis=0)
    assert type(dx) is pd.DataFrame
    assert same_bits(dx.to_numpy(), ogive.softmax_backward(x, y.to_numpy(), axis=0))
    assert same_bits(ogive.leaky_relu(frame["a"], 0.25).to_numpy(),
                     ogive.leaky_relu(x[:, 0], 0.25))
    y, t = ogive.sigmoid_with_tail(frame["a"])
    assert type(y) is type(t) is pd.Series
    missing = ogive.sigmoid(pd.Series([0, None], dtype="Int64"))
    assert missing[0] == 0.5 and missing.isna().tolist() == [False, True]


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_polars(dtype):
    pl = importorskip("polars")
    x = samples(dtype, (50, 3))
    frame = pl.DataFrame(x, schema=list("abc"))
    for name in ("sigmoid", "gelu", "elu", *ROWS):
        function = getattr(ogive, name)
        column = function(frame["b"])
        assert type(column) is pl.Series and column.name == "b"
        assert same_bits(column.to_numpy(), function(x[:, 1].copy()))
        mapped = frame.lazy().select(pl.col("b").map_batches(function)).collect()
        assert same_bits(mapped["b"].to_numpy(), function(x[:, 1].copy()))
    y = ogive.softmax(frame)
    assert type(y) is pl.DataFrame and y.columns == list("abc")
    assert same_bits(y.to_numpy(), ogive.softmax(x))
    selected = frame.select(ogive.sigmoid(pl.col("a")), ogive.leaky_relu(pl.col("b"), 0.5))
    assert same_bits(selected["a"].to_numpy(), ogive.sigmoid(x[:, 0]))
    assert same_bits(selected["b"].to_numpy(), ogive.leaky_relu(x[:, 1], 0.5))
    assert ogive.sigmoid(pl.Series([0.0, None])).to_list() == [0.5, None]


def test_dask_frames():
    dd = importorskip("dask.dataframe")
    pd = importorskip("pandas")
    x = samples("f8", (50, 3))
    frame = pd.DataFrame(x, columns=list("abc"))
    lazy = dd.from_pandas(frame, npartitions=3)
    for name in ("sigmoid", "gelu", *ROWS):
        result = getattr(ogive, name)(lazy)
        assert type(result) is type(lazy)
        assert same_bits(result.compute().to_numpy(), getattr(ogive, name)(x))
    dx = ogive.softmax_backward(lazy, lazy).compute()
    assert same_bits(dx.to_numpy(), ogive.softmax_backward(x, x))
    column = ogive.elu(lazy.b, 0.5).compute()
    assert same_bits(column.to_numpy(), ogive.elu(x[:, 1], 0.5))
    for call in (lambda: ogive.softmax(lazy, axis=0), lambda: ogive.softmax(lazy.a)):
        with pytest.raises(ValueError, match="runs through its partitions"):
            call()
    with pytest.raises(TypeError, match="prelu takes no Dask frame"):
        ogive.prelu(lazy, 0.5)
