"""What ballots give to other screens: where one can vote, at home; each ballot, in the ledger."""

from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from handlers.ballots.buttons import OpenBallot
from handlers.kit.joins import Subject
from handlers.kit.screens.text import Markup
from storage.ballots import lists
from storage.people.directory import Who


async def waiting(session: AsyncSession, me: Who, _now: datetime) -> Markup | None:
    """Where I can vote, in a line for the home screen."""
    found = await lists.waiting_for(session, me.person_id)
    return Markup("🗳 {} 项表决等您投票：{}").format(len(found), found[0].title) if found else None


LEDGER = Subject("ballots", "表决", lists.ledger, lambda entry: OpenBallot(entry.record))
