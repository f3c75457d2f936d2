"""The health index by person and month: computed from the facts, kept with its explanation.

The present month is computed anew each day, and for one person as soon as a fact of theirs changes; a month is closed on a day
of the next one (`settles` in the rule file), when its attendance file and its ratings are in, and stays as it is then.
"""

import asyncio
import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Index, bindparam, insert, update
from sqlmodel import Field, SQLModel, col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from scoring.cadence import add_months
from scoring.index import measures, model, rules
from scoring.index.model import Colour, Line, Verdict
from scoring.index.rules import Rules
from scoring.own_rules import read_once
from scoring.rating import Dimension
from storage.engine.columns import moment, table_of
from storage.index import facts
from storage.index.facts import Span
from storage.people.directory import Branch, Person
from storage.people.posts import MEMBERS
from storage.people.whose import Of, Whose
from storage.rules.switches import Switch, is_on

TREND = 12
"""Months that a trend shows, and how far back a first computation goes."""


_DIMENSIONS = ("virtue", "ability", "diligence", "results", "integrity")


class HealthIndex(SQLModel, table=True):
    """One person's index of a month; points in tenths, `known` in thousandths. `colour` is what the rule proposes.

    `lines` and `records` are what `unpacked` takes. `mark` is a digest of all that the row says: whether anything changed is seen
    without reading them.
    """

    __tablename__ = "health_index"
    __table_args__ = (Index("ix_health_index_month_colour", "month", "colour"),)

    person_id: int = Field(foreign_key="person.id", primary_key=True)
    month: date = Field(primary_key=True)
    version: str
    total: int | None = None
    virtue: int | None = None
    ability: int | None = None
    diligence: int | None = None
    results: int | None = None
    integrity: int | None = None
    known: int
    colour: str | None = None
    lines: str
    records: str = ""
    mark: str
    at: datetime = moment()

    @property
    def dimensions(self) -> dict[Dimension, int | None]:
        """The five, in their order."""
        return {each: getattr(self, name) for each, name in zip(Dimension, _DIMENSIONS, strict=True)}

    @property
    def proposed(self) -> Colour | None:
        """The colour, None where too little is known."""
        return Colour(self.colour) if self.colour else None

    @property
    def explained(self) -> tuple[Line, ...]:
        """Each indicator with its points and records."""
        return model.unpacked(self.lines, self.records)


_TABLE = table_of(HealthIndex)


def this_month(today: date) -> date:
    """Its first day."""
    return today.replace(day=1)


def open_months(today: date, by: Rules) -> list[date]:
    """The months that are not closed on that day, oldest first."""
    month = this_month(today)
    return [add_months(month, -1), month] if today.day < by.windows.settles else [month]


def rules_in_force() -> Rules:
    """The rules that hold; study hours are in them only where the bureau has switched that on."""
    return rules.own() if is_on(Switch.STUDY_IN_INDEX) else _without_study()


@read_once
def _without_study() -> Rules:
    return rules.own().without("study")


def closed_month(today: date, by: Rules | None = None) -> date:
    """The newest month that is closed on that day: what warnings and comparisons rest on."""
    return add_months(open_months(today, by or rules_in_force())[0], -1)


async def compute(
    tx: AsyncSession, now: datetime, whose: Whose, months: Sequence[date] | None = None, by: Rules | None = None
) -> int:
    """Compute those months (the open ones, if none are named) for these people; gives how many rows changed.

    `now` is in the bureau's zone. The months must follow each other: each begins with the colour of the one before.
    """
    by = by or rules_in_force()
    today = now.date()
    wanted = list(months) if months is not None else open_months(today, by)
    kept = await _kept(tx, add_months(wanted[0], -1), wanted[-1], whose)
    colours = {person: colour for (person, month), (_, colour) in kept.items() if month < wanted[0]}
    fresh: list[dict[str, Any]] = []
    other: list[dict[str, Any]] = []
    for month in wanted:
        found = await facts.of_members(tx, Span(month, now), by, whose)
        # SQLite is asked in the event loop: others have their turn between the reading and the judging.
        await asyncio.sleep(0)
        for person, theirs in found.items():
            verdict = model.weigh(theirs, by, colours.get(person))
            colours[person] = verdict.colour
            is_kept = (person, month) in kept
            # A past month of which nothing is known was before the person's, or the bureau's, time.
            if not is_kept and not verdict.known and month != this_month(today):
                continue
            values = _values(verdict, measures.records(theirs))
            if not is_kept:
                fresh.append({"person_id": person, "month": month, "at": now, **values})
            elif kept[person, month][0] != values["mark"]:
                other.append({"of_person": person, "of_month": month, "at": now, **values})
    await _store(tx, fresh, other)
    return len(fresh) + len(other)


async def _kept(
    tx: AsyncSession, first: date, last: date, whose: Whose
) -> Mapping[tuple[int, date], tuple[str, Colour | None]]:
    """(person, month) → the mark and the colour of what is kept of those months."""
    rows = (await whose.ask(tx, _marks, first=first, last=last)).all()
    return {(person, month): (mark, Colour(colour) if colour else None) for person, month, mark, colour in rows}


def _marks(of: Of) -> Any:
    row = _TABLE.c
    return select(row.person_id, row.month, row.mark, row.colour).where(
        row.month >= bindparam("first"), row.month <= bindparam("last"), of(row.person_id)
    )


