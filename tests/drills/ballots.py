"""``python -m tests.drills.ballots DATA URL``: everybody votes at once, each vote sent twice, in a process that may be killed at any moment.

`ballots` starts it again until it has been through, then counts: every vote once, for what was chosen.
"""

import asyncio
import random
import signal
import sys
from collections import Counter
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
from tests.drills.homes import Home
from tests.drills.outcome import Outcome
from tests.processes import started

NOW = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
BALLOT = 1


def choice_of(person: int) -> int:
    """What that person chooses, whenever they are asked."""
    return person % 7 % 3


def opened(data: Path, url: str) -> tuple[Database, Box]:
    """The database and the box that lie there."""
    return Database(url), Box(data / "ballots")


async def prepare(data: Path, url: str, people: int) -> None:
    """A meeting with everybody there, and a secret ballot."""
    database, box = opened(data, url)
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


async def everybody_votes(data: Path, url: str) -> None:
    """Every vote twice: as the same update, and as another press."""
    database, box = opened(data, url)
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


async def ballots(data: Path, home: Home, name: str, *, people: int, kills: int) -> Outcome:
    """Counts what was cast, against what everybody chose."""
    outcome, loop = Outcome(name, home.name, acted=people, facts={"kills": kills}), asyncio.get_running_loop()
    await prepare(data, home.straight, people)
    begun, killed = loop.time(), 0
    while True:
        process = await started("-m", "tests.drills.ballots", str(data), home.straight)
        assert process.stderr
        await process.stderr.readline()
        if killed == kills:
            break
        await asyncio.sleep(random.uniform(0.05, 0.25))
        if process.returncode is None:
            process.send_signal(signal.SIGKILL)
            killed += 1
        await process.wait()
    _, said = await process.communicate()
    if process.returncode:
        outcome.wrong.append(said.decode()[-300:])
    database, box = opened(data, home.straight)
    async with database.write() as tx:
        me = await who_has_id(tx, 1)
        assert me is not None
        done = await count(tx, box, me, BALLOT, NOW)
    assert isinstance(done, Ballot)
    await finish(box, done)
    await database.close()
    chosen = Counter(map(choice_of, range(1, people + 1)))
    found = Counter(dict(enumerate(done.counts or [])))
    outcome.lost, outcome.doubled = (chosen - found).total(), (found - chosen).total()
    outcome.seconds = loop.time() - begun
    return outcome


if __name__ == "__main__":
    asyncio.run(everybody_votes(Path(sys.argv[1]), sys.argv[2]))
