"""What was entered about oneself, for /mydata; its ground is opened behind the PIN."""

from sqlmodel.ext.asyncio.session import AsyncSession

from handlers.discipline.screens import follows
from handlers.kit.joins import Section
from storage import discipline
from storage.people.directory import Who


async def mine(session: AsyncSession, me: Who) -> Section | None:
    found = await discipline.of_person(session, me.person_id)
    rows = [(fact.kind, fact.since, fact.until, fact.ended_on, follows(fact)) for fact in found]
    headings = ("种类", "开始", "截止", "解除", "表决权")
    return Section("discipline", "处分与党员权利", headings, rows) if found else None
