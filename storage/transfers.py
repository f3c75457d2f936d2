"""Somebody who has come to another branch (调动): what the old branch hands over and the new one accepts.

That somebody has moved is the register's to say, in whichever way it came there. What is theirs alone goes with them at once (study, exams, birthdays,
the own tasks). What a branch keeps about them is handed over and accepted: a case of 发展党员 (细则 §12, §34), signs that are open, key
attention with its help plan, tasks under way. Meetings and ratings of the time before stay the old branch's.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from sqlalchemy import ColumnElement, and_, exists, or_, update
from sqlalchemy.orm import aliased
from sqlmodel import Field, SQLModel, col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.care.rows import HealthCase
from storage.care.rows import State as CareState
from storage.development import transfers as cases
from storage.development.dossiers import load
from storage.development.rows import DevelopmentCase
from storage.engine.columns import moment, table_of
from storage.engine.refusal import Refusal, allowed
from storage.people.access import Place, may
from storage.people.asking import BRANCH
from storage.people.directory import Person, Who, branch_names
from storage.people.register import Entry, Fact, Way
from storage.people.rights import Act
from storage.risks.rows import Sign
from storage.sealed import audit
from storage.sealed.audit import Event
from storage.tasks.rows import LAGGING, Assignment, State

LOOKED_BACK = timedelta(days=60)
"""So long after somebody has moved it is still seen, however long the bot did not run."""


class Refused(StrEnum):
    """Why nothing was done; each value is what the person reads."""

    GONE = "没有这项调动，可能已经撤销。"
    NOT_OLD_BRANCH = "由原支部书记（或党务干部）办理移交。"
    NOT_NEW_BRANCH = "由现支部书记（或党务干部）办理接收。"
    HANDED = "已经移交过了。"
    NOT_HANDED = "原支部还没有移交，请稍后再办，或请党务干部代为移交。"
    ACCEPTED = "已经接收过了。"
    OWN = "自己的移交和接收由别人办理。"


class Transfer(SQLModel, table=True):
    """One person's coming to another branch. `entry` is the register's row of it; below 0 when that was taken back."""

    __tablename__ = "branch_transfer"

    id: int | None = Field(default=None, primary_key=True)
    entry: int = Field(unique=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    from_branch: int = Field(foreign_key="branch.id", index=True)
    to_branch: int = Field(foreign_key="branch.id", index=True)
    on: date | None = None
    handed_by: int | None = None
    handed_at: datetime | None = moment(default=None)
    accepted_by: int | None = None
    accepted_at: datetime | None = moment(default=None)


@dataclass(frozen=True)
class Following:
    """What a branch keeps about somebody: whether there is a case of 发展党员, how many tasks and signs are open, whether key attention."""

    case: int | None
    tasks: int
    signs: int
    care: bool

    @property
    def is_empty(self) -> bool:
        return self.case is None and not (self.tasks or self.signs or self.care)


_TRANSFER, _PERSON = table_of(Transfer).c, table_of(Person).c


async def find_new(tx: AsyncSession, now: datetime) -> list[Transfer]:
    """Those who have come to another branch and are not listed yet: lists them."""
    await _forget_undone(tx)
    before, after = aliased(Entry), aliased(Entry)
    listed = exists().where(col(Transfer.entry) == col(after.id))
    query = (
        select(after, before.branch_id)
        .join(before, and_(col(before.person_id) == col(after.person_id), col(before.ended_at) == col(after.at)))
        .where(
            after.fact == Fact.BRANCH.value,
            before.fact == Fact.BRANCH.value,
            after.at >= now - LOOKED_BACK,
            col(after.ended_at).is_(None),
            after.way != Way.EARLIER.value,
            col(before.branch_id) != col(after.branch_id),
            ~listed,
        )
    )
    found = [
        Transfer(entry=row.id or 0, person_id=row.person_id, from_branch=former, to_branch=row.branch_id, on=row.since)
        for row, former in (await tx.exec(query)).all()
        if former is not None and row.branch_id is not None
    ]
    tx.add_all(found)
    await tx.flush()
    return found


async def _forget_undone(tx: AsyncSession) -> None:
    """A move that was taken back has no entry any more, and its number may be another's by now."""
    stands = exists().where(
        col(Entry.id) == col(Transfer.entry),
        col(Entry.fact) == Fact.BRANCH.value,
        col(Entry.person_id) == col(Transfer.person_id),
        col(Entry.branch_id) == col(Transfer.to_branch),
    )
    # Not deleted: its number stands on the trail, and in what people were told.
    await tx.exec(update(Transfer).where(~stands, _TRANSFER.entry > 0).values(entry=-_TRANSFER.id))


async def find(session: AsyncSession, number: int) -> tuple[Transfer, Person]:
    """One of them, of somebody who is still where it led. Raises Refusal."""
    row = await session.get(Transfer, number)
    person = await session.get(Person, row.person_id) if row else None
    if (
        row is None
        or row.entry < 0
        or person is None
        or person.left_at is not None
        or person.branch_id != row.to_branch
    ):
        raise Refusal(Refused.GONE)
    return row, person


