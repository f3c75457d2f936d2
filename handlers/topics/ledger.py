"""Topics in the ledger: taking part, and the secretary's answers."""

from collections.abc import Sequence

from sqlmodel.ext.asyncio.session import AsyncSession

from handlers.kit.context import Context
from handlers.kit.ledger import Subject
from handlers.topics import pushes
from handlers.topics.buttons import OpenTopic
from storage import outbox
from storage.access import Act, may
from storage.ledger import Entry
from storage.topics import lists
from storage.topics.rows import Topic


async def _urge(tx: AsyncSession, context: Context, entries: Sequence[Entry]) -> int:
    """Those who have said nothing yet; a secretary who owes answers is reminded by the sweep and by the row itself."""
    told = 0
    for number in {entry.record for entry in entries}:
        topic = await tx.get(Topic, number)
        if topic is None or topic.closed_at is not None or not may(context.me, Act.URGE, topic.place):
            continue
        to = [person.id or 0 for person in await lists.silent(tx, topic) if person.id != context.me.person_id]
        today = context.now.date().isoformat()
        told += await outbox.put(tx, context.now, *pushes.silent(topic, to, context.now, "topic_urge", today))
    return told


TOPICS = Subject("topics", "微社区", lists.ledger, lambda entry: OpenTopic(entry.record), _urge)
