# Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
"""Proves that ogive.torch's custom operators are what PyTorch wants of such: its own
checks, the bits of the direct way, vmap and grad in any order, torch.compile without
a graph break, fake tensors, export."""

import copy

import pytest

from support_torch import (F, NAMES, PARAMETERS, apply, draw, inputs_of, instances, nn,
                           ot, same_bits, torch)

pytestmark = [
    pytest.mark.skipif(F.OPERATORS is None, reason=f"PyTorch {torch.__version__} has "
                       "no custom operators that torch.compile and torch.func "
                       "understand"),
    pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::FutureWarning",
                               "ignore::UserWarning:torch"),
]


@pytest.mark.parametrize("name", NAMES)
def test_operators_pass_torchs_own_checks(name):
    dtype = torch.float64
    x, dy = inputs_of(name, dtype, (3, 4)), draw((3, 4), dtype, 2)
    parameters = PARAMETERS.get(name, ())
    operators = torch.ops.ogive
    with torch.no_grad():
        calls = {name: (x,), name + "_backward": (dy, x)}
        if name + "_with_tail" in F.OPERATORS:
            t = F.OPERATORS[name + "_with_tail"](x, *parameters)[1]
            calls.update({name + "_with_tail": (x,), name + "_backward_tail": (dy, t)})
    for operator, tensors in calls.items():
        tensors = [t.clone().requires_grad_() for t in tensors]
        for tier in ((), (True,)):  # the last argument: fast
            torch.library.opcheck(getattr(operators, operator).default,
                                  (*tensors, *parameters, *tier))


def test_the_other_operators_pass_torchs_own_checks():
    ops, x = torch.ops.ogive, draw((3, 4), torch.float64)
    dy = draw((3, 4), torch.float64, 2)
    weight = torch.tensor([0.1, 0.2, 0.3, 0.4], dtype=torch.float64)
    packed = ops.gelu_few_bit(x, 4)[1]
    for operator, args in (
            (ops.softmax, (x, 1)), (ops.log_softmax, (x, 0)), (ops.softmin, (x, -1)),
            (ops.softmax_backward, (dy, x, 0)), (ops.log_softmax_backward, (dy, x, 1)),
            (ops.softmin_backward, (dy, x, 1)), (ops.glu, (x, dy)),
            (ops.glu_backward, (dy, x, x)), (ops.prelu, (x, weight)),
            (ops.prelu_backward, (dy, x, weight)), (ops.gelu_few_bit, (x, 4)),
            (ops.gelu_few_bit, (x, 4, True))):
        args = [a.clone().requires_grad_() if isinstance(a, torch.Tensor) else a
                for a in args]
        torch.library.opcheck(operator.default, args)
    torch.library.opcheck(ops.gelu_few_bit_backward.default, (dy, packed, 4))


@pytest.mark.parametrize("accuracy", ["exact", "fast"])
@pytest.mark.parametrize("name", NAMES)
def test_operators_and_the_direct_way_give_the_same_bits(name, accuracy):
    parameters = (*PARAMETERS.get(name, ()), accuracy == "fast")
    operator = F.OPERATORS.get(name + "_with_tail", F.OPERATORS[name])
    dy = draw(seed=2)
    results = []
    for f in (lambda x: apply(name, x, accuracy=accuracy),
              lambda x: operator(x, *parameters)):
        x = inputs_of(name).requires_grad_()
        y = f(x)
        y = y[0] if isinstance(y, tuple) else y
        (dx,) = torch.autograd.grad(y, x, dy, create_graph=True)
        (again,) = torch.autograd.grad(dx.sum(), x) if dx.requires_grad else (dx,)
        results.append((y, dx, again))
    assert all(same_bits(a, b) for a, b in zip(*results))


@pytest.mark.parametrize("name", NAMES)
def test_vmap_and_grad(name):
    x = inputs_of(name, torch.float64, (5, 3))
    one = lambda v: apply(name, v).sum()  # noqa: E731
    assert torch.equal(torch.vmap(lambda v: apply(name, v), in_dims=1, out_dims=1)(x),
                       apply(name, x))
    found = torch.vmap(torch.func.grad(one))(x)
    given = x.clone().requires_grad_()
    (expected,) = torch.autograd.grad(apply(name, given).sum(), given)
    assert torch.equal(found, expected)
    given = inputs_of(name, shape=(5, 3))
    fast = lambda v: apply(name, v, accuracy="fast").sum()  # noqa: E731
    found = torch.vmap(torch.func.grad(fast))(given)
    given.requires_grad_()
    y = apply(name, given, accuracy="fast")
    assert torch.equal(found, torch.autograd.grad(y.sum(), given)[0])
    hessian = torch.func.jacrev(torch.func.jacrev(one))(x[0])
    twice = torch.autograd.functional.hessian(one, x[0])
    torch.testing.assert_close(hessian, twice)


