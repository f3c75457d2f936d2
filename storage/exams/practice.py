"""Daily practice: a few questions a day, those answered wrong brought back by spaced repetition. Never scored."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Any, cast

from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from scoring.exams import is_right, seed_of, shuffled
from storage.engine.refusal import Refusal
from storage.exams import bank
from storage.exams.rows import PracticeCard, PracticeDay, Question, Refused
from storage.people.directory import Who
from storage.people.whose import Whose


@dataclass(frozen=True)
class Turn:
    """The question that is open in a day's practice: `place` counts from 0, `order` is that of the options shown."""

    place: int
    length: int
    question: Question
    order: Sequence[int]
    again: bool

    @property
    def options(self) -> list[str]:
        return [self.question.options[each] for each in self.order]

    @property
    def right(self) -> frozenset[int]:
        """The right options, as shown places."""
        return frozenset(shown for shown, entered in enumerate(self.order) if entered in self.question.right)


def reviewed(
    card: dict[str, Any] | None, question_id: int, now: datetime, *, right: bool
) -> tuple[dict[str, Any], datetime]:
    """A card after one more answer, and when it is due."""
    from fsrs import Card, Rating, Scheduler

    # Whole days only: a question comes back on another day, not ten minutes later. Without chance, so that it can be checked.
    scheduler = Scheduler(learning_steps=(), relearning_steps=(), maximum_interval=365, enable_fuzzing=False)
    # The library gives a new card the machine's time as its number: the question's own is given instead.
    known = Card.from_dict(cast(Any, card)) if card else Card(card_id=question_id, due=now.astimezone(UTC))
    after, _ = scheduler.review_card(known, Rating.Good if right else Rating.Again, now.astimezone(UTC))
    return dict(after.to_dict()), after.due


async def today(tx: AsyncSession, me: Who, local: datetime, most: int) -> PracticeDay:
    """The day's practice, put together at the first look. Raises Refusal."""
    row = await tx.get(PracticeDay, (me.person_id, local.date()))
    if row is not None:
        return row
    drawn = await _drawn(tx, me, local, most, [])
    if not drawn:
        raise Refusal(Refused.NO_TOPICS)
    row = PracticeDay(person_id=me.person_id, day=local.date(), drawn=drawn, answers=[])
    tx.add(row)
    await tx.flush()
    return row


async def more(tx: AsyncSession, me: Who, local: datetime, most: int, *, after: int) -> None:
    """As many again, once the day's first `after` questions are answered: others than those of the day. Raises Refusal."""
    row = await tx.get(PracticeDay, (me.person_id, local.date()))
    if row is None or len(row.drawn) != after or len(row.answers) != after:
        return
    drawn = await _drawn(tx, me, local, most, row.drawn)
    if not drawn:
        raise Refusal(Refused.PRACTISED_ALL)
    row.drawn = [*row.drawn, *drawn]
    tx.add(row)
    await tx.flush()


async def _drawn(
    tx: AsyncSession, me: Who, local: datetime, most: int, before: Sequence[Sequence[Any]]
) -> list[list[Any]]:
    """What is due first, then what the person has not met yet, of all topics; without what was drawn `before` on that day."""
    there = {int(number) for number, _ in before}
    pool = (await bank.pool(tx, me.branch_id)).values()
    items = {item.number: item for found in pool for item in found if item.number not in there}
    end = datetime.combine(local.date() + timedelta(days=1), time(), local.tzinfo)
    query = select(PracticeCard).where(col(PracticeCard.person_id) == me.person_id)
    cards = list((await tx.exec(query.order_by(col(PracticeCard.due_at), col(PracticeCard.question_id)))).all())
    due = [card.question_id for card in cards if card.due_at < end and card.question_id in items]
    met = {card.question_id for card in cards}
    random = Random(seed_of("practice", me.person_id, f"{local.date()}:{len(before)}" if before else str(local.date())))
    new = sorted(items.keys() - met)
    chosen = due[:most]
    chosen += random.sample(new, min(most - len(chosen), len(new)))
    if not chosen:
        # Everything is known and nothing is due: the ones that would come next are practised a little early.
        chosen = [card.question_id for card in cards if card.question_id in items][:most]
    return [[number, list(shuffled(items[number], random))] for number in chosen]


async def turn(session: AsyncSession, row: PracticeDay, place: int | None = None) -> Turn | None:
    """The question at that place, by default the open one; None when the day's practice is done."""
    at = len(row.answers) if place is None else place
    if not 0 <= at < len(row.drawn):
        return None
    number, order = row.drawn[at]
    question = await bank.find(session, int(number))
    card = await session.get(PracticeCard, (row.person_id, int(number)))
    return Turn(at, len(row.drawn), question, [int(each) for each in order], card is not None)


async def answer(tx: AsyncSession, me: Who, place: int, shown: Sequence[int], local: datetime) -> None:
    """Take the answer to the open question, once. Raises Refusal."""
    row = await tx.get(PracticeDay, (me.person_id, local.date()))
    open_one = await turn(tx, row) if row else None
    if row is None or open_one is None:
        raise Refusal(Refused.PRACTISED)
    if place != open_one.place or not shown or any(not 0 <= each < len(open_one.order) for each in shown):
        raise Refusal(Refused.NO_OPTION)
    chosen = sorted({open_one.order[each] for each in shown})
    right = is_right(open_one.question.right, chosen)
    row.answers = [*row.answers, chosen]
    row.right += right
    if len(row.answers) == len(row.drawn):
        row.done_at = local
    tx.add(row)
    card = await tx.get(PracticeCard, (me.person_id, open_one.question.number))
    state, due = reviewed(card.card if card else None, open_one.question.number, local, right=right)
    if card is None:
        card = PracticeCard(person_id=me.person_id, question_id=open_one.question.number, card=state, due_at=due)
    card.card, card.due_at = state, due
    tx.add(card)
    await tx.flush()


async def streak(session: AsyncSession, person_id: int, day: date) -> int:
    """How many days in a row were practised to the end, up to that day or the day before."""
    query = select(col(PracticeDay.day)).where(
        col(PracticeDay.person_id) == person_id, col(PracticeDay.done_at).is_not(None)
    )
    done = set((await session.exec(query)).all())
    last = day if day in done else day - timedelta(days=1)
    number = 0
    while last - timedelta(days=number) in done:
        number += 1
    return number


async def due_by(session: AsyncSession, person_id: int, until: datetime) -> int:
    """How many questions come back by then."""
    query = select(func.count()).where(col(PracticeCard.person_id) == person_id, col(PracticeCard.due_at) < until)
    return (await session.exec(query)).one()


async def days_in(session: AsyncSession, first: date, last: date, whose: Whose) -> dict[int, int]:
    """Person (of those) → on how many of those days they practised to the end."""
    query = (
        select(PracticeDay.person_id, func.count())
        .where(
            col(PracticeDay.day) >= first,
            col(PracticeDay.day) <= last,
            col(PracticeDay.done_at).is_not(None),
            whose.of(PracticeDay.person_id),
        )
        .group_by(col(PracticeDay.person_id))
    )
    return {person: number for person, number in (await session.exec(query)).all()}


async def days_of(session: AsyncSession, person_id: int) -> list[PracticeDay]:
    """A person's days of practice, newest first."""
    query = select(PracticeDay).where(col(PracticeDay.person_id) == person_id)
    return list((await session.exec(query.order_by(col(PracticeDay.day).desc()))).all())
