"""Publishing lessons, changing what may be changed, taking them out of the list; who is to study them and who has."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import exists
from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.engine.refusal import Refusal
from storage.people import directory
from storage.people.access import Place, may
from storage.people.directory import Branch, Person, Who
from storage.people.posts import MEMBERS
from storage.people.rights import Act
from storage.rules.urging import rested
from storage.study.rows import (
    FEWEST_OPTIONS,
    MOST_OPTIONS,
    Check,
    Lesson,
    Part,
    Refused,
    StudyRecord,
    answers_for,
    most_tenths,
    needs_grounds,
)


@dataclass(frozen=True)
class Plan:
    """What its publisher has decided about a lesson."""

    branch_id: int | None
    members_only: bool
    title: str
    topic: str
    minutes: int
    tenths: int
    until: date | None
    parts: Sequence[Part]
    check: Check
    question: str | None = None
    options: Sequence[str] = ()
    right: int | None = None
    explanation: str | None = None
    grounds: str | None = None


def _check_plan(me: Who, plan: Plan, today: date) -> None:
    if not may(me, Act.PUBLISH_LESSON, Place(branch_id=plan.branch_id)):
        raise Refusal(Refused.NOT_ABOVE)
    if not plan.parts:
        raise Refusal(Refused.NO_CONTENT)
    if not 0 < plan.tenths <= most_tenths():
        raise Refusal(Refused.NO_HOURS)
    if not plan.grounds and needs_grounds(plan.parts, plan.tenths):
        raise Refusal(Refused.NO_GROUNDS)
    if plan.until is not None and plan.until < today:
        raise Refusal(Refused.PAST)
    if plan.check is Check.QUESTION and not _is_whole(plan):
        raise Refusal(Refused.BAD_CHECK)


def _is_whole(plan: Plan) -> bool:
    some = bool(plan.question and plan.explanation) and FEWEST_OPTIONS <= len(plan.options) <= MOST_OPTIONS
    return some and plan.right in range(len(plan.options)) and len(set(plan.options)) == len(plan.options)


async def publish(tx: AsyncSession, me: Who, plan: Plan, now: datetime) -> tuple[Lesson, list[int]]:
    """Store a lesson; gives it and for whom it is. `now` is in the bureau's zone. Raises Refusal."""
    _check_plan(me, plan, now.date())
    asks = plan.check is Check.QUESTION
    lesson = Lesson(
        by=me.person_id,
        branch_id=plan.branch_id,
        members_only=plan.members_only,
        title=plan.title,
        topic=plan.topic,
        minutes=plan.minutes,
        tenths=plan.tenths,
        grounds=plan.grounds if needs_grounds(plan.parts, plan.tenths) else None,
        until=plan.until,
        parts=[part.kept for part in plan.parts],
        check=plan.check.value,
        question=plan.question if asks else None,
        options=list(plan.options) if asks else None,
        right=plan.right if asks else None,
        explanation=plan.explanation if asks else None,
        secret=secrets.token_hex(16),
        at=now,
    )
    to = [who.person_id for who in await audience(tx, lesson)]
    if not to:
        raise Refusal(Refused.NOBODY)
    tx.add(lesson)
    await tx.flush()
    return lesson, to


async def find(session: AsyncSession, lesson_id: int, *, retired: bool = False) -> Lesson:
    """One lesson, a `retired` one only where that is said. Raises Refusal."""
    lesson = await session.get(Lesson, lesson_id)
    if lesson is None or (lesson.retired_at is not None and not retired):
        raise Refusal(Refused.GONE)
    return lesson


async def managed(session: AsyncSession, me: Who, lesson_id: int, *, retired: bool = False) -> Lesson:
    """One that is that person's to manage. Raises Refusal."""
    lesson = await find(session, lesson_id, retired=retired)
    if not answers_for(me, lesson):
        raise Refusal(Refused.NOT_ABOVE)
    return lesson


async def retitle(tx: AsyncSession, me: Who, lesson_id: int, title: str) -> None:
    lesson = await managed(tx, me, lesson_id)
    lesson.title = title
    tx.add(lesson)


