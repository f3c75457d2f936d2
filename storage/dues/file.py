"""Dues from CSV or XLSX: rates and payments by person and month; a bad row holds up no good one."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from scoring.cadence import last_of_month
from scoring.dues import read_sum
from storage.dues import paying
from storage.dues.months import Rated, rate
from storage.dues.rows import SHARE_RULE, Dues, Refused, check_keep, check_month
from storage.engine.refusal import Refusal, passes
from storage.inputs.attendance_file import month_of
from storage.people.access import Place, may
from storage.people.directory import Who, people_of
from storage.people.numbered import with_owners
from storage.people.posts import MEMBERS
from storage.people.rights import Act
from storage.people.roster_cells import police_number
from storage.rules.regulations import own
from storage.sealed import audit
from storage.sealed.audit import Event
from storage.sheets import cells
from storage.sheets.cells import NOTHING, BadCell
from storage.sheets.header import LINES, Row, find, rows_below
from storage.sheets.reading import read_tables
from storage.sheets.table import Cell, RefusedRow

BASE, DUE, PAID, PAID_ON = "计算基数", "每月应交", "实交金额", "交纳日期"
COLUMNS = ("警号", "姓名", "月份", BASE, DUE, PAID, PAID_ON)
REQUIRED = ("警号", "姓名", "月份")
_ABSENT = f"前 {LINES} 行里没有找到党费表的表头；表头要有：{'、'.join(REQUIRED)}。可以先点“下载模板”。"


@dataclass(frozen=True, slots=True)
class DuesLine:
    """One person's month as the file has it: what is due from it on, what was paid for it."""

    line: int
    police_no: str
    name: str
    month: date
    due: int | None
    paid: int | None
    paid_on: date | None

    @property
    def who(self) -> str:
        return f"{self.police_no} {self.name}"


@dataclass
class DuesFile:
    rows: list[DuesLine] = field(default_factory=list)
    refused: list[RefusedRow] = field(default_factory=list)
    ignored_columns: list[str] = field(default_factory=list)


@dataclass
class DuesPlan:
    """What taking it over would do: who by line, and what was paid already and would be changed."""

    rows: list[tuple[Who, DuesLine]] = field(default_factory=list)
    refused: list[RefusedRow] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)

    @property
    def rated(self) -> int:
        return sum(row.due is not None for _, row in self.rows)

    @property
    def paid(self) -> int:
        return sum(row.paid is not None for _, row in self.rows)


def read_dues(name: str, content: bytes, today: date) -> DuesFile:
    """Raises SheetUnreadable for what is no such table."""
    header = find(read_tables(name, content), COLUMNS, REQUIRED, least=3, like="党费表", absent=_ABSENT)
    file, seen = DuesFile(ignored_columns=header.ignored), dict[tuple[str, date], int]()
    for row in rows_below(header):
        read = _row(row, today, from_1904=header.table.from_1904)
        if (
            isinstance(read, DuesLine)
            and (first := seen.setdefault((read.police_no.casefold(), read.month), row.line)) != row.line
        ):
            read = RefusedRow(row.line, read.who, f"与第 {first} 行是同一人的同一个月，请只保留一行。")
        if isinstance(read, RefusedRow):
            file.refused.append(read)
        else:
            file.rows.append(read)
    return file


