"""Spreadsheets: tables as an XLSX file. `cells.py` fills them in."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

Value = str | int | date | datetime | None


@dataclass(frozen=True)
class Sheet:
    """A table: its name, its headings with their widths, its rows."""

    name: str
    headings: Sequence[tuple[str, int]]
    rows: Sequence[Sequence[Value]]


def workbook(sheets: Sequence[Sheet]) -> bytes:
    """An XLSX file with those tables."""
    from openpyxl import Workbook

    from handlers.kit.screens.cells import fill

    book = Workbook()
    if book.active is not None:
        book.remove(book.active)
    for each in sheets:
        fill(book.create_sheet(_free(each.name, book.sheetnames)), each)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _free(name: str, taken: Sequence[str]) -> str:
    """A name that the file has not got yet, within what a spreadsheet allows."""
    plain = "".join(letter for letter in name if letter not in r"\/?*[]:")[:28] or "表"
    return plain if plain not in taken else f"{plain}{len(taken)}"
