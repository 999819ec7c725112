// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// The extension module ogive._core: the table of functions, the ufuncs, the
// functions on addresses, and what holds for the whole process.

#include <cstdint>

#include "entry_points.h"
#include "extension.h"
#include "loops.h"
#include "verify/hash.h"

namespace ogive::python {
namespace {

// [{"name": ..., "parameters": [(name, default, domain), ...], ...}, ...]
PyObject* make_table() {
  PyObject* table = PyList_New(0);
  if (table == nullptr) return nullptr;
  for (const Row& row : kRows) {
    PyObject* parameters = PyList_New(0);
    bool good = parameters != nullptr;
    for (int p = 0; good && p < row.parameter_count; ++p) {
      const Parameter& parameter = row.parameters[p];
      PyObject* item = Py_BuildValue("(sds)", parameter.name, parameter.value,
                                     parameter.domain);
      good = item != nullptr && PyList_Append(parameters, item) == 0;
      Py_XDECREF(item);
    }
    PyObject* entry =
        good ? Py_BuildValue("{s:s,s:O,s:s,s:s,s:s,s:d,s:d,s:O,s:d,s:d}",
                             "name", row.name, "parameters", parameters,
                             "cache", row.cache, "formula", row.formula,
                             "derivative", row.derivative, "lowest", row.lowest,
                             "highest", row.highest, "monotonic",
                             row.monotonic ? Py_True : Py_False, "domain_from",
                             row.domain_from, "domain_to", row.domain_to)
             : nullptr;
    Py_XDECREF(parameters);
    if (entry == nullptr || PyList_Append(table, entry) != 0) {
      Py_XDECREF(entry);
      Py_DECREF(table);
      return nullptr;
    }
    Py_DECREF(entry);
  }
  return table;
}

PyObject* get_threads(PyObject* /*self*/, PyObject* /*none*/) {
  return PyLong_FromLong(num_threads());
}

PyObject* set_threads(PyObject* /*self*/, PyObject* value) {
  const long threads = PyLong_AsLong(value);
  if (threads == -1 && PyErr_Occurred()) return nullptr;
  if (threads < 0 || threads > 1'000'000) {
    PyErr_Format(PyExc_ValueError,
                 "ogive: %ld threads; use 1 for the calling thread, 0 for "
                 "every core, or a number of threads",
                 threads);
    return nullptr;
  }
  set_num_threads(static_cast<int>(threads));
  Py_RETURN_NONE;
}

PyObject* get_target(PyObject* /*self*/, PyObject* /*none*/) {
  return PyUnicode_FromString(ogive_target());
}

PyObject* set_target(PyObject* /*self*/, PyObject* name) {
  const char* text = PyUnicode_AsUTF8(name);
  if (text == nullptr) return nullptr;
  if (ogive_set_target(text) != OGIVE_OK) {
    PyErr_Format(PyExc_ValueError,
                 "ogive: no target %s on this machine; the one in force is %s",
                 text, ogive_target());
    return nullptr;
  }
  Py_RETURN_NONE;
}

// Joins to a hash that of a chunk of at most 2^20 values.
PyObject* join_hash(PyObject* /*self*/, PyObject* args) {
  unsigned long long hash;
  Py_buffer chunk;
  if (!PyArg_ParseTuple(args, "Ky*", &hash, &chunk)) return nullptr;
  const auto n = static_cast<std::size_t>(chunk.len / chunk.itemsize);
  std::uint64_t own = 0;
  if (chunk.itemsize == 2) {
    own = internal::hash_chunk(static_cast<std::uint16_t*>(chunk.buf), n);
  } else {
    own = internal::hash_chunk(static_cast<std::uint32_t*>(chunk.buf), n);
  }
  PyBuffer_Release(&chunk);
  return PyLong_FromUnsignedLongLong(internal::hash_step(hash, own));
}

PyMethodDef methods[] = {
    {"join_hash", &join_hash, METH_VARARGS,
     "join_hash(hash, array): as src/verify/hash.h has it."},
    {"register_bfloat16", &register_bfloat16, METH_O,
     "The loops of all ufuncs for the dtype of ml_dtypes.bfloat16."},
    {"get_num_threads", &get_threads, METH_NOARGS, nullptr},
    {"set_num_threads", &set_threads, METH_O, nullptr},
    {"target", &get_target, METH_NOARGS, nullptr},
    {"set_target", &set_target, METH_O, nullptr},
    {nullptr, nullptr, 0, nullptr},
};

PyModuleDef definition = {
    PyModuleDef_HEAD_INIT,
    "_core",
    "Ogive's library for the Python package; private to it.",
    -1,
    methods,
    nullptr,
    nullptr,
    nullptr,
    nullptr,
};

// For what is compiled on the user's machine, and lives as long as this module.
constexpr EntryPoints kEntryPoints = {
    .size = sizeof(EntryPoints),
    .function_by_name = &ogive_function_by_name,
    .apply = &ogive_apply,
    .few_bit_pack = &ogive_few_bit_pack,
    .few_bit_backward = &ogive_few_bit_backward,
    .rows = {&ogive_softmax, &ogive_log_softmax, &ogive_softmin},
    .rows_backward = {&ogive_softmax_backward, &ogive_log_softmax_backward,
                      &ogive_softmin_backward},
    .strerror = &ogive_strerror,
};

PyObject* entry_points_address() {
  return PyLong_FromVoidPtr(const_cast<EntryPoints*>(&kEntryPoints));
}

bool add(PyObject* module, const char* name, PyObject* value) {
  if (value == nullptr) return false;
  const bool added = PyObject_SetAttrString(module, name, value) == 0;
  Py_DECREF(value);
  return added;
}

}  // namespace
}  // namespace ogive::python

// NOLINTNEXTLINE(bugprone-reserved-identifier): the name that Python looks for
PyMODINIT_FUNC PyInit__core() {
  using namespace ogive::python;
  PyObject* module = PyModule_Create(&definition);
  if (module == nullptr) return nullptr;
  if (!add(module, "version", PyUnicode_FromString(ogive_version())) ||
      !add(module, "table", make_table()) ||
      !add(module, "entry_points", entry_points_address()) ||
      !add(module, "ufuncs", make_ufuncs()) ||
      PyModule_AddFunctions(module, address_methods) != 0) {
    Py_DECREF(module);
    return nullptr;
  }
  return module;
}
