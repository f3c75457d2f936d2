"""A month, quarter or year of the ledger, as it stands in a button: 2026-11, 2026-Q4, 2026."""

import re
from dataclasses import dataclass
from datetime import date

from scoring.cadence import add_months
from scoring.duties import Period, period_of

_MONTH = re.compile(r"^(20\d\d)-(\d\d)$")
_QUARTER = re.compile(r"^(20\d\d)-Q([1-4])$")
_YEAR = re.compile(r"^(20\d\d)$")
WORDS = {Period.MONTH: "月", Period.QUARTER: "季", Period.YEAR: "年"}


@dataclass(frozen=True)
class Span:
    """One calendar month, quarter or year."""

    first: date
    per: Period

    @property
    def last(self) -> date:
        return period_of(self.first, self.per)[1]

    @property
    def word(self) -> str:
        """As it stands in a button."""
        if self.per is Period.MONTH:
            return f"{self.first:%Y-%m}"
        return f"{self.first.year}" + (f"-Q{self.first.month // 3 + 1}" if self.per is Period.QUARTER else "")

    @property
    def title(self) -> str:
        if self.per is Period.MONTH:
            return f"{self.first.year}年{self.first.month}月"
        return f"{self.first.year}年" + (f"第{self.first.month // 3 + 1}季度" if self.per is Period.QUARTER else "")

    def turned(self, by: int) -> "Span":
        """The next one, or the one before."""
        return Span(add_months(self.first, by * self.per.months), self.per)


def span_of(day: date, per: Period) -> Span:
    return Span(period_of(day, per)[0], per)


def read_span(word: str) -> Span | None:
    """Read what `Span.word` makes; None for anything else."""
    try:
        if found := _MONTH.match(word):
            return Span(date(int(found[1]), int(found[2]), 1), Period.MONTH)
        if found := _QUARTER.match(word):
            return Span(date(int(found[1]), int(found[2]) * 3 - 2, 1), Period.QUARTER)
        if found := _YEAR.match(word):
            return Span(date(int(found[1]), 1, 1), Period.YEAR)
    except ValueError:
        return None
    return None
