"""Confidential content in a chat: shown for a while, then gone; and a chat cleaned of what was sent to be recorded."""

import logging
from collections.abc import Iterable, Sequence
from datetime import timedelta

from telegram import Bot, InlineKeyboardMarkup, Message
from telegram.constants import ParseMode
from telegram.error import BadRequest, TelegramError

from handlers.kit.screens.buttons import Button
from handlers.kit.screens.context import Context
from handlers.kit.screens.media import send_again
from handlers.kit.screens.text import Markup
from storage.engine.database import Database
from storage.engine.failure import what_failed
from storage.mail.outbox import File
from storage.people.rights import Act
from storage.sealed import vanishing

log = logging.getLogger(__name__)

AT_ONCE = 100  # messages that one call may delete
OPENING = "🔒 正在打开…"


class Vanish(Button, prefix="vanish", act=Act.HOME):
    """阅毕清除: delete what was shown together."""

    batch: str


async def show_for_a_while(
    context: Context, texts: Sequence[Markup], voices: Iterable[bytes | str] = (), files: Iterable[File] = ()
) -> None:
    """Send content that cannot be forwarded and vanishes by itself, with 阅毕清除 below the last part.

    Voices are bytes, or `file_id`s of such as Telegram holds already, as files are.

    A message is named as vanishing before its content is put into it, so that no end of the process leaves it there.
    """
    batch = context.occasion
    for voice in voices:
        sent = await context.bot.send_voice(context.chat_id, voice, protect_content=True)
        await _name(context, sent, batch)
    for media, content in files:
        sent = await send_again(context.bot, context.chat_id, media, content, protect=True)
        await _name(context, sent, batch)
    for number, text in enumerate(texts, 1):
        sent = await context.bot.send_message(context.chat_id, OPENING, protect_content=True)
        await _name(context, sent, batch)
        rows = [[Vanish(batch).labelled("🧹 阅毕清除")]] if number == len(texts) else []
        await context.bot.edit_message_text(
            str(text),
            context.chat_id,
            sent.message_id,
            parse_mode=ParseMode.HTML,
            reply_markup=InlineKeyboardMarkup(rows) if rows else None,
        )


async def _name(context: Context, message: Message, batch: str) -> None:
    due = context.now + timedelta(minutes=context.bot_data.options.shown_minutes)
    async with context.bot_data.database.write() as tx:
        await vanishing.add(tx, context.chat_id, [message.message_id], batch, due)


async def vanish(context: Context, button: Vanish) -> None:
    """Of one's own chat alone, whatever the batch."""
    async with context.read() as session:
        rows = await vanishing.of_batch(session, context.chat_id, button.batch)
    await context.toast("已清除")
    await delete_named(context.bot_data.database, context.bot, context.chat_id, {row.message_id for row in rows})


async def delete_named(database: Database, bot: Bot, chat_id: int, message_ids: Iterable[int]) -> int:
    """Delete messages and forget their names; those that Telegram cannot reach now stay named. Gives how many were asked for."""
    wanted, done = sorted(set(message_ids)), 0
    for start in range(0, len(wanted), AT_ONCE):
        part = wanted[start : start + AT_ONCE]
        try:
            await bot.delete_messages(chat_id, part)
        except BadRequest as error:
            # Too old, or gone: nothing more can be done about them.
            log.warning("messages cannot be deleted: %s", what_failed(error))
        except TelegramError as error:
            log.warning("messages are not deleted yet: %s", what_failed(error))
            continue
        async with database.write() as tx:
            await vanishing.gone(tx, chat_id, part)
        done += len(part)
    return done
