"""A file of what was on paper → rows of values by column; what a row means is for its subject."""

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time
from typing import Any

from storage.sheets import cells
from storage.sheets.blank import blank
from storage.sheets.cells import BadCell
from storage.sheets.header import LINES, Header, Row, Words, headers, meaning, rows_below
from storage.sheets.reading import read_tables
from storage.sheets.table import Cell, RefusedRow, SheetUnreadable

Read = Callable[[Cell, Header], Any]
_CLOCK = re.compile(r"(\d{1,2})[:：时点](\d{2})?分?(?::\d{2})?")
LONGEST = 200
EARLIEST = 6
"""Before this hour nobody meets: 3:00 was in the afternoon."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a subject's file: what it is called there and elsewhere, how it is read, and what the template says of it."""

    name: str
    read: Read
    said: str
    required: bool = False
    called: str = ""


@dataclass(frozen=True, slots=True)
class PaperRow:
    """One row; a column that is not in the file or empty is None."""

    line: int
    sheet: str
    values: Mapping[str, Any]

    def __getitem__(self, column: str) -> Any:
        return self.values.get(column)

    @property
    def what(self) -> str:
        """Its beginning, to know it by."""
        shown = [str(value) for value in self.values.values() if isinstance(value, str | int | date)]
        return " ".join(shown[:3])[:40]

    def refused(self, reason: str) -> RefusedRow:
        return RefusedRow(self.line, self.what, reason, self.sheet)


@dataclass(frozen=True, slots=True)
class PaperFile:
    """What a file holds: rows that can be read, rows that cannot, and headings that mean nothing here."""

    rows: list[PaperRow] = field(default_factory=list)
    refused: list[RefusedRow] = field(default_factory=list)
    ignored_columns: list[str] = field(default_factory=list)


def words_for(columns: Sequence[Column]) -> Words:
    """Headings by what they may be called."""
    synonyms = {word: each.name for each in columns for word in each.called.split()}
    return meaning({each.name for each in columns}, synonyms, {})


def read_paper(columns: Sequence[Column], name: str, content: bytes) -> PaperFile:
    """All sheets that have the columns. Raises SheetUnreadable."""
    names, required = [each.name for each in columns], [each.name for each in columns if each.required]
    absent = f"前 {LINES} 行里没有找到表头；表头要有：{'、'.join(required)}。可以先点“下载模板”。"
    found = headers(
        read_tables(name, content), names, least=min(2, len(required)), absent=absent, word=words_for(columns)
    )
    whole = [header for header in found if all(each in header.columns for each in required)]
    if not whole:
        best = max(found, key=lambda header: len(header.columns))
        missing = "、".join(each for each in required if each not in best.columns)
        raise SheetUnreadable(f"第 {best.index + 1} 行的表头缺少：{missing}，请补上这些列后再发。")
    file = PaperFile()
    for header in whole:
        sheet = header.table.title if len(whole) > 1 else ""
        file.ignored_columns.extend(header.ignored)
        for row in rows_below(header):
            _take(file, columns, header, row, sheet)
    return file


def _take(file: PaperFile, columns: Sequence[Column], header: Header, row: Row, sheet: str) -> None:
    values = {each.name: row.get(each.name, lambda cell, each=each: each.read(cell, header)) for each in columns}  # type: ignore[misc]  # each its own
    said = PaperRow(row.line, sheet, {name: value for name, value in values.items() if value not in (None, "", ())})
    faulty = {problem.split(" ", 1)[0] for problem in row.problems}
    if missing := [each.name for each in columns if each.required and not said[each.name] and each.name not in faulty]:
        row.problems.append(f"缺少{'、'.join(missing)}，请补上")
    if row.problems:
        file.refused.append(said.refused("；".join(row.problems) + "。"))
    else:
        file.rows.append(said)


