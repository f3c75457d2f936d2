"""Filling a new database with the bureau and its past: the roster, the accounts, then one subject after the other."""

from datetime import datetime, timedelta

from sqlalchemy import update
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from sandbox.bureau import (
    awards,
    ballots,
    birthdays,
    care,
    development,
    dues,
    exams,
    feedback,
    inputs,
    joint,
    leaders,
    meetings,
    meetings_ahead,
    notices,
    register,
    reports,
    risks,
    shifts,
    study,
    takeover,
    talks,
    tasks,
    terms,
    topics,
    yearplan,
)
from sandbox.bureau.past import BEGAN, Past, tell
from sandbox.bureau.people import Bureau
from storage.engine.clock import Clock
from storage.engine.database import Database
from storage.index import keeping
from storage.people import directory, roster
from storage.people.directory import Branch, Group, Person
from storage.people.roster_file import read_roster

SUBJECTS = (register.add, inputs.add, dues.add, study.add, meetings.add, leaders.add, exams.add, risks.add, shifts.add)
"""What there is of everybody, written all at once; in this order, so that the same bureau always gets the same ids."""
STORIES = (
    takeover,
    tasks,
    notices,
    topics,
    talks,
    risks,
    care,
    development,
    ballots,
    meetings_ahead,
    joint,
    birthdays,
    feedback,
    yearplan,
    terms,
    awards,
    reports,
)
"""What some people did, as the bot does it for them."""


async def fill(database: Database, bureau: Bureau, clock: Clock) -> None:
    """Write all of it, in one transaction, as it stands at the clock's now."""
    now = clock.local()
    began = now - timedelta(days=BEGAN)
    async with database.write() as tx:
        await roster.apply(tx, read_roster("roster.csv", bureau.roster_csv().encode(), bureau.today), began)
        await _connect(tx, bureau, began)
        past = await _known(tx, bureau, now)
        for add in SUBJECTS:
            await add(past)
        await tell(story for subject in STORIES for story in subject.stories(past))
        # The sweeps would take some minutes, in which a newcomer would look at an empty board.
        await keeping.everyone(tx, now)


async def _known(tx: AsyncSession, bureau: Bureau, now: datetime) -> Past:
    people = await directory.people_of(tx)
    branches = {branch.id or 0: branch.name for branch in (await tx.exec(select(Branch))).all()}
    groups = (await tx.exec(select(Group))).all()
    return Past(
        tx,
        bureau,
        now,
        people={who.police_no: who.person_id for who in people},
        branches={name: number for number, name in branches.items()},
        groups={(branches[group.branch_id], group.name): group.id or 0 for group in groups},
        known={who.police_no: who for who in people},
    )


async def _connect(tx: AsyncSession, bureau: Bureau, at: datetime) -> None:
    """Bind most people's accounts and all branches' Telegram groups."""
    ids = dict((await tx.exec(select(Person.police_no, Person.id))).all())
    named = dict((await tx.exec(select(Branch.name, Branch.id))).all())
    accounts = [
        {"id": ids[person.badge], "telegram_id": person.telegram_id, "bound_at": at}
        for person in bureau.people
        if person.bound
    ]
    chats = [{"id": named[branch.name], "chat_id": branch.chat_id} for branch in bureau.branches]
    await tx.exec(update(Person), params=accounts)
    await tx.exec(update(Branch), params=chats)
