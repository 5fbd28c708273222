# Svodka: `make help` lists what can be done here.

PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PIP_ROOT_USER_ACTION := ignore
# Compiled modules are kept, since the tests start hundreds of processes.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help

.PHONY: help
help: ## list these targets
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-14s %s\n", $$1, $$2}'

.PHONY: setup
setup: $(VENV)/.installed ## create .venv and install what running Svodka needs (requirements.lock)

.PHONY: develop
develop: $(VENV)/.developed ## install what tests and checkers need, too (requirements-dev.lock)

$(VENV)/.installed: requirements.lock pyproject.toml
	$(call install,$<)
	touch $@

$(VENV)/.developed: requirements-dev.lock pyproject.toml
	$(call install,$<)
	touch $(VENV)/.installed $@

# A lock, and the project itself as an editable package, which is built without the network.
define install
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --no-deps --require-hashes -r $(1)
	PYTHONWARNINGS=ignore $(BIN)/python -m pip install --quiet --no-deps --no-build-isolation -e .
endef

.PHONY: demo
demo: setup ## crawl the bundled demo outlets on loopback and print the result
	$(BIN)/python -m scraper.demo

.PHONY: test
test: develop ## run the fast suite
	$(BIN)/python -m pytest -n 2 --dist loadfile
	@echo "Left out: the slow proofs (browser, kill, fuzz); \`make test-slow\` runs them."

.PHONY: test-newest
test-newest: ## run the fast suite on the newest Python found, in an environment of its own
	set -- $$(.ci/pythons | tail -1); $(MAKE) test VENV=.venv-$$1 PYTHON=$$2

.PHONY: test-each
test-each: ## run the fast suite on each Python found
	.ci/pythons | while read version python; do \
		$(MAKE) test VENV=.venv-$$version PYTHON=$$python </dev/null || exit 1; done

# Two processes: with three, pages in the browser exceeded their limits of time on two cores.
.PHONY: test-slow
test-slow: develop lint ## run the checkers and the slow proofs
	$(BIN)/python -m pytest -m slow -n 2 --dist loadfile

.PHONY: test-all
test-all: develop ## run the fast suite and the slow proofs in one go, without the checkers
	$(BIN)/python -m pytest -m '' -n 2 --dist loadfile

PURE := pipelines/model/**,pipelines/parsing/**,pipelines/extraction/**,pipelines/copies/**,pipelines/stories/**,pipelines/files/**
# Only these slow proofs reach what needs a server, Spark or several processes.
SERVER_PROOFS := tests/test_scraper_runs.py tests/test_scraper_cluster_worker.py \
	tests/test_storage_postgres_connection.py tests/test_pipelines_archive.py \
	tests/test_pipelines_archive_input.py

.PHONY: coverage
coverage: develop ## run the fast suite and the proofs with servers, and print the branch coverage
	$(BIN)/python -m pytest -n 2 --dist loadfile --cov --cov-report=
	$(BIN)/python -m pytest -n 2 --dist loadfile -m slow --cov --cov-append --cov-report= \
		$(SERVER_PROOFS)
	$(BIN)/coverage report --include='$(PURE)'
	$(BIN)/coverage report --omit='$(PURE)'

.PHONY: coverage-floor
coverage-floor: coverage ## fail where less than 95 % of the pure stages or 85 % of the rest is covered
	$(BIN)/coverage report --include='$(PURE)' --fail-under=95 >/dev/null
	$(BIN)/coverage report --omit='$(PURE)' --fail-under=85 >/dev/null

.PHONY: cluster
cluster: setup ## install what workers that share a frontier and a store need
	PYTHONWARNINGS=ignore $(BIN)/python -m pip install --quiet --no-build-isolation -e '.[cluster]'

.PHONY: spark
spark: setup ## install what svodka-spark and its proofs need beside Java, about 750 MB
	PYTHONWARNINGS=ignore $(BIN)/python -m pip install --quiet --no-build-isolation -e '.[spark]'

.PHONY: pictures
pictures: develop ## take the pictures of README and docs from the demo again
	$(BIN)/python -m tests.pictures

.PHONY: translations
translations: setup ## add new texts of pages and messages to the catalogues
	$(BIN)/python -m tests.catalogues

.PHONY: fuzz
fuzz: develop ## run the fuzz tests with far more random input, and all laws with new examples
	FUZZ_EXAMPLES=20000 $(BIN)/python -m pytest tests/test_fuzz.py --timeout 0
	FUZZ_EXAMPLES=1000 $(BIN)/python -m pytest --ignore tests/test_fuzz.py -m hypothesis --timeout 0

.PHONY: lint
lint: develop ## check style, types and the direction of imports
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo

.PHONY: system-deps
system-deps: ## install the Debian packages that only the slow proofs need
	sh .ci/system-deps

LOCK := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-header --no-annotate pyproject.toml
.PHONY: lock
lock: develop ## pin the newest fitting versions in both locks
	$(BIN)/python -m pip install --quiet uv
	$(LOCK) --upgrade --extra dev -o requirements-dev.lock
	$(LOCK) --upgrade --extra build --constraints requirements-dev.lock -o requirements.lock

# Without --strict, versions of which the service knows nothing would count as sound.
.PHONY: audit
audit: develop ## look up known vulnerabilities of the pinned versions; this needs the network
	$(BIN)/python -m pip install --quiet pip-audit
	$(BIN)/pip-audit --strict --disable-pip --require-hashes -r requirements.lock -r requirements-dev.lock

.PHONY: bench
bench: develop ## run all benchmarks and rewrite benchmarks/RESULTS.md
	$(BIN)/python -m pip install --quiet -e '.[bench]'
	$(BIN)/python -m benchmarks

.PHONY: bench-crawl
bench-crawl: develop ## measure whole crawls beside the usual pipeline
	$(BIN)/python -m benchmarks.crawl.bench_crawl

.PHONY: soak
soak: develop ## crawl 30 outlets each hour of a simulated month, which takes about an hour
	$(BIN)/python -m benchmarks.crawl.soak

.PHONY: bench-extract
bench-extract: develop ## measure article texts and facts beside other extractors
	$(BIN)/python -m pip install --quiet -e '.[bench]'
	$(BIN)/python -m benchmarks.extraction.bench_extract
