// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// The elementwise functions of plain tensors as nodes of PyTorch's graph, with
// no Python between the tensor and the kernel. It does what Elementwise and
// ElementwiseTail of _eager.py do, bit for bit; a call costs some microseconds
// less. What it does not know it leaves to them: apply() returns None, and a
// gradient that is to be differentiated again is computed by Python.

#include <ATen/ATen.h>
#include <ATen/EmptyTensor.h>
#include <ATen/Parallel.h>
#include <ATen/TensorIterator.h>
#include <c10/core/Allocator.h>
#include <c10/core/impl/LocalDispatchKeySet.h>
#include <sys/mman.h>
#include <torch/csrc/Exceptions.h>
#include <torch/csrc/autograd/function.h>
#include <torch/csrc/autograd/functions/utils.h>
#include <torch/csrc/autograd/graph_task.h>
#include <torch/csrc/autograd/python_variable.h>
#include <torch/csrc/autograd/saved_variable.h>
#include <torch/version.h>

// Compiled autograd calls the nodes of C++ from Python's graph; earlier
// versions do so by another interface.
#define OGIVE_COMPILED_AUTOGRAD \
  (TORCH_VERSION_MAJOR > 2 ||   \
   (TORCH_VERSION_MAJOR == 2 && TORCH_VERSION_MINOR >= 8))
#if OGIVE_COMPILED_AUTOGRAD
#include <torch/csrc/dynamo/compiled_autograd.h>
#endif

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <deque>
#include <iterator>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "calls.h"

namespace ogive::python {
namespace {

using torch::autograd::Node;
using torch::autograd::SavedVariable;
using torch::autograd::variable_list;

// What a node keeps for the backward pass.
enum class Keeps { input, output, tail };

// What configure() is given.
struct Settings {
  PyObject* backward = nullptr;  // the Python function of a gradient's gradient
  std::vector<std::uint64_t> keys;  // of plain tensors
  std::vector<std::uint64_t>
      states;  // of the dispatcher, where nobody looks on
};
// Never freed: nodes may outlive the interpreter's modules.
Settings& settings() {
  static Settings* const all = new Settings;
  return *all;
}

bool holds(const std::vector<std::uint64_t>& values, std::uint64_t value) {
  return std::find(values.begin(), values.end(), value) != values.end();
}

// The number of an element type, -1 for those that no kernel takes.
int dtype_of(const at::Tensor& tensor) {
  switch (tensor.scalar_type()) {
    case at::kFloat:
      return OGIVE_F32;
    case at::kDouble:
      return OGIVE_F64;
    case at::kHalf:
      return OGIVE_F16;
    case at::kBFloat16:
      return OGIVE_BF16;
    default:
      return -1;
  }
}

// Memory of outputs of a MiB and more. What is freed is kept for the next
// output of its size, up to a limit, the oldest going first: to have the system
// clear new pages takes longer than to compute what is written there. A
// training loop asks for the same sizes over and over.
class Pool final : public c10::Allocator {
 public:
  static constexpr std::size_t kSmallest = std::size_t{1} << 20;

  static Pool& get() {
    static Pool* const pool = new Pool;  // tensors may outlive all else
    return *pool;
  }
  void set_limit(std::size_t bytes) { limit_ = bytes; }

  c10::DataPtr allocate(std::size_t bytes) override {
    Block* block = take(bytes);
    if (block == nullptr) block = make(bytes);
    return {block->memory, block, give_back, c10::Device(c10::DeviceType::CPU)};
  }
  c10::DeleterFnPtr raw_deleter() const override { return nullptr; }
  void copy_data(void* to, const void* from, std::size_t bytes) const override {
    default_copy_data(to, from, bytes);
  }

 private:
  struct Block {
    void* memory;
    std::size_t bytes;
  };

