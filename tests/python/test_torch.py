# Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
"""Proves that ogive.torch stands in for torch.nn: the same arguments, the bits of
the NumPy functions for every layout, type and number of threads, gradients of first
and second order, autocast, convert and its report, and errors in words."""

import copy
import inspect
import io
import pickle

import numpy as np
import pytest

import ogive
from support import ROOT, version
from support_torch import (_eager, F, FLOATS, MODULES, NAMES, PARAMETERS, apply, draw,
                           inputs_of, instances, nn, ot, same_bits, to_numpy, torch,
                           way)  # noqa: F401 (a fixture)

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning",
                                        "ignore::FutureWarning",
                                        "ignore::UserWarning:torch")


@pytest.mark.parametrize("base", ot.modules.STAND_INS, ids=lambda b: b.__name__)
def test_modules_stand_in_for_torchs(base):
    theirs, ours = instances(base)
    assert isinstance(ours, base) and repr(ours) == repr(theirs)
    assert ours.state_dict().keys() == theirs.state_dict().keys()
    theirs.eval()
    ours.eval()
    x, dy = draw(), None
    results = []
    for module in (theirs.double(), ours):
        given = x.to(torch.float64 if module is theirs else x.dtype).requires_grad_()
        y = module(given)
        dy = draw(y.shape, seed=2)
        results.append((y, *torch.autograd.grad(
            y, [given, *module.parameters()], dy.to(y.dtype))))
    for expected, found in zip(*results):
        torch.testing.assert_close(found.double(), expected.detach(), rtol=1e-6,
                                   atol=1e-6)
    buffer = io.BytesIO()
    torch.save(ours, buffer)
    buffer.seek(0)
    loaded = torch.load(buffer, weights_only=False)
    assert type(loaded) is type(ours) and torch.equal(loaded(x), ours(x))
    ours.load_state_dict(theirs.state_dict())
    theirs.load_state_dict(ours.state_dict())


@pytest.mark.parametrize("base", [b for b in ot.modules.STAND_INS
                                  if "inplace" in b.__init__.__code__.co_varnames],
                         ids=lambda b: b.__name__)
def test_in_place(base):
    args, keywords = MODULES.get(base, ((), {}))
    module = ot.modules.STAND_INS[base](*args, inplace=True, **keywords).eval()
    plain = ot.modules.STAND_INS[base](*args, **keywords).eval()
    for x in (draw(), draw().transpose(0, 2)[::2]):
        expected, given = plain(x), x.clone()
        assert module(given) is given and same_bits(given, expected)
    leaf = draw().requires_grad_()
    (expected,) = torch.autograd.grad(plain(leaf * 1).sum(), leaf)
    source = leaf * 1
    y = module(source)
    assert y is source
    (found,) = torch.autograd.grad(y.sum(), leaf)
    assert same_bits(found, expected)
    with pytest.raises(RuntimeError, match="in-place"):
        module(leaf)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("dtype", FLOATS, ids=str)
@pytest.mark.parametrize("accuracy", ["exact", "fast"])
def test_bits_are_those_of_numpy(name, dtype, accuracy, way):
    x = inputs_of(name, dtype)
    y = apply(name, x, accuracy=accuracy)
    parameters = PARAMETERS.get(name, ())
    expected = getattr(getattr(ogive, accuracy), name)(to_numpy(x), *parameters)
    assert np.array_equal(to_numpy(y).view("u1"), expected.view("u1"))


@pytest.mark.parametrize("cache", ["tail", "output"])
@pytest.mark.parametrize("name", NAMES)
def test_layouts_do_not_change_bits(name, cache, way):
    x = inputs_of(name)
    dy = draw(seed=2)

    def both(x, dy):
        given = x.detach().requires_grad_()
        y = apply(name, given, cache)
        return (y, *torch.autograd.grad(y, given, dy))

    y, dx = both(x, dy)
    last = x.to(memory_format=torch.channels_last)
    found = both(last, dy)
    assert found[0].is_contiguous(memory_format=torch.channels_last)
    assert same_bits(found[0], y) and same_bits(found[1], dx)
    for view in (lambda t: t.transpose(1, 3), lambda t: t[:, ::2, 1:],
                 lambda t: t[:, :1].expand(t.shape), lambda t: t.flip(0)[..., 2]):
        found = both(view(x), view(dy))
        expected = both(view(x).contiguous(), view(dy).contiguous())
        assert same_bits(found[0], expected[0]) and same_bits(found[1], expected[1])
    found = both(x, dy[..., :1].expand(dy.shape))
    assert same_bits(found[1], both(x, dy[..., :1].expand(dy.shape).contiguous())[1])
    assert both(x[:0], dy[:0])[1].shape == (0, 4, 6, 5)
    assert same_bits(both(x[0, 0, 0, 0], dy[0, 0, 0, 0])[1], dx[0, 0, 0, 0])