_STANDS = (
    select(func.count())
    .select_from(table_of(Transfer).join(table_of(Person), _PERSON.id == _TRANSFER.person_id))
    .where(
        _TRANSFER.entry > 0,
        _PERSON.left_at.is_(None),
        _PERSON.branch_id == _TRANSFER.to_branch,
        _TRANSFER.accepted_at.is_(None),
    )
)
HERE = _STANDS.where(
    or_(
        and_(_TRANSFER.from_branch == BRANCH, _TRANSFER.handed_at.is_(None)),
        and_(_TRANSFER.to_branch == BRANCH, _TRANSFER.handed_at.is_not(None)),
    )
).scalar_subquery()
"""How many wait for a word of the branch: to be handed over, to be accepted."""


async def waiting(session: AsyncSession, me: Who) -> list[tuple[Transfer, str]]:
    """Those that are not accepted yet, of the branches of which that person may say something, each with the name."""
    query = (
        select(Transfer, Person.name)
        .join(Person, col(Person.id) == col(Transfer.person_id))
        .where(
            col(Transfer.entry) > 0,
            col(Transfer.accepted_at).is_(None),
            col(Person.left_at).is_(None),
            col(Person.branch_id) == col(Transfer.to_branch),
        )
        .order_by(col(Transfer.id))
    )
    rows = (await session.exec(query)).all()
    return [(row, name) for row, name in rows if concerns(me, row)]


def concerns(me: Who, row: Transfer) -> bool:
    """Whether that person is of those who hand over or accept."""
    return any(may(me, Act.TRANSFER, Place(branch_id=branch)) for branch in (row.from_branch, row.to_branch))


async def following(session: AsyncSession, person_id: int) -> Following:
    """What there is to hand over."""
    case = select(DevelopmentCase.id).where(
        DevelopmentCase.person_id == person_id, col(DevelopmentCase.ended_at).is_(None)
    )
    signs = select(func.count()).where(col(Sign.person_id) == person_id, col(Sign.closed_on).is_(None))
    tasks = select(func.count()).where(
        col(Assignment.person_id) == person_id, col(Assignment.state).in_([*LAGGING, State.HANDED_IN])
    )
    care = select(func.count()).where(col(HealthCase.person_id) == person_id, _cared_for())
    return Following(
        (await session.exec(case.limit(1))).first(),
        (await session.exec(tasks)).one(),
        (await session.exec(signs)).one(),
        bool((await session.exec(care)).one()),
    )


def _cared_for() -> ColumnElement[bool]:
    return col(HealthCase.state).in_([each.name for each in CareState if each.open])


async def hand_over(tx: AsyncSession, me: Who, number: int, now: datetime) -> tuple[Transfer, Person]:
    """The old branch gives what it keeps about the person to the one where they are now. Raises Refusal."""
    row, person = await find(tx, number)
    if me.person_id == row.person_id:
        raise Refusal(Refused.OWN)
    if not may(me, Act.TRANSFER, Place(branch_id=row.from_branch)):
        raise Refusal(Refused.NOT_OLD_BRANCH)
    if row.handed_at is not None:
        raise Refusal(Refused.HANDED)
    row.handed_by, row.handed_at = me.person_id, now
    tx.add(row)
    case = (await following(tx, row.person_id)).case
    if case is not None and await allowed(_check_hand_over(tx, me, case)):
        await cases.hand_over(tx, me, case, now)
    await _on_trail(tx, Event.TRANSFER_HANDED, me, row, now)
    return row, person


async def _check_hand_over(session: AsyncSession, me: Who, case: int) -> None:
    cases.check_hand_over(me, await load(session, case))


async def _acceptable(session: AsyncSession, me: Who, case: int) -> None:
    cases.acceptable(me, await load(session, case))


async def accept(tx: AsyncSession, me: Who, number: int, now: datetime) -> tuple[Transfer, Person]:
    """The new branch goes on with it. Raises Refusal."""
    row, person = await find(tx, number)
    if me.person_id == row.person_id:
        raise Refusal(Refused.OWN)
    if not may(me, Act.TRANSFER, Place(branch_id=row.to_branch)):
        raise Refusal(Refused.NOT_NEW_BRANCH)
    if row.accepted_at is not None:
        raise Refusal(Refused.ACCEPTED)
    if row.handed_at is None:
        raise Refusal(Refused.NOT_HANDED)
    row.accepted_by, row.accepted_at = me.person_id, now
    tx.add(row)
    for table, open_ in (
        (Sign, col(Sign.closed_on).is_(None)),
        (HealthCase, _cared_for()),
        (Assignment, col(Assignment.state).in_([*LAGGING, State.HANDED_IN])),
    ):
        whose = col(table.person_id) == row.person_id
        await tx.exec(update(table).where(whose, open_).values(branch_id=row.to_branch))
    case = (await following(tx, row.person_id)).case
    if case is not None and await allowed(_acceptable(tx, me, case)):
        await cases.accept(tx, me, case, now)
    await _on_trail(tx, Event.TRANSFER_ACCEPTED, me, row, now)
    return row, person


async def _on_trail(tx: AsyncSession, event: Event, me: Who, row: Transfer, now: datetime) -> None:
    names = await branch_names(tx)
    note = f"{names[row.from_branch]} → {names[row.to_branch]}"
    await audit.record(tx, event, by=me.person_id, over=row.person_id, now=now, subject=f"transfer:{row.id}", note=note)
