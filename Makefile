# Two commands set everything up: `make demo` and `make test`. `make help` lists the others.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# Cargo for the tests and maturin for Python rebuild pyo3 for each other: each has its own folder.
PYTHON_TARGET := $(CURDIR)/.build/python
RUST_LEAST := 1.89
SOURCES := $(shell find src -name '*.rs' 2>/dev/null) Cargo.toml Cargo.lock

.PHONY: help
help: ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-12s %s\n", $$1, $$2}'

.PHONY: check
check: ## check that Python, pip, a C compiler and Rust are there
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	  echo "twiplomacy needs Python 3.11 or later as $(PYTHON): install it from python.org or your system's packages, or say which with make PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || { \
	  echo "twiplomacy needs Python's venv with pip: on Debian and Ubuntu, apt install python3-venv"; exit 1; }
	@command -v cc >/dev/null || { \
	  echo "twiplomacy needs a C compiler as cc: on Debian and Ubuntu, apt install build-essential; on a Mac, xcode-select --install"; exit 1; }
	@command -v cargo >/dev/null || { \
	  echo "twiplomacy needs Rust $(RUST_LEAST) or later with cargo: see rustup.rs"; exit 1; }
	@printf '%s\n%s\n' "$(RUST_LEAST)" "$$(rustc --version | cut -d' ' -f2)" | sort -CV || { \
	  echo "twiplomacy needs Rust $(RUST_LEAST) or later, found $$(rustc --version): run rustup update"; exit 1; }

INSTALL := PATH="$(CURDIR)/$(BIN):$$PATH" CARGO_TARGET_DIR=$(PYTHON_TARGET) $(BIN)/python -m pip install --quiet --no-build-isolation

$(VENV)/.tools: pyproject.toml | check
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --upgrade 'pip>=25.1' 'maturin>=1.9,<2'
	@touch $@

$(VENV)/.built: $(SOURCES) $(VENV)/.tools
	@echo "building twiplomacy; the first time this takes some minutes"
	@$(INSTALL) --editable '.[study,change,progress]'
	@touch $@

$(VENV)/.test: $(SOURCES) $(VENV)/.tools
	@echo "building twiplomacy and installing what the tests need"
	@$(INSTALL) --group dev --editable '.[all]'
	@touch $@ $(VENV)/.built

.PHONY: build
build: $(VENV)/.built ## build the package into its own environment, .venv

.PHONY: demo
demo: $(VENV)/.built ## build, study the bundled senators, print where the report is
	@$(BIN)/twiplomacy study --demo --out study

# Rust's lints and tests beside pip and its release build: each often leaves a core or the network idle.
.PHONY: test
test: ## build, run every test but those marked slow, lint, check types
	@$(MAKE) --no-print-directory -j2 lint test-rust
	@$(MAKE) --no-print-directory test-python

.PHONY: test-rust
test-rust: | check ## Rust tests and doctests
	cargo test --quiet

.PHONY: test-python
test-python: $(VENV)/.test ## Python tests, docstrings, README, docs and notebooks
	$(BIN)/python -m pytest -n logical --dist worksteal

.PHONY: test-slow
test-slow: $(VENV)/.test ## the tests marked slow
	$(BIN)/python -m pytest -m slow
	cargo test --quiet --release -- --ignored

# Three minutes a parser, twenty for the four main ones; both may be shortened on the command line.
FUZZ_SECONDS ?= 180
FUZZ_MAIN_SECONDS ?= 1200
FUZZ_MAIN := twitter-v2 twitter-v1 bluesky csv
FUZZ := cd fuzz && RUSTC_BOOTSTRAP=1 cargo fuzz run --sanitizer none
FUZZ_LIMITS := -timeout=20 -rss_limit_mb=4096 -print_final_stats=1

.PHONY: fuzz
fuzz: $(VENV)/.built ## hostile input for the sniffer, every parser and the corpus (needs cargo-fuzz)
	@command -v cargo-fuzz >/dev/null || { echo "make fuzz needs cargo-fuzz: cargo install cargo-fuzz"; exit 1; }
	$(BIN)/python fuzz/seeds.py
	for target in sniff corpus; do \
	  ( $(FUZZ) $$target corpus/$$target corpus/seeds -- -max_total_time=$(FUZZ_SECONDS) $(FUZZ_LIMITS) ) || exit 1; done
	for format in $$($(BIN)/python -c 'from twiplomacy import _core; print(*_core.formats())'); do \
	  case " parquet " in *" $$format "*) continue;; esac; \
	  case " $(FUZZ_MAIN) " in *" $$format "*) seconds=$(FUZZ_MAIN_SECONDS);; *) seconds=$(FUZZ_SECONDS);; esac; \
	  ( export FUZZ_FORMAT=$$format; $(FUZZ) format corpus/$$format corpus/seeds -- -max_total_time=$$seconds $(FUZZ_LIMITS) ) || exit 1; done

.PHONY: lint
lint: lint-rust lint-python ## formats, lints, types, the stub against the compiled module

.PHONY: lint-rust
lint-rust: | check
	cargo fmt --check
	PYO3_PYTHON=$$(command -v $(PYTHON)) cargo clippy --quiet --all-targets --features python -- --deny warnings

.PHONY: lint-python
lint-python: $(VENV)/.test
	$(BIN)/ruff format --check python tests bench
	$(BIN)/ruff check python tests bench
	$(BIN)/mypy
	$(BIN)/stubtest twiplomacy._core

.PHONY: format
format: $(VENV)/.test ## put all code into the house format
	cargo fmt
	$(BIN)/ruff format python tests bench
	$(BIN)/ruff check --fix python tests bench

.PHONY: wheel
wheel: $(VENV)/.tools ## build a release wheel into dist/
	CARGO_TARGET_DIR=$(PYTHON_TARGET) $(BIN)/maturin build --release --quiet --out dist

.PHONY: clean
clean: ## remove everything that was made
	rm -rf $(VENV) .build target dist study .pytest_cache .mypy_cache .ruff_cache .hypothesis
	rm -f python/twiplomacy/_core*.so
