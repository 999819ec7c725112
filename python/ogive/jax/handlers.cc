// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// Ogive's functions as handlers of XLA's foreign function interface, on the
// CPU. A function and its operation are attributes, by their names, so that
// exported programs keep their meaning when functions.def gets another row.

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>

#include "calls.h"
#include "xla/ffi/api/ffi.h"

namespace ogive::python {
namespace {

namespace ffi = xla::ffi;

int dtype_of(const ffi::AnyBuffer& buffer) {
  switch (buffer.element_type()) {
    case ffi::DataType::F32:
      return OGIVE_F32;
    case ffi::DataType::F64:
      return OGIVE_F64;
    case ffi::DataType::F16:
      return OGIVE_F16;
    case ffi::DataType::BF16:
      return OGIVE_BF16;
    default:
      return -1;
  }
}

ffi::Error wrong(std::string text) {
  return ffi::Error::InvalidArgument("ogive: " + std::move(text));
}

ffi::Error result_of(ogive_status status) {
  return status == OGIVE_OK ? ffi::Error::Success()
                            : wrong(entry_points->strerror(status));
}

// The chunks of a call, which threads take one after the other. The caller
// works too, and waits for no chunk that nobody has begun: it may itself be a
// thread of the pool, whose other threads may all be busy.
template <class Call>
class Work {
 public:
  Work(std::size_t total, std::size_t chunk, Call call)
      : total_(total), chunk_(chunk), left_(total), call_(std::move(call)) {}

  void take() {
    for (;;) {
      const std::size_t begin = next_.fetch_add(chunk_);
      if (begin >= total_) return;
      const std::size_t end = std::min(total_, begin + chunk_);
      const ogive_status status = call_(begin, end);
      const std::lock_guard lock(mutex_);
      if (status != OGIVE_OK) status_ = status;
      left_ -= end - begin;
      if (left_ == 0) done_.notify_all();
    }
  }
  ogive_status wait() {
    std::unique_lock lock(mutex_);
    done_.wait(lock, [this] { return left_ == 0; });
    return status_;
  }

