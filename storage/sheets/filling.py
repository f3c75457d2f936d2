"""Filling an XLSX file: what people wrote stays text, whatever it begins with; and stays in memory."""

import io
from collections.abc import Sequence
from datetime import date, datetime
from zipfile import ZIP_DEFLATED, ZipFile

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.drawing.spreadsheet_drawing import SpreadsheetDrawing
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._writer import WorksheetWriter
from openpyxl.worksheet.worksheet import Worksheet
from openpyxl.writer.excel import ExcelWriter

from storage.sheets.writing import Coloured, Sheet, Value

HEAD, HEADING, TITLE = (
    PatternFill("solid", start_color="B71C1C"),
    Font(bold=True, color="FFFFFF"),
    Font(bold=True, size=14),
)
MIDDLE = Alignment(vertical="center", wrap_text=True)


def filled(sheets: Sequence[Sheet]) -> bytes:
    book = Workbook()
    if book.active is not None:
        book.remove(book.active)
    for each in sheets:
        _fill(book.create_sheet(_free(each.name, book.sheetnames)), each)
    file = io.BytesIO()
    _InMemory(book, ZipFile(file, "w", ZIP_DEFLATED)).save()
    return file.getvalue()


class _InMemory(ExcelWriter):
    """openpyxl's own writer has each sheet in a temporary file, in the clear, before it is in the book."""

    def write_worksheet(self, ws: Worksheet) -> None:
        ws._drawing = SpreadsheetDrawing()  # type: ignore[attr-defined]
        out = io.BytesIO()
        writer = WorksheetWriter(ws, out)
        writer.write()
        ws._rels = writer._rels  # type: ignore[attr-defined]
        self._archive.writestr(ws.path[1:], out.getvalue())  # type: ignore[attr-defined]
        self.manifest.append(ws)


def _free(name: str, taken: Sequence[str]) -> str:
    """A name that the file has not got yet, within what a spreadsheet allows."""
    plain = "".join(letter for letter in name if letter not in r"\/?*[]:")[:28] or "表"
    return plain if plain not in taken else f"{plain}{len(taken)}"


def _fill(sheet: Worksheet, table: Sheet) -> None:
    top = 2 if table.title else 1
    if table.title:
        _text(_cell(sheet, 1, 1), table.title).font = TITLE
    for column, (heading, width) in enumerate(table.headings, 1):
        made = _text(_cell(sheet, top, column), heading)
        made.font, made.fill, made.alignment = HEADING, HEAD, MIDDLE
        sheet.column_dimensions[get_column_letter(column)].width = width
    for number, row in enumerate(table.rows, top + 1):
        for column, value in enumerate(row, 1):
            if value is not None:
                _put(_cell(sheet, number, column), value)
    sheet.freeze_panes = "B3" if table.title else "A2"
    if not table.title:
        sheet.auto_filter.ref = sheet.dimensions


def _put(into: Cell, value: Value) -> None:
    """A value as what it is; a moment must be in the bureau's zone already."""
    if isinstance(value, str):
        _text(into, value)
    elif isinstance(value, Coloured):
        _text(into, value.word).font = Font(color=value.colour)
    elif isinstance(value, datetime):
        # A spreadsheet knows no zones.
        into.value, into.number_format = value.replace(tzinfo=None), "yyyy-mm-dd hh:mm"
    elif isinstance(value, date):
        into.value, into.number_format = value, "yyyy-mm-dd"
    else:
        into.value = value


def _cell(sheet: Worksheet, row: int, column: int) -> Cell:
    found = sheet.cell(row, column)
    assert isinstance(found, Cell)  # noqa: S101 - nothing is merged here
    return found


def _text(into: Cell, value: str) -> Cell:
    """Text as text: no formula (=, +, -, @), also when somebody edits the cell later; no characters that XML forbids."""
    into.value = ILLEGAL_CHARACTERS_RE.sub("", value)
    into.data_type = "s"
    into.quotePrefix = value.startswith(("=", "+", "-", "@", "\t", "\r"))
    return into
