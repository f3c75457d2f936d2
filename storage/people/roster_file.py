"""The personnel department's roster (花名册), from CSV or XLSX to checked rows; a bad row never holds up a good one.

A file is opened once (`opened_roster`); what its rows mean (`understood`) also depends on which words an officer has explained, and on
which branches there are.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from storage.people.posts import Category, Post
from storage.people.roster_rows import Reader
from storage.people.roster_said import Kept, Meanings, RosterFile, RosterRow
from storage.people.roster_sheets import RosterSheet, branch_lines, named_branch, of_the_gone
from storage.people.roster_words import COLUMNS, heading
from storage.sheets.blank import blank
from storage.sheets.header import LINES, headers
from storage.sheets.reading import read_tables
from storage.sheets.table import SheetUnreadable

__all__ = [
    "COLUMNS",
    "REQUIRED",
    "OpenedRoster",
    "RosterFile",
    "RosterRow",
    "opened_roster",
    "read_roster",
    "understood",
]

REQUIRED = ("警号", "姓名", "支部", "类别")
OPTIONAL = tuple(each for each in COLUMNS if each not in REQUIRED)
_ABSENT = f"前 {LINES} 行里没有找到表头；表头要有这些列：{'、'.join(REQUIRED)}，可以有：{'、'.join(OPTIONAL)}。"
# Two known words make a header; one alone also occurs in titles such as “姓名”.
_LEAST_KNOWN = 2


@dataclass(frozen=True, slots=True)
class OpenedRoster:
    """The sheets that hold people, and the titles of those that do not."""

    sheets: list[RosterSheet]
    unread: list[str]


def opened_roster(name: str, content: bytes, *, strict: bool = False) -> OpenedRoster:
    """Find the sheets with people in a file called ``name``. Raises SheetUnreadable when the file as a whole cannot be used.

    Unless it is `strict`, a name with one thing more is enough: of somebody known the rest is as it is kept, of others it is missed row by row.
    """
    tables = read_tables(name, content)
    found = headers(tables, COLUMNS, least=_LEAST_KNOWN, absent=_ABSENT, word=heading)
    here = [header for header in found if not of_the_gone(header)] or found
    sheets = [RosterSheet(header, named_branch(header)) for header in here]
    of_people = [sheet for sheet in sheets if not _missing(sheet) or (not strict and _names_people(sheet))]
    if not of_people:
        best = max(sheets, key=lambda sheet: len(sheet.header.columns))
        line, missing = best.header.index + 1, "、".join(_missing(best))
        raise SheetUnreadable(f"第 {line} 行的表头缺少：{missing}，请补上这些列后再发。")
    read = [sheet.header.table.title for sheet in of_people]
    return OpenedRoster(of_people, [each.title for each in tables if each.delimiter is None and each.title not in read])


def _names_people(sheet: RosterSheet) -> bool:
    return "姓名" in sheet.header.columns and len(sheet.header.columns) >= _LEAST_KNOWN


def _missing(sheet: RosterSheet) -> list[str]:
    """Which of the columns it has to have it has not; a branch may be named by the sheet or by lines between the people."""
    missing = [each for each in REQUIRED if each not in sheet.header.columns]
    elsewhere = "支部" in missing and (sheet.branch or any(branch_lines(sheet.header)))
    return [each for each in missing if not (each == "支部" and elsewhere)]


def understood(
    opened: OpenedRoster,
    today: date | None = None,
    meanings: Meanings | None = None,
    branches: Collection[str] = (),
    people: Iterable[Kept] = (),
) -> RosterFile:
    """What the file says, by what words mean here and whom names mean; with ``today``, a 入党日期 after it is refused."""
    reader = Reader(today, meanings or {}, branches, people, several=len(opened.sheets) > 1)
    for sheet in opened.sheets:
        reader.read(sheet)
    return reader.file(opened.unread)


def read_roster(
    name: str,
    content: bytes,
    today: date | None = None,
    meanings: Meanings | None = None,
    branches: Collection[str] = (),
) -> RosterFile:
    """Open a roster file and understand it. Raises SheetUnreadable when the file as a whole cannot be used."""
    return understood(opened_roster(name, content, strict=True), today, meanings, branches)


def template() -> bytes:
    """A workbook to fill in, and a sheet that says what may stand in it."""
    said = {
        "警号": "必填。前面的 0 不能丢：请把这一列设为文本格式",
        "姓名": "必填",
        "支部": "必填。也可以每个支部一个工作表，用工作表名写支部",
        "党小组": "可以不填；党小组长要填",
        "类别": f"必填：{'、'.join(Category)}",
        "职务": f"可以不填；几个职务用、隔开：{'、'.join(Post)}",
        "手机号": "11 位手机号；有手机号才能自己绑定账号",
        "岗位": "可以不填",
        "入党日期": "如 2008-07-01；只知道年月的写 2008-07",
        "转正日期": "同上",
    }
    return blank("花名册", COLUMNS, said)
