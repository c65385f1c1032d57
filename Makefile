# Everything runs in .venv, which is made when it is missing or older than what it is made from.
PYTHON ?= python3
BIN := .venv/bin
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: report test lab lint types notebooks benchmark soak constraints clean

report: .venv/ready
	$(BIN)/cjkit report sample_data/hypotheek --language nl
	$(BIN)/cjkit report sample_data/bottles --language en

test: .venv/ready lint types notebooks
	$(BIN)/python -m pytest -m "not soak"

lint: .venv/ready
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: .venv/ready
	$(BIN)/mypy

# Lessons and report in one: every cell of the twelve notebooks, in a real kernel.
notebooks: .venv/ready
	$(BIN)/python -m pytest --nbval-lax -q notebooks

lab: .venv/ready
	$(BIN)/jupyter lab notebooks

benchmark: .venv/ready
	$(BIN)/python tests/benchmarks/import_time.py
	$(BIN)/python tests/benchmarks/read_map.py
	$(BIN)/python tests/benchmarks/measures_memory.py
	$(BIN)/python tests/benchmarks/urls.py
	$(BIN)/python tests/benchmarks/raw_to_linked.py 1e6

soak: .venv/ready
	$(BIN)/python -m pytest -m soak

# Newest versions that fit pyproject.toml, for every Python and system; no addresses in the file.
constraints: .venv/ready
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/uv pip compile --universal --no-header --no-annotate --python-version 3.11 \
	  --all-extras --upgrade --output-file constraints.txt pyproject.toml

.venv/ready: pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "cjkit needs Python 3.11 or newer: make PYTHON=python3.12")'
	$(PYTHON) -m venv --clear .venv
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable ".[dev]"
	@touch $@

clean:
	rm -rf .venv reports
