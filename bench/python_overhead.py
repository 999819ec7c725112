#!/usr/bin/env python3
# Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
"""Times the Python package beside what it stands in for: its ufuncs beside
np.tanh and beside the same kernel called without NumPy, and, where a framework is
installed, forward and backward of ogive.torch, ogive.tensorflow and ogive.jax beside
its own functions.

    python bench/python_overhead.py [--rounds N] [--only PART] [--threads N]

Contestants take turns within each round; a ratio is the median, over the rounds,
of the ratios of times of the same round, so that other work on the machine does
not decide it. One core, one thread, unless --threads says another number for
PyTorch; float32; outputs are allocated beforehand where NumPy lets one.
"""

import argparse
import multiprocessing
import os
import statistics
import time

os.environ.setdefault("OMP_NUM_THREADS", "1")
if hasattr(os, "sched_setaffinity"):
    os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})

import numpy as np

import ogive
from ogive import _core
from ogive._elementwise import NUMBERS

SAMPLE_SECONDS = 4e-3


def timed(run, calls):
    start = time.perf_counter()
    for _ in range(calls):
        run()
    return (time.perf_counter() - start) / calls


def measure(contestants, rounds):
    """{name: [seconds of a call, one a round]}"""
    calls = {}
    for name, run in contestants.items():
        run()
        calls[name] = max(1, int(SAMPLE_SECONDS / max(timed(run, 3), 1e-7)))
    times = {name: [] for name in contestants}
    for _ in range(rounds):
        for name, run in contestants.items():
            times[name].append(timed(run, calls[name]))
    return times


def report(title, contestants, rounds):
    """The first contestant is the one that the others are divided by."""
    times = measure(contestants, rounds)
    base = next(iter(times.values()))
    for name, values in times.items():
        ratio = statistics.median(v / b for v, b in zip(values, base))
        print(f"{title:>24}  {name:<28} {min(values) * 1e6:11.2f} us at best  "
              f"{ratio:6.2f} x")
    print()


