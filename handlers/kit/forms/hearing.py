"""A voice that was sent, as words: its speaker reads them, mends them or leaves them, before any is stored."""

import warnings

from telegram import Voice
from telegram.error import BadRequest, InvalidToken
from telegram.warnings import PTBDeprecationWarning

from handlers.kit.screens.context import Context
from handlers.kit.screens.text import Markup, lines
from storage.engine.hearing import LONGEST_SECONDS, TOO_LONG
from storage.engine.refusal import Refusal

NOT_INSTALLED = "没有安装语音转文字，语音按原样保存。"
LOST = "这条语音已取不到（可能太久了），请再发一次。"
LISTENING = "正在把语音转成文字，请稍候…"
TO_TEXT = "🎙 语音转成文字"
USE, LEAVE = "✅ 用这段文字", "✖ 不用这段"


def able(context: Context) -> bool:
    """Whether spoken words are written down here."""
    return context.bot_data.hearing is not None


async def heard(context: Context, file_id: str, seconds: int) -> str:
    """What is said in it. Raises Refusal where it is too long, cannot be fetched, or nothing is heard."""
    hearing = context.bot_data.hearing
    if hearing is None:
        raise Refusal(NOT_INSTALLED)
    if seconds > LONGEST_SECONDS:
        raise Refusal(TOO_LONG)
    await context.toast(LISTENING)
    try:
        voice = bytes(await (await context.bot.get_file(file_id)).download_as_bytearray())
    except (BadRequest, InvalidToken):  # a 404 becomes the latter
        raise Refusal(LOST) from None
    return await hearing.words(voice)


def seconds_of(voice: Voice) -> int:
    """How long it lasts."""
    with warnings.catch_warnings():
        # A number of seconds, unless the library is told to give what its next major version gives: either is read.
        warnings.simplefilter("ignore", PTBDeprecationWarning)
        length = voice.duration
    return length if isinstance(length, int) else int(length.total_seconds())


def proposed(words: str) -> Markup:
    """The words, to be copied by one tap."""
    return lines(
        Markup("<b>听到的文字</b>（机器转写，请核对，点文字可以复制）"),
        Markup("<code>{}</code>").format(words),
        Markup("没有错的点“用这段文字”；有错的把改好的文字发来，就用改好的。"),
    )
