#!/usr/bin/env python3
# Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
#
# Times Ogive, through its C API, beside PyTorch, TensorFlow, JAX, ONNX Runtime,
# OpenVINO, SciPy and NumPy, and copies of memory beside all:
#
#   frameworks.py --threads 1 -o FILE.json       (scripts/bench.sh runs it)
#
# One group (operation, type, size) after the other. In each round of a group
# every contestant is timed once, in an order drawn anew, so that what slows the
# machine for a while slows all of them, and times of the same round may be
# compared. All have the same values. Outputs are allocated beforehand for all
# that can take one; TensorFlow and JAX allocate theirs in each call. Models are
# compiled, and results compared with the formula, before anything is timed.
#
# A framework that cannot be imported, or has no such operation, is left out and
# named, with the reason. With --threads 1 the process keeps to one core.

import argparse
import ctypes
import functools
import gc
import importlib
import itertools
import json
import os
import random
import statistics
import sys
import time

SIZES = [64, 1024, 4096, 65536, 1 << 20, 1 << 26]
FAMILY_SIZES = [4096, 65536, 1 << 20, 1 << 26]
QUICK_SIZES = [64, 65536, 1 << 20]
LEAST_FOR_THREADS = 65536  # below it threads are of no use to anyone
LARGE = 1 << 24  # from here on times vary less, and last
ROUNDS, ROUNDS_OF_LARGE, ROUNDS_OF_QUICK = 15, 7, 5
FAMILY = ["tanh", "silu", "gelu", "softplus", "mish", "elu"]
SOFTMAX_SHAPES = [(10000, 100), (1000, 1000), (32, 32000)]
DTYPES = ["f32", "bf16", "f16", "f64"]
TOLERANCE = {"f64": 1e-10, "f32": 2e-5, "f16": 1e-2, "bf16": 6e-2}
SAMPLE_SECONDS = 2e-3
LONGEST_SECONDS = 1.5  # a call that takes longer is left out
# Threads of a pool may spin for a while after their work, in the way of the
# next contestant's.
REST_SECONDS = 3e-3


class Unsupported(Exception):
    """The framework has no such operation, or not of that type."""


def set_environment(options):
    """Says to all frameworks, before they are imported, what they may use."""
    os.environ["CUDA_VISIBLE_DEVICES"] = ""
    os.environ["JAX_PLATFORMS"] = "cpu"
    os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
    os.environ["OMP_NUM_THREADS"] = str(options.threads)
    if options.isa == "avx2":
        os.environ["OGIVE_TARGET"] = "avx2"
        os.environ["ATEN_CPU_CAPABILITY"] = "avx2"
        os.environ["ONEDNN_MAX_CPU_ISA"] = "AVX2"
    if options.threads == 1:
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})


class Arrays:
    """The arrays of one group, each on a cache line, filled with one seed."""

    def __init__(self, dtype, shape):
        self.dtype, self.shape = dtype, shape
        self.n = int(np.prod(shape))
        generator = np.random.default_rng(1)
        self.x = self._array(generator.uniform(-8, 8, shape))
        self.dy = self._array(generator.uniform(-1, 1, shape))
        self.y, self.t, self.dx = (self._array() for _ in range(3))

    def _array(self, values=None):
        kind = NUMPY_TYPES[self.dtype]
        size = self.n * kind.itemsize
        lines = (size + 63) // 64  # whole ones, for the copies
        raw = np.zeros(64 * (lines + 1), np.uint8)
        start = -raw.ctypes.data % 64
        array = raw[start : start + size].view(kind).reshape(self.shape)
        array[...] = np.nan if values is None else values
        return array

    def fill_caches(self):
        x = self.x.astype(np.float64)
        self.y[...] = 1 / (1 + np.exp(-x))
        self.t[...] = np.copysign(1 / (1 + np.exp(np.abs(x))), x)


class Contestant:
    """What is timed: `run`, and the outputs it leaves, by name, to be checked."""

    def __init__(self, name, run, outputs=None):
        self.name, self.run = name, run
        self.outputs = outputs or (lambda: {})
        self.times = []


