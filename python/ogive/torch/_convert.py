# Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
"""convert: Ogive's functions in a model that is there already."""

import collections
import contextlib
import dataclasses

import torch

from . import modules
from .functional import VERSION, check_accuracy, check_cache


@dataclasses.dataclass
class Change:
    """What `convert` changed about one module, measured on the sample batch."""

    name: str  # in the model; "" is the model itself
    module: str
    elements: int  # of its input
    error_before: float  # largest, in ULP of the type; NaN for float64
    error_after: float
    rescued: int  # gradients that were 0 by rounding and are not any more
    bytes_before: int  # kept for the backward pass, by this module alone
    bytes_after: int

    HEAD = (f"{'module':<32}{'elements':>10}{'error before':>14}{'after':>8}"
            f"{'rescued':>9}{'bytes before':>14}{'after':>12}")

    def __str__(self):
        title = f"{self.name} ({self.module})" if self.name else self.module
        return (f"{title:<32}{self.elements:>10}{self.error_before:>10.4g} ULP"
                f"{self.error_after:>8.3g}{self.rescued:>9}{self.bytes_before:>14}"
                f"{self.bytes_after:>12}")


def _known_activations(model):
    """(name, module) of every module that has a stand-in, or is one."""
    known = {*modules.STAND_INS, *modules.STAND_INS.values()}
    return [(name, module) for name, module in model.named_modules()
            if type(module) in known]


def convert(model, cache="tail", report=False, sample=None, accuracy="exact"):
    """Makes every known activation of a model compute with Ogive, in place, and
    returns the model.

    model    any torch.nn.Module, itself an activation or not
    cache    what the activations keep for the backward pass, those too that are
             Ogive's already: see ogive.torch.functional. Measure what it costs:
             PyTorch's sigmoid, tanh and relu share their output with the next
             layer, so that keeping anything else takes more memory, not less;
             gelu and silu keep their input, which few-bit caches save
    accuracy "exact" or "fast", likewise; softmax and its kin, glu and prelu have one
             tier alone, the exact one
    report   True prints a line for each of these modules; a list gets a `Change`
             for each instead. Needs `sample`
    sample   an input of the model (a tensor, or a tuple of the arguments), to run
             forward and backward on, in evaluation mode: no parameter, buffer,
             gradient or random state changes

    Modules stay the objects that they are (hooks, parameters and names with them);
    only their class changes. state_dict is unchanged. Functions that a forward
    method calls by itself, such as torch.relu(x), and those inside fused modules
    (LSTM, GRU, TransformerEncoder's fast path) are not modules and stay as they are.
    """
    check_cache(cache)
    check_accuracy(accuracy)
    wanted = report is not False and report is not None
    if wanted and sample is None:
        raise ValueError("ogive: convert: a report needs sample=, an input of the "
                         "model to measure on")
    found = _known_activations(model)
    before = _observe(model, found, sample) if wanted else None
    for _, module in found:
        module.__class__ = modules.STAND_INS.get(type(module), type(module))
        if module.has_choice and cache != module.cache:
            module.cache = cache
        if module.has_choice and accuracy != module.accuracy:
            module.accuracy = accuracy
    if wanted:
        after = _observe(model, found, sample)
        changes = _changes(found, before, after)
        if isinstance(report, list):
            report.extend(changes)
        else:
            print(Change.HEAD)
            for change in changes:
                print(change)
    return model


@dataclasses.dataclass
class _Seen:
    x: torch.Tensor = None
    y: torch.Tensor = None
    dead: torch.Tensor = None  # where the gradient is 0
    kept: dict = dataclasses.field(default_factory=dict)  # bytes by storage


