"""The leaders' rating: each month a branch's committee rates its members over 德能勤绩廉; the median of raters counts.

The reasons for the lowest and the highest marks are confidential records (`storage/sealed/records.py`), one a leader and month,
with a field for each person.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import Date, Index
from sqlmodel import Field, SQLModel, col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from scoring import rating
from scoring.cadence import add_months
from scoring.rating import HIGHEST, LOWEST, Comparison, Dimension, Marks, Window
from storage.engine.columns import moment, table_of
from storage.engine.refusal import Refusal
from storage.ledger import Entry, Scope, standing
from storage.people import directory
from storage.people.access import Place, may
from storage.people.asking import BRANCH, ME, parameter
from storage.people.directory import Person, Who
from storage.people.posts import COMMITTEE_POSTS, MEMBERS
from storage.people.rights import Act
from storage.people.stale import touch
from storage.people.whose import EVERYBODY, Whose
from storage.rules.regulations import own
from storage.sealed import audit, records
from storage.sealed.audit import Event
from storage.sealed.records import Unreadable

RECORD = "rating"
RULE = "rating_window"
REASON_RULE = "rating_reason"
LONGEST_REASON = 200


class Refused(StrEnum):
    """Why nothing was done; each value is what the person reads."""

    NOT_YOURS = "您只能给本支部的党员评分。"
    YOURSELF = "不能给自己评分。"
    CLOSED = "现在不在评分时间内。"
    INCOMPLETE = "还有人没有评完，请逐一评完，或点“其余同上月”“其余均为 3”。"
    REASON = "最低分和最高分要写明理由，请补上。"
    NOBODY = "支部里没有需要您评分的党员。"


class LeaderRating(SQLModel, table=True):
    """What one leader gave one person for one month. `record_id` holds the reasons of that leader and month."""

    __tablename__ = "leader_rating"
    __table_args__ = (Index("ix_leader_rating_done", "month", "rater_id", "at"),)

    person_id: int = Field(foreign_key="person.id", primary_key=True)
    month: date = Field(primary_key=True)
    rater_id: int = Field(foreign_key="person.id", primary_key=True, index=True)
    branch_id: int = Field(foreign_key="branch.id", index=True)
    virtue: int
    ability: int
    diligence: int
    results: int
    integrity: int
    record_id: int | None = None
    at: datetime = moment()

    @property
    def marks(self) -> Marks:
        """In the order of `Dimension`."""
        return self.virtue, self.ability, self.diligence, self.results, self.integrity


@dataclass(frozen=True, slots=True)
class RatingFact:
    """One person's month: the medians in the order of `Dimension`, and how many have rated."""

    month: date
    medians: tuple[float, ...]
    raters: int

    def of(self, dimension: Dimension) -> float:
        return self.medians[list(Dimension).index(dimension)]


@dataclass(frozen=True, slots=True)
class Given:
    """One person's marks as a leader hands them in, with the reason for what lies at an end."""

    person_id: int
    marks: Marks
    reason: str = ""


def window(today: date) -> Window | None:
    """The month that can be rated today."""
    rule = own()[RULE]
    return rating.open_window(today, rule.integer("from_day"), rule.integer("days"))


def window_of(month: date) -> Window:
    """When that month is rated."""
    rule = own()[RULE]
    return rating.window_of(month, rule.integer("from_day"), rule.integer("days"))


def shortest_reason() -> int:
    """How many characters a reason has at least."""
    return own()[REASON_RULE].integer("characters")


_RATING, _PERSON = table_of(LeaderRating).c, table_of(Person).c
_MONTH = parameter("rated_month", Date(), lambda _, now: found.month if (found := window(now.date())) else None)
OTHERS = (
    select(func.count())
    .select_from(table_of(Person))
    .where(
        _PERSON.branch_id == BRANCH,
        _PERSON.left_at.is_(None),
        _PERSON.id != ME,
        _PERSON.category.in_([each.value for each in MEMBERS]),
    )
    .scalar_subquery()
)
"""How many others of the branch a leader rates, as `rated_by` has them."""
GIVEN = (
    select(func.count())
    .select_from(table_of(LeaderRating))
    .where(_RATING.rater_id == ME, _RATING.month == _MONTH)
    .scalar_subquery()
)
"""How many they have rated for the month that is open."""


