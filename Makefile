# One place for every command of the project. `make demo` and `make test` need nothing but Python 3.11 and make.

PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV ?= .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed

.PHONY: demo test lint format docs pictures bench older slow mutation versions lowest sdist coverage api lock clean

demo: $(STAMP)
	@$(BIN)/disclosure demo

# The examples of one page build on each other, so that a file is never split.
test: $(STAMP)
	$(BIN)/python -m pytest -n auto --dist loadfile

lint: $(STAMP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(STAMP)
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

docs: $(STAMP)
	$(BIN)/sphinx-build -q -W --keep-going -b html docs site

# The drawings that are kept: each flow beside its literal. A test compares them with what is drawn.
pictures: $(STAMP)
	$(BIN)/python docs/pictures.py

# Every script runs; the target fails at the end if any of them missed a promise.
bench: $(STAMP)
	@missed=0; for script in benchmarks/bench_*.py; do $(BIN)/python $$script || missed=1; done; exit $$missed

# The store on the older of the two SQLAlchemy that it supports; the lock has the newer.
older: $(STAMP)
	$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps --upgrade --target build/sqlalchemy-2.0 'sqlalchemy>=2.0,<2.1'
	PYTHONPATH=build/sqlalchemy-2.0 $(BIN)/python -m pytest -n auto tests/workflows/store/test_contract.py tests/workflows/store/test_verify.py

# More Hypothesis examples than the daily run: minutes, not seconds.
slow: $(STAMP)
	HYPOTHESIS_PROFILE=thorough DISCLOSURE_THOROUGH=1 $(BIN)/python -m pytest -n auto --dist loadfile

# The plug-in of the installed package would load the code that is not mutated.
mutation: $(STAMP)
	HYPOTHESIS_NO_PLUGINS=1 $(BIN)/mutmut run --max-children 2
	$(BIN)/mutmut results

# The suite, without the kills, on every other CPython that this machine has and the package supports.
OTHERS ?= 3.12 3.13 3.14
versions: $(STAMP)
	@for version in $(OTHERS); do \
		found=; \
		for one in python$$version $${PYENV_ROOT:-$$HOME/.pyenv}/versions/$$version.*/bin/python$$version; do \
			"$$one" -c '' 2>/dev/null && { found=$$one; break; }; \
		done; \
		[ -n "$$found" ] || { echo "no Python $$version here"; continue; }; \
		echo "== Python $$version"; \
		$(MAKE) -s VENV=build/python$$version PYTHON=$$found build/python$$version/.installed || exit 1; \
		build/python$$version/bin/python -m pytest -n auto --dist loadfile --ignore=tests/slow -p no:cacheprovider || exit 1; \
	done

# What the tests reach, branch by branch: a floor for what counts and decides, and one for all.
DECIDING := */deadlines/counting/*,*/deadlines/calendars/*,*/workflows/cases/*,*/workflows/decisions/*
coverage: $(STAMP)
	$(BIN)/coverage erase
	$(BIN)/coverage run -m pytest -n auto --dist loadfile --ignore=tests/slow -p no:cacheprovider
	$(BIN)/coverage combine -q
	$(BIN)/coverage report --skip-covered --show-missing --include='$(DECIDING)' --fail-under=98
	$(BIN)/coverage report --skip-covered --format=total --fail-under=92

# The suite on the lowest versions that pyproject.toml allows.
lowest: $(STAMP)
	$(BIN)/python -m pip install -q uv
	$(BIN)/uv pip compile -q --python-version 3.11 --resolution lowest-direct --all-extras --group dev --no-header \
		pyproject.toml -o build/lowest.txt
	$(PYTHON) -m venv build/lowest
	build/lowest/bin/python -m pip install -q --disable-pip-version-check -r build/lowest.txt
	build/lowest/bin/python -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
	build/lowest/bin/python -m pytest -n auto --dist loadfile --ignore=tests/slow -p no:cacheprovider

# What is published holds its own tests: build it, unpack it, run them there.
sdist: $(STAMP)
	rm -rf build/sdist dist
	$(BIN)/python -m hatchling build -t sdist
	mkdir -p build/sdist
	tar xzf dist/*.tar.gz -C build/sdist --strip-components=1
	cd build/sdist && PYTHONPATH=src ../../$(BIN)/python -m pytest -n auto --dist loadfile --ignore=tests/slow -p no:cacheprovider

# The public API as a text that a test compares; a change of it is reviewed like code and told in CHANGELOG.md.
api: $(STAMP)
	cd tests && ../$(BIN)/python -m helpers.public_api

# The lock names exact versions and hashes, never where they came from.
lock: $(STAMP)
	$(BIN)/pip install -q uv
	$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header \
		--all-extras --group dev pyproject.toml -o requirements.lock

$(STAMP): pyproject.toml requirements.lock
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $(STAMP)

clean:
	rm -rf $(VENV) .coverage .coverage.* site build dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis mutants
