# Every target sets up .venv from requirements.lock first; nothing but python3, venv, make and git is assumed.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
CORPUS ?= corpus
OUT ?= exports
export PYTHONHASHSEED := 0

.DEFAULT_GOAL := help

help:  ## this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/' | expand -t 16

$(VENV)/.ready: requirements.lock pyproject.toml
	@echo "Setting up $(VENV) from requirements.lock (a few minutes, once)"
	@rm -rf $(VENV)
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements.lock
	@$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

setup: $(VENV)/.ready  ## build .venv from the lock file

run: setup  ## run the study over CORPUS (default corpus) and write OUT (default exports)
	@$(BIN)/uip run --corpus $(CORPUS) --out $(OUT)

serve: setup  ## a Prefect server on loopback with the scheduled study deployment
	@$(BIN)/python -m flows.serve

test: setup  ## every test but the slow ones
	@$(BIN)/pytest -m "not slow"

test-slow: setup  ## the long checks
	@$(BIN)/pytest -m slow

check: setup  ## lint, format check, types
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy

bench: setup  ## the README's benchmark tables, measured side by side
	@$(BIN)/python -m tests.bench

corpus: setup  ## render the demonstration corpus from its sources
	@$(BIN)/python corpus/render.py

retrain: setup  ## refit the model coder from the coded corpus
	@$(BIN)/uip train

records: setup  ## make again what models/ keeps of the learning curve and the simulation (some minutes)
	@$(BIN)/uip evaluate --out .cache/evaluation.csv --learning-curve models/learning_curve.csv
	@$(BIN)/uip simulate --out models

lock:  ## resolve requirements.lock anew from pyproject.toml
	@$(BIN)/pip-compile --quiet --extra dev --generate-hashes --allow-unsafe --no-annotate --no-header \
		--no-emit-index-url --no-emit-find-links --no-emit-trusted-host --strip-extras \
		-o requirements.lock pyproject.toml

.PHONY: help setup run serve test test-slow check bench corpus retrain records lock
