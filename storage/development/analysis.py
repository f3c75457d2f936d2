"""The yearly and half-yearly analysis of 发展党员: of a branch by its secretary, of the bureau by those who approve.

The numbers follow from the cases; what they mean is said by a person, and kept with the numbers of that day.
"""

import json
from datetime import date, datetime

from sqlalchemy import Integer
from sqlmodel import Field, SQLModel, col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from scoring.development_analysis import Figures, Way, figures
from scoring.development_dues import dues
from storage.development import lists
from storage.development.dossiers import editions_of
from storage.development.rows import PlanEntry, Refused
from storage.development.rules import numbers_of
from storage.engine.columns import moment, table_of
from storage.engine.refusal import Refusal
from storage.people.access import Place, may
from storage.people.asking import BRANCH, parameter
from storage.people.directory import Who
from storage.people.rights import Act
from storage.rules.regulations import own

RULE = "development_analysis"
EARLIEST, LATEST, HALVES = 2000, 2100, (0, 1, 2)
WORDS = {0: "年度分析", 1: "上半年分析", 2: "下半年分析"}
LONGEST = 1000


class DevelopmentAnalysis(SQLModel, table=True):
    """One that somebody has confirmed: the bureau's without a branch; `half` 0 is the whole year. The newest one counts."""

    __tablename__ = "development_analysis"

    id: int | None = Field(default=None, primary_key=True)
    year: int = Field(index=True)
    half: int = 0
    branch_id: int | None = Field(default=None, foreign_key="branch.id")
    figures: str
    words: str
    by: int = Field(foreign_key="person.id")
    at: datetime = moment()


_ROW = table_of(DevelopmentAnalysis).c
_YEAR = parameter("analysed_year", Integer(), lambda _, now: year_owed(now.date()))
DONE = (
    select(func.count())
    .select_from(table_of(DevelopmentAnalysis))
    .where(_ROW.branch_id == BRANCH, _ROW.half == 0, _ROW.year == _YEAR)
    .scalar_subquery()
)
"""How many yearly analyses there are of the branch, of the year that is owed."""


def year_owed(today: date) -> int:
    """In December that year's; until then the one before."""
    return today.year if today.month == 12 else today.year - 1


def is_time(today: date) -> bool:
    """In December, and in January for who is late."""
    return today.month in (12, 1)


def span(year: int, half: int) -> tuple[date, date]:
    """Its first and last day. Raises Refusal for one that only a forged button names."""
    if not EARLIEST <= year <= LATEST or half not in HALVES:
        raise Refusal(Refused.NO_ANALYSIS)
    first = date(year, 7 if half == 2 else 1, 1)
    return first, date(year, 6, 30) if half == 1 else date(year, 12, 31)


def check_sees(me: Who, branch_id: int | None) -> None:
    """Raises Refusal for who neither runs the branch's cases nor looks at them from above."""
    above = may(me, Act.APPROVE_DEVELOPMENT) or may(me, Act.SEE_COMMENT_AUTHORS)
    if not above and (branch_id is None or not may(me, Act.RUN_DEVELOPMENT, Place(branch_id=branch_id))):
        raise Refusal(Refused.NOT_ANALYSED_BY)


def confirms(me: Who, branch_id: int | None) -> bool:
    """A branch's by its own secretary, the bureau's by those who approve."""
    if branch_id is None:
        return may(me, Act.APPROVE_DEVELOPMENT)
    own_branch = branch_id == me.branch_id and may(me, Act.RUN_DEVELOPMENT, Place(branch_id=branch_id))
    return own_branch and may(me, Act.PLAN_DEVELOPMENT, Place(branch_id=branch_id))


async def ways(session: AsyncSession, branch_id: int | None, today: date) -> list[Way]:
    """Every case (of a branch), those that are over too, with the word for a term that is over."""
    found = await lists.outlines(session, ended=True, branch_id=branch_id)
    rules = await editions_of(session, {each.edition for each in found})
    numbers = {edition: numbers_of(each) for edition, each in rules.items()}

    def late(each: lists.Outline) -> str:
        if not each.is_open:
            return ""
        over = [due for due in dues(each.facts, numbers[each.edition]) if due.months and due.by.day < today]
        return f"{over[0].step.words}已超过期限 {(today - over[0].by.day).days} 天" if over else ""

    return [
        Way(each.case, each.person_id, each.person, each.branch_id, each.facts, each.ended, late(each))
        for each in found
    ]


async def planned(session: AsyncSession, year: int, branch_id: int | None) -> dict[int, int]:
    """Person → branch, of those on the approved plan."""
    query = select(PlanEntry.person_id, PlanEntry.branch_id).where(
        PlanEntry.year == year, col(PlanEntry.approved_at).is_not(None)
    )
    if branch_id is not None:
        query = query.where(PlanEntry.branch_id == branch_id)
    return dict((await session.exec(query)).all())


async def of(session: AsyncSession, branch_id: int | None, year: int, half: int, today: date) -> Figures:
    """The numbers as they stand; of a time that is not over, up to today."""
    first, last = span(year, half)
    listed = await planned(session, year, branch_id)
    found = await ways(session, branch_id, today)
    return figures(found, listed, first, min(last, max(today, first)), own()[RULE].integer("months"))


async def by_branch(session: AsyncSession, year: int, half: int, today: date) -> dict[int, Figures]:
    """Branch → its numbers, of the branches that have a case or a plan."""
    first, last = span(year, half)
    listed, found = await planned(session, year, None), await ways(session, None, today)
    until, months = min(last, max(today, first)), own()[RULE].integer("months")
    branches = sorted({each.branch_id for each in found} | set(listed.values()))
    return {
        branch: figures(
            [each for each in found if each.branch_id == branch],
            {person for person, where in listed.items() if where == branch},
            first,
            until,
            months,
        )
        for branch in branches
    }


async def confirmed(session: AsyncSession, year: int, half: int) -> dict[int | None, DevelopmentAnalysis]:
    """Branch (None: the bureau) → what was confirmed last."""
    query = select(DevelopmentAnalysis).where(DevelopmentAnalysis.year == year, DevelopmentAnalysis.half == half)
    return {row.branch_id: row for row in (await session.exec(query.order_by(col(DevelopmentAnalysis.id)))).all()}


async def confirm(  # noqa: PLR0917 - an analysis's parts
    tx: AsyncSession, me: Who, branch_id: int | None, year: int, half: int, words: str, now: datetime
) -> DevelopmentAnalysis:
    """With the numbers as they stand. Raises Refusal."""
    if not confirms(me, branch_id):
        raise Refusal(Refused.NOT_ANALYSED_BY)
    if not words.strip():
        raise Refusal(Refused.BLANK)
    first, _ = span(year, half)
    if now.date() < first:
        raise Refusal(Refused.NO_ANALYSIS)
    found = await of(tx, branch_id, year, half, now.date())
    row = DevelopmentAnalysis(
        year=year,
        half=half,
        branch_id=branch_id,
        figures=json.dumps(numbers_told(found), ensure_ascii=False),
        words=words.strip(),
        by=me.person_id,
        at=now,
    )
    tx.add(row)
    await tx.flush()
    return row


def numbers_told(found: Figures) -> dict[str, int]:
    """In words, as they are kept and shown."""
    return {
        **{f"{stage.value}阶段": count for stage, count in found.by_stage.items()},
        **{step.words: count for step, count in found.reached.items()},
        "列入计划": found.planned,
        "计划内接收": found.planned_done,
        "计划外接收": found.unplanned,
        "进展缓慢": len(found.stuck),
    }
