# Python 3.11 (or 3.12, 3.13) and make are all you need. `make help` lists what there is.

PYTHON ?= python3
BIN := .venv/bin
# a story of tests/replay/fixtures, and one of its targets to explain
STORY ?= birds-nest
EXPLAIN ?= $(if $(filter birds-nest,$(STORY)),nest-1)
# more for the command behind a target, such as make test ARGS="-k ledger"
ARGS ?=

# each line of a recipe may rely on the one before it having worked
.SHELLFLAGS := -e -c
.DEFAULT_GOAL := help

.PHONY: help
help: ## list these
	@awk 'BEGIN { FS = ":.*## " } /^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: up
up: .runtime ## try it: embedded Kafka, a worker, sample traffic, a live view
	@exec $(BIN)/pinocchio up $(ARGS) # exec: ctrl-C would end a shell between, and make would call that an error

.PHONY: replay
replay: .runtime ## a recorded story decided and explained, without a broker (STORY=replica-shoes for another)
	@test -d tests/replay/fixtures/$(STORY) || { echo "there is no story $(STORY); there are:"; ls tests/replay/fixtures; exit 2; }
	@cat tests/replay/fixtures/$(STORY)/README.md && echo
	@$(BIN)/pinocchio replay tests/replay/fixtures/$(STORY)/events.jsonl $(if $(EXPLAIN),--explain $(EXPLAIN)) $(ARGS)

.PHONY: test
test: lint .java .prometheus ## lint and every test, those on real Kafka too
	$(BIN)/python -m pytest -m "not bench" $(ARGS)

.PHONY: check
check: lint ## lint and the tests that need no broker: quick
	$(BIN)/python -m pytest -m "not kafka and not stream and not bench" -q $(ARGS)

.PHONY: lint
lint: .dev ## style, types, and the direction of imports
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

.PHONY: quality
quality: .dev ## how well listings are read: per class, per disguise, on genuine titles
	$(BIN)/python -m tests.quality.report $(ARGS)

.PHONY: bench
bench: .dev .java ## long runs and figures, on real Kafka
	$(BIN)/python -m pytest -m bench -s --timeout 7200 $(ARGS)

.PHONY: format
format: .dev ## let ruff write the code as it should be
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

.PHONY: docs
docs: .dev ## write the generated reference anew
	$(BIN)/python -m scripts.docs

.PHONY: dashboards
dashboards: .dev .prometheus ## write the dashboards and burn-rate rules anew, and their picture
	$(BIN)/python -m scripts.dashboards
	$(BIN)/python -m scripts.dashboards.sheet docs/images

.PHONY: lock
lock: .dev ## resolve pyproject.toml into the pinned locks
	scripts/lock

.PHONY: manifests
manifests: .dev ## write the generated Kubernetes files anew
	$(BIN)/python -m scripts.manifests

.PHONY: release
release: .dev .java ## check, build and tag a version (VERSION=1.2.3, ARGS=--dry-run to see it first)
	@test -n "$(VERSION)" || { echo "which? make release VERSION=1.2.3"; exit 2; }
	$(BIN)/python -m scripts.release $(VERSION) $(ARGS)

.PHONY: install
install: .dev ## everything for work on the code, into .venv
	@echo "ready: $(BIN)/pinocchio --help"

.PHONY: clean
clean: ## remove what make made: .venv, caches, jars
	rm -rf .venv .cache .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache

# Not files: each asks a script, which does nothing when it was done.
.PHONY: .python .runtime .dev .java .prometheus
.python:
	@command -v $(PYTHON) >/dev/null || { echo "pinocchio: no $(PYTHON) here. Install Python 3.11 (Debian: apt-get install python3; macOS: brew install python@3.11), or: make PYTHON=/path/to/python" >&2; exit 3; }

.runtime: .python
	@$(PYTHON) scripts/bootstrap.py runtime

.dev: .python
	@$(PYTHON) scripts/bootstrap.py dev

.java: .dev
	@$(BIN)/python scripts/java.py

.prometheus: .dev
	@$(BIN)/python scripts/prometheus.py
