# Everything runs in .venv, made from the hash-locked files; `make` alone lists the targets.

PYTHON ?= $(firstword $(foreach p,python3 python3.14 python3.13 python3.12 python3.11,\
  $(shell $(p) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $(p))))
BIN := .venv/bin
CHECKED := curator tests bench
# A run must not read another environment's packages or settings, and keeps what it compiled for its children.
unexport PYTHONPATH PYTHONHOME VIRTUAL_ENV PYTHONDONTWRITEBYTECODE

.PHONY: help demo install test sweep lint format types contracts wheel lock bench-peers hostile clean

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' Makefile

demo: install ## Build a journal from the bundled samples, without a network
	@$(BIN)/curator demo

install: .venv/.installed

.venv/pyvenv.cfg:
	@test -n "$(PYTHON)" || { echo "curator needs Python 3.11 or newer: install it, or say make PYTHON=/path/to/python3" >&2; exit 1; }
	@$(PYTHON) -m venv .venv || { echo "Python's venv module is missing: on Debian and Ubuntu, apt install python3-venv" >&2; exit 1; }

# Build requirements are in the lock too, so that nothing is fetched without a hash. pip compiles
# everything on one core; COMPILE does it on all, and leaves out what is never imported. The locks are
# whole, so nothing is resolved: older pips take a newer release where a name comes with an extra.
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-compile
COMPILE := $(BIN)/python -m compileall -q -j 0 -x '/(tests?|testing|f2py|examples?)/' .venv/lib curator

.venv/.installed: .venv/pyvenv.cfg requirements.lock pyproject.toml
	@echo "Installing what curator needs into .venv (once) ..."
	@$(PIP) --require-hashes --no-deps -r requirements.lock
	@$(PIP) --no-deps --no-build-isolation --no-index -e .
	@$(COMPILE)
	@touch $@

.venv/.testing: .venv/.installed requirements-test.lock
	@echo "Installing what the tests need into .venv (once) ..."
	@$(PIP) --require-hashes --no-deps -r requirements-test.lock
	@$(COMPILE)
	@touch $@

# Files of tests are handed out whole, in the order that tests/conftest.py gives: the slow ones first.
SPREAD := -n auto --dist loadscope --no-loadscope-reorder

test: .venv/.testing ## Run the tests; ARGS="-k store" passes options on
	@$(BIN)/python -m pytest $(SPREAD) -m "not real and not sweep" $(ARGS)

sweep: .venv/.testing ## Run what `make test` leaves out: on real servers, and every combination of what it shows by examples
	@$(BIN)/python -m pytest $(SPREAD) -m "real or sweep" $(ARGS)

lint: .venv/.testing ## Check format and style
	@$(BIN)/ruff format --check $(CHECKED)
	@$(BIN)/ruff check $(CHECKED)

format: .venv/.testing ## Rewrite the files in the house's format
	@$(BIN)/ruff format $(CHECKED)
	@$(BIN)/ruff check --fix $(CHECKED)

types: .venv/.testing ## Check the types
	@$(BIN)/mypy

contracts: .venv/.testing ## Check who imports whom
	@$(BIN)/lint-imports --no-logo

wheel: .venv/.testing ## Build the wheel and look into it
	@$(BIN)/python -m hatchling build -t wheel
	@$(BIN)/python -m pytest tests/packaging/test_wheel.py

lock: .venv/.testing ## Renew the hash-locked files from pyproject.toml
	@$(PIP) uv
	@$(BIN)/uv pip compile $(LOCK) --group build -o requirements.lock
	@$(BIN)/uv pip compile $(LOCK) --group build --extra test --extra dev -c requirements.lock -o requirements-test.lock

LOCK := --quiet --upgrade pyproject.toml --universal --python-version 3.11 --generate-hashes \
  --no-emit-index-url --no-emit-find-links --custom-compile-command "make lock"

bench-peers: ## Install the programs that bench/ compares with, into .venv-peers
	@bash bench/peers.sh .venv-peers

HOSTILE ?= ../shared/hostile
hostile: .venv/.testing ## Feed the whole hostile corpus to curator; HOSTILE=folder of the generator
	@$(BIN)/python -m bench.hostile --hostile $(HOSTILE)

clean: ## Remove what was built and installed
	rm -rf .venv .venv-peers dist build demo