 private:
  const std::size_t total_, chunk_;
  std::atomic<std::size_t> next_{0};
  std::mutex mutex_;
  std::condition_variable done_;
  std::size_t left_;
  ogive_status status_ = OGIVE_OK;
  const Call call_;
};

// Runs call(begin, end) over the parts of [0, total), on XLA's threads where
// that is worth waking them; `elements` is how many a unit has.
template <class Call>
ffi::Error run(ffi::ThreadPool& pool, std::size_t total, std::size_t elements,
               Call call) {
  constexpr std::size_t kWorthAThread = 1 << 15;
  if (total == 0) return ffi::Error::Success();
  const std::size_t most = total * elements / kWorthAThread;
  if (most < 2) return result_of(call(0, total));
  const std::int64_t threads = pool.num_threads();
  if (threads < 2) return result_of(call(0, total));
  const std::size_t parts =
      std::min({most, total, 4 * static_cast<std::size_t>(threads)});
  auto work = std::make_shared<Work<Call>>(total, (total + parts - 1) / parts,
                                           std::move(call));
  for (std::size_t i = 1; i < std::min<std::size_t>(threads, parts); ++i) {
    pool.Schedule([work] { work->take(); });
  }
  work->take();
  return result_of(work->wait());
}

constexpr std::string_view kOperations[] = {
    "forward",   "derivative", "backward",     "tail",
    "with_tail", "from_tail",  "backward_tail"};

// Any operation on a function of the table: one or two inputs, one or two
// outputs, all of one type and size.
ffi::Error elementwise(ffi::ThreadPool pool, ffi::RemainingArgs in,
                       ffi::RemainingRets out, std::string_view function,
                       std::string_view operation,
                       ffi::Span<const double> parameters) {
  Elementwise call{};
  call.function = entry_points->function_by_name(std::string(function).c_str());
  if (call.function < 0) {
    return wrong("there is no function " + std::string(function));
  }
  // "fast_forward" is "forward" of the fast tier, and so on.
  constexpr std::string_view kFast = "fast_";
  call.fast = operation.substr(0, kFast.size()) == kFast;
  if (call.fast) operation.remove_prefix(kFast.size());
  const int op = number_of(operation, kOperations);
  if (op < 0) return wrong("there is no operation " + std::string(operation));
  call.op = static_cast<ogive_op>(op);
  call.parameters = parameters.size() == 0 ? nullptr : parameters.begin();
  if (in.size() < 1 || in.size() > 2 || out.size() < 1 || out.size() > 2 ||
      parameters.size() > 2) {
    return wrong("that is no call of a function");
  }
  std::size_t n = 0;
  for (std::size_t i = 0; i < in.size(); ++i) {
    const auto buffer = in.get<ffi::AnyBuffer>(i);
    if (buffer.has_error()) return buffer.error();
    const int dtype = dtype_of(*buffer);
    if (dtype < 0) return wrong("that is no type of its functions");
    if (i == 0) {
      call.dtype = static_cast<ogive_dtype>(dtype);
      n = buffer->element_count();
    } else if (dtype != call.dtype || n != buffer->element_count()) {
      return wrong("inputs differ in type or size");
    }
    call.in[i] = buffer->untyped_data();
  }
  for (std::size_t i = 0; i < out.size(); ++i) {
    auto buffer = out.get<ffi::AnyBuffer>(i);
    if (buffer.has_error()) return buffer.error();
    if (dtype_of(**buffer) != call.dtype || n != (*buffer)->element_count()) {
      return wrong("outputs differ from the inputs in type or size");
    }
    call.out[i] = (*buffer)->untyped_data();
  }
  return run(pool, n, 1, [call](std::size_t begin, std::size_t end) {
    return call.run(begin, end);
  });
}

ffi::Error few_bit_pack(ffi::ThreadPool pool, ffi::AnyBuffer x,
                        ffi::Result<ffi::AnyBuffer> packed,
                        std::string_view function, std::int64_t bits) {
  const FewBit call{few_bit_number(function), static_cast<int>(bits),
                    static_cast<ogive_dtype>(dtype_of(x)), x.element_count()};
  if (packed->size_bytes() != (call.n * bits + 7) / 8) {
    return wrong("a packed cache of another size");
  }
  return run(pool, call.groups(), 8,
             [=, in = x.untyped_data(), out = packed->untyped_data()](
                 std::size_t begin, std::size_t end) {
               return call.pack(begin, end, in, out);
             });
}

ffi::Error few_bit_backward(ffi::ThreadPool pool, ffi::AnyBuffer dy,
                            ffi::AnyBuffer packed,
                            ffi::Result<ffi::AnyBuffer> dx,
                            std::string_view function, std::int64_t bits) {
  const FewBit call{few_bit_number(function), static_cast<int>(bits),
                    static_cast<ogive_dtype>(dtype_of(dy)), dy.element_count()};
  if (packed.size_bytes() != (call.n * bits + 7) / 8 ||
      dx->element_count() != call.n) {
    return wrong("a packed cache of another size");
  }
  return run(pool, call.groups(), 8,
             [=, in = dy.untyped_data(), steps = packed.untyped_data(),
              out = dx->untyped_data()](std::size_t begin, std::size_t end) {
               return call.backward(begin, end, in, steps, out);
             });
}

// Along the last axis.
std::size_t columns_of(const ffi::AnyBuffer& buffer) {
  const auto sizes = buffer.dimensions();
  return sizes.size() == 0 ? 1 : static_cast<std::size_t>(sizes.back());
}

ffi::Error rows(ffi::ThreadPool pool, ffi::AnyBuffer x,
                ffi::Result<ffi::AnyBuffer> y, std::string_view function) {
  const Rows call{rows_number(function), static_cast<ogive_dtype>(dtype_of(x)),
                  columns_of(x)};
  if (call.function < 0) return wrong("there is no such function of rows");
  if (x.element_count() == 0) return ffi::Error::Success();
  return run(pool, x.element_count() / call.columns, call.columns,
             [=, in = x.untyped_data(), out = y->untyped_data()](
                 std::size_t begin, std::size_t end) {
               return call.forward(begin, end, in, out);
             });
}

ffi::Error rows_backward(ffi::ThreadPool pool, ffi::AnyBuffer dy,
                         ffi::AnyBuffer y, ffi::Result<ffi::AnyBuffer> dx,
                         std::string_view function) {
  const Rows call{rows_number(function), static_cast<ogive_dtype>(dtype_of(y)),
                  columns_of(y)};
  if (call.function < 0) return wrong("there is no such function of rows");
  if (dy.element_count() != y.element_count() ||
      dy.element_type() != y.element_type()) {
    return wrong("inputs differ in type or size");
  }
  if (y.element_count() == 0) return ffi::Error::Success();
  return run(pool, y.element_count() / call.columns, call.columns,
             [=, in = dy.untyped_data(), cache = y.untyped_data(),
              out = dx->untyped_data()](std::size_t begin, std::size_t end) {
               return call.backward(begin, end, in, cache, out);
             });
}

// For the platforms that have no kernels: an error in words, not XLA's about a
// target that nobody registered.
ffi::Error refuse(ffi::RemainingArgs /*in*/, ffi::RemainingRets /*out*/,
                  ffi::Dictionary /*attributes*/) {
  return ffi::Error(
      ffi::ErrorCode::kUnimplemented,
      "ogive: its functions run on the CPU, and this program is compiled for "
      "another device. Move the arrays by jax.device_put(x, "
      "jax.devices('cpu')[0]), or keep JAX's own functions for this device");
}

}  // namespace
}  // namespace ogive::python

