# Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
"""Proves that a converted model trains under DistributedDataParallel (gloo, two
processes on this machine): both end with the same parameters, equal bit for bit to
those of one process that averages the gradients of the same two half batches."""

import os

import pytest

torch = pytest.importorskip("torch", reason="PyTorch is not installed "
                            "(TORCH=1 make python installs it)", exc_type=ImportError)
if not torch.distributed.is_available() or not torch.distributed.is_gloo_available():
    pytest.skip("this PyTorch has no gloo", allow_module_level=True)

import ogive.torch as ot  # noqa: E402

nn = torch.nn
STEPS = 5


def network():
    torch.manual_seed(7)
    return ot.convert(nn.Sequential(nn.Linear(6, 16), nn.Sigmoid(), nn.Linear(16, 16),
                                    nn.GELU(), nn.Linear(16, 1), nn.Tanh()))


def half(step, rank):
    generator = torch.Generator().manual_seed(100 * step + rank)
    x = torch.randn(8, 6, generator=generator)
    return x, x.sum(1, keepdim=True).tanh()


def work(rank, folder):
    os.environ["GLOO_SOCKET_IFNAME"] = "lo"  # the host's name need not resolve
    torch.set_num_threads(1)
    torch.distributed.init_process_group("gloo", init_method=f"file://{folder}/init",
                                         rank=rank, world_size=2)
    model = network()
    parallel = nn.parallel.DistributedDataParallel(model)
    optimizer = torch.optim.SGD(parallel.parameters(), lr=0.1, momentum=0.9)
    for step in range(STEPS):
        x, target = half(step, rank)
        optimizer.zero_grad()
        nn.functional.mse_loss(parallel(x), target).backward()
        optimizer.step()
    torch.save(model.state_dict(), f"{folder}/{rank}.pt")
    torch.distributed.destroy_process_group()


def one_process():
    torch.set_num_threads(1)
    model = network()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9)
    for step in range(STEPS):
        grads = []
        for rank in (0, 1):
            model.zero_grad()
            x, target = half(step, rank)
            nn.functional.mse_loss(model(x), target).backward()
            # As DistributedDataParallel does: divided first, then summed.
            grads.append([p.grad / 2 for p in model.parameters()])
        for p, a, b in zip(model.parameters(), *grads):
            p.grad = a + b
        optimizer.step()
    return model.state_dict()


@pytest.mark.filterwarnings("ignore")
def test_two_processes_equal_one(tmp_path):
    threads = torch.get_num_threads()
    torch.multiprocessing.spawn(work, (str(tmp_path),), nprocs=2)
    first, second = (torch.load(tmp_path / f"{rank}.pt") for rank in (0, 1))
    try:
        alone = one_process()
    finally:
        torch.set_num_threads(threads)
    start = network().state_dict()
    for name in alone:
        assert torch.equal(first[name], second[name]), name
        assert torch.equal(first[name], alone[name]), name
        assert not torch.equal(alone[name], start[name]), f"{name} did not train"
