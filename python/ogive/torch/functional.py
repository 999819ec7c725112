# Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
"""The functions with the names and arguments of torch.nn.functional, and two more.

`cache` is what is kept for the backward pass:

    "tail"    (the default) sigmoid, tanh, elu, celu and selu keep the tail cache,
              from which the gradient has full precision; the others keep what the
              table of functions says, the input or the output
    "output"  as "tail", but those five keep the output, as PyTorch does: its
              gradient is lost where the output has rounded to its limit
    "8-bit", "4-bit", "2-bit"   a few bits an element, for sigmoid, tanh, silu and
              gelu; relu keeps 1 bit, exactly. The gradient is that of a step
              function, and cannot be differentiated again. Others: as "tail"

`accuracy` is the tier:

    "exact"   (the default) correctly rounded, the same bits on every machine
    "fast"    float32 within 3 ULP, gradients within 5, in less time; sigmoid, tanh
              and the other functions that only rise still never step down. The bits
              depend on the machine's instruction set, on nothing else. Of the other
              types, and of few-bit gradients, as "exact"

Tensors are dense, on the CPU, of float32, float64, float16 or bfloat16. Results are
those of ogive.NAME, or of ogive.fast.NAME, bit for bit, whatever the shape, the
strides, the batch and the number of threads. In-place variants change the tensor they
are given and return it.
"""

import functools
import inspect

import torch

from .._elementwise import SOFTPLUS_BACKWARD_FROM
from .._family import ACCURACIES, CACHES, check_accuracy, check_cache
from . import _eager, _kernels as kernels

try:
    from ._operators import OPERATORS, TRANSFORMABLE
except (AttributeError, ImportError):  # PyTorch before 2.5: eager mode alone
    OPERATORS = TRANSFORMABLE = None

if hasattr(torch, "compiler") and hasattr(torch.compiler, "is_compiling"):
    _is_compiling = torch.compiler.is_compiling
else:
    def _is_compiling():
        return False


VERSION = tuple(map(int, torch.__version__.split(".")[:2]))
if hasattr(torch, "get_autocast_dtype"):
    _is_autocast = functools.partial(torch.is_autocast_enabled, "cpu")
    _autocast_dtype = functools.partial(torch.get_autocast_dtype, "cpu")
else:
    _is_autocast = torch.is_autocast_cpu_enabled
    _autocast_dtype = torch.get_autocast_cpu_dtype


def few_bits(name, cache):
    """How many bits an element that cache keeps of that function; None: others."""
    if cache[-3:] != "bit" or name not in kernels.FEW_BIT:
        return None
    return 1 if name == "relu" else int(cache[0])


def _is_direct(x):
    """Whether the kernels may be called at once, and need no custom operator."""
    if OPERATORS is not None:
        return not _is_compiling() and _eager.is_plain(x)
    kernels.check("this function", x)
    if x.is_neg():
        raise RuntimeError("ogive: this tensor is a negated view, which this version "
                           "of PyTorch does not resolve by itself: .resolve_neg() does")
    return True


def _operator(name):
    """What to call where the kernels must not be called directly."""
    if not _is_compiling() and torch._C._are_functorch_transforms_active():
        return TRANSFORMABLE[name]
    return OPERATORS[name]


def _apply(name, x, parameters, cache, accuracy, inplace=False):
    if cache not in CACHES:
        check_cache(cache)
    if accuracy not in ACCURACIES:
        check_accuracy(accuracy)
    fast = accuracy == "fast"
    if inplace:
        return _apply_in_place(name, x, parameters, cache, fast)
    return _apply_new(name, x, parameters, cache, fast)


def _apply_new(name, x, parameters, cache, fast):
    if not _is_compiling():
        y = _eager.compiled(name, x, parameters, cache, fast)
        if y is not None:
            return y
    if not _is_direct(x):
        bits = few_bits(name, cache)
        if bits is not None:
            return _operator(name + "_few_bit")(x, bits, fast)[0]
        if name in _eager.HAS_TAIL and cache != "output":
            return _operator(name + "_with_tail")(x, *parameters, fast)[0]
        return _operator(name)(x, *parameters, fast)
    if not (x.requires_grad and torch.is_grad_enabled()):
        return kernels.unary(name, kernels.FORWARD, x, parameters, fast)
    if cache == "tail":
        if name in _eager.HAS_TAIL:
            return _eager.elementwise_tail(x, name, parameters, fast)[0]
    elif cache != "output":
        bits = few_bits(name, cache)
        if bits is not None:
            return _eager.few_bit(x, name, bits, fast)
        if name in _eager.HAS_TAIL:
            return _eager.elementwise_tail(x, name, parameters, fast)[0]
    return _eager.elementwise(x, name, parameters, fast)


