"""What a branch has planned, told to its secretary when its week comes."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from handlers.kit.screens.links import StartCall
from handlers.kit.screens.pushing import keyboard, nudge
from handlers.kit.screens.text import Markup
from handlers.yearplan.words import named
from storage.engine.sweeps import apart
from storage.mail.outbox import Push
from storage.people.directory import heads
from storage.yearplan import waiting
from storage.yearplan.waiting import Due

AT_ONCE = 300
"""Branches whose plans are read together."""


async def find(session: AsyncSession, local: datetime) -> Sequence[Push]:
    """To each branch's secretary, once for a line and the day it is planned for, as long as nobody has called it."""
    branches, due = await waiting.with_lines(session, local.date()), list[Due]()
    for start in range(0, len(branches), AT_ONCE):
        due += await waiting.due(session, branches[start : start + AT_ONCE], local.date(), local.tzinfo)
    to_heads, pushes = await heads(session) if due else {}, list[Push]()
    for each in due:
        with apart(session):
            if head := to_heads.get(each.branch_id):
                pushes.append(_push(each, head, local))
    return pushes


def _push(each: Due, to: int, local: datetime) -> Push:
    line = each.outcome.line
    when = "这一周" if line.day else "这个月"
    return nudge(
        "year_plan",
        f"yearplan:{each.number}",
        Markup("🗓 按年度计划，{}要召集<b>{}</b>").format(when, named(line)),
        local,
        person_id=to,
        period=line.since(each.year).isoformat(),
        keyboard=keyboard([StartCall(each.number).labelled("📣 召集")]),
    )
