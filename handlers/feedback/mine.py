"""Feedback among what is kept about a person: that there is some; what was said is opened elsewhere."""

from sqlmodel.ext.asyncio.session import AsyncSession

from handlers.kit.joins import Section
from storage import feedback
from storage.people.directory import Who


async def given(session: AsyncSession, who: Who) -> Section | None:
    """Every one, newest first."""
    rows = [
        (row.key, row.made_on, row.addressee, row.state, row.answered_on)
        for row in await feedback.of_person(session, who.person_id)
    ]
    return Section("feedback", "意见建议", ("编号", "提出日期", "交给", "状态", "答复日期"), rows) if rows else None
