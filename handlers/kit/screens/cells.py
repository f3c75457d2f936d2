"""The cells of a spreadsheet: what people wrote stays text, whatever it begins with."""

from collections.abc import Sequence
from datetime import date, datetime

from openpyxl.cell import Cell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from handlers.kit.screens.sheets import Sheet, Value

HEAD = PatternFill("solid", start_color="B71C1C")


def fill(sheet: Worksheet, table: Sheet) -> None:
    heads(sheet, 1, [name for name, _ in table.headings])
    for number, row in enumerate(table.rows, 2):
        for column, value in enumerate(row, 1):
            put(cell(sheet, number, column), value)
    for column, (_, width) in enumerate(table.headings, 1):
        sheet.column_dimensions[get_column_letter(column)].width = width
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = sheet.dimensions


def put(into: Cell, value: Value) -> None:
    """A value as what it is; a moment must be in the bureau's zone already."""
    if isinstance(value, str):
        text(into, value)
    elif isinstance(value, datetime):
        # A spreadsheet knows no zones.
        into.value, into.number_format = value.replace(tzinfo=None), "yyyy-mm-dd hh:mm"
    elif isinstance(value, date):
        day(into, value)
    elif value is not None:
        into.value = value


def heads(sheet: Worksheet, row: int, headings: Sequence[str]) -> None:
    for column, heading in enumerate(headings, 1):
        made = text(cell(sheet, row, column), heading)
        made.font, made.fill = Font(bold=True, color="FFFFFF"), HEAD
        made.alignment = Alignment(vertical="center", wrap_text=True)


def cell(sheet: Worksheet, row: int, column: int) -> Cell:
    found = sheet.cell(row, column)
    assert isinstance(found, Cell)  # noqa: S101 - nothing is merged here
    return found


def text(into: Cell, value: str) -> Cell:
    """Text as text: no formula (=, +, -, @), also when somebody edits the cell later; no characters that XML forbids."""
    into.value = ILLEGAL_CHARACTERS_RE.sub("", value)
    into.data_type = "s"
    into.quotePrefix = value.startswith(("=", "+", "-", "@", "\t", "\r"))
    return into


def day(into: Cell, value: date | None) -> None:
    if value is not None:
        into.value, into.number_format = value, "yyyy-mm-dd"
