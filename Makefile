# Every target makes the environment from uv.lock by itself.
PYTHON ?= python3
RUN := .venv/bin/python
# Without its modules compiled beside them, each start of the bot takes twice as long, and the drills start it often.
export PYTHONDONTWRITEBYTECODE :=

.PHONY: install demo test test-all lint migration bench drill secrecy screenshots catalogue clean

.venv/.synced: pyproject.toml uv.lock
	test -x build/uv/bin/uv || { $(PYTHON) -m venv build/uv && build/uv/bin/pip install --quiet "uv>=0.9,<1"; }
	build/uv/bin/uv sync --frozen --quiet --compile-bytecode --python $(PYTHON)
	touch $@

install:                 ## what the bot needs to run, and nothing of what tests need, compiled: on a server
	test -x build/uv/bin/uv || { $(PYTHON) -m venv build/uv && build/uv/bin/pip install --quiet "uv>=0.9,<1"; }
	rm -f .venv/.synced
	build/uv/bin/uv sync --frozen --quiet --no-dev --extra fast --compile-bytecode --python $(PYTHON)
	$(RUN) -m compileall -q bot.py handlers reminders scoring storage

demo: .venv/.synced      ## the bot on this machine alone, with a chat page in the browser
	$(RUN) bot.py sandbox

# A third worker pays only where others wait in drills: each reads everything and makes its databases for itself.
test: .venv/.synced      ## every test this machine can run, or SUBJECT=talks; the last lines say what was skipped and why
	$(RUN) -m pytest -rs -n $(if $(SUBJECT),2 tests/*/test_*$(SUBJECT)*.py,3) --dist worksteal

test-all: .venv/.synced drill ## the same, every flow over PostgreSQL too, all stories in the browser, after the full drills
	$(RUN) -m pytest -rs -n 3 --dist worksteal --thorough

lint: .venv/.synced
	$(RUN) -m ruff check .
	$(RUN) -m ruff format --check .
	$(RUN) -m mypy
	.venv/bin/lint-imports

migration: .venv/.synced     ## NAME=what-changes: the next migration, from what the models say
	$(RUN) -m storage.migrations "$(NAME)"

build/bench/.synced: tests/bench/pyproject.toml tests/bench/uv.lock .venv/.synced
	UV_PROJECT_ENVIRONMENT=$(CURDIR)/build/bench build/uv/bin/uv sync --project tests/bench --frozen --quiet --compile-bytecode --python $(PYTHON)
	touch $@

bench: .venv/.synced build/bench/.synced ## check-ins beside two bare echo bots, starts, a push against Telegram's limit, pictures, the health index, the screens
	$(RUN) -m tests.bench
	$(RUN) -m tests.bench.start
	$(RUN) -m tests.bench.push
	$(RUN) -m tests.bench.pictures
	$(RUN) -m tests.bench.index
	$(RUN) -m tests.bench.screens

drill: .venv/.synced         ## what is promised under kills, outages, moved clocks, a lost machine: one table, over both databases; SIZE=quick or long
	$(RUN) -m tests.drills $(if $(SIZE),--$(SIZE))

secrecy: .venv/.synced       ## what an attacker with every file, backup and key can find: no vote, no PIN, no erased talk, no author
	$(RUN) -m tests.secrecy

screenshots: .venv/.synced   ## the pictures of the README, taken from the running demo
	$(RUN) -m tests.screenshots

catalogue: .venv/.synced     ## docs/SCREENS.md: every question of every form, as people see it
	$(RUN) -m tests.forms.catalogue

clean:
	rm -rf .venv build
