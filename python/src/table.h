// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// functions.def for the Python extension: what of a row Python needs. The
// extension stands on the public headers alone.

#ifndef OGIVE_PYTHON_SRC_TABLE_H_
#define OGIVE_PYTHON_SRC_TABLE_H_

#include "ogive/ogive.h"

#define OGIVE_INF __builtin_inf()

namespace ogive::python {

struct Parameter {
  const char* name;
  double value;  // the default
  const char* domain;
};

// The fields from `formula` on have the names that the rows give them; those
// that Python has no use for are there for the rows' sake.
struct Row {
  const char* name;
  int parameter_count;
  Parameter parameters[2];
  const char* cache;  // "input", "output", "tail" or "tail_value"

  const char* formula;
  const char* derivative;
  const char* backward = nullptr;
  const char* tail = nullptr;
  const char* from_tail = nullptr;
  const char* backward_tail = nullptr;
  double lowest, highest;
  bool monotonic = false;
  double domain_from = -OGIVE_INF, domain_to = OGIVE_INF;
  double crossing = OGIVE_INF;
  double backward_from = -OGIVE_INF;
  double subnormal_ulp = 1;
};

#define OGIVE_PARAMETERS_NONE .parameter_count = 0, .parameters = {}
#define OGIVE_PARAMETERS_ONE(a, a_value, a_domain) \
  .parameter_count = 1, .parameters = {{#a, a_value, #a_domain}, {}}
#define OGIVE_PARAMETERS_TWO(a, a_value, a_domain, b, b_value, b_domain) \
  .parameter_count = 2,                                                  \
  .parameters = {{#a, a_value, #a_domain}, {#b, b_value, #b_domain}}
#define OGIVE_CACHE_INPUT "input"
#define OGIVE_CACHE_OUTPUT "output"
#define OGIVE_CACHE_TAIL "tail"
#define OGIVE_CACHE_TAIL_VALUE "tail_value"

// By the numbers of ogive_function.
inline constexpr Row kRows[OGIVE_FUNCTION_COUNT] = {
#define OGIVE_FUNCTION(fname, params, fcache, ...) \
  {.name = #fname,                                 \
   OGIVE_PARAMETERS_##params,                      \
   .cache = OGIVE_CACHE_##fcache,                  \
   __VA_ARGS__},
#include "ogive/functions.def"
#undef OGIVE_FUNCTION
};

#undef OGIVE_CACHE_TAIL_VALUE
#undef OGIVE_CACHE_TAIL
#undef OGIVE_CACHE_OUTPUT
#undef OGIVE_CACHE_INPUT
#undef OGIVE_PARAMETERS_TWO
#undef OGIVE_PARAMETERS_ONE
#undef OGIVE_PARAMETERS_NONE

constexpr bool has_tail(const Row& row) { return row.cache[0] == 't'; }
constexpr bool has_from_tail(const Row& row) {
  return has_tail(row) && row.cache[4] == '_';
}

// An operation: its inputs and outputs, and how Python's names end.
struct Operation {
  ogive_op op;
  const char* suffix;
  int inputs, outputs;
};
inline constexpr Operation kOperations[] = {
    {OGIVE_FORWARD, "", 1, 1},
    {OGIVE_DERIVATIVE, "_derivative", 1, 1},
    {OGIVE_BACKWARD, "_backward", 2, 1},
    {OGIVE_TAIL, "_tail", 1, 1},
    {OGIVE_WITH_TAIL, "_with_tail", 1, 2},
    {OGIVE_FROM_TAIL, "_from_tail", 1, 1},
    {OGIVE_BACKWARD_TAIL, "_backward_tail", 2, 1},
};
constexpr bool has_operation(const Row& row, ogive_op op) {
  if (op <= OGIVE_BACKWARD) return true;
  return op == OGIVE_FROM_TAIL ? has_from_tail(row) : has_tail(row);
}

constexpr int dtype_size(ogive_dtype dtype) {
  return dtype == OGIVE_F64 ? 8 : dtype == OGIVE_F32 ? 4 : 2;
}

}  // namespace ogive::python

#endif  // OGIVE_PYTHON_SRC_TABLE_H_