def numpy_part(rounds):
    for n in (1, 4096, 1 << 20, 1 << 25):
        x = np.random.default_rng(1).normal(0, 3, n).astype("f4")
        y = np.empty_like(x)

        def library(name, accuracy=0, x=x, y=y):
            number, n = NUMBERS[name], x.size
            source, target = x.ctypes.data, y.ctypes.data
            return lambda: _core.apply(number, 0, 0, n, source, 0, target, 0,
                                       None, accuracy, 1)

        report(f"{n} floats", {
            "np.tanh": lambda: np.tanh(x, out=y),
            "ogive.sigmoid": lambda: ogive.sigmoid(x, out=y),
            "  the kernel alone": library("sigmoid"),
            "ogive.fast.sigmoid": lambda: ogive.fast.sigmoid(x, out=y),
            "ogive.tanh": lambda: ogive.tanh(x, out=y),
            "  the kernel alone ": library("tanh"),
            "ogive.silu": lambda: ogive.silu(x, out=y),
            "  the kernel alone  ": library("silu"),
            "ogive.silu(x, beta=2)": lambda: ogive.silu(x, beta=2.0, out=y),
        }, rounds if n < 1 << 22 else max(rounds // 4, 3))


TORCH_MODULES = ["Sigmoid", "Tanh", "SiLU", "GELU", "Mish", "Softplus", "ELU", "ReLU"]
TORCH_ARRAYS = [(dtype, n) for dtype in ("float32", "bfloat16")
                for n in (4096, 1 << 20, 1 << 24)]


def torch_process(tier, threads, pipe):
    """Times what it is asked for, one module of PyTorch (tier None) or of Ogive's tier:
    (module, dtype, n, calls) -> seconds of a call."""
    import torch

    if threads > 1 and hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, range(os.cpu_count()))
    torch.set_num_threads(threads)
    # glibc keeps memory of up to the size of the largest block that was freed, 32 MiB
    # at most: as in a program that has run for a while.
    torch.zeros(6 << 20)
    if tier:
        import ogive.torch as library
    else:
        library = torch.nn
    keywords = {"accuracy": tier} if tier else {}
    made = None
    while (asked := pipe.recv()) is not None:
        name, dtype, n, calls = asked
        if made != (name, dtype, n):
            made = name, dtype, n
            torch.manual_seed(1)
            module = getattr(library, name)(**keywords)
            x = (torch.randn(n) * 3).to(getattr(torch, dtype)).requires_grad_()
            dy = torch.randn(n).to(x.dtype)

            def run(module=module, x=x, dy=dy):
                torch.autograd.grad(module(x), x, dy)

            for _ in range(3):
                run()
        pipe.send(timed(run, calls))


def torch_part(rounds, threads):
    """PyTorch and the two tiers, each in a process of its own, taking turns: in one
    process the memory that one gives back changes what the other pays for its own. Of
    the 16-bit types, both tiers are the exact one."""
    try:
        import ogive.torch
    except ImportError as error:
        print(f"torch: left out: {error}")
        return
    context = multiprocessing.get_context("spawn")
    pipes = []
    for tier in (None, "exact", "fast"):
        here, there = context.Pipe()
        context.Process(target=torch_process, args=(tier, threads, there),
                        daemon=True).start()
        pipes.append(here)

    def ask(pipe, *what):
        pipe.send(what)
        return pipe.recv()

    for dtype, n in TORCH_ARRAYS:
        asked = pipes if dtype == "float32" else pipes[:2]
        for name in TORCH_MODULES:
            calls = [max(1, int(SAMPLE_SECONDS / ask(pipe, name, dtype, n, 2)))
                     for pipe in asked]
            times = [[ask(pipe, name, dtype, n, k) for pipe, k in zip(asked, calls)]
                     for _ in range(rounds)]
            line = f"{name:>8} {n:>8} {dtype:>8}"
            for title, seconds in zip(("torch.nn", "exact", "fast"), zip(*times)):
                line += f"  {title} {statistics.median(seconds) * 1e6:9.1f} us"
                if title != "torch.nn":
                    ratios = sorted(t / turn[0] for t, turn in zip(seconds, times))
                    quarter = len(ratios) // 4
                    line += (f" {statistics.median(ratios):5.2f} x "
                             f"({ratios[quarter]:.2f} to {ratios[-1 - quarter]:.2f})")
            print(line, flush=True)
    for pipe in pipes:
        pipe.send(None)


def tensorflow_part(rounds):
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
    try:
        import tensorflow as tf

        import ogive.tensorflow as ot
    except ImportError as error:
        print(f"tensorflow: left out: {error}")
        return
    tf.config.threading.set_intra_op_parallelism_threads(1)
    tf.config.threading.set_inter_op_parallelism_threads(1)
    print(f"TensorFlow {tf.__version__}")
    pairs = {"sigmoid": (tf.nn.sigmoid, ot.sigmoid), "tanh": (tf.nn.tanh, ot.tanh),
             "silu": (tf.nn.silu, ot.silu), "gelu": (tf.nn.gelu, ot.gelu),
             "elu": (tf.nn.elu, ot.elu), "softplus": (tf.nn.softplus, ot.softplus)}
    for n in (4096, 1 << 20):
        x, dy = tf.random.normal([n], stddev=3), tf.random.normal([n])

        def forward(function, x=x):
            made = tf.function(lambda x: function(x)).get_concrete_function(x)
            return lambda: made(x)

        def both(function, x=x, dy=dy):
            @tf.function
            def run(x, dy):
                with tf.GradientTape() as tape:
                    tape.watch(x)
                    y = function(x)
                return y, tape.gradient(y, x, dy)

            made = run.get_concrete_function(x, dy)
            return lambda: made(x, dy)

        def eager(function, x=x, dy=dy):
            def run():
                with tf.GradientTape() as tape:
                    tape.watch(x)
                    y = function(x)
                return tape.gradient(y, x, dy)
            return run

        for name, (theirs, ours) in pairs.items():
            for how, make in (("forward", forward), ("both", both), ("eager", eager)):
                report(f"{name} {n} {how}", {
                    "tf.nn": make(theirs), "ogive.tensorflow": make(ours)}, rounds)


def jax_part(rounds):
    os.environ.setdefault("JAX_PLATFORMS", "cpu")
    try:
        import jax

        import ogive.jax as oj
    except ImportError as error:
        print(f"jax: left out: {error}")
        return
    print(f"JAX {jax.__version__}")

    def exact_gelu(x):
        return jax.nn.gelu(x, approximate=False)

    pairs = {"sigmoid": (jax.nn.sigmoid, oj.sigmoid), "tanh": (jax.nn.tanh, oj.tanh),
             "silu": (jax.nn.silu, oj.silu), "gelu": (exact_gelu, oj.gelu),
             "elu": (jax.nn.elu, oj.elu), "softplus": (jax.nn.softplus, oj.softplus)}
    for n in (4096, 1 << 20):
        generator = np.random.default_rng(1)
        x = jax.numpy.asarray(generator.normal(0, 3, n).astype("f4"))
        dy = jax.numpy.asarray(generator.normal(0, 1, n).astype("f4"))

        def forward(function, x=x):
            compiled = jax.jit(function)
            return lambda: compiled(x).block_until_ready()

        def both(function, x=x, dy=dy):
            @jax.jit
            def run(x, dy):
                y, pullback = jax.vjp(function, x)
                return y, pullback(dy)[0]

            return lambda: jax.block_until_ready(run(x, dy))

        for name, (theirs, ours) in pairs.items():
            for how, make in (("forward", forward), ("both", both)):
                report(f"{name} {n} {how}", {
                    "jax.nn": make(theirs), "ogive.jax": make(ours)}, rounds)


PARTS = {"numpy": numpy_part, "torch": torch_part, "tensorflow": tensorflow_part,
         "jax": jax_part}


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--rounds", type=int, default=41)
    parser.add_argument("--only", choices=PARTS)
    parser.add_argument("--threads", type=int, default=1, help="of PyTorch (default 1)")
    options = parser.parse_args()
    print(f"ogive {ogive.__version__}, {ogive.target()}, NumPy {np.__version__}")
    for name, part in PARTS.items():
        if options.only in (None, name):
            more = {"threads": options.threads} if part is torch_part else {}
            part(options.rounds, **more)


if __name__ == "__main__":
    main()
