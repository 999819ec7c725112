# Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
"""The functions as PyTorch's custom operators, torch.ops.ogive.NAME: with autograd,
double backward, fake tensors and vmap, so that torch.compile, torch.func, export and
tensor subclasses see them.

    NAME(Tensor x, float PARAMETER, ..., bool fast=False) -> Tensor
    NAME_backward(Tensor dy, Tensor cache, ...) -> Tensor      cache: x or y
    NAME_with_tail(Tensor x, ...) -> (Tensor, Tensor)          y and t
    NAME_backward_tail(Tensor dy, Tensor t, ...) -> Tensor
    NAME_few_bit(Tensor x, int bits, bool fast=False) -> (Tensor, Tensor)
                                                               y and the packed cache
    NAME_few_bit_backward(Tensor dy, Tensor packed, int bits) -> Tensor
    softmax(Tensor x, int dim) -> Tensor, and its kin and their _backward
    glu(Tensor a, Tensor b) -> Tensor, prelu(Tensor x, Tensor weight) -> Tensor, and
    their _backward, which give two tensors
"""

import torch

from .._elementwise import TABLE
from . import _eager, _kernels as kernels, _second as second

# By name, what functional.py calls; under torch.func's transformations, to which an
# operator's autograd formula means nothing, the second.
OPERATORS = {}
TRANSFORMABLE = {}

_library = torch.library.Library("ogive", "DEF")
_transforms_active = torch._C._are_functorch_transforms_active


def _refuse(name):
    """For every device that has no kernel."""
    def refuse(*args):
        tensors = [a for a in args if isinstance(a, torch.Tensor)]
        kernels.check(name, *tensors)
        raise RuntimeError(f"ogive: {name} has no kernel for this tensor")
    return refuse


def _define(name, inputs, outputs, kernel, fake, setup_context=None, backward=None,
            mapping=None):
    """Registers an operator and all that belongs to it; returns what calls it,
    transformations or not."""
    _library.define(f"{name}({inputs}) -> {outputs}",
                    tags=(torch.Tag.pt2_compliant_tag,))
    _library.impl(name, kernel, "CPU")
    _library.impl(name, _refuse(name), "CompositeExplicitAutograd")
    qualified = f"ogive::{name}"
    torch.library.register_fake(qualified, fake, lib=_library)
    operator = getattr(torch.ops.ogive, name).default
    mapping = mapping or _map_elementwise
    torch.library.register_vmap(qualified, mapping(operator), lib=_library)
    OPERATORS[name] = operator
    if backward is None:
        return operator
    torch.library.register_autograd(qualified, backward, setup_context=setup_context,
                                    lib=_library)
    transformable = TRANSFORMABLE[name] = _transformable(
        operator, setup_context, backward, mapping)

    def call(*args):
        return (transformable if _transforms_active() else operator)(*args)

    return call


def _transformable(operator, setup_context, backward, mapping):
    """The operator as an autograd function that torch.func can take apart."""
    class Transformable(torch.autograd.Function):
        @staticmethod
        def forward(*args):
            return operator(*args)

        @staticmethod
        def vmap(info, in_dims, *args):
            return mapping(Transformable.apply)(info, in_dims, *args)

    Transformable.setup_context = staticmethod(setup_context)
    Transformable.backward = staticmethod(backward)
    return Transformable.apply


def _aligned(info, in_dims, tensors):
    """The tensors with the mapped dimension first in all of them."""
    result = []
    for tensor, dim in zip(tensors, in_dims):
        if dim is None:
            tensor = tensor.expand(info.batch_size, *tensor.shape)
        else:
            tensor = tensor.movedim(dim, 0)
        result.append(tensor)
    return result


def _map_elementwise(operator):
    def mapped(info, in_dims, *args):
        count = sum(isinstance(a, torch.Tensor) for a in args)
        if count == 1:
            result, dim = operator(*args), in_dims[0]
        else:
            result = operator(*_aligned(info, in_dims, args[:count]), *args[count:])
            dim = 0
        return result, (dim,) * len(result) if isinstance(result, tuple) else dim
    return mapped


