"""What a table file becomes, and how much of one is read."""

from dataclasses import dataclass
from enum import StrEnum

MAX_BYTES = 5 * 1024 * 1024
TOO_LARGE = f"文件超过 {MAX_BYTES // 1024 // 1024} MB，请删去图片和多余的工作表后再发。"
MAX_ROWS, MAX_COLUMNS, MAX_CELLS = 20_000, 100, 300_000
"""A bureau's year of attendance is 7,000 rows and 70,000 cells."""
MAX_LINE = MAX_ROWS + 10
"""The people, and the titles and the header above them."""
TOO_MANY_ROWS = f"文件超过 {MAX_ROWS} 行，请分成几份，或删去表格下方的空行后再发。"
TOO_WIDE = f"表格超过 {MAX_COLUMNS} 列，请删去多余的列后再发。"
TOO_MANY_CELLS = f"表格里超过 {MAX_CELLS} 格，请删去多余的列和工作表，或分成几份后再发。"


class SheetUnreadable(Exception):
    """The file as a whole cannot be read; its text is a Chinese sentence that says why and what to do."""


class Kind(StrEnum):
    """What a workbook stores in a cell that is not text."""

    NUMBER = "number"
    LOSSY = "lossy"  # a number that is shown as another one, or in a way that hides its digits
    DAY = "day"
    TIME = "time"
    TRUTH = "truth"
    FAULT = "fault"
    UNCOMPUTED = "uncomputed"  # a formula without a stored result


@dataclass(frozen=True, slots=True)
class Stored:
    """A cell that is not text. `shown` is what people see in it.

    A day is shown in one form, by the parts that its cell shows: 2026-10-01, 2026-10, or 10-01 where the year is hidden.
    """

    kind: Kind
    shown: str

    def __str__(self) -> str:
        return self.shown


Cell = str | Stored | None


@dataclass(frozen=True, slots=True)
class Table:
    """One sheet, or a CSV read with one delimiter.

    `rows[i]` is line i + 1 as a spreadsheet shows it, without the empty cells at its end. `from_1904` says from which
    year its serial dates count. `delimiter` is None for a sheet.
    """

    title: str
    rows: list[list[Cell]]
    from_1904: bool = False
    delimiter: str | None = None


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """One row that is not taken over. `what` names it as far as it can be read; `reason` says what to do; `sheet` where there are several."""

    line: int
    what: str
    reason: str
    sheet: str = ""

    def __str__(self) -> str:
        where = f"“{self.sheet}”第" if self.sheet else "第"
        return f"{where} {self.line} 行 {self.what}：{self.reason}"
