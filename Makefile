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

# Two processes; one takes a whole file, so that what a file makes for its tests is made once.
TWO := -q -n 2 --dist loadfile --no-loadscope-reorder
TESTS = $(PYTHON) -m pytest $(TWO) --doctest-modules cnn_core engine figures recipes ui tests
BROWSER_TESTS = $(PYTHON) -m pytest $(TWO) -m browser tests

# The folders of scripts whose types are checked strictly; they import from one another alone.
STRICT := arithmetic brush builder classify collector confusion_matrix drawing_pad gallery intake knobs live maps \
	mlp_and_cnn page_language picture_gallery picture_grid pooling_lab shared train why written

.DEFAULT_GOAL := help
.PHONY: help run test test-fast lint types imports quick fast browser bench evaluate clean

help: ## Lists what there is.
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /make \1	/' | expand -t 18

run: $(READY) ## Starts the app: PORT=8501, and HOST=0.0.0.0 to let a class in.
	@echo "ConvLens is at http://$(if $(filter 0.0.0.0,$(HOST)),localhost,$(HOST)):$(PORT) (stop it with Ctrl+C)"
	@exec $(WEB) $(PYTHON) -m uvicorn convlens:app --host $(HOST) --port $(PORT) --log-level warning --no-access-log --ws-per-message-deflate false

test: $(READY_DEV) ## Runs every check, the browser tests in Chromium included.
	@$(PYTHON) -m tools.checks quick,browser lint,types,imports

test-fast: $(READY_DEV) ## Runs the checks that take two minutes: no browser, and nothing that trains or starts programs.
	@$(PYTHON) -m tools.checks fast lint,types,imports

lint: $(READY_DEV) ## Checks the code's style and format.
	$(VENV)/bin/ruff check
	$(VENV)/bin/ruff format --check
	$(VENV)/bin/deno lint --quiet
	$(VENV)/bin/deno fmt --check --quiet

types: $(READY_DEV) ## Checks the types.
	$(VENV)/bin/mypy
	$(VENV)/bin/deno check --quiet ui/components
	$(VENV)/bin/deno check --quiet --config deno.strict.json $(STRICT:%=ui/components/%)

imports: $(READY_DEV) ## Checks who imports whom.
	$(VENV)/bin/lint-imports

quick: $(READY_DEV) ## Runs the tests that need no browser, and the examples in docstrings.
	$(TESTS) -m "not browser"

fast: $(READY_DEV) ## Runs those of them that take less than two seconds, properties on a fifth of their examples.
	$(TESTS) -m "not browser and not slow" --hypothesis-profile=fast

browser: $(READY_DEV) ## Runs the tests that need a browser; finds or installs Chromium first.
	CONVLENS_CHROMIUM="$$($(PYTHON) tools/chromium.py)" && export CONVLENS_CHROMIUM && $(BROWSER_TESTS)

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
