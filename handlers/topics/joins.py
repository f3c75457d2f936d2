"""What topics give to other screens: what waits, at home; taking part and the secretary's answers, in the ledger."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from handlers.kit.joins import Finding, Found, Subject, ToDo, Waiting
from handlers.kit.screens.context import Context
from handlers.kit.screens.links import OpenTopic, Requests
from handlers.topics import cards, pushes
from storage.ledger import Entry
from storage.people import directory
from storage.people.access import may, roles
from storage.people.asking import Answers, Asked
from storage.people.directory import Who
from storage.people.finding import Words
from storage.people.rights import Act, Role
from storage.topics import lists, waiting
from storage.topics.rows import Opinion, Topic


def _asks(me: Who, _now: datetime) -> list[Asked]:
    silent = [waiting.SILENT] if Role.MEMBER in roles(me) else []
    return [*silent, waiting.OWED] if may(me, Act.ANSWER_OPINIONS) else silent


async def _waiting(session: AsyncSession, me: Who, now: datetime, answers: Answers) -> list[ToDo]:
    """What one has not spoken on, and what a secretary owes."""
    silent, unanswered = answers.get(waiting.SILENT), answers.get(waiting.OWED)
    open_ones = await lists.open_for(session, me.person_id, me.branch_id, now.date()) if silent else ()
    owed: dict[int, list[tuple[Opinion, Topic]]] = {}
    for opinion, topic in await lists.owed_by(session, me) if unanswered else ():
        owed.setdefault(topic.key, []).append((opinion, topic))
    return [
        *(ToDo(f"💭 话题待发言：{topic.title}", OpenTopic(topic.key), topic.until) for topic in open_ones),
        *(
            ToDo(
                f"✍ {len(found)} 条发言待答复：{found[0][1].title}",
                Requests(pushes.OPINION),
                min(lists.answer_due(opinion.at, now.tzinfo) for opinion, _ in found),
            )
            for found in owed.values()
        ),
    ]


WAITING = Waiting(_waiting, _asks)


async def _urge(tx: AsyncSession, context: Context, entries: Sequence[Entry]) -> int:
    """Of each topic those who can still speak and have not, and the secretary who owes answers; of a person's line only them."""
    told, heads = 0, await directory.secretaries(tx)
    for number in {entry.record for entry in entries}:
        topic = await tx.get(Topic, number)
        if topic is None or topic.closed_at is not None or not may(context.me, Act.URGE, topic.place):
            continue
        named = {entry.person_id for entry in entries if entry.record == number}
        only = None if None in named else {person for person in named if person is not None}
        told += await pushes.urged(tx, topic, context, only)
        head = heads.get(topic.branch_id)
        if head is not None and (only is None or head.person_id in only):
            told += await pushes.urged_to_answer(tx, topic, head.person_id, context)
    return told


TOPICS = Subject("topics", "微社区", lists.ledger, lambda entry: OpenTopic(entry.record), _urge)


async def _find(session: AsyncSession, me: Who, words: Words, now: datetime) -> list[Found]:
    found = await lists.bearing(session, me, words)
    return [Found(cards.label(each, now.date()), OpenTopic(each.topic.key)) for each in found]


FINDING = Finding("topic", "💬 微社区", Act.SEE_TOPICS, _find)
