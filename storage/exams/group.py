"""The group's question of the day: a quiz in the branch's Telegram group, for the branch's picture of the day alone."""

from dataclasses import dataclass
from datetime import date, datetime
from random import Random

from sqlalchemy import exists
from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from scoring.exams import Item, is_right, seed_of, shuffled
from storage.engine.refusal import Refusal
from storage.engine.sweeps import apart_in
from storage.exams import bank
from storage.exams.rows import GroupQuestion, GroupQuiz, GroupVote, Question, Refused
from storage.mail.sent_polls import SentPoll
from storage.people import directory
from storage.people.access import Place, may
from storage.people.directory import Branch, Who
from storage.people.rights import Act

QUESTION_UNITS, OPTION_UNITS, EXPLANATION_UNITS = 290, 100, 200
"""What Telegram takes in a quiz, in UTF-16 units; the question carries a heading."""


@dataclass(frozen=True)
class Picture:
    """How the branch did on a day."""

    row: GroupQuestion
    question: Question
    people: int
    answered: int
    right: int


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def _fits(question: Question) -> bool:
    return _units(question.text) <= QUESTION_UNITS and all(_units(each) <= OPTION_UNITS for each in question.options)


async def switch(tx: AsyncSession, me: Who, now: datetime, *, on: bool) -> None:
    """Switch it on or off for one's own branch. Raises Refusal."""
    branch = await tx.get(Branch, me.branch_id)
    if not may(me, Act.POST_TO_GROUP, Place(branch_id=me.branch_id)):
        raise Refusal(Refused.NOT_ABOVE)
    row = await tx.get(GroupQuiz, me.branch_id)
    if on and (branch is None or branch.chat_id is None):
        raise Refusal(Refused.NO_GROUP)
    if on and row is None:
        tx.add(GroupQuiz(branch_id=me.branch_id, by=me.person_id, at=now))
    elif not on and row is not None:
        await tx.delete(row)


async def is_on(session: AsyncSession, branch_id: int) -> bool:
    """Whether the branch's group gets questions."""
    return await session.get(GroupQuiz, branch_id) is not None


async def ask_today(tx: AsyncSession, day: date) -> list[tuple[GroupQuestion, Question, int]]:
    """Choose the day's question for each group that has none yet; gives it with the chat it goes to."""
    query = (
        select(Branch)
        .join(GroupQuiz, col(GroupQuiz.branch_id) == col(Branch.id))
        .where(col(Branch.chat_id).is_not(None))
        .where(~exists().where(col(GroupQuestion.branch_id) == col(GroupQuiz.branch_id), col(GroupQuestion.day) == day))
        .order_by(col(Branch.id))
    )
    made = []
    for branch in (await tx.exec(query)).all():
        async with apart_in(tx):
            found = await _choose(tx, branch.id or 0, day)
            if found is None or branch.chat_id is None:
                continue
            question, order = found
            row = GroupQuestion(branch_id=branch.id or 0, day=day, question_id=question.number, order=order)
            tx.add(row)
            await tx.flush()
            made.append((row, question, branch.chat_id))
    return made


async def _choose(tx: AsyncSession, branch_id: int, day: date) -> tuple[Question, list[int]] | None:
    """One that the group has had least often, and that fits into a quiz."""
    had = select(GroupQuestion.question_id, func.count()).where(col(GroupQuestion.branch_id) == branch_id)
    times = dict((await tx.exec(had.group_by(col(GroupQuestion.question_id)))).all())
    questions = [each for each in await bank.browse(tx, branch_id) if each.retired_at is None and _fits(each)]
    if not questions:
        return None
    least = min(times.get(each.number, 0) for each in questions)
    random = Random(seed_of("group", branch_id, day.isoformat()))
    question = random.choice([each for each in questions if times.get(each.number, 0) == least])
    item: Item = bank.item(question)
    return question, list(shuffled(item, random))


async def vote(tx: AsyncSession, me: Who, poll_id: str, shown: list[int], now: datetime) -> bool:
    """A person's answer to a group's question; the first one counts, and only from the branch's own people."""
    sent = await tx.get(SentPoll, poll_id)
    if sent is None or not shown:
        return False
    branch, _, day = sent.subject.removeprefix("quiz:").partition(":")
    if not branch.isdigit() or int(branch) != me.branch_id:
        return False
    query = select(GroupQuestion).where(
        col(GroupQuestion.branch_id) == int(branch), col(GroupQuestion.day) == date.fromisoformat(day)
    )
    row = (await tx.exec(query)).first()
    if row is None or await tx.get(GroupVote, (row.id, me.person_id)) is not None:
        return False
    question = await bank.find(tx, row.question_id)
    if any(not 0 <= each < len(row.order) for each in shown):
        return False
    right = is_right(question.right, [row.order[each] for each in shown])
    tx.add(GroupVote(group_question_id=row.id or 0, person_id=me.person_id, right=right, at=now))
    return True


async def picture(session: AsyncSession, branch_id: int, day: date) -> Picture | None:
    """How the branch did on that day; None where its group had no question."""
    query = select(GroupQuestion).where(col(GroupQuestion.branch_id) == branch_id, col(GroupQuestion.day) == day)
    row = (await session.exec(query)).first()
    if row is None:
        return None
    question = await bank.find(session, row.question_id)
    votes = (await session.exec(select(GroupVote.right).where(col(GroupVote.group_question_id) == row.id))).all()
    everyone = await directory.people_of(session, branch_id=branch_id)
    return Picture(row, question, len(everyone), len(votes), sum(votes))
