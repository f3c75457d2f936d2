"""Pictures that the bot draws: in one process apart, beside which other people's answers go on; once for the same data."""

import hashlib
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from sqlalchemy.exc import SQLAlchemyError
from telegram import Bot, InlineKeyboardMarkup, Message
from telegram.constants import ParseMode
from telegram.error import BadRequest

from handlers.kit.screens.context import Context, Rows
from handlers.kit.screens.exports import Taken, tell_once
from handlers.kit.screens.telegram_errors import WRONG_FILE, says
from handlers.kit.screens.text import Markup
from storage.engine.apart import Apart
from storage.engine.database import Database
from storage.engine.failure import what_failed
from storage.mail import pictures

log = logging.getLogger(__name__)

# One process: figures are kept there from one drawing to the next.
_DRAWING = Apart("drawing")


async def drawn(draw: Callable[[], bytes]) -> bytes:
    """The PNG. `draw` is a function of `scoring` in a `partial` with the plain data that it shows."""
    return await _DRAWING.do(draw)


def key_of(kind: str, *facts: object) -> str:
    """A picture's key: its kind, and all that it shows. Bump a version in `facts` when its look changes."""
    return f"{kind}:{hashlib.sha256(repr(facts).encode()).hexdigest()[:40]}"


@dataclass(frozen=True)
class Drawing:
    """A picture yet to be made: `key` names it, `make` fetches what it needs and draws it."""

    key: str
    make: Callable[[], Awaitable[bytes]]


Maker = Callable[[Database, Bot, str], Awaitable[Drawing | None]]
"""From a subject, as a push names it, to its drawing; None where there is nothing to draw any more."""


async def show_picture(
    context: Context, key: str, draw: Callable[[], bytes], caption: Markup, rows: Rows = (), *, what: Taken
) -> int:
    """Send a picture with its words and buttons; what it holds of others is on the trail first. Gives the message's id."""
    await tell_once(context.bot_data.database, context.me.person_id, what, context.now)
    return await show_drawing(context, Drawing(key, partial(drawn, draw)), caption, rows)


async def show_drawing(context: Context, drawing: Drawing, caption: Markup, rows: Rows = ()) -> int:
    """As `show_picture`, for a drawing that needs more than plain data."""
    await context.toast()
    send = partial(
        context.bot.send_photo,
        context.chat_id,
        caption=str(caption),
        parse_mode=ParseMode.HTML,
        reply_markup=InlineKeyboardMarkup(rows) if rows else None,
    )
    return (await send_drawing(context.bot_data.database, drawing, send, context.now)).message_id


async def show_photo(context: Context, file_id: str, caption: Markup, rows: Rows = ()) -> int:
    """As `show_picture`, for a photo that Telegram holds."""
    await context.toast()
    keyboard = InlineKeyboardMarkup(rows) if rows else None
    send = context.bot.send_photo
    sent = await send(context.chat_id, file_id, str(caption), parse_mode=ParseMode.HTML, reply_markup=keyboard)
    return sent.message_id


async def send_drawing(
    database: Database, drawing: Drawing, send: Callable[..., Awaitable[Message]], now: datetime
) -> Message:
    """Send it by `send(photo=…)`; one that Telegram holds already is not drawn again."""
    async with database.read() as session:
        file_id = await pictures.known(session, drawing.key)
    if file_id is not None:
        try:
            return await send(photo=file_id)
        except BadRequest as error:
            if not says(error, WRONG_FILE):
                raise
    sent = await send(photo=await drawing.make())
    try:
        async with database.write() as tx:
            await pictures.remember(tx, drawing.key, sent.photo[-1].file_id, now)
    except (SQLAlchemyError, OSError) as error:
        # It is sent, and must not go out again for want of a note that would only spare a drawing.
        log.error("a sent picture cannot be remembered: %s", what_failed(error))
    return sent
