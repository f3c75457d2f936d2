"""What yearly plans give to other screens: what waits for the secretary at home, whether there is a plan in the ledger."""

from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from handlers.kit.joins import Subject, ToDo, Waiting
from handlers.kit.screens.links import OpenYearPlan, StartCall
from handlers.yearplan.buttons import StartYearPlan
from handlers.yearplan.words import named
from storage.people.access import roles
from storage.people.asking import Answers, Asked
from storage.people.directory import Who
from storage.people.rights import Role
from storage.yearplan import plans, waiting

AT_HOME = 5
"""Lines to be called that are listed one by one."""


def _asks(me: Who, now: datetime) -> list[Asked]:
    if Role.SECRETARY not in roles(me):
        return []
    return [waiting.NEAR, *([waiting.MADE] if waiting.asked_for(now.date()) else [])]


async def _waiting(session: AsyncSession, me: Who, now: datetime, found: Answers) -> list[ToDo]:
    """The plan that is missing, and the lines whose week has come."""
    today = now.date()
    year = waiting.asked_for(today)
    missing = (
        [ToDo(f"🗓 编制 {year} 年度计划", StartYearPlan(year), plans.due(year))]
        if year and found.get(waiting.MADE) == 0
        else []
    )
    due = await waiting.due(session, [me.branch_id], today, now.tzinfo) if found.get(waiting.NEAR) else []
    calls = [
        ToDo(f"📣 按计划召集：{named(each.outcome.line)}", StartCall(each.number), each.outcome.line.last(each.year))
        for each in due[:AT_HOME]
    ]
    return [*missing, *calls]


WAITING = Waiting(_waiting, _asks)
YEAR_PLANS = Subject("yearplan", "年度计划", waiting.ledger, lambda entry: OpenYearPlan(entry.branch_id, entry.on.year))
