# Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
"""What the tests of ogive.torch share. Importing it skips a test file where there is
no PyTorch."""

import numpy as np
import pytest

from support import PARAMETERS, rows_of_the_table, samples

torch = pytest.importorskip("torch", reason="PyTorch is not installed "
                            "(TORCH=1 make python installs it)", exc_type=ImportError)
import ogive.torch as ot  # noqa: E402
from ogive.torch import _eager, functional as F  # noqa: E402

nn = torch.nn

FLOATS = [torch.float32, torch.float64, torch.float16, torch.bfloat16]
NAMES = [name for name, _, _ in rows_of_the_table()]
MODULES = {
    nn.Threshold: ((0.1, 0.5), {}), nn.Softmax: ((), {"dim": 1}),
    nn.LogSoftmax: ((), {"dim": -1}), nn.Softmin: ((), {"dim": 0}),
    nn.Hardtanh: ((-2.0, 0.5), {}), nn.LeakyReLU: ((0.3,), {}),
    nn.RReLU: ((0.2, 0.25), {}), nn.ELU: ((0.5,), {}), nn.CELU: ((2.0,), {}),
    nn.Softshrink: ((0.3,), {}), nn.Hardshrink: ((), {"lambd": 0.3}),
    nn.Softplus: ((), {"beta": 3, "threshold": 5}), nn.GLU: ((1,), {}),
    nn.GELU: ((), {"approximate": "tanh"}), nn.PReLU: ((4,), {"init": 0.1}),
}


def apply(name, x, cache="tail", accuracy="exact"):
    """A function of the table, by the way of functional.py."""
    return F._apply(name, x, PARAMETERS.get(name, ()), cache, accuracy)


def draw(shape=(2, 4, 6, 5), dtype=torch.float32, seed=1):
    # Away from 0, where some have kinks; inside (0, 1) for logit.
    x = samples("f8", shape, seed)
    return torch.from_numpy(np.sign(x) * (abs(x) + 0.05)).to(dtype)


def inputs_of(name, dtype=torch.float32, shape=(2, 4, 6, 5)):
    x = draw(shape)
    return (torch.sigmoid(x) if name == "logit" else x).to(dtype)


def same_bits(a, b):
    assert a.shape == b.shape and a.dtype == b.dtype
    return torch.equal(a.contiguous().view(torch.uint8 if a.dim() else a.dtype),
                       b.contiguous().view(torch.uint8 if b.dim() else b.dtype))


def to_numpy(x):
    if x.dtype != torch.bfloat16:
        return x.detach().numpy()
    ml_dtypes = pytest.importorskip("ml_dtypes")
    return x.detach().contiguous().view(torch.int16).numpy().view(ml_dtypes.bfloat16)


def instances(base):
    args, keywords = MODULES.get(base, ((), {}))
    return base(*args, **keywords), ot.modules.STAND_INS[base](*args, **keywords)


@pytest.fixture(params=["compiled", "python"])
def way(request, monkeypatch):
    """Both ways to a kernel: by autograd.cc and without it."""
    if request.param == "python":
        monkeypatch.setattr(_eager, "_apply_compiled", None)
    elif _eager._apply_compiled is None:
        pytest.skip(f"autograd.cc is not used: {_eager.why_not_compiled}")
    return request.param
