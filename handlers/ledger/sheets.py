"""The ledger as XLSX: a summary and one sheet a subject. What people wrote stays text, whatever it begins with."""

import io
from collections.abc import Sequence

from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.worksheet.worksheet import Worksheet

from handlers.kit.screens.cells import cell, day, heads, text
from storage.ledger import Entry, Standing

COLUMNS = (
    ("支部", 24),
    ("姓名", 10),
    ("警号", 10),
    ("事项", 44),
    ("日期", 12),
    ("完成日期", 12),
    ("状态", 12),
    ("备注", 36),
)
_RED, _GREEN = Font(color="B71C1C"), Font(color="2E7D32")


def workbook(title: str, subjects: Sequence[tuple[str, Sequence[Entry]]]) -> bytes:
    """An XLSX file: 汇总 by branch and subject, then the entries of each subject."""
    book = Workbook()
    summary = book.active
    assert isinstance(summary, Worksheet)  # noqa: S101 - a new workbook has one
    summary.title = "汇总"
    _summary(summary, title, subjects)
    for name, entries in subjects:
        _sheet(book.create_sheet(name), entries)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _summary(sheet: Worksheet, title: str, subjects: Sequence[tuple[str, Sequence[Entry]]]) -> None:
    text(cell(sheet, 1, 1), title).font = Font(bold=True, size=14)
    headings = ["支部", *(f"{name}{word}" for name, _ in subjects for word in ("完成", "进行中", "逾期"))]
    heads(sheet, 2, headings)
    branches = dict.fromkeys(entry.branch for _, entries in subjects for entry in entries)
    for row, branch in enumerate([*branches, None], 3):
        text(cell(sheet, row, 1), branch or "合计")
        column = 2
        for _, entries in subjects:
            mine = [entry.standing for entry in entries if branch in (None, entry.branch)]
            for counted in ((Standing.DONE, Standing.DONE_LATE), (Standing.DUE,), (Standing.LATE,)):
                sheet.cell(row, column, sum(each in counted for each in mine))
                column += 1
    sheet.column_dimensions["A"].width = 24
    sheet.freeze_panes = "B3"


def _sheet(sheet: Worksheet, entries: Sequence[Entry]) -> None:
    heads(sheet, 1, [name for name, _ in COLUMNS])
    for row, entry in enumerate(entries, 2):
        texts = {1: entry.branch, 2: entry.person, 3: entry.police_no, 4: entry.what, 8: entry.note}
        for column, words in texts.items():
            text(cell(sheet, row, column), words)
        day(cell(sheet, row, 5), entry.on)
        day(cell(sheet, row, 6), entry.done)
        standing = text(cell(sheet, row, 7), entry.standing.value)
        if entry.standing is not Standing.DUE:
            standing.font = _RED if entry.standing is Standing.LATE else _GREEN
    for (_, width), letter in zip(COLUMNS, "ABCDEFGH", strict=True):
        sheet.column_dimensions[letter].width = width
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = sheet.dimensions
