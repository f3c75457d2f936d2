"""What is done with a report: written, read, answered, passed up, closed, withdrawn. What is not to be done raises Refusal."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from scoring.working_days import last_of
from storage.engine.refusal import Refusal
from storage.mail.outbox import File
from storage.people.directory import Who
from storage.reports import ways
from storage.reports.rows import (
    LONGEST,
    Kind,
    Level,
    Refused,
    Report,
    ReportAnswer,
    ReportLeg,
    ReportRead,
    reads,
)
from storage.reports.rows import RULE as READING
from storage.rules.regulations import own


def due_from(day: date) -> date:
    """Until when what arrives on that day is to be read."""
    found = last_of(day, own()[READING].integer("working_days"))
    if found is None:
        raise RuntimeError("a deadline without a stop has an end")
    return found.day


async def write(  # noqa: PLR0917 - a report's parts
    tx: AsyncSession,
    me: Who,
    level: Level,
    kind: Kind,
    title: str,
    text: str,
    files: Sequence[File],
    now: datetime,
) -> tuple[Report, ReportLeg]:
    """Store it, and send it one level up; `now` in the bureau's zone."""
    if level not in {each for each, _ in await ways.addressees(tx, me)}:
        raise Refusal(Refused.NOBODY)
    if not 1 <= len(text.strip()) <= LONGEST or not title.strip():
        raise Refusal(Refused.EMPTY)
    report = Report(
        person_id=me.person_id,
        branch_id=me.branch_id,
        kind=kind.value,
        title=title.strip(),
        text=text.strip(),
        files=[list(file) for file in files] or None,
        at=now,
    )
    tx.add(report)
    await tx.flush()
    return report, await _send(tx, report, level, me, now)


async def _send(  # noqa: PLR0917 - a leg's parts
    tx: AsyncSession, report: Report, level: Level, me: Who, now: datetime, word: str = ""
) -> ReportLeg:
    leg = ReportLeg(
        report_id=report.key,
        level=level.value,
        branch_id=report.branch_id,
        due=due_from(now.date()),
        by=me.person_id,
        at=now,
        word=word.strip(),
    )
    tx.add(leg)
    await tx.flush()
    return leg


async def legs(session: AsyncSession, report_id: int) -> list[ReportLeg]:
    """Every level that it reached, in order; the last is where it is."""
    query = select(ReportLeg).where(ReportLeg.report_id == report_id).order_by(col(ReportLeg.id))
    return list((await session.exec(query)).all())


async def find(session: AsyncSession, me: Who, report_id: int) -> tuple[Report, list[ReportLeg]]:
    """One's own, or one that has come to that person; to others it looks like none."""
    report = await session.get(Report, report_id)
    if report is None:
        raise Refusal(Refused.GONE)
    found = await legs(session, report_id)
    if report.person_id == me.person_id:
        return report, found
    if not any(reads(me, report, leg) for leg in found):
        raise Refusal(Refused.GONE)
    if report.withdrawn_at is not None:
        raise Refusal(Refused.WITHDRAWN)
    return report, found


async def handled(session: AsyncSession, me: Who, report_id: int) -> tuple[Report, ReportLeg]:
    """One that is that person's to handle now."""
    report, found = await find(session, me, report_id)
    if report.closed_at is not None:
        raise Refusal(Refused.CLOSED)
    if not reads(me, report, found[-1]):
        raise Refusal(Refused.NOT_YOURS)
    return report, found[-1]


async def passable(session: AsyncSession, me: Who, report_id: int) -> tuple[Report, list[tuple[Level, list[Who]]]]:
    """One that the person may pass up, and where to, with those who would read it."""
    report, leg = await handled(session, me, report_id)
    offered = [
        (level, found)
        for level in Level(leg.level).higher
        if (found := await ways.readers(session, level, report.branch_id, report.person_id))
    ]
    if not offered:
        raise Refusal(Refused.NO_HIGHER)
    return report, offered


async def note_read(tx: AsyncSession, me: Who, report_id: int, now: datetime) -> bool:
    """That a reader has opened it; gives whether it was for the first time. What is no 请示 has been dealt with by that."""
    report, found = await find(tx, me, report_id)
    known = await tx.get(ReportRead, (report_id, me.person_id))
    if report.person_id == me.person_id or known is not None:
        return False
    tx.add(ReportRead(report_id=report_id, person_id=me.person_id, at=now))
    if report.kind != Kind.REQUEST and reads(me, report, found[-1]):
        _meet(tx, found[-1], now)
    return True


def _meet(tx: AsyncSession, leg: ReportLeg, now: datetime) -> None:
    if leg.met_at is None:
        leg.met_at = now
        tx.add(leg)


async def answer(tx: AsyncSession, me: Who, report_id: int, text: str, now: datetime) -> Report:
    """批示."""
    report, leg = await handled(tx, me, report_id)
    if not text.strip():
        raise Refusal(Refused.EMPTY)
    tx.add(ReportAnswer(report_id=report_id, by=me.person_id, at=now, text=text.strip()))
    _meet(tx, leg, now)
    return report


async def pass_up(  # noqa: PLR0917 - what is passed
    tx: AsyncSession, me: Who, report_id: int, level: Level, word: str, now: datetime
) -> tuple[Report, ReportLeg]:
    """转报: from now on it is the higher level's to handle, by a deadline of its own."""
    report, offered = await passable(tx, me, report_id)
    if level not in {each for each, _ in offered}:
        raise Refusal(Refused.NO_HIGHER)
    _, leg = await handled(tx, me, report_id)
    _meet(tx, leg, now)
    return report, await _send(tx, report, level, me, now, word)


async def close(tx: AsyncSession, me: Who, report_id: int, now: datetime) -> Report:
    """办结."""
    report, leg = await handled(tx, me, report_id)
    report.closed_at, report.closed_by = now, me.person_id
    tx.add(report)
    _meet(tx, leg, now)
    return report


async def withdrawable(session: AsyncSession, me: Who, report_id: int) -> Report:
    """One's own, which nobody has read."""
    report = await session.get(Report, report_id)
    if report is None or report.person_id != me.person_id:
        raise Refusal(Refused.GONE)
    if report.over:
        raise Refusal(Refused.CLOSED)
    if (await session.exec(select(ReportRead.person_id).where(ReportRead.report_id == report_id))).first():
        raise Refusal(Refused.READ)
    return report


async def withdraw(tx: AsyncSession, me: Who, report_id: int, now: datetime) -> Report:
    report = await withdrawable(tx, me, report_id)
    report.withdrawn_at = now
    tx.add(report)
    for leg in await legs(tx, report_id):
        _meet(tx, leg, now)
    return report
