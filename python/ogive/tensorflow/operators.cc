// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// Ogive's functions as operators of TensorFlow, on the CPU. A function is an
// attribute, by its name in functions.def, not an operator of its own; saved
// models hold these names. `parameters` are the bits of doubles, since
// TensorFlow's own attributes are floats; none: the defaults. `fast` is the
// tier. `cache` says what a gradient is to be computed from
// (ogive/tensorflow/_operators.py); no kernel reads it.

#include <atomic>
#include <cstdint>
#include <cstring>
#include <string>
#include <vector>

#include "calls.h"
#include "tensorflow/core/framework/op.h"
#include "tensorflow/core/framework/op_kernel.h"
#include "tensorflow/core/framework/shape_inference.h"
#include "tensorflow/core/util/work_sharder.h"

namespace ogive::python {
namespace {

using absl::InternalError;
using absl::InvalidArgumentError;
using absl::Status;
using tensorflow::OpKernel;
using tensorflow::OpKernelConstruction;
using tensorflow::OpKernelContext;
using tensorflow::Tensor;
using tensorflow::TensorShape;
using tensorflow::shape_inference::DimensionHandle;
using tensorflow::shape_inference::InferenceContext;
using tensorflow::shape_inference::ShapeHandle;

ogive_dtype dtype_of(const Tensor& tensor) {
  switch (tensor.dtype()) {
    case tensorflow::DT_DOUBLE:
      return OGIVE_F64;
    case tensorflow::DT_HALF:
      return OGIVE_F16;
    case tensorflow::DT_BFLOAT16:
      return OGIVE_BF16;
    default:  // the operators take no other
      return OGIVE_F32;
  }
}

void* data_of(const Tensor& tensor) {
  return const_cast<char*>(tensor.tensor_data().data());
}

// Runs call(begin, end) over the parts of [0, total), on TensorFlow's threads
// where there is enough to do; `cost` is that of a unit, in cycles.
template <class Call>
void run(OpKernelContext* context, std::size_t total, std::size_t cost,
         const Call& call) {
  if (total == 0) return;
  std::atomic<int> worst{OGIVE_OK};
  const auto& workers = *context->device()->tensorflow_cpu_worker_threads();
  tensorflow::Shard(
      workers.num_threads, workers.workers, static_cast<std::int64_t>(total),
      static_cast<std::int64_t>(cost),
      [&](std::int64_t begin, std::int64_t end) {
        const ogive_status status = call(static_cast<std::size_t>(begin),
                                         static_cast<std::size_t>(end));
        if (status != OGIVE_OK) worst = status;
      });
  const auto status = static_cast<ogive_status>(worst.load());
  OP_REQUIRES(context, status == OGIVE_OK,
              InvalidArgumentError(std::string("ogive: ") +
                                   entry_points->strerror(status)));
}

std::string function_attribute(OpKernelConstruction* context) {
  std::string name;
  const auto outcome = context->GetAttr("function", &name);
  if (!outcome.ok()) context->CtxFailure(outcome);
  if (entry_points == nullptr) {
    context->CtxFailure(InternalError(
        "ogive: import ogive.tensorflow, which loads the kernels"));
  }
  return name;
}

void same_shape(OpKernelContext* context, const Tensor& a, const Tensor& b) {
  OP_REQUIRES(context, a.shape() == b.shape(),
              InvalidArgumentError("ogive: " + a.shape().DebugString() +
                                   " and " + b.shape().DebugString() +
                                   " are not the same shape"));
}

constexpr int inputs(ogive_op op) {
  return op == OGIVE_BACKWARD || op == OGIVE_BACKWARD_TAIL ? 2 : 1;
}
constexpr int outputs(ogive_op op) { return op == OGIVE_WITH_TAIL ? 2 : 1; }

template <ogive_op kOp>
class ElementwiseKernel : public OpKernel {
 public:
  explicit ElementwiseKernel(OpKernelConstruction* context)
      : OpKernel(context) {
    const std::string name = function_attribute(context);
    if (!context->status().ok()) return;
    function_ = entry_points->function_by_name(name.c_str());
    OP_REQUIRES(context, function_ >= 0,
                InvalidArgumentError("ogive: there is no function " + name));
    std::vector<std::int64_t> bits;
    OP_REQUIRES_OK(context, context->GetAttr("parameters", &bits));
    OP_REQUIRES(
        context, bits.size() <= 2,
        InvalidArgumentError("ogive: no function has over 2 parameters"));
    parameters_.resize(bits.size());
    std::memcpy(parameters_.data(), bits.data(), bits.size() * sizeof(double));
    OP_REQUIRES_OK(context, context->GetAttr("fast", &fast_));
  }

