"""What 微课堂 keeps about a person, for /mydata."""

from datetime import date

from sqlmodel.ext.asyncio.session import AsyncSession

from handlers.kit.joins import Section
from scoring.study import hours_text
from storage.people.directory import Who
from storage.study import credits as study_credits
from storage.study import learning


async def lessons(session: AsyncSession, who: Who) -> Section | None:
    """How far they have come in each lesson; nothing is kept of when or how long they looked."""
    rows = [
        (
            item.lesson.title,
            f"{item.reached}/{len(item.lesson.parts)}",
            item.tries,
            item.record.finished_on,
            item.record.note,
        )
        for item in await learning.touched(session, who.person_id)
        if item.record is not None
    ]
    return Section("lessons", "微课堂", ("课程", "学到", "答错", "学完", "收获"), rows) if rows else None


async def hours(session: AsyncSession, who: Who) -> Section | None:
    """Every credit of study hours, and what it was for."""
    found = await study_credits.credits_of(session, who.person_id, date.min, date.max)
    rows = [(each.what, each.source.value, each.on, hours_text(each.tenths)) for each in found]
    return Section("study_hours", "学时", ("内容", "来源", "日期", "学时"), rows) if rows else None
