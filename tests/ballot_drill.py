"""``python -m tests.ballot_drill DATA``: everybody votes at once, each vote sent twice, in a process that may be killed at any moment.

`ballot_drill` starts it again until it has been through, then counts: every vote once, for what was chosen.
"""

import asyncio
import random
import signal
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from sqlmodel import select

from scoring.duties import MeetingKind
from storage.ballots.box import Box, receipt
from storage.ballots.matters import ACCEPTANCE_RULE, Matter, open_ballot
from storage.ballots.rows import Ballot, BallotVoter, Refused
from storage.ballots.voting import cast, count, finish
from storage.engine.database import AlreadyTaken, Database
from storage.engine.migrate import migrate
from storage.engine.refusal import Refusal
from storage.mail import inbox
from storage.meetings import checkin, planning
from storage.meetings.rows import Attendance, How
from storage.people.directory import Branch, Person, PostHeld, who_has_id
from storage.people.posts import Category, Post
from storage.sealed.keyring import Sealed
from tests.processes import started

NOW = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
BALLOT = 1


def choice_of(person: int) -> int:
    """What that person chooses, whenever they are asked."""
    return person % 7 % 3


def opened(data: Path) -> tuple[Database, Box]:
    """The database and the box that lie there."""
    return Database(f"sqlite+aiosqlite:///{data}/bot.db"), Box(data / "ballots")


async def prepare(data: Path, people: int) -> None:
    """A meeting with everybody there, and a secret ballot."""
    database, box = opened(data)
    await migrate(database)
    async with database.write() as tx:
        tx.add(Branch(id=1, name="第一支部"))
        await tx.flush()
        for number in range(1, people + 1):
            category = Category.FULL_MEMBER.value
            tx.add(Person(id=number, police_no=f"{number:06}", name=f"党员{number}", branch_id=1, category=category))
        await tx.flush()
        tx.add(PostHeld(person_id=1, post=Post.SECRETARY.value))
        await tx.flush()
        meeting = await planning.call(
            tx,
            kinds=frozenset({MeetingKind.GENERAL}),
            branch_id=1,
            group_id=None,
            title="党员大会",
            starts_at=NOW.replace(hour=5),
            place="礼堂",
            live_url=None,
            agenda="",
            chair_id=1,
            expected=range(1, people + 1),
            now=NOW,
        )
        await checkin.open_check_in(tx, 1, NOW)
        for row in (await tx.exec(select(Attendance))).all():
            row.how = How.ON_SPOT.value
            tx.add(row)
        await tx.flush()
        me = await who_has_id(tx, 1)
        assert me is not None
        made = await open_ballot(tx, box, me, meeting.number, Matter("接收", ACCEPTANCE_RULE), now=NOW)
        assert isinstance(made, Ballot)
        await inbox.keep(tx, {update: Sealed("", b"") for update in range(1, people * 2 + 1)}, NOW)
    await database.close()


async def everybody_votes(data: Path) -> None:
    """Every vote twice: as the same update, and as another press."""
    database, box = opened(data)
    async with database.read() as session:
        people = [row.person_id for row in (await session.exec(select(BallotVoter))).all()]
    presses = [(person, person) for person in people] * 2 + [(person + len(people), person) for person in people]
    random.shuffle(presses)
    print("voting", file=sys.stderr, flush=True)

    async def press(update: int, person: int) -> None:
        try:
            async with database.write(update) as tx:
                await cast(tx, box, BALLOT, person, choices=[choice_of(person)], receipt=receipt())
        except AlreadyTaken:
            return
        except Refusal as refusal:
            # Another press of who has voted.
            assert refusal.word is Refused.VOTED

    await asyncio.gather(*(press(*each) for each in presses))
    await database.close()


async def ballot_drill(people: int = 474, kills: int = 8) -> tuple[list[int], list[int], int]:
    """The counts that there should be, those that there are, and how often a process was killed while voting."""
    with tempfile.TemporaryDirectory() as folder:
        data, killed = Path(folder), 0
        await prepare(data, people)
        while True:
            process = await started("-m", "tests.ballot_drill", str(data))
            assert process.stderr
            await process.stderr.readline()
            if killed < kills:
                await asyncio.sleep(random.uniform(0.05, 0.25))
                if process.returncode is None:
                    process.send_signal(signal.SIGKILL)
                    killed += 1
                await process.wait()
                continue
            assert await process.wait() == 0
            break
        database, box = opened(data)
        async with database.write() as tx:
            me = await who_has_id(tx, 1)
            assert me is not None
            done = await count(tx, box, me, BALLOT, NOW)
        assert isinstance(done, Ballot)
        await finish(box, done)
        await database.close()
    chosen = [choice_of(person) for person in range(1, people + 1)]
    return [chosen.count(option) for option in range(3)], done.counts or [], killed


if __name__ == "__main__":
    asyncio.run(everybody_votes(Path(sys.argv[1])))