def template(title: str, columns: Sequence[Column], rows: Sequence[Sequence[str]] = ()) -> bytes:
    """A workbook to fill in."""
    said = {each.name: ("必填。" if each.required else "可以不填。") + each.said for each in columns}
    return blank(title, [each.name for each in columns], said, rows)


def text(cell: Cell, _header: Header) -> str | None:
    """Words, no longer than they may be."""
    found = cells.optional(cell) if len(cells.as_text(cell)) <= cells.LONGEST_NAME else cells.as_text(cell)
    if found and len(found) > LONGEST:
        raise BadCell(f"超过 {LONGEST} 个字，请改短")
    return found


def day(cell: Cell, header: Header) -> date | None:
    """A day; an hour behind it is left out."""
    if isinstance(cell, str):
        cell = re.sub(r"\s+\d{1,2}[:：]\d{2}(?:[:：]\d{2})?$", "", cell.strip())
    return cells.day(cell, from_1904=header.table.from_1904)


def days(cell: Cell, header: Header) -> tuple[date, ...]:
    """Several days, joined by 、."""
    if not isinstance(cell, str):
        one = day(cell, header)
        return (one,) if one else ()
    parts = [part for part in re.split(r"[、,，;；\n]+", cell) if part.strip()]
    return tuple(found for part in parts if (found := day(part, header)))


def known_day(cell: Cell, header: Header) -> date | None:
    """A day, or the first of a month."""
    known = cells.day_or_month(cell, from_1904=header.table.from_1904)
    return known.day if known else None


def clock(cell: Cell, _header: Header) -> time | None:
    """15:00, 15时30分."""
    shown = unicodedata.normalize("NFKC", str(cell or "")).strip()
    if shown in cells.NOTHING:
        return None
    found = _CLOCK.match(shown)
    if found is None or int(found[1]) > 23 or int(found[2] or 0) > 59:
        raise BadCell(f"“{shown[:20]}”不是时间，请写成 15:00")
    if 1 <= int(found[1]) < EARLIEST:
        raise BadCell(f"“{shown[:20]}”看不出是上午还是下午，请写成 15:00")
    return time(int(found[1]), int(found[2] or 0))


def number(cell: Cell, _header: Header) -> int | None:
    """A whole number, with 人, 天, 学时 behind it or not."""
    shown = re.sub(r"[人名天次个]|学时|小时", "", unicodedata.normalize("NFKC", cells.as_text(cell))).strip()
    shown = re.sub(r"\.0+$", "", shown)
    if shown in cells.NOTHING:
        return None
    if not re.fullmatch(r"\d{1,4}", shown, re.ASCII):
        raise BadCell(f"“{shown[:20]}”不是整数")
    return int(shown)


def tenths(cell: Cell, _header: Header) -> int | None:
    """Hours, as tenths of them."""
    shown = re.sub(r"学时|小时|课时", "", unicodedata.normalize("NFKC", cells.as_text(cell))).strip()
    if shown in cells.NOTHING:
        return None
    if not re.fullmatch(r"\d{1,3}(?:\.\d0*)?", shown, re.ASCII) or not float(shown):
        raise BadCell(f"“{shown[:20]}”不是学时数，请填 4 或 1.5 这样的数")
    return round(float(shown) * 10)


def several(cell: Cell, _header: Header) -> tuple[str, ...]:
    """Names or numbers, joined by 、."""
    shown = cells.as_text(cell)
    if shown in cells.NOTHING:
        return ()
    # 王 芳 is one name, and 王芳 李雷 two: a space parts names only where nothing else does.
    parts = re.split(r"[、,，;；/|]+", shown) if re.search(r"[、,，;；/|]", shown) else [shown]
    if len(parts) == 1 and " " in shown and all(len(part) > 1 for part in shown.split()):
        parts = shown.split()
    found = (re.sub(r"[(（].*?[)）]", "", part).replace(" ", "") for part in parts)
    return tuple(dict.fromkeys(part for part in found if part))
