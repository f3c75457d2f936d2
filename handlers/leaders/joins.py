"""What a leading cadre owes, at home in the second half of the year, and in the ledger."""

from datetime import date, datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from handlers.kit.joins import Subject, ToDo, Waiting
from handlers.leaders.buttons import OpenLeader
from scoring.cadence import add_months
from storage.leaders import duties
from storage.people.access import roles
from storage.people.asking import Answers, Asked
from storage.people.directory import Who
from storage.people.rights import Act, Role
from storage.rules.regulations import own


def _asks(me: Who, now: datetime) -> list[Asked]:
    months = own()["leader_lecture"].integer("months")
    near = now.date() >= add_months(date(now.year + 1, 1, 1), -months)
    return [duties.MARKED] if near and Role.MEMBER in roles(me) else []


async def _waiting(session: AsyncSession, me: Who, now: datetime, found: Answers) -> list[ToDo]:
    """What is not done of this year."""
    if duties.MARKED not in found or not (found[duties.MARKED] or Role.BUREAU_SECRETARY in roles(me)):
        return []
    return [
        ToDo(f"🎖 今年还没有{each.duty}", OpenLeader(0, each.year), each.due)
        for each in await duties.of_person(session, me, now.year, now.tzinfo)
        if each.done is None
    ]


WAITING = Waiting(_waiting, _asks)
LEADERS = Subject(
    "leaders",
    "领导干部职责",
    duties.ledger,
    lambda entry: OpenLeader(entry.record, entry.on.year),
    act=Act.SEE_LEADERS,
)
