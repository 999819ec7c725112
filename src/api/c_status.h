// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// What the files of the C API share: reading its arguments, and statuses.

#ifndef OGIVE_SRC_API_C_STATUS_H_
#define OGIVE_SRC_API_C_STATUS_H_

#include "kernels/dispatch.h"
#include "ogive/ogive.h"
#include "ogive/options.h"

namespace ogive::internal {

// A status on its way out of the checks below.
struct Failure {
  ogive_status status;
};

// These throw a Failure: options or an element type that are none, and
// OGIVE_TARGET or OGIVE_NUM_THREADS invalid.
ogive::options read_options(const ogive_options* o);
Dtype read_dtype(ogive_dtype dtype);
void check_target();

}  // namespace ogive::internal

#endif  // OGIVE_SRC_API_C_STATUS_H_
