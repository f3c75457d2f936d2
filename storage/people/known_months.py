"""Dates of the roster of which only the month is known: they are kept on its first day, and shown without one."""

from collections.abc import Collection, Iterable
from datetime import date

from sqlmodel import Field, SQLModel, col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.people.directory import Person
from storage.people.roster_said import RosterRow

_DATES = {"入党日期": "joined_on", "转正日期": "full_on"}


class KnownMonth(SQLModel, table=True):
    """Of that person's date no more than the month was said; it holds while the date is still that `day`."""

    __tablename__ = "known_month"

    person_id: int = Field(foreign_key="person.id", primary_key=True)
    fact: str = Field(primary_key=True)
    day: date


async def remember(tx: AsyncSession, rows: Iterable[RosterRow]) -> None:
    """Of which dates the rows that were taken over say no more than the month; whoever's day they say is known from now on."""
    await tx.flush()
    ids = dict((await tx.exec(select(Person.police_no, Person.id))).all())
    said: dict[tuple[int, str], date | None] = {}
    for row in rows:
        if (person_id := ids.get(row.police_no)) is not None:
            for fact, name in _DATES.items():
                if fact not in row.unsaid:
                    said[person_id, fact] = getattr(row, name) if fact in row.months else None
    for kept in (await tx.exec(select(KnownMonth))).all():
        if (day := said.pop((kept.person_id, kept.fact), kept.day)) is None:
            await tx.delete(kept)
        elif day != kept.day:
            kept.day = day
            tx.add(kept)
    tx.add_all(KnownMonth(person_id=number, fact=fact, day=day) for (number, fact), day in said.items() if day)


async def of(session: AsyncSession, person: Person) -> frozenset[str]:
    """The facts of a person (入党日期, 转正日期) of which only the month is known."""
    return (await of_all(session, [person])).get(person.id or 0, frozenset())


async def of_all(session: AsyncSession, people: Collection[Person]) -> dict[int, frozenset[str]]:
    """Person → those facts, of whom there are any."""
    query = select(KnownMonth).where(col(KnownMonth.person_id).in_([person.id for person in people]))
    found: dict[int, frozenset[str]] = {}
    by_id = {person.id: person for person in people}
    for row in (await session.exec(query)).all():
        if getattr(by_id[row.person_id], _DATES[row.fact]) == row.day:
            found[row.person_id] = found.get(row.person_id, frozenset()) | {row.fact}
    return found