async def _store(tx: AsyncSession, fresh: list[dict[str, Any]], other: list[dict[str, Any]]) -> None:
    """Many rows at a time, past the objects: a bureau's month is thousands."""
    table = _TABLE
    if fresh:
        await tx.exec(insert(table), params=fresh)
    if other:
        mine = (table.c.person_id == bindparam("of_person")) & (table.c.month == bindparam("of_month"))
        names = [name for name in other[0] if not name.startswith("of_")]
        changing = update(table).where(mine).values({name: bindparam(name) for name in names})
        await tx.exec(changing, params=other)


def _values(verdict: Verdict, records: Sequence[str]) -> dict[str, Any]:
    found = {
        "version": verdict.version,
        "total": verdict.total,
        **dict(zip(_DIMENSIONS, verdict.dimensions.values(), strict=True)),
        "known": verdict.known,
        "colour": verdict.colour and verdict.colour.value,
        "lines": model.packed(verdict.lines),
        "records": " ".join(records),
    }
    told = f"{verdict.version} {verdict.colour} {found['lines']} {found['records']}"
    found["mark"] = hashlib.sha256(told.encode()).hexdigest()[:24]
    return found


async def of_person(session: AsyncSession, person_id: int, month: date) -> HealthIndex | None:
    return await session.get(HealthIndex, (person_id, month))


async def trend(session: AsyncSession, person_id: int, last: date, months: int = TREND) -> list[HealthIndex]:
    """The months up to `last` of which something is kept, oldest first."""
    query = (
        select(HealthIndex)
        .where(
            HealthIndex.person_id == person_id,
            col(HealthIndex.month) <= last,
            col(HealthIndex.month) > add_months(last, -months),
        )
        .order_by(col(HealthIndex.month))
    )
    return list((await session.exec(query)).all())


async def every_month(session: AsyncSession, person_id: int) -> list[HealthIndex]:
    """All that is kept of one person, newest first."""
    query = select(HealthIndex).where(HealthIndex.person_id == person_id).order_by(col(HealthIndex.month).desc())
    return list((await session.exec(query)).all())


async def of_colour(session: AsyncSession, month: date, colour: Colour) -> dict[int, HealthIndex]:
    """Person → their month, where it has that colour."""
    query = select(HealthIndex).where(HealthIndex.month == month, HealthIndex.colour == colour.value)
    return {row.person_id: row for row in (await session.exec(query)).all()}


async def month_before(session: AsyncSession, month: date, colour: Colour) -> dict[int, Colour | None]:
    """Person → the colour of the month before, for those whose month has that colour."""
    theirs = select(HealthIndex.person_id).where(HealthIndex.month == month, HealthIndex.colour == colour.value)
    query = select(HealthIndex.person_id, HealthIndex.colour).where(
        HealthIndex.month == add_months(month, -1), col(HealthIndex.person_id).in_(theirs)
    )
    return {person: Colour(was) if was else None for person, was in (await session.exec(query)).all()}


@dataclass(frozen=True)
class Listed:
    """One member in a list: who, and how the month stands (None: nothing is kept)."""

    person_id: int
    name: str
    police_no: str
    branch_id: int
    branch: str
    total: int | None
    known: int
    colour: Colour | None


async def listed(
    session: AsyncSession, month: date, *, branch_id: int | None = None, colour: Colour | None = None
) -> list[Listed]:
    """Every member on the roster (of a branch, of a colour) with how that month stands, in the order of police numbers."""
    await session.flush()
    person, branch, row = table_of(Person).c, table_of(Branch).c, _TABLE.c
    query = (
        select(  # type: ignore[call-overload]  # more columns than its overloads know
            person.id, person.name, person.police_no, person.branch_id, branch.name, row.total, row.known, row.colour
        )
        .join(Branch, branch.id == person.branch_id)
        .join(_TABLE, (row.person_id == person.id) & (row.month == month), isouter=True)
        .where(person.left_at.is_(None), person.category.in_([each.value for each in MEMBERS]))
        .order_by(person.police_no)
    )
    if branch_id is not None:
        query = query.where(person.branch_id == branch_id)
    if colour is not None:
        theirs = select(HealthIndex.person_id).where(HealthIndex.month == month, HealthIndex.colour == colour.value)
        query = query.where(person.id.in_(theirs))
    return [
        Listed(number, name, police_no, branch_id, branch_name, total, known or 0, Colour(colour) if colour else None)
        for number, name, police_no, branch_id, branch_name, total, known, colour in (await session.exec(query)).all()
    ]


async def counted(session: AsyncSession, month: date) -> dict[tuple[int, str], Counter[Colour | None]]:
    """Branch, by number and name → how many of its members stand in which colour that month (None: too little is known)."""
    await session.flush()
    person, branch, row = table_of(Person).c, table_of(Branch).c, _TABLE.c
    query = (
        select(person.branch_id, branch.name, row.colour, func.count())
        .join(Branch, branch.id == person.branch_id)
        .join(_TABLE, (row.person_id == person.id) & (row.month == month), isouter=True)
        .where(person.left_at.is_(None), person.category.in_([each.value for each in MEMBERS]))
        .group_by(person.branch_id, branch.name, row.colour)
    )
    found: dict[tuple[int, str], Counter[Colour | None]] = {}
    for branch_id, name, colour, number in (await session.exec(query)).all():
        found.setdefault((branch_id, name), Counter())[Colour(colour) if colour else None] += number
    return found