def step(x):
    """The distance to the next float, where x is normal."""
    return torch.ldexp(torch.ones_like(x), torch.frexp(x).exponent - 24)


@pytest.mark.parametrize("cache", ["tail", "output"])
@pytest.mark.parametrize("name", NAMES)
def test_the_fast_tier(name, cache, way):
    x, dy = inputs_of(name, shape=(64, 128)), draw((64, 128), seed=2)
    results = []
    for accuracy in ("exact", "fast"):
        given = x.clone().requires_grad_()
        y = apply(name, given, cache, accuracy)
        results.append((y.detach(), *torch.autograd.grad(y, given, dy)))
        # With a gradient to come and without: the same bits.
        assert same_bits(apply(name, x, cache, accuracy), y.detach())
    (y, dx), (fast_y, fast_dx) = results
    assert ((fast_y - y).abs() <= 3 * step(y)).all()
    if cache == "tail" or name not in _eager.HAS_TAIL:
        assert ((fast_dx - dx).abs() <= 5 * step(dx)).all()
    if name in ("sigmoid", "tanh", "silu", "gelu"):  # which have kernels of it
        assert not same_bits(fast_y, y)
        assert cache == "output" or not same_bits(fast_dx, dx)


def test_fast_modules_are_copied_and_change_their_input(way):
    x = torch.cat([draw((500,)), torch.tensor([0.0, -0.0, 1e-40, -88.0, 88.0, np.inf,
                                               -np.inf, np.nan])])
    for base, keywords in ((ot.SiLU, {}), (ot.ELU, {}), (ot.ELU, {"alpha": 0.5})):
        plain = base(accuracy="fast", **keywords)
        expected = plain(x)
        assert same_bits(plain(x.clone().requires_grad_()).detach(), expected)
        given = x.clone()
        assert base(inplace=True, accuracy="fast", **keywords)(given) is given
        assert same_bits(given, expected)
        for again in (copy.deepcopy(plain), pickle.loads(pickle.dumps(plain))):
            assert again.accuracy == "fast" and same_bits(again(x), expected)
    assert same_bits(F.elu_(x.clone(), accuracy="fast"), F.elu(x, accuracy="fast"))
    softmax = ot.Softmax(-1, accuracy="fast")
    assert repr(softmax) == "Softmax(dim=-1)"  # which has no choice


def test_the_fast_tier_is_float32s_alone(way):
    for dtype in (torch.float64, torch.float16, torch.bfloat16):
        x = inputs_of("tanh", dtype).requires_grad_()
        for cache in ("tail", "output"):
            fast, y = F.tanh(x, cache, "fast"), F.tanh(x, cache)
            assert same_bits(fast, y)
            assert same_bits(*(torch.autograd.grad(z.sum(), x)[0] for z in (fast, y)))


def test_threads_do_not_change_bits(way):
    x = draw((1 << 17,))
    before = torch.get_num_threads()
    try:
        results = []
        for threads in (1, 2, 3):
            torch.set_num_threads(threads)
            given = x.clone().requires_grad_()
            y = F.gelu(given)
            results.append((y, *torch.autograd.grad(y.sum(), given)))
        assert all(same_bits(a, b) for r in results[1:] for a, b in zip(r, results[0]))
    finally:
        torch.set_num_threads(before)


def test_memory_that_is_shared_until_written(way):
    if not hasattr(torch, "_lazy_clone"):
        pytest.skip("this version of PyTorch has none")
    for n in (100, 1 << 17):
        x, dy = draw((n,)).requires_grad_(), draw((n,), seed=2)
        expected = F.sigmoid(x)
        found = F.sigmoid(torch._lazy_clone(x))
        assert same_bits(found, expected)
        (dx,) = torch.autograd.grad(expected, x, dy)
        assert same_bits(torch.autograd.grad(found, x, torch._lazy_clone(dy))[0], dx)


