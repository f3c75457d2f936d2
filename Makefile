# Every target makes the environment from uv.lock by itself.
PYTHON ?= python3
RUN := .venv/bin/python

.PHONY: demo test lint bench drill screenshots clean

.venv/.synced: pyproject.toml uv.lock
	test -x build/uv/bin/uv || { $(PYTHON) -m venv build/uv && build/uv/bin/pip install --quiet "uv>=0.9,<1"; }
	build/uv/bin/uv sync --frozen --quiet --python $(PYTHON)
	touch $@

demo: .venv/.synced      ## the bot on this machine alone, with a chat page in the browser
	$(RUN) bot.py sandbox

test: .venv/.synced      ## every test this machine can run; the last lines say what was skipped and why
	$(RUN) -m pytest -rs

lint: .venv/.synced
	$(RUN) -m ruff check .
	$(RUN) -m ruff format --check .
	$(RUN) -m mypy
	.venv/bin/lint-imports

bench: .venv/.synced         ## a bare echo bot and this bot, in turn, under 474 people at once
	$(RUN) -m tests.bench

drill: .venv/.synced         ## 10,000 updates, 50 kills, one in ten delivered twice: nothing lost, each effect once
	$(RUN) -m tests.drill --updates 10000 --kills 50 --rate 100

screenshots: .venv/.synced   ## the pictures of the README, taken from the running demo
	$(RUN) -m tests.screenshots

clean:
	rm -rf .venv build
