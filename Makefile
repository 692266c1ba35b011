PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
DEMO := build/demo

.DEFAULT_GOAL := help
.PHONY: help demo test sweep format clean

help: ## Show this list
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 10

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

test: $(STAMP) ## Check lint, format, types and the direction of imports, and run the tests
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/pytest

sweep: $(STAMP) ## Run the long tests over real trees
	$(BIN)/pytest -m sweep

format: $(STAMP) ## Format the code and apply the safe fixes
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

clean: ## Remove what the other targets made
	rm -rf $(VENV) build dist *.egg-info .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache .grimp_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
