# `make demo` and `make test` set up everything they need; see README.md.
.DEFAULT_GOAL := help
.PHONY: help setup demo test lint lab calls bench chaos mutants pictures clean
DEMO_DAY := 2026-11-22
CALL_DAY := 2026-11-23
DEMO_CLUBS := solvik-il fjellheim-il nordbyen-il granli-il elvestad-svommeskole
RUN := .venv/bin
# one for each processor: more only take time from each other
TESTERS := $(shell nproc)

help:
	@echo "make demo      lag fem oppdiktede klubber og kjør uken deres"
	@echo "make test      alle tester"
	@echo "make lab       JupyterLab på notatbøkene"
	@echo "make calls     agentenes skjema for de oppdiktede klubbene"
	@echo "make lint      kodestil og typer"
	@echo "make bench     målinger mot bare biblioteker"
	@echo "make chaos     prosesser drept mange ganger, fulle disker, 20 000 ødelagte filer, store klubber"
	@echo "make mutants   feil satt inn i reglene, én om gangen: hvor mange ser testene? (del av make chaos)"
	@echo "make pictures  bildene i README på nytt"
	@echo "make setup     bare sett opp;  make clean   fjern det som ble satt opp"

.venv/ready: pyproject.toml constraints.txt .ci/python.sh .ci/debian.sh
	@sh .ci/python.sh

setup: .venv/ready

# the invented clubs have a fixed day, so that day is also "today" for them
demo: setup
	@WORKBENCH_TODAY=$(DEMO_DAY) $(RUN)/workbench demo --as-of $(DEMO_DAY)
	@WORKBENCH_TODAY=$(DEMO_DAY) $(RUN)/workbench week $(DEMO_CLUBS) --as-of $(DEMO_DAY)

test: setup
	@sh .ci/chromium.sh
	@$(RUN)/python -m compileall -q workbench
	@$(RUN)/python -m pytest --numprocesses $(TESTERS) --dist loadfile --no-loadscope-reorder

lint: setup
	@$(RUN)/ruff format --check --quiet .
	@$(RUN)/ruff check --quiet .
	@$(RUN)/mypy

lab: setup
	@$(RUN)/workbench lab

# the day after the demo's, a Monday: on a Sunday nobody is phoned
calls: setup
	@WORKBENCH_TODAY=$(CALL_DAY) $(RUN)/workbench calls

bench: setup
	@WORKBENCH_TODAY=$(DEMO_DAY) $(RUN)/python -m tests.benchmarks

chaos: setup
	@$(RUN)/python -m pytest tests/chaos tests/importers/test_law.py tests/judge tests/test_disk.py \
		tests/store tests/season tests/office/test_day.py tests/office/test_operators_page.py --trials 100

	@$(MAKE) --no-print-directory mutants

# the library stays in a folder of its own, where nothing else sees it
mutants: setup
	@$(RUN)/python -m pip install --quiet --disable-pip-version-check --upgrade \
		--target .venv-mutants --constraint constraints.txt mutmut
	@PYTHONPATH=.venv-mutants $(RUN)/python -m tests.chaos.mutants

pictures: setup
	@sh .ci/chromium.sh
	@$(RUN)/python -m pytest tests/browser/test_week.py tests/browser/test_call_form.py \
		tests/browser/test_mapping.py tests/browser/test_review.py
	@cd tests/artefacts && cp rapport.png rapport-mobil.png skjema-sak.png skjema-plan.png ../../docs/pictures
	@cp tests/artefacts/kartlegging-1280-lys.png docs/pictures/kartlegging.png
	@cp tests/artefacts/godkjenning-valgt.png docs/pictures/godkjenning.png

clean:
	@rm -rf .venv .venv-mutants mutants build *.egg-info tests/artefacts
