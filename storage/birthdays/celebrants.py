"""Members by their political birthday, and what is stored of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import ColumnElement, extract
from sqlmodel import and_, col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from scoring import birthdays
from scoring.birthdays import Birthday
from storage.birthdays.rows import PoliticalBirthday, Refused
from storage.engine.refusal import Refusal
from storage.people import directory
from storage.people.access import Place
from storage.people.directory import Person, Who
from storage.people.posts import MEMBERS, Category

NEAR = timedelta(days=14)
"""For so few days those who joined on their like are asked for, through an index."""
MONTHS = 12
AT_ONCE = 2000
"""As many are asked about by their numbers; of more, everybody is read."""


@dataclass(frozen=True)
class Celebrant:
    """A member with one birthday, and what is stored of it."""

    who: Who
    joined: date
    birthday: Birthday
    row: PoliticalBirthday | None = None
    full: date | None = None
    """Since when full member, as far as it is known."""

    @property
    def standing(self) -> int | None:
        """The whole years of 党龄 on that birthday; None where there is none, or it is not known."""
        return birthdays.standing(self.full, self.birthday.day)

    @property
    def place(self) -> Place:
        """Where it stands for rights."""
        return Place(branch_id=self.who.branch_id, group_id=self.who.group_id, person_id=self.who.person_id)

    @property
    def written(self) -> bool:
        """Whether somebody has written the words."""
        return self.row is not None and self.row.by is not None

    @property
    def given(self) -> bool:
        """Whether the card was given."""
        return self.row is not None and self.row.given_on is not None


async def member(session: AsyncSession, person_id: int) -> Person:
    """A member still on the roster. Raises Refusal."""
    person = await session.get(Person, person_id)
    if person is None or person.left_at is not None:
        raise Refusal(Refused.GONE)
    if person.category not in MEMBERS:
        raise Refusal(Refused.NOT_A_MEMBER)
    return person


async def joined_on(session: AsyncSession, person_id: int) -> date:
    """The day of a member's joining. Raises Refusal."""
    joined = (await member(session, person_id)).joined_on
    if joined is None:
        raise Refusal(Refused.NO_DATE)
    return joined


def full_since(person: Person) -> date | None:
    """From which day on the 党龄 counts (转正日期); None for a 预备党员, and where the roster does not say."""
    return person.full_on if person.category == Category.FULL_MEMBER else None


async def within(
    session: AsyncSession,
    first: date,
    last: date,
    branch_id: int | None = None,
    *,
    given: bool = True,
    whose: Sequence[ColumnElement[bool]] = (),
) -> list[Celebrant]:
    """Every member's birthdays from the first to the last day, by day; unless `given`, without those whose card was given; of people of
    whom that holds."""
    stored = and_(
        col(PoliticalBirthday.person_id) == col(Person.id), col(PoliticalBirthday.year).between(first.year, last.year)
    )
    query = (
        select(Person, PoliticalBirthday)
        .join(PoliticalBirthday, stored, isouter=True)
        .where(col(Person.left_at).is_(None), col(Person.joined_on).is_not(None), col(Person.category).in_(MEMBERS))
        .where(*whose)
    )
    if last - first <= NEAR:
        query = query.where(col(Person.joined_on).in_(birthdays.joined_for(first, last)))
    elif len(months := _months(first, last)) < MONTHS:
        query = query.where(extract("month", col(Person.joined_on)).in_(months))
    if not given:
        over = select(PoliticalBirthday.person_id).where(
            col(PoliticalBirthday.day).between(first, last), col(PoliticalBirthday.given_on).is_not(None)
        )
        query = query.where(col(Person.id).not_in(over))
    if branch_id is not None:
        query = query.where(col(Person.branch_id) == branch_id)
    people: dict[int, Person] = {}
    rows: dict[tuple[int, int], PoliticalBirthday] = {}
    for person, row in (await session.exec(query)).all():
        people[person.id or 0] = person
        if row is not None:
            rows[row.person_id, row.year] = row
    found = [
        (person, person.joined_on, each)
        for person in people.values()
        if person.joined_on is not None
        for each in birthdays.within(person.joined_on, first, last)
    ]
    if not found:
        return []
    ids = {person.id for person, _, _ in found if person.id is not None}
    everyone = await directory.people_of(session, branch_id=branch_id, ids=ids if len(ids) <= AT_ONCE else None)
    who = {each.person_id: each for each in everyone}
    listed = [
        Celebrant(who[person.id or 0], joined, each, rows.get((person.id or 0, each.day.year)), full_since(person))
        for person, joined, each in found
    ]
    return sorted(listed, key=lambda each: (each.birthday.day, each.who.police_no))


def _months(first: date, last: date) -> list[int]:
    """The months, 1 to 12, in which those days lie."""
    spanned = (last.year - first.year) * MONTHS + last.month - first.month + 1
    return sorted({(first.month + each - 1) % MONTHS + 1 for each in range(spanned)})


async def find(session: AsyncSession, person_id: int, year: int) -> Celebrant:
    """One member's birthday of that year. Raises Refusal."""
    joined, person = await joined_on(session, person_id), await member(session, person_id)
    who = await directory.who_has_id(session, person_id)
    birthday = birthdays.in_year(joined, year) if year < date.max.year else None
    if who is None or birthday is None:
        raise Refusal(Refused.GONE if who is None else Refused.NO_BIRTHDAY)
    return Celebrant(who, joined, birthday, await session.get(PoliticalBirthday, (person_id, year)), full_since(person))
