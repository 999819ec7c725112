# Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
"""Proves what holds for the package as installed: its version, stubs and data;
that it works without what it does not need; verify, which must be able to fail;
plot."""

import ast
import importlib.resources
import os
import pathlib
import re
import subprocess
import sys

import numpy as np
import pytest

import ogive
import ogive._verify
from support import ROOT


def test_the_version_is_that_of_the_library():
    text = (ROOT / "CMakeLists.txt").read_text()
    assert ogive.__version__ == re.search(r"VERSION ([0-9.]+)", text.split(
        "project(ogive")[1]).group(1)
    importlib_metadata = pytest.importorskip("importlib.metadata")
    assert importlib_metadata.version("ogive") == ogive.__version__


@pytest.mark.parametrize("tier", ["exact", "fast"])
def test_stubs_name_what_is_there(tier):
    files = importlib.resources.files(ogive)
    assert (files / "py.typed").is_file()
    tree = ast.parse((files / f"{tier}.pyi").read_text())
    module = getattr(ogive, tier)
    names = set()
    for node in tree.body:
        if isinstance(node, ast.AnnAssign):
            names.add(node.target.id)
            assert isinstance(getattr(module, node.target.id), np.ufunc)
        elif isinstance(node, ast.FunctionDef):
            names.add(node.name)
            given = [a.arg for a in node.args.posonlyargs + node.args.args]
            signature = getattr(module, node.name).__signature__
            assert given == list(signature.parameters)[:-1]
    assert names == set(module.__all__)


def test_stubs_of_the_package_name_what_is_there():
    files = importlib.resources.files(ogive)
    tree = ast.parse((files / "__init__.pyi").read_text())
    names = set()
    for node in tree.body:
        if isinstance(node, ast.FunctionDef):
            names.add(node.name)
        elif isinstance(node, ast.AnnAssign):
            names.add(node.target.id)
        elif isinstance(node, ast.ImportFrom) and node.level:
            names |= {alias.asname or alias.name for alias in node.names}
    names -= {"*", "__version__"}
    assert names | set(ogive.exact.__all__) == set(ogive.__all__)


def test_a_type_checker_finds_every_name(tmp_path):
    pytest.importorskip("mypy", reason="mypy is not installed (make python installs it)")
    lines = ["import ogive, ogive.jax, ogive.tensorflow, ogive.torch"]
    lines += [f"ogive.{name}" for name in ogive.__all__]
    lines += [f"ogive.{tier}.{name}" for tier in ("exact", "fast")
              for name in getattr(ogive, tier).__all__]
    functions = [*ogive.functions(), "softmax", "log_softmax"]
    lines += [f"ogive.{framework}.{name}(0)" for framework in ("jax", "tensorflow")
              for name in functions]
    lines += ["ogive.tensorflow.Activation('elu', alpha=0.5)",
              "ogive.torch.convert(ogive.torch.GELU(approximate='tanh'))",
              "ogive.torch.Sigmoid(cache='output').cache.upper()",
              "ogive.torch.functional.relu_(0)", "ogive.torch.modules.STAND_INS"]
    wrong = ["ogive.sigmoids", "ogive.exact.sigmoids", "ogive.jax.sigmoids",
             "ogive.tensorflow.sigmoids", "ogive.torch.Sigmoids",
             "ogive.torch.Sigmoid(cache=8)"]
    code = tmp_path / "names.py"
    code.write_text("\n".join(lines + wrong) + "\n")
    settings = tmp_path / "mypy.ini"  # the frameworks themselves: not looked at
    settings.write_text("[mypy]\nwarn_unused_configs = False\n" + "".join(
        f"[mypy-{framework}.*]\nfollow_imports = skip\nignore_missing_imports = True\n"
        for framework in ("torch", "jax", "jaxlib", "tensorflow", "keras")))
    result = subprocess.run(
        [sys.executable, "-m", "mypy", "--no-color-output", "--config-file",
         str(settings), "--cache-dir", str(tmp_path / "cache"), str(code)],
        capture_output=True, text=True, cwd=tmp_path)
    found = re.findall(r"names.py:([0-9]+): error", result.stdout)
    expected = range(len(lines) + 1, len(lines) + len(wrong) + 1)
    assert found == [str(line) for line in expected], result.stdout + result.stderr


def test_the_wheel_brings_its_library_of_threads():
    if not os.path.exists("/proc/self/maps"):
        pytest.skip("this system has no /proc/self/maps")
    environment = {k: v for k, v in os.environ.items() if k != "LD_LIBRARY_PATH"}
    maps = subprocess.run(
        [sys.executable, "-c", "import ogive; print(open('/proc/self/maps').read())"],
        capture_output=True, text=True, env=environment, check=True).stdout
    loaded = {pathlib.Path(line.split(maxsplit=5)[-1]).parent
              for line in maps.splitlines() if "/libtbb.so" in line}
    assert loaded == {pathlib.Path(ogive.__file__).resolve().parent}


