"""What is kept about a person's birthdays, for /mydata."""

from sqlmodel.ext.asyncio.session import AsyncSession

from handlers.birthdays import cards
from handlers.kit.joins import Section
from storage.birthdays import greeting, growth
from storage.birthdays.rows import Telling
from storage.people.directory import Who


async def given(session: AsyncSession, me: Who) -> Section | None:
    """The cards given, with their words."""
    rows = await greeting.given_to(session, me.person_id)
    headings = ("政治生日", "送出", "寄语", "落款")
    listed = [(row.day, row.given_on, row.words, row.signed) for row in rows]
    return Section("birthdays", "政治生日贺卡", headings, listed) if listed else None


async def entries(session: AsyncSession, me: Who) -> Section | None:
    """What the branch has added to the growth list."""
    rows = [(entry.text, entry.on, entry.at) for entry in await growth.added_to(session, me.person_id)]
    return Section("growth", "成长历程", ("内容", "时间", "添加于"), rows) if rows else None


async def wishes(session: AsyncSession, me: Who) -> Section | None:
    """What was chosen for the own birthday."""
    wish = await greeting.wish(session, me.person_id)
    if wish.portrait is None and wish.telling == Telling.HOME:
        return None
    rows = [("支部祝贺", cards.TELLINGS[Telling(wish.telling)]), ("贺卡照片", "已设置" if wish.portrait else "没有")]
    return Section("birthday_wish", "政治生日设置", ("设置", "选择"), rows)
