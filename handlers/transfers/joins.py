"""What waits for a secretary: to hand over, to accept; and one's own moves, for /mydata."""

from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from handlers.kit.joins import Section, ToDo, Waiting
from handlers.transfers.buttons import OpenTransfer, Transfers
from storage import transfers
from storage.people import register
from storage.people.access import Place, may, roles
from storage.people.asking import Answers, Asked
from storage.people.directory import Who
from storage.people.register import Fact
from storage.people.rights import Act, Role


async def _waiting(session: AsyncSession, me: Who, _now: datetime, answers: Answers) -> list[ToDo]:
    if not answers.get(transfers.HERE):
        return []
    found = [(row, name) for row, name in await transfers.waiting(session, me) if _mine(me, row)]
    words = [(row.id or 0, f"{'接收' if row.handed_at else '移交'}：{name} 的调动") for row, name in found]
    many = len(words) > MOST
    return (
        [ToDo(f"调动移交（{len(words)}）", Transfers(0))]
        if many
        else [ToDo(word, OpenTransfer(number)) for number, word in words]
    )


MOST = 3


def _mine(me: Who, row: transfers.Transfer) -> bool:
    branch = row.to_branch if row.handed_at else row.from_branch
    return branch == me.branch_id and may(me, Act.TRANSFER, Place(branch_id=branch)) and me.person_id != row.person_id


def _asks(me: Who, _now: datetime) -> list[Asked]:
    return [transfers.HERE] if Role.SECRETARY in roles(me) else []


WAITING = Waiting(_waiting, _asks)
_OWN = (Fact.HERE, Fact.BRANCH, Fact.GROUP, Fact.CATEGORY, Fact.POST, Fact.NAME, Fact.NUMBER, Fact.POSITION)


async def mine(session: AsyncSession, me: Who) -> Section | None:
    """What was so of oneself, from when until when, by the register."""
    found = await register.of_person(session, me.person_id)
    rows = [
        (row.fact, row.value or branch, row.since, row.until, row.way)
        for fact in _OWN
        for row, branch in found
        if row.fact == fact.value
    ]
    return Section("register", "任职和变动", ("项目", "内容", "起", "止", "登记方式"), rows) if rows else None
