# Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
"""Proves that models score columns in Python with the bits that `ogive score` gives
the same rows, whatever holds the columns; that what is wrong with data or a file is
named; and that a cluster of processes writes the very bytes that one process does."""

import csv
import json
import pickle
import subprocess
import sys

import numpy as np
import pytest

import ogive
from support import ROOT, command, same_bits

OGIVE = command()
needs_the_command = pytest.mark.skipif(
    OGIVE is None, reason="there is no command `ogive`: build it (make), or name it "
    "by OGIVE_BIN")
CREDIT = ROOT / "data/german_credit.csv"


def run(*arguments, check=True):
    return subprocess.run([OGIVE, *map(str, arguments)], check=check, text=True,
                          capture_output=True)


def columns_of(path):
    """A CSV file as lists of texts."""
    with open(path, newline="", encoding="utf-8") as file:
        rows = list(csv.reader(file))
    return {name: [row[i] for row in rows[1:]] for i, name in enumerate(rows[0])}


def typed(columns, names):
    """The columns as arrays, numbers where all texts are."""
    result = {}
    for name in names:
        try:
            result[name] = np.array([float(text) for text in columns[name]])
        except ValueError:
            result[name] = np.array(columns[name])
    return result


def scores(model, data, out, *options):
    run("score", model, data, "-o", out, *options)
    read = columns_of(out)
    return {name: np.array([float(text or "nan") for text in read[name]])
            for name in ("log_odds", "probability")}


@pytest.fixture(scope="module")
def credit(tmp_path_factory):
    """A folder with a regression, a card, and rows that are no copies of those of
    the fit: model.json, card.json, rows.csv."""
    if OGIVE is None:
        pytest.skip("there is no command `ogive`")
    folder = tmp_path_factory.mktemp("credit")
    how = ("--label", "creditability", "--positive", "bad")
    run("fit", CREDIT, *how, "-o", folder / "model.json")
    run("scorecard", CREDIT, *how, "-o", folder / "card.json")
    write_rows(folder / "rows.csv", 5000)
    return folder


