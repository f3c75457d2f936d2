"""What ballots give to other screens: where one can vote, at home; each ballot, in the ledger."""

from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from handlers.ballots.buttons import OpenBallot, Vote
from handlers.kit.joins import Subject, ToDo, Waiting
from storage.ballots import lists, waiting
from storage.people.asking import Answers
from storage.people.directory import Who


async def _waiting(session: AsyncSession, me: Who, now: datetime, found: Answers) -> list[ToDo]:
    """Where I can vote."""
    ballots = await lists.waiting_for(session, me.person_id) if found[waiting.COUNT] else []
    return [ToDo(f"🗳 投票：{each.title}", Vote(each.number), now.date()) for each in ballots]


WAITING = Waiting(_waiting, lambda _me, _now: [waiting.COUNT])


LEDGER = Subject("ballots", "表决", lists.ledger, lambda entry: OpenBallot(entry.record), unit="次")
