"""The health index by person and month: computed from the facts, kept with its explanation.

The present month is computed anew each day, and for one person as soon as a fact of theirs changes; a month is closed on a day
of the next one (`settles` in the rule file), when its attendance file and its ratings are in, and stays as it is then.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import JSON, Column, Table, bindparam, insert, update
from sqlalchemy.orm import defer
from sqlmodel import Field, SQLModel, col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from scoring.cadence import add_months
from scoring.index import model, rules
from scoring.index.model import Colour, Line, Verdict
from scoring.index.rules import Rules
from scoring.rating import Dimension
from storage.engine.columns import moment
from storage.index import facts
from storage.index.facts import Reach, Span
from storage.people.directory import Branch, Person
from storage.people.posts import MEMBERS
from storage.rules.switches import Switch, is_on

TREND = 12
"""Months that a trend shows, and how far back a first computation goes."""


_DIMENSIONS = ("virtue", "ability", "diligence", "results", "integrity")


class HealthIndex(SQLModel, table=True):
    """One person's index of a month; points in tenths, `known` in thousandths. `colour` is what the rule proposes.

    `mark` is a digest of all that the row says: whether anything changed is seen without reading its lines.
    """

    __tablename__ = "health_index"

    person_id: int = Field(foreign_key="person.id", primary_key=True)
    month: date = Field(primary_key=True, index=True)
    version: str
    total: int | None = None
    virtue: int | None = None
    ability: int | None = None
    diligence: int | None = None
    results: int | None = None
    integrity: int | None = None
    known: int
    colour: str | None = None
    lines: list[list[Any]] = Field(sa_column=Column(JSON, nullable=False))
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
        return model.unpacked(self.lines)


_TABLE: Table = HealthIndex.__table__  # type: ignore[attr-defined]


def this_month(today: date) -> date:
    """Its first day."""
    return today.replace(day=1)


def open_months(today: date, by: Rules) -> list[date]:
    """The months that are not closed on that day, oldest first."""
    month = this_month(today)
    return [add_months(month, -1), month] if today.day < by.windows.settles else [month]


def rules_in_force() -> Rules:
    """The rules as shipped; study hours are in them only where the bureau has switched that on."""
    return rules.own() if is_on(Switch.STUDY_IN_INDEX) else _without_study()


@cache
def _without_study() -> Rules:
    return rules.own().without("study")


def closed_month(today: date, by: Rules | None = None) -> date:
    """The newest month that is closed on that day: what warnings and comparisons rest on."""
    return add_months(open_months(today, by or rules_in_force())[0], -1)


async def compute(
    tx: AsyncSession, now: datetime, reach: Reach, months: Sequence[date] | None = None, by: Rules | None = None
) -> int:
    """Compute those months (the open ones, if none are named) for everyone within the reach; gives how many rows changed.

    `now` is in the bureau's zone. The months must follow each other: each begins with the colour of the one before.
    """
    by = by or rules_in_force()
    today = now.date()
    wanted = list(months) if months is not None else open_months(today, by)
    colours = {person: colour for person, (_, colour) in (await _kept(tx, add_months(wanted[0], -1), reach)).items()}
    changed = 0
    for month in wanted:
        found = await facts.of_members(tx, Span(month, now), by, reach)
        kept = await _kept(tx, month, reach)
        fresh: list[dict[str, Any]] = []
        other: list[dict[str, Any]] = []
        for person, theirs in found.items():
            before = colours.get(person)
            verdict = model.judge(theirs, by, Colour(before) if before else None)
            colours[person] = verdict.colour
            # A past month of which nothing is known was before the person's, or the bureau's, time.
            if person not in kept and not verdict.known and month != this_month(today):
                continue
            values = _values(verdict)
            if person not in kept:
                fresh.append({"person_id": person, "month": month, "at": now, **values})
            elif kept[person][0] != values["mark"]:
                other.append({"of_person": person, "of_month": month, "at": now, **values})
        await _store(tx, fresh, other)
        changed += len(fresh) + len(other)
    return changed


async def _kept(session: AsyncSession, month: date, reach: Reach) -> Mapping[int, tuple[str, str | None]]:
    """Person → the mark and the colour of what is kept of a month."""
    query = select(HealthIndex.person_id, HealthIndex.mark, HealthIndex.colour).where(HealthIndex.month == month)
    if reach.person_id is not None:
        query = query.where(HealthIndex.person_id == reach.person_id)
    elif reach.branch_id is not None:
        query = query.join(Person, col(Person.id) == col(HealthIndex.person_id)).where(
            Person.branch_id == reach.branch_id
        )
    return {person: (mark, colour) for person, mark, colour in (await session.exec(query)).all()}


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


def _values(verdict: Verdict) -> dict[str, Any]:
    lines = model.packed(verdict.lines)
    numbers = [verdict.total, *verdict.dimensions.values(), verdict.known]
    told = json.dumps([verdict.version, numbers, verdict.colour, lines], ensure_ascii=False)
    return {
        "version": verdict.version,
        "total": verdict.total,
        **dict(zip(_DIMENSIONS, verdict.dimensions.values(), strict=True)),
        "known": verdict.known,
        "colour": verdict.colour.value if verdict.colour else None,
        "lines": lines,
        "mark": hashlib.sha256(told.encode()).hexdigest()[:24],
    }


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


async def listed(session: AsyncSession, month: date, *, branch_id: int | None = None) -> list[Listed]:
    """Every member on the roster (of a branch) with how that month stands, in the order of police numbers."""
    query = (
        select(Person, Branch.name, HealthIndex)
        .join(Branch, col(Branch.id) == col(Person.branch_id))
        .join(
            HealthIndex,
            (col(HealthIndex.person_id) == col(Person.id)) & (col(HealthIndex.month) == month),
            isouter=True,
        )
        .where(col(Person.left_at).is_(None), col(Person.category).in_([each.value for each in MEMBERS]))
        .order_by(col(Person.police_no))
        .options(defer(HealthIndex.lines))  # type: ignore[arg-type]
    )
    if branch_id is not None:
        query = query.where(col(Person.branch_id) == branch_id)
    return [
        Listed(
            person_id=person.id or 0,
            name=person.name,
            police_no=person.police_no,
            branch_id=person.branch_id,
            branch=branch,
            total=row.total if row else None,
            known=row.known if row else 0,
            colour=row.proposed if row else None,
        )
        for person, branch, row in (await session.exec(query)).all()
    ]