  static Block* make(std::size_t bytes) {
    constexpr std::size_t kHuge = std::size_t{2} << 20;
    void* memory = nullptr;
    TORCH_CHECK(
        posix_memalign(&memory, bytes < kHuge ? 4096 : kHuge, bytes) == 0,
        "ogive: no memory for ", bytes, " bytes");
#ifdef MADV_HUGEPAGE
    // Advice: where the system does not take it, nothing is lost.
    if (bytes >= kHuge) madvise(memory, bytes, MADV_HUGEPAGE);
#endif
    return new Block{memory, bytes};
  }
  static void destroy(Block* block) {
    std::free(block->memory);
    delete block;
  }

  // Where another thread has the lock, or had it when this process was forked,
  // the pool is passed by.
  Block* take(std::size_t bytes) {
    std::unique_lock<std::mutex> lock(mutex_, std::try_to_lock);
    if (!lock) return nullptr;
    for (auto at = kept_.rbegin(); at != kept_.rend(); ++at) {
      if ((*at)->bytes != bytes) continue;
      Block* const found = *at;
      kept_.erase(std::next(at).base());
      total_ -= bytes;
      return found;
    }
    return nullptr;
  }
  static void give_back(void* context) {
    Block* const block = static_cast<Block*>(context);
    if (!get().keep(block)) destroy(block);
  }
  bool keep(Block* block) {
    std::unique_lock<std::mutex> lock(mutex_, std::try_to_lock);
    if (!lock || block->bytes > limit_) return false;
    kept_.push_back(block);
    total_ += block->bytes;
    while (total_ > limit_) {
      total_ -= kept_.front()->bytes;
      destroy(kept_.front());
      kept_.pop_front();
    }
    return true;
  }

  std::mutex mutex_;
  std::deque<Block*> kept_;  // the oldest first
  std::size_t total_ = 0, limit_ = 0;
};

// As at::empty_like, for a dense tensor.
at::Tensor new_like(const at::Tensor& model) {
  if (model.nbytes() < Pool::kSmallest) return at::empty_like(model);
  return at::detail::empty_strided_generic(
      model.sizes(), model.strides(), &Pool::get(),
      c10::DispatchKeySet(c10::DispatchKey::CPU), model.scalar_type());
}

// The parameters of a call; null where it has none.
struct Parameters {
  double values[2] = {0, 0};
  int count = 0;
  const double* data() const { return count == 0 ? nullptr : values; }
};

// What is computed, and in which tier.
struct Computed {
  int function = 0;
  Parameters parameters;
  bool fast = false;
};

// All tensors are dense and have the strides of out0. On PyTorch's own threads:
// those of the library would share the cores with them.
void run(const Computed& computed, ogive_op op, const at::Tensor& in0,
         const at::Tensor* in1, const at::Tensor& out0,
         const at::Tensor* out1) {
  constexpr std::int64_t kWorthThreads = 1 << 15;  // as in _kernels.py
  // Taken here: a tensor that shares its memory until it is written to may not
  // get its own in a parallel loop, and inputs need none.
  const auto source = [](const at::Tensor& tensor) {
    return static_cast<const char*>(tensor.const_data_ptr());
  };
  const auto target = [](const at::Tensor& tensor) {
    return static_cast<char*>(tensor.mutable_data_ptr());
  };
  const char* const first = source(in0);
  const char* const second = in1 ? source(*in1) : nullptr;
  char* const out = target(out0);
  char* const tail = out1 ? target(*out1) : nullptr;
  const auto part = [&](std::ptrdiff_t offset, std::int64_t n) {
    ogive_options options = OGIVE_OPTIONS_INIT;
    options.threads = 1;
    options.accuracy = computed.fast ? OGIVE_FAST : OGIVE_EXACT;
    return entry_points->apply(
        static_cast<ogive_function>(computed.function), op,
        static_cast<ogive_dtype>(dtype_of(out0)), static_cast<std::size_t>(n),
        first + offset, second ? second + offset : nullptr, out + offset,
        tail ? tail + offset : nullptr, computed.parameters.data(), &options);
  };
  std::atomic<ogive_status> status = OGIVE_OK;
  if (out0.numel() < kWorthThreads || at::get_num_threads() == 1) {
    status = part(0, out0.numel());
  } else {
    at::Tensor all = out0;
    at::TensorIterator::nullary_op(all).for_each(
        [&](char** data, const std::int64_t* strides, std::int64_t n,
            std::int64_t rows) {
          for (std::int64_t row = 0; row < rows; ++row) {
            const ogive_status found =
                part(data[0] + row * strides[1] - out, n);
            if (found != OGIVE_OK) status = found;
          }
        },
        kWorthThreads / 2);
  }
  TORCH_CHECK(status != OGIVE_ERROR_MEMORY && status != OGIVE_ERROR_INTERNAL,
              "ogive: ", entry_points->strerror(status));
  TORCH_CHECK_VALUE(status == OGIVE_OK, entry_points->strerror(status));
}

// The backward pass of a function.
struct Slope {
  std::string name;
  Computed computed;
  Keeps keeps = Keeps::input;

