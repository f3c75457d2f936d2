"""Tables as an XLSX file, as an inspection takes them: what is in them. `filling.py` puts it there."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo


@dataclass(frozen=True, slots=True)
class Coloured:
    """A word in its colour, as RRGGBB."""

    word: str
    colour: str


Value = str | int | float | date | datetime | Coloured | None


@dataclass(frozen=True, slots=True)
class Made:
    """What a file is about, whose it is, who had it made and when (in the bureau's zone): it stands above each table."""

    about: str
    unit: str
    by: str
    at: datetime

    @property
    def zone(self) -> tzinfo:
        return self.at.tzinfo or UTC


@dataclass(frozen=True)
class Sheet:
    """A table: its name, its headings, each with its unit (应到（人）), and its rows.

    The first `names` columns say what a row is about, and stay in sight. The `note` stands above the table and says how it is to be read.
    """

    name: str
    headings: Sequence[str]
    rows: Sequence[Sequence[Value]]
    names: int = 1
    note: str = ""


def workbook(made: Made, sheets: Sequence[Sheet]) -> bytes:
    """An XLSX file with those tables."""
    from storage.sheets.filling import filled

    return filled(made, sheets)


def rate(done: int, owed: int) -> float | None:
    """How many of a hundred, with one decimal; nothing of nothing."""
    return round(100 * done / owed, 1) if owed else None
