"""Topics: members who have said nothing the day before its end, and what a secretary owes an answer to."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlmodel.ext.asyncio.session import AsyncSession

from handlers.topics import pushes
from storage.engine.sweeps import apart
from storage.mail import outbox
from storage.mail.outbox import Push, person_key
from storage.people import directory
from storage.rules.regulations import own
from storage.topics import lists


async def find(session: AsyncSession, local: datetime) -> Sequence[Push]:
    """One reminder to each silent member of a topic; to a secretary one for each day on which answers fall due."""
    today = local.date()
    ahead = timedelta(days=own()[lists.SPEAK_RULE].integer("days"))
    ending = [
        topic
        for topic in await lists.ending(session, today, today + ahead)
        if topic.at.astimezone(local.tzinfo).date() < today
    ]
    quiet = await lists.silent_on(session, [topic.key for topic in ending]) if ending else {}
    found: list[Push] = []
    for topic in ending:
        with apart(session):
            found += pushes.silent(topic, quiet.get(topic.key, ()), local, "topic_silent")
    return [*found, *await _owed(session, local)]


async def _owed(session: AsyncSession, local: datetime) -> list[Push]:
    heads, waiting = await directory.heads(session), dict[int, list[datetime]]()
    whose = dict[int, int]()
    for topic, branch, by, at in await lists.answers_due(session, local.date(), local.tzinfo):
        if (head := heads.get(branch)) and by != head:
            waiting.setdefault(topic, []).append(at)
            whose[topic] = head
    told = {
        person_key(
            pushes.OWED, f"topic:{topic}", lists.answer_due(max(said), local.tzinfo).isoformat(), whose[topic]
        ): topic
        for topic, said in waiting.items()
    }
    untold = await outbox.untold(session, told)
    topics = await lists.named(session, untold.values()) if untold else {}
    found: list[Push] = []
    for (_, _, period, _), number in untold.items():
        with apart(session):
            found.append(pushes.owed(topics[number], len(waiting[number]), whose[number], period, local))
    return found
