// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// What the files of the extension module ogive._core share.

#ifndef OGIVE_PYTHON_SRC_EXTENSION_H_
#define OGIVE_PYTHON_SRC_EXTENSION_H_

#define PY_SSIZE_T_CLEAN
#include <Python.h>

namespace ogive::python {

// Makes every ufunc: a new reference to {"exact": {name: ufunc}, "fast": ...,
// "both": those that have no tiers}, or null with an error set. Call it once.
PyObject* make_ufuncs();

// The loops for ml_dtypes.bfloat16, whose dtype it takes.
PyObject* register_bfloat16(PyObject* self, PyObject* dtype);

// The functions on addresses, null-terminated.
extern PyMethodDef address_methods[];

}  // namespace ogive::python

#endif  // OGIVE_PYTHON_SRC_EXTENSION_H_
