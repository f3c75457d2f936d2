"""The yearly duty of heart-to-heart talks: who has not yet had theirs, by kind of pair. From the talks' existence alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel.ext.asyncio.session import AsyncSession

from scoring.cadence import Cadence
from scoring.duties import period_of
from storage.ledger import Entry, Scope, standing
from storage.people import directory
from storage.people.directory import Who
from storage.people.posts import COMMITTEE_POSTS, MEMBERS
from storage.rules.regulations import own
from storage.talks import lists
from storage.talks.lists import PairTalk
from storage.talks.rows import Pair

RULE = "talks"


@dataclass(frozen=True)
class Owed:
    """One person's duty in one kind of pair: how many talks they had in the year, and on which day the last that was owed."""

    who: Who
    pair: Pair
    had: int
    done: date | None


def year(day: date) -> tuple[date, date]:
    """First and last day of the period in which talks are owed."""
    return period_of(day, own()[RULE].period())


def cadence() -> Cadence:
    """How often they are owed."""
    return Cadence(own()[RULE].period().value)


def owed(members: Sequence[Who], talks: Sequence[PairTalk], count: int) -> list[Owed]:
    """Each member's duties, from the members of a branch and the talks of the year, oldest first.

    A committee member owes talks with another of the committee; any other member with a committee member and with a fellow
    member. Where there is nobody to talk with, nothing is owed.
    """
    leaders = [who for who in members if who.posts & COMMITTEE_POSTS]
    others = [who for who in members if not who.posts & COMMITTEE_POSTS]
    wanted: list[tuple[Pair, Sequence[Who]]] = [
        (Pair.COMMITTEE, leaders if len(leaders) > 1 else ()),
        (Pair.MIXED, others if leaders else ()),
        (Pair.MEMBERS, others if len(others) > 1 else ()),
    ]
    held: dict[tuple[Pair, int], list[date]] = {}
    for talk in talks:
        for person in {talk.by, talk.other}:
            held.setdefault((talk.pair, person), []).append(talk.on)
    found = []
    for pair, whom in wanted:
        for who in whom:
            days = held.get((pair, who.person_id), [])
            found.append(Owed(who, pair, len(days), days[count - 1] if len(days) >= count else None))
    return found


async def of_branch(session: AsyncSession, branch_id: int, day: date) -> list[Owed]:
    """A branch's duties in the year of that day."""
    return (await _by_branch(session, day, branch_id)).get(branch_id, [])


async def of_all(session: AsyncSession, day: date) -> dict[int, list[Owed]]:
    """Branch → its duties in the year of that day, by two questions."""
    return await _by_branch(session, day, None)


async def _by_branch(
    session: AsyncSession, day: date, branch_id: int | None, people: Sequence[Who] | None = None
) -> dict[int, list[Owed]]:
    """`people` are everyone there, where they are known."""
    first, last = year(day)
    members: dict[int, list[Who]] = {}
    for who in await directory.people_of(session, branch_id=branch_id) if people is None else people:
        if who.category in MEMBERS:
            members.setdefault(who.branch_id, []).append(who)
    talks = await lists.pairs_by_branch(session, first, last, branch_id)
    count = own()[RULE].integer("count")
    return {branch: owed(mine, talks.get(branch, ()), count) for branch, mine in members.items()}


async def ledger(session: AsyncSession, scope: Scope) -> list[Entry]:
    """Each member's duties of a year that ends in the scope, or that runs on beyond it."""
    first, last = year(min(scope.last, scope.today))
    if scope.first > scope.today or not (scope.first <= last <= scope.last or last >= scope.today):
        return []
    began = await scope.began(session)
    if began and last < began:
        return []
    found = []
    people, branch_of = await scope.people(session), scope.branch_id
    if scope.person_id is not None:
        # Others of the branch make the pairs: of one person alone nothing can be said.
        branch_of = next((who.branch_id for who in people), None)
    owed_in = await _by_branch(session, first, branch_of, None if scope.person_id is not None else people)
    for branch_id, branch in (await scope.branches(session)).items():
        for each in owed_in.get(branch_id, ()):
            if scope.person_id in (None, each.who.person_id):
                found.append(
                    Entry(
                        record=each.who.person_id,
                        branch_id=branch_id,
                        branch=branch,
                        what=f"{first.year}年谈心谈话（{each.pair.value}）",
                        on=last,
                        done=each.done,
                        standing=standing(last, each.done, scope.today),
                        person_id=each.who.person_id,
                        person=each.who.name,
                        police_no=each.who.police_no,
                        note=f"已谈 {each.had} 次",
                    )
                )
    return found
