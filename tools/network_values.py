#!/usr/bin/env python3
# Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
#
# Makes tests/data/networks.json, what PyTorch computes for the networks of
# tests/nn_pytorch_test.cc:
#   python3 tools/network_values.py >tests/data/networks.json
# Needs Python 3.9 or later with PyTorch; the values were made with the version
# that the file names. All in double, on the CPU, on one thread.
#
# Each case has a network, its weights (a row for each input, as Ogive has them;
# PyTorch's are the transpose), rows x, targets, and PyTorch's outputs, loss and
# gradients; "steps" has the losses of some steps on these rows, each before its
# step, and the weights after them.

import json
import re

import torch
from torch import nn

torch.set_default_dtype(torch.float64)
torch.manual_seed(20261124)
torch.set_num_threads(1)

FUNCTIONS = {
    "sigmoid": nn.Sigmoid(),
    "log_sigmoid": nn.LogSigmoid(),
    "hardsigmoid": nn.Hardsigmoid(),
    "tanh": nn.Tanh(),
    "hardtanh": nn.Hardtanh(),
    "softsign": nn.Softsign(),
    "relu": nn.ReLU(),
    "relu6": nn.ReLU6(),
    "leaky_relu": nn.LeakyReLU(),
    "rrelu": nn.RReLU().eval(),
    "elu": nn.ELU(),
    "celu": nn.CELU(),
    "selu": nn.SELU(),
    "threshold": nn.Threshold(0, 0),
    "softshrink": nn.Softshrink(),
    "hardshrink": nn.Hardshrink(),
    "tanhshrink": nn.Tanhshrink(),
    "softplus": nn.Softplus(threshold=1e9),
    "silu": nn.SiLU(),
    "hardswish": nn.Hardswish(),
    "mish": nn.Mish(),
    "gelu": nn.GELU(),
    "gelu_tanh": nn.GELU(approximate="tanh"),
    "softmax": nn.Softmax(dim=1),
}
LOSSES = {
    "bce_with_logits": nn.BCEWithLogitsLoss(),
    "bce": nn.BCELoss(),
    "softmax_cross_entropy": nn.CrossEntropyLoss(),
    "squared_error": nn.MSELoss(),
}


def network(layers, wide):
    modules = []
    width = 4
    for layer in layers:
        if isinstance(layer, int):
            linear = nn.Linear(width, layer)
            nn.init.uniform_(linear.weight, -wide, wide)
            nn.init.uniform_(linear.bias, -1, 1)
            modules.append(linear)
            width = layer
        else:
            modules.append(FUNCTIONS[layer])
    return nn.Sequential(*modules), width


def dense(model, of):
    """The weights and biases of each dense layer, or their gradients."""
    return [
        {
            "weights": of(module.weight).t().reshape(-1).tolist(),
            "bias": of(module.bias).tolist(),
        }
        for module in model
        if isinstance(module, nn.Linear)
    ]


def targets_for(loss, rows, columns):
    if loss == "softmax_cross_entropy":
        return nn.functional.one_hot(
            torch.arange(rows) * 7 % columns, columns
        ).double()
    if loss == "squared_error":
        return torch.rand(rows, columns) * 2 - 1
    return (torch.rand(rows, columns) > 0.5).double()


def case(layers, loss, rows=6, wide=1.0, optimizer=None):
    model, columns = network(layers, wide)
    x = torch.rand(rows, 4) * 4 - 2
    z = targets_for(loss, rows, columns)
    y = model(x)
    value = LOSSES[loss](y, z)
    result = {
        "layers": layers,
        "loss_function": loss,
        "dense": dense(model, lambda p: p.detach()),
        "x": x.reshape(-1).tolist(),
        "targets": z.reshape(-1).tolist(),
        "outputs": y.detach().reshape(-1).tolist(),
        "loss": value.item(),
    }
    value.backward()
    result["gradients"] = dense(model, lambda p: p.grad)
    if optimizer:
        name, step = optimizer[0], optimizer[1](model.parameters())
        losses = []
        for _ in range(20):
            step.zero_grad()
            value = LOSSES[loss](model(x), z)
            losses.append(value.item())
            value.backward()
            step.step()
        result["steps"] = {
            "rule": name,
            "losses": losses,
            "dense": dense(model, lambda p: p.detach()),
        }
    return result


SGD = ["sgd 0.1 0.9", lambda p: torch.optim.SGD(p, lr=0.1, momentum=0.9)]
PLAIN = ["sgd 0.2 0", lambda p: torch.optim.SGD(p, lr=0.2)]
ADAM = ["adam 0.01", lambda p: torch.optim.Adam(p, lr=0.01)]

cases = [case([5, name, 2], "squared_error") for name in FUNCTIONS]
cases += [
    case([6, "tanh", 3], "softmax_cross_entropy", optimizer=SGD),
    case([6, "silu", 5, "elu", 4], "softmax_cross_entropy", optimizer=ADAM),
    case([6, "gelu", 2], "bce_with_logits", optimizer=PLAIN),
    case([5, "relu", 2, "sigmoid"], "bce", optimizer=SGD),
    # Logits up to some hundred; from probabilities, which round to 1 then, only
    # as far as the last bits of 1 - p do not matter.
    case([6, "relu", 1], "bce_with_logits", rows=12, wide=8.0),
    case([6, "relu", 1, "sigmoid"], "bce", rows=12, wide=1.5),
    case([6, "relu", 5], "softmax_cross_entropy", wide=8.0),
]
text = json.dumps({"made_by": f"PyTorch {torch.__version__}", "cases": cases},
                  indent=1)
# Lists of numbers on one line.
print(re.sub(r"\[[-+0-9.e,\s]+\]", lambda m: re.sub(r"\s+", " ", m[0]), text))