  void Compute(OpKernelContext* context) override {
    const Tensor& first = context->input(0);
    Elementwise call{function_,
                     kOp,
                     dtype_of(first),
                     parameters_.empty() ? nullptr : parameters_.data(),
                     {data_of(first), nullptr},
                     {},
                     fast_};
    if constexpr (inputs(kOp) == 2) {
      const Tensor& second = context->input(1);
      same_shape(context, first, second);
      if (!context->status().ok()) return;
      call.in[1] = data_of(second);
    }
    for (int i = 0; i < outputs(kOp); ++i) {
      Tensor* output = nullptr;
      // A buffer that nobody else reads is written in place.
      OP_REQUIRES_OK(context,
                     i == 0
                         ? context->forward_input_or_allocate_output(
                               {0}, 0, first.shape(), &output)
                         : context->allocate_output(i, first.shape(), &output));
      call.out[i] = data_of(*output);
    }
    run(context, static_cast<std::size_t>(first.NumElements()), 8,
        [&](std::size_t begin, std::size_t end) {
          return call.run(begin, end);
        });
  }

 private:
  int function_ = -1;
  std::vector<double> parameters_;
  bool fast_ = false;
};

class FewBitKernel : public OpKernel {
 public:
  explicit FewBitKernel(OpKernelConstruction* context) : OpKernel(context) {
    const std::string name = function_attribute(context);
    if (!context->status().ok()) return;
    function_ = few_bit_number(name);
    OP_REQUIRES(
        context, function_ >= 0,
        InvalidArgumentError("ogive: there is no few-bit cache of " + name));
    OP_REQUIRES_OK(context, context->GetAttr("bits", &bits_));
  }

 protected:
  FewBit of(const Tensor& tensor) const {
    return {function_, static_cast<int>(bits_), dtype_of(tensor),
            static_cast<std::size_t>(tensor.NumElements())};
  }
  std::int64_t bytes(const Tensor& tensor) const {
    return (tensor.NumElements() * bits_ + 7) / 8;
  }
  void pack(OpKernelContext* context, int index) {
    const Tensor& x = context->input(0);
    Tensor* packed = nullptr;
    OP_REQUIRES_OK(context, context->allocate_output(
                                index, TensorShape({bytes(x)}), &packed));
    const FewBit call = of(x);
    run(context, call.groups(), 64, [&](std::size_t begin, std::size_t end) {
      return call.pack(begin, end, data_of(x), data_of(*packed));
    });
  }

 private:
  int function_ = -1;
  std::int64_t bits_ = 0;
};

class FewBitPackKernel : public FewBitKernel {
 public:
  using FewBitKernel::FewBitKernel;
  void Compute(OpKernelContext* context) override { pack(context, 0); }
};

// y and the packed cache: the forward pass, then packing.
class ForwardFewBitKernel : public FewBitKernel {
 public:
  explicit ForwardFewBitKernel(OpKernelConstruction* context)
      : FewBitKernel(context) {
    const std::string name = function_attribute(context);
    if (!context->status().ok()) return;
    function_ = entry_points->function_by_name(name.c_str());
    OP_REQUIRES_OK(context, context->GetAttr("fast", &fast_));
  }
  void Compute(OpKernelContext* context) override {
    const Tensor& x = context->input(0);
    Tensor* y = nullptr;
    OP_REQUIRES_OK(context, context->allocate_output(0, x.shape(), &y));
    const Elementwise call{function_, OGIVE_FORWARD,         dtype_of(x),
                           nullptr,   {data_of(x), nullptr}, {data_of(*y)},
                           fast_};
    run(context, static_cast<std::size_t>(x.NumElements()), 8,
        [&](std::size_t begin, std::size_t end) {
          return call.run(begin, end);
        });
    if (context->status().ok()) pack(context, 1);
  }

