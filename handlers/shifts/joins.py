"""What is kept of one's own shifts, for /mydata."""

from sqlmodel.ext.asyncio.session import AsyncSession

from handlers.kit.joins import Section
from storage.people.directory import Who
from storage.shifts import roster


async def mine(session: AsyncSession, me: Who) -> Section | None:
    rows = [
        (each.day, each.word, "方便参加" if each.free else "不便参加")
        for each in await roster.of_person(session, me.person_id)
    ]
    return Section("shifts", "班次（只用来安排会议时间）", ("日期", "班次", "会议"), rows) if rows else None
