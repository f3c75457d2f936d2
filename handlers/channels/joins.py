"""What is kept of a second way, for /mydata."""

from sqlmodel.ext.asyncio.session import AsyncSession

from handlers.kit.joins import Section, Value
from storage import channels
from storage.people.directory import Who


async def own(session: AsyncSession, who: Who) -> Section | None:
    """The address and what is known of it, for /mydata."""
    mine = await channels.of(session, who.person_id)
    if mine is None:
        return None
    rows: list[tuple[str, Value]] = [
        ("方式", mine.way),
        ("地址", mine.address),
        ("什么时候提醒", mine.when),
        ("登记时间", mine.asked_at),
        ("验证时间", mine.confirmed_at),
        ("上次提醒", mine.rung_at),
    ]
    return Section("channel", "备用提醒", ("项目", "内容"), [row for row in rows if row[1]])
