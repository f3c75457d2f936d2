"""Studying: what there is for a person, the part reached, the check at the end, the hours credited once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlmodel import and_, col, or_, select
from sqlmodel.ext.asyncio.session import AsyncSession

from scoring.study import order
from storage.engine.refusal import Refusal
from storage.people.directory import Who
from storage.people.finding import MOST, Words, bears, reached
from storage.people.posts import MEMBERS
from storage.people.rights import Act
from storage.people.stale import touch
from storage.study.rows import Check, Lesson, Refused, StudyRecord, answers_for, is_for, shortest_note, wait_after_wrong

SHOWS_AFTER = 2
"""After this many wrong answers the explanation is shown."""


class State(StrEnum):
    """How far a person is with a lesson; the value is the word shown."""

    NEW = "未学"
    UNDER_WAY = "学习中"
    FINISHED = "已学完"


class Verdict(StrEnum):
    """What came of an answer."""

    RIGHT = "right"
    WRONG = "wrong"
    OUTDATED = "outdated"
    WAITS = "waits"


@dataclass(frozen=True)
class Item:
    """A lesson and how far one person has come in it."""

    lesson: Lesson
    record: StudyRecord | None

    @property
    def reached(self) -> int:
        """The last part that was opened, from 1; 0 for none."""
        return self.record.reached if self.record else 0

    @property
    def tries(self) -> int:
        """How many wrong answers there were."""
        return self.record.tries if self.record else 0

    def waits(self, now: datetime) -> bool:
        """Whether an answer was wrong and the next one is not taken yet."""
        return self.record is not None and self.record.again_at is not None and now < self.record.again_at

    def again_at(self, now: datetime) -> str:
        """From when it is, in the zone of `now`: 15:05."""
        at = self.record.again_at if self.record and self.record.again_at else now
        return f"{at.astimezone(now.tzinfo):%H:%M}"

    @property
    def state(self) -> State:
        """New, under way or finished."""
        if self.record is not None and self.record.finished_on is not None:
            return State.FINISHED
        return State.UNDER_WAY if self.reached else State.NEW


async def of_person(session: AsyncSession, me: Who) -> list[Item]:
    """Everything in the list for that person, newest first, and what they have finished of what no longer is."""
    query = (
        select(Lesson, StudyRecord)
        .join(
            StudyRecord,
            (col(StudyRecord.lesson_id) == col(Lesson.id)) & (col(StudyRecord.person_id) == me.person_id),
            isouter=True,
        )
        .where(or_(col(Lesson.retired_at).is_(None), col(StudyRecord.finished_on).is_not(None)))
        .order_by(col(Lesson.at).desc(), col(Lesson.id).desc())
    )
    found = [Item(lesson, record) for lesson, record in (await session.exec(query)).all()]
    return [
        item
        for item in found
        if item.state is State.FINISHED or (is_for(me, item.lesson) and item.lesson.by != me.person_id)
    ]


def first(found: Sequence[Item], now: datetime) -> Item | None:
    """Which of them to study now: what was begun, then what is to be finished by a day, then the newest; none that is finished.

    A lesson whose check has to wait comes last.
    """
    return min(
        (item for item in found if item.state is not State.FINISHED),
        key=lambda item: (item.waits(now), item.state is State.NEW, item.lesson.until or date.max),
        default=None,
    )


async def next_of(session: AsyncSession, me: Who, now: datetime) -> Item | None:
    """What that person is to study now. None when all is done."""
    return first(await of_person(session, me), now)


async def touched(session: AsyncSession, person_id: int) -> list[Item]:
    """Every lesson of which something is kept about that person, newest first, retired ones too."""
    query = (
        select(Lesson, StudyRecord)
        .join(StudyRecord, col(StudyRecord.lesson_id) == col(Lesson.id))
        .where(col(StudyRecord.person_id) == person_id)
        .order_by(col(Lesson.at).desc(), col(Lesson.id).desc())
    )
    return [Item(lesson, record) for lesson, record in (await session.exec(query)).all()]


async def item(session: AsyncSession, me: Who, lesson_id: int) -> Item:
    """One lesson as that person may see it: what is for them, what they answer for, what they have finished. Raises Refusal."""
    lesson = await session.get(Lesson, lesson_id)
    record = await session.get(StudyRecord, (me.person_id, lesson_id))
    if lesson is None:
        raise Refusal(Refused.GONE)
    found = Item(lesson, record)
    if found.state is not State.FINISHED:
        if lesson.retired_at is not None:
            raise Refusal(Refused.GONE)
        if not is_for(me, lesson) and not answers_for(me, lesson):
            raise Refusal(Refused.NOT_FOR_YOU)
    return found


async def open_part(tx: AsyncSession, me: Who, lesson_id: int, number: int) -> Item:
    """Go to part `number` (from 1), at most one beyond the last that was opened; the furthest is kept. Raises Refusal."""
    found = await item(tx, me, lesson_id)
    if not 1 <= number <= len(found.lesson.parts):
        raise Refusal(Refused.NO_PART)
    if found.lesson.by == me.person_id:
        return found  # looking at one's own leaves no trace
    if number > found.reached + 1:
        raise Refusal(Refused.NOT_YET)
    if number > found.reached:
        record = found.record or StudyRecord(person_id=me.person_id, lesson_id=lesson_id)
        record.reached = number
        tx.add(record)
        await tx.flush()
        return Item(found.lesson, record)
    return found


async def checked(session: AsyncSession, me: Who, lesson_id: int) -> Item:
    """One whose check is that person's to do now. Raises Refusal."""
    found = await item(session, me, lesson_id)
    if found.lesson.by == me.person_id:
        raise Refusal(Refused.OWN)
    if found.state is State.FINISHED:
        raise Refusal(Refused.FINISHED)
    if not is_for(me, found.lesson):
        raise Refusal(Refused.NOT_FOR_YOU)
    if found.reached < len(found.lesson.parts):
        raise Refusal(Refused.NOT_YET)
    return found