async def rated_by(session: AsyncSession, me: Who) -> list[Who]:
    """Whom that leader rates: the branch's members but themself."""
    if not may(me, Act.RATE, Place(branch_id=me.branch_id)):
        return []
    everyone = await directory.people_of(session, branch_id=me.branch_id)
    return [who for who in everyone if who.category in MEMBERS and who.person_id != me.person_id]


async def rate(tx: AsyncSession, me: Who, month: date, given: Sequence[Given], now: datetime) -> int:
    """Store one leader's marks of the whole branch; within the window they may be given anew. Gives of how many people. Raises Refusal."""
    open_now = window(now.date())
    if open_now is None or open_now.month != month:
        raise Refusal(Refused.CLOSED)
    mine = {who.person_id for who in await rated_by(tx, me)}
    if not mine:
        raise Refusal(Refused.NOBODY)
    by_person = {each.person_id: each for each in given}
    if me.person_id in by_person:
        raise Refusal(Refused.YOURSELF)
    if not by_person.keys() <= mine:
        raise Refusal(Refused.NOT_YOURS)
    if by_person.keys() != mine:
        raise Refusal(Refused.INCOMPLETE)
    for each in given:
        if not all(LOWEST <= mark <= HIGHEST for mark in each.marks):
            raise Refusal(Refused.INCOMPLETE)
        if rating.extremes(each.marks) and len(each.reason.strip()) < shortest_reason():
            raise Refusal(Refused.REASON)
    kept = {row.person_id: row for row in await _of_rater(tx, me.person_id, month)}
    for number in {row.record_id for row in kept.values() if row.record_id is not None}:
        await records.erase(tx, number)
    reasons = {str(each.person_id): each.reason.strip() for each in given if rating.extremes(each.marks)}
    record_id = await records.make(tx, RECORD, reasons, now) if reasons else None
    for each in given:
        row = kept.get(each.person_id) or LeaderRating(
            person_id=each.person_id, month=month, rater_id=me.person_id, branch_id=me.branch_id, at=now,
            virtue=0, ability=0, diligence=0, results=0, integrity=0,
        )  # fmt: skip
        row.virtue, row.ability, row.diligence, row.results, row.integrity = each.marks
        row.record_id = record_id if rating.extremes(each.marks) else None
        row.branch_id, row.at = me.branch_id, now
        tx.add(row)
    await touch(tx, by_person)
    subject = f"rating:{month:%Y-%m}"
    await audit.record(tx, Event.RATED, by=me.person_id, now=now, subject=subject)
    await tx.flush()
    return len(given)


async def of_months(
    session: AsyncSession, first: date, last: date, *, person_id: int | None = None
) -> dict[tuple[int, date], RatingFact]:
    """(person, first day of the month) → the medians, for the months from `first` to `last` (both in any day of theirs)."""
    query = select(LeaderRating).where(col(LeaderRating.month) >= first.replace(day=1), col(LeaderRating.month) <= last)
    if person_id is not None:
        query = query.where(col(LeaderRating.person_id) == person_id)
    found: dict[tuple[int, date], list[Marks]] = {}
    for row in (await session.exec(query)).all():
        found.setdefault((row.person_id, row.month), []).append(row.marks)
    return {key: RatingFact(key[1], rating.medians(marks), len(marks)) for key, marks in found.items()}


async def given_by(session: AsyncSession, rater_id: int, month: date) -> dict[int, LeaderRating]:
    """Person → what that leader gave them for that month."""
    return {row.person_id: row for row in await _of_rater(session, rater_id, month)}


async def compare(session: AsyncSession, me: Who, month: date) -> Comparison | None:
    """How that leader's marks of a month lie to the medians; None where nobody else has rated."""
    mine = {person: row.marks for person, row in (await given_by(session, me.person_id, month)).items()}
    rows = (
        await session.exec(
            select(LeaderRating).where(LeaderRating.month == month, col(LeaderRating.person_id).in_(mine))
        )
    ).all()
    everyone: dict[int, list[Marks]] = {}
    for row in rows:
        everyone.setdefault(row.person_id, []).append(row.marks)
    return rating.compare(mine, everyone)


async def reason_of(session: AsyncSession, row: LeaderRating) -> str:
    """The reason that a leader wrote, or why it cannot be read; "" where none was asked for."""
    if row.record_id is None:
        return ""
    found = await records.read(session, row.record_id, str(row.person_id))
    return found.value if isinstance(found, Unreadable) else found


