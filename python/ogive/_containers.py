# Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
"""Frames and lazy arrays, for the functions that are no ufuncs: NumPy itself asks
them for ufuncs. None of their libraries is imported before its own objects come."""

import numpy as np


def _library(x):
    return type(x).__module__.partition(".")[0]


def is_lazy(*arrays):
    """Whether one of them is Dask's: an array, a frame or a series."""
    # Frames were in a library of their own before Dask 2025.1.
    return any(_library(a) in ("dask", "dask_expr") for a in arrays)


def as_the_input(x, y):
    """The array y of x's shape as what x is: a frame or series of pandas or polars,
    else the array."""
    library = _library(x)
    if library == "pandas" and hasattr(x, "columns"):
        return type(x)(y, index=x.index, columns=x.columns)
    if library == "pandas" and hasattr(x, "index"):
        return type(x)(y, index=x.index, name=x.name)
    if library == "polars" and hasattr(x, "columns"):
        return type(x)(y, schema=x.columns, orient="row")
    if library == "polars":
        return type(x)(x.name, y)
    return y


def _one_block(array, axis):
    np.moveaxis(np.empty((0,) * array.ndim), axis, -1)  # raises AxisError
    if array.numblocks[axis] > 1:
        raise ValueError(
            f"ogive: axis {axis} is in {array.numblocks[axis]} blocks, and a result "
            f"needs the whole of it: x.rechunk({{{axis}: -1}}) makes one block of it"
        )


def lazily(function, arrays, axis, dtype_of):
    """function(*arrays, axis=axis), block by block, later."""
    if hasattr(arrays[0], "map_partitions"):
        if arrays[0].ndim == 1 or axis not in (1, -1):
            raise ValueError(
                f"ogive: axis {axis} of a Dask frame runs through its partitions: "
                "call compute() first, or to_dask_array(lengths=True) and rechunk"
            )
        return arrays[0].map_partitions(function, *arrays[1:], axis=1)
    import dask.array as da

    arrays = [a if is_lazy(a) else np.asarray(a) for a in arrays]
    if len({array.shape for array in arrays}) > 1:
        raise ValueError(
            f"ogive: one array has the shape {arrays[0].shape}, the other "
            f"{arrays[1].shape}; they must be the same"
        )
    chunks = next(a.chunks for a in arrays if is_lazy(a))
    arrays = [a if is_lazy(a) else da.from_array(a, chunks) for a in arrays]
    for array in arrays:
        _one_block(array, axis)
    return da.map_blocks(function, *arrays, axis=axis, dtype=dtype_of(*arrays))


def lazy_prelu(prelu, x, weight, axis, dtype_of):
    """prelu(x, weight, axis), block by block; the weights are cut as the axis is."""
    if hasattr(x, "map_partitions"):
        raise TypeError("ogive: prelu takes no Dask frame: x.to_dask_array() is one "
                        "that it takes")
    import dask.array as da

    dtype = dtype_of(x, weight)
    if weight.size == 1 or weight.ndim != 1:
        return da.map_blocks(prelu, x, weight, axis=axis, dtype=dtype)
    np.moveaxis(np.empty((0,) * x.ndim), axis, -1)  # raises AxisError
    if x.shape[axis] != weight.size:
        raise ValueError(
            f"ogive: weight has {weight.size} slopes; axis {axis} of x, of the shape "
            f"{x.shape}, must have as many entries"
        )
    shape, chunks = [1] * x.ndim, [1] * x.ndim
    shape[axis], chunks[axis] = weight.size, x.chunks[axis]
    slopes = da.from_array(weight.reshape(shape), tuple(chunks))
    return da.map_blocks(_prelu_block, x, slopes, axis=axis, dtype=dtype,
                         meta=np.empty((0,) * x.ndim, dtype))


def _prelu_block(x, slopes, axis):
    from ._rows import prelu

    return prelu(x, slopes.ravel(), axis)
