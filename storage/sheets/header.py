"""The header of a table file: in which sheet and line it stands, and which columns it names; and the rows below it."""

import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from storage.sheets.cells import BadCell
from storage.sheets.table import Cell, SheetUnreadable, Table

LINES = 10
"""In this many lines a header is looked for."""

T = TypeVar("T")


def word_of(cell: Cell) -> str:
    """A heading without what people set around it: spaces, stars, colons, full width."""
    text = unicodedata.normalize("NFKC", cell) if isinstance(cell, str) else ""
    return "".join(text.replace("\ufeff", "").split()).strip("*:")


@dataclass(frozen=True, slots=True)
class Header:
    """The table that is meant, the index of its header's row, where each known column stands, and the headings that are not known."""

    table: Table
    index: int
    columns: dict[str, int]
    ignored: list[str]

    @property
    def width(self) -> int:
        return len(self.table.rows[self.index])


def find(
    tables: Sequence[Table],
    columns: Sequence[str],
    required: Sequence[str],
    *,
    least: int,
    like: str,
    absent: str,
    word: Callable[[Cell], str] = word_of,
) -> Header:
    """The header that names most of the columns, and `least` at least.

    Raises SheetUnreadable: `absent` where there is none, and where several sheets are `like` that, a heading stands twice, or one that
    is required is missing.
    """
    found: list[tuple[int, Table, int]] = []
    for table in tables:
        known = [len({word(cell) for cell in row} & set(columns)) for row in table.rows[:LINES]]
        best = max(known, default=0)
        if best >= least:
            found.append((best, table, known.index(best)))
    if not found:
        raise SheetUnreadable(absent)
    sheets = [table.title for _, table, _ in found if table.delimiter is None]
    if len(sheets) > 1:
        raise SheetUnreadable(f"有几个工作表都像{like}（{'、'.join(sheets)}），请只保留一个后再发。")
    _, table, index = max(found, key=lambda each: each[0])
    header = Header(table, index, {}, [])
    doubled: list[str] = []
    for place, cell in enumerate(table.rows[index]):
        heading = word(cell)
        if heading in header.columns:
            doubled.append(heading)
        elif heading in columns:
            header.columns[heading] = place
        elif cell is not None and str(cell).strip():
            header.ignored.append(str(cell).strip())
    if doubled:
        raise SheetUnreadable(f"表头里“{'”“'.join(dict.fromkeys(doubled))}”出现了不止一次，请只保留一列。")
    if missing := [each for each in required if each not in header.columns]:
        raise SheetUnreadable(f"第 {index + 1} 行的表头缺少：{'、'.join(missing)}，请补上这些列后再发。")
    return header


class Row:
    """One row below a header, read cell by cell; what is wrong with a cell is gathered in `problems`."""

    def __init__(self, header: Header, line: int) -> None:
        self.cells = header.table.rows[line - 1]
        self.line = line
        self.problems: list[str] = []
        self._columns = header.columns

    def get(self, column: str, read: Callable[[Cell], T]) -> T | None:
        """What `read` makes of the cell; None where the file has no such column, or the cell cannot be used."""
        place = self._columns.get(column)
        try:
            return None if place is None else read(self.cells[place] if place < len(self.cells) else None)
        except BadCell as error:
            self.problems.append(f"{column} {error}")
            return None


def rows_below(header: Header) -> Iterator[Row]:
    """Those in which something stands, under a known heading or an unknown one."""
    for line in range(header.index + 2, len(header.table.rows) + 1):
        row = Row(header, line)
        if any(cell.strip() if isinstance(cell, str) else cell is not None for cell in row.cells):
            yield row