  // dx of the gradients of y and, where the tail is kept, of t; either may be
  // undefined. `take_cache`: dx takes the memory of the tail.
  at::Tensor dx(const at::Tensor& dy, const at::Tensor& dt,
                const at::Tensor& cache, bool take_cache) const {
    if (!dy.defined() && !dt.defined()) return {};
    if (at::GradMode::is_enabled() || dt.defined() || !usual(dy, cache)) {
      return by_python(dy, dt, cache);
    }
    at::AutoDispatchBelowADInplaceOrView below;
    const at::Tensor out = take_cache ? cache.detach() : new_like(cache);
    at::Tensor aligned = dy;
    if (dy.strides() != cache.strides()) {
      aligned = at::empty_like(cache);
      aligned.copy_(dy);
    }
    run(computed, keeps == Keeps::tail ? OGIVE_BACKWARD_TAIL : OGIVE_BACKWARD,
        aligned, &cache, out, nullptr);
    return out;
  }

 private:
  static bool usual(const at::Tensor& dy, const at::Tensor& cache) {
    return dy.is_cpu() && dy.scalar_type() == cache.scalar_type() &&
           dy.sizes() == cache.sizes() &&
           holds(settings().keys, dy.key_set().raw_repr()) &&
           cache.is_non_overlapping_and_dense();
  }

  at::Tensor by_python(const at::Tensor& dy, const at::Tensor& dt,
                       const at::Tensor& cache) const {
    PyGILState_STATE state = PyGILState_Ensure();
    const auto wrap = [](const at::Tensor& t) {
      if (t.defined()) return THPVariable_Wrap(t);
      Py_INCREF(Py_None);
      return static_cast<PyObject*>(Py_None);
    };
    const Parameters& parameters = computed.parameters;
    PyObject* values = PyTuple_New(parameters.count);
    for (int i = 0; i < parameters.count; ++i) {
      PyTuple_SET_ITEM(values, i, PyFloat_FromDouble(parameters.values[i]));
    }
    PyObject* result = PyObject_CallFunction(
        settings().backward, "siNNNNN", name.c_str(), static_cast<int>(keeps),
        values, PyBool_FromLong(computed.fast), wrap(dy), wrap(dt),
        wrap(cache));
    if (result == nullptr) {
      python_error error;
      error.persist();
      PyGILState_Release(state);
      throw std::move(error);
    }
    at::Tensor dx;
    if (result != Py_None) dx = THPVariable_Unpack(result);
    Py_DECREF(result);
    PyGILState_Release(state);
    return dx;
  }
};

struct Activation : Node {
  Slope slope;
  // Whether nobody else can have the tail: dx takes its memory then.
  bool owns_tail = false;
  SavedVariable kept;

  std::string name() const override { return "ogive::" + slope.name; }

  void release_variables() override {
    std::lock_guard<std::mutex> lock(mutex_);
    kept.reset_data();
  }

  variable_list apply(variable_list&& grads) override {
    std::lock_guard<std::mutex> lock(mutex_);
    if (!task_should_compute_output(0)) return {at::Tensor()};
    const bool take_cache =
        owns_tail && !torch::autograd::get_current_graph_task_keep_graph();
    return {slope.dx(grads[0], grads.size() > 1 ? grads[1] : at::Tensor(),
                     cache(), take_cache)};
  }

#if OGIVE_COMPILED_AUTOGRAD
  void compiled_args(
      torch::dynamo::autograd::CompiledNodeArgs& args) const override {
    args.collect(name());
    const Computed& computed = slope.computed;
    args.collect(computed.function);
    args.collect(computed.fast);
    for (int i = 0; i < computed.parameters.count; ++i) {
      args.collect(computed.parameters.values[i]);
    }
    args.collect(static_cast<int>(slope.keeps));
    args.collect(kept, /*is_output=*/slope.keeps != Keeps::input);
  }

