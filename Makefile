# `make help` lists the targets. Each works alone from a fresh clone, with Python 3.11 or later, git and make.

VENV := .venv
RUN := $(VENV)/bin/python
PIP := $(RUN) -m pip --quiet --disable-pip-version-check
# where the recorded truth of other programs lies, for `make oracle`
SHARED ?= ../shared
# for `make dialects`: how long, and which texts; SEED for `make mutate` too: which of the mutants
MINUTES ?= 5
SEED ?= 0
# the first Python that is new enough; `make PYTHON=/path/to/python3 ...` names another
PYTHON ?= $(shell for it in python3 python3.14 python3.13 python3.12 python3.11 python; do \
	"$$it" -c 'import sys; sys.exit(sys.hexversion < 0x30b0000)' 2>/dev/null && { echo "$$it"; break; }; done)

.DEFAULT_GOAL := help
.PHONY: help setup test lint demo oracle dialects mutate bench docs snapshots site man wheel zipapp formula clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-9s %s\n", $$1, $$2 }' Makefile

setup: $(VENV)/.dev ## make .venv with everything that tests and checks need

$(VENV)/.made:
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.hexversion < 0x30b0000)' 2>/dev/null || { \
		echo 'error: no Python 3.11 or later was found' >&2; \
		echo '  do:  install one, or name it: make PYTHON=/path/to/python3 ...' >&2; exit 2; }
	@echo "making $(VENV) with $$("$(PYTHON)" --version)"
	@"$(PYTHON)" -m venv --clear $(VENV) || { rm -rf $(VENV); \
		echo 'error: this Python makes no virtual environments' >&2; \
		echo '  do:  on Debian and Ubuntu: apt install python3-venv' >&2; exit 2; }
	@touch $@

$(VENV)/.runtime: pyproject.toml $(VENV)/.made
	@echo 'installing colima-guard into $(VENV)'
	@$(PIP) install --editable .
	@touch $@

$(VENV)/.dev: pyproject.toml $(VENV)/.made
	@echo 'installing colima-guard, and what its tests need, into $(VENV)'
	@$(PIP) install --editable '.[dev]'
	@touch $(VENV)/.runtime $@

$(VENV)/.site: pyproject.toml $(VENV)/.made
	@echo 'installing what builds the documentation into $(VENV)'
	@$(PIP) install --editable '.[site]'
	@touch $(VENV)/.runtime $@

# a file's tests share what they start, so they stay together
test: $(VENV)/.dev ## run all tests, on all cores
	@$(RUN) -m pytest --numprocesses auto --dist loadfile --no-loadscope-reorder

lint: $(VENV)/.dev ## ruff, mypy and zizmor (what workflows may do)
	@$(RUN) -m ruff check
	@$(RUN) -m ruff format --check
	@$(RUN) -m mypy
	@$(VENV)/bin/zizmor --offline --quiet --persona pedantic .github action.yml

demo: $(VENV)/.runtime ## the main job on a sample home, from status to rollback
	@$(RUN) -m demo

oracle: $(VENV)/.dev ## compare with what real Colima and Lima made of the same files (SHARED=../shared)
	@COLIMA_GUARD_SHARED='$(abspath $(SHARED))' COLIMA_GUARD_REQUIRE_SHARED=1 $(RUN) -m pytest -m oracle

dialects: $(VENV)/.dev ## read random texts as Colima's and Lima's own readers do, built with Go (MINUTES=5 each, SEED=0: others each time)
	@$(RUN) -m tests.dialects.fuzz '$(MINUTES)' '$(SEED)'
	@$(RUN) -m tests.dialects.lima '$(MINUTES)' '$(SEED)'

mutate: $(VENV)/.dev ## change judge, proofs and formats in small ways, and see that tests notice (hours; MUTANTS='NAME*' SAMPLE=250 SEED=1)
	@$(PIP) install --editable '.[dev,mutate]'
	@$(RUN) -m tests.mutation $(MUTANTS) $(if $(SAMPLE),--sample $(SAMPLE)) --seed $(SEED)

bench: $(VENV)/.dev ## measure time and memory
	@$(RUN) -m bench

docs: $(VENV)/.dev ## write the generated parts of README.md and docs/ anew
	@$(RUN) -m tests.docs.generate

snapshots: $(VENV)/.dev ## after a change of what commands print: write tests/snapshots/ anew
	@$(RUN) -m tests.snapshots.take

wheel: $(VENV)/.dev ## build sdist and wheel, and try the wheel in an environment of its own, outside the checkout
	@rm -rf dist build
	@set -e; away=$$(mktemp -d); trap 'rm -rf "$$away"' EXIT; \
		$(RUN) -m build --outdir dist . > "$$away/build" 2>&1 || { cat "$$away/build"; exit 1; }; \
		$(RUN) -m venv "$$away/venv"; \
		"$$away/venv/bin/python" -m pip --quiet --disable-pip-version-check install dist/*.whl; \
		(cd "$$away" && venv/bin/colima-guard --version); \
		$(RUN) -m demo "$$away/venv/bin/colima-guard" > "$$away/demo" || { cat "$$away/demo"; exit 1; }; \
		echo "the wheel does the demo: $$(ls dist/*.whl)"; \
		release/install-check dist/*.whl $(VENV)/bin "$$away"

zipapp: $(VENV)/.dev ## build one file with everything inside, for this platform and Python, and try it without a network
	@release/zipapp $(VENV)/bin dist

# strict: a dead link or anchor, and a page that is not listed or that nothing leads to, fail it (docs/conf.py)
site: $(VENV)/.site ## build the documentation as a site, build/site/index.html; strict
	@rm -rf build/site build/site-read
	@$(RUN) -m sphinx --quiet --fail-on-warning --conf-dir docs --doctree-dir build/site-read . build/site
	@echo 'build/site/index.html'

man: $(VENV)/.dev ## write man/colima-guard.1 anew
	@$(RUN) -m release.manual

formula: $(VENV)/.dev ## build the sdist, and the Homebrew formula for it: dist/colima-guard.rb
	@mkdir -p dist; $(RUN) -m build --sdist --outdir dist . > dist/build.log 2>&1 || { cat dist/build.log; exit 1; }
	@rm -f dist/build.log; $(RUN) -m release.formula dist/*.tar.gz > dist/colima-guard.rb
	@echo "dist/colima-guard.rb"

clean: ## remove everything that was built
	rm -rf $(VENV) dist build *.egg-info .mypy_cache .pytest_cache .ruff_cache .hypothesis
	find . -name __pycache__ -prune -exec rm -rf {} +
