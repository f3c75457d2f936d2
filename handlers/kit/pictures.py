"""Pictures that the bot draws: in one worker thread, beside which other people's answers go on; once for the same data."""

import asyncio
import hashlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from markupsafe import Markup
from telegram import InlineKeyboardMarkup
from telegram.constants import ParseMode
from telegram.error import BadRequest

from handlers.kit.context import Context, Rows
from storage import pictures

# One thread: artists are reused from one drawing to the next, and drawing holds the interpreter anyway.
_DRAWING = ThreadPoolExecutor(1, "drawing")


async def drawn(draw: Callable[[], bytes]) -> bytes:
    """The PNG, drawn in the worker thread. `draw` takes plain data with it and touches no database."""
    return await asyncio.get_running_loop().run_in_executor(_DRAWING, draw)


def key_of(kind: str, *facts: object) -> str:
    """A picture's key: its kind, and all that it shows. Bump a version in `facts` when its look changes."""
    return f"{kind}:{hashlib.sha256(repr(facts).encode()).hexdigest()[:40]}"


async def show_picture(context: Context, key: str, draw: Callable[[], bytes], caption: Markup, rows: Rows = ()) -> None:
    """Send a picture with its words and buttons; one that Telegram holds already is not drawn again."""
    await context.toast()
    async with context.read() as session:
        file_id = await pictures.known(session, key)
    if file_id is not None:
        try:
            await _send(context, file_id, caption, rows)
        except BadRequest as error:
            if "file" not in error.message:
                raise
        else:
            return
    file_id = await _send(context, await drawn(draw), caption, rows)
    async with context.bot_data.database.write() as tx:
        await pictures.remember(tx, key, file_id, context.now)


async def _send(context: Context, photo: str | bytes, caption: Markup, rows: Rows) -> str:
    sent = await context.bot.send_photo(
        context.chat_id,
        photo,
        caption=str(caption),
        parse_mode=ParseMode.HTML,
        reply_markup=InlineKeyboardMarkup(rows) if rows else None,
    )
    return sent.photo[-1].file_id
