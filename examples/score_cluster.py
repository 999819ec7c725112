#!/usr/bin/env python3
# Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
#
# `ogive score` of one large CSV file by the worker processes of a cluster of
# dask.distributed: the same bytes as one process writes.
#
#   python examples/score_cluster.py MODEL.json DATA.csv -o SCORES.csv
#     [--workers N | --scheduler ADDRESS] [--block MIB] [--ogive COMMAND]
#     [--id A,B,...] [--on-error fail|mark]
#
# Two rounds of tasks. The first looks at blocks of the file for where rows begin
# and how many there are (a line end between quotes is none), so that the second
# can hand each worker whole rows, with their numbers in the file, to `ogive score`
# on its standard input. Every task reads its own part of the file and writes its
# scores beside SCORES.csv, so all machines need both under the same path; nothing
# but small numbers passes through the scheduler. docs/scale.md has more.

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
from dask.distributed import Client, LocalCluster

QUOTE, NEWLINE = ord('"'), ord("\n")
PIECE = 1 << 20  # bytes handed on at a time


def places_of(byte, block):
    """np.flatnonzero(block == byte), by pieces that stay in the cache."""
    places = [np.flatnonzero(block[at : at + PIECE] == byte) + at
              for at in range(0, block.size, PIECE)]
    return np.concatenate(places) if places else np.empty(0, np.intp)


def survey(path, begin, end):
    """What a block holds: (quotes, lines, [outside, inside]), where each of the last
    two, for a block that begins outside or inside quotes, is (number of line ends
    that end a row, offset behind the first of them or None, lines up to there)."""
    block = np.fromfile(path, np.uint8, end - begin, offset=begin)
    lines, quotes = places_of(NEWLINE, block), places_of(QUOTE, block)
    inside = np.searchsorted(quotes, lines) % 2
    cases = []
    for start in (0, 1):
        ends = np.flatnonzero(inside == start)
        first = int(lines[ends[0]]) + 1 if ends.size else None
        cases.append((ends.size, first, int(ends[0]) + 1 if ends.size else 0))
    return quotes.size, lines.size, cases


def parts_of(blocks, surveys, size):
    """The header's length, and for each part (begin, end, number of its first row,
    line of that row). A block's part has the rows that follow its line ends."""
    starts = []
    inside, rows, lines = 0, 0, 0
    for (begin, _), (quotes, count, cases) in zip(blocks, surveys):
        row_ends, first, line = cases[inside]
        if first is not None:
            starts.append((begin + first, rows + 1, lines + line + 1))
        rows += row_ends
        lines += count
        inside = (inside + quotes) % 2
    if not starts:
        return size, []
    ends = [start for start, _, _ in starts[1:]] + [size]
    parts = [(begin, end, row, line)
             for (begin, row, line), end in zip(starts, ends) if begin < end]
    return starts[0][0], parts


