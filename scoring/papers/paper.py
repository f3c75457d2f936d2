"""A paper, and the template that it is filled into."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

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
