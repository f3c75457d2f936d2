"""Exams: papers whose time is up are handed in, those who have not taken one are reminded, and the groups' questions."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta

from sqlmodel import and_, col, or_, select
from sqlmodel.ext.asyncio.session import AsyncSession

from handlers.exams.group import question_push
from handlers.exams.pushes import handed_in, reminder
from scoring.cadence import Cadence
from storage.engine.sweeps import apart
from storage.exams import exams, group, sitting
from storage.exams.rows import Exam, Taker
from storage.mail import outbox
from storage.mail.outbox import Push
from storage.rules.regulations import leads_of

ASKED = (time(9), time(20))
"""Between these hours a group gets its question of the day; a day that was slept through is left out."""


async def hand_in_overdue(tx: AsyncSession, local: datetime) -> int:
    """自动交卷, in one transaction with the result's push: exactly once."""
    papers = await sitting.hand_in_overdue(tx, local)
    await outbox.put(tx, local, *(handed_in(each, local) for each in papers))
    return len(papers)


async def ask_groups(tx: AsyncSession, local: datetime) -> int:
    """今日一题, chosen and queued in one transaction."""
    if not ASKED[0] <= local.time() < ASKED[1]:
        return 0
    made = await group.ask_today(tx, local.date())
    return await outbox.put(tx, local, *(question_push(*each) for each in made))


async def find_not_taken(session: AsyncSession, local: datetime) -> Sequence[Push]:
    """The reminder before the end, to those who have not taken an exam that lies open before them."""
    lead = max(lead.days for lead in leads_of(Cadence.ONCE))
    near = local + timedelta(days=lead + 1)
    made_up = select(Taker.exam_id).where(col(Taker.extra_closes_at) > local, col(Taker.extra_closes_at) <= near)
    ends = and_(col(Exam.closes_at) > local, col(Exam.closes_at) <= near)
    if extra := set((await session.exec(made_up)).all()):
        ends = or_(ends, col(Exam.id).in_(extra))
    query = select(Exam).where(col(Exam.cancelled_at).is_(None), col(Exam.opens_at) <= local, ends)
    pushes: list[Push] = []
    for exam in (await session.exec(query)).all():
        with apart(session):
            for taker, who in await exams.missing(session, exam.key):
                until = exams.due_of(exam, taker)
                began = (taker.extra_opens_at or exam.opens_at) if until > exam.closes_at else exam.opens_at
                soon = until.astimezone(local.tzinfo).date() - timedelta(days=lead)
                # Whoever has just been told of it is not reminded of it the same day.
                if local < until and began.astimezone(local.tzinfo).date() < local.date() and soon <= local.date():
                    pushes.append(reminder("exam_soon", exam, who.person_id, until, local, until.isoformat()))
    return pushes
