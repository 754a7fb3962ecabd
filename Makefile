# Shifu: `make run` and `make test` need only Python 3.11 or newer and make; they fetch the rest.
PORT ?= 8000
BIND ?= 127.0.0.1
python := .venv/bin/python

# Compiled modules are kept whatever the caller's habit: without them each start takes seconds longer.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help run demo check test bench lock translations
.DEFAULT_GOAL := help

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-13s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: ## Set up what is missing, load the demo company at the first start, serve on http://127.0.0.1:8000 (PORT=, BIND=)
	@BIND='$(BIND)' PORT='$(PORT)' tools/run.sh

demo: ## Load the demo company into an empty database and show who can sign in
	@tools/setup.sh run
	@tools/demo.sh

check: ## The quick checks: style, floors, types, templates, translations
	@tools/setup.sh test
	@$(python) -m tools.check quick

test: ## Every check and every test, on SQLite and PostgreSQL, in a real browser
	@tools/setup.sh test
	@$(python) -m tools.check all

bench: ## Measure speed beside a bare page, on SQLite and PostgreSQL
	@tools/setup.sh test
	@$(python) -m tests.benchmarks

lock: ## Pin the dependencies again, with hashes
	@tools/setup.sh test
	@$(python) -m tools.lock

translations: ## Gather new strings into the catalogues and compile them
	@tools/setup.sh test
	@$(python) -m tools.translations update
	@$(python) -m tools.translations compile
