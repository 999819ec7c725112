# Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
"""Libraries that are compiled against an installed framework, on first import.

A wheel cannot bring them along: they fit one version of the framework. They are kept
in the folder `ogive` of the user's cache folder ($XDG_CACHE_HOME, or ~/.cache), under
a name made of all that they are made from.
"""

import ctypes
import hashlib
import os
import pathlib
import platform
import shlex
import shutil
import subprocess
import tempfile

from . import _core

_HERE = pathlib.Path(__file__).resolve().parent
# The headers: that of the C API, and how the libraries use it.
_INCLUDE = _HERE / "include"
_FLAGS = ["-std=c++17", "-O2", "-fPIC", "-shared", "-fvisibility=hidden", "-w"]


def _compiler(what):
    named = os.environ.get("CXX", "").strip()
    for command in [shlex.split(named)] if named else [["c++"], ["g++"], ["clang++"]]:
        if shutil.which(command[0]):
            return command
    tried = f"{named} (which CXX names)" if named else "c++, g++ or clang++"
    raise ImportError(
        f"ogive: {what} compiles a small library when it is first imported, and found "
        f"no {tried}. Install a C++ compiler (Debian: apt-get install g++; Fedora: dnf "
        "install gcc-c++; conda: conda install gxx), or name one in the environment "
        "variable CXX"
    )


def cache_folder():
    """Where compiled libraries are kept; it is made where it is not there."""
    base = os.environ.get("XDG_CACHE_HOME", "")
    if not os.path.isabs(base):  # as the XDG specification has it
        base = os.path.join(os.path.expanduser("~"), ".cache")
    return pathlib.Path(base) / "ogive"


def library(what, source, framework, flags, try_once=False):
    """The path of a compiled library, compiled now unless it was before. Raises
    ImportError, in words, where it cannot be.

    what       the module that needs it, for messages
    source     its C++ file, beside this one
    framework  name and version of what it is compiled against
    flags      further flags of the compiler; those of the linker too
    try_once   what the compiler said is kept, and it is not asked again
    """
    digest = hashlib.sha256()
    for part in [_core.version, framework, platform.machine(), *_FLAGS, *flags]:
        digest.update(part.encode() + b"\0")
    for file in [_HERE / source, *sorted(_INCLUDE.rglob("*"))]:
        if file.is_file():
            digest.update(file.read_bytes() + b"\0")
    stem = what.replace("ogive.", "")
    target = cache_folder() / f"{stem}-{digest.hexdigest()[:32]}.so"
    failed = target.with_suffix(".failed")
    if not target.is_file():
        if try_once and failed.is_file():
            raise ImportError(failed.read_text())
        compiler = _compiler(what)
        try:
            target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            # Beside the target, and renamed once it is whole: other processes may be
            # at the same.
            folder = tempfile.TemporaryDirectory(dir=target.parent)
        except OSError as error:
            raise ImportError(
                f"ogive: {what} keeps a compiled library in {target.parent}, which "
                f"cannot be written ({error.strerror}). Name another cache folder in "
                "the environment variable XDG_CACHE_HOME"
            ) from error
        with folder:
            made = pathlib.Path(folder.name) / target.name
            try:
                _run(what, [*compiler, str(_HERE / source), "-o", str(made),
                            f"-I{_INCLUDE}", *_FLAGS, *flags])
            except ImportError as error:
                if try_once:
                    failed.write_text(str(error))
                raise
            os.replace(made, target)
    return str(target)


def _run(what, command):
    result = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                            text=True, errors="replace")
    if result.returncode:
        wrong = [line for line in result.stdout.splitlines() if "error" in line.lower()]
        raise ImportError(
            f"ogive: {what}: {command[0]} does not compile its library. It said\n  "
            + "\n  ".join(wrong[:5] or result.stdout.splitlines()[-5:])
            + "\nas the command\n  " + shlex.join(command)
            + "\nshows. Another compiler can be named in the environment variable CXX"
        )


def give_entry_points(path):
    """Gives a compiled library the kernels of ogive._core; returns it."""
    loaded = ctypes.CDLL(path)
    use = loaded.ogive_use_entry_points
    use.argtypes, use.restype = [ctypes.c_void_p], ctypes.c_int
    if use(_core.entry_points) != 0:
        raise ImportError(f"ogive: {path} is of another version of Ogive; remove it")
    return loaded
