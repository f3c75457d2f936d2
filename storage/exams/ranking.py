"""The ranking (学习排名): persons within their branch, branches within the bureau by the average of their members."""

import calendar
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from enum import StrEnum
from fractions import Fraction

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from scoring import ranking
from scoring.cadence import add_months
from scoring.ranking import Facts, Score
from storage.engine.clock import ZONE
from storage.exams import practice, results
from storage.exams.rows import Unnamed
from storage.people import directory
from storage.people.directory import Who
from storage.people.posts import MEMBERS
from storage.people.whose import EVERYBODY, Whose
from storage.rules.switches import Switch, is_on
from storage.study.credits import hours_in
from storage.study.pace import target_of


class Span(StrEnum):
    """Over which time."""

    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"

    @property
    def months(self) -> int:
        """How many months it has."""
        return {"month": 1, "quarter": 3, "year": 12}[self.value]


@dataclass(frozen=True)
class Period:
    """One month, quarter or year."""

    span: Span
    first: date

    @property
    def last(self) -> date:
        end = add_months(self.first, self.span.months - 1)
        return end.replace(day=calendar.monthrange(end.year, end.month)[1])

    @property
    def name(self) -> str:
        """2026年11月, 2026年第4季度, 2026年."""
        year = f"{self.first.year}年"
        if self.span is Span.MONTH:
            return f"{year}{self.first.month}月"
        return year if self.span is Span.YEAR else f"{year}第{(self.first.month + 2) // 3}季度"


def period(span: Span, day: date, back: int = 0) -> Period:
    """The period that the day lies in, or one that many before it."""
    month = day.month if span is Span.MONTH else (day.month - 1) // 3 * 3 + 1 if span is Span.QUARTER else 1
    return Period(span, add_months(date(day.year, month, 1), -back * span.months))


@dataclass(frozen=True)
class Place:
    """A person's place in the branch."""

    place: int
    who: Who
    score: Score
    named: bool


@dataclass(frozen=True)
class BranchPlace:
    """A branch's place in the bureau; `score` is the average over all its members, `taking_part` those above 0."""

    place: int
    branch_id: int
    branch: str
    score: Fraction
    members: int
    taking_part: int


@dataclass(frozen=True)
class Ranked:
    """Everybody's scores in a period."""

    period: Period
    members: list[Who]
    scores: dict[int, Score]
    unnamed: set[int]

    def in_branch(self, branch_id: int) -> list[Place]:
        """The branch's members from the first place on; within a place in the order of police numbers."""
        mine = {who.person_id: who for who in self.members if who.branch_id == branch_id}
        found = ranking.places({person: self.scores[person].total for person in mine})
        return [Place(place, mine[each], self.scores[each], each not in self.unnamed) for place, each in found]

    def branches(self) -> list[BranchPlace]:
        """The branches from the first place on; every member counts, also one who took no part."""
        totals: dict[int, list[Fraction]] = {}
        names: dict[int, str] = {}
        for who in self.members:
            totals.setdefault(who.branch_id, []).append(self.scores[who.person_id].total)
            names[who.branch_id] = who.branch
        averages = {branch: ranking.average(totals[branch]) for branch in sorted(totals)}
        return [
            BranchPlace(place, each, names[each], averages[each], len(totals[each]), sum(map(bool, totals[each])))
            for place, each in ranking.places(averages)
        ]


async def ranked(
    session: AsyncSession, wanted: Period, now: datetime, *, branch_id: int | None = None, person_id: int | None = None
) -> Ranked:
    """The party members' scores, of all, a branch or one; others take exams, but stand in no ranking."""
    ids = None if person_id is None else {person_id}
    people = await directory.people_of(session, branch_id=branch_id, ids=ids)
    members = [who for who in people if who.category in MEMBERS]
    whose = EVERYBODY if branch_id is None else Whose(branches=(branch_id,))
    whose = whose if person_id is None else Whose(people=(person_id,))
    exams = await results.results_in(session, wanted.first, wanted.last, now.tzinfo or ZONE, now=now, whose=whose)
    study = await _study(session, wanted, members, now.tzinfo or ZONE, whose) if is_on(Switch.STUDY_IN_RANKING) else {}
    practised = await practice.days_in(session, wanted.first, wanted.last, whose)
    weights, scores = ranking.own(), dict[int, Score]()
    for who in members:
        facts = Facts(
            tuple(each.share for each in exams.get(who.person_id, [])),
            study.get(who.person_id),
            practised.get(who.person_id, 0),
        )
        scores[who.person_id] = ranking.score(facts, weights, wanted.span.months)
    unnamed = set((await session.exec(select(Unnamed.person_id))).all())
    return Ranked(wanted, members, scores, unnamed)


async def _study(
    session: AsyncSession, wanted: Period, members: list[Who], zone: tzinfo, whose: Whose
) -> dict[int, Fraction]:
    """Person → the share of the study hours owed for that time, which are the year's by its months."""
    tenths = await hours_in(session, wanted.first, wanted.last, whose=whose, zone=zone)
    found = {}
    for who in members:
        owed = target_of(who)
        if owed:
            found[who.person_id] = Fraction(tenths.get(who.person_id, 0) * 12, owed * wanted.span.months)
    return found


async def name_me(tx: AsyncSession, me: Who, now: datetime, *, named: bool) -> None:
    """Stand in the lists by name, or as 一位同志."""
    row = await tx.get(Unnamed, me.person_id)
    if named and row is not None:
        await tx.delete(row)
    elif not named and row is None:
        tx.add(Unnamed(person_id=me.person_id, at=now))


async def is_named(session: AsyncSession, person_id: int) -> bool:
    """Whether that person stands in the lists by name."""
    query = select(Unnamed).where(col(Unnamed.person_id) == person_id)
    return (await session.exec(query)).first() is None
