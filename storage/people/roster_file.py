"""The personnel department's roster (花名册), from CSV or XLSX to checked rows; a bad row never holds up a good one."""

from dataclasses import dataclass, field
from datetime import date

from storage.people import roster_cells
from storage.people.posts import BRANCH_POSTS, Category, Post
from storage.sheets.cells import day, optional, plain
from storage.sheets.header import LINES, Header, Row, find, rows_below
from storage.sheets.reading import read_tables
from storage.sheets.table import Cell, RefusedRow

COLUMNS = ("警号", "姓名", "支部", "党小组", "类别", "职务", "手机号", "岗位", "入党日期", "转正日期")
REQUIRED = ("警号", "姓名", "支部", "类别")
OPTIONAL = tuple(each for each in COLUMNS if each not in REQUIRED)
_ABSENT = f"前 {LINES} 行里没有找到表头；表头要有这些列：{'、'.join(REQUIRED)}，可以有：{'、'.join(OPTIONAL)}。"
# Two known words make a header; one alone also occurs in titles such as “姓名”.
_LEAST_KNOWN = 2


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
    header = find(read_tables(name, content), COLUMNS, REQUIRED, least=_LEAST_KNOWN, like="花名册", absent=_ABSENT)
    reader = _Reader(header, today)
    for row in rows_below(header):
        reader.take(row)
    return RosterFile(frozenset(header.columns), reader.rows, reader.refused, header.ignored)


class _Reader:
    """Takes the rows in order, remembering whose numbers and phones are taken."""

    def __init__(self, header: Header, today: date | None) -> None:
        self.header = header
        self.today = today
        self.rows: list[RosterRow] = []
        self.refused: list[RefusedRow] = []
        self._numbers: dict[str, int] = {}
        self._phones: dict[str, int] = {}

    def take(self, row: Row) -> None:
        """Accept or refuse one row."""
        problems = row.problems
        problems += self._shape_problems(row.cells)
        police_no = row.get("警号", roster_cells.police_number) or ""
        name = row.get("姓名", plain) or ""
        branch = row.get("支部", plain) or ""
        group = row.get("党小组", optional)
        category = row.get("类别", roster_cells.category)
        posts = row.get("职务", roster_cells.posts) or ()
        phone = row.get("手机号", roster_cells.phone)
        position = row.get("岗位", optional)
        joined_on = row.get("入党日期", self._day)
        full_on = row.get("转正日期", self._day)

        values = {"警号": police_no, "姓名": name, "支部": branch, "类别": category}
        faulty = {problem.split("“", 1)[0].split(" ", 1)[0] for problem in problems}
        if missing := [word for word, value in values.items() if not value and word not in faulty]:
            problems.append(f"缺少{'、'.join(missing)}，请补上")
        problems += self._conflicts(branch, group, posts, joined_on, full_on)
        problems += self._taken(police_no, phone)
        if problems or category is None:
            self.refused.append(RefusedRow(row.line, f"{police_no} {name}".strip(), "；".join(problems) + "。"))
            return
        self._numbers[police_no.casefold()] = row.line
        if phone:
            self._phones[phone] = row.line
        values_kept = (branch, group, category, posts, phone, position, joined_on, full_on)
        self.rows.append(RosterRow(row.line, police_no, name, *values_kept))

    def _day(self, cell: Cell) -> date | None:
        return day(cell, from_1904=self.header.table.from_1904)

    def _shape_problems(self, row: list[Cell]) -> list[str]:
        """Signs that a CSV line was cut in the wrong places, so that its cells stand under the wrong headers."""
        delimiter = self.header.table.delimiter
        if delimiter is None:
            return []
        texts = [cell for cell in row if isinstance(cell, str)]
        if any("\n" in text.strip() and delimiter in text for text in texts):
            return ["引号没有成对，后面的行被并进了这一行，请检查引号"]
        if any(text.strip() for text in texts[self.header.width :]):
            return [f"比表头多出几格，请检查值里是否有没加引号的“{delimiter}”"]
        return []

    def _conflicts(
        self, branch: str, group: str | None, posts: tuple[Post, ...], joined_on: date | None, full_on: date | None
    ) -> list[str]:
        problems = []
        if not branch and (held := [post for post in posts if post in BRANCH_POSTS]):
            problems.append(f"有支部的职务（{'、'.join(held)}）却没有支部，请填支部")
        if Post.GROUP_LEADER in posts and not group and "党小组" in self.header.columns:
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
