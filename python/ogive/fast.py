# Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
"""The fast tier: float32 within 3 ULP (gradients 5), monotonic and within its range;
all else as in the exact tier."""

from . import _ufuncs_fast  # noqa: F401 (for pickle)
from ._elementwise import functions as _functions

_all = _functions("fast", __name__)
globals().update(_all)
__all__ = sorted(_all)
