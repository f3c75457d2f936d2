"""Talks among what is kept about a person: that they took place, on either side; what was said is opened elsewhere."""

from sqlmodel.ext.asyncio.session import AsyncSession

from handlers.kit.joins import Section
from storage.people.directory import Who
from storage.talks import lists


async def talks(session: AsyncSession, me: Who) -> Section | None:
    """Every one, newest first."""
    found = await lists.all_of(session, me.person_id)
    rows = [(each.talk.held_on, each.talk.kind, each.by, each.other, each.talk.logged_at) for each in found]
    return Section("talks", "谈心谈话和家访", ("日期", "类别", "谈话人", "对象", "记录时间"), rows)
