# Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
"""The formulas of double backward in PyTorch's arithmetic."""

import types

import torch

from .._second import Formulas

_formulas = Formulas(types.SimpleNamespace(
    abs=torch.abs, sign=torch.sign, exp=torch.exp, tanh=torch.tanh,
    sigmoid=torch.sigmoid, softplus=torch.nn.functional.softplus, where=torch.where,
    zeros_like=torch.zeros_like, ones_like=torch.ones_like,
    full_like=torch.full_like, sum=lambda x, dim: x.sum(dim, keepdim=True)))

OF_CACHE, OF_TAIL = _formulas.of_cache, _formulas.of_tail
TAIL_SLOPE = _formulas.tail_slope
rows_backward_twice = _formulas.rows_backward
