# ConvLens: `make run` and `make test` do all of their own set-up. `make help` lists the rest.

PORT ?= 8501
HOST ?= 127.0.0.1
VENV := .venv
PYTHON := $(VENV)/bin/python
INSTALL = $(PYTHON) -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --requirement
READY := $(VENV)/.ready
READY_DEV := $(VENV)/.ready-dev

# One thread of linear algebra: the web process only repacks arrays, and many visitors share the machine.
WEB := env OPENBLAS_NUM_THREADS=1 OMP_NUM_THREADS=1

.DEFAULT_GOAL := help
.PHONY: help run test test-fast lint types imports quick browser bench evaluate clean

help: ## Lists what there is.
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /make \1	/' | expand -t 18

run: $(READY) ## Starts the app: PORT=8501, and HOST=0.0.0.0 to let a class in.
	@echo "ConvLens is at http://$(if $(filter 0.0.0.0,$(HOST)),localhost,$(HOST)):$(PORT) (stop it with Ctrl+C)"
	@exec $(WEB) $(PYTHON) -m uvicorn convlens:app --host $(HOST) --port $(PORT) --log-level warning --no-access-log --ws-per-message-deflate false

test: lint types imports quick browser ## Runs every check, the browser tests in Chromium included.
	@echo "All checks passed."

test-fast: lint types imports quick ## Runs every check but the browser tests.
	@echo "Passed, WITHOUT the browser tests: \`make test\` runs them too."

lint: $(READY_DEV) ## Checks the code's style and format.
	$(VENV)/bin/ruff check
	$(VENV)/bin/ruff format --check
	$(VENV)/bin/deno lint --quiet
	$(VENV)/bin/deno fmt --check --quiet

types: $(READY_DEV) ## Checks the types.
	$(VENV)/bin/mypy

imports: $(READY_DEV) ## Checks who imports whom.
	$(VENV)/bin/lint-imports

quick: $(READY_DEV) ## Runs the tests that need no browser, and the examples in docstrings.
	$(PYTHON) -m pytest --doctest-modules cnn_core engine figures recipes ui
	$(PYTHON) -m pytest -n 2 -m "not browser" tests

browser: $(READY_DEV) ## Runs the tests that need a browser; finds or installs Chromium first.
	CONVLENS_CHROMIUM="$$($(PYTHON) tools/chromium.py)" && export CONVLENS_CHROMIUM \
	&& $(PYTHON) -m pytest -n 2 -m browser tests/javascript \
	&& $(PYTHON) -m pytest -m browser --ignore tests/javascript tests

bench: $(READY_DEV) ## Measures speed and memory, and prints ratios.
	CONVLENS_CHROMIUM="$$($(PYTHON) tools/chromium.py)" && export CONVLENS_CHROMIUM && $(PYTHON) -m benchmarks

evaluate: $(READY_DEV) ## Measures the shipped networks again: CONVLENS_DATA=FOLDER names the data's folder.
	$(PYTHON) -m tools.evaluate

clean: ## Removes the virtual environment and all caches.
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache *.egg-info
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(PYTHON):
	@sh tools/make_environment.sh $(VENV)

$(READY): requirements.txt constraints.txt | $(PYTHON)
	@echo "Installing what ConvLens needs into $(VENV) (once; some minutes, about 2 GB)"
	@$(INSTALL) requirements.txt
	@touch $@

$(READY_DEV): requirements.txt requirements-dev.txt constraints.txt | $(PYTHON)
	@echo "Installing what ConvLens and its tests need into $(VENV) (once; some minutes, about 2 GB)"
	@$(INSTALL) requirements-dev.txt
	@touch $@ $(READY)
