"""What each subject's file is given, to write that subject's past into a database that has the bureau's roster."""

import heapq
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import count
from random import Random

from sqlmodel.ext.asyncio.session import AsyncSession

from sandbox.bureau.people import COMMITTEE_POSTS, ZONE, Branch, Bureau, Person
from storage.people.directory import Who

BEGAN = 400
"""So many days ago the bureau began with the bot."""
Story = AsyncIterator[datetime]
"""What some people did, one after the other: it gives the moment at which it goes on."""


@dataclass(frozen=True)
class Team:
    """A branch's people by what they do there. In a small branch one person has two of the posts.

    The members are those without any post; in the inspectors' branch, where all others have one, the inspectors. Whose account is
    not bound takes no part yet.
    """

    branch: Branch
    secretary: Person
    deputy: Person
    organiser: Person
    publicity: Person
    discipline: Person
    leaders: tuple[Person, ...]
    members: tuple[Person, ...]
    others: tuple[Person, ...]

    @property
    def committee(self) -> tuple[Person, ...]:
        """Each once, the secretary first."""
        return tuple(dict.fromkeys((self.secretary, self.deputy, self.organiser, self.publicity, self.discipline)))


@dataclass(frozen=True)
class Past:
    """The bureau, the transaction that it is written in, and the database's ids of who and what is in it.

    People go by 警号, branches by name, party groups by branch and name. `now` is when the demo begins, in the bureau's zone.
    """

    tx: AsyncSession
    bureau: Bureau
    now: datetime
    people: dict[str, int]
    branches: dict[str, int]
    groups: dict[tuple[str, str], int]
    known: dict[str, Who]

    def random(self, subject: str) -> Random:
        """The subject's own chance, the same for the same bureau on the same day."""
        return Random(f"{subject}:{self.bureau.seed}:{self.bureau.today.isoformat()}")

    def who(self, person: Person) -> Who:
        return self.known[person.badge]

    def id_of(self, person: Person) -> int:
        return self.people[person.badge]

    def day(self, ago: int) -> date:
        """That many days ago; negative for days to come."""
        return self.bureau.today - timedelta(days=ago)

    def at(self, ago: int, hour: int = 9, minute: int = 0) -> datetime:
        """As `day`, with the time of day."""
        return datetime.combine(self.day(ago), time(hour, minute), ZONE)

    def teams(self) -> list[Team]:
        """Every branch's, in order."""
        return [self.team(branch.name) for branch in self.bureau.branches]

    def team(self, name: str) -> Team:
        people = self.bureau.of_branch(name)
        leading = {"党小组长", *COMMITTEE_POSTS}
        members = [each for each in people if each.is_member and each.bound and not leading & set(each.posts)]

        def holding(post: str) -> Person:
            return next(each for each in people if post in each.posts)

        return Team(
            self.bureau.branch(name),
            secretary=holding("支部书记"),
            deputy=holding("支部副书记"),
            organiser=holding("组织委员"),
            publicity=holding("宣传委员"),
            discipline=holding("纪检委员"),
            leaders=tuple(each for each in people if "党小组长" in each.posts),
            members=tuple(each for each in members if not each.posts) or tuple(members),
            others=tuple(each for each in people if each.bound and not each.is_member),
        )


async def tell(stories: Iterable[Story]) -> None:
    """Let them all happen in the order of time, so that numbers and the audit trail run as they would have."""
    number, waiting = count(), list[tuple[datetime, int, Story]]()
    ready = list(stories)
    while ready or waiting:
        story = ready.pop(0) if ready else heapq.heappop(waiting)[2]
        moment = await anext(story, None)
        if moment is not None:
            heapq.heappush(waiting, (moment, next(number), story))
