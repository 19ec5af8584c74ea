# Two commands do everything: `make run` and `make test`. `make help` lists the rest.
PYTHON ?= python3
HOME_DIR ?= .zhibi
BIN := .venv/bin
BENCH := .venv/bench
UV_VERSION := 0.13.8

# pip's find-links setting (environment or pip.conf) is where a CPU build of torch may lie; uv is told of it too.
# With none set, uv is pointed at PyTorch's own CPU builds, and takes the registry's torch where those are out of reach.
FIND_LINKS := $(or $(UV_FIND_LINKS),$(PIP_FIND_LINKS),$(shell $(PYTHON) -m pip config get global.find-links 2>/dev/null))
comma := ,
space := $(subst ,, )
UV := $(if $(FIND_LINKS),UV_FIND_LINKS="$(subst $(space),$(comma),$(strip $(FIND_LINKS)))") $(BIN)/uv
INSTALL := $(UV) pip install --quiet --python $(BIN)/python -r requirements.lock

.PHONY: run test test-postgresql check env lock bench demo help

help:
	@echo "make run    set up, take the demo library in, serve the page"
	@echo "make test   set up, run the suite"
	@echo "make test-postgresql  the same, the assistant's records of every home on a PostgreSQL of its own"
	@echo "make check  ruff, mypy --strict, import directions"
	@echo "make bench  measured figures, written to artifacts/bench"
	@echo "make demo   re-make the demo library (needs chromium and CJK fonts)"
	@echo "make lock   resolve the lock file anew"

run: env
	@$(BIN)/zhibi --home $(HOME_DIR) ingest eval/datasets/demo/library --collection demo
	@exec $(BIN)/zhibi --home $(HOME_DIR) serve

test: env
	$(BIN)/python -m pytest -n auto --maxprocesses=4 --dist worksteal

test-postgresql: env
	$(BIN)/python -m pytest -n auto --maxprocesses=4 --dist worksteal --database=postgresql

check: env
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python -m pytest -q tests/test_conventions.py

env: .venv/.ready

.venv/.ready: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@test -x $(BIN)/uv || $(BIN)/python -m pip install --quiet uv==$(UV_VERSION)
	@echo "installing the pinned dependencies"
	@$(if $(FIND_LINKS),$(INSTALL),$(INSTALL) --torch-backend=cpu 2>/dev/null || $(INSTALL))
	@$(UV) pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation -e .
	@touch $@

lock:
	@test -x $(BIN)/uv || { $(PYTHON) -m venv .venv && $(BIN)/python -m pip install --quiet uv==$(UV_VERSION); }
	@{ echo "# Written by 'make lock'. torch comes as a CPU build where one is on offer, so its CUDA packages are left out."; \
	  $(UV) pip compile --quiet --universal --python-version 3.11 --group dev --no-annotate --no-header pyproject.toml \
	  | sed -E -e 's/^torch==([0-9.]+).*/torch==\1/' -e '/^(nvidia|cuda|triton)/d' | awk '!seen[$$0]++'; } > requirements.lock.new
	@mv requirements.lock.new requirements.lock
	@cp requirements.lock requirements.bench.lock.new
	@$(UV) pip compile --quiet --universal --python-version 3.11 --group dev --group bench --no-annotate --no-header \
	  --output-file requirements.bench.lock.new pyproject.toml > /dev/null
	@{ echo "# Written by 'make lock': what the dependency group bench needs beyond, or otherwise than, requirements.lock."; \
	  sed -E -e 's/^torch==([0-9.]+).*/torch==\1/' -e '/^(nvidia|cuda|triton)/d' requirements.bench.lock.new \
	  | grep -vxFf requirements.lock; } > requirements.bench.lock
	@rm requirements.bench.lock.new

# The tutorial's stack lies apart: langchain-huggingface wants an older huggingface-hub than the product has.
bench: env $(BENCH)/.ready
	$(BIN)/python -m eval.bench

$(BENCH)/.ready: requirements.bench.lock | env
	@$(UV) pip install --quiet --python $(BIN)/python --no-deps --target $(BENCH) -r requirements.bench.lock \
	  || echo "the tutorial's stack could not be installed; its figures are left out"
	@mkdir -p $(BENCH) && touch $@

demo: env
	$(BIN)/python -m eval.datasets.demo.make
