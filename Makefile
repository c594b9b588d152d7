# Everything that a person or a robot does with this checkout; `make` alone lists it.
# Variables: PYTHON (the interpreter of a new .venv), UPGRADE=1 (make lock takes newer versions).
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.PHONY: help setup setup-dev run demo test test-vllm check format bench lock clean

BIN := .venv/bin
UV := 0.13.9

help: ## list what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-10s %s\n", $$1, $$2}' Makefile

setup: ## .venv with the default install (what `make run` does first)
	@deploy/environment.sh requirements.lock

setup-dev: ## .venv with the default install and the tools of development
	@deploy/environment.sh requirements-dev.lock

run: setup ## serve API and page on http://127.0.0.1:8080 with the demo documents (settings: CANDOR_… or .env)
	@exec $(BIN)/python -m server serve --load corpora/demo --suggest "$$($(BIN)/python deploy/first_question.py)"

demo: setup ## a month of invented questions, answers and reviews for the page to show (`candor demo remove` takes it out)
	@exec $(BIN)/python -m server demo fill corpora

test: setup-dev ## all tests, those in a real browser included
	@exec deploy/test.sh

test-vllm: setup-dev ## those against a real vLLM on the CPU, in an environment of its own (build/vllm)
	@exec deploy/test_vllm.sh

check: setup-dev ## formatting, lint, types and import contracts
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy --strict
	@$(BIN)/lint-imports

format: setup-dev ## put the code into the shape that `make check` wants
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

bench: setup-dev ## measure speed and quality (docs/benchmarks.md; PEER_PYTHON=… LangChain's stock pipeline, ANSWERS=… a model's answers, too)
	@exec $(BIN)/python -m benchmarks $(if $(PEER_PYTHON),--peer-python $(PEER_PYTHON)) $(if $(ANSWERS),--answers $(ANSWERS))

lock: setup-dev ## write the hash-pinned locks from pyproject.toml
	@$(BIN)/python -m pip install --quiet uv==$(UV)
	@deploy/lock.sh $(if $(UPGRADE),--upgrade)

clean: ## remove .venv and what tools left behind; documents and answers in data/ stay
	@rm -rf .venv build screenshots .hypothesis .mypy_cache .pytest_cache .ruff_cache .import_linter_cache candor.egg-info
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
