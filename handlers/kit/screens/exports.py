"""What leaves the bot as a file or a drawn list: what holds others' data is on the audit trail before it is sent."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum, auto

from telegram import Bot

from storage.engine.database import Database
from storage.sealed import audit
from storage.sealed.audit import Event


class Unrecorded(Enum):
    """Why no entry tells of a file or a picture."""

    BLANK = auto()
    """About nobody: a form to fill in, a rule."""
    OWN = auto()
    """What concerns the person who takes it."""
    ECHO = auto()
    """What that person has sent just before, with what is wrong in it."""
    LOOKED = auto()
    """That its screen was opened is an entry of its own."""
    TOLD = auto()
    """Its entry was written before it was made."""


@dataclass(frozen=True)
class Export:
    """What somebody takes out: `subject` with its number (`ledger:3`), `note` in words, `over` whom it is about. Content never stands in it."""

    subject: str
    note: str = ""
    event: Event = Event.EXPORTED
    over: int | None = None


def of_branch(word: str, branch: int | None) -> str:
    """The subject of what holds a branch, or the whole bureau."""
    return f"{word}:{branch}" if branch else word


Taken = Export | Unrecorded
"""What a file or a picture holds; whoever sends one has to say."""


async def tell_trail(database: Database, by: int, what: Taken, now: datetime) -> None:
    """Write the entry, where there is to be one."""
    if isinstance(what, Export):
        # Not as the update's one effect: tried again after a failed sending, the file must still go out.
        async with database.write() as tx:
            await audit.record(tx, what.event, by=by, over=what.over, subject=what.subject, note=what.note, now=now)


async def tell_once(database: Database, by: int, what: Taken, now: datetime) -> None:
    """As `tell_trail`, of a picture that a screen is: opened again and again, it is one look."""
    if isinstance(what, Export):
        async with database.write() as tx:
            if not await audit.lately(tx, what.event, by, what.subject, now, over=what.over):
                await audit.record(tx, what.event, by=by, over=what.over, subject=what.subject, note=what.note, now=now)


async def send_file(
    bot: Bot, chat_id: int, name: str, content: bytes, caption: str = "", *, read_timeout: float | None = None
) -> int:
    """The one way out for a file, behind what the trail is told. Gives the message's id."""
    waiting = {} if read_timeout is None else {"read_timeout": read_timeout}
    sent = await bot.send_document(chat_id, content, caption or None, filename=name, **waiting)  # type: ignore[arg-type]
    return sent.message_id