def _map_by_loop(operator):
    """For operators whose outputs do not lie as their inputs do: one call each."""
    def mapped(info, in_dims, *args):
        results = []
        for i in range(info.batch_size):
            results.append(operator(*[
                a if dim is None else a.select(dim, i) for a, dim in zip(args, in_dims)
            ]))
        if isinstance(results[0], tuple):
            return tuple(map(torch.stack, zip(*results))), (0,) * len(results[0])
        return torch.stack(results), 0
    return mapped


def _like_first(x, *rest):
    return torch.empty_like(x)


def _like_second(dy, cache, *rest):
    return torch.empty_like(cache)


def _two_like_first(x, *rest):
    return torch.empty_like(x), torch.empty_like(x)


def _contiguous_like_first(x, *rest):
    return torch.empty_like(x, memory_format=torch.contiguous_format)


def _tier(name, given):
    """The parameters of the function and `fast`, which PyTorch may leave out."""
    count = len(TABLE[name]["parameters"])
    return given[:count], given[count] if len(given) > count else False


def _define_backward(name, suffix, op, formulas, given):
    """NAME_backward or NAME_backward_tail, and its own derivative."""
    full = name + suffix

    def kernel(dy, cache, *given):
        return kernels.backward(name, op, dy, cache, *_tier(name, given))

    def setup_context(ctx, inputs, output):
        ctx.parameters, ctx.fast = _tier(name, inputs[2:])
        ctx.save_for_backward(inputs[0], inputs[1])

    def backward(ctx, v):
        dy, cache = ctx.saved_tensors
        of_cache = v * dy * formulas[name](cache, *ctx.parameters)
        return (call(v, cache, *ctx.parameters, ctx.fast), of_cache,
                *[None] * len(ctx.parameters), None)

    call = _define(full, "Tensor dy, Tensor cache" + given, "Tensor", kernel,
                   _like_second, setup_context, backward)
    return call


def _define_row(row):
    name, none = row["name"], [None] * (len(row["parameters"]) + 1)
    given = "".join(f", float {parameter}" for parameter, _, _ in row["parameters"])
    given += ", bool fast=False"
    backward_of = _define_backward(name, "_backward", kernels.BACKWARD,
                                   second.OF_CACHE, given)

    def forward(x, *given):
        return kernels.unary(name, kernels.FORWARD, x, *_tier(name, given))

    def setup_context(ctx, inputs, output):
        ctx.parameters, ctx.fast = _tier(name, inputs[1:])
        ctx.save_for_backward(inputs[0] if name in _eager.KEEPS_INPUT else output)

    def backward(ctx, dy):
        dx = backward_of(dy, *ctx.saved_tensors, *ctx.parameters, ctx.fast)
        return (dx, *none)

    _define(name, "Tensor x" + given, "Tensor", forward, _like_first, setup_context,
            backward)
    if name not in _eager.HAS_TAIL:
        return
    backward_of_tail = _define_backward(name, "_backward_tail", kernels.BACKWARD_TAIL,
                                        second.OF_TAIL, given)

    def forward_with_tail(x, *given):
        return kernels.with_tail(name, x, *_tier(name, given))

    def setup_tail(ctx, inputs, output):
        ctx.parameters, ctx.fast = _tier(name, inputs[1:])
        ctx.save_for_backward(output[1])
        ctx.set_materialize_grads(False)

    def backward_from_tail(ctx, dy, dt):
        (t,) = ctx.saved_tensors
        dx = None
        if dy is not None:
            dx = backward_of_tail(dy, t, *ctx.parameters, ctx.fast)
        if dt is not None:
            dx_of_t = dt * second.TAIL_SLOPE[name](t, *ctx.parameters)
            dx = dx_of_t if dx is None else dx + dx_of_t
        return (dx, *none)

    _define(name + "_with_tail", "Tensor x" + given, "(Tensor, Tensor)",
            forward_with_tail, _two_like_first, setup_tail, backward_from_tail)


