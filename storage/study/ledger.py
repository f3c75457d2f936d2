"""微课堂 in the ledger: each lesson by person, and the year's hours by person."""

from datetime import date
from typing import NamedTuple

from sqlmodel import and_, col, or_, select
from sqlmodel.ext.asyncio.session import AsyncSession

from scoring.study import hours_text
from storage.engine.columns import table_of
from storage.ledger import Entry, Scope, Standing, standing
from storage.study import pace
from storage.study.rows import Lesson, StudyRecord, is_for


async def lessons(session: AsyncSession, scope: Scope) -> list[Entry]:
    """Each lesson that is to be finished in the time, or without a last day was published in it, for each person."""
    due = or_(
        and_(col(Lesson.until) >= scope.first, col(Lesson.until) <= scope.last),
        and_(col(Lesson.until).is_(None), col(Lesson.at) >= scope.start, col(Lesson.at) < scope.end),
    )
    query = select(Lesson).where(col(Lesson.retired_at).is_(None), due).order_by(col(Lesson.at), col(Lesson.id))
    found = [(lesson, lesson.until or scope.day(lesson.at)) for lesson in (await session.exec(query)).all()]
    if not found:
        return []
    everyone = await scope.people(session)
    row = table_of(StudyRecord).c
    told = (row.lesson_id, row.person_id, row.reached, row.finished_on, row.tenths)
    rows = select(*told).where(  # type: ignore[call-overload]  # more columns than its overloads know
        row.lesson_id.in_([lesson.key for lesson, _ in found]), scope.whose.of(row.person_id)
    )
    records = {(lesson, person): Reached(*made) for lesson, person, *made in (await session.exec(rows)).all()}
    entries = []
    for lesson, on in found:
        for who in everyone:
            if not is_for(who, lesson) or who.person_id == lesson.by:
                continue
            record = records.get((lesson.key, who.person_id))
            done = record.finished_on if record else None
            owed = standing(on, done, scope.today)
            if lesson.until is None:
                owed = Standing.DUE if done is None else Standing.DONE
            entries.append(
                Entry(
                    record=lesson.key,
                    branch_id=who.branch_id,
                    branch=who.branch,
                    what=lesson.title,
                    on=on,
                    done=done,
                    standing=owed,
                    person_id=who.person_id,
                    person=who.name,
                    police_no=who.police_no,
                    note=_note(lesson, record),
                    undated=lesson.until is None,
                )
            )
    return entries


class Reached(NamedTuple):
    """What a ledger tells of a record."""

    reached: int
    finished_on: date | None
    tenths: int


def _note(lesson: Lesson, record: Reached | None) -> str:
    if record is not None and record.finished_on is not None:
        return f"{hours_text(record.tenths)} 学时"
    if record is not None and record.reached:
        return f"学到 {record.reached}/{len(lesson.parts)}"
    return "未学"


async def hours(session: AsyncSession, scope: Scope) -> list[Entry]:
    """Each person's hours of the years that end in the time, or run on beyond it."""
    entries = []
    for year in range(scope.first.year, scope.last.year + 1):
        last = date(year, 12, 31)
        if last > scope.last and last < scope.today:
            continue
        if date(year, 1, 1) > scope.today:
            continue
        began = await scope.began(session)
        if began and last < began:
            continue
        found = await pace.years(
            session,
            min(last, scope.today),
            branch_id=scope.branch_id,
            person_id=scope.person_id,
            everyone=await scope.people(session),
            zone=scope.zone,
        )
        entries += [
            Entry(
                record=each.who.person_id,
                branch_id=each.who.branch_id,
                branch=each.who.branch,
                what=f"{year}年学时",
                on=last,
                standing=Standing.DONE if each.done else standing(last, None, scope.today),
                person_id=each.who.person_id,
                person=each.who.name,
                police_no=each.who.police_no,
                note=f"{hours_text(each.tenths)}/{hours_text(each.target)}",
            )
            for each in found
        ]
    return entries
