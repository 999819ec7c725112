# Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
"""The exact tier: correctly rounded (float64: within 0.55 ULP), the same bits on
every machine. `ogive.NAME` is `ogive.exact.NAME`."""

from . import _ufuncs_exact  # noqa: F401 (for pickle)
from ._elementwise import functions as _functions

_all = _functions("exact", __name__)
globals().update(_all)
__all__ = sorted(_all)
