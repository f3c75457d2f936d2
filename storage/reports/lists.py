"""Reports as lists: one's own, those that came to somebody, what waits, the ledger's lines."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache

from sqlalchemy import ColumnElement
from sqlmodel import and_, col, false, func, or_, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.engine.columns import table_of
from storage.ledger import Entry, Scope, standing
from storage.people.asking import BRANCH, ME, Asked
from storage.people.directory import Person, Who
from storage.people.finding import MOST, Words, bears
from storage.reports.rows import Kind, Level, Report, ReportAnswer, ReportLeg, ReportRead, levels_of

_REPORT, _LEG = table_of(Report).c, table_of(ReportLeg).c


def owed(me: Who) -> list[Asked]:
    """How many wait for that person: a question for those who read at all."""
    levels = levels_of(me)
    return [_owed(levels)] if levels else []


@cache
def _owed(levels: frozenset[Level]) -> Asked:
    there: list[ColumnElement[bool]] = [_LEG.level.in_([level.value for level in levels - {Level.BRANCH}])]
    if Level.BRANCH in levels:
        there.append(and_(_LEG.level == Level.BRANCH.value, _LEG.branch_id == BRANCH))
    joined = table_of(ReportLeg).join(table_of(Report), _REPORT.id == _LEG.report_id)
    query = select(func.count()).select_from(joined)
    return query.where(_LEG.met_at.is_(None), _REPORT.person_id != ME, or_(*there)).scalar_subquery()


def _come_to(me: Who) -> ColumnElement[bool]:
    """Legs that lead to that person."""
    levels = levels_of(me)
    there: list[ColumnElement[bool]] = [_LEG.level.in_([level.value for level in levels - {Level.BRANCH}])]
    if Level.BRANCH in levels:
        there.append(and_(_LEG.level == Level.BRANCH.value, _LEG.branch_id == me.branch_id))
    return or_(*there) if levels else false()


@dataclass(frozen=True)
class Come:
    """A report that has come to somebody: by whom it is, where it is now, and whether it waits for them."""

    report: Report
    author: str
    leg: ReportLeg
    waits: bool


async def waiting(session: AsyncSession, me: Who) -> list[Come]:
    """What is theirs to read, or to answer; the most urgent first."""
    query = (
        select(Report, Person.name, ReportLeg)
        .join(ReportLeg, col(ReportLeg.report_id) == col(Report.id))
        .join(Person, col(Person.id) == col(Report.person_id))
        .where(_LEG.met_at.is_(None), _REPORT.person_id != me.person_id, _come_to(me))
        .order_by(col(ReportLeg.due), col(Report.id))
    )
    return [Come(report, author, leg, True) for report, author, leg in (await session.exec(query)).all()]


async def come(session: AsyncSession, me: Who) -> list[Come]:
    """All that has come to them, what waits first, then the newest."""
    mine = select(_LEG.report_id).where(_come_to(me))
    query = (
        select(Report, Person.name, ReportLeg)
        .join(ReportLeg, col(ReportLeg.report_id) == col(Report.id))
        .join(Person, col(Person.id) == col(Report.person_id))
        .where(_REPORT.id.in_(mine), _REPORT.person_id != me.person_id, _REPORT.withdrawn_at.is_(None))
        .order_by(col(ReportLeg.id))
    )
    found: dict[int, Come] = {}
    for report, author, leg in (await session.exec(query)).all():
        here = leg.met_at is None and _is_for(me, leg)
        found[report.key] = Come(report, author, leg, here)
    return sorted(found.values(), key=lambda each: (not each.waits, -each.report.key))


def _is_for(me: Who, leg: ReportLeg) -> bool:
    level = Level(leg.level)
    return level in levels_of(me) and (level is not Level.BRANCH or leg.branch_id == me.branch_id)


async def of_person(session: AsyncSession, person_id: int) -> list[tuple[Report, ReportLeg]]:
    """What somebody has written, the newest first, each with where it is."""
    query = (
        select(Report, ReportLeg)
        .join(ReportLeg, col(ReportLeg.report_id) == col(Report.id))
        .where(Report.person_id == person_id)
        .order_by(col(ReportLeg.id))
    )
    found = {report.key: (report, leg) for report, leg in (await session.exec(query)).all()}
    return sorted(found.values(), key=lambda each: -each[0].key)


def state(report: Report, leg: ReportLeg) -> str:
    """Where it stands, in words."""
    if report.withdrawn_at is not None:
        return "已撤回"
    if report.closed_at is not None:
        return "已办结"
    if leg.met_at is None:
        return "待答复" if report.kind == Kind.REQUEST else "待阅"
    return "已答复" if report.kind == Kind.REQUEST else "已阅"


async def read_by(session: AsyncSession, report_id: int) -> list[tuple[str, datetime]]:
    """Who has read it and when, in order."""
    query = (
        select(Person.name, ReportRead.at)
        .join(ReportRead, col(ReportRead.person_id) == col(Person.id))
        .where(ReportRead.report_id == report_id)
        .order_by(col(ReportRead.at), col(Person.id))
    )
    return list((await session.exec(query)).all())


async def has_read(session: AsyncSession, me: Who, report_id: int) -> bool:
    return await session.get(ReportRead, (report_id, me.person_id)) is not None


async def answers(session: AsyncSession, report_id: int) -> list[tuple[ReportAnswer, str]]:
    """批示, in order, with who gave each."""
    query = (
        select(ReportAnswer, Person.name)
        .join(Person, col(Person.id) == col(ReportAnswer.by))
        .where(ReportAnswer.report_id == report_id)
        .order_by(col(ReportAnswer.id))
    )
    return list((await session.exec(query)).all())


async def owing(session: AsyncSession, last: date) -> Sequence[tuple[Report, ReportLeg]]:
    """Every leg that waits and is due by that day, for the sweep that reminds."""
    query = (
        select(Report, ReportLeg)
        .join(ReportLeg, col(ReportLeg.report_id) == col(Report.id))
        .where(_LEG.met_at.is_(None), _LEG.due <= last)
        .order_by(col(ReportLeg.due), col(ReportLeg.id))
    )
    return (await session.exec(query)).all()


async def bearing(session: AsyncSession, me: Who, words: Words) -> Sequence[Report]:
    """One's own, and those that have come to one, which bear the words; the newest first."""
    mine = select(_LEG.report_id).where(_come_to(me))
    query = (
        select(Report)
        .where(
            or_(
                _REPORT.person_id == me.person_id,
                and_(_REPORT.id.in_(mine), _REPORT.withdrawn_at.is_(None)),
            ),
            bears(words, col(Report.title), col(Report.text)),
        )
        .order_by(col(Report.id).desc())
        .limit(MOST)
    )
    return (await session.exec(query)).all()


