# Everything a fresh machine needs is Python >= 3.11, make and the package registries.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
export PYTHONUTF8 := 1

.DEFAULT_GOAL := help
.PHONY: help explore test lint bench soak generate clean

help: ## list these targets
	@awk -F ':.*## ' '/^[a-z]+:.*## /{printf "  make %-9s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

$(VENV)/.done: pyproject.toml constraints.txt graph/package-lock.json tests/browser/package-lock.json
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade pip -c constraints.txt
	$(BIN)/python -m pip install --quiet -c constraints.txt -e '.[dev]'
	@if command -v npm >/dev/null; then npm ci --prefix tests/browser --silent --ignore-scripts --no-audit --no-fund; \
	else echo "no npm: what axe-core and html-validate would say of the pages is not tested"; fi
	@touch $@

explore: $(VENV)/.done ## build the packaged plan, ask it a question, draw it, and say which files to open
	$(BIN)/plankg build -o out --quiet >/dev/null
	$(BIN)/plankg query tasks-in-order
	$(BIN)/plankg draw
	@echo "open out/explorer.html (the picture), out/findings.md (what to look at), out/graph.ttl (the graph)"

test: $(VENV)/.done ## lint, types, layers, tests, the wheel in a clean environment, the README's examples
	$(BIN)/python tests/everything.py

lint: $(VENV)/.done ## only lint, types and layers
	$(BIN)/python tests/everything.py lint

bench: $(VENV)/.done ## the benchmarks (minutes): a table, and out/bench.json
	$(BIN)/plankg bench

soak: $(VENV)/.done ## long trials: builds killed at random moments, many sizes
	$(BIN)/python -m pytest -m soak tests

generate: $(VENV)/.done ## write what follows from the ontology, the command reference, the outputs in the READMEs and notebooks
	$(BIN)/python -m plankg.ontology.generate
	$(BIN)/python tests/documentation/reference.py
	$(BIN)/python tests/documentation/console.py
	$(BIN)/python tests/notebooks/rerun.py

clean: ## remove what was made: .venv, out, caches
	rm -rf $(VENV) out dist .mypy_cache .pytest_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
