"""The leaders' ratings in the ledger, and on the home screen of those who owe one."""

from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from handlers.inputs.buttons import Ratings
from handlers.kit.joins import Subject
from handlers.kit.screens.text import Markup, day_text
from storage.inputs import rating
from storage.people.access import Act, may
from storage.people.directory import Who

RATINGS = Subject("ratings", "班子评分", rating.ledger, lambda _entry: Ratings())


async def waiting(session: AsyncSession, me: Who, now: datetime) -> Markup | None:
    """The month that one has not rated."""
    window = rating.window(now.date())
    if window is None or not may(me, Act.RATE) or not await rating.rated_by(session, me):
        return None
    if await rating.given_by(session, me.person_id, window.month):
        return None
    return Markup("🗳 {}月的班子评分还没提交，{}截止").format(window.month.month, day_text(window.closes, now.date()))
