"""What the bot logs: no token, no value, and of what failed its kind and its places; as lines to read, or as lines of JSON."""

import json
import logging
import sys
import threading
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from storage.engine.failure import Failure, what_failed
from storage.engine.settings import Settings

TEXT = "%(asctime)s %(levelname)s %(name)s: %(message)s"
FAILURE = "failure"
"""Under this name a record has the failure that it tells of."""
QUIET = ("telegram", "apscheduler", "tornado", "aiosqlite", "sqlalchemy", "alembic.runtime.plugins")
"""They would log requests, whole updates and what statements write."""


def set_up(settings: Settings) -> None:
    """Log to standard error, as the settings say."""
    handler = logging.StreamHandler()
    handler.setFormatter(AsJson() if settings.log_format == "json" else logging.Formatter(TEXT))
    handler.addFilter(Redact(settings.secrets))
    logging.basicConfig(level=settings.log_level, handlers=[handler])
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
    # A record that cannot be put together would be printed with all that it was given.
    logging.raiseExceptions = False
    threading.excepthook = _in_thread
    sys.unraisablehook = _unraisable


class Redact(logging.Filter):
    """Takes the token and other secrets out, and puts places where a traceback would be: its last line may quote what a person wrote."""

    def __init__(self, secrets: Sequence[str]) -> None:
        super().__init__()
        self._secrets = secrets

    def filter(self, record: logging.LogRecord) -> bool:
        given = record.args if isinstance(record.args, tuple) else ()
        failure = next((each for each in given if isinstance(each, Failure)), None)
        try:
            text = record.getMessage()
        except (TypeError, ValueError):
            text = str(record.msg)
        if record.name == "asyncio":
            # What follows its first line shows a task with its exception's text.
            text = text.partition("\n")[0]
        if record.exc_info and record.exc_info[1] is not None:
            failure = what_failed(record.exc_info[1])
            text = f"{text}: {failure}"
        for secret in self._secrets:
            text = text.replace(secret, "…")
        record.msg, record.args, record.__dict__[FAILURE] = text, (), failure
        record.exc_info = record.exc_text = record.stack_info = None
        return True


class AsJson(logging.Formatter):
    """A line of JSON for each record, for what collects logs; of a failure each place by itself too."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created).astimezone().isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        if failure := record.__dict__.get(FAILURE):
            line["failure"] = _shown(failure) | {"causes": [_shown(each) for each in failure.causes]}
        return json.dumps(line, ensure_ascii=False)


def _shown(failure: Failure) -> dict[str, Any]:
    return {"kind": failure.kind, "number": failure.mark, "frames": [asdict(each) for each in failure.frames]}


def _in_thread(given: threading.ExceptHookArgs) -> None:
    if given.exc_value is not None:
        logging.getLogger("bot").error("a thread failed: %s", what_failed(given.exc_value))


def _unraisable(given: "sys.UnraisableHookArgs") -> None:
    if given.exc_value is not None:
        logging.getLogger("bot").error("failed where nobody could be told: %s", what_failed(given.exc_value))