@pytest.mark.parametrize("cache", ["tail", "output"])
@pytest.mark.parametrize("name", NAMES)
def test_gradients_of_first_and_second_order(name, cache, way):
    x = inputs_of(name, torch.float64, (3, 4)).requires_grad_()
    f = lambda x: apply(name, x, cache)  # noqa: E731
    assert torch.autograd.gradcheck(f, x)
    assert torch.autograd.gradgradcheck(f, x)


@pytest.mark.parametrize("base", [nn.Softmax, nn.LogSoftmax, nn.Softmin, nn.GLU,
                                  nn.PReLU], ids=lambda b: b.__name__)
def test_gradients_of_the_others(base):
    _, module = instances(base)
    module.double()
    x = draw((3, 4, 2), torch.float64).requires_grad_()
    inputs = (x, *module.parameters())
    f = lambda x, *rest: module(x)  # noqa: E731
    assert torch.autograd.gradcheck(f, inputs)
    assert torch.autograd.gradgradcheck(f, inputs)


def test_tails_keep_the_gradient(way):
    x = torch.arange(17.0, 81).requires_grad_()
    (dead,) = torch.autograd.grad(torch.sigmoid(x).sum(), x)
    (alive,) = torch.autograd.grad(F.sigmoid(x).sum(), x)
    (output,) = torch.autograd.grad(F.sigmoid(x, cache="output").sum(), x)
    assert (dead[1:] == 0).all() and (output[1:] == 0).all() and (alive > 0).all()
    true = torch.from_numpy(ogive.sigmoid_derivative(x.detach().numpy()))
    torch.testing.assert_close(alive, true, rtol=2e-7, atol=0)


@pytest.mark.parametrize("name", sorted(_eager.HAS_TAIL))
def test_only_a_tail_that_nobody_else_has_is_overwritten(name, way):
    """dx takes the memory of the tail where the graph ends with it."""
    x, dy = draw((1000,)).requires_grad_(), draw((1000,), seed=2)
    y = apply(name, x)
    (expected,) = torch.autograd.grad(y, x, dy, retain_graph=True)
    for keep in (True, False):
        (again,) = torch.autograd.grad(y, x, dy, retain_graph=keep)
        assert same_bits(again, expected)
        assert not again.requires_grad and again.grad_fn is None
    with pytest.raises(RuntimeError, match="second time"):
        torch.autograd.grad(y, x, dy)

    kept = []
    with torch.autograd.graph.saved_tensors_hooks(lambda t: kept.append(t) or t,
                                                  lambda t: t):
        y = apply(name, x)
    before = [t.clone() for t in kept]
    (found,) = torch.autograd.grad(y, x, dy)
    assert same_bits(found, expected)
    assert kept and all(map(same_bits, kept, before))

    # Two users of one output; the gradient is added up before it comes back.
    y = apply(name, x)
    (twice,) = torch.autograd.grad((y * dy).sum() + (y * dy).sum(), x)
    assert same_bits(twice, torch.autograd.grad(apply(name, x), x, dy + dy)[0])
    x.grad = None
    apply(name, x).backward(dy)
    assert same_bits(x.grad, expected)


def test_memory_is_used_again_only_when_it_is_free(way):
    n = 1 << 18  # the smallest array of float32 that is kept
    x = draw((n,)).requires_grad_()
    alive, addresses = [], set()
    for _ in range(5):
        y = F.sigmoid(x)
        (dx,) = torch.autograd.grad(y, x, torch.ones(n))
        alive += [y, dx]
        addresses |= {y.data_ptr(), dx.data_ptr()}
    assert len(addresses) == len(alive)
    assert all(same_bits(a, b) for a, b in zip(alive, alive[2:]))
    # Whatever one does with memory of PyTorch's own.
    y = F.relu(x.detach())
    copies = [y.clone(), copy.deepcopy(y), torch.from_numpy(y.numpy().copy())]
    file = io.BytesIO()
    torch.save(y, file)
    file.seek(0)
    copies.append(torch.load(file))
    view = y[3:]
    y.share_memory_()
    assert all(same_bits(y, other) for other in copies) and same_bits(view, y[3:])
    longer = F.relu(x.detach())
    longer.resize_(2 * n)
    assert same_bits(longer[:n], y)


