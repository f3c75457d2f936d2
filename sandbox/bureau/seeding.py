"""Filling a new database with the bureau and its past: the roster, the accounts, then one subject after the other."""

from datetime import datetime

from sqlalchemy import update
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from sandbox.bureau import inputs, meetings, study
from sandbox.bureau.past import Past
from sandbox.bureau.people import Bureau
from storage.engine.clock import Clock
from storage.engine.database import Database
from storage.exams import starting
from storage.index import keeping
from storage.people import roster
from storage.people.directory import Branch, Group, Person
from storage.people.roster_file import read_roster

SUBJECTS = (inputs.add, study.add, meetings.add)
"""In this order, so that the same bureau always gets the same ids."""


async def fill(database: Database, bureau: Bureau, clock: Clock) -> None:
    """Write all of it, in one transaction, as it stands at the clock's now."""
    async with database.write() as tx:
        await roster.apply(tx, read_roster("roster.csv", bureau.roster_csv().encode(), bureau.today), clock.now())
        past = await _known(tx, bureau, clock.now())
        await _connect(past)
        for add in SUBJECTS:
            await add(past)
        # The sweeps would take some minutes, in which a newcomer would look at an empty board.
        await keeping.everyone(tx, clock.local())
        await starting.add(tx, clock.now())


async def _known(tx: AsyncSession, bureau: Bureau, now: datetime) -> Past:
    people = (await tx.exec(select(Person))).all()
    branches = {branch.id or 0: branch.name for branch in (await tx.exec(select(Branch))).all()}
    groups = (await tx.exec(select(Group))).all()
    return Past(
        tx,
        bureau,
        now,
        people={person.police_no: person.id or 0 for person in people},
        branches={name: number for number, name in branches.items()},
        groups={(branches[group.branch_id], group.name): group.id or 0 for group in groups},
    )


async def _connect(past: Past) -> None:
    """Bind most people's accounts and all branches' Telegram groups."""
    accounts = [
        {"id": past.people[person.badge], "telegram_id": person.telegram_id, "bound_at": past.now}
        for person in past.bureau.people
        if person.bound
    ]
    chats = [{"id": past.branches[branch.name], "chat_id": branch.chat_id} for branch in past.bureau.branches]
    await past.tx.exec(update(Person), params=accounts)
    await past.tx.exec(update(Branch), params=chats)
