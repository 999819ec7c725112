// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// The library's calls on addresses of contiguous arrays, for the parts of the
// package that have arrays of their own kind: PyTorch's tensors, and NumPy's
// where the function is no ufunc. They trust their arguments: a wrong address
// ends the process, so none of them is for users.

#include <cstdint>

#include "extension.h"
#include "ogive/ogive.h"

namespace ogive::python {
namespace {

// Reads the arguments of a call one after the other.
class Arguments {
 public:
  Arguments(PyObject* const* args, Py_ssize_t count, Py_ssize_t expected)
      : next_(args), failed_(count != expected) {
    if (failed_) {
      PyErr_Format(PyExc_TypeError, "ogive: %zd arguments; %zd are needed",
                   count, expected);
    }
  }

  long long integer() {
    if (failed_) return 0;
    const long long value = PyLong_AsLongLong(*next_++);
    if (value == -1 && PyErr_Occurred()) failed_ = true;
    return failed_ ? 0 : value;
  }
  template <class Enum>
  Enum number() {
    const long long value = integer();
    if (value >= 0) return static_cast<Enum>(value);
    PyErr_Format(PyExc_ValueError, "ogive: %lld numbers nothing", value);
    failed_ = true;
    return Enum{};
  }
  std::size_t size() { return static_cast<std::size_t>(integer()); }
  void* address() {
    if (failed_) return nullptr;
    void* value = PyLong_AsVoidPtr(*next_++);
    if (value == nullptr && PyErr_Occurred()) failed_ = true;
    return value;
  }
  // None, or a tuple of at most two numbers; returns null for None and ().
  const double* parameters() {
    if (failed_) return nullptr;
    PyObject* given = *next_++;
    if (given == Py_None) return nullptr;
    if (!PyTuple_Check(given) || PyTuple_GET_SIZE(given) > 2) {
      PyErr_SetString(PyExc_TypeError, "ogive: parameters are a tuple");
      failed_ = true;
      return nullptr;
    }
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(given); ++i) {
      values_[i] = PyFloat_AsDouble(PyTuple_GET_ITEM(given, i));
      if (values_[i] == -1 && PyErr_Occurred()) failed_ = true;
    }
    return PyTuple_GET_SIZE(given) == 0 ? nullptr : values_;
  }

  bool failed() const { return failed_; }