  // Puts a call of compiled_dx into the compiled graph, with the graph's
  // tensors, which `saved` swaps in, for this node's.
  variable_list apply_with_saved(
      const variable_list& grads,
      torch::dynamo::autograd::SwapSavedVariables& saved) override {
    namespace dynamo = torch::dynamo::autograd;
    saved.before(kept);
    const Computed& computed = slope.computed;
    const std::vector<double> values(
        computed.parameters.values,
        computed.parameters.values + computed.parameters.count);
    const std::vector<at::IValue> args = {
        cache(),
        slope.name,
        static_cast<std::int64_t>(computed.function),
        static_cast<std::int64_t>(slope.keeps),
        values,
        computed.fast};
    const std::vector<at::TypePtr> types = {
        at::TensorType::get(),
        at::StringType::get(),
        at::IntType::get(),
        at::IntType::get(),
        at::ListType::create(at::FloatType::get()),
        at::BoolType::get()};
    const auto& compiler = dynamo::getPyCompilerInterface();
    const std::string function = compiler->bind_function(
        saved.get_py_compiler(), name(), &compiled_dx, types,
        /*is_custom_function=*/true, /*is_traceable=*/false);
    const auto metadata = dynamo::IValuePacker<
        std::vector<std::optional<torch::autograd::InputMetadata>>>::
        pack(dynamo::get_input_metadata(next_edges()));
    variable_list dx =
        compiler->call_function(saved.get_py_compiler(), "apply_functional",
                                function, grads, args, metadata);
    saved.after(kept);
    return dx;
  }
#endif

