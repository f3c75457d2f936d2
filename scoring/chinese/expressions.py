"""Regular expressions that are compiled when they are first asked: those for Chinese times would take a good part of every start."""

import re
from typing import Any, cast


class _Expression:
    def __init__(self, text: str) -> None:
        self._text = text

    def __getattr__(self, name: str) -> Any:
        found = getattr(re.compile(self._text), name)
        setattr(self, name, found)
        return found


def expression(text: str) -> re.Pattern[str]:
    """As `re.compile`."""
    return cast(re.Pattern[str], _Expression(text))
