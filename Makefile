# Everything that is done with this project by one word. `make help` lists it.

PYTHON ?= python3
PORT ?= 8080
BIN := .venv/bin
LOCK := --quiet --allow-unsafe --generate-hashes --strip-extras \
	--no-emit-find-links --no-emit-index-url --no-emit-trusted-host
RUN_READY := .venv/.run-ready
DEV_READY := .venv/.dev-ready

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help install run test test-long check bench lock servers clean

help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | expand -t 12

install: $(RUN_READY) ## make .venv from the pinned, hashed requirements

run: $(RUN_READY) ## the service, its worker and the carrier in a box, with a sample campaign (PORT=8080)
	@RINGROUND_CONFIG=deploy/rehearsal.toml exec $(BIN)/ringround serve --bind 127.0.0.1:$(PORT)

# The tests' databases are made and thrown away by the thousand: in memory where there is room for them.
SCRATCH = $(shell [ "$$(df -k --output=avail /dev/shm 2>/dev/null | tail -n 1)" -gt 6000000 ] 2>/dev/null \
	&& echo /dev/shm || echo "$${TMPDIR:-/tmp}")
test: export TMPDIR = $(SCRATCH)
test: servers check ## all the tests, on both databases, a real Redis and a real browser
	$(BIN)/python -m pytest --numprocesses 5 --dist worksteal --durations=15

test-long: servers $(DEV_READY) ## what is too long for every change
	$(BIN)/python -m pytest -m long

check: $(DEV_READY) ## style, types and who imports whom
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --config pyproject.toml

bench: $(DEV_READY) ## the table of speeds
	$(BIN)/python -m bench

lock: $(DEV_READY) ## pin and hash the requirements anew (UPGRADE=--upgrade for newer versions)
	cd requirements && ../$(BIN)/pip-compile $(LOCK) $(UPGRADE) --output-file=run.txt run.in
	cd requirements && ../$(BIN)/pip-compile $(LOCK) $(UPGRADE) --output-file=dev.txt dev.in

servers: ## the Debian packages that the tests use
	@.ci/servers

clean: ## take away .venv and what the tools keep
	rm -rf .venv build *.egg-info .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis

# Stamps, so that a second start does nothing and needs no network.
$(RUN_READY): requirements/run.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Python 3.11 or later is needed: name one with make PYTHON=…" >&2; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv || \
		{ rm -rf .venv; echo "Python cannot make a .venv: install python3-venv, or name another with make PYTHON=…" >&2; exit 1; }
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/run.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

$(DEV_READY): requirements/dev.txt $(RUN_READY)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	@touch $@