def test_forward_gradients_are_refused_in_words(way):
    with torch.autograd.forward_ad.dual_level():
        x = torch.autograd.forward_ad.make_dual(draw((3,)), torch.ones(3))
        with pytest.raises((RuntimeError, NotImplementedError), match="[Ff]orward|jvp"):
            F.sigmoid(x.requires_grad_())


@pytest.mark.parametrize("name", ["sigmoid", "tanh", "silu", "gelu", "gelu_tanh"])
@pytest.mark.parametrize("bits", [2, 4, 8])
def test_few_bits(name, bits):
    x = draw((8, 1000)).t().requires_grad_()
    dy = draw((1000, 8), seed=2)
    kept = []
    with torch.autograd.graph.saved_tensors_hooks(
            lambda t: kept.append(t.numel() * t.element_size()) or t, lambda t: t):
        y = apply(name, x, f"{bits}-bit")
    assert kept == [1000 * bits]
    assert same_bits(y, apply(name, x))
    (dx,) = torch.autograd.grad(y, x, dy, create_graph=True)
    packed = ogive.few_bit_pack(name, x.detach().numpy(), bits)
    assert np.array_equal(dx.detach().numpy(), ogive.few_bit_backward(
        name, dy.numpy(), packed, bits).reshape(dx.shape))
    with pytest.raises(RuntimeError):
        torch.autograd.grad(dx.sum(), x)


def test_relu_keeps_one_bit_exactly():
    x = draw((1000,)).requires_grad_()
    (exact,) = torch.autograd.grad(F.relu(x).sum(), x)
    (few,) = torch.autograd.grad(F.relu(x, cache="2-bit").sum(), x)
    assert same_bits(exact, few)


@pytest.mark.parametrize("name", [n for n in dir(torch.nn.functional)
                                  if inspect.isfunction(getattr(F, n, None))
                                  and not n.startswith("_")])
def test_arguments_are_torchs_and_in_its_order(name):
    def arguments(function):
        try:
            return list(inspect.signature(function).parameters)
        except ValueError:  # a builtin: its documentation has it
            text = function.__doc__.strip().split("(", 1)[1].split(")")[0]
            return [a.split("=")[0].strip() for a in text.split(", ")
                    if a not in ("*", "out=None")]

    theirs = arguments(getattr(torch.nn.functional, name))
    ours = arguments(getattr(F, name))
    assert ours[:len(theirs)] == theirs
    assert set(ours[len(theirs):]) <= {"cache", "accuracy"}


def test_functions_that_change_their_input():
    for name in ("relu", "elu", "celu", "selu", "hardtanh", "leaky_relu", "rrelu"):
        x = draw()
        expected = getattr(F, name)(x)
        assert getattr(F, name + "_")(x) is x and same_bits(x, expected)
    x = draw()
    expected = F.threshold(x, 0.5, 2.0)
    assert F.threshold_(x, 0.5, 2.0) is x and same_bits(x, expected)


def test_softmax_without_a_dimension():
    for shape in ((5,), (2, 5), (2, 3, 5), (2, 3, 5, 4)):
        x = draw(shape)
        dim = 0 if len(shape) in (1, 3) else 1
        assert same_bits(F.softmax(x), F.softmax(x, dim))
    assert F.softmax(draw((2, 5)), 1, 3, torch.float64).dtype == torch.float64


def test_random_slopes_are_torchs():
    x = draw((1000,))
    torch.manual_seed(1)
    theirs = nn.RReLU()(x)
    torch.manual_seed(1)
    assert torch.equal(ot.RReLU()(x), theirs)


