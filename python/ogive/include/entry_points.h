// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// How a library that is compiled against a framework when it is first imported
// (ogive/tensorflow, ogive/jax) calls the kernels: through a table of the C
// API's functions, which the extension module ogive._core has. So there is one
// copy of the kernels in a process, and the libraries are small.

#ifndef OGIVE_PYTHON_ENTRY_POINTS_H_
#define OGIVE_PYTHON_ENTRY_POINTS_H_

#include <cstddef>

#include "ogive/ogive.h"

namespace ogive::python {

struct EntryPoints {
  std::size_t size;  // of this struct, as _core was compiled with
  decltype(&ogive_function_by_name) function_by_name;
  decltype(&ogive_apply) apply;
  decltype(&ogive_few_bit_pack) few_bit_pack;
  decltype(&ogive_few_bit_backward) few_bit_backward;
  // softmax, log_softmax, softmin
  decltype(&ogive_softmax) rows[3];
  decltype(&ogive_softmax_backward) rows_backward[3];
  decltype(&ogive_strerror) strerror;
};

}  // namespace ogive::python

#endif  // OGIVE_PYTHON_ENTRY_POINTS_H_