def true_results(op, a, rows):
    """The formula's outputs, of the rows given."""
    x = a.x[rows].astype(np.float64)
    s = 1 / (1 + np.exp(-x))
    softplus = np.logaddexp(0, x)
    if op in ("sigmoid_backward", "sigmoid_both"):
        backward = {"dx": a.dy[rows].astype(np.float64) * s * (1 - s)}
        return backward if op == "sigmoid_backward" else {"y": s, **backward}
    if op.startswith("softmax"):
        e = np.exp(x - x.max(axis=1, keepdims=True))
        return {"y": e / e.sum(axis=1, keepdims=True)}
    if op == "gelu":
        erf = np.vectorize(__import__("math").erf)
        return {"y": x * (1 + erf(x / np.sqrt(2))) / 2}
    formulas = {
        "sigmoid": lambda: s,
        "tanh": lambda: np.tanh(x),
        "silu": lambda: x * s,
        "softplus": lambda: softplus,
        "mish": lambda: x * np.tanh(softplus),
        "elu": lambda: np.where(x > 0, x, np.expm1(x)),
    }
    return {"y": formulas[op]()}


def check(contestant, op, a):
    """Fails where the results are not those of the formula."""
    outputs = contestant.outputs()
    if not outputs:
        return
    rows = slice(None, None, max(1, len(a.x) // 1009))
    for name, want in true_results(op, a, rows).items():
        got = np.asarray(outputs[name])[rows].astype(np.float64)
        error = np.max(np.abs(got - want) / np.maximum(1, np.abs(want)))
        if not error <= TOLERANCE[a.dtype]:
            raise RuntimeError(f"{contestant.name} is off by {error:g} in {op}")


class Ogive:
    """Ogive by its C API, and the copies, from the library made for it."""

    TYPES = {"f32": 0, "f64": 1, "f16": 2, "bf16": 3}
    PARAMETERS = {"silu": [1.0], "softplus": [1.0, float("inf")], "elu": [1.0]}

    class Options(ctypes.Structure):
        _fields_ = [
            ("size", ctypes.c_size_t),
            ("accuracy", ctypes.c_int32),
            ("threads", ctypes.c_int32),
        ]

    def __init__(self, threads, path):
        self.threads = threads
        self.library = ctypes.CDLL(path)
        self.library.ogive_version.restype = ctypes.c_char_p
        self.library.ogive_target.restype = ctypes.c_char_p
        self.version = self.library.ogive_version().decode()
        self.target = self.library.ogive_target().decode()
        self.options = [self.Options(16, tier, threads) for tier in (0, 1)]

    def _call(self, name, a, arrays, tier=0, extra=()):
        """A call of the C function, its arguments made beforehand."""
        function = getattr(self.library, name)
        if name.startswith("ogive_softmax"):
            shape = [ctypes.c_size_t(k) for k in a.shape]
        else:
            shape = [ctypes.c_size_t(a.n)]
        arguments = [
            ctypes.c_int(self.TYPES[a.dtype]),
            *shape,
            *(ctypes.c_void_p(getattr(a, array).ctypes.data) for array in arrays),
            *(ctypes.c_double(value) for value in extra),
            ctypes.byref(self.options[tier]),
        ]
        status = function(*arguments)
        if status != 0:
            raise RuntimeError(f"{name} returns {status}")
        return functools.partial(function, *arguments)

    def _copy(self, name, a, arrays):
        function = getattr(self.library, name)
        arguments = [
            ctypes.c_size_t((a.x.nbytes + 63) // 64 * 64),
            *(ctypes.c_void_p(getattr(a, array).ctypes.data) for array in arrays),
            ctypes.c_int(self.threads),
        ]
        return functools.partial(function, *arguments)

    def contestants(self, op, a):
        forward = functools.partial(Contestant, outputs=lambda: {"y": a.y})
        backward = functools.partial(Contestant, outputs=lambda: {"dx": a.dx})
        both = functools.partial(Contestant, outputs=lambda: {"y": a.y, "dx": a.dx})
        if op == "sigmoid_backward":
            yield Contestant("triad", self._copy("bench_triad", a, ["dy", "y", "dx"]))
            streaming = self._copy("bench_streaming_triad", a, ["dy", "y", "dx"])
            yield Contestant("streaming_triad", streaming)
            call = self._call("ogive_sigmoid_backward", a, ["dy", "y", "dx"])
            yield backward("ogive_output", call)
            call = self._call("ogive_sigmoid_backward_tail", a, ["dy", "t", "dx"])
            yield backward("ogive_tail", call)
            return
        if op == "sigmoid_both":
            tiers = ["ogive_output"] + ["ogive_fast"] * (a.dtype == "f32")
            for tier, name in enumerate(tiers):
                first = self._call("ogive_sigmoid", a, ["x", "y"], tier)
                then = self._call("ogive_sigmoid_backward", a, ["dy", "y", "dx"])
                yield both(name, one_after_other(first, then))
            first = self._call("ogive_sigmoid_with_tail", a, ["x", "y", "t"])
            then = self._call("ogive_sigmoid_backward_tail", a, ["dy", "t", "dx"])
            yield both("ogive_tail", one_after_other(first, then))
            return
        yield Contestant("copy", self._copy("bench_copy", a, ["x", "y"]))
        streaming = self._copy("bench_streaming_copy", a, ["x", "y"])
        yield Contestant("streaming_copy", streaming)
        if a.n == 1:
            nothing = self._copy("bench_nothing", a, ["x", "y"])
            yield Contestant("empty_call", nothing)
        name = "ogive_" + op.split("_")[0]
        extra = self.PARAMETERS.get(op, [])
        # Of what the fast tier covers only some is quicker than the exact one.
        fast = a.dtype == "f32" and not op.startswith("softmax")
        for tier, label in enumerate(["ogive_exact"] + ["ogive_fast"] * fast):
            yield forward(label, self._call(name, a, ["x", "y"], tier, extra))


def one_after_other(first, then):
    def run():
        first()
        then()

    return run


class PyTorch:
    def __init__(self, threads):
        self.torch = importlib.import_module("torch")
        self.version = self.torch.__version__
        self.torch.set_num_threads(threads)
        self.torch.set_grad_enabled(False)

    def _tensor(self, array, dtype):
        if dtype == "bf16":
            bits = self.torch.from_numpy(array.view(np.int16))
            return bits.view(self.torch.bfloat16)
        return self.torch.from_numpy(array)

    def contestants(self, op, a):
        aten = self.torch.ops.aten
        x, dy, y, dx = (self._tensor(v, a.dtype) for v in (a.x, a.dy, a.y, a.dx))

        def forward():
            self.torch.sigmoid(x, out=y)

        def backward():
            aten.sigmoid_backward.grad_input(dy, y, grad_input=dx)

        runs = {
            "sigmoid": forward,
            "sigmoid_backward": backward,
            "sigmoid_both": one_after_other(forward, backward),
            "tanh": lambda: self.torch.tanh(x, out=y),
            "silu": lambda: aten.silu.out(x, out=y),
            "gelu": lambda: aten.gelu.out(x, out=y),
            "softplus": lambda: aten.softplus.out(x, out=y),
            "mish": lambda: aten.mish.out(x, out=y),
            "elu": lambda: aten.elu.out(x, out=y),
            "softmax": lambda: aten._softmax.out(x, 1, False, out=y),
        }
        run = runs[op.split("_")[0] if op.startswith("softmax") else op]
        yield Contestant("pytorch", run, lambda: {"y": a.y, "dx": a.dx})


class TensorFlow:
    def __init__(self, threads):
        self.tf = tf = importlib.import_module("tensorflow")
        self.version = tf.__version__
        tf.config.threading.set_intra_op_parallelism_threads(threads)
        tf.config.threading.set_inter_op_parallelism_threads(1)

    def contestants(self, op, a):
        tf = self.tf
        x, dy = tf.constant(a.x), tf.constant(a.dy)
        y = tf.constant(a.y) if op == "sigmoid_backward" else None

        def both():
            output = tf.raw_ops.Sigmoid(x=x)
            return output, tf.raw_ops.SigmoidGrad(y=output, dy=dy)

        runs = {
            "sigmoid": lambda: tf.raw_ops.Sigmoid(x=x),
            "sigmoid_backward": lambda: tf.raw_ops.SigmoidGrad(y=y, dy=dy),
            "sigmoid_both": both,
            "tanh": lambda: tf.raw_ops.Tanh(x=x),
            "silu": lambda: tf.nn.silu(x),
            "gelu": lambda: tf.nn.gelu(x, approximate=False),
            "softplus": lambda: tf.raw_ops.Softplus(features=x),
            "elu": lambda: tf.raw_ops.Elu(features=x),
            "softmax": lambda: tf.raw_ops.Softmax(logits=x),
        }
        run = runs.get(op.split("_")[0] if op.startswith("softmax") else op)
        if run is None:
            raise Unsupported("no such operation")
        yield Contestant("tensorflow", run, named_outputs(op, run))


class Jax:
    def __init__(self, threads):
        del threads  # as many as the process may use cores
        self.jax = importlib.import_module("jax")
        self.version = self.jax.__version__
        self.jax.config.update("jax_enable_x64", True)

    def contestants(self, op, a):
        jax, nn = self.jax, self.jax.nn
        numpy = jax.numpy
        x, dy, y = (numpy.asarray(v) for v in (a.x, a.dy, a.y))

        def backward(dy, y):
            return dy * y * (1 - y)

        def both(x, dy):
            y = nn.sigmoid(x)
            return y, backward(dy, y)

        functions = {
            "sigmoid_backward": (backward, (dy, y)),
            "sigmoid_both": (both, (x, dy)),
            "tanh": (numpy.tanh, (x,)),
            "gelu": (functools.partial(nn.gelu, approximate=False), (x,)),
            "softmax": (functools.partial(nn.softmax, axis=1), (x,)),
        }
        name = op.split("_")[0] if op.startswith("softmax") else op
        function, inputs = functions.get(name) or (getattr(nn, name), (x,))
        compiled = jax.jit(function)

        def run():
            return jax.block_until_ready(compiled(*inputs))

        yield Contestant("jax", run, named_outputs(op, run))


def named_outputs(op, run):
    """The outputs of a run that returns them."""

    def outputs():
        result = run()
        if op == "sigmoid_both":
            return {"y": result[0], "dx": result[1]}
        return {"dx" if op == "sigmoid_backward" else "y": result}

    return outputs


class OnnxRuntime:
    OPERATORS = {
        "sigmoid": ("Sigmoid", {}),
        "tanh": ("Tanh", {}),
        "gelu": ("Gelu", {"approximate": "none"}),
        "softplus": ("Softplus", {}),
        "mish": ("Mish", {}),
        "elu": ("Elu", {"alpha": 1.0}),
        "softmax": ("Softmax", {"axis": 1}),
    }

    def __init__(self, threads):
        self.threads = threads
        self.runtime = importlib.import_module("onnxruntime")
        self.onnx = importlib.import_module("onnx")
        self.version = self.runtime.__version__

    def contestants(self, op, a):
        name = op.split("_")[0] if op.startswith("softmax") else op
        if name not in self.OPERATORS:
            raise Unsupported("no such operation")
        operator, attributes = self.OPERATORS[name]
        onnx, helper = self.onnx, self.onnx.helper
        kind = {
            "f32": onnx.TensorProto.FLOAT,
            "f64": onnx.TensorProto.DOUBLE,
            "f16": onnx.TensorProto.FLOAT16,
            "bf16": onnx.TensorProto.BFLOAT16,
        }[a.dtype]
        x, y = (helper.make_tensor_value_info(v, kind, a.shape) for v in "xy")
        node = helper.make_node(operator, ["x"], ["y"], **attributes)
        model = helper.make_model(
            helper.make_graph([node], "one", [x], [y]),
            opset_imports=[helper.make_opsetid("", 20)],
            ir_version=10,
        )
        options = self.runtime.SessionOptions()
        options.intra_op_num_threads = self.threads
        options.inter_op_num_threads = 1
        options.log_severity_level = 4
        try:
            session = self.runtime.InferenceSession(
                model.SerializeToString(), options, ["CPUExecutionProvider"]
            )
        except Exception as error:
            raise Unsupported(first_line(error)) from error
        binding = session.io_binding()
        element = kind if a.dtype == "bf16" else a.x.dtype.type
        pointers = (a.x.ctypes.data, a.y.ctypes.data)
        binding.bind_input("x", "cpu", 0, element, a.shape, pointers[0])
        binding.bind_output("y", "cpu", 0, element, a.shape, pointers[1])
        run = functools.partial(session.run_with_iobinding, binding)
        yield Contestant("onnxruntime", run, lambda: {"y": a.y})


class OpenVino:
    OPERATORS = {
        "sigmoid": ("sigmoid", {}),
        "tanh": ("tanh", {}),
        "silu": ("swish", {}),
        "gelu": ("gelu", {"approximation_mode": "erf"}),
        "softplus": ("softplus", {}),
        "mish": ("mish", {}),
        "elu": ("elu", {"alpha": 1.0}),
        "softmax": ("softmax", {"axis": 1}),
    }

    def __init__(self, threads):
        self.threads = threads
        self.openvino = importlib.import_module("openvino")
        self.opset = importlib.import_module("openvino.opset13")
        self.version = self.openvino.__version__.split("-")[0]
        self.core = self.openvino.Core()

    def contestants(self, op, a):
        name = op.split("_")[0] if op.startswith("softmax") else op
        if name not in self.OPERATORS:
            raise Unsupported("no such operation")
        if a.dtype == "f64":
            raise Unsupported("computes doubles as floats")
        operator, attributes = self.OPERATORS[name]
        openvino = self.openvino
        kind = getattr(openvino.Type, a.dtype)
        parameter = self.opset.parameter(list(a.shape), kind)
        node = getattr(self.opset, operator)(parameter, **attributes)
        settings = {
            "INFERENCE_NUM_THREADS": self.threads,
            "NUM_STREAMS": 1,
            "INFERENCE_PRECISION_HINT": a.dtype,
        }
        try:
            compiled = self.core.compile_model(
                openvino.Model([node], [parameter]), "CPU", settings
            )
        except Exception as error:
            raise Unsupported(first_line(error)) from error
        request = compiled.create_infer_request()
        bits = np.int16 if a.dtype == "bf16" else a.x.dtype
        x, y = (openvino.Tensor(v.view(bits), v.shape, kind) for v in (a.x, a.y))
        request.set_input_tensor(x)
        request.set_output_tensor(y)

        def run():
            request.start_async()
            request.wait()

        yield Contestant("openvino", run, lambda: {"y": a.y})


class SciPy:
    def __init__(self, threads):
        if threads != 1:
            raise Unsupported("no threads: measured with one")
        self.special = importlib.import_module("scipy.special")
        self.version = importlib.import_module("scipy").__version__

    def contestants(self, op, a):
        if op != "sigmoid":
            raise Unsupported("no such operation")
        if a.dtype in ("f16", "bf16"):
            raise Unsupported("no arithmetic of that type")
        run = functools.partial(self.special.expit, a.x, a.y)
        yield Contestant("scipy", run, lambda: {"y": a.y})


class NumPy:
    def __init__(self, threads):
        if threads != 1:
            raise Unsupported("no threads: measured with one")
        self.version = np.__version__

    def contestants(self, op, a):
        if a.dtype == "bf16":
            raise Unsupported("no arithmetic of that type")
        x, dy, y, dx = a.x, a.dy, a.y, a.dx
        one = x.dtype.type(1)

        def forward():
            np.negative(x, y)
            np.exp(y, y)
            np.add(y, one, y)
            np.divide(one, y, y)

        def backward():
            np.subtract(one, y, dx)
            np.multiply(dx, y, dx)
            np.multiply(dx, dy, dx)

        runs = {
            "sigmoid": forward,
            "sigmoid_backward": backward,
            "sigmoid_both": one_after_other(forward, backward),
            "tanh": functools.partial(np.tanh, x, y),
        }
        if op not in runs:
            raise Unsupported("no such operation")
        yield Contestant("numpy", runs[op], lambda: {"y": y, "dx": dx})


FRAMEWORKS = {
    "PyTorch": PyTorch,
    "TensorFlow": TensorFlow,
    "JAX": Jax,
    "ONNX Runtime": OnnxRuntime,
    "OpenVINO": OpenVino,
    "SciPy": SciPy,
    "NumPy": NumPy,
}


def first_line(error):
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return f"{type(error).__name__}: {lines[0][:160] if lines else ''}"


def seconds_of(run, calls):
    start = time.perf_counter()
    for _ in itertools.repeat(None, calls):
        run()
    return time.perf_counter() - start


class Program:
    def __init__(self, options):
        self.options = options
        self.random = random.Random(1)
        self.ogive = Ogive(options.threads, options.library)
        self.frameworks, self.versions, self.skipped = {}, {}, []
        self.results = []
        self.versions["Ogive"] = self.ogive.version
        for name, framework in FRAMEWORKS.items():
            if options.isa == "avx2" and name != "PyTorch":
                continue
            try:
                self.frameworks[name] = framework(options.threads)
                self.versions[name] = self.frameworks[name].version
            except Unsupported as error:
                self.skip(f"{name}, all cores", str(error))
            except Exception as error:  # whatever keeps it from working here
                self.skip(name, first_line(error))

    def skip(self, name, reason):
        entry = {"name": name, "reason": reason}
        if entry not in self.skipped:
            self.skipped.append(entry)
            print(f"frameworks: without {name}: {reason}", file=sys.stderr)

    def contestants(self, op, a):
        """Those that have the operation, tried once and found right."""
        all_of_them = list(self.ogive.contestants(op, a))
        for name, framework in self.frameworks.items():
            try:
                all_of_them += framework.contestants(op, a)
            except Unsupported as error:
                what = f"{name} {op} {a.dtype}"
                if "no such operation" not in str(error):
                    self.skip(what, str(error))
            except Exception as error:
                self.skip(f"{name} {op} {a.dtype}", first_line(error))
        right = []
        for contestant in all_of_them:
            (a.dx if op == "sigmoid_backward" else a.y)[...] = np.nan
            try:
                contestant.run()
                check(contestant, op, a)
            except Exception as error:
                if contestant.name.startswith("ogive"):
                    raise
                self.skip(f"{contestant.name} {op} {a.dtype}", first_line(error))
                continue
            right.append(contestant)
        return right

    def measure(self, op, a):
        if op == "sigmoid_backward":
            a.fill_caches()
        threads = self.options.threads
        print(f"frameworks/{op}/{a.dtype}/{a.n}/{threads}", file=sys.stderr)
        running = []
        for c in self.contestants(op, a):
            c.calls, taken = 1, seconds_of(c.run, 1)
            while taken < SAMPLE_SECONDS:
                c.calls = max(
                    2 * c.calls, int(1.1 * c.calls * SAMPLE_SECONDS / max(taken, 1e-9))
                )
                c.calls = min(c.calls, 10**6)
                taken = seconds_of(c.run, c.calls)
            if taken / c.calls > LONGEST_SECONDS:
                reason = f"{taken / c.calls:.1f} s a call"
                self.skip(f"{c.name} {op} {a.dtype} {a.n}", reason)
            else:
                running.append(c)
        rounds = ROUNDS_OF_QUICK if self.options.quick else ROUNDS
        for _ in range(min(rounds, ROUNDS_OF_LARGE) if a.n >= LARGE else rounds):
            for c in self.random.sample(running, len(running)):
                if threads != 1:
                    time.sleep(REST_SECONDS)
                if a.n < LARGE:
                    c.run()  # its arrays are in the cache, as far as they fit
                c.times.append(seconds_of(c.run, c.calls) / c.calls * 1e9)
        for c in running:
            self.results.append(
                {
                    "contestant": c.name,
                    "op": op,
                    "dtype": a.dtype,
                    "n": a.n,
                    "ns": [float(f"{t:.6g}") for t in c.times],
                }
            )

    def run(self):
        options = self.options
        sizes = QUICK_SIZES if options.quick else SIZES
        family_sizes = [65536] if options.quick else FAMILY_SIZES
        ops = ["sigmoid", "sigmoid_backward", "sigmoid_both"]
        if options.threads != 1:
            sizes = [n for n in sizes if n >= LEAST_FOR_THREADS]
            family_sizes = [n for n in family_sizes if n > LEAST_FOR_THREADS]
        else:
            self.measure("sigmoid", Arrays("f32", (1,)))  # what calls cost
        for dtype in ["f32"] if options.isa else DTYPES:
            for n in sizes:
                a = Arrays(dtype, (n,))
                for op in ops:
                    self.measure(op, a)
                    gc.collect()
        if options.isa:
            return
        for n in family_sizes:
            a = Arrays("f32", (n,))
            for op in FAMILY:
                self.measure(op, a)
                gc.collect()
        for rows, columns in SOFTMAX_SHAPES:
            self.measure(f"softmax_{columns}", Arrays("f32", (rows, columns)))

    def write(self):
        data = {
            "program": "frameworks",
            "threads": self.options.threads,
            "target": self.ogive.target,
            "versions": self.versions,
            "skipped": self.skipped,
        }
        with open(self.options.output, "w", encoding="utf-8") as file:
            file.write(json.dumps(data)[:-1] + ', "results": [\n')
            file.write(",\n".join(json.dumps(row) for row in self.results))
            file.write("\n]}\n")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--threads", type=int, default=1, help="1 or all cores")
    parser.add_argument("--isa", choices=["avx2"], help="PyTorch's and Ogive's")
    parser.add_argument("--quick", action="store_true", help="fewer sizes, rounds")
    parser.add_argument("--library", default="build/release/bench/libogive_bench.so")
    parser.add_argument("-o", "--output", required=True, help="the JSON file")
    options = parser.parse_args()
    set_environment(options)

    # After the environment is set.
    global np, NUMPY_TYPES
    np = importlib.import_module("numpy")
    bfloat16 = importlib.import_module("ml_dtypes").bfloat16
    types = {"f32": np.float32, "f64": np.float64, "f16": np.float16}
    NUMPY_TYPES = {k: np.dtype(t) for k, t in {**types, "bf16": bfloat16}.items()}

    gc.disable()
    program = Program(options)
    program.run()
    program.write()


if __name__ == "__main__":
    main()
