"""What cases give to other screens: what waits, at home; what was owed, in the ledger; what was written about somebody, in /mydata."""

from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from handlers.kit.joins import Section, Subject, Value, Waiting
from handlers.kit.screens.links import OpenCase
from handlers.kit.screens.text import Markup
from storage.care import lists, waiting
from storage.people.asking import Answers
from storage.people.directory import Who

CASES = Subject("help", "关注帮扶", lists.ledger, lambda entry: OpenCase(entry.record))
"""What those who answer for a case owed. Nobody who is helped is named there."""


async def _waiting(_session: AsyncSession, me: Who, _now: datetime, answers: Answers) -> Markup | None:
    """What waits: to decide, to answer, to look in; one's own open case."""
    found = waiting.told(me, answers)
    parts = [
        f"{found.decisions} 件关注提示待决定" if found.decisions else "",
        f"{found.appeals} 件申诉待答复" if found.appeals else "",
        f"{found.reviews} 次帮扶回访待填写" if found.reviews else "",
    ]
    said = "，".join(part for part in parts if part)
    own = "您有一件进行中的关注事项，请在“关注与帮扶”里查看" if found.own else ""
    return Markup("🤝 {}").format("；".join(part for part in (said, own) if part)) if said or own else None


WAITING = Waiting(_waiting, lambda me, _now: waiting.asked(me))


async def cases(session: AsyncSession, me: Who) -> Section | None:
    """Every line of their own cases with what was written."""
    rows: list[list[Value]] = []
    for case, _, _ in reversed(await lists.seen_by(session, me, only_open=False)):
        if case.person_id == me.person_id:
            rows += [
                [f"{case.month:%Y-%m}", each.entry.what.value, each.entry.at, each.by, each.text]
                for each in await lists.timeline(session, case)
            ]
    return Section("cases", "关注与帮扶", ["指数月份", "事项", "时间", "经办", "内容"], rows) if rows else None
