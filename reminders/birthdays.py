"""Political birthdays: the words are asked for ahead, the card is given on the day, the branch is told as the member wishes."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from handlers.birthdays import pushes
from reminders.wording import worded
from storage.birthdays import greeting, messages
from storage.birthdays.celebrants import Celebrant
from storage.birthdays.rows import Telling
from storage.engine.sweeps import apart, apart_in
from storage.mail import outbox
from storage.mail.outbox import Key, Push
from storage.people.directory import Branch, Who


async def find(session: AsyncSession, local: datetime) -> Sequence[Push]:
    """To whoever writes: a week ahead, and again when it is near, as long as nothing is written."""
    told: dict[Key, tuple[Celebrant, Who]] = {}
    open_ones = await messages.unwritten(session, local.date())
    for each, writers in zip(open_ones, await messages.writers_of(session, open_ones), strict=True):
        with apart(session):
            told |= {pushes.asking_key(each, writer, local): (each, writer) for writer in writers}
    return await worded(session, told, lambda _, asked: pushes.asking(*asked, local))


async def give(tx: AsyncSession, local: datetime) -> int:
    """The cards that are due: kept and queued in one transaction, each once for the person and the year."""
    given = 0
    for each in await greeting.due(tx, local):
        async with apart_in(tx):
            row = await greeting.give(tx, each, local.date())
            await outbox.put(tx, local, pushes.greeting(each, row, local), *await _to_group(tx, each, local))
            given += 1
    return given


async def _to_group(tx: AsyncSession, celebrant: Celebrant, local: datetime) -> list[Push]:
    """On the day itself alone: a late congratulation is between the member and the bot."""
    wish = await greeting.wish(tx, celebrant.who.person_id)
    branch = await tx.get(Branch, celebrant.who.branch_id)
    chat = branch.chat_id if branch is not None else None
    if celebrant.birthday.day != local.date() or chat is None or not Telling(wish.telling).in_group:
        return []
    return [pushes.to_group(celebrant, Telling(wish.telling), chat, local)]