def _apply_in_place(name, x, parameters, cache, fast):
    if not _is_direct(x) or torch.is_grad_enabled() and x.requires_grad:
        # What the backward pass keeps must not be what is overwritten.
        keeps_input = name in _eager.KEEPS_INPUT and few_bits(name, cache) is None
        source = x.clone() if keeps_input else x
        return x.copy_(_apply_new(name, source, parameters, cache, fast))
    return kernels.unary_in_place(name, x, parameters, fast)


def sigmoid(input, cache="tail", accuracy="exact"):
    return _apply("sigmoid", input, (), cache, accuracy)


def logsigmoid(input, cache="tail", accuracy="exact"):
    return _apply("log_sigmoid", input, (), cache, accuracy)


def hardsigmoid(input, inplace=False, cache="tail", accuracy="exact"):
    return _apply("hardsigmoid", input, (), cache, accuracy, inplace)


def tanh(input, cache="tail", accuracy="exact"):
    return _apply("tanh", input, (), cache, accuracy)


def hardtanh(input, min_val=-1.0, max_val=1.0, inplace=False,
             cache="tail", accuracy="exact"):
    return _apply("hardtanh", input, (float(min_val), float(max_val)),
                  cache, accuracy, inplace)


def softsign(input, cache="tail", accuracy="exact"):
    return _apply("softsign", input, (), cache, accuracy)


def logit(input, eps=None, cache="tail", accuracy="exact"):
    return _apply("logit", input, (0.0 if eps is None else float(eps),),
                  cache, accuracy)


def relu(input, inplace=False, cache="tail", accuracy="exact"):
    return _apply("relu", input, (), cache, accuracy, inplace)


def relu6(input, inplace=False, cache="tail", accuracy="exact"):
    return _apply("relu6", input, (), cache, accuracy, inplace)


def leaky_relu(input, negative_slope=0.01, inplace=False,
               cache="tail", accuracy="exact"):
    return _apply("leaky_relu", input, (float(negative_slope),),
                  cache, accuracy, inplace)


def rrelu(input, lower=1.0 / 8, upper=1.0 / 3, training=False, inplace=False,
          cache="tail", accuracy="exact"):
    """With training=True the slopes are random, and PyTorch's own function is
    called, which knows neither caches nor tiers."""
    if training:
        check_cache(cache)
        check_accuracy(accuracy)
        return torch.nn.functional.rrelu(input, lower, upper, True, inplace)
    return _apply("rrelu", input, (float(lower), float(upper)),
                  cache, accuracy, inplace)


def elu(input, alpha=1.0, inplace=False, cache="tail", accuracy="exact"):
    return _apply("elu", input, (float(alpha),), cache, accuracy, inplace)


def celu(input, alpha=1.0, inplace=False, cache="tail", accuracy="exact"):
    return _apply("celu", input, (float(alpha),), cache, accuracy, inplace)


def selu(input, inplace=False, cache="tail", accuracy="exact"):
    return _apply("selu", input, (), cache, accuracy, inplace)


def threshold(input, threshold, value, inplace=False, cache="tail", accuracy="exact"):
    return _apply("threshold", input, (float(threshold), float(value)),
                  cache, accuracy, inplace)


def softshrink(input, lambd=0.5, cache="tail", accuracy="exact"):
    return _apply("softshrink", input, (float(lambd),), cache, accuracy)


def hardshrink(input, lambd=0.5, cache="tail", accuracy="exact"):
    return _apply("hardshrink", input, (float(lambd),), cache, accuracy)


def tanhshrink(input, cache="tail", accuracy="exact"):
    return _apply("tanhshrink", input, (), cache, accuracy)


def softplus(input, beta=1.0, threshold=20.0, cache="tail", accuracy="exact"):
    """As in PyTorch, x itself where beta x > threshold."""
    if threshold < SOFTPLUS_BACKWARD_FROM:
        # The output does not tell on which side of such a threshold x was.
        smooth = _apply("softplus", input, (float(beta), float("inf")), cache,
                        accuracy)
        return torch.where(input * beta > threshold, input, smooth)
    return _apply("softplus", input, (float(beta), float(threshold)), cache, accuracy)


