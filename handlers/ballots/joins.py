"""What ballots give to other screens: where one can vote, at home; each ballot, in the ledger."""

from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from handlers.ballots.buttons import OpenBallot
from handlers.kit.joins import Subject, Waiting
from handlers.kit.screens.text import Markup
from storage.ballots import lists, waiting
from storage.people.asking import Answers
from storage.people.directory import Who


async def _waiting(_session: AsyncSession, _me: Who, _now: datetime, found: Answers) -> Markup | None:
    """Where I can vote, in a line for the home screen."""
    count, first = found[waiting.COUNT], found[waiting.FIRST]
    return Markup("🗳 {} 项表决等您投票：{}").format(count, first) if count else None


WAITING = Waiting(_waiting, lambda _me, _now: [waiting.COUNT, waiting.FIRST])


LEDGER = Subject("ballots", "表决", lists.ledger, lambda entry: OpenBallot(entry.record))
