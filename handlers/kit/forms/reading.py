"""Reading what somebody sent: words, be they a text or the caption of a file, and the file. Nothing is ever cut; what is too
long is refused with its length."""

from dataclasses import dataclass

from telegram.ext import filters

from handlers.kit.screens.context import Context
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


async def voice(context: Context, what: str, longest: int) -> tuple[str | None, str] | None:
    """A voice message's words, where somebody wrote some with it, and its `file_id`; None after having said what is wrong."""
    if context.file is None or (context.text.strip() and await words(context, what, longest) is None):
        return None
    return context.text.strip() or None, context.file[1]


async def line(context: Context, what: str, longest: int) -> str | None:
    """One line, white space joined; None after having said what is wrong."""
    return await _within(context, " ".join(context.text.split()), what, 1, longest)


async def words(context: Context, what: str, longest: int, shortest: int = 1) -> str | None:
    """Text of several lines; None after having said what is wrong."""
    return await _within(context, context.text.strip(), what, shortest, longest)


async def _within(context: Context, text: str, what: str, shortest: int, longest: int) -> str | None:
    if shortest <= len(text) <= longest:
        return text
    await context.tell(f"{what}请写 {shortest} 到 {longest} 个字，现在是 {len(text)} 个字，请重新输入。")
    return None
