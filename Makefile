# Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
#
# The project's commands. CMake and its presets do the building; this file only
# names what one wants done. Each command installs what it lacks first
# (scripts/setup.sh; Debian 12).

JOBS ?= $(shell nproc)
BUILD := cmake --build --parallel $(JOBS) --preset

.DEFAULT_GOAL := build
.PHONY: help build run test verify bench bench-peers format lint gcc \
  asan aarch64 python clean

help:
	@echo 'make           builds build/release/ogive, the library and the examples'
	@echo 'make run       builds, shows the sigmoid at work on real data, makes the tour'
	@echo 'make test      everything CI checks'
	@echo 'make verify    proves every function on all floats, each instruction set'
	@echo 'make bench     measures Ogive beside other libraries (QUICK=1: a quick look)'
	@echo 'make bench-peers  installs PyTorch and the like, for make bench to measure'
	@echo 'make format    formats the sources'
	@echo 'make lint      format check and clang-tidy'
	@echo 'make gcc       builds and tests with gcc'
	@echo 'make asan      builds and tests under AddressSanitizer and UBSan, fuzzes'
	@echo 'make aarch64   builds and tests for 64-bit ARM under qemu'
	@echo 'make python    builds the Python package and tests it, in build/python-venv'
	@echo 'make clean     removes build/'

# Without the tests, which need more packages.
build:
	@scripts/setup.sh build
	@cmake --preset release -DOGIVE_TESTS=OFF
	@$(BUILD) release

run: build
	@scripts/run.sh

test:
	@scripts/test.sh

# One part of `make test` each.
lint gcc asan aarch64 python:
	@scripts/test.sh $@

verify: build
	@scripts/verify.sh

# A peer that cannot be installed is left out.
bench:
	@scripts/setup.sh bench || scripts/setup.sh build
	@cmake --preset release -DOGIVE_TESTS=OFF -DOGIVE_BENCH=ON
	@$(BUILD) release --target peers ogive_bench
	@scripts/bench.sh $(if $(QUICK),--quick)

bench-peers:
	@scripts/setup.sh bench
	@scripts/bench-peers.sh

format:
	@scripts/setup.sh test
	@scripts/format.sh

clean:
	rm -rf build
