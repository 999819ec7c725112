// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// The vocabulary of src/math: for one plain double where OGIVE_PLAIN is
// defined, else for Highway's vectors on the target being compiled.

#ifdef OGIVE_PLAIN
#include "math/plain-ops.h"
#else
#include "math/simd-ops-inl.h"
#endif
