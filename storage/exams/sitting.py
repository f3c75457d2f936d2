"""Sitting an exam: started once, answered until the deadline by the server's clock, handed in exactly once."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from scoring.exams import Kind, draw, is_right, seed_of
from storage.engine.refusal import Refusal
from storage.engine.sweeps import apart_in
from storage.exams import bank, exams
from storage.exams.rows import Answer, Exam, Question, Refused, Sitting, Taker, best_of
from storage.mail import inbox
from storage.people.directory import Who
from storage.people.stale import touch


@dataclass(frozen=True)
class Paper:
    """A sitting with its exam and what has been answered: place → chosen options, by their entered places."""

    exam: Exam
    sitting: Sitting
    chosen: dict[int, list[int]]

    @property
    def length(self) -> int:
        """How many questions it has."""
        return len(self.sitting.drawn)

    @property
    def unanswered(self) -> list[int]:
        """The places without an answer."""
        return [place for place in range(self.length) if not self.chosen.get(place)]


@dataclass(frozen=True)
class Asked:
    """One question of a paper as its person sees it: `options` in the order shown, `marked` the shown places chosen."""

    place: int
    question: Question
    order: Sequence[int]
    points: int
    marked: frozenset[int]

    @property
    def options(self) -> list[str]:
        return [self.question.options[each] for each in self.order]

    @property
    def right(self) -> frozenset[int]:
        """The right options, as shown places."""
        return frozenset(shown for shown, entered in enumerate(self.order) if entered in self.question.right)


@dataclass(frozen=True)
class Mine:
    """An exam as one person has it, with their tries, the first one first."""

    exam: Exam
    taker: Taker
    sittings: list[Sitting]

    @property
    def best(self) -> Sitting | None:
        return best_of(self.sittings)

    @property
    def under_way(self) -> Sitting | None:
        """The try that is not handed in."""
        return next((each for each in self.sittings if each.handed_in_at is None), None)

    def closes_at(self, now: datetime) -> datetime:
        """Until when a try that is begun now may last. Raises Refusal where none may be begun."""
        windows = [(self.exam.opens_at, self.exam.closes_at)]
        if self.taker.extra_opens_at is not None and self.taker.extra_closes_at is not None:
            windows.append((self.taker.extra_opens_at, self.taker.extra_closes_at))
        closes = next((closes for opens, closes in windows if opens <= now < closes), None)
        if closes is None:
            raise Refusal(Refused.NOT_YET if any(now < opens for opens, _ in windows) else Refused.OVER)
        if len(self.sittings) >= self.exam.tries:
            raise Refusal(Refused.NO_TRIES)
        return closes

    def can_start(self, now: datetime) -> bool:
        """Whether a try can be begun, or gone on with, now."""
        if self.under_way is None:
            with suppress(Refusal):
                return self.closes_at(now) is not None
        return self.under_way is not None

    def waits(self, now: datetime) -> bool:
        """Whether it is open and not handed in yet."""
        return self.can_start(now) and (self.best is None or self.under_way is not None)

    def may_pass_yet(self, now: datetime) -> bool:
        """Whether it was handed in, not well enough, and there is another try."""
        return (
            self.best is not None and not self.best.passed(self.exam) and self.under_way is None and self.can_start(now)
        )


async def start(tx: AsyncSession, me: Who, exam_id: int, now: datetime) -> Paper:
    """Begin the next try, or go on with the open one, whose time has been running all along.

    Raises Refusal, before which a paper whose time is up is handed in: that is to be committed all the same.
    """
    mine = await one_of_person(tx, me.person_id, exam_id)
    exam, number = mine.exam, len(mine.sittings) + 1
    if mine.under_way is not None:
        if now < mine.under_way.deadline:
            return await paper(tx, mine.under_way, exam)
        await hand_in(tx, mine.under_way, exam, mine.under_way.deadline, by_itself=True)
    closes = mine.closes_at(now)
    made = Sitting(
        exam_id=exam_id,
        person_id=me.person_id,
        number=number,
        drawn=await _drawn(tx, exam, me.person_id, number),
        started_at=now,
        deadline=min(now + timedelta(minutes=exam.minutes), closes),
    )
    tx.add(made)
    await touch(tx, [me.person_id])
    await tx.flush()
    return Paper(exam, made, {})


async def _drawn(tx: AsyncSession, exam: Exam, person_id: int, number: int) -> list[list[object]]:
    """From the pool of when it was set, without what has been taken out of use since, as far as enough is left."""
    questions = await bank.several(tx, [each for numbers in exam.pool.values() for each in numbers])
    pools = {}
    for topic, numbers in exam.pool.items():
        there = [questions[each] for each in numbers if each in questions]
        used = [each for each in there if each.retired_at is None]
        pools[topic] = [bank.item(each) for each in (used if len(used) >= exam.counts[topic] else there)]
    found = draw(seed_of(exam.seed, person_id, number), pools, exam.counts)
    return [[each.number, list(each.order)] for each in found]


async def tries(session: AsyncSession, exam_id: int, person_id: int) -> list[Sitting]:
    """A person's tries, the first one first."""
    query = select(Sitting).where(col(Sitting.exam_id) == exam_id, col(Sitting.person_id) == person_id)
    return list((await session.exec(query.order_by(col(Sitting.number)))).all())