 private:
  at::Tensor cache() {
    return slope.keeps == Keeps::input ? kept.unpack() : kept.unpack(getptr());
  }

#if OGIVE_COMPILED_AUTOGRAD
  static variable_list compiled_dx(const variable_list& grads,
                                   const std::vector<at::IValue>& args) {
    Slope slope;
    slope.name = args[1].toStringRef();
    Computed& computed = slope.computed;
    computed.function = static_cast<int>(args[2].toInt());
    slope.keeps = static_cast<Keeps>(args[3].toInt());
    for (const double value : args[4].toDoubleVector()) {
      computed.parameters.values[computed.parameters.count++] = value;
    }
    computed.fast = args[5].toBool();
    return {slope.dx(grads[0], grads.size() > 1 ? grads[1] : at::Tensor(),
                     args[0].toTensor(), /*take_cache=*/false)};
  }
#endif
};

// Older versions of PyTorch hold nodes by std::shared_ptr.
template <class Base>
auto new_node() {
  if constexpr (std::is_base_of_v<c10::intrusive_ptr_target, Base>) {
    return c10::make_intrusive<Activation>();
  } else {
    return std::shared_ptr<Activation>(new Activation(),
                                       [](Base* node) { deleteNode(node); });
  }
}

// Without Python's lock where that is worth its while.
struct Unlocked {
  explicit Unlocked(std::int64_t n) {
    if (n >= 2048) state = PyEval_SaveThread();
  }
  ~Unlocked() {
    if (state) PyEval_RestoreThread(state);
  }
  PyThreadState* state = nullptr;
};

// apply(x, name, function, keeps, parameters, fast, owns_tail): y, or None
// where x is no plain tensor. keeps: 0 the input, 1 the output, 2 the tail.
PyObject* apply(PyObject*, PyObject* const* args, Py_ssize_t count) {
  HANDLE_TH_ERRORS
  TORCH_CHECK(count == 7, "ogive: seven arguments are needed");
  if (!THPVariable_CheckExact(args[0])) Py_RETURN_NONE;
  const at::Tensor& x = THPVariable_Unpack(args[0]);
  if (!holds(settings().keys, x.key_set().raw_repr()) ||
      !holds(settings().states,
             c10::impl::tls_local_dispatch_key_set().included_.raw_repr()) ||
      dtype_of(x) < 0 || !x.is_non_overlapping_and_dense() ||
      torch::autograd::isFwGradDefined(x)) {
    Py_RETURN_NONE;
  }
  Computed computed;
  computed.function = static_cast<int>(PyLong_AsLong(args[2]));
  computed.fast = args[5] == Py_True;
  const auto keeps = static_cast<Keeps>(PyLong_AsLong(args[3]));
  Parameters& parameters = computed.parameters;
  parameters.count = static_cast<int>(PyTuple_GET_SIZE(args[4]));
  TORCH_CHECK(parameters.count <= 2, "ogive: too many parameters");
  for (int i = 0; i < parameters.count; ++i) {
    parameters.values[i] = PyFloat_AsDouble(PyTuple_GET_ITEM(args[4], i));
  }
  if (PyErr_Occurred()) return nullptr;

  const bool records = at::GradMode::is_enabled() && x.requires_grad();
  at::Tensor y, t;
  {
    at::AutoDispatchBelowADInplaceOrView below;
    Unlocked unlocked(x.numel());
    y = new_like(x);
    if (records && keeps == Keeps::tail) {
      t = new_like(x);
      run(computed, OGIVE_WITH_TAIL, x, nullptr, y, &t);
    } else {
      run(computed, OGIVE_FORWARD, x, nullptr, y, nullptr);
    }
  }
  if (records) {
    auto node = new_node<Node>();
    node->set_next_edges(torch::autograd::collect_next_edges(x));
    node->slope = {PyUnicode_AsUTF8(args[1]), computed, keeps};
    node->owns_tail = keeps == Keeps::tail && args[6] == Py_True;
    torch::autograd::set_history(y, node);
    if (keeps == Keeps::tail) {
      // An output of the node, so that a second derivative finds its way to x.
      torch::autograd::set_history(t, node);
      node->kept = SavedVariable(t, /*is_output=*/true);
    } else if (keeps == Keeps::output) {
      node->kept = SavedVariable(y, /*is_output=*/true);
    } else {
      node->kept = SavedVariable(x, /*is_output=*/false);
    }
  }
  return THPVariable_Wrap(std::move(y));
  END_HANDLE_TH_ERRORS
}

bool read_numbers(PyObject* set, std::vector<std::uint64_t>& numbers) {
  PyObject* each = PyObject_GetIter(set);
  if (each == nullptr) return false;
  while (PyObject* item = PyIter_Next(each)) {
    numbers.push_back(PyLong_AsUnsignedLongLong(item));
    Py_DECREF(item);
  }
  Py_DECREF(each);
  return !PyErr_Occurred();
}

// configure(backward, keys, states, bytes_to_keep)
PyObject* configure(PyObject*, PyObject* args) {
  PyObject *backward, *keys, *states;
  unsigned long long bytes_to_keep;
  if (!PyArg_ParseTuple(args, "OOOK", &backward, &keys, &states,
                        &bytes_to_keep)) {
    return nullptr;
  }
  Pool::get().set_limit(bytes_to_keep);
  if (!read_numbers(keys, settings().keys) ||
      !read_numbers(states, settings().states)) {
    return nullptr;
  }
  Py_INCREF(backward);
  settings().backward = backward;
  Py_RETURN_NONE;
}

PyMethodDef methods[] = {
    {"apply", reinterpret_cast<PyCFunction>(reinterpret_cast<void*>(apply)),
     METH_FASTCALL, nullptr},
    {"configure", configure, METH_VARARGS, nullptr},
    {nullptr, nullptr, 0, nullptr}};
PyModuleDef definition = {PyModuleDef_HEAD_INIT, "ogive_torch", nullptr, -1,
                          methods};

}  // namespace
}  // namespace ogive::python

PyMODINIT_FUNC PyInit_ogive_torch() {
  return PyModule_Create(&ogive::python::definition);
}
