"""What was published to the bureau, the branches and the groups, and who has read it."""

from collections.abc import Iterator
from datetime import timedelta
from random import Random

from sqlalchemy import update

from sandbox.bureau import notices_words as words
from sandbox.bureau.past import Past, Story
from sandbox.bureau.people import Person
from storage.notices.audience import Audience
from storage.notices.publishing import publish
from storage.notices.rows import By, NoticeReader
from storage.people.posts import Post

_READ = {1: 0.45, 2: 0.6, 5: 0.8, 6: 0.85, 12: 0.97, 34: 1.0}
"""Days ago → how many have read it by now."""


def stories(past: Past) -> Iterator[Story]:
    staff = past.bureau.holding("党务干部")[0]
    for ago, text in words.BUREAU:
        yield _notice(past, staff, ago, text, Audience())
    ago, text = words.TO_SECRETARIES
    yield _notice(past, staff, ago, text, Audience(by=By.POSTS, chosen=(Post.SECRETARY.value,)))
    yield _waiting(past, past.teams()[0].secretary)
    for team in past.teams():
        here = past.branches[team.branch.name]
        for ago, text in words.BRANCH:
            yield _notice(past, team.secretary, ago, text, Audience(here))
        for leader in team.leaders:
            ago, text = words.GROUP
            yield _notice(past, leader, ago, text, Audience(here, past.groups[team.branch.name, leader.group]))


async def _waiting(past: Past, by: Person) -> Story:
    """One that goes out on the demo's second morning."""
    at = past.at(1, 17, 5)
    yield at
    audience = Audience(past.branches[by.branch])
    tomorrow = past.at(-1, 8, 0)
    await publish(past.tx, past.who(by), audience, text=words.LATER, now=at, at=tomorrow)


async def _notice(past: Past, by: Person, ago: int, text: str, audience: Audience) -> Story:
    random = past.random(f"notice:{by.badge}:{ago}")
    at = past.at(ago, random.choice((9, 10, 15, 16)), random.randrange(60))
    yield at
    notice, to = await publish(past.tx, past.who(by), audience, text=text, now=at)
    reads = [
        {"notice_id": notice.key, "person_id": each, "read_at": read}
        for each in to
        if random.random() < _READ[ago] and (read := at + _until_read(random)) < past.now
    ]
    if reads:
        # Everybody's at once: to press 已阅 for each would take longer than all the rest.
        await past.tx.exec(update(NoticeReader), params=reads)


def _until_read(random: Random) -> timedelta:
    return timedelta(minutes=random.expovariate(1 / 300))