def _define_few_bit(name):
    def kernel_of_backward(dy, packed, bits):
        return kernels.few_bit_backward(name, bits, dy, packed)

    backward_of = _define(
        name + "_few_bit_backward", "Tensor dy, Tensor packed, int bits", "Tensor",
        kernel_of_backward, _contiguous_like_first, mapping=_map_by_loop)

    def kernel(x, bits, fast=False):
        return (kernels.unary(name, kernels.FORWARD, x, fast=fast),
                kernels.few_bit_pack(name, bits, x))

    def fake(x, bits, fast=False):
        return torch.empty_like(x), x.new_empty((bits * x.numel() + 7) // 8,
                                                dtype=torch.uint8)

    def setup_context(ctx, inputs, output):
        ctx.bits = inputs[1]
        ctx.save_for_backward(output[1])
        ctx.mark_non_differentiable(output[1])

    def backward(ctx, dy, _):
        return backward_of(dy, *ctx.saved_tensors, ctx.bits), None, None

    _define(name + "_few_bit", "Tensor x, int bits, bool fast=False",
            "(Tensor, Tensor)", kernel, fake, setup_context, backward, _map_by_loop)


def _define_rows(name):
    def mapping(operator):
        def mapped(info, in_dims, *args):
            *tensors, dim = args
            tensors = _aligned(info, in_dims, tensors)
            if tensors[0].dim() == 1:  # of numbers: each is a row of its own
                return operator(*[t.unsqueeze(-1) for t in tensors], 1).squeeze(-1), 0
            return operator(*tensors, dim if dim < 0 else dim + 1), 0
        return mapped

    def backward_kernel(dy, y, dim):
        return kernels.rows_backward(name, dy, y, dim)

    def kernel(x, dim):
        return kernels.rows(name, x, dim)

    def setup_twice(ctx, inputs, output):
        ctx.dim = inputs[2]
        ctx.save_for_backward(inputs[0], inputs[1])

    def backward_twice(ctx, v):
        return (*second.rows_backward_twice(name, v, *ctx.saved_tensors, ctx.dim), None)

    backward_of = _define(
        name + "_backward", "Tensor dy, Tensor y, int dim", "Tensor", backward_kernel,
        _contiguous_like_first, setup_twice, backward_twice, mapping)

    def setup_context(ctx, inputs, output):
        ctx.dim = inputs[1]
        ctx.save_for_backward(output)

    def backward(ctx, dy):
        return backward_of(dy, *ctx.saved_tensors, ctx.dim), None

    _define(name, "Tensor x, int dim", "Tensor", kernel, _contiguous_like_first,
            setup_context, backward, mapping)


def _define_pair(name, inputs, kernel, backward_kernel, twice, mapping=None):
    """glu or prelu."""
    def backward_fake(dy, first, second_):
        return (_contiguous_like_first(first), _contiguous_like_first(second_))

    def setup_twice(ctx, inputs, output):
        ctx.save_for_backward(*inputs)

    def backward_twice(ctx, *grads):
        return twice(*ctx.saved_tensors, *grads)

    backward_of = _define(
        name + "_backward", f"Tensor dy, {inputs}", "(Tensor, Tensor)",
        backward_kernel, backward_fake, setup_twice, backward_twice, mapping)

    def setup_context(ctx, inputs, output):
        ctx.save_for_backward(*inputs)

    def backward(ctx, dy):
        return backward_of(dy, *ctx.saved_tensors)

    _define(name, inputs, "Tensor", kernel, _contiguous_like_first, setup_context,
            backward, mapping)


for _row in TABLE.values():
    _define_row(_row)
for _name in kernels.FEW_BIT:
    _define_few_bit(_name)
for _name in kernels.ROWS:
    _define_rows(_name)
_define_pair("glu", "Tensor a, Tensor b", kernels.glu, kernels.glu_backward,
             _eager.glu_backward_twice)
_define_pair("prelu", "Tensor x, Tensor weight", kernels.prelu, kernels.prelu_backward,
             _eager.prelu_backward_twice, _map_by_loop)