def test_vmap_of_the_others():
    x = draw((5, 3, 4), torch.float64)
    for dim in (0, 1, -1):
        found = torch.vmap(lambda v: F.softmax(v, dim), in_dims=2, out_dims=2)(x)
        expected = torch.stack([F.softmax(x[..., i], dim) for i in range(4)], 2)
        assert torch.equal(found, expected)
    assert torch.equal(torch.vmap(F.glu)(x), F.glu(x))
    weight = torch.rand(5, 3, dtype=torch.float64)
    found = torch.vmap(F.prelu)(x.unsqueeze(1), weight)
    assert torch.equal(found[2], F.prelu(x[2:3], weight[2]))
    grads = torch.vmap(torch.func.grad(lambda v: F.softmax(v, 0).pow(2).sum()))(x)
    assert grads.shape == x.shape and torch.isfinite(grads).all()
    few = torch.vmap(torch.func.grad(lambda v: F.gelu(v, cache="4-bit").sum()))(x)
    assert few.shape == x.shape


@pytest.mark.parametrize("backend", ["eager", "aot_eager", "inductor"])
def test_compile_without_graph_break(backend):
    model = nn.Sequential(nn.Conv2d(3, 4, 3), nn.Sigmoid(), nn.Conv2d(4, 4, 3),
                          nn.GELU(), nn.Flatten(), nn.Linear(64, 8), nn.ELU(0.5),
                          nn.Softmax(dim=1))
    ot.convert(model)
    x = draw((2, 3, 8, 8))
    torch._dynamo.reset()
    compiled = torch.compile(model, backend=backend, fullgraph=True)
    results = []
    for f in (model, compiled):
        model.zero_grad()
        y = f(x)
        y.pow(2).sum().backward()
        results.append([y, *(p.grad.clone() for p in model.parameters())])
    for eager, found in zip(*results):
        if backend == "inductor":  # it has convolutions of its own
            torch.testing.assert_close(found, eager)
        else:
            assert same_bits(found, eager)


ALL = [instances(base)[1] for base in ot.modules.STAND_INS]
ALL += [ot.ReLU(inplace=True), ot.SiLU(inplace=True), ot.SiLU(cache="2-bit"),
        ot.Sigmoid(cache="output"), ot.Softplus(1.0, 5.0), ot.Tanh(accuracy="fast"),
        ot.GELU(accuracy="fast"), ot.SiLU(cache="8-bit", accuracy="fast")]


@pytest.mark.parametrize("module", ALL, ids=str)
def test_every_module_compiles_without_graph_break(module):
    module = copy.deepcopy(module).train(not isinstance(module, nn.RReLU))
    torch._dynamo.reset()
    compiled = torch.compile(module, backend="aot_eager", fullgraph=True, dynamic=True)
    for batch in (2, 3, 5):  # of any size, compiled once
        results = []
        for f in (module, compiled):
            module.zero_grad()
            leaf = draw((batch, 4, 6, 5)).requires_grad_()
            with torch._dynamo.config.patch(error_on_recompile=True):
                y = f(leaf * 1)
            (y * draw(y.shape, seed=2)).sum().backward()
            results.append([y, leaf.grad, *(p.grad.clone() for p in module.parameters())])
        assert all(map(same_bits, *results))


@pytest.mark.parametrize("module", ALL, ids=str)
def test_fx_traces_every_module(module):
    module = copy.deepcopy(module).eval()
    traced = torch.fx.symbolic_trace(nn.Sequential(module))
    assert same_bits(traced(draw()), module(draw()))


@pytest.mark.parametrize("backend", ["eager", "inductor"])
@pytest.mark.parametrize("module", [
    ot.Sigmoid(), ot.ELU(0.5), ot.GELU(), ot.Sigmoid(cache="output"),
    ot.Softplus(2.0), ot.SiLU(cache="2-bit"), ot.Sigmoid(accuracy="fast"),
    ot.GELU(accuracy="fast"), ot.Softmax(dim=-1), ot.GLU(), ot.PReLU()],
    ids=str)
def test_compiled_autograd(module, backend):
    autograd = pytest.importorskip("torch._dynamo.compiled_autograd")
    if not hasattr(autograd, "_enable"):
        pytest.skip("this version of PyTorch starts it in another way")
    torch._dynamo.reset()
    weight = draw((8, 10))
    results = []
    for compiled in (False, True, True):  # the third time from what was compiled
        x = draw((8, 10)).requires_grad_()
        module.zero_grad()
        y = module(x)
        loss = (y * weight[:, :y.shape[1]]).sum()
        if compiled:
            with autograd._enable(torch.compile(backend=backend)):
                loss.backward()
        else:
            loss.backward()
        results.append([x.grad, *(p.grad for p in module.parameters())])
    for found in results[1:]:
        assert all(map(same_bits, found, results[0]))


def test_fake_tensors_and_export():
    from torch._subclasses.fake_tensor import FakeTensorMode

    with FakeTensorMode():
        x = torch.empty(2, 3, 4, 5).to(memory_format=torch.channels_last)
        y = F.sigmoid(x)
        assert y.shape == x.shape and y.stride() == x.stride()
        assert F.softmax(torch.empty(2, 3), 0).shape == (2, 3)
    assert F.gelu(torch.empty(2, 3, device="meta")).device.type == "meta"
    program = torch.export.export(ot.Tanh(), (draw(),))
    assert same_bits(program.module()(draw()), F.tanh(draw()))
