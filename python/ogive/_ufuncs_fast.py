# Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
"""The bare ufuncs of the fast tier, where pickle finds them by name."""

from . import _core

globals().update(_core.ufuncs["fast"])
