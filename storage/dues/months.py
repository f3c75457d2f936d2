"""The months of dues: opened for each branch that notes them, with the members who were there; and what each pays from when on."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from scoring.cadence import add_months
from storage.dues.rows import Dues, DuesRate, Refused, check_keep, check_month, month_of, payer
from storage.engine.refusal import Refusal
from storage.people.directory import Branch, Person, Who
from storage.people.posts import MEMBERS
from storage.sealed import audit
from storage.sealed.audit import Event


@dataclass(frozen=True)
class Rated:
    """What is laid down for one person: so much a month; of 0 with its ground."""

    person_id: int
    due: int
    ground: str = ""


async def open_months(tx: AsyncSession, local: datetime) -> int:
    """For each branch that notes dues: its months up to this one, with those who are its members now. Gives how many rows are new."""
    this = month_of(local.date())
    newest = select(func.max(Dues.month)).where(col(Dues.branch_id) == col(Branch.id)).scalar_subquery()
    rows = (await tx.exec(select(col(Branch.id), newest))).all()
    # This month once more: somebody may have joined in it.
    first = {branch: min(add_months(last, 1), this) for branch, last in rows if last is not None}
    people = await _members(tx, [branch for branch in first if branch is not None])
    wanted = [(person, month) for person in people for month in _months(first[person.branch_id], this)]
    return await _add(tx, wanted, min(first.values(), default=this))


async def rate(  # noqa: PLR0917 - what is decided, by whom and when
    tx: AsyncSession, me: Who, branch_id: int, rated: Sequence[Rated], since: date, now: datetime
) -> None:
    """Lay down what those people pay from that month on; a branch that did not note dues yet begins with them. Raises Refusal."""
    check_keep(me, branch_id)
    check_month(since, now.date())
    this = month_of(now.date())
    for each in rated:
        who = await payer(tx, me, each.person_id)
        if who.branch_id != branch_id:
            raise Refusal(Refused.NOT_A_MEMBER)
        if not each.due and not each.ground.strip():
            raise Refusal(Refused.NO_GROUND)
    ids = [each.person_id for each in rated]
    query = select(DuesRate).where(col(DuesRate.person_id).in_(ids), col(DuesRate.since) == since)
    known = {row.person_id: row for row in (await tx.exec(query)).all()}
    for each in rated:
        row = known.get(each.person_id) or DuesRate(
            person_id=each.person_id, since=since, due=0, by=me.person_id, at=now
        )
        row.due, row.ground, row.by, row.at = each.due, each.ground.strip() if not each.due else "", me.person_id, now
        tx.add(row)
        note = f"{since:%Y-%m} 起"
        await audit.record(
            tx, Event.DUES_RATED, by=me.person_id, over=each.person_id, now=now, subject=f"dues:{branch_id}", note=note
        )
    await tx.flush()
    people = await _members(tx, [branch_id])
    wanted = [(person, month) for person in people if person.id in ids for month in _months(since, this)]
    await _add(tx, [*wanted, *((person, this) for person in people if person.id not in ids)], since)
    await _due_anew(tx, ids, since)


async def rates_of(session: AsyncSession, ids: Collection[int]) -> dict[int, list[DuesRate]]:
    """Person → what they pay from when on, the newest first."""
    query = select(DuesRate).where(col(DuesRate.person_id).in_(ids)).order_by(col(DuesRate.since).desc())
    found: dict[int, list[DuesRate]] = {}
    for row in (await session.exec(query)).all():
        found.setdefault(row.person_id, []).append(row)
    return found


def due_in(rates: Iterable[DuesRate], month: date) -> int | None:
    """Of rates with the newest first; None for a month before the first."""
    return next((each.due for each in rates if each.since <= month), None)


async def _due_anew(tx: AsyncSession, ids: Collection[int], since: date) -> None:
    """What is not paid yet is due as it is rated now."""
    rates = await rates_of(tx, ids)
    query = select(Dues).where(col(Dues.person_id).in_(ids), col(Dues.month) >= since, col(Dues.paid_on).is_(None))
    for row in (await tx.exec(query)).all():
        row.due = due_in(rates.get(row.person_id, ()), row.month)
        tx.add(row)
    await tx.flush()


async def _members(session: AsyncSession, branch_ids: Iterable[int]) -> Sequence[Person]:
    ids = list(branch_ids)
    if not ids:
        return []
    query = select(Person).where(
        col(Person.branch_id).in_(ids),
        col(Person.category).in_([each.value for each in MEMBERS]),
        col(Person.left_at).is_(None),
    )
    return (await session.exec(query.order_by(col(Person.police_no)))).all()


async def _add(tx: AsyncSession, wanted: Sequence[tuple[Person, date]], first: date) -> int:
    """A row for each month in which somebody was a member already and has none."""
    ids = {person.id or 0 for person, _ in wanted}
    if not ids:
        return 0
    query = select(col(Dues.person_id), col(Dues.month)).where(col(Dues.person_id).in_(ids), col(Dues.month) >= first)
    known = set((await tx.exec(query)).all())
    new = [
        (person, month)
        for person, month in wanted
        if (person.id, month) not in known and (person.joined_on is None or month_of(person.joined_on) <= month)
    ]
    if new:
        rates = await rates_of(tx, {person.id or 0 for person, _ in new})
        for person, month in new:
            number = person.id or 0
            tx.add(
                Dues(
                    person_id=number,
                    month=month,
                    branch_id=person.branch_id,
                    due=due_in(rates.get(number, ()), month),
                )
            )
        await tx.flush()
    return len(new)


def _months(first: date, last: date) -> list[date]:
    found = []
    while first <= last:
        found.append(first)
        first = add_months(first, 1)
    return found
