# Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
"""Ogive's functions for PyTorch.

    Sigmoid, ReLU, GELU, ...   stand in for the modules of torch.nn
    functional                 for torch.nn.functional
    convert(model)             swaps every known activation of a model, in place
    torch.ops.ogive.NAME       the custom operators behind them

docs/pytorch.md has more.
"""

from . import functional, modules
from ._convert import Change, convert
from .modules import *  # noqa: F403

__all__ = ["Change", "convert", "functional", "modules"]
__all__ += modules.__all__
