# Works with GNU make 3.81 and newer, and nothing but Python 3.11 or newer.
# Another Python: make up PYTHON=python3.13 (read when .venv is made; `make clean` first to change it).

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
# Packages are compiled when first imported, which saves twenty seconds of a first set-up.
INSTALL := $(PIP) install --no-compile

# One version of each package for all Pythons and systems, with hashes and without any address.
COMPILE := UV_CUSTOM_COMPILE_COMMAND='make lock' uv pip compile --quiet --upgrade --universal \
	--python-version 3.11 --fork-strategy fewest --generate-hashes --no-annotate \
	--no-emit-index-url --no-emit-find-links

# The scripts of an environment name the folder it was made in: one that came from elsewhere, with a
# checkout that was renamed or copied, is made anew. So the files of finished steps name it too.
HERE := $(VENV)/$(shell printf '%s' '$(subst ','\'',$(CURDIR))' | cksum | cut -d ' ' -f 1)

# Where the dashboard is opened by `make up`.
PORT := 8501

# The packs to work on, folders with a colon between them; none: what the environment names, or data/.
PACK :=
ifneq ($(PACK),)
export SHARECHECK_PACK := $(PACK)
endif

# One test process for each core.
PYTEST := $(BIN)/pytest -n auto --dist worksteal

# The tests that run once more on DuckDB 1.5: those that run SQL, but for the dashboard's.
# test_live_warehouse collects from every source and runs all of their SQL.
DUCKDB_1_5 := $(CURDIR)/$(VENV)/duckdb-1.5
DUCKDB_1_5_TESTS := tests --ignore=tests/sources --ignore=tests/bundled/sources \
	$(foreach part,claim_card claim_pages collecting compare crashes dashboard datapackage deadlines deploy doctor \
		documents_page drawing drawn faults gaps head_to_head history integrity larger layout machinery makefile menu \
		mutations overview reading reading_rates redaction reports served signals site sources_page sql_page steps \
		unreadable waiting wrong_entries, \
		--ignore-glob='*/test_$(part).py')

.DEFAULT_GOAL := help
.PHONY: help up port test faults browser compat build bench lock clean

help: ## list these targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-7s %s\n", $$1, $$2 }' Makefile
	@echo 'up and build take other packs: make up PACK=data/packs/web, several: PACK=data:data/packs/web'

up: port $(HERE)-runtime.done ## set up and run: warehouse, verdicts, dashboard on http://localhost:8501 (or PORT=8502)
	@$(BIN)/sharecheck build --if-needed
	@$(BIN)/sharecheck verify --brief
	@$(BIN)/sharecheck dashboard --port $(PORT)

port:
	@! command -v $(PYTHON) >/dev/null || $(PYTHON) -I collectors/machinery/ports.py '$(PORT)'

test: $(HERE)-dev.done ## set up and run the checks: format, lint, types, tests
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(PYTEST) -m "not browser and not fault"

faults: $(HERE)-dev.done ## try everything hostile or broken, and count what gets through
	$(PYTEST) -q -m "fault and not browser"

browser: $(HERE)-dev.done ## run the tests that drive the dashboard in Chromium
	$(PYTEST) -m browser

compat: $(HERE)-dev.done $(HERE)-duckdb-1.5.done ## run once more, on DuckDB 1.5, what runs SQL
	PYTHONPATH="$(DUCKDB_1_5)" $(PYTEST) -q -m "not browser" $(DUCKDB_1_5_TESTS)

build: $(HERE)-runtime.done ## build the warehouse from data/
	@$(BIN)/sharecheck build

bench: $(HERE)-dev.done ## measure prompt, build, pages, twenty sessions, 5,000 claims, and the census of the Hub
	@$(BIN)/python -m benchmarks.prompt
	@$(BIN)/python -m benchmarks
	@$(BIN)/python -m benchmarks.pages
	@$(BIN)/python -m benchmarks.sessions
	@$(BIN)/python -m benchmarks.claims
	@$(BIN)/python -m benchmarks.hub

lock: ## pin the newest versions that pyproject.toml allows (needs uv)
	$(COMPILE) pyproject.toml --extra dev -o requirements-dev.lock
	echo hatchling | $(COMPILE) pyproject.toml - -c requirements-dev.lock -o requirements.lock
	echo 'duckdb>=1.5,<1.6' | $(COMPILE) - -o requirements-duckdb-1.5.lock

clean: ## remove what the commands made, export/ too; collected data stays
	rm -rf $(VENV) data/builds data/packs/*/builds export .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# One file per finished step: a step runs again when what it was made from is newer.

$(HERE)-made.done:
	@command -v $(PYTHON) >/dev/null || { \
	  echo "sharecheck needs Python 3.11 or newer, but there is no '$(PYTHON)'. Install it, or name another: make PYTHON=python3.13 ..." >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "sharecheck needs Python 3.11 or newer, but $(PYTHON) is %d.%d. Name another: make PYTHON=python3.13 ..." % sys.version_info[:2] or 0)'
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null || { \
	  echo "$(PYTHON) comes without venv, as on Debian and Ubuntu: apt install $(notdir $(PYTHON))-venv, then run make again." >&2; exit 1; }
	@echo "Making $(VENV) ..."
	@$(PYTHON) -m venv --clear $(VENV)
	@touch $@

$(HERE)-runtime.done: requirements.lock pyproject.toml | $(HERE)-made.done
	@echo "Installing the pinned packages (half a minute or more the first time) ..."
	@$(INSTALL) --require-hashes -r requirements.lock
	@$(INSTALL) --no-build-isolation --no-deps -e .
	@touch $@

$(HERE)-dev.done: requirements-dev.lock $(HERE)-runtime.done
	@echo "Installing the pinned test tools ..."
	@$(INSTALL) --require-hashes -r requirements-dev.lock
	@touch $@

$(HERE)-duckdb-1.5.done: requirements-duckdb-1.5.lock | $(HERE)-made.done
	@rm -rf "$(DUCKDB_1_5)"
	@$(INSTALL) --require-hashes --no-deps --target "$(DUCKDB_1_5)" -r requirements-duckdb-1.5.lock
	@touch $@
