"""What cases give to other screens: what waits, at home; what was owed, in the ledger; what was written about somebody, in /mydata."""

from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from handlers.care.buttons import Cases
from handlers.kit.joins import Section, Subject, ToDo, Value, Waiting
from handlers.kit.screens.links import OpenCase
from storage.care import lists, waiting
from storage.people.asking import Answers
from storage.people.directory import Who

CASES = Subject("help", "关注帮扶", lists.ledger, lambda entry: OpenCase(entry.record), bundled=None)
"""What those who answer for a case owed. Nobody who is helped is named there."""


WORDS = {
    waiting.Wants.DECISION: "🤝 关注提示待决定",
    waiting.Wants.ANSWER: "⚖️ 申诉待答复",
    waiting.Wants.REVIEW: "📝 帮扶回访待填写",
    waiting.Wants.LOOK: "🤝 您有一件进行中的关注事项",
}
"""Nobody is named where anybody may glance at it."""


async def _waiting(session: AsyncSession, me: Who, now: datetime, answers: Answers) -> list[ToDo]:
    """What waits: to decide, to answer, to look in; one's own open case."""
    if not any(answers[each] for each in waiting.asked(me)):
        return []
    found: dict[waiting.Wants, list[waiting.Waiting]] = {}
    for each in await lists.waiting_for(session, me, now):
        found.setdefault(each.wants, []).append(each)
    # With nobody named, several of a kind would be so many equal lines: they are one, which leads to the list.
    return [
        ToDo(WORDS[wants], OpenCase(several[0].case), several[0].by)
        if len(several) == 1
        else ToDo(
            f"{WORDS[wants]}（{len(several)} 件）",
            Cases(0, 0),
            min((each.by for each in several if each.by), default=None),
        )
        for wants, several in found.items()
    ]


WAITING = Waiting(_waiting, lambda me, _now: waiting.asked(me))


async def cases(session: AsyncSession, me: Who) -> Section | None:
    """Every line of their own cases with what was written."""
    rows: list[list[Value]] = []
    for case in await lists.of_person(session, me.person_id):
        rows += [
            [f"{case.month:%Y-%m}", each.entry.what.value, each.entry.at, each.by, each.text]
            for each in await lists.timeline(session, case)
        ]
    return Section("cases", "关注与帮扶", ["指数月份", "事项", "时间", "经办", "内容"], rows) if rows else None