async def move_until(tx: AsyncSession, me: Who, lesson_id: int, until: date | None, today: date) -> None:
    """Another last day, or none. Raises Refusal."""
    if until is not None and until < today:
        raise Refusal(Refused.PAST)
    lesson = await managed(tx, me, lesson_id)
    lesson.until = until
    tx.add(lesson)


async def retire(tx: AsyncSession, me: Who, lesson_id: int, now: datetime) -> None:
    """Take it out of the list. What people have studied, and their hours, stay. Raises Refusal."""
    lesson = await managed(tx, me, lesson_id)
    lesson.retired_at = now
    tx.add(lesson)


async def people_for(session: AsyncSession, branch_id: int | None, *, members_only: bool, by: int) -> list[Who]:
    """Everyone on the roster today for whom such a lesson is; its publisher is not among them."""
    everyone = await directory.people_of(session, branch_id=branch_id)
    return [who for who in everyone if who.person_id != by and (not members_only or who.category in MEMBERS)]


async def audience(session: AsyncSession, lesson: Lesson) -> list[Who]:
    """Everyone who is to study it."""
    return await people_for(session, lesson.branch_id, members_only=lesson.members_only, by=lesson.by)


async def records(session: AsyncSession, lesson_id: int) -> dict[int, StudyRecord]:
    """Person → how far they have come in it."""
    found = await session.exec(select(StudyRecord).where(col(StudyRecord.lesson_id) == lesson_id))
    return {record.person_id: record for record in found.all()}


async def unfinished(session: AsyncSession, lesson: Lesson) -> list[int]:
    """Those of its audience who have not finished it, in the order of police numbers."""
    finished = exists().where(
        col(StudyRecord.person_id) == col(Person.id),
        col(StudyRecord.lesson_id) == lesson.key,
        col(StudyRecord.finished_on).is_not(None),
    )
    query = select(col(Person.id)).where(col(Person.left_at).is_(None), col(Person.id) != lesson.by, ~finished)
    if lesson.branch_id is not None:
        query = query.where(col(Person.branch_id) == lesson.branch_id)
    if lesson.members_only:
        query = query.where(col(Person.category).in_([each.value for each in MEMBERS]))
    return [number or 0 for number in (await session.exec(query.order_by(col(Person.police_no)))).all()]


async def published(session: AsyncSession, me: Who) -> list[tuple[Lesson, int]]:
    """The lessons that a person answers for, newest first, with how many have finished each; retired ones last."""
    query = (
        select(Lesson, func.count(col(StudyRecord.finished_on)))
        .join(StudyRecord, col(StudyRecord.lesson_id) == col(Lesson.id), isouter=True)
        .group_by(col(Lesson.id))
        .order_by(col(Lesson.at).desc(), col(Lesson.id).desc())
    )
    found = [(lesson, done) for lesson, done in (await session.exec(query)).all() if answers_for(me, lesson)]
    return sorted(found, key=lambda pair: pair[0].retired_at is not None)


async def urge(
    tx: AsyncSession, me: Who, lesson_id: int, now: datetime, *, only: set[int] | None = None
) -> tuple[Lesson, list[int]]:
    """Remind those who have not finished it, unless that was done within the rest time; gives whom.

    Who does not answer for the lesson may remind `only` people whom they may urge. Raises Refusal.
    """
    lesson = await (managed(tx, me, lesson_id) if only is None else find(tx, lesson_id))
    known = await records(tx, lesson_id)
    lagging = [
        who
        for who in await audience(tx, lesson)
        if (only is None or who.person_id in only)
        and (answers_for(me, lesson) or may(me, Act.URGE, Place(branch_id=who.branch_id)))
        and who.person_id != me.person_id
        and (who.person_id not in known or known[who.person_id].finished_on is None)
    ]
    if not lagging:
        raise Refusal(Refused.ALL_DONE)
    told = []
    for who in lagging:
        record = known.get(who.person_id) or StudyRecord(person_id=who.person_id, lesson_id=lesson_id)
        if rested(record.urged_at, now):
            record.urged_at = now
            tx.add(record)
            told.append(who.person_id)
    if not told:
        raise Refusal(Refused.RESTING)
    return lesson, told


async def where_of(session: AsyncSession, lesson: Lesson) -> str:
    """For whom a lesson is, in words."""
    branch = await session.get(Branch, lesson.branch_id) if lesson.branch_id else None
    return branch.name if branch else "全局"
