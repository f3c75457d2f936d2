"""Who was expected, who of them has a vote, and who came: the roll of one meeting."""

from dataclasses import dataclass
from datetime import date

from sqlmodel import col, or_, select
from sqlmodel.ext.asyncio.session import AsyncSession

from scoring.votes import Quorum, quorum
from storage import discipline
from storage.engine.clock import ZONE
from storage.meetings.joint import branches_of
from storage.meetings.rows import AHEAD, Attendance, How, Leave, Meeting
from storage.people.directory import Person
from storage.people.posts import Category
from storage.rules.regulations import own, vote_rule

QUORUM_RULE, RIGHTS_RULE = "quorum_and_vote", "voting_rights"


@dataclass(frozen=True)
class OnRoll:
    """One expected person: who, how they may be reached, their row, and whether they have a vote at this meeting."""

    person_id: int
    name: str
    police_no: str
    telegram_id: int | None
    row: Attendance
    category: Category
    entitled: bool

    @property
    def here(self) -> bool:
        return self.row.how == How.ON_SPOT


@dataclass(frozen=True)
class Roll:
    """Everyone expected, in the order of police numbers, sorted out by what became of them.

    A quorum is counted over those entitled to vote who are on the spot: the rule speaks of those present (到会).
    """

    everyone: list[OnRoll]

    def of(self, person_id: int) -> OnRoll | None:
        """That person's place on it."""
        return next((each for each in self.everyone if each.person_id == person_id), None)

    @property
    def away(self) -> list[OnRoll]:
        """Those with a vote who are not on the spot."""
        return [each for each in self.everyone if each.entitled and not each.here]

    def _having(self, how: How) -> list[OnRoll]:
        return [each for each in self.everyone if each.row.how == how]

    def _leave(self, state: Leave) -> list[OnRoll]:
        return [each for each in self.everyone if each.row.how is None and each.row.leave == state]

    @property
    def on_spot(self) -> list[OnRoll]:
        return self._having(How.ON_SPOT)

    @property
    def live(self) -> list[OnRoll]:
        """Followed the live stream."""
        return self._having(How.LIVE)

    @property
    def made_up(self) -> list[OnRoll]:
        """Made it up later."""
        return self._having(How.MADE_UP)

    @property
    def on_leave(self) -> list[OnRoll]:
        """On leave that was granted, and not come after all."""
        return self._leave(Leave.GRANTED)

    @property
    def leave_asked(self) -> list[OnRoll]:
        """Waiting for an answer to their request."""
        return self._leave(Leave.ASKED)

    @property
    def absent(self) -> list[OnRoll]:
        """Nothing of the kind; while the meeting goes on: not yet come."""
        return [
            each for each in self.everyone if each.row.how is None and each.row.leave in (None, Leave.REFUSED.value)
        ]

    @property
    def missed(self) -> list[OnRoll]:
        """Who did not take part (yet), on leave or not."""
        return [*self.absent, *self.leave_asked, *self.on_leave]

    @property
    def quorum(self) -> Quorum:
        """Whether enough of those entitled to vote are on the spot."""
        entitled = [each for each in self.everyone if each.entitled]
        return quorum_of(len(entitled), sum(each.here for each in entitled))


def quorum_of(entitled: int, on_spot: int) -> Quorum:
    return quorum(entitled, on_spot, vote_rule(own()[QUORUM_RULE]))


async def roll_of(session: AsyncSession, meeting: Meeting) -> Roll:
    """The roll of a meeting, also with those who have left the roster since.

    Until its end, who has a vote is looked up anew: a 正式党员 whose rights nothing suspends on the day of the meeting. Afterwards
    it stays as it was last settled.
    """
    query = (
        select(Attendance, Person)
        .join(Person, col(Person.id) == col(Attendance.person_id))
        .where(col(Attendance.meeting_id) == meeting.number)
        .order_by(col(Person.police_no))
    )
    found = (await session.exec(query)).all()
    live = meeting.state in AHEAD
    without = (
        await discipline.without_vote(session, [row.person_id for row, _ in found], day_of(meeting)) if live else ()
    )

    def entitled(row: Attendance, person: Person) -> bool:
        if not live:
            return row.entitled
        full = person.category == Category.FULL_MEMBER and person.left_at is None
        return full and row.person_id not in without

    return Roll(
        [
            OnRoll(
                row.person_id,
                person.name,
                person.police_no,
                person.telegram_id,
                row,
                Category(person.category),
                entitled(row, person),
            )
            for row, person in found
        ]
    )


def day_of(meeting: Meeting) -> date:
    """The day on which it is held."""
    return (meeting.opened_at or meeting.starts_at).astimezone(ZONE).date()


async def leave_out_departed(tx: AsyncSession, meeting: Meeting) -> None:
    """Who was expected when the meeting was called, and has left the bureau or the branch since, is not expected any more."""
    here = await branches_of(tx, meeting)
    query = (
        select(Attendance)
        .join(Person, col(Person.id) == col(Attendance.person_id))
        .where(
            col(Attendance.meeting_id) == meeting.number,
            col(Attendance.how).is_(None),
            or_(col(Person.left_at).is_not(None), col(Person.branch_id).not_in(here)),
        )
    )
    for row in (await tx.exec(query)).all():
        await tx.delete(row)
    await tx.flush()


async def settle(tx: AsyncSession, meeting: Meeting) -> Roll:
    """The roll, with who has a vote written into its rows."""
    roll = await roll_of(tx, meeting)
    for each in roll.everyone:
        if each.row.entitled != each.entitled:
            each.row.entitled = each.entitled
            tx.add(each.row)
    await tx.flush()
    return roll