def score_part(command, path, header, part, target):
    """Scores one part into the file `target`; returns what its record says."""
    begin, end, row, line = part
    process = subprocess.Popen(
        [*command, "-o", target, "--first-row", str(row), "--first-line", str(line)],
        stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    try:
        with open(path, "rb") as file:
            process.stdin.write(file.read(header))
            file.seek(begin)
            while begin < end:
                piece = file.read(min(PIECE, end - begin))
                if not piece:
                    raise RuntimeError(f"{path} has become shorter")
                process.stdin.write(piece)
                begin += len(piece)
    except BrokenPipeError:
        pass  # it has found a fault, and says so below
    except BaseException:
        process.kill()
        process.communicate()
        raise
    _, errors = process.communicate()
    if process.returncode != 0:
        raise RuntimeError(f"{path}, from byte {part[0]} on: {errors.decode().strip()}")
    record = Path(f"{target}.record.json")
    fields = json.loads(record.read_text(encoding="utf-8"))
    record.unlink()
    return fields


def scores_of(command, lines):
    """The scores of a few lines, here and now."""
    done = subprocess.run([*command, "-o", "-"], input=lines, capture_output=True)
    if done.returncode != 0:
        raise RuntimeError(done.stderr.decode().strip())
    return done.stdout


def join(header, targets, output, folder):
    """The parts one after the other, with one header; whole or not at all."""
    with open(f"{folder}/joined", "wb") as joined:
        joined.write(header)
        for target in targets:
            with open(target, "rb") as part:
                part.seek(len(header))
                shutil.copyfileobj(part, joined, PIECE)
        joined.flush()
        os.fsync(joined.fileno())
    os.replace(f"{folder}/joined", output)


def remove(folder):
    """A task that still runs may add a file meanwhile, which keeps the folder; once it
    is gone, the task fails."""
    for _ in range(100):
        shutil.rmtree(folder, ignore_errors=True)
        if not os.path.exists(folder):
            return
        time.sleep(0.1)
    print(f"score_cluster: {folder} could not be removed", file=sys.stderr)


def joined_record(records, model, data, output):
    """The record of the whole, for `ogive audit`."""
    if len({record["model"]["sha256"] for record in records}) > 1:
        raise RuntimeError(f"{model} has changed meanwhile: score again")
    record = records[0]
    record["target"] = ", ".join(sorted({r["target"] for r in records}))
    record["model"]["file"] = model
    record["data"] = data
    record["scores"] = output
    for count in ("rows", "rows_without_score"):
        record[count] = sum(r[count] for r in records)
    return record


def version_of(command):
    """What `ogive --version` says where this runs."""
    try:
        return subprocess.run([command, "--version"], check=True, text=True,
                              capture_output=True).stdout.strip()
    except OSError as error:
        return f"no such command: {error}"


def check_versions(client, command):
    found = {"here": version_of(command), **client.run(version_of, command)}
    if len(set(found.values())) > 1 or "no such" in found["here"]:
        lines = "\n".join(f"  {where}: {what}" for where, what in found.items())
        raise RuntimeError(f"{command} must be the same on all machines:\n{lines}")


def score(client, model, data, output, block=64 << 20, ogive="ogive", options=()):
    """Scores the file by the cluster; returns the record."""
    check_versions(client, ogive)
    model, data, output = map(os.path.abspath, (model, data, output))
    before = os.stat(data)
    size = before.st_size
    blocks = [(at, min(at + block, size)) for at in range(0, max(size, 1), block)]
    surveys = client.gather([client.submit(survey, data, *b, pure=False)
                             for b in blocks])
    header, parts = parts_of(blocks, surveys, size)
    command = [ogive, "score", model, "-", "--threads", "1", *options]
    with open(data, "rb") as file:
        scores_header = scores_of(command, file.read(header))
    # Without a row there is one part, whose scores are the header.
    parts = parts or [(size, size, 1, 2)]
    folder = tempfile.mkdtemp(".parts", Path(output).name + ".", Path(output).parent)
    targets = [f"{folder}/{number}" for number in range(len(parts))]
    tasks = [client.submit(score_part, command, data, header, part, target, pure=False)
             for part, target in zip(parts, targets)]
    try:
        records = client.gather(tasks)
        after = os.stat(data)
        if (after.st_size, after.st_mtime_ns) != (size, before.st_mtime_ns):
            raise RuntimeError(f"{data} has changed meanwhile: score again")
        record = joined_record(records, model, data, output)
        join(scores_header, targets, output, folder)
    finally:
        client.cancel(tasks)
        remove(folder)
    text = json.dumps(record, indent=2, ensure_ascii=False)
    Path(f"{output}.record.json").write_text(text + "\n", encoding="utf-8")
    return record


def main():
    parser = argparse.ArgumentParser(description="ogive score, by a cluster")
    parser.add_argument("model")
    parser.add_argument("data")
    parser.add_argument("-o", "--output", required=True)
    where = parser.add_mutually_exclusive_group()
    where.add_argument("--workers", type=int, default=os.cpu_count(),
                       help="processes of this machine (default: one a core)")
    where.add_argument("--scheduler", help="of a running cluster, tcp://HOST:8786")
    parser.add_argument("--block", type=int, default=64, metavar="MIB",
                        help="MiB of the file a task (default 64)")
    parser.add_argument("--ogive", default="ogive", help="the command (default ogive)")
    parser.add_argument("--id", help="columns to copy into the scores")
    parser.add_argument("--on-error", choices=["fail", "mark"], default="fail")
    o = parser.parse_args()
    options = ["--on-error", o.on_error] + (["--id", o.id] if o.id else [])
    cluster = o.scheduler or LocalCluster(
        n_workers=o.workers, threads_per_worker=1, processes=True,
        dashboard_address=":0")
    with Client(cluster) as client:
        try:
            record = score(client, o.model, o.data, o.output, o.block << 20, o.ogive,
                           options)
        except (RuntimeError, OSError) as error:
            sys.exit(f"score_cluster: {error}")
        print(f"{record['rows'] - record['rows_without_score']} rows scored, "
              f"{record['rows_without_score']} without a score, "
              f"by {len(client.scheduler_info()['workers'])} workers")
    if not o.scheduler:
        cluster.close()


if __name__ == "__main__":
    main()
