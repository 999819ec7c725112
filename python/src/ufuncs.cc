// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// The ufuncs, one for each operation of each row of functions.def in each tier,
// and those of gates and losses.
//
// A row with parameters has two: NAME, with the default ones, and
// NAME_with_parameters, where they are further inputs; these are always double,
// so that they do not widen the result. ogive/_elementwise.py has the functions
// that know the parameters by name.

#include <cstdio>
#include <memory>
#include <string>
#include <vector>

#include "extension.h"
#include "loops.h"

#define NPY_NO_DEPRECATED_API NPY_1_22_API_VERSION
#include <numpy/arrayobject.h>
#include <numpy/ufuncobject.h>

namespace ogive::python {
namespace {

static_assert(sizeof(npy_intp) == sizeof(std::ptrdiff_t));

// NumPy keeps pointers to all of this for as long as the ufunc lives, which is
// as long as the process.
struct Ufunc {
  std::string name, doc;
  Loop bfloat16;
  Loop loops[3];  // half, float, double, in NumPy's order of preference
  void* data[3];
  PyUFuncGenericFunction functions[3];
  std::vector<char> types;
  PyObject* object = nullptr;
};

std::vector<std::unique_ptr<Ufunc>>& all_ufuncs() {
  static std::vector<std::unique_ptr<Ufunc>> all;
  return all;
}

void loop_of_numpy(char** args, const npy_intp* n, const npy_intp* steps,
                   void* data) {
  run_loop(args, n, steps, data);
}

// Adds to `into` the ufunc of that name.
bool add_ufunc(PyObject* into, const std::string& name, const std::string& doc,
               const Loop& loop) {
  auto ufunc = std::make_unique<Ufunc>();
  ufunc->name = name;
  ufunc->doc = doc;
  constexpr ogive_dtype kDtypes[] = {OGIVE_F16, OGIVE_F32, OGIVE_F64};
  constexpr char kTypes[] = {NPY_HALF, NPY_FLOAT, NPY_DOUBLE};
  const auto prepare = [&](Loop& own, ogive_dtype dtype) {
    own = loop;
    own.dtype = dtype;
    if (own.kind == Loop::Kind::row) set_may_raise(own);
  };
  for (int t = 0; t < 3; ++t) {
    prepare(ufunc->loops[t], kDtypes[t]);
    ufunc->data[t] = &ufunc->loops[t];
    ufunc->functions[t] = &loop_of_numpy;
    ufunc->types.insert(ufunc->types.end(), loop.inputs, kTypes[t]);
    ufunc->types.insert(ufunc->types.end(), loop.params, NPY_DOUBLE);
    ufunc->types.insert(ufunc->types.end(), loop.outputs, kTypes[t]);
  }
  prepare(ufunc->bfloat16, OGIVE_BF16);
  ufunc->object = PyUFunc_FromFuncAndData(
      ufunc->functions, ufunc->data, ufunc->types.data(), 3,
      loop.inputs + loop.params, loop.outputs, PyUFunc_None,
      ufunc->name.c_str(), ufunc->doc.c_str(), 0);
  if (ufunc->object == nullptr) return false;
  const bool added =
      PyDict_SetItemString(into, name.c_str(), ufunc->object) == 0;
  all_ufuncs().push_back(std::move(ufunc));
  return added;
}

std::string shortest(double value) {
  char text[32];
  std::snprintf(text, sizeof(text), "%.6g", value);
  return text;
}

// What help() says of an operation.
std::string doc_of(const Row& row, const Operation& operation,
                   const Loop& loop) {
  const auto is = [](const char* what) { return std::string(what); };
  std::string doc;
  switch (operation.op) {
    case OGIVE_FORWARD:
      doc = "y = " + is(row.formula);
      break;
    case OGIVE_DERIVATIVE:
      doc = "The derivative, straight from x: " + is(row.derivative);
      break;
    case OGIVE_BACKWARD:
      doc =
          row.backward == nullptr
              ? "dx = dy f'(x), from the input x; f'(x) = " + is(row.derivative)
              : "dx = dy f'(x), from the output y; f'(x) = " + is(row.backward);
      break;
    case OGIVE_TAIL:
      doc = "The tail cache: t = " + is(row.tail);
      break;
    case OGIVE_WITH_TAIL:
      doc = "The output y and the tail cache t.";
      break;
    case OGIVE_FROM_TAIL:
      doc = "The output from the tail cache: y = " + is(row.from_tail);
      break;
    case OGIVE_BACKWARD_TAIL:
      doc =
          "dx = dy f'(x), from the tail cache t, to full relative precision; "
          "f'(x) = " +
          is(row.backward_tail);
      break;
    default:
      break;
  }
  for (int p = 0; p < row.parameter_count; ++p) {
    const Parameter& parameter = row.parameters[p];
    if (loop.params == 0) {
      doc += p == 0 ? "\n\nWith " : ", ";
      doc += parameter.name + is(" = ") + shortest(parameter.value);
    } else {
      doc += p == 0 ? "\n\nThe last inputs are the parameters: " : ", ";
      doc += parameter.name + is(" (") + parameter.domain + ")";
    }
  }
  doc += loop.accuracy == OGIVE_FAST
             ? "\n\nThe fast tier: float32 within 3 ULP, gradients within 5."
             : "\n\nCorrectly rounded (float64: within 0.55 ULP), the same "
               "bits on every machine.";
  return doc;
}

bool add_rows(PyObject* into, ogive_accuracy accuracy) {
  for (int f = 0; f < OGIVE_FUNCTION_COUNT; ++f) {
    const Row& row = kRows[f];
    for (const Operation& operation : kOperations) {
      if (!has_operation(row, operation.op)) continue;
      Loop loop;
      loop.function = static_cast<ogive_function>(f);
      loop.op = operation.op;
      loop.accuracy = accuracy;
      loop.inputs = operation.inputs;
      loop.outputs = operation.outputs;
      const std::string name = std::string(row.name) + operation.suffix;
      if (!add_ufunc(into, name, doc_of(row, operation, loop), loop)) {
        return false;
      }
      if (row.parameter_count == 0) continue;
      loop.params = row.parameter_count;
      if (!add_ufunc(into, name + "_with_parameters",
                     doc_of(row, operation, loop), loop)) {
        return false;
      }
    }
  }
  return true;
}

bool add_others(PyObject* into) {
  constexpr const char* kGates[] = {"glu", "swiglu", "geglu", "reglu"};
  constexpr const char* kFormulas[] = {"a s(b), s the sigmoid", "silu(a) b",
                                       "gelu(a) b", "relu(a) b"};
  Loop loop;
  for (int g = 0; g < 4; ++g) {
    const std::string name = kGates[g];
    loop.gate = g;
    loop.kind = Loop::Kind::gated;
    loop.inputs = 2;
    loop.outputs = 1;
    if (!add_ufunc(into, name,
                   "y = " + std::string(kFormulas[g]) + "; inputs a, b", loop))
      return false;
    loop.kind = Loop::Kind::gated_backward;
    loop.inputs = 3;
    loop.outputs = 2;
    if (!add_ufunc(
            into, name + "_backward",
            "The gradients da, db of " + name + "(a, b); inputs dy, a, b",
            loop))
      return false;
  }
  loop.inputs = 2;
  loop.outputs = 1;
  loop.kind = Loop::Kind::bce;
  if (!add_ufunc(into, "bce_with_logits",
                 "Binary cross-entropy of logits x and targets z: "
                 "max(x, 0) - x z + log(1 + exp(-|x|))",
                 loop))
    return false;
  loop.kind = Loop::Kind::bce_dx;
  return add_ufunc(into, "bce_with_logits_derivative",
                   "The derivative of bce_with_logits(x, z) by x: s(x) - z",
                   loop);
}

}  // namespace

PyObject* make_ufuncs() {
  import_array1(nullptr);
  import_umath1(nullptr);
  PyObject* exact = PyDict_New();
  PyObject* fast = PyDict_New();
  PyObject* both = PyDict_New();
  PyObject* result = nullptr;
  if (exact != nullptr && fast != nullptr && both != nullptr &&
      add_rows(exact, OGIVE_EXACT) && add_rows(fast, OGIVE_FAST) &&
      add_others(both)) {
    result = Py_BuildValue("{s:O,s:O,s:O}", "exact", exact, "fast", fast,
                           "both", both);
  }
  Py_XDECREF(exact);
  Py_XDECREF(fast);
  Py_XDECREF(both);
  return result;
}

PyObject* register_bfloat16(PyObject* /*self*/, PyObject* dtype) {
  if (!PyArray_DescrCheck(dtype)) {
    PyErr_SetString(PyExc_TypeError,
                    "ogive: register_bfloat16 takes a numpy.dtype");
    return nullptr;
  }
  const int number = reinterpret_cast<PyArray_Descr*>(dtype)->type_num;
  if (!PyTypeNum_ISUSERDEF(number)) {
    PyErr_SetString(PyExc_TypeError,
                    "ogive: register_bfloat16 takes the dtype of "
                    "ml_dtypes.bfloat16, which is none of NumPy's own");
    return nullptr;
  }
  for (const auto& ufunc : all_ufuncs()) {
    const Loop& loop = ufunc->bfloat16;
    std::vector<int> types(loop.inputs, number);
    types.insert(types.end(), loop.params, NPY_DOUBLE);
    types.insert(types.end(), loop.outputs, number);
    if (PyUFunc_RegisterLoopForType(
            reinterpret_cast<PyUFuncObject*>(ufunc->object), number,
            &loop_of_numpy, types.data(), &ufunc->bfloat16) != 0) {
      return nullptr;
    }
  }
  Py_RETURN_NONE;
}

}  // namespace ogive::python