def _observe(model, found, sample):
    """What each module does in one pass over the sample."""
    seen = {id(module): _Seen() for _, module in found}
    current, others = [], {}  # modules at work; bytes by storage, of all else

    def pack(tensor):
        # Before PyTorch 2.0 storages had types.
        storage = (tensor.untyped_storage() if hasattr(tensor, "untyped_storage")
                   else tensor.storage())
        kept = seen[id(current[-1])].kept if current else others
        kept[storage.data_ptr()] = (storage.nbytes(), storage)  # kept alive
        return tensor

    def enter(module, args, keywords=None):
        current.append(module)
        record = seen[id(module)]
        x = args[0] if args else (keywords or {}).get("input")
        if record.x is None and x is not None:
            # Now: an in-place module is about to overwrite it.
            record.x = x.detach().clone()

    def leave(module, args, output):
        current.pop()
        record = seen[id(module)]
        if record.y is None:
            record.y = output.detach().clone()

    modes = [(module, module.training) for module in model.modules()]
    handles = []
    # After the hooks that change the input, and before those that change the output.
    of_enter, of_leave = {}, {}
    if VERSION >= (2, 0):
        of_enter, of_leave = {"with_kwargs": True}, {"prepend": True}
    for _, module in found:
        handles.append(module.register_forward_pre_hook(enter, **of_enter))
        handles.append(module.register_forward_hook(leave, **of_leave))
    try:
        model.eval()
        arguments = sample if isinstance(sample, tuple) else (sample,)
        with torch.enable_grad(), contextlib.ExitStack() as stack:
            stack.enter_context(torch.random.fork_rng(devices=[]))
            stack.enter_context(
                torch.autograd.graph.saved_tensors_hooks(pack, lambda t: t))
            output = model(*arguments)
        del output
    finally:
        for handle in handles:
            handle.remove()
        for module, training in modes:
            module.training = training
    # Of what is shared with a parameter or another module nothing is saved by
    # changing one of them.
    holders = collections.Counter(others.keys())
    for record in seen.values():
        holders.update(record.kept.keys())
    for _, module in found:
        record = seen[id(module)]
        if record.x is None:
            continue
        record.kept = {pointer: kept for pointer, kept in record.kept.items()
                       if holders[pointer] == 1}
        record.dead = _dead(module, record.x)
    return seen


def _dead(module, x):
    x = x.clone().requires_grad_()
    training, module.training = module.training, False
    try:
        with torch.enable_grad():
            # A copy is what an in-place module may overwrite.
            (dx,) = torch.autograd.grad(module.forward(x.clone()).sum(), x)
    finally:
        module.training = training
    return dx == 0


def _error(module, x, y):
    """The largest error, in ULP, against the function in float64."""
    if x.dtype not in (torch.float32, torch.float16, torch.bfloat16):
        return float("nan")
    smallest = torch.finfo(x.dtype).smallest_normal
    bits = {torch.float32: 23, torch.float16: 10, torch.bfloat16: 7}[x.dtype]
    with torch.no_grad():
        wide = [p.data for p in module.parameters()]
        for parameter in module.parameters():
            parameter.data = parameter.data.double()
        training, module.training = module.training, False
        try:
            true = module.forward(x.double())
        finally:
            module.training = training
            for parameter, data in zip(module.parameters(), wide):
                parameter.data = data
        exponent = torch.frexp(true.abs().clamp(min=smallest)).exponent - 1
        ulp = torch.ldexp(torch.ones_like(true), exponent - bits)
        error = ((y.double() - true).abs() / ulp)[torch.isfinite(true)]
        return error.max().item() if error.numel() else 0.0


def _changes(found, before, after):
    changes = []
    for name, module in found:
        old, new = before[id(module)], after[id(module)]
        if old.x is None:  # the sample does not reach it
            continue
        changes.append(Change(
            name, type(module).__name__, old.x.numel(),
            # The module is Ogive's by now, whose float64 is within 0.55 ULP.
            _error(module, old.x, old.y), _error(module, new.x, new.y),
            int((old.dead & ~_dead(module, old.x)).sum()),
            sum(size for size, _ in old.kept.values()),
            sum(size for size, _ in new.kept.values()),
        ))
    return changes
