"""Spreadsheets: tables as an XLSX file, filled in by one process apart, beside which other people's answers go on."""

from collections.abc import Sequence
from functools import partial

from storage.engine.apart import Apart
from storage.sheets import writing
from storage.sheets.writing import Sheet

_WRITING = Apart("writing")


def workbook(sheets: Sequence[Sheet]) -> bytes:
    """An XLSX file with those tables; for a thread that has time to wait."""
    return _WRITING.wait(partial(writing.workbook, sheets))