def _row(row: Row, today: date, *, from_1904: bool) -> DuesLine | RefusedRow:
    police_no, name = row.get("警号", police_number) or "", row.get("姓名", cells.plain) or ""
    month = row.get("月份", lambda cell: month_of(cell, from_1904=from_1904))
    base, due, paid = (row.get(column, _sum) for column in (BASE, DUE, PAID))
    paid_on = row.get(PAID_ON, lambda cell: cells.day(cell, from_1904=from_1904))
    problems = row.problems
    if missing := [word for word, value in (("警号", police_no), ("姓名", name)) if not value]:
        problems.append(f"缺少{'、'.join(missing)}，请补上")
    if month is not None and not passes(check_month, month, today):
        problems.append(Refused.FAR_MONTH.removesuffix("。"))
    if base is not None and due is not None:
        problems.append(f"{BASE}和{DUE}请只填一个")
    due = own()[SHARE_RULE].scale().due_of(base) if base and due is None else due
    if due == 0:
        problems.append("免交请在聊天里登记，要写明哪一级党委批准")
    if paid == 0:
        problems.append(f"{PAID}是 0，没有交的请留空")
    if paid is None and paid_on is not None:
        problems.append(f"有{PAID_ON}，缺{PAID}")
    if paid_on is not None and paid_on > today:
        problems.append(f"{PAID_ON}还没有到")
    if due is None and paid is None and not problems:
        problems.append(f"{BASE}、{DUE}、{PAID}至少填一个")
    if problems or month is None:
        return RefusedRow(row.line, f"{police_no} {name}".strip(), "；".join(problems) + "。")
    return DuesLine(row.line, police_no, name, month, due, paid, paid_on)


def _sum(cell: Cell) -> int | None:
    text = cells.as_text(cell)
    if text in NOTHING:
        return None
    found = read_sum(text)
    if found is None:
        raise BadCell(f"“{text[:20]}”不是金额，请写元，最多两位小数，如 75 或 75.5")
    return found


async def compare(session: AsyncSession, me: Who, file: DuesFile) -> DuesPlan:
    """Rows of people whom the roster does not have under that name, or whose dues are not that person's to keep, are refused."""
    plan = DuesPlan(refused=list(file.refused))
    found = with_owners(file.rows, await people_of(session), plan.refused)
    known = await _known(session, {who.person_id for who, _ in found})
    beginning = {(who.person_id, row.month) for who, row in found if row.due is not None}
    for who, row in found:
        before = known.get((who.person_id, row.month))
        reason = _refused(me, who, row, before, rated=(who.person_id, row.month) in beginning)
        if reason:
            plan.refused.append(RefusedRow(row.line, row.who, reason))
            continue
        if row.paid is not None and before is not None and before.paid not in (None, row.paid):
            plan.changed.append(f"{row.who} {row.month:%Y-%m}")
        plan.rows.append((who, row))
    plan.refused.sort(key=lambda refusal: refusal.line)
    return plan


def _refused(me: Who, who: Who, row: DuesLine, before: Dues | None, *, rated: bool) -> str | None:
    branch = who.branch_id if before is None or row.due is not None else before.branch_id
    if not may(me, Act.KEEP_DUES, Place(branch_id=branch)):
        return "不是您登记党费的支部的同志。"
    if who.category not in MEMBERS:
        return "名册上不是党员，不用交纳党费。"
    if row.paid is not None and before is None and not rated:
        return "这个月还没有核定标准，请同时填写每月应交或者计算基数。"
    return None


async def _known(session: AsyncSession, ids: Collection[int]) -> dict[tuple[int, date], Dues]:
    rows = (await session.exec(select(Dues).where(col(Dues.person_id).in_(ids)))).all()
    return {(row.person_id, row.month): row for row in rows}


async def apply(tx: AsyncSession, me: Who, file: DuesFile, name: str, now: datetime) -> DuesPlan:
    """Take it over: what is due first, then what was paid."""
    plan = await compare(tx, me, file)
    if not plan.rows:
        raise Refusal(Refused.NOBODY)
    due: dict[tuple[int, date], list[Rated]] = {}
    for who, row in plan.rows:
        if row.due is not None:
            due.setdefault((who.branch_id, row.month), []).append(Rated(who.person_id, row.due))
    for (branch, since), rated in sorted(due.items(), key=lambda each: each[0]):
        check_keep(me, branch)
        await rate(tx, me, branch, rated, since, now)
    for who, row in plan.rows:
        if row.paid is not None:
            # Of a month that was paid on a day that nobody has written down: its last.
            on = row.paid_on or min(now.date(), last_of_month(row.month))
            await paying.enter(tx, me, who.person_id, row.month, row.paid, on, now)
    note = f"{name}，标准 {plan.rated} 条，已交 {plan.paid} 条"
    await audit.record(tx, Event.DUES_IMPORTED, by=me.person_id, now=now, subject=f"dues:{me.branch_id}", note=note)
    return plan
