"""Where a run's time went, and what was running when it took too long (loaded by pyproject's `-p tests.reporting`)."""

import os
import threading
import time
from collections import Counter

import pytest

SHOWN = 12


def pytest_addoption(parser):
    parser.addoption(
        "--thorough",
        action="store_true",
        help="also what `make test` leaves to `make test-all`: every flow over PostgreSQL, all stories in the browser, "
        "larger drills, longer property runs",
    )
    parser.addoption("--time-limit", type=float, metavar="SECONDS", help="end the run then, naming what was running")


def pytest_collection_modifyitems(config, items):
    if config.getoption("thorough"):
        return
    left_out = [item for item in items if item.get_closest_marker("thorough")]
    items[:] = [item for item in items if not item.get_closest_marker("thorough")]
    config.hook.pytest_deselected(items=left_out)


def pytest_configure(config):
    if not hasattr(config, "workerinput"):
        config.pluginmanager.register(Timekeeper(config.getoption("time_limit")))


class Timekeeper:
    """Adds up what each file took, and ends a run that takes too long."""

    def __init__(self, limit):
        self.spent, self.running = Counter(), {}
        self.watch = threading.Timer(limit, self.end) if limit else None

    def pytest_sessionstart(self):
        if self.watch:
            self.watch.daemon = True
            self.watch.start()

    def pytest_sessionfinish(self):
        if self.watch:
            self.watch.cancel()

    def pytest_runtest_logstart(self, nodeid):
        self.running[nodeid] = time.monotonic()

    def pytest_runtest_logfinish(self, nodeid):
        self.running.pop(nodeid, None)

    def pytest_runtest_logreport(self, report):
        self.spent[report.nodeid.partition("::")[0]] += report.duration

    def pytest_terminal_summary(self, terminalreporter):
        whole = sum(self.spent.values())
        terminalreporter.section("where the time went")
        for file, seconds in self.spent.most_common(SHOWN):
            terminalreporter.write_line(f"{seconds:7.1f} s {seconds / (whole or 1):5.1%}  {file}")

    def end(self):
        now = time.monotonic()
        lines = [
            f"{now - begun:7.1f} s  {test}" for test, begun in sorted(self.running.items(), key=lambda each: each[1])
        ]
        # Past every capture: the run ends here, and this is all that is left of it.
        os.write(2, "\n".join(["", "The time is up. Running were:", *lines, ""]).encode())
        os._exit(pytest.ExitCode.INTERRUPTED)
