# The one door. `make` alone tells what there is.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help setup build demo test lint format bench clean first-build-note

# More words for the program (`make demo ARGS=--once`) and for pytest (`make test PYTEST_ARGS='-k revocation'`).
ARGS ?=
PYTEST_ARGS ?=

RELEASE := .build/release
VENV := .venv/bin/python
SWIFT_SOURCES := $(wildcard Sources Tests Benchmarks Plugins Package.swift)

# Nothing of ours leaves __pycache__ behind.
export PYTHONDONTWRITEBYTECODE := 1

help: ## print this
	@echo "Lethe: make <target>"
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  %-8s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

setup: ## install what is missing on this machine (Debian packages)
	@Scripts/setup

build: first-build-note ## build the program: .build/release/lethe
	swift build -c release --product lethe

demo: setup build ## show the main job end to end, then leave the server running (ARGS=--once: end by itself)
	@$(RELEASE)/lethe demo $(ARGS)

test: setup first-build-note .venv/installed ## run every test: unit, store, wire, browser, crash
	swift build --build-tests -c release
	swift build -c release --product lethe
	swift build -c release --product lethe-with-faults
	swift test -c release --skip-build
	$(VENV) -m pytest -p no:cacheprovider Tests/Acceptance Tests/Browser $(PYTEST_ARGS)

lint: ## check formatting, rooms and repository; changes nothing
	@Scripts/setup lint
	swift format lint --strict --parallel --recursive $(SWIFT_SOURCES)
	Scripts/check-rooms --self-test
	Scripts/check-rooms
	Scripts/check-repository --self-test
	Scripts/check-repository

format: ## put every Swift file into the one format
	swift format --in-place --parallel --recursive $(SWIFT_SOURCES)

bench: first-build-note ## measure against nginx and a bare Hummingbird, side by side
	@Scripts/setup bench
	@$(MAKE) --no-print-directory .venv/installed
	swift build -c release --product bench-reference
	swift build -c release --product lethe
	PATH="$$PATH:/usr/sbin:/sbin" $(VENV) Benchmarks/run.py $(ARGS)

clean: ## remove what was built; the next build starts anew
	rm -rf .build .build-* .venv

# ---- inner doors

first-build-note:
	@test -e $(RELEASE)/lethe || echo "The first build takes about 15 minutes on 2 cores; the next ones seconds to a minute."

.venv/installed: Tests/requirements.txt
	@echo "setup: Python packages for the tests (.venv)"
	@python3 -m venv --clear .venv
	@$(VENV) -m pip install --quiet --disable-pip-version-check --requirement Tests/requirements.txt
	@touch $@
