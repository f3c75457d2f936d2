"""Topics: members who have said nothing the day before its end, and what a secretary owes an answer to."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlmodel.ext.asyncio.session import AsyncSession

from handlers.topics import pushes
from storage.engine.sweeps import apart
from storage.mail.outbox import Push
from storage.people import directory
from storage.rules.regulations import own
from storage.topics import lists
from storage.topics.rows import Topic


async def find(session: AsyncSession, local: datetime) -> Sequence[Push]:
    """One reminder to each silent member of a topic; to a secretary one for each day on which answers fall due."""
    today = local.date()
    ahead = timedelta(days=own()[lists.SPEAK_RULE].integer("days"))
    found: list[Push] = []
    for topic in await lists.ending(session, today, today + ahead):
        with apart(session):
            if topic.at.astimezone(local.tzinfo).date() < today:
                quiet = [person.id or 0 for person in await lists.silent(session, topic)]
                found += pushes.silent(topic, quiet, local, "topic_silent")
    return [*found, *await _owed(session, local)]


async def _owed(session: AsyncSession, local: datetime) -> list[Push]:
    today = local.date()
    waiting: dict[int, tuple[Topic, int, date]] = {}
    for opinion, topic in await lists.answers_due(session, today, local.tzinfo):
        due = lists.answer_due(opinion.at, local.tzinfo)
        _, number, latest = waiting.get(topic.key, (topic, 0, due))
        waiting[topic.key] = (topic, number + 1, max(latest, due))
    heads = await directory.secretaries(session) if waiting else {}
    found: list[Push] = []
    for topic, number, latest in waiting.values():
        with apart(session):
            if head := heads.get(topic.branch_id):
                found.append(pushes.owed(topic, number, head.person_id, latest.isoformat(), local))
    return found
