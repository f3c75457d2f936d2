"""The personnel department's roster (花名册), from CSV or XLSX to checked rows; a bad row never holds up a good one."""

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

from storage.people import roster_cells as cells
from storage.people.posts import BRANCH_POSTS, Category, Post
from storage.people.roster_cells import BadCell
from storage.sheets.reading import read_tables
from storage.sheets.table import Cell, RefusedRow, SheetUnreadable, Table

COLUMNS = ("警号", "姓名", "支部", "党小组", "类别", "职务", "手机号", "岗位", "入党日期", "转正日期")
REQUIRED = ("警号", "姓名", "支部", "类别")
OPTIONAL = tuple(each for each in COLUMNS if each not in REQUIRED)
_HEADER_LINES = 10
# Two known words make a header; one alone also occurs in titles such as “姓名”.
_LEAST_KNOWN = 2

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class RosterRow:
    """One accepted person. ``line`` is the row as a spreadsheet shows it; ``phone`` is in E.164 (+86…)."""

    line: int
    police_no: str
    name: str
    branch: str
    group: str | None
    category: Category
    posts: tuple[Post, ...]
    phone: str | None
    position: str | None
    joined_on: date | None
    full_on: date | None


@dataclass(frozen=True, slots=True)
class RosterFile:
    """The whole file: accepted rows and refused ones in the file's order, and headers that mean nothing here.

    ``said`` are the known columns that the file has: of any other a row says nothing, whatever its field holds.
    """

    said: frozenset[str] = frozenset(COLUMNS)
    rows: list[RosterRow] = field(default_factory=list)
    refused: list[RefusedRow] = field(default_factory=list)
    ignored_columns: list[str] = field(default_factory=list)


def read_roster(name: str, content: bytes, today: date | None = None) -> RosterFile:
    """Read a roster file called ``name``; with ``today``, a 入党日期 after it is refused.

    Raises SheetUnreadable when the file as a whole cannot be used.
    """
    table, header_index = _choose(read_tables(name, content))
    columns, ignored = _columns(table, header_index)
    reader = _Reader(table, columns, len(table.rows[header_index]), today)
    for index in range(header_index + 1, len(table.rows)):
        reader.take(index + 1, table.rows[index])
    return RosterFile(frozenset(columns), reader.rows, reader.refused, ignored)


def _header_word(cell: Cell) -> str:
    if not isinstance(cell, str):
        return ""
    text = unicodedata.normalize("NFKC", cell).replace("\ufeff", "")
    return "".join(text.split()).strip("*:")


def _choose(tables: list[Table]) -> tuple[Table, int]:
    """The table that is meant and the index of its header."""
    found: list[tuple[int, Table, int]] = []
    for table in tables:
        known = [len({_header_word(cell) for cell in row} & set(COLUMNS)) for row in table.rows[:_HEADER_LINES]]
        best = max(known, default=0)
        if best >= _LEAST_KNOWN:
            found.append((best, table, known.index(best)))
    if not found:
        raise SheetUnreadable(
            f"前 {_HEADER_LINES} 行里没有找到表头；表头要有这些列：{'、'.join(REQUIRED)}，可以有：{'、'.join(OPTIONAL)}。"
        )
    sheets = [table.title for _, table, _ in found if table.delimiter is None]
    if len(sheets) > 1:
        raise SheetUnreadable(f"有几个工作表都像花名册（{'、'.join(sheets)}），请只保留一个后再发。")
    _, table, index = max(found, key=lambda each: each[0])
    return table, index


def _columns(table: Table, header_index: int) -> tuple[dict[str, int], list[str]]:
    """Where each known column stands, and the headers that are not known."""
    columns: dict[str, int] = {}
    ignored: list[str] = []
    doubled: list[str] = []
    for index, cell in enumerate(table.rows[header_index]):
        word = _header_word(cell)
        if word in columns:
            doubled.append(word)
        elif word in COLUMNS:
            columns[word] = index
        elif cell is not None and str(cell).strip():
            ignored.append(str(cell).strip())
    if doubled:
        raise SheetUnreadable(f"表头里“{'”“'.join(dict.fromkeys(doubled))}”出现了不止一次，请只保留一列。")
    if missing := [word for word in REQUIRED if word not in columns]:
        raise SheetUnreadable(f"第 {header_index + 1} 行的表头缺少：{'、'.join(missing)}，请补上这些列后再发。")
    return columns, ignored