namespace ffi = xla::ffi;

#pragma GCC visibility push(default)
XLA_FFI_DEFINE_HANDLER_SYMBOL(OgiveElementwise, ogive::python::elementwise,
                              ffi::Ffi::Bind()
                                  .Ctx<ffi::ThreadPool>()
                                  .RemainingArgs()
                                  .RemainingRets()
                                  .Attr<std::string_view>("function")
                                  .Attr<std::string_view>("operation")
                                  .Attr<ffi::Span<const double>>("parameters"));
XLA_FFI_DEFINE_HANDLER_SYMBOL(OgiveFewBitPack, ogive::python::few_bit_pack,
                              ffi::Ffi::Bind()
                                  .Ctx<ffi::ThreadPool>()
                                  .Arg<ffi::AnyBuffer>()
                                  .Ret<ffi::AnyBuffer>()
                                  .Attr<std::string_view>("function")
                                  .Attr<std::int64_t>("bits"));
XLA_FFI_DEFINE_HANDLER_SYMBOL(OgiveFewBitBackward,
                              ogive::python::few_bit_backward,
                              ffi::Ffi::Bind()
                                  .Ctx<ffi::ThreadPool>()
                                  .Arg<ffi::AnyBuffer>()
                                  .Arg<ffi::AnyBuffer>()
                                  .Ret<ffi::AnyBuffer>()
                                  .Attr<std::string_view>("function")
                                  .Attr<std::int64_t>("bits"));
XLA_FFI_DEFINE_HANDLER_SYMBOL(OgiveRows, ogive::python::rows,
                              ffi::Ffi::Bind()
                                  .Ctx<ffi::ThreadPool>()
                                  .Arg<ffi::AnyBuffer>()
                                  .Ret<ffi::AnyBuffer>()
                                  .Attr<std::string_view>("function"));
XLA_FFI_DEFINE_HANDLER_SYMBOL(OgiveRowsBackward, ogive::python::rows_backward,
                              ffi::Ffi::Bind()
                                  .Ctx<ffi::ThreadPool>()
                                  .Arg<ffi::AnyBuffer>()
                                  .Arg<ffi::AnyBuffer>()
                                  .Ret<ffi::AnyBuffer>()
                                  .Attr<std::string_view>("function"));
XLA_FFI_DEFINE_HANDLER_SYMBOL(
    OgiveRefuse, ogive::python::refuse,
    ffi::Ffi::Bind().RemainingArgs().RemainingRets().Attrs());
#pragma GCC visibility pop