 private:
  int function_ = -1;
  bool fast_ = false;
};

class FewBitBackwardKernel : public FewBitKernel {
 public:
  using FewBitKernel::FewBitKernel;
  void Compute(OpKernelContext* context) override {
    const Tensor& dy = context->input(0);
    const Tensor& packed = context->input(1);
    OP_REQUIRES(
        context, packed.NumElements() == bytes(dy),
        InvalidArgumentError(
            "ogive: a packed cache of " + std::to_string(packed.NumElements()) +
            " bytes for " + std::to_string(dy.NumElements()) + " elements"));
    Tensor* dx = nullptr;
    OP_REQUIRES_OK(context, context->forward_input_or_allocate_output(
                                {0}, 0, dy.shape(), &dx));
    const FewBit call = of(dy);
    run(context, call.groups(), 64, [&](std::size_t begin, std::size_t end) {
      return call.backward(begin, end, data_of(dy), data_of(packed),
                           data_of(*dx));
    });
  }
};

// Along the last axis.
template <bool kBackward>
class RowsKernel : public OpKernel {
 public:
  explicit RowsKernel(OpKernelConstruction* context) : OpKernel(context) {
    const std::string name = function_attribute(context);
    if (!context->status().ok()) return;
    function_ = rows_number(name);
    OP_REQUIRES(
        context, function_ >= 0,
        InvalidArgumentError("ogive: there is no function of rows " + name));
  }

  void Compute(OpKernelContext* context) override {
    const Tensor& first = context->input(0);
    if constexpr (kBackward) {
      same_shape(context, first, context->input(1));
      if (!context->status().ok()) return;
    }
    Tensor* output = nullptr;
    OP_REQUIRES_OK(context, context->forward_input_or_allocate_output(
                                {0}, 0, first.shape(), &output));
    const auto n = static_cast<std::size_t>(first.NumElements());
    if (n == 0) return;
    const std::size_t columns =
        first.dims() == 0
            ? 1
            : static_cast<std::size_t>(first.dim_size(first.dims() - 1));
    const Rows call{function_, dtype_of(first), columns};
    run(context, n / columns, columns * 16,
        [&](std::size_t begin, std::size_t end) {
          if constexpr (kBackward) {
            return call.backward(begin, end, data_of(first),
                                 data_of(context->input(1)), data_of(*output));
          } else {
            return call.forward(begin, end, data_of(first), data_of(*output));
          }
        });
  }

