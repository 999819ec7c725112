// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// The inner loops of the ufuncs: from NumPy's pointers and steps to calls of
// the library on contiguous arrays. They hold no lock and know no Python.

#ifndef OGIVE_PYTHON_SRC_LOOPS_H_
#define OGIVE_PYTHON_SRC_LOOPS_H_

#include <cstddef>

#include "table.h"

namespace ogive::python {

// How many threads calls on contiguous arrays may use: 1, or 0 for every core,
// or a number. One for the whole process.
int num_threads();
void set_num_threads(int threads);

// What one loop computes; every ufunc has one for each element type.
struct Loop {
  enum class Kind : unsigned char { row, gated, gated_backward, bce, bce_dx };
  Kind kind = Kind::row;
  ogive_dtype dtype = OGIVE_F32;
  // Kind::row
  ogive_function function = OGIVE_FUNCTION_sigmoid;
  ogive_op op = OGIVE_FORWARD;
  ogive_accuracy accuracy = OGIVE_EXACT;
  // Whether finite inputs may give infinity or NaN with the default parameters,
  // so that results must be looked at for NumPy's warnings.
  bool may_raise = false;
  // Kind::gated and gated_backward: 0 glu, 1 swiglu, 2 geglu, 3 reglu
  int gate = 0;

  int inputs = 1;   // arrays of the element type
  int outputs = 1;  // likewise
  // Arrays of double after the inputs; none: the default parameters.
  int params = 0;
};

// Sets Loop::may_raise of a loop of Kind::row.
void set_may_raise(Loop& loop);

// A loop as NumPy calls it: args are the inputs, the parameters, the outputs;
// elements lie steps[i] bytes apart. `loop` is a Loop. Raises the
// floating-point flags that stand for what happened, which NumPy's errstate
// looks at:
//   overflow   a finite input, an infinite result
//   divide     the same at a pole, which only logit has
//   invalid    NaN from no NaN, or a parameter out of its domain (the results
//              are NaN then)
// Underflow is not reported, and the backward passes report nothing.
void run_loop(char** args, const std::ptrdiff_t* n, const std::ptrdiff_t* steps,
              void* loop);

}  // namespace ogive::python

#endif  // OGIVE_PYTHON_SRC_LOOPS_H_
