"""A paper, and the template that it is filled into."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from scoring.cadence import last_of_month
from scoring.chinese.days import WEEKDAYS

LONGEST_WORD = 40
# What no file system takes in a name, or a reader is misled by.
_NOT_IN_NAMES = re.compile(r'[\\/:*?"<>|\s.\x00-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2066-\u2069]+')


class Form(StrEnum):
    """In which form a paper is taken; the value stands in buttons."""

    DOCX = "docx"
    PDF = "pdf"


@dataclass(frozen=True)
class Paper:
    """Which template, what stands in it, and what its file is called, without its ending."""

    template: str
    facts: Any
    name: str


@dataclass(frozen=True)
class Template:
    """One kind of paper: its template's file name without the ending, how it is laid out as shipped, and facts that show all it can hold."""

    name: str
    title: str
    layout: Callable[[], bytes]
    sample: Any


def day_of(day: date) -> str:
    """2026年11月20日."""
    return f"{day.year}年{day.month}月{day.day}日"


def time_of(at: datetime) -> str:
    """2026年11月20日（周五）15:00, in the zone that it is in."""
    return f"{day_of(at.date())}（周{WEEKDAYS[at.weekday()]}）{at:%H:%M}"


def file_name(*words: str) -> str:
    """What a file is called, whatever stands in the words."""
    return "_".join(_NOT_IN_NAMES.sub(" ", word).strip()[:LONGEST_WORD].strip() for word in words if word.strip())


def span_of(first: date, last: date) -> str:
    """2026年, 2026年11月; of any other stretch from when to when."""
    whole_months = first.day == 1 and last == last_of_month(last)
    if whole_months and (first.year, first.month, last.month) == (last.year, 1, 12):
        return f"{first.year}年"
    if whole_months and (first.year, first.month) == (last.year, last.month):
        return f"{first.year}年{first.month}月"
    if whole_months and first.year == last.year and first.month % 3 == 1 and last.month == first.month + 2:
        return f"{first.year}年第{last.month // 3}季度"
    return f"{day_of(first)}至{day_of(last)}"
