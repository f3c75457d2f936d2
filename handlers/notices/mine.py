"""What notices keep about a person, for /mydata."""

from sqlmodel.ext.asyncio.session import AsyncSession

from handlers.kit.joins import Section
from handlers.notices import cards
from storage import notices
from storage.people.directory import Who


async def received(session: AsyncSession, who: Who) -> Section | None:
    """The notices that were for them."""
    found = await notices.of_person(session, who.person_id)
    rows = [(cards.heading(notice), notice.at, row.read_at) for notice, row in found]
    return Section("notices", "通知", ("通知", "发布时间", "已阅时间"), rows)