def write_rows(path, count, seed=1, ends="\n"):
    """Rows drawn from the credit data, with amounts of many digits, and a first
    column whose cells have line ends, commas and quotes in them."""
    random = np.random.default_rng(seed)
    columns = columns_of(CREDIT)
    names = list(columns)
    drawn = random.integers(0, len(columns[names[0]]), count)
    amounts = np.array(columns["credit_amount"], float)[drawn]
    amounts *= random.uniform(0.5, 2, count)
    columns["credit_amount"] = [repr(amount) for amount in amounts.tolist()]
    with open(path, "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator=ends)
        writer.writerow(["note", *names])
        for i, row in enumerate(drawn):
            note = f'line 1\nline 2, "{i}"' if i % 7 == 0 else str(i)
            writer.writerow([note, *(columns[n][i if n == "credit_amount" else row]
                                     for n in names)])


@pytest.mark.parametrize("kind", ["model", "card"])
def test_scores_have_the_bits_of_the_command(credit, kind):
    expected = scores(credit / f"{kind}.json", credit / "rows.csv", credit / "out.csv")
    model = ogive.load_model(credit / f"{kind}.json")
    assert model.classes_.tolist() == ["good", "bad"]
    texts = columns_of(credit / "rows.csv")
    data = typed(texts, model.names)
    frames = [data, {**data, "further": 0}]
    for library in ("pandas", "polars"):
        try:
            module = __import__(library)
        except ImportError:
            print(f"{library} is not installed: its frames are left out")
            continue
        frames.append(module.DataFrame(data))
        if library == "pandas":
            words = [name for name in model.names if data[name].dtype.kind == "U"]
            frames.append(module.DataFrame(data, index=np.arange(5000) % 7).astype(
                {name: "category" for name in words}))
            frames.append(module.DataFrame(data).convert_dtypes())
    for frame in frames:
        assert same_bits(model.log_odds(frame), expected["log_odds"])
        assert same_bits(model.probability(frame), expected["probability"])
        both = model.predict_proba(frame)
        assert both.shape == (5000, 2)
        assert same_bits(both[:, 1], expected["probability"])
        assert same_bits(both[:, 0], ogive.sigmoid(-expected["log_odds"]))
    again = pickle.loads(pickle.dumps(model))
    assert same_bits(again.log_odds(data), expected["log_odds"])


def test_dask_frames_stay_lazy(credit):
    dd = pytest.importorskip("dask.dataframe", reason="dask is not installed "
                             "(python.sh installs it)")
    expected = scores(credit / "model.json", credit / "rows.csv", credit / "out.csv")
    model = ogive.load_model(credit / "model.json")
    import pandas as pd

    data = pd.DataFrame(typed(columns_of(credit / "rows.csv"), model.names))
    lazy = dd.from_pandas(data, npartitions=4)
    for name in ("log_odds", "probability"):
        result = getattr(model, name)(lazy)
        assert type(result) is type(lazy.credit_amount)
        result = result.compute()
        assert result.name == name and result.index.equals(data.index)
        assert same_bits(result.to_numpy(), expected[name])
    with pytest.raises(TypeError, match="`probability` is lazy"):
        model.predict_proba(lazy)


SMALL = """x,g,h,y
1,u,1,0
2,v,2,1
3,u,1,0
5,,1,1
2,v,1,0
1,v,1,1
4,u,2,0
6,u,2,0
7,v,1,1
2,,2,1
"""
SCHEMA = {"columns": {"x": {"missing": ["-9", "n/a"]}, "g": {"missing": ["-"]},
                      "h": {"type": "categorical"}}}


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    """A model with missing values and with categories that are numbers."""
    if OGIVE is None:
        pytest.skip("there is no command `ogive`")
    folder = tmp_path_factory.mktemp("small")
    (folder / "small.csv").write_text(SMALL)
    (folder / "small.schema.json").write_text(json.dumps(SCHEMA))
    run("fit", folder / "small.csv", "--label", "y", "--missing", "category",
        "--ridge", "1", "-o", folder / "small.json")
    return folder


def test_missing_values_and_faults(small):
    rows = [("1", "u", "1"), ("2", "", "2"), ("3", "-", "1"), ("-9", "u", "1"),
            ("", "u", "1"), ("1", "w", "1"), ("1", "(missing)", "1"), ("1", "v", "3"),
            ("1e308", "v", "2"), ("0.1", "v", "2")]
    (small / "new.csv").write_text("x,g,h\n" + "".join(",".join(r) + "\n" for r in rows))
    expected = scores(small / "small.json", small / "new.csv", small / "out.csv",
                      "--on-error", "mark")
    assert np.isnan(expected["log_odds"]).sum() == 5
    model = ogive.load_model(small / "small.json")
    x = [float(r[0]) if r[0] else np.nan for r in rows]
    data = {"x": x, "g": [r[1] or None for r in rows], "h": [int(r[2]) for r in rows]}
    frames = [data, {**data, "g": [r[1] for r in rows], "h": [r[2] for r in rows]},
              {**data, "h": [float(h) for h in data["h"]]},
              {**data, "x": [None if v != v else v for v in x]}]
    try:
        import pandas as pd

        frames += [pd.DataFrame(data), pd.DataFrame(data).astype({"g": "category"}),
                   pd.DataFrame(data).astype({"x": "Float64", "h": "Int64"})]
    except ImportError:
        print("pandas is not installed: its frames are left out")
    try:
        import polars as pl

        frames.append(pl.DataFrame(data))
    except ImportError:
        print("polars is not installed: its frames are left out")
    for frame in frames:
        assert same_bits(model.log_odds(frame, on_error="mark"), expected["log_odds"])
        assert same_bits(model.probability(frame, on_error="mark"),
                         expected["probability"])
        with pytest.raises(ValueError, match="row 4, column 'x': the value is missing"):
            model.log_odds(frame)

    def refused(error, text, **changed):
        with pytest.raises(error, match=text):
            model.log_odds({"x": [1.0, 2.0], "g": ["u", "v"], "h": [1, 2], **changed})

    refused(ValueError, "row 2, column 'g': 'w' is no level.*it knows 'u', 'v'",
            g=["u", "w"])
    refused(ValueError, "row 1, column 'h': 3 is no level.*it knows '1', '2'", h=[3, 1])
    refused(ValueError, "row 2, column 'x': inf is not a finite", x=[1.0, np.inf])
    refused(ValueError, "column 'g' has 1 rows, 'x' has 2", g=["u"])
    refused(TypeError, "column 'x' is of type <U1; the model takes numbers",
            x=["1", "2"])
    refused(TypeError, "row 2, column 'x': '2' is not a number",
            x=np.array([1.0, "2"], object))
    with pytest.raises(ValueError, match="lack 2 of the model's 3 columns: 'g', 'h'"):
        model.log_odds({"x": [1.0]})
    with pytest.raises(TypeError, match="has no columns by name"):
        model.log_odds(np.ones((2, 3)))
    with pytest.raises(ValueError, match="on_error is 'skip'"):
        model.log_odds(data, on_error="skip")


def test_files_that_are_no_models(small, tmp_path):
    path = tmp_path / "bad.json"
    text = (small / "small.json").read_text()
    for content, message in [
        ("{", "not a model file"), ("[]", "not a model file"),
        ("{}", "not a model that `ogive fit`"),
        (text.replace('"version": 1', '"version": 2'), "reads version 1 alone"),
        (text.replace('"intercept": ', '"intercept":  '), "not as it was written"),
        (text.replace('"sha256": "', '"sha256": "0'), "not as it was written"),
    ]:
        path.write_text(content)
        with pytest.raises(ValueError, match=message):
            ogive.load_model(path)
    with pytest.raises(OSError):
        ogive.load_model(tmp_path / "none.json")


def cluster(*arguments):
    pytest.importorskip("distributed", reason="distributed is not installed "
                        "(python.sh installs it)")
    return subprocess.run(
        [sys.executable, ROOT / "examples/score_cluster.py", *map(str, arguments),
         "--workers", "2", "--ogive", OGIVE], text=True, capture_output=True, timeout=300)


@needs_the_command
def test_two_processes_write_the_bytes_of_one(credit, tmp_path):
    data, one, two = (tmp_path / f for f in ("rows.csv", "one.csv", "two.csv"))
    write_rows(data, 100_000, 2)
    run("score", credit / "model.json", data, "-o", one, "--id", "note,job")
    done = cluster(credit / "model.json", data, "-o", two, "--id", "note,job",
                   "--block", 2)
    assert done.returncode == 0, done.stderr
    assert done.stdout == "100000 rows scored, 0 without a score, by 2 workers\n"
    assert data.stat().st_size > 8 * (2 << 20)  # more than 8 parts
    assert two.read_bytes() == one.read_bytes()
    audit = run("audit", credit / "model.json", data, two).stdout
    assert "two.csv: by this model, computed by ogive" in audit
    assert audit.endswith("100000 rows recomputed: every score is the same, bit for "
                          "bit\n")
    records = [json.loads((tmp_path / f"{name}.csv.record.json").read_text())
               for name in ("one", "two")]
    for record in records:
        del record["scores"]
    assert records[0] == records[1]
    assert sorted(p.name for p in tmp_path.iterdir()) == [
        "one.csv", "one.csv.record.json", "rows.csv", "two.csv", "two.csv.record.json"]


@needs_the_command
def test_parts_that_have_faults(credit, tmp_path):
    data, one, two = (tmp_path / f for f in ("rows.csv", "one.csv", "two.csv"))
    write_rows(data, 12_000, 3, ends="\r\n")
    text = data.read_bytes().replace(b"radio/television", b"radio", 1)
    at = len(text) * 3 // 4
    text = text[:at] + text[at:].replace(b"furniture/equipment", b"", 1).rstrip()
    data.write_bytes(b"\xef\xbb\xbf" + text)  # no end of the last line either
    run("score", credit / "model.json", data, "-o", one, "--on-error", "mark")
    assert one.read_text().count("line ") == 2
    done = cluster(credit / "model.json", data, "-o", two, "--on-error", "mark",
                   "--block", 1)
    assert done.stdout.startswith("11998 rows scored, 2 without"), done.stderr
    assert two.read_bytes() == one.read_bytes()
    two.write_text("old")
    done = cluster(credit / "model.json", data, "-o", two, "--block", 1)
    assert done.returncode == 1 and "column 'purpose'" in done.stderr
    assert two.read_text() == "old"
    assert not list(tmp_path.glob("*.parts"))


def test_parts_of_a_file(tmp_path, monkeypatch):
    """Every cut of a small file with hard cells, without a cluster."""
    pytest.importorskip("distributed", reason="distributed is not installed "
                        "(python.sh installs it)")
    monkeypatch.syspath_prepend(str(ROOT / "examples"))
    import score_cluster

    path = tmp_path / "cells.csv"
    for end in ("", "\n"):
        for rows in (['a,"b\nc"', "1,2", '"\n""\n",4', "5,6", '"""",""', '7,"\n\n"'],
                     ["a", "1"], ["a"]):
            path.write_text("\n".join(rows) + end)
            text = path.read_bytes()
            lines = np.cumsum([1] + [row.count("\n") + 1 for row in rows]).tolist()
            for block in range(1, len(text) + 1):
                cuts = [(at, min(at + block, len(text)))
                        for at in range(0, len(text), block)]
                header, parts = score_cluster.parts_of(
                    cuts, [score_cluster.survey(path, *c) for c in cuts], len(text))
                assert text[:header].decode().rstrip("\n") == rows[0]
                found = []
                for begin, stop, row, line in parts:
                    assert row == len(found) + 1 and line == lines[row]
                    part = text[begin:stop].decode()
                    some = []
                    while part:
                        some.append(rows[row + len(some)])
                        assert part.startswith(some[-1])
                        part = part[len(some[-1]):].removeprefix("\n")
                    found += some
                assert found == rows[1:]
