"""Awards from CSV or XLSX, of persons and of branches; a bad row holds up no good one."""

from dataclasses import dataclass, field
from datetime import date, datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from storage.awards import keeping
from storage.awards.rows import (
    LONGEST_DOCUMENT,
    LONGEST_GIVER,
    LONGEST_TITLE,
    Award,
    Given,
    Level,
    Refused,
    check_given,
)
from storage.engine.refusal import Refusal
from storage.people.directory import Who, people_of, present_names
from storage.people.numbered import by_number, whose
from storage.people.roster_cells import police_number
from storage.sheets import cells
from storage.sheets.cells import BadCell
from storage.sheets.header import LINES, Row, find, rows_below
from storage.sheets.reading import read_tables
from storage.sheets.table import Cell, RefusedRow

COLUMNS = ("警号", "姓名", "支部", "荣誉名称", "级别", "授予单位", "日期", "文号")
REQUIRED = ("荣誉名称", "授予单位", "日期")
_ABSENT = (
    f"前 {LINES} 行里没有找到荣誉表的表头；表头要有：{'、'.join(REQUIRED)}，以及警号、姓名（个人）或者支部（集体）。"
)
_LONGEST = {"荣誉名称": LONGEST_TITLE, "授予单位": LONGEST_GIVER, "文号": LONGEST_DOCUMENT}


@dataclass(frozen=True, slots=True)
class AwardLine:
    """One row: of the person with that number, or of that branch."""

    line: int
    police_no: str
    name: str
    branch: str
    given: Given

    @property
    def what(self) -> str:
        return f"{self.police_no} {self.name or self.branch} {self.given.title}".strip()


@dataclass
class AwardFile:
    rows: list[AwardLine] = field(default_factory=list)
    refused: list[RefusedRow] = field(default_factory=list)
    ignored_columns: list[str] = field(default_factory=list)


@dataclass
class AwardPlan:
    """What taking it over would do: each row with its person (or None) and branch, and how many are there already."""

    rows: list[tuple[int | None, int, AwardLine]] = field(default_factory=list)
    refused: list[RefusedRow] = field(default_factory=list)
    known: int = 0


def read_awards(name: str, content: bytes, today: date) -> AwardFile:
    """Raises SheetUnreadable for what is no such table."""
    header = find(read_tables(name, content), COLUMNS, REQUIRED, least=4, like="荣誉表", absent=_ABSENT)
    file = AwardFile(ignored_columns=header.ignored)
    for row in rows_below(header):
        read = _row(row, today, from_1904=header.table.from_1904)
        if isinstance(read, RefusedRow):
            file.refused.append(read)
        else:
            file.rows.append(read)
    return file


def _row(row: Row, today: date, *, from_1904: bool) -> AwardLine | RefusedRow:
    police_no = row.get("警号", police_number) or ""
    name, branch = (row.get(column, _words) or "" for column in ("姓名", "支部"))
    words = {column: row.get(column, _words) or "" for column in _LONGEST}
    high = row.get("级别", level) or Level.BUREAU
    on = row.get("日期", lambda cell: cells.day(cell, from_1904=from_1904))
    problems = row.problems
    problems += [f"{column}超过 {most} 个字，请改短" for column, most in _LONGEST.items() if len(words[column]) > most]
    problems += [f"缺{column}" for column in ("荣誉名称", "授予单位") if not words[column]]
    if name and not police_no:
        # With a branch alone it would be that of the branch.
        problems.append("个人的缺警号，请补上；集体的请去掉姓名")
    elif police_no and not name:
        problems.append("缺姓名，请补上，以便核对警号")
    elif not police_no and not branch:
        problems.append("个人的要有警号、姓名，集体的要有支部")
    if on is None and not any(problem.startswith("日期") for problem in problems):
        problems.append("缺日期，请写成 2019-07-01")
    what = f"{police_no} {name or branch}".strip()
    if problems or on is None:
        return RefusedRow(row.line, what, "；".join(problems) + "。")
    given = Given(words["荣誉名称"], high, words["授予单位"], on, words["文号"])
    try:
        check_given(given, today)
    except Refusal as refusal:
        return RefusedRow(row.line, what, str(refusal))
    return AwardLine(row.line, police_no, name, branch, given)


def _words(cell: Cell) -> str:
    return cells.optional(cell) or ""


def level(cell: Cell) -> Level | None:
    """As people write it. Raises BadCell."""
    text = cells.optional(cell)
    if text is None:
        return None
    for each in Level:
        if text.removesuffix("级") == each.value.removesuffix("级"):
            return each
    known = {
        "县级": Level.BUREAU,
        "县局": Level.BUREAU,
        "局级": Level.BUREAU,
        "部级": Level.NATION,
        "全国": Level.NATION,
    }
    if text in known:
        return known[text]
    raise BadCell(f"“{text[:10]}”不是级别，请写 {'、'.join(Level)}")


async def compare(session: AsyncSession, file: AwardFile) -> AwardPlan:
    """Whose each is; what stands there already is left alone."""
    plan = AwardPlan(refused=list(file.refused))
    people = by_number(await people_of(session))
    branches = {name: number for number, name in (await present_names(session)).items()}
    seen = await keeping.known(session)
    for row in file.rows:
        try:
            who = whose(row, people) if row.police_no else None
        except Refusal as refusal:
            plan.refused.append(RefusedRow(row.line, row.what, str(refusal)))
            continue
        if who is None and row.branch not in branches:
            plan.refused.append(RefusedRow(row.line, row.what, f"没有“{row.branch}”这个支部，请写名册里的名称。"))
            continue
        person, branch = (who.person_id, who.branch_id) if who else (None, branches[row.branch])
        key = (person, 0 if person else branch, row.given.title, row.given.on)
        if key in seen:
            plan.known += 1
            continue
        seen.add(key)
        plan.rows.append((person, branch, row))
    plan.refused.sort(key=lambda refusal: refusal.line)
    return plan


async def apply(tx: AsyncSession, me: Who, file: AwardFile, now: datetime) -> tuple[AwardPlan, list[Award]]:
    """Each as if it had been entered by itself. Raises Refusal."""
    plan = await compare(tx, file)
    if not plan.rows:
        raise Refusal(Refused.SAME)
    return plan, [await keeping.enter(tx, me, person, branch, row.given, now) for person, branch, row in plan.rows]
