"""Awards as lists: a year's of a branch or the bureau, a person's, what waits for the staff, the ledger's entries."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.awards.rows import Award
from storage.engine.columns import table_of
from storage.ledger import Entry, Scope, Standing
from storage.people.directory import Branch, Person, Who
from storage.people.finding import MOST, Words, bears, reached
from storage.people.rights import Act

_ROW = table_of(Award).c
_OPEN = (_ROW.confirmed_by.is_(None), _ROW.refused_by.is_(None), _ROW.withdrawn_on.is_(None))
WAITING = select(func.count()).select_from(table_of(Award)).where(*_OPEN).scalar_subquery()
"""How many proposals wait for the staff's word."""


@dataclass(frozen=True)
class Line:
    """An award with whose it is."""

    row: Award
    branch: str
    person: str = ""
    police_no: str = ""

    @property
    def whose(self) -> str:
        return self.person or self.branch


_ALL = (
    select(Award, Branch.name, Person.name, Person.police_no)
    .join(Branch, col(Branch.id) == col(Award.branch_id))
    .join(Person, col(Person.id) == col(Award.person_id), isouter=True)
)
_COUNTS = (col(Award.confirmed_by).is_not(None), col(Award.withdrawn_on).is_(None))


async def one(session: AsyncSession, award_id: int) -> Line | None:
    found = (await session.exec(_ALL.where(col(Award.id) == award_id))).first()
    return None if found is None else _line(*found)


async def within(session: AsyncSession, first: date, last: date, branch_id: int | None = None) -> list[Line]:
    """Those that count, the newest first."""
    query = _ALL.where(*_COUNTS, col(Award.on).between(first, last))
    if branch_id is not None:
        query = query.where(col(Award.branch_id) == branch_id)
    rows = await session.exec(query.order_by(col(Award.on).desc(), col(Award.id).desc()))
    return [_line(*row) for row in rows]


async def waiting(session: AsyncSession, branch_id: int | None = None) -> list[Line]:
    """Proposals (of a branch) that wait, the oldest first."""
    query = _ALL.where(
        col(Award.confirmed_by).is_(None), col(Award.refused_by).is_(None), col(Award.withdrawn_on).is_(None)
    )
    if branch_id is not None:
        query = query.where(col(Award.branch_id) == branch_id)
    return [_line(*row) for row in await session.exec(query.order_by(col(Award.id)))]


async def of_person(session: AsyncSession, person_id: int) -> Sequence[Award]:
    """Those that count, the newest first."""
    query = select(Award).where(*_COUNTS, col(Award.person_id) == person_id)
    return (await session.exec(query.order_by(col(Award.on).desc(), col(Award.id)))).all()


async def bearing(session: AsyncSession, me: Who, words: Words) -> list[Line]:
    """Those that count and bear the words, as far as the person sees."""
    query = _ALL.where(
        *_COUNTS,
        bears(words, col(Award.title), col(Award.giver), func.coalesce(Person.name, Branch.name)),
        reached(me, Act.SEE_AWARDS, col(Award.branch_id)),
    )
    return [_line(*row) for row in await session.exec(query.order_by(col(Award.on).desc()).limit(MOST))]


async def entries(session: AsyncSession, scope: Scope) -> list[Entry]:
    """One for each award of the days, of a person or a branch."""
    if scope.person_id is not None:
        query = _ALL.where(
            *_COUNTS, col(Award.on).between(scope.first, scope.last), col(Award.person_id) == scope.person_id
        )
        found = [_line(*row) for row in await session.exec(query)]
    else:
        found = await within(session, scope.first, scope.last, scope.branch_id)
    return [
        Entry(
            record=line.row.number,
            branch_id=line.row.branch_id,
            branch=line.branch,
            what=line.row.title,
            on=line.row.on,
            done=line.row.on,
            standing=Standing.DONE,
            person_id=line.row.person_id,
            person=line.person,
            police_no=line.police_no,
            note="，".join(word for word in (line.row.level, line.row.giver) if word),
        )
        for line in found
    ]


def _line(row: Award, branch: str, person: str | None, police_no: str | None) -> Line:
    return Line(row, branch, person or "", police_no or "")
