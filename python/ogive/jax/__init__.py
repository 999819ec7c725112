# Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
"""Ogive's functions for JAX, on the CPU.

    sigmoid, tanh, gelu, ...   in place of jax.nn.sigmoid and its kin

The names, parameters and defaults are those of the table (`ogive.functions()`), and
JAX's names for some. Importing it compiles a small library the first time, for which a
C++ compiler is needed. docs/jax.md has more.
"""

from .. import _family
from ._calls import apply as _apply, apply_rows as _apply_rows

_functions = _family.Module(__name__, _apply, _apply_rows).functions()
globals().update(_functions)

__all__ = [*_functions]