@pytest.mark.parametrize("call, error, text", [
    (lambda: F.sigmoid(torch.ones(3, dtype=torch.int64)), TypeError, "int64"),
    (lambda: F.sigmoid(torch.ones(3, dtype=torch.complex64)), TypeError, "complex64"),
    (lambda: F.sigmoid(torch.ones(3), cache="none"), ValueError, "cache is 'none'"),
    (lambda: ot.Sigmoid(cache="3-bit"), ValueError, "cache is '3-bit'"),
    (lambda: F.sigmoid(torch.ones(3), accuracy="best"), ValueError, "is 'best'"),
    (lambda: ot.Sigmoid(accuracy="quick"), ValueError, "is 'quick'.*'exact', 'fast'"),
    (lambda: ot.convert(nn.ReLU(), accuracy=2), ValueError, "accuracy is 2"),
    (lambda: F.elu(torch.ones(3), alpha=-1.0), ValueError, "domain"),
    (lambda: F.sigmoid(torch.ones(3).to_sparse()), RuntimeError, "dense tensors"),
    (lambda: F.prelu(torch.ones(2, 3), torch.ones(4)), RuntimeError, "4 slopes"),
    (lambda: F.prelu(torch.ones(2, 3), torch.ones(3).double()), TypeError, "mix"),
    (lambda: F.glu(torch.ones(2, 3)), RuntimeError, "halves dimension -1"),
    (lambda: F.gelu(torch.ones(3), "cubic"), ValueError, "'cubic'"),
    (lambda: F.softmax(torch.ones(3), 1), IndexError, "range"),
])
def test_wrong_calls(call, error, text):
    with pytest.raises(error, match=text):
        call()


def test_a_tensor_on_a_gpu_is_refused_in_words():
    # No GPU is needed to ask: the check looks at the device alone.
    class OnGpu:
        device, layout, dtype = torch.device("cuda:1"), torch.strided, torch.float32

    with pytest.raises(RuntimeError, match="sigmoid runs on dense tensors on the "
                       r"device cpu; this one is torch.strided on cuda:1.*\.cpu\(\)"):
        ot.functional.kernels.check("sigmoid", OnGpu)
    if torch.cuda.is_available():
        with pytest.raises(RuntimeError, match="this one is torch.strided on cuda:0"):
            F.sigmoid(torch.ones(3, device="cuda"))


def test_autocast_keeps_the_type_that_comes_in():
    model = nn.Sequential(nn.Linear(8, 8), ot.Sigmoid(), nn.Linear(8, 1))
    x = draw((4, 8))
    with torch.autocast("cpu", dtype=torch.bfloat16):
        hidden = model[:2](x)
        assert hidden.dtype == torch.bfloat16
        model(x).sum().backward()
    linear = model[0]
    with torch.autocast("cpu", dtype=torch.bfloat16):
        assert same_bits(hidden, F.sigmoid(linear(x)))
    assert all(p.grad.dtype == torch.float32 for p in model.parameters())


@pytest.mark.parametrize("base", ot.modules.STAND_INS, ids=lambda b: b.__name__)
def test_autocast_casts_where_pytorch_does(base):
    theirs, ours = instances(base)
    theirs.eval()
    ours.eval()
    try:
        theirs(draw((2, 4, 3, 4)).bfloat16().requires_grad_()).sum().backward()
    except RuntimeError as error:
        if base is not nn.PReLU:  # which has a weight of another type
            pytest.skip(f"PyTorch's own: {error}")
    results = []
    for module in (theirs, ours):
        linear = nn.Linear(4, 4)
        with torch.no_grad():
            linear.weight.copy_(draw((4, 4)))
            linear.bias.copy_(draw((4,), seed=2))
        shape = (2, 4, 3, 4) if base is nn.Softmax2d else (8, 4)
        with torch.autocast("cpu", dtype=torch.bfloat16):
            y = module(linear(draw(shape, seed=3)))
            single = module(draw(shape))
            double = module(draw(shape).double()) if base is not nn.PReLU else y
        y.sum().backward()
        results.append((y, single, double))
        assert all(p.grad.dtype == torch.float32
                   for p in (*linear.parameters(), *module.parameters()))
    for expected, found in zip(*results):
        torch.testing.assert_close(found, expected, rtol=0.01, atol=0.01)


def test_inference_mode_and_no_grad(way):
    x = draw()
    with torch.no_grad():
        assert not F.sigmoid(x.clone().requires_grad_()).requires_grad
    with torch.inference_mode():
        assert same_bits(F.sigmoid(x), F.sigmoid(x.clone()))
        assert F.sigmoid(x).is_inference()


