"""Reading what somebody typed, within a length, saying what is wrong where it is."""

from telegram import Update
from telegram.ext import filters

from handlers.kit.context import Context

TEXT = filters.TEXT & ~filters.COMMAND


async def line(update: Update, context: Context, what: str, longest: int) -> str | None:
    """One line, white space joined; None after having said what is wrong."""
    return await _within(context, " ".join(_text(update).split()), what, 1, longest)


async def words(update: Update, context: Context, what: str, longest: int, shortest: int = 1) -> str | None:
    """Text of several lines; None after having said what is wrong."""
    return await _within(context, _text(update).strip(), what, shortest, longest)


def _text(update: Update) -> str:
    return (update.message.text if update.message else None) or ""


async def _within(context: Context, text: str, what: str, shortest: int, longest: int) -> str | None:
    if shortest <= len(text) <= longest:
        return text
    await context.tell(f"{what}请写 {shortest} 到 {longest} 个字，现在是 {len(text)} 个字，请重新输入。")
    return None
