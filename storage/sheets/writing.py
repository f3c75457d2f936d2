"""Tables as an XLSX file: what is in them. `filling.py` puts it there."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class Coloured:
    """A word in its colour, as RRGGBB."""

    word: str
    colour: str


Value = str | int | date | datetime | Coloured | None


@dataclass(frozen=True)
class Sheet:
    """A table: its name, its headings with their widths, its rows; and a line above it, if it has one."""

    name: str
    headings: Sequence[tuple[str, int]]
    rows: Sequence[Sequence[Value]]
    title: str = ""


def workbook(sheets: Sequence[Sheet]) -> bytes:
    """An XLSX file with those tables."""
    from storage.sheets.filling import filled

    return filled(sheets)