 private:
  int function_ = -1;
};

Status every_output_like_the_first_input(InferenceContext* context) {
  for (int i = 0; i < context->num_outputs(); ++i) {
    context->set_output(i, context->input(0));
  }
  return absl::OkStatus();
}

Status like_both_inputs(InferenceContext* context) {
  ShapeHandle merged;
  const Status outcome =
      context->Merge(context->input(0), context->input(1), &merged);
  if (outcome.ok()) context->set_output(0, merged);
  return outcome;
}

// The packed cache, as the last output.
Status packed_shape(InferenceContext* context) {
  std::int64_t bits = 0;
  const Status outcome = context->GetAttr("bits", &bits);
  if (!outcome.ok()) return outcome;
  const DimensionHandle n = context->NumElements(context->input(0));
  const DimensionHandle bytes =
      context->ValueKnown(n)
          ? context->MakeDim((context->Value(n) * bits + 7) / 8)
          : context->UnknownDim();
  const int last = context->num_outputs() - 1;
  if (last == 1) context->set_output(0, context->input(0));
  context->set_output(last, context->Vector(bytes));
  return absl::OkStatus();
}

#define OGIVE_TYPES "T: {half, bfloat16, float, double}"

REGISTER_OP("OgiveForward")
    .Input("x: T")
    .Output("y: T")
    .Attr(OGIVE_TYPES)
    .Attr("function: string")
    .Attr("parameters: list(int) = []")
    .Attr("fast: bool = false")
    .Attr("cache: string = 'tail'")
    .SetShapeFn(every_output_like_the_first_input);
REGISTER_OP("OgiveForwardWithTail")
    .Input("x: T")
    .Output("y: T")
    .Output("tail: T")
    .Attr(OGIVE_TYPES)
    .Attr("function: string")
    .Attr("parameters: list(int) = []")
    .Attr("fast: bool = false")
    .SetShapeFn(every_output_like_the_first_input);
REGISTER_OP("OgiveTail")
    .Input("x: T")
    .Output("tail: T")
    .Attr(OGIVE_TYPES)
    .Attr("function: string")
    .Attr("parameters: list(int) = []")
    .Attr("fast: bool = false")
    .SetShapeFn(every_output_like_the_first_input);
REGISTER_OP("OgiveBackward")
    .Input("dy: T")
    .Input("cache: T")
    .Output("dx: T")
    .Attr(OGIVE_TYPES)
    .Attr("function: string")
    .Attr("parameters: list(int) = []")
    .Attr("fast: bool = false")
    .SetShapeFn(like_both_inputs);
REGISTER_OP("OgiveBackwardTail")
    .Input("dy: T")
    .Input("tail: T")
    .Output("dx: T")
    .Attr(OGIVE_TYPES)
    .Attr("function: string")
    .Attr("parameters: list(int) = []")
    .Attr("fast: bool = false")
    .SetShapeFn(like_both_inputs);
REGISTER_OP("OgiveForwardFewBit")
    .Input("x: T")
    .Output("y: T")
    .Output("packed: uint8")
    .Attr(OGIVE_TYPES)
    .Attr("function: string")
    .Attr("bits: int")
    .Attr("fast: bool = false")
    .SetShapeFn(packed_shape);
REGISTER_OP("OgiveFewBitPack")
    .Input("x: T")
    .Output("packed: uint8")
    .Attr(OGIVE_TYPES)
    .Attr("function: string")
    .Attr("bits: int")
    .SetShapeFn(packed_shape);
REGISTER_OP("OgiveFewBitBackward")
    .Input("dy: T")
    .Input("packed: uint8")
    .Output("dx: T")
    .Attr(OGIVE_TYPES)
    .Attr("function: string")
    .Attr("bits: int")
    .SetShapeFn(every_output_like_the_first_input);
REGISTER_OP("OgiveRows")
    .Input("x: T")
    .Output("y: T")
    .Attr(OGIVE_TYPES)
    .Attr("function: string")
    .SetShapeFn(every_output_like_the_first_input);
REGISTER_OP("OgiveRowsBackward")
    .Input("dy: T")
    .Input("y: T")
    .Output("dx: T")
    .Attr(OGIVE_TYPES)
    .Attr("function: string")
    .SetShapeFn(like_both_inputs);

#define OGIVE_KERNEL(name, ...)                                      \
  REGISTER_KERNEL_BUILDER(Name(name).Device(tensorflow::DEVICE_CPU), \
                          __VA_ARGS__)
OGIVE_KERNEL("OgiveForward", ElementwiseKernel<OGIVE_FORWARD>);
OGIVE_KERNEL("OgiveForwardWithTail", ElementwiseKernel<OGIVE_WITH_TAIL>);
OGIVE_KERNEL("OgiveTail", ElementwiseKernel<OGIVE_TAIL>);
OGIVE_KERNEL("OgiveBackward", ElementwiseKernel<OGIVE_BACKWARD>);
OGIVE_KERNEL("OgiveBackwardTail", ElementwiseKernel<OGIVE_BACKWARD_TAIL>);
OGIVE_KERNEL("OgiveForwardFewBit", ForwardFewBitKernel);
OGIVE_KERNEL("OgiveFewBitPack", FewBitPackKernel);
OGIVE_KERNEL("OgiveFewBitBackward", FewBitBackwardKernel);
OGIVE_KERNEL("OgiveRows", RowsKernel<false>);
OGIVE_KERNEL("OgiveRowsBackward", RowsKernel<true>);

}  // namespace
}  // namespace ogive::python
