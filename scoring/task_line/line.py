"""Reading a task in one line: 第三支部 提交半年总结 10月30日. What is not certain is asked, and no word is lost."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from scoring.chinese.expressions import expression
from scoring.chinese.times import find_times
from scoring.task_line.days import Words, read_words
from scoring.task_line.receivers import Named, Reader, Receivers
from scoring.task_line.words import EDGES

__all__ = ["Line", "Named", "read_line"]

_LEAD = expression(
    rf"[{re.escape(EDGES)}]*(?:请?[于在]|截[止至](?:日期|时间)?(?:到|至|为)?|最[迟晚])?[{re.escape(EDGES)}]*"
)
_TAIL = expression(rf"\s*(?:之前|以前|前|截止)?[{re.escape(EDGES)}]*")


@dataclass(frozen=True)
class Line:
    """Who is to do it, and the rest."""

    receivers: Receivers
    words: Words


def read_line(text: str, names: Mapping[str, Named], now: datetime) -> Line:
    """Take a line apart: receivers at its beginning, or behind a day with which it begins; then the day and the cadence."""
    reader = Reader(text, names, now.date())
    receivers = reader.read()
    if not receivers.certain:
        behind = reader.read(_behind_the_day(text, now))
        if behind.certain or not receivers.found:
            receivers = behind
    return Line(receivers, read_words(receivers.body, now))


def _behind_the_day(text: str, now: datetime) -> int:
    """Where a line that begins with a day goes on behind it."""
    first = next(iter(find_times(text, now)), None)
    if first is None or not _LEAD.fullmatch(text, 0, first.start):
        return 0
    behind = _TAIL.match(text, first.end)
    return behind.end() if behind else first.end
