"""The year's hours of those who owe some: how many there are, how many there should be by now, who lags, urging them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from scoring.study import pace
from storage.engine.clock import ZONE
from storage.engine.refusal import Refusal
from storage.people import directory
from storage.people.access import Place, may
from storage.people.directory import Person, Who
from storage.people.posts import COMMITTEE_POSTS, MEMBERS
from storage.people.rights import Act
from storage.people.whose import EVERYBODY, Whose
from storage.rules.regulations import own
from storage.rules.urging import rested
from storage.study import credits as study_credits
from storage.study.rows import Refused, StudyUrge

MEMBER_RULE, LEADER_RULE = "study_hours", "leader_study_hours"


@dataclass(frozen=True)
class Year:
    """One person's hours in a year, in tenths: credited, owed by its end, and due by the day that was asked about."""

    who: Who
    tenths: int
    target: int
    expected: int

    @property
    def behind(self) -> bool:
        """Whether there are fewer than there should be by now."""
        return self.tenths < self.expected

    @property
    def done(self) -> bool:
        """Whether the year's hours are complete."""
        return self.tenths >= self.target


def rule_of(who: Who) -> str | None:
    """The rule that sets somebody's hours; None for somebody who owes none."""
    if who.category not in MEMBERS:
        return None
    return LEADER_RULE if who.posts & COMMITTEE_POSTS else MEMBER_RULE


def target_of(who: Who) -> int | None:
    """What somebody owes a year, in tenths."""
    rule = rule_of(who)
    return own()[rule].integer("hours") * 10 if rule else None


async def years(
    session: AsyncSession,
    today: date,
    *,
    branch_id: int | None = None,
    person_id: int | None = None,
    everyone: Sequence[Who] | None = None,
    zone: tzinfo = ZONE,
) -> list[Year]:
    """The year of `today` up to that day for everyone (of that branch) who owes hours, in the order of police numbers.

    `everyone` are those people where they are known.
    """
    if everyone is None:
        ids = None if person_id is None else {person_id}
        everyone = await directory.people_of(session, branch_id=branch_id, ids=ids)
    whose = EVERYBODY if person_id is None else Whose(people=(person_id,))
    hours = await study_credits.hours_in(
        session, date(today.year, 1, 1), today, branch_id=branch_id, whose=whose, zone=zone
    )
    dates = select(col(Person.id), col(Person.joined_on)).where(col(Person.joined_on) >= date(today.year, 1, 1))
    joined = dict((await session.exec(dates)).all())
    found = []
    for who in everyone:
        target = target_of(who)
        if target is not None:
            expected = pace(target, joined.get(who.person_id), today)
            found.append(Year(who, hours.get(who.person_id, 0), target, expected))
    return found


async def urge(
    tx: AsyncSession, me: Who, now: datetime, *, branch_id: int | None = None, only: set[int] | None = None
) -> list[Year]:
    """Those (of a branch, of `only`) who lag and have not been urged within the rest time; now they are. `now` is local.

    Raises Refusal where there is nobody.
    """
    lagging = [
        year
        for year in await years(tx, now.date(), branch_id=branch_id, zone=now.tzinfo or ZONE)
        if year.behind
        and (only is None or year.who.person_id in only)
        and year.who.person_id != me.person_id
        and may(me, Act.URGE, Place(branch_id=year.who.branch_id))
    ]
    if not lagging:
        raise Refusal(Refused.ALL_DONE)
    urged = {row.person_id: row for row in (await tx.exec(select(StudyUrge))).all()}
    told = []
    for year in lagging:
        row = urged.get(year.who.person_id)
        if row is not None and not rested(row.at, now):
            continue
        row = row or StudyUrge(person_id=year.who.person_id, at=now)
        row.at = now
        tx.add(row)
        told.append(year)
    if not told:
        raise Refusal(Refused.RESTING)
    return told