class _Reader:
    """Takes the rows in order, remembering whose numbers and phones are taken."""

    def __init__(self, table: Table, columns: dict[str, int], width: int, today: date | None) -> None:
        self.table = table
        self.columns = columns
        self.width = width
        self.today = today
        self.rows: list[RosterRow] = []
        self.refused: list[RefusedRow] = []
        self._numbers: dict[str, int] = {}
        self._phones: dict[str, int] = {}

    def take(self, line: int, row: list[Cell]) -> None:
        """Accept or refuse one row; rows without any entry under a known or unknown header are passed over."""
        if all(cell is None or (isinstance(cell, str) and not cell.strip()) for cell in row):
            return
        problems = list(self._shape_problems(row))
        police_no = self._get(row, "警号", cells.police_number, problems) or ""
        name = self._get(row, "姓名", cells.plain, problems) or ""
        branch = self._get(row, "支部", cells.plain, problems) or ""
        group = self._get(row, "党小组", cells.optional, problems)
        category = self._get(row, "类别", cells.category, problems)
        posts = self._get(row, "职务", cells.posts, problems) or ()
        phone = self._get(row, "手机号", cells.phone, problems)
        position = self._get(row, "岗位", cells.optional, problems)
        joined_on = self._day(row, "入党日期", problems)
        full_on = self._day(row, "转正日期", problems)

        values = {"警号": police_no, "姓名": name, "支部": branch, "类别": category}
        faulty = {problem.split("“", 1)[0].split(" ", 1)[0] for problem in problems}
        if missing := [word for word, value in values.items() if not value and word not in faulty]:
            problems.append(f"缺少{'、'.join(missing)}，请补上")
        problems += self._conflicts(branch, group, posts, joined_on, full_on)
        problems += self._taken(police_no, phone)
        if problems or category is None:
            self.refused.append(RefusedRow(line, f"{police_no} {name}".strip(), "；".join(problems) + "。"))
            return
        self._numbers[police_no.casefold()] = line
        if phone:
            self._phones[phone] = line
        values_kept = (branch, group, category, posts, phone, position, joined_on, full_on)
        self.rows.append(RosterRow(line, police_no, name, *values_kept))

    def _get(self, row: list[Cell], column: str, read: Callable[[Cell], T], problems: list[str]) -> T | None:
        index = self.columns.get(column)
        if index is None or index >= len(row):
            return None
        try:
            return read(row[index])
        except BadCell as error:
            problems.append(f"{column} {error}")
            return None

    def _day(self, row: list[Cell], column: str, problems: list[str]) -> date | None:
        return self._get(row, column, lambda cell: cells.day(cell, from_1904=self.table.from_1904), problems)

    def _shape_problems(self, row: list[Cell]) -> list[str]:
        """Signs that a CSV line was cut in the wrong places, so that its cells stand under the wrong headers."""
        delimiter = self.table.delimiter
        if delimiter is None:
            return []
        texts = [cell for cell in row if isinstance(cell, str)]
        if any("\n" in text.strip() and delimiter in text for text in texts):
            return ["引号没有成对，后面的行被并进了这一行，请检查引号"]
        if any(text.strip() for text in texts[self.width :]):
            return [f"比表头多出几格，请检查值里是否有没加引号的“{delimiter}”"]
        return []

    def _conflicts(
        self, branch: str, group: str | None, posts: tuple[Post, ...], joined_on: date | None, full_on: date | None
    ) -> list[str]:
        problems = []
        if not branch and (held := [post for post in posts if post in BRANCH_POSTS]):
            problems.append(f"有支部的职务（{'、'.join(held)}）却没有支部，请填支部")
        if Post.GROUP_LEADER in posts and not group and "党小组" in self.columns:
            problems.append("是党小组长却没有党小组，请填党小组")
        if joined_on and full_on and full_on < joined_on:
            problems.append(f"转正日期 {full_on} 早于入党日期 {joined_on}，请核对")
        if joined_on and self.today and joined_on > self.today:
            problems.append(f"入党日期 {joined_on} 还没有到，请核对")
        return problems

    def _taken(self, police_no: str, phone: str | None) -> list[str]:
        problems = []
        if first := self._numbers.get(police_no.casefold()):
            problems.append(f"警号与第 {first} 行相同，请只保留一行")
        if phone and (first := self._phones.get(phone)):
            problems.append(f"手机号与第 {first} 行相同，请核对后改正其中一行")
        return problems