def run_without(module, code):
    blocked = f"import sys; sys.modules[{module!r}] = None\n"
    return subprocess.run([sys.executable, "-c", blocked + code],
                          capture_output=True, text=True, timeout=120)


def test_without_ml_dtypes():
    pytest.importorskip("ml_dtypes")
    result = run_without("ml_dtypes", "import ogive; print(ogive.sigmoid(0.0))")
    assert result.returncode == 0, result.stderr
    assert result.stdout.strip() == "0.5"


def test_without_matplotlib():
    result = run_without("matplotlib", "import ogive; ogive.plot()")
    assert "pip install matplotlib" in result.stderr


def test_importing_brings_no_framework():
    code = ("import ogive, sys; "
            "print([m for m in ('torch', 'tensorflow', 'jax', "
            "'matplotlib') if m in sys.modules])")
    result = subprocess.run([sys.executable, "-c", code], capture_output=True,
                            text=True, timeout=120)
    assert result.stdout.strip() == "[]", result.stderr


def run_examples(name, **options):
    import doctest

    result = doctest.testfile(str(ROOT / name), module_relative=False, **options)
    assert result.attempted > 0 and result.failed == 0, name


def test_the_examples_of_the_readme_run_as_printed():
    run_examples("README.md")


def test_the_examples_of_docs_run_as_printed(tmp_path, monkeypatch):
    for name in ("pandas", "polars", "dask.dataframe"):
        pytest.importorskip(name, reason=f"{name} is not installed (python.sh "
                            "installs it): docs/python.md needs it")
    # Where the reader of the page is: beside the data, with a model.
    (tmp_path / "data").symlink_to(ROOT / "data")
    (tmp_path / "model.json").symlink_to(ROOT / "tests/data/german_credit_model.json")
    monkeypatch.chdir(tmp_path)
    run_examples("docs/python.md")


def test_python_md_begins_with_an_example_that_runs_as_printed(capsys):
    text = (ROOT / "docs/python.md").read_text()
    example = re.match(r"# From Python\n\n```python\n(.*?)```\n\nprints\n\n"
                       r"```text\n(.*?)```\n", text, re.S)
    exec(compile(example.group(1), "docs/python.md", "exec"), {})
    assert capsys.readouterr().out == example.group(2)


def test_verify():
    found = ogive.verify()
    assert len(found) > 150 and all(v.passed for v in found), [
        str(v) for v in found if not v.passed]
    assert {v.dtype for v in found} == {"f32", "f16", "bf16"}
    sigmoid = ogive.verify("sigmoid", "bf16")
    assert [v.inputs for v in sigmoid] == [65536] * 3
    assert str(sigmoid[0]) == "sigmoid forward bf16: the proven bits for 65536 inputs"
    with pytest.raises(ValueError, match="'f64' is none of f32"):
        ogive.verify("sigmoid", "f64")
    with pytest.raises(ValueError, match="'sigmoyd' is none of sigmoid"):
        ogive.verify("sigmoyd")


def test_verify_can_fail(monkeypatch):
    operations = dict(ogive._verify._OPERATIONS, forward=1)
    monkeypatch.setattr(ogive._verify, "_OPERATIONS", operations)
    found = ogive.verify("sigmoid", "f16")
    assert [v.passed for v in found] == [False, True, True]
    assert "OTHER BITS" in str(found[0])


# Of matplotlib's own making, where it is older than its dependencies.
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_plot():
    matplotlib = pytest.importorskip("matplotlib")
    matplotlib.use("Agg")
    from matplotlib import pyplot

    ax = ogive.plot(derivative=True)
    assert not ax.spines["top"].get_visible() and not ax.spines["right"].get_visible()
    assert ax.spines["left"].get_position() == "zero"
    curves = {line.get_label(): line for line in ax.lines}
    x, y = curves["sigmoid"].get_data()
    assert np.array_equal(y, ogive.sigmoid(x)) and (x[0], x[-1]) == (-8, 8)
    assert np.array_equal(curves["sigmoid'"].get_ydata(), ogive.sigmoid_derivative(x))
    dashed = [line for line in ax.lines if line.get_linestyle() == "--"]
    assert [line.get_ydata()[0] for line in dashed] == [1]
    assert ax.get_legend() is not None
    _, own = pyplot.subplots()
    assert ogive.plot("elu", "logit", alpha=0.5, ax=own, limits=(-2, 2)) is own
    x, y = own.lines[0].get_data()
    assert np.array_equal(y, ogive.elu(x, 0.5))
    with pytest.raises(ValueError, match="'sigmoyd'"):
        ogive.plot("sigmoyd")
    with pytest.raises(TypeError, match="alpha is a parameter of none"):
        ogive.plot("tanh", alpha=1)
    with pytest.raises(ValueError, match="limits"):
        ogive.plot("tanh", limits=(1, 0))
    pyplot.close("all")