async def paper(session: AsyncSession, sitting: Sitting, exam: Exam) -> Paper:
    """A sitting with its answers."""
    query = select(Answer.place, Answer.chosen).where(col(Answer.sitting_id) == sitting.key)
    return Paper(exam, sitting, {place: list(chosen) for place, chosen in (await session.exec(query)).all()})


async def find(session: AsyncSession, me: Who, sitting_id: int) -> Paper:
    """One's own paper; nobody else's. Raises Refusal."""
    sitting = await session.get(Sitting, sitting_id)
    if sitting is None or sitting.person_id != me.person_id:
        raise Refusal(Refused.NOT_STARTED)
    return await paper(session, sitting, await exams.find(session, sitting.exam_id))


async def sits_on(session: AsyncSession, person_id: int, question_id: int, now: datetime) -> bool:
    """Whether that person is answering that question just now."""
    query = select(Sitting).where(
        col(Sitting.person_id) == person_id, col(Sitting.handed_in_at).is_(None), col(Sitting.deadline) > now
    )
    return any(int(number) == question_id for row in (await session.exec(query)).all() for number, _ in row.drawn)


async def asked(session: AsyncSession, found: Paper, place: int) -> Asked:
    """The question at that place; beyond either end, the one at the other end."""
    place %= found.length
    number, order = found.sitting.drawn_at(place)
    question = await bank.find(session, number)
    chosen = set(found.chosen.get(place, ()))
    marked = frozenset(shown for shown, entered in enumerate(order) if entered in chosen)
    return Asked(place, question, order, found.exam.points[question.kind], marked)


async def mark(  # noqa: PLR0917 - what a press says
    tx: AsyncSession, me: Who, sitting_id: int, place: int, shown: int, now: datetime, *, on: bool
) -> Paper:
    """Choose the option in that shown place, or take the tick away; said twice it is still said once.

    Raises Refusal. After the deadline the paper is handed in as it was, which is to be committed although the press is refused.
    """
    found = await find(tx, me, sitting_id)
    sitting = found.sitting
    if sitting.handed_in_at is not None:
        raise Refusal(Refused.HANDED_IN)
    if now >= sitting.deadline:
        await hand_in(tx, sitting, found.exam, sitting.deadline, by_itself=True)
        raise Refusal(Refused.TIME_UP)
    try:
        number, order = sitting.drawn_at(place)
        entered = order[shown] if shown >= 0 else order[len(order)]
    except IndexError:
        raise Refusal(Refused.NO_OPTION) from None
    question = await bank.find(tx, number)
    before = set(found.chosen.get(place, ()))
    if question.sort is not Kind.SEVERAL:
        chosen = [entered]
    else:
        chosen = sorted(before | {entered} if on else before - {entered})
    row = await tx.get(Answer, (sitting.key, place)) or Answer(
        sitting_id=sitting.key, place=place, question_id=number, chosen=chosen, at=now
    )
    row.chosen, row.at = chosen, now
    tx.add(row)
    await tx.flush()
    return Paper(found.exam, sitting, found.chosen | {place: chosen})


