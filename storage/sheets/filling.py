"""Filling an XLSX file: what people wrote stays text, whatever it begins with; and stays in memory."""

import io
from collections.abc import Sequence
from copy import copy
from dataclasses import replace
from datetime import date, datetime
from zipfile import ZIP_DEFLATED, ZipFile

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.drawing.spreadsheet_drawing import SpreadsheetDrawing
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.styles.cell_style import StyleArray
from openpyxl.worksheet._writer import WorksheetWriter
from openpyxl.worksheet.worksheet import Worksheet
from openpyxl.writer.excel import ExcelWriter

from storage.sheets.layout import lay_out
from storage.sheets.writing import Coloured, Made, Sheet, Value

HEAD, HEADING, TITLE, SMALL = (
    PatternFill("solid", start_color="B71C1C"),
    Font(bold=True, color="FFFFFF"),
    Font(bold=True, size=14),
    Font(size=10, color="595959"),
)
MIDDLE, TOP = (Alignment(vertical=where, wrap_text=True) for where in ("center", "top"))
NUMBER = Alignment(vertical="top", horizontal="right", indent=1)
MIDWAY = Alignment(vertical="top", horizontal="center")
LINE = Side(style="thin", color="BFBFBF")
GRID = Border(left=LINE, right=LINE, top=LINE, bottom=LINE)
NOTHING = "（没有记录）"


def filled(made: Made, sheets: Sequence[Sheet]) -> bytes:
    book = Workbook()
    if book.active is not None:
        book.remove(book.active)
    made = replace(made, about=_clean(made.about), unit=_clean(made.unit), by=_clean(made.by))
    book.properties.creator, book.properties.title = made.unit, made.about
    for each in sheets:
        title = made.about if len(sheets) == 1 else f"{made.about}　{each.name}"
        _fill(book.create_sheet(_free(each.name, book.sheetnames)), each, made, title)
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


def _fill(sheet: Worksheet, table: Sheet, made: Made, title: str) -> None:
    _text(_cell(sheet, 1, 1), title).font = TITLE
    above = [
        f"单位：{made.unit}　　制表人：{made.by}　　制表时间：{made.at:%Y-%m-%d %H:%M}",
        *filter(None, [table.note]),
    ]
    for row, line in enumerate(above, 2):
        _text(_cell(sheet, row, 1), line).font = SMALL
    header = len(above) + 2
    for column, heading in enumerate(table.headings, 1):
        named = _text(_cell(sheet, header, column), heading)
        named.font, named.fill, named.alignment, named.border = HEADING, HEAD, MIDDLE, GRID
    looks = _Looks(sheet)
    for number, row_of in enumerate(table.rows, header + 1):
        for column, value in enumerate(row_of, 1):
            _put(_cell(sheet, number, column), value, looks)
    if not table.rows:
        _text(_cell(sheet, header + 1, 1), NOTHING)
    lay_out(sheet, table, made, header)


class _Looks:
    """What a cell looks like, by what is in it: set piece by piece it would take most of the time of a large table."""

    def __init__(self, sheet: Worksheet) -> None:
        self._sheet = sheet
        self._made: dict[tuple[str, str], StyleArray] = {}

    def give(self, into: Cell, form: str, colour: str = "") -> None:
        if (form, colour) not in self._made:
            cell = Cell(self._sheet, 1, 1)
            cell.alignment, cell.border, cell.number_format = _ALIGNED[form], GRID, form
            if colour:
                cell.font = Font(color=colour)
            self._made[form, colour] = cell._style  # type: ignore[attr-defined]
        into._style = copy(self._made[form, colour])  # type: ignore[attr-defined]


TEXT, WHOLE, BROKEN, DAY, MOMENT = "General", "0", "0.0", "yyyy-mm-dd", "yyyy-mm-dd hh:mm"
_ALIGNED = {TEXT: TOP, WHOLE: NUMBER, BROKEN: NUMBER, DAY: MIDWAY, MOMENT: MIDWAY}


def _put(into: Cell, value: Value, looks: _Looks) -> None:
    """A value as what it is; a moment must be in the bureau's zone already."""
    match value:
        case None:
            looks.give(into, TEXT)
        case str():
            looks.give(into, TEXT)
            _text(into, value)
        case Coloured():
            looks.give(into, TEXT, value.colour)
            _text(into, value.word)
        case datetime():
            # A spreadsheet knows no zones.
            into.value = value.replace(tzinfo=None)
            looks.give(into, MOMENT)
        case date():
            into.value = value
            looks.give(into, DAY)
        case _:
            into.value = value
            looks.give(into, WHOLE if isinstance(value, int) else BROKEN)


def _cell(sheet: Worksheet, row: int, column: int) -> Cell:
    found = sheet.cell(row, column)
    assert isinstance(found, Cell)  # noqa: S101 - nothing is merged here
    return found


def _text(into: Cell, value: str) -> Cell:
    """Text as text: no formula (=, +, -, @), also when somebody edits the cell later; no characters that XML forbids."""
    into.value = _clean(value)
    into.data_type = "s"
    into.quotePrefix = value.startswith(("=", "+", "-", "@", "\t", "\r"))
    return into


def _clean(text: str) -> str:
    return ILLEGAL_CHARACTERS_RE.sub("", text)
