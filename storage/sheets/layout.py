"""How a table lies on the screen and on A4 paper: as wide as what stands in it, its header on every page, numbered pages."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any
from unicodedata import east_asian_width

from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from storage.sheets.writing import Coloured, Made, Sheet, Value

NARROWEST, WIDEST, OF_HEADING = 6, 40, 8
"""In digits of the usual font, of which a Chinese character takes two. A heading that needs more is set in several lines."""
PADDING, PAGE = 2, 220
"""Around what stands in a column; what one page takes across, at a size that can still be read."""
LINE, HIGHEST = 15, 400
"""In points; no spreadsheet has a row over 409."""


def lay_out(sheet: Worksheet, table: Sheet, made: Made, header: int) -> None:
    """`header` is the row of the headings."""
    widths = [
        _width(heading, (_at(row, number) for row in table.rows)) for number, heading in enumerate(table.headings)
    ]
    for number, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(number)].width = width + PADDING
    for number, row in enumerate((table.headings, *table.rows), header):
        lines = max(map(_lines, row, widths), default=1)
        if lines > 1:
            # Not every program finds by itself how high a row with wrapped text is.
            sheet.row_dimensions[number].height = min(LINE * lines, HIGHEST)
    last, names = get_column_letter(len(widths)), get_column_letter(table.names)
    sheet.freeze_panes = f"{get_column_letter(table.names + 1)}{header + 1}"
    sheet.auto_filter.ref = f"A{header}:{last}{header + max(len(table.rows), 1)}"
    sheet.print_title_rows = f"{header}:{header}"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", sheet.PAPERSIZE_A4
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    across = sum(widths) + PADDING * len(widths)
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = -(-across // PAGE), 0
    if across > PAGE:
        sheet.print_title_cols = f"A:{names}"
    sheet.print_options.horizontalCentered = True
    margins = sheet.page_margins
    margins.left = margins.right = 0.4
    margins.top, margins.bottom = 0.5, 0.7
    footer: Any = sheet.oddFooter
    footer.left.text, footer.center.text = _plain(made.unit), "第 &P 页，共 &N 页"
    footer.right.text = f"{made.at:%Y-%m-%d %H:%M}"


def _at(row: Sequence[Value], number: int) -> Value:
    return row[number] if number < len(row) else None


def _width(heading: str, values: Iterable[Value]) -> int:
    return min(max(max(map(width_of, values), default=0), min(width_of(heading), OF_HEADING), NARROWEST), WIDEST)


def _lines(value: Value, width: int) -> int:
    """How many a cell so wide needs."""
    text = value.word if isinstance(value, Coloured) else value
    if not isinstance(text, str) or len(text) * 2 <= width:
        return 1
    return sum(max(-(-_across(line) // width), 1) for line in text.splitlines()) or 1


def width_of(value: Value) -> int:
    """Of the widest line, with two for a Chinese character."""
    match value:
        case Coloured():
            return width_of(value.word)
        case str():
            return max(map(_across, value.splitlines()), default=0)
        case datetime():
            return 16
        case date():
            return 10
        case None:
            return 0
    return len(str(value))


def _across(line: str) -> int:
    return len(line) if line.isascii() else sum(2 if east_asian_width(letter) in "WFA" else 1 for letter in line)


def _plain(text: str) -> str:
    """In a footer & begins a code."""
    return text.replace("&", "&&")
