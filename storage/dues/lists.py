"""Dues as lists: a branch's month, a person's months, a branch's year, how long somebody has not paid; and the ledger's entries."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import case
from sqlmodel import and_, col, func, or_, select
from sqlmodel.ext.asyncio.session import AsyncSession

from scoring.cadence import add_months
from storage.dues.rows import OPEN, THERE, Dues, due_on, month_of
from storage.ledger import Entry, Scope, standing
from storage.people.directory import Branch, Person


@dataclass(frozen=True)
class Line:
    """One member's month with who it is; `away` where they are in another branch now, or have left."""

    row: Dues
    name: str
    police_no: str
    away: bool


FEWEST = 3
HIDDEN = f"已交不足 {FEWEST} 人的月份不列金额，合计也不含，以免看出个人交了多少。"


@dataclass(frozen=True)
class MonthSum:
    """A branch's month: of how many it is due, how many have paid, and how much."""

    month: date
    due: int
    paid: int
    total: int

    @property
    def public(self) -> int | None:
        """Its sum as everybody may see it: of fewer than `FEWEST` it would be what one of them pays."""
        return self.total if self.paid >= FEWEST or not self.paid else None


async def of_month(session: AsyncSession, branch_id: int, month: date) -> list[Line]:
    """All of whom the branch collects that month, by police number: where somebody stands does not change when they are ticked."""
    return await lines(session, branch_id, month, month)


async def lines(session: AsyncSession, branch_id: int, first: date, last: date) -> list[Line]:
    """Everybody's months in that time, by police number."""
    query = (
        select(Dues, Person)
        .join(Person, col(Person.id) == col(Dues.person_id))
        .where(
            col(Dues.branch_id) == branch_id,
            col(Dues.month).between(first, last),
            or_(THERE, col(Dues.paid_on).is_not(None)),
        )
        .order_by(col(Person.police_no), col(Dues.month))
    )
    return [
        Line(row, person.name, person.police_no, person.left_at is not None or person.branch_id != branch_id)
        for row, person in (await session.exec(query)).all()
    ]


async def of_person(session: AsyncSession, person_id: int, year: int | None = None) -> Sequence[tuple[Dues, str]]:
    """A person's months (of a year) with the branch, the newest first."""
    query = (
        select(Dues, Branch.name)
        .join(Branch, col(Branch.id) == col(Dues.branch_id))
        .where(col(Dues.person_id) == person_id)
        .order_by(col(Dues.month).desc())
    )
    if year is not None:
        query = query.where(col(Dues.month).between(date(year, 1, 1), date(year, 12, 1)))
    return (await session.exec(query)).all()


async def one(session: AsyncSession, person_id: int, month: date) -> tuple[Dues, str, str] | None:
    """One month, with the names of person and branch."""
    query = (
        select(Dues, Person.name, Branch.name)
        .join(Person, col(Person.id) == col(Dues.person_id))
        .join(Branch, col(Branch.id) == col(Dues.branch_id))
        .where(col(Dues.person_id) == person_id, col(Dues.month) == month)
    )
    return (await session.exec(query)).first()


_PAID = case((col(Dues.paid_on).is_not(None), 1), else_=0)
_OWED = case((and_(OPEN, THERE), 1), else_=0)


async def of_year(session: AsyncSession, branch_id: int, year: int) -> list[MonthSum]:
    """The branch's months of a year in numbers: whose months are nobody's business here."""
    return await sums(session, branch_id, date(year, 1, 1), date(year, 12, 31))


async def sums(session: AsyncSession, branch_id: int, first: date, last: date) -> list[MonthSum]:
    """As `of_year`, of any time."""
    query = (
        select(col(Dues.month), func.sum(_PAID + _OWED), func.sum(_PAID), func.sum(func.coalesce(Dues.paid, 0)))
        .join(Person, col(Person.id) == col(Dues.person_id))
        .where(col(Dues.branch_id) == branch_id, col(Dues.month).between(first, last))
        .group_by(col(Dues.month))
        .order_by(col(Dues.month))
    )
    return [MonthSum(month, int(due), int(paid), int(total)) for month, due, paid, total in await session.exec(query)]


def public_total(found: Sequence[MonthSum]) -> int:
    """Of the months whose sums everybody may see."""
    return sum(each.public or 0 for each in found)


async def branches_in(session: AsyncSession, month: date) -> dict[int, MonthSum]:
    """Branch → its month, of those that note dues."""
    query = (
        select(col(Dues.branch_id), func.sum(_PAID + _OWED), func.sum(_PAID), func.sum(func.coalesce(Dues.paid, 0)))
        .join(Person, col(Person.id) == col(Dues.person_id))
        .where(col(Dues.month) == month)
        .group_by(col(Dues.branch_id))
    )
    return {
        branch: MonthSum(month, int(due), int(paid), int(total))
        for branch, due, paid, total in await session.exec(query)
    }


async def arrears(session: AsyncSession, branch_id: int, today: date) -> dict[int, int]:
    """Person → how many months on end, up to the last one that is over, are not noted as paid."""
    this = month_of(today)
    query = (
        select(Dues)
        .where(col(Dues.branch_id) == branch_id, col(Dues.month).between(add_months(this, -12), add_months(this, -1)))
        .order_by(col(Dues.month).desc())
    )
    months: dict[int, list[Dues]] = {}
    for row in (await session.exec(query)).all():
        months.setdefault(row.person_id, []).append(row)
    found = {
        person: next((at for at, row in enumerate(rows) if not row.open), len(rows)) for person, rows in months.items()
    }
    return {person: number for person, number in found.items() if number}


async def lagging(session: AsyncSession, month: date) -> Sequence[tuple[Dues, str]]:
    """Everybody's who has not paid a month and is still there, with their name."""
    query = (
        select(Dues, Person.name)
        .join(Person, col(Person.id) == col(Dues.person_id))
        .where(OPEN, col(Dues.month) == month, THERE)
        .order_by(col(Dues.branch_id), col(Person.police_no))
    )
    return (await session.exec(query)).all()


async def entries(session: AsyncSession, scope: Scope) -> list[Entry]:
    """Paid or not, by when; never how much. Of the branch that collects the month, wherever the person is now."""
    first = month_of(scope.first)
    query = (
        select(Dues, Person, Branch.name)
        .join(Person, col(Person.id) == col(Dues.person_id))
        .join(Branch, col(Branch.id) == col(Dues.branch_id))
        .where(col(Dues.month).between(first, scope.last), or_(THERE, col(Dues.paid_on).is_not(None)))
        .order_by(col(Dues.month), col(Person.police_no))
    )
    if scope.person_id is not None:
        query = query.where(col(Dues.person_id) == scope.person_id)
    elif scope.branch_id is not None:
        query = query.where(col(Dues.branch_id) == scope.branch_id)
    return [
        _entry(row, person, branch, scope.today) for row, person, branch in await session.exec(query) if not row.free
    ]


def _entry(row: Dues, person: Person, branch: str, today: date) -> Entry:
    last = due_on(row.month)
    return Entry(
        record=row.month.year * 100 + row.month.month,
        branch_id=row.branch_id,
        branch=branch,
        what=f"{row.month.year}年{row.month.month}月党费",
        on=last,
        done=row.paid_on,
        standing=standing(last, row.paid_on, today),
        person_id=row.person_id,
        person=person.name,
        police_no=person.police_no,
        note="已交" if row.paid_on else "未登记已交",
    )