 private:
  PyObject* const* next_;
  bool failed_;
  double values_[2] = {0, 0};
};

// Runs call() without Python's lock where that is worth its while.
template <class Call>
PyObject* finish(std::size_t n, Call call) {
  constexpr std::size_t kWorthReleasing = 2048;
  ogive_status status;
  if (n < kWorthReleasing) {
    status = call();
  } else {
    PyThreadState* state = PyEval_SaveThread();
    status = call();
    PyEval_RestoreThread(state);
  }
  if (status == OGIVE_OK) Py_RETURN_NONE;
  if (status == OGIVE_ERROR_MEMORY) return PyErr_NoMemory();
  PyErr_SetString(
      status == OGIVE_ERROR_INTERNAL ? PyExc_RuntimeError : PyExc_ValueError,
      ogive_strerror(status));
  return nullptr;
}

ogive_options with_threads(long long threads) {
  ogive_options options = OGIVE_OPTIONS_INIT;
  options.threads = static_cast<std::int32_t>(threads);
  return options;
}

PyObject* apply(PyObject* /*self*/, PyObject* const* args, Py_ssize_t count) {
  Arguments a(args, count, 11);
  const auto function = a.number<ogive_function>();
  const auto op = a.number<ogive_op>();
  const auto dtype = a.number<ogive_dtype>();
  const std::size_t n = a.size();
  const void* in0 = a.address();
  const void* in1 = a.address();
  void* out0 = a.address();
  void* out1 = a.address();
  const double* parameters = a.parameters();
  const long long accuracy = a.integer();
  ogive_options options = with_threads(a.integer());
  options.accuracy = static_cast<std::int32_t>(accuracy);
  if (a.failed()) return nullptr;
  return finish(n, [&] {
    return ogive_apply(function, op, dtype, n, in0, in1, out0, out1, parameters,
                       &options);
  });
}

PyObject* rows(PyObject* /*self*/, PyObject* const* args, Py_ssize_t count) {
  Arguments a(args, count, 7);
  const long long which = a.integer();
  const auto dtype = a.number<ogive_dtype>();
  const std::size_t rows = a.size();
  const std::size_t columns = a.size();
  const void* x = a.address();
  void* y = a.address();
  const ogive_options options = with_threads(a.integer());
  if (a.failed()) return nullptr;
  constexpr decltype(&ogive_softmax) kFunctions[] = {
      &ogive_softmax, &ogive_log_softmax, &ogive_softmin};
  return finish(rows * columns, [&] {
    if (which < 0 || which > 2) return OGIVE_ERROR_FUNCTION;
    return kFunctions[which](dtype, rows, columns, x, y, &options);
  });
}

PyObject* rows_backward(PyObject* /*self*/, PyObject* const* args,
                        Py_ssize_t count) {
  Arguments a(args, count, 8);
  const long long which = a.integer();
  const auto dtype = a.number<ogive_dtype>();
  const std::size_t rows = a.size();
  const std::size_t columns = a.size();
  const void* dy = a.address();
  const void* y = a.address();
  void* dx = a.address();
  const ogive_options options = with_threads(a.integer());
  if (a.failed()) return nullptr;
  constexpr decltype(&ogive_softmax_backward) kFunctions[] = {
      &ogive_softmax_backward, &ogive_log_softmax_backward,
      &ogive_softmin_backward};
  return finish(rows * columns, [&] {
    if (which < 0 || which > 2) return OGIVE_ERROR_FUNCTION;
    return kFunctions[which](dtype, rows, columns, dy, y, dx, &options);
  });
}

PyObject* gated(PyObject* /*self*/, PyObject* const* args, Py_ssize_t count) {
  Arguments a(args, count, 7);
  const long long gate = a.integer();
  const auto dtype = a.number<ogive_dtype>();
  const std::size_t n = a.size();
  const void* in0 = a.address();
  const void* in1 = a.address();
  void* y = a.address();
  const ogive_options options = with_threads(a.integer());
  if (a.failed()) return nullptr;
  constexpr decltype(&ogive_glu) kFunctions[] = {&ogive_glu, &ogive_swiglu,
                                                 &ogive_geglu, &ogive_reglu};
  return finish(n, [&] {
    if (gate < 0 || gate > 3) return OGIVE_ERROR_FUNCTION;
    return kFunctions[gate](dtype, n, in0, in1, y, &options);
  });
}

PyObject* gated_backward(PyObject* /*self*/, PyObject* const* args,
                         Py_ssize_t count) {
  Arguments a(args, count, 9);
  const long long gate = a.integer();
  const auto dtype = a.number<ogive_dtype>();
  const std::size_t n = a.size();
  const void* dy = a.address();
  const void* in0 = a.address();
  const void* in1 = a.address();
  void* da = a.address();
  void* db = a.address();
  const ogive_options options = with_threads(a.integer());
  if (a.failed()) return nullptr;
  constexpr decltype(&ogive_glu_backward) kFunctions[] = {
      &ogive_glu_backward, &ogive_swiglu_backward, &ogive_geglu_backward,
      &ogive_reglu_backward};
  return finish(n, [&] {
    if (gate < 0 || gate > 3) return OGIVE_ERROR_FUNCTION;
    return kFunctions[gate](dtype, n, dy, in0, in1, da, db, &options);
  });
}

PyObject* bce_mean(PyObject* /*self*/, PyObject* const* args,
                   Py_ssize_t count) {
  Arguments a(args, count, 5);
  const auto dtype = a.number<ogive_dtype>();
  const std::size_t n = a.size();
  const void* x = a.address();
  const void* z = a.address();
  const ogive_options options = with_threads(a.integer());
  if (a.failed()) return nullptr;
  double mean = 0;
  PyObject* done = finish(n, [&] {
    return ogive_bce_with_logits_mean(dtype, n, x, z, &mean, &options);
  });
  if (done == nullptr) return nullptr;
  Py_DECREF(done);
  return PyFloat_FromDouble(mean);
}

PyObject* prelu(PyObject* /*self*/, PyObject* const* args, Py_ssize_t count) {
  Arguments a(args, count, 8);
  const auto dtype = a.number<ogive_dtype>();
  const std::size_t outer = a.size();
  const std::size_t channels = a.size();
  const std::size_t inner = a.size();
  const void* x = a.address();
  const void* weight = a.address();
  void* y = a.address();
  const ogive_options options = with_threads(a.integer());
  if (a.failed()) return nullptr;
  return finish(outer * channels * inner, [&] {
    return ogive_prelu(dtype, outer, channels, inner, x, weight, y, &options);
  });
}

PyObject* prelu_backward(PyObject* /*self*/, PyObject* const* args,
                         Py_ssize_t count) {
  Arguments a(args, count, 10);
  const auto dtype = a.number<ogive_dtype>();
  const std::size_t outer = a.size();
  const std::size_t channels = a.size();
  const std::size_t inner = a.size();
  const void* dy = a.address();
  const void* x = a.address();
  const void* weight = a.address();
  void* dx = a.address();
  void* dweight = a.address();
  const ogive_options options = with_threads(a.integer());
  if (a.failed()) return nullptr;
  return finish(outer * channels * inner, [&] {
    return ogive_prelu_backward(dtype, outer, channels, inner, dy, x, weight,
                                dx, dweight, &options);
  });
}

PyObject* few_bit_pack(PyObject* /*self*/, PyObject* const* args,
                       Py_ssize_t count) {
  Arguments a(args, count, 7);
  const auto function = a.number<ogive_few_bit_function>();
  const int bits = static_cast<int>(a.integer());
  const auto dtype = a.number<ogive_dtype>();
  const std::size_t n = a.size();
  const void* x = a.address();
  auto* packed = static_cast<std::uint8_t*>(a.address());
  const ogive_options options = with_threads(a.integer());
  if (a.failed()) return nullptr;
  return finish(n, [&] {
    return ogive_few_bit_pack(function, bits, dtype, n, x, packed, &options);
  });
}

PyObject* few_bit_backward(PyObject* /*self*/, PyObject* const* args,
                           Py_ssize_t count) {
  Arguments a(args, count, 8);
  const auto function = a.number<ogive_few_bit_function>();
  const int bits = static_cast<int>(a.integer());
  const auto dtype = a.number<ogive_dtype>();
  const std::size_t n = a.size();
  const void* dy = a.address();
  const auto* packed = static_cast<const std::uint8_t*>(a.address());
  void* dx = a.address();
  const ogive_options options = with_threads(a.integer());
  if (a.failed()) return nullptr;
  return finish(n, [&] {
    return ogive_few_bit_backward(function, bits, dtype, n, dy, packed, dx,
                                  &options);
  });
}

// Through void*, as CPython's own headers do: METH_FASTCALL says what it is.
// NOLINTBEGIN(bugprone-casting-through-void,bugprone-macro-parentheses)
#define OGIVE_METHOD(name, text)                                         \
  {#name, reinterpret_cast<PyCFunction>(reinterpret_cast<void*>(&name)), \
   METH_FASTCALL, text}

}  // namespace

