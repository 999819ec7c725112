#!/usr/bin/env python3
# Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
#
# Writes what a measurement must name: the machine, the compiler, the versions of
# the libraries, the commit and the time, as JSON:
#
#   machine.py BUILD_FOLDER -o FILE.json       (scripts/bench.sh runs it)
#
# Needs Python alone.

import argparse
import datetime
import glob
import json
import os
import platform
import re
import subprocess

PACKAGES = {
    "Google Benchmark": "libbenchmark-dev",
    "SLEEF": "libsleef-dev",
    "oneDNN": "libdnnl-dev",
    "XNNPACK": "libxnnpack-dev",
    "Highway": "libhwy-dev",
    "oneTBB": "libtbb-dev",
    "C library": "libc6",
}


def output_of(*command):
    try:
        result = subprocess.run(command, capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return ""
    return result.stdout.strip()


def read(path):
    try:
        with open(path, encoding="utf-8") as file:
            return file.read().strip()
    except OSError:
        return ""


def cpu():
    match = re.search(r"^model name\s*:\s*(.*)$", read("/proc/cpuinfo"), re.M)
    return match.group(1) if match else platform.machine()


def caches():
    sizes = []
    for folder in sorted(glob.glob("/sys/devices/system/cpu/cpu0/cache/index*")):
        level, kind = read(folder + "/level"), read(folder + "/type")
        if kind != "Instruction":
            suffix = "d" if kind == "Data" else ""
            sizes.append(f"L{level}{suffix} {read(folder + '/size')}")
    return ", ".join(sizes) or "unknown"


def memory():
    match = re.search(r"^MemTotal:\s*(\d+) kB", read("/proc/meminfo"), re.M)
    return f"{int(match.group(1)) / 2**20:.0f} GiB" if match else "unknown"


def system():
    match = re.search(r'^PRETTY_NAME="(.*)"$', read("/etc/os-release"), re.M)
    name = match.group(1) if match else platform.system()
    return f"{name}, kernel {platform.release()}"


def compiler(build):
    for path in glob.glob(os.path.join(build, "CMakeFiles/*/CMakeCXXCompiler.cmake")):
        match = re.search(r'set\(CMAKE_CXX_COMPILER "(.*?)"', read(path))
        lines = output_of(match.group(1), "--version").splitlines() if match else []
        if lines:
            return lines[0]
    return "unknown"


def package_version(package):
    return output_of("dpkg-query", "-W", "-f", "${Version}", package) or None


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("build", help="the build folder")
    parser.add_argument("--command", default="make bench", help="what was run")
    parser.add_argument("-o", "--output", required=True, help="the JSON file")
    options = parser.parse_args()
    versions = {name: package_version(p) for name, p in PACKAGES.items()}
    data = {
        "program": "machine",
        "cpu": cpu(),
        "cores": len(os.sched_getaffinity(0)),
        "caches": caches(),
        "memory": memory(),
        "system": system(),
        "compiler": compiler(options.build),
        "python": platform.python_version(),
        "versions": {name: v for name, v in versions.items() if v},
        "commit": output_of("git", "describe", "--always", "--dirty"),
        "date": datetime.date.today().isoformat(),
        "command": options.command,
        "load": os.getloadavg()[0],
    }
    with open(options.output, "w", encoding="utf-8") as file:
        json.dump(data, file, indent=1)
        file.write("\n")


if __name__ == "__main__":
    main()