async def reasons_of(session: AsyncSession, given: Mapping[int, LeaderRating]) -> dict[int, str]:
    """Person → the reason that can still be read, of one leader's marks of one month."""
    found: dict[int, str] = {}
    for number in {row.record_id for row in given.values() if row.record_id is not None}:
        found |= {int(person): reason for person, reason in (await records.texts(session, number)).items()}
    return {person: reason for person, reason in found.items() if person in given}


async def about(session: AsyncSession, person_id: int, month: date) -> list[tuple[LeaderRating, str]]:
    """What was given to one person for one month, with the raters' names; in an order that says nothing of the raters."""
    query = (
        select(LeaderRating, Person.name)
        .join(Person, col(Person.id) == col(LeaderRating.rater_id))
        .where(col(LeaderRating.person_id) == person_id, LeaderRating.month == month)
    )
    rows = [(row, name) for row, name in (await session.exec(query)).all()]
    return sorted(rows, key=lambda pair: pair[0].marks)


async def raters(session: AsyncSession) -> list[Who]:
    """The committees' members who have somebody to rate."""
    return _raters(await directory.people_of(session))


def _raters(everyone: Sequence[Who]) -> list[Who]:
    members: dict[int, set[int]] = {}
    for who in everyone:
        if who.category in MEMBERS:
            members.setdefault(who.branch_id, set()).add(who.person_id)
    return [
        who for who in everyone if who.posts & COMMITTEE_POSTS and members.get(who.branch_id, set()) - {who.person_id}
    ]


async def done(session: AsyncSession, month: date) -> Mapping[int, datetime]:
    """Rater → when they gave the month's marks."""
    given = await _done(session, month, month, EVERYBODY)
    return {rater: at for (rater, _), at in given.items()}


async def _done(session: AsyncSession, first: date, last: date, whose: Whose) -> dict[tuple[int, date], datetime]:
    """Rater and month → when they gave the marks."""
    each = (col(LeaderRating.rater_id), col(LeaderRating.month))
    query = (
        select(*each, func.max(LeaderRating.at))
        .where(each[1] >= first, each[1] <= last, whose.of(LeaderRating.rater_id))
        .group_by(*each)
    )
    return {(rater, month): at for rater, month, at in (await session.exec(query)).all()}


async def newest_month(session: AsyncSession) -> date | None:
    """The newest month that anybody has rated."""
    return (await session.exec(select(func.max(LeaderRating.month)))).first()


async def ledger(session: AsyncSession, scope: Scope) -> list[Entry]:
    """Each leader's rating of a month, by the day on which its window closes; nothing is owed before the bureau's first."""
    begun: date | None = (await session.exec(select(func.min(LeaderRating.month)))).first()
    if begun is None:
        return []
    if scope.person_id is None:
        owing = _raters(await scope.people(session))
    else:
        of_branch = [
            await directory.people_of(session, branch_id=who.branch_id)
            for who in await scope.people(session)
            if who.posts & COMMITTEE_POSTS
        ]
        owing = [who for found in of_branch for who in _raters(found) if who.person_id == scope.person_id]
    entries = []
    month = max(begun, add_months(scope.first.replace(day=1), -1))
    given = await _done(session, month, scope.last, scope.whose) if owing else {}
    while (due := window_of(month)).opens <= scope.last:
        if scope.first <= due.closes <= scope.last and due.opens <= scope.today:
            for who in owing:
                at = given.get((who.person_id, month))
                day = scope.day(at) if at else None
                entries.append(
                    Entry(
                        record=month.year * 100 + month.month,
                        branch_id=who.branch_id,
                        branch=who.branch,
                        what=f"{month.year}年{month.month}月班子评分",
                        on=due.closes,
                        done=day,
                        standing=standing(due.closes, day, scope.today),
                        person_id=who.person_id,
                        person=who.name,
                        police_no=who.police_no,
                    )
                )
        month = add_months(month, 1)
    return entries


async def _of_rater(session: AsyncSession, rater_id: int, month: date) -> Sequence[LeaderRating]:
    query = select(LeaderRating).where(LeaderRating.rater_id == rater_id, LeaderRating.month == month)
    return (await session.exec(query)).all()