// Zero for an address that the operation has no use for; `threads` last.
PyMethodDef address_methods[] = {
    OGIVE_METHOD(apply,
                 "apply(function, op, dtype, n, in0, in1, out0, out1, "
                 "parameters, accuracy, threads)"),
    OGIVE_METHOD(rows, "rows(which, dtype, rows, columns, x, y, threads)"),
    OGIVE_METHOD(rows_backward,
                 "rows_backward(which, dtype, rows, columns, dy, y, dx, "
                 "threads)"),
    OGIVE_METHOD(gated, "gated(gate, dtype, n, a, b, y, threads)"),
    OGIVE_METHOD(gated_backward,
                 "gated_backward(gate, dtype, n, dy, a, b, da, db, threads)"),
    OGIVE_METHOD(bce_mean, "bce_mean(dtype, n, x, z, threads)"),
    OGIVE_METHOD(prelu,
                 "prelu(dtype, outer, channels, inner, x, weight, y, threads)"),
    OGIVE_METHOD(prelu_backward,
                 "prelu_backward(dtype, outer, channels, inner, dy, x, weight, "
                 "dx, dweight, threads)"),
    OGIVE_METHOD(few_bit_pack,
                 "few_bit_pack(function, bits, dtype, n, x, packed, threads)"),
    OGIVE_METHOD(few_bit_backward,
                 "few_bit_backward(function, bits, dtype, n, dy, packed, dx, "
                 "threads)"),
    {nullptr, nullptr, 0, nullptr},
};
#undef OGIVE_METHOD
// NOLINTEND(bugprone-casting-through-void,bugprone-macro-parentheses)

}  // namespace ogive::python
