#!/usr/bin/env python3
# Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
"""A network in bfloat16 that stops learning by rounding, and the same one learning
after ogive.torch.convert; and how many results change with the batch size and with
the place in the batch.

    python examples/bf16_saturation.py [--figure FILE] [--steps N] [--check]

30 numbers -> 32 sigmoid units -> 1 number, on the breast cancer data, whole batches,
Adam. The hidden units start saturated, at x = 14 and about: there s(x) rounds to 1
in bfloat16, y (1 - y) is exactly 0, and no step of any size moves the first layer,
though the true slope, about 8e-7, is a bfloat16 number like any other. The only
difference between the two networks is the line that calls convert.

--check fails where the figures are not what docs/pytorch.md says of them: it is a
test. Needs PyTorch; the figure, matplotlib.
"""

import argparse
import pathlib
import sys

import torch
from torch import nn

import ogive.torch

DATA = pathlib.Path(__file__).resolve().parents[1] / "data/breast_cancer_wdbc.csv"
SEEDS = range(5)


def read():
    """The standardised columns and the label, in bfloat16."""
    rows = [[float(v) for v in line.split(",")]
            for line in DATA.read_text().splitlines()[1:]]
    table = torch.tensor(rows, dtype=torch.float64)
    x, label = table[:, :-1], table[:, -1:]
    x = (x - x.mean(0)) / x.std(0)
    return x.bfloat16(), label.bfloat16()


def network(seed):
    torch.manual_seed(seed)
    model = nn.Sequential(nn.Linear(30, 32), nn.Sigmoid(), nn.Linear(32, 1))
    with torch.no_grad():
        model[0].bias += 14
    return model.bfloat16()


def train(model, x, label, steps):
    """The loss of each step, and the share of gradients of the first layer that
    were exactly 0 at the first."""
    optimizer = torch.optim.Adam(model.parameters(), lr=0.05)
    losses, dead = [], None
    for _ in range(steps):
        optimizer.zero_grad()
        logits = model(x).float()
        loss = nn.functional.binary_cross_entropy_with_logits(logits, label.float())
        loss.backward()
        if dead is None:
            dead = (model[0].weight.grad == 0).float().mean().item()
        optimizer.step()
        losses.append(loss.item())
    with torch.no_grad():
        right = ((model(x) > 0) == (label > 0.5)).float().mean().item()
    return losses, dead, right


def learn(steps):
    """{name: [(losses, dead, accuracy), one for each seed]}"""
    x, label = read()
    results = {"nn.Sigmoid": [], "after convert": []}
    for seed in SEEDS:
        results["nn.Sigmoid"].append(train(network(seed), x, label, steps))
        model = ogive.torch.convert(network(seed))
        results["after convert"].append(train(model, x, label, steps))
    print(f"{steps} steps, {len(SEEDS)} seeds, in bfloat16:")
    print(f"{'':<16}{'gradients that are 0':>22}{'loss at the end':>22}"
          f"{'accuracy':>22}")
    for name, runs in results.items():
        last = [losses[-1] for losses, _, _ in runs]
        right = [accuracy for _, _, accuracy in runs]
        dead = sum(d for _, d, _ in runs) / len(runs)
        print(f"{name:<16}{dead:>21.1%} "
              f"{f'{min(last):.3f} to {max(last):.3f}':>21} "
              f"{f'{min(right):.3f} to {max(right):.3f}':>21}")
    return results


def figure(results, path):
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    matplotlib.rcParams["svg.hashsalt"] = "ogive"  # the same file each time
    _, ax = pyplot.subplots(figsize=(6.4, 4), layout="constrained")
    for (name, runs), colour in zip(results.items(), ("tab:red", "tab:blue")):
        for at, (losses, _, _) in enumerate(runs):
            ax.plot(losses, color=colour, linewidth=1,
                    label=name if at == 0 else None)
    for side in ("top", "right"):
        ax.spines[side].set_visible(False)
    ax.set_xlabel("step")
    ax.set_ylabel("binary cross-entropy")
    ax.set_ylim(bottom=0)
    ax.legend(frameon=False)
    pyplot.savefig(path, metadata={"Date": None} if str(path).endswith("svg") else {})
    print(f"wrote {path}")


def differences(function, x):
    """How many results have other bits than in the whole batch of 64 rows: computed
    in batches of 1 to 64 rows, and starting at each of the first 64 elements."""
    whole = function(x)
    batch = sum(int((function(part) != whole[at:at + size]).sum())
                for size in range(1, 65)
                for at in range(0, 64, size)
                for part in [x[at:at + size].clone()])
    flat, flat_whole = x.flatten(), whole.flatten()
    place = sum(int((function(flat[start:].clone()) != flat_whole[start:]).sum())
                for start in range(64))
    return batch, place


def places():
    torch.manual_seed(0)
    x = 4 * torch.randn(64, 37)
    own, theirs = ogive.torch.functional, nn.functional
    functions = {"sigmoid": (torch.sigmoid, own.sigmoid), "tanh": (torch.tanh, own.tanh),
                 "silu": (theirs.silu, own.silu), "gelu": (theirs.gelu, own.gelu),
                 "mish": (theirs.mish, own.mish),
                 "softplus": (theirs.softplus, own.softplus),
                 "elu": (theirs.elu, own.elu)}
    print("\nresults that change, of float32 [64, 37]: with the batch size (of "
          f"{64 * x.numel()}) and with\nthe place (of "
          f"{sum(x.numel() - s for s in range(64))}):")
    print(f"{'':<10}{'PyTorch: batch':>16}{'place':>10}{'Ogive: batch':>16}"
          f"{'place':>10}")
    total = [0, 0]
    for name, pair in functions.items():
        found = [differences(f, x) for f in pair]
        print(f"{name:<10}{found[0][0]:>16}{found[0][1]:>10}{found[1][0]:>16}"
              f"{found[1][1]:>10}")
        total = [t + sum(f) for t, f in zip(total, found)]
    return total


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--figure", help="write the loss curves there")
    parser.add_argument("--steps", type=int, default=400)
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args()
    torch.set_num_threads(1)
    results = learn(options.steps)
    theirs, ours = places()
    if options.figure:
        figure(results, options.figure)
    if options.check:
        still = all(losses[-1] > 0.6 for losses, _, _ in results["nn.Sigmoid"])
        learned = all(losses[-1] < 0.1 for losses, _, _ in results["after convert"])
        good = still and learned and theirs > 0 and ours == 0
        print("as documented" if good else "NOT as documented")
        return 0 if good else 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