async def finish(tx: AsyncSession, me: Who, sitting_id: int, now: datetime) -> Paper:
    """交卷, by the person. Raises Refusal."""
    found = await find(tx, me, sitting_id)
    if found.sitting.handed_in_at is not None:
        raise Refusal(Refused.HANDED_IN)
    late = now >= found.sitting.deadline
    await hand_in(tx, found.sitting, found.exam, found.sitting.deadline if late else now, by_itself=late)
    return await paper(tx, found.sitting, found.exam)


async def hand_in(tx: AsyncSession, sitting: Sitting, exam: Exam, at: datetime, *, by_itself: bool) -> None:
    """Mark each answer and add up the points; a paper that is in already is left alone."""
    if sitting.handed_in_at is not None:
        return
    questions = await bank.several(tx, [int(number) for number, _ in sitting.drawn])
    query = select(Answer).where(col(Answer.sitting_id) == sitting.key)
    points = 0
    for row in (await tx.exec(query)).all():
        question = questions[row.question_id]
        row.right = is_right(question.right, row.chosen)
        points += exam.points[question.kind] if row.right else 0
        tx.add(row)
    sitting.points = points
    sitting.full = sum(exam.points[questions[int(number)].kind] for number, _ in sitting.drawn)
    sitting.handed_in_at, sitting.by_itself = at, by_itself
    tx.add(sitting)
    await touch(tx, [sitting.person_id])
    await tx.flush()


async def hand_in_overdue(tx: AsyncSession, now: datetime) -> list[Paper]:
    """Hand in every paper whose time is up; gives them. One stays while an update that came in time still waits."""
    query = (
        select(Sitting, Exam)
        .join(Exam, col(Exam.id) == col(Sitting.exam_id))
        .where(col(Sitting.handed_in_at).is_(None), col(Sitting.deadline) <= now, col(Exam.cancelled_at).is_(None))
        .order_by(col(Sitting.deadline), col(Sitting.id))
    )
    since = await inbox.waits_since(tx)
    found = []
    for sitting, exam in (await tx.exec(query)).all():
        if since is None or since > sitting.deadline:
            async with apart_in(tx):
                await hand_in(tx, sitting, exam, sitting.deadline, by_itself=True)
                found.append(await paper(tx, sitting, exam))
    return found


async def may_review(session: AsyncSession, found: Paper, now: datetime) -> bool:
    """Whether the person may see the answers: after everybody's end, or after their last try where the setter allows."""
    if found.sitting.handed_in_at is None:
        return False
    if await exams.over_for_all(session, found.exam, now):
        return True
    query = select(func.count()).where(
        col(Sitting.exam_id) == found.exam.key,
        col(Sitting.person_id) == found.sitting.person_id,
        col(Sitting.handed_in_at).is_not(None),
    )
    return found.exam.review_early and (await session.exec(query)).one() >= found.exam.tries


async def of_person(session: AsyncSession, person_id: int) -> list[Mine]:
    """A person's exams, newest first."""
    tried = (col(Sitting.exam_id) == col(Exam.id)) & (col(Sitting.person_id) == person_id)
    query = (
        select(Exam, Taker, Sitting)
        .join(Taker, col(Taker.exam_id) == col(Exam.id))
        .join(Sitting, tried, isouter=True)
        .where(col(Taker.person_id) == person_id, col(Exam.cancelled_at).is_(None))
        .order_by(col(Exam.opens_at).desc(), col(Exam.id).desc(), col(Sitting.number))
    )
    found: dict[int, Mine] = {}
    for exam, taker, sitting in (await session.exec(query)).all():
        mine = found.setdefault(exam.key, Mine(exam, taker, []))
        if sitting is not None:
            mine.sittings.append(sitting)
    return list(found.values())


async def one_of_person(session: AsyncSession, person_id: int, exam_id: int) -> Mine:
    """One exam as that person has it. Raises Refusal."""
    exam, taker = await exams.find(session, exam_id), await session.get(Taker, (exam_id, person_id))
    if taker is None:
        raise Refusal(Refused.NOT_YOURS)
    return Mine(exam, taker, await tries(session, exam_id, person_id))