def test_negative_views_and_subclasses(way):
    z = torch.complex(draw((50,)), draw((50,), seed=2)).conj()
    assert z.imag.is_neg()
    if F.OPERATORS is None:
        with pytest.raises(RuntimeError, match="resolve_neg"):
            F.tanh(z.imag)
        return
    assert same_bits(F.tanh(z.imag), F.tanh(z.imag.resolve_neg().clone()))

    class Named(torch.Tensor):
        pass

    x = draw().as_subclass(Named)
    if F.OPERATORS is not None:
        assert type(F.sigmoid(x)) is Named
        assert same_bits(F.sigmoid(x).as_subclass(torch.Tensor), F.sigmoid(draw()))


def test_checkpointing_gives_the_same_gradients(way):
    from torch.utils.checkpoint import checkpoint

    x = draw().requires_grad_()
    (expected,) = torch.autograd.grad(F.sigmoid(x * 2).sum(), x)
    y = checkpoint(lambda v: F.sigmoid(v * 2), x, use_reentrant=False)
    assert same_bits(torch.autograd.grad(y.sum(), x)[0], expected)


def network():
    torch.manual_seed(3)
    inner = nn.Sequential(nn.Linear(8, 8), nn.GELU(), nn.Linear(8, 8))
    shared = nn.Tanh()
    return nn.Sequential(nn.Linear(8, 8), nn.Sigmoid(), inner, shared, nn.Linear(8, 8),
                         shared, nn.ReLU(inplace=True), nn.PReLU())


def test_convert():
    model = network()
    calls = []
    model[1].register_forward_hook(lambda *args: calls.append(1))
    modules, state = list(model.modules()), copy.deepcopy(model.state_dict())
    model[2].eval()
    assert ot.convert(model, cache="4-bit") is model
    assert [a is b for a, b in zip(model.modules(), modules)]
    found = model.state_dict()
    assert found.keys() == state.keys()
    assert all(torch.equal(found[k], state[k]) for k in state)
    assert type(model[1]) is ot.Sigmoid and type(model[2][1]) is ot.GELU
    assert model[3] is model[5] and type(model[3]) is ot.Tanh
    assert type(model[0]) is nn.Linear and not model[2].training and model.training
    assert model[2][1].cache == "4-bit" and "4-bit" in repr(model)
    model(draw((4, 8))).sum().backward()
    assert calls == [1]
    assert type(ot.convert(nn.Sigmoid())) is ot.Sigmoid
    assert ot.convert(model)[1].cache == "tail" and "bit" not in repr(model)
    fast = ot.convert(model, accuracy="fast")
    assert fast[1].accuracy == "fast" and repr(fast[1]) == "Sigmoid(accuracy='fast')"
    assert same_bits(fast[1](draw()), F.sigmoid(draw(), accuracy="fast"))
    assert fast[7].accuracy == "exact"  # PReLU, which has that tier alone
    assert ot.convert(model)[1].accuracy == "exact" and "fast" not in repr(model)
    with pytest.raises(ValueError, match="cache"):
        ot.convert(model, cache="most")

    class Own(nn.ReLU):
        def forward(self, x):
            return x

    assert type(ot.convert(Own())) is Own


def test_reports(capsys):
    model = network().bfloat16()
    with torch.no_grad():
        model[0].weight *= 100
    x = draw((64, 8), torch.bfloat16)
    state = copy.deepcopy(model.state_dict())
    random = torch.get_rng_state()
    changes = []
    ot.convert(model, report=changes, sample=x)
    assert model.training and torch.equal(torch.get_rng_state(), random)
    assert all(torch.equal(a, b) for a, b in zip(model.state_dict().values(),
                                                 state.values()))
    assert all(p.grad is None for p in model.parameters())
    assert [c.name for c in changes] == ["1", "2.1", "3", "6", "7"]
    sigmoid, gelu, *_ = changes
    assert sigmoid.module == "Sigmoid" and sigmoid.elements == 512
    assert sigmoid.error_after <= 0.51 and sigmoid.error_before >= 0.49
    # PyTorch's slope is 0 wherever y is 0 or 1; the true one, about exp(-|x|), is 0 in
    # bfloat16 where it is at most half its smallest number, 2^-133.
    before = model[0](x).detach()
    y = torch.sigmoid(before)
    rescued = (y * (1 - y) == 0) & (torch.exp(-before.double().abs()) > 2**-134)
    assert sigmoid.rescued == int(rescued.sum()) > 50
    # PyTorch shares y with the next layer; the tail cache is of its own.
    assert (sigmoid.bytes_before, sigmoid.bytes_after) == (0, 1024)
    assert gelu.bytes_before == gelu.bytes_after == 1024
    few = []
    ot.convert(network().bfloat16(), cache="2-bit", report=few, sample=x)
    assert few[1].bytes_after == 128
    ot.convert(network(), report=True, sample=x.float())
    assert "2.1 (GELU)" in capsys.readouterr().out
    with pytest.raises(ValueError, match="sample="):
        ot.convert(network(), report=True)