async def ledger(session: AsyncSession, scope: Scope) -> list[Entry]:
    """One entry for each level that a report reached, of those that have come to the viewer: when it was read, or answered."""
    viewer = await scope.looking(session)
    if viewer is None or not levels_of(viewer):
        return []
    names = await scope.branches(session)
    query = (
        select(Report, ReportLeg, Person.name, Person.police_no)
        .join(ReportLeg, col(ReportLeg.report_id) == col(Report.id))
        .join(Person, col(Person.id) == col(Report.person_id))
        .where(
            _come_to(viewer),
            _REPORT.withdrawn_at.is_(None),
            _REPORT.person_id != viewer.person_id,
            _LEG.due.between(scope.first, scope.last),
        )
        .order_by(col(ReportLeg.due), col(ReportLeg.id))
    )
    if scope.branch_id is not None:
        query = query.where(_REPORT.branch_id == scope.branch_id)
    if scope.person_id is not None:
        query = query.where(_REPORT.person_id == scope.person_id)
    return [
        Entry(
            record=report.key,
            branch_id=report.branch_id,
            branch=names.get(report.branch_id, ""),
            what=f"{report.kind}：{report.title}",
            on=leg.due,
            done=scope.day(leg.met_at) if leg.met_at else None,
            standing=standing(leg.due, scope.day(leg.met_at) if leg.met_at else None, scope.today),
            person_id=report.person_id,
            person=name,
            police_no=police_no,
            note=f"交给{leg.level}，{state(report, leg)}",
        )
        for report, leg, name, police_no in (await session.exec(query)).all()
    ]
