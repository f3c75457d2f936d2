"""The words for birthdays in the ledger: the secretaries' own duty."""

from collections.abc import Sequence

from sqlmodel.ext.asyncio.session import AsyncSession

from handlers.birthdays import pushes
from handlers.birthdays.buttons import OpenBirthday
from handlers.kit.joins import Subject
from handlers.kit.screens.context import Context
from storage.birthdays import asking
from storage.birthdays.ledger import entries, of_record
from storage.birthdays.rows import Refused
from storage.ledger import Entry
from storage.mail import outbox


async def _urge(tx: AsyncSession, context: Context, found: Sequence[Entry]) -> int:
    """Those who write, for what can still be written; once a day."""
    told = []
    for entry in found:
        celebrant = await asking.find(tx, *of_record(entry.record))
        if not isinstance(celebrant, Refused) and not celebrant.written and not celebrant.given:
            told += [
                pushes.urging(celebrant, writer, context.now)
                for writer in await asking.writers(tx, celebrant)
                if writer.person_id != context.me.person_id
            ]
    return await outbox.put(tx, context.now, *told)


MESSAGES = Subject("messages", "生日寄语", entries, lambda entry: OpenBirthday(*of_record(entry.record)), _urge)
