"""Whose birthday comes, who writes the words for it, and the writing."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from scoring import birthdays
from scoring.birthdays import Birthday
from storage.birthdays.rows import LONGEST, SHORTEST, PoliticalBirthday, Refused, message_days
from storage.people import directory
from storage.people.access import Act, Place, Reach, may, reach
from storage.people.directory import Person, Who
from storage.people.posts import MEMBERS, Category, Post

AHEAD = timedelta(days=366)
"""How early words may be written; from a week ahead on they are asked for."""
STAND_INS = (Post.DEPUTY_SECRETARY, Post.ORGANISATION, Post.PUBLICITY, Post.DISCIPLINE)
"""Who writes for a secretary, in this order."""


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


async def joined_on(session: AsyncSession, person_id: int) -> date | Refused:
    """The day of joining of a member still on the roster."""
    person = await session.get(Person, person_id)
    if person is None or person.left_at is not None:
        return Refused.GONE
    if person.category not in MEMBERS:
        return Refused.NOT_A_MEMBER
    return person.joined_on or Refused.NO_DATE


def full_since(person: Person) -> date | None:
    """From which day on the 党龄 counts (转正日期); None for a 预备党员, and where the roster does not say."""
    return person.full_on if person.category == Category.FULL_MEMBER else None


async def within(session: AsyncSession, first: date, last: date, branch_id: int | None = None) -> list[Celebrant]:
    """Every member's birthdays from the first to the last day, by day."""
    query = select(Person).where(
        col(Person.left_at).is_(None), col(Person.joined_on).is_not(None), col(Person.category).in_(MEMBERS)
    )
    if branch_id is not None:
        query = query.where(col(Person.branch_id) == branch_id)
    found = [
        (person, person.joined_on, each)
        for person in (await session.exec(query)).all()
        if person.joined_on is not None
        for each in birthdays.within(person.joined_on, first, last)
    ]
    if not found:
        return []
    ids = {person.id for person, _, _ in found if person.id is not None}
    who = {each.person_id: each for each in await directory.people_of(session, ids=ids)}
    stored = select(PoliticalBirthday).where(
        col(PoliticalBirthday.person_id).in_(ids), col(PoliticalBirthday.year).between(first.year, last.year)
    )
    rows = {(row.person_id, row.year): row for row in (await session.exec(stored)).all()}
    listed = [
        Celebrant(who[person.id or 0], joined, each, rows.get((person.id or 0, each.day.year)), full_since(person))
        for person, joined, each in found
    ]
    return sorted(listed, key=lambda each: (each.birthday.day, each.who.police_no))


async def find(session: AsyncSession, person_id: int, year: int) -> Celebrant | Refused:
    """One member's birthday of that year."""
    joined, who = await joined_on(session, person_id), await directory.who_has_id(session, person_id)
    person = await session.get(Person, person_id)
    if isinstance(joined, Refused):
        return joined
    birthday = birthdays.in_year(joined, year) if year < date.max.year else None
    if who is None or birthday is None:
        return Refused.GONE if who is None else Refused.NO_BIRTHDAY
    row = await session.get(PoliticalBirthday, (person_id, year))
    return Celebrant(who, joined, birthday, row, full_since(person) if person else None)


async def writers(session: AsyncSession, celebrant: Celebrant) -> list[Who]:
    """Who is asked for the words: the secretary (or deputy); for the secretary's own another of the committee.

    Where there is nobody else, the bureau's party-affairs staff.
    """
    (found,) = await writers_of(session, [celebrant])
    return found


async def writers_of(session: AsyncSession, celebrants: Sequence[Celebrant]) -> list[list[Who]]:
    """As `writers`, for each of several in their order, with one look for all secretaries."""
    heads = await directory.secretaries(session) if celebrants else {}
    found = []
    for each in celebrants:
        head = heads.get(each.who.branch_id)
        if head is not None and head.person_id != each.who.person_id:
            found.append([head])
        else:
            found.append(await _instead(session, each.who))
    return found


async def _instead(session: AsyncSession, whose: Who) -> list[Who]:
    """Who writes where the secretary does not."""
    others = [each for each in await directory.people_of(session, branch_id=whose.branch_id) if each != whose]
    for post in STAND_INS:
        if standing_in := next((each for each in others if post in each.posts), None):
            return [standing_in]
    staff = await directory.holders(session, Post.PARTY_STAFF)
    return [each for each in staff if each.person_id != whose.person_id]


async def may_write(session: AsyncSession, me: Who, celebrant: Celebrant) -> bool:
    """Whoever is asked, and who keeps the branch's birthdays; never one's own."""
    if me.person_id == celebrant.who.person_id or not may(me, Act.WRITE_MESSAGE, celebrant.place):
        return False
    asked = {each.person_id for each in await writers(session, celebrant)}
    return me.person_id in asked or may(me, Act.KEEP_BIRTHDAYS, celebrant.place)


def signature(me: Who, celebrant: Celebrant) -> str:
    """How the writer signs: with the post in that branch, or as the bureau's staff."""
    order = (Post.SECRETARY, *STAND_INS) if me.branch_id == celebrant.who.branch_id else ()
    post = next((post.value for post in order if post in me.posts), "局党务干部")
    return f"{post} {me.name}"


async def open_for(session: AsyncSession, me: Who, person_id: int, year: int, today: date) -> Celebrant | Refused:
    """The birthday that `me` may still write the words for."""
    celebrant = await find(session, person_id, year)
    if isinstance(celebrant, Refused):
        return celebrant
    if not await may_write(session, me, celebrant):
        return Refused.NOT_WRITER
    if celebrant.given:
        return Refused.GIVEN
    return celebrant if today <= celebrant.birthday.day <= today + AHEAD else Refused.NOT_OPEN


async def write(  # noqa: PLR0917 - what is written, and by whom
    tx: AsyncSession, me: Who, person_id: int, year: int, words: str, now: datetime
) -> Celebrant | Refused:
    """Store the words, in place of earlier ones, until the card is given."""
    celebrant = await open_for(tx, me, person_id, year, now.date())
    if isinstance(celebrant, Refused):
        return celebrant
    if not SHORTEST <= len(words.strip()) <= LONGEST:
        return Refused.LENGTH
    row = celebrant.row or PoliticalBirthday(
        person_id=person_id, year=year, day=celebrant.birthday.day, words="", signed=""
    )
    row.words, row.signed = words.strip(), signature(me, celebrant)
    row.by, row.written_at, row.day = me.person_id, now, celebrant.birthday.day
    tx.add(row)
    await tx.flush()
    return replace(celebrant, row=row)


async def unwritten(session: AsyncSession, today: date, branch_id: int | None = None) -> list[Celebrant]:
    """The birthdays, from today to as far ahead as words are asked for, that have none yet."""
    ahead, _ = message_days()
    found = await within(session, today, today + timedelta(days=ahead), branch_id)
    return [each for each in found if not each.written and not each.given]


async def awaited_from(session: AsyncSession, me: Who, today: date) -> Sequence[Celebrant]:
    """Those among them whose words are asked of `me`."""
    if not may(me, Act.WRITE_MESSAGE):
        return []
    branch = None if reach(me, Act.WRITE_MESSAGE) is Reach.BUREAU else me.branch_id
    mine = [each for each in await unwritten(session, today, branch) if may(me, Act.WRITE_MESSAGE, each.place)]
    return [
        each
        for each, asked in zip(mine, await writers_of(session, mine), strict=True)
        if any(writer.person_id == me.person_id for writer in asked)
    ]