@pytest.mark.parametrize("base", [nn.SiLU, nn.ELU, nn.Mish, nn.Hardswish],
                         ids=lambda b: b.__name__)
def test_reports_of_in_place_modules_are_about_their_input(base):
    x = draw((64, 8)) * 50  # far enough for gradients to vanish
    changes = {}
    for inplace in (False, True):
        torch.manual_seed(1)
        model = nn.Sequential(nn.Linear(8, 8), base(inplace=inplace))
        found = []
        ot.convert(model, report=found, sample=x)
        (changes[inplace],) = found
    assert changes[True].error_after <= 0.51
    assert changes[True].error_before == changes[False].error_before
    if base is nn.ELU:  # in place, PyTorch's has only the output, -1, to go by
        assert changes[True].rescued > changes[False].rescued == 0


def test_reports_see_what_hooks_leave_of_the_input():
    x = draw((64, 8))
    model = nn.Sequential(nn.Linear(8, 8), nn.SiLU())
    model[1].register_forward_pre_hook(lambda module, args: (args[0] * 3,))
    found = []
    ot.convert(model, report=found, sample=x)
    assert found[0].error_after <= 0.51

    class ByName(nn.Module):
        def __init__(self):
            super().__init__()
            self.linear, self.activation = nn.Linear(8, 8), nn.SiLU()

        def forward(self, x):
            return self.activation(input=self.linear(x))

    found = []
    ot.convert(ByName(), report=found, sample=x)
    if version(torch) >= (2, 0):  # its hooks see named arguments
        assert found[0].error_after <= 0.51


def test_reports_count_shared_memory_for_neither():
    x = draw((64, 8))
    both, one = [], []
    ot.convert(nn.Sequential(nn.Linear(8, 8), nn.ReLU(), nn.GELU()), report=both,
               sample=x)
    assert [c.bytes_before for c in both] == [0, 0]  # gelu's input is relu's output
    ot.convert(nn.Sequential(nn.Linear(8, 8), nn.ReLU(), nn.GELU()), report=one,
               sample=x, cache="4-bit")
    assert [c.bytes_after for c in one] == [64, 256]


def test_the_examples_of_docs_run_as_printed():
    import doctest

    result = doctest.testfile(str(ROOT / "docs/pytorch.md"), module_relative=False)
    assert result.attempted > 0 and result.failed == 0


def test_pytorch_md_begins_with_the_classic_line_and_ogives():
    text = (ROOT / "docs/pytorch.md").read_text()
    example = text.split("```python\n")[1].split("```")[0]
    theirs, ours = example.split("\n\n")[1:]
    assert "y = torch.nn.Sigmoid()(torch.randn(4))\n" in theirs + "\n"
    names = {}
    exec(compile(example.split("\n\n")[0], "docs/pytorch.md", "exec"), names)
    results = []
    for part in (theirs, ours):
        exec(compile(part, "docs/pytorch.md", "exec"), names)
        results.append(names["y"])
    assert results[0].shape == (4,)
    torch.testing.assert_close(results[1], results[0])
    torch.manual_seed(1)
    assert torch.equal(results[1], torch.from_numpy(
        ogive.sigmoid(torch.randn(4).numpy())))


def test_the_network_that_rounding_had_stopped():
    import subprocess
    import sys

    result = subprocess.run(
        [sys.executable, ROOT / "examples/bf16_saturation.py", "--check", "--steps",
         "100"], capture_output=True, text=True, timeout=600)
    assert result.returncode == 0, result.stdout + result.stderr