async def noted(session: AsyncSession, me: Who, lesson_id: int) -> Item:
    """One whose check is a note, that person's to write now. Raises Refusal."""
    found = await checked(session, me, lesson_id)
    if found.lesson.check != Check.NOTE:
        raise Refusal(Refused.NOT_A_NOTE)
    return found


def options_for(me: Who, lesson: Lesson) -> list[str]:
    """The options as that person sees them."""
    options = lesson.options or []
    return [options[index] for index in order(lesson.secret, me.person_id, len(options))]


async def answer(
    tx: AsyncSession, me: Who, lesson_id: int, *, tries: int, position: int, now: datetime
) -> tuple[Verdict, Item]:
    """Take the option at `position` of what that person sees. A press on a question of other `tries` changes nothing.

    After a wrong answer the next one is taken only some minutes later. `now` is in the bureau's zone. Raises Refusal.
    """
    found = await checked(tx, me, lesson_id)
    lesson, record = found.lesson, found.record
    if lesson.check != Check.QUESTION or record is None:
        raise Refusal(Refused.NOT_A_QUESTION)
    shown = order(lesson.secret, me.person_id, len(lesson.options or []))
    if tries != record.tries or not 0 <= position < len(shown):
        return Verdict.OUTDATED, found
    if found.waits(now):
        return Verdict.WAITS, found
    if shown[position] != lesson.right:
        record.tries += 1
        record.again_at = now + wait_after_wrong()
        tx.add(record)
        return Verdict.WRONG, found
    await _finish(tx, lesson, record, now.date())
    return Verdict.RIGHT, found


async def write_note(tx: AsyncSession, me: Who, lesson_id: int, text: str, today: date) -> Item:
    """What one took from it; that finishes the lesson. Raises Refusal."""
    found = await noted(tx, me, lesson_id)
    if found.record is None or len(text) < shortest_note():
        raise Refusal(Refused.SHORT_NOTE)
    found.record.note = text
    await _finish(tx, found.lesson, found.record, today)
    return found


async def _finish(tx: AsyncSession, lesson: Lesson, record: StudyRecord, today: date) -> None:
    record.finished_on, record.tenths, record.again_at = today, lesson.tenths, None
    tx.add(record)
    await touch(tx, [record.person_id])


async def waiting(session: AsyncSession, me: Who) -> list[Item]:
    """The lessons that person has begun, or is to finish by a day, and has not finished."""
    return [
        each
        for each in await of_person(session, me)
        if each.state is State.UNDER_WAY or (each.state is State.NEW and each.lesson.until is not None)
    ]


async def bearing(session: AsyncSession, me: Who, words: Words) -> list[Item]:
    """The lessons for that person, and those that they answer for, which bear the words; newest first."""
    for_me = or_(col(Lesson.branch_id).is_(None), col(Lesson.branch_id) == me.branch_id)
    if me.category not in MEMBERS:
        for_me = and_(for_me, col(Lesson.members_only).is_(False))
    answered = or_(reached(me, Act.PUBLISH_LESSON, col(Lesson.branch_id)), col(Lesson.by) == me.person_id)
    own = (col(StudyRecord.lesson_id) == col(Lesson.id)) & (col(StudyRecord.person_id) == me.person_id)
    query = (
        select(Lesson, StudyRecord)
        .join(StudyRecord, own, isouter=True)
        .where(col(Lesson.retired_at).is_(None), or_(for_me, answered))
        .where(bears(words, col(Lesson.title), col(Lesson.topic)))
        .order_by(col(Lesson.at).desc(), col(Lesson.id).desc())
        .limit(MOST)
    )
    return [Item(lesson, record) for lesson, record in (await session.exec(query)).all()]
