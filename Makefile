PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
DEMO := build/demo

.DEFAULT_GOAL := help
.PHONY: help demo test faults fuzz versions sweep bench bench-quick format clean

help: ## Show this list
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 13

$(STAMP): pyproject.toml
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[dev]'
	@touch $@

# A repository of its own: the folder it stands in is one that git ignores.
demo: $(STAMP) ## Generate the docs of a small repository and name a page to open
	@rm -rf $(DEMO)
	@mkdir -p $(DEMO)
	@cp -R fixtures/pytorch/. $(DEMO)
	@git init --quiet $(DEMO)
	@$(BIN)/extractor build $(DEMO)
	@echo $(DEMO)/docs/torch/distributed/tensor/experimental/_func_map.py_docs.md

test: $(STAMP) ## Check lint, format, types and the direction of imports, and run the tests, as many at a time as there are processors
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/pytest -n auto --dist worksteal

faults: $(STAMP) ## Play attacks and accidents on whole runs, and print what held and what was lost
	$(BIN)/python tests/faults/table.py

fuzz: $(STAMP) ## Give every reader random bytes, for FUZZ_MINUTES (10)
	$(BIN)/pytest -m fuzz -s tests/fuzz

versions: $(STAMP) ## Build one tree with every Python that is found, and compare the pages (ALL=1: their libraries too)
	$(BIN)/python tests/versions/compare.py $(if $(ALL),--all)

sweep: $(STAMP) ## Run the long tests over real trees
	$(BIN)/pytest -m sweep

bench: $(STAMP) ## Measure against LibCST alone and against other tools, and write benchmarks/RESULTS.md
	$(BIN)/python benchmarks/bench.py

bench-quick: $(STAMP) ## Measure on Django alone, in a few minutes
	$(BIN)/python benchmarks/bench.py --quick

format: $(STAMP) ## Format the code and apply the safe fixes
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

clean: ## Remove what the other targets made
	rm -rf $(VENV) build dist *.egg-info .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache .grimp_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
