# Marelle. `make` alone says what there is.

VENV := .venv
PY := $(VENV)/bin/python
STAMP := $(VENV)/.requirements-installed
PORT ?= 8000
DATA_DIR ?= var
export PORT DATA_DIR

# Any of these will do, the first that is recent enough; `make setup PYTHON=/path/to/python` decides.
PYTHON ?= python3 python3.14 python3.13 python3.12 python3.11
OLDEST := 3.11

.DEFAULT_GOAL := help
.PHONY: help setup run night test check bench clean

help: ## cette aide
	@echo "Marelle — ce que « make » sait faire :"
	@echo
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
	@echo
	@echo "Réglages : PORT=$(PORT) (port des pages), DATA_DIR=$(DATA_DIR) (dossier des données)."

setup: $(STAMP) ## installer tout ce qu’il faut dans .venv
	@echo "Tout est installé dans $(VENV)."

run: $(STAMP) ## tout démarrer, avec la ville de démonstration ; Ctrl-C arrête tout
	@exec $(PY) -m webapp.service run --parent $$PPID

night: $(STAMP) ## faire passer la nuit maintenant : transmission, puis courrier
	@exec $(PY) -m webapp.service night --parent $$PPID

test: $(STAMP) ## tous les tests, navigateur compris
	@$(PY) -m tests.find_chromium
	@$(PY) -m pytest -n 2 --dist loadfile $(ARGS)

check: $(STAMP) ## style, types et gabarits
	$(PY) -m ruff check
	$(PY) -m ruff format --check
	$(PY) -m mypy
	$(PY) -m djlint templates --lint --quiet

bench: $(STAMP) ## mesurer la vitesse, chaque chiffre à côté de sa limite
	@$(PY) -m benchmarks $(ARGS)

clean: ## effacer ce qui se refait (ni .venv, ni les données)
	@rm -rf build .pytest_cache .mypy_cache .ruff_cache .hypothesis .coverage*
	@find . -name __pycache__ -type d -not -path './$(VENV)/*' -prune -exec rm -rf {} +

# ── installation ─────────────────────────────────────────────────────────────────────────────

RECENT := import sys; sys.exit(sys.version_info < tuple(map(int, "$(OLDEST)".split("."))))

$(STAMP): requirements.txt requirements-dev.txt | $(VENV)
	@$(PY) -c '$(RECENT)' 2>/dev/null || { \
	  echo "Le Python de $(VENV) manque ou est plus ancien que $(OLDEST) : « rm -r $(VENV) », puis « make setup »." >&2; \
	  exit 1; }
	@echo "Installation des bibliothèques dans $(VENV)…"
	@$(PY) -m pip --version >/dev/null 2>&1 || $(PY) -m ensurepip >/dev/null
	@$(PY) -m pip install --quiet --disable-pip-version-check --no-input -r requirements-dev.txt || { \
	  echo "L’installation a échoué : la raison est au-dessus ; « make setup » la reprendra." >&2; \
	  exit 1; }
	@touch $@

$(VENV):
	@for python in $(PYTHON); do \
	  $$python -c '$(RECENT)' 2>/dev/null || continue; \
	  $$python -c 'import ensurepip, venv' 2>/dev/null || { without_venv=$$python; continue; }; \
	  echo "Création de $(VENV) avec $$($$python --version)…"; \
	  exec $$python -m venv $(VENV); \
	done; \
	if [ -n "$$without_venv" ]; then \
	  echo "Il manque à $$without_venv son module venv : par exemple « apt install python3-venv »." >&2; \
	else \
	  echo "Il manque Python $(OLDEST) ou plus récent : installez-le, ou indiquez-le par « make setup PYTHON=/chemin/de/python3 »." >&2; \
	fi; \
	exit 1
