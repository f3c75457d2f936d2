"""Reading what somebody sent: words, be they a text or the caption of a file, and the file. Nothing is ever cut; what is too
long is refused with its length."""

from dataclasses import dataclass

from telegram.ext import filters

from handlers.kit.screens.context import Context
from handlers.kit.screens.text import length
from storage.engine.refusal import Refusal
from storage.mail.outbox import File

TEXT = filters.TEXT & ~filters.COMMAND


@dataclass(frozen=True)
class Sent:
    """One message: its number, its words, its file, and the album that it is part of."""

    message: int
    text: str
    file: File | None
    album: str | None


def sent(context: Context) -> Sent:
    """What came with a message. RuntimeError for an update without one."""
    if context.message is None:
        raise RuntimeError("an update without a message was read as one")
    return Sent(context.message.message_id, context.text, context.file, context.message.media_group_id)


def within(text: str, what: str, longest: int, shortest: int = 1) -> str:
    """The text, if its length, as Telegram counts it, is within those bounds. Raises Refusal, with its length: nothing is ever cut."""
    found = length(text)
    if not shortest <= found <= longest:
        raise Refusal(f"{what}请写 {shortest} 到 {longest} 个字，现在是 {found} 个字，请重新输入。")
    return text
