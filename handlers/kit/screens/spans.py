"""A stretch of time, as it stands in a button: 2026-11, 2026-Q4, 2026-H2, 2026, or any days (20261001-20261115)."""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from handlers.kit.screens.buttons import OUTDATED
from scoring.cadence import add_months
from scoring.duties import Period, period_of
from storage.engine.refusal import Refusal

_MONTH = re.compile(r"^(20\d\d)-(\d\d)$")
_PART = re.compile(r"^(20\d\d)-(Q[1-4]|H[12])$")
_YEAR = re.compile(r"^(20\d\d)$")
_DAYS = re.compile(r"^(20\d{6})-(20\d{6})$")
WORDS = {Period.MONTH: "月", Period.QUARTER: "季", Period.HALF_YEAR: "半年", Period.YEAR: "年"}


@dataclass(frozen=True)
class Span:
    """From the first day to the last, both included: a calendar period, or (without `per`) any days."""

    first: date
    last: date
    per: Period | None = None

    @property
    def word(self) -> str:
        """As it stands in a button."""
        match self.per:
            case Period.MONTH:
                return f"{self.first:%Y-%m}"
            case Period.QUARTER | Period.HALF_YEAR:
                return f"{self.first.year}-{self.per.name[0]}{self._place}"
            case Period.YEAR:
                return f"{self.first.year}"
            case None:
                return f"{self.first:%Y%m%d}-{self.last:%Y%m%d}"

    @property
    def title(self) -> str:
        match self.per:
            case Period.MONTH:
                return f"{self.first.year}年{self.first.month}月"
            case Period.QUARTER:
                return f"{self.first.year}年第{self._place}季度"
            case Period.HALF_YEAR:
                return f"{self.first.year}年{'上' if self._place == 1 else '下'}半年"
            case Period.YEAR:
                return f"{self.first.year}年"
            case None:
                return f"{self.first:%Y-%m-%d} 至 {self.last:%Y-%m-%d}"

    @property
    def _place(self) -> int:
        """Which of its year it is, from 1."""
        return (self.first.month - 1) // self.per.months + 1 if self.per else 0

    def turned(self, by: int) -> "Span":
        """The next one, or the one before."""
        if self.per is not None:
            return span_of(add_months(self.first, by * self.per.months), self.per)
        step = (self.last - self.first + timedelta(days=1)) * by
        return Span(self.first + step, self.last + step)


def span_of(day: date, per: Period) -> Span:
    return Span(*period_of(day, per), per)


def month_word(month: date) -> str:
    """As it stands in a button, by its first day."""
    return f"{month:%Y-%m}"


def read_month(word: str) -> date:
    """The first day of what `month_word` makes. Raises Refusal for anything else."""
    span = read_span(word)
    if span is None or span.per is not Period.MONTH:
        raise Refusal(OUTDATED)
    return span.first


def read_span(word: str) -> Span | None:
    """Read what `Span.word` makes; None for anything else."""
    try:
        if found := _MONTH.match(word):
            return span_of(date(int(found[1]), int(found[2]), 1), Period.MONTH)
        if found := _PART.match(word):
            per = Period.QUARTER if found[2][0] == "Q" else Period.HALF_YEAR
            return span_of(date(int(found[1]), (int(found[2][1]) - 1) * per.months + 1, 1), per)
        if found := _YEAR.match(word):
            return span_of(date(int(found[1]), 1, 1), Period.YEAR)
        if found := _DAYS.match(word):
            first, last = (datetime.strptime(each, "%Y%m%d").date() for each in found.groups())  # noqa: DTZ007 - a day
            return Span(first, last) if first <= last else None
    except ValueError:
        return None
    return None