def squareplus(input, b=4.0, cache="tail", accuracy="exact"):
    return _apply("squareplus", input, (float(b),), cache, accuracy)


def silu(input, inplace=False, cache="tail", accuracy="exact"):
    return _apply("silu", input, (1.0,), cache, accuracy, inplace)


def hardswish(input, inplace=False, cache="tail", accuracy="exact"):
    return _apply("hardswish", input, (), cache, accuracy, inplace)


def mish(input, inplace=False, cache="tail", accuracy="exact"):
    return _apply("mish", input, (), cache, accuracy, inplace)


def gelu(input, approximate="none", cache="tail", accuracy="exact"):
    if approximate not in ("none", "tanh"):
        raise ValueError(f"ogive: gelu: approximate is {approximate!r}; it must be "
                         "'none' or 'tanh'")
    return _apply("gelu" if approximate == "none" else "gelu_tanh", input, (),
                  cache, accuracy)


def exp(input, cache="tail", accuracy="exact"):
    return _apply("exp", input, (), cache, accuracy)


def expm1(input, cache="tail", accuracy="exact"):
    return _apply("expm1", input, (), cache, accuracy)


def _in_place(function):
    """NAME_: function(input, ..., inplace=True)."""
    @functools.wraps(function)
    def change(input, *args, **keywords):
        return function(input, *args, inplace=True, **keywords)
    signature = inspect.signature(function)
    # What comes after `inplace` is given by name.
    parameters, after = [], False
    for name, parameter in signature.parameters.items():
        if name == "inplace":
            after = True
        elif after:
            parameters.append(parameter.replace(kind=inspect.Parameter.KEYWORD_ONLY))
        else:
            parameters.append(parameter)
    change.__signature__ = signature.replace(parameters=parameters)
    change.__name__ = change.__qualname__ = function.__name__ + "_"
    return change


relu_ = _in_place(relu)
elu_ = _in_place(elu)
celu_ = _in_place(celu)
selu_ = _in_place(selu)
hardtanh_ = _in_place(hardtanh)
leaky_relu_ = _in_place(leaky_relu)
rrelu_ = _in_place(rrelu)
threshold_ = _in_place(threshold)


def _rows(name, input, dim, dtype):
    if dim is None:  # PyTorch's rule
        dim = 0 if input.dim() in (0, 1, 3) else 1
    if dtype is not None:
        input = input.to(dtype)
    if not _is_direct(input):
        return _operator(name)(input, dim)
    if input.requires_grad and torch.is_grad_enabled():
        return _eager.Rows.apply(input, name, dim)
    return kernels.rows(name, input, dim)


def softmax(input, dim=None, _stacklevel=3, dtype=None):
    return _rows("softmax", input, dim, dtype)


def log_softmax(input, dim=None, _stacklevel=3, dtype=None):
    return _rows("log_softmax", input, dim, dtype)


def softmin(input, dim=None, _stacklevel=3, dtype=None):
    return _rows("softmin", input, dim, dtype)


def glu(input, dim=-1):
    """The first half along dim times the sigmoid of the second."""
    # A tracer's stand-in for a tensor has no shape to look at.
    if isinstance(input, torch.Tensor) and (input.dim() == 0 or input.shape[dim] % 2):
        raise RuntimeError(
            f"ogive: glu halves dimension {dim} of the input, of the shape "
            f"{tuple(input.shape)}: it must have an even number of entries"
        )
    a, b = input.chunk(2, dim)
    if not _is_direct(input):
        return _operator("glu")(a, b)
    if input.requires_grad and torch.is_grad_enabled():
        return _eager.Glu.apply(a, b)
    return kernels.glu(a, b)


def prelu(input, weight):
    """weight: one slope, or one for each entry of dimension 1. Autocast casts both, or
    before PyTorch 2.1 the weight to the input's type, as for PyTorch's own."""
    if _is_autocast():
        dtype = _autocast_dtype() if VERSION >= (2, 1) else input.dtype
        input, weight = (
            tensor.to(dtype)
            if tensor.is_floating_point() and tensor.dtype != torch.float64 else tensor
            for tensor in (input, weight)
        )
    if not (_is_direct(input) and _is_direct(weight)):
        return _operator("prelu")(input, weight)
    if torch.is_grad_enabled() and (input.requires_grad or weight.requires_grad):
        return _eager.PRelu.apply(input, weight)
    return kernels.prelu(input, weight)
