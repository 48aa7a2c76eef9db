# The commands of the register. `make` alone lists them.
.DEFAULT_GOAL := help
PYTHON_HERE := .venv/bin/python

.PHONY: help
help: ## List the commands
	@grep -hE '^[a-z-]+:.*## ' Makefile | sed 's/:.*## /\t/' | expand -t 16

.PHONY: setup
setup: ## Make .venv and install the locked dependencies (does nothing when nothing has changed)
	@config/services/bootstrap.sh

.PHONY: setup-linkage
setup-linkage: ## The same, and what trains and checks the matching model (test and bench need it, demo does not)
	@config/services/bootstrap.sh --linkage

.PHONY: demo
demo: setup ## Set everything up and serve the register on http://127.0.0.1:8000 (PORT=… for another)
	@$(PYTHON_HERE) -m config.demo

.PHONY: code
code: setup ## Print the demonstration's accounts with their one-time codes of this moment
	@eval "$$($(PYTHON_HERE) -m config.services env)" && ENVIRONMENT=demo $(PYTHON_HERE) manage.py demo_accounts

.PHONY: demo-reset
demo-reset: setup ## Forget all data of the demonstration
	@$(PYTHON_HERE) -m config.demo reset

.PHONY: stop
stop: ## Stop whatever a demonstration or a developer's services left running
	@test ! -x $(PYTHON_HERE) || $(PYTHON_HERE) -m config.demo stop

.PHONY: test
test: setup-linkage ## Check and test everything; ARGS="tests/register -x" runs those tests alone
	@$(PYTHON_HERE) -m config.services.run_tests $(ARGS)

.PHONY: ten-years
ten-years: setup-linkage ## Live ten years of a thousand registrations and check every stored date
	@TEN_YEARS=1000 $(PYTHON_HERE) -m config.services.run_tests tests/register/duties/test_ten_years.py

.PHONY: bench
bench: setup-linkage ## Measure; ONLY=lookup measures the figures so called
	@$(PYTHON_HERE) -m config.bench $(ONLY)

.PHONY: matching-model
matching-model: setup-linkage ## Train the matching model anew with Splink and write its page
	@eval "$$($(PYTHON_HERE) -m config.services env)" && $(PYTHON_HERE) -m config.linkage train
	@$(PYTHON_HERE) -m register.rules.reference

UV_COMPILE := .venv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-header --no-annotate --no-emit-index-url --custom-compile-command "make requirements"

.PHONY: requirements
requirements: setup ## Compile the locks in requirements/ from pyproject.toml (UPGRADE=--upgrade for the newest)
	@$(UV_COMPILE) $(UPGRADE) pyproject.toml --output-file requirements/production.txt
	@$(UV_COMPILE) $(UPGRADE) pyproject.toml --group dev --group embedded --output-file requirements/development.txt
	@$(UV_COMPILE) $(UPGRADE) pyproject.toml --group dev --group embedded --group linkage \
		--constraint requirements/development.txt --output-file requirements/linkage.txt
	@echo uv | $(UV_COMPILE) $(UPGRADE) - --output-file requirements/uv.txt
