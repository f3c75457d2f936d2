"""Exams: setting one for whom, from which topics, when; cancelling it, make-up windows, and urging."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from scoring.exams import Kind
from storage.engine.refusal import Refusal
from storage.exams import bank
from storage.exams.rows import Exam, Refused, Sitting, Taker
from storage.people import directory
from storage.people.access import Place, may
from storage.people.directory import Who
from storage.people.finding import MOST, Words, bears
from storage.people.posts import MEMBERS
from storage.people.rights import Act
from storage.people.stale import touch
from storage.rules.urging import rested

LONGEST_TITLE = 40
MOST_QUESTIONS = 80
MINUTES, TRIES, PASS, POINTS = range(1, 301), range(1, 6), range(1, 101), range(1, 101)


@dataclass(frozen=True)
class Plan:
    """What the setter has decided. `branch_id` None is the whole bureau."""

    title: str
    contest: bool
    branch_id: int | None
    members_only: bool
    counts: Mapping[str, int]
    points: Mapping[str, int]
    minutes: int
    opens_at: datetime
    closes_at: datetime
    tries: int
    pass_percent: int
    review_early: bool


async def audience(session: AsyncSession, branch_id: int | None, *, members_only: bool) -> list[Who]:
    """For whom an exam of that reach is."""
    found = await directory.people_of(session, branch_id=branch_id)
    return [who for who in found if not members_only or who.category in MEMBERS]


async def _check_plan(session: AsyncSession, me: Who, plan: Plan, now: datetime) -> None:
    if not may(me, Act.SET_EXAMS, Place(branch_id=plan.branch_id)):
        raise Refusal(Refused.NOT_ABOVE)
    if plan.closes_at <= max(plan.opens_at, now):
        raise Refusal(Refused.WINDOW)
    if not plan.counts:
        raise Refusal(Refused.NO_TOPICS)
    there = await bank.topics(session, plan.branch_id)
    if any(there.get(topic, 0) < number or number < 1 for topic, number in plan.counts.items()):
        raise Refusal(Refused.TOO_FEW)
    if not await audience(session, plan.branch_id, members_only=plan.members_only):
        raise Refusal(Refused.NOBODY)
    limits = (plan.minutes in MINUTES, plan.tries in TRIES, plan.pass_percent in PASS)
    if not all(limits) or any(plan.points.get(kind, 0) not in POINTS for kind in Kind):
        raise ValueError("an exam's numbers are beyond what its questions offer")


async def publish(tx: AsyncSession, me: Who, plan: Plan, now: datetime) -> tuple[Exam, list[int]]:
    """Store the exam with everyone for whom it is; gives it and them. Raises Refusal."""
    await _check_plan(tx, me, plan, now)
    pool = await bank.pool(tx, plan.branch_id)
    exam = Exam(
        by=me.person_id,
        branch_id=plan.branch_id,
        members_only=plan.members_only,
        contest=plan.contest,
        title=plan.title,
        counts=dict(plan.counts),
        points={kind.value: plan.points[kind] for kind in Kind},
        pool={topic: [item.number for item in pool.get(topic, [])] for topic in plan.counts},
        seed=secrets.randbits(62),
        minutes=plan.minutes,
        opens_at=max(plan.opens_at, now),
        closes_at=plan.closes_at,
        tries=plan.tries,
        pass_percent=plan.pass_percent,
        review_early=plan.review_early,
        at=now,
    )
    tx.add(exam)
    await tx.flush()
    to = [who.person_id for who in await audience(tx, plan.branch_id, members_only=plan.members_only)]
    tx.add_all(Taker(exam_id=exam.key, person_id=person) for person in to)
    await touch(tx, to)
    await tx.flush()
    return exam, to


async def find(session: AsyncSession, exam_id: int) -> Exam:
    """One exam that has not been cancelled. Raises Refusal."""
    exam = await session.get(Exam, exam_id)
    if exam is None or exam.cancelled_at is not None:
        raise Refusal(Refused.GONE)
    return exam


async def managed(session: AsyncSession, me: Who, exam_id: int) -> Exam:
    """One that is that person's to manage. Raises Refusal."""
    exam = await find(session, exam_id)
    if not answers_for(me, exam):
        raise Refusal(Refused.NOT_ABOVE)
    return exam


async def seen(session: AsyncSession, me: Who, exam_id: int) -> Exam:
    """One whose results that person sees. Raises Refusal."""
    exam = await find(session, exam_id)
    if not sees(me, exam):
        raise Refusal(Refused.NOT_ABOVE)
    return exam


def answers_for(me: Who, exam: Exam) -> bool:
    """Who may set exams there; who set it and has moved on since does not."""
    return may(me, Act.SET_EXAMS, exam.place)


def sees(me: Who, exam: Exam) -> bool:
    """Whether that person sees its results: all of it, or their own branch's part of the bureau's exam."""
    return answers_for(me, exam) or may(me, Act.SEE_RESULTS, exam.place) or branch_seen(me, exam) is not None


