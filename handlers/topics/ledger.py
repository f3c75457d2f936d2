"""Topics in the ledger: taking part, and the secretary's answers."""

from collections.abc import Sequence

from sqlmodel.ext.asyncio.session import AsyncSession

from handlers.kit.joins import Subject
from handlers.kit.screens.context import Context
from handlers.topics import pushes
from handlers.topics.buttons import OpenTopic
from storage.ledger import Entry
from storage.people import directory
from storage.people.access import Act, may
from storage.topics import lists
from storage.topics.rows import Topic


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
