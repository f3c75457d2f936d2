"""The words for a birthday card (寄语): who writes them, and the writing."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, exists, or_
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from scoring.birthday_words import drafts
from storage.birthdays.celebrants import Celebrant, find, within
from storage.birthdays.rows import LONGEST, SHORTEST, PoliticalBirthday, Refused, message_days
from storage.engine.columns import table_of
from storage.engine.refusal import Refusal
from storage.people import directory
from storage.people.access import may, reach
from storage.people.directory import Person, PostHeld, Who
from storage.people.posts import BRANCH_POSTS, Post
from storage.people.rights import Act, Reach

AHEAD = timedelta(days=366)
"""How early words may be written; from a week ahead on they are asked for."""
STAND_INS = (Post.DEPUTY_SECRETARY, Post.ORGANISATION, Post.PUBLICITY, Post.DISCIPLINE)
"""Who writes for a secretary, in this order."""

_OTHER, _SEAT = table_of(Person).alias("other").c, table_of(PostHeld).alias("seat").c
_HELPED = exists().where(
    _OTHER.branch_id == col(Person.branch_id),
    _OTHER.id != col(Person.id),
    _OTHER.left_at.is_(None),
    _SEAT.person_id == _OTHER.id,
    _SEAT.post.in_([post.value for post in STAND_INS]),
)
"""Of a member: that somebody else in the branch can write, so that the bureau's staff need not."""


async def writers(session: AsyncSession, celebrant: Celebrant) -> list[Who]:
    """Who is asked for the words: the secretary (or deputy); for the secretary's own another of the committee.

    Where there is nobody else, the bureau's party-affairs staff.
    """
    (found,) = await writers_of(session, [celebrant])
    return found


async def writers_of(session: AsyncSession, celebrants: Sequence[Celebrant]) -> list[list[Who]]:
    """As `writers`, for each of several in their order, with one look for all of them."""
    if not celebrants:
        return []
    committees = await directory.committees(session, {each.who.branch_id for each in celebrants})
    found = [_in_branch(each.who, committees.get(each.who.branch_id, [])) for each in celebrants]
    if None not in found:
        return [[writer] for writer in found if writer is not None]
    staff = await directory.holders(session, Post.PARTY_STAFF)
    return [
        [writer] if writer is not None else [who for who in staff if who.person_id != each.who.person_id]
        for each, writer in zip(celebrants, found, strict=True)
    ]


def _in_branch(member: Who, committee: Sequence[Who]) -> Who | None:
    """The secretary; for the secretary's own whoever stands in."""
    head = directory.head_of(committee)
    if head is not None and head.person_id != member.person_id:
        return head
    others = [each for each in committee if each.person_id != member.person_id]
    ins = (next((each for each in others if post in each.posts), None) for post in STAND_INS)
    return next((each for each in ins if each is not None), None)


async def may_write(session: AsyncSession, me: Who, celebrant: Celebrant) -> bool:
    """Whoever is asked, and those who keep the branch's birthdays; never one's own."""
    if me.person_id == celebrant.who.person_id or not may(me, Act.WRITE_MESSAGE, celebrant.place):
        return False
    asked = {each.person_id for each in await writers(session, celebrant)}
    return me.person_id in asked or may(me, Act.KEEP_BIRTHDAYS, celebrant.place)


def proposed(celebrant: Celebrant) -> str:
    """Words that whoever is asked can agree to as they stand."""
    posts = sorted(post.value for post in celebrant.who.posts & BRANCH_POSTS)
    return drafts(celebrant.who.name, celebrant.birthday.years, posts, None)[0]


def signature(me: Who, celebrant: Celebrant) -> str:
    """How the writer signs: with the post in that branch, or as the bureau's staff."""
    order = (Post.SECRETARY, *STAND_INS) if me.branch_id == celebrant.who.branch_id else ()
    post = next((post.value for post in order if post in me.posts), "局党务干部")
    return f"{post} {me.name}"


async def open_for(session: AsyncSession, me: Who, person_id: int, year: int, today: date) -> Celebrant:
    """The birthday that `me` may still write the words for. Raises Refusal."""
    celebrant = await find(session, person_id, year)
    if not await may_write(session, me, celebrant):
        raise Refusal(Refused.NOT_WRITER)
    if celebrant.given:
        raise Refusal(Refused.GIVEN)
    if not today <= celebrant.birthday.day <= today + AHEAD:
        raise Refusal(Refused.NOT_OPEN)
    return celebrant


async def write(  # noqa: PLR0917 - what is written, and by whom
    tx: AsyncSession, me: Who, person_id: int, year: int, words: str, now: datetime
) -> Celebrant:
    """Store the words, in place of earlier ones, until the card is given. Raises Refusal."""
    celebrant = await open_for(tx, me, person_id, year, now.date())
    if not SHORTEST <= len(words.strip()) <= LONGEST:
        raise Refusal(Refused.LENGTH)
    row = celebrant.row or PoliticalBirthday(
        person_id=person_id, year=year, day=celebrant.birthday.day, words="", signed=""
    )
    row.words, row.signed = words.strip(), signature(me, celebrant)
    row.by, row.written_at, row.day = me.person_id, now, celebrant.birthday.day
    tx.add(row)
    await tx.flush()
    return replace(celebrant, row=row)


async def unwritten(
    session: AsyncSession, today: date, branch_id: int | None = None, *whose: ColumnElement[bool]
) -> list[Celebrant]:
    """The birthdays, from today to as far ahead as words are asked for, that have none yet; of people of whom that holds."""
    ahead, _ = message_days()
    found = await within(session, today, today + timedelta(days=ahead), branch_id, whose=whose)
    return [each for each in found if not each.written and not each.given]


async def awaited_from(session: AsyncSession, me: Who, today: date) -> Sequence[Celebrant]:
    """Those among them whose words are asked of `me`."""
    if not may(me, Act.WRITE_MESSAGE):
        return []
    if reach(me, Act.WRITE_MESSAGE) is Reach.BUREAU:
        found = await unwritten(session, today, None, or_(col(Person.branch_id) == me.branch_id, ~_HELPED))
    else:
        found = await unwritten(session, today, me.branch_id)
    mine = [each for each in found if may(me, Act.WRITE_MESSAGE, each.place)]
    return [
        each
        for each, asked in zip(mine, await writers_of(session, mine), strict=True)
        if any(writer.person_id == me.person_id for writer in asked)
    ]