def branch_seen(me: Who, exam: Exam) -> int | None:
    """The branch to which what that person sees of it is limited; None for no limit (or for no right at all)."""
    if answers_for(me, exam) or may(me, Act.SEE_RESULTS, exam.place):
        return None
    if exam.branch_id is None and may(me, Act.SEE_RESULTS, Place(branch_id=me.branch_id)):
        return me.branch_id
    return None


async def overseen(session: AsyncSession, me: Who) -> list[Exam]:
    """The exams whose results that person sees, newest first."""
    query = select(Exam).where(col(Exam.cancelled_at).is_(None)).order_by(col(Exam.id).desc())
    return [exam for exam in (await session.exec(query)).all() if sees(me, exam)]


async def cancel(tx: AsyncSession, me: Who, exam_id: int, now: datetime) -> None:
    """Take an exam back: nobody can take it any more, and it counts nowhere. Raises Refusal."""
    exam = await managed(tx, me, exam_id)
    exam.cancelled_at = now
    tx.add(exam)
    await touch(tx, (await tx.exec(select(Taker.person_id).where(Taker.exam_id == exam_id))).all())


async def missing(session: AsyncSession, exam_id: int, branch_id: int | None = None) -> list[tuple[Taker, Who]]:
    """Those who have not handed in any paper, in the order of police numbers."""
    handed_in = select(Sitting.person_id).where(col(Sitting.exam_id) == exam_id, col(Sitting.handed_in_at).is_not(None))
    query = select(Taker).where(col(Taker.exam_id) == exam_id, col(Taker.person_id).not_in(handed_in))
    rows = {row.person_id: row for row in (await session.exec(query)).all()}
    found = [who for who in await directory.people_of(session, branch_id=branch_id) if who.person_id in rows]
    return [(rows[who.person_id], who) for who in found]


async def make_up(  # noqa: PLR0917 - a window has two ends
    tx: AsyncSession,
    me: Who,
    exam_id: int,
    persons: Sequence[int],
    opens_at: datetime,
    closes_at: datetime,
    now: datetime,
) -> tuple[Exam, list[int]]:
    """Give those of the named who have not handed in another window; gives to whom. Raises Refusal."""
    exam = await managed(tx, me, exam_id)
    if closes_at <= max(opens_at, now):
        raise Refusal(Refused.WINDOW)
    rows = [row for row, _ in await missing(tx, exam_id) if row.person_id in set(persons)]
    if not rows:
        raise Refusal(Refused.TAKEN_ALREADY)
    for row in rows:
        row.extra_opens_at, row.extra_closes_at, row.urged_at = opens_at, closes_at, None
        tx.add(row)
    await touch(tx, (row.person_id for row in rows))
    return exam, [row.person_id for row in rows]


async def urge(
    tx: AsyncSession,
    me: Who,
    exam_id: int,
    now: datetime,
    *,
    branch_id: int | None = None,
    person_id: int | None = None,
) -> tuple[Exam, list[Taker]]:
    """Remind those who have not taken it and still can, unless that was done within the rest time; gives whom. Raises Refusal."""
    exam = await find(tx, exam_id)
    if not answers_for(me, exam) and not may(me, Act.URGE, Place(branch_id=branch_id)):
        raise Refusal(Refused.NOT_ABOVE)
    found = [
        row
        for row, who in await missing(tx, exam_id, branch_id)
        if due_of(exam, row) > now and person_id in (None, who.person_id)
    ]
    if not found:
        raise Refusal(Refused.ALL_TAKEN)
    urged = [row for row in found if rested(row.urged_at, now)]
    if not urged:
        raise Refusal(Refused.RESTING)
    for row in urged:
        row.urged_at = now
        tx.add(row)
    return exam, urged


def due_of(exam: Exam, taker: Taker) -> datetime:
    """Until when that person can take it."""
    return latest(exam.closes_at, taker.extra_closes_at)


def latest(closes_at: datetime, extra_closes_at: datetime | None) -> datetime:
    """The end of an exam for somebody, with the make-up's where there is one."""
    return max(closes_at, extra_closes_at or closes_at)


async def over_for_all(session: AsyncSession, exam: Exam, now: datetime) -> bool:
    """Whether nobody can be sitting it any more, make-ups included: only then are its answers nobody's advantage."""
    query = select(Taker).where(col(Taker.exam_id) == exam.key, col(Taker.extra_closes_at) > now)
    return exam.closes_at <= now and (await session.exec(query)).first() is None


async def bearing(session: AsyncSession, me: Who, words: Words) -> list[Exam]:
    """The exams that person takes or sees the results of which bear the words, newest first."""
    takes = select(Taker.exam_id).where(col(Taker.person_id) == me.person_id)
    mine = set((await session.exec(takes)).all())
    query = (
        select(Exam)
        .where(col(Exam.cancelled_at).is_(None), bears(words, col(Exam.title)))
        .order_by(col(Exam.id).desc())
    )
    return [each for each in (await session.exec(query)).all() if each.key in mine or sees(me, each)][:MOST]
