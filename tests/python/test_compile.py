# Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
"""Proves what holds for libraries that are compiled on first import, with small ones
of its own: made once and found again, made anew when anything changes, whole though
many processes make them at once, and errors that say what to do."""

import os
import shutil
import subprocess
import sys

import pytest

from ogive import _compile

pytestmark = pytest.mark.skipif(
    not any(map(shutil.which, ("c++", "g++", "clang++"))),
    reason="there is no C++ compiler here (Debian: apt-get install g++)")

SOURCE = '#include "calls.h"\nextern "C" __attribute__((visibility("default")))\n' \
         "int answer() { return ANSWER; }\n"


@pytest.fixture
def library(tmp_path, monkeypatch):
    source = tmp_path / "answer.cc"
    source.write_text(SOURCE)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.delenv("CXX", raising=False)

    def compile_(flags=("-DANSWER=42",), framework="none 1"):
        return _compile.library("ogive.answer", source, framework, list(flags))

    compile_.source = source
    return compile_


def test_it_is_made_once_and_anew_when_anything_changes(library, tmp_path, monkeypatch):
    path = library()
    loaded = _compile.give_entry_points(path)
    assert loaded.answer() == 42
    assert os.listdir(tmp_path / "cache" / "ogive") == [os.path.basename(path)]
    with monkeypatch.context() as patch:
        patch.setattr(_compile, "_compiler", lambda what: pytest.fail("compiled again"))
        assert library() == path
    others = {path, library(framework="none 2"), library(flags=["-DANSWER=43"])}
    library.source.write_text(SOURCE + "// another\n")
    others.add(library())
    monkeypatch.setattr(_compile._core, "version", "99.0.0")
    others.add(library())
    assert len(others) == 5


def test_many_processes_at_once(tmp_path):
    source = tmp_path / "answer.cc"
    source.write_text(SOURCE)
    code = ("from ogive import _compile; "
            f"path = _compile.library('ogive.answer', {str(source)!r}, 'none', "
            "['-DANSWER=42']); "
            "print(path, _compile.give_entry_points(path).answer())")
    environment = dict(os.environ, XDG_CACHE_HOME=str(tmp_path / "cache"))
    processes = [subprocess.Popen([sys.executable, "-c", code], env=environment,
                                  stdout=subprocess.PIPE, text=True) for _ in range(4)]
    printed = {process.communicate(timeout=300)[0] for process in processes}
    (line,) = printed
    path, answer = line.split()
    assert answer == "42" and os.listdir(tmp_path / "cache" / "ogive") == [
        os.path.basename(path)]


def test_without_a_compiler(library, monkeypatch):
    monkeypatch.setenv("PATH", "")
    with pytest.raises(ImportError, match=r"no c\+\+, g\+\+ or clang\+\+.*apt-get "
                                          r"install g\+\+"):
        library()
    monkeypatch.setenv("CXX", "no-such-compiler -x")
    with pytest.raises(ImportError, match="no no-such-compiler -x .which CXX names"):
        library()


def test_a_compiler_can_be_named(library, monkeypatch, tmp_path):
    script = tmp_path / "own compiler"
    script.write_text('#!/bin/sh\necho "$@" >"$(dirname "$0")/called"\nexec c++ "$@"\n')
    script.chmod(0o755)
    monkeypatch.setenv("CXX", f"'{script}' -DANSWER=7")
    assert _compile.give_entry_points(library(flags=[])).answer() == 7
    assert "-DANSWER=7" in (tmp_path / "called").read_text()


def test_where_it_does_not_compile(library, tmp_path):
    with pytest.raises(ImportError, match="does not compile its library(.|\n)*ANSWER"):
        library(flags=[])
    assert os.listdir(tmp_path / "cache" / "ogive") == []


def test_where_the_cache_cannot_be_written(library, tmp_path, monkeypatch):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    with pytest.raises(ImportError, match="cannot be written.*XDG_CACHE_HOME"):
        library()


def test_another_versions_table_is_refused(library, monkeypatch):
    import ctypes

    wrong = (ctypes.c_size_t * 32)(8)
    monkeypatch.setattr(_compile._core, "entry_points", ctypes.addressof(wrong))
    with pytest.raises(ImportError, match="another version"):
        _compile.give_entry_points(library())


def test_what_does_not_compile_may_be_tried_once_alone(library, tmp_path, monkeypatch):
    library.source.write_text("#error no such PyTorch\n")

    def compile_(**options):
        return _compile.library("ogive.answer", library.source, "none 1", [], **options)

    with pytest.raises(ImportError, match="no such PyTorch"):
        compile_(try_once=True)
    monkeypatch.setattr(_compile, "_compiler", lambda what: pytest.fail("tried again"))
    with pytest.raises(ImportError, match="no such PyTorch"):
        compile_(try_once=True)
    library.source.write_text(SOURCE)
    with pytest.raises(pytest.fail.Exception, match="tried again"):
        compile_(try_once=True)
