"""What the cases keep about somebody, for /mydata."""

from sqlmodel.ext.asyncio.session import AsyncSession

from handlers.kit.joins import Section, Value
from storage.care import lists
from storage.people.directory import Who


async def cases(session: AsyncSession, me: Who) -> Section | None:
    """Every line of the own cases with what was written."""
    rows: list[list[Value]] = []
    for case, _, _ in reversed(await lists.seen_by(session, me, only_open=False)):
        if case.person_id == me.person_id:
            rows += [
                [f"{case.month:%Y-%m}", each.entry.what.value, each.entry.at, each.by, each.text]
                for each in await lists.timeline(session, case)
            ]
    return Section("cases", "关注与帮扶", ["指数月份", "事项", "时间", "经办", "内容"], rows) if rows else None
